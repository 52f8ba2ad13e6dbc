//! Recognition: the decision that makes what was found the law, and the decisions that correct it.
//!
//! From its date a household's class holds; movements, certificates and the year's register follow in the same
//! transaction. Nothing is overwritten: a period ends where the next one begins, a certificate is withdrawn.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use giamngheo_rules::movement::{Movement, movement};
use giamngheo_rules::poverty::Class;
use giamngheo_rules::review::{Act, Kind, State};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::round::{Round, StepAct, act, get as get_round, log, recount_one};
use crate::error::{Error, FieldError, Result};
use crate::households;
use crate::households::summary::{self, Cell};
use crate::id::{new_code, new_id, now, tidy_code};
use crate::scope::Scope;
use crate::sql::{Sql, Value, row, sql};
use crate::{Conn, areas, bulk, webhooks};

row! {
    /// A decision's row.
    Recognition {
        /// Tenant key: the province's code.
        province_id: String = Text,
        /// Identifier.
        id: String = Text,
        /// The round it ended, or whose recognition it corrects.
        round_id: String = Text,
        /// The commune-level unit.
        commune_id: String = Text,
        /// Its path.
        path: String = Text,
        /// yearly, during_year or correction.
        kind: String = Text,
        /// The year it is of.
        year: i64 = BigInt,
        /// Its official number.
        number: String = Text,
        /// Its day: classes hold from it.
        decided_on: NaiveDate = Date,
        /// Who signed it.
        signer: String = Text,
        /// As what.
        signer_title: String = Text,
        /// The decision it corrects.
        corrects_id: Option<String> = Nullable<Text>,
        /// Why it corrects.
        reason: Option<String> = Nullable<Text>,
        /// Households by class and movement, as JSON of [`Sums`].
        sums: String = Text,
    }
    /// What a household legally is for a time.
    ClassPeriod {
        /// Identifier.
        id: String = Text,
        /// poor, near_poor, average or other.
        class: String = Text,
        /// First day.
        from_date: NaiveDate = Date,
        /// First day of the next one.
        to_date: Option<NaiveDate> = Nullable<Date>,
        /// The year of the review.
        year: i64 = BigInt,
        /// The decision.
        recognition_id: String = Text,
        /// Its number.
        number: String = Text,
        /// How it came there.
        movement: Option<String> = Nullable<Text>,
    }
    /// A certificate with its household's name.
    Certificate {
        /// By it anybody checks that it is real.
        code: String = Text,
        /// The household.
        household_id: String = Text,
        /// Its head.
        head_name: String = Text,
        /// Its village's path.
        path: String = Text,
        /// Its address.
        address: Option<String> = Nullable<Text>,
        /// Members.
        member_count: i64 = BigInt,
        /// poor, near_poor, escaped or escaped_near_poverty.
        kind: String = Text,
        /// The year of the review.
        year: i64 = BigInt,
        /// The day of the decision.
        issued_on: NaiveDate = Date,
        /// The day from which it holds no more.
        withdrawn_on: Option<NaiveDate> = Nullable<Date>,
        /// The decision.
        recognition_id: String = Text,
    }
    Agreed {
        household_province: String = Text,
        household_id: String = Text,
        path: String = Text,
        class: String = Text,
        member_count: i64 = BigInt,
        status: String = Text,
        present_path: String = Text,
    }
    RegisterPart {
        province_id: String = Text,
        commune_id: String = Text,
    }
    Later {
        from_date: NaiveDate = Date,
        head_name: String = Text,
    }
    Before {
        household_id: String = Text,
        class: String = Text,
    }
    Named {
        number: String = Text,
        decided_on: NaiveDate = Date,
        commune_id: String = Text,
        kind: String = Text,
        year: i64 = BigInt,
        withdrawn_on: Option<NaiveDate> = Nullable<Date>,
    }
    Followed {
        round_id: String = Text,
        province_id: String = Text,
        state: String = Text,
        requested_on: Option<NaiveDate> = Nullable<Date>,
        surveyed_on: Option<NaiveDate> = Nullable<Date>,
        origin: String = Text,
    }
}

/// Households and members by class, and households by movement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// By class: households and members.
    pub classes: BTreeMap<String, (i64, i64)>,
    /// By movement: households and members.
    pub movements: BTreeMap<String, (i64, i64)>,
}

/// A decision as given.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its official number.
    pub number: String,
    /// Its day.
    pub decided_on: NaiveDate,
    /// Who signed it.
    pub signer: String,
    /// As what.
    pub signer_title: String,
}

/// A recognition as given.
#[derive(Debug, Clone)]
pub struct NewRecognition {
    /// The decision.
    pub decision: Decision,
    /// Whether this is a demo, in which sample forms may be recognised.
    pub demo: bool,
}

/// A class that a correction gives.
#[derive(Debug, Clone)]
pub struct Change {
    /// The household.
    pub household_id: String,
    /// What it is.
    pub class: Class,
}

/// A correction as given.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The decision.
    pub decision: Decision,
    /// Why.
    pub reason: String,
    /// The households with what they are.
    pub changes: Vec<Change>,
}

/// A household with what it is from now on.
struct Fact {
    household_province: String,
    household_id: String,
    path: String,
    class: Class,
    movement: Option<Movement>,
    member_count: i64,
}

/// The kind of certificate that a class and movement give, if any.
fn certificate_kind(fact: &Fact) -> Option<&'static str> {
    match (fact.class, fact.movement) {
        (Class::Poor, _) => Some("poor"),
        (Class::NearPoor, _) => Some("near_poor"),
        (_, Some(Movement::Escaped)) => Some("escaped"),
        (_, Some(Movement::EscapedNearPoverty)) => Some("escaped_near_poverty"),
        _ => None,
    }
}

/// Recognises a locked round. Errors: as [`act`]; the number is taken on that day.
pub fn recognise(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    version: i64,
    new: &NewRecognition,
    today: NaiveDate,
) -> Result<Recognition> {
    let decision = &new.decision;
    free_number(conn, round, decision)?;
    let paths = areas::subtrees(conn, &round.commune_id)?;
    let agreed: Vec<Agreed> = sql(
        "SELECT c.household_province, c.household_id, c.path, c.class, h.member_count, h.status, h.path AS present_path
         FROM review_case c JOIN household h ON h.province_id = c.household_province AND h.id = c.household_id
         WHERE c.province_id = ? AND c.round_id = ? AND c.state = 'agreed' AND c.class IS NOT NULL",
    )
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .all(conn)?;
    // One that moved away or is no more since is not this commune's to recognise.
    let (agreed, gone): (Vec<Agreed>, Vec<Agreed>) = agreed
        .into_iter()
        .partition(|row| row.status == "active" && paths.iter().any(|p| row.present_path.starts_with(p)));
    let step = StepAct {
        act: Act::Recognise,
        on: decision.decided_on,
        pointer: "/decided_on",
        back_to: None,
        detail: json!({ "number": decision.number, "households": agreed.len(), "gone": gone.len() }),
    };
    act(conn, scope, round, version, &step, today, new.demo)?;
    for some in gone.chunks(5_000) {
        sql("UPDATE review_case SET state = 'withdrawn', withdrawn_reason = ?, version = version + 1, updated_at = ?
             WHERE province_id = ? AND round_id = ? AND household_id IN ")
        .bind("Hộ đã chuyển đi, nhập hộ hoặc không còn trước khi công nhận")
        .bind(now())
        .bind(round.province_id.as_str())
        .bind(round.id.as_str())
        .list(some.iter().map(|row| row.household_id.clone()))
        .run(conn)?;
    }
    let of_round = || {
        sql("SELECT c.household_province, c.household_id FROM review_case c WHERE c.province_id = ? AND c.round_id = ?")
            .bind(round.province_id.as_str())
            .bind(round.id.as_str())
    };
    let before = classes_before(conn, round.year, true, of_round())?;
    let facts = agreed
        .into_iter()
        .map(|row| fact(row, &before))
        .collect::<Result<Vec<_>>>()?;
    let kind = if round.kind == Kind::Yearly.code() {
        "yearly"
    } else {
        "during_year"
    };
    not_before_the_last(conn, decision.decided_on, &facts)?;
    let id = keep_decision(conn, scope, round, decision, kind, None, None, &facts)?;
    for (movement, ids) in by_movement(&facts) {
        sql(
            "UPDATE review_case SET state = 'recognised', movement = ?, version = version + 1, updated_at = ?
             WHERE province_id = ? AND round_id = ? AND household_id IN ",
        )
        .bind(movement.map(Movement::code).map(str::to_owned))
        .bind(now())
        .bind(round.province_id.as_str())
        .bind(round.id.as_str())
        .list(ids)
        .run(conn)?;
    }
    enter_register(conn, round)?;
    if round.kind == Kind::Yearly.code() {
        close_register(conn, round)?;
    }
    take_effect(conn, round, &id, decision.decided_on, &facts)?;
    recount_one(conn, round)?;
    recognition(conn, scope, &id)
}

fn fact(row: Agreed, before: &HashMap<String, Vec<Class>>) -> Result<Fact> {
    let class = Class::from_code(&row.class).ok_or_else(|| Error::Corrupt(format!("class {}", row.class)))?;
    // One that was on no list before was neither poor nor near-poor.
    let unknown = vec![Class::Other];
    let known = before.get(&row.household_id).unwrap_or(&unknown);
    Ok(Fact {
        movement: movement(known, class),
        household_province: row.household_province,
        household_id: row.household_id,
        path: row.path,
        class,
        member_count: row.member_count,
    })
}

fn by_movement(facts: &[Fact]) -> HashMap<Option<Movement>, Vec<String>> {
    let mut out: HashMap<Option<Movement>, Vec<String>> = HashMap::new();
    for fact in facts {
        out.entry(fact.movement)
            .or_default()
            .push(fact.household_id.clone());
    }
    out
}

fn free_number(conn: &mut Conn, round: &Round, decision: &Decision) -> Result<()> {
    let taken = sql(
        "SELECT COUNT(*) AS n FROM recognition WHERE province_id = ? AND commune_id = ? AND number = ?
         AND decided_on = ?",
    )
    .bind(round.province_id.as_str())
    .bind(round.commune_id.as_str())
    .bind(decision.number.as_str())
    .bind(decision.decided_on)
    .number(conn)?;
    if taken > 0 {
        return Err(Error::field(
            "/number",
            "taken",
            "số quyết định này đã dùng trong ngày đó",
            "this number is taken by another decision of that day",
        ));
    }
    Ok(())
}

/// The classes that households had before a year, the last one last; `this_year` too, where it is recognised already
/// by a review during the year. `households` gives their keys.
fn classes_before(
    conn: &mut Conn,
    year: i64,
    this_year: bool,
    households: Sql,
) -> Result<HashMap<String, Vec<Class>>> {
    let mut query = sql(
        "SELECT household_id, class FROM household_year WHERE class IS NOT NULL
           AND (year < ?",
    )
    .bind(year);
    if this_year {
        query = query.text(" OR (year = ? AND state = 'recognised')").bind(year);
    }
    let rows: Vec<Before> = query
        .text(") AND (province_id, household_id) IN (")
        .push(households)
        .text(") ORDER BY household_id, year")
        .all(conn)?;
    let mut out: HashMap<String, Vec<Class>> = HashMap::new();
    for row in rows {
        if let Some(class) = Class::from_code(&row.class) {
            out.entry(row.household_id).or_default().push(class);
        }
    }
    Ok(out)
}

#[allow(clippy::too_many_arguments)]
fn keep_decision(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    decision: &Decision,
    kind: &str,
    corrects: Option<&str>,
    reason: Option<&str>,
    facts: &[Fact],
) -> Result<String> {
    let mut sums = Sums::default();
    let mut add = |map: fn(&mut Sums) -> &mut BTreeMap<String, (i64, i64)>, key: &str, members: i64| {
        let sum = map(&mut sums).entry(key.to_owned()).or_default();
        sum.0 += 1;
        sum.1 += members;
    };
    for fact in facts {
        add(|s| &mut s.classes, fact.class.code(), fact.member_count);
        if let Some(movement) = fact.movement {
            add(|s| &mut s.movements, movement.code(), fact.member_count);
        }
    }
    let id = new_id();
    sql("INSERT INTO recognition (province_id, id, round_id, commune_id, path, kind, year, number, decided_on, signer,
           signer_title, corrects_id, reason, sums, created_by, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    .bind(round.province_id.as_str())
    .bind(id.as_str())
    .bind(round.id.as_str())
    .bind(round.commune_id.as_str())
    .bind(round.path.as_str())
    .bind(kind)
    .bind(round.year)
    .bind(decision.number.as_str())
    .bind(decision.decided_on)
    .bind(decision.signer.as_str())
    .bind(decision.signer_title.as_str())
    .bind(corrects.map(str::to_owned))
    .bind(reason.map(str::to_owned))
    .bind(serde_json::to_string(&sums)?)
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    Ok(id)
}

/// Enters what was recognised into the year's register.
fn enter_register(conn: &mut Conn, round: &Round) -> Result<()> {
    sql(
        "INSERT INTO household_year (province_id, year, household_id, commune_id, path, member_count)
         SELECT h.province_id, ?, h.id, h.commune_id, h.path, h.member_count
         FROM review_case c JOIN household h ON h.province_id = c.household_province AND h.id = c.household_id
         WHERE c.province_id = ? AND c.round_id = ? AND c.state = 'recognised'
           AND NOT EXISTS (SELECT 1 FROM household_year y WHERE y.province_id = c.household_province AND y.year = ?
             AND y.household_id = c.household_id)",
    )
    .bind(round.year)
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .bind(round.year)
    .run(conn)?;
    let of_case = |column: &str| {
        format!(
            "{column} = (SELECT c.{column} FROM review_case c
               WHERE c.household_province = household_year.province_id AND c.round_id = ? AND c.household_id = household_year.household_id)"
        )
    };
    let columns = ["class", "b1", "b2", "deprivations", "survey_id", "movement"];
    let mut update = sql("UPDATE household_year SET state = 'recognised'");
    for column in columns {
        update = update.text(", ").text(&of_case(column)).bind(round.id.as_str());
    }
    update
        .text(
            " WHERE year = ? AND (province_id, household_id) IN (SELECT c.household_province, c.household_id
             FROM review_case c WHERE c.province_id = ? AND c.round_id = ? AND c.state = 'recognised')",
        )
        .bind(round.year)
        .bind(round.province_id.as_str())
        .bind(round.id.as_str())
        .run(conn)?;
    Ok(())
}

/// The condition that a row of households stands in the round's commune, or in a unit that went into it whole; by
/// the columns of its tenant key, which may be that of a province before a merger, and of its path.
fn in_commune(conn: &mut Conn, round: &Round, tenant: &str, path: &str) -> Result<Sql> {
    let paths = areas::subtrees(conn, &round.commune_id)?;
    let here = Scope::of_the_program().within(&paths);
    Ok(sql(&format!("{tenant} IN "))
        .list(here.province_list())
        .text(" AND ")
        .push(here.condition(path)))
}

/// Closes the year's register: every other household of the commune is by the same decision on neither list, also
/// one that was surveyed beside the round. Those that a review during the year will decide stay open.
fn close_register(conn: &mut Conn, round: &Round) -> Result<()> {
    // Not reviewed, so what it was: of average living standard, or none of the lists.
    let class = |household: &str| {
        format!(
            "COALESCE((SELECT w.class FROM household_year w WHERE w.province_id = {household}.province_id
               AND w.household_id = {household}.id AND w.year <= ? AND w.class IN ('average', 'other')
               ORDER BY w.year DESC LIMIT 1), 'other')"
        )
    };
    let open = |alias: &str, id: &str| {
        format!(
            "NOT EXISTS (SELECT 1 FROM review_case c JOIN review_round r
               ON r.province_id = c.province_id AND r.id = c.round_id
             WHERE c.household_province = {alias}.province_id AND c.household_id = {alias}.{id} AND c.state <> 'withdrawn'
               AND r.state NOT IN ('recognised', 'cancelled'))"
        )
    };
    let here = in_commune(conn, round, "h.province_id", "h.path")?;
    sql(&format!(
        "INSERT INTO household_year (province_id, year, household_id, commune_id, path, member_count)
         SELECT h.province_id, ?, h.id, h.commune_id, h.path, h.member_count
         FROM household h WHERE h.status = 'active'
           AND NOT EXISTS (SELECT 1 FROM household_year y WHERE y.province_id = h.province_id AND y.year = ?
             AND y.household_id = h.id) AND {} AND ",
        open("h", "id")
    ))
    .bind(round.year)
    .bind(round.year)
    .push(here)
    .run(conn)?;
    // Who stood on the old lists and was not reviewed keeps that, and is carried next year.
    let listed = "EXISTS (SELECT 1 FROM household_year o WHERE o.province_id = household_year.province_id
         AND o.household_id = household_year.household_id AND o.class IN ('poor', 'near_poor')
         AND o.year = (SELECT MAX(m.year) FROM household_year m WHERE m.province_id = household_year.province_id
           AND m.household_id = household_year.household_id AND m.year < household_year.year AND m.class IS NOT NULL))";
    // What a survey beside the review found poor counts for nothing, its figures neither.
    let kept = |column: &str| {
        format!(
            "{column} = CASE WHEN household_year.class IN ('average', 'other') THEN {column} ELSE NULL END"
        )
    };
    let kept = ["b1", "b2", "deprivations", "survey_id"].map(kept).join(", ");
    let here = in_commune(conn, round, "household_year.province_id", "household_year.path")?;
    sql(&format!(
        "UPDATE household_year SET {kept}, class = (SELECT {} FROM household h
           WHERE h.province_id = household_year.province_id
             AND h.id = household_year.household_id), state = 'recognised', movement = NULL
         WHERE year = ? AND (state IS NULL OR state = 'surveyed') AND {} AND NOT {listed} AND ",
        class("h"),
        open("household_year", "household_id")
    ))
    .bind(round.year)
    .bind(round.year)
    .push(here)
    .run(conn)?;
    Ok(())
}

/// A year is corrected as long as no later one has been recognised: after that it is history.
fn not_superseded(conn: &mut Conn, round: &Round, facts: &[Fact]) -> Result<()> {
    let later =
        sql("SELECT COUNT(*) AS n FROM class_period WHERE to_date IS NULL AND year > ? AND province_id IN ")
            .bind(round.year)
            .list(tenants(facts))
            .text(" AND household_id IN ")
            .list(facts.iter().map(|f| f.household_id.clone()))
            .number(conn)?;
    if later > 0 {
        return Err(Error::conflict(
            "superseded",
            "Hộ đã được công nhận ở đợt rà soát của năm sau; hãy điều chỉnh quyết định của năm đó.",
            "The household is recognised in a later year's review; correct that year's decision.",
        ));
    }
    Ok(())
}

/// The tenant keys of households.
fn tenants(facts: &[Fact]) -> BTreeSet<String> {
    facts.iter().map(|f| f.household_province.clone()).collect()
}

/// Decisions on a household go forward in time: none is dated before the one that holds.
fn not_before_the_last(conn: &mut Conn, on: NaiveDate, facts: &[Fact]) -> Result<()> {
    for some in facts.chunks(5_000) {
        let later: Option<Later> = sql("SELECT p.from_date, h.head_name
             FROM class_period p JOIN household h ON h.province_id = p.province_id AND h.id = p.household_id
             WHERE p.to_date IS NULL AND p.from_date > ? AND p.province_id IN ")
        .bind(on)
        .list(tenants(some))
        .text(" AND p.household_id IN ")
        .list(some.iter().map(|f| f.household_id.clone()))
        .text(" ORDER BY p.from_date DESC LIMIT 1")
        .first(conn)?;
        if let Some(later) = later {
            let day = later.from_date.format("%d/%m/%Y");
            return Err(Error::field(
                "/decided_on",
                "before_previous_step",
                format!("hộ {} đã có quyết định ngày {day}", later.head_name),
                format!(
                    "household {} has a decision of {}",
                    later.head_name, later.from_date
                ),
            ));
        }
    }
    Ok(())
}

/// What follows from recognised classes: periods, certificates, the households' present class, the totals.
fn take_effect(
    conn: &mut Conn,
    round: &Round,
    recognition_id: &str,
    on: NaiveDate,
    facts: &[Fact],
) -> Result<()> {
    let province = round.province_id.as_str();
    let ended = [
        ("class_period", "province_id", "to_date"),
        ("certificate", "household_province", "withdrawn_on"),
    ];
    for (table, tenant, column) in ended {
        for some in facts.chunks(5_000) {
            sql(&format!(
                "UPDATE {table} SET {column} = ? WHERE {column} IS NULL AND {tenant} IN "
            ))
            .bind(on)
            .list(tenants(some))
            .text(" AND household_id IN ")
            .list(some.iter().map(|f| f.household_id.clone()))
            .run(conn)?;
        }
    }
    bulk::CLASS_PERIOD.insert(
        conn,
        facts.iter().map(|fact| -> Vec<Value> {
            vec![
                fact.household_province.as_str().into(),
                new_id().into(),
                fact.household_id.as_str().into(),
                fact.class.code().into(),
                on.into(),
                round.year.into(),
                province.into(),
                recognition_id.into(),
                fact.movement.map(Movement::code).into(),
            ]
        }),
    )?;
    bulk::CERTIFICATE.insert(
        conn,
        facts.iter().filter_map(|fact| {
            let kind = certificate_kind(fact)?;
            Some(vec![
                province.into(),
                new_code().into(),
                recognition_id.into(),
                fact.household_province.as_str().into(),
                fact.household_id.as_str().into(),
                fact.path.as_str().into(),
                kind.into(),
                round.year.into(),
                on.into(),
            ])
        }),
    )?;
    // Those of the register of the year, not only the cases: for the others the year is closed, too.
    let here = in_commune(conn, round, "household.province_id", "household.path")?;
    households::take_latest_classes(conn, here)?;
    let here = in_commune(conn, round, "y.province_id", "y.path")?;
    let register: Vec<RegisterPart> = sql("SELECT DISTINCT y.province_id, y.commune_id FROM household_year y
         WHERE y.year = ? AND ")
    .bind(round.year)
    .push(here)
    .all(conn)?;
    let cells: BTreeSet<Cell> = register
        .into_iter()
        .map(|row| Cell {
            province_id: row.province_id,
            commune_id: row.commune_id,
            year: round.year,
        })
        .collect();
    summary::refresh(conn, &cells)
}

const RECOGNITION: &str =
    "SELECT g.province_id, g.id, g.round_id, g.commune_id, g.path, g.kind, g.year, g.number,
    g.decided_on, g.signer, g.signer_title, g.corrects_id, g.reason, g.sums FROM recognition g";

/// A decision of the scope. Errors: not there, or out of it.
pub fn recognition(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Recognition> {
    sql(RECOGNITION)
        .text(" WHERE g.id = ? AND g.province_id IN ")
        .bind(id)
        .list(scope.province_list())
        .text(" AND ")
        .push(scope.condition("g.path"))
        .one(conn)
}

/// Decisions of the scope of a year (or of all), the last first; after one's id.
pub fn recognitions(
    conn: &mut Conn,
    scope: &Scope,
    year: Option<i64>,
    round_id: Option<&str>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Recognition>> {
    let mut query = sql(RECOGNITION).text(" WHERE ").push(scope.condition("g.path"));
    if let Some(year) = year {
        query = query.text(" AND g.year = ?").bind(year);
    }
    if let Some(round) = round_id {
        query = query.text(" AND g.round_id = ?").bind(round);
    }
    if let Some(after) = after {
        query = query.text(" AND g.id < ?").bind(after);
    }
    query.text(" ORDER BY g.id DESC LIMIT ?").bind(limit).all(conn)
}

/// The id of the decision that recognised a round read within a scope.
pub fn recognition_of(conn: &mut Conn, round: &Round) -> Result<Option<String>> {
    let ids =
        sql("SELECT id AS t FROM recognition WHERE province_id = ? AND round_id = ? AND corrects_id IS NULL")
            .bind(round.province_id.as_str())
            .bind(round.id.as_str())
            .texts(conn)?;
    Ok(ids.into_iter().next())
}

/// What a decision sums up to.
pub fn sums_of(recognition: &Recognition) -> Result<Sums> {
    Ok(serde_json::from_str(&recognition.sums)?)
}

/// Corrects a recognition by a new decision that refers to it. Errors: not of this commune; a household that isn't
/// in it, or is already what it is to be; the number; a date before the decision or after today.
pub fn correct(
    conn: &mut Conn,
    scope: &Scope,
    id: &str,
    correction: &Correction,
    today: NaiveDate,
) -> Result<Recognition> {
    let Correction {
        decision,
        reason,
        changes,
    } = correction;
    let old = recognition(conn, scope, id)?;
    conn.lock(&format!("round {}", old.round_id))?;
    let round = get_round(conn, scope, &old.round_id)?;
    if !scope.is_of(&round.path) {
        return Err(Error::Refused {
            code: "wrong_level",
            vi: "Việc này do chính xã làm.".into(),
            en: "This is for the commune itself.".into(),
            state: round.state.clone(),
            allowed: Vec::new(),
        });
    }
    let mut errors = Vec::new();
    if decision.decided_on > today {
        errors.push(FieldError::new(
            "/decided_on",
            "in_future",
            "ngày ở tương lai",
            "the day is in the future",
        ));
    }
    if decision.decided_on < old.decided_on {
        errors.push(FieldError::new(
            "/decided_on",
            "before_previous_step",
            "trước ngày của quyết định được điều chỉnh",
            "before the decision that it corrects",
        ));
    }
    free_number(conn, &round, decision)?;
    let mut seen = BTreeSet::new();
    let mut facts = Vec::new();
    let of_changes = sql("SELECT x.province_id, x.id FROM household x WHERE x.province_id IN ")
        .list(scope.province_list())
        .text(" AND x.id IN ")
        .list(changes.iter().map(|c| c.household_id.clone()));
    let before = classes_before(conn, round.year, false, of_changes)?;
    let here = in_commune(conn, &round, "y.province_id", "y.path")?;
    for (i, change) in changes.iter().enumerate() {
        let now_is: Option<Agreed> = sql(
            "SELECT y.province_id AS household_province, y.household_id, y.path, y.class, y.member_count,
               'active' AS status, y.path AS present_path
             FROM household_year y
             WHERE y.year = ? AND y.household_id = ? AND y.state = 'recognised' AND ",
        )
        .bind(round.year)
        .bind(change.household_id.as_str())
        .push(here.clone())
        .first(conn)?;
        match now_is {
            None => errors.push(FieldError::new(
                format!("/changes/{i}/household_id"),
                "unknown",
                "hộ không có trong sổ đã công nhận của xã",
                "the commune's recognised register has no such household",
            )),
            Some(row) if row.class == change.class.code() => errors.push(FieldError::new(
                format!("/changes/{i}/class"),
                "same",
                "hộ đã thuộc loại này",
                "the household is of this class already",
            )),
            Some(_) if !seen.insert(change.household_id.clone()) => errors.push(FieldError::new(
                format!("/changes/{i}/household_id"),
                "twice",
                "hộ được nêu hai lần",
                "the household is named twice",
            )),
            Some(row) => facts.push(fact(
                Agreed {
                    class: change.class.code().to_owned(),
                    ..row
                },
                &before,
            )?),
        }
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    not_superseded(conn, &round, &facts)?;
    not_before_the_last(conn, decision.decided_on, &facts)?;
    let new = keep_decision(
        conn,
        scope,
        &round,
        decision,
        "correction",
        Some(id),
        Some(reason),
        &facts,
    )?;
    for fact in &facts {
        sql("UPDATE household_year SET class = ?, movement = ? WHERE province_id = ? AND year = ? AND household_id = ?")
            .bind(fact.class.code())
            .bind(fact.movement.map(Movement::code).map(str::to_owned))
            .bind(fact.household_province.as_str())
            .bind(round.year)
            .bind(fact.household_id.as_str())
            .run(conn)?;
    }
    take_effect(conn, &round, &new, decision.decided_on, &facts)?;
    log(
        conn,
        scope,
        &round,
        Act::Recognise,
        State::Recognised,
        decision.decided_on,
        &json!({ "correction": new, "corrects": id, "number": decision.number, "households": facts.len() }),
    )?;
    let payload = json!({
        "round_id": round.id,
        "recognition_id": new,
        "corrects_id": id,
        "year": round.year,
        "commune_id": round.commune_id,
        "on": decision.decided_on,
    });
    webhooks::emit(conn, "review.corrected", &round.path, &payload)?;
    recognition(conn, scope, &new)
}

/// The certificates that a decision read within a scope gave, by village and name; or one household's.
pub fn certificates(
    conn: &mut Conn,
    recognition: &Recognition,
    household: Option<&str>,
) -> Result<Vec<Certificate>> {
    let mut query = sql(
        "SELECT t.code, t.household_id, h.head_name, t.path, h.address, h.member_count, t.kind, t.year,
           t.issued_on, t.withdrawn_on, t.recognition_id
         FROM certificate t JOIN household h ON h.province_id = t.household_province AND h.id = t.household_id
         WHERE t.province_id = ? AND t.recognition_id = ?",
    )
    .bind(recognition.province_id.as_str())
    .bind(recognition.id.as_str());
    if let Some(household) = household {
        query = query.text(" AND t.household_id = ?").bind(household);
    }
    query
        .text(" ORDER BY t.path, h.search_key, t.household_id")
        .all(conn)
}

/// What a household that was read within a scope legally was and is, the last first.
pub fn periods(conn: &mut Conn, province: &str, household: &str) -> Result<Vec<ClassPeriod>> {
    sql(
        "SELECT p.id, p.class, p.from_date, p.to_date, p.year, p.recognition_id, g.number, p.movement
         FROM class_period p JOIN recognition g ON g.province_id = p.recognition_province AND g.id = p.recognition_id
         WHERE p.province_id = ? AND p.household_id = ? ORDER BY p.from_date DESC, p.id DESC",
    )
    .bind(province)
    .bind(household)
    .all(conn)
}

/// What a code on paper stands for: told to anybody, so without a name or a household.
#[derive(Debug, Clone)]
pub enum Found {
    /// A certificate.
    Certificate {
        /// poor, near_poor, escaped or escaped_near_poverty.
        kind: String,
        /// The year of the review.
        year: i64,
        /// The commune-level unit.
        commune_id: String,
        /// The decision's number.
        number: String,
        /// The decision's day.
        decided_on: NaiveDate,
        /// The day from which it holds no more.
        withdrawn_on: Option<NaiveDate>,
    },
    /// A case, for the family that follows it.
    Case {
        /// Its round.
        round: Box<Round>,
        /// Its state.
        state: String,
        /// How it came onto the list.
        origin: String,
        /// The day of the request.
        requested_on: Option<NaiveDate>,
        /// The day of the survey.
        surveyed_on: Option<NaiveDate>,
    },
    /// A list that is up.
    Posting {
        /// Its round.
        round: Box<Round>,
        /// The list as it was put up.
        posting: Box<super::PostingRow>,
    },
}

/// What a code stands for, however it was typed. A list is shown only while it is up.
pub fn lookup(conn: &mut Conn, code: &str) -> Result<Option<Found>> {
    let Some(code) = tidy_code(code) else {
        return Ok(None);
    };
    let scope = Scope::of_the_program();
    let certificate: Option<Named> = sql(
        "SELECT g.number, g.decided_on, g.commune_id, t.kind, t.year, t.withdrawn_on
         FROM certificate t JOIN recognition g ON g.province_id = t.province_id AND g.id = t.recognition_id
         WHERE t.code = ?",
    )
    .bind(code.as_str())
    .first(conn)?;
    if let Some(row) = certificate {
        return Ok(Some(Found::Certificate {
            kind: row.kind,
            year: row.year,
            commune_id: row.commune_id,
            number: row.number,
            decided_on: row.decided_on,
            withdrawn_on: row.withdrawn_on,
        }));
    }
    let case: Option<Followed> = sql(
        "SELECT round_id, province_id, state, requested_on, surveyed_on, origin
         FROM review_case WHERE tracking_code = ?",
    )
    .bind(code.as_str())
    .first(conn)?;
    if let Some(row) = case {
        debug_assert!(!row.province_id.is_empty());
        return Ok(Some(Found::Case {
            round: Box::new(get_round(conn, &scope, &row.round_id)?),
            state: row.state,
            origin: row.origin,
            requested_on: row.requested_on,
            surveyed_on: row.surveyed_on,
        }));
    }
    let posting: Option<super::PostingRow> =
        sql("SELECT id, round_id, pass, again, posted_on, until, places, code, list FROM review_posting WHERE code = ?")
            .bind(code.as_str())
            .first(conn)?;
    let Some(posting) = posting else {
        return Ok(None);
    };
    let round = get_round(conn, &scope, &posting.round_id)?;
    let up = round.state == "posting" && round.pass == posting.pass;
    Ok(up.then(|| Found::Posting {
        round: Box::new(round),
        posting: Box::new(posting),
    }))
}
