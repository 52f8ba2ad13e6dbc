// All pages of the framework together: each page of its own would cost the first route the names of its files.
export { EditPage, NewPage } from "./EditPage";
export { FrameworkPage } from "./FrameworkPage";
export { ItemPage } from "./ItemPage";
