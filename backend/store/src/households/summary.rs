//! Totals by commune, year and class, recomputed from `household_year` in the transaction that changed it, with the
//! finer sums of [`super::cube`].

use std::collections::{BTreeMap, BTreeSet};

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};

use super::cube;
use crate::Conn;
use crate::error::Result;
use crate::scope::Scope;
use crate::sql::{Sql, sql};

/// How many indicators a row of totals has room for.
pub const INDICATORS: usize = 12;

/// A commune and year whose totals are to be recomputed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Tenant key.
    pub province_id: String,
    /// The commune-level unit.
    pub commune_id: String,
    /// The year.
    pub year: i64,
}

fn deprived(bit: usize) -> String {
    format!(
        "SUM(CASE WHEN (COALESCE(deprivations, 0) & {}) <> 0 THEN 1 ELSE 0 END)",
        1 << bit
    )
}

/// `INSERT … SELECT` of the totals of a year's rows that meet the condition.
fn insert(condition: Sql, year: i64) -> Sql {
    let cutoff = cube::cutoff_of(year);
    let bits: Vec<String> = (0..INDICATORS)
        .map(|i| format!("((COALESCE(y.deprivations, 0) >> {i}) & 1)"))
        .collect();
    let counted: Vec<String> = (0..INDICATORS)
        .map(deprived)
        .map(|s| format!("CAST({s} AS BIGINT)"))
        .collect();
    sql(&format!(
        "INSERT INTO poverty_summary (province_id, year, commune_id, path, class, households, members,
           deprived_members, censored_deprivations, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12)
         SELECT province_id, year, commune_id, path, class, COUNT(*), CAST(SUM(member_count) AS BIGINT),
           CAST(SUM(CASE WHEN deprivation_count >= {cutoff} THEN member_count ELSE 0 END) AS BIGINT),
           CAST(SUM(CASE WHEN deprivation_count >= {cutoff} THEN member_count * deprivation_count ELSE 0 END) AS BIGINT),
           {}
         FROM (
           SELECT y.province_id, y.year, y.commune_id, a.path, COALESCE(y.class, '') AS class, y.member_count,
             y.deprivations, ({}) AS deprivation_count
           FROM household_year y JOIN area a ON a.id = y.commune_id WHERE y.year = ? AND ",
        counted.join(", "),
        bits.join(" + ")
    ))
    .bind(year)
    .push(condition)
    .text(") AS y GROUP BY province_id, year, commune_id, path, class")
}

/// Recomputes the totals of these cells, and the finer sums of theirs and of the later years that tell by them where
/// households came from. Whoever recomputes some of the same cells, or the whole province, waits.
pub fn refresh(conn: &mut Conn, cells: &BTreeSet<Cell>) -> Result<()> {
    let mut provinces: BTreeMap<&str, cube::Communes> = BTreeMap::new();
    for cell in cells {
        let years = provinces.entry(&cell.province_id).or_default();
        years
            .entry(cell.year)
            .or_default()
            .insert(cell.commune_id.clone());
    }
    for (province, cells) in provinces {
        conn.lock_shared(&province_lock(province))?;
        let finer = cube::with_later(conn, province, &cells)?;
        for (year, commune) in finer.iter().flat_map(|(y, of)| of.iter().map(move |c| (y, c))) {
            conn.lock(&format!("summary {commune} {year}"))?;
        }
        for (year, communes) in &cells {
            let of_year = |alias: &str| {
                sql(&format!("{alias}province_id = ? AND {alias}commune_id IN "))
                    .bind(province)
                    .list(communes)
            };
            sql("DELETE FROM poverty_summary WHERE year = ? AND ")
                .bind(*year)
                .push(of_year(""))
                .run(conn)?;
            insert(of_year("y."), *year).run(conn)?;
        }
        cube::refresh(conn, province, Some(&finer))?;
    }
    Ok(())
}

/// Recomputes all totals of a province: after bulk work on many communes.
pub fn refresh_province(conn: &mut Conn, province_id: &str) -> Result<()> {
    conn.lock(&province_lock(province_id))?;
    sql("DELETE FROM poverty_summary WHERE province_id = ?")
        .bind(province_id)
        .run(conn)?;
    let years = sql("SELECT DISTINCT CAST(year AS TEXT) AS t FROM household_year WHERE province_id = ?")
        .bind(province_id)
        .texts(conn)?;
    for year in years.iter().filter_map(|year| year.parse().ok()) {
        insert(sql("y.province_id = ?").bind(province_id), year).run(conn)?;
    }
    cube::refresh(conn, province_id, None)
}

/// Makes the finer sums of a province that has none.
pub fn fill_province(conn: &mut Conn, province_id: &str) -> Result<()> {
    conn.lock(&province_lock(province_id))?;
    cube::refresh(conn, province_id, None)
}

/// Taken together by those who recompute some of a province's cells, alone by who recomputes all.
fn province_lock(province_id: &str) -> String {
    format!("summary {province_id}")
}

/// Totals of a commune, year and class; class is empty for households without one.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Total {
    /// The year.
    #[diesel(sql_type = BigInt)]
    pub year: i64,
    /// The commune-level unit's path.
    #[diesel(sql_type = Text)]
    pub path: String,
    /// The class, or empty.
    #[diesel(sql_type = Text)]
    pub class: String,
    /// Households.
    #[diesel(sql_type = BigInt)]
    pub households: i64,
    /// Their members.
    #[diesel(sql_type = BigInt)]
    pub members: i64,
    /// Members of households deprived in at least the cut-off of indicators (Alkire-Foster: q).
    #[diesel(sql_type = BigInt)]
    pub deprived_members: i64,
    /// Σ members × deprivations over those households.
    #[diesel(sql_type = BigInt)]
    pub censored_deprivations: i64,
}

/// Totals of the scope in a year by commune and class.
pub fn totals(conn: &mut Conn, scope: &Scope, year: i64) -> Result<Vec<Total>> {
    sql(
        "SELECT year, path, class, households, members, deprived_members, censored_deprivations
         FROM poverty_summary WHERE year = ? AND ",
    )
    .bind(year)
    .push(scope.condition("path"))
    .all(conn)
}

/// Totals of the scope in a year by commune and class, and the years that have a register in it, the last first:
/// in one statement, because the overview is asked for all day.
pub fn totals_and_years(conn: &mut Conn, scope: &Scope, year: i64) -> Result<(Vec<Total>, Vec<i64>)> {
    let rows: Vec<Total> = sql("SELECT year, path, class, households, members, deprived_members, censored_deprivations
         FROM poverty_summary WHERE year = ? AND ")
    .bind(year)
    .push(scope.condition("path"))
    .text(
        " UNION ALL SELECT DISTINCT year, CAST('' AS ctext), CAST('' AS ctext), CAST(-1 AS BIGINT), CAST(0 AS BIGINT),
           CAST(0 AS BIGINT), CAST(0 AS BIGINT) FROM poverty_summary WHERE ",
    )
    .push(scope.condition("path"))
    .all(conn)?;
    let (years, totals): (Vec<Total>, Vec<Total>) = rows.into_iter().partition(|row| row.households < 0);
    let mut years: Vec<i64> = years.into_iter().map(|row| row.year).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    Ok((totals, years))
}

/// Totals of the whole scope by year and class (`path` is empty).
pub fn trend(conn: &mut Conn, scope: &Scope) -> Result<Vec<Total>> {
    sql("SELECT year, '' AS path, CAST(class AS TEXT) AS class, CAST(SUM(households) AS BIGINT) AS households,
           CAST(SUM(members) AS BIGINT) AS members, CAST(SUM(deprived_members) AS BIGINT) AS deprived_members,
           CAST(SUM(censored_deprivations) AS BIGINT) AS censored_deprivations
         FROM poverty_summary WHERE ")
    .push(scope.condition("path"))
    .text(" GROUP BY year, class ORDER BY year, class")
    .all(conn)
}

/// Households of a class deprived in each indicator of the standard's order.
#[derive(Debug, Clone, QueryableByName)]
pub struct Profile {
    /// The class, or empty.
    #[diesel(sql_type = Text)]
    pub class: String,
    /// Which indicator, from 1.
    #[diesel(sql_type = BigInt)]
    pub indicator: i64,
    /// Households deprived in it.
    #[diesel(sql_type = BigInt)]
    pub households: i64,
}

/// How many households of each class are deprived in each indicator.
pub fn profile(conn: &mut Conn, scope: &Scope, year: i64) -> Result<Vec<Profile>> {
    let mut query = sql("");
    for i in 1..=INDICATORS {
        query = query
            .text(if i > 1 { " UNION ALL " } else { "" })
            .text(&format!(
                "SELECT CAST(class AS TEXT) AS class, CAST({i} AS BIGINT) AS indicator,
                   CAST(SUM(d{i}) AS BIGINT) AS households FROM poverty_summary WHERE year = ? AND "
            ))
            .bind(year)
            .push(scope.condition("path"))
            .text(" GROUP BY class");
    }
    query.all(conn)
}

/// Totals of the villages of one commune-level unit in a year, counted from the register itself: there are no
/// sums kept below the commune.
pub fn village_totals(conn: &mut Conn, scope: &Scope, paths: &[String], year: i64) -> Result<Vec<Total>> {
    let scope = scope.within(paths);
    sql(
        "SELECT y.year, CAST(y.path AS TEXT) AS path, COALESCE(CAST(y.class AS TEXT), '') AS class,
           COUNT(*) AS households, CAST(SUM(y.member_count) AS BIGINT) AS members,
           CAST(0 AS BIGINT) AS deprived_members, CAST(0 AS BIGINT) AS censored_deprivations
         FROM household_year y WHERE y.year = ? AND ",
    )
    .bind(year)
    .push(scope.condition("y.path"))
    .text(" GROUP BY y.year, y.path, y.class")
    .all(conn)
}

/// The last year whose register is there for the most part: one that a review has only begun to fill would show a
/// handful of households as the whole.
pub fn latest_year(conn: &mut Conn, scope: &Scope) -> Result<Option<i64>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        year: i64,
        #[diesel(sql_type = BigInt)]
        households: i64,
    }
    let rows: Vec<Row> =
        sql("SELECT year, CAST(SUM(households) AS BIGINT) AS households FROM poverty_summary WHERE ")
            .push(scope.condition("path"))
            .text(" GROUP BY year ORDER BY year DESC")
            .all(conn)?;
    let most = rows.iter().map(|row| row.households).max().unwrap_or(0);
    Ok(rows
        .iter()
        .find(|row| row.households * 2 >= most)
        .map(|row| row.year))
}
