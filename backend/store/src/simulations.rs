//! What a register would be under another standard: counted in one statement that changes nothing, and kept.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};
use giamngheo_rules::poverty::simulation::counted;
use giamngheo_rules::poverty::{self, Basis, Condition, Limit, Resources, Standard};

use crate::areas::Area;
use crate::error::{Error, Result};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{Sql, row, sql};
use crate::{Conn, audit};

#[cfg(test)]
mod tests;

row! {
    /// Households of a place that are one thing in the register and one thing in the scenario.
    Cell {
        /// The path of the commune-level unit of the year, or of the village.
        path: String = Text,
        /// The class in the register, or empty.
        class: String = Text,
        /// The class in the scenario; empty where it can't be said.
        after: String = Text,
        /// What decides in the scenario: income or score; empty where nothing was found.
        basis: String = Text,
        /// Households.
        households: i64 = BigInt,
        /// Their members.
        members: i64 = BigInt,
        /// The last survey among theirs.
        newest: Option<String> = Nullable<Text>,
    }

    /// A simulation as it was kept.
    Simulation {
        /// Identifier.
        id: String = Text,
        /// Its name.
        name: String = Text,
        /// The area; none is the whole nation.
        area_id: Option<String> = Nullable<Text>,
        /// That area's path.
        path: String = Text,
        /// The year of the register.
        year: i64 = BigInt,
        /// The standard with its edits, JSON.
        scenario: String = Text,
        /// The benefits, JSON.
        benefits: String = Text,
        /// What was counted, JSON.
        result: String = Text,
        /// [`Counted::data_version`].
        data_version: String = Text,
        /// Who made it.
        created_by: String = Text,
        /// That person's name.
        created_by_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        created_at: NaiveDateTime = Timestamp,
        /// For optimistic locking.
        version: i64 = BigInt,
    }
}

/// What was counted, and of which state of the register.
#[derive(Debug, Clone)]
pub struct Counted {
    /// By place, class before and after, and basis.
    pub cells: Vec<Cell>,
    /// Tells whether two runs saw the same register, whatever the scenarios: a digest of its classes, people and last
    /// surveys by place.
    pub data_version: String,
}

/// Counts the scope's register of a year by what it is and by what `to` makes of it, by commune or by village.
///
/// Each household is judged as [`poverty::classify`] judges its findings: those of the survey the year's class rests
/// on, or, where that isn't kept, the points and deprivations in the register, in the setting of the commune and by the
/// indicators of the standard of the year. Who has none, or none that `to` has a rule for, is judged nothing.
pub fn run(conn: &mut Conn, scope: &Scope, year: i64, to: &Standard, by_village: bool) -> Result<Counted> {
    let cells: Vec<Cell> = sql(
        "SELECT path, class, after, basis, COUNT(*) AS households, CAST(SUM(member_count) AS BIGINT) AS members,
           MAX(survey_id) AS newest FROM (SELECT path, class, member_count, survey_id,
             CASE WHEN income IS NOT NULL THEN 'income' WHEN b1 IS NOT NULL THEN 'score' ELSE '' END AS basis, ",
    )
    .push(judgement(to))
    .text(&format!(
        " AS after FROM (SELECT path, class, member_count, survey_id, urban, income, b1, ({}) AS deprived FROM (",
        ones("counted", indicators())
    ))
    .push(findings(scope, year, to, by_village))
    .text(") AS found) AS measured) AS judged GROUP BY path, class, after, basis ORDER BY path, class, after, basis")
    .all(conn)?;
    Ok(Counted {
        data_version: version_of(&cells),
        cells,
    })
}

/// How many bits the deprivations of a survey have at most.
fn indicators() -> usize {
    poverty::standards()
        .iter()
        .map(|s| s.indicators.len())
        .max()
        .unwrap_or(0)
}

/// How many of the lowest bits of a column are set.
fn ones(column: &str, bits: usize) -> String {
    (0..bits)
        .map(|i| format!("(({column} >> {i}) & 1)"))
        .collect::<Vec<_>>()
        .join(" + ")
}

/// What was found of each household: `counted` are the deprivations that `to` counts, as bits in the order of the
/// standard they were asked by, and null where `to` counts one that was not asked.
fn findings(scope: &Scope, year: i64, to: &Standard, by_village: bool) -> Sql {
    let last = i32::try_from(year)
        .ok()
        .and_then(|y| NaiveDate::from_ymd_opt(y, 12, 31));
    let of_year = last.and_then(poverty::in_force).map(|s| s.code.as_str());
    let mut found = sql(&format!(
        "SELECT {} AS path, COALESCE(CAST(y.class AS TEXT), '') AS class, y.member_count, y.survey_id,
           CASE WHEN s.id IS NULL THEN a.urban ELSE s.setting = 'urban' END AS urban,
           s.income_vnd_per_person_month AS income,
           CASE WHEN s.id IS NULL THEN y.b1 ELSE s.b1 END AS b1,
           (CASE WHEN s.id IS NULL THEN y.deprivations ELSE s.deprivations END)
             & (CASE COALESCE(CAST(s.standard AS TEXT), ?)",
        if by_village { "y.path" } else { "a.path" }
    ))
    .bind(of_year);
    for from in poverty::standards() {
        found = found
            .text(" WHEN ? THEN ?")
            .bind(from.code.as_str())
            .bind(counted(from, to).map(|set| i64::from(set.bits())));
    }
    found = found
        .text(
            " END) AS counted
           FROM household_year y JOIN area a ON a.id = y.commune_id
             LEFT JOIN survey s ON s.province_id = y.province_id AND s.id = y.survey_id
           WHERE y.year = ? AND ",
        )
        .bind(year);
    if let Some(provinces) = scope.provinces() {
        found = found.text("y.province_id IN ").list(provinces).text(" AND ");
    }
    found.push(scope.condition("y.path"))
}

/// The decision table of a standard over the columns of [`run`]: a class's code, or empty.
fn judgement(to: &Standard) -> Sql {
    let beyond = |column: &str, most: i64| {
        sql(&format!(
            "({column} IS NOT NULL AND ({column} < 0 OR {column} > ?))"
        ))
        .bind(most)
    };
    sql("CASE WHEN deprived IS NULL OR ")
        .push(beyond("income", to.bounds.income_vnd_per_person_month))
        .text(" OR ")
        .push(beyond("b1", to.bounds.b1_points.into()))
        .text(" THEN '' WHEN income IS NOT NULL THEN ")
        .push(table(to, Basis::Income))
        .text(" WHEN b1 IS NOT NULL THEN ")
        .push(table(to, Basis::Score))
        .text(" ELSE '' END")
}

/// The rows of the table, the first that holds giving the class, where means are income or points.
fn table(to: &Standard, basis: Basis) -> Sql {
    let (means, low, average, deprived) = match (basis, &to.score) {
        (Basis::Income, _) => (
            "income",
            &to.income_threshold_vnd_per_person_month,
            to.average_living_upper_vnd_per_person_month.as_ref(),
            sql("deprived >= ?").bind(i64::from(to.deprivation_cutoff.value)),
        ),
        (Basis::Score, Some(score)) => (
            "b1",
            &score.b1_cutoff,
            score.b1_average_upper.as_ref(),
            sql("deprived * ? >= ?")
                .bind(i64::from(score.b2_points_per_indicator.value))
                .bind(i64::from(score.b2_cutoff.value)),
        ),
        // Points that the standard has no rule for.
        (Basis::Score, None) => return sql("''"),
    };
    let mut out = sql("CASE");
    for row in &to.classes {
        out = out
            .text(" WHEN ")
            .push(holds(&row.when, means, low, average, &deprived))
            .text(&format!(" THEN '{}'", row.class.code()));
    }
    out.text(" ELSE '' END")
}

fn holds(when: &Condition, means: &str, low: &Limit, average: Option<&Limit>, deprived: &Sql) -> Sql {
    let at_most = |limit: &Limit| {
        sql(&format!("{means} <= (CASE WHEN urban THEN ? ELSE ? END)"))
            .bind(limit.urban)
            .bind(limit.rural)
    };
    let above_low = || sql("NOT ").push(at_most(low)).text(" AND ");
    let mut out = match (when.resources, average) {
        (None, _) => sql("1 = 1"),
        (Some(Resources::Low), _) => at_most(low),
        (Some(Resources::Average), None) => sql("1 = 0"),
        (Some(Resources::Average), Some(average)) => above_low().push(at_most(average)),
        (Some(Resources::High), None) => above_low().text("1 = 1"),
        (Some(Resources::High), Some(average)) => above_low().text("NOT ").push(at_most(average)),
    };
    if let Some(expected) = when.deprived {
        out = out.text(if expected { " AND (" } else { " AND NOT (" });
        out = out.push(deprived.clone()).text(")");
    }
    out
}

fn version_of(cells: &[Cell]) -> String {
    let mut register: BTreeMap<(&str, &str), (i64, i64, Option<&str>)> = BTreeMap::new();
    for cell in cells {
        let sum = register.entry((&cell.path, &cell.class)).or_insert((0, 0, None));
        sum.0 += cell.households;
        sum.1 += cell.members;
        sum.2 = sum.2.max(cell.newest.as_deref());
    }
    let mut text = String::new();
    for ((path, class), (households, members, newest)) in register {
        let newest = newest.unwrap_or_default();
        text.push_str(&format!("{path}\t{class}\t{households}\t{members}\t{newest}\n"));
    }
    let hash = digest(&SHA256, text.as_bytes());
    let first: [u8; 16] = *hash.as_ref().first_chunk().expect("SHA-256 has 32 bytes");
    format!("{:032x}", u128::from_be_bytes(first))
}

/// A simulation to be kept.
#[derive(Debug, Clone)]
pub struct New {
    /// Its name.
    pub name: String,
    /// The area; none is the whole nation.
    pub area: Option<Area>,
    /// The year of the register.
    pub year: i64,
    /// The standard with its edits, JSON.
    pub scenario: String,
    /// The benefits, JSON.
    pub benefits: String,
    /// What was counted, JSON.
    pub result: String,
    /// [`Counted::data_version`].
    pub data_version: String,
}

/// Whether all of an area (none is the nation) lies in the scope. Errors: `/area`, since which areas there are is
/// public.
pub fn check_area(scope: &Scope, area: Option<&Area>) -> Result<()> {
    let inside = match area {
        None => scope.is_national(),
        Some(area) => scope.covers(&area.path),
    };
    if inside {
        return Ok(());
    }
    Err(Error::field(
        "/area",
        "outside_area",
        "địa bàn không thuộc phạm vi của bạn",
        "the area is outside of yours",
    ))
}

const SIMULATION: &str = "SELECT m.id, m.name, m.area_id, m.path, m.year, m.scenario, m.benefits, m.result,
    m.data_version, m.created_by, u.full_name AS created_by_name, m.created_at, m.version
    FROM simulation m LEFT JOIN app_user u ON u.id = m.created_by WHERE ";

/// Keeps a simulation. Errors: `/area` outside of the scope.
pub fn keep(conn: &mut Conn, scope: &Scope, new: &New) -> Result<Simulation> {
    check_area(scope, new.area.as_ref())?;
    let id = new_id();
    let path = new.area.as_ref().map_or("", |a| a.path.as_str());
    sql(
        "INSERT INTO simulation (id, name, area_id, path, year, scenario, benefits, result, data_version, created_by,
           created_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
    )
    .bind(id.as_str())
    .bind(new.name.as_str())
    .bind(new.area.as_ref().map(|a| a.id.clone()))
    .bind(path)
    .bind(new.year)
    .bind(new.scenario.as_str())
    .bind(new.benefits.as_str())
    .bind(new.result.as_str())
    .bind(new.data_version.as_str())
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    note(conn, scope, "create", &id, path)?;
    get(conn, scope, &id)
}

/// Simulations of areas in the scope, the last made first, from before `before`.
pub fn list(conn: &mut Conn, scope: &Scope, before: Option<&str>, limit: i64) -> Result<Vec<Simulation>> {
    let mut query = sql(SIMULATION).push(scope.condition("m.path"));
    if let Some(before) = before {
        query = query.text(" AND m.id < ?").bind(before);
    }
    query.text(" ORDER BY m.id DESC LIMIT ?").bind(limit).all(conn)
}

/// A simulation of an area in the scope.
pub fn get(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Simulation> {
    sql(SIMULATION)
        .text("m.id = ? AND ")
        .bind(id)
        .push(scope.condition("m.path"))
        .one(conn)
}

/// Deletes a simulation: one's own, or one of an area that one administers.
///
/// Errors: not in the scope; another's; another version.
pub fn delete(
    conn: &mut Conn,
    scope: &Scope,
    administered: Option<&Scope>,
    id: &str,
    version: i64,
) -> Result<()> {
    let old = get(conn, scope, id)?;
    if old.created_by != scope.user_id() && !administered.is_some_and(|s| s.covers(&old.path)) {
        return Err(Error::conflict(
            "not_its_maker",
            "chỉ người lập mô phỏng hoặc quản trị của địa bàn mới xóa được",
            "only who made the simulation, or an administrator of the area, deletes it",
        ));
    }
    let touched = sql("DELETE FROM simulation WHERE id = ? AND version = ?")
        .bind(id)
        .bind(version)
        .run(conn)?;
    if touched == 0 {
        return Err(Error::Stale { current: old.version });
    }
    note(conn, scope, "delete", id, &old.path)
}

fn note(conn: &mut Conn, scope: &Scope, action: &str, id: &str, path: &str) -> Result<()> {
    audit::note(
        conn,
        scope,
        action,
        ("simulation", id),
        path,
        &serde_json::json!({}),
    )
}
