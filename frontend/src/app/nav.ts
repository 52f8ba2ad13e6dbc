// The main pages, in the order of the navigation, and who may see them.
import type { Action, Me } from "@/api/types";
import type { CommonKey } from "@/i18n/common";

export interface NavItem {
  to: string;
  label: CommonKey;
  icon:
    | "overview"
    | "indicators"
    | "households"
    | "reviews"
    | "values"
    | "reports"
    | "visits"
    | "budget"
    | "imports"
    | "standards"
    | "simulations"
    | "framework"
    | "plans"
    | "documents"
    | "areas"
    | "users"
    | "webhooks";
  /** Another address that belongs to it. */
  also?: string;
  /** Needed to see it, one of them where there are several; nothing when being signed in is enough. */
  action?: Action | readonly Action[];
  /** Whether it is of the year under way; the others begin at the last year that has a register. */
  running?: boolean;
}

const ITEMS: readonly NavItem[] = [
  { to: "/", label: "nav_overview", icon: "overview", action: "view_statistics" },
  { to: "/indicators", label: "nav_indicators", icon: "indicators", action: "view_statistics" },
  { to: "/households", label: "nav_households", icon: "households", action: "view_households" },
  { to: "/reviews", label: "nav_reviews", icon: "reviews", action: "view_reviews", also: "/recognitions" },
  {
    to: "/values",
    label: "nav_values",
    icon: "values",
    action: ["enter_values", "check_values", "approve_values"],
  },
  { to: "/reports", label: "nav_reports", icon: "reports", action: "view_statistics" },
  {
    to: "/visits",
    label: "nav_visits",
    icon: "visits",
    action: ["view_visits", "answer_recommendations"],
    also: "/recommendations",
    running: true,
  },
  { to: "/budget", label: "nav_budget", icon: "budget", action: "view_budget", running: true },
  { to: "/imports", label: "nav_imports", icon: "imports", action: "import_households" },
  { to: "/standards", label: "nav_standards", icon: "standards" },
  { to: "/simulations", label: "nav_simulations", icon: "simulations", action: "view_statistics" },
  { to: "/framework", label: "nav_framework", icon: "framework", action: "view_statistics" },
  { to: "/plans", label: "nav_plans", icon: "plans" },
  { to: "/documents", label: "nav_documents", icon: "documents" },
  { to: "/areas", label: "nav_areas", icon: "areas" },
  { to: "/users", label: "nav_users", icon: "users", action: "manage_users" },
  { to: "/webhooks", label: "nav_webhooks", icon: "webhooks", action: "manage_webhooks" },
];

function allowed(me: Me, item: NavItem): boolean {
  if (!item.action) return true;
  return [item.action].flat().some((action) => me.actions.includes(action));
}

/** The main pages this user may see. */
export function navFor(me: Me): NavItem[] {
  return ITEMS.filter((item) => allowed(me, item));
}

/** Whether an address belongs to a main page. */
export function isUnder(path: string, item: NavItem): boolean {
  const at = (address: string) => path === address || path.startsWith(`${address}/`);
  return item.to === "/" ? path === "/" : at(item.to) || (item.also !== undefined && at(item.also));
}

/** Whether an address is of the year under way. */
export function isRunning(path: string): boolean {
  return ITEMS.some((item) => item.running && isUnder(path, item));
}

/** Whether this user may see the page of an address. */
export function maySee(me: Me, path: string): boolean {
  const item = ITEMS.find((candidate) => isUnder(path, candidate));
  return !item || allowed(me, item);
}
