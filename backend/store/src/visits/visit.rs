//! A visit: reading it, and its way from being prepared to being closed, each step under its lock.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamp};
use giamngheo_rules::visit::{Checklist, VisitAct, VisitState, within};
use serde_json::json;

use super::{CHECKLIST, bad_field, field, plan, refused};
use crate::areas::Area;
use crate::error::{Error, FieldError, Result, no_faults};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{Sql, row, sql};
use crate::{Conn, audit, budget, data_version, users, webhooks};

row! {
    /// A visit's row.
    Visit {
        /// Tenant key.
        province_id: String = Text,
        /// Identifier.
        id: String = Text,
        /// Its number among those of the unit and year, such as `3/2026`.
        number: String = Text,
        /// periodic, yearly or ad_hoc.
        kind: String = Text,
        /// inspection, supervision or evaluation.
        purpose: String = Text,
        /// What it is called.
        title: String = Text,
        /// The unit that sends the team.
        area_id: String = Text,
        /// Its path.
        path: String = Text,
        /// First day.
        starts_on: NaiveDate = Date,
        /// Last day.
        ends_on: NaiveDate = Date,
        /// What is done when.
        agenda: Option<String> = Nullable<Text>,
        /// Codes of the programme's items, as a JSON list.
        items: String = Text,
        /// The checklist's code.
        checklist: String = Text,
        /// The checklist's version.
        checklist_version: i64 = BigInt,
        /// The plan it is from.
        plan_id: Option<String> = Nullable<Text>,
        /// The item of the plan.
        plan_item: Option<i64> = Nullable<BigInt>,
        /// Code of its state.
        state: String = Text,
        /// The mandate's number.
        mandate_number: Option<String> = Nullable<Text>,
        /// The day of the mandate.
        mandate_on: Option<NaiveDate> = Nullable<Date>,
        /// Who issued it.
        mandate_issuer: Option<String> = Nullable<Text>,
        /// The document it is.
        mandate_document_id: Option<String> = Nullable<Text>,
        /// The area it is for.
        mandate_area_id: Option<String> = Nullable<Text>,
        /// That area's path.
        mandate_path: Option<String> = Nullable<Text>,
        /// First day it holds.
        mandate_from: Option<NaiveDate> = Nullable<Date>,
        /// Last day it holds.
        mandate_to: Option<NaiveDate> = Nullable<Date>,
        /// Who entered it.
        mandated_by: Option<String> = Nullable<Text>,
        /// The day the team set out.
        started_on: Option<NaiveDate> = Nullable<Date>,
        /// The day the team was back.
        finished_on: Option<NaiveDate> = Nullable<Date>,
        /// The day its report was accepted.
        closed_on: Option<NaiveDate> = Nullable<Date>,
        /// Who accepted it.
        closed_by: Option<String> = Nullable<Text>,
        /// What the team concludes.
        conclusion: Option<String> = Nullable<Text>,
        /// Why it was called off.
        cancel_reason: Option<String> = Nullable<Text>,
        /// Who prepared it.
        created_by: String = Text,
        /// His name.
        created_name: Option<String> = Nullable<Text>,
        /// When it was last changed (UTC).
        updated_at: NaiveDateTime = Timestamp,
        /// For optimistic locking.
        version: i64 = BigInt,
    }
    /// A unit that is visited.
    VisitArea {
        /// Its place among them, from 0.
        n: i64 = BigInt,
        /// The unit.
        area_id: String = Text,
        /// Its path.
        path: String = Text,
    }
    /// A member of the team.
    Member {
        /// The member's place, from 0.
        n: i64 = BigInt,
        /// Name.
        name: String = Text,
        /// Office and position.
        office: String = Text,
        /// lead, member or secretary.
        role: String = Text,
        /// The user, if the member is one.
        user_id: Option<String> = Nullable<Text>,
    }
}

const VISIT: &str = "SELECT v.province_id, v.id, v.number, v.kind, v.purpose, v.title, v.area_id, v.path,
    v.starts_on, v.ends_on, v.agenda, v.items, v.checklist, v.checklist_version, v.plan_id, v.plan_item, v.state,
    v.mandate_number, v.mandate_on, v.mandate_issuer, v.mandate_document_id, v.mandate_area_id, v.mandate_path,
    v.mandate_from, v.mandate_to, v.mandated_by, v.started_on, v.finished_on, v.closed_on, v.closed_by, v.conclusion,
    v.cancel_reason, v.created_by, u.full_name AS created_name, v.updated_at, v.version
    FROM visit v LEFT JOIN app_user u ON u.id = v.created_by WHERE ";

impl Visit {
    /// Where it stands. Errors: what is stored is no state.
    pub fn state(&self) -> Result<VisitState> {
        VisitState::from_code(&self.state)
            .ok_or_else(|| Error::Corrupt(format!("visit state {}", self.state)))
    }

    /// Codes of the programme's items. Errors: what is stored is no list.
    pub fn items(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_str(&self.items)?)
    }

    /// A refusal with what the state allows.
    pub(super) fn refuse(&self, code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Error {
        let allowed = self.state().map(VisitState::allowed).unwrap_or_default();
        Error::Refused {
            code,
            vi: vi.into(),
            en: en.into(),
            state: self.state.clone(),
            allowed: allowed.into_iter().map(VisitAct::code).collect(),
        }
    }

    /// What the mandate covers: area and days. Errors: there is none.
    fn mandated(&self) -> Result<(&str, NaiveDate, NaiveDate)> {
        match (&self.mandate_path, self.mandate_from, self.mandate_to) {
            (Some(path), Some(from), Some(to)) => Ok((path, from, to)),
            _ => Err(Error::Corrupt(format!("the visit {} has no mandate", self.id))),
        }
    }
}

/// The condition "of the scope, or a unit of it is visited".
fn seen(scope: &Scope) -> Sql {
    sql("(")
        .push(scope.condition("v.path"))
        .text(
            " OR EXISTS (SELECT 1 FROM visit_area s WHERE s.province_id = v.province_id AND s.visit_id = v.id AND ",
        )
        .push(scope.condition("s.path"))
        .text("))")
}

/// A visit in the scope, or to a unit of it.
pub fn get(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Visit> {
    sql(VISIT)
        .text("v.id = ? AND v.province_id IN ")
        .bind(id)
        .list(scope.province_list())
        .text(" AND ")
        .push(seen(scope))
        .one(conn)
}

/// A visit of the scope itself, held until the transaction ends. Errors: not to be seen; it is of another unit.
pub fn own(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Visit> {
    conn.lock(&format!("visit {id}"))?;
    let visit = get(conn, scope, id)?;
    if scope.covers(&visit.path) {
        return Ok(visit);
    }
    Err(Error::Refused {
        code: "wrong_level",
        vi: "Việc này do đơn vị tổ chức cuộc kiểm tra thực hiện.".into(),
        en: "This is for the unit that sends the team.".into(),
        state: visit.state,
        allowed: Vec::new(),
    })
}

/// A visit of the scope whose state allows an act, with the state after it.
pub(super) fn acting(conn: &mut Conn, scope: &Scope, id: &str, act: VisitAct) -> Result<(Visit, VisitState)> {
    let visit = own(conn, scope, id)?;
    let next = visit.state()?.decide(act).map_err(refused)?;
    Ok((visit, next))
}

fn versioned(
    conn: &mut Conn,
    scope: &Scope,
    (id, version): (&str, i64),
    act: VisitAct,
) -> Result<(Visit, VisitState)> {
    let (visit, next) = acting(conn, scope, id, act)?;
    if visit.version != version {
        return Err(Error::Stale {
            current: visit.version,
        });
    }
    Ok((visit, next))
}

/// Changes a visit that is still what was read, and notes the act.
fn step(
    conn: &mut Conn,
    scope: &Scope,
    visit: &Visit,
    (act, next): (VisitAct, VisitState),
    set: Sql,
) -> Result<Visit> {
    let touched = sql("UPDATE visit SET state = ?, updated_at = ?, version = version + 1")
        .bind(next.code())
        .bind(now())
        .push(set)
        .text(" WHERE province_id = ? AND id = ? AND version = ?")
        .bind(&visit.province_id)
        .bind(&visit.id)
        .bind(visit.version)
        .run(conn)?;
    if touched == 0 {
        return Err(Error::Stale {
            current: visit.version + 1,
        });
    }
    note(conn, scope, visit, act.code())?;
    get(conn, scope, &visit.id)
}

pub(super) fn note(conn: &mut Conn, scope: &Scope, visit: &Visit, action: &str) -> Result<()> {
    audit::note(
        conn,
        scope,
        &format!("visit.{action}"),
        ("visit", &visit.id),
        &visit.path,
        &json!({ "from": visit.state }),
    )
}

fn tell(conn: &mut Conn, event: &str, visit: &Visit) -> Result<()> {
    let payload = json!({ "visit_id": visit.id, "number": visit.number, "area_id": visit.area_id,
        "state": visit.state });
    webhooks::emit(conn, event, &visit.path, &payload)
}

/// Which visits.
#[derive(Debug, Clone, Default)]
pub struct VisitFilter {
    /// In these states.
    pub states: Vec<String>,
    /// That begin in this year.
    pub year: Option<i32>,
    /// That begin on this day or before.
    pub starts_by: Option<NaiveDate>,
    /// Of this kind.
    pub kind: Option<String>,
}

/// Visits in the scope or to units of it, the last to begin first, from after the given day and id.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &VisitFilter,
    after: Option<&(NaiveDate, String)>,
    limit: i64,
) -> Result<Vec<Visit>> {
    let mut query = sql(VISIT).push(seen(scope));
    if !filter.states.is_empty() {
        query = query
            .text(" AND v.state IN ")
            .list(filter.states.iter().map(String::as_str));
    }
    if let Some(year) = filter.year {
        let first = NaiveDate::from_ymd_opt(year, 1, 1);
        let last = NaiveDate::from_ymd_opt(year, 12, 31);
        query = query
            .text(" AND v.starts_on BETWEEN ? AND ?")
            .bind(first)
            .bind(last);
    }
    if let Some(day) = filter.starts_by {
        query = query.text(" AND v.starts_on <= ?").bind(day);
    }
    if let Some(kind) = &filter.kind {
        query = query.text(" AND v.kind = ?").bind(kind);
    }
    if let Some((day, id)) = after {
        query = query
            .text(" AND (v.starts_on < ? OR (v.starts_on = ? AND v.id < ?))")
            .bind(*day)
            .bind(*day)
            .bind(id);
    }
    query
        .text(" ORDER BY v.starts_on DESC, v.id DESC LIMIT ?")
        .bind(limit)
        .all(conn)
}

/// Visits for a calendar: those not called off that end on a day or later.
pub fn calendar_visits(conn: &mut Conn, scope: &Scope, from: NaiveDate, limit: i64) -> Result<Vec<Visit>> {
    sql(VISIT)
        .push(seen(scope))
        .text(" AND v.state <> 'cancelled' AND v.ends_on >= ? ORDER BY v.starts_on, v.id LIMIT ?")
        .bind(from)
        .bind(limit)
        .all(conn)
}

/// The units that a visit goes to, as far as they lie in the scope.
pub fn areas(conn: &mut Conn, scope: &Scope, visit: &Visit) -> Result<Vec<VisitArea>> {
    sql("SELECT n, area_id, path FROM visit_area WHERE province_id = ? AND visit_id = ? AND ")
        .bind(&visit.province_id)
        .bind(&visit.id)
        .push(scope.condition("path"))
        .text(" ORDER BY n")
        .all(conn)
}

/// The team.
pub fn members(conn: &mut Conn, visit: &Visit) -> Result<Vec<Member>> {
    sql("SELECT n, name, office, role, user_id FROM visit_member WHERE province_id = ? AND visit_id = ? ORDER BY n")
        .bind(&visit.province_id)
        .bind(&visit.id)
        .all(conn)
}

/// The checklist in the version that the visit has.
pub fn checklist(conn: &mut Conn, visit: &Visit) -> Result<Checklist> {
    let body = sql("SELECT body AS t FROM definition WHERE kind = ? AND code = ? AND version = ?")
        .bind(CHECKLIST)
        .bind(&visit.checklist)
        .bind(visit.checklist_version)
        .texts(conn)?
        .pop()
        .ok_or(Error::NotFound)?;
    Ok(serde_json::from_str(&body)?)
}

/// A visit to prepare.
#[derive(Debug, Clone)]
pub struct NewVisit {
    /// periodic, yearly or ad_hoc.
    pub kind: &'static str,
    /// inspection, supervision or evaluation.
    pub purpose: &'static str,
    /// What it is called.
    pub title: String,
    /// The unit that sends the team.
    pub area: Area,
    /// The units that are visited, each of them in that area.
    pub areas: Vec<Area>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// What is done when.
    pub agenda: Option<String>,
    /// Codes of the programme's items.
    pub items: Vec<String>,
    /// The checklist and its version.
    pub checklist: (String, i64),
    /// The plan it is from, and the item of it.
    pub plan: Option<(String, i64)>,
}

/// Faults of areas and days, whatever the mandate.
fn faults(area_path: &str, areas: &[Area], (starts_on, ends_on): (NaiveDate, NaiveDate)) -> Vec<FieldError> {
    let mut out = Vec::new();
    for (i, area) in areas.iter().enumerate() {
        if !area.path.starts_with(area_path) {
            out.push(FieldError::new(
                format!("/areas/{i}"),
                "outside_area",
                "địa bàn này không thuộc đơn vị tổ chức cuộc kiểm tra",
                "this area is not within that of the unit that sends the team",
            ));
        } else if areas[..i].iter().any(|a| a.id == area.id) {
            out.push(FieldError::new(
                format!("/areas/{i}"),
                "twice",
                "địa bàn này đã có ở trên",
                "the area stands above already",
            ));
        }
    }
    if ends_on < starts_on {
        out.push(FieldError::new(
            "/ends_on",
            "before_start",
            "ngày kết thúc trước ngày bắt đầu",
            "it ends before it starts",
        ));
    }
    out
}

/// Codes of a visit that no item of a programme bears.
fn unknown_items(conn: &mut Conn, items: &[String]) -> Result<Vec<FieldError>> {
    let codes = items.iter().enumerate();
    budget::unknown_items(
        conn,
        codes.map(|(i, code)| (format!("/items/{i}"), code.as_str())),
    )
}

/// Prepares a visit.
///
/// Errors: `/area` outside of the scope; areas outside of it; days the wrong way round; the plan is not issued or its
/// item doesn't name the areas.
pub fn create(conn: &mut Conn, scope: &Scope, new: &NewVisit) -> Result<Visit> {
    if !scope.covers(&new.area.path) {
        return Err(outside());
    }
    let mut bad = faults(&new.area.path, &new.areas, (new.starts_on, new.ends_on));
    if let Some((id, n)) = &new.plan {
        bad.extend(outside_plan(conn, scope, (id, *n), &new.areas)?);
    }
    bad.extend(unknown_items(conn, &new.items)?);
    no_faults(bad)?;
    let province = new.area.province_code().to_owned();
    conn.lock(&format!("visits {}", new.area.id))?;
    let year = new.starts_on.year();
    let before =
        sql("SELECT COUNT(*) AS n FROM visit WHERE province_id = ? AND area_id = ? AND number LIKE ?")
            .bind(&province)
            .bind(&new.area.id)
            .bind(format!("%/{year}"))
            .number(conn)?;
    let id = new_id();
    let (plan_id, plan_item) = new.plan.clone().unzip();
    sql("INSERT INTO visit (province_id, id, number, kind, purpose, title, area_id, path, starts_on, ends_on, agenda, items,
           checklist, checklist_version, plan_id, plan_item, state, created_by, created_at, updated_at, version)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned', ?, ?, ?, 1)")
    .bind(&province)
    .bind(&id)
    .bind(format!("{}/{year}", before + 1))
    .bind(new.kind)
    .bind(new.purpose)
    .bind(&new.title)
    .bind(&new.area.id)
    .bind(&new.area.path)
    .bind(new.starts_on)
    .bind(new.ends_on)
    .bind(new.agenda.clone())
    .bind(serde_json::to_string(&new.items)?)
    .bind(&new.checklist.0)
    .bind(new.checklist.1)
    .bind(plan_id)
    .bind(plan_item)
    .bind(scope.user_id())
    .bind(now())
    .bind(now())
    .run(conn)?;
    put_areas(conn, (&province, &id), &new.areas)?;
    let visit = get(conn, scope, &id)?;
    note(conn, scope, &visit, "create")?;
    Ok(visit)
}

fn outside() -> Error {
    Error::field(
        "/area",
        "outside_area",
        "địa bàn này không thuộc phạm vi của bạn",
        "this area is not within yours",
    )
}

fn outside_plan(
    conn: &mut Conn,
    scope: &Scope,
    (id, n): (&str, i64),
    areas: &[Area],
) -> Result<Vec<FieldError>> {
    let found = match plan::plan(conn, scope, id) {
        Ok(found) if found.state == "issued" => Some(found),
        Ok(_) | Err(Error::NotFound) => None,
        Err(e) => return Err(e),
    };
    let Some(found) = found else {
        return Ok(vec![FieldError::new(
            "/plan_id",
            "unknown",
            "không có kế hoạch đã ban hành này",
            "there is no such issued plan",
        )]);
    };
    let named: BTreeSet<String> = plan::plan_areas(conn, scope, &found)?
        .into_iter()
        .filter(|a| a.n == n)
        .map(|a| a.area_id)
        .collect();
    if named.is_empty() {
        return Ok(vec![FieldError::new(
            "/plan_item",
            "unknown",
            "kế hoạch không có mục này",
            "the plan has no such item",
        )]);
    }
    let strange = areas.iter().enumerate().filter(|(_, a)| !named.contains(&a.id));
    Ok(strange
        .map(|(i, _)| {
            FieldError::new(
                format!("/areas/{i}"),
                "outside_plan",
                "địa bàn không có trong mục này của kế hoạch",
                "the item of the plan doesn't name this area",
            )
        })
        .collect())
}

fn put_areas(conn: &mut Conn, (province, visit): (&str, &str), areas: &[Area]) -> Result<()> {
    sql("DELETE FROM visit_area WHERE province_id = ? AND visit_id = ?")
        .bind(province)
        .bind(visit)
        .run(conn)?;
    for (n, area) in areas.iter().enumerate() {
        sql("INSERT INTO visit_area (province_id, visit_id, n, area_id, path) VALUES (?, ?, ?, ?, ?)")
            .bind(province)
            .bind(visit)
            .bind(n as i64)
            .bind(&area.id)
            .bind(&area.path)
            .run(conn)?;
    }
    Ok(())
}

/// What of a visit is changed; none stays.
#[derive(Debug, Clone, Default)]
pub struct VisitChange {
    /// What it is called.
    pub title: Option<String>,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// What is done when.
    pub agenda: Option<String>,
    /// The units that are visited.
    pub areas: Option<Vec<Area>>,
    /// Codes of the programme's items.
    pub items: Option<Vec<String>>,
    /// What the team concludes.
    pub conclusion: Option<String>,
}

impl VisitChange {
    /// Whether it is but the conclusion.
    fn is_conclusion(&self) -> bool {
        self.conclusion.is_some()
            && self.title.is_none()
            && self.starts_on.is_none()
            && self.ends_on.is_none()
            && self.agenda.is_none()
            && self.areas.is_none()
            && self.items.is_none()
    }
}

/// Changes a visit before the team sets out, within its mandate where it has one; the conclusion once it is out.
pub fn change(conn: &mut Conn, scope: &Scope, at: (&str, i64), change: &VisitChange) -> Result<Visit> {
    if change.is_conclusion() {
        let (visit, next) = versioned(conn, scope, at, VisitAct::Record)?;
        let set = sql(", conclusion = ?").bind(change.conclusion.clone());
        return step(conn, scope, &visit, (VisitAct::Record, next), set);
    }
    let (visit, next) = versioned(conn, scope, at, VisitAct::Change)?;
    if change.conclusion.is_some() {
        return Err(Error::field(
            "/conclusion",
            "too_early",
            "kết luận chỉ ghi khi đoàn đã bắt đầu làm việc",
            "the conclusion comes once the team is out",
        ));
    }
    let days = (
        change.starts_on.unwrap_or(visit.starts_on),
        change.ends_on.unwrap_or(visit.ends_on),
    );
    let areas = change.areas.as_deref();
    let mut bad = faults(&visit.path, areas.unwrap_or_default(), days);
    if let (Some(areas), Some(id), Some(n)) = (areas, &visit.plan_id, visit.plan_item) {
        bad.extend(outside_plan(conn, scope, (id, n), areas)?);
    }
    bad.extend(unknown_items(conn, change.items.as_deref().unwrap_or_default())?);
    if next == VisitState::Mandated {
        let paths: Vec<&str> = areas
            .unwrap_or_default()
            .iter()
            .map(|a| a.path.as_str())
            .collect();
        bad.extend(within(visit.mandated()?, &paths, days).into_iter().map(bad_field));
    }
    no_faults(bad)?;
    if let Some(areas) = areas {
        put_areas(conn, (&visit.province_id, &visit.id), areas)?;
    }
    let items = change.items.as_ref().map(serde_json::to_string).transpose()?;
    let set = sql(", title = ?, starts_on = ?, ends_on = ?, agenda = ?, items = ?")
        .bind(change.title.clone().unwrap_or_else(|| visit.title.clone()))
        .bind(days.0)
        .bind(days.1)
        .bind(change.agenda.clone().or_else(|| visit.agenda.clone()))
        .bind(items.unwrap_or_else(|| visit.items.clone()));
    step(conn, scope, &visit, (VisitAct::Change, next), set)
}

/// A member of the team, as named.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// Name.
    pub name: String,
    /// Office and position.
    pub office: String,
    /// lead, member or secretary.
    pub role: &'static str,
    /// The user, if the member is one.
    pub user_id: Option<String>,
}

/// Names the team. Errors: not one head; a user is unknown, twice, or works in a unit that is visited.
pub fn set_team(conn: &mut Conn, scope: &Scope, at: (&str, i64), team: &[NewMember]) -> Result<Visit> {
    let (visit, next) = versioned(conn, scope, at, VisitAct::Team)?;
    let mut bad = Vec::new();
    if team.iter().filter(|m| m.role == "lead").count() != 1 {
        bad.push(FieldError::new(
            "/members",
            "one_lead",
            "đoàn phải có đúng một trưởng đoàn",
            "a team has exactly one head",
        ));
    }
    let visited = areas(conn, scope, &visit)?;
    for (i, member) in team.iter().enumerate() {
        let Some(user) = &member.user_id else { continue };
        let mut fault = |code, vi: &str, en: &str| {
            bad.push(FieldError::new(format!("/members/{i}/user_id"), code, vi, en));
        };
        if team[..i].iter().any(|m| m.user_id.as_ref() == Some(user)) {
            fault(
                "twice",
                "người này đã có ở trên",
                "this person stands above already",
            );
        }
        match users::by_id(conn, user) {
            Ok(_) => {}
            Err(Error::NotFound) => {
                fault("unknown", "không có người dùng này", "there is no such user");
                continue;
            }
            Err(e) => return Err(e),
        }
        let grants = users::grants(conn, user)?;
        let homes: Vec<&String> = grants.iter().filter_map(|g| g.paths.first()).collect();
        let of_visited =
            |home: &String| home.len() > visit.path.len() && visited.iter().any(|a| a.path == *home);
        if homes.into_iter().any(of_visited) {
            fault(
                "of_visited_unit",
                "người của đơn vị được kiểm tra không tham gia đoàn",
                "who works in a unit that is visited is not of the team",
            );
        }
    }
    no_faults(bad)?;
    sql("DELETE FROM visit_member WHERE province_id = ? AND visit_id = ?")
        .bind(&visit.province_id)
        .bind(&visit.id)
        .run(conn)?;
    for (n, member) in team.iter().enumerate() {
        sql("INSERT INTO visit_member (province_id, visit_id, n, name, office, role, user_id) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .bind(&visit.province_id)
            .bind(&visit.id)
            .bind(n as i64)
            .bind(&member.name)
            .bind(&member.office)
            .bind(member.role)
            .bind(member.user_id.clone())
            .run(conn)?;
    }
    step(conn, scope, &visit, (VisitAct::Team, next), Sql::default())
}

/// What orders a visit.
#[derive(Debug, Clone)]
pub struct Mandate {
    /// Its number.
    pub number: String,
    /// Its day.
    pub on: NaiveDate,
    /// Who issued it.
    pub issuer: String,
    /// The document it is.
    pub document_id: Option<String>,
    /// The area it is for.
    pub area: Area,
    /// First day it holds.
    pub from: NaiveDate,
    /// Last day it holds.
    pub to: NaiveDate,
}

/// Orders a visit. Errors: who prepared it; the visit's areas or days lie outside of the mandate's; the day is to come.
pub fn mandate(
    conn: &mut Conn,
    scope: &Scope,
    at: (&str, i64),
    new: &Mandate,
    today: NaiveDate,
) -> Result<Visit> {
    let (visit, next) = versioned(conn, scope, at, VisitAct::Mandate)?;
    not_the_same(&visit, scope, &[Some(&visit.created_by)])?;
    let visited = areas(conn, scope, &visit)?;
    let paths: Vec<&str> = visited.iter().map(|a| a.path.as_str()).collect();
    let found = within(
        (&new.area.path, new.from, new.to),
        &paths,
        (visit.starts_on, visit.ends_on),
    );
    // At the fields of the mandate, which is what was sent.
    let mut bad: BTreeMap<&str, FieldError> = BTreeMap::new();
    for fault in found {
        let pointer = match fault.pointer.as_str() {
            "/starts_on" => "/from",
            "/ends_on" => "/to",
            _ => "/area",
        };
        bad.entry(pointer)
            .or_insert_with(|| FieldError::new(pointer, fault.code, fault.vi, fault.en));
    }
    if new.on > today {
        let late = FieldError::new("/on", "in_future", "ngày ở tương lai", "the day is to come");
        bad.insert("/on", late);
    }
    no_faults(bad.into_values().collect())?;
    let set = sql(
        ", mandate_number = ?, mandate_on = ?, mandate_issuer = ?, mandate_document_id = ?, mandate_area_id = ?,
        mandate_path = ?, mandate_from = ?, mandate_to = ?, mandated_by = ?",
    )
    .bind(&new.number)
    .bind(new.on)
    .bind(&new.issuer)
    .bind(new.document_id.clone())
    .bind(&new.area.id)
    .bind(&new.area.path)
    .bind(new.from)
    .bind(new.to)
    .bind(scope.user_id());
    let visit = step(conn, scope, &visit, (VisitAct::Mandate, next), set)?;
    tell(conn, "visit.mandated", &visit)?;
    Ok(visit)
}

/// Errors: the actor is one of these. The program itself may be anybody.
fn not_the_same(visit: &Visit, scope: &Scope, others: &[Option<&String>]) -> Result<()> {
    let own = scope.user_id();
    if own != users::SYSTEM && others.iter().flatten().any(|o| *o == own) {
        return Err(visit.refuse(
            "same_person",
            "Người phê duyệt phải khác người đã lập.",
            "Who approves must not be the one who prepared it.",
        ));
    }
    Ok(())
}

fn on_day(on: NaiveDate, today: NaiveDate) -> Result<()> {
    if on > today {
        return Err(Error::field(
            "/on",
            "in_future",
            "ngày ở tương lai",
            "the day is to come",
        ));
    }
    Ok(())
}

/// Whether a day lies in the mandate. Errors: `/on` outside of it.
fn in_mandate(visit: &Visit, on: NaiveDate) -> Result<()> {
    let mut found = within(visit.mandated()?, &[], (on, on));
    found.truncate(1);
    no_faults(
        found
            .into_iter()
            .map(|f| FieldError::new("/on", f.code, f.vi, f.en))
            .collect(),
    )
}

/// The team sets out. Errors: there is none; the day is to come or lies outside of the mandate.
pub fn start(
    conn: &mut Conn,
    scope: &Scope,
    at: (&str, i64),
    on: NaiveDate,
    today: NaiveDate,
) -> Result<Visit> {
    let (visit, next) = versioned(conn, scope, at, VisitAct::Start)?;
    if members(conn, &visit)?.is_empty() {
        return Err(visit.refuse("no_team", "Chưa lập đoàn kiểm tra.", "The team is not named yet."));
    }
    on_day(on, today)?;
    in_mandate(&visit, on)?;
    let set = sql(", started_on = ?").bind(on);
    step(conn, scope, &visit, (VisitAct::Start, next), set)
}

/// The team is back. Errors: the day is to come, before the start, or outside of the mandate.
pub fn finish(
    conn: &mut Conn,
    scope: &Scope,
    at: (&str, i64),
    (on, conclusion): (NaiveDate, Option<&str>),
    today: NaiveDate,
) -> Result<Visit> {
    let (visit, next) = versioned(conn, scope, at, VisitAct::Finish)?;
    on_day(on, today)?;
    in_mandate(&visit, on)?;
    if visit.started_on.is_some_and(|started| on < started) {
        return Err(Error::field(
            "/on",
            "before_start",
            "ngày kết thúc trước ngày bắt đầu",
            "it ends before it started",
        ));
    }
    let set = sql(", finished_on = ?, conclusion = COALESCE(?, conclusion)")
        .bind(on)
        .bind(conclusion);
    let visit = step(conn, scope, &visit, (VisitAct::Finish, next), set)?;
    count_anew(conn, &visit)?;
    tell(conn, "visit.finished", &visit)?;
    Ok(visit)
}

/// Notes that figures of the visited units changed.
fn count_anew(conn: &mut Conn, visit: &Visit) -> Result<()> {
    let ids =
        sql("SELECT area_id AS t FROM visit_area WHERE province_id = ? AND visit_id = ? ORDER BY area_id")
            .bind(&visit.province_id)
            .bind(&visit.id)
            .texts(conn)?;
    data_version::bump(conn, &visit.province_id, ids.iter().map(String::as_str))
}

/// Accepts the report of a visit. Errors: who prepared it or was of the team; one side hasn't signed; questions that
/// must be answered are not; there is no conclusion.
pub fn close(
    conn: &mut Conn,
    scope: &Scope,
    at: (&str, i64),
    on: NaiveDate,
    today: NaiveDate,
) -> Result<Visit> {
    let (visit, next) = versioned(conn, scope, at, VisitAct::Close)?;
    let team = members(conn, &visit)?;
    let mut others: Vec<Option<&String>> = team.iter().map(|m| m.user_id.as_ref()).collect();
    others.push(Some(&visit.created_by));
    not_the_same(&visit, scope, &others)?;
    on_day(on, today)?;
    if visit.finished_on.is_some_and(|finished| on < finished) {
        return Err(Error::field(
            "/on",
            "before_start",
            "ngày kết thúc trước ngày đoàn hoàn thành",
            "it is closed before the team was back",
        ));
    }
    if visit.conclusion.is_none() {
        return Err(visit.refuse(
            "no_conclusion",
            "Chưa có kết luận của đoàn.",
            "The team's conclusion is missing.",
        ));
    }
    let sides = field::signatures(conn, scope, &visit)?;
    if !["team", "visited"]
        .iter()
        .all(|side| sides.iter().any(|s| s.side == *side))
    {
        return Err(visit.refuse(
            "unsigned",
            "Biên bản chưa đủ chữ ký của đoàn và của đơn vị được kiểm tra.",
            "The minutes need the signatures of the team and of who was visited.",
        ));
    }
    let checklist = checklist(conn, &visit)?;
    let mut answered: BTreeMap<String, BTreeSet<String>> = areas(conn, scope, &visit)?
        .into_iter()
        .map(|area| (area.area_id, BTreeSet::new()))
        .collect();
    for answer in field::answers(conn, scope, &visit)? {
        answered
            .entry(answer.area_id)
            .or_default()
            .insert(answer.question);
    }
    let open = checklist.open(&answered);
    if !open.is_empty() {
        return Err(visit.refuse(
            "unanswered",
            format!("Còn {} câu hỏi bắt buộc chưa trả lời.", open.len()),
            format!("{} questions that must be answered are not.", open.len()),
        ));
    }
    let set = sql(", closed_on = ?, closed_by = ?")
        .bind(on)
        .bind(scope.user_id());
    let visit = step(conn, scope, &visit, (VisitAct::Close, next), set)?;
    count_anew(conn, &visit)?;
    tell(conn, "visit.closed", &visit)?;
    Ok(visit)
}

/// Calls a visit off, with the reason.
pub fn cancel(conn: &mut Conn, scope: &Scope, at: (&str, i64), reason: &str) -> Result<Visit> {
    let (visit, next) = versioned(conn, scope, at, VisitAct::Cancel)?;
    let set = sql(", cancel_reason = ?").bind(reason);
    step(conn, scope, &visit, (VisitAct::Cancel, next), set)
}
