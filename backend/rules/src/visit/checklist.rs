//! Checklists: questions that a team answers in each area, and what answers can be.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Fault, named};
use crate::words::{Source, Words};

named! {
    /// What a question is answered with.
    VisitAnswerKind {
        /// Có hoặc không.
        YesNo = "yes_no", "có/không", "yes or no";
        /// A number.
        Number = "number", "số", "a number";
        /// Words.
        Text = "text", "văn bản", "a text";
        /// One of its options.
        Choice = "choice", "lựa chọn", "one of the options";
    }
}

/// The largest number an answer may be, in size.
const LARGEST: f64 = 1e12;
/// The longest text, in characters.
const LONGEST: usize = 4000;

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = VisitAnswerValue, example = true))]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    YesNo(bool),
    /// A number.
    Number(f64),
    /// Words, or the code of an option.
    Text(String),
}

/// One of the options of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = VisitChecklistOption))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its code.
    pub code: String,
    /// What it says.
    pub text: Words,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = VisitChecklistQuestion))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its code, unique in the checklist: letters, digits, points, dashes, underlines.
    pub code: String,
    /// What is asked.
    pub text: Words,
    /// What it is answered with.
    pub answer: VisitAnswerKind,
    /// What can be chosen; only of choices, two or more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// The indicator that it tells something of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
    /// Whether the visit can't be closed without an answer to it.
    #[serde(default)]
    pub required: bool,
    /// The answer that needs a note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs_note_when: Option<Value>,
}

/// A checklist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = VisitChecklist))]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// Its code, such as `KT-DA7-TDA2`.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// Its questions, in their order.
    pub questions: Vec<Question>,
    /// Where it is from.
    pub legal: Source,
    /// Whether it was checked against the text.
    pub verified: bool,
}

impl Checklist {
    /// The question of this code.
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions.iter().find(|q| q.code == code)
    }

    /// The code is well formed.
    pub fn is_code(code: &str) -> bool {
        (1..=40).contains(&code.len())
            && code
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    }
}

/// What is wrong with a checklist. `indicators` are the codes of those there are.
pub fn check(checklist: &Checklist, indicators: &BTreeSet<String>) -> Vec<Fault> {
    let mut out = Vec::new();
    let mut fault = |pointer: String, code, vi: &str, en: &str| out.push(Fault::new(pointer, code, vi, en));
    let bad_words = |words: &Words, most: usize| {
        [&words.vi, &words.en]
            .iter()
            .any(|t| t.trim().is_empty() || t.chars().count() > most)
    };
    if !Checklist::is_code(&checklist.code) {
        fault(
            "/code".into(),
            "bad_code",
            "mã gồm 1–40 chữ cái, chữ số, dấu chấm, gạch",
            "a code is 1–40 letters, digits, points, dashes",
        );
    }
    if bad_words(&checklist.name, 300) {
        fault(
            "/name".into(),
            "length",
            "tên cần có bằng hai thứ tiếng, tối đa 300 ký tự",
            "the name is needed in both languages, up to 300 characters",
        );
    }
    if checklist.questions.is_empty() || checklist.questions.len() > 200 {
        fault(
            "/questions".into(),
            "length",
            "cần từ 1 đến 200 câu hỏi",
            "there are 1 to 200 questions",
        );
    }
    let mut seen = BTreeSet::new();
    for (i, question) in checklist.questions.iter().enumerate() {
        let at = |field: &str| format!("/questions/{i}/{field}");
        if !Checklist::is_code(&question.code) {
            fault(at("code"), "bad_code", "mã không hợp lệ", "the code is not valid");
        } else if !seen.insert(question.code.as_str()) {
            fault(
                at("code"),
                "twice",
                "mã này đã có ở trên",
                "the code stands above already",
            );
        }
        if bad_words(&question.text, 1000) {
            fault(
                at("text"),
                "length",
                "câu hỏi cần có bằng hai thứ tiếng, tối đa 1000 ký tự",
                "the question is needed in both languages, up to 1000 characters",
            );
        }
        let codes: BTreeSet<&str> = question.options.iter().map(|o| o.code.as_str()).collect();
        let fits = match question.answer {
            VisitAnswerKind::Choice => (2..=30).contains(&question.options.len()),
            _ => question.options.is_empty(),
        };
        let well_named = question
            .options
            .iter()
            .all(|o| Checklist::is_code(&o.code) && !bad_words(&o.text, 300));
        if !fits || codes.len() != question.options.len() || !well_named {
            fault(
                at("options"),
                "bad_options",
                "câu hỏi lựa chọn có từ 2 đến 30 phương án khác nhau; câu hỏi khác không có",
                "a choice has 2 to 30 different options; other questions have none",
            );
        }
        if let Some(indicator) = &question.indicator
            && !indicators.contains(indicator)
        {
            fault(
                at("indicator"),
                "unknown",
                "không có chỉ số này",
                "there is no such indicator",
            );
        }
        if let Some(value) = &question.needs_note_when
            && admit(question, value).is_err()
        {
            fault(
                at("needs_note_when"),
                "wrong_type",
                "không phải là một câu trả lời của câu hỏi",
                "that is no answer to the question",
            );
        }
    }
    out
}

/// Whether a value answers a question. Errors: code and reason in both languages.
pub fn admit(question: &Question, value: &Value) -> Result<(), (&'static str, &'static str, &'static str)> {
    match (question.answer, value) {
        (VisitAnswerKind::YesNo, Value::YesNo(_)) => Ok(()),
        (VisitAnswerKind::Number, Value::Number(n)) if n.is_finite() && n.abs() <= LARGEST => Ok(()),
        (VisitAnswerKind::Number, Value::Number(_)) => {
            Err(("out_of_range", "số quá lớn", "the number is too large"))
        }
        (VisitAnswerKind::Text, Value::Text(t)) if !t.trim().is_empty() && t.chars().count() <= LONGEST => {
            Ok(())
        }
        (VisitAnswerKind::Text, Value::Text(_)) => Err((
            "length",
            "câu trả lời có từ 1 đến 4000 ký tự",
            "an answer has 1 to 4000 characters",
        )),
        (VisitAnswerKind::Choice, Value::Text(t)) if question.options.iter().any(|o| o.code == *t) => Ok(()),
        (VisitAnswerKind::Choice, Value::Text(_)) => {
            Err(("unknown", "không có phương án này", "there is no such option"))
        }
        (VisitAnswerKind::YesNo, _) => Err(("wrong_type", "trả lời có hoặc không", "answer true or false")),
        (VisitAnswerKind::Number, _) => Err(("wrong_type", "trả lời bằng số", "answer with a number")),
        (VisitAnswerKind::Text | VisitAnswerKind::Choice, _) => {
            Err(("wrong_type", "trả lời bằng văn bản", "answer with a text"))
        }
    }
}

/// A checklist as it is shipped.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipped {
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// The checklist.
    pub checklist: Checklist,
}

/// The checklists that a new installation begins with.
pub fn shipped() -> &'static [Shipped] {
    static SHIPPED: OnceLock<Vec<Shipped>> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        [
            include_str!("../../data/checklists/kt-da7-tda2.json"),
            include_str!("../../data/checklists/phuc-tra-ho.json"),
        ]
        .iter()
        .map(|text| serde_json::from_str(text).expect("a shipped checklist is well formed"))
        .collect()
    })
}

impl Checklist {
    /// Required questions without an answer, area by area: `answered` has the codes answered in each.
    pub fn open<'a>(&'a self, answered: &BTreeMap<String, BTreeSet<String>>) -> Vec<(&'a Question, String)> {
        answered
            .iter()
            .flat_map(|(area, codes)| {
                self.questions
                    .iter()
                    .filter(|q| q.required && !codes.contains(&q.code))
                    .map(move |q| (q, area.clone()))
            })
            .collect()
    }
}
