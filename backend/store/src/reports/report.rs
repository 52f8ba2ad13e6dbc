//! A report: reading it, and the acts that change its state, each under its lock.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamp};
use giamngheo_rules::report::{self as rules, Act, Content, State};
use serde_json::{Value, json};

use super::history;
use crate::error::{Error, Result};
use crate::scope::Scope;
use crate::sql::{Sql, row, sql};
use crate::{Conn, audit, webhooks};

row! {
    /// A report's row.
    Report {
        /// Tenant key.
        province_id: String = Text,
        /// Identifier.
        id: String = Text,
        /// The round it is of.
        round_id: String = Text,
        /// The form's code.
        template: String = Text,
        /// The form's version.
        template_version: i64 = BigInt,
        /// The period's code.
        period: String = Text,
        /// The unit that opened the round.
        round_area_id: String = Text,
        /// The unit.
        area_id: String = Text,
        /// Its path.
        path: String = Text,
        /// Its level.
        level: String = Text,
        /// The report that consolidates it.
        parent_id: Option<String> = Nullable<Text>,
        /// Code of its state.
        state: String = Text,
        /// Which version is worked on, or was accepted last.
        version_no: i64 = BigInt,
        /// The last version that was accepted.
        accepted_no: Option<i64> = Nullable<BigInt>,
        /// The last day to submit.
        due_on: NaiveDate = Date,
        /// The day of the first submission.
        first_submitted_on: Option<NaiveDate> = Nullable<Date>,
        /// When it was last submitted (UTC).
        submitted_at: Option<NaiveDateTime> = Nullable<Timestamp>,
        /// By whom.
        submitted_by: Option<String> = Nullable<Text>,
        /// When it was last accepted (UTC).
        accepted_at: Option<NaiveDateTime> = Nullable<Timestamp>,
        /// By whom.
        accepted_by: Option<String> = Nullable<Text>,
        /// For optimistic locking.
        version: i64 = BigInt,
        /// When it was last changed (UTC).
        updated_at: NaiveDateTime = Timestamp,
    }
}

const REPORT: &str = "SELECT p.province_id, p.id, p.round_id, r.template, r.template_version, r.period,
    r.area_id AS round_area_id, p.area_id, p.path, p.level, p.parent_id, p.state, p.version_no, p.accepted_no, p.due_on,
    p.first_submitted_on, p.submitted_at, p.submitted_by, p.accepted_at, p.accepted_by, p.version, p.updated_at
    FROM report p JOIN report_round r ON r.province_id = p.province_id AND r.id = p.round_id WHERE ";

impl Report {
    /// Where it stands. Errors: what is stored is no state.
    pub fn state(&self) -> Result<State> {
        State::from_code(&self.state).ok_or_else(|| Error::Corrupt(format!("report state {}", self.state)))
    }

    /// Whether it is that of the unit that opened the round.
    pub fn is_top(&self) -> bool {
        self.area_id == self.round_area_id
    }

    /// Whether it was, or is by now, submitted after the last day.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.first_submitted_on.unwrap_or(today) > self.due_on
    }

    /// Days by which it was submitted late, or is late by now.
    pub fn days_late(&self, today: NaiveDate) -> i64 {
        (self.first_submitted_on.unwrap_or(today) - self.due_on)
            .num_days()
            .max(0)
    }
}

/// A report in the scope.
pub fn get(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Report> {
    sql(REPORT)
        .text("p.id = ? AND p.province_id IN ")
        .bind(id)
        .list(scope.province_list())
        .text(" AND ")
        .push(scope.condition("p.path"))
        .one(conn)
}

/// The same, held until the transaction ends.
pub fn lock(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Report> {
    conn.lock(&format!("report {id}"))?;
    get(conn, scope, id)
}

/// Which reports.
#[derive(Debug, Clone, Default)]
pub struct ReportFilter {
    /// Of this round.
    pub round_id: Option<String>,
    /// In these states.
    pub states: Vec<String>,
    /// Of exactly the units of these paths.
    pub units: Option<Vec<String>>,
    /// Not submitted, and due before this day.
    pub late_on: Option<NaiveDate>,
}

fn filtered(scope: &Scope, filter: &ReportFilter) -> Sql {
    let mut query = scope.condition("p.path");
    if let Some(round) = &filter.round_id {
        query = query.text(" AND p.round_id = ?").bind(round.as_str());
    }
    if !filter.states.is_empty() {
        query = query
            .text(" AND p.state IN ")
            .list(filter.states.iter().map(String::as_str));
    }
    if let Some(units) = &filter.units {
        query = query
            .text(" AND p.path IN ")
            .list(units.iter().map(String::as_str));
    }
    if let Some(day) = filter.late_on {
        query = query
            .text(" AND p.due_on < ? AND p.first_submitted_on IS NULL")
            .bind(day);
    }
    query
}

/// Reports of the scope, those of the last round first, from before `before` (a report's id).
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &ReportFilter,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Report>> {
    let mut query = sql(REPORT).push(filtered(scope, filter));
    if let Some(before) = before {
        query = query.text(" AND p.id < ?").bind(before);
    }
    query.text(" ORDER BY p.id DESC LIMIT ?").bind(limit).all(conn)
}

/// Who writes, when, and from which version.
#[derive(Debug, Clone)]
pub struct Writing<'a> {
    /// Where and who.
    pub scope: &'a Scope,
    /// The version that the caller saw; none when it doesn't matter.
    pub version: Option<i64>,
    /// Today.
    pub today: NaiveDate,
    /// Now (UTC).
    pub at: NaiveDateTime,
}

impl Writing<'_> {
    /// The state after the act. Errors: stale, or the state doesn't allow it.
    pub fn check(&self, report: &Report, act: Act) -> Result<State> {
        // The state comes first: who submits twice shall hear that, not that he is stale.
        let to = rules::decide(report.state()?, act).map_err(|refusal| Error::Refused {
            code: refusal.code,
            vi: refusal.vi,
            en: refusal.en,
            state: report.state.clone(),
            // The API tells what this caller may do.
            allowed: Vec::new(),
        })?;
        if self.version.is_some_and(|seen| seen != report.version) {
            return Err(Error::Stale {
                current: report.version,
            });
        }
        Ok(to)
    }

    /// Changes the report's row, and keeps the act.
    fn step(
        &self,
        conn: &mut Conn,
        report: &Report,
        act: Act,
        to: State,
        set: Sql,
        note: Option<&str>,
    ) -> Result<()> {
        let touched = sql("UPDATE report SET state = ?, version = version + 1, updated_at = ?")
            .bind(to.code())
            .bind(self.at)
            .push(set)
            .text(" WHERE province_id = ? AND id = ? AND version = ?")
            .bind(report.province_id.as_str())
            .bind(report.id.as_str())
            .bind(report.version)
            .run(conn)?;
        if touched == 0 {
            return Err(Error::Stale {
                current: report.version + 1,
            });
        }
        history::log(conn, self, report, act, to, note)?;
        audit::note(
            conn,
            self.scope,
            &format!("report.{}", act.code()),
            ("report", &report.id),
            &report.path,
            &json!({ "version_no": report.version_no }),
        )
    }
}

/// What a webhook is told of a report.
fn payload(report: &Report) -> Value {
    json!({
        "report_id": report.id,
        "round_id": report.round_id,
        "template": report.template,
        "period": report.period,
        "area_id": report.area_id,
        "version_no": report.version_no,
    })
}

/// Submits a report as it stands now.
///
/// Errors: stale; the state doesn't allow it.
pub fn submit(conn: &mut Conn, writing: &Writing, report: &Report, content: &Content) -> Result<()> {
    let to = writing.check(report, Act::Submit)?;
    let (body, hash) = rules::seal(content)?;
    sql("INSERT INTO report_version (province_id, report_id, version_no, body, hash, frozen, submitted_by, submitted_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (province_id, report_id, version_no) DO UPDATE SET body = EXCLUDED.body, hash = EXCLUDED.hash,
           submitted_by = EXCLUDED.submitted_by, submitted_at = EXCLUDED.submitted_at")
    .bind(report.province_id.as_str())
    .bind(report.id.as_str())
    .bind(report.version_no)
    .bind(body)
    .bind(hash)
    .bind(false)
    .bind(writing.scope.user_id())
    .bind(writing.at)
    .run(conn)?;
    let set =
        sql(", first_submitted_on = COALESCE(first_submitted_on, ?), submitted_at = ?, submitted_by = ?")
            .bind(writing.today)
            .bind(writing.at)
            .bind(writing.scope.user_id());
    writing.step(
        conn,
        report,
        Act::Submit,
        to,
        set,
        content.empty_reason.as_deref(),
    )?;
    let mut told = payload(report);
    told["late"] = json!(report.is_late(writing.today));
    webhooks::emit(conn, "report.submitted", &report.path, &told)
}

/// Sends a report back, with the reason.
///
/// Errors: stale; the state doesn't allow it.
pub fn send_back(conn: &mut Conn, writing: &Writing, report: &Report, reason: &str) -> Result<()> {
    let to = writing.check(report, Act::Return)?;
    writing.step(conn, report, Act::Return, to, Sql::default(), Some(reason))?;
    webhooks::emit(conn, "report.returned", &report.path, &payload(report))
}

/// Accepts what was submitted and freezes it; `content` is that with its acceptance.
///
/// Errors: stale; the state doesn't allow it; who submitted it accepts.
pub fn accept(conn: &mut Conn, writing: &Writing, report: &Report, content: &Content) -> Result<()> {
    let to = writing.check(report, Act::Accept)?;
    if report.submitted_by.as_deref() == Some(writing.scope.user_id())
        && writing.scope.user_id() != crate::users::SYSTEM
    {
        return Err(Error::Refused {
            code: "own_submission",
            vi: "Người nộp báo cáo không được tự chấp nhận báo cáo đó.".to_owned(),
            en: "Who submitted a report can't accept it.".to_owned(),
            state: report.state.clone(),
            allowed: Vec::new(),
        });
    }
    let (body, hash) = rules::seal(content)?;
    sql(
        "UPDATE report_version SET body = ?, hash = ?, frozen = ?, accepted_by = ?, accepted_at = ?
         WHERE province_id = ? AND report_id = ? AND version_no = ? AND NOT frozen",
    )
    .bind(body)
    .bind(hash.as_str())
    .bind(true)
    .bind(writing.scope.user_id())
    .bind(writing.at)
    .bind(report.province_id.as_str())
    .bind(report.id.as_str())
    .bind(report.version_no)
    .run(conn)?;
    let set = sql(", accepted_no = version_no, accepted_at = ?, accepted_by = ?")
        .bind(writing.at)
        .bind(writing.scope.user_id());
    writing.step(conn, report, Act::Accept, to, set, None)?;
    let mut told = payload(report);
    told["hash"] = json!(hash);
    webhooks::emit(conn, "report.accepted", &report.path, &told)
}

/// Begins the next version of an accepted report from what the last one entered.
///
/// Errors: stale; the state doesn't allow it.
pub fn revise(conn: &mut Conn, writing: &Writing, report: &Report, reason: &str) -> Result<()> {
    let to = writing.check(report, Act::Revise)?;
    sql(
        "INSERT INTO report_cell (province_id, report_id, version_no, cell, number_e4, content, entered_by, entered_at)
         SELECT province_id, report_id, version_no + 1, cell, number_e4, content, entered_by, entered_at
         FROM report_cell WHERE province_id = ? AND report_id = ? AND version_no = ?",
    )
    .bind(report.province_id.as_str())
    .bind(report.id.as_str())
    .bind(report.version_no)
    .run(conn)?;
    let set = sql(", version_no = version_no + 1");
    writing.step(conn, report, Act::Revise, to, set, Some(reason))
}
