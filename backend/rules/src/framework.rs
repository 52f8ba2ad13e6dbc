//! The results framework as data: programme, objectives, results and indicators, how each is computed, checked and judged.
//!
//! A framework changes by new versions of its items; what was in force on a day can be asked for at any time.

mod check;
mod item;
pub mod plausible;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use check::{Fault, check, order};
pub use item::{Item, ItemKind, Items, Misfit, check_all};

use crate::formula::{Dimension, Exact, parse_decimal};
use crate::period::{Frequency, Period};
use crate::words::{Source, Words};

/// What stands above indicators: a programme, an objective or a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = FrameworkHeading))]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Its code, such as `O1`.
    pub code: String,
    /// The code of the item above; none for a programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Its name.
    pub name: Words,
    /// Its place among its siblings.
    #[serde(default)]
    pub position: u32,
    /// Where it is from.
    pub legal: Source,
    /// Whether the wording has been checked against the text.
    pub verified: bool,
}

/// Whence an indicator's figures come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = IndicatorOrigin))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// From the records, by its formulae.
    Computed,
    /// Entered by the responsible office, checked and approved.
    Entered,
}

/// Which change is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = IndicatorDirection))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Less is better.
    Down,
    /// More is better.
    Up,
    /// Neither.
    None,
}

/// At which units figures are entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntryLevel {
    /// By communes.
    Commune,
    /// By the province.
    Province,
}

impl EntryLevel {
    /// The level's code, as areas have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Commune => "commune",
            Self::Province => "province",
        }
    }
}

/// How figures of short periods make that of a longer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OverTime {
    /// They add up: what was done.
    Sum,
    /// The last one holds: what there is.
    Last,
}

/// What is entered of an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = IndicatorEntry))]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// By whom.
    pub level: EntryLevel,
    /// What is counted.
    pub numerator: Words,
    /// Out of what; none for plain counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Words>,
    /// How short periods make longer ones.
    pub over_time: OverTime,
}

/// Values between which an indicator must lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = IndicatorRange))]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Not below, as a decimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// Not above, as a decimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
}

impl Range {
    /// Whether the value lies within.
    pub fn holds(&self, value: &Exact) -> bool {
        let bound = |text: &Option<String>| text.as_deref().and_then(parse_decimal);
        bound(&self.min).is_none_or(|min| *value >= min) && bound(&self.max).is_none_or(|max| *value <= max)
    }
}

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = FrameworkIndicator))]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its code, such as `I1.2`: letters, digits and points.
    pub code: String,
    /// The code of the objective or result it belongs to.
    pub parent: String,
    /// Its place among its siblings.
    #[serde(default)]
    pub position: u32,
    /// Its name.
    pub name: Words,
    /// What exactly it measures.
    pub definition: Words,
    /// Its unit, such as "%" or "hộ".
    pub unit: Words,
    /// Digits after the point when it is shown, 0 to 6; rounded half away from zero.
    pub decimals: u8,
    /// What numerator / denominator is multiplied by: 100 for a percentage.
    pub factor: u32,
    /// Whence its figures come.
    pub origin: Origin,
    /// The formula of what is counted; only of computed indicators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<String>,
    /// The formula of what it is divided by; none for plain counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<String>,
    /// What is entered; only of entered indicators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Entry>,
    /// How often it is collected.
    pub frequency: Frequency,
    /// By what it can be told apart: `setting`, `ethnic`, `sex`, `group`.
    #[serde(default)]
    pub by: Vec<Dimension>,
    /// Which change is good.
    pub direction: Direction,
    /// Values outside of it are refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    /// A change against the period before of more than this, in percent, is asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plausible_change_percent: Option<u32>,
    /// Missing the target by up to this, in percent of it, is amber; by more is red.
    pub amber_percent: u32,
    /// The period it is compared with as its beginning, such as `2022`.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline_period: Option<Period>,
    /// The office that answers for it.
    pub responsible: Words,
    /// The project of the programme it belongs to, such as `DA4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// Where it is from.
    pub legal: Source,
    /// Whether wording and formula have been checked against the text.
    pub verified: bool,
}

/// Areas that programmes treat alike, such as the poor districts of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AreaGroup {
    /// Its code, such as `poor_districts`: letters, digits and underlines.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// Its members.
    pub members: Vec<GroupMember>,
    /// Where it is from.
    pub legal: Source,
    /// Whether the list has been checked against the text.
    pub verified: bool,
}

/// A unit of a group; the units that it went into later belong to the group as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GroupMember {
    /// The unit's code.
    pub area: String,
    /// A day on which the code means this unit.
    pub on: NaiveDate,
}

/// How a value stands to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Reached (đạt).
    Green,
    /// Nearly (gần đạt).
    Amber,
    /// Missed (chưa đạt).
    Red,
}

impl Indicator {
    /// Whether its value is a quotient.
    pub fn divides(&self) -> bool {
        self.denominator.is_some() || self.entry.as_ref().is_some_and(|e| e.denominator.is_some())
    }

    /// How a value stands to a target: reached, missed by at most `amber_percent` of the target, or by more. None for an
    /// indicator where no change is good.
    pub fn light(&self, value: &Exact, target: &Exact) -> Option<Light> {
        use num_traits::Signed;
        let missed = match self.direction {
            Direction::Down => value - target,
            Direction::Up => target - value,
            Direction::None => return None,
        };
        if !missed.is_positive() {
            return Some(Light::Green);
        }
        let tolerated = target.abs() * Exact::new(self.amber_percent.into(), 100.into());
        Some(if missed <= tolerated {
            Light::Amber
        } else {
            Light::Red
        })
    }
}

/// A framework as it is shipped.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipped {
    /// First day of all its items.
    pub valid_from: NaiveDate,
    /// Programmes.
    pub programmes: Vec<Heading>,
    /// Objectives.
    pub objectives: Vec<Heading>,
    /// Results.
    pub results: Vec<Heading>,
    /// Indicators.
    pub indicators: Vec<Indicator>,
    /// Area groups.
    pub area_groups: Vec<AreaGroup>,
}

/// The framework that a new installation begins with.
pub fn shipped() -> &'static Shipped {
    static SHIPPED: OnceLock<Shipped> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        serde_json::from_str(include_str!("../data/frameworks/programme-2021-2025.json"))
            .expect("the shipped framework is well formed")
    })
}

/// Later versions of indicators, as they are shipped.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippedChange {
    /// First day of the new versions.
    pub valid_from: NaiveDate,
    /// The indicators as they are from then on.
    pub indicators: Vec<Indicator>,
}

/// What changed in the framework after its first day, in the order of the days.
pub fn shipped_changes() -> &'static [ShippedChange] {
    static CHANGES: OnceLock<Vec<ShippedChange>> = OnceLock::new();
    CHANGES.get_or_init(|| {
        [
            include_str!("../data/frameworks/changes-2026-budget.json"),
            include_str!("../data/frameworks/changes-2026-visits.json"),
        ]
        .iter()
        .map(|text| serde_json::from_str(text).expect("a shipped change is well formed"))
        .collect()
    })
}
