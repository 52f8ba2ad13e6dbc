//! The set of indicators in which a household is deprived, as bits in a standard's order.

use std::fmt;

use super::Standard;

/// A set of indicators: bit `i` is the `i`th indicator of the standard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Deprivations(u32);

impl Deprivations {
    /// Of these bits; [`super::classify`] refuses bits that the standard has no indicator for.
    pub fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Its bits.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// Adds the indicator at `index`; there are at most 32, and beyond them nothing happens.
    pub fn insert(&mut self, index: usize) {
        self.0 |= bit(index);
    }

    /// Whether the indicator at `index` is in it.
    pub fn contains(self, index: usize) -> bool {
        self.0 & bit(index) != 0
    }

    /// How many indicators.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

fn bit(index: usize) -> u32 {
    u32::try_from(index)
        .ok()
        .and_then(|i| 1_u32.checked_shl(i))
        .unwrap_or(0)
}

/// A code that names no indicator of the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownIndicator {
    /// The code as given.
    pub code: String,
    /// The standard's code.
    pub standard: String,
}

impl fmt::Display for UnknownIndicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "standard {} has no indicator \"{}\"", self.standard, self.code)
    }
}

impl std::error::Error for UnknownIndicator {}

impl UnknownIndicator {
    /// The same sentence in Vietnamese.
    pub fn vi(&self) -> String {
        format!("chuẩn {} không có chỉ số \"{}\"", self.standard, self.code)
    }
}

impl Standard {
    /// The set of these indicators, in any order; a code twice counts once.
    pub fn deprivations<C: AsRef<str>>(
        &self,
        codes: impl IntoIterator<Item = C>,
    ) -> Result<Deprivations, UnknownIndicator> {
        let mut set = Deprivations::default();
        for code in codes {
            let code = code.as_ref();
            let index = self.indicator_index(code).ok_or_else(|| UnknownIndicator {
                code: code.to_owned(),
                standard: self.code.clone(),
            })?;
            set.insert(index);
        }
        Ok(set)
    }

    /// The codes of a set, in the standard's order; bits beyond the standard's indicators have none.
    pub fn codes(&self, set: Deprivations) -> Vec<&str> {
        self.deprived(set)
            .map(|indicator| indicator.code.as_str())
            .collect()
    }
}
