//! Administrative units in time, from the official lists of several dates and the mergers between them;
//! villages, which communes keep themselves, are left to the store.

mod build;

use std::sync::OnceLock;

use chrono::NaiveDate;

/// The tier of an official unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Province or centrally run city.
    Province,
    /// District, town or city of a province; none since 2025-07-01.
    District,
    /// Commune, ward, township or special zone.
    Commune,
}

impl Level {
    /// Its code in the data, such as `province`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }
}

/// How much of a unit went into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// All of it.
    Whole,
    /// It was divided.
    Part,
}

impl Extent {
    /// Its code in the data: `whole` or `part`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Part => "part",
        }
    }
}

/// A unit in one span of time. The code may return later as another unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedUnit {
    /// `{code}.{yyyymmdd of exists_from}`.
    pub id: String,
    /// The official code: 2 digits for provinces, 3 for districts, 5 for communes.
    pub code: String,
    /// Its tier.
    pub level: Level,
    /// The official kind, such as `ward` or `township`.
    pub kind: String,
    /// Whether the poverty standard's urban figures hold here.
    pub urban: bool,
    /// Vietnamese name with its kind, such as "Xã Thành Hòa".
    pub name: String,
    /// English name.
    pub name_en: String,
    /// The unit above, which exists at least as long.
    pub parent_id: Option<String>,
    /// Ids from the province down to itself, each followed by '/'.
    pub path: String,
    /// First day it is known to exist.
    pub exists_from: NaiveDate,
    /// First day it exists no more.
    pub exists_to: Option<NaiveDate>,
}

impl DatedUnit {
    /// Whether it exists on this day.
    pub fn lives_on(&self, day: NaiveDate) -> bool {
        self.exists_from <= day && self.exists_to.is_none_or(|end| day < end)
    }
}

/// That a unit went, wholly or in part, into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The unit that ended.
    pub predecessor_id: String,
    /// The unit that began, or that went on and grew.
    pub successor_id: String,
    /// How much of it.
    pub extent: Extent,
    /// The day of the change.
    pub on: NaiveDate,
}

/// All official units there were, and what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// Parents come before their children.
    pub units: Vec<DatedUnit>,
    /// Each pair once.
    pub successions: Vec<Succession>,
}

impl History {
    /// The units that exist on this day.
    pub fn living(&self, day: NaiveDate) -> impl Iterator<Item = &DatedUnit> {
        self.units.iter().filter(move |unit| unit.lives_on(day))
    }

    /// The unit that bears this code on this day.
    pub fn find(&self, code: &str, day: NaiveDate) -> Option<&DatedUnit> {
        self.living(day).find(|unit| unit.code == code)
    }

    /// The unit of this id.
    pub fn by_id(&self, id: &str) -> Option<&DatedUnit> {
        self.units.iter().find(|unit| unit.id == id)
    }
}

/// The history that the product ships; `data/areas/SOURCES.md` says whence.
pub fn shipped_history() -> &'static History {
    static HISTORY: OnceLock<History> = OnceLock::new();
    HISTORY.get_or_init(build::shipped)
}

#[cfg(test)]
mod tests;
