//! The results framework as it goes over the wire.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use giamngheo_rules::formula::MeasureInfo;
use giamngheo_rules::framework::{AreaGroup, Heading, Indicator, Item, ItemKind};
use giamngheo_rules::words::Words;
use giamngheo_store::{Error, FieldError, definitions};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::plan::Version;

/// Which day's framework.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DayQuery {
    /// What is in force on this day, 1900 to 2100; today by default.
    #[param(example = "2025-12-31")]
    pub on: Option<NaiveDate>,
}

/// A new item, or a new version of one: exactly one of `programme`, `objective`, `result`, `indicator` and `area_group`.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "valid_from": "2027-01-01",
    "indicator": {
        "code": "I1.99", "parent": "R1.1", "position": 99,
        "name": { "vi": "Tỷ lệ hộ nghèo dân tộc thiểu số", "en": "Poor ethnic minority households" },
        "definition": { "vi": "Số hộ nghèo dân tộc thiểu số trên tổng số hộ dân tộc thiểu số", "en": "Poor ethnic minority households out of all of them" },
        "unit": { "vi": "%", "en": "%" }, "decimals": 2, "factor": 100, "origin": "computed",
        "numerator": "households[class=poor; ethnic=minority]", "denominator": "households[ethnic=minority]",
        "frequency": "year", "by": ["setting"], "direction": "down", "range": { "min": "0", "max": "100" },
        "amber_percent": 10, "responsible": { "vi": "Phòng Bảo trợ xã hội - Trẻ em", "en": "Social protection and children office" },
        "legal": { "document": "Thông tư 10/2022/TT-BLĐTBXH" }, "verified": false
    }
}))]
pub struct ItemInput {
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// A programme.
    #[serde(default)]
    pub programme: Option<Heading>,
    /// An objective of a programme.
    #[serde(default)]
    pub objective: Option<Heading>,
    /// A result of an objective.
    #[serde(default)]
    pub result: Option<Heading>,
    /// An indicator of a result or an objective.
    #[serde(default)]
    pub indicator: Option<Indicator>,
    /// A group of areas.
    #[serde(default)]
    pub area_group: Option<AreaGroup>,
}

/// Whether a day lies in the years that are kept. Errors: it does not.
pub fn kept_day(pointer: &str, day: NaiveDate) -> Result<NaiveDate, Error> {
    if (1900..=2100).contains(&day.year()) {
        return Ok(day);
    }
    Err(Error::field(
        pointer,
        "out_of_range",
        "ngày phải trong khoảng 1900 – 2100",
        "the day must be in 1900 – 2100",
    ))
}

impl ItemInput {
    /// The item and its first day. Errors: none or several of them, or no day that is kept.
    pub fn item(self) -> Result<(Item, NaiveDate), Error> {
        let valid_from = kept_day("/valid_from", self.valid_from)?;
        let headings = [
            (ItemKind::Programme, self.programme),
            (ItemKind::Objective, self.objective),
            (ItemKind::Result, self.result),
        ];
        let headings = headings
            .into_iter()
            .filter_map(|(kind, heading)| Some(Item::Heading(kind, heading?)));
        let mut all: Vec<Item> = headings
            .chain(self.indicator.map(|i| Item::Indicator(Box::new(i))))
            .chain(self.area_group.map(Item::AreaGroup))
            .collect();
        match (all.pop(), all.is_empty()) {
            (Some(item), true) => Ok((item, valid_from)),
            (found, _) => Err(Error::field(
                "",
                if found.is_some() { "several" } else { "missing" },
                "cần đúng một trong các mục programme, objective, result, indicator, area_group",
                "send exactly one of programme, objective, result, indicator and area_group",
            )),
        }
    }
}

/// An item as it holds in a time.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemView {
    /// What it is; the field of this name has it.
    pub kind: ItemKind,
    /// Its code.
    pub code: String,
    /// For `If-Match`; counts from 1.
    pub version: i64,
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// First day it holds no more; null while it holds.
    pub valid_to: Option<NaiveDate>,
    /// Whether it is the product's own wording, not an administrator's.
    pub shipped: bool,
    /// A programme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programme: Option<Heading>,
    /// An objective.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objective: Option<Heading>,
    /// A result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Heading>,
    /// An indicator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indicator: Option<Indicator>,
    /// An area group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_group: Option<AreaGroup>,
}

impl From<&Version> for ItemView {
    fn from(version: &Version) -> Self {
        let mut view = Self {
            kind: version.item.kind(),
            code: version.item.code().to_owned(),
            version: version.number,
            valid_from: version.valid_from,
            valid_to: version.valid_to,
            shipped: version.shipped,
            programme: None,
            objective: None,
            result: None,
            indicator: None,
            area_group: None,
        };
        match &version.item {
            Item::Heading(ItemKind::Programme, heading) => view.programme = Some(heading.clone()),
            Item::Heading(ItemKind::Objective, heading) => view.objective = Some(heading.clone()),
            Item::Heading(_, heading) => view.result = Some(heading.clone()),
            Item::Indicator(indicator) => view.indicator = Some((**indicator).clone()),
            Item::AreaGroup(group) => view.area_group = Some(group.clone()),
        }
        view
    }
}

/// The framework on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct FrameworkView {
    /// The day.
    pub on: NaiveDate,
    /// All items in the order of the tree: each after the one it belongs to (`parent`); area groups at the end.
    pub items: Vec<ItemView>,
}

/// A version of an item, with who made it.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionView {
    /// The item.
    #[serde(flatten)]
    pub item: ItemView,
    /// Who made it; null for what the product ships.
    pub created_by: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl VersionView {
    /// From what is kept. Errors: it is of another shape.
    pub fn new(kind: ItemKind, row: definitions::Version) -> Result<Self, Error> {
        let version = Version {
            item: Item::from_json(kind, &row.body)?,
            number: row.version,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            shipped: row.origin == "shipped",
        };
        Ok(Self {
            item: ItemView::from(&version),
            created_by: row.created_by,
            created_at: row.created_at.and_utc(),
        })
    }
}

/// From when on an item holds no more.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndingInput {
    /// The first day on which it holds no more.
    #[schema(example = "2027-01-01")]
    pub on: NaiveDate,
}

/// Something wrong with what was sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct FaultView {
    /// JSON pointer into the body.
    #[schema(example = "/indicator/numerator")]
    pub pointer: String,
    /// Stable machine-readable reason.
    #[schema(example = "unknown_measure")]
    pub code: String,
    /// The reason, in the reader's language.
    pub detail: String,
    /// Where in a formula, in characters from 0.
    pub at: Option<usize>,
    /// The circle that formulae go in: codes of indicators, the first one again at its end.
    pub circle: Vec<String>,
}

/// What would be said of an item if it were kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemCheckView {
    /// Whether it could be kept.
    pub good: bool,
    /// What is wrong with it.
    pub faults: Vec<FaultView>,
}

/// A value of a dimension.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValueView {
    /// As it stands in a formula.
    #[schema(example = "near_poor")]
    pub code: String,
    /// Its name.
    pub name: Words,
}

/// A way to tell rows of a measure apart.
#[derive(Debug, Serialize, ToSchema)]
pub struct DimensionView {
    /// As it stands in a formula.
    #[schema(example = "class")]
    pub code: String,
    /// Its name.
    pub name: Words,
    /// Its values.
    pub values: Vec<ValueView>,
}

/// A function of the formula language.
#[derive(Debug, Serialize, ToSchema)]
pub struct FunctionView {
    /// As it stands in a formula.
    #[schema(example = "previous()")]
    pub code: String,
    /// What it does.
    pub text: Words,
}

/// What formulae are made of.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasuresView {
    /// What is counted.
    pub measures: &'static [MeasureInfo],
    /// What it is told apart by.
    pub dimensions: Vec<DimensionView>,
    /// What is done with it.
    pub functions: Vec<FunctionView>,
}

/// How a sheet is read.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Only tells what would become of it. It is so unless `false` is said.
    #[serde(default = "yes")]
    #[param(default = true)]
    pub dry_run: bool,
}

fn yes() -> bool {
    true
}

/// A cell that differs from what is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CellChange {
    /// The column's code.
    #[schema(example = "numerator")]
    pub field: String,
    /// The column's title.
    pub title: String,
    /// What is kept.
    pub before: String,
    /// What the sheet has.
    pub after: String,
}

/// An item of a sheet that is new or differs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RowChange {
    /// The row of the sheet, from 1.
    pub row: u32,
    /// What it is.
    pub kind: ItemKind,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// First day of the version.
    pub valid_from: NaiveDate,
    /// What differs; nothing of an item that is new.
    pub cells: Vec<CellChange>,
}

/// A cell that can't be kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetProblem {
    /// The row of the sheet, from 1.
    pub row: u32,
    /// The column's letter; empty when it is the row as a whole.
    #[schema(example = "M")]
    pub column: String,
    /// The column's code.
    #[schema(example = "numerator")]
    pub field: String,
    /// What stands there, cut to 200 characters.
    pub value: String,
    /// Stable machine-readable reason.
    pub code: String,
    /// The reason, in the reader's language.
    pub detail: String,
}

/// What a sheet would change, or did.
#[derive(Debug, Serialize, ToSchema)]
pub struct FrameworkSheetView {
    /// Whether it was kept.
    pub kept: bool,
    /// Items that are new.
    pub new: Vec<RowChange>,
    /// Items that get a new version.
    pub changed: Vec<RowChange>,
    /// How many rows are as they are kept.
    pub same: usize,
    /// What is wrong; then nothing is kept.
    pub problems: Vec<SheetProblem>,
}

/// A fault as a bad field of the body that has the item under the name of its kind.
pub fn field_error(kind: ItemKind, fault: giamngheo_rules::framework::Fault) -> FieldError {
    FieldError::new(
        format!("/{}{}", kind.code(), fault.pointer),
        fault.code,
        fault.vi,
        fault.en,
    )
}
