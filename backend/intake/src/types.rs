//! What goes in and out: inspections, mappings, rows and their problems.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::fields::Kind;

/// How a file is written, told from its content and never from its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Excel 2007 and later.
    Xlsx,
    /// Text with comma, semicolon or tab between cells.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

impl Format {
    /// The stable word: `xlsx`, `csv`, `ndjson`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// The format with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Xlsx, Self::Csv, Self::Ndjson]
            .into_iter()
            .find(|f| f.code() == code)
    }
}

/// One column as found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Counted from 0.
    pub index: usize,
    /// The letter Excel shows: A, B, …
    pub letter: String,
    /// The header as written, a group's name before the column's own name.
    pub header: String,
    /// Code of the field it was recognised as.
    pub field: Option<String>,
    /// Up to five values from the first data rows.
    pub samples: Vec<String>,
}

/// What the rows above the header tell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// Such as `Xã Thành Hòa`.
    pub commune: Option<String>,
    /// Such as `Huyện Văn Lãng`.
    pub district: Option<String>,
    /// Such as `Tỉnh Lạng Sơn`.
    pub province: Option<String>,
    /// The year of the review.
    pub year: Option<i32>,
    /// Every text above the header, in order.
    pub lines: Vec<String>,
}

/// One sheet as found (CSV and NDJSON have one, named after the file).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetInspection {
    /// The sheet's name.
    pub name: String,
    /// What its rows are.
    pub kind: Option<Kind>,
    /// First row of the header, counted from 1.
    pub header_row: Option<u32>,
    /// How many rows the header has.
    pub header_rows: u32,
    /// The columns.
    pub columns: Vec<Column>,
    /// What the rows above the header tell.
    pub title: Title,
    /// Data rows among the first rows looked at (not all of a long sheet).
    pub data_rows_seen: u32,
    /// Whether rows can be read from it.
    pub usable: bool,
    /// Why not, in Vietnamese; empty when usable.
    pub reason_vi: String,
    /// Why not, in English; empty when usable.
    pub reason_en: String,
}

/// What a file holds, as far as its beginning tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// How it is written.
    pub format: Format,
    /// What the rows of the chosen sheet are.
    pub kind: Kind,
    /// Name of the chosen sheet.
    pub sheet: String,
    /// All sheets, in order.
    pub sheets: Vec<SheetInspection>,
    /// How the chosen sheet is to be read; a person may correct it.
    pub mapping: Mapping,
    /// Codes of fields that the kind needs and no column gives.
    pub missing_required: Vec<String>,
}

/// How a sheet is to be read. Proposed by [`crate::inspect`], corrected by people, kept as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the rows are.
    pub kind: Kind,
    /// Which sheet; none is the first one with the header.
    #[serde(default)]
    pub sheet: Option<String>,
    /// First row of the header, counted from 1.
    pub header_row: u32,
    /// How many rows the header has.
    pub header_rows: u32,
    /// Column, counted from 0, to field code.
    pub columns: BTreeMap<usize, String>,
}

/// How exact a date of birth is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// The day is known.
    Day,
    /// Only month and year: the date is the first of the month.
    Month,
    /// Only the year: the date is 1 January.
    Year,
}

impl Precision {
    /// The stable word: `day`, `month`, `year`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// A date of birth and how exact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Birth {
    /// The date; the first day of what is known.
    pub date: NaiveDate,
    /// What is known.
    pub precision: Precision,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The row can't be taken as it is.
    Error,
    /// What the sheet states and what the rule says differ; the row can be taken.
    Difference,
}

/// One thing that is wrong with one cell (or with the whole row when `field` is none).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellProblem {
    /// The sheet's name.
    pub sheet: String,
    /// The row, counted from 1 (the line in a text file).
    pub row: u32,
    /// The column, counted from 0.
    pub column: usize,
    /// The letter Excel shows; empty for NDJSON.
    pub column_letter: String,
    /// The column's header as written.
    pub header: String,
    /// Code of the field.
    pub field: Option<String>,
    /// What stands in the cell.
    pub value: String,
    /// A stable word for programs, such as `impossible_date`.
    pub code: String,
    /// What is wrong and the way out, in Vietnamese.
    pub vi: String,
    /// What is wrong and the way out, in English.
    pub en: String,
    /// How bad it is.
    pub severity: Severity,
}

/// Which column gives which field, shared by all rows of one reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnIndex {
    pub(crate) by_field: BTreeMap<String, usize>,
    pub(crate) headers: BTreeMap<usize, String>,
    pub(crate) lettered: bool,
}

impl ColumnIndex {
    /// The column of a field, counted from 0.
    pub fn column(&self, field: &str) -> Option<usize> {
        self.by_field.get(field).copied()
    }

    /// The header of a column as written; empty when there is none.
    pub fn header(&self, column: usize) -> &str {
        self.headers.get(&column).map_or("", String::as_str)
    }

    /// The letter Excel shows for a column; empty for NDJSON, which has none.
    pub fn letter(&self, column: usize) -> String {
        if self.lettered {
            column_letter(column)
        } else {
            String::new()
        }
    }
}

/// The letter Excel shows for a column counted from 0: A, …, Z, AA, …
pub(crate) fn column_letter(column: usize) -> String {
    let mut n = column + 1;
    let mut letters = Vec::new();
    while n > 0 {
        letters.push(char::from(b'A' + ((n - 1) % 26) as u8));
        n = (n - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// One household of a review as the file tells it. Absent and unreadable values are `None`; an unreadable one
/// has a problem as well.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct HouseholdRow {
    /// The sheet's name.
    pub sheet: String,
    /// The row, counted from 1 (the line in a text file).
    pub row: u32,
    /// Identifier given by the sender.
    pub external_id: Option<String>,
    /// Name of the head, tidied, case kept.
    pub head_name: Option<String>,
    /// The head's birth.
    pub birth: Option<Birth>,
    /// The head's sex: `male` or `female`.
    pub sex: Option<String>,
    /// The head's ethnicity as written, tidied.
    pub ethnicity: Option<String>,
    /// The head's citizen ID: 12 digits, or 9 of the old card.
    pub citizen_id: Option<String>,
    /// Village, from its column or else from the group row above.
    pub village: Option<String>,
    /// Commune code as written.
    pub commune_code: Option<String>,
    /// Commune name as written.
    pub commune_name: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Members of the household, 1 to 50.
    pub member_count: Option<u32>,
    /// Score B1, 0 to 500.
    pub b1: Option<u32>,
    /// Income in đồng per person and month.
    pub income_vnd_per_person_month: Option<i64>,
    /// Bit `i` is set when indicator `i` of the schema is marked.
    pub deprivations: u32,
    /// Bit `i` is set when a column gives indicator `i`: a clear bit means unknown, not "no".
    pub deprivations_known: u32,
    /// Score B2 as the sheet states it.
    pub stated_b2: Option<u32>,
    /// Class as the sheet states it: `poor`, `near_poor`, `average`, `other`, `not_poor`.
    pub stated_class: Option<String>,
    /// Date of the survey.
    pub survey_date: Option<NaiveDate>,
    /// Who surveyed.
    pub surveyor: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// What is wrong; empty when the row is good.
    pub problems: Vec<CellProblem>,
    /// Where each field's cell stands, for problems found later.
    #[serde(skip)]
    pub cells: Arc<ColumnIndex>,
}

/// One member of a household as the file tells it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MemberRow {
    /// The sheet's name.
    pub sheet: String,
    /// The row, counted from 1 (the line in a text file).
    pub row: u32,
    /// Identifier of the household, given by the sender.
    pub external_id: Option<String>,
    /// Number within the household, from 1.
    pub member_no: Option<u32>,
    /// Name, tidied, case kept.
    pub name: Option<String>,
    /// Birth.
    pub birth: Option<Birth>,
    /// `male` or `female`.
    pub sex: Option<String>,
    /// Ethnicity as written, tidied.
    pub ethnicity: Option<String>,
    /// `head`, `spouse`, `child`, `parent`, `grandchild`, `sibling` or `other`.
    pub relation: Option<String>,
    /// Citizen ID: 12 digits, or 9 of the old card.
    pub citizen_id: Option<String>,
    /// Whether the member has health insurance.
    pub health_insurance: Option<bool>,
    /// Note.
    pub note: Option<String>,
    /// What is wrong; empty when the row is good.
    pub problems: Vec<CellProblem>,
    /// Where each field's cell stands, for problems found later.
    #[serde(skip)]
    pub cells: Arc<ColumnIndex>,
}

/// A problem found by the caller, at the cell of a field.
macro_rules! later_problem {
    ($row:ty) => {
        impl $row {
            /// A problem of this row at the cell of `field` (at the first column when no column gives it).
            pub fn problem(
                &self,
                field: &str,
                value: impl Into<String>,
                code: &str,
                vi: impl Into<String>,
                en: impl Into<String>,
                severity: Severity,
            ) -> CellProblem {
                let column = self.cells.column(field).unwrap_or(0);
                CellProblem {
                    sheet: self.sheet.clone(),
                    row: self.row,
                    column,
                    column_letter: self.cells.letter(column),
                    header: self.cells.header(column).to_owned(),
                    field: Some(field.to_owned()),
                    value: value.into(),
                    code: code.to_owned(),
                    vi: vi.into(),
                    en: en.into(),
                    severity,
                }
            }
        }
    };
}
later_problem!(HouseholdRow);
later_problem!(MemberRow);

/// One row, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Parsed {
    /// A household of a review.
    Household(Box<HouseholdRow>),
    /// A member of a household.
    Member(Box<MemberRow>),
}

impl Parsed {
    /// What is wrong with the row; empty when it is good.
    pub fn problems(&self) -> &[CellProblem] {
        match self {
            Self::Household(row) => &row.problems,
            Self::Member(row) => &row.problems,
        }
    }

    /// The row, counted from 1 (the line in a text file).
    pub fn row(&self) -> u32 {
        match self {
            Self::Household(row) => row.row,
            Self::Member(row) => row.row,
        }
    }
}

/// What [`Progress`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProgressUnit {
    /// Bytes of a text file.
    Bytes,
    /// Rows of an Excel sheet; the total is what the file claims.
    Rows,
}

/// How far the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Done so far.
    pub done: u64,
    /// Of how many; never less than `done`.
    pub total: u64,
    /// Of what.
    pub unit: ProgressUnit,
}

/// What a reading came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// How the file is written.
    pub format: Format,
    /// The sheet's name.
    pub sheet: String,
    /// Data rows handed to the visitor.
    pub rows: u64,
    /// Of these, rows with at least one problem.
    pub bad_rows: u64,
    /// Rows that are no data: blank, group, total and signature rows below the header.
    pub skipped_rows: u64,
    /// Citizen IDs whose leading zeros a spreadsheet had cut off and that were restored.
    pub restored_citizen_ids: u64,
    /// What the rows above the header tell.
    pub title: Title,
    /// Whether the visitor stopped the reading before the end.
    pub stopped: bool,
}
