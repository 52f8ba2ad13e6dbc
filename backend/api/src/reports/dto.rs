//! What goes out over the wire.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use giamngheo_rules::period::{Frequency, Period};
use giamngheo_rules::report::{
    Act, Change, ColumnKind, Content, Filled, GapWords, Level, Origin, Partial, Plan, Planned, Rule, State,
    Template,
};
use giamngheo_rules::words::{Source, Words};
use giamngheo_store::definitions::Definition;
use giamngheo_store::reports::{BoardRow, Comment, Event, Report, Round, VersionRow};
use serde::Serialize;
use utoipa::ToSchema;

use crate::areas::dto::AreaRef;

/// A form in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportTemplateRow)]
pub struct TemplateRow {
    /// Its code.
    pub code: String,
    /// Its version.
    pub version: i64,
    /// Its name.
    pub name: Words,
    /// Which form of the law it is.
    pub form_no: Option<String>,
    /// Where it is from.
    pub legal: Source,
    /// Whether it has been checked against the text.
    pub verified: bool,
    /// The periods it is for.
    pub frequencies: Vec<Frequency>,
    /// The levels that fill it in.
    pub levels: Vec<Level>,
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// First day it holds no more.
    pub valid_to: Option<NaiveDate>,
    /// `shipped` or `edited`.
    pub origin: String,
    /// How many sections it has.
    pub sections: usize,
    /// How many tables it has.
    pub tables: usize,
}

impl TemplateRow {
    /// Of a definition and what it says.
    pub fn new(definition: &Definition, template: Template) -> Self {
        Self {
            code: template.code,
            version: definition.version,
            name: template.name,
            form_no: template.form_no,
            legal: template.legal,
            verified: template.verified,
            frequencies: template.frequencies,
            levels: template.levels,
            valid_from: definition.valid_from,
            valid_to: definition.valid_to,
            origin: definition.origin.clone(),
            sections: template.sections.len(),
            tables: template.tables.len(),
        }
    }
}

/// A version of a form.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportTemplateView)]
pub struct TemplateView {
    /// Its version.
    pub version: i64,
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// First day it holds no more.
    pub valid_to: Option<NaiveDate>,
    /// `shipped` or `edited`.
    pub origin: String,
    /// The numbers of all versions, the last first.
    pub versions: Vec<i64>,
    /// The form.
    pub template: Template,
}

/// Something wrong in a sheet.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ReportSheetProblem)]
pub struct SheetProblem {
    /// The row, counted from 1; 0 is the whole sheet.
    pub row: u32,
    /// The column's header; empty is the whole row.
    pub column: String,
    /// Stable reason.
    pub code: String,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

/// What a sheet of a form says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportTemplateImport)]
pub struct TemplateImportView {
    /// Whether it was kept as a new version.
    pub saved: bool,
    /// That version.
    pub version: Option<i64>,
    /// What is wrong; nothing is kept while anything is.
    pub problems: Vec<SheetProblem>,
    /// The form, as far as it could be read.
    pub template: Option<Template>,
}

/// A form, named.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ReportTemplateRef)]
pub struct TemplateRef {
    /// Its code.
    pub code: String,
    /// Its version.
    pub version: i64,
    /// Its name.
    pub name: Words,
    /// Whether it has been checked against the text.
    pub verified: bool,
}

/// A round.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportRound)]
pub struct RoundView {
    /// Identifier.
    pub id: String,
    /// The form.
    pub template: TemplateRef,
    /// The period's code.
    #[schema(example = "2026-S1")]
    pub period: String,
    /// The period in words.
    pub period_name: Words,
    /// The unit that asks.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// Levels below that are asked.
    pub levels: Vec<Level>,
    /// The letter it was asked for with.
    pub document: Option<String>,
    /// The day it was opened.
    pub opened_on: NaiveDate,
    /// The last day to submit.
    pub due_on: NaiveDate,
    /// Reports in it.
    pub units: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl RoundView {
    /// With its form and the name of its unit.
    pub fn new(round: &Round, template: TemplateRef, area: Option<Arc<AreaRef>>) -> Self {
        Self {
            id: round.id.clone(),
            template,
            period: round.period.clone(),
            period_name: period_name(&round.period),
            area,
            levels: serde_json::from_str(&round.levels).unwrap_or_default(),
            document: round.document.clone(),
            opened_on: round.opened_on,
            due_on: round.due_on,
            units: round.units,
            created_at: round.created_at.and_utc(),
        }
    }
}

/// A period in words.
pub fn period_name(code: &str) -> Words {
    Period::from_code(code).map_or_else(
        || Words {
            vi: code.to_owned(),
            en: code.to_owned(),
        },
        Period::words,
    )
}

/// How far the units of a round are.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = ReportRoundTotals)]
pub struct RoundTotals {
    /// Reports that the caller sees.
    pub reports: usize,
    /// Being filled in.
    pub draft: usize,
    /// Waiting to be judged.
    pub submitted: usize,
    /// Sent back.
    pub returned: usize,
    /// Accepted.
    pub accepted: usize,
    /// Not submitted though the last day is over.
    pub overdue: usize,
    /// Submitted after the last day.
    pub submitted_late: usize,
}

/// A unit in a round.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportRoundRow)]
pub struct RoundRow {
    /// Its report.
    pub report_id: String,
    /// The unit.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// Whether it is the unit that opened the round.
    pub top: bool,
    /// Where the report stands.
    #[schema(value_type = State)]
    pub state: String,
    /// Which version.
    pub version_no: i64,
    /// The last day to submit.
    pub due_on: NaiveDate,
    /// Whether it was submitted late, or is late by now.
    pub late: bool,
    /// By how many days.
    pub days_late: i64,
    /// The day it was first submitted.
    pub first_submitted_on: Option<NaiveDate>,
    /// When it was last submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// Comments nobody resolved.
    pub open_comments: i64,
}

impl RoundRow {
    /// Of a row of the board.
    pub fn new(row: &BoardRow, top: bool, area: Option<Arc<AreaRef>>, today: NaiveDate) -> Self {
        let ended = row.first_submitted_on.unwrap_or(today);
        Self {
            report_id: row.id.clone(),
            area,
            top,
            state: row.state.clone(),
            version_no: row.version_no,
            due_on: row.due_on,
            late: ended > row.due_on,
            days_late: (ended - row.due_on).num_days().max(0),
            first_submitted_on: row.first_submitted_on,
            submitted_at: row.submitted_at.map(|at| at.and_utc()),
            accepted_at: row.accepted_at.map(|at| at.and_utc()),
            open_comments: row.open_comments,
        }
    }
}

/// A round with its units.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportRoundDetail)]
pub struct RoundDetail {
    /// The round.
    pub round: RoundView,
    /// How far its units are.
    pub totals: RoundTotals,
    /// Its units within the caller's areas: those that are late first.
    pub rows: Vec<RoundRow>,
}

/// A report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Report)]
pub struct ReportView {
    /// Identifier.
    pub id: String,
    /// The round it is of.
    pub round_id: String,
    /// The form.
    pub template: TemplateRef,
    /// The period's code.
    #[schema(example = "2026-S1")]
    pub period: String,
    /// The period in words.
    pub period_name: Words,
    /// The unit.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// Whether it is that of the unit that opened the round, which is signed.
    pub top: bool,
    /// Where it stands.
    #[schema(value_type = State)]
    pub state: String,
    /// Which version is worked on, or was accepted last.
    pub version_no: i64,
    /// The last version that was accepted.
    pub accepted_no: Option<i64>,
    /// The last day to submit.
    pub due_on: NaiveDate,
    /// Whether it was submitted late, or is late by now.
    pub late: bool,
    /// By how many days.
    pub days_late: i64,
    /// The day it was first submitted.
    pub first_submitted_on: Option<NaiveDate>,
    /// When it was last submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was last accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// What the caller may do now.
    pub allowed: Vec<Act>,
    /// For If-Match.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl ReportView {
    /// With its form, its unit and what the caller may do.
    pub fn new(
        report: &Report,
        template: TemplateRef,
        area: Option<Arc<AreaRef>>,
        allowed: Vec<Act>,
        today: NaiveDate,
    ) -> Self {
        Self {
            id: report.id.clone(),
            round_id: report.round_id.clone(),
            template,
            period: report.period.clone(),
            period_name: period_name(&report.period),
            area,
            top: report.is_top(),
            state: report.state.clone(),
            version_no: report.version_no,
            accepted_no: report.accepted_no,
            due_on: report.due_on,
            late: report.is_late(today),
            days_late: report.days_late(today),
            first_submitted_on: report.first_submitted_on,
            submitted_at: report.submitted_at.map(|at| at.and_utc()),
            accepted_at: report.accepted_at.map(|at| at.and_utc()),
            allowed,
            version: report.version,
            updated_at: report.updated_at.and_utc(),
        }
    }
}

/// A cell of a report, or one of its sections.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportCell)]
pub struct CellView {
    /// Its key: `table.row.column`, or the section's code.
    #[schema(example = "T1.I1_2.actual")]
    pub cell: String,
    /// The table's code; null for a section.
    pub table: Option<String>,
    /// The row's code.
    pub row: Option<String>,
    /// The column's code.
    pub column: Option<String>,
    /// What stands in it.
    pub kind: ColumnKind,
    /// Whence it comes.
    pub origin: Origin,
    /// The number, as a decimal with the cell's digits.
    #[schema(example = "12.34")]
    pub value: Option<String>,
    /// The text.
    pub text: Option<String>,
    /// Why there is neither.
    pub gap: Option<GapWords>,
    /// Of a consolidated cell: what the unit entered of its own.
    pub own: Option<String>,
    /// Where units are missing in it.
    pub partial: Option<Partial>,
    /// Digits after the point: how it is shown, and how many may be entered.
    pub decimals: u8,
    /// Its formula, where it has one.
    #[schema(example = "#I1.2")]
    pub formula: Option<String>,
    /// The indicator its row is about: `GET /indicators/{code}/explanation` and `/records` lead to the households.
    #[schema(example = "I1.2")]
    pub indicator: Option<String>,
    /// Whether the caller may enter it now.
    pub editable: bool,
    /// Whether it must not be empty.
    pub required: bool,
    /// Comments on it that nobody resolved.
    pub open_comments: usize,
}

/// What of a report its cells are shown with.
pub struct Shown<'a> {
    /// The form, made ready.
    pub plan: &'a Plan<'a>,
    /// The digits an indicator is shown with.
    pub decimals: &'a dyn Fn(&str) -> Option<u8>,
    /// Whether the caller may enter cells now.
    pub editable: bool,
    /// The comments on the report.
    pub comments: &'a [Comment],
}

impl Shown<'_> {
    fn open(&self, key: &str) -> usize {
        let open = self.comments.iter().filter(|c| c.resolved_at.is_none());
        open.filter(|c| c.cell.as_deref() == Some(key)).count()
    }

    /// A cell of a table.
    pub fn cell(&self, cell: &Planned, filled: &Filled) -> CellView {
        let (row, column) = (self.plan.row(cell), self.plan.column(cell));
        let table = &self.plan.template.tables[cell.table];
        CellView {
            cell: cell.key.clone(),
            table: Some(table.code.clone()),
            row: Some(row.code.clone()),
            column: Some(column.code.clone()),
            kind: column.kind,
            origin: filled.origin,
            value: filled.value.clone(),
            text: filled.text.clone(),
            gap: filled.gap.clone(),
            own: filled.own.clone(),
            partial: filled.partial,
            decimals: self.plan.decimals(cell, self.decimals),
            formula: match &cell.rule {
                Rule::Formula(formula) => Some(formula.text().to_owned()),
                _ => None,
            },
            indicator: row.indicator.clone(),
            editable: self.editable && cell.rule == Rule::Entry,
            required: self.plan.required(cell),
            open_comments: self.open(&cell.key),
        }
    }

    /// A section.
    pub fn section(&self, code: &str, required: bool, filled: &Filled) -> CellView {
        CellView {
            cell: code.to_owned(),
            table: None,
            row: None,
            column: None,
            kind: ColumnKind::Text,
            origin: filled.origin,
            value: None,
            text: filled.text.clone(),
            gap: filled.gap.clone(),
            own: None,
            partial: None,
            decimals: 0,
            formula: None,
            indicator: None,
            editable: self.editable,
            required,
            open_comments: self.open(code),
        }
    }
}

/// A comment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportComment)]
pub struct CommentView {
    /// Identifier.
    pub id: String,
    /// The version of the report it was made on.
    pub version_no: i64,
    /// The cell it is about; null is the whole report.
    pub cell: Option<String>,
    /// What it says.
    pub content: String,
    /// Who made it.
    pub author: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Whether it was resolved.
    pub resolved: bool,
    /// By whom.
    pub resolved_by: Option<String>,
    /// When.
    pub resolved_at: Option<DateTime<Utc>>,
}

impl From<Comment> for CommentView {
    fn from(comment: Comment) -> Self {
        Self {
            id: comment.id,
            version_no: comment.version_no,
            cell: comment.cell,
            content: comment.content,
            author: comment.author,
            created_at: comment.created_at.and_utc(),
            resolved: comment.resolved_at.is_some(),
            resolved_by: comment.resolver,
            resolved_at: comment.resolved_at.map(|at| at.and_utc()),
        }
    }
}

/// Something that was done with a report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportEvent)]
pub struct EventView {
    /// Which version.
    pub version_no: i64,
    /// What was done.
    #[schema(value_type = Act)]
    pub act: String,
    /// The state before.
    #[schema(value_type = State)]
    pub from_state: String,
    /// The state after.
    #[schema(value_type = State)]
    pub to_state: String,
    /// The day.
    pub on: NaiveDate,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Option<String>,
    /// Why: of a return, a revision, and a submission with empty cells.
    pub note: Option<String>,
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        Self {
            version_no: event.version_no,
            act: event.act,
            from_state: event.from_state,
            to_state: event.to_state,
            on: event.on_date,
            at: event.at.and_utc(),
            actor: event.actor,
            note: event.note,
        }
    }
}

/// A report with all that it says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportDetail)]
pub struct ReportDetail {
    /// The report.
    pub report: ReportView,
    /// The form.
    pub template: Template,
    /// Its sections and cells, in the order of the form; blank cells are left out.
    pub cells: Vec<CellView>,
    /// Whether the cells are those that were submitted or accepted, and not worked out now.
    pub as_submitted: bool,
    /// How many reports of the units below are accepted, out of how many; null where none are below.
    pub below: Option<Partial>,
    /// Keys of cells that must not be empty and are.
    pub empty: Vec<String>,
    /// Why they are, as it was submitted.
    pub empty_reason: Option<String>,
    /// The comments, the first first.
    pub comments: Vec<CommentView>,
    /// What was done, the last first.
    pub events: Vec<EventView>,
}

/// A version of a report that was submitted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportVersion)]
pub struct VersionView {
    /// Which one, from 1.
    pub version_no: i64,
    /// Whether it was accepted: then it never changes.
    pub frozen: bool,
    /// SHA-256 of its JSON file, in hexadecimal.
    pub hash: String,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
    /// By whom.
    pub submitted_by: Option<String>,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// By whom.
    pub accepted_by: Option<String>,
    /// Its official number.
    pub number: Option<String>,
    /// The day it was signed.
    pub signed_on: Option<NaiveDate>,
    /// Who signed.
    pub signer: Option<String>,
    /// As what.
    pub signer_title: Option<String>,
}

impl VersionView {
    /// Of a version and what it says.
    pub fn new(row: VersionRow, content: Content) -> Self {
        let acceptance = content.acceptance;
        let of = |field: fn(&giamngheo_rules::report::Acceptance) -> Option<String>| {
            acceptance.as_ref().and_then(field)
        };
        Self {
            version_no: row.version_no,
            frozen: row.frozen,
            hash: row.hash,
            submitted_at: row.submitted_at.and_utc(),
            submitted_by: row.submitter,
            accepted_at: row.accepted_at.map(|at| at.and_utc()),
            accepted_by: row.accepter,
            number: of(|a| a.number.clone()),
            signed_on: acceptance.as_ref().and_then(|a| a.signed_on),
            signer: of(|a| a.signer.clone()),
            signer_title: of(|a| a.signer_title.clone()),
        }
    }
}

/// A cell that differs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportChange)]
pub struct ChangeView {
    /// The cell's key, or the section's code.
    pub cell: String,
    /// Where it stands, in words: table, row and column.
    #[schema(example = "Bảng 2 / Dự án 2 / Giải ngân: Sự nghiệp")]
    pub label: String,
    /// What stood there.
    pub before: Option<String>,
    /// What stands there.
    pub after: Option<String>,
}

/// What changed between two versions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportDifference)]
pub struct DifferenceView {
    /// The earlier version.
    pub from: i64,
    /// The later one.
    pub to: i64,
    /// The cells that say something else.
    pub changes: Vec<ChangeView>,
}

/// Where a cell stands, in words.
pub fn label(plan: &Plan, key: &str) -> String {
    if let Some(cell) = plan.cell(key) {
        let table = &plan.template.tables[cell.table];
        let (row, column) = (plan.row(cell), plan.column(cell));
        let column = match &column.group {
            Some(group) => format!("{group}: {}", column.title),
            None => column.title.clone(),
        };
        let parts = [table.title.as_str(), row.title.as_str(), column.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        return parts.join(" / ");
    }
    let section = plan.template.sections.iter().find(|s| s.code == key);
    section.map_or_else(|| key.to_owned(), |s| s.title.clone())
}

impl ChangeView {
    /// A change with its place in words.
    pub fn new(change: Change, plan: &Plan) -> Self {
        Self {
            label: label(plan, &change.cell),
            cell: change.cell,
            before: change.before,
            after: change.after,
        }
    }
}

/// What an entry sheet did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportSheetResult)]
pub struct SheetResult {
    /// Whether its cells were entered; nothing is while anything is wrong.
    pub saved: bool,
    /// Cells that were, or would be, entered.
    pub cells: usize,
    /// What is wrong.
    pub problems: Vec<SheetProblem>,
    /// The report's version after it, for If-Match.
    pub version: i64,
}
