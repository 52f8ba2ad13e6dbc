//! The multidimensional index of Alkire and Foster: headcount H, intensity A and adjusted headcount M0 = H × A,
//! with their decomposition by subgroup and by indicator. All in whole numbers, so that parts add up exactly.
//!
//! Poor here means deprived in at least the cut-off of indicators, whatever the income; the legal class, which asks
//! for both, is a matter of [`crate::poverty`].
//! S. Alkire, J. Foster: Counting and multidimensional poverty measurement, Journal of Public Economics 95 (2011).

mod index;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

pub use index::{Inconsistent, Index, Ratio};

use crate::poverty::{Deprivations, Standard};

/// Households that are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// Persons they stand for.
    pub weight_members: u64,
    /// Indicators in which they are deprived.
    pub deprivations: Deprivations,
}

/// How indicators are weighed, and from which weighted count on a person is poor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method {
    weights: Vec<u32>,
    total: u64,
    cutoff: u64,
}

/// Weights or a cut-off that make no index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadMethod {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl fmt::Display for BadMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl std::error::Error for BadMethod {}

impl Method {
    /// Whole-number weights by indicator (thirds and sixths are 2 and 1) and a cut-off in the same unit.
    /// Errors: no indicator or more than 32, all weights 0, a cut-off that is not between 1 and the sum of weights.
    pub fn new(weights: Vec<u32>, cutoff: u64) -> Result<Self, BadMethod> {
        let total: u64 = weights.iter().map(|&weight| u64::from(weight)).sum();
        if !(1..=32).contains(&weights.len()) || total == 0 {
            return Err(BadMethod {
                vi: "cần từ 1 đến 32 chỉ số, có trọng số lớn hơn 0".into(),
                en: "there must be 1 to 32 indicators, with some weight above 0".into(),
            });
        }
        if !(1..=total).contains(&cutoff) {
            return Err(BadMethod {
                vi: format!("ngưỡng {cutoff} không nằm trong khoảng từ 1 đến tổng trọng số {total}"),
                en: format!("the cut-off {cutoff} is not between 1 and the sum of weights {total}"),
            });
        }
        Ok(Self {
            weights,
            total,
            cutoff,
        })
    }

    /// All indicators alike; the cut-off is a number of indicators.
    pub fn equal(indicators: usize, cutoff: u64) -> Result<Self, BadMethod> {
        // More than 33 are refused just as 33 are.
        Self::new(vec![1; indicators.min(33)], cutoff)
    }

    /// The indicators of a standard, all alike, with its cut-off.
    pub fn of(standard: &Standard) -> Result<Self, BadMethod> {
        Self::equal(
            standard.indicators.len(),
            standard.deprivation_cutoff.value.into(),
        )
    }

    /// The weighted count of deprivations; bits beyond the indicators do not count.
    fn count(&self, set: Deprivations) -> u64 {
        self.weights
            .iter()
            .enumerate()
            .filter(|(i, _)| set.contains(*i))
            .map(|(_, &w)| u64::from(w))
            .sum()
    }

    /// The index of these households, with the share of each indicator.
    pub fn measure<'p>(&self, profiles: impl IntoIterator<Item = &'p Profile>) -> Measure {
        let mut measure = self.nobody();
        for profile in profiles {
            self.add(&mut measure, profile);
        }
        measure
    }

    /// The index of all and of each subgroup.
    pub fn decompose<'p, K: Ord>(
        &self,
        profiles: impl IntoIterator<Item = (K, &'p Profile)>,
    ) -> Decomposition<K> {
        let mut whole = self.nobody();
        let mut parts = BTreeMap::new();
        for (key, profile) in profiles {
            self.add(&mut whole, profile);
            self.add(parts.entry(key).or_insert_with(|| self.nobody()), profile);
        }
        Decomposition { whole, parts }
    }

    fn nobody(&self) -> Measure {
        let indicators = self
            .weights
            .iter()
            .map(|&weight| Share {
                weight,
                censored_members: 0,
            })
            .collect();
        Measure {
            index: Index::nobody(self.total),
            indicators,
        }
    }

    fn add(&self, measure: &mut Measure, profile: &Profile) {
        let members = u128::from(profile.weight_members);
        let count = self.count(profile.deprivations);
        measure.index.members += members;
        if count < self.cutoff {
            return;
        }
        measure.index.poor_members += members;
        measure.index.censored_sum += members * u128::from(count);
        for (i, share) in measure.indicators.iter_mut().enumerate() {
            if profile.deprivations.contains(i) {
                share.censored_members += members;
            }
        }
    }
}

/// The index of a population, with the share of each indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measure {
    /// H, A and M0.
    pub index: Index,
    /// In the order of the weights.
    pub indicators: Vec<Share>,
}

/// An indicator's part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Its weight.
    pub weight: u32,
    /// Persons who are poor and deprived in it.
    pub censored_members: u128,
}

impl Measure {
    /// The share of persons who are poor and deprived in indicator `i`.
    pub fn censored_headcount(&self, i: usize) -> Option<Ratio> {
        self.indicators
            .get(i)
            .map(|share| Ratio::new(share.censored_members, self.index.members))
    }

    /// The part of M0 that comes from indicator `i`; all parts sum to 1 (to nothing where nobody is poor).
    pub fn contribution(&self, i: usize) -> Option<Ratio> {
        let share = self.indicators.get(i)?;
        Some(Ratio::new(
            share.censored_members * u128::from(share.weight),
            self.index.censored_sum,
        ))
    }
}

/// The index of a population and of its subgroups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decomposition<K> {
    /// Of all.
    pub whole: Measure,
    /// Of each subgroup.
    pub parts: BTreeMap<K, Measure>,
}

impl<K: Ord> Decomposition<K> {
    /// The part of all persons who are in a subgroup.
    pub fn population_share(&self, key: &K) -> Option<Ratio> {
        self.parts
            .get(key)
            .map(|part| Ratio::new(part.index.members, self.whole.index.members))
    }

    /// The part of M0 that comes from a subgroup; all parts sum to 1 (to nothing where nobody is poor).
    pub fn contribution(&self, key: &K) -> Option<Ratio> {
        self.parts
            .get(key)
            .map(|part| part.index.contribution_to(&self.whole.index))
    }
}
