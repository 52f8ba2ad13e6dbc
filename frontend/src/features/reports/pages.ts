// The pages around a report together: each page of its own would cost the first route the names of its files.
export { RoundPage } from "./RoundPage";
export { RoundsPage } from "./RoundsPage";
export { TemplatePage } from "./TemplatePage";
export { TemplatesPage } from "./TemplatesPage";
