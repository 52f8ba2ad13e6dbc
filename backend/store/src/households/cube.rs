//! The sums that indicators are made of, recomputed from the registers in the transaction that changed them, and asked
//! for by any filter at once.

use std::collections::BTreeSet;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use giamngheo_rules::formula::{Dimension, KINH, Measure};
use giamngheo_rules::poverty::{self, Standard};

use super::summary::INDICATORS;
use crate::Conn;
use crate::db::Engine;
use crate::error::Result;
use crate::scope::{Scope, lies_in};
use crate::sql::{Sql, sql};

/// What households are told apart by, as columns.
const KEYS: &str = "class, from_class, movement, ethnic, sex, setting";

/// The columns d1, d2, … or c1, c2, …
fn numbered(letter: char) -> String {
    let all: Vec<String> = (1..=INDICATORS).map(|i| format!("{letter}{i}")).collect();
    all.join(", ")
}

/// A register's households with all that they are told apart by, of the years' rows that meet `cells` (about `y`).
/// `history` is about `household_id` and `province_id`: whose earlier years are looked at for where they came from;
/// without it nobody came from anywhere.
fn told_apart(history: Option<&Sql>, cells: Sql) -> Sql {
    let kinh = KINH.map(|name| format!("'{name}'")).join(", ");
    // Here, where a row is read: further out PostgreSQL would work it out anew for each of the sums that ask for it.
    // As small numbers, whose sums cost it less.
    let bits = (0..INDICATORS).map(|i| format!("((COALESCE(deprivations, 0) >> {i}) & 1)"));
    let count = bits.collect::<Vec<_>>().join(" + ");
    let rows = format!(
        "SELECT province_id, year, household_id, commune_id, path, CAST(member_count AS INTEGER) AS member_count,
        COALESCE(class, 'none') AS class, CAST(COALESCE(deprivations, 0) AS INTEGER) AS deprivations,
        CAST({count} AS INTEGER) AS deprivation_count, b1, b2,"
    );
    let head = sql(&format!(
        "SELECT y.province_id, y.year, y.household_id, y.commune_id, y.path AS household_path, a.path,
           y.member_count, y.deprivations, y.b1, y.b2, y.deprivation_count, y.class,
           CASE y.before % 10 WHEN 1 THEN 'poor' WHEN 2 THEN 'near_poor' WHEN 3 THEN 'average' WHEN 4 THEN 'other'
             ELSE 'none' END AS from_class,
           CASE
             WHEN y.before IS NULL OR y.class = 'none' THEN 'none'
             WHEN y.class = 'poor' THEN
               CASE WHEN y.before % 10 = 1 THEN 'none' WHEN y.was_poor = 1 THEN 'fell_back' ELSE 'newly_poor' END
             WHEN y.class = 'near_poor' THEN
               CASE y.before % 10 WHEN 1 THEN 'escaped_to_near_poor' WHEN 2 THEN 'none' ELSE
                 CASE WHEN y.was_poor = 1 OR y.was_near_poor = 1 THEN 'fell_back_near_poor' ELSE 'near_poor_new' END
               END
             WHEN y.before % 10 = 1 THEN 'escaped'
             WHEN y.before % 10 = 2 THEN 'escaped_near_poverty'
             ELSE 'none' END AS movement,
           CASE WHEN COALESCE(h.ethnicity, '') = '' THEN 'unknown' WHEN LOWER(h.ethnicity) IN ({kinh}) THEN 'kinh'
             ELSE 'minority' END AS ethnic,
           COALESCE(m.sex, 'unknown') AS sex,
           CASE WHEN a.urban THEN 'urban' ELSE 'rural' END AS setting
         FROM ({rows} "
    ));
    let register = match history {
        Some(households) => head
            .text(
                "MAX(year * 10 + CASE class WHEN 'poor' THEN 1 WHEN 'near_poor' THEN 2 WHEN 'average' THEN 3
                   WHEN 'other' THEN 4 END) OVER earlier AS before,
                 MAX(CASE WHEN class = 'poor' THEN 1 ELSE 0 END) OVER earlier AS was_poor,
                 MAX(CASE WHEN class = 'near_poor' THEN 1 ELSE 0 END) OVER earlier AS was_near_poor
                 FROM household_year WHERE ",
            )
            .push(households.clone())
            .text(
                " WINDOW earlier AS (PARTITION BY province_id, household_id ORDER BY year
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS y",
            ),
        None => head.text(
            "CAST(NULL AS BIGINT) AS before, 0 AS was_poor, 0 AS was_near_poor FROM household_year) AS y",
        ),
    };
    let heads = sql(" JOIN area a ON a.id = y.commune_id
         JOIN household h ON h.province_id = y.province_id AND h.id = y.household_id LEFT JOIN ");
    let heads = match history {
        Some(households) => heads
            .text(
                "(SELECT province_id, household_id, MIN(sex) AS sex FROM member WHERE relation = 'head'
                 AND left_on IS NULL AND ",
            )
            .push(households.clone())
            .text(" GROUP BY province_id, household_id) AS m"),
        None => heads.text("(SELECT * FROM member WHERE relation = 'head' AND left_on IS NULL) AS m"),
    };
    register
        .push(heads)
        .text(" ON m.province_id = y.province_id AND m.household_id = y.household_id WHERE ")
        .push(cells)
}

/// `INSERT … SELECT` of the sums of the register's rows that meet `cells`, as [`told_apart`].
fn insert(households: &Sql, cells: Sql, cutoff: u32) -> Sql {
    let bit = |i: usize| format!("((deprivations >> {i}) & 1)");
    let sums = |of: &dyn Fn(usize) -> String| {
        let all: Vec<String> = (0..INDICATORS)
            .map(|i| format!("CAST(SUM({}) AS BIGINT)", of(i)))
            .collect();
        all.join(", ")
    };
    let poor = poor_members(cutoff);
    sql(&format!(
        "INSERT INTO poverty_cube (province_id, year, commune_id, path, {KEYS}, households, members,
           deprived_members, censored_deprivations, {d}, {c})
         SELECT province_id, year, commune_id, path, {KEYS}, COUNT(*), CAST(SUM(member_count) AS BIGINT),
           CAST(SUM({poor}) AS BIGINT), CAST(SUM({poor} * deprivation_count) AS BIGINT), {d_sums}, {c_sums}
         FROM (",
        d = numbered('d'),
        c = numbered('c'),
        d_sums = sums(&bit),
        c_sums = sums(&|i| format!("({poor}) * {}", bit(i))),
    ))
    .push(told_apart(Some(households), cells))
    .text(&format!(
        ") AS counted GROUP BY province_id, year, commune_id, path, {KEYS}"
    ))
}

/// The members of a household that is deprived in at least the cut-off of indicators.
fn poor_members(cutoff: u32) -> String {
    format!("CASE WHEN deprivation_count >= {cutoff} THEN member_count ELSE 0 END")
}

/// A later year in which households of a commune stand somewhere.
#[derive(QueryableByName)]
struct Later {
    #[diesel(sql_type = BigInt)]
    year: i64,
    #[diesel(sql_type = Text)]
    commune_id: String,
}

/// Recomputes the sums of communes of one province and year, and of the later years in which their households are told
/// apart by where they came from.
pub(super) fn refresh(
    conn: &mut Conn,
    province: &str,
    year: i64,
    communes: &[&str],
    cutoff: u32,
) -> Result<()> {
    let mine =
        sql("SELECT household_id FROM household_year WHERE province_id = ? AND year = ? AND commune_id IN ")
            .bind(province)
            .bind(year)
            .list(communes.iter().copied());
    let households = sql("province_id = ? AND household_id IN (")
        .bind(province)
        .push(mine)
        .text(")");
    let later: Vec<Later> = sql("SELECT DISTINCT year, commune_id FROM household_year WHERE year > ? AND ")
        .bind(year)
        .push(households.clone())
        .text(" ORDER BY year, commune_id")
        .all(conn)?;
    // The caller holds those of the year itself: whoever changes a later year waits, and in the same order.
    for cell in &later {
        conn.lock(&format!("summary {} {}", cell.commune_id, cell.year))?;
    }
    refresh_year(conn, province, year, communes, cutoff)?;
    let years: BTreeSet<i64> = later.iter().map(|row| row.year).collect();
    for year in years {
        let communes: Vec<&str> = later
            .iter()
            .filter(|row| row.year == year)
            .map(|row| row.commune_id.as_str())
            .collect();
        refresh_year(conn, province, year, &communes, cutoff)?;
    }
    Ok(())
}

fn refresh_year(conn: &mut Conn, province: &str, year: i64, communes: &[&str], cutoff: u32) -> Result<()> {
    let of_cells = |alias: &str| {
        sql(&format!(
            "{alias}province_id = ? AND {alias}year = ? AND {alias}commune_id IN "
        ))
        .bind(province)
        .bind(year)
        .list(communes.iter().copied())
    };
    sql("DELETE FROM poverty_cube WHERE ")
        .push(of_cells(""))
        .run(conn)?;
    let households =
        sql("province_id = ? AND household_id IN (SELECT household_id FROM household_year WHERE ")
            .bind(province)
            .push(of_cells(""))
            .text(")");
    insert(&households, of_cells("y."), cutoff).run(conn)?;
    crate::data_version::bump(conn, province, communes.iter().copied())
}

/// Recomputes all sums of a province.
pub(super) fn refresh_province(conn: &mut Conn, province: &str, cutoff: u32) -> Result<()> {
    sql("DELETE FROM poverty_cube WHERE province_id = ?")
        .bind(province)
        .run(conn)?;
    // A million rows are told apart in memory, which is twice as fast as sorting them; until the transaction ends.
    if conn.engine() == Engine::Postgres {
        sql("SET LOCAL work_mem = '512MB'").run(conn)?;
    }
    let of_province = sql("province_id = ?").bind(province);
    insert(&of_province, sql("y.province_id = ?").bind(province), cutoff).run(conn)?;
    let communes = sql("SELECT DISTINCT commune_id AS t FROM poverty_cube WHERE province_id = ?")
        .bind(province)
        .texts(conn)?;
    crate::data_version::bump(conn, province, communes.iter().map(String::as_str))
}

/// Registers whose sums were never made, as after an update of the program: by province.
pub fn provinces_without(conn: &mut Conn) -> Result<Vec<String>> {
    sql("SELECT DISTINCT s.province_id AS t FROM poverty_summary s
         WHERE NOT EXISTS (SELECT 1 FROM poverty_cube c WHERE c.province_id = s.province_id)")
    .texts(conn)
}

/// Makes the sums of a province that has none.
pub fn fill_province(conn: &mut Conn, province: &str, cutoff: u32) -> Result<()> {
    conn.lock(&format!("summary {province}"))?;
    refresh_province(conn, province, cutoff)
}

/// A measure to sum, with the subtrees of the area groups it asks for, if it asks.
#[derive(Debug, Clone)]
pub struct Column<'a> {
    /// The measure.
    pub measure: &'a Measure,
    /// Paths of the groups' units; none where the measure asks for no group.
    pub within: Option<Vec<String>>,
}

/// Sums of one commune-level unit and year, in the order of the columns asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sums {
    /// The year.
    pub year: i64,
    /// The commune-level unit's path.
    pub path: String,
    /// One a column.
    pub values: Vec<i64>,
}

/// The sum of a measure as an expression over a row of the cube.
fn summed(measure: &Measure, standard: Option<&Standard>) -> String {
    let letter = match measure.name.as_str() {
        "households" | "members" | "deprived_members" | "censored_deprivations" => {
            return measure.name.clone();
        }
        "deprived_households" => 'd',
        _ => 'c',
    };
    let Some(standard) = standard else {
        return "0".into();
    };
    let all = standard.indicators.iter().take(INDICATORS).enumerate();
    let wanted: Vec<String> = match measure.filters.get(&Dimension::Indicator) {
        Some(codes) => all
            .filter(|(_, indicator)| codes.contains(&indicator.code))
            .map(|(i, _)| format!("{letter}{}", i + 1))
            .collect(),
        None => all.map(|(i, _)| format!("{letter}{}", i + 1)).collect(),
    };
    if wanted.is_empty() {
        "0".into()
    } else {
        format!("({})", wanted.join(" + "))
    }
}

/// The condition of a measure's filters on the cube's columns. The values are codes of the language, checked when the
/// formula was read.
fn condition(column: &Column) -> Sql {
    let mut out = sql("1 = 1");
    for (dimension, values) in &column.measure.filters {
        let name = match dimension {
            Dimension::Class => "class",
            Dimension::From => "from_class",
            Dimension::Movement => "movement",
            Dimension::Ethnic => "ethnic",
            Dimension::Sex => "sex",
            Dimension::Setting => "setting",
            Dimension::Group | Dimension::Indicator => continue,
        };
        out = out
            .text(&format!(" AND {name} IN "))
            .list(values.iter().map(String::as_str));
    }
    if let Some(within) = &column.within {
        out = out
            .text(" AND ")
            .push(lies_in("path", within.iter().map(String::as_str)));
    }
    out
}

/// The sums of these columns by commune-level unit and year, for all years asked for: one statement for the years of
/// each standard.
pub fn sums(conn: &mut Conn, scope: &Scope, years: &BTreeSet<i64>, columns: &[Column]) -> Result<Vec<Sums>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        year: i64,
        #[diesel(sql_type = Text)]
        path: String,
        #[diesel(sql_type = Text)]
        v: String,
    }
    let mut out = Vec::new();
    let mut by_standard: Vec<(Option<&Standard>, Vec<i64>)> = Vec::new();
    for &year in years {
        let standard = standard_of(year);
        match by_standard
            .iter_mut()
            .find(|(s, _)| s.map(|s| &s.code) == standard.map(|s| &s.code))
        {
            Some((_, of)) => of.push(year),
            None => by_standard.push((standard, vec![year])),
        }
    }
    for (standard, years) in by_standard {
        // As one text: how many columns there are is not known before.
        let mut query = sql("SELECT year, CAST(path AS TEXT) AS path, ");
        for (i, column) in columns.iter().enumerate() {
            query = query
                .text(if i > 0 { " || ',' || " } else { "" })
                .text("CAST(COALESCE(SUM(CASE WHEN ")
                .push(condition(column))
                .text(&format!(
                    " THEN {} ELSE 0 END), 0) AS TEXT)",
                    summed(column.measure, standard)
                ));
        }
        if columns.is_empty() {
            query = query.text("''");
        }
        let rows: Vec<Row> = query
            .text(" AS v FROM poverty_cube WHERE year IN ")
            .list(years)
            .text(" AND ")
            .push(scope.condition("path"))
            .text(" GROUP BY year, path")
            .all(conn)?;
        out.extend(rows.into_iter().map(|row| Sums {
            year: row.year,
            path: row.path,
            values: row.v.split(',').filter_map(|n| n.parse().ok()).collect(),
        }));
    }
    Ok(out)
}

/// Paths of the commune-level units that have a register in some of these years.
pub fn paths(conn: &mut Conn, scope: &Scope, years: &BTreeSet<i64>) -> Result<Vec<String>> {
    sql("SELECT DISTINCT CAST(path AS TEXT) AS t FROM poverty_cube WHERE year IN ")
        .list(years.iter().copied())
        .text(" AND ")
        .push(scope.condition("path"))
        .texts(conn)
}

/// The standard by whose order a year's deprivations are numbered.
pub fn standard_of(year: i64) -> Option<&'static Standard> {
    let day = chrono::NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, 12, 31)?;
    poverty::in_force(day).or_else(|| poverty::standards().last())
}

/// A household that a measure counted.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Record {
    /// The household's id.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// Its head.
    #[diesel(sql_type = Text)]
    pub head_name: String,
    /// Where it was in the year.
    #[diesel(sql_type = Text)]
    pub path: String,
    /// Its class in the year, or `none`.
    #[diesel(sql_type = Text)]
    pub class: String,
    /// Its class before, or `none`.
    #[diesel(sql_type = Text)]
    pub from_class: String,
    /// Indicators it was deprived in, as bits.
    #[diesel(sql_type = BigInt)]
    pub deprivations: i64,
    /// How much it adds to the measure.
    #[diesel(sql_type = BigInt)]
    pub adds: i64,
}

/// The households of a year's register that a measure counts, each with what it adds: what they add is the measure.
/// From after a household's id, at most so many.
pub fn records(
    conn: &mut Conn,
    scope: &Scope,
    year: i64,
    column: &Column,
    cutoff: u32,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Record>> {
    let measure = column.measure;
    let cells = || sql("y.year = ? AND ").bind(year).push(scope.condition("y.path"));
    // Where they came from costs a look at all of their years.
    let looks_back = [Dimension::From, Dimension::Movement]
        .iter()
        .any(|d| measure.filters.contains_key(d));
    let households = sql("household_id IN (SELECT household_id FROM household_year WHERE year = ? AND ")
        .bind(year)
        .push(scope.condition("path"))
        .text(")");
    let adds = adds(measure, standard_of(year), cutoff);
    let mut query = sql(
        "SELECT r.household_id AS id, h.head_name, CAST(r.household_path AS TEXT) AS path, CAST(r.class AS TEXT) AS class,
           CAST(r.from_class AS TEXT) AS from_class, CAST(r.deprivations AS BIGINT) AS deprivations, r.adds
         FROM (",
    )
    .text(&format!("SELECT r.*, CAST({adds} AS BIGINT) AS adds FROM ("))
    .push(told_apart(looks_back.then_some(&households), cells()))
    .text(") AS r WHERE ")
    .push(condition(column))
    .text(") AS r JOIN household h ON h.province_id = r.province_id AND h.id = r.household_id WHERE r.adds > 0");
    if let Some(after) = after {
        query = query.text(" AND r.household_id > ?").bind(after);
    }
    query
        .text(" ORDER BY r.household_id LIMIT ?")
        .bind(limit)
        .all(conn)
}

/// What one household adds to a measure.
fn adds(measure: &Measure, standard: Option<&Standard>, cutoff: u32) -> String {
    let poor = poor_members(cutoff);
    let bits = || {
        let wanted = measure.filters.get(&Dimension::Indicator);
        let all = standard
            .into_iter()
            .flat_map(|s| s.indicators.iter().take(INDICATORS).enumerate());
        let bits: Vec<String> = all
            .filter(|(_, indicator)| wanted.is_none_or(|codes| codes.contains(&indicator.code)))
            .map(|(i, _)| format!("((r.deprivations >> {i}) & 1)"))
            .collect();
        if bits.is_empty() {
            "0".into()
        } else {
            format!("({})", bits.join(" + "))
        }
    };
    match measure.name.as_str() {
        "households" => "1".into(),
        "members" => "r.member_count".into(),
        "deprived_members" => format!("({poor})"),
        "censored_deprivations" => format!("({poor}) * r.deprivation_count"),
        "deprived_households" => bits(),
        _ => format!("({poor}) * {}", bits()),
    }
}
