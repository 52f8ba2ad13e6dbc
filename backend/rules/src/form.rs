//! Survey forms as data, and what their answers come to: A (quick identification), B1 (points that estimate
//! income) and B2 (deprivations). What the points mean is left to [`crate::poverty`].

mod answers;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use answers::{AnswerError, Answers, B1Score, Line, deprivations_of, marks, needs_survey, score_b1};

use crate::poverty::Setting;
use crate::words::{Source, Words};

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Identifies quickly who needs no further survey.
    A,
    /// Estimates income by points.
    B1,
    /// Finds deprivations.
    B2,
}

impl Purpose {
    /// Its code: `a`, `b1` or `b2`.
    pub fn code(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B1 => "b1",
            Self::B2 => "b2",
        }
    }
}

/// A version of a survey form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its code, which names the version too, such as `B1-2022-SAMPLE`.
    pub code: String,
    /// What it is for.
    pub kind: Purpose,
    /// Its version.
    pub version: String,
    /// Its name.
    pub name: Words,
    /// Codes of the standards it serves.
    pub standards: Vec<String>,
    /// First day it may be used.
    pub valid_from: NaiveDate,
    /// Last day it may be used.
    pub valid_to: NaiveDate,
    /// Made up to show the program, not the official form: no recognition may rest on it.
    pub sample: bool,
    /// Whether it has been checked against the text.
    pub verified: bool,
    /// Where it is from.
    pub source: Source,
    /// What users must know about it.
    pub note: Words,
    /// This many marks on form A need no further survey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enough_marks: Option<u32>,
    /// The regions whose points differ; only B1 has some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Region>,
    /// The questions.
    pub items: Vec<Item>,
}

/// A part of the country with points of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Its code, such as `northern_midlands`.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// Ids of its provinces, as in [`crate::area`]: a code alone may name another province later.
    pub province_ids: Vec<String>,
}

/// How an item is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// By the code of one option.
    Single,
    /// By a number, which falls under one option.
    Number,
    /// By `yes` or `no`; left out is no.
    Mark,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its code, such as `household_size`.
    pub code: String,
    /// How it is answered.
    pub kind: ItemKind,
    /// The question.
    pub name: Words,
    /// When to answer yes, in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Words>,
    /// The code of the indicator that `yes` is a deprivation in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
    /// The smallest number allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// The largest number allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// Whether the number may have decimals.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub decimals: bool,
    /// The answers there are; of a number, from the smallest up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
}

/// A possible answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// Numbers from this one up to that of the next option fall under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
    /// Points by region.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub points: BTreeMap<String, Points>,
}

/// Points by setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// In communes.
    pub rural: u32,
    /// In wards and townships.
    pub urban: u32,
}

impl Points {
    /// The points of a setting.
    pub fn of(self, setting: Setting) -> u32 {
        match setting {
            Setting::Rural => self.rural,
            Setting::Urban => self.urban,
        }
    }
}

impl Form {
    /// The region of a province, by the province's id (`20.20221001`).
    pub fn region_of(&self, province_id: &str) -> Option<&Region> {
        self.regions
            .iter()
            .find(|region| region.province_ids.iter().any(|id| id == province_id))
    }

    /// The item of this code.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.code == code)
    }

    /// Whether it may be used under this standard on this day.
    pub fn serves(&self, standard: &str, day: NaiveDate) -> bool {
        self.standards.iter().any(|code| code == standard) && self.valid_from <= day && day <= self.valid_to
    }
}

/// All forms.
pub fn forms() -> &'static [Form] {
    static FORMS: OnceLock<Vec<Form>> = OnceLock::new();
    FORMS.get_or_init(|| {
        [
            include_str!("../data/forms/a-2022-sample.json"),
            include_str!("../data/forms/b1-2022-sample.json"),
            include_str!("../data/forms/b2-2022.json"),
        ]
        .into_iter()
        .map(|json| serde_json::from_str(json).expect("a shipped form is well formed"))
        .collect()
    })
}

/// The form of this code.
pub fn form(code: &str) -> Option<&'static Form> {
    forms().iter().find(|form| form.code == code)
}

/// The form for this purpose under this standard on this day.
pub fn form_for(kind: Purpose, standard: &str, day: NaiveDate) -> Option<&'static Form> {
    forms()
        .iter()
        .find(|form| form.kind == kind && form.serves(standard, day))
}
