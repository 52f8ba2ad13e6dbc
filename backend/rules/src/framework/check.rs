//! Whether an indicator, and a framework as a whole, makes sense: formulae, references, circles.

use std::collections::{BTreeMap, BTreeSet};

use super::{Indicator, Origin};
use crate::formula::{Dimension, Formula, Reference, parse_decimal};
use crate::words::{Source, Words, number_en, number_vi};

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
    /// Where in a formula, in characters from 0.
    pub at: Option<usize>,
}

impl Fault {
    /// A fault of a field, with its reason in both languages.
    pub fn new(
        pointer: impl Into<String>,
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            vi: vi.into(),
            en: en.into(),
            at: None,
        }
    }

    /// The same at a place of a formula.
    #[must_use]
    pub fn at(self, at: Option<usize>) -> Self {
        Self { at, ..self }
    }
}

/// A code has at most so many characters.
const MOST_CODE: usize = 30;
/// A name, a unit, an office or a citation has at most so many characters.
pub(super) const MOST_NAME: usize = 300;
/// A definition or a note has at most so many characters.
const MOST_TEXT: usize = 2000;

/// A text that must be there, of at most `most` characters, without control characters but line breaks.
pub(super) fn text(pointer: &str, text: &str, most: usize, faults: &mut Vec<Fault>) {
    let length = text.chars().count();
    if text.trim().is_empty() {
        faults.push(Fault::new(
            pointer,
            "missing",
            "không được để trống",
            "it must not be empty",
        ));
    } else if length > most {
        faults.push(Fault::new(
            pointer,
            "length",
            format!("dài {length} ký tự, tối đa {most}"),
            format!("it has {length} characters, at most {most} are allowed"),
        ));
    } else if text.chars().any(|c| c.is_control() && c != '\n') {
        faults.push(Fault::new(
            pointer,
            "control_character",
            "có ký tự điều khiển",
            "it holds control characters",
        ));
    }
}

/// A text in both languages.
pub(super) fn words(pointer: &str, words: &Words, most: usize, faults: &mut Vec<Fault>) {
    text(&format!("{pointer}/vi"), &words.vi, most, faults);
    text(&format!("{pointer}/en"), &words.en, most, faults);
}

/// A source of law.
pub(super) fn legal(legal: &Source, faults: &mut Vec<Fault>) {
    text("/legal/document", &legal.document, MOST_NAME, faults);
    for (pointer, part, most) in [
        ("/legal/article", &legal.article, MOST_NAME),
        ("/legal/note", &legal.note, MOST_TEXT),
    ] {
        if let Some(part) = part {
            text(pointer, part, most, faults);
        }
    }
}

/// A code that formulae and files can name.
pub(super) fn code(code: &str, faults: &mut Vec<Fault>) {
    if !is_code(code) {
        faults.push(Fault::new(
            "/code",
            "bad_code",
            "mã chỉ gồm chữ không dấu, số, gạch dưới và dấu chấm, bắt đầu bằng chữ, không kết thúc bằng .n hoặc .d, tối đa 30 ký tự",
            "a code has letters, digits, underlines and points, begins with a letter, doesn't end in .n or .d and has at most 30 characters",
        ));
    }
}

/// A whole number within bounds.
pub(super) fn whole(pointer: &str, number: u32, most: u32, faults: &mut Vec<Fault>) {
    if number > most {
        faults.push(Fault::new(
            pointer,
            "out_of_range",
            format!("tối đa {}", number_vi(most.into())),
            format!("at most {}", number_en(most.into())),
        ));
    }
}

/// An item's place among its siblings is at most this.
pub(super) const MOST_POSITION: u32 = 100_000;
/// A percentage of an indicator's settings is at most this.
const MOST_PERCENT: u32 = 10_000;

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
    code.len() <= MOST_CODE
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
    code(&indicator.code, &mut faults);
    words("/name", &indicator.name, MOST_NAME, &mut faults);
    words("/definition", &indicator.definition, MOST_TEXT, &mut faults);
    words("/unit", &indicator.unit, MOST_NAME, &mut faults);
    words("/responsible", &indicator.responsible, MOST_NAME, &mut faults);
    legal(&indicator.legal, &mut faults);
    if let Some(project) = &indicator.project {
        text("/project", project, MOST_CODE, &mut faults);
    }
    if let Some(entry) = &indicator.entry {
        words("/entry/numerator", &entry.numerator, MOST_NAME, &mut faults);
        if let Some(denominator) = &entry.denominator {
            words("/entry/denominator", denominator, MOST_NAME, &mut faults);
        }
    }
    whole("/position", indicator.position, MOST_POSITION, &mut faults);
    whole(
        "/amber_percent",
        indicator.amber_percent,
        MOST_PERCENT,
        &mut faults,
    );
    if let Some(percent) = indicator.plausible_change_percent {
        whole("/plausible_change_percent", percent, MOST_PERCENT, &mut faults);
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
        if !BY.contains(dimension) || indicator.by[..i].contains(dimension) {
            faults.push(Fault::new(
                format!("/by/{i}"),
                "unknown_dimension",
                "chỉ phân tổ được theo setting, ethnic, sex, group, mỗi tiêu thức một lần",
                "it can be told apart by setting, ethnic, sex and group, each once",
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
            faults.push(Fault::new(pointer, e.code, e.vi, e.en).at(Some(e.at)));
            return;
        }
    };
    for reference in formula.references() {
        match reference {
            Reference::Indicator(code, ..) | Reference::Target(code) | Reference::Baseline(code) => {
                if code != own && !known.contains(&code) {
                    faults.push(
                        Fault::new(
                            pointer,
                            "unknown_indicator",
                            format!("không có chỉ số #{code}"),
                            format!("there is no indicator #{code}"),
                        )
                        .at(place_of(text, &format!("#{code}"))),
                    );
                }
            }
            Reference::Measure(measure, _) => {
                let wanted = measure.filters.get(&Dimension::Group);
                for group in wanted.into_iter().flatten().filter(|g| !groups.contains(*g)) {
                    faults.push(
                        Fault::new(
                            pointer,
                            "unknown_value",
                            format!("không có nhóm địa bàn “{group}”"),
                            format!("there is no area group {group}"),
                        )
                        .at(place_of(text, group)),
                    );
                }
            }
            Reference::Cell(_) => faults.push(
                Fault::new(
                    pointer,
                    "no_cells",
                    "công thức của chỉ số không dùng được ô của biểu ($…)",
                    "an indicator's formula has no cells ($…)",
                )
                .at(place_of(text, "$")),
            ),
        }
    }
}

/// Where a word of a formula stands, in characters from 0: the first time it isn't a part of a longer one.
pub(super) fn place_of(formula: &str, word: &str) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let at = formula.match_indices(word).map(|(at, _)| at).find(|at| {
        let rest = &formula[at + word.len()..];
        let rest = rest
            .strip_prefix(".n")
            .or(rest.strip_prefix(".d"))
            .unwrap_or(rest);
        word == "$" || !rest.starts_with(is_part)
    })?;
    Some(formula[..at].chars().count())
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
