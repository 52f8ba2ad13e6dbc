//! Whether an indicator, and a framework as a whole, makes sense: formulae, references, circles.

use std::collections::{BTreeMap, BTreeSet};

use super::{Indicator, Origin};
use crate::formula::{Dimension, Formula, Reference, parse_decimal};

/// Something wrong with an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field, as a JSON pointer into the indicator.
    pub pointer: String,
    /// Stable reason.
    pub code: &'static str,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl Fault {
    pub(super) fn new(
        pointer: &str,
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            vi: vi.into(),
            en: en.into(),
        }
    }
}

/// Dimensions an indicator can be told apart by; the others belong into formulae.
const BY: [Dimension; 4] = [
    Dimension::Setting,
    Dimension::Ethnic,
    Dimension::Sex,
    Dimension::Group,
];

/// Whether a code can be named in a formula without being taken for a part of another.
fn is_code(code: &str) -> bool {
    let parts: Vec<&str> = code.split('.').collect();
    code.len() <= 30
        && code.starts_with(|c: char| c.is_ascii_alphabetic())
        && parts
            .iter()
            .all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
        && !matches!(parts.last(), Some(&("n" | "d")))
}

/// All that is wrong with an indicator by itself and with what it refers to. `known` has the codes of the other
/// indicators, `groups` those of the area groups.
pub fn check(indicator: &Indicator, known: &BTreeSet<String>, groups: &BTreeSet<String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !is_code(&indicator.code) {
        faults.push(Fault::new(
            "/code",
            "bad_code",
            "mã chỉ gồm chữ không dấu, số, gạch dưới và dấu chấm, bắt đầu bằng chữ, không kết thúc bằng .n hoặc .d",
            "a code has letters, digits, underlines and points, begins with a letter and doesn't end in .n or .d",
        ));
    }
    if indicator.decimals > 6 {
        faults.push(Fault::new(
            "/decimals",
            "out_of_range",
            "tối đa 6 chữ số thập phân",
            "at most 6 decimals",
        ));
    }
    if !(1..=1_000_000).contains(&indicator.factor) {
        faults.push(Fault::new(
            "/factor",
            "out_of_range",
            "hệ số từ 1 đến 1.000.000",
            "the factor is 1 to 1,000,000",
        ));
    }
    for (i, dimension) in indicator.by.iter().enumerate() {
        if !BY.contains(dimension) {
            faults.push(Fault::new(
                &format!("/by/{i}"),
                "unknown_dimension",
                "chỉ phân tổ được theo setting, ethnic, sex, group",
                "it can be told apart by setting, ethnic, sex and group",
            ));
        }
    }
    range(indicator, &mut faults);
    match (indicator.origin, &indicator.numerator, &indicator.entry) {
        (Origin::Computed, Some(_), None) => {
            let formulae = [
                ("/numerator", &indicator.numerator),
                ("/denominator", &indicator.denominator),
            ];
            for (pointer, text) in formulae {
                if let Some(text) = text {
                    formula(pointer, text, &indicator.code, known, groups, &mut faults);
                }
            }
        }
        (Origin::Computed, _, Some(_)) => faults.push(Fault::new(
            "/entry",
            "not_entered",
            "chỉ số tính từ hồ sơ không có phần nhập",
            "a computed indicator has no entry",
        )),
        (Origin::Computed, None, _) => faults.push(Fault::new(
            "/numerator",
            "missing",
            "chỉ số tính từ hồ sơ cần công thức tử số",
            "a computed indicator needs the formula of its numerator",
        )),
        (Origin::Entered, _, None) => faults.push(Fault::new(
            "/entry",
            "missing",
            "chỉ số nhập tay cần phần mô tả số liệu nhập",
            "an entered indicator needs what is entered",
        )),
        (Origin::Entered, _, Some(_)) => {
            if indicator.numerator.is_some() || indicator.denominator.is_some() {
                faults.push(Fault::new(
                    "/numerator",
                    "not_computed",
                    "chỉ số nhập tay không có công thức",
                    "an entered indicator has no formula",
                ));
            }
        }
    }
    faults
}

fn range(indicator: &Indicator, faults: &mut Vec<Fault>) {
    let Some(range) = &indicator.range else { return };
    let mut bound = |pointer, text: &Option<String>| {
        let text = text.as_deref()?;
        let number = parse_decimal(text);
        if number.is_none() {
            faults.push(Fault::new(
                pointer,
                "not_a_number",
                format!("“{text}” không phải là số"),
                format!("{text} is no number"),
            ));
        }
        number
    };
    let (min, max) = (bound("/range/min", &range.min), bound("/range/max", &range.max));
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        faults.push(Fault::new(
            "/range",
            "out_of_range",
            "giá trị nhỏ nhất lớn hơn giá trị lớn nhất",
            "the least value is above the greatest",
        ));
    }
}

fn formula(
    pointer: &str,
    text: &str,
    own: &str,
    known: &BTreeSet<String>,
    groups: &BTreeSet<String>,
    faults: &mut Vec<Fault>,
) {
    let formula = match Formula::parse(text) {
        Ok(formula) => formula,
        Err(e) => {
            faults.push(Fault::new(pointer, e.code, e.vi, e.en));
            return;
        }
    };
    for reference in formula.references() {
        match reference {
            Reference::Indicator(code, ..) | Reference::Target(code) | Reference::Baseline(code) => {
                if code != own && !known.contains(&code) {
                    faults.push(Fault::new(
                        pointer,
                        "unknown_indicator",
                        format!("không có chỉ số #{code}"),
                        format!("there is no indicator #{code}"),
                    ));
                }
            }
            Reference::Measure(measure, _) => {
                let wanted = measure.filters.get(&Dimension::Group);
                for group in wanted.into_iter().flatten().filter(|g| !groups.contains(*g)) {
                    faults.push(Fault::new(
                        pointer,
                        "unknown_value",
                        format!("không có nhóm địa bàn “{group}”"),
                        format!("there is no area group {group}"),
                    ));
                }
            }
            Reference::Cell(_) => faults.push(Fault::new(
                pointer,
                "no_cells",
                "công thức của chỉ số không dùng được ô của biểu ($…)",
                "an indicator's formula has no cells ($…)",
            )),
        }
    }
}

/// The codes of computed indicators that an indicator's formulae name.
fn named(indicator: &Indicator) -> BTreeSet<String> {
    [&indicator.numerator, &indicator.denominator]
        .into_iter()
        .flatten()
        .filter_map(|text| Formula::parse(text).ok())
        .flat_map(|formula| formula.references())
        .filter_map(|reference| match reference {
            Reference::Indicator(code, ..) | Reference::Target(code) | Reference::Baseline(code) => {
                Some(code)
            }
            _ => None,
        })
        .collect()
}

/// The indicators in an order in which each comes after those it is computed from.
///
/// Errors: a circle, as the codes along it, the first one again at its end.
pub fn order(indicators: &[Indicator]) -> Result<Vec<usize>, Vec<String>> {
    let index: BTreeMap<&str, usize> = indicators
        .iter()
        .enumerate()
        .map(|(i, x)| (x.code.as_str(), i))
        .collect();
    let needs: Vec<Vec<usize>> = indicators
        .iter()
        .map(|x| {
            named(x)
                .iter()
                .filter_map(|code| index.get(code.as_str()).copied())
                .collect()
        })
        .collect();
    let mut done = vec![false; indicators.len()];
    let mut out = Vec::with_capacity(indicators.len());
    for start in 0..indicators.len() {
        // Depth first without recursion: the path so far, each with the next of its needs to look at.
        let mut path: Vec<(usize, usize)> = if done[start] { Vec::new() } else { vec![(start, 0)] };
        while let Some((at, next)) = path.last_mut() {
            let Some(&need) = needs[*at].get(*next) else {
                done[*at] = true;
                out.push(*at);
                path.pop();
                continue;
            };
            *next += 1;
            if let Some(from) = path.iter().position(|(x, _)| *x == need) {
                let circle = path[from..].iter().map(|(x, _)| *x).chain([need]);
                return Err(circle.map(|x| indicators[x].code.clone()).collect());
            }
            if !done[need] {
                path.push((need, 0));
            }
        }
    }
    Ok(out)
}
