//! Opening: a round for every commune below an area, each with the list carried over from the year before.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use diesel::sql_types::{BigInt, Text};
use giamngheo_rules::review::{Kind, Origin, Procedure, Step};
use serde_json::json;

use super::round::recount;
use crate::areas::{self, Area};
use crate::bulk;
use crate::error::{Error, Result};
use crate::id::{new_code, new_id, now};
use crate::scope::Scope;
use crate::sql::{Sql, Value, row, sql};
use crate::{Conn, audit, webhooks};

/// What to open.
#[derive(Debug, Clone)]
pub struct Opening {
    /// For each commune-level unit in this area.
    pub area: Area,
    /// Its own path and those of the units that went into it whole.
    pub paths: Vec<String>,
    /// The year it is of.
    pub year: i32,
    /// The version of the procedure.
    pub procedure: &'static Procedure,
    /// The poverty standard.
    pub standard: String,
    /// The form of B1, if there is one.
    pub form: Option<String>,
    /// Whether that form is only a sample.
    pub sample_form: bool,
    /// The order it rests on.
    pub document: Option<String>,
    /// The first day.
    pub opened_on: NaiveDate,
    /// The last day, where another than the procedure's is ordered.
    pub closes_on: Option<NaiveDate>,
    /// Days ordered for single steps.
    pub schedule: BTreeMap<Step, NaiveDate>,
}

/// Poor and near-poor households that no round took over: their unit was divided, and which part they live in is
/// not known.
#[derive(Debug, Clone)]
pub struct Uncarried {
    /// The unit they stand in.
    pub commune_id: String,
    /// How many.
    pub households: i64,
}

/// What was opened.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    /// Names the opening.
    pub id: String,
    /// The rounds' ids.
    pub rounds: Vec<String>,
    /// Communes that had a round of this year already.
    pub already: i64,
    /// Households carried over.
    pub cases: i64,
    /// Households on the list that another open round decides.
    pub under_review: i64,
    /// Households that no round took over.
    pub uncarried: Vec<Uncarried>,
}

row! {
    /// A household that is carried over.
    Carried {
        province_id: String = Text,
        household_id: String = Text,
        commune_id: String = Text,
        path: String = Text,
        class: String = Text,
    }
    UncarriedRow {
        commune_id: String = Text,
        n: i64 = BigInt,
    }
}

/// The commune-level units of an area on a day.
fn communes(conn: &mut Conn, order: &Opening) -> Result<Vec<Area>> {
    let day = order.opened_on;
    if order.area.level == "commune" {
        return Ok(vec![order.area.clone()]);
    }
    let filter = areas::AreaFilter {
        on: Some(day),
        level: Some("commune".to_owned()),
        within: Some(order.area.path.clone()),
        ..areas::AreaFilter::default()
    };
    let (mut out, mut after): (Vec<Area>, Option<(String, String)>) = (Vec::new(), None);
    loop {
        let page = areas::list(
            conn,
            &filter,
            after.as_ref().map(|(k, i)| (k.as_str(), i.as_str())),
            2000,
        )?;
        let full = page.len() == 2000;
        after = page.last().map(|(area, key)| (key.clone(), area.id.clone()));
        out.extend(page.into_iter().map(|(area, _)| area));
        if !full {
            return Ok(out);
        }
    }
}

/// Opens. During the year a commune opens for itself and may have several; the yearly review is opened from above.
///
/// Errors: no commune there, or all of them have a round of the year; a date out of the year or the procedure.
pub fn open(conn: &mut Conn, scope: &Scope, order: &Opening) -> Result<Opened> {
    let yearly = order.procedure.kind == Kind::Yearly;
    let path = order.area.path.as_str();
    let stands = if yearly {
        // The order for one commune comes from above it, too.
        scope.covers(path) && (order.area.level != "commune" || scope.is_above(path))
    } else {
        scope.covers(path)
    };
    if !stands {
        return Err(Error::field(
            "/area",
            "outside_area",
            "đợt rà soát định kỳ do cấp trên của xã mở, trong địa bàn của mình",
            "a yearly review is opened by a level above the commune, in its own area",
        ));
    }
    if !yearly && order.area.level != "commune" {
        return Err(Error::field(
            "/area",
            "not_a_commune",
            "rà soát trong năm mở cho từng xã",
            "a review during the year is opened for one commune",
        ));
    }
    let units = communes(conn, order)?;
    let standing = standing_rounds(conn, order, &units)?;
    let ids: BTreeSet<String> = units.iter().map(|u| u.id.clone()).collect();
    let fresh: Vec<&Area> = units
        .iter()
        .filter(|u| !yearly || !standing.contains(&u.id))
        .collect();
    if fresh.is_empty() {
        return Err(Error::conflict(
            "already_open",
            format!(
                "Không còn xã nào trong địa bàn chưa có đợt rà soát năm {}.",
                order.year
            ),
            format!("No commune of the area is without a round of {}.", order.year),
        ));
    }
    let opening_id = new_id();
    let rounds = insert_rounds(conn, scope, order, &opening_id, &fresh)?;
    let mut opened = Opened {
        already: ids.iter().filter(|id| standing.contains(*id)).count() as i64,
        id: opening_id,
        rounds: fresh.iter().map(|u| rounds[&u.id].clone()).collect(),
        ..Opened::default()
    };
    if order.procedure.origins.contains(&Origin::Carried) {
        opened.under_review = under_review(conn, order)?;
        opened.cases = carry(conn, order, &rounds)?;
        opened.uncarried = uncarried(conn, order)?;
    }
    let provinces: BTreeSet<&str> = fresh.iter().map(|u| u.province_code()).collect();
    for province in provinces {
        recount(
            conn,
            sql("province_id = ? AND opening_id = ?")
                .bind(province)
                .bind(opened.id.as_str()),
        )?;
    }
    let payload = json!({
        "opening_id": opened.id,
        "kind": order.procedure.kind,
        "year": order.year,
        "area_id": order.area.id,
        "rounds": opened.rounds.len(),
    });
    webhooks::emit(conn, "review.opened", path, &payload)?;
    audit::note(
        conn,
        scope,
        "review.open",
        ("review_opening", &opened.id),
        path,
        &json!({ "year": order.year, "kind": order.procedure.kind, "rounds": opened.rounds.len(), "cases": opened.cases }),
    )?;
    Ok(opened)
}

/// Waits until nobody else puts households of a province on a list: each stands on one at a time.
pub(super) fn lock_lists(conn: &mut Conn, province: &str) -> Result<()> {
    conn.lock(&format!("review lists {province}"))
}

/// Those of the units that have a yearly round of the year, of their own or of a unit that went into them whole.
fn standing_rounds(conn: &mut Conn, order: &Opening, units: &[Area]) -> Result<BTreeSet<String>> {
    // Two openings at once would each find the other's communes free.
    lock_lists(conn, order.area.province_code())?;
    let rounds = sql(
        "SELECT commune_id AS t FROM review_round WHERE kind = 'yearly' AND state <> 'cancelled' AND year = ?
         AND province_id IN ",
    )
    .bind(order.year)
    .list(tenants(&order.paths))
    .texts(conn)?;
    let standing: BTreeSet<String> = rounds.into_iter().collect();
    if standing.is_empty() {
        return Ok(standing);
    }
    let lineage = areas::lineage(conn, units.iter().map(|u| u.id.clone()))?;
    Ok(lineage
        .into_iter()
        .filter(|(_, path)| {
            let unit = path.trim_end_matches('/').rsplit('/').next();
            unit.is_some_and(|unit| standing.contains(unit))
        })
        .map(|(root, _)| root)
        .collect())
}

fn insert_rounds(
    conn: &mut Conn,
    scope: &Scope,
    order: &Opening,
    opening_id: &str,
    units: &[&Area],
) -> Result<HashMap<String, String>> {
    let procedure = order.procedure;
    let closes_on = order
        .closes_on
        .or_else(|| procedure.closes_on(order.opened_on, order.year));
    let first = procedure.first();
    let due_on = procedure.due_on(
        first,
        order.opened_on,
        order.opened_on,
        order.year,
        &order.schedule,
    );
    let schedule = serde_json::to_string(&order.schedule)?;
    let at = now();
    let ids: HashMap<String, String> = units.iter().map(|u| (u.id.clone(), new_id())).collect();
    let rows = units.iter().map(|unit| -> Vec<Value> {
        let mut row: Vec<Value> = vec![
            unit.province_code().into(),
            ids[&unit.id].as_str().into(),
            opening_id.into(),
            procedure.kind.code().into(),
            i64::from(order.year).into(),
            unit.id.as_str().into(),
            unit.path.as_str().into(),
            procedure.code.as_str().into(),
            order.standard.as_str().into(),
            order.form.clone().into(),
            order.sample_form.into(),
            order.document.clone().into(),
            first.code().into(),
            1_i64.into(),
            order.opened_on.into(),
            closes_on.into(),
            order.opened_on.into(),
            due_on.into(),
            schedule.as_str().into(),
        ];
        row.extend([1_i64.into(), scope.user_id().into(), at.into(), at.into()]);
        row
    });
    bulk::REVIEW_ROUND.insert(conn, rows)?;
    let events = units.iter().map(|unit| -> Vec<Value> {
        vec![
            unit.province_code().into(),
            new_id().into(),
            ids[&unit.id].as_str().into(),
            "open".into(),
            "none".into(),
            first.code().into(),
            order.opened_on.into(),
            Value::Date(None),
            at.into(),
            scope.user_id().into(),
            json!({ "document": order.document }).to_string().into(),
        ]
    });
    bulk::REVIEW_EVENT.insert(conn, events)?;
    Ok(ids)
}

/// The poor and near-poor of the last year with a class, and those recognised so during this year. Those that are
/// under review during the year are decided there.
fn on_the_list(columns: &str, order: &Opening) -> Sql {
    on_the_old_list(columns, order)
        .text(" AND NOT ")
        .text(UNDER_REVIEW)
}

/// That a household `y` stands in another round that is open: a review during the year, or one of a year before.
const UNDER_REVIEW: &str = "EXISTS (SELECT 1 FROM review_case u JOIN review_round v
       ON v.province_id = u.province_id AND v.id = u.round_id
     WHERE u.household_province = y.province_id AND u.household_id = y.household_id AND u.state <> 'withdrawn'
       AND v.state NOT IN ('recognised', 'cancelled'))";

fn on_the_old_list(columns: &str, order: &Opening) -> Sql {
    let year = i64::from(order.year);
    sql(&format!(
        "SELECT {columns}
         FROM household_year y JOIN household h ON h.province_id = y.province_id AND h.id = y.household_id
         WHERE h.status = 'active' AND y.class IN ('poor', 'near_poor')
           AND ((y.year < ? AND y.year = (SELECT MAX(m.year) FROM household_year m WHERE m.province_id = y.province_id
               AND m.household_id = y.household_id AND m.year < ? AND m.class IS NOT NULL))
             OR (y.year = ? AND y.state = 'recognised'))
           AND (y.year = ? OR NOT EXISTS (SELECT 1 FROM household_year z WHERE z.province_id = y.province_id
             AND z.household_id = y.household_id AND z.year = ? AND z.state = 'recognised'))
           AND y.province_id IN "
    ))
    .bind(year)
    .bind(year)
    .bind(year)
    .bind(year)
    .bind(year)
    // Households of a province that went into this one keep its key.
    .list(tenants(&order.paths))
}

/// The tenant keys of what lies in these subtrees.
fn tenants(paths: &[String]) -> BTreeSet<String> {
    paths
        .iter()
        .filter_map(|path| path.split('.').next())
        .map(str::to_owned)
        .collect()
}

/// How many on the list in the area are under review elsewhere.
fn under_review(conn: &mut Conn, order: &Opening) -> Result<i64> {
    let here = Scope::of_the_program().within(&order.paths).condition("h.path");
    on_the_old_list("COUNT(*) AS n", order)
        .text(" AND ")
        .text(UNDER_REVIEW)
        .text(" AND ")
        .push(here)
        .number(conn)
}

/// Carries the list over; a household goes where it lives, by the unit or by the one its unit went into whole.
fn carry(conn: &mut Conn, order: &Opening, rounds: &HashMap<String, String>) -> Result<i64> {
    let mut round_of: HashMap<String, String> = HashMap::new();
    for (root, path) in areas::lineage(conn, rounds.keys().cloned())? {
        if let (Some(unit), Some(round)) = (path.trim_end_matches('/').rsplit('/').next(), rounds.get(&root))
        {
            round_of.insert(unit.to_owned(), round.clone());
        }
    }
    let mut query = on_the_list(
        "y.province_id, y.household_id, h.commune_id, h.path, y.class",
        order,
    );
    // For one commune the others' households need not be read.
    if rounds.len() == 1 {
        query = query.text(" AND h.commune_id IN ").list(round_of.keys().cloned());
    }
    let carried: Vec<Carried> = query.all(conn)?;
    let at = now();
    let rows: Vec<(&Carried, &String)> = carried
        .iter()
        .filter_map(|row| Some((row, round_of.get(&row.commune_id)?)))
        .collect();
    let count = rows.len() as i64;
    bulk::REVIEW_CASE.insert(
        conn,
        rows.into_iter().map(|(row, round)| {
            vec![
                order.area.province_code().into(),
                round.as_str().into(),
                row.province_id.as_str().into(),
                row.household_id.as_str().into(),
                row.path.as_str().into(),
                Origin::Carried.code().into(),
                new_code().into(),
                row.class.as_str().into(),
                "listed".into(),
                "[]".into(),
                0_i64.into(),
                false.into(),
                false.into(),
                1_i64.into(),
                at.into(),
            ]
        }),
    )?;
    Ok(count)
}

/// Those on the list in the area that stand in no round of the year.
fn uncarried(conn: &mut Conn, order: &Opening) -> Result<Vec<Uncarried>> {
    let scope = Scope::of_the_program().within(&order.paths);
    let rows: Vec<UncarriedRow> = on_the_list("h.commune_id, COUNT(*) AS n", order)
        .text(" AND ")
        .push(scope.condition("h.path"))
        .text(
            " AND NOT EXISTS (SELECT 1 FROM review_case c JOIN review_round r
             ON r.province_id = c.province_id AND r.id = c.round_id
             WHERE c.household_province = h.province_id AND c.household_id = h.id AND r.kind = 'yearly'
               AND r.state <> 'cancelled' AND r.year = ?)
         GROUP BY h.commune_id ORDER BY h.commune_id",
        )
        .bind(order.year)
        .all(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| Uncarried {
            commune_id: row.commune_id,
            households: row.n,
        })
        .collect())
}

/// Whether a day may open a round of this year under this procedure. Errors: names `/opens_on`.
pub fn check_opening_day(procedure: &Procedure, day: NaiveDate, year: i32, today: NaiveDate) -> Result<()> {
    let first = procedure.opens_on(year);
    let last = procedure.closes_on(day, year);
    if day > today {
        return Err(Error::field(
            "/opens_on",
            "in_future",
            "ngày ở tương lai",
            "the day is in the future",
        ));
    }
    if day.year() != year || first.is_some_and(|first| day < first) || last.is_some_and(|last| day > last) {
        let shown = |d: Option<NaiveDate>| d.map_or("…".to_owned(), |d| d.format("%d/%m/%Y").to_string());
        return Err(Error::field(
            "/opens_on",
            "outside_window",
            format!(
                "đợt rà soát năm {year} mở từ {} đến {}",
                shown(first),
                shown(last)
            ),
            format!(
                "a round of {year} opens between {} and {}",
                shown(first),
                shown(last)
            ),
        ));
    }
    Ok(())
}
