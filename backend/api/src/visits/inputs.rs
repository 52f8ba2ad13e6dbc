//! What comes in.

use chrono::NaiveDate;
use giamngheo_rules::poverty::Class;
use giamngheo_rules::visit::{
    Checklist, RecommendationState, Value, VisitKind, VisitPurpose, VisitRole, VisitSampleOf, VisitSeen,
    VisitSeverity, VisitSide, VisitState, VisitStratify,
};
use giamngheo_store::{Error, FieldError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::http::paging;

/// Errors: a day that isn't kept, at its pointer.
pub fn kept(days: &[(&str, Option<NaiveDate>)]) -> Result<(), Error> {
    use chrono::Datelike;
    let bad: Vec<FieldError> = days
        .iter()
        .filter(|(_, day)| day.is_some_and(|d| !(1900..=2100).contains(&d.year())))
        .map(|(pointer, _)| {
            FieldError::new(
                *pointer,
                "out_of_range",
                "ngày phải trong khoảng 1900 – 2100",
                "the day must be in 1900 – 2100",
            )
        })
        .collect();
    if bad.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(bad))
    }
}

/// A text without spaces around it. Errors: nothing is left, at its pointer.
pub fn said(pointer: &str, text: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::field(pointer, "length", "chưa có nội dung", "it is empty"));
    }
    Ok(text.to_owned())
}

/// A text without spaces around it; none when nothing is left.
pub fn maybe(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

/// What a team found disbursed.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitAmountInput {
    /// The visited unit: its id or code.
    #[schema(example = "06154", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub area: String,
    /// The item of the programme.
    #[schema(example = "CT2635/NL/GS", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub item: String,
    /// How much was disbursed as the team finds it, in đồng; null takes the entry back.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    #[validate(range(min = 0, max = 1_000_000_000_000_000_i64))]
    pub seen_vnd: Option<i64>,
    /// What the team says.
    #[serde(default)]
    #[schema(max_length = 1000)]
    #[validate(length(max = 1000))]
    pub note: Option<String>,
    /// The version that was read, where there is one.
    #[serde(default)]
    pub version: Option<i64>,
}

/// Where something was seen.
#[derive(Debug, Clone, Copy, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitPosition {
    /// Latitude in degrees, WGS 84.
    #[validate(range(min = -90.0, max = 90.0))]
    #[schema(example = 21.853, minimum = -90, maximum = 90)]
    pub lat: f64,
    /// Longitude in degrees, WGS 84.
    #[validate(range(min = -180.0, max = 180.0))]
    #[schema(example = 106.761, minimum = -180, maximum = 180)]
    pub lon: f64,
}

impl VisitPosition {
    /// In millionths of a degree.
    pub fn e6(self) -> (i64, i64) {
        ((self.lat * 1e6).round() as i64, (self.lon * 1e6).round() as i64)
    }
}

/// Which checklists.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChecklistQuery {
    /// Those in force on this day; today by default.
    pub on: Option<NaiveDate>,
}

/// A checklist as a new version.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitChecklistInput {
    /// First day the version holds.
    pub valid_from: NaiveDate,
    /// The version it follows, as it was read; null for a checklist that isn't there yet.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub base: Option<i64>,
    /// The checklist. Its code is that of the address.
    pub checklist: Checklist,
}

/// An item of a plan of visits.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitPlanItemInput {
    /// How the visit comes about.
    pub kind: VisitKind,
    /// What it is for.
    pub purpose: VisitPurpose,
    /// The month it is planned for, 1 to 12.
    #[validate(range(min = 1, max = 12))]
    #[schema(example = 6, minimum = 1, maximum = 12)]
    pub month: u32,
    /// The units (code or id) to visit.
    #[validate(length(min = 1, max = 300))]
    #[schema(example = json!(["06154"]), min_items = 1, max_items = 300)]
    pub areas: Vec<String>,
    /// Codes of the programme's items.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(example = json!(["CT2635/NL/GS"]), max_items = 20)]
    pub items: Vec<String>,
    /// What else is to be said.
    #[validate(length(max = 1000))]
    #[schema(max_length = 1000)]
    pub notes: Option<String>,
}

/// A year's plan of visits.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitPlanInput {
    /// The year.
    #[validate(range(min = 2000, max = 2100))]
    #[schema(example = 2026, minimum = 2000, maximum = 2100)]
    pub year: i32,
    /// The unit (code or id) that sends teams.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "20", min_length = 1, max_length = 60)]
    pub area: String,
    /// What it is called.
    #[validate(length(min = 1, max = 300))]
    #[schema(
        example = "Kế hoạch kiểm tra, giám sát năm 2026",
        min_length = 1,
        max_length = 300
    )]
    pub title: String,
    /// Its items.
    #[validate(length(max = 100), nested)]
    #[schema(max_items = 100)]
    pub items: Vec<VisitPlanItemInput>,
}

/// What a plan is issued with.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitPlanIssueInput {
    /// Its official number.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "15/KH-SNNMT", min_length = 1, max_length = 60)]
    pub number: String,
    /// The day; today or before.
    pub on: NaiveDate,
    /// The document it is.
    #[validate(length(max = 60))]
    #[schema(max_length = 60)]
    pub document_id: Option<String>,
}

/// Which plans.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VisitPlanQuery {
    /// At or below this unit (code or id).
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Of this year.
    #[validate(range(min = 2000, max = 2100))]
    #[param(minimum = 2000, maximum = 2100)]
    pub year: Option<i64>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// A visit to prepare.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitInput {
    /// How it comes about.
    pub kind: VisitKind,
    /// What it is for.
    pub purpose: VisitPurpose,
    /// What it is called.
    #[validate(length(min = 1, max = 300))]
    #[schema(
        example = "Kiểm tra đột xuất việc rà soát hộ nghèo",
        min_length = 1,
        max_length = 300
    )]
    pub title: String,
    /// The unit (code or id) that sends the team.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "20", min_length = 1, max_length = 60)]
    pub area: String,
    /// The units (code or id) that are visited: that unit itself, or below it.
    #[validate(length(min = 1, max = 50))]
    #[schema(example = json!(["06154"]), min_items = 1, max_items = 50)]
    pub areas: Vec<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// What is done when.
    #[validate(length(max = 4000))]
    #[schema(max_length = 4000)]
    pub agenda: Option<String>,
    /// Codes of the programme's items.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(example = json!(["CT2635/NL/GS"]), max_items = 20)]
    pub items: Vec<String>,
    /// The checklist's code; the version in force on the first day is taken.
    #[validate(length(min = 1, max = 40))]
    #[schema(example = "KT-DA7-TDA2", min_length = 1, max_length = 40)]
    pub checklist: String,
    /// The plan it is from.
    #[validate(length(max = 60))]
    #[schema(max_length = 60)]
    pub plan_id: Option<String>,
    /// The item of the plan, from 1.
    #[validate(range(min = 1, max = 1000))]
    #[schema(minimum = 1, maximum = 1000)]
    pub plan_item: Option<i64>,
}

/// What of a visit is changed; what is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitPatch {
    /// What it is called.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub title: Option<String>,
    /// The units (code or id) that are visited.
    #[validate(length(min = 1, max = 50))]
    #[schema(example = json!(["06154"]), min_items = 1, max_items = 50)]
    pub areas: Option<Vec<String>>,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// What is done when.
    #[validate(length(max = 4000))]
    #[schema(max_length = 4000)]
    pub agenda: Option<String>,
    /// Codes of the programme's items.
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub items: Option<Vec<String>>,
    /// What the team concludes; alone, once it is out.
    #[validate(length(min = 1, max = 8000))]
    #[schema(min_length = 1, max_length = 8000)]
    pub conclusion: Option<String>,
}

/// Which visits.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VisitQuery {
    /// To or by this unit (code or id), or one below it.
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// That begin in this year.
    #[validate(range(min = 2000, max = 2100))]
    #[param(minimum = 2000, maximum = 2100)]
    pub year: Option<i32>,
    /// Of this kind: periodic, yearly, ad_hoc.
    #[validate(length(max = 20))]
    pub kind: Option<String>,
    /// States, separated by commas: planned, mandated, in_field, reporting, closed, cancelled.
    #[serde(default, deserialize_with = "paging::comma_list")]
    #[param(value_type = Option<String>, example = "mandated,in_field")]
    #[validate(length(max = 6))]
    pub state: Vec<String>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

impl VisitQuery {
    /// A state or kind that is none, with its parameter.
    pub fn unknown(&self) -> Option<(&'static str, &str)> {
        let state = self.state.iter().find(|s| VisitState::from_code(s).is_none());
        let kind = self.kind.as_ref().filter(|k| VisitKind::from_code(k).is_none());
        state
            .map(|s| ("state", s.as_str()))
            .or_else(|| kind.map(|k| ("kind", k.as_str())))
    }
}

/// What orders a visit.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitMandateInput {
    /// The decision's number.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "37/QĐ-SNNMT", min_length = 1, max_length = 60)]
    pub number: String,
    /// Its day; today or before.
    pub on: NaiveDate,
    /// Who issued it.
    #[validate(length(min = 1, max = 200))]
    #[schema(
        example = "Sở Nông nghiệp và Môi trường tỉnh Lạng Sơn",
        min_length = 1,
        max_length = 200
    )]
    pub issuer: String,
    /// The document it is.
    #[validate(length(max = 60))]
    #[schema(max_length = 60)]
    pub document_id: Option<String>,
    /// The area (code or id) it is for; that of the visit by default.
    #[validate(length(max = 60))]
    #[schema(example = "20", max_length = 60)]
    pub area: Option<String>,
    /// First day it holds.
    pub from: NaiveDate,
    /// Last day it holds.
    pub to: NaiveDate,
}

/// A day on which something is done.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitDayInput {
    /// The day; today by default.
    pub on: Option<NaiveDate>,
}

/// The team is back.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitFinishInput {
    /// The day; today by default.
    pub on: Option<NaiveDate>,
    /// What the team concludes.
    #[validate(length(max = 8000))]
    #[schema(max_length = 8000)]
    pub conclusion: Option<String>,
}

/// A visit to call off.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitCancellationInput {
    /// Why.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// A member of the team.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitMemberInput {
    /// Name.
    #[validate(length(min = 1, max = 100))]
    #[schema(example = "Đinh Thị Hòa", min_length = 1, max_length = 100)]
    pub name: String,
    /// Office and position.
    #[validate(length(min = 1, max = 200))]
    #[schema(
        example = "Chuyên viên Phòng Bảo trợ xã hội",
        min_length = 1,
        max_length = 200
    )]
    pub office: String,
    /// The member's part.
    pub role: VisitRole,
    /// The user's id, if the member is one.
    #[validate(length(max = 60))]
    #[schema(max_length = 60)]
    pub user_id: Option<String>,
}

/// The team.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitTeamInput {
    /// Its members, with one head.
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    pub members: Vec<VisitMemberInput>,
}

/// A work to draw from.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitWorkInput {
    /// What it is called.
    #[validate(length(min = 1, max = 200))]
    #[schema(example = "Đường thôn Nà Lòa", min_length = 1, max_length = 200)]
    pub name: String,
    /// The visited unit (code or id) it lies in.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "06154", min_length = 1, max_length = 60)]
    pub area: String,
    /// The village.
    #[validate(length(max = 100))]
    #[schema(max_length = 100)]
    pub village: Option<String>,
}

/// A sample to draw.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitSampleInput {
    /// Of what.
    pub of: VisitSampleOf,
    /// By what it is stratified; works by village alone.
    pub stratify: VisitStratify,
    /// How many; all where there are fewer.
    #[validate(range(min = 1, max = 500))]
    #[schema(example = 10, minimum = 1, maximum = 500)]
    pub size: i64,
    /// What to draw with; a new one by default. The same seed gives the same sample.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    pub seed: Option<String>,
    /// Only households of these classes; all by default.
    #[serde(default)]
    #[validate(length(max = 4))]
    #[schema(max_items = 4)]
    pub classes: Vec<Class>,
    /// The works to draw from.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub works: Vec<VisitWorkInput>,
}

/// What the team saw of a unit of a sample.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitSeenInput {
    /// Whether it was visited.
    pub seen: VisitSeen,
    /// The household's class as the team finds it.
    pub seen_class: Option<Class>,
    /// What is to be said.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    /// Where; only by choice.
    #[validate(nested)]
    pub position: Option<VisitPosition>,
}

/// An answer.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitAnswerInput {
    /// The question's code.
    #[validate(length(min = 1, max = 40))]
    #[schema(example = "TC1", min_length = 1, max_length = 40)]
    pub question: String,
    /// The visited unit (code or id).
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "06154", min_length = 1, max_length = 60)]
    pub area: String,
    /// The answer: true or false, a number, a text, the code of an option; null takes it back.
    pub value: Option<Value>,
    /// What is to be said with it.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    /// The version it takes the place of; none for the first.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
}

/// Answers to enter.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitAnswersInput {
    /// The answers, each question once an area.
    #[validate(length(min = 1, max = 500), nested)]
    #[schema(min_items = 1, max_items = 500)]
    pub answers: Vec<VisitAnswerInput>,
}

/// A finding.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitFindingInput {
    /// How serious it is.
    pub severity: VisitSeverity,
    /// What was found.
    #[validate(length(min = 1, max = 4000))]
    #[schema(
        example = "Danh sách hộ nghèo chưa niêm yết tại nhà văn hóa thôn.",
        min_length = 1,
        max_length = 4000
    )]
    pub text: String,
    /// The visited unit (code or id).
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "06154", min_length = 1, max_length = 60)]
    pub area: String,
    /// The office or unit it is about.
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub unit: Option<String>,
    /// The programme's item.
    #[validate(length(max = 60))]
    #[schema(max_length = 60)]
    pub item: Option<String>,
    /// The question it came up with.
    #[validate(length(max = 40))]
    #[schema(max_length = 40)]
    pub question: Option<String>,
    /// The household it is about.
    #[validate(length(max = 60))]
    #[schema(max_length = 60)]
    pub household_id: Option<String>,
    /// What proves it.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    pub evidence: Option<String>,
    /// Where; only by choice.
    #[validate(nested)]
    pub position: Option<VisitPosition>,
}

/// What of a finding is changed; what is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitFindingPatch {
    /// How serious it is.
    pub severity: Option<VisitSeverity>,
    /// What was found.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    pub text: Option<String>,
    /// The office or unit it is about.
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub unit: Option<String>,
    /// What proves it.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    pub evidence: Option<String>,
}

/// A recommendation.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitRecommendationInput {
    /// What is recommended.
    #[validate(length(min = 1, max = 4000))]
    #[schema(
        example = "Niêm yết công khai danh sách tại tất cả các thôn.",
        min_length = 1,
        max_length = 4000
    )]
    pub text: String,
    /// The unit (code or id) that must act; that of the finding by default.
    #[validate(length(max = 60))]
    #[schema(example = "06154", max_length = 60)]
    pub area: Option<String>,
    /// The office of it.
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub office: Option<String>,
    /// Who answers for it.
    #[validate(length(min = 1, max = 100))]
    #[schema(example = "Chủ tịch Ủy ban nhân dân xã", min_length = 1, max_length = 100)]
    pub owner: String,
    /// The last day; today or later.
    pub due_on: NaiveDate,
}

/// What the responsible unit does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisitRecommendationAnswer {
    /// It begins.
    Begin,
    /// It reports it done.
    ReportDone,
}

/// What the responsible unit does with a recommendation.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitRecommendationActionInput {
    /// What is done.
    pub act: VisitRecommendationAnswer,
    /// What is to be said.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// What the visiting side does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisitRecommendationJudgement {
    /// It is done.
    Verify,
    /// It isn't; with the reason.
    Reopen,
    /// It gets a later day; with the reason.
    Extend,
    /// The unit above is told.
    Escalate,
}

/// What the visiting side does with a recommendation.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitRecommendationDecisionInput {
    /// What is done.
    pub act: VisitRecommendationJudgement,
    /// What is to be said; needed to reopen and to extend.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    /// The new last day, of an extension.
    pub due_on: Option<NaiveDate>,
}

/// Which recommendations.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VisitRecommendationQuery {
    /// That concern this unit (code or id), or one below it.
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// States, separated by commas: open, in_progress, done, verified, reopened.
    #[serde(default, deserialize_with = "paging::comma_list")]
    #[param(value_type = Option<String>, example = "open,reopened")]
    #[validate(length(max = 5))]
    pub state: Vec<String>,
    /// Only those that are late today.
    #[serde(default)]
    pub overdue: bool,
    /// Only those of which the unit above is told.
    #[serde(default)]
    pub escalated: bool,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

impl VisitRecommendationQuery {
    /// A state that is none.
    pub fn unknown_state(&self) -> Option<&String> {
        self.state
            .iter()
            .find(|s| RecommendationState::from_code(s).is_none())
    }
}

/// Who signed the minutes.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitSignatureInput {
    /// Of which side.
    pub side: VisitSide,
    /// The unit (code or id), of the visited side; needed where there are several.
    #[validate(length(max = 60))]
    #[schema(example = "06154", max_length = 60)]
    pub area: Option<String>,
    /// Name.
    #[validate(length(min = 1, max = 100))]
    #[schema(example = "Nông Văn Thành", min_length = 1, max_length = 100)]
    pub name: String,
    /// As what.
    #[validate(length(min = 1, max = 100))]
    #[schema(example = "Phó Chủ tịch", min_length = 1, max_length = 100)]
    pub title: String,
    /// When.
    pub signed_on: NaiveDate,
}

/// What is told with a file.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VisitFileQuery {
    /// The file's name.
    #[param(example = "bien_ban.pdf")]
    #[validate(length(min = 1, max = 500))]
    pub filename: String,
    /// The visited unit (code or id) it concerns; without it the file is the whole visit's.
    #[validate(length(max = 60))]
    #[param(example = "06154")]
    pub area: Option<String>,
    /// Whether to keep where and when a photograph was taken, beside the file, which itself never says it.
    #[serde(default)]
    pub keep_position: bool,
}
