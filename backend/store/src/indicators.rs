//! What indicators are computed from besides the registers: approved figures that units entered, targets, and what
//! happened on the days of a period.

use chrono::{Datelike, NaiveDate};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::Conn;
use crate::error::Result;
use crate::scope::{Scope, lies_in};
use crate::sql::{row, sql};

row! {
    /// An approved figure of a unit and period.
    Entered {
        /// The indicator's code.
        indicator: String = Text,
        /// The unit's path.
        path: String = Text,
        /// The unit's level.
        level: String = Text,
        /// The period's code.
        period: String = Text,
        /// What is counted, in ten-thousandths.
        numerator_e4: i64 = BigInt,
        /// Out of what, in ten-thousandths.
        denominator_e4: Option<i64> = Nullable<BigInt>,
    }

    /// What an area shall reach.
    Target {
        /// The indicator's code.
        indicator: String = Text,
        /// The area.
        area_id: String = Text,
        /// The period's code.
        period: String = Text,
        /// In ten-thousandths.
        value_e4: i64 = BigInt,
    }

    /// How often something happened in a unit.
    Count {
        /// The unit's path.
        path: String = Text,
        /// How often.
        n: i64 = BigInt,
    }
}

/// Approved figures of these indicators and periods.
pub fn entered(
    conn: &mut Conn,
    scope: &Scope,
    indicators: &[&str],
    periods: &[String],
) -> Result<Vec<Entered>> {
    sql(
        "SELECT v.indicator, v.path, a.level, v.period, v.numerator_e4, v.denominator_e4
         FROM indicator_value v JOIN area a ON a.id = v.area_id
         WHERE v.state IN ('approved', 'locked') AND v.indicator IN ",
    )
    .list(indicators.iter().copied())
    .text(" AND v.period IN ")
    .list(periods.iter().map(String::as_str))
    .text(" AND ")
    .push(scope.condition("v.path"))
    .all(conn)
}

/// Targets of these indicators and periods, of areas that lie in the scope or around it: what an area shall reach is
/// known to all who work in it.
pub fn targets(
    conn: &mut Conn,
    scope: &Scope,
    indicators: &[&str],
    periods: &[String],
) -> Result<Vec<Target>> {
    sql("SELECT indicator, area_id, period, value_e4 FROM indicator_target WHERE indicator IN ")
        .list(indicators.iter().copied())
        .text(" AND period IN ")
        .list(periods.iter().map(String::as_str))
        .text(" AND ")
        .push(scope.condition_touching("path"))
        .all(conn)
}

/// How often something happened in the scope from one day to another, by unit; nothing for a name that is no event.
pub fn events(
    conn: &mut Conn,
    scope: &Scope,
    measure: &str,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Count>> {
    // Money is of its fiscal year, summed from the year's beginning.
    let funds = match measure {
        "funds_allotted" => Some("t.allotted_vnd - t.passed_on_vnd"),
        "funds_disbursed" => Some("t.disbursed_vnd + t.settled_vnd"),
        _ => None,
    };
    if let Some(sum) = funds {
        return sql(&format!(
            "SELECT l.path, CAST(SUM({sum}) AS BIGINT) AS n FROM budget_turnover t
             JOIN budget_line l ON l.province_id = t.province_id AND l.id = t.line_id WHERE l.year = ? AND t.month <= ? AND "
        ))
        .bind(from.year())
        .bind(to.format("%Y-%m").to_string())
        .push(scope.condition("l.path"))
        .text(" GROUP BY l.path")
        .all(conn);
    }
    let rounds =
        "SELECT r.path, COUNT(*) AS n FROM review_round r WHERE r.kind = 'yearly' AND r.state <> 'cancelled'
        AND r.opened_on BETWEEN ? AND ?";
    let complaints = "SELECT r.path, COUNT(*) AS n FROM review_complaint c
        JOIN review_round r ON r.province_id = c.province_id AND r.id = c.round_id WHERE c.received_on BETWEEN ? AND ?";
    let reports = "SELECT r.path, COUNT(*) AS n FROM report r WHERE r.due_on BETWEEN ? AND ?";
    let visits = "SELECT r.path, COUNT(*) AS n FROM visit_plan_area r
        JOIN visit_plan_item i ON i.province_id = r.province_id AND i.plan_id = r.plan_id AND i.n = r.n
        JOIN visit_plan p ON p.province_id = r.province_id AND p.id = r.plan_id
        WHERE p.state = 'issued' AND i.due_on BETWEEN ? AND ?";
    let visited = " AND EXISTS (SELECT 1 FROM visit v
        JOIN visit_area a ON a.province_id = v.province_id AND a.visit_id = v.id AND a.area_id = r.area_id
        WHERE v.province_id = r.province_id AND v.plan_id = r.plan_id AND v.plan_item = r.n
          AND v.state IN ('reporting', 'closed'))";
    let recommendations =
        "SELECT r.path, COUNT(*) AS n FROM visit_recommendation r WHERE r.due_on BETWEEN ? AND ?";
    let in_time = " AND r.done_on <= r.due_on AND r.state IN ('done', 'verified')";
    let (text, also): (&str, &str) = match measure {
        "visits_due" => (visits, ""),
        "visits_done" => (visits, visited),
        "recommendations_due" => (recommendations, ""),
        "recommendations_in_time" => (recommendations, in_time),
        "review_rounds" => (rounds, ""),
        "review_rounds_recognised" => (rounds, " AND r.state = 'recognised'"),
        "complaints" => (complaints, ""),
        "complaints_in_time" => (complaints, " AND c.decided_on <= c.due_on"),
        "complaints_upheld" => (complaints, " AND c.outcome = 'upheld'"),
        "reports_due" => (reports, ""),
        "reports_in_time" => (reports, " AND r.first_submitted_on <= r.due_on"),
        _ => return Ok(Vec::new()),
    };
    sql(text)
        .bind(from)
        .bind(to)
        .text(also)
        .text(" AND ")
        .push(scope.condition("r.path"))
        .text(" GROUP BY r.path")
        .all(conn)
}

/// The version of all that [`events`] counts in a scope; equal texts mean equal counts.
pub fn events_version(conn: &mut Conn, scope: &Scope) -> Result<String> {
    Ok(sql("SELECT CAST(COALESCE(SUM(r.version), 0) AS TEXT) || '.' || CAST(COUNT(*) AS TEXT) || '.' ||
             CAST(COALESCE(SUM((SELECT COUNT(*) + COUNT(c.decided_on) FROM review_complaint c
               WHERE c.province_id = r.province_id AND c.round_id = r.id)), 0) AS TEXT) || '.' ||
             (SELECT CAST(COALESCE(SUM(r.version), 0) AS TEXT) || '.' || CAST(COUNT(*) AS TEXT) FROM report r WHERE ")
        .push(scope.condition("r.path"))
        .text(") AS t FROM review_round r WHERE ")
        .push(scope.condition("r.path"))
        .texts(conn)?
        .pop()
        .unwrap_or_default())
}

/// Paths of the units of a level that exist on a day in the scope and one of some subtrees.
pub fn units(conn: &mut Conn, scope: &Scope, level: &str, on: NaiveDate) -> Result<Vec<String>> {
    sql("SELECT path AS t FROM area WHERE level = ? AND exists_from <= ? AND (exists_to IS NULL OR exists_to > ?) AND ")
        .bind(level)
        .bind(on)
        .bind(on)
        .push(scope.condition("path"))
        .text(" ORDER BY path")
        .texts(conn)
}

/// Households that moved from one class to another.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Flow {
    /// The class before, or `none`.
    #[diesel(sql_type = Text)]
    pub from_class: String,
    /// The class of the year, or `none`.
    #[diesel(sql_type = Text)]
    pub class: String,
    /// Households.
    #[diesel(sql_type = BigInt)]
    pub households: i64,
}

/// From which class to which the households of a year's register came.
pub fn flows(conn: &mut Conn, scope: &Scope, year: i64) -> Result<Vec<Flow>> {
    sql(
        "SELECT CAST(from_class AS TEXT) AS from_class, CAST(class AS TEXT) AS class,
           CAST(SUM(households) AS BIGINT) AS households
         FROM poverty_cube WHERE year = ? AND ",
    )
    .bind(year)
    .push(scope.condition("path"))
    .text(" GROUP BY from_class, class ORDER BY from_class, class")
    .all(conn)
}

/// The subtrees of some units and of all that they, or what lies in them, went into later, wholly or in part.
pub fn with_successors(conn: &mut Conn, ids: &[String]) -> Result<Vec<String>> {
    let below = |conn: &mut Conn, paths: &[String]| -> Result<Vec<String>> {
        sql("SELECT s.successor_id AS t FROM area_succession s JOIN area a ON a.id = s.predecessor_id WHERE ")
            .push(lies_in("a.path", paths.iter().map(String::as_str)))
            .texts(conn)
    };
    let mut out: Vec<String> = Vec::new();
    let mut fresh = paths_of(conn, ids)?;
    while !fresh.is_empty() {
        let next = below(conn, &fresh)?;
        out.append(&mut fresh);
        fresh = paths_of(conn, &next)?;
        fresh.retain(|path| !out.iter().any(|known| path.starts_with(known.as_str())));
        fresh.sort();
        fresh.dedup();
    }
    Ok(out)
}

fn paths_of(conn: &mut Conn, ids: &[String]) -> Result<Vec<String>> {
    sql("SELECT path AS t FROM area WHERE id IN ")
        .list(ids.iter().map(String::as_str))
        .texts(conn)
}
