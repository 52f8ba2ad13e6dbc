//! A random sample that anybody can draw again: nobody picks the households that are visited a second time.
//!
//! By hand: for each id take the SHA-256 of the seed, a slash and the id,
//! `printf '%s' "$seed/$id" | sha256sum`, and sort each stratum by it. How many come from a stratum: its share of
//! the size in proportion to its ids, rounded down; what is left goes one by one to the strata with the largest
//! remainders (of equal ones to the first in the order of their names). Then a stratum that would have none takes
//! one from the stratum with most (again the first), while there is one with more than one. Those with the
//! smallest hashes of each stratum are the sample.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};

/// How large a sample is: `percent` of `count` rounded up, but at least `least` and at most all.
pub fn size_for(count: usize, percent: u32, least: usize) -> usize {
    let share = (count as u128 * u128::from(percent)).div_ceil(100);
    usize::try_from(share).unwrap_or(usize::MAX).max(least).min(count)
}

/// Draws from pairs of id and stratum: `size` ids, in proportion by stratum, and at least one from each where the
/// size allows it. An id given twice counts once, in the stratum that is first in order. The answer is ordered by
/// hash, whatever the order of the ids; it has fewer ids than `size` only when there are fewer.
pub fn draw<'i, S: Ord>(seed: &str, frame: &[(&'i str, S)], size: usize) -> Vec<&'i str> {
    let mut strata_of = BTreeMap::<&str, &S>::new();
    for (id, stratum) in frame {
        let known = strata_of.entry(*id).or_insert(stratum);
        if stratum < *known {
            *known = stratum;
        }
    }
    let mut strata = BTreeMap::<&S, BTreeSet<(Vec<u8>, &'i str)>>::new();
    for (id, stratum) in strata_of {
        strata.entry(stratum).or_default().insert((hash(seed, id), id));
    }
    let counts: Vec<usize> = strata.values().map(BTreeSet::len).collect();
    let mut drawn: Vec<(Vec<u8>, &str)> = strata
        .into_values()
        .zip(allot(&counts, size))
        .flat_map(|(ids, share)| ids.into_iter().take(share))
        .collect();
    drawn.sort_unstable();
    drawn.into_iter().map(|(_, id)| id).collect()
}

fn hash(seed: &str, id: &str) -> Vec<u8> {
    digest(&SHA256, format!("{seed}/{id}").as_bytes())
        .as_ref()
        .to_vec()
}

/// How many of each stratum, given how many it has; none of them is empty.
fn allot(counts: &[usize], size: usize) -> Vec<usize> {
    let total: u128 = counts.iter().map(|count| *count as u128).sum();
    if total == 0 {
        return vec![0; counts.len()];
    }
    let size = (size as u128).min(total);
    // Never more than the stratum has, since the size is at most the total.
    let mut shares: Vec<usize> = counts
        .iter()
        .map(|count| (*count as u128 * size / total) as usize)
        .collect();
    let left = size as usize - shares.iter().sum::<usize>();
    let mut by_remainder: Vec<usize> = (0..counts.len()).collect();
    by_remainder.sort_by_key(|i| Reverse(counts[*i] as u128 * size % total));
    for i in by_remainder.into_iter().take(left) {
        shares[i] += 1;
    }
    for i in 0..shares.len() {
        if shares[i] > 0 {
            continue;
        }
        let most = (0..shares.len()).max_by_key(|i| (shares[*i], Reverse(*i)));
        match most.filter(|most| shares[*most] > 1) {
            Some(most) => {
                shares[most] -= 1;
                shares[i] = 1;
            }
            None => break,
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sizes_are_rounded_up_between_the_least_and_all() {
        assert_eq!(size_for(200, 5, 1), 10);
        assert_eq!(size_for(201, 5, 1), 11);
        assert_eq!(size_for(3, 5, 1), 1);
        assert_eq!(size_for(30, 5, 10), 10);
        assert_eq!(size_for(4, 5, 10), 4);
        assert_eq!(size_for(0, 100, 10), 0);
        assert_eq!(size_for(7, 0, 0), 0);
        assert_eq!(size_for(7, 300, 0), 7);
        assert_eq!(size_for(usize::MAX, u32::MAX, 0), usize::MAX);
    }

    #[test]
    fn a_stratum_has_its_share() {
        assert_eq!(allot(&[50, 30, 20], 10), [5, 3, 2]);
        assert_eq!(allot(&[5, 5, 5], 10), [4, 3, 3]);
        assert_eq!(allot(&[97, 1, 2], 5), [3, 1, 1]);
        assert_eq!(
            allot(&[97, 1, 2], 2),
            [1, 1, 0],
            "as many strata as the size reaches"
        );
        assert_eq!(allot(&[3, 3], 100), [3, 3]);
        assert_eq!(allot(&[3, 3], 0), [0, 0]);
        assert_eq!(allot(&[], 5), [0; 0]);
    }

    /// As `printf '%s' "$seed/$id" | sha256sum` puts them.
    #[test]
    fn an_auditor_draws_the_same() {
        let ids = ["HH-1", "HH-2", "HH-3", "HH-4", "HH-5", "HH-6"];
        let frame: Vec<(&str, &str)> = ids.iter().map(|id| (*id, "Nà Lòa")).collect();
        assert_eq!(draw("2024-000123", &frame, 6), ORDER);
        assert_eq!(draw("2024-000123", &frame, 2), ORDER[..2]);
    }

    const ORDER: [&str; 6] = ["HH-2", "HH-5", "HH-4", "HH-1", "HH-3", "HH-6"];

    /// Ids of villages, some of them given twice.
    fn frames() -> impl Strategy<Value = Vec<(String, u8)>> {
        proptest::collection::vec(("[a-z]{1,2}", 0_u8..6), 0..80)
    }

    fn borrowed(frame: &[(String, u8)]) -> Vec<(&str, u8)> {
        frame
            .iter()
            .map(|(id, stratum)| (id.as_str(), *stratum))
            .collect()
    }

    proptest! {
        #[test]
        fn the_order_of_the_ids_does_not_matter(
            frames in frames().prop_flat_map(|frame| (Just(frame.clone()), Just(frame).prop_shuffle())),
            seed in ".{0,12}", size in 0_usize..90,
        ) {
            prop_assert_eq!(draw(&seed, &borrowed(&frames.0), size), draw(&seed, &borrowed(&frames.1), size));
        }

        #[test]
        fn it_is_of_the_size_and_of_all_strata(frame in frames(), seed in ".{0,12}", size in 0_usize..90) {
            let mut stratum_of = BTreeMap::<&str, u8>::new();
            for (id, stratum) in borrowed(&frame) {
                let known = stratum_of.entry(id).or_insert(stratum);
                *known = stratum.min(*known);
            }
            let strata: BTreeSet<u8> = stratum_of.values().copied().collect();
            let drawn = draw(&seed, &borrowed(&frame), size);
            prop_assert_eq!(drawn.len(), size.min(stratum_of.len()));
            let different: BTreeSet<&str> = drawn.iter().copied().collect();
            prop_assert_eq!(different.len(), drawn.len());
            prop_assert!(different.iter().all(|id| stratum_of.contains_key(id)));
            if size >= strata.len() {
                let reached: BTreeSet<u8> = drawn.iter().map(|id| stratum_of[id]).collect();
                prop_assert_eq!(reached, strata);
            }
        }

        #[test]
        fn shares_stay_near_proportion(counts in proptest::collection::vec(1_usize..200, 1..12), percent in 1_u32..=100) {
            let total: usize = counts.iter().sum();
            let size = size_for(total, percent, 1);
            let shares = allot(&counts, size);
            prop_assert_eq!(shares.iter().sum::<usize>(), size);
            for (count, share) in counts.iter().zip(&shares) {
                prop_assert!(share <= count);
                // Rounded, but for what went to or came from strata too small for one.
                let exact = *count as f64 * size as f64 / total as f64;
                prop_assert!(*share as f64 <= exact.max(1.0) + 1.0);
                prop_assert!(*share as f64 > exact - counts.len() as f64);
            }
        }
    }
}
