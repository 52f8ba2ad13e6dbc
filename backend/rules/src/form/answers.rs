//! What the answers to a form come to; answers that the form does not know are named, all at once.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Choice, Form, Item, ItemKind, Purpose};
use crate::poverty::{Deprivations, Setting, Standard};

/// Answers by the item's code: an option's code, a number with `.` before decimals, or `yes` and `no`.
/// An empty answer is none.
pub type Answers = BTreeMap<String, String>;

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnswerError {
    /// The item's code as given; `form` or `region` when it is about those.
    pub item: String,
    /// `unknown_item`, `unknown_option`, `not_a_number`, `out_of_bounds`, `no_points`, `unknown_region`,
    /// `wrong_form`, `not_of_standard` or `unknown_indicator`.
    pub code: &'static str,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl AnswerError {
    fn new(item: &str, code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            item: item.to_owned(),
            code,
            vi: vi.into(),
            en: en.into(),
        }
    }
}

/// Points of form B1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct B1Score {
    /// The total of the answered items.
    pub points: u32,
    /// Codes of the items without an answer, in the form's order; the total holds only when there are none.
    pub missing: Vec<String>,
    /// What each answer gave, in the form's order.
    pub lines: Vec<Line>,
}

/// What an answer gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Line {
    /// The item's code.
    pub item: String,
    /// The code of the option that the answer is or falls under.
    pub option: String,
    /// Its points.
    pub points: u32,
}

/// The points of form B1 in a region and setting. Marks left out count as `no`; other items left out are
/// reported as missing.
pub fn score_b1(
    form: &Form,
    region: &str,
    setting: Setting,
    answers: &Answers,
) -> Result<B1Score, Vec<AnswerError>> {
    check_kind(form, Purpose::B1)?;
    if !form.regions.iter().any(|known| known.code == region) {
        let (vi, en) = (
            format!("phiếu không có vùng \"{region}\""),
            format!("the form has no region \"{region}\""),
        );
        return Err(vec![AnswerError::new("region", "unknown_region", vi, en)]);
    }
    let mut errors = unknown_items(form, answers);
    let mut score = B1Score {
        points: 0,
        missing: Vec::new(),
        lines: Vec::new(),
    };
    for item in &form.items {
        match given(item, answers).map(|answer| choose(item, answer)) {
            None => score.missing.push(item.code.clone()),
            Some(Err(error)) => errors.push(error),
            Some(Ok(choice)) => match choice.points.get(region) {
                None => errors.push(AnswerError::new(
                    &item.code,
                    "no_points",
                    format!("phiếu chưa có điểm của \"{}\" ở vùng này", choice.name.vi),
                    format!("the form has no points for \"{}\" in this region", choice.name.en),
                )),
                Some(points) => {
                    let points = points.of(setting);
                    score.points = score.points.saturating_add(points);
                    score.lines.push(Line {
                        item: item.code.clone(),
                        option: choice.code.clone(),
                        points,
                    });
                }
            },
        }
    }
    if errors.is_empty() { Ok(score) } else { Err(errors) }
}

/// The indicators that the answers to form B2 say `yes` to; items left out count as `no`.
pub fn deprivations_of(
    form: &Form,
    standard: &Standard,
    answers: &Answers,
) -> Result<Deprivations, Vec<AnswerError>> {
    check_kind(form, Purpose::B2)?;
    if !form.standards.contains(&standard.code) {
        let (vi, en) = (
            format!("phiếu {} không dùng cho chuẩn {}", form.code, standard.code),
            format!("form {} does not serve standard {}", form.code, standard.code),
        );
        return Err(vec![AnswerError::new("form", "not_of_standard", vi, en)]);
    }
    let mut errors = Vec::new();
    let mut set = Deprivations::default();
    for code in marks(form, answers)? {
        let indicator = form
            .item(code)
            .and_then(|item| item.indicator.as_deref())
            .unwrap_or(code);
        match standard.indicator_index(indicator) {
            Some(index) => set.insert(index),
            None => errors.push(AnswerError::new(
                code,
                "unknown_indicator",
                format!("chuẩn {} không có chỉ số \"{indicator}\"", standard.code),
                format!("standard {} has no indicator \"{indicator}\"", standard.code),
            )),
        }
    }
    if errors.is_empty() { Ok(set) } else { Err(errors) }
}

/// Whether a household with these answers to form A is to be surveyed further.
pub fn needs_survey(form: &Form, answers: &Answers) -> Result<bool, Vec<AnswerError>> {
    check_kind(form, Purpose::A)?;
    let count = marks(form, answers)?.len();
    Ok(form.enough_marks.is_none_or(|enough| count < enough as usize))
}

/// The codes of the marks answered `yes`, in the form's order.
pub fn marks<'f>(form: &'f Form, answers: &Answers) -> Result<Vec<&'f str>, Vec<AnswerError>> {
    let mut errors = unknown_items(form, answers);
    let mut marked = Vec::new();
    for item in form.items.iter().filter(|item| item.kind == ItemKind::Mark) {
        match given(item, answers) {
            Some(YES) => marked.push(item.code.as_str()),
            Some(NO) | None => {}
            Some(other) => errors.push(not_a_mark(item, other)),
        }
    }
    if errors.is_empty() {
        Ok(marked)
    } else {
        Err(errors)
    }
}

const YES: &str = "yes";
const NO: &str = "no";

fn given<'a>(item: &Item, answers: &'a Answers) -> Option<&'a str> {
    let answer = answers
        .get(&item.code)
        .map(|answer| answer.trim())
        .filter(|answer| !answer.is_empty());
    answer.or((item.kind == ItemKind::Mark).then_some(NO))
}

fn check_kind(form: &Form, kind: Purpose) -> Result<(), Vec<AnswerError>> {
    if form.kind == kind {
        return Ok(());
    }
    let wanted = kind.code().to_uppercase();
    let (vi, en) = (
        format!("{} không phải là phiếu {wanted}", form.code),
        format!("{} is not a form {wanted}", form.code),
    );
    Err(vec![AnswerError::new("form", "wrong_form", vi, en)])
}

fn unknown_items(form: &Form, answers: &Answers) -> Vec<AnswerError> {
    answers
        .keys()
        .filter(|code| form.item(code).is_none())
        .map(|code| {
            AnswerError::new(
                code,
                "unknown_item",
                format!("phiếu {} không có mục \"{code}\"", form.code),
                format!("form {} has no item \"{code}\"", form.code),
            )
        })
        .collect()
}

fn not_a_mark(item: &Item, answer: &str) -> AnswerError {
    AnswerError::new(
        &item.code,
        "unknown_option",
        format!(
            "\"{}\" chỉ nhận \"yes\" hoặc \"no\", không phải \"{answer}\"",
            item.name.vi
        ),
        format!("\"{}\" takes \"yes\" or \"no\", not \"{answer}\"", item.name.en),
    )
}

/// The option that an answer is, or that a number falls under.
fn choose<'i>(item: &'i Item, answer: &str) -> Result<&'i Choice, AnswerError> {
    let unknown = || {
        let codes = item
            .options
            .iter()
            .map(|choice| choice.code.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        AnswerError::new(
            &item.code,
            "unknown_option",
            format!(
                "\"{}\" không có lựa chọn \"{answer}\" (có: {codes})",
                item.name.vi
            ),
            format!(
                "\"{}\" has no option \"{answer}\" (there are: {codes})",
                item.name.en
            ),
        )
    };
    if item.kind != ItemKind::Number {
        return item
            .options
            .iter()
            .find(|choice| choice.code == answer)
            .ok_or_else(unknown);
    }
    let number = number(item, answer)?;
    let under = |choice: &&Choice| choice.at_least.is_some_and(|least| f64::from(least) <= number);
    item.options.iter().rfind(under).ok_or_else(unknown)
}

fn number(item: &Item, answer: &str) -> Result<f64, AnswerError> {
    let plain = answer
        .bytes()
        .all(|b| b.is_ascii_digit() || (b == b'.' && item.decimals));
    let Some(number) = answer.parse::<f64>().ok().filter(|n| plain && n.is_finite()) else {
        let (kind_vi, kind_en) = if item.decimals {
            ("số không âm", "a number")
        } else {
            ("số nguyên không âm", "a whole number")
        };
        return Err(AnswerError::new(
            &item.code,
            "not_a_number",
            format!("\"{}\" cần {kind_vi}, không phải \"{answer}\"", item.name.vi),
            format!("\"{}\" takes {kind_en} from 0, not \"{answer}\"", item.name.en),
        ));
    };
    let (min, max) = (item.min.unwrap_or(0), item.max.unwrap_or(u32::MAX));
    if number < f64::from(min) || number > f64::from(max) {
        return Err(AnswerError::new(
            &item.code,
            "out_of_bounds",
            format!(
                "\"{}\" phải từ {min} đến {max}, không phải {answer}",
                item.name.vi
            ),
            format!("\"{}\" is from {min} to {max}, not {answer}", item.name.en),
        ));
    }
    Ok(number)
}
