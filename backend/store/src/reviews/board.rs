//! How far the reviews of an area are, and what waits for somebody.

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Nullable, Text};

use super::round::{Round, RoundFilter, rounds};
use crate::Conn;
use crate::error::Result;
use crate::scope::{Actor, Scope};
use crate::sql::{row, sql};

row! {
    /// The rounds of a province in a state, summed up.
    ProvinceSum {
        /// The province's path.
        path: String = Text,
        /// The state.
        state: String = Text,
        /// Rounds.
        rounds: i64 = BigInt,
        /// Of these late.
        late: i64 = BigInt,
        /// The earliest day that is due.
        due_on: Option<NaiveDate> = Nullable<Date>,
        /// Cases.
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
    }
    /// Cases of a round that wait for an enumerator.
    Waiting {
        /// The round.
        round_id: String = Text,
        /// Cases.
        n: i64 = BigInt,
    }
    /// A complaint that is open.
    OpenComplaint {
        /// The round.
        round_id: String = Text,
        /// The first day that one is due.
        due_on: NaiveDate = Date,
        /// Complaints.
        n: i64 = BigInt,
    }
    /// Somebody who may survey.
    Surveyor {
        /// The user.
        id: String = Text,
        /// The name.
        full_name: String = Text,
    }
    /// How far an enumerator is.
    Progress {
        /// The user.
        enumerator_id: String = Text,
        /// Cases given.
        total: i64 = BigInt,
        /// Of these with a survey.
        surveyed: i64 = BigInt,
    }
}

/// The rounds of the scope by province and state. `path` is that of the province's unit.
pub fn by_province(
    conn: &mut Conn,
    scope: &Scope,
    year: i64,
    kind: &str,
    today: NaiveDate,
) -> Result<Vec<ProvinceSum>> {
    let sums: Vec<String> = [
        "total",
        "unassigned",
        "unsurveyed",
        "unread",
        "unchecked",
        "unagreed",
        "open_complaints",
        "unposted",
        "poor",
        "near_poor",
    ]
    .iter()
    .map(|c| format!("CAST(SUM(r.{c}) AS BIGINT) AS {c}"))
    .collect();
    sql(&format!(
        "SELECT CAST(MIN(r.path) AS TEXT) AS path, CAST(r.state AS TEXT) AS state, COUNT(*) AS rounds,
           CAST(SUM(CASE WHEN r.due_on < ? THEN 1 ELSE 0 END) AS BIGINT) AS late, MIN(r.due_on) AS due_on, {}
         FROM review_round r WHERE r.year = ? AND r.kind = ? AND r.state <> 'cancelled' AND ",
        sums.join(", ")
    ))
    .bind(today)
    .bind(year)
    .bind(kind)
    .push(scope.condition_touching("r.path"))
    .text(" GROUP BY r.province_id, r.state ORDER BY r.province_id, r.state")
    .all(conn)
}

/// The rounds of the scope that are not ended and have a step due by a day.
pub fn due(conn: &mut Conn, scope: &Scope, by: NaiveDate, limit: i64) -> Result<Vec<Round>> {
    let filter = RoundFilter {
        late_on: Some(by + chrono::Days::new(1)),
        ..RoundFilter::default()
    };
    rounds(conn, scope, &filter, None, limit)
}

/// How many cases wait for an enumerator's survey, by round.
pub fn waiting(conn: &mut Conn, scope: &Scope, actor: &Actor) -> Result<Vec<Waiting>> {
    sql("SELECT c.round_id, COUNT(*) AS n FROM review_case c
         JOIN review_round r ON r.province_id = c.province_id AND r.id = c.round_id
         WHERE c.enumerator_id = ? AND c.state IN ('listed', 'drafted', 'returned')
           AND r.state NOT IN ('list', 'recognised', 'cancelled') AND c.province_id IN ")
    .bind(actor.user_id.as_str())
    .list(scope.province_list())
    .text(" AND ")
    .push(scope.condition("c.path"))
    .text(" GROUP BY c.round_id ORDER BY c.round_id")
    .all(conn)
}

/// Open complaints of the scope, by round.
pub fn open_complaints(conn: &mut Conn, scope: &Scope) -> Result<Vec<OpenComplaint>> {
    sql(
        "SELECT p.round_id, MIN(p.due_on) AS due_on, COUNT(*) AS n FROM review_complaint p
         WHERE p.outcome IS NULL AND p.province_id IN ",
    )
    .list(scope.province_list())
    .text(" AND ")
    .push(scope.condition("p.path"))
    .text(" GROUP BY p.round_id ORDER BY p.round_id")
    .all(conn)
}

/// Active users who may survey in the commune of a round that was read within a scope: by a role for it, or for one
/// of its villages.
pub fn surveyors(conn: &mut Conn, round: &Round) -> Result<Vec<Surveyor>> {
    let roles: Vec<&str> = crate::access::Role::ALL
        .iter()
        .filter(|role| role.may(crate::access::Action::SurveyHouseholds))
        .map(|role| role.code())
        .collect();
    let paths = crate::areas::subtrees(conn, &round.commune_id)?;
    let here = Scope::of_the_program().within(&paths).condition("a.path");
    sql(
        "SELECT DISTINCT u.id, u.full_name FROM app_user u JOIN user_grant g ON g.user_id = u.id
         JOIN area a ON a.id = g.area_id WHERE u.active AND g.role IN ",
    )
    .list(roles)
    .text(" AND ")
    .push(here)
    .text(" ORDER BY u.full_name, u.id")
    .all(conn)
}

/// How far the enumerators of a round are.
pub fn progress(conn: &mut Conn, scope: &Scope, round: &Round) -> Result<Vec<Progress>> {
    let here = if scope.covers(&round.path) {
        sql("1 = 1")
    } else {
        scope.condition("c.path")
    };
    sql("SELECT c.enumerator_id, COUNT(*) AS total,
           CAST(SUM(CASE WHEN c.state IN ('listed', 'drafted', 'returned') THEN 0 ELSE 1 END) AS BIGINT) AS surveyed
         FROM review_case c WHERE c.province_id = ? AND c.round_id = ? AND c.state <> 'withdrawn'
           AND c.enumerator_id IS NOT NULL AND ")
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .push(here)
    .text(" GROUP BY c.enumerator_id")
    .all(conn)
}
