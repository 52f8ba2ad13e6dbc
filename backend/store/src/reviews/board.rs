//! How far the reviews of an area are, what waits for somebody, and what papers need to know of a round or a decision
//! at once.

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Nullable, Text};

use super::recognise::Recognition;
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
    /// A class that the household of a case had in a year before the review.
    Past {
        /// The household.
        household_id: String = Text,
        /// The class.
        class: String = Text,
    }
    /// The ethnicity of the head of a case's household.
    Ethnicity {
        /// The household.
        household_id: String = Text,
        /// The ethnicity.
        ethnicity: Option<String> = Nullable<Text>,
    }
    /// A household as a decision has it.
    Recognised {
        /// The household.
        household_id: String = Text,
        /// The village's path, or the commune's where the village is not known.
        path: String = Text,
        /// Name of the head.
        head_name: String = Text,
        /// The head's name without accents.
        search_key: String = Text,
        /// Members.
        member_count: i64 = BigInt,
        /// Ethnicity of the head.
        ethnicity: Option<String> = Nullable<Text>,
        /// The class before: of a review as it was listed, of a correction what the register said.
        previous_class: Option<String> = Nullable<Text>,
        /// The class that the decision gives.
        class: String = Text,
        /// The movement.
        movement: Option<String> = Nullable<Text>,
        /// Points of form B1.
        b1: Option<i64> = Nullable<BigInt>,
        /// Points of form B2.
        b2: Option<i64> = Nullable<BigInt>,
        /// Bits of the deprived indicators.
        deprivations: Option<i64> = Nullable<BigInt>,
    }
    /// A member of a household that has a certificate.
    CertificateMember {
        /// The household.
        household_id: String = Text,
        /// The name.
        name: String = Text,
        /// male or female.
        sex: Option<String> = Nullable<Text>,
        /// The day of birth, as far as it is known.
        birth_date: Option<NaiveDate> = Nullable<Date>,
        /// The ethnicity.
        ethnicity: Option<String> = Nullable<Text>,
        /// head, spouse, child, parent, grandchild, sibling or other.
        relation: String = Text,
    }
    /// Recognised households of a commune by class and movement.
    RecognisedSum {
        /// The commune-level unit's path.
        path: String = Text,
        /// The class.
        class: String = Text,
        /// The movement.
        movement: Option<String> = Nullable<Text>,
        /// Households.
        households: i64 = BigInt,
        /// Members.
        members: i64 = BigInt,
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
         JOIN review_round r ON r.province_id = p.province_id AND r.id = p.round_id
         WHERE p.outcome IS NULL AND r.state = 'posting' AND p.province_id IN ",
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

/// The classes that the households of a round read within a scope had before it, by household, the last one last: from
/// these a recognition derives the movements.
pub fn pasts(conn: &mut Conn, round: &Round) -> Result<Vec<Past>> {
    let mut query = sql(
        "SELECT y.household_id, y.class FROM household_year y WHERE y.class IS NOT NULL
           AND (y.year < ?",
    )
    .bind(round.year);
    if round.state != "recognised" {
        query = query
            .text(" OR (y.year = ? AND y.state = 'recognised')")
            .bind(round.year);
    }
    query
        .text(
            ") AND (y.province_id, y.household_id) IN (SELECT c.household_province, c.household_id
               FROM review_case c WHERE c.province_id = ? AND c.round_id = ?) ORDER BY y.household_id, y.year",
        )
        .bind(round.province_id.as_str())
        .bind(round.id.as_str())
        .all(conn)
}

/// The ethnicities of the heads of a round's households, for its sums.
pub fn ethnicities(conn: &mut Conn, scope: &Scope, round: &Round) -> Result<Vec<Ethnicity>> {
    let here = if scope.covers(&round.path) {
        sql("1 = 1")
    } else {
        scope.condition("c.path")
    };
    sql("SELECT c.household_id, h.ethnicity
         FROM review_case c JOIN household h ON h.province_id = c.household_province AND h.id = c.household_id
         WHERE c.province_id = ? AND c.round_id = ? AND ")
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .push(here)
    .all(conn)
}

/// The households of a decision read within a scope, as it recognised them: later corrections don't change that.
pub fn recognised(conn: &mut Conn, decision: &Recognition) -> Result<Vec<Recognised>> {
    // What a correction changes: the period before it in the year, or what closed the register of the year.
    let before = if decision.corrects_id.is_some() {
        "COALESCE((SELECT q.class FROM class_period q WHERE q.province_id = p.province_id
             AND q.household_id = p.household_id AND q.year = p.year AND q.id < p.id ORDER BY q.id DESC LIMIT 1),
           (SELECT z.class FROM household_year z WHERE z.province_id = p.province_id
             AND z.household_id = p.household_id AND z.year < p.year AND z.class IN ('average', 'other')
             ORDER BY z.year DESC LIMIT 1), 'other')"
    } else {
        "c.previous_class"
    };
    sql(&format!(
        "SELECT p.household_id, COALESCE(c.path, y.path, h.path) AS path, h.head_name, h.search_key,
           COALESCE(y.member_count, h.member_count) AS member_count, h.ethnicity, {before} AS previous_class, p.class,
           p.movement, COALESCE(c.b1, y.b1) AS b1, COALESCE(c.b2, y.b2) AS b2,
           COALESCE(c.deprivations, y.deprivations) AS deprivations
         FROM class_period p JOIN household h ON h.province_id = p.province_id AND h.id = p.household_id
           LEFT JOIN household_year y ON y.province_id = p.province_id AND y.year = p.year
             AND y.household_id = p.household_id
           LEFT JOIN review_case c ON c.province_id = p.recognition_province AND c.round_id = ?
             AND c.household_id = p.household_id
         WHERE p.recognition_province = ? AND p.recognition_id = ? ORDER BY h.search_key, p.household_id"
    ))
    .bind(decision.round_id.as_str())
    .bind(decision.province_id.as_str())
    .bind(decision.id.as_str())
    .all(conn)
}

/// Who belonged to the households on the day that a decision read within a scope gave them certificates, by
/// household; or to one of them.
pub fn certificate_members(
    conn: &mut Conn,
    decision: &Recognition,
    household: Option<&str>,
) -> Result<Vec<CertificateMember>> {
    let mut query = sql(
        "SELECT m.household_id, m.name, m.sex, m.birth_date, m.ethnicity, m.relation
         FROM certificate t JOIN member m ON m.province_id = t.household_province AND m.household_id = t.household_id
         WHERE t.province_id = ? AND t.recognition_id = ? AND (m.joined_on IS NULL OR m.joined_on <= t.issued_on)
           AND (m.left_on IS NULL OR m.left_on > t.issued_on)",
    )
    .bind(decision.province_id.as_str())
    .bind(decision.id.as_str());
    if let Some(household) = household {
        query = query.text(" AND t.household_id = ?").bind(household);
    }
    query.text(" ORDER BY m.household_id, m.position, m.id").all(conn)
}

/// What the registers of a year say of recognised households of the scope, after all corrections: the poor, the
/// near-poor, and whoever moved.
pub fn recognised_sums(conn: &mut Conn, scope: &Scope, year: i64) -> Result<Vec<RecognisedSum>> {
    sql(
        "SELECT CAST(a.path AS TEXT) AS path, y.class, y.movement, COUNT(*) AS households,
           CAST(SUM(y.member_count) AS BIGINT) AS members
         FROM household_year y JOIN area a ON a.id = y.commune_id
         WHERE y.year = ? AND y.state = 'recognised' AND y.class IS NOT NULL
           AND (y.class IN ('poor', 'near_poor') OR y.movement IS NOT NULL) AND y.province_id IN ",
    )
    .bind(year)
    .list(scope.province_list())
    .text(" AND ")
    .push(scope.condition("y.path"))
    .text(" GROUP BY a.path, y.class, y.movement ORDER BY a.path, y.class, y.movement")
    .all(conn)
}
