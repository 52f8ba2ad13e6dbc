// Money: plans of it, what was done with it, and the vouchers that say so.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";

const pages = () => import("./pages");

/** An address with plain texts as its parameters; the pages know what they may be. */
function route<P extends string, K extends string>(
  path: P,
  page: keyof Awaited<ReturnType<typeof pages>>,
  ...keys: readonly K[]
) {
  return createRoute({
    getParentRoute: () => shellRoute,
    path,
    validateSearch: (search: Record<string, unknown>): { [key in K]?: string | undefined } =>
      Object.fromEntries(keys.map((key) => [key, textParam(search[key])])) as never,
    component: lazyRouteComponent(pages, page),
  });
}

export const budgetRoutes = [
  route("budget", "OverviewPage", "by", "and", "until", "programme", "money"),
  route("budget/tree", "TreePage", "programme"),
  route("budget/lines", "LinesPage", "unit", "item", "source", "capital", "line"),
  route("budget/vouchers", "VouchersPage", "kind", "state", "q"),
  route("budget/vouchers/new", "EntryPage", "kind"),
  route("budget/vouchers/$id", "VoucherPage"),
  route("budget/import", "ImportPage"),
  route("budget/settlements", "SettlementsPage"),
  route("budget/settlements/$id", "SettlementPage"),
  route("budget/catalogue", "CataloguePage"),
] as const;
