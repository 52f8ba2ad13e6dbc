use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn catalogue() -> Catalogue {
    let mut all = Catalogue::default();
    for part in shipped() {
        all.items
            .extend(part.items.iter().map(|i| (i.code.clone(), i.clone())));
        all.sources
            .extend(part.sources.iter().map(|s| (s.code.clone(), s.clone())));
        all.capital_kinds
            .extend(part.capital_kinds.iter().map(|c| (c.code.clone(), c.clone())));
    }
    all
}

#[test]
fn what_is_shipped_fits_together() {
    let all = catalogue();
    for item in all.items.values() {
        assert!(
            item.faults(&all).is_empty(),
            "{}: {:?}",
            item.code,
            item.faults(&all)
        );
    }
    assert_eq!(
        all.items["CT2125/DA7/TDA2"].name.vi,
        "Tiểu dự án 2: Giám sát, đánh giá"
    );
    assert_eq!(
        all.items.values().filter(|i| i.programme == "CT2125").count(),
        1 + 7 + 11
    );
    assert!(all.items.values().all(|i| !i.verified));
    assert_eq!(all.sources.len(), 5);
}

#[test]
fn an_item_that_does_not_fit_is_told() {
    let all = catalogue();
    let good = all.items["CT2125/DA7/TDA2"].clone();
    let check = |change: fn(&mut Item), field: &str| {
        let mut item = good.clone();
        change(&mut item);
        assert!(item.faults(&all).iter().any(|(f, ..)| *f == field), "{field}");
    };
    check(|i| i.code = "CT2125/DA7/tda2".into(), "code");
    check(|i| i.parent = Some("CT2125/DA6".into()), "code");
    check(
        |i| {
            i.parent = Some("CT2125/DA9".into());
            i.code = "CT2125/DA9/X".into();
        },
        "parent",
    );
    check(|i| i.kind = ItemKind::Project, "kind");
    check(|i| i.programme = "CT2635".into(), "programme");
    check(|i| i.capital = vec!["gold".into()], "capital");
    check(|i| i.last_year = Some(2020), "last_year");
}

#[test]
fn every_posting_is_balanced() {
    for kind in Kind::ALL {
        for committed in [false, true] {
            let legs = legs(*kind, committed);
            assert_eq!(legs.iter().map(|l| l.sign).sum::<i64>(), 0, "{kind:?}");
            // Each line's year is balanced too, but where money goes from line to line.
            if !matches!(kind, Kind::Allocate | Kind::Withdraw) {
                let own: i64 = legs.iter().filter(|l| l.side == Side::Own).map(|l| l.sign).sum();
                assert_eq!(own, 0, "{kind:?}");
            }
        }
        assert_eq!(Kind::from_code(kind.code()), Some(*kind));
    }
}

#[test]
fn below_is_a_lower_unit_or_item() {
    let check = |lower, upper, expected| assert_eq!(is_below(lower, upper), expected, "{lower:?} {upper:?}");
    let province = ("20/", false, "CT/DA7");
    check(("20/1/", false, "CT/DA7"), province, true);
    check(("20/1/", false, "CT/DA7/TDA2"), province, true);
    check(("20/", false, "CT/DA7/TDA2"), province, true);
    check(("20/", true, "CT/DA7"), province, true);
    check(province, ("20/", true, "CT/DA7"), false);
    check(province, province, false);
    check(("20/1/", false, "CT"), province, false);
    check(("20/1/", false, "CT/DA77"), province, false);
    check(("21/", false, "CT/DA7"), province, false);
    check(("20/", true, "CT/DA7"), ("20/", true, "CT/DA7"), false);
}

#[test]
fn a_day_lies_in_the_year_or_in_the_time_to_pay() {
    let all = catalogue();
    let source = &all.sources["central"];
    let check = |kind, on: &str, expected: Option<&str>| {
        let refused = day_refused(kind, 2022, day(on), source, day("2026-11-28"));
        assert_eq!(refused.map(|(code, _)| code), expected, "{kind:?} {on}");
    };
    check(Kind::Grant, "2022-01-01", None);
    check(Kind::Grant, "2022-12-31", None);
    check(Kind::Grant, "2021-12-31", Some("wrong_year"));
    check(Kind::Commit, "2023-01-01", Some("wrong_year"));
    check(Kind::Disburse, "2023-01-31", None);
    check(Kind::Disburse, "2023-02-01", Some("wrong_year"));
    check(Kind::CarryOver, "2023-06-30", None);
    check(Kind::Disburse, "2026-11-29", Some("in_future"));
}

#[test]
fn printed_parts_add_up() {
    assert_eq!(millions(&[570_000_000, 17_000_000]), (vec![570, 17], 587));
    assert_eq!(millions(&[400_000, 400_000, 400_000]), (vec![1, 0, 0], 1));
    assert_eq!(millions(&[]), (vec![], 0));
    assert_eq!(millions(&[-400_000, 900_000]), (vec![0, 1], 1));
    assert_eq!(percent(1, 3), Some(33.33));
    assert_eq!(percent(1, 0), None);
    assert_eq!(percent(2, 3), Some(66.67));
}

proptest! {
    #[test]
    fn printed_parts_always_add_up(parts in prop::collection::vec(-MOST_VND..=MOST_VND, 0..60)) {
        let (printed, total) = millions(&parts);
        prop_assert_eq!(printed.iter().sum::<i64>(), total);
        for (part, printed) in parts.iter().zip(&printed) {
            prop_assert!((part - printed * 1_000_000).abs() < 1_000_000);
        }
        let exact: i64 = parts.iter().sum();
        prop_assert!((exact - total * 1_000_000).abs() <= 500_000);
    }
}
