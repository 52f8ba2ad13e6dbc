//! Rounds: opening one with a report for every unit asked, listing them, and how far the units are.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamp};
use giamngheo_rules::period::Period;
use giamngheo_rules::report::Level;
use serde_json::json;

use crate::areas::{self, Area};
use crate::error::{Error, Result};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{Value, row, sql};
use crate::{Conn, audit, bulk, webhooks};

row! {
    /// A round's row.
    Round {
        /// Tenant key.
        province_id: String = Text,
        /// Identifier.
        id: String = Text,
        /// The form's code.
        template: String = Text,
        /// The form's version.
        template_version: i64 = BigInt,
        /// The period's code.
        period: String = Text,
        /// The unit that asks.
        area_id: String = Text,
        /// Its path.
        path: String = Text,
        /// Levels below that are asked, as a JSON list.
        levels: String = Text,
        /// The letter it was asked for with.
        document: Option<String> = Nullable<Text>,
        /// The day it was opened.
        opened_on: NaiveDate = Date,
        /// The last day to submit.
        due_on: NaiveDate = Date,
        /// Reports in it.
        units: i64 = BigInt,
        /// When it was made (UTC).
        created_at: NaiveDateTime = Timestamp,
    }
    /// A report as the board has it.
    BoardRow {
        /// The report.
        id: String = Text,
        /// The unit.
        area_id: String = Text,
        /// Its path.
        path: String = Text,
        /// Its level.
        level: String = Text,
        /// Where it stands.
        state: String = Text,
        /// Which version.
        version_no: i64 = BigInt,
        /// The last day to submit.
        due_on: NaiveDate = Date,
        /// The day it was first submitted.
        first_submitted_on: Option<NaiveDate> = Nullable<Date>,
        /// When it was last submitted (UTC).
        submitted_at: Option<NaiveDateTime> = Nullable<Timestamp>,
        /// When it was accepted (UTC).
        accepted_at: Option<NaiveDateTime> = Nullable<Timestamp>,
        /// Comments nobody resolved.
        open_comments: i64 = BigInt,
    }
}

const ROUND: &str =
    "SELECT r.province_id, r.id, r.template, r.template_version, r.period, r.area_id, r.path, r.levels,
    r.document, r.opened_on, r.due_on, r.units, r.created_at FROM report_round r WHERE ";

/// What to ask.
#[derive(Debug, Clone)]
pub struct NewRound {
    /// The form.
    pub template: String,
    /// Its version.
    pub template_version: i64,
    /// The period.
    pub period: Period,
    /// The unit that asks and consolidates.
    pub area: Area,
    /// The levels below it that are asked.
    pub levels: Vec<Level>,
    /// The letter it is asked for with.
    pub document: Option<String>,
    /// The day it is opened: the units are those of this day.
    pub opened_on: NaiveDate,
    /// The last day to submit.
    pub due_on: NaiveDate,
}

/// Opens a round with a report for the unit and for every unit below it of the levels asked.
///
/// Errors: `/area` outside of the scope; the form was asked for the period already.
pub fn open(conn: &mut Conn, scope: &Scope, new: &NewRound) -> Result<Round> {
    let area = &new.area;
    if !scope.covers(&area.path) {
        return Err(Error::field(
            "/area",
            "outside_area",
            "địa bàn này không thuộc phạm vi của bạn",
            "this area is not within yours",
        ));
    }
    let province = area.province_code().to_owned();
    conn.lock(&format!("report rounds {}", area.id))?;
    let there = sql("SELECT COUNT(*) AS n FROM report_round WHERE province_id = ? AND area_id = ? AND template = ? AND period = ?")
        .bind(province.as_str())
        .bind(area.id.as_str())
        .bind(new.template.as_str())
        .bind(new.period.code())
        .number(conn)?;
    if there > 0 {
        return Err(Error::conflict(
            "already_open",
            format!(
                "{} đã mở đợt báo cáo theo mẫu {} cho {}.",
                area.name,
                new.template,
                new.period.words().vi
            ),
            format!(
                "{} has a round of {} for the {} already.",
                area.name_en,
                new.template,
                new.period.words().en
            ),
        ));
    }
    let units = units(conn, new)?;
    let (id, at) = (new_id(), now());
    sql("INSERT INTO report_round (province_id, id, template, template_version, period, area_id, path, levels, document,
           opened_on, due_on, units, created_by, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    .bind(province.as_str())
    .bind(id.as_str())
    .bind(new.template.as_str())
    .bind(new.template_version)
    .bind(new.period.code())
    .bind(area.id.as_str())
    .bind(area.path.as_str())
    .bind(serde_json::to_string(&new.levels)?)
    .bind(new.document.clone())
    .bind(new.opened_on)
    .bind(new.due_on)
    .bind(units.len() as i64)
    .bind(scope.user_id())
    .bind(at)
    .run(conn)?;
    insert_reports(conn, new, &id, &units, at)?;
    let payload = json!({
        "round_id": id,
        "template": new.template,
        "period": new.period.code(),
        "area_id": area.id,
        "due_on": new.due_on,
        "reports": units.len(),
    });
    webhooks::emit(conn, "report.opened", &area.path, &payload)?;
    audit::note(
        conn,
        scope,
        "report.open",
        ("report_round", &id),
        &area.path,
        &json!({ "template": new.template, "period": new.period.code(), "reports": units.len() }),
    )?;
    round(conn, scope, &id)
}

/// The unit that asks, then those below of the levels asked, by path: a unit comes after those above it.
fn units(conn: &mut Conn, new: &NewRound) -> Result<Vec<Area>> {
    let mut units = vec![new.area.clone()];
    for level in &new.levels {
        let filter = areas::AreaFilter {
            on: Some(new.opened_on),
            level: Some(level.code().to_owned()),
            within: Some(new.area.path.clone()),
            ..areas::AreaFilter::default()
        };
        let found = areas::list(conn, &filter, None, 20_000)?;
        units.extend(
            found
                .into_iter()
                .map(|(unit, _)| unit)
                .filter(|unit| unit.id != new.area.id),
        );
    }
    units[1..].sort_by(|a, b| a.path.cmp(&b.path));
    Ok(units)
}

fn insert_reports(
    conn: &mut Conn,
    new: &NewRound,
    round_id: &str,
    units: &[Area],
    at: NaiveDateTime,
) -> Result<()> {
    let ids: HashMap<&str, String> = units.iter().map(|u| (u.path.as_str(), new_id())).collect();
    let parent = |unit: &Area| {
        let ends = unit.path.match_indices('/').map(|(i, _)| &unit.path[..=i]);
        ends.filter(|path| *path != unit.path)
            .filter_map(|path| ids.get(path))
            .next_back()
            .cloned()
    };
    let rows = units.iter().map(|unit| {
        let values: Vec<Value> = vec![
            new.area.province_code().into(),
            ids[unit.path.as_str()].as_str().into(),
            round_id.into(),
            unit.id.as_str().into(),
            unit.path.as_str().into(),
            unit.level.as_str().into(),
            parent(unit).into(),
            "draft".into(),
            1_i64.into(),
            new.due_on.into(),
            1_i64.into(),
            at.into(),
        ];
        values
    });
    bulk::REPORT.insert(conn, rows)
}

/// A round that has a report in the scope, or one of a unit above.
pub fn round(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Round> {
    sql(ROUND)
        .text("r.id = ? AND r.province_id IN ")
        .bind(id)
        .list(scope.province_list())
        .text(" AND ")
        .push(scope.condition_touching("r.path"))
        .one(conn)
}

/// Which rounds.
#[derive(Debug, Clone, Default)]
pub struct RoundFilter {
    /// Of this form.
    pub template: Option<String>,
    /// For this period.
    pub period: Option<String>,
}

/// Rounds of the scope, and of units above that asked its units; the last opened first, from before `before`.
pub fn rounds(
    conn: &mut Conn,
    scope: &Scope,
    filter: &RoundFilter,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Round>> {
    let mut query = sql(ROUND).push(scope.condition_touching("r.path"));
    for (column, value) in [("template", &filter.template), ("period", &filter.period)] {
        if let Some(value) = value {
            query = query.text(&format!(" AND r.{column} = ?")).bind(value.as_str());
        }
    }
    if let Some(before) = before {
        query = query.text(" AND r.id < ?").bind(before);
    }
    query.text(" ORDER BY r.id DESC LIMIT ?").bind(limit).all(conn)
}

/// The reports of a round in the scope: one read.
pub fn board(conn: &mut Conn, scope: &Scope, round: &Round) -> Result<Vec<BoardRow>> {
    sql("SELECT p.id, p.area_id, p.path, p.level, p.state, p.version_no, p.due_on, p.first_submitted_on, p.submitted_at,
           p.accepted_at, (SELECT COUNT(*) FROM report_comment c WHERE c.province_id = p.province_id
             AND c.report_id = p.id AND c.resolved_at IS NULL) AS open_comments
         FROM report p WHERE p.province_id = ? AND p.round_id = ? AND ")
    .bind(round.province_id.as_str())
    .bind(round.id.as_str())
    .push(scope.condition("p.path"))
    .text(" ORDER BY p.path")
    .all(conn)
}
