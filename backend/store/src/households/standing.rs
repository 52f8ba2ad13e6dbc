//! How households stand in the registers of the years: each with all that figures tell households apart by. Read in the
//! order of their ids and a part at a time, so that a province takes no more memory than a commune.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use giamngheo_rules::formula::{Dimension, Filters, KINH};
use giamngheo_rules::movement::{Movement, movement};
use giamngheo_rules::poverty::Class;

use crate::Conn;
use crate::error::Result;
use crate::sql::{Sql, row, sql};

/// The code of what is not known, in the columns of classes and movements.
pub(super) const NONE: &str = "none";

/// The code of who is not known.
const UNKNOWN: &str = "unknown";

/// At most so many households are read at once.
const MOST: i64 = 20_000;

/// What is told apart of a household in a year, but for where it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    /// What it was found to be.
    pub class: Option<Class>,
    /// What it was when it was last surveyed in an earlier year.
    pub from: Option<Class>,
    /// How it moved since then.
    pub movement: Option<Movement>,
    /// `kinh`, `minority` or `unknown`.
    pub ethnic: &'static str,
    /// The sex of its head: `male`, `female` or `unknown`.
    pub sex: &'static str,
}

impl Kind {
    /// The codes in the order of the columns class, `from_class`, movement, ethnic, sex.
    pub fn codes(self) -> [&'static str; 5] {
        [
            self.class.map_or(NONE, Class::code),
            self.from.map_or(NONE, Class::code),
            self.movement.map_or(NONE, Movement::code),
            self.ethnic,
            self.sex,
        ]
    }

    /// Whether it is what a measure asks of households; where they are and what they are deprived in is asked elsewhere.
    pub fn meets(self, filters: &Filters) -> bool {
        let [class, from, movement, ethnic, sex] = self.codes();
        filters.iter().all(|(dimension, values)| {
            let code = match dimension {
                Dimension::Class => class,
                Dimension::From => from,
                Dimension::Movement => movement,
                Dimension::Ethnic => ethnic,
                Dimension::Sex => sex,
                Dimension::Setting | Dimension::Group | Dimension::Indicator => return true,
            };
            values.contains(code)
        })
    }
}

/// A household in the register of a year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing<'a> {
    /// Its id.
    pub household: &'a str,
    /// The year.
    pub year: i64,
    /// The commune-level unit it was in.
    pub commune: &'a str,
    /// Its people.
    pub members: i64,
    /// What it is deprived in, as bits in the order of the year's standard.
    pub deprivations: i64,
    /// What it is told apart by.
    pub kind: Kind,
}

impl Standing<'_> {
    /// 1 where it is deprived in the indicator of this number, from 0.
    pub fn deprived_in(&self, indicator: usize) -> i64 {
        (self.deprivations >> indicator) & 1
    }

    /// Its people, if it is deprived in at least `cutoff` of all indicators (Alkire-Foster: q).
    pub fn poor_members(&self, cutoff: u32) -> i64 {
        if self.deprivations.count_ones() >= cutoff {
            self.members
        } else {
            0
        }
    }
}

/// Whose standings are read.
pub(super) enum Whose<'a> {
    /// Of all households of a province.
    Province(&'a str),
    /// Of the households that stand in rows of the registers that meet the condition, in these provinces.
    Register(Vec<&'a str>, Sql),
}

impl Whose<'_> {
    /// The next ids, in their order.
    fn ids(&self, conn: &mut Conn, after: &str, most: i64) -> Result<Vec<String>> {
        let query = match self {
            Self::Province(province) => {
                sql("SELECT id AS t FROM household WHERE province_id = ? AND id > ? ORDER BY id")
                    .bind(*province)
                    .bind(after)
            }
            Self::Register(provinces, rows) => {
                sql("SELECT DISTINCT household_id AS t FROM household_year WHERE province_id IN ")
                    .list(provinces.iter().copied())
                    .text(" AND household_id > ? AND ")
                    .bind(after)
                    .push(rows.clone())
                    .text(" ORDER BY household_id")
            }
        };
        query.text(" LIMIT ?").bind(most).texts(conn)
    }

    /// The condition on rows of theirs, from after one household to the last one read.
    fn between(&self, after: &str, last: &str, column: &str) -> Sql {
        match self {
            Self::Province(province) => sql(&format!("province_id = ? AND {column} > ? AND {column} <= ?"))
                .bind(*province)
                .bind(after)
                .bind(last),
            // The stretch within, so that each household is looked up, instead of all that lie between.
            Self::Register(provinces, rows) => {
                let here = sql("province_id IN ").list(provinces.iter().copied());
                here.clone()
                    .text(&format!(
                        " AND {column} IN (SELECT household_id FROM household_year WHERE "
                    ))
                    .push(here)
                    .text(" AND household_id > ? AND household_id <= ? AND ")
                    .bind(after)
                    .bind(last)
                    .push(rows.clone())
                    .text(")")
            }
        }
    }
}

row! {
    Household {
        id: String = Text,
        ethnicity: Option<String> = Nullable<Text>,
    }
    Head {
        household_id: String = Text,
        sex: Option<String> = Nullable<Text>,
    }
    Year {
        household_id: String = Text,
        year: i64 = BigInt,
        commune_id: String = Text,
        member_count: i64 = BigInt,
        class: Option<String> = Nullable<Text>,
        deprivations: i64 = BigInt,
    }
}

/// Shows `see` all years of these households, by household and year, from after a household's id; until it says that it
/// has seen enough, with a first part of `first` households.
pub(super) fn each(
    conn: &mut Conn,
    whose: &Whose,
    after: Option<&str>,
    first: i64,
    mut see: impl FnMut(&Standing) -> bool,
) -> Result<()> {
    let mut after = after.unwrap_or_default().to_owned();
    let mut part = first.clamp(1, MOST);
    loop {
        let ids = whose.ids(conn, &after, part)?;
        let Some(last) = ids.last() else {
            return Ok(());
        };
        let of = |column: &str| whose.between(&after, last, column);
        let households: Vec<Household> = sql("SELECT id, ethnicity FROM household WHERE ")
            .push(of("id"))
            .all(conn)?;
        let heads: Vec<Head> = sql("SELECT household_id, MIN(sex) AS sex FROM member
             WHERE relation = 'head' AND left_on IS NULL AND ")
        .push(of("household_id"))
        .text(" GROUP BY household_id")
        .all(conn)?;
        let mut years: Vec<Year> = sql("SELECT household_id, year, commune_id, member_count, class,
               COALESCE(deprivations, 0) AS deprivations FROM household_year WHERE ")
        .push(of("household_id"))
        .all(conn)?;
        // Here: there the sort of so many rows goes by way of a file.
        years.sort_unstable_by(|a, b| (&a.household_id, a.year).cmp(&(&b.household_id, b.year)));
        let ethnicities: HashMap<&str, &'static str> = households
            .iter()
            .map(|household| (household.id.as_str(), ethnic(household.ethnicity.as_deref())))
            .collect();
        let heads: HashMap<&str, &'static str> = heads
            .iter()
            .map(|head| (head.household_id.as_str(), sex(head.sex.as_deref())))
            .collect();
        for years in years.chunk_by(|a, b| a.household_id == b.household_id) {
            let id = years[0].household_id.as_str();
            let told = |by: &HashMap<&str, &'static str>| by.get(id).copied().unwrap_or(UNKNOWN);
            let (ethnic, sex) = (told(&ethnicities), told(&heads));
            let mut before = Vec::with_capacity(years.len());
            for year in years {
                let class = year.class.as_deref().and_then(Class::from_code);
                let more = see(&Standing {
                    household: id,
                    year: year.year,
                    commune: &year.commune_id,
                    members: year.member_count,
                    deprivations: year.deprivations,
                    kind: Kind {
                        class,
                        from: before.last().copied(),
                        movement: class.and_then(|now| movement(&before, now)),
                        ethnic,
                        sex,
                    },
                });
                if !more {
                    return Ok(());
                }
                before.extend(class);
            }
        }
        if (ids.len() as i64) < part {
            return Ok(());
        }
        after.clone_from(last);
        part = (part * 2).min(MOST);
    }
}

fn ethnic(ethnicity: Option<&str>) -> &'static str {
    match ethnicity.unwrap_or_default() {
        "" => UNKNOWN,
        name if KINH.contains(&name.to_lowercase().as_str()) => "kinh",
        _ => "minority",
    }
}

fn sex(sex: Option<&str>) -> &'static str {
    match sex {
        Some("male") => "male",
        Some("female") => "female",
        _ => UNKNOWN,
    }
}
