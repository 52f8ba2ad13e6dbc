// All pages of documents together: each page of its own would cost the first route the names of its files.
export { DocumentPage } from "./DocumentPage";
export { DocumentsPage } from "./DocumentsPage";
export { EditPage, NewPage } from "./NewPage";
