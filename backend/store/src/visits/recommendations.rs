//! What is recommended, and followed until somebody else than who reports it done has looked.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamp};
use giamngheo_rules::visit::{RecommendationAct, RecommendationState, VisitAct, VisitSeverity, follow_up};
use serde_json::json;

use super::visit::{Visit, acting, get, members, note};
use super::{findings, refused};
use crate::areas::Area;
use crate::error::{Error, FieldError, Result, no_faults};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{Sql, row, sql};
use crate::{Conn, audit, data_version, users, webhooks};

row! {
    /// A recommendation's row.
    Recommendation {
        /// Tenant key.
        province_id: String = Text,
        /// Identifier.
        id: String = Text,
        /// The visit.
        visit_id: String = Text,
        /// The visit's number.
        visit_number: String = Text,
        /// The visit's title.
        visit_title: String = Text,
        /// The finding.
        finding_id: String = Text,
        /// The path of the unit that sent the team.
        visit_path: String = Text,
        /// The path of the unit of the finding.
        finding_path: String = Text,
        /// The unit that must act.
        area_id: String = Text,
        /// Its path.
        path: String = Text,
        /// The finding's severity when it was made.
        severity: String = Text,
        /// What is recommended.
        body: String = Text,
        /// The office that must act.
        office: Option<String> = Nullable<Text>,
        /// Who answers for it.
        owner: String = Text,
        /// The last day, as it was first set.
        first_due_on: NaiveDate = Date,
        /// The last day.
        due_on: NaiveDate = Date,
        /// The day on which the unit above is told.
        escalates_on: NaiveDate = Date,
        /// Code of its state.
        state: String = Text,
        /// The day it was reported done.
        done_on: Option<NaiveDate> = Nullable<Date>,
        /// By whom.
        done_by: Option<String> = Nullable<Text>,
        /// The day it was found done.
        verified_on: Option<NaiveDate> = Nullable<Date>,
        /// By whom.
        verified_by: Option<String> = Nullable<Text>,
        /// The unit that was told.
        escalated_to: Option<String> = Nullable<Text>,
        /// When.
        escalated_on: Option<NaiveDate> = Nullable<Date>,
        /// Who made it.
        created_by: String = Text,
        /// When (UTC).
        created_at: NaiveDateTime = Timestamp,
        /// For optimistic locking.
        version: i64 = BigInt,
    }
    /// Something that was done with a recommendation.
    Action {
        /// Identifier.
        id: String = Text,
        /// begin, report_done, verify, reopen, extend or escalate.
        act: String = Text,
        /// What was said.
        note: Option<String> = Nullable<Text>,
        /// The new last day, of an extension.
        due_on: Option<NaiveDate> = Nullable<Date>,
        /// The state after it.
        state: String = Text,
        /// Who did it.
        done_by: String = Text,
        /// His name.
        done_name: Option<String> = Nullable<Text>,
        /// The day.
        done_on: NaiveDate = Date,
        /// When (UTC).
        done_at: NaiveDateTime = Timestamp,
    }
}

const RECOMMENDATION: &str = "SELECT r.province_id, r.id, r.visit_id, v.number AS visit_number, v.title AS visit_title,
    r.finding_id, r.visit_path, r.finding_path, r.area_id, r.path, r.severity, r.body, r.office, r.owner, r.first_due_on,
    r.due_on, r.escalates_on, r.state, r.done_on, r.done_by, r.verified_on, r.verified_by, r.escalated_to, r.escalated_on,
    r.created_by, r.created_at, r.version FROM visit_recommendation r
    JOIN visit v ON v.province_id = r.province_id AND v.id = r.visit_id WHERE ";

/// States in which the responsible unit still has to work on it.
const OPEN: &str = "('open', 'in_progress', 'reopened')";

impl Recommendation {
    /// Where it stands. Errors: what is stored is no state.
    pub fn state(&self) -> Result<RecommendationState> {
        RecommendationState::from_code(&self.state)
            .ok_or_else(|| Error::Corrupt(format!("recommendation state {}", self.state)))
    }

    /// Days by which it is late today.
    pub fn days_late(&self, today: NaiveDate) -> Option<i64> {
        self.state().ok()?.days_late(self.due_on, today)
    }

    /// Whether the unit above is told: by somebody, or because it is late by so much.
    pub fn is_escalated(&self, today: NaiveDate) -> bool {
        self.state().is_ok_and(RecommendationState::is_open)
            && (self.escalated_on.is_some() || self.escalates_on <= today)
    }

    fn refuse(&self, code: &'static str, vi: &str, en: &str) -> Error {
        let allowed = self.state().map(RecommendationState::allowed).unwrap_or_default();
        Error::Refused {
            code,
            vi: vi.into(),
            en: en.into(),
            state: self.state.clone(),
            allowed: allowed.into_iter().map(RecommendationAct::code).collect(),
        }
    }
}

/// The condition "of the scope: who sent the team, what was found, or who must act".
fn seen(scope: &Scope) -> Sql {
    sql("(")
        .push(scope.condition("r.path"))
        .text(" OR ")
        .push(scope.condition("r.finding_path"))
        .text(" OR ")
        .push(scope.condition("r.visit_path"))
        .text(")")
}

/// A recommendation of the scope.
pub fn recommendation(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Recommendation> {
    sql(RECOMMENDATION)
        .text("r.id = ? AND r.province_id IN ")
        .bind(id)
        .list(scope.province_list())
        .text(" AND ")
        .push(seen(scope))
        .one(conn)
}

/// The recommendations of a visit that the scope may see.
pub fn recommendations_of(conn: &mut Conn, scope: &Scope, visit: &Visit) -> Result<Vec<Recommendation>> {
    sql(RECOMMENDATION)
        .text("r.province_id = ? AND r.visit_id = ? AND ")
        .bind(&visit.province_id)
        .bind(&visit.id)
        .push(seen(scope))
        .text(" ORDER BY r.id")
        .all(conn)
}

/// Which recommendations.
#[derive(Debug, Clone, Default)]
pub struct RecommendationFilter {
    /// In these states.
    pub states: Vec<String>,
    /// Not done, and due before this day.
    pub overdue_on: Option<NaiveDate>,
    /// Not done, and the unit above is told by this day.
    pub escalated_by: Option<NaiveDate>,
    /// Not done, and due on this day or before.
    pub due_by: Option<NaiveDate>,
    /// That the units of exactly these paths must act on.
    pub units: Option<Vec<String>>,
}

/// Recommendations of the scope, the first due first, from after the given day and id.
pub fn recommendations(
    conn: &mut Conn,
    scope: &Scope,
    filter: &RecommendationFilter,
    after: Option<&(NaiveDate, String)>,
    limit: i64,
) -> Result<Vec<Recommendation>> {
    let mut query = sql(RECOMMENDATION).push(seen(scope));
    if !filter.states.is_empty() {
        query = query
            .text(" AND r.state IN ")
            .list(filter.states.iter().map(String::as_str));
    }
    if let Some(day) = filter.overdue_on {
        query = query
            .text(&format!(" AND r.due_on < ? AND r.state IN {OPEN}"))
            .bind(day);
    }
    if let Some(day) = filter.due_by {
        query = query
            .text(&format!(" AND r.due_on <= ? AND r.state IN {OPEN}"))
            .bind(day);
    }
    if let Some(day) = filter.escalated_by {
        query = query
            .text(&format!(
                " AND (r.escalates_on <= ? OR r.escalated_on IS NOT NULL) AND r.state IN {OPEN}"
            ))
            .bind(day);
    }
    if let Some(units) = &filter.units {
        query = query
            .text(" AND r.path IN ")
            .list(units.iter().map(String::as_str));
    }
    if let Some((day, id)) = after {
        query = query
            .text(" AND (r.due_on > ? OR (r.due_on = ? AND r.id > ?))")
            .bind(*day)
            .bind(*day)
            .bind(id);
    }
    query
        .text(" ORDER BY r.due_on, r.id LIMIT ?")
        .bind(limit)
        .all(conn)
}

/// What was done with a recommendation, in its order.
pub fn actions(conn: &mut Conn, of: &Recommendation) -> Result<Vec<Action>> {
    sql("SELECT a.id, a.act, a.note, a.due_on, a.state, a.done_by, u.full_name AS done_name, a.done_on, a.done_at
         FROM recommendation_action a LEFT JOIN app_user u ON u.id = a.done_by
         WHERE a.province_id = ? AND a.recommendation_id = ? ORDER BY a.id")
    .bind(&of.province_id)
    .bind(&of.id)
    .all(conn)
}

/// A recommendation on its way in.
#[derive(Debug, Clone)]
pub struct NewRecommendation {
    /// What is recommended.
    pub body: String,
    /// The unit that must act.
    pub area: Area,
    /// The office of it.
    pub office: Option<String>,
    /// Who answers for it.
    pub owner: String,
    /// The last day.
    pub due_on: NaiveDate,
}

/// Makes a recommendation of a finding. Errors: the state; the unit has nothing to do with the finding; a member of the
/// team would answer for it; the day is past.
pub fn recommend(
    conn: &mut Conn,
    scope: &Scope,
    (visit_id, finding_id): (&str, &str),
    new: &NewRecommendation,
    today: NaiveDate,
) -> Result<Recommendation> {
    let visit = get(conn, scope, visit_id)?;
    let finding = findings::finding(conn, scope, &visit, finding_id)?;
    acting(conn, scope, visit_id, VisitAct::Find)?;
    let mut bad = Vec::new();
    if !new.area.path.starts_with(&finding.path) && !finding.path.starts_with(&new.area.path) {
        bad.push(FieldError::new(
            "/area",
            "outside_area",
            "đơn vị thực hiện phải là đơn vị của phát hiện, cấp trên hoặc cấp dưới của đơn vị đó",
            "who must act is the unit of the finding, one above or one below it",
        ));
    }
    if members(conn, &visit)?.iter().any(|m| m.name == new.owner) {
        bad.push(FieldError::new(
            "/owner",
            "of_the_team",
            "thành viên đoàn kiểm tra không chịu trách nhiệm thực hiện kiến nghị",
            "who was of the team doesn't answer for a recommendation",
        ));
    }
    if new.due_on < today {
        bad.push(FieldError::new(
            "/due_on",
            "in_past",
            "hạn thực hiện đã qua",
            "the day is past",
        ));
    }
    no_faults(bad)?;
    let severity = VisitSeverity::from_code(&finding.severity)
        .ok_or_else(|| Error::Corrupt(format!("severity {}", finding.severity)))?;
    let id = new_id();
    sql("INSERT INTO visit_recommendation (province_id, id, visit_id, finding_id, visit_path, finding_path, area_id, path,
           severity, body, office, owner, first_due_on, due_on, escalates_on, state, created_by, created_at, version)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, 1)")
    .bind(&visit.province_id)
    .bind(&id)
    .bind(&visit.id)
    .bind(&finding.id)
    .bind(&visit.path)
    .bind(&finding.path)
    .bind(&new.area.id)
    .bind(&new.area.path)
    .bind(&finding.severity)
    .bind(&new.body)
    .bind(new.office.clone())
    .bind(&new.owner)
    .bind(new.due_on)
    .bind(new.due_on)
    .bind(follow_up().escalates_on(severity, new.due_on))
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    note(conn, scope, &visit, "recommend")?;
    data_version::bump(conn, &visit.province_id, [new.area.id.as_str()])?;
    let made = recommendation(conn, scope, &id)?;
    tell(conn, "recommendation.made", &made)?;
    Ok(made)
}

fn tell(conn: &mut Conn, event: &str, of: &Recommendation) -> Result<()> {
    let payload = json!({ "recommendation_id": of.id, "visit_id": of.visit_id, "area_id": of.area_id,
        "state": of.state, "due_on": of.due_on });
    webhooks::emit(conn, event, &of.path, &payload)
}

/// Changes a recommendation that is still what was read, and keeps the act.
fn step(
    conn: &mut Conn,
    scope: &Scope,
    of: &Recommendation,
    (act, next): (RecommendationAct, RecommendationState),
    set: Sql,
    (said, due_on, today): (Option<&str>, Option<NaiveDate>, NaiveDate),
) -> Result<Recommendation> {
    let touched = sql("UPDATE visit_recommendation SET state = ?, version = version + 1")
        .bind(next.code())
        .push(set)
        .text(" WHERE province_id = ? AND id = ? AND version = ?")
        .bind(&of.province_id)
        .bind(&of.id)
        .bind(of.version)
        .run(conn)?;
    if touched == 0 {
        return Err(Error::Stale {
            current: of.version + 1,
        });
    }
    sql("INSERT INTO recommendation_action (province_id, id, recommendation_id, act, note, due_on, state, done_by, done_on,
           done_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    .bind(&of.province_id)
    .bind(new_id())
    .bind(&of.id)
    .bind(act.code())
    .bind(said)
    .bind(due_on)
    .bind(next.code())
    .bind(scope.user_id())
    .bind(today)
    .bind(now())
    .run(conn)?;
    audit::note(
        conn,
        scope,
        &format!("recommendation.{}", act.code()),
        ("recommendation", &of.id),
        &of.path,
        &json!({ "from": of.state }),
    )?;
    data_version::bump(conn, &of.province_id, [of.area_id.as_str()])?;
    let changed = recommendation(conn, scope, &of.id)?;
    tell(conn, "recommendation.changed", &changed)?;
    Ok(changed)
}

/// The recommendation, held until the transaction ends, and the state after an act. Errors: the state; stale.
fn held(
    conn: &mut Conn,
    scope: &Scope,
    (id, version): (&str, i64),
    act: RecommendationAct,
) -> Result<(Recommendation, RecommendationState)> {
    conn.lock(&format!("recommendation {id}"))?;
    let of = recommendation(conn, scope, id)?;
    let next = of.state()?.decide(act).map_err(refused)?;
    if of.version != version {
        return Err(Error::Stale { current: of.version });
    }
    Ok((of, next))
}

/// The responsible unit begins, or reports it done. Errors: another unit; who was of the team; the state; stale.
pub fn answer(
    conn: &mut Conn,
    scope: &Scope,
    at: (&str, i64),
    act: RecommendationAct,
    said: Option<&str>,
    today: NaiveDate,
) -> Result<Recommendation> {
    let (of, next) = held(conn, scope, at, act)?;
    if !scope.is_of(&of.path) {
        return Err(of.refuse(
            "wrong_level",
            "Việc này do đơn vị có trách nhiệm thực hiện kiến nghị làm.",
            "This is for the unit that must act.",
        ));
    }
    let of_the_team =
        sql("SELECT COUNT(*) AS n FROM visit_member WHERE province_id = ? AND visit_id = ? AND user_id = ?")
            .bind(&of.province_id)
            .bind(&of.visit_id)
            .bind(scope.user_id())
            .number(conn)?;
    if of_the_team > 0 {
        return Err(of.refuse(
            "of_the_team",
            "Thành viên đoàn kiểm tra không thực hiện kiến nghị của đoàn.",
            "Who was of the team doesn't carry out what it recommends.",
        ));
    }
    let set = if act == RecommendationAct::ReportDone {
        sql(", done_on = ?, done_by = ?")
            .bind(today)
            .bind(scope.user_id())
    } else {
        Sql::default()
    };
    step(conn, scope, &of, (act, next), set, (said, None, today))
}

/// The visiting side judges it: verifies, reopens, extends, tells the unit above. Errors: another unit; who made it or
/// reported it done verifies; no reason; no later day; it isn't late; the state; stale.
pub fn judge(
    conn: &mut Conn,
    scope: &Scope,
    at: (&str, i64),
    act: RecommendationAct,
    (said, due_on): (Option<&str>, Option<NaiveDate>),
    today: NaiveDate,
) -> Result<Recommendation> {
    use RecommendationAct as A;
    let (of, next) = held(conn, scope, at, act)?;
    if !scope.covers(&of.visit_path) {
        return Err(of.refuse(
            "wrong_level",
            "Việc này do đơn vị tổ chức cuộc kiểm tra làm.",
            "This is for the unit that sent the team.",
        ));
    }
    let own = scope.user_id();
    let same = own == of.created_by || of.done_by.as_deref() == Some(own);
    if act == A::Verify && same && own != users::SYSTEM {
        return Err(of.refuse(
            "same_person",
            "Người xác nhận phải khác người đã lập kiến nghị và người báo cáo hoàn thành.",
            "Who verifies must be another than who made it and who reported it done.",
        ));
    }
    let mut bad = Vec::new();
    if matches!(act, A::Reopen | A::Extend) && said.is_none() {
        bad.push(FieldError::new("/note", "missing", "cần nêu lý do", "say why"));
    }
    let later = due_on.filter(|day| *day > of.due_on && *day >= today);
    if act == A::Extend && later.is_none() {
        bad.push(FieldError::new(
            "/due_on",
            if due_on.is_none() { "missing" } else { "not_later" },
            "cần nêu hạn mới, sau hạn hiện tại và không ở quá khứ",
            "name a later day that is not past",
        ));
    }
    no_faults(bad)?;
    if act == A::Escalate && of.days_late(today).is_none() {
        return Err(of.refuse(
            "not_late",
            "Kiến nghị chưa quá hạn.",
            "The recommendation is not late.",
        ));
    }
    let set = match act {
        A::Verify => sql(", verified_on = ?, verified_by = ?").bind(today).bind(own),
        A::Reopen => sql(", done_on = NULL, done_by = NULL"),
        A::Extend => {
            let severity = VisitSeverity::from_code(&of.severity).unwrap_or(VisitSeverity::Low);
            let due = later.unwrap_or(of.due_on);
            sql(", due_on = ?, escalates_on = ?, escalated_to = NULL, escalated_on = NULL")
                .bind(due)
                .bind(follow_up().escalates_on(severity, due))
        }
        A::Escalate => sql(", escalated_to = ?, escalated_on = ?")
            .bind(above(&of.path))
            .bind(today),
        A::Begin | A::ReportDone => Sql::default(),
    };
    let day = (act == A::Extend).then_some(later).flatten();
    step(conn, scope, &of, (act, next), set, (said, day, today))
}

/// The id of the unit above the one of a path; a province has none and is told itself.
pub(super) fn above(path: &str) -> String {
    let ids: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    ids[ids.len().saturating_sub(2)].to_owned()
}
