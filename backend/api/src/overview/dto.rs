//! Totals as they go over the wire: every rate with its numerator and denominator.

use chrono::NaiveDate;
use giamngheo_store::households::summary::Total;
use serde::Serialize;
use utoipa::ToSchema;

use crate::areas::dto::AreaRef;

/// A share: `value` = `numerator` / `denominator`, null when there is nothing to divide by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Rate {
    /// What is counted.
    pub numerator: i64,
    /// Out of how many.
    pub denominator: i64,
    /// The share in percent, to two decimals, half away from zero.
    #[schema(example = 12.34)]
    pub percent: Option<f64>,
}

impl Rate {
    /// Of so many out of so many.
    pub fn of(numerator: i64, denominator: i64) -> Self {
        let percent = (denominator > 0).then(|| {
            let scaled = i128::from(numerator) * 20_000 / i128::from(denominator);
            let rounded = i128::midpoint(scaled, scaled.signum());
            rounded as f64 / 100.0
        });
        Self {
            numerator,
            denominator,
            percent,
        }
    }
}

/// Households by class, with the rates of poverty.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Counts {
    /// All households of the register.
    pub households: i64,
    /// Their members.
    pub members: i64,
    /// Poor households (hộ nghèo).
    pub poor: i64,
    /// Near-poor households (hộ cận nghèo).
    pub near_poor: i64,
    /// Households of average living standard.
    pub average: i64,
    /// Other households.
    pub other: i64,
    /// Households not surveyed yet.
    pub unclassified: i64,
    /// Poor households out of all.
    pub poor_rate: Rate,
    /// Near-poor households out of all.
    pub near_poor_rate: Rate,
    /// Poor and near-poor households out of all: the multidimensional poverty rate.
    pub multidimensional_rate: Rate,
}

impl Counts {
    /// Sums rows of totals.
    pub fn sum<'a>(totals: impl IntoIterator<Item = &'a Total>) -> Self {
        let (mut households, mut members) = (0, 0);
        let (mut poor, mut near_poor, mut average, mut other, mut unclassified) = (0, 0, 0, 0, 0);
        for total in totals {
            households += total.households;
            members += total.members;
            *match total.class.as_str() {
                "poor" => &mut poor,
                "near_poor" => &mut near_poor,
                "average" => &mut average,
                "other" => &mut other,
                _ => &mut unclassified,
            } += total.households;
        }
        Self {
            households,
            members,
            poor,
            near_poor,
            average,
            other,
            unclassified,
            poor_rate: Rate::of(poor, households),
            near_poor_rate: Rate::of(near_poor, households),
            multidimensional_rate: Rate::of(poor + near_poor, households),
        }
    }
}

/// The multidimensional measures of Alkire and Foster, people as the unit, equal weights.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct IndexView {
    /// Headcount ratio H: people of households deprived in at least the cut-off of indicators, out of all.
    pub h: Option<f64>,
    /// Intensity A: the average share of indicators those people are deprived in.
    pub a: Option<f64>,
    /// Adjusted headcount ratio M0 = H × A.
    pub m0: Option<f64>,
    /// Deprived people (q).
    pub deprived_members: i64,
    /// All people (n).
    pub members: i64,
    /// The cut-off of indicators (k).
    pub cutoff: u32,
}

/// Totals of an area below.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AreaCounts {
    /// The area; null for households that belong to none of the areas listed.
    pub area: Option<AreaRef>,
    /// Its households.
    pub counts: Counts,
}

/// An area's totals in a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverviewView {
    /// The area; null is the nation.
    pub area: Option<AreaRef>,
    /// The year.
    pub year: i64,
    /// The day whose units are listed.
    pub on: NaiveDate,
    /// The whole area.
    pub counts: Counts,
    /// The multidimensional measures.
    pub index: IndexView,
    /// The areas directly below, by name, each with its households; they add up to the whole.
    pub children: Vec<AreaCounts>,
    /// Years that have a register here, the last first.
    pub years: Vec<i64>,
}

/// An area's totals in one of several years.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendPoint {
    /// The year.
    pub year: i64,
    /// The whole area.
    pub counts: Counts,
}

/// How many poor and near-poor households are deprived in an indicator.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfileView {
    /// The indicator's code.
    pub indicator: String,
    /// Its name in Vietnamese.
    pub vi: String,
    /// Its name in English.
    pub en: String,
    /// Poor households deprived in it.
    pub poor: i64,
    /// Near-poor households deprived in it.
    pub near_poor: i64,
    /// Poor and near-poor households deprived in it, out of all poor and near-poor households.
    pub rate: Rate,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_round_half_away_from_zero() {
        assert_eq!(Rate::of(1, 8).percent, Some(12.5));
        assert_eq!(Rate::of(1, 3).percent, Some(33.33));
        assert_eq!(Rate::of(2, 3).percent, Some(66.67));
        assert_eq!(Rate::of(1, 20_000).percent, Some(0.01));
        assert_eq!(Rate::of(0, 5).percent, Some(0.0));
        assert_eq!(Rate::of(0, 0).percent, None);
    }
}
