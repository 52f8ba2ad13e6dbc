//! Periods of report: years, halves, quarters and months, with the register that holds at the end of each.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::words::Words;

/// How often something is collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// Once a year.
    Year,
    /// Every six months.
    Half,
    /// Every three months.
    Quarter,
    /// Every month.
    Month,
}

impl Frequency {
    /// How many periods of it a year has.
    pub fn in_a_year(self) -> u32 {
        match self {
            Self::Year => 1,
            Self::Half => 2,
            Self::Quarter => 4,
            Self::Month => 12,
        }
    }

    /// The code of the SDMX code list of frequencies: A, S, Q, M.
    pub fn sdmx(self) -> &'static str {
        match self {
            Self::Year => "A",
            Self::Half => "S",
            Self::Quarter => "Q",
            Self::Month => "M",
        }
    }
}

/// A calendar period of a year; `number` counts from 1 within the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    /// The year, 1900 to 2100.
    year: i32,
    frequency: Frequency,
    number: u32,
}

impl Period {
    /// A whole year. None outside of 1900 to 2100.
    pub fn year_of(year: i32) -> Option<Self> {
        Self::new(year, Frequency::Year, 1)
    }

    /// The `number`th period of that frequency in the year, from 1. None when there is no such period.
    pub fn new(year: i32, frequency: Frequency, number: u32) -> Option<Self> {
        ((1900..=2100).contains(&year) && (1..=frequency.in_a_year()).contains(&number)).then_some(Self {
            year,
            frequency,
            number,
        })
    }

    /// Reads `2026`, `2026-S1`, `2026-Q3` or `2026-M07` (reporting periods of SDMX).
    pub fn from_code(code: &str) -> Option<Self> {
        let year = code.get(..4).filter(|y| y.bytes().all(|b| b.is_ascii_digit()))?;
        let year = year.parse().ok()?;
        let rest = &code[4..];
        if rest.is_empty() {
            return Self::year_of(year);
        }
        let number = |digits: &str| {
            digits
                .bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| digits.parse().ok())
                .flatten()
        };
        match (rest.get(..2)?, rest.get(2..)?) {
            ("-S", n) if n.len() == 1 => Self::new(year, Frequency::Half, number(n)?),
            ("-Q", n) if n.len() == 1 => Self::new(year, Frequency::Quarter, number(n)?),
            ("-M", n) if n.len() == 2 => Self::new(year, Frequency::Month, number(n)?),
            _ => None,
        }
    }

    /// Its code, as [`Period::from_code`] reads it.
    pub fn code(self) -> String {
        match self.frequency {
            Frequency::Year => format!("{:04}", self.year),
            Frequency::Half => format!("{:04}-S{}", self.year, self.number),
            Frequency::Quarter => format!("{:04}-Q{}", self.year, self.number),
            Frequency::Month => format!("{:04}-M{:02}", self.year, self.number),
        }
    }

    /// The year it lies in.
    pub fn year(self) -> i32 {
        self.year
    }

    /// How long it is.
    pub fn frequency(self) -> Frequency {
        self.frequency
    }

    fn months(self) -> u32 {
        12 / self.frequency.in_a_year()
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        let month = (self.number - 1) * self.months() + 1;
        NaiveDate::from_ymd_opt(self.year, month, 1).expect("a period begins with a month")
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        let after = self.number * self.months() + 1;
        let next = if after > 12 {
            NaiveDate::from_ymd_opt(self.year + 1, 1, 1)
        } else {
            NaiveDate::from_ymd_opt(self.year, after, 1)
        };
        next.and_then(|day| day.pred_opt())
            .expect("a period ends before a month begins")
    }

    /// The same period of the year before; none before 1900.
    pub fn year_before(self) -> Option<Self> {
        Self::new(self.year - 1, self.frequency, self.number)
    }

    /// The period of the same length just before; none before 1900.
    pub fn before(self) -> Option<Self> {
        if self.number > 1 {
            return Self::new(self.year, self.frequency, self.number - 1);
        }
        Self::new(self.year - 1, self.frequency, self.frequency.in_a_year())
    }

    /// The periods of that frequency in it, in order; none when they are longer than it is.
    pub fn parts(self, frequency: Frequency) -> Vec<Self> {
        let count = frequency.in_a_year() / self.frequency.in_a_year();
        let before = (self.number - 1) * count;
        (1..=count)
            .filter_map(|n| Self::new(self.year, frequency, before + n))
            .collect()
    }

    /// The year whose register of households holds at its end. The yearly review ends in December
    /// (Quyết định 24/2021/QĐ-TTg): until then the list of the year before is the law's.
    pub fn register_year(self) -> i32 {
        if self.last_day().month() == 12 {
            self.year
        } else {
            self.year - 1
        }
    }

    /// What people call it.
    pub fn words(self) -> Words {
        let year = self.year;
        let (vi, en) = match (self.frequency, self.number) {
            (Frequency::Year, _) => (format!("năm {year}"), format!("{year}")),
            (Frequency::Half, 1) => (format!("6 tháng đầu năm {year}"), format!("first half of {year}")),
            (Frequency::Half, _) => (
                format!("6 tháng cuối năm {year}"),
                format!("second half of {year}"),
            ),
            (Frequency::Quarter, n) => (
                format!(
                    "quý {} năm {year}",
                    ["I", "II", "III", "IV"][(n - 1) as usize % 4]
                ),
                format!("quarter {n} of {year}"),
            ),
            (Frequency::Month, n) => (format!("tháng {n} năm {year}"), format!("{year}-{n:02}")),
        };
        Words { vi, en }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code())
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.code())
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code)
            .ok_or_else(|| serde::de::Error::custom(format!("{code:?} is no period such as 2026 or 2026-S1")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, days: &str, register: i32, vi: &str) {
        let period = Period::from_code(code).unwrap_or_else(|| panic!("{code}"));
        assert_eq!(period.code(), code);
        assert_eq!(
            format!("{} {}", period.first_day(), period.last_day()),
            days,
            "{code}"
        );
        assert_eq!(period.register_year(), register, "{code}");
        assert_eq!(period.words().vi, vi);
    }

    #[test]
    fn a_period_has_its_days_and_its_register() {
        check("2026", "2026-01-01 2026-12-31", 2026, "năm 2026");
        check("2026-S1", "2026-01-01 2026-06-30", 2025, "6 tháng đầu năm 2026");
        check("2026-S2", "2026-07-01 2026-12-31", 2026, "6 tháng cuối năm 2026");
        check("2024-Q1", "2024-01-01 2024-03-31", 2023, "quý I năm 2024");
        check("2024-M02", "2024-02-01 2024-02-29", 2023, "tháng 2 năm 2024");
        check("2024-M12", "2024-12-01 2024-12-31", 2024, "tháng 12 năm 2024");
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for bad in [
            "",
            "26",
            "2026-",
            "2026-S3",
            "2026-S0",
            "2026-Q5",
            "2026-M7",
            "2026-M13",
            "2026-7",
            "1899",
            "2101",
            "2026-Sé",
            "２０２６",
            "-026",
            "2026-S+1",
        ] {
            assert_eq!(Period::from_code(bad), None, "{bad}");
        }
    }

    #[test]
    fn parts_fill_a_period() {
        for code in ["2025", "2025-S2", "2025-Q3"] {
            let whole = Period::from_code(code).unwrap();
            for frequency in [
                Frequency::Year,
                Frequency::Half,
                Frequency::Quarter,
                Frequency::Month,
            ] {
                let parts = whole.parts(frequency);
                if frequency.in_a_year() < whole.frequency().in_a_year() {
                    assert!(parts.is_empty());
                    continue;
                }
                assert_eq!(parts.first().map(|p| p.first_day()), Some(whole.first_day()));
                assert_eq!(parts.last().map(|p| p.last_day()), Some(whole.last_day()));
                for pair in parts.windows(2) {
                    assert_eq!(pair[0].last_day().succ_opt(), Some(pair[1].first_day()));
                    assert_eq!(pair[1].before(), Some(pair[0]));
                }
            }
        }
    }
}
