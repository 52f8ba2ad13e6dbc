//! Chance that always falls the same way: a fixed algorithm, seeded, with the few throws that inventing needs.
//!
//! The throws are written out here instead of taken from a library of distributions, whose values may change
//! from one version to the next.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// A stream of chance of its own.
pub struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// The stream that these words name; other words give another one.
    pub fn new(seed: u64, words: &[&str], number: u64) -> Self {
        let mut state = mix(seed);
        for word in words {
            for byte in word.bytes() {
                state = mix(state ^ u64::from(byte));
            }
            state = mix(state ^ 0x1_00);
        }
        Self(Xoshiro256PlusPlus::seed_from_u64(mix(state ^ number)))
    }

    /// Any 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// From 0 up to, but not, 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True so often out of 1.
    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// A whole number from `low` to `high`, both included; `low` where there is none between.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            return low;
        }
        let span = high.abs_diff(low) + 1;
        // The high half of a product is even enough for spans far below 2^64.
        let offset = (u128::from(self.bits()) * u128::from(span)) >> 64;
        low + offset as i64
    }

    /// One of them, each as likely.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.between(0, of.len() as i64 - 1) as usize]
    }

    /// The index of one of them, by weight.
    pub fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (i, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return i;
            }
        }
        // Rounding can leave a crumb: the last one that can be thrown at all.
        weights.iter().rposition(|w| *w > 0.0).unwrap_or(0)
    }

    /// Normal with mean 0 and deviation 1 (the sum of twelve throws, without a transcendental function).
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Puts them in another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.between(0, i as i64) as usize;
            items.swap(i, j);
        }
    }

    /// An identifier in the form of UUIDv7: of this millisecond, then by chance.
    pub fn id(&mut self, millisecond: u64) -> String {
        let (a, b) = (self.bits().to_be_bytes(), self.bits().to_be_bytes());
        let mut random = [0; 10];
        random[..8].copy_from_slice(&a);
        random[8..].copy_from_slice(&b[..2]);
        uuid::Builder::from_unix_timestamp_millis(millisecond, &random)
            .into_uuid()
            .to_string()
    }
}

/// The finaliser of SplitMix64.
fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// The share of a normal distribution below `z`, to about 0.0002.
pub fn share_below(z: f64) -> f64 {
    1.0 / (1.0 + (-1.5976 * z - 0.070_56 * z * z * z).exp())
}

/// Shares `total` out by weight in whole numbers that add up to it (largest remainders, the first of equals).
pub fn share_out(total: u32, weights: &[f64]) -> Vec<u32> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|w| f64::from(total) * w / sum).collect();
    let mut parts: Vec<u32> = exact.iter().map(|e| e.floor() as u32).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| (exact[b] - exact[b].floor()).total_cmp(&(exact[a] - exact[a].floor())));
    let left = total.saturating_sub(parts.iter().sum());
    for &i in order.iter().cycle().take(left as usize) {
        parts[i] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throws_never_change() {
        let mut dice = Dice::new(2024, &["20"], 7);
        // Other numbers here mean that a seed no longer gives the data it gave.
        assert_eq!(
            [dice.between(0, 999), dice.between(0, 999), dice.between(0, 999)],
            [258, 299, 634]
        );
        assert_ne!(
            Dice::new(2024, &["20"], 8).bits(),
            Dice::new(2024, &["20"], 7).bits()
        );
        assert_ne!(
            Dice::new(2024, &["2", "0"], 7).bits(),
            Dice::new(2024, &["20"], 7).bits()
        );
    }

    #[test]
    fn shares_add_up() {
        assert_eq!(share_out(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(share_out(0, &[1.0, 2.0]), [0, 0]);
        assert_eq!(share_out(7, &[0.0, 0.5, 0.5]).iter().sum::<u32>(), 7);
        assert_eq!(share_out(5, &[]), Vec::<u32>::new());
    }

    #[test]
    fn throws_keep_their_bounds_and_shares() {
        let mut dice = Dice::new(1, &[], 0);
        for _ in 0..1000 {
            assert!((3..=5).contains(&dice.between(3, 5)));
            assert_ne!(dice.weighted(&[1.0, 0.0, 2.0]), 1);
        }
        assert_eq!(dice.between(5, 3), 5);
        assert!((share_below(-1.2816) - 0.1).abs() < 0.001);
        assert!((share_below(0.0) - 0.5).abs() < 1e-9);
        let below = (0..10_000).filter(|_| dice.normal() < -1.2816).count();
        assert!((850..1150).contains(&below), "{below}");
    }
}
