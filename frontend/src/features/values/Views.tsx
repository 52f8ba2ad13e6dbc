// The pages of entered figures, side by side.
import { Link } from "@tanstack/react-router";
import { useTexts } from "@/i18n";
import { valueTexts } from "./texts";
import classes from "./values.module.css";

const VIEWS = [
  { to: "/values", key: "view_sheet" },
  { to: "/values/overview", key: "view_overview" },
  { to: "/values/targets", key: "view_targets" },
] as const;

export function Views() {
  const t = useTexts(valueTexts);
  return (
    <nav className={`${classes.views} gn-no-print`} aria-label={t("views")}>
      {VIEWS.map(({ to, key }) => (
        <Link
          key={to}
          to={to}
          // What another page was narrowed to means nothing here, but the period does.
          search={((old: Record<string, unknown>) => ({ part: old.part })) as never}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {t(key)}
        </Link>
      ))}
    </nav>
  );
}
