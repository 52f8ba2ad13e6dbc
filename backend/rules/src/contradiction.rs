//! Answers of a survey that contradict each other, the registry or last year. A flag never blocks: an officer
//! explains it. Which rules there are, with which limits and in which words, is data
//! (`data/contradictions.json`); none of it is law.

mod facts;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::poverty::{Class, Deprivations};
use crate::words::Words;

/// A contradiction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Flag {
    /// Its code, such as `members_differ`.
    pub code: String,
    /// How much it matters.
    #[serde(default)]
    pub severity: Severity,
    /// The sentence in Vietnamese, with the figures.
    pub vi: String,
    /// In English.
    pub en: String,
    /// The findings it is about: `b1`, `b1_answers/household_size`, `b2_answers/water`, `members`, `class` and so on.
    pub fields: Vec<String>,
}

/// How much a contradiction matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Unusual, but it happens.
    #[default]
    Notice,
    /// One of the two is likely to be wrong.
    Warning,
}

/// A member in the registry who has not left.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Birth date; where only the month or the year is known, its first day.
    pub birth_date: Option<NaiveDate>,
    /// Whether the member has health insurance, where known.
    pub insured: Option<bool>,
}

/// What was found the year before.
#[derive(Debug, Clone)]
pub struct Before {
    /// The class.
    pub class: Class,
    /// Points of B1.
    pub b1: Option<u32>,
    /// Points of B2.
    pub b2: Option<u32>,
    /// Deprivations; only how many there are is looked at, since the standard may have been another.
    pub deprivations: Option<Deprivations>,
}

/// A survey to be looked at.
#[derive(Debug, Clone)]
pub struct Survey<'s> {
    /// The standard's code, such as `VN-2022`; under an unknown one only what needs no standard is looked at.
    pub standard: &'s str,
    /// Its day.
    pub surveyed_on: NaiveDate,
    /// The members in the registry who have not left.
    pub people: Vec<Person>,
    /// How many members the registry has; 0 is not known. Where `people` are fewer or more, what depends on
    /// knowing all of them is left out.
    pub member_count: i64,
    /// Income, đồng per person and month.
    pub income_vnd_per_person_month: Option<i64>,
    /// Points of B1.
    pub b1: Option<u32>,
    /// Answers to B1 by item; empty when only points were given.
    pub b1_answers: BTreeMap<String, String>,
    /// Indicators in which the household is deprived.
    pub deprivations: Deprivations,
    /// Urban or rural, of the commune on that day.
    pub urban: bool,
    /// The class found.
    pub class: Class,
    /// What was found the year before.
    pub before: Option<Before>,
}

/// What contradicts in a survey, in the order of the rules.
pub fn flags(survey: &Survey) -> Vec<Flag> {
    let facts = facts::Facts::of(survey);
    rules()
        .iter()
        .filter_map(|rule| Some(rule.flag(&facts.find(&rule.check)?)))
        .collect()
}

/// What contradicts between form A and the class that was found in the end; `needs_survey` is what
/// [`crate::form::needs_survey`] says of its answers.
pub fn form_a_flag(needs_survey: bool, class: Class) -> Option<Flag> {
    let contradicts =
        |rule: &&Rule| matches!(&rule.check, Check::FormA { classes } if classes.contains(&class));
    let rule = rules().iter().filter(|_| !needs_survey).find(contradicts)?;
    Some(rule.flag(&[Figure::words("class", class.vi(), class.en())]))
}

/// A rule: what to look for and what to say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    code: String,
    severity: Severity,
    check: Check,
    /// Sentence with `{figures}`, in Vietnamese.
    vi: String,
    /// In English.
    en: String,
    fields: Vec<String>,
}

/// What to look for. Items are of form B1, indicators of the standard; ages are full years on the day of the survey.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum Check {
    /// The item is not the registry's number of members.
    Size { item: String },
    /// The item is more than the members who may be of this age.
    MoreThanMembers { item: String, age_from: u32 },
    /// Deprived, but nobody can be of this age.
    NobodyOfAge {
        indicator: String,
        age_from: u32,
        age_under: u32,
    },
    /// Deprived, but all members from this age are insured.
    AllInsured { indicator: String, age_from: u32 },
    /// Not deprived, but members from this age are not insured.
    Uninsured { indicator: String, age_from: u32 },
    /// Not deprived, but more than this share are surely under the age.
    MostAreChildren {
        indicator: String,
        age_under: u32,
        more_than_percent: u32,
    },
    /// Deprived, but no more than this share may be under the one age or from the other.
    FewDependents {
        indicator: String,
        age_under: u32,
        age_from: u32,
        more_than_percent: u32,
    },
    /// The item is answered by one of these options, but the indicator says this.
    Answer {
        item: String,
        options: Vec<String>,
        indicator: String,
        deprived: bool,
    },
    /// The item is on the other side of the indicator's floor area.
    FloorArea {
        item: String,
        indicator: String,
        deprived: bool,
    },
    /// Income gives another class than points.
    MeansDiffer,
    /// The class is this many steps or more from that of the year before.
    ClassJump { steps: u32 },
    /// Points of B1 differ by more than this from the year before.
    B1Changed { more_than: u32 },
    /// Points of B2 differ by this or more from the year before, or deprivations where there are no points.
    B2Changed { points: u32, indicators: u32 },
    /// Not deprived in anything, with points of B1 at or below this share of the cut-off.
    NothingLacking { percent_of_cutoff: u32 },
    /// Deprived in everything.
    EverythingLacking,
    /// Form A needs no further survey, but the class is one of these.
    FormA { classes: Vec<Class> },
}

/// A figure of a sentence by its name, in both languages.
struct Figure {
    name: &'static str,
    vi: String,
    en: String,
}

impl Figure {
    fn words(name: &'static str, vi: &str, en: &str) -> Self {
        Self {
            name,
            vi: vi.to_owned(),
            en: en.to_owned(),
        }
    }

    fn number(name: &'static str, number: impl Into<i64>) -> Self {
        let number = number.into();
        Self {
            name,
            vi: crate::words::number_vi(number),
            en: crate::words::number_en(number),
        }
    }
}

impl Rule {
    fn flag(&self, figures: &[Figure]) -> Flag {
        Flag {
            code: self.code.clone(),
            severity: self.severity,
            vi: filled(&self.vi, figures, |figure| &figure.vi),
            en: filled(&self.en, figures, |figure| &figure.en),
            fields: self.fields.clone(),
        }
    }
}

/// The sentence with its figures. One pass, so that a brace in an answer stays a brace.
fn filled<'f>(sentence: &str, figures: &'f [Figure], text: impl Fn(&'f Figure) -> &'f str) -> String {
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            rest = after;
            break;
        };
        out.push_str(
            figures
                .iter()
                .find(|figure| figure.name == name)
                .map_or("?", &text),
        );
        rest = after;
    }
    out.push_str(rest);
    out
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    #[serde(rename = "note")]
    _note: Words,
    rules: Vec<Rule>,
}

fn rules() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    RULES.get_or_init(|| {
        let shipped: Shipped = serde_json::from_str(include_str!("../data/contradictions.json"))
            .expect("the shipped contradictions are well formed");
        shipped.rules
    })
}
