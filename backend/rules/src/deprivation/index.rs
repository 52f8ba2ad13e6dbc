//! H, A and M0 from three sums, which a database can add up as well.

use std::fmt;

use serde::Serialize;

/// A fraction of whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Ratio {
    /// The part.
    pub numerator: u128,
    /// The whole; 0 where there is nobody to ask about.
    pub denominator: u128,
}

impl Ratio {
    /// A part of a whole.
    pub fn new(numerator: u128, denominator: u128) -> Self {
        Self {
            numerator,
            denominator,
        }
    }

    /// As a number; none where the whole is 0.
    pub fn value(self) -> Option<f64> {
        (self.denominator != 0).then(|| self.numerator as f64 / self.denominator as f64)
    }
}

/// The index of a population.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Index {
    /// All persons.
    pub members: u128,
    /// Persons of households whose weighted count of deprivations reaches the cut-off.
    pub poor_members: u128,
    /// The weighted counts of deprivations of poor persons, added up.
    pub censored_sum: u128,
    /// The sum of the weights: the largest count there can be.
    pub weight_total: u64,
}

/// Sums that no population has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inconsistent {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl fmt::Display for Inconsistent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl std::error::Error for Inconsistent {}

impl Index {
    pub(super) fn nobody(weight_total: u64) -> Self {
        Self {
            members: 0,
            poor_members: 0,
            censored_sum: 0,
            weight_total,
        }
    }

    /// From sums made elsewhere, with indicators that weigh alike: `censored_sum` is Σ members × deprivations over
    /// poor households. Errors: more poor than members, or more deprivations than the poor can have.
    pub fn from_sums(
        members: u64,
        poor_members: u64,
        censored_sum: u64,
        indicators: u32,
    ) -> Result<Self, Inconsistent> {
        let most = u128::from(poor_members) * u128::from(indicators);
        if poor_members > members {
            return Err(Inconsistent {
                vi: format!("{poor_members} người thiếu hụt nhiều hơn {members} nhân khẩu"),
                en: format!("{poor_members} deprived persons are more than {members} persons"),
            });
        }
        if u128::from(censored_sum) > most {
            return Err(Inconsistent {
                vi: format!("{censored_sum} thiếu hụt nhiều hơn {most} có thể có"),
                en: format!("{censored_sum} deprivations are more than the {most} there can be"),
            });
        }
        Ok(Self {
            members: members.into(),
            poor_members: poor_members.into(),
            censored_sum: censored_sum.into(),
            weight_total: indicators.into(),
        })
    }

    /// The two populations together; none if their indicators weigh differently.
    pub fn plus(self, other: Self) -> Option<Self> {
        (self.weight_total == other.weight_total).then_some(Self {
            members: self.members + other.members,
            poor_members: self.poor_members + other.poor_members,
            censored_sum: self.censored_sum + other.censored_sum,
            weight_total: self.weight_total,
        })
    }

    /// H: the share of persons who are poor.
    pub fn h(&self) -> Ratio {
        Ratio::new(self.poor_members, self.members)
    }

    /// A: the average share of deprivations among the poor; none where nobody is poor.
    pub fn a(&self) -> Ratio {
        Ratio::new(
            self.censored_sum,
            self.poor_members * u128::from(self.weight_total),
        )
    }

    /// M0 = H × A.
    pub fn m0(&self) -> Ratio {
        Ratio::new(self.censored_sum, self.members * u128::from(self.weight_total))
    }

    /// The part of the M0 of `whole` that comes from this part of it.
    pub fn contribution_to(&self, whole: &Self) -> Ratio {
        Ratio::new(self.censored_sum, whole.censored_sum)
    }
}
