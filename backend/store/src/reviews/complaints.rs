//! Complaints while the list is up: by whom, on which household, and what the re-check came to.

use chrono::NaiveDate;
use diesel::sql_types::{Date, Nullable, Text};
use giamngheo_rules::calendar::add_working_days;
use giamngheo_rules::review::{Act, Origin};
use serde_json::json;

use super::cases::{NewCase, case, put};
use super::round::{Round, dated, log, may, postings, recount_one, worked};
use crate::Conn;
use crate::error::{Error, Result};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{row, sql};

row! {
    /// A complaint's row.
    Complaint {
        /// Identifier.
        id: String = Text,
        /// The list it is against.
        posting_id: String = Text,
        /// The household it is on.
        household_id: String = Text,
        /// Its head.
        head_name: String = Text,
        /// Its village's path.
        path: String = Text,
        /// Who complains.
        complainant: String = Text,
        /// The day it came in.
        received_on: NaiveDate = Date,
        /// The last day to re-check.
        due_on: NaiveDate = Date,
        /// What is said.
        text: String = Text,
        /// upheld or rejected; none while it is open.
        outcome: Option<String> = Nullable<Text>,
        /// The day of the decision.
        decided_on: Option<NaiveDate> = Nullable<Date>,
        /// What the complainant is answered.
        answer: Option<String> = Nullable<Text>,
    }
}

/// A complaint as given.
#[derive(Debug, Clone)]
pub struct NewComplaint {
    /// The household it is on; one that isn't on the list comes onto it.
    pub household_id: String,
    /// Who complains.
    pub complainant: String,
    /// The day it came in.
    pub received_on: NaiveDate,
    /// What is said.
    pub text: String,
}

/// What a re-check came to.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Whether the complaint was right.
    pub upheld: bool,
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// What the complainant is answered.
    pub answer: String,
}

/// Takes a complaint in at a locked round. Errors: no such household in the commune; out of order, the date.
pub fn receive(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    new: &NewComplaint,
    today: NaiveDate,
) -> Result<Complaint> {
    let situation = may(conn, scope, round, Act::Complain, today)?;
    dated(&situation, new.received_on, "/received_on")?;
    let lists: Vec<_> = postings(conn, round)?
        .into_iter()
        .filter(|p| p.pass == round.pass && p.posted_on <= new.received_on)
        .collect();
    // Against the list that was up on the day it came in.
    let Some(against) = lists.last() else {
        return Err(Error::field(
            "/received_on",
            "before_previous_step",
            "trước ngày niêm yết",
            "before the day of the posting",
        ));
    };
    let listed = match case(conn, scope, round, &new.household_id) {
        Err(Error::NotFound) => None,
        found => Some(found?),
    };
    if listed.is_none_or(|c| c.state == "withdrawn") {
        // Left out is a complaint, too.
        let left_out = NewCase {
            household_id: new.household_id.clone(),
            origin: Origin::Requested,
            reason_code: None,
            reason: Some(new.text.clone()),
            requester: Some(new.complainant.clone()),
            requested_on: Some(new.received_on),
        };
        put(conn, scope, round, &left_out)?;
    }
    let on = case(conn, scope, round, &new.household_id)?;
    let id = new_id();
    let days = round.procedure()?.recheck_working_days.value;
    sql("INSERT INTO review_complaint (province_id, id, round_id, posting_id, household_id, path, complainant, received_on, due_on,
           text, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    .bind(round.province_id.as_str())
    .bind(id.as_str())
    .bind(round.id.as_str())
    .bind(against.id.as_str())
    .bind(new.household_id.as_str())
    .bind(on.path.as_str())
    .bind(new.complainant.as_str())
    .bind(new.received_on)
    .bind(add_working_days(new.received_on, days))
    .bind(new.text.as_str())
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    log(
        conn,
        scope,
        round,
        Act::Complain,
        round.state()?,
        new.received_on,
        &json!({ "complaint": id, "household": new.household_id }),
    )?;
    worked(conn, round, new.received_on)?;
    recount_one(conn, round)?;
    one(conn, scope, round, &id)
}

/// Decides a complaint of a locked round; the result goes up again.
///
/// Errors: decided before; upheld without a new survey that was read; out of order, the date.
pub fn decide(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    id: &str,
    outcome: &Outcome,
    today: NaiveDate,
) -> Result<Complaint> {
    let complaint = one(conn, scope, round, id)?;
    let situation = may(conn, scope, round, Act::DecideComplaint, today)?;
    dated(&situation, outcome.decided_on, "/decided_on")?;
    if outcome.decided_on < complaint.received_on {
        return Err(Error::field(
            "/decided_on",
            "before_previous_step",
            "trước ngày nhận khiếu nại",
            "before the complaint came in",
        ));
    }
    if complaint.outcome.is_some() {
        return Err(Error::conflict(
            "decided_already",
            "Khiếu nại này đã được giải quyết.",
            "This complaint is decided already.",
        ));
    }
    let on = case(conn, scope, round, &complaint.household_id)?;
    if on
        .surveyed_on
        .is_some_and(|day| day >= complaint.received_on && outcome.decided_on < day)
    {
        return Err(Error::field(
            "/decided_on",
            "before_survey",
            "trước ngày phúc tra hộ",
            "before the household was surveyed again",
        ));
    }
    let again = on.surveyed_on.is_some_and(|d| d >= complaint.received_on);
    if matches!(on.state.as_str(), "surveyed" | "returned" | "drafted")
        || (outcome.upheld && (!again || on.state == "withdrawn"))
    {
        return Err(Error::conflict(
            "not_rechecked",
            "Hộ chưa được khảo sát lại và đọc soát; hãy phúc tra trước khi giải quyết khiếu nại.",
            "The household was not surveyed again and read; re-check it before deciding.",
        ));
    }
    // One that came onto the list by the complaint alone leaves it with the complaint.
    let leaves = on.state == "withdrawn" || (!outcome.upheld && on.class.is_none());
    sql(
        "UPDATE review_complaint SET outcome = ?, decided_on = ?, answer = ?, decided_by = ?
         WHERE province_id = ? AND id = ?",
    )
    .bind(if outcome.upheld { "upheld" } else { "rejected" })
    .bind(outcome.decided_on)
    .bind(outcome.answer.as_str())
    .bind(scope.user_id())
    .bind(round.province_id.as_str())
    .bind(id)
    .run(conn)?;
    sql("UPDATE review_case SET state = ?, withdrawn_reason = ?, unposted = ?, version = version + 1, updated_at = ?
         WHERE province_id = ? AND round_id = ? AND household_id = ?")
    .bind(if leaves { "withdrawn" } else { "agreed" })
    .bind(on.withdrawn_reason.clone().or_else(|| leaves.then(|| outcome.answer.clone())))
    .bind(!leaves)
    .bind(now())
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .bind(complaint.household_id.as_str())
    .run(conn)?;
    log(
        conn,
        scope,
        round,
        Act::DecideComplaint,
        round.state()?,
        outcome.decided_on,
        &json!({ "complaint": id, "outcome": if outcome.upheld { "upheld" } else { "rejected" } }),
    )?;
    worked(conn, round, outcome.decided_on)?;
    recount_one(conn, round)?;
    one(conn, scope, round, id)
}

/// The complaints of a round that the scope sees, the last first.
pub fn complaints(conn: &mut Conn, scope: &Scope, round: &Round) -> Result<Vec<Complaint>> {
    let rows: Vec<Complaint> = sql(
        "SELECT p.id, p.posting_id, p.household_id, h.head_name, p.path, p.complainant, p.received_on,
           p.due_on, p.text, p.outcome, p.decided_on, p.answer
         FROM review_complaint p JOIN review_case c ON c.province_id = p.province_id AND c.round_id = p.round_id
             AND c.household_id = p.household_id
           JOIN household h ON h.province_id = c.household_province AND h.id = c.household_id
         WHERE p.province_id = ? AND p.round_id = ? ORDER BY p.id DESC",
    )
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .all(conn)?;
    Ok(rows
        .into_iter()
        .filter(|c| scope.covers(&round.path) || scope.covers(&c.path))
        .collect())
}

fn one(conn: &mut Conn, scope: &Scope, round: &Round, id: &str) -> Result<Complaint> {
    complaints(conn, scope, round)?
        .into_iter()
        .find(|c| c.id == id)
        .ok_or(Error::NotFound)
}
