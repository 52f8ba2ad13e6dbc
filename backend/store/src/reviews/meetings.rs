//! Village meetings: the minutes, and the vote on each household.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use giamngheo_rules::review::{self, Act};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::round::{Round, dated, log, may, recount_one, worked};
use crate::Conn;
use crate::error::{Error, FieldError, Result};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{row, sql};

row! {
    /// A meeting's row.
    Meeting {
        /// Identifier.
        id: String = Text,
        /// The village's path, or the commune's for those whose village is not known.
        path: String = Text,
        /// The day.
        held_on: NaiveDate = Date,
        /// Where.
        place: String = Text,
        /// Who chaired it.
        chair: String = Text,
        /// Who took the minutes.
        secretary: String = Text,
        /// How many were present.
        present: i64 = BigInt,
        /// How many were in favour of what nobody objected to.
        in_favour: i64 = BigInt,
        /// What was objected.
        objections: Option<String> = Nullable<Text>,
        /// The votes, as JSON.
        votes: String = Text,
    }
    Open {
        household_id: String = Text,
        state: String = Text,
        surveyed_on: Option<NaiveDate> = Nullable<Date>,
    }
}

/// The vote on a household.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Vote {
    /// The household.
    pub household_id: String,
    /// Votes in favour of what was found.
    pub in_favour: i64,
    /// What was said.
    pub note: Option<String>,
    /// Whether more than half agreed.
    #[serde(default)]
    pub carried: bool,
}

/// Minutes as given.
#[derive(Debug, Clone)]
pub struct NewMeeting {
    /// The village's path.
    pub path: String,
    /// The day.
    pub held_on: NaiveDate,
    /// Where.
    pub place: String,
    /// Who chaired it.
    pub chair: String,
    /// Who took the minutes.
    pub secretary: String,
    /// How many were present.
    pub present: i64,
    /// How many were in favour, of each household that has no vote of its own.
    pub in_favour: i64,
    /// What was objected.
    pub objections: Option<String>,
    /// Votes on single households.
    pub votes: Vec<Vote>,
}

/// Keeps minutes of a locked round: every household of the village that was not agreed on yet gets its outcome; at
/// or below half it doesn't carry, and the village meets again or the household is surveyed anew.
///
/// Errors: more votes than people, a household that isn't of the village, surveys not read yet; out of order, date.
pub fn record(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    new: &NewMeeting,
    today: NaiveDate,
) -> Result<Meeting> {
    let situation = may(conn, scope, round, Act::RecordMeeting, today)?;
    dated(&situation, new.held_on, "/held_on")?;
    let procedure = round.procedure()?;
    let open: Vec<Open> = sql("SELECT household_id, state, surveyed_on FROM review_case
         WHERE province_id = ? AND round_id = ? AND path = ? AND state NOT IN ('withdrawn', 'agreed', 'recognised')
         ORDER BY household_id")
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .bind(new.path.as_str())
    .all(conn)?;
    let mut errors = Vec::new();
    if let Some(last) = open.iter().filter_map(|o| o.surveyed_on).max()
        && new.held_on < last
    {
        errors.push(FieldError::new(
            "/held_on",
            "before_survey",
            format!(
                "trước ngày {} là ngày khảo sát hộ phải lấy ý kiến",
                last.format("%d/%m/%Y")
            ),
            format!("before {last}, the day on which a household to vote on was surveyed"),
        ));
    }
    if new.in_favour > new.present {
        errors.push(FieldError::new(
            "/in_favour",
            "more_than_present",
            format!(
                "số người nhất trí ({}) nhiều hơn số người dự họp ({})",
                new.in_favour, new.present
            ),
            format!(
                "{} in favour are more than the {} present",
                new.in_favour, new.present
            ),
        ));
    }
    for (i, vote) in new.votes.iter().enumerate() {
        if vote.in_favour > new.present {
            errors.push(FieldError::new(
                format!("/votes/{i}/in_favour"),
                "more_than_present",
                format!(
                    "số người nhất trí ({}) nhiều hơn số người dự họp ({})",
                    vote.in_favour, new.present
                ),
                format!(
                    "{} in favour are more than the {} present",
                    vote.in_favour, new.present
                ),
            ));
        }
        if !open.iter().any(|o| o.household_id == vote.household_id) {
            errors.push(FieldError::new(
                format!("/votes/{i}/household_id"),
                "unknown",
                "hộ không thuộc thôn này, hoặc đã được nhất trí",
                "the household is not of this village, or was agreed on before",
            ));
        }
    }
    let mut voted = std::collections::BTreeSet::new();
    for (i, vote) in new.votes.iter().enumerate() {
        if !voted.insert(vote.household_id.as_str()) {
            errors.push(FieldError::new(
                format!("/votes/{i}/household_id"),
                "twice",
                "hộ được nêu hai lần",
                "the household is named twice",
            ));
        }
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if open.is_empty() {
        return Err(Error::field(
            "/village_id",
            "nothing_to_vote",
            "thôn không có hộ nào chờ lấy ý kiến",
            "the village has no household to vote on",
        ));
    }
    let unread = open
        .iter()
        .filter(|o| !matches!(o.state.as_str(), "read" | "not_agreed"))
        .count();
    if unread > 0 {
        return Err(Error::conflict(
            "not_read",
            format!("Thôn còn {unread} hộ khảo sát lại chưa được đọc soát."),
            format!("{unread} households of the village were surveyed anew and not read yet."),
        ));
    }
    let special: HashMap<&str, &Vote> = new.votes.iter().map(|v| (v.household_id.as_str(), v)).collect();
    let votes: Vec<Vote> = open
        .iter()
        .map(|o| {
            let own = special.get(o.household_id.as_str());
            let in_favour = own.map_or(new.in_favour, |v| v.in_favour);
            Vote {
                household_id: o.household_id.clone(),
                in_favour,
                note: own.and_then(|v| v.note.clone()),
                carried: review::carried(procedure, new.present, in_favour),
            }
        })
        .collect();
    let id = new_id();
    sql("INSERT INTO review_meeting (province_id, id, round_id, path, held_on, place, chair, secretary, present,
           in_favour, objections, votes, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    .bind(round.province_id.as_str())
    .bind(id.as_str())
    .bind(round.id.as_str())
    .bind(new.path.as_str())
    .bind(new.held_on)
    .bind(new.place.as_str())
    .bind(new.chair.as_str())
    .bind(new.secretary.as_str())
    .bind(new.present)
    .bind(new.in_favour)
    .bind(new.objections.clone())
    .bind(serde_json::to_string(&votes)?)
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    for vote in &votes {
        sql("UPDATE review_case SET state = ?, meeting_id = ?, in_favour = ?, meeting_note = ?, version = version + 1,
               updated_at = ? WHERE province_id = ? AND round_id = ? AND household_id = ?")
        .bind(if vote.carried { "agreed" } else { "not_agreed" })
        .bind(id.as_str())
        .bind(vote.in_favour)
        .bind(vote.note.clone())
        .bind(now())
        .bind(round.province_id.as_str())
        .bind(round.id.as_str())
        .bind(vote.household_id.as_str())
        .run(conn)?;
    }
    let carried = votes.iter().filter(|v| v.carried).count();
    log(
        conn,
        scope,
        round,
        Act::RecordMeeting,
        round.state()?,
        new.held_on,
        &json!({ "meeting": id, "present": new.present, "households": votes.len(), "carried": carried }),
    )?;
    worked(conn, round, new.held_on)?;
    recount_one(conn, round)?;
    meetings(conn, scope, round)?
        .into_iter()
        .find(|m| m.id == id)
        .ok_or(Error::NotFound)
}

/// The meetings of a round that the scope sees, the last first.
pub fn meetings(conn: &mut Conn, scope: &Scope, round: &Round) -> Result<Vec<Meeting>> {
    let rows: Vec<Meeting> = sql(
        "SELECT id, path, held_on, place, chair, secretary, present, in_favour, objections, votes
         FROM review_meeting WHERE province_id = ? AND round_id = ? ORDER BY id DESC",
    )
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .all(conn)?;
    Ok(rows
        .into_iter()
        .filter(|m| scope.covers(&round.path) || scope.covers(&m.path))
        .collect())
}
