//! One household under one standard: the row of the decision table that it falls under, and why.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::reasons;
use super::{Basis, Class, ClassRow, Deprivations, Figure, Limit, Resources, Setting, Standard};
use crate::words::{number_en, number_vi};

/// What a survey found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// Of the commune on the day of the survey.
    pub setting: Setting,
    /// Income, đồng per person and month; decides when it is given.
    pub income_vnd_per_person_month: Option<i64>,
    /// Points of form B1.
    pub b1: Option<u32>,
    /// Indicators in which the household is deprived.
    pub deprivations: Deprivations,
}

/// What a household is, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The class.
    pub class: Class,
    /// What decided whether means are low.
    pub basis: Basis,
    /// Points of form B1, where given.
    pub b1: Option<u32>,
    /// Points of form B2; 0 under a standard that has no points ([`Standard::b2`] tells them apart).
    pub b2: u32,
    /// Indicators in which the household is deprived.
    pub deprivations: Deprivations,
    /// The conclusion first, then what it rests on.
    pub reasons: Vec<Reason>,
    /// Whether all that the conclusion rests on has been checked against the text of the law.
    pub verified: bool,
}

/// A reason, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// `conclusion`, `resources`, `deprivations`, `score_not_used`, `average_unknown` or `unverified`.
    pub code: &'static str,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

/// Why there is no verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// `missing`, `no_score_rule`, `out_of_bounds`, `unknown_indicator` or `no_row`.
    pub code: &'static str,
    /// The field of [`Findings`] it is about.
    pub field: &'static str,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl std::error::Error for Refusal {}

/// What the means and deprivations of a household were measured by, and what came out.
pub(super) struct Measured<'s> {
    pub basis: Basis,
    pub setting: Setting,
    /// Đồng per person and month, or points of B1.
    pub means: i64,
    pub low: &'s Limit,
    pub average: Option<&'s Limit>,
    pub resources: Resources,
    /// Points of B2, or the number of deprivations.
    pub deprivations: u32,
    pub cutoff: &'s Figure,
    pub deprived: bool,
}

/// The class of a household: by income where it is given, else by the points of B1.
/// Refuses when neither is given, when points are all there is and the standard has no score rule, when a value is
/// out of the standard's bounds, and when a deprivation is of no indicator of the standard.
pub fn classify(standard: &Standard, findings: &Findings) -> Result<Verdict, Refusal> {
    let (row, measured) = decide(standard, findings)?;
    let verified = verified(standard, row, &measured);
    Ok(Verdict {
        class: row.class,
        basis: measured.basis,
        b1: findings.b1,
        b2: standard.b2(findings.deprivations).unwrap_or(0),
        deprivations: findings.deprivations,
        reasons: reasons::of(standard, findings, row, &measured, verified),
        verified,
    })
}

/// What [`classify`] decides, without the reasons: for many households at once.
pub fn class_of(standard: &Standard, findings: &Findings) -> Result<(Class, Basis), Refusal> {
    decide(standard, findings).map(|(row, measured)| (row.class, measured.basis))
}

fn decide<'s>(standard: &'s Standard, findings: &Findings) -> Result<(&'s ClassRow, Measured<'s>), Refusal> {
    check(standard, findings)?;
    let measured = measure(standard, findings)?;
    let row = standard
        .classes
        .iter()
        .find(|row| row.when.holds(measured.resources, measured.deprived));
    Ok((row.ok_or_else(|| no_row(standard))?, measured))
}

fn check(standard: &Standard, findings: &Findings) -> Result<(), Refusal> {
    let known = standard.indicators.len();
    if (u32::BITS - findings.deprivations.bits().leading_zeros()) as usize > known {
        return Err(Refusal {
            code: "unknown_indicator",
            field: "deprivations",
            vi: format!("chuẩn {} chỉ có {known} chỉ số thiếu hụt", standard.code),
            en: format!(
                "standard {} has only {known} indicators of deprivation",
                standard.code
            ),
        });
    }
    if let Some(income) = findings.income_vnd_per_person_month {
        within(
            "income_vnd_per_person_month",
            income,
            standard.bounds.income_vnd_per_person_month,
        )?;
    }
    if let Some(b1) = findings.b1 {
        within("b1", b1.into(), standard.bounds.b1_points.into())?;
    }
    Ok(())
}

fn within(field: &'static str, value: i64, most: i64) -> Result<(), Refusal> {
    if (0..=most).contains(&value) {
        return Ok(());
    }
    Err(Refusal {
        code: "out_of_bounds",
        field,
        vi: format!(
            "{} không nằm trong khoảng từ 0 đến {}",
            number_vi(value),
            number_vi(most)
        ),
        en: format!("{} is not between 0 and {}", number_en(value), number_en(most)),
    })
}

fn measure<'s>(standard: &'s Standard, findings: &Findings) -> Result<Measured<'s>, Refusal> {
    let count = findings.deprivations.len();
    let (basis, means, low, average, deprivations, cutoff) =
        match (findings.income_vnd_per_person_month, findings.b1, &standard.score) {
            (Some(income), _, _) => (
                Basis::Income,
                income,
                &standard.income_threshold_vnd_per_person_month,
                standard.average_living_upper_vnd_per_person_month.as_ref(),
                count,
                &standard.deprivation_cutoff,
            ),
            (None, Some(b1), Some(score)) => (
                Basis::Score,
                i64::from(b1),
                &score.b1_cutoff,
                score.b1_average_upper.as_ref(),
                count * score.b2_points_per_indicator.value,
                &score.b2_cutoff,
            ),
            (None, Some(_), None) => return Err(no_score_rule(standard)),
            (None, None, _) => return Err(missing(standard)),
        };
    let setting = findings.setting;
    let resources = if means <= low.of(setting) {
        Resources::Low
    } else if average.is_some_and(|average| means <= average.of(setting)) {
        Resources::Average
    } else {
        Resources::High
    };
    let deprived = deprivations >= cutoff.value;
    Ok(Measured {
        basis,
        setting,
        means,
        low,
        average,
        resources,
        deprivations,
        cutoff,
        deprived,
    })
}

/// Whether all that a conclusion rests on has been checked: the row, the limits compared with, and, where
/// deprivations matter, their cut-off and what the indicators mean.
fn verified(standard: &Standard, row: &ClassRow, measured: &Measured) -> bool {
    let above_low = measured.resources != Resources::Low;
    row.verified
        && measured.low.verified
        && (!above_low || measured.average.is_some_and(|average| average.verified))
        && (row.when.deprived.is_none()
            || (measured.cutoff.verified
                && standard.indicators.iter().all(|i| i.verified)
                && (measured.basis == Basis::Income
                    || standard
                        .score
                        .as_ref()
                        .is_some_and(|s| s.b2_points_per_indicator.verified))))
}

fn no_score_rule(standard: &Standard) -> Refusal {
    Refusal {
        code: "no_score_rule",
        field: "b1",
        vi: format!(
            "chuẩn {} chưa có mức điểm B1 và B2: hãy nhập thu nhập bình quân đầu người một tháng",
            standard.code
        ),
        en: format!(
            "standard {} has no cut-offs for the points of B1 and B2 yet: give the income per person and month",
            standard.code
        ),
    }
}

fn missing(standard: &Standard) -> Refusal {
    if standard.score.is_none() {
        return Refusal {
            code: "missing",
            field: "income_vnd_per_person_month",
            vi: "cần thu nhập bình quân đầu người một tháng để phân loại".into(),
            en: "the income per person and month is needed to classify".into(),
        };
    }
    Refusal {
        code: "missing",
        field: "b1",
        vi: "cần điểm B1 hoặc thu nhập bình quân đầu người một tháng để phân loại".into(),
        en: "the points of B1 or the income per person and month are needed to classify".into(),
    }
}

/// The shipped tables have a row for everybody; a table that an administrator enters may not.
fn no_row(standard: &Standard) -> Refusal {
    Refusal {
        code: "no_row",
        field: "income_vnd_per_person_month",
        vi: format!(
            "bảng phân loại của chuẩn {} không có dòng nào cho hộ này",
            standard.code
        ),
        en: format!(
            "the decision table of standard {} has no row for this household",
            standard.code
        ),
    }
}
