//! Small cells left out of public tables, so that nobody can be found in them.
//!
//! Fewer than five households in a cell could be named in their village. One suppressed cell alone could be worked out
//! from the total, so the smallest of the others goes with it.

/// Counts from 1 to one less than this are left out.
pub const THRESHOLD: i64 = 5;

/// Which of these counts may be shown beside their total: false is suppressed. 0 may be shown: nobody is in it.
pub fn shown(counts: &[i64]) -> Vec<bool> {
    let small = |n: i64| n > 0 && n < THRESHOLD;
    let mut shown: Vec<bool> = counts.iter().map(|&n| !small(n)).collect();
    let hidden: i64 = counts
        .iter()
        .zip(&shown)
        .filter(|(_, s)| !**s)
        .map(|(n, _)| n)
        .sum();
    let several = shown.iter().filter(|s| !**s).count() > 1;
    // What is hidden together must not be small itself, nor a single cell.
    if hidden > 0 && (!several || hidden < THRESHOLD) {
        let next = (0..counts.len())
            .filter(|&i| shown[i] && counts[i] > 0)
            .min_by_key(|&i| counts[i]);
        if let Some(next) = next {
            shown[next] = false;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_small_cell_takes_another_with_it() {
        assert_eq!(shown(&[3, 40, 12]), [false, true, false]);
        assert_eq!(shown(&[0, 40, 12]), [true, true, true]);
        assert_eq!(shown(&[1, 1, 12]), [false, false, false]);
        assert_eq!(shown(&[4, 4, 12]), [false, false, true]);
        assert_eq!(shown(&[3]), [false]);
        assert_eq!(shown(&[]), [] as [bool; 0]);
    }

    proptest! {
        #[test]
        fn what_is_hidden_cannot_be_worked_out(counts in prop::collection::vec(0_i64..60, 0..20)) {
            let shown = shown(&counts);
            let hidden: Vec<i64> = counts.iter().zip(&shown).filter(|(_, s)| !**s).map(|(n, _)| *n).collect();
            for (n, shown) in counts.iter().zip(&shown) {
                prop_assert!(!shown || *n == 0 || *n >= THRESHOLD);
            }
            let others = counts.iter().filter(|n| **n > 0).count();
            prop_assert!(hidden.len() != 1 || others == 1);
            if !hidden.is_empty() && others > hidden.len() {
                prop_assert!(hidden.iter().sum::<i64>() >= THRESHOLD);
            }
        }
    }
}
