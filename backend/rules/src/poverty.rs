//! Poverty standards and the classification of households by them: by income where it is known, else by the
//! points of forms B1 and B2. The figures are data; what the forms ask is left to [`crate::form`].

mod classify;
mod deprivations;
mod reasons;
pub mod simulation;
#[cfg(test)]
mod simulation_tests;
mod standard;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use classify::{Findings, Reason, Refusal, Verdict, class_of, classify};
pub use deprivations::{Deprivations, UnknownIndicator};
pub use standard::{
    Bounds, ClassRow, Condition, Figure, Indicator, Limit, Resources, ScoreRule, Service, Standard, by_code,
    in_force, standards,
};

/// What a household is found to be, from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Hộ nghèo.
    Poor,
    /// Hộ cận nghèo.
    NearPoor,
    /// Hộ có mức sống trung bình.
    Average,
    /// All others.
    Other,
}

impl Class {
    /// From worst to best.
    pub const ALL: [Self; 4] = [Self::Poor, Self::NearPoor, Self::Average, Self::Other];

    /// Its code, such as `near_poor`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Poor => "poor",
            Self::NearPoor => "near_poor",
            Self::Average => "average",
            Self::Other => "other",
        }
    }

    /// The class of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }

    /// Its Vietnamese name.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Poor => "Hộ nghèo",
            Self::NearPoor => "Hộ cận nghèo",
            Self::Average => "Hộ có mức sống trung bình",
            Self::Other => "Hộ khác",
        }
    }

    /// Its English name.
    pub fn en(self) -> &'static str {
        match self {
            Self::Poor => "Poor",
            Self::NearPoor => "Near-poor",
            Self::Average => "Average living standard",
            Self::Other => "Other",
        }
    }
}

/// Whose figures hold: a matter of the commune-level unit on the day of the survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// Communes.
    Rural,
    /// Wards and townships.
    Urban,
}

impl Setting {
    /// Of a unit that is urban or not.
    pub fn of(urban: bool) -> Self {
        if urban { Self::Urban } else { Self::Rural }
    }

    /// Its code: `rural` or `urban`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Rural => "rural",
            Self::Urban => "urban",
        }
    }

    /// The setting of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Rural, Self::Urban]
            .into_iter()
            .find(|setting| setting.code() == code)
    }

    /// Its Vietnamese name.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Rural => "nông thôn",
            Self::Urban => "thành thị",
        }
    }

    /// Its English name.
    pub fn en(self) -> &'static str {
        self.code()
    }
}

/// What decided whether a household's means are low.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Points of form B1.
    Score,
    /// Income per person and month.
    Income,
}

impl Basis {
    /// Its code: `score` or `income`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Income => "income",
        }
    }

    /// The basis of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Score, Self::Income]
            .into_iter()
            .find(|basis| basis.code() == code)
    }
}
