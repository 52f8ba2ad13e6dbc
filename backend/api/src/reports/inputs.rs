//! What comes in.

use chrono::NaiveDate;
use giamngheo_rules::report::{Level, State, Template};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::http::paging;

/// A form as a new version.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportTemplateInput)]
pub struct TemplateInput {
    /// First day the version holds.
    pub valid_from: NaiveDate,
    /// The version it follows, as it was read; null for a form that isn't there yet.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub base: Option<i64>,
    /// The form. Its code is that of the address.
    pub template: Template,
}

/// What becomes of a sheet.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TemplateImportQuery {
    /// First day the version holds. Without it nothing is kept, only looked at.
    pub valid_from: Option<NaiveDate>,
    /// The version it follows; none for a form that isn't there yet.
    #[validate(range(min = 1))]
    #[param(minimum = 1)]
    pub base: Option<i64>,
}

/// Which forms.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TemplateQuery {
    /// Those in force on this day; today by default.
    pub on: Option<NaiveDate>,
}

/// Which version of a form.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TemplateVersionQuery {
    /// The version; by default the one in force today, or the last one.
    #[validate(range(min = 1))]
    #[param(minimum = 1)]
    pub version: Option<i64>,
}

fn communes() -> Vec<Level> {
    vec![Level::Commune]
}

/// A round to open.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportRoundInput)]
pub struct RoundInput {
    /// The form's code.
    #[validate(length(min = 1, max = 40))]
    #[schema(example = "TT10-2022-M01", min_length = 1, max_length = 40)]
    pub template: String,
    /// The period.
    #[validate(length(min = 4, max = 8))]
    #[schema(example = "2026-S1", min_length = 4, max_length = 8)]
    pub period: String,
    /// The unit (code or id) that asks and consolidates.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "20", min_length = 1, max_length = 60)]
    pub area: String,
    /// The levels below it that are asked; communes by default.
    #[serde(default = "communes")]
    #[validate(length(max = 3))]
    #[schema(max_items = 3)]
    pub levels: Vec<Level>,
    /// The last day to submit; today or later.
    pub due_on: NaiveDate,
    /// The letter it is asked for with.
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub document: Option<String>,
}

/// Which rounds.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RoundQuery {
    /// At or below this unit (code or id), or above it.
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Of this form.
    #[validate(length(max = 40))]
    pub template: Option<String>,
    /// For this period.
    #[validate(length(max = 8))]
    #[param(example = "2026-S1")]
    pub period: Option<String>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// Which reports.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// At or below this unit (code or id).
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Of this round.
    #[validate(length(max = 60))]
    pub round: Option<String>,
    /// States, separated by commas: draft, submitted, returned, accepted.
    #[serde(default, deserialize_with = "paging::comma_list")]
    #[param(value_type = Option<String>, example = "draft,returned")]
    #[validate(length(max = 4))]
    pub state: Vec<String>,
    /// Only those of the caller's own units.
    #[serde(default)]
    pub mine: bool,
    /// Only those that wait for the caller: his own to fill in, those of the units below to judge. Late ones first,
    /// at most 500, in one page.
    #[serde(default)]
    pub waiting: bool,
    /// Only those that were due and not submitted.
    #[serde(default)]
    pub late: bool,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

impl ReportQuery {
    /// The states that are none.
    pub fn unknown_states(&self) -> impl Iterator<Item = &String> {
        self.state.iter().filter(|s| State::from_code(s).is_none())
    }
}

/// A cell to enter.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportCellInput)]
pub struct CellInput {
    /// The cell's key, or the code of a section.
    #[validate(length(min = 1, max = 100))]
    #[schema(example = "T2.DA2.given_dev", min_length = 1, max_length = 100)]
    pub cell: String,
    /// A plain decimal such as `1234.5`, or a text; null or an empty text empties the cell.
    #[validate(length(max = 20_000))]
    #[schema(example = "1234.5", max_length = 20_000)]
    pub value: Option<String>,
}

/// Cells to enter.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportCellsInput)]
pub struct CellsInput {
    /// The cells, each once.
    #[validate(length(min = 1, max = 500), nested)]
    #[schema(min_items = 1, max_items = 500)]
    pub cells: Vec<CellInput>,
}

/// Who signs a report, and its number.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportSigningInput)]
pub struct SigningInput {
    /// Its official number, such as `120/BC-UBND`.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "120/BC-UBND", min_length = 1, max_length = 60)]
    pub number: String,
    /// The day it is signed.
    pub signed_on: NaiveDate,
    /// Who signs.
    #[validate(length(min = 1, max = 100))]
    #[schema(example = "Nông Văn Thành", min_length = 1, max_length = 100)]
    pub signer: String,
    /// As what.
    #[validate(length(min = 1, max = 100))]
    #[schema(example = "Phó Chủ tịch", min_length = 1, max_length = 100)]
    pub signer_title: String,
}

/// A report to submit.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportSubmissionInput)]
pub struct SubmissionInput {
    /// Why cells are empty that must not be, or reports of units below are missing; needed where that is so.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    pub empty_reason: Option<String>,
}

/// A comment.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportCommentInput)]
pub struct CommentInput {
    /// The key of the cell or the code of the section it is about; null is the whole report.
    #[validate(length(max = 100))]
    #[schema(example = "T2.DA2.given_dev", max_length = 100)]
    pub cell: Option<String>,
    /// What it says.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    pub content: String,
}

/// A report to send back.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportReturnInput)]
pub struct ReturnInput {
    /// Why.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
    /// Comments at cells.
    #[serde(default)]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub comments: Vec<CommentInput>,
}

/// A report to accept.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportAcceptanceInput)]
pub struct AcceptanceInput {
    /// Who signs: needed for the report of the unit that opened the round, and possible for the others.
    #[validate(nested)]
    pub signing: Option<SigningInput>,
}

/// A report to begin anew.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportRevisionInput)]
pub struct RevisionInput {
    /// Why.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// Between which versions.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DifferenceQuery {
    /// The earlier version; the one before `to` by default.
    #[validate(range(min = 1))]
    #[param(minimum = 1)]
    pub from: Option<i64>,
    /// The later one; the present one by default, as it stands.
    #[validate(range(min = 1))]
    #[param(minimum = 1)]
    pub to: Option<i64>,
}

/// Which version of a report.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// The version (version_no); the present one by default, as it stands.
    #[validate(range(min = 1))]
    #[param(minimum = 1)]
    pub version: Option<i64>,
}
