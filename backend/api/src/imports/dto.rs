//! Imports as they go over the wire.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use giamngheo_intake::{Inspection, Mapping, SheetInspection};
use giamngheo_store::imports::{Import, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::areas::dto::AreaRef;

/// How a sheet is read: which row is the header, which column is which field.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MappingView {
    /// households or members.
    #[schema(example = "households")]
    pub kind: String,
    /// Which sheet; null is the first usable one.
    #[serde(default)]
    pub sheet: Option<String>,
    /// First row of the header, from 1.
    #[schema(minimum = 1)]
    #[validate(range(min = 1))]
    pub header_row: u32,
    /// How many rows the header has.
    #[schema(minimum = 1, maximum = 10)]
    #[validate(range(min = 1, max = 10))]
    pub header_rows: u32,
    /// Column, from 0, to the field's code.
    #[schema(value_type = std::collections::HashMap<String, String>, example = json!({"1": "head_name", "8": "b1_score"}))]
    #[validate(length(max = 500))]
    pub columns: BTreeMap<u32, String>,
}

impl From<&Mapping> for MappingView {
    fn from(mapping: &Mapping) -> Self {
        Self {
            kind: mapping.kind.code().to_owned(),
            sheet: mapping.sheet.clone(),
            header_row: mapping.header_row,
            header_rows: mapping.header_rows,
            columns: mapping
                .columns
                .iter()
                .map(|(i, f)| (*i as u32, f.clone()))
                .collect(),
        }
    }
}

/// One column as found.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColumnView {
    /// From 0.
    pub index: u32,
    /// The letter Excel shows.
    pub letter: String,
    /// The header as written, a group's name before the column's own.
    pub header: String,
    /// Code of the field it was recognised as.
    pub field: Option<String>,
    /// Values of the first rows.
    pub samples: Vec<String>,
}

/// One sheet as found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetView {
    /// Its name.
    pub name: String,
    /// Whether rows can be read from it.
    pub usable: bool,
    /// Why not, in the reader's language.
    pub reason: Option<String>,
    /// First row of the header, from 1.
    pub header_row: Option<u32>,
    /// How many rows the header has.
    pub header_rows: u32,
    /// Its columns.
    pub columns: Vec<ColumnView>,
    /// The rows above the header.
    pub title_lines: Vec<String>,
    /// The year the title names.
    pub year: Option<i32>,
}

impl SheetView {
    fn new(sheet: &SheetInspection, english: bool) -> Self {
        let reason = if english {
            &sheet.reason_en
        } else {
            &sheet.reason_vi
        };
        Self {
            name: sheet.name.clone(),
            usable: sheet.usable,
            reason: Some(reason.clone()).filter(|r| !r.is_empty()),
            header_row: sheet.header_row,
            header_rows: sheet.header_rows,
            columns: sheet
                .columns
                .iter()
                .map(|c| ColumnView {
                    index: c.index as u32,
                    letter: c.letter.clone(),
                    header: c.header.clone(),
                    field: c.field.clone(),
                    samples: c.samples.clone(),
                })
                .collect(),
            title_lines: sheet.title.lines.clone(),
            year: sheet.title.year,
        }
    }
}

/// What the rows of an import came to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct ImportResult {
    /// Rows of data in the file.
    pub rows: i64,
    /// Rows with at least one error: not taken.
    pub bad_rows: i64,
    /// Errors in all.
    pub errors: i64,
    /// Rows whose stated class or points differ from what the rule says.
    pub differences: i64,
    /// New households or members.
    pub new: i64,
    /// Known ones that change.
    pub changed: i64,
    /// Known ones of which the file tells nothing new.
    pub same: i64,
    /// Villages that the commune didn't have.
    pub new_villages: i64,
    /// Citizen IDs whose leading zeros a spreadsheet had cut off and that were restored.
    pub restored_citizen_ids: i64,
    /// Good rows by class.
    pub classes: BTreeMap<String, i64>,
    /// Whether more problems were found than are kept to be read.
    pub problems_cut: bool,
}

/// How far an import is.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressView {
    /// waiting, reading, matching or writing.
    pub stage: String,
    /// Bytes or rows done.
    pub done: i64,
    /// Of how many.
    pub total: i64,
}

/// Why an import failed as a whole.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FailureView {
    /// Stable machine-readable reason.
    pub code: String,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

/// An import.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportView {
    /// Identifier.
    pub id: String,
    /// The file's name as sent.
    pub filename: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// xlsx, csv or ndjson.
    pub format: String,
    /// households or members.
    pub kind: String,
    /// ready: uploaded; running; checked: a dry run ended; done; rejected: there were errors and all or nothing was
    /// asked; failed; cancelled.
    pub state: String,
    /// dry_run, all_or_nothing or good_rows; null before it ran.
    pub mode: Option<String>,
    /// The area that rows without one belong to.
    pub area: Option<AreaRef>,
    /// The day of surveys without one.
    pub surveyed_on: Option<NaiveDate>,
    /// How it is read.
    pub mapping: Option<MappingView>,
    /// The sheets as found; only when a single import is read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<SheetView>,
    /// Codes of needed fields that no column gives.
    pub missing_required: Vec<String>,
    /// How far it is, while it runs.
    pub progress: Option<ProgressView>,
    /// What came of it.
    pub result: Option<ImportResult>,
    /// Why it failed.
    pub failure: Option<FailureView>,
    /// Who sent it; null for the program itself.
    pub created_by_name: Option<String>,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
    /// For If-Match.
    pub version: i64,
}

impl ImportView {
    /// With its area's name; sheets only when `whole`.
    pub fn new(import: Import, area: Option<AreaRef>, whole: bool, english: bool) -> Self {
        let inspection: Option<Inspection> = import
            .inspection
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok());
        let mapping: Option<Mapping> = import
            .mapping
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok());
        Self {
            sheets: inspection
                .iter()
                .filter(|_| whole)
                .flat_map(|i| &i.sheets)
                .map(|s| SheetView::new(s, english))
                .collect(),
            missing_required: inspection.map(|i| i.missing_required).unwrap_or_default(),
            mapping: mapping.as_ref().map(MappingView::from),
            progress: (import.state == "running").then_some(ProgressView {
                stage: import.stage,
                done: import.progress,
                total: import.total,
            }),
            result: import.result.and_then(|text| serde_json::from_str(&text).ok()),
            failure: import.detail.and_then(|text| serde_json::from_str(&text).ok()),
            id: import.id,
            filename: import.filename,
            size: import.size,
            sha256: import.sha256,
            format: import.format,
            kind: import.kind,
            state: import.state,
            mode: import.mode,
            area,
            surveyed_on: import.surveyed_on,
            created_by_name: import.created_by_name,
            created_at: import.created_at.and_utc(),
            version: import.version,
        }
    }
}

/// How an import is to run.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunInput {
    /// What happens to good rows when others are bad.
    pub mode: Mode,
    /// How the file is read; without it as proposed.
    #[validate(nested)]
    pub mapping: Option<MappingView>,
    /// The area (code or id) that rows without one belong to.
    #[schema(example = "06163")]
    #[validate(length(min = 1, max = 60))]
    pub area: Option<String>,
    /// The day of surveys without one.
    #[schema(example = "2024-10-31")]
    pub surveyed_on: Option<NaiveDate>,
}

/// What happens to good rows when others are bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing is kept: all is only checked.
    DryRun,
    /// One bad row, and nothing is kept.
    AllOrNothing,
    /// The good rows are kept, the bad ones told.
    GoodRows,
}

impl Mode {
    /// The code that is stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            Self::DryRun => "dry_run",
            Self::AllOrNothing => "all_or_nothing",
            Self::GoodRows => "good_rows",
        }
    }
}

/// What is wrong with one cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct CellProblemView {
    /// The sheet.
    pub sheet: String,
    /// The row as the file counts it, from 1.
    pub row: i64,
    /// The column, from 0.
    pub column: i64,
    /// The letter Excel shows.
    pub column_letter: String,
    /// The field's code.
    pub field: Option<String>,
    /// What stands there.
    pub value: Option<String>,
    /// The rule that it breaks: a stable code.
    pub code: String,
    /// The reason in Vietnamese.
    pub vi: String,
    /// The reason in English.
    pub en: String,
    /// error: the row is not taken; difference: what the sheet states is not what the rule says.
    pub severity: String,
}

impl From<Problem> for CellProblemView {
    fn from(p: Problem) -> Self {
        Self {
            column_letter: letter(p.column_index),
            sheet: p.sheet,
            row: p.row_no,
            column: p.column_index,
            field: p.field,
            value: p.value,
            code: p.code,
            vi: p.vi,
            en: p.en,
            severity: p.severity,
        }
    }
}

/// The letter Excel shows for a column counted from 0.
pub fn letter(column: i64) -> String {
    let mut n = column + 1;
    let mut letters = Vec::new();
    while n > 0 {
        letters.push(char::from(b'A' + u8::try_from((n - 1) % 26).unwrap_or(0)));
        n = (n - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A field that a column can give.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldView {
    /// Its code.
    pub code: String,
    /// Its name in Vietnamese.
    pub vi: String,
    /// Its name in English.
    pub en: String,
    /// Whether a sheet must give it; `b1_score` need not be where the income is given.
    pub required: bool,
}

/// A saved mapping.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedMappingView {
    /// Identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The mapping.
    pub mapping: MappingView,
    /// When it was saved.
    pub created_at: DateTime<Utc>,
}

/// A mapping to save under a name.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveMappingInput {
    /// Its name; one of the same name is replaced.
    #[schema(min_length = 1, max_length = 100)]
    #[validate(length(min = 1, max = 100))]
    pub name: String,
    /// The mapping.
    #[validate(nested)]
    pub mapping: MappingView,
}
