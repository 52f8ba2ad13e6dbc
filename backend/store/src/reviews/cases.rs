//! Cases: the list of households of a round, who surveys them, what was found, and the second look at it.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamp};
use giamngheo_rules::calendar::add_working_days;
use giamngheo_rules::review::{Act, Kind, Origin, Step};
use giamngheo_rules::sample;
use serde_json::{Value, json};

use super::open::lock_lists;
use super::round::{Round, dated, get as get_round, log, may, recount_one, worked};
use crate::Conn;
use crate::error::{Error, Result};
use crate::households::{self, NewSurvey};
use crate::id::{new_code, now};
use crate::scope::Scope;
use crate::sql::{Sql, row, sql};

row! {
    /// A case with its household's name and place.
    Case {
        /// Tenant key: the province's code.
        province_id: String = Text,
        /// The round.
        round_id: String = Text,
        /// The household's own tenant key.
        household_province: String = Text,
        /// The household.
        household_id: String = Text,
        /// The village's path, or the commune's where the village is not known.
        path: String = Text,
        /// carried, requested or added.
        origin: String = Text,
        /// Code of the reason, where the procedure has some.
        reason_code: Option<String> = Nullable<Text>,
        /// Why it was added.
        reason: Option<String> = Nullable<Text>,
        /// Who asked for it.
        requester: Option<String> = Nullable<Text>,
        /// The day of the request.
        requested_on: Option<NaiveDate> = Nullable<Date>,
        /// By it the family follows its case.
        tracking_code: String = Text,
        /// The class before.
        previous_class: Option<String> = Nullable<Text>,
        /// listed, drafted, surveyed, returned, read, agreed, not_agreed, recognised or withdrawn.
        state: String = Text,
        /// Who surveys it.
        enumerator_id: Option<String> = Nullable<Text>,
        /// The enumerator's name.
        enumerator_name: Option<String> = Nullable<Text>,
        /// An unfinished survey, as JSON.
        draft: Option<String> = Nullable<Text>,
        /// Who left it.
        draft_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        draft_at: Option<NaiveDateTime> = Nullable<Timestamp>,
        /// The survey that counts.
        survey_id: Option<String> = Nullable<Text>,
        /// Its day.
        surveyed_on: Option<NaiveDate> = Nullable<Date>,
        /// Who entered it.
        surveyed_by: Option<String> = Nullable<Text>,
        /// That user's name.
        surveyor_name: Option<String> = Nullable<Text>,
        /// The class found.
        class: Option<String> = Nullable<Text>,
        /// Points of form B1.
        b1: Option<i64> = Nullable<BigInt>,
        /// Points of form B2.
        b2: Option<i64> = Nullable<BigInt>,
        /// Bits of the deprived indicators.
        deprivations: Option<i64> = Nullable<BigInt>,
        /// What contradicts itself, as JSON.
        flags: String = Text,
        /// How many flags.
        flag_count: i64 = BigInt,
        /// Who read it a second time.
        reader_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        read_at: Option<NaiveDateTime> = Nullable<Timestamp>,
        /// What the reader noted.
        read_note: Option<String> = Nullable<Text>,
        /// Whether it is in the sample for spot checks.
        sampled: bool = Bool,
        /// The day of the spot check.
        check_on: Option<NaiveDate> = Nullable<Date>,
        /// Who made it.
        checker_name: Option<String> = Nullable<Text>,
        /// The class it found.
        check_class: Option<String> = Nullable<Text>,
        /// Points of B1 it found.
        check_b1: Option<i64> = Nullable<BigInt>,
        /// Points of B2 it found.
        check_b2: Option<i64> = Nullable<BigInt>,
        /// Bits of the indicators it found.
        check_deprivations: Option<i64> = Nullable<BigInt>,
        /// Remarks.
        check_note: Option<String> = Nullable<Text>,
        /// The meeting that voted on it.
        meeting_id: Option<String> = Nullable<Text>,
        /// Votes in favour.
        in_favour: Option<i64> = Nullable<BigInt>,
        /// What the meeting said of it.
        meeting_note: Option<String> = Nullable<Text>,
        /// Whether its result must be posted again.
        unposted: bool = Bool,
        /// Why it was taken off.
        withdrawn_reason: Option<String> = Nullable<Text>,
        /// The movement that was recognised.
        movement: Option<String> = Nullable<Text>,
        /// For optimistic locking.
        version: i64 = BigInt,
        /// Name of the head.
        head_name: String = Text,
        /// The head's name without accents.
        search_key: String = Text,
        /// Members.
        member_count: i64 = BigInt,
        /// House number, street, hamlet.
        address: Option<String> = Nullable<Text>,
        /// The code in the officers' books.
        external_id: Option<String> = Nullable<Text>,
        /// Whether the household is still one: active, moved_out, dissolved or merged.
        household_status: String = Text,
        /// Where it is today.
        household_path: String = Text,
    }
    /// What a household was found to be in a year.
    YearFinding {
        /// The class.
        class: String = Text,
        /// Points of form B1.
        b1: Option<i64> = Nullable<BigInt>,
        /// Points of form B2.
        b2: Option<i64> = Nullable<BigInt>,
        /// Bits of the deprived indicators.
        deprivations: Option<i64> = Nullable<BigInt>,
    }
    FrameRow {
        household_id: String = Text,
        path: String = Text,
    }
    /// How far a village of a round is.
    VillageRow {
        /// The village's path, or the commune's where the village is not known.
        path: String = Text,
        /// Cases.
        total: i64 = BigInt,
        /// With a survey.
        surveyed: i64 = BigInt,
        /// Agreed on.
        agreed: i64 = BigInt,
        /// The enumerator, when there is but one.
        enumerator_id: Option<String> = Nullable<Text>,
        /// How many enumerators.
        enumerators: i64 = BigInt,
    }
}

const CASE: &str = "SELECT c.province_id, c.round_id, c.household_province, c.household_id, c.path, c.origin, c.reason_code, c.reason,
    c.requester, c.requested_on, c.tracking_code, c.previous_class, c.state, c.enumerator_id,
    ue.full_name AS enumerator_name, c.draft, ud.full_name AS draft_name, c.draft_at, c.survey_id, c.surveyed_on,
    c.surveyed_by, us.full_name AS surveyor_name, c.class, c.b1, c.b2, c.deprivations, c.flags, c.flag_count,
    ur.full_name AS reader_name, c.read_at, c.read_note, c.sampled, c.check_on, uc.full_name AS checker_name,
    c.check_class, c.check_b1, c.check_b2, c.check_deprivations, c.check_note, c.meeting_id, c.in_favour,
    c.meeting_note, c.unposted, c.withdrawn_reason, c.movement, c.version, h.head_name, h.search_key, h.member_count,
    h.address, h.external_id, h.status AS household_status, h.path AS household_path
  FROM review_case c JOIN household h ON h.province_id = c.household_province AND h.id = c.household_id
    LEFT JOIN app_user ue ON ue.id = c.enumerator_id LEFT JOIN app_user ud ON ud.id = c.draft_by
    LEFT JOIN app_user us ON us.id = c.surveyed_by LEFT JOIN app_user ur ON ur.id = c.read_by
    LEFT JOIN app_user uc ON uc.id = c.check_by";

/// Which cases.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// In one of these states; empty is all but those withdrawn.
    pub states: Vec<String>,
    /// In this village (its path).
    pub path: Option<String>,
    /// Of this enumerator.
    pub enumerator_id: Option<String>,
    /// Without an enumerator.
    pub unassigned: bool,
    /// Found to be of one of these classes.
    pub classes: Vec<String>,
    /// With flags.
    pub flagged: bool,
    /// In the sample.
    pub sampled: bool,
    /// Part of the head's name, folded.
    pub q: Option<String>,
}

/// Where a page of cases ends: village, name, household.
pub type CaseKeys = (String, String, String);

impl Case {
    /// Its place in the list.
    pub fn keys(&self) -> CaseKeys {
        (
            self.path.clone(),
            self.search_key.clone(),
            self.household_id.clone(),
        )
    }
}

/// The scope's cases of a round by village and name; after the given keys.
pub fn cases(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    filter: &CaseFilter,
    after: Option<&CaseKeys>,
    limit: i64,
) -> Result<Vec<Case>> {
    let mut query = sql(CASE)
        .text(" WHERE c.province_id = ? AND c.round_id = ? AND ")
        .bind(round.province_id.as_str())
        .bind(round.id.as_str())
        .push(within(scope, round));
    query = if filter.states.is_empty() {
        query.text(" AND c.state <> 'withdrawn'")
    } else {
        query.text(" AND c.state IN ").list(filter.states.clone())
    };
    if let Some(path) = &filter.path {
        query = query.text(" AND c.path = ?").bind(path.as_str());
    }
    if let Some(enumerator) = &filter.enumerator_id {
        query = query.text(" AND c.enumerator_id = ?").bind(enumerator.as_str());
    }
    if filter.unassigned {
        query = query.text(" AND c.enumerator_id IS NULL");
    }
    if !filter.classes.is_empty() {
        query = query.text(" AND c.class IN ").list(filter.classes.clone());
    }
    if filter.flagged {
        query = query.text(" AND c.flag_count > 0");
    }
    if filter.sampled {
        query = query.text(" AND c.sampled");
    }
    if let Some(q) = &filter.q {
        query = query
            .text(" AND h.search_key LIKE ?")
            .bind(format!("%{}%", q.replace(['%', '_'], "")));
    }
    if let Some((path, name, id)) = after {
        query = query
            .text(
                " AND (c.path > ? OR (c.path = ? AND h.search_key > ?)
                 OR (c.path = ? AND h.search_key = ? AND c.household_id > ?))",
            )
            .bind(path.as_str())
            .bind(path.as_str())
            .bind(name.as_str())
            .bind(path.as_str())
            .bind(name.as_str())
            .bind(id.as_str());
    }
    query
        .text(" ORDER BY c.path, h.search_key, c.household_id LIMIT ?")
        .bind(limit)
        .all(conn)
}

/// Whoever sees the whole commune sees all of its round, those of a unit before a merger too; others their part.
fn within(scope: &Scope, round: &Round) -> Sql {
    if scope.covers(&round.path) {
        sql("1 = 1")
    } else {
        scope.condition("c.path")
    }
}

/// One case of the scope. Errors: not there, or out of it.
pub fn case(conn: &mut Conn, scope: &Scope, round: &Round, household_id: &str) -> Result<Case> {
    sql(CASE)
        .text(" WHERE c.province_id = ? AND c.round_id = ? AND c.household_id = ? AND ")
        .bind(round.province_id.as_str())
        .bind(round.id.as_str())
        .bind(household_id)
        .push(within(scope, round))
        .one(conn)
}

/// How far the villages of a round are: path, cases, surveyed, agreed, and the enumerator if it is one alone.
pub fn villages(conn: &mut Conn, scope: &Scope, round: &Round) -> Result<Vec<VillageRow>> {
    sql("SELECT c.path, COUNT(*) AS total,
           CAST(SUM(CASE WHEN c.state IN ('listed', 'drafted') THEN 0 ELSE 1 END) AS BIGINT) AS surveyed,
           CAST(SUM(CASE WHEN c.state IN ('agreed', 'recognised') THEN 1 ELSE 0 END) AS BIGINT) AS agreed,
           CAST(MIN(c.enumerator_id) AS TEXT) AS enumerator_id, COUNT(DISTINCT c.enumerator_id) AS enumerators
         FROM review_case c WHERE c.province_id = ? AND c.round_id = ? AND c.state <> 'withdrawn' AND ")
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .push(within(scope, round))
    .text(" GROUP BY c.path ORDER BY c.path")
    .all(conn)
}

/// A household to be reviewed.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// The household.
    pub household_id: String,
    /// requested or added.
    pub origin: Origin,
    /// Code of the reason, where the procedure has some.
    pub reason_code: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Who asks.
    pub requester: Option<String>,
    /// The day of the request.
    pub requested_on: Option<NaiveDate>,
}

/// What a household was found to be in the last year before this one that has a class.
pub fn class_of_year(
    conn: &mut Conn,
    province: &str,
    household: &str,
    before: i64,
) -> Result<Option<YearFinding>> {
    sql("SELECT class, b1, b2, deprivations FROM household_year
         WHERE province_id = ? AND household_id = ? AND year < ? AND class IS NOT NULL ORDER BY year DESC LIMIT 1")
    .bind(province)
    .bind(household)
    .bind(before)
    .first(conn)
}

/// Puts a household on a locked round's list. Errors: it is there already or in another open round, not of this
/// commune, no longer active; out of order; the date.
pub fn add(conn: &mut Conn, scope: &Scope, round: &Round, new: &NewCase, today: NaiveDate) -> Result<Case> {
    may(conn, scope, round, Act::AddCase, today)?;
    if let Some(on) = new.requested_on
        && on > today
    {
        return Err(Error::field(
            "/requested_on",
            "in_future",
            "ngày ở tương lai",
            "the day is in the future",
        ));
    }
    put(conn, scope, round, new)?;
    hurry(conn, round, new.requested_on)?;
    log(
        conn,
        scope,
        round,
        Act::AddCase,
        round.state()?,
        new.requested_on.filter(|on| *on >= round.since).unwrap_or(today),
        &json!({ "household": new.household_id, "origin": new.origin, "reason_code": new.reason_code }),
    )?;
    recount_one(conn, round)?;
    case(conn, scope, round, &new.household_id)
}

/// During the year the time as a whole runs from the request, whenever the round was opened.
fn hurry(conn: &mut Conn, round: &Round, requested_on: Option<NaiveDate>) -> Result<()> {
    let whole = round.procedure()?.total_working_days.as_ref().map(|t| t.value);
    let (Some(day), Some(days)) = (requested_on, whole) else {
        return Ok(());
    };
    let end = add_working_days(day, days);
    for column in ["closes_on", "due_on"] {
        sql(&format!(
            "UPDATE review_round SET {column} = ? WHERE province_id = ? AND id = ? AND {column} > ?"
        ))
        .bind(end)
        .bind(round.province_id.as_str())
        .bind(round.id.as_str())
        .bind(end)
        .run(conn)?;
    }
    Ok(())
}

/// Puts a household on the list, whatever the step.
pub(super) fn put(conn: &mut Conn, scope: &Scope, round: &Round, new: &NewCase) -> Result<()> {
    let household = match households::get(conn, scope, &new.household_id) {
        Err(Error::NotFound) => None,
        found => Some(found?),
    };
    // Of the commune, or of a unit that went into it whole.
    let paths = crate::areas::subtrees(conn, &round.commune_id)?;
    let of_commune = household
        .as_ref()
        .is_some_and(|h| paths.iter().any(|p| h.path.starts_with(p)));
    let Some(household) = household.filter(|_| of_commune) else {
        return Err(Error::field(
            "/household_id",
            "unknown",
            "không có hộ này trong xã",
            "the commune has no such household",
        ));
    };
    if household.status != "active" {
        return Err(Error::field(
            "/household_id",
            "not_active",
            "hộ không còn được quản lý",
            "the household is no longer active",
        ));
    }
    lock_lists(conn, &round.province_id)?;
    let standing = sql("SELECT r.id AS t FROM review_case c JOIN review_round r
           ON r.province_id = c.province_id AND r.id = c.round_id
         WHERE c.household_province = ? AND c.household_id = ? AND c.state <> 'withdrawn'
           AND (r.id = ? OR r.state NOT IN ('recognised', 'cancelled'))")
    .bind(household.province_id.as_str())
    .bind(new.household_id.as_str())
    .bind(round.id.as_str())
    .texts(conn)?;
    if let Some(other) = standing.first() {
        let (code, vi, en) = if *other == round.id {
            (
                "listed_already",
                "hộ đã có trong danh sách",
                "the household is on the list already",
            )
        } else {
            (
                "in_another_round",
                "hộ đang được rà soát ở một đợt khác",
                "the household is in another open round",
            )
        };
        return Err(Error::field("/household_id", code, vi, en));
    }
    let before = class_of_year(
        conn,
        &household.province_id,
        &new.household_id,
        round.year + i64::from(round.kind == "during_year"),
    )?;
    // One that was taken off comes back: under its code, in the sample if it was drawn, to be surveyed anew.
    let back = sql("UPDATE review_case SET state = 'listed', origin = ?, reason_code = ?, reason = ?, requester = ?,
           requested_on = ?, withdrawn_reason = NULL, survey_id = NULL, surveyed_on = NULL, surveyed_by = NULL,
           class = NULL, b1 = NULL, b2 = NULL, deprivations = NULL, flags = '[]', flag_count = 0, read_by = NULL,
           read_at = NULL, read_note = NULL, meeting_id = NULL, in_favour = NULL, meeting_note = NULL,
           draft = NULL, draft_by = NULL, draft_at = NULL, check_on = NULL, check_by = NULL, check_class = NULL,
           check_b1 = NULL, check_b2 = NULL, check_deprivations = NULL, check_note = NULL, path = ?,
           version = version + 1, updated_at = ?
         WHERE province_id = ? AND round_id = ? AND household_id = ? AND state = 'withdrawn'")
    .bind(new.origin.code())
    .bind(new.reason_code.clone())
    .bind(new.reason.clone())
    .bind(new.requester.clone())
    .bind(new.requested_on)
    .bind(household.path.as_str())
    .bind(now())
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .bind(new.household_id.as_str())
    .run(conn)?;
    if back > 0 {
        return Ok(());
    }
    sql("INSERT INTO review_case (province_id, round_id, household_province, household_id, path, origin, reason_code, reason, requester,
           requested_on, tracking_code, previous_class, state, flags, flag_count, sampled, unposted, version, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'listed', '[]', 0, ?, ?, 1, ?)")
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .bind(household.province_id.as_str())
    .bind(new.household_id.as_str())
    .bind(household.path.as_str())
    .bind(new.origin.code())
    .bind(new.reason_code.clone())
    .bind(new.reason.clone())
    .bind(new.requester.clone())
    .bind(new.requested_on)
    .bind(new_code())
    .bind(before.map(|b| b.class))
    .bind(false)
    .bind(false)
    .bind(now())
    .run(conn)?;
    Ok(())
}

/// Changes columns of a case at its version. Errors: stale.
fn change(conn: &mut Conn, case: &Case, version: i64, columns: Sql) -> Result<()> {
    let touched = sql("UPDATE review_case SET version = version + 1, updated_at = ?, ")
        .bind(now())
        .push(columns)
        .text(" WHERE province_id = ? AND round_id = ? AND household_id = ? AND version = ?")
        .bind(case.province_id.as_str())
        .bind(case.round_id.as_str())
        .bind(case.household_id.as_str())
        .bind(version)
        .run(conn)?;
    if touched == 0 {
        return Err(Error::Stale {
            current: case.version,
        });
    }
    Ok(())
}

fn is_ended(case: &Case) -> Result<()> {
    if matches!(case.state.as_str(), "withdrawn" | "recognised") {
        return Err(Error::conflict(
            "case_ended",
            "Hộ đã được đưa ra khỏi danh sách hoặc đã được công nhận.",
            "The household was taken off the list or is recognised.",
        ));
    }
    Ok(())
}

/// Takes a household off a locked round's list; it stays in the records with the reason.
pub fn withdraw(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    household_id: &str,
    version: i64,
    reason: &str,
    today: NaiveDate,
) -> Result<Case> {
    let case_now = case(conn, scope, round, household_id)?;
    may(conn, scope, round, Act::WithdrawCase, today)?;
    is_ended(&case_now)?;
    let paths = crate::areas::subtrees(conn, &round.commune_id)?;
    let lives_here = paths.iter().any(|p| case_now.household_path.starts_with(p));
    let gone = case_now.household_status != "active" || !lives_here;
    if !gone && round.state == Step::Posting.code() {
        return Err(Error::conflict(
            "posted",
            "Danh sách đang niêm yết: chỉ đưa ra hộ đã chuyển đi, nhập hộ hoặc không còn; việc khác thì qua khiếu nại.",
            "The list is up: only a household that moved or is no more is taken off; the rest goes by complaint.",
        ));
    }
    let listed = case_now.origin == Origin::Carried.code()
        || matches!(case_now.previous_class.as_deref(), Some("poor" | "near_poor"));
    if !gone && listed && round.kind == Kind::Yearly.code() {
        return Err(Error::conflict(
            "on_the_list",
            "Hộ đang trong danh sách hộ nghèo, hộ cận nghèo của xã thì phải được rà soát. Nếu hộ đã chuyển đi, nhập hộ hoặc không còn, hãy ghi biến động ở trang của hộ trước.",
            "A household on the present list must be reviewed. If it moved, merged or is no more, say so on its page first.",
        ));
    }
    change(
        conn,
        &case_now,
        version,
        sql("state = 'withdrawn', withdrawn_reason = ?").bind(reason),
    )?;
    log(
        conn,
        scope,
        round,
        Act::WithdrawCase,
        round.state()?,
        today,
        &json!({ "household": household_id }),
    )?;
    recount_one(conn, round)?;
    case(conn, scope, round, household_id)
}

/// Gives cases of a locked round to an enumerator (none takes them back): those named, or a whole village. Returns
/// how many. The caller has checked that the user may survey there.
pub fn assign(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    path: Option<&str>,
    households: &[String],
    enumerator_id: Option<&str>,
    today: NaiveDate,
) -> Result<i64> {
    may(conn, scope, round, Act::Assign, today)?;
    let of_round = |start: &str| {
        let mut query = sql(start)
            .text(" WHERE province_id = ? AND round_id = ? AND state <> 'withdrawn'")
            .bind(round.province_id.as_str())
            .bind(round.id.as_str());
        if let Some(path) = path {
            query = query.text(" AND path = ?").bind(path);
        }
        if !households.is_empty() {
            query = query.text(" AND household_id IN ").list(households.to_vec());
        }
        query
    };
    let named = of_round("SELECT COUNT(*) AS n FROM review_case").number(conn)?;
    let distinct: std::collections::BTreeSet<&String> = households.iter().collect();
    if !households.is_empty() && named != distinct.len() as i64 {
        return Err(Error::field(
            "/household_ids",
            "unknown",
            "có hộ không có trong danh sách của đợt rà soát",
            "some households are not on the round's list",
        ));
    }
    // Only those that change hands, and whoever has one of them open is told.
    let touched = sql(
        "UPDATE review_case SET enumerator_id = ?, version = version + 1, updated_at = ?
         WHERE (enumerator_id IS NULL OR ? IS NULL OR enumerator_id <> ?)
           AND (province_id, round_id, household_id) IN (",
    )
    .bind(enumerator_id.map(str::to_owned))
    .bind(now())
    .bind(enumerator_id.map(str::to_owned))
    .bind(enumerator_id.map(str::to_owned))
    .push(of_round(
        "SELECT province_id, round_id, household_id FROM review_case",
    ))
    .text(")")
    .run(conn)? as i64;
    log(
        conn,
        scope,
        round,
        Act::Assign,
        round.state()?,
        today,
        &json!({ "enumerator": enumerator_id, "cases": named, "changed": touched }),
    )?;
    recount_one(conn, round)?;
    Ok(named)
}

/// Whether a case may be surveyed now: at the survey all of them, later those that must be done again.
fn is_open(conn: &mut Conn, round: &Round, case: &Case) -> Result<()> {
    is_ended(case)?;
    let open = match round.state()?.step() {
        Some(Step::Survey) => true,
        // What the village did not agree on, and what was surveyed anew since.
        Some(Step::Meeting) => case.state != "agreed",
        Some(Step::Posting) => {
            sql("SELECT COUNT(*) AS n FROM review_complaint
                 WHERE province_id = ? AND round_id = ? AND household_id = ? AND outcome IS NULL")
            .bind(case.province_id.as_str())
            .bind(case.round_id.as_str())
            .bind(case.household_id.as_str())
            .number(conn)?
                > 0
        }
        _ => false,
    };
    if open {
        return Ok(());
    }
    Err(Error::conflict(
        "case_closed",
        "Hộ này không cần khảo sát lại ở bước hiện tại: sau khảo sát chỉ làm lại hộ họp dân chưa nhất trí hoặc có khiếu nại.",
        "This household is not to be surveyed again at this step: after the survey only those the village did not agree on, or with a complaint, are.",
    ))
}

/// Keeps an unfinished survey. Errors: stale, out of order, the case is closed.
pub fn keep_draft(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    household_id: &str,
    version: i64,
    draft: &Value,
    today: NaiveDate,
) -> Result<Case> {
    let case_now = case(conn, scope, round, household_id)?;
    may(conn, scope, round, Act::Survey, today)?;
    is_open(conn, round, &case_now)?;
    change(
        conn,
        &case_now,
        version,
        sql("state = CASE WHEN state = 'listed' THEN 'drafted' ELSE state END, draft = ?, draft_by = ?, draft_at = ?")
            .bind(draft.to_string())
            .bind(scope.user_id())
            .bind(now()),
    )?;
    case(conn, scope, round, household_id)
}

/// A survey with what was noticed of it.
#[derive(Debug, Clone)]
pub struct FoundSurvey {
    /// The survey.
    pub survey: NewSurvey,
    /// What contradicts itself, as a JSON array.
    pub flags: Value,
}

/// Keeps a survey of a case: it counts until another does, and must be read and agreed on anew.
///
/// Errors: stale, out of order, the case is closed, the date.
pub fn survey(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    household_id: &str,
    version: i64,
    found: &FoundSurvey,
    today: NaiveDate,
) -> Result<Case> {
    let case_now = case(conn, scope, round, household_id)?;
    let situation = may(conn, scope, round, Act::Survey, today)?;
    is_open(conn, round, &case_now)?;
    let survey = &found.survey;
    dated(&situation, survey.surveyed_on, "/surveyed_on")?;
    // Before anything is written: two at once both start from the version they read.
    if case_now.version != version {
        return Err(Error::Stale {
            current: case_now.version,
        });
    }
    let household = households::get(conn, scope, household_id)?;
    let kept = households::add_survey(conn, scope, household_id, household.version, survey)?;
    let count = found.flags.as_array().map_or(0, Vec::len) as i64;
    change(
        conn,
        &case_now,
        version,
        sql("state = 'surveyed', draft = NULL, draft_by = NULL, draft_at = NULL, survey_id = ?, surveyed_on = ?,
             surveyed_by = ?, class = ?, b1 = ?, b2 = ?, deprivations = ?, flags = ?, flag_count = ?, read_by = NULL,
             read_at = NULL, read_note = NULL, meeting_id = NULL, in_favour = NULL, meeting_note = NULL")
        .bind(kept.id)
        .bind(survey.surveyed_on)
        .bind(scope.user_id())
        .bind(survey.class.as_str())
        .bind(survey.b1)
        .bind(survey.b2)
        .bind(survey.deprivations)
        .bind(found.flags.to_string())
        .bind(count),
    )?;
    if round.state == Step::Survey.code() {
        // What was checked is no more what counts.
        sql(
            "UPDATE review_case SET check_on = NULL, check_by = NULL, check_class = NULL, check_b1 = NULL,
               check_b2 = NULL, check_deprivations = NULL, check_note = NULL
             WHERE province_id = ? AND round_id = ? AND household_id = ?",
        )
        .bind(round.province_id.as_str())
        .bind(round.id.as_str())
        .bind(household_id)
        .run(conn)?;
    }
    worked(conn, round, survey.surveyed_on)?;
    recount_one(conn, round)?;
    case(conn, scope, round, household_id)
}

/// What the second reader says.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Whether it stands; else it goes back to the enumerator.
    pub accepted: bool,
    /// Why it goes back, how contradictions are explained, or why one person both asked and read.
    pub note: Option<String>,
}

/// Reads a survey a second time. Errors: nothing to read; a note is missing; stale, out of order.
pub fn read(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    household_id: &str,
    version: i64,
    reading: &Reading,
    today: NaiveDate,
) -> Result<Case> {
    let case_now = case(conn, scope, round, household_id)?;
    may(conn, scope, round, Act::Read, today)?;
    is_ended(&case_now)?;
    if !matches!(case_now.state.as_str(), "surveyed" | "read") {
        return Err(Error::conflict(
            "nothing_to_read",
            "Hộ chưa có phiếu rà soát cần đọc soát.",
            "The household has no survey to be read.",
        ));
    }
    let itself = case_now.surveyed_by.as_deref() == Some(scope.user_id());
    if reading.note.is_none() {
        let why = if !reading.accepted {
            Some(("hãy ghi lý do trả lại", "say why it goes back"))
        } else if case_now.flag_count > 0 {
            Some((
                "phiếu có chỗ mâu thuẫn: hãy ghi giải trình",
                "the survey contradicts itself: explain it",
            ))
        } else if itself {
            Some((
                "bạn đọc soát phiếu do chính mình lập: hãy ghi lý do",
                "you read a survey of your own: say why",
            ))
        } else {
            None
        };
        if let Some((vi, en)) = why {
            return Err(Error::field("/note", "required", vi, en));
        }
    }
    // At the posting the complaint's decision takes the place of the village's vote.
    change(
        conn,
        &case_now,
        version,
        sql("state = ?, read_by = ?, read_at = ?, read_note = ?")
            .bind(if reading.accepted { "read" } else { "returned" })
            .bind(scope.user_id())
            .bind(now())
            .bind(reading.note.clone()),
    )?;
    let detail =
        json!({ "household": household_id, "accepted": reading.accepted, "flags": case_now.flag_count });
    log(conn, scope, round, Act::Read, round.state()?, today, &detail)?;
    recount_one(conn, round)?;
    case(conn, scope, round, household_id)
}

/// Opens cases again after a round was sent back to a step: those named; for the meetings all, when none is named.
///
/// Errors: a household that isn't on the list.
pub fn send_back(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    to: Step,
    households: &[String],
) -> Result<Round> {
    let state = match to {
        Step::Survey => "returned",
        Step::Meeting => "read",
        // The list alone is put up again.
        _ => return get_round(conn, scope, &round.id),
    };
    let mut query = sql(
        "UPDATE review_case SET state = ?, meeting_id = NULL, in_favour = NULL, meeting_note = NULL,
           unposted = (1 = 0), version = version + 1, updated_at = ?
         WHERE province_id = ? AND round_id = ? AND state <> 'withdrawn'",
    )
    .bind(state)
    .bind(now())
    .bind(round.province_id.as_str())
    .bind(round.id.as_str());
    if !households.is_empty() {
        query = query.text(" AND household_id IN ").list(households.to_vec());
    }
    let touched = query.run(conn)?;
    let distinct: std::collections::BTreeSet<&String> = households.iter().collect();
    if !households.is_empty() && touched != distinct.len() {
        return Err(Error::field(
            "/household_ids",
            "unknown",
            "có hộ không có trong danh sách của đợt rà soát",
            "some households are not on the round's list",
        ));
    }
    recount_one(conn, round)?;
    get_round(conn, scope, &round.id)
}

/// Draws the sample for spot checks, once; from all cases, by village in proportion. Returns how many.
pub fn draw_sample(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    percent: u32,
    seed: &str,
    today: NaiveDate,
) -> Result<Round> {
    may(conn, scope, round, Act::DrawSample, today)?;
    // Once; and again with the same seed when so many were added since that the sample is too small.
    let (seed, percent) = match (&round.sample_seed, round.sample_percent) {
        (Some(_), _) if round.sampled >= round.sample_size() => {
            return Err(Error::conflict(
                "drawn_already",
                "Mẫu phúc tra đã được chọn; không chọn lại để khỏi lựa hộ.",
                "The sample is drawn; it isn't drawn again, so that nobody picks households.",
            ));
        }
        (Some(drawn), before) => (
            drawn.as_str(),
            before.and_then(|p| u32::try_from(p).ok()).unwrap_or(percent),
        ),
        (None, _) => (seed, percent),
    };
    let rows: Vec<FrameRow> = sql("SELECT household_id, path FROM review_case
         WHERE province_id = ? AND round_id = ? AND state <> 'withdrawn' ORDER BY household_id")
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .all(conn)?;
    let size = sample::size_for(rows.len(), percent, 1);
    let frame: Vec<(&str, &str)> = rows
        .iter()
        .map(|r| (r.household_id.as_str(), r.path.as_str()))
        .collect();
    let drawn = sample::draw(seed, &frame, size);
    sql("UPDATE review_case SET sampled = (1 = 1), version = version + 1 WHERE NOT sampled AND province_id = ? AND round_id = ?
         AND household_id IN ")
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .list(drawn.iter().map(|id| (*id).to_owned()))
    .run(conn)?;
    sql("UPDATE review_round SET sample_seed = ?, sample_percent = ?, updated_at = ? WHERE province_id = ? AND id = ?")
        .bind(seed)
        .bind(i64::from(percent))
        .bind(now())
        .bind(round.province_id.as_str())
        .bind(round.id.as_str())
        .run(conn)?;
    log(
        conn,
        scope,
        round,
        Act::DrawSample,
        round.state()?,
        today,
        &json!({ "seed": seed, "percent": percent, "of": rows.len(), "drawn": drawn.len() }),
    )?;
    recount_one(conn, round)?;
    get_round(conn, scope, &round.id)
}

/// What a second visit found.
#[derive(Debug, Clone)]
pub struct Check {
    /// The day.
    pub on: NaiveDate,
    /// The class found.
    pub class: String,
    /// Points of form B1.
    pub b1: Option<i64>,
    /// Points of form B2.
    pub b2: i64,
    /// Bits of the deprived indicators.
    pub deprivations: i64,
    /// Remarks.
    pub note: Option<String>,
}

/// Keeps what the second visit found; the survey stays as it is. Errors: not of the sample, not surveyed yet, by
/// the same person; stale, out of order, the date.
pub fn check(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    household_id: &str,
    version: i64,
    found: &Check,
    today: NaiveDate,
) -> Result<Case> {
    let case_now = case(conn, scope, round, household_id)?;
    let situation = may(conn, scope, round, Act::SpotCheck, today)?;
    dated(&situation, found.on, "/surveyed_on")?;
    if !case_now.sampled || case_now.class.is_none() {
        return Err(Error::conflict(
            "not_sampled",
            "Hộ không thuộc mẫu phúc tra hoặc chưa được khảo sát.",
            "The household is not of the sample, or not surveyed yet.",
        ));
    }
    if case_now.surveyed_on.is_some_and(|day| found.on < day) {
        return Err(Error::field(
            "/surveyed_on",
            "before_survey",
            "trước ngày khảo sát được phúc tra",
            "before the survey that is checked",
        ));
    }
    if case_now.surveyed_by.as_deref() == Some(scope.user_id()) {
        return Err(Error::conflict(
            "same_person",
            "Người phúc tra phải khác người đã khảo sát hộ.",
            "Who checks must not be the one who surveyed.",
        ));
    }
    change(
        conn,
        &case_now,
        version,
        sql(
            "check_on = ?, check_by = ?, check_class = ?, check_b1 = ?, check_b2 = ?, check_deprivations = ?,
             check_note = ?",
        )
        .bind(found.on)
        .bind(scope.user_id())
        .bind(found.class.as_str())
        .bind(found.b1)
        .bind(found.b2)
        .bind(found.deprivations)
        .bind(found.note.clone()),
    )?;
    let differs = case_now.class.as_deref() != Some(found.class.as_str());
    let detail = json!({ "household": household_id, "class_differs": differs });
    log(
        conn,
        scope,
        round,
        Act::SpotCheck,
        round.state()?,
        found.on,
        &detail,
    )?;
    worked(conn, round, found.on)?;
    recount_one(conn, round)?;
    case(conn, scope, round, household_id)
}
