//! Plans of work: drafted by one, issued by another as a document, carried out activity by activity, closed. The way is
//! `rules::plan`'s part.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamp};
use giamngheo_rules::plan::{Act, ActivityState, State};
use giamngheo_rules::text::fold;
use serde_json::{Value, json};

use crate::areas::{self, Area};
use crate::documents::{self, NewDocument, holds_for, places};
use crate::error::{Error, Result, no_faults};
use crate::id::{new_id, now};
use crate::scope::{Actor, Scope, lies_in};
use crate::sql::{Sql, containing, row, sql};
use crate::{Conn, audit, budget};

row! {
    /// A plan's row.
    Plan {
        /// The province it is kept under.
        province_id: String = Text,
        /// Identifier.
        id: String = Text,
        /// The document it was issued as.
        document_id: Option<String> = Nullable<Text>,
        /// That document's number.
        number: Option<String> = Nullable<Text>,
        /// When that was issued, as precisely as is known.
        issued_on: Option<String> = Nullable<Text>,
        /// The area it is for.
        area_id: String = Text,
        /// That area's path.
        path: String = Text,
        /// Its title.
        title: String = Text,
        /// The budget item it carries out.
        item: Option<String> = Nullable<Text>,
        /// Fiscal year.
        fiscal_year: i64 = BigInt,
        /// First day.
        first_day: NaiveDate = Date,
        /// Last day.
        last_day: NaiveDate = Date,
        /// The office whose plan it is.
        issuer: String = Text,
        /// The office above.
        issuer_above: Option<String> = Nullable<Text>,
        /// As what it is signed, one a line.
        signer_title: String = Text,
        /// Who signs.
        signer_name: Option<String> = Nullable<Text>,
        /// Purposes, subjects, grounds, offices, recipients and budget, as JSON.
        content: String = Text,
        /// The whole budget, in đồng.
        budget_vnd: i64 = BigInt,
        /// `draft`, `issued`, `running` or `closed`.
        state: String = Text,
        /// Version.
        version: i64 = BigInt,
        /// Who drafted it.
        drafted_by: String = Text,
        /// The name of who drafted it.
        drafted_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        drafted_at: NaiveDateTime = Timestamp,
        /// Who changed the draft last.
        edited_by: String = Text,
        /// The name of who issued it.
        issued_name: Option<String> = Nullable<Text>,
        /// Day it began.
        started_on: Option<NaiveDate> = Nullable<Date>,
        /// Day it was closed.
        closed_on: Option<NaiveDate> = Nullable<Date>,
        /// What was said at the end.
        closing_note: Option<String> = Nullable<Text>,
    }
    /// An activity of a plan.
    Activity {
        /// The plan.
        plan_id: String = Text,
        /// Its place in it, from 1.
        n: i64 = BigInt,
        /// What is to be done.
        text: String = Text,
        /// First day.
        first_day: NaiveDate = Date,
        /// Last day.
        last_day: NaiveDate = Date,
        /// Who does it.
        responsible: String = Text,
        /// The budget item it belongs to.
        item: Option<String> = Nullable<Text>,
        /// Per cent.
        progress: i64 = BigInt,
        /// `planned`, `under_way`, `done` or `dropped`.
        state: String = Text,
        /// What was said last.
        note: Option<String> = Nullable<Text>,
    }
    /// What was reported of an activity.
    Progress {
        /// Identifier.
        id: String = Text,
        /// The activity.
        n: i64 = BigInt,
        /// Per cent.
        progress: i64 = BigInt,
        /// The activity's state from then on.
        state: String = Text,
        /// What was said.
        note: Option<String> = Nullable<Text>,
        /// The day it was so.
        reported_on: NaiveDate = Date,
        /// The name of who reported it.
        reported_name: Option<String> = Nullable<Text>,
    }
}

row! {
    /// The day of the last report.
    Last {
        /// None where there is no report.
        day: Option<NaiveDate> = Nullable<Date>,
    }
}

impl Plan {
    /// Where it stands. Errors: a state that nobody knows.
    pub fn state(&self) -> Result<State> {
        State::from_code(&self.state).ok_or_else(|| Error::Corrupt(format!("the plan state {}", self.state)))
    }
}

impl Activity {
    /// Where it stands. Errors: a state that nobody knows.
    pub fn state(&self) -> Result<ActivityState> {
        ActivityState::from_code(&self.state)
            .ok_or_else(|| Error::Corrupt(format!("the activity state {}", self.state)))
    }
}

/// A plan's text on its way in.
#[derive(Debug, Clone)]
pub struct NewPlan {
    /// The area it is for.
    pub area: Area,
    /// Its title.
    pub title: String,
    /// The budget item it carries out.
    pub item: Option<String>,
    /// Fiscal year.
    pub fiscal_year: i64,
    /// First day.
    pub first_day: NaiveDate,
    /// Last day.
    pub last_day: NaiveDate,
    /// The office whose plan it is.
    pub issuer: String,
    /// The office above.
    pub issuer_above: Option<String>,
    /// As what it is signed, one a line.
    pub signer_title: String,
    /// Who signs.
    pub signer_name: Option<String>,
    /// Purposes, subjects, grounds, offices, recipients and budget.
    pub content: Value,
    /// The whole budget, in đồng.
    pub budget_vnd: i64,
    /// What is to be done, in its order.
    pub activities: Vec<NewActivity>,
}

/// An activity on its way in.
#[derive(Debug, Clone)]
pub struct NewActivity {
    /// What is to be done.
    pub text: String,
    /// First day.
    pub first_day: NaiveDate,
    /// Last day.
    pub last_day: NaiveDate,
    /// Who does it.
    pub responsible: String,
    /// The budget item it belongs to.
    pub item: Option<String>,
}

/// A report on an activity, on its way in.
#[derive(Debug, Clone)]
pub struct NewProgress {
    /// The activity.
    pub n: i64,
    /// Per cent, 0 to 100.
    pub progress: i64,
    /// The activity's state; by the per cent when it isn't told.
    pub state: Option<ActivityState>,
    /// What is to be said.
    pub note: Option<String>,
    /// The day it was so.
    pub on: NaiveDate,
}

/// Which plans.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only of this fiscal year.
    pub fiscal_year: Option<i64>,
    /// Only in this state.
    pub state: Option<State>,
    /// Only with these words in title, number or issuer.
    pub q: Option<String>,
    /// Only what holds for one of these subtrees: for it, above it or below it.
    pub subtrees: Option<Vec<String>>,
}

const PLAN: &str = "SELECT p.province_id, p.id, p.document_id, d.number, d.issued_on, p.area_id, p.path, p.title, p.item,
    p.fiscal_year, p.first_day, p.last_day, p.issuer, p.issuer_above, p.signer_title, p.signer_name, p.content,
    p.budget_vnd, p.state, p.version, p.drafted_by, u.full_name AS drafted_name, p.drafted_at, p.edited_by,
    i.full_name AS issued_name, p.started_on, p.closed_on, p.closing_note
    FROM plan p LEFT JOIN document d ON d.id = p.document_id LEFT JOIN app_user u ON u.id = p.drafted_by
    LEFT JOIN app_user i ON i.id = p.issued_by";

/// Who works in, above or below a plan's area may read it; drafts only in and above.
fn readable(actor: &Actor) -> Sql {
    let own: Vec<&str> = places(actor).collect();
    if own.contains(&"") {
        return sql("1 = 1");
    }
    sql("(p.state <> 'draft' OR ")
        .push(lies_in("p.path", own.iter().copied()))
        .text(") AND ")
        .push(holds_for("p.path", own))
}

/// Plans that the actor may read, the last year first, from after the given year and id.
pub fn list(
    conn: &mut Conn,
    actor: &Actor,
    filter: &Filter,
    after: Option<(i64, &str)>,
    limit: i64,
) -> Result<Vec<Plan>> {
    let mut query = sql(PLAN).text(" WHERE ").push(readable(actor));
    if let Some(year) = filter.fiscal_year {
        query = query.text(" AND p.fiscal_year = ?").bind(year);
    }
    if let Some(state) = filter.state {
        query = query.text(" AND p.state = ?").bind(state.code());
    }
    if let Some(q) = &filter.q {
        query = query
            .text(r" AND p.search_key LIKE ? ESCAPE '\'")
            .bind(containing(&fold(q)));
    }
    if let Some(subtrees) = &filter.subtrees {
        query = query
            .text(" AND ")
            .push(holds_for("p.path", subtrees.iter().map(String::as_str)));
    }
    if let Some((year, id)) = after {
        query = query
            .text(" AND (p.fiscal_year < ? OR (p.fiscal_year = ? AND p.id < ?))")
            .bind(year)
            .bind(year)
            .bind(id);
    }
    query
        .text(" ORDER BY p.fiscal_year DESC, p.id DESC LIMIT ?")
        .bind(limit)
        .all(conn)
}

/// A plan that the actor may read.
pub fn get(conn: &mut Conn, actor: &Actor, id: &str) -> Result<Plan> {
    sql(PLAN)
        .text(" WHERE p.id = ? AND ")
        .bind(id)
        .push(readable(actor))
        .one(conn)
}

/// A plan of an area in the scope: one that something may be done with.
pub fn own(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Plan> {
    sql(PLAN)
        .text(" WHERE p.province_id IN ")
        .list(scope.province_list())
        .text(" AND p.id = ? AND ")
        .bind(id)
        .push(scope.condition("p.path"))
        .one(conn)
}

/// The activities of plans that were read, by plan and place.
pub fn activities(conn: &mut Conn, plans: &[Plan]) -> Result<Vec<Activity>> {
    sql("SELECT plan_id, n, text, first_day, last_day, responsible, item, progress, state, note FROM plan_activity
         WHERE province_id IN ")
        .list(plans.iter().map(|p| p.province_id.as_str()))
        .text(" AND plan_id IN ")
        .list(plans.iter().map(|p| p.id.as_str()))
        .text(" ORDER BY plan_id, n")
        .all(conn)
}

/// The last reports on the activities of a plan that was read, the last one first.
pub fn reports(conn: &mut Conn, plan: &Plan, limit: i64) -> Result<Vec<Progress>> {
    sql(
        "SELECT r.id, r.n, r.progress, r.state, r.note, r.reported_on, u.full_name AS reported_name
         FROM plan_progress r LEFT JOIN app_user u ON u.id = r.reported_by
         WHERE r.province_id = ? AND r.plan_id = ? ORDER BY r.reported_on DESC, r.id DESC LIMIT ?",
    )
    .bind(&plan.province_id)
    .bind(&plan.id)
    .bind(limit)
    .all(conn)
}

fn outside() -> Error {
    Error::field(
        "/area",
        "outside_area",
        "địa bàn không thuộc phạm vi của bạn",
        "the area is not one of yours",
    )
}

/// Errors: an item that is none, at its pointer.
fn known_items(conn: &mut Conn, new: &NewPlan) -> Result<()> {
    let own = new.item.iter().map(|code| ("/item".to_owned(), code.as_str()));
    let of_activities = new.activities.iter().enumerate().filter_map(|(i, activity)| {
        let code = activity.item.as_deref()?;
        Some((format!("/activities/{i}/item"), code))
    });
    no_faults(budget::unknown_items(conn, own.chain(of_activities))?)
}

/// Drafts a plan. Errors: its area is outside of the scope; items that are none.
pub fn create(conn: &mut Conn, scope: &Scope, new: &NewPlan) -> Result<Plan> {
    if !scope.covers(&new.area.path) {
        return Err(outside());
    }
    known_items(conn, new)?;
    let (id, at) = (new_id(), now());
    let province = new.area.province_code();
    sql(
        "INSERT INTO plan (province_id, id, area_id, path, title, search_key, item, fiscal_year, first_day, last_day,
           issuer, issuer_above, signer_title, signer_name, content, budget_vnd, state, version, drafted_by, drafted_at,
           edited_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'draft', 1, ?, ?, ?)",
    )
    .bind(province)
    .bind(id.as_str())
    .bind(&new.area.id)
    .bind(&new.area.path)
    .bind(&new.title)
    .bind(search_key(new, None))
    .bind(new.item.clone())
    .bind(new.fiscal_year)
    .bind(new.first_day)
    .bind(new.last_day)
    .bind(&new.issuer)
    .bind(new.issuer_above.clone())
    .bind(&new.signer_title)
    .bind(new.signer_name.clone())
    .bind(new.content.to_string())
    .bind(new.budget_vnd)
    .bind(scope.user_id())
    .bind(at)
    .bind(scope.user_id())
    .run(conn)?;
    put_activities(conn, province, &id, &new.activities)?;
    note(conn, scope, "create", &id, &new.area.path, &json!({}))?;
    own(conn, scope, &id)
}

fn search_key(new: &NewPlan, number: Option<&str>) -> String {
    fold(&format!(
        "{} {} {}",
        number.unwrap_or_default(),
        new.title,
        new.issuer
    ))
}

fn put_activities(conn: &mut Conn, province: &str, plan: &str, activities: &[NewActivity]) -> Result<()> {
    for (n, activity) in (1_i64..).zip(activities) {
        sql(
            "INSERT INTO plan_activity (province_id, plan_id, n, text, first_day, last_day, responsible, item, progress,
               state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 'planned')",
        )
        .bind(province)
        .bind(plan)
        .bind(n)
        .bind(&activity.text)
        .bind(activity.first_day)
        .bind(activity.last_day)
        .bind(&activity.responsible)
        .bind(activity.item.clone())
        .run(conn)?;
    }
    Ok(())
}

/// A plan of the scope, in a state that allows the act and in the version that the actor saw.
fn ready(conn: &mut Conn, scope: &Scope, (id, version): (&str, i64), act: Act) -> Result<Plan> {
    // Two acts on one plan come one after the other.
    conn.lock(&format!("plan {id}"))?;
    let plan = own(conn, scope, id)?;
    if plan.version != version {
        return Err(Error::Stale {
            current: plan.version,
        });
    }
    if !plan.state()?.allows().contains(&act) {
        return Err(refused(
            &plan,
            "wrong_state",
            &format!("Kế hoạch {}.", plan.state()?.vi()),
            &format!("The plan is {}.", plan.state()?.en()),
        ));
    }
    Ok(plan)
}

fn refused(plan: &Plan, code: &'static str, vi: &str, en: &str) -> Error {
    let allowed = State::from_code(&plan.state).map_or(&[][..], State::allows);
    Error::Refused {
        code,
        vi: vi.to_owned(),
        en: en.to_owned(),
        state: plan.state.clone(),
        allowed: allowed.iter().map(|act| act.code()).collect(),
    }
}

fn change(conn: &mut Conn, plan: &Plan, set: Sql) -> Result<()> {
    sql("UPDATE plan SET ")
        .push(set)
        .text(", version = version + 1 WHERE province_id = ? AND id = ?")
        .bind(&plan.province_id)
        .bind(&plan.id)
        .run(conn)?;
    Ok(())
}

fn note(conn: &mut Conn, scope: &Scope, act: &str, id: &str, path: &str, detail: &Value) -> Result<()> {
    audit::note(conn, scope, act, ("plan", id), path, detail)
}

/// Puts another text in a draft's place; the area stays in its province. Errors: `Stale`; issued already; the new area
/// is outside of the scope.
pub fn replace(conn: &mut Conn, scope: &Scope, at: (&str, i64), new: &NewPlan) -> Result<Plan> {
    let plan = ready(conn, scope, at, Act::Edit)?;
    if !scope.covers(&new.area.path) || new.area.province_code() != plan.province_id {
        return Err(outside());
    }
    known_items(conn, new)?;
    let set = sql(
        "area_id = ?, path = ?, title = ?, search_key = ?, item = ?, fiscal_year = ?, first_day = ?, last_day = ?,
         issuer = ?, issuer_above = ?, signer_title = ?, signer_name = ?, content = ?, budget_vnd = ?, edited_by = ?",
    )
    .bind(&new.area.id)
    .bind(&new.area.path)
    .bind(&new.title)
    .bind(search_key(new, None))
    .bind(new.item.clone())
    .bind(new.fiscal_year)
    .bind(new.first_day)
    .bind(new.last_day)
    .bind(&new.issuer)
    .bind(new.issuer_above.clone())
    .bind(&new.signer_title)
    .bind(new.signer_name.clone())
    .bind(new.content.to_string())
    .bind(new.budget_vnd)
    .bind(scope.user_id());
    change(conn, &plan, set)?;
    sql("DELETE FROM plan_activity WHERE province_id = ? AND plan_id = ?")
        .bind(&plan.province_id)
        .bind(&plan.id)
        .run(conn)?;
    put_activities(conn, &plan.province_id, &plan.id, &new.activities)?;
    note(conn, scope, "edit", &plan.id, &new.area.path, &json!({}))?;
    own(conn, scope, &plan.id)
}

/// How a plan is issued.
#[derive(Debug, Clone)]
pub struct Issue {
    /// The document's id: a new one, or one that is filed already.
    pub document_id: String,
    /// Its official number.
    pub number: String,
    /// When, as precisely as is known.
    pub issued_on: String,
}

/// Issues a draft: it becomes a document with a number and a day.
///
/// Errors: `Stale`; issued already; whoever wrote it may not issue it; the number is taken.
pub fn issue(conn: &mut Conn, scope: &Scope, at: (&str, i64), how: &Issue) -> Result<Plan> {
    let plan = ready(conn, scope, at, Act::Issue)?;
    let same = [&plan.drafted_by, &plan.edited_by]
        .iter()
        .any(|by| *by == scope.user_id());
    if same && scope.user_id() != crate::users::SYSTEM {
        return Err(refused(
            &plan,
            "same_person",
            "Người ban hành phải khác người soạn thảo.",
            "Who issues a plan must not be the one who wrote it.",
        ));
    }
    let content: Value = serde_json::from_str(&plan.content)?;
    let activities: Vec<String> = activities(conn, std::slice::from_ref(&plan))?
        .into_iter()
        .map(|a| a.text)
        .collect();
    let document = NewDocument {
        id: how.document_id.clone(),
        kind: "plan".into(),
        number: Some(how.number.clone()),
        issued_on: how.issued_on.clone(),
        issuer: plan.issuer.clone(),
        title: plan.title.clone(),
        area: areas::by_id(conn, &plan.area_id)?.ok_or(Error::NotFound)?,
        body: json!({
            "programme_item": plan.item,
            "fiscal_year": plan.fiscal_year,
            "period": { "from": plan.first_day, "to": plan.last_day },
            "purposes": content["purposes"],
            "subjects": content["subjects"],
            "legal_bases": content["legal_bases"],
            "recipients": content["recipients"],
            "activities": activities,
        }),
    };
    let there = sql("SELECT COUNT(*) AS n FROM document WHERE id = ?")
        .bind(&document.id)
        .number(conn)?;
    if there == 0 {
        documents::number_is_free(conn, &document)?;
        documents::file(conn, scope, &document)?;
    }
    let set = sql("state = ?, document_id = ?, issued_by = ?, search_key = ?")
        .bind(Act::Issue.leads_to().code())
        .bind(&document.id)
        .bind(scope.user_id())
        .bind(fold(&format!("{} {} {}", how.number, plan.title, plan.issuer)));
    change(conn, &plan, set)?;
    note(
        conn,
        scope,
        "issue",
        &plan.id,
        &plan.path,
        &json!({ "document": document.id }),
    )?;
    own(conn, scope, &plan.id)
}

/// Begins an issued plan. Errors: `Stale`; not issued, or begun already.
pub fn start(conn: &mut Conn, scope: &Scope, at: (&str, i64), on: NaiveDate) -> Result<Plan> {
    let plan = ready(conn, scope, at, Act::Start)?;
    let set = sql("state = ?, started_on = ?")
        .bind(Act::Start.leads_to().code())
        .bind(on);
    change(conn, &plan, set)?;
    note(conn, scope, "start", &plan.id, &plan.path, &json!({}))?;
    own(conn, scope, &plan.id)
}

/// Ends a running plan. Errors: `Stale`; not running; something in it is neither done nor dropped.
pub fn close(
    conn: &mut Conn,
    scope: &Scope,
    at: (&str, i64),
    on: NaiveDate,
    said: Option<&str>,
) -> Result<Plan> {
    let plan = ready(conn, scope, at, Act::Close)?;
    let open: Vec<String> = activities(conn, std::slice::from_ref(&plan))?
        .iter()
        .filter(|a| a.state().is_ok_and(|state| !state.is_over()))
        .map(|a| a.n.to_string())
        .collect();
    if !open.is_empty() {
        let open = open.join(", ");
        return Err(refused(
            &plan,
            "open_activities",
            &format!("Hoạt động {open} chưa hoàn thành và chưa được dừng."),
            &format!("Activities {open} are neither done nor dropped."),
        ));
    }
    let set = sql("state = ?, closed_on = ?, closing_note = ?")
        .bind(Act::Close.leads_to().code())
        .bind(on)
        .bind(said);
    change(conn, &plan, set)?;
    note(conn, scope, "close", &plan.id, &plan.path, &json!({}))?;
    own(conn, scope, &plan.id)
}

/// Reports how far an activity of a running plan is.
///
/// Errors: `Stale`; not running; no such activity; a state that the per cent doesn't fit; dropped without a word; a day
/// before the plan began or before the last report.
pub fn report(conn: &mut Conn, scope: &Scope, at: (&str, i64), new: &NewProgress) -> Result<Plan> {
    let plan = ready(conn, scope, at, Act::Report)?;
    let all = activities(conn, std::slice::from_ref(&plan))?;
    let activity = all.iter().find(|a| a.n == new.n).ok_or(Error::NotFound)?;
    let state = new
        .state
        .unwrap_or_else(|| ActivityState::of_progress(new.progress));
    if !state.fits(new.progress) {
        return Err(Error::field(
            "/state",
            "does_not_fit",
            "trạng thái không khớp với tỷ lệ hoàn thành",
            "the state doesn't fit the per cent",
        ));
    }
    if state == ActivityState::Dropped && new.note.is_none() {
        return Err(Error::field(
            "/note",
            "missing",
            "cần ghi lý do dừng",
            "say why it is dropped",
        ));
    }
    let last = sql(
        "SELECT MAX(reported_on) AS day FROM plan_progress WHERE province_id = ? AND plan_id = ? AND n = ?",
    )
    .bind(&plan.province_id)
    .bind(&plan.id)
    .bind(activity.n)
    .first::<Last>(conn)?
    .and_then(|last| last.day);
    if plan
        .started_on
        .into_iter()
        .chain(last)
        .any(|before| new.on < before)
    {
        return Err(Error::field(
            "/on",
            "too_early",
            "ngày báo cáo trước ngày bắt đầu kế hoạch hoặc trước lần báo cáo gần nhất",
            "the day is before the plan began, or before the last report",
        ));
    }
    sql("UPDATE plan_activity SET progress = ?, state = ?, note = ? WHERE province_id = ? AND plan_id = ? AND n = ?")
        .bind(new.progress)
        .bind(state.code())
        .bind(new.note.clone())
        .bind(&plan.province_id)
        .bind(&plan.id)
        .bind(activity.n)
        .run(conn)?;
    sql(
        "INSERT INTO plan_progress (province_id, id, plan_id, n, progress, state, note, reported_on, reported_by,
           reported_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&plan.province_id)
    .bind(new_id())
    .bind(&plan.id)
    .bind(activity.n)
    .bind(new.progress)
    .bind(state.code())
    .bind(new.note.clone())
    .bind(new.on)
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    change(conn, &plan, sql("state = state"))?;
    let detail = json!({ "activity": activity.n, "progress": new.progress });
    note(conn, scope, "report", &plan.id, &plan.path, &detail)?;
    own(conn, scope, &plan.id)
}

/// How many plans a province has.
pub fn count(conn: &mut Conn, scope: &Scope, province: &str) -> Result<i64> {
    sql("SELECT COUNT(*) AS n FROM plan p WHERE p.province_id = ? AND ")
        .bind(province)
        .push(scope.condition("p.path"))
        .number(conn)
}
