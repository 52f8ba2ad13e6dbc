// Short names for what goes over the wire.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Info = Schemas["Info"];
export type AreaRef = Schemas["AreaRef"];
export type AreaView = Schemas["AreaView"];
export type GrantView = Schemas["GrantView"];
export type UserView = Schemas["UserView"];
export type RoleView = Schemas["RoleView"];
export type ReminderView = Schemas["ReminderView"];

/** The actions a role can allow (`Action` of the backend). */
export type Action =
  | "view_households"
  | "edit_households"
  | "survey_households"
  | "restructure_households"
  | "export_households"
  | "import_households"
  | "see_citizen_ids"
  | "view_statistics"
  | "run_simulations"
  | "manage_users"
  | "manage_areas"
  | "view_audit"
  | "manage_webhooks"
  | "manage_framework"
  | "view_reviews"
  | "open_reviews"
  | "conduct_review"
  | "give_opinion"
  | "recognise_households"
  | "enter_values"
  | "check_values"
  | "approve_values"
  | "set_targets"
  | "fill_reports"
  | "judge_reports"
  | "edit_plans"
  | "issue_plans"
  | "open_report_rounds"
  | "view_visits"
  | "conduct_visits"
  | "approve_visits"
  | "answer_recommendations"
  | "view_budget"
  | "enter_budget"
  | "approve_budget"
  | "manage_budget";
