// The pages of money, side by side.
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useCan } from "@/app/place";
import { useTexts } from "@/i18n";
import classes from "./budget.module.css";
import { budgetTexts } from "./texts";

const VIEWS = [
  { to: "/budget", key: "view_overview" },
  { to: "/budget/tree", key: "view_tree" },
  { to: "/budget/lines", key: "view_lines" },
  { to: "/budget/vouchers", key: "view_vouchers" },
  { to: "/budget/settlements", key: "view_settlements" },
  { to: "/budget/import", key: "view_import", action: "enter_budget" },
  { to: "/budget/catalogue", key: "view_catalogue" },
] as const;

export function Views() {
  const t = useTexts(budgetTexts);
  const can = useCan();
  const nav = useRef<HTMLElement>(null);
  // On a phone the pages don't all fit: this one comes into sight.
  useEffect(() => {
    // Newer browsers answer with a promise, which is no clean-up.
    void nav.current?.querySelector(".active")?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, []);
  return (
    <nav ref={nav} className={`${classes.views} gn-no-print`} aria-label={t("views")}>
      {VIEWS.filter((view) => !("action" in view) || can(view.action)).map(({ to, key }) => (
        // What another page was narrowed to means nothing here.
        <Link key={to} to={to} search={{} as never} activeOptions={{ exact: true, includeSearch: false }}>
          {t(key)}
        </Link>
      ))}
    </nav>
  );
}
