// The pages of visits at the desk together: each page of its own would cost the first route the names of its files.
export { ChecklistsPage } from "./ChecklistsPage";
export { NewPage } from "./NewPage";
export { NewPlanPage, PlanPage } from "./PlanPage";
export { VisitsPage } from "./VisitsPage";
