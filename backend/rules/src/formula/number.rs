//! Exact numbers: fractions of whole numbers of any size, shown as decimals rounded half away from zero.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

/// An exact number.
pub type Exact = BigRational;

/// A whole number.
pub(super) fn whole(number: i64) -> Exact {
    BigRational::from_integer(BigInt::from(number))
}

fn power(decimals: u8) -> BigInt {
    BigInt::from(10).pow(u32::from(decimals))
}

/// Rounded to so many decimals, half away from zero.
pub fn rounded(number: &Exact, decimals: u8) -> Exact {
    let scale = BigRational::from_integer(power(decimals));
    (number * &scale).round() / scale
}

/// As a decimal with exactly so many digits after the point, rounded half away from zero: `-12.50`. Zero has no sign.
pub fn decimal(number: &Exact, decimals: u8) -> String {
    let scaled = (number * BigRational::from_integer(power(decimals)))
        .round()
        .to_integer();
    let sign = if scaled.is_negative() { "-" } else { "" };
    let digits = scaled.abs().to_string();
    let places = usize::from(decimals);
    if places == 0 {
        return format!("{sign}{digits}");
    }
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    format!("{sign}{whole}.{fraction}")
}

/// Reads a plain decimal such as `1234.5` or `-3`: digits and at most one point. None for anything else, or for more
/// than 30 characters.
pub fn parse_decimal(text: &str) -> Option<Exact> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if text.len() > 30 || !digits.starts_with(|c: char| c.is_ascii_digit()) || digits.ends_with('.') {
        return None;
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if !(whole.bytes().chain(fraction.bytes())).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: BigInt = format!("{whole}{fraction}").parse().ok()?;
    let number = BigRational::new(number, power(u8::try_from(fraction.len()).ok()?));
    Some(if negative { -number } else { number })
}

/// A number kept as ten-thousandths.
pub fn from_e4(ten_thousandths: i64) -> Exact {
    BigRational::new(BigInt::from(ten_thousandths), power(4))
}

/// As ten-thousandths, to keep; none when it has more than four decimals or doesn't fit.
pub fn to_e4(number: &Exact) -> Option<i64> {
    let scaled = number * BigRational::from_integer(power(4));
    (scaled.fract().is_zero())
        .then(|| scaled.to_integer().to_i64())
        .flatten()
}
