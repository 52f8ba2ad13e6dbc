//! A version of the procedure: its steps, who acts, what each needs and when it is due.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::add_working_days;
use crate::words::{Source, Words};

/// Which review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Rà soát định kỳ: every autumn, in every commune.
    Yearly,
    /// Rà soát thường xuyên: on a request, or after a disaster or illness.
    DuringYear,
}

impl Kind {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Yearly => "yearly",
            Self::DuringYear => "during_year",
        }
    }

    /// The kind of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Yearly, Self::DuringYear]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// A step of the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Lập danh sách.
    List,
    /// Khảo sát, phân loại.
    Survey,
    /// Họp dân.
    Meeting,
    /// Niêm yết công khai.
    Posting,
    /// Báo cáo cấp trên.
    Report,
    /// Ý kiến cấp trên.
    Opinion,
    /// Công nhận.
    Recognition,
}

impl Step {
    /// In their order.
    pub const ALL: [Self; 7] = [
        Self::List,
        Self::Survey,
        Self::Meeting,
        Self::Posting,
        Self::Report,
        Self::Opinion,
        Self::Recognition,
    ];

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Survey => "survey",
            Self::Meeting => "meeting",
            Self::Posting => "posting",
            Self::Report => "report",
            Self::Opinion => "opinion",
            Self::Recognition => "recognition",
        }
    }

    /// The step of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }
}

/// Who acts at a step, seen from the commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The commune itself.
    Commune,
    /// A level above it.
    Above,
}

/// How a household came onto the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// From last year's poor and near-poor.
    Carried,
    /// By its own request (form 01).
    Requested,
    /// By the commune, with a reason.
    Added,
}

impl Origin {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Carried => "carried",
            Self::Requested => "requested",
            Self::Added => "added",
        }
    }
}

/// When a step is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// On this day of the round's year, as `MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month_day: Option<String>,
    /// So many working days after the step before ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u32>,
    /// Where it is from.
    pub source: Source,
    /// Whether it has been checked against the text.
    pub verified: bool,
}

/// A number of days or percent, with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Share {
    /// The number.
    pub value: u32,
    /// Whether it has been checked against the text.
    pub verified: bool,
    /// Where it is from.
    pub source: Source,
}

/// The part of the year in which the review runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// First day, as `MM-DD`.
    pub opens: String,
    /// Last day, as `MM-DD`.
    pub closes: String,
    /// Where it is from.
    pub source: Source,
    /// Whether it has been checked against the text.
    pub verified: bool,
}

/// Why a household is reviewed during the year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Its code, such as `disaster`.
    pub code: String,
    /// Its name.
    pub name: Words,
}

/// What the procedure asks of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StepRule {
    /// Which step.
    pub code: Step,
    /// Its name.
    pub name: Words,
    /// Who acts.
    pub level: Level,
    /// The action that a role needs to close it.
    pub action: String,
    /// What it needs.
    pub needs: Vec<Words>,
    /// When it is due.
    pub due: Due,
    /// Where it is from.
    pub source: Source,
    /// Whether it has been checked against the text.
    pub verified: bool,
}

/// A version of the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Its code, which names the version too.
    pub code: String,
    /// Which review.
    pub kind: Kind,
    /// Its name.
    pub name: Words,
    /// Rounds that open from this day follow it,
    pub valid_from: NaiveDate,
    /// up to this day.
    pub valid_to: NaiveDate,
    /// Where it is from.
    pub source: Source,
    /// Whether it has been checked against the text.
    pub verified: bool,
    /// When in the year it runs; none at any time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// Working days from the request to the decision, where they are limited as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_working_days: Option<Share>,
    /// How households come onto the list.
    pub origins: Vec<Origin>,
    /// Why a household is reviewed, where a reason is asked.
    pub reasons: Vec<Reason>,
    /// Working days that the list stays up.
    pub posting_working_days: Share,
    /// Working days to re-check a complaint.
    pub recheck_working_days: Share,
    /// Working days that the result of a re-check stays up.
    pub reposting_working_days: Share,
    /// More than this share of those present must agree.
    pub more_than_percent: Share,
    /// The share of surveys that is checked by a second visit.
    pub spot_check_percent: Share,
    /// The steps, in their order.
    pub steps: Vec<StepRule>,
}

impl Procedure {
    /// What it asks of a step; none where it has no such step.
    pub fn step(&self, step: Step) -> Option<&StepRule> {
        self.steps.iter().find(|rule| rule.code == step)
    }

    /// The step after another; none after the last.
    pub fn after(&self, step: Step) -> Option<Step> {
        let at = self.steps.iter().position(|rule| rule.code == step)?;
        self.steps.get(at + 1).map(|rule| rule.code)
    }

    /// Whether it has a step that comes before another.
    pub fn is_before(&self, step: Step, other: Step) -> bool {
        let at = |wanted| self.steps.iter().position(|rule| rule.code == wanted);
        matches!((at(step), at(other)), (Some(a), Some(b)) if a < b)
    }

    /// The first step.
    pub fn first(&self) -> Step {
        self.steps.first().map_or(Step::List, |rule| rule.code)
    }

    /// When a step is due that became the round's step on `since`: as the opening ordered (`schedule`), on a day of
    /// the year, or so many working days later; never after the time that the procedure has as a whole.
    pub fn due_on(
        &self,
        step: Step,
        since: NaiveDate,
        opened_on: NaiveDate,
        year: i32,
        schedule: &BTreeMap<Step, NaiveDate>,
    ) -> Option<NaiveDate> {
        let rule = self.step(step)?;
        let by_rule = match (&rule.due.month_day, rule.due.working_days) {
            (Some(day), _) => on_day(year, day),
            (None, Some(days)) => Some(add_working_days(since, days)),
            (None, None) => None,
        };
        let due = schedule.get(&step).copied().or(by_rule)?;
        let whole = self
            .total_working_days
            .as_ref()
            .map(|total| add_working_days(opened_on, total.value));
        Some(whole.map_or(due, |whole| due.min(whole)))
    }

    /// The last day that a list put up on a day must stay up; `again` is one with results of re-checks.
    pub fn up_until(&self, posted_on: NaiveDate, again: bool) -> NaiveDate {
        let share = if again {
            &self.reposting_working_days
        } else {
            &self.posting_working_days
        };
        add_working_days(posted_on, share.value)
    }

    /// The last day of the round: of the window of its year, or of the time it has as a whole.
    pub fn closes_on(&self, opened_on: NaiveDate, year: i32) -> Option<NaiveDate> {
        if let Some(total) = &self.total_working_days {
            return Some(add_working_days(opened_on, total.value));
        }
        on_day(year, &self.window.as_ref()?.closes)
    }

    /// The first day on which a round of a year may be opened.
    pub fn opens_on(&self, year: i32) -> Option<NaiveDate> {
        match &self.window {
            Some(window) => on_day(year, &window.opens),
            None => NaiveDate::from_ymd_opt(year, 1, 1),
        }
    }
}

/// `MM-DD` in a year.
fn on_day(year: i32, month_day: &str) -> Option<NaiveDate> {
    let (month, day) = month_day.split_once('-')?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

/// All versions, in the order of their dates.
pub fn procedures() -> &'static [Procedure] {
    static PROCEDURES: OnceLock<Vec<Procedure>> = OnceLock::new();
    PROCEDURES.get_or_init(|| {
        [
            include_str!("../../data/procedures/qd24-2021-yearly.json"),
            include_str!("../../data/procedures/qd24-2025-yearly.json"),
            include_str!("../../data/procedures/qd24-2021-during.json"),
        ]
        .into_iter()
        .map(|json| serde_json::from_str(json).expect("a shipped procedure is well formed"))
        .collect()
    })
}

/// The version of this code.
pub fn by_code(code: &str) -> Option<&'static Procedure> {
    procedures().iter().find(|procedure| procedure.code == code)
}

/// The version for a round that opens on this day.
pub fn in_force(kind: Kind, day: NaiveDate) -> Option<&'static Procedure> {
    procedures()
        .iter()
        .find(|p| p.kind == kind && p.valid_from <= day && day <= p.valid_to)
}
