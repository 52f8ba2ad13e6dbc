//! Working days and public holidays as the law and the yearly announcements give them; which deadlines count in
//! working days is left to [`crate::review`].
//!
//! Source: Bộ luật Lao động 45/2019/QH14, articles 111 and 112 (Bộ luật Lao động 10/2012/QH13 before 2021), and the
//! announcements that choose the days of Tết, the day beside 2 September and the working days swapped with Saturdays.
//! Where no announcement is known, the days chosen before for the same weekday are expected. Lunar dates are known
//! from 2020 to 2035; in other years there are weekends, the fixed holidays and the day beside 2 September only.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::words::{Source, Words};

/// What makes a day differ from its weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A holiday of article 112.
    Holiday,
    /// The working day that is off because a holiday fell on a weekend (article 111, clause 3).
    InLieu,
    /// A working day that is off because a Saturday is worked for it.
    SwappedOff,
    /// A Saturday that is worked for it.
    SwappedOn,
}

/// A day that differs from its weekday, or a holiday on a weekend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SpecialDay {
    /// The day.
    pub day: NaiveDate,
    /// What it is.
    pub kind: DayKind,
    /// Whether officials work on it.
    pub working: bool,
    /// Its name.
    pub name: Words,
    /// Nobody has announced it yet: it is derived from the choices of other years and may still change.
    pub expected: bool,
    /// Whether it has been checked against the text.
    pub verified: bool,
    /// Where it is from.
    pub source: Source,
}

/// Whether officials work on this day: not on weekends, holidays, days in lieu of holidays and days swapped with a
/// Saturday, but on that Saturday.
pub fn is_working_day(day: NaiveDate) -> bool {
    with_year(day.year(), |year| year.working[day.ordinal0() as usize])
}

/// Why this day differs from its weekday, or which holiday it is; absent on ordinary days and weekends.
pub fn holiday_name(day: NaiveDate) -> Option<&'static Words> {
    with_year(day.year(), |year| {
        year.special
            .iter()
            .find(|special| special.day == day)
            .map(|special| special.name)
    })
}

/// The holidays, days off and Saturdays worked of a year, by date.
pub fn holidays_of(year: i32) -> Vec<SpecialDay> {
    with_year(year, |known| known.special.iter().map(Special::told).collect())
}

/// The day on which a deadline of `count` working days ends: the first one counted is the next working day after
/// `from`; 0 gives `from` itself. Ends at the last day that dates can tell.
pub fn add_working_days(from: NaiveDate, count: u32) -> NaiveDate {
    let mut left = count as usize;
    if left == 0 {
        return from;
    }
    let mut start = from.ordinal0() as usize + 1;
    for number in from.year()..=NaiveDate::MAX.year() {
        let found = with_year(number, |year| {
            let mut working = (start..year.working.len()).filter(|i| year.working[*i]);
            let nth = working.nth(left - 1);
            if nth.is_none() {
                left -= year.count(start..year.working.len());
            }
            nth
        });
        if let Some(ordinal) = found {
            return NaiveDate::from_yo_opt(number, ordinal as u32 + 1).unwrap_or(NaiveDate::MAX);
        }
        start = 0;
    }
    NaiveDate::MAX
}

/// How many working days there are after the first day up to and with the second; below zero when the second comes
/// before the first.
pub fn working_days_between(after: NaiveDate, until: NaiveDate) -> i64 {
    if until < after {
        return -working_days_between(until, after);
    }
    (after.year()..=until.year())
        .map(|number| {
            with_year(number, |year| {
                let start = if number == after.year() {
                    after.ordinal0() as usize + 1
                } else {
                    0
                };
                let end = if number == until.year() {
                    until.ordinal0() as usize + 1
                } else {
                    year.working.len()
                };
                year.count(start..end) as i64
            })
        })
        .sum()
}

/// The days of one year.
struct Year {
    /// By day of the year from 0: whether officials work.
    working: Vec<bool>,
    /// By date.
    special: Vec<Special>,
}

impl Year {
    fn count(&self, days: std::ops::Range<usize>) -> usize {
        self.working
            .get(days)
            .map_or(0, |days| days.iter().filter(|works| **works).count())
    }
}

/// As [`SpecialDay`], with what lives in the data borrowed from there.
struct Special {
    day: NaiveDate,
    kind: DayKind,
    name: &'static Words,
    expected: bool,
    verified: bool,
    source: &'static Source,
}

impl Special {
    fn told(&self) -> SpecialDay {
        SpecialDay {
            day: self.day,
            kind: self.kind,
            working: self.kind == DayKind::SwappedOn,
            name: self.name.clone(),
            expected: self.expected,
            verified: self.verified,
            source: self.source.clone(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    weekend: Weekend,
    fixed: Vec<Fixed>,
    national_day_adjacent: Adjacent,
    tet: Tet,
    hung_kings: HungKings,
    compensation: Compensation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Weekend {
    days: Vec<Weekday>,
    #[serde(rename = "source")]
    _source: Source,
    #[serde(rename = "verified")]
    _verified: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixed {
    #[serde(rename = "code")]
    _code: String,
    name: Words,
    compensatory: Words,
    month: u32,
    day: u32,
    from_year: Option<i32>,
    source: Source,
    verified: bool,
}

/// The day beside a fixed holiday, before or after it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Adjacent {
    name: Words,
    compensatory: Words,
    from_year: i32,
    month: u32,
    day: u32,
    /// Days from the holiday, by its weekday, while nothing is announced.
    expected_offset_by_weekday: WeekdayTable,
    source: Source,
    verified: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tet {
    name: Words,
    compensatory: Words,
    days: u64,
    /// Days off before the first day of the lunar year, by its weekday, while nothing is announced.
    expected_days_before_by_weekday: WeekdayTable,
    source: Source,
    verified: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HungKings {
    name: Words,
    compensatory: Words,
    source: Source,
    verified: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Compensation {
    source: Source,
    verified: bool,
}

/// A number for each weekday.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct WeekdayTable {
    mon: i64,
    tue: i64,
    wed: i64,
    thu: i64,
    fri: i64,
    sat: i64,
    sun: i64,
}

impl WeekdayTable {
    fn of(&self, day: NaiveDate) -> i64 {
        match day.weekday() {
            Weekday::Mon => self.mon,
            Weekday::Tue => self.tue,
            Weekday::Wed => self.wed,
            Weekday::Thu => self.thu,
            Weekday::Fri => self.fri,
            Weekday::Sat => self.sat,
            Weekday::Sun => self.sun,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LunarTable {
    #[serde(rename = "source")]
    _source: Source,
    verified: bool,
    years: Vec<LunarYear>,
}

/// The solar dates of a lunar year.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LunarYear {
    year: i32,
    /// The first day of the first month.
    tet: NaiveDate,
    /// The tenth day of the third month.
    hung_kings: NaiveDate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Announced {
    chosen: Vec<Chosen>,
    swaps: Vec<Swap>,
}

/// Which holiday's days are chosen each year.
#[derive(Deserialize, PartialEq, Eq, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum ChosenHoliday {
    Tet,
    NationalDayAdjacent,
}

/// The days chosen for a holiday in a year, without the days in lieu.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    holiday: ChosenHoliday,
    from: NaiveDate,
    to: NaiveDate,
    source: Source,
    verified: bool,
}

/// A working day off and the Saturday worked for it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Swap {
    off: NaiveDate,
    worked: NaiveDate,
    off_name: Words,
    worked_name: Words,
    source: Source,
    verified: bool,
}

struct Data {
    rules: Rules,
    lunar: LunarTable,
    announced: Announced,
}

fn data() -> &'static Data {
    static DATA: OnceLock<Data> = OnceLock::new();
    DATA.get_or_init(|| Data {
        rules: serde_json::from_str(include_str!("../data/calendars/holidays.json"))
            .expect("the shipped holidays are well formed"),
        lunar: serde_json::from_str(include_str!("../data/calendars/lunar.json"))
            .expect("the shipped lunar dates are well formed"),
        announced: serde_json::from_str(include_str!("../data/calendars/announced.json"))
            .expect("the shipped announcements are well formed"),
    })
}

/// The years of the lunar table are made once, others when asked for.
fn with_year<T>(number: i32, ask: impl FnOnce(&Year) -> T) -> T {
    static YEARS: OnceLock<BTreeMap<i32, Year>> = OnceLock::new();
    let known = YEARS.get_or_init(|| {
        let years = data().lunar.years.iter();
        years
            .map(|lunar| (lunar.year, year_of(data(), lunar.year)))
            .collect()
    });
    match known.get(&number) {
        Some(year) => ask(year),
        None => ask(&year_of(data(), number)),
    }
}

/// A holiday and what its day in lieu is called.
struct Found {
    special: Special,
    in_lieu: &'static Words,
}

fn year_of(data: &'static Data, number: i32) -> Year {
    let weekend = |day: NaiveDate| data.rules.weekend.days.contains(&day.weekday());
    let mut found = holidays(data, number);
    found.sort_by_key(|holiday| holiday.special.day);
    let swaps: Vec<Special> = data
        .announced
        .swaps
        .iter()
        .flat_map(Swap::days)
        .filter(|s| s.day.year() == number)
        .collect();

    let mut off: BTreeSet<NaiveDate> = found.iter().map(|holiday| holiday.special.day).collect();
    off.extend(
        swaps
            .iter()
            .filter(|s| s.kind == DayKind::SwappedOff)
            .map(|s| s.day),
    );
    let in_lieu = days_in_lieu(&data.rules.compensation, &found, &mut off, weekend);

    let mut special: Vec<Special> = found
        .into_iter()
        .map(|holiday| holiday.special)
        .chain(in_lieu)
        .chain(swaps)
        .collect();
    special.sort_by_key(|special| special.day);
    let worked: BTreeSet<NaiveDate> = special
        .iter()
        .filter(|s| s.kind == DayKind::SwappedOn)
        .map(|s| s.day)
        .collect();
    let working = (1..=366)
        .map_while(|ordinal| NaiveDate::from_yo_opt(number, ordinal))
        .map(|day| worked.contains(&day) || !(weekend(day) || off.contains(&day)))
        .collect();
    Year { working, special }
}

/// The holidays of article 112 in a year.
fn holidays(data: &'static Data, number: i32) -> Vec<Found> {
    let rules = &data.rules;
    let mut found: Vec<Found> = rules
        .fixed
        .iter()
        .filter(|fixed| fixed.from_year.is_none_or(|from| from <= number))
        .filter_map(|fixed| {
            let day = NaiveDate::from_ymd_opt(number, fixed.month, fixed.day)?;
            Some(holiday(
                day,
                &fixed.name,
                &fixed.compensatory,
                (false, fixed.verified, &fixed.source),
            ))
        })
        .collect();

    let beside = &rules.national_day_adjacent;
    let main = NaiveDate::from_ymd_opt(number, beside.month, beside.day);
    if let Some(main) = main.filter(|_| beside.from_year <= number) {
        let expected = shifted(main, beside.expected_offset_by_weekday.of(main))
            .into_iter()
            .collect();
        let (days, origin) = chosen(
            data,
            number,
            ChosenHoliday::NationalDayAdjacent,
            expected,
            (true, beside.verified, &beside.source),
        );
        found.extend(
            days.into_iter()
                .map(|day| holiday(day, &beside.name, &beside.compensatory, origin)),
        );
    }

    if let Some(lunar) = data.lunar.years.iter().find(|lunar| lunar.year == number) {
        let (tet, kings) = (&rules.tet, &rules.hung_kings);
        let first = shifted(lunar.tet, -tet.expected_days_before_by_weekday.of(lunar.tet));
        let expected = first
            .iter()
            .flat_map(|first| first.iter_days().take(tet.days as usize))
            .collect();
        let (days, origin) = chosen(
            data,
            number,
            ChosenHoliday::Tet,
            expected,
            (true, tet.verified, &tet.source),
        );
        found.extend(
            days.into_iter()
                .map(|day| holiday(day, &tet.name, &tet.compensatory, origin)),
        );
        let origin = (false, kings.verified && data.lunar.verified, &kings.source);
        found.push(holiday(
            lunar.hung_kings,
            &kings.name,
            &kings.compensatory,
            origin,
        ));
    }
    found
}

/// Whether a day is expected only, whether it was checked, and where it is from.
type Origin = (bool, bool, &'static Source);

/// The days announced for a holiday in a year, else the expected ones.
fn chosen(
    data: &'static Data,
    number: i32,
    holiday: ChosenHoliday,
    expected: Vec<NaiveDate>,
    rule: Origin,
) -> (Vec<NaiveDate>, Origin) {
    let announced = data
        .announced
        .chosen
        .iter()
        .find(|c| c.holiday == holiday && c.from.year() == number);
    match announced {
        Some(c) => (
            c.from.iter_days().take_while(|day| *day <= c.to).collect(),
            (false, c.verified, &c.source),
        ),
        None => (expected, rule),
    }
}

fn holiday(day: NaiveDate, name: &'static Words, in_lieu: &'static Words, origin: Origin) -> Found {
    let (expected, verified, source) = origin;
    Found {
        special: Special {
            day,
            kind: DayKind::Holiday,
            name,
            expected,
            verified,
            source,
        },
        in_lieu,
    }
}

/// For each holiday on a weekend the next working day that is not off already, which is then off too.
fn days_in_lieu(
    compensation: &'static Compensation,
    found: &[Found],
    off: &mut BTreeSet<NaiveDate>,
    weekend: impl Fn(NaiveDate) -> bool,
) -> Vec<Special> {
    let mut days = Vec::new();
    for Found { special, in_lieu } in found.iter().filter(|holiday| weekend(holiday.special.day)) {
        let next = special
            .day
            .iter_days()
            .skip(1)
            .find(|day| !weekend(*day) && !off.contains(day));
        if let Some(day) = next {
            off.insert(day);
            days.push(Special {
                day,
                kind: DayKind::InLieu,
                name: in_lieu,
                expected: special.expected,
                verified: special.verified && compensation.verified,
                source: &compensation.source,
            });
        }
    }
    days
}

impl Swap {
    fn days(&'static self) -> [Special; 2] {
        let day = |day, kind, name| Special {
            day,
            kind,
            name,
            expected: false,
            verified: self.verified,
            source: &self.source,
        };
        [
            day(self.off, DayKind::SwappedOff, &self.off_name),
            day(self.worked, DayKind::SwappedOn, &self.worked_name),
        ]
    }
}

fn shifted(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    let distance = Days::new(days.unsigned_abs());
    if days < 0 {
        day.checked_sub_days(distance)
    } else {
        day.checked_add_days(distance)
    }
}
