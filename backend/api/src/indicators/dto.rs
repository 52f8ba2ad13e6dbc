//! Figures as they go over the wire: rounded for people, with numerator, denominator and the reason of every gap.

use chrono::NaiveDate;
use giamngheo_rules::formula::{Exact, Gap, Outcome, decimal};
use giamngheo_rules::framework::{Direction, Indicator, Light};
use giamngheo_rules::period::Period;
use giamngheo_rules::words::Words;
use serde::Serialize;
use utoipa::ToSchema;

use super::engine::Figure;
use crate::areas::dto::AreaRef;

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GapView {
    /// `division_by_zero`, `no_register`, `missing`, `not_collected_here`, …
    #[schema(example = "division_by_zero")]
    pub code: String,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl From<&Gap> for GapView {
    fn from(gap: &Gap) -> Self {
        Self {
            code: gap.code.to_owned(),
            vi: gap.vi.clone(),
            en: gap.en.clone(),
        }
    }
}

/// How much of what a figure is made of is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct PartialView {
    /// Figures there.
    pub present: usize,
    /// Figures there should be: one a unit and period.
    pub expected: usize,
}

/// A period with its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PeriodView {
    /// Its code.
    #[schema(example = "2026-S1")]
    pub code: String,
    /// Its name.
    pub name: Words,
    /// The year whose register it uses.
    pub register_year: i32,
}

impl From<Period> for PeriodView {
    fn from(period: Period) -> Self {
        Self {
            code: period.code(),
            name: period.words(),
            register_year: period.register_year(),
        }
    }
}

/// An indicator as figures need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IndicatorRef {
    /// Its code.
    #[schema(example = "I1.2")]
    pub code: String,
    /// Its name.
    pub name: Words,
    /// Its unit.
    pub unit: Words,
    /// Digits after the point.
    pub decimals: u8,
    /// Which change is good.
    pub direction: Direction,
    /// Whether wording and formula have been checked against the text.
    pub verified: bool,
}

impl From<&Indicator> for IndicatorRef {
    fn from(indicator: &Indicator) -> Self {
        Self {
            code: indicator.code.clone(),
            name: indicator.name.clone(),
            unit: indicator.unit.clone(),
            decimals: indicator.decimals,
            direction: indicator.direction,
            verified: indicator.verified,
        }
    }
}

/// A value of the dimension figures are told apart by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GroupRef {
    /// Its code, such as `minority`.
    pub code: String,
    /// Its name.
    pub name: Words,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FigureRow {
    /// The indicator's code.
    pub indicator: String,
    /// The area's id; null is what belongs to none of the areas listed (or, where the nation was asked for, the whole).
    pub area: Option<String>,
    /// The period's code.
    pub period: String,
    /// The value of the dimension it is told apart by; null is all of them together.
    pub group: Option<String>,
    /// The value, rounded half away from zero to the indicator's decimals; null where there is none.
    #[schema(example = 12.34)]
    pub value: Option<f64>,
    /// What is counted.
    pub numerator: Option<f64>,
    /// Out of what; null for plain counts.
    pub denominator: Option<f64>,
    /// Why there is no value.
    pub gap: Option<GapView>,
    /// Set when figures of some units or periods are missing in it.
    pub partial: Option<PartialView>,
    /// What shall be reached.
    pub target: Option<f64>,
    /// How the value stands to it.
    pub light: Option<Light>,
    /// Whether the period isn't over yet: the value will still change.
    pub provisional: bool,
}

/// An exact number as a number of JSON, with so many decimals.
pub fn number(exact: &Exact, decimals: u8) -> Option<f64> {
    decimal(exact, decimals)
        .parse()
        .ok()
        .filter(|n: &f64| n.is_finite())
}

/// The same of what may be missing.
pub fn number_of(outcome: &Outcome, decimals: u8) -> Option<f64> {
    outcome.as_ref().ok().and_then(|exact| number(exact, decimals))
}

impl FigureRow {
    /// A figure of an indicator in a place.
    pub fn new(
        indicator: &Indicator,
        area: Option<String>,
        period: Period,
        group: Option<&str>,
        figure: &Figure,
        today: NaiveDate,
    ) -> Self {
        Self {
            indicator: indicator.code.clone(),
            area,
            period: period.code(),
            group: group.map(str::to_owned),
            value: number_of(&figure.value, indicator.decimals),
            numerator: number_of(&figure.numerator, 4),
            denominator: figure.denominator.as_ref().and_then(|d| number_of(d, 4)),
            gap: figure.value.as_ref().err().map(GapView::from),
            partial: figure.partial.map(|p| PartialView {
                present: p.present,
                expected: p.expected,
            }),
            target: figure.target.as_ref().and_then(|t| number(t, 4)),
            light: figure.light,
            provisional: period.last_day() > today,
        }
    }
}

/// Figures of indicators by area and period.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnalyticsView {
    /// Equal as long as the figures are.
    pub data_version: String,
    /// The indicators, in the order asked for.
    pub indicators: Vec<IndicatorRef>,
    /// The areas of the rows: first the one asked for, then those below by name.
    pub areas: Vec<AreaRef>,
    /// The periods, in the order asked for.
    pub periods: Vec<PeriodView>,
    /// The dimension figures are told apart by.
    pub by: Option<String>,
    /// Its values.
    pub groups: Vec<GroupRef>,
    /// The figures, by area, indicator, period and group.
    pub rows: Vec<FigureRow>,
}

/// Households that moved from one class to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FlowRow {
    /// The class before: `poor`, `near_poor`, `average`, `other`, or `none` where there was none.
    pub from: String,
    /// The class of the year.
    pub to: String,
    /// Households.
    pub households: i64,
}

/// From which class to which households moved.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlowView {
    /// The area; null is the nation.
    pub area: Option<AreaRef>,
    /// The year of the register.
    pub year: i64,
    /// The movements, those who stayed among them.
    pub rows: Vec<FlowRow>,
}

/// Something that a formula names, with what it stands for here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReferenceView {
    /// Its number, by which its records are asked for.
    pub index: usize,
    /// `numerator` or `denominator`: of which formula.
    pub part: String,
    /// As it stands in the formula.
    #[schema(example = "households[class=poor]")]
    pub text: String,
    /// What it is called.
    pub name: Words,
    /// How many years back.
    pub years_back: u32,
    /// Its value.
    pub value: Option<f64>,
    /// Why it has none.
    pub gap: Option<GapView>,
    /// The register it is counted from; null where it isn't counted from households.
    pub register_year: Option<i32>,
}

/// An indicator in a place and period, with all that it is made of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExplanationView {
    /// What it is.
    pub indicator: Indicator,
    /// Where.
    pub area: Option<AreaRef>,
    /// When.
    pub period: PeriodView,
    /// The figure.
    pub figure: FigureRow,
    /// Its base period and the value then.
    pub baseline: Option<BaselineView>,
    /// What its formulae name, indicators they build on resolved.
    pub references: Vec<ReferenceView>,
}

/// The value in the base period.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BaselineView {
    /// The base period.
    pub period: PeriodView,
    /// The value then.
    pub value: Option<f64>,
    /// Why there is none.
    pub gap: Option<GapView>,
}

/// A household that a figure counts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordView {
    /// The household's id.
    pub id: String,
    /// Its head.
    pub head_name: String,
    /// The village, or the commune-level unit where the village is not known, as it was in the year.
    pub area: Option<AreaRef>,
    /// Its class in the year, or `none`.
    pub class: String,
    /// Its class before, or `none`; only looked up where the figure asks for it.
    pub from_class: String,
    /// Codes of the indicators it was deprived in.
    pub deprivations: Vec<String>,
    /// How much it adds to the figure.
    pub adds: i64,
}
