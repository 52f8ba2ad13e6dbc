//! Whether an entered figure can be kept, and what is to be asked about it. What can't be is refused; what is merely
//! unlikely is kept with a flag, for whoever checks and approves it.

use chrono::{Days, NaiveDate};
use num_traits::{Signed, Zero};
use serde::{Deserialize, Serialize};

use super::check::Fault;
use super::{Entry, EntryLevel, Indicator, Origin, Range};
use crate::formula::{Exact, Gap, Outcome, decimal, from_e4, parse_decimal, to_e4};
use crate::period::{Frequency, Period};
use crate::words::{number_en, number_vi};

/// The greatest figure that can be entered, in units: a sum of it over all communes still fits.
pub const GREATEST: i64 = 100_000_000_000;

/// So many days after its period a figure is late. An expectation of the product's; no law sets it.
pub const LATE_AFTER_DAYS: u64 = 15;

/// A figure as it is kept, in ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// What is counted.
    pub numerator_e4: i64,
    /// Out of what; none for plain counts.
    pub denominator_e4: Option<i64>,
}

impl Figures {
    /// Both together; none when it is too much to keep.
    pub fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            numerator_e4: self.numerator_e4.checked_add(other.numerator_e4)?,
            denominator_e4: match (self.denominator_e4, other.denominator_e4) {
                (Some(a), Some(b)) => Some(a.checked_add(b)?),
                _ => None,
            },
        })
    }
}

/// A figure on its way in.
#[derive(Debug, Clone, Copy)]
pub struct Entering<'a> {
    /// What is counted, as a decimal such as `12.5`.
    pub numerator: &'a str,
    /// Out of what, as a decimal.
    pub denominator: Option<&'a str>,
    /// The level of the unit it is entered for, such as `commune`.
    pub level: &'a str,
    /// For when.
    pub period: Period,
}

/// What there is to know of the period before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Nothing was collected then.
    NotCollected,
    /// It should be there and isn't.
    Missing,
    /// This was entered.
    Was(Figures),
}

/// What a figure is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Against {
    /// The period before.
    pub before: Before,
    /// The sum of what the units below entered for the same period; none when they enter nothing.
    pub parts: Option<Figures>,
}

/// Something to ask about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ValueFlag))]
pub struct Flag {
    /// `large_change`, `parts_differ`, `previous_missing`, `late` or `division_by_zero`.
    #[cfg_attr(feature = "schema", schema(example = "large_change"))]
    pub code: String,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl Flag {
    fn new(code: &str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            vi: vi.into(),
            en: en.into(),
        }
    }
}

impl Indicator {
    /// Its value by what was entered. Errors: nothing to divide by.
    pub fn value(&self, figures: Figures) -> Outcome {
        let counted = from_e4(figures.numerator_e4) * Exact::from_integer(self.factor.into());
        match figures.denominator_e4 {
            None => Ok(counted),
            Some(0) => Err(Gap::division_by_zero()),
            Some(denominator) => Ok(counted / from_e4(denominator)),
        }
    }

    /// Whether the denominator is the whole that the numerator is a part of.
    fn is_share(&self) -> bool {
        let max = self.range.as_ref().and_then(|r| r.max.as_deref());
        max.and_then(parse_decimal) == Some(Exact::from_integer(self.factor.into()))
    }
}

/// A figure that can be kept, by its indicator as it holds at the end of the period.
///
/// Errors: each reason why it can't be, with pointers `/indicator`, `/area`, `/period`, `/numerator`, `/denominator`.
pub fn admit(indicator: &Indicator, entering: Entering, today: NaiveDate) -> Result<Figures, Vec<Fault>> {
    let Some(entry) = indicator
        .entry
        .as_ref()
        .filter(|_| indicator.origin == Origin::Entered)
    else {
        return Err(vec![Fault::new(
            "/indicator",
            "computed",
            "chỉ số này được tính từ hồ sơ, không nhập tay",
            "this indicator is computed from the records, it isn't entered",
        )]);
    };
    let mut faults = Vec::new();
    place_and_time(indicator, entry, entering, today, &mut faults);
    let numerator = number("/numerator", entering.numerator, &mut faults);
    let denominator = match (&entry.denominator, entering.denominator) {
        (Some(_), Some(text)) => Some(number("/denominator", text, &mut faults)),
        (None, None) => None,
        (Some(of), None) => {
            faults.push(Fault::new(
                "/denominator",
                "missing",
                format!("thiếu mẫu số ({})", of.vi),
                format!("the denominator is missing ({})", of.en),
            ));
            None
        }
        (None, Some(_)) => {
            faults.push(Fault::new(
                "/denominator",
                "not_expected",
                "chỉ số này không có mẫu số",
                "this indicator has no denominator",
            ));
            None
        }
    };
    // Of numbers that can't be read nothing more is to be said.
    if let (Some(numerator_e4), Some(denominator_e4)) =
        (numerator, denominator.map_or(Some(None), |d| d.map(Some)))
    {
        let figures = Figures {
            numerator_e4,
            denominator_e4,
        };
        // Without the denominator that it needs a value would be another.
        if figures.denominator_e4.is_some() == entry.denominator.is_some() {
            size(indicator, figures, &mut faults);
        }
        if faults.is_empty() {
            return Ok(figures);
        }
    }
    Err(faults)
}

/// A target that can be kept, in ten-thousandths of the indicator's unit. Targets are set for years, or for the
/// periods the indicator is collected for; before they begin.
///
/// Errors: each reason why it can't be, with pointers `/period` and `/value`.
pub fn admit_target(indicator: &Indicator, value: &str, period: Period) -> Result<i64, Vec<Fault>> {
    let mut faults = Vec::new();
    if period.frequency() != indicator.frequency && period.frequency() != Frequency::Year {
        faults.push(Fault::new(
            "/period",
            "wrong_frequency",
            "chỉ tiêu đặt cho năm hoặc cho kỳ thu thập của chỉ số",
            "a target is set for a year or for a period the indicator is collected for",
        ));
    }
    let target = number("/value", value, &mut faults);
    if let (Some(e4), Some(range)) = (target, &indicator.range)
        && !range.holds(&from_e4(e4))
    {
        faults.push(out_of_range("/value", indicator, range, &from_e4(e4)));
    }
    match target {
        Some(e4) if faults.is_empty() => Ok(e4),
        _ => Err(faults),
    }
}

fn place_and_time(
    indicator: &Indicator,
    entry: &Entry,
    entering: Entering,
    today: NaiveDate,
    faults: &mut Vec<Fault>,
) {
    if entering.level != entry.level.code() {
        let (vi, en) = match entry.level {
            EntryLevel::Commune => ("cấp xã", "communes"),
            EntryLevel::Province => ("cấp tỉnh", "provinces"),
        };
        faults.push(Fault::new(
            "/area",
            "wrong_level",
            format!("chỉ số này do {vi} nhập"),
            format!("this indicator is entered by {en}"),
        ));
    }
    if entering.period.frequency() != indicator.frequency {
        let example = Period::new(entering.period.year(), indicator.frequency, 1);
        let example = example.map(Period::code).unwrap_or_default();
        faults.push(Fault::new(
            "/period",
            "wrong_frequency",
            format!("chỉ số này thu thập theo kỳ khác, như {example}"),
            format!("this indicator is collected for other periods, such as {example}"),
        ));
    }
    if entering.period.first_day() > today {
        faults.push(Fault::new(
            "/period",
            "not_begun",
            format!("{} chưa bắt đầu", entering.period.words().vi),
            format!("{} has not begun", entering.period.words().en),
        ));
    }
}

/// A number as it is kept.
fn number(pointer: &str, text: &str, faults: &mut Vec<Fault>) -> Option<i64> {
    let mut fault = |code, vi: String, en: String| {
        faults.push(Fault::new(pointer, code, vi, en));
        None
    };
    let Some(number) = parse_decimal(text) else {
        return fault(
            "not_a_number",
            "không phải là số thập phân, như 12 hoặc 12.5".into(),
            "no decimal number such as 12 or 12.5".into(),
        );
    };
    if number.abs() > Exact::from_integer(GREATEST.into()) {
        return fault(
            "out_of_range",
            format!("lớn nhất là {}", number_vi(GREATEST)),
            format!("at most {}", number_en(GREATEST)),
        );
    }
    to_e4(&number).or_else(|| {
        fault(
            "too_precise",
            "tối đa 4 chữ số thập phân".into(),
            "at most 4 decimals".into(),
        )
    })
}

fn size(indicator: &Indicator, figures: Figures, faults: &mut Vec<Fault>) {
    let least = indicator.range.as_ref().and_then(|r| r.min.as_deref());
    let may_be_negative = least.and_then(parse_decimal).is_some_and(|min| min.is_negative());
    let mut negative = |pointer| {
        faults.push(Fault::new(
            pointer,
            "negative",
            "không được là số âm",
            "it can't be negative",
        ));
    };
    if figures.numerator_e4 < 0 && !may_be_negative {
        return negative("/numerator");
    }
    if figures.denominator_e4.is_some_and(|d| d < 0) {
        return negative("/denominator");
    }
    if indicator.is_share() && figures.denominator_e4.is_some_and(|d| figures.numerator_e4 > d) {
        faults.push(Fault::new(
            "/numerator",
            "more_than_the_whole",
            "tử số lớn hơn mẫu số",
            "the numerator is above the denominator",
        ));
        return;
    }
    let Some(range) = &indicator.range else { return };
    let Ok(value) = indicator.value(figures) else {
        return;
    };
    if !range.holds(&value) {
        faults.push(out_of_range("/numerator", indicator, range, &value));
    }
}

fn out_of_range(pointer: &str, indicator: &Indicator, range: &Range, value: &Exact) -> Fault {
    let bound = |text: &Option<String>| text.clone().unwrap_or_else(|| "…".into());
    let (min, max) = (bound(&range.min), bound(&range.max));
    let shown = decimal(value, indicator.decimals);
    Fault::new(
        pointer,
        "out_of_range",
        format!(
            "giá trị {} {} ngoài khoảng {min} – {max}",
            in_vietnamese(&shown),
            indicator.unit.vi
        ),
        format!(
            "the value {shown} {} is not within {min} – {max}",
            indicator.unit.en
        ),
    )
}

/// What is to be asked about a figure that was admitted.
pub fn flags(
    indicator: &Indicator,
    period: Period,
    figures: Figures,
    against: Against,
    today: NaiveDate,
) -> Vec<Flag> {
    let mut out = Vec::new();
    let value = indicator.value(figures);
    if let Err(gap) = &value {
        out.push(Flag::new(gap.code, gap.vi.clone(), gap.en.clone()));
    }
    match against.before {
        Before::NotCollected => {}
        Before::Missing => out.push(Flag::new(
            "previous_missing",
            "kỳ trước chưa có số liệu",
            "nothing was entered for the period before",
        )),
        Before::Was(before) => {
            if let (Ok(now), Ok(before)) = (&value, indicator.value(before)) {
                out.extend(change(indicator, now, &before));
            }
        }
    }
    if let Some(parts) = against.parts.filter(|parts| *parts != figures) {
        out.push(differs(indicator, figures, parts));
    }
    let last = period.last_day().checked_add_days(Days::new(LATE_AFTER_DAYS));
    if last.is_some_and(|last| today > last) {
        out.push(Flag::new(
            "late",
            format!("nhập sau khi kết thúc kỳ hơn {LATE_AFTER_DAYS} ngày"),
            format!("entered more than {LATE_AFTER_DAYS} days after the end of the period"),
        ));
    }
    out
}

/// A change by more than is plausible. From nothing there is no percentage.
fn change(indicator: &Indicator, now: &Exact, before: &Exact) -> Option<Flag> {
    let plausible = indicator.plausible_change_percent?;
    if before.is_zero() {
        return None;
    }
    let percent = (now - before) / before.abs() * Exact::from_integer(100.into());
    if percent.abs() <= Exact::from_integer(plausible.into()) {
        return None;
    }
    let show = |number: &Exact| decimal(number, indicator.decimals);
    let (now, before, percent) = (show(now), show(before), decimal(&percent, 0));
    let percent_vi = percent
        .parse()
        .map_or_else(|_| in_vietnamese(&percent), number_vi);
    let (vi, en) = (&indicator.unit.vi, &indicator.unit.en);
    Some(Flag::new(
        "large_change",
        format!(
            "thay đổi {percent_vi}% so với kỳ trước ({} → {} {vi}), quá {plausible}%",
            in_vietnamese(&before),
            in_vietnamese(&now)
        ),
        format!(
            "changed by {percent}% against the period before ({before} → {now} {en}), above {plausible}%"
        ),
    ))
}

fn differs(indicator: &Indicator, figures: Figures, parts: Figures) -> Flag {
    let show = |of: Figures| match of.denominator_e4 {
        None => plain(of.numerator_e4),
        Some(denominator) => format!("{}/{}", plain(of.numerator_e4), plain(denominator)),
    };
    let (whole, sum) = (show(figures), show(parts));
    Flag::new(
        "parts_differ",
        format!(
            "khác tổng của các đơn vị cấp dưới ({}; đã nhập {} {})",
            in_vietnamese(&sum),
            in_vietnamese(&whole),
            indicator.unit.vi
        ),
        format!(
            "differs from the sum of the units below ({sum}; entered {whole} {})",
            indicator.unit.en
        ),
    )
}

/// A figure that is kept as ten-thousandths, as a decimal without needless zeros: `12.5`.
pub fn plain(ten_thousandths: i64) -> String {
    let text = decimal(&from_e4(ten_thousandths), 4);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The decimals in a text as they are written in Vietnamese.
fn in_vietnamese(text: &str) -> String {
    text.replace('.', ",")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::framework::shipped;

    fn indicator(code: &str) -> Indicator {
        let found = shipped().indicators.iter().find(|i| i.code == code);
        found.cloned().unwrap_or_else(|| panic!("{code}"))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn entering<'a>(numerator: &'a str, denominator: Option<&'a str>, period: &str) -> Entering<'a> {
        Entering {
            numerator,
            denominator,
            level: "commune",
            period: Period::from_code(period).unwrap(),
        }
    }

    fn figures(numerator_e4: i64, denominator_e4: Option<i64>) -> Figures {
        Figures {
            numerator_e4,
            denominator_e4,
        }
    }

    fn faults(indicator: &Indicator, entering: Entering) -> Vec<(String, &'static str)> {
        let faults = admit(indicator, entering, day("2026-05-04")).expect_err("it is refused");
        faults.into_iter().map(|f| (f.pointer, f.code)).collect()
    }

    #[test]
    fn what_is_good_is_kept_exactly() {
        let check = |code: &str, entering: Entering, expected: Figures| {
            assert_eq!(
                admit(&indicator(code), entering, day("2026-05-04")),
                Ok(expected),
                "{code} {entering:?}"
            );
        };
        check("I3.3", entering("12", None, "2026-S1"), figures(120_000, None));
        check("I3.3", entering("0", None, "2025-S2"), figures(0, None));
        check(
            "I4.2",
            entering("7", Some("7"), "2026"),
            figures(70_000, Some(70_000)),
        );
        // Nobody was measured: that is a figure, and asked about.
        check("I4.2", entering("0", Some("0"), "2026"), figures(0, Some(0)));
        check(
            "I5.1",
            entering("1234.5678", Some("2000"), "2026-S1"),
            figures(12_345_678, Some(20_000_000)),
        );
        check(
            "I3.3",
            entering("100000000000", None, "2026-S1"),
            figures(1_000_000_000_000_000, None),
        );
    }

    #[test]
    fn what_cannot_be_is_refused_by_name() {
        let check = |code: &str, entering: Entering, pointer: &str, fault: &str| {
            let found = faults(&indicator(code), entering);
            assert_eq!(found, [(pointer.to_owned(), fault)], "{entering:?}");
        };
        check("I1.2", entering("1", None, "2026"), "/indicator", "computed");
        check(
            "I3.3",
            entering("", None, "2026-S1"),
            "/numerator",
            "not_a_number",
        );
        check(
            "I3.3",
            entering("1,5", None, "2026-S1"),
            "/numerator",
            "not_a_number",
        );
        check(
            "I3.3",
            entering("1e3", None, "2026-S1"),
            "/numerator",
            "not_a_number",
        );
        check(
            "I3.3",
            entering("1.00001", None, "2026-S1"),
            "/numerator",
            "too_precise",
        );
        check("I3.3", entering("-1", None, "2026-S1"), "/numerator", "negative");
        check(
            "I3.3",
            entering("100000000000.1", None, "2026-S1"),
            "/numerator",
            "out_of_range",
        );
        check(
            "I3.3",
            entering("1", Some("2"), "2026-S1"),
            "/denominator",
            "not_expected",
        );
        check("I4.2", entering("1", None, "2026"), "/denominator", "missing");
        check(
            "I4.2",
            entering("1", Some("-1"), "2026"),
            "/denominator",
            "negative",
        );
        check(
            "I4.2",
            entering("8", Some("7"), "2026"),
            "/numerator",
            "more_than_the_whole",
        );
        check(
            "I4.2",
            entering("1", Some("0"), "2026"),
            "/numerator",
            "more_than_the_whole",
        );
        check("I3.3", entering("1", None, "2026"), "/period", "wrong_frequency");
        check("I3.3", entering("1", None, "2026-S2"), "/period", "not_begun");
        // That of a province, by a commune.
        check("I3.2", entering("1", None, "2026-S1"), "/area", "wrong_level");
        // All of it at once.
        assert_eq!(
            faults(
                &indicator("I4.2"),
                Entering {
                    level: "province",
                    ..entering("x", None, "2027-Q1")
                }
            ),
            [
                ("/area".to_owned(), "wrong_level"),
                ("/period".to_owned(), "wrong_frequency"),
                ("/period".to_owned(), "not_begun"),
                ("/numerator".to_owned(), "not_a_number"),
                ("/denominator".to_owned(), "missing"),
            ]
        );
    }

    #[test]
    fn a_target_is_kept_or_refused() {
        let check = |code: &str, value: &str, period: &str, expected: Result<i64, &str>| {
            let found = admit_target(&indicator(code), value, Period::from_code(period).unwrap());
            let found = found.map_err(|faults| faults[0].code);
            assert_eq!(found, expected, "{code} {value} {period}");
        };
        check("I4.2", "12.5", "2030", Ok(125_000));
        check("I3.3", "40", "2030", Ok(400_000));
        check("I3.3", "40", "2030-S1", Ok(400_000));
        check("I3.3", "40", "2030-Q1", Err("wrong_frequency"));
        check("I4.2", "100.0001", "2030", Err("out_of_range"));
        check("I4.2", "-1", "2030", Err("out_of_range"));
        check("I4.2", "nhiều", "2030", Err("not_a_number"));
        check("I4.2", "1.23456", "2030", Err("too_precise"));
    }

    #[test]
    fn a_range_holds_for_the_value() {
        let mut indicator = indicator("I5.1");
        indicator.range = Some(Range {
            min: Some("-10".into()),
            max: Some("150".into()),
        });
        let check = |numerator: &str, denominator: &str, good: bool| {
            let admitted = admit(
                &indicator,
                entering(numerator, Some(denominator), "2026-S1"),
                day("2026-05-04"),
            );
            assert_eq!(admitted.is_ok(), good, "{numerator}/{denominator}");
        };
        check("3", "2", true);
        check("3.0001", "2", false);
        check("-0.2", "2", true);
        check("-0.2001", "2", false);
        // A value that isn't there lies nowhere.
        check("3", "0", true);
    }

    fn codes(code: &str, now: Figures, before: Before, parts: Option<Figures>, today: &str) -> Vec<String> {
        let period = Period::from_code("2025-S2").unwrap();
        let against = Against { before, parts };
        let flags = flags(&indicator(code), period, now, against, day(today));
        flags.into_iter().map(|f| f.code).collect()
    }

    #[test]
    fn what_is_unlikely_is_flagged() {
        let was = |n, d| Before::Was(figures(n, d));
        let none: [&str; 0] = [];
        let in_time = "2026-01-15";
        // I3.3 may change by 200 percent.
        assert_eq!(
            codes("I3.3", figures(30, None), was(10, None), None, in_time),
            none
        );
        assert_eq!(
            codes("I3.3", figures(31, None), was(10, None), None, in_time),
            ["large_change"]
        );
        assert_eq!(
            codes("I3.3", figures(0, None), was(10, None), None, in_time),
            none
        );
        assert_eq!(codes("I3.3", figures(9, None), was(0, None), None, in_time), none);
        assert_eq!(
            codes("I3.3", figures(9, None), Before::NotCollected, None, in_time),
            none
        );
        assert_eq!(
            codes("I3.3", figures(9, None), Before::Missing, None, in_time),
            ["previous_missing"]
        );
        assert_eq!(
            codes("I3.3", figures(9, None), Before::NotCollected, None, "2026-01-16"),
            ["late"]
        );
        // Shares are compared as shares: 20% and 15% of others.
        assert_eq!(
            codes("I4.2", figures(20, Some(100)), was(30, Some(200)), None, in_time),
            none
        );
        assert_eq!(
            codes("I4.2", figures(23, Some(100)), was(30, Some(200)), None, in_time),
            ["large_change"]
        );
        assert_eq!(
            codes("I4.2", figures(0, Some(0)), was(3, Some(9)), None, in_time),
            ["division_by_zero"]
        );
        // Parts.
        let parts = Some(figures(9, None));
        assert_eq!(
            codes("I3.3", figures(9, None), Before::NotCollected, parts, in_time),
            none
        );
        assert_eq!(
            codes("I3.3", figures(8, None), Before::NotCollected, parts, in_time),
            ["parts_differ"]
        );
        let flags = flags(
            &indicator("I5.1"),
            Period::from_code("2025-S2").unwrap(),
            figures(905_000, Some(1_000_000)),
            Against {
                before: was(10_000, Some(1_000_000)),
                parts: Some(figures(1, Some(2))),
            },
            day(in_time),
        );
        assert_eq!(
            flags[0].vi,
            "thay đổi 8.950% so với kỳ trước (1,00 → 90,50 %), quá 300%"
        );
        assert!(
            flags[1].en.contains("(0.0001/0.0002; entered 90.5/100 %)"),
            "{}",
            flags[1].en
        );
    }

    #[test]
    fn sums_do_not_overflow() {
        assert_eq!(
            figures(1, Some(2)).plus(figures(3, Some(4))),
            Some(figures(4, Some(6)))
        );
        assert_eq!(figures(i64::MAX, None).plus(figures(1, None)), None);
        assert_eq!(figures(0, Some(i64::MAX)).plus(figures(1, Some(1))), None);
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_it(numerator in ".{0,40}", denominator in proptest::option::of(".{0,40}")) {
            for code in ["I3.3", "I4.2", "I5.3"] {
                let _ = admit(&indicator(code), entering(&numerator, denominator.as_deref(), "2026-S1"), day("2026-05-04"));
            }
        }

        #[test]
        fn what_is_admitted_is_what_was_typed(e4 in 0_i64..=1_000_000_000_000_000) {
            let text = plain(e4);
            prop_assert_eq!(
                admit(&indicator("I3.3"), entering(&text, None, "2026-S1"), day("2026-05-04")),
                Ok(figures(e4, None))
            );
        }

        #[test]
        fn a_share_that_is_admitted_lies_within(n in 0_i64..2_000_000, d in 0_i64..2_000_000) {
            let (numerator, denominator) = (plain(n), plain(d));
            let admitted = admit(&indicator("I4.2"), entering(&numerator, Some(&denominator), "2026"), day("2026-05-04"));
            prop_assert_eq!(admitted.is_ok(), n <= d);
            if let Ok(kept) = admitted
                && let Ok(value) = indicator("I4.2").value(kept)
            {
                prop_assert!(value >= Exact::from_integer(0.into()) && value <= Exact::from_integer(100.into()));
            }
        }

        #[test]
        fn any_figures_can_be_asked_about(n in any::<i64>(), d in proptest::option::of(any::<i64>()), p in any::<i64>()) {
            let against = Against { before: Before::Was(figures(p, d)), parts: Some(figures(n, d)) };
            let _ = flags(&indicator("I5.1"), Period::from_code("2026-S1").unwrap(), figures(n, d), against, day("2026-05-04"));
        }
    }
}
