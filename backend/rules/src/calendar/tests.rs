use std::f64::consts::PI;

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// The days off between two days, weekends with them, are exactly those between `from` and `to`.
#[track_caller]
fn check_break(from: &str, to: &str) {
    let (from, to) = (day(from), day(to));
    for off in from.iter_days().take_while(|day| *day <= to) {
        assert!(!is_working_day(off), "{off} is off");
    }
    for beside in [from.pred_opt(), to.succ_opt()].into_iter().flatten() {
        assert!(is_working_day(beside), "{beside} is worked");
    }
}

#[test]
fn breaks_as_officials_had_them() {
    // Tết.
    check_break("2020-01-23", "2020-01-29");
    check_break("2021-02-10", "2021-02-16");
    check_break("2022-01-29", "2022-02-06");
    check_break("2023-01-20", "2023-01-26");
    check_break("2024-02-08", "2024-02-14");
    check_break("2025-01-25", "2025-02-02");
    check_break("2026-02-14", "2026-02-22");
    // New Year's Day.
    check_break("2022-01-01", "2022-01-03");
    check_break("2022-12-31", "2023-01-02");
    check_break("2026-01-01", "2026-01-04");
    // Giỗ Tổ, 30 April and 1 May.
    check_break("2022-04-09", "2022-04-11");
    check_break("2022-04-30", "2022-05-03");
    check_break("2023-04-29", "2023-05-03");
    check_break("2024-04-18", "2024-04-18");
    check_break("2024-04-27", "2024-05-01");
    check_break("2025-04-05", "2025-04-07");
    check_break("2025-04-30", "2025-05-04");
    check_break("2026-04-25", "2026-04-27");
    check_break("2026-04-30", "2026-05-03");
    // 2 September: one day in 2020, two since.
    check_break("2020-09-02", "2020-09-02");
    check_break("2021-09-02", "2021-09-05");
    check_break("2022-09-01", "2022-09-04");
    check_break("2023-09-01", "2023-09-04");
    check_break("2024-08-31", "2024-09-03");
    check_break("2025-08-30", "2025-09-02");
    check_break("2026-08-29", "2026-09-02");
    // Culture Day, from 2026.
    check_break("2026-11-24", "2026-11-24");
    assert!(is_working_day(day("2025-11-24")));
}

#[test]
fn saturdays_worked_are_working_days() {
    for worked in ["2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"] {
        assert!(is_working_day(day(worked)), "{worked}");
        assert!(!is_working_day(day(worked) + Days::new(7)), "{worked}");
    }
    assert_eq!(add_working_days(day("2024-05-03"), 1), day("2024-05-04"));
}

#[test]
fn days_have_names() {
    let vi = |text| holiday_name(day(text)).map(|name| name.vi.as_str());
    assert_eq!(vi("2025-04-07"), Some("Giỗ Tổ Hùng Vương"));
    assert_eq!(vi("2023-01-25"), Some("Nghỉ bù Tết Nguyên đán"));
    assert_eq!(vi("2023-09-04"), Some("Nghỉ bù Quốc khánh"));
    assert_eq!(vi("2024-05-04"), Some("Làm bù cho ngày nghỉ 29/04/2024"));
    assert_eq!(vi("2024-05-05"), None);
    assert_eq!(vi("9999-09-02"), Some("Quốc khánh"));
    assert_eq!(vi("2025-11-24"), None);
    assert_eq!(vi("2026-11-24"), Some("Ngày Văn hóa Việt Nam"));
}

#[test]
fn a_year_tells_what_is_announced_and_what_is_expected() {
    let count = |year, expected| {
        let days = holidays_of(year);
        days.iter()
            .filter(|d| d.kind == DayKind::Holiday && d.expected == expected)
            .count()
    };
    assert_eq!((count(2020, false), count(2020, true)), (10, 0));
    assert_eq!((count(2025, false), count(2025, true)), (11, 0));
    assert_eq!((count(2026, false), count(2026, true)), (12, 0));
    // The five days of Tết and the day beside 2 September are still to be chosen.
    assert_eq!((count(2027, false), count(2027, true)), (6, 6));
    assert_eq!((count(2036, false), count(2036, true)), (5, 1));
    assert_eq!((count(1990, false), count(1990, true)), (4, 0));
    for year in 2020..=2035 {
        let days = holidays_of(year);
        assert!(days.is_sorted_by_key(|d| d.day), "{year}");
        assert!(
            days.windows(2).all(|pair| pair[0].day < pair[1].day),
            "{year}: a day twice"
        );
        for special in days {
            assert_eq!(special.day.year(), year);
            assert_eq!(special.working, is_working_day(special.day), "{}", special.day);
        }
    }
}

#[test]
fn each_choice_and_swap_fits_the_law() {
    let data = data();
    for chosen in &data.announced.chosen {
        let days = (chosen.to - chosen.from).num_days() + 1;
        let within = |day: NaiveDate| chosen.from <= day && day <= chosen.to;
        if chosen.holiday == ChosenHoliday::Tet {
            assert_eq!(days, 5, "{}", chosen.from);
            let lunar = data
                .lunar
                .years
                .iter()
                .find(|lunar| lunar.year == chosen.from.year());
            assert!(lunar.is_some_and(|lunar| within(lunar.tet)), "{}", chosen.from);
        } else {
            assert_eq!(days, 1, "{}", chosen.from);
            let main = NaiveDate::from_ymd_opt(chosen.from.year(), 9, 2).expect("a date");
            assert_eq!((chosen.from - main).num_days().abs(), 1, "{}", chosen.from);
        }
        // What would be expected without the announcement is what was announced.
        let expected = match chosen.holiday {
            ChosenHoliday::Tet => {
                let lunar = data
                    .lunar
                    .years
                    .iter()
                    .find(|lunar| lunar.year == chosen.from.year())
                    .expect("known");
                shifted(
                    lunar.tet,
                    -data.rules.tet.expected_days_before_by_weekday.of(lunar.tet),
                )
            }
            ChosenHoliday::NationalDayAdjacent => {
                let main = NaiveDate::from_ymd_opt(chosen.from.year(), 9, 2).expect("a date");
                shifted(
                    main,
                    data.rules
                        .national_day_adjacent
                        .expected_offset_by_weekday
                        .of(main),
                )
            }
        };
        assert_eq!(expected, Some(chosen.from));
    }
    for swap in &data.announced.swaps {
        assert_eq!(swap.worked.weekday(), Weekday::Sat);
        assert!(!data.rules.weekend.days.contains(&swap.off.weekday()));
    }
}

#[test]
fn deadlines_over_tet_and_weekends() {
    // Posted on the Friday before Tết 2025: three working days end on the Wednesday after it.
    assert_eq!(add_working_days(day("2025-01-24"), 3), day("2025-02-05"));
    assert_eq!(add_working_days(day("2022-11-04"), 3), day("2022-11-09"));
    assert_eq!(add_working_days(day("2022-11-05"), 3), day("2022-11-09"));
    assert_eq!(add_working_days(day("2022-11-06"), 0), day("2022-11-06"));
    assert_eq!(working_days_between(day("2022-11-04"), day("2022-11-09")), 3);
    assert_eq!(working_days_between(day("2022-11-09"), day("2022-11-04")), -3);
    assert_eq!(working_days_between(day("2022-11-09"), day("2022-11-09")), 0);
}

#[test]
fn the_ends_of_time_are_answered() {
    assert_eq!(add_working_days(NaiveDate::MAX, 1), NaiveDate::MAX);
    assert_eq!(add_working_days(NaiveDate::MAX, u32::MAX), NaiveDate::MAX);
    assert_eq!(add_working_days(NaiveDate::MIN, 0), NaiveDate::MIN);
    assert!(add_working_days(NaiveDate::MIN, 10) > NaiveDate::MIN);
    let _ = (is_working_day(NaiveDate::MIN), is_working_day(NaiveDate::MAX));
    assert!(holidays_of(i32::MAX).is_empty());
    assert!(holidays_of(i32::MIN).is_empty());
}

#[test]
fn lunar_dates_as_almanacs_print_them() {
    let tet = |year| {
        data()
            .lunar
            .years
            .iter()
            .find(|lunar| lunar.year == year)
            .map(|lunar| lunar.tet)
    };
    for first in [
        "2020-01-25",
        "2021-02-12",
        "2022-02-01",
        "2023-01-22",
        "2024-02-10",
        "2025-01-29",
        "2026-02-17",
        "2027-02-06",
        "2028-01-26",
        "2029-02-13",
        // A day before the Chinese year: the moon is new at 23:07 in Hà Nội, after midnight in Beijing.
        "2030-02-02",
    ] {
        assert_eq!(tet(day(first).year()), Some(day(first)));
    }
}

#[test]
fn the_lunar_table_is_what_the_sun_and_moon_say() {
    let years = &data().lunar.years;
    assert_eq!((years.first().map(|y| y.year), years.len()), (Some(2020), 16));
    for lunar in years {
        assert_eq!(lunar.tet, solar(lunar.year, 1, 1), "Tết {}", lunar.year);
        assert_eq!(
            lunar.hung_kings,
            solar(lunar.year, 3, 10),
            "Giỗ Tổ {}",
            lunar.year
        );
    }
    // And where the Vietnamese year is known to begin on another day, or month, than the Chinese one.
    assert_eq!(solar(1968, 1, 1), day("1968-01-29"));
    assert_eq!(solar(1985, 1, 1), day("1985-01-21"));
    assert_eq!(solar(2007, 1, 1), day("2007-02-17"));
}

/// The solar day of a day in a lunar month that is not a leap month, by the rules of the Vietnamese calendar: the
/// eleventh month holds the winter solstice, and in a year of thirteen months the first without a principal term
/// is a leap month. All of it by the clock of UTC+7.
fn solar(year: i32, month: usize, of_month: u64) -> NaiveDate {
    // From the eleventh month of the year before.
    let (start, next) = (eleventh(year - 1), eleventh(year));
    let first = |k: i64| new_moon(lunation(start) + k);
    let leap = (next - start > 365).then(|| {
        (1..14)
            .find(|k| sector(first(*k)) == sector(first(k + 1)))
            .expect("one")
    });
    let months = (0_i64..).filter(|k| Some(*k) != leap);
    let nth = months.take(month + 2).last().expect("a month");
    let epoch = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a date");
    shifted(epoch, first(nth) - 2_451_545).expect("a date") + Days::new(of_month - 1)
}

/// The Julian day number of the new moon that begins the month of the winter solstice of a year.
fn eleventh(year: i32) -> i64 {
    let december = NaiveDate::from_ymd_opt(year, 12, 31).expect("a date");
    let number = 2_451_545 + (december - NaiveDate::from_ymd_opt(2000, 1, 1).expect("a date")).num_days();
    let k = lunation(number);
    let moon = new_moon(k);
    // Past 270° at its beginning, the month comes after the solstice.
    if sector(moon) >= 9 { new_moon(k - 1) } else { moon }
}

/// The number of the lunation that is running on a day, counted from 1900.
fn lunation(number: i64) -> i64 {
    let guess = ((number as f64 - 2_415_021.076_998_695) / 29.530_588_853).floor() as i64;
    (guess - 1..=guess + 1)
        .rev()
        .find(|k| new_moon(*k) <= number)
        .expect("one of three")
}

/// The Julian day number, at UTC+7, of the day of the `k`th new moon after 1900-01-01 (Meeus, Astronomical
/// Algorithms, 1998, as Hồ Ngọc Đức uses it).
fn new_moon(k: i64) -> i64 {
    let k = k as f64;
    let (t, rad) = (k / 1236.85, PI / 180.0);
    let (t2, t3) = (t * t, t * t * t);
    let mean = 2_415_020.759_33 + 29.530_588_68 * k + 0.000_117_8 * t2 - 0.000_000_155 * t3
        + 0.000_33 * ((166.56 + 132.87 * t - 0.009_173 * t2) * rad).sin();
    let sun = (359.2242 + 29.105_356_08 * k - 0.000_033_3 * t2 - 0.000_003_47 * t3) * rad;
    let moon = (306.0253 + 385.816_918_06 * k + 0.010_730_6 * t2 + 0.000_012_36 * t3) * rad;
    let node = (21.2964 + 390.670_506_46 * k - 0.001_652_8 * t2 - 0.000_002_39 * t3) * rad;
    let correction = (0.1734 - 0.000_393 * t) * sun.sin() + 0.0021 * (2.0 * sun).sin() - 0.4068 * moon.sin()
        + 0.0161 * (2.0 * moon).sin()
        - 0.0004 * (3.0 * moon).sin()
        + 0.0104 * (2.0 * node).sin()
        - 0.0051 * (sun + moon).sin()
        - 0.0074 * (sun - moon).sin()
        + 0.0004 * (2.0 * node + sun).sin()
        - 0.0004 * (2.0 * node - sun).sin()
        - 0.0006 * (2.0 * node + moon).sin()
        + 0.0010 * (2.0 * node - moon).sin()
        + 0.0005 * (sun + 2.0 * moon).sin();
    let dynamical = -0.000_278 + 0.000_265 * t + 0.000_262 * t2;
    (mean + correction - dynamical + 0.5 + 7.0 / 24.0).floor() as i64
}

/// Which twelfth of its yearly way the sun is in when a day begins at UTC+7: 0 from the spring equinox.
fn sector(number: i64) -> i64 {
    let t = (number as f64 - 0.5 - 7.0 / 24.0 - 2_451_545.0) / 36_525.0;
    let (t2, rad) = (t * t, PI / 180.0);
    let anomaly = (357.529_10 + 35_999.050_30 * t - 0.000_155_9 * t2 - 0.000_000_48 * t * t2) * rad;
    let mean = 280.466_45 + 36_000.769_83 * t + 0.000_303_2 * t2;
    let centre = (1.914_600 - 0.004_817 * t - 0.000_014 * t2) * anomaly.sin()
        + (0.019_993 - 0.000_101 * t) * (2.0 * anomaly).sin()
        + 0.000_290 * (3.0 * anomaly).sin();
    ((mean + centre).rem_euclid(360.0) / 30.0).floor() as i64
}

prop_compose! {
    /// Days in and around the years of the data.
    fn some_day()(offset in 0_u64..40_000) -> NaiveDate {
        NaiveDate::from_ymd_opt(1960, 1, 1).expect("a date") + Days::new(offset)
    }
}

proptest! {
    #[test]
    fn counting_is_the_inverse_of_adding(from in some_day(), count in 0_u32..600) {
        let end = add_working_days(from, count);
        prop_assert_eq!(working_days_between(from, end), i64::from(count));
        prop_assert!(count == 0 || is_working_day(end));
    }

    #[test]
    fn adding_goes_day_by_day(from in some_day(), count in 1_u32..60) {
        let by_days = from.iter_days().skip(1).filter(|day| is_working_day(*day)).nth(count as usize - 1);
        prop_assert_eq!(Some(add_working_days(from, count)), by_days);
    }

    #[test]
    fn more_days_or_a_later_start_never_end_earlier(from in some_day(), later in 0_u64..40, count in 0_u32..200) {
        prop_assert!(add_working_days(from, count) < add_working_days(from, count + 1));
        prop_assert!(add_working_days(from, count) <= add_working_days(from + Days::new(later), count));
    }

    #[test]
    fn spans_add_up(a in some_day(), b in some_day(), c in some_day()) {
        prop_assert_eq!(working_days_between(a, b) + working_days_between(b, c), working_days_between(a, c));
        prop_assert_eq!(working_days_between(a, b), -working_days_between(b, a));
    }

    #[test]
    fn any_day_is_answered(number in i32::MIN..i32::MAX) {
        if let Some(day) = NaiveDate::from_num_days_from_ce_opt(number % 95_000_000) {
            let worked = is_working_day(day);
            prop_assert_eq!(working_days_between(day.pred_opt().unwrap_or(day), day), i64::from(worked));
            prop_assert!(!worked || !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || holiday_name(day).is_some());
        }
    }
}
