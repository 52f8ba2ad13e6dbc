//! Households, their members, surveys and years.
//!
//! `household` is what holds today; `household_year` is what was found in a year on the units of that year;
//! `household_event` tells the life between. Totals follow in the same transaction ([`summary`]).

pub mod cube;
mod life;
mod list;
mod record;
mod standing;
pub mod summary;

pub use life::{MoveOut, Split, dissolve, merge, move_to, split};
pub use list::{Duplicate, Filter, Keys, Sort, count, duplicates, list};
pub(crate) use record::take_latest_classes;
pub use record::{
    CitizenId, Event, HouseholdData, Member, MemberData, NewSurvey, Survey, YearClass, add_survey, create,
    events, get, members, people_of, replace, surveys, years,
};

use chrono::NaiveDateTime;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamp};

use crate::areas::Area;

/// A household as lists show it: of today, or of a year.
#[derive(Debug, Clone, QueryableByName)]
pub struct Household {
    /// Tenant key: the province's code.
    #[diesel(sql_type = Text)]
    pub province_id: String,
    /// Identifier.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// The code it has in the officers' own books.
    #[diesel(sql_type = Nullable<Text>)]
    pub external_id: Option<String>,
    /// The commune-level unit (of the year asked for).
    #[diesel(sql_type = Text)]
    pub commune_id: String,
    /// Ids from the province down to the village, each followed by '/'.
    #[diesel(sql_type = Text)]
    pub path: String,
    /// House number, street, hamlet.
    #[diesel(sql_type = Nullable<Text>)]
    pub address: Option<String>,
    /// Name of the head.
    #[diesel(sql_type = Text)]
    pub head_name: String,
    /// The head's name without accents, for sorting.
    #[diesel(sql_type = Text)]
    pub search_key: String,
    /// Ethnicity of the head.
    #[diesel(sql_type = Nullable<Text>)]
    pub ethnicity: Option<String>,
    /// Present members.
    #[diesel(sql_type = BigInt)]
    pub member_count: i64,
    /// active, moved_out, dissolved or merged.
    #[diesel(sql_type = Text)]
    pub status: String,
    /// poor, near_poor, average, other; none when never surveyed.
    #[diesel(sql_type = Nullable<Text>)]
    pub class: Option<String>,
    /// The year the class is of.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub class_year: Option<i64>,
    /// surveyed or recognised.
    #[diesel(sql_type = Nullable<Text>)]
    pub class_state: Option<String>,
    /// Points of form B1.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub b1: Option<i64>,
    /// Points of form B2.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub b2: Option<i64>,
    /// Bits of the deprived indicators, in the standard's order.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub deprivations: Option<i64>,
    /// For optimistic locking.
    #[diesel(sql_type = BigInt)]
    pub version: i64,
    /// Where it is today.
    #[diesel(sql_type = Text)]
    pub present_path: String,
    /// Whether it lives out of the reader's sight today: of a year's register only what was found then is shown.
    #[diesel(sql_type = Bool)]
    pub withheld: bool,
    /// When it was last changed (UTC).
    #[diesel(sql_type = Timestamp)]
    pub updated_at: NaiveDateTime,
}

impl Household {
    /// The village's id: what follows the commune in the path.
    pub fn village_id(&self) -> Option<&str> {
        let last = self.path.trim_end_matches('/').rsplit('/').next()?;
        (last != self.commune_id).then_some(last)
    }
}

/// The path of a household in a commune and, if known, a village of it.
pub fn path_of(commune: &Area, village_id: Option<&str>) -> String {
    village_id.map_or_else(|| commune.path.clone(), |v| format!("{}{v}/", commune.path))
}

/// The columns of [`Household`] of today.
const PRESENT: &str =
    "SELECT h.province_id, h.id, h.external_id, h.commune_id, h.path, h.address, h.head_name,
    h.search_key, h.ethnicity, h.member_count, h.status, h.class, h.class_year, h.class_state, h.b1, h.b2,
    h.deprivations, h.version, h.path AS present_path, (1 = 0) AS withheld, h.updated_at FROM household h";

/// The columns of [`Household`] in a year.
const IN_YEAR: &str = "SELECT h.province_id, h.id, h.external_id, y.commune_id, y.path, h.address, h.head_name,
    h.search_key, h.ethnicity, y.member_count, h.status, y.class, y.year AS class_year, y.state AS class_state,
    y.b1, y.b2, y.deprivations, h.version, h.path AS present_path, (1 = 0) AS withheld, h.updated_at
    FROM household_year y JOIN household h ON h.province_id = y.province_id AND h.id = y.household_id";
