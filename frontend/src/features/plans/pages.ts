// All pages of plans together: each page of its own would cost the first route the names of its files.
export { EditPage, NewPage } from "./EditPage";
export { PlanPage } from "./PlanPage";
export { PlansPage } from "./PlansPage";
