//! Official reports as data: what a form asks, how its cells are computed, added up and compared, and the way a report goes.
//!
//! A cell has a key: `table.row.column`, or the code of a narrative section.

mod check;
mod fill;
mod seal;
mod state;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use check::check;
pub use fill::{
    Below, Entry, Fault as PlanFault, Filled, GapWords, Origin, Partial, Place, Plan, Planned, Rule, Sources,
    consolidate, exact_of,
};
pub use seal::{Acceptance, Change, Content, canonical, difference, seal};
pub use state::{Act, Refusal, State, allowed_acts, decide};

use crate::period::Frequency;
use crate::words::{Source, Words};

/// A level of government that reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportLevel))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Tỉnh, thành phố.
    Province,
    /// Huyện, until 30 June 2025.
    District,
    /// Xã, phường, đặc khu.
    Commune,
}

impl Level {
    /// The level's code, as areas have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }

    /// The level of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Province, Self::District, Self::Commune]
            .into_iter()
            .find(|l| l.code() == code)
    }
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportColumnKind))]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Numbers.
    Number,
    /// Numbers that are per cent already: 12.5 is 12.5 %.
    Percent,
    /// Text.
    Text,
}

/// How the entered cells of the units below make that of the unit above.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Consolidate {
    /// Not at all: the unit above enters its own.
    #[default]
    None,
    /// They add up, with what the unit above enters of its own.
    Sum,
    /// The one submitted last holds, unless the unit above enters its own.
    Latest,
}

/// Which sort of row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportRowKind))]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// An ordinary one.
    #[default]
    Body,
    /// A heading: it has no cells but those it gives a formula.
    Group,
    /// A total: what a column's rows enter is not entered here.
    Total,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportColumn))]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its code: letters, digits, underlines.
    pub code: String,
    /// Its title.
    pub title: String,
    /// A title above it; neighbours with the same one share it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What stands in it.
    pub kind: ColumnKind,
    /// Digits after the point, 0 to 4; by default those of the row's indicator, or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u8>,
    /// The formula of its cells, in which `#_` is the row's indicator and `$.column` a cell of the same row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// Whether its cells in ordinary rows are entered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub entry: bool,
    /// Whether entered cells may stay empty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// How entered cells of the units below make that of the unit above.
    #[serde(default)]
    pub consolidate: Consolidate,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportRow))]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its code: letters, digits, underlines.
    pub code: String,
    /// What stands as its number (STT), such as `I` or `1.2`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its unit, where the table shows one; by default that of its indicator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The indicator it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
    /// Which sort of row.
    #[serde(default)]
    pub kind: RowKind,
    /// Digits after the point in all its cells, where they are others than the columns'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u8>,
    /// Formulae of single cells, by column, in place of the column's.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub formulas: BTreeMap<String, String>,
    /// Columns whose cell in this row is entered, in place of the column's formula.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entry: Vec<String>,
}

/// A table of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportTable))]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its code: letters, digits, underlines.
    pub code: String,
    /// Its title; empty where the form has none.
    pub title: String,
    /// The unit of all its figures, above it on the right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The code of the section it stands in; at the end of the form by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The title of the column with the rows' titles.
    pub row_title: String,
    /// Whether a column shows the rows' units.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub show_unit: bool,
    /// Whether a line with (1), (2), (3)… stands below the header.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub numbered: bool,
    /// Its columns, without number, title and unit of the rows.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A section that is told in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportSection))]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its code: letters, digits, underlines.
    pub code: String,
    /// Its heading.
    pub title: String,
    /// What to write of.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prompt: String,
    /// Whether a report needs it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

/// A place for a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportSignature))]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// In bold: `TM. ỦY BAN NHÂN DÂN`, `CHỦ TỊCH`.
    pub lines: Vec<String>,
    /// In italics below: `(Ký, ghi rõ họ tên)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether whoever signs the report stands here, with his own title.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signs: bool,
}

/// A form of an official report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportTemplate))]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its code, such as `TT10-2022-M01`: letters, digits, dashes, underlines.
    pub code: String,
    /// Its name, which is the report's title.
    pub name: Words,
    /// The kind of paper in capitals, such as `BÁO CÁO`; none for a form of tables alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Which form of the law it is, at the top on the right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_no: Option<String>,
    /// Where it is from.
    pub legal: Source,
    /// Whether wording, order and columns have been checked against the text.
    pub verified: bool,
    /// The periods it is for.
    pub frequencies: Vec<Frequency>,
    /// The levels that fill it in.
    pub levels: Vec<Level>,
    /// What is told in words.
    pub sections: Vec<Section>,
    /// Its tables.
    pub tables: Vec<Table>,
    /// Who signs.
    pub signatures: Vec<Signature>,
    /// Who gets it.
    pub recipients: Vec<String>,
}

/// A form as it is shipped.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipped {
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// The form.
    pub template: Template,
}

/// The forms that a new installation begins with.
pub fn shipped() -> &'static [Shipped] {
    static SHIPPED: OnceLock<Vec<Shipped>> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        [
            include_str!("../data/report_templates/tt10-2022-m01.json"),
            include_str!("../data/report_templates/tt10-2022-b01.json"),
            include_str!("../data/report_templates/tt10-2022-b02.json"),
            include_str!("../data/report_templates/qd24-2021-bc.json"),
            include_str!("../data/report_templates/qd24-2021-csth.json"),
        ]
        .iter()
        .map(|text| serde_json::from_str(text).expect("a shipped form is well formed"))
        .collect()
    })
}
