//! What goes out.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use giamngheo_rules::budget::Catalogue;
use giamngheo_rules::visit::{Checklist, Value, VisitSeverity};
use giamngheo_store::Error;
use giamngheo_store::definitions::Definition;
use giamngheo_store::visits::{
    Action, Answer, Finding, Member, Money, Plan, PlanArea, PlanItem, Recommendation, Sample, Sampled,
    Signature,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::areas::atlas::Names;
use crate::areas::dto::AreaRef;
use crate::attachments::Position;

/// A checklist in a version.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitChecklistView {
    /// The version.
    pub version: i64,
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// First day it holds no more.
    pub valid_to: Option<NaiveDate>,
    /// Whether it is the product's own wording.
    pub shipped: bool,
    /// What it asks.
    pub checklist: Checklist,
}

impl VisitChecklistView {
    /// Of a definition. Errors: what is stored is of another shape.
    pub fn new(row: Definition) -> Result<Self, Error> {
        Ok(Self {
            checklist: serde_json::from_str(&row.body)?,
            version: row.version,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            shipped: row.origin == "shipped",
        })
    }
}

/// A unit that an item of a plan names.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitPlanAreaView {
    /// The unit.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// The visit to it; null where none is prepared.
    pub visit_id: Option<String>,
    /// Where that stands.
    pub visit_state: Option<String>,
}

/// An item of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitPlanItemView {
    /// Its place, from 1.
    pub n: i64,
    /// periodic, yearly or ad_hoc.
    pub kind: String,
    /// inspection, supervision or evaluation.
    pub purpose: String,
    /// The month it is planned for.
    pub month: u32,
    /// The last day of that month.
    pub due_on: NaiveDate,
    /// The units to visit that the caller may see.
    pub areas: Vec<VisitPlanAreaView>,
    /// Codes of the programme's items.
    pub items: Vec<String>,
    /// What else is to be said.
    pub notes: Option<String>,
}

/// A year's plan of visits.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitPlanView {
    /// Identifier.
    pub id: String,
    /// The year.
    pub year: i64,
    /// The unit that sends teams.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// What it is called.
    pub title: String,
    /// draft or issued.
    pub state: String,
    /// Its official number.
    pub number: Option<String>,
    /// The day it was issued.
    pub issued_on: Option<NaiveDate>,
    /// The document it is.
    pub document_id: Option<String>,
    /// Who drafted it.
    pub created_by: VisitPerson,
    /// Units its items name, counted once an item.
    pub units: usize,
    /// Units that were visited as planned.
    pub done: usize,
    /// Its items.
    pub items: Vec<VisitPlanItemView>,
    /// What the caller may do: change, issue.
    pub allowed: Vec<&'static str>,
    /// For If-Match.
    pub version: i64,
}

impl VisitPlanView {
    /// With its items and their units.
    pub fn new(
        plan: Plan,
        rows: Vec<PlanItem>,
        areas: &[PlanArea],
        names: &Names,
        allowed: Vec<&'static str>,
    ) -> Result<Self, Error> {
        use chrono::Datelike;
        let visited = |a: &&PlanArea| {
            a.visit_state
                .as_deref()
                .is_some_and(|s| ["reporting", "closed"].contains(&s))
        };
        let items = rows
            .into_iter()
            .map(|row| {
                Ok(VisitPlanItemView {
                    areas: areas
                        .iter()
                        .filter(|a| a.n == row.n)
                        .map(|a| VisitPlanAreaView {
                            area: names.get(&a.area_id),
                            visit_id: a.visit_id.clone(),
                            visit_state: a.visit_state.clone(),
                        })
                        .collect(),
                    n: row.n,
                    kind: row.kind,
                    purpose: row.purpose,
                    month: row.due_on.month(),
                    due_on: row.due_on,
                    items: serde_json::from_str(&row.items)?,
                    notes: row.notes,
                })
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            area: names.get(&plan.area_id),
            created_by: VisitPerson::new(plan.created_by, plan.created_name),
            units: areas.len(),
            done: areas.iter().filter(visited).count(),
            items,
            allowed,
            id: plan.id,
            year: plan.year,
            title: plan.title,
            state: plan.state,
            number: plan.number,
            issued_on: plan.issued_on,
            document_id: plan.document_id,
            version: plan.version,
        })
    }
}

/// Somebody who did something.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VisitPerson {
    /// The user's id.
    pub user_id: String,
    /// The name.
    pub full_name: String,
}

impl VisitPerson {
    /// With a name that may be unknown.
    pub fn new(user_id: String, name: Option<String>) -> Self {
        Self {
            user_id,
            full_name: name.unwrap_or_default(),
        }
    }
}

/// What orders a visit.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitMandateView {
    /// The decision's number.
    pub number: String,
    /// Its day.
    pub on: Option<NaiveDate>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// The document it is.
    pub document_id: Option<String>,
    /// The area it is for.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// First day it holds.
    pub from: Option<NaiveDate>,
    /// Last day it holds.
    pub to: Option<NaiveDate>,
}

/// Which checklist a visit has.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitChecklistRef {
    /// Its code.
    pub code: String,
    /// Its version.
    pub version: i64,
}

/// A visit in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitView {
    /// Identifier.
    pub id: String,
    /// Its number among those of the unit and year.
    #[schema(example = "3/2026")]
    pub number: String,
    /// periodic, yearly or ad_hoc.
    pub kind: String,
    /// inspection, supervision or evaluation.
    pub purpose: String,
    /// What it is called.
    pub title: String,
    /// The unit that sends the team.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// The units visited that the caller may see.
    #[schema(value_type = Vec<AreaRef>)]
    pub areas: Vec<Arc<AreaRef>>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// planned, mandated, in_field, reporting, closed or cancelled.
    pub state: String,
    /// The last day is past, and the team is not back.
    pub late: bool,
    /// Codes of the programme's items.
    pub items: Vec<String>,
    /// The checklist.
    pub checklist: VisitChecklistRef,
    /// The plan it is from.
    pub plan_id: Option<String>,
    /// The item of the plan.
    pub plan_item: Option<i64>,
    /// What orders it.
    pub mandate: Option<VisitMandateView>,
    /// The day the team set out.
    pub started_on: Option<NaiveDate>,
    /// The day the team was back.
    pub finished_on: Option<NaiveDate>,
    /// The day its report was accepted.
    pub closed_on: Option<NaiveDate>,
    /// Who prepared it.
    pub created_by: VisitPerson,
    /// What the caller may do now: change, team, sample, mandate, start, record, find, attach, finish, sign, close, cancel.
    pub allowed: Vec<&'static str>,
    /// For If-Match.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A member of the team.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitMemberView {
    /// Name.
    pub name: String,
    /// Office and position.
    pub office: String,
    /// lead, member or secretary.
    pub role: String,
    /// The user, if the member is one.
    pub user_id: Option<String>,
}

impl From<Member> for VisitMemberView {
    fn from(member: Member) -> Self {
        Self {
            name: member.name,
            office: member.office,
            role: member.role,
            user_id: member.user_id,
        }
    }
}

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitAnswerView {
    /// The question's code.
    pub question: String,
    /// The visited unit's id.
    pub area_id: String,
    /// The answer.
    pub value: Value,
    /// What was said with it.
    pub note: Option<String>,
    /// Who answered.
    pub answered_by: VisitPerson,
    /// When.
    pub answered_at: DateTime<Utc>,
    /// The version to send when it is changed.
    pub version: i64,
}

impl VisitAnswerView {
    /// Of a row. Errors: what is stored is no answer.
    pub fn new(row: Answer) -> Result<Self, Error> {
        Ok(Self {
            value: serde_json::from_str(&row.value)?,
            question: row.question,
            area_id: row.area_id,
            note: row.note,
            answered_by: VisitPerson::new(row.answered_by, row.answered_name),
            answered_at: row.answered_at.and_utc(),
            version: row.version,
        })
    }
}

/// Who signed the minutes.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitSignatureView {
    /// Identifier.
    pub id: String,
    /// team or visited.
    pub side: String,
    /// The unit, of the visited side.
    pub area_id: Option<String>,
    /// Name.
    pub name: String,
    /// As what.
    pub title: String,
    /// When.
    pub signed_on: NaiveDate,
}

impl From<Signature> for VisitSignatureView {
    fn from(row: Signature) -> Self {
        Self {
            id: row.id,
            side: row.side,
            area_id: row.area_id,
            name: row.name,
            title: row.title,
            signed_on: row.signed_on,
        }
    }
}

/// A visit with all that the caller may see of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitDetail {
    /// The visit.
    #[serde(flatten)]
    pub visit: VisitView,
    /// What is done when.
    pub agenda: Option<String>,
    /// What the team concludes.
    pub conclusion: Option<String>,
    /// Why it was called off.
    pub cancel_reason: Option<String>,
    /// The team.
    pub members: Vec<VisitMemberView>,
    /// What is asked in each unit.
    pub questions: Checklist,
    /// The answers.
    pub answers: Vec<VisitAnswerView>,
    /// Questions that must be answered and are not yet, counted in each unit.
    pub open_questions: usize,
    /// What was found.
    pub findings: Vec<VisitFindingView>,
    /// Who signed.
    pub signatures: Vec<VisitSignatureView>,
}

/// A position as it was chosen to be kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitPositionView {
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
}

impl VisitPositionView {
    /// From millionths of a degree.
    pub fn of(lat: Option<i64>, lon: Option<i64>) -> Option<Self> {
        Some(Self {
            lat: lat? as f64 / 1e6,
            lon: lon? as f64 / 1e6,
        })
    }
}

/// A finding with its recommendations.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitFindingView {
    /// Identifier.
    pub id: String,
    /// low, medium, high or critical.
    pub severity: String,
    /// What was found.
    pub text: String,
    /// The visited unit.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// The office or unit it is about.
    pub unit: Option<String>,
    /// The programme's item.
    pub item: Option<String>,
    /// The question it came up with.
    pub question: Option<String>,
    /// The household it is about.
    pub household_id: Option<String>,
    /// What proves it.
    pub evidence: Option<String>,
    /// Where.
    pub position: Option<VisitPositionView>,
    /// Who entered it.
    pub created_by: VisitPerson,
    /// When.
    pub created_at: DateTime<Utc>,
    /// For If-Match.
    pub version: i64,
    /// What is recommended.
    pub recommendations: Vec<VisitRecommendationView>,
}

impl VisitFindingView {
    /// With its area's name and its recommendations.
    pub fn new(row: Finding, names: &Names, recommendations: Vec<VisitRecommendationView>) -> Self {
        Self {
            area: names.get(&row.area_id),
            position: VisitPositionView::of(row.lat_e6, row.lon_e6),
            created_by: VisitPerson::new(row.created_by, row.created_name),
            created_at: row.created_at.and_utc(),
            id: row.id,
            severity: row.severity,
            text: row.body,
            unit: row.unit,
            item: row.item,
            question: row.question,
            household_id: row.household_id,
            evidence: row.evidence,
            version: row.version,
            recommendations,
        }
    }
}

/// A recommendation.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitRecommendationView {
    /// Identifier.
    pub id: String,
    /// The visit.
    pub visit_id: String,
    /// The visit's number.
    pub visit_number: String,
    /// The visit's title.
    pub visit_title: String,
    /// The finding.
    pub finding_id: String,
    /// The finding's severity when it was made.
    pub severity: String,
    /// What is recommended.
    pub text: String,
    /// The unit that must act.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// The office of it.
    pub office: Option<String>,
    /// Who answers for it.
    pub owner: String,
    /// The last day, as it was first set.
    pub first_due_on: NaiveDate,
    /// The last day.
    pub due_on: NaiveDate,
    /// open, in_progress, done, verified or reopened.
    pub state: String,
    /// Days by which it is late today; 0 while it isn't.
    pub days_late: i64,
    /// The day it was reported done.
    pub done_on: Option<NaiveDate>,
    /// The day it was verified.
    pub verified_on: Option<NaiveDate>,
    /// Whether the unit above is told.
    pub escalated: bool,
    /// The day on which it is, or was, told.
    pub escalates_on: NaiveDate,
    /// The unit above.
    #[schema(value_type = Option<AreaRef>)]
    pub escalated_to: Option<Arc<AreaRef>>,
    /// What the caller may do now: begin, report_done, verify, reopen, extend, escalate.
    pub allowed: Vec<&'static str>,
    /// For If-Match.
    pub version: i64,
}

impl VisitRecommendationView {
    /// As it stands on a day.
    pub fn new(
        row: Recommendation,
        names: &Names,
        above: Option<Arc<AreaRef>>,
        allowed: Vec<&'static str>,
        today: NaiveDate,
    ) -> Self {
        let escalated = row.is_escalated(today);
        Self {
            days_late: row.days_late(today).unwrap_or(0),
            escalated,
            escalates_on: row.escalated_on.unwrap_or(row.escalates_on),
            escalated_to: above.filter(|_| escalated),
            area: names.get(&row.area_id),
            id: row.id,
            visit_id: row.visit_id,
            visit_number: row.visit_number,
            visit_title: row.visit_title,
            finding_id: row.finding_id,
            severity: row.severity,
            text: row.body,
            office: row.office,
            owner: row.owner,
            first_due_on: row.first_due_on,
            due_on: row.due_on,
            state: row.state,
            done_on: row.done_on,
            verified_on: row.verified_on,
            allowed,
            version: row.version,
        }
    }
}

/// Something that was done with a recommendation.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitRecommendationActionView {
    /// begin, report_done, verify, reopen, extend or escalate.
    pub act: String,
    /// What was said.
    pub note: Option<String>,
    /// The new last day, of an extension.
    pub due_on: Option<NaiveDate>,
    /// The state after it.
    pub state: String,
    /// Who did it.
    pub done_by: VisitPerson,
    /// The day.
    pub done_on: NaiveDate,
    /// When.
    pub done_at: DateTime<Utc>,
}

impl From<Action> for VisitRecommendationActionView {
    fn from(row: Action) -> Self {
        Self {
            act: row.act,
            note: row.note,
            due_on: row.due_on,
            state: row.state,
            done_by: VisitPerson::new(row.done_by, row.done_name),
            done_on: row.done_on,
            done_at: row.done_at.and_utc(),
        }
    }
}

/// A recommendation with its history.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitRecommendationDetail {
    /// The recommendation.
    #[serde(flatten)]
    pub recommendation: VisitRecommendationView,
    /// What was done with it, in its order.
    pub actions: Vec<VisitRecommendationActionView>,
}

/// A unit of a sample.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitSampleUnitView {
    /// Identifier.
    pub id: String,
    /// Its place in the sample, from 1.
    pub seq: i64,
    /// The household, if it is one.
    pub household_id: Option<String>,
    /// Its head, while it lives where the caller may see it.
    pub head_name: Option<String>,
    /// Its address, while it lives where the caller may see it.
    pub address: Option<String>,
    /// The work, if it is one.
    pub work: Option<String>,
    /// The visited unit.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// The stratum: a village's name or a class.
    pub stratum: String,
    /// The register's class when the sample was drawn.
    pub class_then: Option<String>,
    /// pending, seen or absent.
    pub seen: String,
    /// The class as the team found it.
    pub seen_class: Option<String>,
    /// What the team said.
    pub note: Option<String>,
    /// Where.
    pub position: Option<VisitPositionView>,
    /// Who entered it.
    pub seen_by: Option<String>,
    /// When.
    pub seen_at: Option<DateTime<Utc>>,
    /// For If-Match.
    pub version: i64,
}

impl VisitSampleUnitView {
    /// With the names of its area and its village.
    pub fn new(row: Sampled, names: &Names) -> Self {
        let stratum = names
            .get(&row.stratum)
            .map_or_else(|| row.stratum.clone(), |a| a.name.clone());
        Self {
            stratum,
            area: names.get(&row.area_id),
            position: VisitPositionView::of(row.lat_e6, row.lon_e6),
            id: row.id,
            seq: row.seq,
            household_id: row.household_id,
            head_name: row.head_name,
            address: row.address,
            work: row.work,
            class_then: row.class_then,
            seen: row.seen,
            seen_class: row.seen_class,
            note: row.note,
            seen_by: row.seen_name,
            seen_at: row.seen_at.map(|at| at.and_utc()),
            version: row.version,
        }
    }
}

/// A sample as it was drawn.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitSampleView {
    /// Identifier.
    pub id: String,
    /// households or works.
    pub of: String,
    /// village or class.
    pub stratify: String,
    /// Classes the frame was narrowed to; none is all.
    pub classes: Vec<String>,
    /// How many were asked for.
    pub size: i64,
    /// What it was drawn with.
    pub seed: String,
    /// How many there were to draw from.
    pub frame_size: i64,
    /// SHA-256 of the frame's ids in order, each with a line feed: the same frame has the same.
    pub frame_sha256: String,
    /// Who drew it.
    pub drawn_by: Option<String>,
    /// When.
    pub drawn_at: DateTime<Utc>,
    /// Its units, as far as the caller may see them.
    pub units: Vec<VisitSampleUnitView>,
}

impl VisitSampleView {
    /// With its units. Errors: what is stored is of another shape.
    pub fn new(row: Sample, units: Vec<VisitSampleUnitView>) -> Result<Self, Error> {
        Ok(Self {
            classes: serde_json::from_str(&row.classes)?,
            id: row.id,
            of: row.drawn_of,
            stratify: row.stratify,
            size: row.size,
            seed: row.seed,
            frame_size: row.frame_size,
            frame_sha256: row.frame_sha256,
            drawn_by: row.drawn_name,
            drawn_at: row.drawn_at.and_utc(),
            units,
        })
    }
}

/// A household as the team and the register see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitComparisonRow {
    /// The unit of the sample.
    pub unit_id: String,
    /// The household.
    pub household_id: String,
    /// Its head, while it lives where the caller may see it.
    pub head_name: Option<String>,
    /// The visited unit.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// The register's class when the sample was drawn.
    pub class_then: Option<String>,
    /// The register's class now, while it lives where the caller may see it.
    pub class_now: Option<String>,
    /// The year of that class.
    pub class_year: Option<i64>,
    /// The class as the team found it.
    pub seen_class: Option<String>,
    /// `same`, `differs` (from the register when the sample was drawn), `unseen`.
    pub verdict: &'static str,
    /// What the team said.
    pub note: Option<String>,
}

/// What the visit saw against what the register says.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitComparisonView {
    /// Households of the samples.
    pub households: usize,
    /// Those of which the team found a class.
    pub seen: usize,
    /// Those with another class than in the register when the sample was drawn.
    pub differing: usize,
    /// Their share of those seen, in percent; null where none was.
    pub differing_percent: Option<f64>,
    /// The households.
    pub rows: Vec<VisitComparisonRow>,
    /// The money of the visited units.
    pub money: Vec<VisitMoneyRow>,
}

/// What was disbursed in a visited unit for an item: by the books, and as the team found it.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitMoneyRow {
    /// The visited unit.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// The item, with all below it.
    pub item: crate::budget::dto::BudgetItemRef,
    /// By the budget's books, in đồng: of the fiscal year in which the visit begins, up to the month in which it ends.
    pub disbursed_vnd: i64,
    /// As the team found it, in đồng; null where nothing was entered.
    pub seen_vnd: Option<i64>,
    /// What the team found above what the books say, in đồng.
    pub difference_vnd: Option<i64>,
    /// What the team says.
    pub note: Option<String>,
    /// Who entered it.
    pub seen_by: Option<String>,
    /// When.
    pub seen_at: Option<DateTime<Utc>>,
    /// The entry's version; null where there is none.
    pub version: Option<i64>,
}

impl VisitMoneyRow {
    /// With names.
    pub fn new(money: Money, names: &Names, items: &Catalogue) -> Self {
        let seen = money.seen;
        Self {
            area: names.get(&money.area_id),
            item: crate::budget::dto::BudgetItemRef::of(items, &money.item),
            disbursed_vnd: money.disbursed_vnd,
            seen_vnd: seen.as_ref().map(|s| s.seen_vnd),
            difference_vnd: seen.as_ref().map(|s| s.seen_vnd - money.disbursed_vnd),
            note: seen.as_ref().and_then(|s| s.note.clone()),
            seen_by: seen.as_ref().and_then(|s| s.seen_name.clone()),
            seen_at: seen.as_ref().map(|s| s.seen_at.and_utc()),
            version: seen.as_ref().map(|s| s.version),
        }
    }
}

impl VisitComparisonView {
    /// Of the units of samples; a household that is in several counts once, as it was last seen.
    pub fn new(units: Vec<Sampled>, money: Vec<VisitMoneyRow>, names: &Names) -> Self {
        let mut rows: Vec<VisitComparisonRow> = Vec::new();
        for unit in units {
            let Some(household_id) = unit.household_id else {
                continue;
            };
            let verdict = match &unit.seen_class {
                None => "unseen",
                found if *found == unit.class_then => "same",
                Some(_) => "differs",
            };
            let row = VisitComparisonRow {
                unit_id: unit.id,
                head_name: unit.head_name,
                area: names.get(&unit.area_id),
                class_then: unit.class_then,
                class_now: unit.class_now,
                class_year: unit.class_year,
                seen_class: unit.seen_class,
                verdict,
                note: unit.note,
                household_id,
            };
            match rows.iter_mut().find(|r| r.household_id == row.household_id) {
                Some(_) if row.verdict == "unseen" => {}
                Some(before) => *before = row,
                None => rows.push(row),
            }
        }
        let seen = rows.iter().filter(|r| r.verdict != "unseen").count();
        let differing = rows.iter().filter(|r| r.verdict == "differs").count();
        Self {
            households: rows.len(),
            seen,
            differing,
            differing_percent: (seen > 0).then(|| {
                // Two decimals, half away from zero.
                (differing as f64 * 10_000.0 / seen as f64).round() / 100.0
            }),
            rows,
            money,
        }
    }
}

/// A file of a visit.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitFileView {
    /// The file.
    #[serde(flatten)]
    pub file: crate::values::dto::EvidenceView,
    /// The visited unit it concerns; null where it is the whole visit's.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// Where and when a photograph was taken, when that was kept.
    pub position: Option<Position>,
}

/// A person's calendar address.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitCalendarLinkView {
    /// Whether there is one.
    pub active: bool,
    /// Since when.
    pub created_at: Option<DateTime<Utc>>,
    /// The address; told once, when it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// How serious a finding is, in words.
pub fn severity_vi(code: &str) -> &'static str {
    VisitSeverity::from_code(code).map_or("", VisitSeverity::vi)
}
