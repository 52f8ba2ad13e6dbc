//! What a survey says, put so that a rule can be held against it; what can't be known is no contradiction.

use chrono::{Datelike, Months, NaiveDate};

use super::{Check, Figure, Person, Survey};
use crate::form::{self, Form, Purpose};
use crate::poverty::{self, Class, Deprivations, Findings, Indicator, Setting, Standard};

/// A survey with the standard and form that it was made by.
pub(super) struct Facts<'s> {
    survey: &'s Survey<'s>,
    standard: Option<&'static Standard>,
    form: Option<&'static Form>,
    ages: Vec<Age>,
}

/// Between which ages a member is, in full years.
#[derive(Clone, Copy)]
struct Age {
    youngest: u32,
    oldest: u32,
}

impl Age {
    /// A date on the first of January may stand for the year, one on the first of a month for the month.
    fn of(person: &Person, on: NaiveDate) -> Self {
        let Some(first) = person.birth_date else {
            return Self {
                youngest: 0,
                oldest: u32::MAX,
            };
        };
        let span = match (first.month(), first.day()) {
            (1, 1) => Months::new(12),
            (_, 1) => Months::new(1),
            _ => Months::new(0),
        };
        let last = if span == Months::new(0) {
            Some(first)
        } else {
            first.checked_add_months(span).and_then(|next| next.pred_opt())
        };
        let full_years = |birth: NaiveDate| on.years_since(birth).unwrap_or(0);
        Self {
            youngest: full_years(last.unwrap_or(first)),
            oldest: full_years(first),
        }
    }

    fn may_be_from(self, age: u32) -> bool {
        self.oldest >= age
    }

    fn may_be_under(self, age: u32) -> bool {
        self.youngest < age
    }

    fn surely_from(self, age: u32) -> bool {
        !self.may_be_under(age)
    }

    fn surely_under(self, age: u32) -> bool {
        !self.may_be_from(age)
    }
}

impl<'s> Facts<'s> {
    pub(super) fn of(survey: &'s Survey<'s>) -> Self {
        let standard = poverty::by_code(survey.standard);
        Self {
            survey,
            standard,
            form: form::form_for(Purpose::B1, survey.standard, survey.surveyed_on),
            ages: survey
                .people
                .iter()
                .map(|person| Age::of(person, survey.surveyed_on))
                .collect(),
        }
    }

    /// The figures of the contradiction, if there is one.
    pub(super) fn find(&self, check: &Check) -> Option<Vec<Figure>> {
        match check {
            Check::Size { item } => self.size(item),
            Check::MoreThanMembers { item, age_from } => self.more_than_members(item, *age_from),
            Check::NobodyOfAge {
                indicator,
                age_from,
                age_under,
            } => self.nobody_of_age(indicator, *age_from, *age_under),
            Check::AllInsured { indicator, age_from } => self.all_insured(indicator, *age_from),
            Check::Uninsured { indicator, age_from } => self.uninsured(indicator, *age_from),
            Check::MostAreChildren {
                indicator,
                age_under,
                more_than_percent,
            } => {
                let children = self.members(|age| age.surely_under(*age_under));
                let most = children * 100 > self.members(|_| true) * more_than_percent;
                self.said(indicator, false)
                    .filter(|_| self.complete() && most)
                    .map(|name| {
                        vec![
                            name,
                            Figure::number("children", children),
                            Figure::number("members", self.members(|_| true)),
                            Figure::number("age_under", *age_under),
                            Figure::number("percent", *more_than_percent),
                        ]
                    })
            }
            Check::FewDependents {
                indicator,
                age_under,
                age_from,
                more_than_percent,
            } => {
                let dependents =
                    self.members(|age| age.may_be_under(*age_under) || age.may_be_from(*age_from));
                let few = dependents * 100 <= self.members(|_| true) * more_than_percent;
                self.said(indicator, true)
                    .filter(|_| self.complete() && few)
                    .map(|name| {
                        vec![
                            name,
                            Figure::number("dependents", dependents),
                            Figure::number("members", self.members(|_| true)),
                            Figure::number("age_under", *age_under),
                            Figure::number("age_from", *age_from),
                        ]
                    })
            }
            Check::Answer {
                item,
                options,
                indicator,
                deprived,
            } => {
                let answer = self.answer(item)?;
                let name = self.said(indicator, *deprived)?;
                options
                    .iter()
                    .any(|option| option == answer)
                    .then(|| self.quoted(item, answer, name))
            }
            Check::FloorArea {
                item,
                indicator,
                deprived,
            } => self.floor_area(item, indicator, *deprived),
            Check::MeansDiffer => self.means_differ(),
            Check::ClassJump { steps } => self.class_jump(*steps),
            Check::B1Changed { more_than } => self.b1_changed(*more_than),
            Check::B2Changed { points, indicators } => self.b2_changed(*points, *indicators),
            Check::NothingLacking { percent_of_cutoff } => self.nothing_lacking(*percent_of_cutoff),
            Check::EverythingLacking => {
                let count = u32::try_from(self.standard?.indicators.len()).ok()?;
                (self.survey.deprivations.len() == count).then(|| vec![Figure::number("indicators", count)])
            }
            // Asked apart: form A is filled in before there is a survey.
            Check::FormA { .. } => None,
        }
    }

    fn size(&self, item: &str) -> Option<Vec<Figure>> {
        let form: u32 = self.answer(item)?.parse().ok()?;
        let registry = self.survey.member_count;
        (registry > 0 && i64::from(form) != registry)
            .then(|| vec![Figure::number("form", form), Figure::number("registry", registry)])
    }

    fn more_than_members(&self, item: &str, age_from: u32) -> Option<Vec<Figure>> {
        let form: u32 = self.answer(item)?.parse().ok()?;
        let registry = self.members(|age| age.may_be_from(age_from));
        (self.complete() && form > registry).then(|| {
            vec![
                Figure::number("form", form),
                Figure::number("registry", registry),
                Figure::number("age_from", age_from),
            ]
        })
    }

    fn nobody_of_age(&self, indicator: &str, age_from: u32, age_under: u32) -> Option<Vec<Figure>> {
        let name = self.said(indicator, true)?;
        let some = self.members(|age| age.may_be_from(age_from) && age.may_be_under(age_under));
        (self.complete() && some == 0).then(|| {
            vec![
                name,
                Figure::number("members", self.members(|_| true)),
                Figure::number("age_from", age_from),
                Figure::number("age_under", age_under),
                Figure::number("age_to", age_under.saturating_sub(1)),
            ]
        })
    }

    fn all_insured(&self, indicator: &str, age_from: u32) -> Option<Vec<Figure>> {
        let name = self.said(indicator, true)?;
        let asked = || self.people().filter(|(_, age)| age.may_be_from(age_from));
        let all = asked().all(|(person, _)| person.insured == Some(true));
        (self.complete() && all && asked().next().is_some()).then(|| {
            vec![
                name,
                count("insured", asked().count()),
                Figure::number("age_from", age_from),
            ]
        })
    }

    fn uninsured(&self, indicator: &str, age_from: u32) -> Option<Vec<Figure>> {
        let name = self.said(indicator, false)?;
        let without =
            |(person, age): &(&Person, Age)| person.insured == Some(false) && age.surely_from(age_from);
        let uninsured = self.people().filter(without).count();
        (uninsured > 0).then(|| {
            vec![
                name,
                count("uninsured", uninsured),
                Figure::number("age_from", age_from),
            ]
        })
    }

    fn floor_area(&self, item: &str, indicator: &str, deprived: bool) -> Option<Vec<Figure>> {
        let answer = self.answer(item)?;
        let area = answer.parse::<f64>().ok().filter(|area| area.is_finite())?;
        let threshold = self.indicator(indicator)?.1.threshold_m2_per_person?;
        let name = self.said(indicator, deprived)?;
        ((area < f64::from(threshold)) != deprived).then(|| {
            vec![
                name,
                Figure::words("form", &answer.replace('.', ","), answer),
                Figure::number("threshold", threshold),
            ]
        })
    }

    fn means_differ(&self) -> Option<Vec<Figure>> {
        let (income, b1) = (self.survey.income_vnd_per_person_month?, self.survey.b1?);
        let class = |income, b1| {
            let findings = Findings {
                setting: Setting::of(self.survey.urban),
                income_vnd_per_person_month: income,
                b1,
                deprivations: self.survey.deprivations,
            };
            poverty::class_of(self.standard?, &findings)
                .ok()
                .map(|(class, _)| class)
        };
        let (by_income, by_points) = (class(Some(income), None)?, class(None, Some(b1))?);
        (by_income != by_points).then(|| {
            vec![
                Figure::number("income", income),
                Figure::number("b1", b1),
                Figure::words("by_income", by_income.vi(), by_income.en()),
                Figure::words("by_points", by_points.vi(), by_points.en()),
            ]
        })
    }

    fn class_jump(&self, least: u32) -> Option<Vec<Figure>> {
        let (before, now) = (self.survey.before.as_ref()?.class, self.survey.class);
        let place = |class| Class::ALL.iter().position(|known| *known == class);
        let steps = place(before)?.abs_diff(place(now)?);
        (steps >= least as usize).then(|| {
            vec![
                Figure::words("before", before.vi(), before.en()),
                Figure::words("now", now.vi(), now.en()),
                count("steps", steps),
            ]
        })
    }

    fn b1_changed(&self, more_than: u32) -> Option<Vec<Figure>> {
        let (before, now) = (self.survey.before.as_ref()?.b1?, self.survey.b1?);
        let difference = before.abs_diff(now);
        (difference > more_than).then(|| {
            vec![
                Figure::number("before", before),
                Figure::number("now", now),
                Figure::number("difference", difference),
            ]
        })
    }

    /// Counts the deprivations rather than the points, which a standard may not have.
    fn b2_changed(&self, points: u32, indicators: u32) -> Option<Vec<Figure>> {
        let before = self.survey.before.as_ref()?;
        let each = self
            .standard?
            .score
            .as_ref()
            .map(|score| score.b2_points_per_indicator.value)
            .filter(|p| *p > 0);
        let by_points = || Some(before.b2? / each?);
        let then = before.deprivations.map(Deprivations::len).or_else(by_points)?;
        let now = self.survey.deprivations.len();
        let difference = then.abs_diff(now);
        let much = each.map_or(difference >= indicators, |each| {
            difference.saturating_mul(each) >= points
        });
        much.then(|| {
            vec![
                Figure::number("before_indicators", then),
                Figure::number("now_indicators", now),
            ]
        })
    }

    fn nothing_lacking(&self, percent: u32) -> Option<Vec<Figure>> {
        let standard = self.standard?;
        let b1 = self.survey.b1?;
        let cutoff = standard
            .score
            .as_ref()?
            .b1_cutoff
            .of(Setting::of(self.survey.urban));
        let low = i64::from(b1) * 100 <= cutoff.saturating_mul(percent.into());
        (self.survey.deprivations.is_empty() && low).then(|| {
            vec![
                count("indicators", standard.indicators.len()),
                Figure::number("b1", b1),
                Figure::number("cutoff", cutoff),
            ]
        })
    }

    /// The indicator's name, if the household is said to be deprived in it, or not, as asked.
    fn said(&self, code: &str, deprived: bool) -> Option<Figure> {
        let (index, indicator) = self.indicator(code)?;
        (self.survey.deprivations.contains(index) == deprived)
            .then(|| Figure::words("indicator", &indicator.name.vi, &indicator.name.en))
    }

    fn indicator(&self, code: &str) -> Option<(usize, &'static Indicator)> {
        let standard = self.standard?;
        let index = standard.indicator_index(code)?;
        Some((index, &standard.indicators[index]))
    }

    fn answer(&self, item: &str) -> Option<&'s str> {
        self.survey
            .b1_answers
            .get(item)
            .map(|answer| answer.trim())
            .filter(|answer| !answer.is_empty())
    }

    /// Item and option by their names on the form, if there is such a form.
    fn quoted(&self, code: &str, answer: &str, indicator: Figure) -> Vec<Figure> {
        let item = self.form.and_then(|form| form.item(code));
        let option = item.and_then(|item| item.options.iter().find(|option| option.code == answer));
        let words = |name, found: Option<&crate::words::Words>, raw: &str| match found {
            Some(words) => Figure::words(name, &words.vi, &words.en),
            None => Figure::words(name, raw, raw),
        };
        vec![
            words("item", item.map(|item| &item.name), code),
            words("answer", option.map(|option| &option.name), answer),
            indicator,
        ]
    }

    fn people(&self) -> impl Iterator<Item = (&'s Person, Age)> {
        self.survey.people.iter().zip(self.ages.iter().copied())
    }

    fn members(&self, are: impl Fn(Age) -> bool) -> u32 {
        self.ages
            .iter()
            .fold(0, |count, age| count + u32::from(are(*age)))
    }

    /// Whether all members are known one by one.
    fn complete(&self) -> bool {
        !self.ages.is_empty() && i64::try_from(self.ages.len()) == Ok(self.survey.member_count)
    }
}

fn count(name: &'static str, count: usize) -> Figure {
    Figure::number(name, i64::try_from(count).unwrap_or(i64::MAX))
}
