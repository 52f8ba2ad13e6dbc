//! Plans as they go over the wire.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use giamngheo_rules::plan::{Act, ActivityState, State, progress};
use giamngheo_rules::text::tidy;
use giamngheo_store::access::Action;
use giamngheo_store::plans::{Activity, NewActivity, NewPlan, NewProgress, Plan, Progress};
use giamngheo_store::{Actor, Conn, Error, FieldError, areas};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::areas::dto::AreaRef;
use crate::http::paging;

/// The longest text of a point, in characters.
const LONGEST_POINT: usize = 2000;
/// The most money that one source gives, in đồng.
const MOST_VND: i64 = 1_000_000_000_000_000;

/// Where money comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanSource {
    /// Ngân sách trung ương.
    Central,
    /// Ngân sách tỉnh.
    Provincial,
    /// Ngân sách huyện.
    District,
    /// Ngân sách xã.
    Commune,
    /// Nguồn khác.
    Other,
}

impl PlanSource {
    /// Its name in Vietnamese, as on paper.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Central => "Ngân sách trung ương",
            Self::Provincial => "Ngân sách tỉnh",
            Self::District => "Ngân sách huyện",
            Self::Commune => "Ngân sách xã",
            Self::Other => "Nguồn khác",
        }
    }
}

/// Money of a plan from one source.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanBudgetLine {
    /// Where it comes from.
    pub source: PlanSource,
    /// How much, in đồng.
    #[schema(example = 570_000_000, minimum = 1, maximum = 1_000_000_000_000_000_i64)]
    #[validate(range(min = 1, max = MOST_VND))]
    pub amount_vnd: i64,
}

/// An office and its part in a plan.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanResponsible {
    /// The office.
    #[schema(example = "Phòng Kế hoạch - Tài chính", min_length = 1, max_length = 200)]
    #[validate(length(min = 1, max = 200))]
    pub office: String,
    /// What it does.
    #[schema(max_length = 2000)]
    #[validate(length(max = 2000))]
    pub task: String,
}

/// What a plan says beside its activities.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanContent {
    /// What it rests on, such as `Quyết định số 1181/QĐ-UBND ngày 15/7/2022`.
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    pub legal_bases: Vec<String>,
    /// What it is for.
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    pub purposes: Vec<String>,
    /// Whom it is about.
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    pub subjects: Vec<String>,
    /// Money by source, each once.
    #[serde(default)]
    #[schema(max_items = 5)]
    #[validate(length(max = 5), nested)]
    pub budget: Vec<PlanBudgetLine>,
    /// Offices and their parts.
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50), nested)]
    pub responsible: Vec<PlanResponsible>,
    /// Who gets it (Nơi nhận).
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    pub recipients: Vec<String>,
}

/// An activity, as it is planned.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanActivityInput {
    /// What is to be done.
    #[schema(min_length = 1, max_length = 2000)]
    #[validate(length(min = 1, max = 2000))]
    pub text: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Who does it.
    #[schema(min_length = 1, max_length = 200)]
    #[validate(length(min = 1, max = 200))]
    pub responsible: String,
    /// The budget item it belongs to.
    #[serde(default)]
    #[schema(max_length = 60)]
    #[validate(length(max = 60))]
    pub item: Option<String>,
}

/// A plan, as it is drafted.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanInput {
    /// The area it is for: its code (today, or at the plan's end if that is past), or its id.
    #[schema(example = "06463", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub area: String,
    /// Its title.
    #[schema(min_length = 1, max_length = 500)]
    #[validate(length(min = 1, max = 500))]
    pub title: String,
    /// The budget item it carries out.
    #[serde(default)]
    #[schema(example = "CT2125/DA7/TDA2", max_length = 60)]
    #[validate(length(max = 60))]
    pub item: Option<String>,
    /// Fiscal year.
    #[schema(example = 2026, minimum = 2000, maximum = 2100)]
    #[validate(range(min = 2000, max = 2100))]
    pub fiscal_year: i64,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The office whose plan it is.
    #[schema(example = "Ủy ban nhân dân xã Văn Lãng", min_length = 1, max_length = 200)]
    #[validate(length(min = 1, max = 200))]
    pub issuer: String,
    /// The office above, as it stands at the head of the paper.
    #[serde(default)]
    #[schema(max_length = 200)]
    #[validate(length(max = 200))]
    pub issuer_above: Option<String>,
    /// As what it is signed, one a line.
    #[schema(example = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", min_length = 1, max_length = 200)]
    #[validate(length(min = 1, max = 200))]
    pub signer_title: String,
    /// Who signs.
    #[serde(default)]
    #[schema(max_length = 100)]
    #[validate(length(max = 100))]
    pub signer_name: Option<String>,
    /// What it says.
    #[serde(default)]
    #[validate(nested)]
    pub content: PlanContent,
    /// What is to be done, in its order.
    #[schema(min_items = 1, max_items = 100)]
    #[validate(length(min = 1, max = 100), nested)]
    pub activities: Vec<PlanActivityInput>,
}

/// Looks for what is wrong with texts and days, and tidies them on the way.
#[derive(Default)]
struct Checks(Vec<FieldError>);

impl Checks {
    fn text(&mut self, pointer: &str, text: &str) -> String {
        let text = tidy(text);
        if text.is_empty() {
            self.0.push(FieldError::new(
                pointer,
                "length",
                "cần ghi nội dung",
                "it must not be empty",
            ));
        } else if text.chars().count() > LONGEST_POINT {
            self.0.push(FieldError::new(
                pointer,
                "length",
                format!("tối đa {LONGEST_POINT} ký tự"),
                format!("at most {LONGEST_POINT} characters"),
            ));
        }
        text
    }

    fn texts(&mut self, pointer: &str, texts: &[String]) -> Vec<String> {
        let each = texts.iter().enumerate();
        each.map(|(i, text)| self.text(&format!("{pointer}/{i}"), text))
            .collect()
    }

    fn period(
        &mut self,
        at: &str,
        (from, to): (NaiveDate, NaiveDate),
        within: Option<(NaiveDate, NaiveDate)>,
    ) {
        let mut wrong = |field: &str, code, vi: &str, en: &str| {
            self.0
                .push(FieldError::new(format!("{at}/{field}"), code, vi, en));
        };
        for (field, day) in [("from", from), ("to", to)] {
            if !(1900..=2100).contains(&day.year()) {
                return wrong(
                    field,
                    "out_of_range",
                    "năm trong khoảng 1900 – 2100",
                    "a year from 1900 to 2100",
                );
            }
        }
        if to < from {
            return wrong(
                "to",
                "before_from",
                "ngày kết thúc trước ngày bắt đầu",
                "it ends before it begins",
            );
        }
        let Some((first, last)) = within else { return };
        if from < first || from > last {
            wrong(
                "from",
                "outside_plan",
                "ngày nằm ngoài thời gian của kế hoạch",
                "the day lies outside of the plan's time",
            );
        }
        if to > last || to < first {
            wrong(
                "to",
                "outside_plan",
                "ngày nằm ngoài thời gian của kế hoạch",
                "the day lies outside of the plan's time",
            );
        }
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|t| tidy(&t)).filter(|t| !t.is_empty())
}

impl PlanContent {
    fn checked(self, checks: &mut Checks) -> (Self, i64) {
        let mut total = 0_i64;
        for (i, line) in self.budget.iter().enumerate() {
            // Five sources of at most 10^15 each: far from the end of i64.
            total = total.saturating_add(line.amount_vnd);
            if self.budget[..i].iter().any(|before| before.source == line.source) {
                checks.0.push(FieldError::new(
                    format!("/content/budget/{i}/source"),
                    "twice",
                    "nguồn vốn được nêu hai lần",
                    "the source is named twice",
                ));
            }
        }
        let responsible = self.responsible.iter().enumerate();
        let responsible = responsible.map(|(i, one)| PlanResponsible {
            office: checks.text(&format!("/content/responsible/{i}/office"), &one.office),
            task: tidy(&one.task),
        });
        let responsible = responsible.collect();
        let content = Self {
            legal_bases: checks.texts("/content/legal_bases", &self.legal_bases),
            purposes: checks.texts("/content/purposes", &self.purposes),
            subjects: checks.texts("/content/subjects", &self.subjects),
            budget: self.budget,
            responsible,
            recipients: checks.texts("/content/recipients", &self.recipients),
        };
        (content, total)
    }
}

impl PlanInput {
    /// As the store takes it. Errors: fields that can't be kept.
    pub fn checked(self, conn: &mut Conn, today: NaiveDate) -> giamngheo_store::Result<NewPlan> {
        let mut checks = Checks::default();
        let whole = (self.from, self.to);
        checks.period("", whole, None);
        let years = i64::from(self.from.year())..=i64::from(self.to.year());
        if checks.0.is_empty() && !years.contains(&self.fiscal_year) {
            checks.0.push(FieldError::new(
                "/fiscal_year",
                "outside_plan",
                "năm ngân sách nằm ngoài thời gian của kế hoạch",
                "the fiscal year lies outside of the plan's time",
            ));
        }
        let title = checks.text("/title", &self.title);
        let issuer = checks.text("/issuer", &self.issuer);
        let signer_title: Vec<String> = self
            .signer_title
            .lines()
            .map(tidy)
            .filter(|l| !l.is_empty())
            .collect();
        checks.text("/signer_title", &signer_title.join(" "));
        let item = filled(self.item);
        let (content, budget_vnd) = self.content.checked(&mut checks);
        let mut activities = Vec::with_capacity(self.activities.len());
        for (i, activity) in self.activities.into_iter().enumerate() {
            let at = format!("/activities/{i}");
            checks.period(&at, (activity.from, activity.to), Some(whole));
            activities.push(NewActivity {
                text: checks.text(&format!("{at}/text"), &activity.text),
                first_day: activity.from,
                last_day: activity.to,
                responsible: checks.text(&format!("{at}/responsible"), &activity.responsible),
                item: filled(activity.item),
            });
        }
        if !checks.0.is_empty() {
            return Err(Error::Invalid(checks.0));
        }
        let area = areas::find(conn, &self.area, self.to.min(today)).map_err(|e| match e {
            Error::NotFound => Error::field(
                "/area",
                "unknown",
                "không có địa bàn này",
                "there is no such area",
            ),
            other => other,
        })?;
        Ok(NewPlan {
            area,
            title,
            item,
            fiscal_year: self.fiscal_year,
            first_day: self.from,
            last_day: self.to,
            issuer,
            issuer_above: filled(self.issuer_above),
            signer_title: signer_title.join("\n"),
            signer_name: filled(self.signer_name),
            content: serde_json::to_value(content)?,
            budget_vnd,
            activities,
        })
    }
}

/// How a plan is issued.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanIssueInput {
    /// Its official number.
    #[schema(example = "12/KH-UBND", min_length = 1, max_length = 100)]
    #[validate(length(min = 1, max = 100))]
    pub number: String,
    /// The day it was signed.
    pub issued_on: NaiveDate,
}

impl PlanIssueInput {
    /// The number, tidied. Errors: nothing but spaces; a day in the future, or after the plan's end is for the store.
    pub fn checked(&self, today: NaiveDate) -> giamngheo_store::Result<String> {
        let mut checks = Checks::default();
        let number = checks.text("/number", &self.number);
        if let Err(field) =
            crate::documents::dto::check_issued_on("/issued_on", &self.issued_on.to_string(), today)
        {
            checks.0.push(field);
        }
        if checks.0.is_empty() {
            Ok(number)
        } else {
            Err(Error::Invalid(checks.0))
        }
    }
}

/// The day of an act.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanActInput {
    /// The day it was done; today by default.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    /// What is to be said.
    #[serde(default)]
    #[schema(max_length = 2000)]
    #[validate(length(max = 2000))]
    pub note: Option<String>,
}

/// A day that has come. Errors: 422 at `/on`.
pub fn day_of(on: Option<NaiveDate>, today: NaiveDate) -> giamngheo_store::Result<NaiveDate> {
    let on = on.unwrap_or(today);
    if on > today || on.year() < 1900 {
        return Err(Error::field(
            "/on",
            "in_future",
            "ngày ở tương lai hoặc trước năm 1900",
            "the day is in the future, or before 1900",
        ));
    }
    Ok(on)
}

/// How far an activity is.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanProgressInput {
    /// Per cent: 100 when it is done.
    #[schema(example = 60, minimum = 0, maximum = 100)]
    #[validate(range(min = 0, max = 100))]
    pub progress: i64,
    /// Its state; by the per cent when it isn't told. What is dropped needs a note.
    #[serde(default)]
    #[schema(value_type = Option<ActivityState>)]
    pub state: Option<ActivityState>,
    /// What is to be said.
    #[serde(default)]
    #[schema(max_length = 2000)]
    #[validate(length(max = 2000))]
    pub note: Option<String>,
    /// The day it was so; today by default.
    #[serde(default)]
    pub on: Option<NaiveDate>,
}

impl PlanProgressInput {
    /// As the store takes it. Errors: a day in the future.
    pub fn checked(self, n: i64, today: NaiveDate) -> giamngheo_store::Result<NewProgress> {
        Ok(NewProgress {
            n,
            progress: self.progress,
            state: self.state,
            note: filled(self.note),
            on: day_of(self.on, today)?,
        })
    }
}

impl PlanActInput {
    /// What is said.
    pub fn said(&self) -> Option<String> {
        filled(self.note.clone())
    }
}

/// A plan in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanView {
    /// Identifier.
    pub id: String,
    /// The document it was issued as.
    pub document_id: Option<String>,
    /// Its official number.
    #[schema(example = "12/KH-UBND")]
    pub number: Option<String>,
    /// When it was issued, as precisely as is known: YYYY, YYYY-MM or YYYY-MM-DD.
    pub issued_on: Option<String>,
    /// The area it is for.
    pub area: Option<AreaRef>,
    /// Its title.
    pub title: String,
    /// The budget item it carries out.
    pub item: Option<String>,
    /// Fiscal year.
    pub fiscal_year: i64,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The office whose plan it is.
    pub issuer: String,
    /// The whole budget, in đồng.
    pub budget_vnd: i64,
    /// Where it stands.
    #[schema(value_type = State)]
    pub state: String,
    /// How far its activities are, in whole per cent; null when all were dropped.
    pub progress: Option<i64>,
    /// How many activities it has.
    pub activity_count: usize,
    /// How many of them should have been over before today.
    pub late_count: usize,
    /// Version.
    pub version: i64,
}

/// An activity of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanActivityView {
    /// Its place, from 1.
    pub n: i64,
    /// What is to be done.
    pub text: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Who does it.
    pub responsible: String,
    /// The budget item it belongs to.
    pub item: Option<String>,
    /// Per cent.
    pub progress: i64,
    /// Where it stands.
    #[schema(value_type = ActivityState)]
    pub state: String,
    /// What was said last.
    pub note: Option<String>,
    /// Whether it should have been over before today.
    pub late: bool,
}

/// A report on an activity.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanProgressView {
    /// The activity.
    pub n: i64,
    /// Per cent.
    pub progress: i64,
    /// The activity's state from then on.
    #[schema(value_type = ActivityState)]
    pub state: String,
    /// What was said.
    pub note: Option<String>,
    /// The day it was so.
    pub on: NaiveDate,
    /// Who reported it.
    pub by: Option<String>,
}

/// A plan with all it says.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanDetail {
    /// The plan.
    #[serde(flatten)]
    pub plan: PlanView,
    /// The office above, as it stands at the head of the paper.
    pub issuer_above: Option<String>,
    /// As what it is signed, one a line.
    pub signer_title: String,
    /// Who signs.
    pub signer_name: Option<String>,
    /// What it says.
    pub content: PlanContent,
    /// What is to be done.
    pub activities: Vec<PlanActivityView>,
    /// The last 200 reports on activities, the last one first.
    pub reports: Vec<PlanProgressView>,
    /// Who drafted it.
    pub drafted_by: Option<String>,
    /// When.
    pub drafted_at: DateTime<Utc>,
    /// Who issued it.
    pub issued_by: Option<String>,
    /// The day it began.
    pub started_on: Option<NaiveDate>,
    /// The day it was closed.
    pub closed_on: Option<NaiveDate>,
    /// What was said at the end.
    pub closing_note: Option<String>,
    /// What the caller may do with it now: edit, issue, start, report, close.
    #[schema(example = json!(["edit"]))]
    pub allowed: Vec<&'static str>,
}

impl PlanView {
    /// With its area and activities.
    pub fn new(
        plan: &Plan,
        area: Option<AreaRef>,
        activities: &[Activity],
        today: NaiveDate,
    ) -> giamngheo_store::Result<Self> {
        let mut own = Vec::new();
        let mut late_count = 0;
        for activity in activities.iter().filter(|a| a.plan_id == plan.id) {
            let state = activity.state()?;
            late_count += usize::from(is_late(plan, activity, today)?);
            own.push((state, activity.progress));
        }
        Ok(Self {
            id: plan.id.clone(),
            document_id: plan.document_id.clone(),
            number: plan.number.clone(),
            issued_on: plan.issued_on.clone(),
            area,
            title: plan.title.clone(),
            item: plan.item.clone(),
            fiscal_year: plan.fiscal_year,
            from: plan.first_day,
            to: plan.last_day,
            issuer: plan.issuer.clone(),
            budget_vnd: plan.budget_vnd,
            state: plan.state.clone(),
            activity_count: own.len(),
            progress: progress(own),
            late_count,
            version: plan.version,
        })
    }
}

/// Nothing is late in a draft.
fn is_late(plan: &Plan, activity: &Activity, today: NaiveDate) -> giamngheo_store::Result<bool> {
    Ok(plan.state()? != State::Draft && activity.state()?.is_late(activity.last_day, today))
}

/// What an actor may do with a plan now.
pub fn allowed(plan: &Plan, actor: &Actor) -> giamngheo_store::Result<Vec<&'static str>> {
    let may = |action| actor.scope(action).is_some_and(|scope| scope.covers(&plan.path));
    let wrote = [&plan.drafted_by, &plan.edited_by]
        .iter()
        .any(|by| **by == actor.user_id);
    let acts = plan.state()?.allows().iter().filter(|act| match act {
        Act::Edit | Act::Start | Act::Report => may(Action::EditPlans),
        Act::Issue => may(Action::IssuePlans) && !wrote,
        Act::Close => may(Action::IssuePlans),
    });
    Ok(acts.map(|act| act.code()).collect())
}

impl PlanDetail {
    /// With all that belongs to it.
    pub fn new(
        plan: Plan,
        view: PlanView,
        activities: Vec<Activity>,
        reports: Vec<Progress>,
        (actor, today): (&Actor, NaiveDate),
    ) -> giamngheo_store::Result<Self> {
        let content = serde_json::from_str(&plan.content)?;
        let allowed = allowed(&plan, actor)?;
        let activities = activities.into_iter().map(|a| {
            Ok(PlanActivityView {
                late: is_late(&plan, &a, today)?,
                n: a.n,
                text: a.text,
                from: a.first_day,
                to: a.last_day,
                responsible: a.responsible,
                item: a.item,
                progress: a.progress,
                state: a.state,
                note: a.note,
            })
        });
        Ok(Self {
            activities: activities.collect::<giamngheo_store::Result<_>>()?,
            plan: view,
            issuer_above: plan.issuer_above,
            signer_title: plan.signer_title,
            signer_name: plan.signer_name,
            content,
            reports: reports
                .into_iter()
                .map(|r| PlanProgressView {
                    n: r.n,
                    progress: r.progress,
                    state: r.state,
                    note: r.note,
                    on: r.reported_on,
                    by: r.reported_name,
                })
                .collect(),
            drafted_by: plan.drafted_name,
            drafted_at: plan.drafted_at.and_utc(),
            issued_by: plan.issued_name,
            started_on: plan.started_on,
            closed_on: plan.closed_on,
            closing_note: plan.closing_note,
            allowed,
        })
    }
}

/// Which plans, and which page.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PlanQuery {
    /// Only what holds for this area (its code today, or its id): for it, above it or below it.
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Only of this fiscal year.
    #[param(example = 2026, minimum = 2000, maximum = 2100)]
    #[validate(range(min = 2000, max = 2100))]
    pub year: Option<i64>,
    /// Only in this state.
    #[param(value_type = Option<State>)]
    pub state: Option<State>,
    /// Only with these words in number, title or issuer, with or without accents.
    #[validate(length(max = 200))]
    pub q: Option<String>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}
