//! A poverty standard as data: its figures, indicators and decision table, each with its source and whether it has
//! been checked against the text.

use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Class, Deprivations, Setting};
use crate::words::{Source, Words};

/// A standard in one span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// Its code, such as `VN-2022`.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// First day in force.
    pub valid_from: NaiveDate,
    /// Last day in force.
    pub valid_to: NaiveDate,
    /// The legal documents it is in.
    pub sources: Vec<Source>,
    /// At or below this income means are low.
    pub income_threshold_vnd_per_person_month: Limit,
    /// Above low and at or below this income the living standard is average; absent where not known.
    pub average_living_upper_vnd_per_person_month: Option<Limit>,
    /// How forms B1 and B2 stand for income and deprivations; absent where not known.
    pub score: Option<ScoreRule>,
    /// Deprived in at least this many indicators is deprived.
    pub deprivation_cutoff: Figure,
    /// The basic social services.
    pub services: Vec<Service>,
    /// Their indicators; the order gives the bits of [`Deprivations`].
    pub indicators: Vec<Indicator>,
    /// The decision table: the first row whose condition holds gives the class.
    pub classes: Vec<ClassRow>,
    /// What values are taken for possible.
    pub bounds: Bounds,
}

/// A figure for each setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// In communes.
    pub rural: i64,
    /// In wards and townships.
    pub urban: i64,
    /// Whether it has been checked against the text.
    pub verified: bool,
    /// Where it is from.
    pub source: Source,
}

impl Limit {
    /// The figure of a setting.
    pub fn of(&self, setting: Setting) -> i64 {
        match setting {
            Setting::Rural => self.rural,
            Setting::Urban => self.urban,
        }
    }
}

/// A figure that is the same everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The figure.
    pub value: u32,
    /// Whether it has been checked against the text.
    pub verified: bool,
    /// Where it is from.
    pub source: Source,
}

/// How points stand for income (B1) and deprivations (B2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ScoreRule {
    /// At or below these points of B1 means are low.
    pub b1_cutoff: Limit,
    /// Above low and at or below these points of B1 the living standard is average; absent where not known.
    pub b1_average_upper: Option<Limit>,
    /// At or above these points of B2 is deprived.
    pub b2_cutoff: Figure,
    /// Points of B2 an indicator.
    pub b2_points_per_indicator: Figure,
}

/// A basic social service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its code, such as `health`.
    pub code: String,
    /// Its name.
    pub name: Words,
}

/// An indicator of deprivation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its code, such as `floor_area`.
    pub code: String,
    /// The code of its service.
    pub service: String,
    /// Its name.
    pub name: Words,
    /// When a household is deprived in it.
    pub deprived_when: Words,
    /// Less than this floor area is deprived, where the indicator has such a figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold_m2_per_person: Option<u32>,
    /// Whether the wording has been checked against the text.
    pub verified: bool,
    /// Where it is from.
    pub source: Source,
}

/// Where a household's income or points of B1 lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Resources {
    /// At or below the threshold.
    Low,
    /// In the band of average living standard.
    Average,
    /// Above both.
    High,
}

/// A row of the decision table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ClassRow {
    /// The class it gives.
    pub class: Class,
    /// To which households.
    pub when: Condition,
    /// Whether it has been checked against the text.
    pub verified: bool,
    /// Where it is from.
    pub source: Source,
}

/// What a row asks; what it leaves out may be anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Where income or points of B1 lie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources: Option<Resources>,
    /// Whether the deprivations reach the cut-off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprived: Option<bool>,
}

impl Condition {
    /// Whether it holds.
    pub fn holds(&self, resources: Resources, deprived: bool) -> bool {
        self.resources.is_none_or(|r| r == resources) && self.deprived.is_none_or(|d| d == deprived)
    }
}

/// The largest values taken for possible; not law, but a guard against slips of the keyboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// Points of form B1.
    pub b1_points: u32,
    /// Income, đồng per person and month.
    pub income_vnd_per_person_month: i64,
    /// Why these.
    pub note: String,
}

impl Standard {
    /// Whether it is in force on this day.
    pub fn in_force_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && day <= self.valid_to
    }

    /// Where an indicator stands in the standard's order.
    pub fn indicator_index(&self, code: &str) -> Option<usize> {
        self.indicators
            .iter()
            .position(|indicator| indicator.code == code)
    }

    /// The indicators of a set, in the standard's order.
    pub fn deprived(&self, set: Deprivations) -> impl Iterator<Item = &Indicator> {
        self.indicators
            .iter()
            .enumerate()
            .filter(move |(i, _)| set.contains(*i))
            .map(|(_, indicator)| indicator)
    }

    /// Points of form B2 for a set; absent where the standard has no points.
    pub fn b2(&self, set: Deprivations) -> Option<u32> {
        self.score
            .as_ref()
            .map(|score| set.len() * score.b2_points_per_indicator.value)
    }

    /// Whether all of its figures, wordings and rows have been checked against the text.
    pub fn verified(&self) -> bool {
        let limits = [
            Some(&self.income_threshold_vnd_per_person_month),
            self.average_living_upper_vnd_per_person_month.as_ref(),
            self.score.as_ref().map(|s| &s.b1_cutoff),
            self.score.as_ref().and_then(|s| s.b1_average_upper.as_ref()),
        ];
        let figures = [
            Some(&self.deprivation_cutoff),
            self.score.as_ref().map(|s| &s.b2_cutoff),
            self.score.as_ref().map(|s| &s.b2_points_per_indicator),
        ];
        limits.into_iter().flatten().all(|l| l.verified)
            && figures.into_iter().flatten().all(|f| f.verified)
            && self.indicators.iter().all(|i| i.verified)
            && self.classes.iter().all(|c| c.verified)
    }
}

/// All standards, in the order of their dates.
pub fn standards() -> &'static [Standard] {
    static STANDARDS: OnceLock<Vec<Standard>> = OnceLock::new();
    STANDARDS.get_or_init(|| {
        [
            include_str!("../../data/standards/vn-2022.json"),
            include_str!("../../data/standards/vn-2027.json"),
        ]
        .into_iter()
        .map(|json| serde_json::from_str(json).expect("a shipped standard is well formed"))
        .collect()
    })
}

/// The standard of this code.
pub fn by_code(code: &str) -> Option<&'static Standard> {
    standards().iter().find(|standard| standard.code == code)
}

/// The standard in force on this day.
pub fn in_force(day: NaiveDate) -> Option<&'static Standard> {
    standards().iter().find(|standard| standard.in_force_on(day))
}
