//! The sums that indicators are made of, recomputed from the registers in the transaction that changed them, and asked
//! for by any filter at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Text};
use giamngheo_rules::formula::{Dimension, Measure};
use giamngheo_rules::poverty::{self, Standard};

use super::standing::{self, Kind, Standing, Whose};
use super::summary::INDICATORS;
use crate::Conn;
use crate::bulk;
use crate::error::Result;
use crate::scope::{Scope, lies_in};
use crate::sql::{Sql, Value, sql};

/// The columns of a row, in the order of their values.
fn columns() -> Vec<String> {
    let keys =
        "province_id, year, commune_id, path, class, from_class, movement, ethnic, sex, setting, households,
        members, deprived_members, censored_deprivations";
    let numbered = |letter: char| (1..=INDICATORS).map(move |i| format!("{letter}{i}"));
    let named = keys.split(',').map(|name| name.trim().to_owned());
    named.chain(numbered('d')).chain(numbered('c')).collect()
}

/// The sums of a commune-level unit's households of one kind in a year.
#[derive(Default)]
struct Counted {
    households: i64,
    members: i64,
    deprived_members: i64,
    censored_deprivations: i64,
    d: [i64; INDICATORS],
    c: [i64; INDICATORS],
}

impl Counted {
    fn add(&mut self, standing: &Standing, cutoff: u32) {
        let poor = standing.poor_members(cutoff);
        self.households += 1;
        self.members += standing.members;
        self.deprived_members += poor;
        self.censored_deprivations += poor * i64::from(standing.deprivations.count_ones());
        for i in 0..INDICATORS {
            let deprived = standing.deprived_in(i);
            self.d[i] += deprived;
            self.c[i] += deprived * poor;
        }
    }
}

/// Recomputes the sums of these communes of a province, by year; of all of its communes and years without any. Those of
/// the later years that [`with_later`] gives are to be among them: their households are told apart by where they came from.
pub(super) fn refresh(conn: &mut Conn, province: &str, cells: Option<&Communes>) -> Result<()> {
    let of_province = || sql("province_id = ?").bind(province);
    let here = cells.map(|cells| of_province().text(" AND ").push(any_of(cells)));
    sql("DELETE FROM poverty_cube WHERE ")
        .push(here.unwrap_or_else(of_province))
        .run(conn)?;
    let whose = match cells {
        Some(cells) => {
            let communes: BTreeSet<&String> = cells.values().flatten().collect();
            let rows = sql("commune_id IN ").list(communes).text(" AND year IN ");
            Whose::Register(vec![province], rows.list(cells.keys().copied()))
        }
        None => Whose::Province(province),
    };
    let mut cutoffs: BTreeMap<i64, u32> = BTreeMap::new();
    let mut counted: HashMap<String, HashMap<(i64, Kind), Counted>> = HashMap::new();
    standing::each(conn, &whose, None, i64::MAX, |standing| {
        let year = standing.year;
        if cells.is_none_or(|cells| cells.get(&year).is_some_and(|of| of.contains(standing.commune))) {
            if !counted.contains_key(standing.commune) {
                counted.insert(standing.commune.to_owned(), HashMap::new());
            }
            let cutoff = *cutoffs.entry(year).or_insert_with(|| cutoff_of(year));
            if let Some(commune) = counted.get_mut(standing.commune) {
                commune
                    .entry((year, standing.kind))
                    .or_default()
                    .add(standing, cutoff);
            }
        }
        true
    })?;
    let communes: BTreeSet<String> = match cells {
        Some(cells) => cells.values().flatten().cloned().collect(),
        None => counted.keys().cloned().collect(),
    };
    keep(conn, province, counted)?;
    crate::data_version::bump(conn, province, communes.iter().map(String::as_str))
}

fn keep(
    conn: &mut Conn,
    province: &str,
    counted: HashMap<String, HashMap<(i64, Kind), Counted>>,
) -> Result<()> {
    #[derive(QueryableByName)]
    struct Place {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Text)]
        path: String,
        #[diesel(sql_type = Bool)]
        urban: bool,
    }
    let places: Vec<Place> = sql("SELECT id, path, urban FROM area WHERE id IN ")
        .list(counted.keys())
        .all(conn)?;
    let rows = places.iter().flat_map(|place| {
        let setting = if place.urban { "urban" } else { "rural" };
        counted[&place.id].iter().map(move |((year, kind), sums)| {
            let mut row: Vec<Value> = vec![province.into(), (*year).into()];
            row.extend([&place.id, &place.path].map(Value::from));
            row.extend(kind.codes().map(Value::from));
            row.push(setting.into());
            row.extend([sums.households, sums.members].map(Value::from));
            row.extend([sums.deprived_members, sums.censored_deprivations].map(Value::from));
            row.extend(sums.d.iter().chain(&sums.c).map(|&sum| Value::from(sum)));
            row
        })
    });
    bulk::insert_in_groups(conn, "poverty_cube", &columns(), rows)
}

/// Commune-level units by year.
pub(super) type Communes = BTreeMap<i64, BTreeSet<String>>;

fn any_of(cells: &Communes) -> Sql {
    let mut out = sql("(1 = 0");
    for (year, communes) in cells {
        out = out
            .text(" OR (year = ? AND commune_id IN ")
            .bind(*year)
            .list(communes)
            .text(")");
    }
    out.text(")")
}

/// These, and where their households stand in later years.
pub(super) fn with_later(conn: &mut Conn, province: &str, cells: &Communes) -> Result<Communes> {
    #[derive(QueryableByName)]
    struct Later {
        #[diesel(sql_type = BigInt)]
        year: i64,
        #[diesel(sql_type = Text)]
        commune_id: String,
    }
    let mut out = cells.clone();
    let Some(first) = cells.keys().next() else {
        return Ok(out);
    };
    let later: Vec<Later> = sql(
        "SELECT DISTINCT year, commune_id FROM household_year WHERE province_id = ? AND year > ? AND household_id IN
           (SELECT household_id FROM household_year WHERE province_id = ? AND ",
    )
    .bind(province)
    .bind(*first)
    .bind(province)
    .push(any_of(cells))
    .text(")")
    .all(conn)?;
    for cell in later {
        out.entry(cell.year).or_default().insert(cell.commune_id);
    }
    Ok(out)
}

/// Registers whose sums were never made, as after an update of the program: by province.
pub fn provinces_without(conn: &mut Conn) -> Result<Vec<String>> {
    sql("SELECT DISTINCT s.province_id AS t FROM poverty_summary s
         WHERE NOT EXISTS (SELECT 1 FROM poverty_cube c WHERE c.province_id = s.province_id)")
    .texts(conn)
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
    let wanted: Vec<String> = wanted(measure, standard)
        .iter()
        .map(|i| format!("{letter}{}", i + 1))
        .collect();
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

/// The least number of deprivations that makes a household poor by the year's standard (Alkire-Foster: k).
pub fn cutoff_of(year: i64) -> u32 {
    standard_of(year).map_or(0, |standard| standard.deprivation_cutoff.value)
}

/// A household that a measure counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The household's id.
    pub id: String,
    /// Its head.
    pub head_name: String,
    /// Where it was in the year.
    pub path: String,
    /// Its class in the year, or `none`.
    pub class: &'static str,
    /// Its class before, or `none`.
    pub from_class: &'static str,
    /// Indicators it was deprived in, as bits.
    pub deprivations: i64,
    /// How much it adds to the measure.
    pub adds: i64,
}

/// The households of a year's register that a measure counts, each with what it adds: what they add is the measure.
/// From after a household's id, at most so many.
pub fn records(
    conn: &mut Conn,
    scope: &Scope,
    year: i64,
    column: &Column,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<Record>> {
    #[derive(QueryableByName)]
    struct Face {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Text)]
        head_name: String,
        #[diesel(sql_type = Text)]
        path: String,
    }
    #[derive(QueryableByName)]
    struct Commune {
        #[diesel(sql_type = Text)]
        province_id: String,
        #[diesel(sql_type = Text)]
        id: String,
    }
    let measure = column.measure;
    // Where the sums say that there are any.
    let communes: Vec<Commune> =
        sql("SELECT DISTINCT province_id, commune_id AS id FROM poverty_cube WHERE year = ? AND ")
            .bind(year)
            .push(scope.condition_touching("path"))
            .text(" AND ")
            .push(condition(column))
            .all(conn)?;
    let provinces: BTreeSet<&str> = communes.iter().map(|c| c.province_id.as_str()).collect();
    let register = sql("year = ? AND commune_id IN ")
        .bind(year)
        .list(communes.iter().map(|c| c.id.as_str()))
        .text(" AND ")
        .push(scope.condition("path"));
    let whose = Whose::Register(provinces.into_iter().collect(), register);
    let (standard, cutoff) = (standard_of(year), cutoff_of(year));
    let mut found: Vec<Record> = Vec::new();
    let page = i64::try_from(limit).unwrap_or(i64::MAX);
    standing::each(conn, &whose, after, page, |standing| {
        if standing.year == year && standing.kind.meets(&measure.filters) {
            let adds = adds(measure, standard, cutoff, standing);
            if adds > 0 {
                let [class, from_class, ..] = standing.kind.codes();
                found.push(Record {
                    id: standing.household.to_owned(),
                    head_name: String::new(),
                    path: String::new(),
                    class,
                    from_class,
                    deprivations: standing.deprivations,
                    adds,
                });
            }
        }
        found.len() < limit
    })?;
    let faces: Vec<Face> = sql("SELECT h.id, h.head_name, y.path FROM household_year y
         JOIN household h ON h.province_id = y.province_id AND h.id = y.household_id WHERE y.year = ? AND h.id IN ")
    .bind(year)
    .list(found.iter().map(|record| record.id.as_str()))
    .all(conn)?;
    let mut faces: HashMap<String, Face> = faces.into_iter().map(|f| (f.id.clone(), f)).collect();
    for record in &mut found {
        if let Some(face) = faces.remove(&record.id) {
            (record.head_name, record.path) = (face.head_name, face.path);
        }
    }
    Ok(found)
}

/// What one household adds to a measure.
fn adds(measure: &Measure, standard: Option<&Standard>, cutoff: u32, of: &Standing) -> i64 {
    let deprived = || {
        wanted(measure, standard)
            .iter()
            .map(|&i| of.deprived_in(i))
            .sum::<i64>()
    };
    match measure.name.as_str() {
        "households" => 1,
        "members" => of.members,
        "deprived_members" => of.poor_members(cutoff),
        "censored_deprivations" => of.poor_members(cutoff) * i64::from(of.deprivations.count_ones()),
        "deprived_households" => deprived(),
        _ => of.poor_members(cutoff) * deprived(),
    }
}

/// The numbers, from 0, of the indicators of deprivation that a measure asks for; of all where it asks for none.
fn wanted(measure: &Measure, standard: Option<&Standard>) -> Vec<usize> {
    let asked = measure.filters.get(&Dimension::Indicator);
    let all = standard
        .into_iter()
        .flat_map(|s| s.indicators.iter().take(INDICATORS).enumerate());
    all.filter(|(_, indicator)| asked.is_none_or(|codes| codes.contains(&indicator.code)))
        .map(|(i, _)| i)
        .collect()
}
