// Short names for what the API says of money. Amounts are whole đồng.
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Words = Schemas["Words"];
export type Unit = Schemas["BudgetUnitRef"];
export type Item = Schemas["BudgetItemView"];
export type ItemInput = Schemas["BudgetItemInput"];
export type Source = Schemas["BudgetFundSource"];
export type Step = Schemas["DoneBy"];
export type Line = Schemas["BudgetLineView"];
export type TreeNode = Schemas["BudgetNode"];
export type VoucherKind = Schemas["BudgetPostingKind"];
export type Voucher = Schemas["BudgetVoucherView"];
export type VoucherLine = Schemas["BudgetVoucherLineView"];
export type VoucherInput = Schemas["BudgetVoucherInput"];
export type VoucherInputLine = Schemas["BudgetVoucherLineInput"];
export type Funding = Schemas["BudgetFundingView"];
export type Entry = Schemas["BudgetEntryView"];
export type Obligation = Schemas["BudgetObligationView"];
export type Millions = Schemas["BudgetMillions"];
export type ExecutionRow = Schemas["BudgetExecutionRow"];
export type Execution = Schemas["BudgetExecutionView"];
export type BurnMonth = Schemas["BudgetMonth"];
export type BurnDown = Schemas["BudgetBurnDownView"];
export type Settlement = Schemas["BudgetSettlementView"];
export type SettlementLine = Schemas["BudgetSettlementLineView"];
export type ImportResult = Schemas["BudgetImportView"];
export type Sources = Schemas["BudgetSourcesView"];
