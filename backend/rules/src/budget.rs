//! The programme's money: what may be posted, which accounts a posting moves, and how printed parts add up. Whose money it
//! is and where it is kept is the store's part.
//!
//! Money is whole đồng. A posting's legs sum to nothing, so no money comes from nowhere: what comes from outside of a year's
//! books stands, negative, on the account `origin`.

mod catalogue;
mod posting;
#[cfg(test)]
mod tests;

pub use catalogue::{CapitalKind, CarryOver, Catalogue, FundSource, Item, ItemKind, Shipped, shipped};
pub use posting::{Account, Asked, Column, Kind, Leg, Side, accounts_of, day_refused, is_below, legs};

/// The most đồng of one line of a voucher, and of one account.
pub const MOST_VND: i64 = 1_000_000_000_000_000;

/// Amounts in whole million đồng whose sum is the rounded total: each is rounded down and the largest remainders get what
/// is left, the first of equals first. Returns the parts in their order, and the total.
pub fn millions(parts: &[i64]) -> (Vec<i64>, i64) {
    const MILLION: i64 = 1_000_000;
    let whole: i128 = parts.iter().map(|p| i128::from(*p)).sum();
    let total = (whole + i128::from(MILLION / 2)).div_euclid(i128::from(MILLION)) as i64;
    let mut out: Vec<i64> = parts.iter().map(|p| p.div_euclid(MILLION)).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(parts[*i].rem_euclid(MILLION)));
    let floor: i64 = out.iter().sum();
    // Rounded up the total can be at most one million above the sum of all parts, and a part gets one at most.
    for i in order
        .into_iter()
        .take(usize::try_from(total - floor).unwrap_or(0))
    {
        out[i] += 1;
    }
    (out, total)
}

/// A share in per cent, rounded to two decimals; none of nothing.
pub fn percent(part: i64, whole: i64) -> Option<f64> {
    (whole != 0).then(|| {
        let hundredths =
            (i128::from(part) * 10_000 * 2 + i128::from(whole)).div_euclid(i128::from(whole) * 2);
        hundredths as f64 / 100.0
    })
}
