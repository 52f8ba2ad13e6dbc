// All pages of money together: each page of its own would cost the first route the names of its files.
export { CataloguePage } from "./CataloguePage";
export { EntryPage } from "./EntryPage";
export { ImportPage } from "./ImportPage";
export { LinesPage } from "./LinesPage";
export { OverviewPage } from "./OverviewPage";
export { SettlementPage } from "./SettlementPage";
export { SettlementsPage } from "./SettlementsPage";
export { TreePage } from "./TreePage";
export { VoucherPage } from "./VoucherPage";
export { VouchersPage } from "./VouchersPage";
