//! Budgets as they go over the wire. Money is whole đồng.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use giamngheo_rules::budget::{Account, CapitalKind, Catalogue, FundSource, Item, ItemKind, Kind};
use giamngheo_rules::words::{Source, Words};
use giamngheo_store::Scope;
use giamngheo_store::budget::{
    Entry, Funding, LineView, Obligation, Settlement, SettlementLine, Unit, Voucher, VoucherLine,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::http::done::DoneBy;
use crate::http::paging;

/// An item of a programme, with its version.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetItemView {
    /// What it is.
    #[serde(flatten)]
    pub item: Item,
    /// For If-Match.
    pub version: i64,
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// First day it holds no more.
    pub valid_to: Option<NaiveDate>,
}

/// An item of a programme, as it is kept.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetItemInput {
    /// The code of the item above; none of a programme.
    #[serde(default)]
    #[schema(example = "CT2635/NL", max_length = 60)]
    #[validate(length(max = 60))]
    pub parent: Option<String>,
    /// What it is.
    pub kind: ItemKind,
    /// Its name.
    pub name: Words,
    /// The kinds of capital it may get.
    #[schema(min_items = 1, max_items = 10)]
    #[validate(length(min = 1, max = 10))]
    pub capital: Vec<String>,
    /// The first fiscal year that gives money for it.
    #[schema(example = 2026, minimum = 1900, maximum = 2100)]
    #[validate(range(min = 1900, max = 2100))]
    pub first_year: i32,
    /// The last one; none while it goes on.
    #[serde(default)]
    #[schema(minimum = 1900, maximum = 2100)]
    #[validate(range(min = 1900, max = 2100))]
    pub last_year: Option<i32>,
    /// Its place among its siblings.
    #[serde(default)]
    #[schema(maximum = 10000)]
    #[validate(range(max = 10000))]
    pub position: u32,
    /// Where it is from.
    pub legal: Source,
    /// Whether it was compared with the text.
    pub verified: bool,
    /// First day this version holds.
    #[schema(example = "2026-12-01")]
    pub valid_from: NaiveDate,
}

/// All that vouchers name: sources, kinds of capital, and kinds of vouchers.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetSourcesView {
    /// Sources, in their order.
    pub sources: Vec<FundSource>,
    /// Kinds of capital, in their order.
    pub capital_kinds: Vec<CapitalKind>,
    /// Kinds of vouchers.
    pub kinds: Vec<BudgetKindView>,
}

/// A kind of voucher.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetKindView {
    /// Its code.
    pub code: Kind,
    /// Its name.
    pub name: Words,
    /// Whether people enter it; the others follow from settlements and reversals.
    pub entered: bool,
    /// Whether its lines name a unit or an item below.
    pub to: bool,
    /// Whether it names who is paid.
    pub payee: bool,
    /// What its lines draw on: commitment or advance.
    pub draws_on: Option<String>,
}

/// Whoever has a budget, by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = BudgetUnitRef)]
pub struct UnitRef {
    /// Identifier.
    pub id: String,
    /// area or office.
    #[schema(example = "area")]
    pub kind: String,
    /// The area's code, or the office's.
    #[schema(example = "06154")]
    pub code: String,
    /// Its name in Vietnamese.
    #[schema(example = "Xã Văn Lãng")]
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// Its area's id.
    pub area_id: String,
}

impl UnitRef {
    /// Of a unit that was looked up; by its id alone where it wasn't found.
    pub fn of(units: &BTreeMap<String, Unit>, id: &str) -> Self {
        units.get(id).map_or_else(
            || Self {
                id: id.to_owned(),
                kind: "area".into(),
                code: id.to_owned(),
                name: id.to_owned(),
                name_en: id.to_owned(),
                area_id: id.to_owned(),
            },
            Self::from,
        )
    }
}

impl From<&Unit> for UnitRef {
    fn from(unit: &Unit) -> Self {
        Self {
            id: unit.id.clone(),
            kind: unit.kind.clone(),
            code: unit.code.clone(),
            name: unit.name_vi.clone(),
            name_en: unit.name_en.clone(),
            area_id: unit.area_id.clone(),
        }
    }
}

/// An office on its way in.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetOfficeInput {
    /// Its area: code (today) or id.
    #[schema(example = "20", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub area: String,
    /// Its code: begins with a letter; unique in the province.
    #[schema(
        example = "SNNMT",
        min_length = 2,
        max_length = 30,
        pattern = "^[A-Z][A-Z0-9-]*$"
    )]
    #[validate(length(min = 2, max = 30))]
    pub code: String,
    /// Its name in Vietnamese.
    #[schema(example = "Sở Nông nghiệp và Môi trường", min_length = 1, max_length = 200)]
    #[validate(length(min = 1, max = 200))]
    pub name: String,
    /// Its name in English.
    #[serde(default)]
    #[schema(max_length = 200)]
    #[validate(length(max = 200))]
    pub name_en: Option<String>,
}

/// An item by code and name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BudgetItemRef {
    /// Its code.
    #[schema(example = "CT2125/DA7/TDA2")]
    pub code: String,
    /// Its name.
    pub name: Words,
}

impl BudgetItemRef {
    /// Of a code; named by itself where it isn't known.
    pub fn of(names: &Catalogue, code: &str) -> Self {
        let unnamed = || Words {
            vi: code.to_owned(),
            en: code.to_owned(),
        };
        Self {
            name: names.items.get(code).map_or_else(unnamed, |i| i.name.clone()),
            code: code.to_owned(),
        }
    }
}

/// A budget line with its balances.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetLineView {
    /// Identifier.
    pub id: String,
    /// Whose it is.
    #[schema(inline = false)]
    pub unit: UnitRef,
    /// For what.
    pub item: BudgetItemRef,
    /// The kind of capital.
    #[schema(example = "recurrent")]
    pub capital: String,
    /// The source.
    #[schema(example = "central")]
    pub source: String,
    /// The fiscal year.
    pub year: i64,
    /// Net in from above or from outside.
    pub allotted_vnd: i64,
    /// Net out to lines below.
    pub passed_on_vnd: i64,
    /// What is left to pass on, to commit or to spend.
    pub available_vnd: i64,
    /// Committed and not yet paid.
    pub committed_vnd: i64,
    /// Advanced and not yet cleared.
    pub advanced_vnd: i64,
    /// Disbursed and not yet settled.
    pub disbursed_vnd: i64,
    /// Settled.
    pub settled_vnd: i64,
    /// Given back.
    pub returned_vnd: i64,
    /// Carried over into the next year.
    pub carried_vnd: i64,
}

impl BudgetLineView {
    /// With names.
    pub fn new(line: LineView, units: &BTreeMap<String, Unit>, names: &Catalogue) -> Self {
        Self {
            unit: UnitRef::of(units, &line.unit_id),
            item: BudgetItemRef::of(names, &line.item),
            id: line.id,
            capital: line.capital,
            source: line.source,
            year: line.year,
            allotted_vnd: line.allotted_vnd,
            passed_on_vnd: line.passed_on_vnd,
            available_vnd: line.available_vnd,
            committed_vnd: line.committed_vnd,
            advanced_vnd: line.advanced_vnd,
            disbursed_vnd: line.disbursed_vnd,
            settled_vnd: line.settled_vnd,
            returned_vnd: line.returned_vnd,
            carried_vnd: line.carried_vnd,
        }
    }
}

/// Budget lines.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetLinesView {
    /// The lines.
    pub items: Vec<BudgetLineView>,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// A unit of the tree with all below it.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetNode {
    /// The unit.
    #[schema(inline = false)]
    pub unit: UnitRef,
    /// What it and those below hold: net in from above.
    pub allotted_vnd: i64,
    /// What is left to pass on, to commit or to spend.
    pub available_vnd: i64,
    /// Committed and not yet paid.
    pub committed_vnd: i64,
    /// Advanced and not yet cleared.
    pub advanced_vnd: i64,
    /// Disbursed, settled or not.
    pub disbursed_vnd: i64,
    /// The part of it that the unit itself holds.
    pub own_vnd: i64,
    /// What is disbursed of what is allotted, in per cent.
    pub percent: Option<f64>,
    /// The units below, by name.
    #[schema(no_recursion)]
    pub children: Vec<BudgetNode>,
}

/// The tree of units with money.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetTreeView {
    /// The fiscal year.
    pub year: i32,
    /// The uppermost units.
    pub nodes: Vec<BudgetNode>,
}

/// A line of a voucher, as it is entered.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetVoucherLineInput {
    /// For what.
    #[schema(example = "CT2635/NL/GS", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub item: String,
    /// The kind of capital.
    #[schema(example = "recurrent", min_length = 1, max_length = 30)]
    #[validate(length(min = 1, max = 30))]
    pub capital: String,
    /// The source.
    #[schema(example = "central", min_length = 1, max_length = 30)]
    #[validate(length(min = 1, max = 30))]
    pub source: String,
    /// The unit below that gets the money (allocate), or that it comes back from (withdraw): code or id.
    #[serde(default)]
    #[schema(max_length = 60)]
    #[validate(length(max = 60))]
    pub to_unit: Option<String>,
    /// The item below; the same where none is named.
    #[serde(default)]
    #[schema(max_length = 60)]
    #[validate(length(max = 60))]
    pub to_item: Option<String>,
    /// How much, in whole đồng.
    #[schema(example = 1_000_000, minimum = 1, maximum = 1_000_000_000_000_000_i64)]
    #[validate(range(min = 1, max = 1_000_000_000_000_000_i64))]
    pub amount_vnd: i64,
    /// The commitment it draws on.
    #[serde(default)]
    #[schema(max_length = 60)]
    #[validate(length(max = 60))]
    pub commitment_id: Option<String>,
    /// The advance it draws on.
    #[serde(default)]
    #[schema(max_length = 60)]
    #[validate(length(max = 60))]
    pub advance_id: Option<String>,
}

/// A voucher, as it is entered.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetVoucherInput {
    /// What it does.
    pub kind: Kind,
    /// Its number, unique in the unit's year.
    #[schema(example = "12/QĐ-UBND", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub number: String,
    /// Its day.
    pub on_date: NaiveDate,
    /// The fiscal year of its money.
    #[schema(example = 2026, minimum = 1900, maximum = 2100)]
    #[validate(range(min = 1900, max = 2100))]
    pub year: i32,
    /// Whose it is: an area's code (on the voucher's day), an office's code, or an id.
    #[schema(example = "06463", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub unit: String,
    /// The decision it follows.
    #[serde(default)]
    #[schema(max_length = 60)]
    #[validate(length(max = 60))]
    pub document_id: Option<String>,
    /// Who is paid or promised something; of commitments, disbursements and advances.
    #[serde(default)]
    #[schema(max_length = 200)]
    #[validate(length(max = 200))]
    pub payee: Option<String>,
    /// What for.
    #[schema(example = "In biểu mẫu giám sát", min_length = 1, max_length = 1000)]
    #[validate(length(min = 1, max = 1000))]
    pub purpose: String,
    /// Its lines.
    #[schema(min_items = 1, max_items = 500)]
    #[validate(length(min = 1, max = 500), nested)]
    pub lines: Vec<BudgetVoucherLineInput>,
}

/// Why.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetReasonInput {
    /// The reason, which is kept.
    #[schema(example = "Sai số tiền", min_length = 1, max_length = 1000)]
    #[validate(length(min = 1, max = 1000))]
    pub reason: String,
}

/// A reversal, as it is entered.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetReversalInput {
    /// Its own number, unique in the unit's year.
    #[schema(example = "12A/QĐ-UBND", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub number: String,
    /// Its day.
    pub on_date: NaiveDate,
    /// Why, which is kept.
    #[schema(example = "Ghi nhầm dòng dự toán", min_length = 1, max_length = 1000)]
    #[validate(length(min = 1, max = 1000))]
    pub reason: String,
}

/// A line of a voucher.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetVoucherLineView {
    /// Counts from 1.
    pub n: i64,
    /// The budget line.
    pub line_id: String,
    /// For what.
    pub item: BudgetItemRef,
    /// The kind of capital.
    pub capital: String,
    /// The source.
    pub source: String,
    /// The unit of the line below.
    #[schema(inline = false)]
    pub to_unit: Option<UnitRef>,
    /// The item of the line below.
    pub to_item: Option<BudgetItemRef>,
    /// The year of the other line, of a carry-over.
    pub to_year: Option<i64>,
    /// How much.
    pub amount_vnd: i64,
    /// The commitment or advance it draws on.
    pub draws_on_id: Option<String>,
    /// The commitment or advance it makes.
    pub makes_id: Option<String>,
}

/// A voucher.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetVoucherView {
    /// Identifier.
    pub id: String,
    /// What it does.
    pub kind: Kind,
    /// Its number.
    pub number: String,
    /// Its day.
    pub on_date: NaiveDate,
    /// The fiscal year of its money.
    pub year: i64,
    /// Whose it is.
    #[schema(inline = false)]
    pub unit: UnitRef,
    /// The decision it follows.
    pub document_id: Option<String>,
    /// Who is paid or promised something.
    pub payee: Option<String>,
    /// What for.
    pub purpose: String,
    /// The sum of its lines.
    pub amount_vnd: i64,
    /// entered, posted or refused.
    #[schema(example = "entered")]
    pub state: String,
    /// What the state allows: approve, refuse, attach, reverse.
    pub allowed: Vec<&'static str>,
    /// Why it was refused, or why it turns another around.
    pub reason: Option<String>,
    /// The voucher that it turns around.
    pub reverses_id: Option<String>,
    /// The voucher that turns it around, entered or posted.
    pub reversed_by_id: Option<String>,
    /// Who entered it.
    pub entered: DoneBy,
    /// Who posted or refused it.
    pub decided: Option<DoneBy>,
    /// How many files it has.
    pub files: i64,
    /// For the ETag.
    pub version: i64,
    /// Its lines.
    pub lines: Vec<BudgetVoucherLineView>,
}

impl BudgetVoucherView {
    /// With names. Errors: what is stored can't be read.
    pub fn new(
        voucher: Voucher,
        lines: Vec<VoucherLine>,
        units: &BTreeMap<String, Unit>,
        names: &Catalogue,
        files: i64,
    ) -> Result<Self, giamngheo_store::Error> {
        Ok(Self {
            kind: voucher.kind()?,
            allowed: voucher.allowed(),
            unit: UnitRef::of(units, &voucher.unit_id),
            id: voucher.id,
            number: voucher.number,
            on_date: voucher.on_date,
            year: voucher.year,
            document_id: voucher.document_id,
            payee: voucher.payee,
            purpose: voucher.purpose,
            amount_vnd: voucher.amount_vnd,
            state: voucher.state,
            reason: voucher.reason,
            reverses_id: voucher.reverses,
            reversed_by_id: voucher.reversed_by,
            entered: DoneBy::new(voucher.entered_by, voucher.entered_name, voucher.entered_at),
            decided: DoneBy::maybe(voucher.decided_by, voucher.decided_name, voucher.decided_at),
            files,
            version: voucher.version,
            lines: lines
                .into_iter()
                .map(|line| BudgetVoucherLineView {
                    n: line.n,
                    line_id: line.line_id,
                    item: BudgetItemRef::of(names, &line.item),
                    capital: line.capital,
                    source: line.source,
                    to_unit: line.other_unit_id.as_deref().map(|id| UnitRef::of(units, id)),
                    to_item: line
                        .other_item
                        .as_deref()
                        .map(|code| BudgetItemRef::of(names, code)),
                    to_year: line.other_year.filter(|year| *year != line.year),
                    amount_vnd: line.amount_vnd,
                    draws_on_id: line.draws_id,
                    makes_id: line.makes_id,
                })
                .collect(),
        })
    }
}

/// An entry of the ledger: an account of a line gets or gives money.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetEntryView {
    /// Counts from 1.
    pub n: i64,
    /// The budget line.
    pub line_id: String,
    /// Its unit.
    #[schema(inline = false)]
    pub unit: UnitRef,
    /// For what.
    pub item: BudgetItemRef,
    /// The kind of capital.
    pub capital: String,
    /// The source.
    pub source: String,
    /// The line's fiscal year.
    pub year: i64,
    /// The account.
    pub account: Account,
    /// Its name.
    pub account_name: Words,
    /// What it gets, in đồng; negative where it gives. All entries of a voucher sum to 0.
    pub amount_vnd: i64,
}

impl BudgetEntryView {
    /// With names. Errors: the account that is stored is none.
    pub fn new(
        entry: Entry,
        units: &BTreeMap<String, Unit>,
        names: &Catalogue,
    ) -> Result<Self, giamngheo_store::Error> {
        let account = Account::from_code(&entry.account)
            .ok_or_else(|| giamngheo_store::Error::Corrupt(format!("the account {}", entry.account)))?;
        Ok(Self {
            n: entry.n,
            unit: UnitRef::of(units, &entry.unit_id),
            item: BudgetItemRef::of(names, &entry.item),
            line_id: entry.line_id,
            capital: entry.capital,
            source: entry.source,
            year: entry.year,
            account,
            account_name: account.name(),
            amount_vnd: entry.amount_vnd,
        })
    }
}

/// What a posting gave to a line, or took back.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetFundingView {
    /// The voucher, where the caller may read it.
    pub voucher_id: Option<String>,
    /// What it does.
    pub kind: Kind,
    /// Its number.
    pub number: String,
    /// Its day.
    pub on_date: NaiveDate,
    /// Whose voucher it is.
    #[schema(inline = false)]
    pub unit: UnitRef,
    /// The decision it follows.
    pub document_id: Option<String>,
    /// What for.
    pub purpose: String,
    /// How much, in đồng; negative where it was taken back.
    pub amount_vnd: i64,
}

impl BudgetFundingView {
    /// With names. Errors: the kind that is stored is none.
    pub fn new(
        row: Funding,
        scope: &Scope,
        units: &BTreeMap<String, Unit>,
    ) -> Result<Self, giamngheo_store::Error> {
        let kind = Kind::from_code(&row.kind)
            .ok_or_else(|| giamngheo_store::Error::Corrupt(format!("the kind {}", row.kind)))?;
        Ok(Self {
            voucher_id: scope.covers(&row.path).then_some(row.voucher_id),
            kind,
            number: row.number,
            on_date: row.on_date,
            unit: UnitRef::of(units, &row.unit_id),
            document_id: row.document_id,
            purpose: row.purpose,
            amount_vnd: row.amount_vnd,
        })
    }
}

/// A commitment or an advance.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetObligationView {
    /// Identifier.
    pub id: String,
    /// commitment or advance.
    #[schema(example = "commitment")]
    pub kind: String,
    /// The budget line.
    pub line_id: String,
    /// Its unit.
    #[schema(inline = false)]
    pub unit: UnitRef,
    /// For what.
    pub item: BudgetItemRef,
    /// The kind of capital.
    pub capital: String,
    /// The source.
    pub source: String,
    /// The fiscal year.
    pub year: i64,
    /// The voucher that made it.
    pub voucher_id: String,
    /// Its number.
    pub number: String,
    /// To whom.
    pub payee: String,
    /// What for.
    pub purpose: String,
    /// Since when.
    pub on_date: NaiveDate,
    /// How much it was.
    pub amount_vnd: i64,
    /// How much is left of it.
    pub remaining_vnd: i64,
}

impl BudgetObligationView {
    /// With names.
    pub fn new(owed: Obligation, units: &BTreeMap<String, Unit>, names: &Catalogue) -> Self {
        Self {
            unit: UnitRef::of(units, &owed.unit_id),
            item: BudgetItemRef::of(names, &owed.item),
            id: owed.id,
            kind: owed.kind,
            line_id: owed.line_id,
            capital: owed.capital,
            source: owed.source,
            year: owed.year,
            voucher_id: owed.voucher_id,
            number: owed.number,
            payee: owed.payee,
            purpose: owed.purpose,
            on_date: owed.on_date,
            amount_vnd: owed.amount_vnd,
            remaining_vnd: owed.remaining_vnd,
        }
    }
}

/// Whose year is settled.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetSettlementInput {
    /// The unit: an area's code (at the end of the year, or today), an office's code, or an id.
    #[schema(example = "06463", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub unit: String,
    /// The fiscal year.
    #[schema(example = 2026, minimum = 1900, maximum = 2100)]
    #[validate(range(min = 1900, max = 2100))]
    pub year: i32,
}

/// What is approved of a line.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetApprovedLineInput {
    /// The budget line.
    #[schema(min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub line_id: String,
    /// What of its disbursements is approved.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    #[validate(range(min = 0, max = 1_000_000_000_000_000_i64))]
    pub approved_vnd: i64,
}

/// What is approved; all that was disbursed on lines that aren't named.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetApprovedInput {
    /// The lines.
    #[schema(max_items = 1000)]
    #[validate(length(max = 1000), nested)]
    pub lines: Vec<BudgetApprovedLineInput>,
}

/// A line of a settlement.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetSettlementLineView {
    /// The budget line.
    pub line_id: String,
    /// For what.
    pub item: BudgetItemRef,
    /// The kind of capital.
    pub capital: String,
    /// The source.
    pub source: String,
    /// What the line held.
    pub allotted_vnd: i64,
    /// What was disbursed.
    pub disbursed_vnd: i64,
    /// What of it is approved.
    pub approved_vnd: i64,
    /// What was carried over.
    pub carried_vnd: i64,
    /// What is returned: what was held and is neither approved nor carried over.
    pub surplus_vnd: i64,
}

/// A settlement of a unit's year.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetSettlementView {
    /// Identifier.
    pub id: String,
    /// Whose year.
    #[schema(inline = false)]
    pub unit: UnitRef,
    /// The fiscal year.
    pub year: i64,
    /// draft, submitted, returned or approved.
    #[schema(example = "draft")]
    pub state: String,
    /// What the state allows: put, submit, approve, return.
    pub allowed: Vec<&'static str>,
    /// Why it was sent back.
    pub note: Option<String>,
    /// What the unit held.
    pub allotted_vnd: i64,
    /// What was disbursed.
    pub disbursed_vnd: i64,
    /// What of it is approved.
    pub approved_vnd: i64,
    /// What was carried over.
    pub carried_vnd: i64,
    /// What is returned.
    pub surplus_vnd: i64,
    /// Who drew it up.
    pub drawn_up: DoneBy,
    /// Who submitted it.
    pub submitted: Option<DoneBy>,
    /// Who approved it or sent it back.
    pub decided: Option<DoneBy>,
    /// For If-Match.
    pub version: i64,
    /// Its lines.
    pub lines: Vec<BudgetSettlementLineView>,
}

impl BudgetSettlementView {
    /// With names.
    pub fn new(
        settlement: Settlement,
        lines: Vec<SettlementLine>,
        units: &BTreeMap<String, Unit>,
        names: &Catalogue,
    ) -> Self {
        let lines: Vec<BudgetSettlementLineView> = lines
            .into_iter()
            .map(|line| BudgetSettlementLineView {
                item: BudgetItemRef::of(names, &line.item),
                surplus_vnd: line.allotted_vnd - line.approved_vnd - line.carried_vnd,
                line_id: line.line_id,
                capital: line.capital,
                source: line.source,
                allotted_vnd: line.allotted_vnd,
                disbursed_vnd: line.disbursed_vnd,
                approved_vnd: line.approved_vnd,
                carried_vnd: line.carried_vnd,
            })
            .collect();
        let sum = |of: fn(&BudgetSettlementLineView) -> i64| lines.iter().map(of).sum();
        Self {
            unit: UnitRef::of(units, &settlement.unit_id),
            allowed: settlement.allowed(),
            allotted_vnd: sum(|l| l.allotted_vnd),
            disbursed_vnd: sum(|l| l.disbursed_vnd),
            approved_vnd: sum(|l| l.approved_vnd),
            carried_vnd: sum(|l| l.carried_vnd),
            surplus_vnd: sum(|l| l.surplus_vnd),
            id: settlement.id,
            year: settlement.year,
            state: settlement.state,
            note: settlement.note,
            drawn_up: DoneBy::new(
                settlement.drawn_up_by,
                settlement.drawn_up_name,
                settlement.drawn_up_at,
            ),
            submitted: DoneBy::maybe(
                settlement.submitted_by,
                settlement.submitted_name,
                settlement.submitted_at,
            ),
            decided: DoneBy::maybe(
                settlement.decided_by,
                settlement.decided_name,
                settlement.decided_at,
            ),
            version: settlement.version,
            lines,
        }
    }
}

/// A day.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BudgetDayQuery {
    /// As it holds on this day; today by default.
    pub on: Option<NaiveDate>,
}

/// Which units.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BudgetUnitQuery {
    /// In this area (code or id).
    #[validate(length(max = 60))]
    pub area: Option<String>,
}

/// Which lines.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BudgetLineQuery {
    /// In this area (code or id) and all below it.
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Of this unit (code or id) alone.
    #[validate(length(max = 60))]
    pub unit: Option<String>,
    /// Of this fiscal year; the present one by default.
    #[validate(range(min = 1900, max = 2100))]
    #[param(minimum = 1900, maximum = 2100)]
    pub year: Option<i32>,
    /// For this item or one below.
    #[validate(length(max = 60))]
    pub item: Option<String>,
    /// From this source.
    #[validate(length(max = 30))]
    pub source: Option<String>,
    /// Of this kind of capital.
    #[validate(length(max = 30))]
    pub capital: Option<String>,
}

/// Which part of the tree.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BudgetTreeQuery {
    /// Of this fiscal year; the present one by default.
    #[validate(range(min = 1900, max = 2100))]
    #[param(minimum = 1900, maximum = 2100)]
    pub year: Option<i32>,
    /// Of this programme, or this item of one.
    #[validate(length(max = 60))]
    pub programme: Option<String>,
    /// In this area (code or id).
    #[validate(length(max = 60))]
    pub area: Option<String>,
}

/// Which vouchers.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BudgetVoucherQuery {
    /// In this area (code or id) and all below it.
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Of this fiscal year.
    #[validate(range(min = 1900, max = 2100))]
    #[param(minimum = 1900, maximum = 2100)]
    pub year: Option<i64>,
    /// Of this kind.
    #[validate(length(max = 30))]
    pub kind: Option<String>,
    /// In this state: entered, posted or refused.
    #[validate(length(max = 20))]
    pub state: Option<String>,
    /// On this budget line, on either side.
    #[validate(length(max = 60))]
    pub line: Option<String>,
    /// For this item or one below.
    #[validate(length(max = 60))]
    pub item: Option<String>,
    /// Words of number, payee or purpose, without accents too.
    #[validate(length(max = 100))]
    pub q: Option<String>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// Which obligations.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BudgetObligationQuery {
    /// In this area (code or id) and all below it.
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Of this unit (code or id) alone.
    #[validate(length(max = 60))]
    pub unit: Option<String>,
    /// Of this fiscal year.
    #[validate(range(min = 1900, max = 2100))]
    #[param(minimum = 1900, maximum = 2100)]
    pub year: Option<i64>,
    /// commitment or advance.
    #[validate(length(max = 20))]
    pub kind: Option<String>,
    /// Those with something left alone.
    #[serde(default)]
    pub open: bool,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// Which settlements.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BudgetSettlementQuery {
    /// In this area (code or id) and all below it.
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Of this fiscal year.
    #[validate(range(min = 1900, max = 2100))]
    #[param(minimum = 1900, maximum = 2100)]
    pub year: Option<i64>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}
