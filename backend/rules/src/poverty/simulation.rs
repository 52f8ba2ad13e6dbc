//! What if: a standard with other figures, as the law doesn't have it, and what benefits cost a year under it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    Basis, Class, ClassRow, Condition, Deprivations, Figure, Findings, Limit, Resources, ScoreRule, Setting,
    Standard, by_code, class_of,
};
use crate::words::{Source, Words, number_en, number_vi};

/// The most đồng a month that a benefit is taken for: a guard against slips of the keyboard.
pub const MOST_BENEFIT_VND: i64 = 1_000_000_000;

/// A figure for each setting, as somebody supposes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BySetting {
    /// In communes.
    #[cfg_attr(
        feature = "schema",
        schema(minimum = 1, maximum = 1_000_000_000, example = 1_800_000)
    )]
    pub rural: i64,
    /// In wards and townships.
    #[cfg_attr(
        feature = "schema",
        schema(minimum = 1, maximum = 1_000_000_000, example = 2_300_000)
    )]
    pub urban: i64,
}

impl BySetting {
    fn of(self, setting: Setting) -> i64 {
        match setting {
            Setting::Rural => self.rural,
            Setting::Urban => self.urban,
        }
    }
}

impl From<&Limit> for BySetting {
    fn from(limit: &Limit) -> Self {
        Self {
            rural: limit.rural,
            urban: limit.urban,
        }
    }
}

/// A standard with other figures; what is absent stays as the standard has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The standard's code.
    #[cfg_attr(
        feature = "schema",
        schema(min_length = 1, max_length = 40, example = "VN-2027")
    )]
    pub standard: String,
    /// At or below this income means are low, đồng per person and month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub income_threshold_vnd_per_person_month: Option<BySetting>,
    /// Above low and at or below this income the living standard is average, đồng per person and month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average_living_upper_vnd_per_person_month: Option<BySetting>,
    /// At or below these points of form B1 means are low. Under a standard without points it makes a rule of them,
    /// by which deprivations are counted as they are for income.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub b1_cutoff: Option<BySetting>,
    /// Above low and at or below these points of form B1 the living standard is average.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub b1_average_upper: Option<BySetting>,
    /// Deprived in at least this many indicators is deprived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 32))]
    pub deprivation_cutoff: Option<u32>,
    /// Codes of indicators that are not counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(max_items = 32))]
    pub indicators_left_out: Vec<String>,
}

/// Something in a scenario or among benefits that can't be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, as a JSON pointer into the scenario or the benefits.
    pub pointer: String,
    /// `unknown`, `unknown_indicator`, `out_of_bounds`, `below_low`, `no_score_rule` or `more_than_indicators`.
    pub code: &'static str,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl Fault {
    fn new(
        pointer: impl Into<String>,
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            vi: vi.into(),
            en: en.into(),
        }
    }

    fn out_of_bounds(pointer: String, least: i64, most: i64) -> Self {
        Self::new(
            pointer,
            "out_of_bounds",
            format!(
                "phải trong khoảng từ {} đến {}",
                number_vi(least),
                number_vi(most)
            ),
            format!("must be between {} and {}", number_en(least), number_en(most)),
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.en)
    }
}

impl std::error::Error for Fault {}

const INCOME: &str = "/income_threshold_vnd_per_person_month";
const INCOME_AVERAGE: &str = "/average_living_upper_vnd_per_person_month";
const B1: &str = "/b1_cutoff";
const B1_AVERAGE: &str = "/b1_average_upper";
const CUTOFF: &str = "/deprivation_cutoff";

/// What stands for the source of a supposed figure.
fn supposed() -> Source {
    Source {
        document: "Mức giả định của mô phỏng".into(),
        article: None,
        note: None,
    }
}

impl Scenario {
    /// A standard as it is.
    pub fn of(standard: &Standard) -> Self {
        Self {
            standard: standard.code.clone(),
            income_threshold_vnd_per_person_month: None,
            average_living_upper_vnd_per_person_month: None,
            b1_cutoff: None,
            b1_average_upper: None,
            deprivation_cutoff: None,
            indicators_left_out: Vec::new(),
        }
    }

    /// Whether any figure is another than the standard's, or an indicator is left out.
    pub fn is_edited(&self) -> bool {
        by_code(&self.standard).is_none_or(|base| self.standard().as_ref() != Ok(base))
    }

    /// The standard with the supposed figures, which count as not verified. [`super::classify`] works on it as on
    /// any other; bits of deprivations are in the order of its own, perhaps fewer, indicators ([`carried`]).
    /// Errors: everything in it that can't be.
    pub fn standard(&self) -> Result<Standard, Vec<Fault>> {
        let Some(base) = by_code(&self.standard) else {
            return Err(vec![Fault::new(
                "/standard",
                "unknown",
                "không có chuẩn nghèo này",
                "there is no such standard",
            )]);
        };
        let (mut edited, mut faults) = (base.clone(), Vec::new());
        let most_income = base.bounds.income_vnd_per_person_month;
        let most_points = i64::from(base.bounds.b1_points);
        for (pointer, figures, most) in [
            (INCOME, self.income_threshold_vnd_per_person_month, most_income),
            (
                INCOME_AVERAGE,
                self.average_living_upper_vnd_per_person_month,
                most_income,
            ),
            (B1, self.b1_cutoff, most_points),
            (B1_AVERAGE, self.b1_average_upper, most_points),
        ] {
            for setting in [Setting::Rural, Setting::Urban] {
                if figures.is_some_and(|f| !(1..=most).contains(&f.of(setting))) {
                    faults.push(Fault::out_of_bounds(
                        format!("{pointer}/{}", setting.code()),
                        1,
                        most,
                    ));
                }
            }
        }
        self.leave_out(&mut edited, &mut faults);
        self.cut_off(&mut edited, &mut faults);
        put(
            &mut edited.income_threshold_vnd_per_person_month,
            self.income_threshold_vnd_per_person_month,
        );
        put_optional(
            &mut edited.average_living_upper_vnd_per_person_month,
            self.average_living_upper_vnd_per_person_month,
        );
        self.points(&mut edited, &mut faults);
        // What is out of bounds is said alone: it would be above or below something else besides.
        if !faults.is_empty() {
            return Err(faults);
        }
        let score = edited.score.as_ref();
        for (pointer, low, average) in [
            (
                INCOME_AVERAGE,
                Some(&edited.income_threshold_vnd_per_person_month),
                edited.average_living_upper_vnd_per_person_month.as_ref(),
            ),
            (
                B1_AVERAGE,
                score.map(|s| &s.b1_cutoff),
                score.and_then(|s| s.b1_average_upper.as_ref()),
            ),
        ] {
            let (Some(low), Some(average)) = (low, average) else {
                continue;
            };
            for setting in [Setting::Rural, Setting::Urban] {
                let low = low.of(setting);
                if average.of(setting) < low {
                    faults.push(Fault::new(
                        format!("{pointer}/{}", setting.code()),
                        "below_low",
                        format!("không được thấp hơn mức dưới là {}", number_vi(low)),
                        format!("must not be below the lower limit of {}", number_en(low)),
                    ));
                }
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let bounded = edited.average_living_upper_vnd_per_person_month.is_some()
            || edited
                .score
                .as_ref()
                .is_some_and(|s| s.b1_average_upper.is_some());
        if bounded && !edited.classes.iter().any(|row| row.class == Class::Average) {
            // The standard doesn't know the band that is supposed here: its households were taken with the rest.
            let at = edited
                .classes
                .iter()
                .position(|row| {
                    [false, true]
                        .iter()
                        .any(|d| row.when.holds(Resources::Average, *d))
                })
                .unwrap_or(edited.classes.len());
            let row = ClassRow {
                class: Class::Average,
                when: Condition {
                    resources: Some(Resources::Average),
                    deprived: None,
                },
                verified: false,
                source: supposed(),
            };
            edited.classes.insert(at, row);
        }
        Ok(edited)
    }

    fn leave_out(&self, edited: &mut Standard, faults: &mut Vec<Fault>) {
        for (i, code) in self.indicators_left_out.iter().enumerate() {
            if edited.indicator_index(code).is_none() {
                faults.push(Fault::new(
                    format!("/indicators_left_out/{i}"),
                    "unknown_indicator",
                    format!("chuẩn {} không có chỉ số này", edited.code),
                    format!("standard {} has no such indicator", edited.code),
                ));
            }
        }
        edited
            .indicators
            .retain(|i| !self.indicators_left_out.contains(&i.code));
    }

    fn cut_off(&self, edited: &mut Standard, faults: &mut Vec<Fault>) {
        let (before, left) = (edited.deprivation_cutoff.value, edited.indicators.len());
        let cutoff = self.deprivation_cutoff.unwrap_or(before);
        if cutoff == 0 || cutoff as usize > left {
            faults.push(Fault::new(
                CUTOFF,
                "more_than_indicators",
                format!(
                    "ngưỡng thiếu hụt {cutoff} không nằm trong khoảng từ 1 đến {left}, là số chỉ số được tính"
                ),
                format!("the cut-off {cutoff} is not between 1 and the {left} indicators that are counted"),
            ));
            return;
        }
        if cutoff == before {
            return;
        }
        edited.deprivation_cutoff = figure(cutoff);
        if let Some(score) = &mut edited.score {
            // Both ways of counting deprivations go together, as in the shipped standards.
            score.b2_cutoff = figure(cutoff * score.b2_points_per_indicator.value);
        }
    }

    fn points(&self, edited: &mut Standard, faults: &mut Vec<Fault>) {
        match (&mut edited.score, self.b1_cutoff) {
            (Some(score), cutoff) => {
                put(&mut score.b1_cutoff, cutoff);
                put_optional(&mut score.b1_average_upper, self.b1_average_upper);
            }
            (None, Some(cutoff)) => {
                edited.score = Some(ScoreRule {
                    b1_cutoff: limit(cutoff),
                    b1_average_upper: self.b1_average_upper.map(limit),
                    b2_cutoff: figure(edited.deprivation_cutoff.value),
                    b2_points_per_indicator: figure(1),
                });
            }
            (None, None) if self.b1_average_upper.is_some() => faults.push(Fault::new(
                B1_AVERAGE,
                "no_score_rule",
                format!("chuẩn {} chưa có mức điểm B1: hãy cho cả mức dưới", edited.code),
                format!(
                    "standard {} has no points of B1 yet: give the lower limit too",
                    edited.code
                ),
            )),
            (None, None) => {}
        }
    }
}

fn limit(figures: BySetting) -> Limit {
    Limit {
        rural: figures.rural,
        urban: figures.urban,
        verified: false,
        source: supposed(),
    }
}

fn figure(value: u32) -> Figure {
    Figure {
        value,
        verified: false,
        source: supposed(),
    }
}

/// Replaces figures by supposed ones; the same figures stay what they are, with their source.
fn put(known: &mut Limit, figures: Option<BySetting>) {
    if let Some(figures) = figures.filter(|f| *f != BySetting::from(&*known)) {
        *known = limit(figures);
    }
}

fn put_optional(known: &mut Option<Limit>, figures: Option<BySetting>) {
    match (known, figures) {
        (Some(known), figures) => put(known, figures),
        (known @ None, Some(figures)) => *known = Some(limit(figures)),
        (None, None) => {}
    }
}

/// The indicators of `from` that `to` counts, as bits in the order of `from`; none when `to` counts an indicator
/// that `from` didn't ask about: then nobody knows.
pub fn counted(from: &Standard, to: &Standard) -> Option<Deprivations> {
    let mut set = Deprivations::default();
    for indicator in &to.indicators {
        set.insert(from.indicator_index(&indicator.code)?);
    }
    Some(set)
}

/// What was found under one standard, in the order of another's indicators. Deprivations that the other doesn't count
/// are left out; bits beyond the first standard's indicators mean nothing. None as for [`counted`].
pub fn carried(from: &Standard, to: &Standard, findings: &Findings) -> Option<Findings> {
    let mut deprivations = Deprivations::default();
    for (i, indicator) in to.indicators.iter().enumerate() {
        if findings
            .deprivations
            .contains(from.indicator_index(&indicator.code)?)
        {
            deprivations.insert(i);
        }
    }
    Some(Findings {
        deprivations,
        ..*findings
    })
}

/// What a household found under one standard would be under another; none where that can't be said.
pub fn reclassified(from: &Standard, to: &Standard, findings: &Findings) -> Option<(Class, Basis)> {
    class_of(to, &carried(from, to, findings)?).ok()
}

/// A figure that a simulation rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FigureUsed {
    /// `income_threshold`, `average_upper`, `b1_cutoff`, `b1_average_upper`, `deprivation_cutoff` or `indicators`.
    pub code: String,
    /// What it is.
    pub name: Words,
    /// In communes: đồng per person and month, points or a number of indicators.
    pub rural: i64,
    /// In wards and townships.
    pub urban: i64,
    /// Whether it is supposed: another than the standard's.
    pub edited: bool,
    /// Whether it has been checked against the text of the law.
    pub verified: bool,
    /// Where it is from.
    pub source: String,
}

/// The figures of a standard as a scenario has it, each with whether it is supposed and whether it is verified.
pub fn figures(edited: &Standard) -> Vec<FigureUsed> {
    let base = by_code(&edited.code);
    let mut out = Vec::new();
    let limits = [
        (
            "income_threshold",
            "Chuẩn thu nhập",
            "Income threshold",
            Some(&edited.income_threshold_vnd_per_person_month),
        ),
        (
            "average_upper",
            "Mức sống trung bình đến",
            "Average living standard up to",
            edited.average_living_upper_vnd_per_person_month.as_ref(),
        ),
        (
            "b1_cutoff",
            "Điểm B1 của hộ nghèo",
            "Points of B1 of the poor",
            edited.score.as_ref().map(|s| &s.b1_cutoff),
        ),
        (
            "b1_average_upper",
            "Điểm B1 mức sống trung bình đến",
            "Points of B1 of average living standard up to",
            edited.score.as_ref().and_then(|s| s.b1_average_upper.as_ref()),
        ),
    ];
    for (code, vi, en, limit) in limits {
        let Some(limit) = limit else { continue };
        out.push(FigureUsed {
            code: code.into(),
            name: Words {
                vi: vi.into(),
                en: en.into(),
            },
            rural: limit.rural,
            urban: limit.urban,
            edited: limit.source == supposed(),
            verified: limit.verified,
            source: limit.source.citation(),
        });
    }
    let cutoff = &edited.deprivation_cutoff;
    out.push(FigureUsed {
        code: "deprivation_cutoff".into(),
        name: Words {
            vi: "Số chỉ số thiếu hụt từ".into(),
            en: "Deprived indicators from".into(),
        },
        rural: cutoff.value.into(),
        urban: cutoff.value.into(),
        edited: cutoff.source == supposed(),
        verified: cutoff.verified,
        source: cutoff.source.citation(),
    });
    let count = edited.indicators.len() as i64;
    let left_out = base.is_some_and(|b| b.indicators.len() as i64 != count);
    out.push(FigureUsed {
        code: "indicators".into(),
        name: Words {
            vi: "Số chỉ số được tính".into(),
            en: "Indicators counted".into(),
        },
        rural: count,
        urban: count,
        edited: left_out,
        verified: !left_out && edited.indicators.iter().all(|i| i.verified),
        source: edited.sources.first().map(Source::citation).unwrap_or_default(),
    });
    out
}

/// What a household of a class is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Benefit {
    /// Đồng a household and month.
    #[cfg_attr(
        feature = "schema",
        schema(minimum = 0, maximum = 1_000_000_000, example = 60_000)
    )]
    pub vnd_per_household_month: i64,
    /// Đồng a member and month.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1_000_000_000, example = 0))]
    pub vnd_per_person_month: i64,
}

/// What households are given, by class; nothing where nothing is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Benefits {
    /// Poor households.
    pub poor: Benefit,
    /// Near-poor households.
    pub near_poor: Benefit,
    /// Households of average living standard.
    pub average: Benefit,
    /// Other households.
    pub other: Benefit,
}

impl Benefits {
    /// What a household of this class is given.
    pub fn of(&self, class: Class) -> Benefit {
        match class {
            Class::Poor => self.poor,
            Class::NearPoor => self.near_poor,
            Class::Average => self.average,
            Class::Other => self.other,
        }
    }

    /// Errors: each amount that is negative or more than [`MOST_BENEFIT_VND`].
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        for class in Class::ALL {
            let benefit = self.of(class);
            for (name, amount) in [
                ("vnd_per_household_month", benefit.vnd_per_household_month),
                ("vnd_per_person_month", benefit.vnd_per_person_month),
            ] {
                if !(0..=MOST_BENEFIT_VND).contains(&amount) {
                    let pointer = format!("/{}/{name}", class.code());
                    faults.push(Fault::out_of_bounds(pointer, 0, MOST_BENEFIT_VND));
                }
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// What so many households of a class with so many members cost in twelve months, in đồng; none when that is
    /// more than a whole number holds.
    pub fn yearly_vnd(&self, class: Class, households: i64, members: i64) -> Option<i64> {
        let benefit = self.of(class);
        let monthly = i128::from(benefit.vnd_per_household_month) * i128::from(households)
            + i128::from(benefit.vnd_per_person_month) * i128::from(members);
        monthly.checked_mul(12).and_then(|year| i64::try_from(year).ok())
    }
}
