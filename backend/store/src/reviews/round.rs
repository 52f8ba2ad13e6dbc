//! A round: reading it, acting on it under its lock, its counts and its history.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamp};
use giamngheo_rules::calendar::add_working_days;
use giamngheo_rules::review::{
    self, Act, Counts, Level, Posting, Procedure, Refusal, Situation, State, Step,
};
use giamngheo_rules::sample;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{Sql, row, sql};
use crate::{Conn, audit, webhooks};

row! {
    /// A round's row.
    Round {
        /// Tenant key: the province's code.
        province_id: String = Text,
        /// Identifier.
        id: String = Text,
        /// yearly or during_year.
        kind: String = Text,
        /// The year it is of.
        year: i64 = BigInt,
        /// The commune-level unit.
        commune_id: String = Text,
        /// Its path.
        path: String = Text,
        /// The version of the procedure.
        procedure_code: String = Text,
        /// The poverty standard.
        standard: String = Text,
        /// The form of B1, if there is one.
        form: Option<String> = Nullable<Text>,
        /// Whether that form is only a sample.
        sample_form: bool = Bool,
        /// The order it rests on.
        document: Option<String> = Nullable<Text>,
        /// Code of a step, recognised or cancelled.
        state: String = Text,
        /// How often it was sent back, from 1.
        pass: i64 = BigInt,
        /// The day it was opened.
        opened_on: NaiveDate = Date,
        /// The last day it should end.
        closes_on: Option<NaiveDate> = Nullable<Date>,
        /// The day the last step ended.
        since: NaiveDate = Date,
        /// When the present step is due.
        due_on: Option<NaiveDate> = Nullable<Date>,
        /// The last day of work in the present step.
        worked_on: Option<NaiveDate> = Nullable<Date>,
        /// Days ordered for single steps, as JSON.
        schedule: String = Text,
        /// The seed of the sample for spot checks, once it is drawn.
        sample_seed: Option<String> = Nullable<Text>,
        /// The share of cases that it was drawn for, in percent.
        sample_percent: Option<i64> = Nullable<BigInt>,
        /// Cases in the sample.
        sampled: i64 = BigInt,
        /// Cases, without those withdrawn.
        total: i64 = BigInt,
        /// Without an enumerator.
        unassigned: i64 = BigInt,
        /// Without a survey.
        unsurveyed: i64 = BigInt,
        /// Surveyed, not read a second time.
        unread: i64 = BigInt,
        /// Of the sample, not checked.
        unchecked: i64 = BigInt,
        /// Without the village's agreement.
        unagreed: i64 = BigInt,
        /// Complaints without a decision.
        open_complaints: i64 = BigInt,
        /// Re-checked, the result not posted yet.
        unposted: i64 = BigInt,
        /// Cases found poor.
        poor: i64 = BigInt,
        /// Cases found near-poor.
        near_poor: i64 = BigInt,
        /// For optimistic locking of its steps.
        version: i64 = BigInt,
        /// When it was last changed (UTC).
        updated_at: NaiveDateTime = Timestamp,
    }
    /// Something that was done with a round.
    Event {
        /// Identifier.
        id: String = Text,
        /// What was done.
        act: String = Text,
        /// The state before.
        from_state: String = Text,
        /// The state after.
        to_state: String = Text,
        /// The day it happened.
        on_date: NaiveDate = Date,
        /// When it was due.
        due_on: Option<NaiveDate> = Nullable<Date>,
        /// When it was entered (UTC).
        at: NaiveDateTime = Timestamp,
        /// Who entered it.
        actor_name: Option<String> = Nullable<Text>,
        /// What there is to know of it, as JSON.
        detail: String = Text,
    }
    UpRow {
        again: bool = Bool,
        posted_on: NaiveDate = Date,
        until: NaiveDate = Date,
    }
    /// A list that was put up.
    PostingRow {
        /// Identifier.
        id: String = Text,
        /// The round.
        round_id: String = Text,
        /// The round's pass.
        pass: i64 = BigInt,
        /// Whether it posts results of re-checks.
        again: bool = Bool,
        /// The day.
        posted_on: NaiveDate = Date,
        /// The last day that it must stay up.
        until: NaiveDate = Date,
        /// Where it hangs.
        places: String = Text,
        /// The code by which anybody finds it.
        code: String = Text,
        /// The list as it was put up, as JSON.
        list: String = Text,
    }
}

const ROUND: &str =
    "SELECT r.province_id, r.id, r.kind, r.year, r.commune_id, r.path, r.procedure_code, r.standard, r.form,
    r.sample_form, r.document, r.state, r.pass, r.opened_on, r.closes_on, r.since, r.due_on, r.worked_on, r.schedule, r.sample_seed,
    r.sample_percent, r.sampled,
    r.total, r.unassigned, r.unsurveyed, r.unread, r.unchecked, r.unagreed, r.open_complaints, r.unposted, r.poor,
    r.near_poor, r.version, r.updated_at FROM review_round r";

impl Round {
    /// The procedure it follows. Errors: the program doesn't know that version any more.
    pub fn procedure(&self) -> Result<&'static Procedure> {
        review::by_code(&self.procedure_code)
            .ok_or_else(|| Error::Corrupt(format!("procedure {}", self.procedure_code)))
    }

    /// Where it stands.
    pub fn state(&self) -> Result<State> {
        State::from_code(&self.state).ok_or_else(|| Error::Corrupt(format!("state {}", self.state)))
    }

    /// Days ordered for single steps.
    pub fn schedule(&self) -> Result<BTreeMap<Step, NaiveDate>> {
        Ok(serde_json::from_str(&self.schedule)?)
    }

    /// How many cases the sample must have: of those on the list now, for it was drawn before the last were added.
    pub fn sample_size(&self) -> i64 {
        let percent = self
            .sample_percent
            .and_then(|p| u32::try_from(p).ok())
            .unwrap_or(0);
        let total = usize::try_from(self.total).unwrap_or(0);
        sample::size_for(total, percent, 1) as i64
    }

    /// Days by which the present step is late.
    pub fn days_late(&self, today: NaiveDate) -> i64 {
        self.due_on.map_or(0, |due| (today - due).num_days().max(0))
    }
}

/// Which rounds.
#[derive(Debug, Clone, Default)]
pub struct RoundFilter {
    /// Of this year.
    pub year: Option<i64>,
    /// yearly or during_year.
    pub kind: Option<String>,
    /// In one of these states; empty is any.
    pub states: Vec<String>,
    /// Due before this day and not ended.
    pub late_on: Option<NaiveDate>,
}

fn condition(scope: &Scope, filter: &RoundFilter) -> Sql {
    let mut out = sql("").push(scope.condition_touching("r.path"));
    if let Some(year) = filter.year {
        out = out.text(" AND r.year = ?").bind(year);
    }
    if let Some(kind) = &filter.kind {
        out = out.text(" AND r.kind = ?").bind(kind.as_str());
    }
    if !filter.states.is_empty() {
        out = out.text(" AND r.state IN ").list(filter.states.clone());
    }
    if let Some(day) = filter.late_on {
        out = out
            .text(" AND r.due_on < ? AND r.state NOT IN ('recognised', 'cancelled')")
            .bind(day);
    }
    out
}

/// Rounds that the scope touches, the latest first; after a round's id.
pub fn rounds(
    conn: &mut Conn,
    scope: &Scope,
    filter: &RoundFilter,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Round>> {
    let mut query = sql(ROUND).text(" WHERE ").push(condition(scope, filter));
    if let Some(after) = after {
        query = query.text(" AND r.id < ?").bind(after);
    }
    query.text(" ORDER BY r.id DESC LIMIT ?").bind(limit).all(conn)
}

/// A round that the scope touches, or that has a case in it (in a unit before a merger). Errors: not there, or out
/// of it.
pub fn get(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Round> {
    let touched: Option<Round> = sql(ROUND)
        .text(" WHERE r.id = ? AND r.province_id IN ")
        .bind(id)
        .list(scope.province_list())
        .text(" AND ")
        .push(scope.condition_touching("r.path"))
        .first(conn)?;
    match touched {
        Some(round) => Ok(round),
        None => sql(ROUND)
            .text(" WHERE r.id = ? AND EXISTS (SELECT 1 FROM review_case c WHERE c.province_id = r.province_id AND c.round_id = r.id AND ")
            .bind(id)
            .push(scope.condition("c.path"))
            .text(")")
            .one(conn),
    }
}

/// The round, with nobody else acting on it until the transaction ends.
pub fn lock(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Round> {
    conn.lock(&format!("round {id}"))?;
    get(conn, scope, id)
}

/// The list that is up since the round came to its posting, if one is.
fn posting(conn: &mut Conn, round: &Round) -> Result<Option<Posting>> {
    if round.state != Step::Posting.code() {
        return Ok(None);
    }
    // Without the lists themselves, which are long.
    let up: Vec<UpRow> = sql("SELECT again, posted_on, until FROM review_posting
         WHERE province_id = ? AND round_id = ? AND pass = ? ORDER BY id")
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .bind(round.pass)
    .all(conn)?;
    Ok(up.last().map(|last| Posting {
        posted_on: last.posted_on,
        // A second list doesn't shorten the time of the first.
        until: up.iter().map(|p| p.until).max().unwrap_or(last.until),
        again: last.again,
    }))
}

/// What a round has come to, for the rules.
pub fn situation(conn: &mut Conn, round: &Round, today: NaiveDate, demo: bool) -> Result<Situation> {
    let procedure = round.procedure()?;
    Ok(Situation {
        state: round.state()?,
        since: round.since,
        today,
        counts: Counts {
            total: round.total,
            unsurveyed: round.unsurveyed,
            unread: round.unread,
            unchecked: round.unchecked,
            unagreed: round.unagreed,
            open_complaints: round.open_complaints,
            unposted: round.unposted,
        },
        sampled: procedure.spot_check_percent.value == 0
            || (round.sample_seed.is_some() && round.sampled >= round.sample_size()),
        posting: posting(conn, round)?,
        sample_form: round.sample_form,
        demo,
    })
}

/// A refusal as the store's error.
pub(super) fn refused(refusal: Refusal, state: State) -> Error {
    Error::Refused {
        code: refusal.code,
        vi: refusal.vi,
        en: refusal.en,
        state: state.code().to_owned(),
        allowed: refusal.allowed.into_iter().map(Act::code).collect(),
    }
}

/// Whether the caller stands where the step's rule wants the actor to stand.
pub(super) fn check_level(scope: &Scope, round: &Round, act: Act, situation: &Situation) -> Result<()> {
    let procedure = round.procedure()?;
    let level = match act {
        Act::Cancel => Some(Level::Above),
        // Where they may, enumerators of a village survey in it: their case's path is checked instead.
        Act::Survey | Act::SpotCheck => None,
        _ => situation
            .state
            .step()
            .and_then(|step| procedure.step(step))
            .map(|rule| rule.level),
    };
    // What the commune opened it may call off: the reviews during the year.
    let own = scope.is_of(&round.path);
    let fits = match level {
        None => true,
        Some(Level::Commune) => own,
        Some(Level::Above) => {
            scope.is_above(&round.path)
                || (act == Act::Cancel && own && procedure.total_working_days.is_some())
                || scope.user_id() == crate::users::SYSTEM
        }
    };
    if fits {
        return Ok(());
    }
    let (vi, en) = if level == Some(Level::Above) {
        (
            "Việc này do cấp trên của xã làm.",
            "This is for the level above the commune.",
        )
    } else {
        ("Việc này do chính xã làm.", "This is for the commune itself.")
    };
    Err(Error::Refused {
        code: "wrong_level",
        vi: vi.into(),
        en: en.into(),
        state: situation.state.code().to_owned(),
        allowed: Vec::new(),
    })
}

/// Checks that an act fits the round's state and the caller's level, and returns the situation.
pub(super) fn may(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    act: Act,
    today: NaiveDate,
) -> Result<Situation> {
    let situation = situation(conn, round, today, false)?;
    review::may_act(round.procedure()?, &situation, act).map_err(|r| refused(r, situation.state))?;
    check_level(scope, round, act, &situation)?;
    Ok(situation)
}

/// Checks the date of an act; `pointer` names its field.
pub(super) fn dated(situation: &Situation, on: NaiveDate, pointer: &str) -> Result<()> {
    review::check_date(situation, on).map_err(|(code, vi, en)| Error::field(pointer, code, vi, en))
}

/// An act that moves a round.
#[derive(Debug, Clone)]
pub struct StepAct {
    /// What.
    pub act: Act,
    /// The day it happened.
    pub on: NaiveDate,
    /// The field that names the day.
    pub pointer: &'static str,
    /// Where a return leads.
    pub back_to: Option<Step>,
    /// What there is to know of it; no personal data.
    pub detail: Value,
}

/// Moves a locked round. Errors: stale, out of order (with what is allowed), wrong level, a bad date.
pub fn act(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    version: i64,
    step: &StepAct,
    today: NaiveDate,
    demo: bool,
) -> Result<Round> {
    if round.version != version {
        return Err(Error::Stale {
            current: round.version,
        });
    }
    let procedure = round.procedure()?;
    let situation = situation(conn, round, today, demo)?;
    review::may_act(procedure, &situation, step.act).map_err(|r| refused(r, situation.state))?;
    check_level(scope, round, step.act, &situation)?;
    // A step doesn't end, and nothing is put up, before the last of the work that it rests on.
    let rested = Situation {
        since: round
            .worked_on
            .map_or(situation.since, |day| day.max(situation.since)),
        ..situation
    };
    dated(&rested, step.on, step.pointer)?;
    let next = review::decide(procedure, &situation, step.act, step.on, step.back_to)
        .map_err(|r| refused(r, situation.state))?;
    let moved = next != situation.state;
    let pass = round.pass + i64::from(step.act == Act::Return);
    let due_on = match next.step() {
        Some(at) if moved => {
            let year = i32::try_from(round.year).unwrap_or_default();
            let due = procedure.due_on(at, step.on, round.opened_on, year, &round.schedule()?);
            // The time as a whole runs from the request, which may be older than the round.
            let due = due.map(|due| match step.act {
                // What is sent back gets some days, whatever the calendar said.
                Act::Return => due.max(add_working_days(step.on, procedure.recheck_working_days.value)),
                _ => due,
            });
            match (due, round.closes_on) {
                (Some(due), Some(end)) if procedure.total_working_days.is_some() => Some(due.min(end)),
                (due, _) => due,
            }
        }
        Some(_) => round.due_on,
        None => None,
    };
    let since = if moved { step.on } else { round.since };
    sql("UPDATE review_round SET state = ?, pass = ?, since = ?, due_on = ?, worked_on = ?, version = version + 1, updated_at = ?
         WHERE province_id = ? AND id = ?")
    .bind(next.code())
    .bind(pass)
    .bind(since)
    .bind(due_on)
    .bind(round.worked_on.filter(|_| !moved))
    .bind(now())
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .run(conn)?;
    log(conn, scope, round, step.act, next, step.on, &step.detail)?;
    if moved {
        tell(conn, round, step.act, next, step.on)?;
    }
    get(conn, scope, &round.id)
}

/// Notes work in the present step: the step can't end on a day before it.
pub(super) fn worked(conn: &mut Conn, round: &Round, on: NaiveDate) -> Result<()> {
    sql(
        "UPDATE review_round SET worked_on = ? WHERE province_id = ? AND id = ?
         AND (worked_on IS NULL OR worked_on < ?)",
    )
    .bind(on)
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .bind(on)
    .run(conn)?;
    Ok(())
}

/// Keeps an act in the round's history and in the audit log.
pub(super) fn log(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    act: Act,
    next: State,
    on: NaiveDate,
    detail: &Value,
) -> Result<()> {
    sql("INSERT INTO review_event (province_id, id, round_id, act, from_state, to_state, on_date, due_on, at, actor_id,
           detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    .bind(round.province_id.as_str())
    .bind(new_id())
    .bind(round.id.as_str())
    .bind(act.code())
    .bind(round.state.as_str())
    .bind(next.code())
    .bind(on)
    .bind(round.due_on)
    .bind(now())
    .bind(scope.user_id())
    .bind(detail.to_string())
    .run(conn)?;
    // Which household, complaint or meeting; what was written freely stays out of the audit log.
    let mut named = serde_json::Map::new();
    for key in ["household", "complaint", "meeting", "number"] {
        if let Some(value) = detail.get(key).filter(|v| v.is_string()) {
            named.insert(key.to_owned(), value.clone());
        }
    }
    audit::note(
        conn,
        scope,
        &format!("review.{}", act.code()),
        ("review_round", &round.id),
        &round.path,
        &Value::Object(named),
    )
}

/// Tells other systems that a round moved.
fn tell(conn: &mut Conn, round: &Round, act: Act, next: State, on: NaiveDate) -> Result<()> {
    let event = if next == State::Recognised {
        "review.recognised"
    } else {
        "review.step"
    };
    let payload = json!({
        "round_id": round.id,
        "kind": round.kind,
        "year": round.year,
        "commune_id": round.commune_id,
        "act": act.code(),
        "from": round.state,
        "to": next.code(),
        "on": on,
    });
    webhooks::emit(conn, event, &round.path, &payload)
}

/// Tells other systems of rounds whose step has become late, each once for a deadline.
pub fn tell_late(conn: &mut Conn, today: NaiveDate) -> Result<()> {
    conn.lock("late reviews")?;
    let late: Vec<Round> = sql(ROUND)
        .text(
            " WHERE r.due_on < ? AND r.state NOT IN ('recognised', 'cancelled')
             AND (r.late_told IS NULL OR r.late_told <> r.due_on) ORDER BY r.id LIMIT 5000",
        )
        .bind(today)
        .all(conn)?;
    for round in late {
        let payload = json!({
            "round_id": round.id,
            "kind": round.kind,
            "year": round.year,
            "commune_id": round.commune_id,
            "state": round.state,
            "due_on": round.due_on,
            "days_late": round.days_late(today),
        });
        webhooks::emit(conn, "review.late", &round.path, &payload)?;
        sql("UPDATE review_round SET late_told = ? WHERE province_id = ? AND id = ?")
            .bind(round.due_on)
            .bind(round.province_id.as_str())
            .bind(round.id.as_str())
            .run(conn)?;
    }
    Ok(())
}

/// The history of a round that was read within a scope, the last first.
pub fn events(conn: &mut Conn, round: &Round) -> Result<Vec<Event>> {
    sql("SELECT e.id, e.act, e.from_state, e.to_state, e.on_date, e.due_on, e.at, u.full_name AS actor_name, e.detail
         FROM review_event e LEFT JOIN app_user u ON u.id = e.actor_id
         WHERE e.province_id = ? AND e.round_id = ? ORDER BY e.id DESC")
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .all(conn)
}

/// What `COUNT`s of a round's cases are made of: the column and the condition on `review_case c`.
const COUNTED: [(&str, &str); 10] = [
    ("total", "1 = 1"),
    ("unassigned", "c.enumerator_id IS NULL"),
    ("unsurveyed", "c.state IN ('listed', 'drafted')"),
    ("unread", "c.state IN ('surveyed', 'returned')"),
    ("sampled", "c.sampled"),
    ("unchecked", "c.sampled AND c.check_on IS NULL"),
    ("unagreed", "c.state NOT IN ('agreed', 'recognised')"),
    ("unposted", "c.unposted"),
    ("poor", "c.class = 'poor'"),
    ("near_poor", "c.class = 'near_poor'"),
];

/// Counts the cases of rounds anew: those that the condition on `review_round` names.
pub(super) fn recount(conn: &mut Conn, which: Sql) -> Result<()> {
    let mut columns: Vec<String> = COUNTED
        .iter()
        .map(|(column, condition)| {
            format!(
                "{column} = (SELECT COUNT(*) FROM review_case c WHERE c.province_id = review_round.province_id
                   AND c.round_id = review_round.id AND c.state <> 'withdrawn' AND {condition})"
            )
        })
        .collect();
    columns.push(
        "open_complaints = (SELECT COUNT(*) FROM review_complaint p WHERE p.province_id = review_round.province_id
           AND p.round_id = review_round.id AND p.outcome IS NULL)"
            .to_owned(),
    );
    sql(&format!("UPDATE review_round SET {} WHERE ", columns.join(", ")))
        .push(which)
        .run(conn)?;
    Ok(())
}

/// Counts the cases of one round anew.
pub(super) fn recount_one(conn: &mut Conn, round: &Round) -> Result<()> {
    recount(
        conn,
        sql("province_id = ? AND id = ?")
            .bind(round.province_id.as_str())
            .bind(round.id.as_str()),
    )
}

/// A household on a list that is put up: what its neighbours must know to object, and no more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PostedCase {
    /// The household.
    pub household_id: String,
    /// The village's path.
    pub path: String,
    /// Name of the head.
    pub head_name: String,
    /// Members.
    pub member_count: i64,
    /// What it was before.
    pub previous_class: Option<String>,
    /// What it was found to be.
    pub class: String,
}

/// A list that is put up.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PostedList {
    /// The households.
    pub cases: Vec<PostedCase>,
}

row! {
    /// A household of a list that is put up.
    PostedRow {
        /// The household.
        household_id: String = Text,
        /// The village's path.
        path: String = Text,
        /// Name of the head.
        head_name: String = Text,
        /// Members.
        member_count: i64 = BigInt,
        /// What it was before.
        previous_class: Option<String> = Nullable<Text>,
        /// What it was found to be.
        class: Option<String> = Nullable<Text>,
    }
}

/// Puts the list up; a second time it holds the results of re-checks alone. Errors as [`act`].
pub fn post(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    version: i64,
    posted_on: NaiveDate,
    places: &str,
    today: NaiveDate,
) -> Result<Round> {
    let procedure = round.procedure()?;
    let again = posting(conn, round)?.is_some();
    let step = StepAct {
        act: Act::Post,
        on: posted_on,
        pointer: "/on",
        back_to: None,
        detail: json!({ "places": places, "again": again }),
    };
    act(conn, scope, round, version, &step, today, false)?;
    let mut query = sql(
        "SELECT c.household_id, c.path, h.head_name, h.member_count, c.previous_class, c.class
         FROM review_case c JOIN household h ON h.province_id = c.household_province AND h.id = c.household_id
         WHERE c.province_id = ? AND c.round_id = ? AND c.state <> 'withdrawn'",
    )
    .bind(round.province_id.as_str())
    .bind(round.id.as_str());
    if again {
        query = query.text(" AND c.unposted");
    }
    let rows: Vec<PostedRow> = query
        .text(" ORDER BY c.path, h.search_key, c.household_id")
        .all(conn)?;
    let list = PostedList {
        cases: rows
            .into_iter()
            .filter_map(|r| {
                Some(PostedCase {
                    household_id: r.household_id,
                    path: r.path,
                    head_name: r.head_name,
                    member_count: r.member_count,
                    previous_class: r.previous_class,
                    class: r.class?,
                })
            })
            .collect(),
    };
    sql("INSERT INTO review_posting (province_id, id, round_id, pass, again, posted_on, until, places, code, list,
           created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    .bind(round.province_id.as_str())
    .bind(new_id())
    .bind(round.id.as_str())
    .bind(round.pass)
    .bind(again)
    .bind(posted_on)
    .bind(procedure.up_until(posted_on, again))
    .bind(places)
    .bind(crate::id::new_code())
    .bind(serde_json::to_string(&list)?)
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    sql("UPDATE review_case SET unposted = (1 = 0) WHERE province_id = ? AND round_id = ?")
        .bind(round.province_id.as_str())
        .bind(round.id.as_str())
        .run(conn)?;
    worked(conn, round, posted_on)?;
    recount_one(conn, round)?;
    get(conn, scope, &round.id)
}

/// The lists that a round read within a scope put up, the first first.
pub fn postings(conn: &mut Conn, round: &Round) -> Result<Vec<PostingRow>> {
    sql(
        "SELECT id, round_id, pass, again, posted_on, until, places, code, list FROM review_posting
         WHERE province_id = ? AND round_id = ? ORDER BY id",
    )
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .all(conn)
}
