use std::collections::BTreeSet;

use super::*;
use crate::area::{Level, shipped_history};
use crate::poverty::{Deprivations, by_code};

fn answers(pairs: &[(&str, &str)]) -> Answers {
    pairs
        .iter()
        .map(|(item, answer)| ((*item).to_owned(), (*answer).to_owned()))
        .collect()
}

fn b1() -> &'static Form {
    form("B1-2022-SAMPLE").expect("shipped")
}

/// Items of B1 that are not marks, each answered.
const FARMERS: [(&str, &str); 11] = [
    ("household_size", "5"),
    ("dependents_ratio", "under_half"),
    ("highest_education", "primary"),
    ("wage_earners", "0"),
    ("dwelling", "semi_solid"),
    ("floor_area_per_person", "12.5"),
    ("electricity_kwh", "60"),
    ("water_source", "protected"),
    ("motorbikes", "1"),
    ("farm_land", "under_5000"),
    ("livestock", "some"),
];

#[test]
fn points_add_up_line_by_line() {
    let mut given = answers(&FARMERS);
    given.insert("television".into(), "yes".into());
    let score = score_b1(b1(), "northern_midlands", Setting::Rural, &given).expect("known answers");
    assert!(score.missing.is_empty());
    assert_eq!(
        score.lines.iter().map(|line| line.points).sum::<u32>(),
        score.points
    );
    assert_eq!(score.lines.len(), b1().items.len());
    let of = |item: &str| {
        let line = score.lines.iter().find(|line| line.item == item).expect("a line");
        (line.option.as_str(), line.points)
    };
    assert_eq!(of("household_size"), ("five", 18));
    assert_eq!(of("floor_area_per_person"), ("from_8", 6));
    assert_eq!(of("electricity_kwh"), ("from_50", 16));
    assert_eq!((of("television"), of("computer")), (("yes", 6), ("no", 0)));
    assert_eq!(score.points, 18 + 12 + 5 + 9 + 6 + 16 + 5 + 9 + 4 + 5 + 6);
}

#[test]
fn what_is_left_out_is_told() {
    let given = answers(&[("household_size", "2"), ("livestock", " ")]);
    let score = score_b1(b1(), "red_river_delta", Setting::Urban, &given).expect("known answers");
    assert_eq!(score.missing.len(), 10);
    assert!(
        score.missing.contains(&"livestock".to_owned()) && !score.missing.contains(&"television".to_owned())
    );
    assert_eq!(score.points, 45);
}

#[test]
fn answers_that_the_form_does_not_know_are_named() {
    #[track_caller]
    fn check(item: &str, answer: &str, code: &str) {
        let errors = score_b1(
            b1(),
            "red_river_delta",
            Setting::Rural,
            &answers(&[(item, answer)]),
        );
        let errors = errors.expect_err("refused");
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(
            (errors[0].item.as_str(), errors[0].code),
            (item, code),
            "{errors:?}"
        );
    }
    check("househould_size", "3", "unknown_item");
    check("dwelling", "castle", "unknown_option");
    check("television", "x", "unknown_option");
    check("household_size", "three", "not_a_number");
    check("household_size", "2.5", "not_a_number");
    check("household_size", "1e3", "not_a_number");
    check("household_size", "-1", "not_a_number");
    check("household_size", "0", "out_of_bounds");
    check("household_size", "31", "out_of_bounds");
    check("floor_area_per_person", "500.5", "out_of_bounds");
    check("floor_area_per_person", "1.2.3", "not_a_number");
    check("floor_area_per_person", ".", "not_a_number");

    let several = answers(&[("a", "1"), ("dwelling", "castle"), ("household_size", "")]);
    assert_eq!(
        score_b1(b1(), "red_river_delta", Setting::Rural, &several)
            .expect_err("refused")
            .len(),
        2
    );
    let nowhere = score_b1(b1(), "atlantis", Setting::Rural, &answers(&[])).expect_err("refused");
    assert_eq!(nowhere[0].code, "unknown_region");
    let other = score_b1(
        form("B2-2022").expect("shipped"),
        "red_river_delta",
        Setting::Rural,
        &answers(&[]),
    );
    assert_eq!(other.expect_err("refused")[0].code, "wrong_form");
}

#[test]
fn b2_marks_are_deprivations() {
    let (b2, standard) = (
        form("B2-2022").expect("shipped"),
        by_code("VN-2022").expect("shipped"),
    );
    let given = answers(&[
        ("floor_area", "yes"),
        ("toilet", "yes"),
        ("water", "no"),
        ("telecoms", ""),
    ]);
    let set = deprivations_of(b2, standard, &given).expect("known answers");
    assert_eq!(standard.codes(set), ["floor_area", "toilet"]);
    assert_eq!(
        deprivations_of(b2, standard, &answers(&[])),
        Ok(Deprivations::default())
    );
    let error = deprivations_of(b2, standard, &answers(&[("toilets", "yes")])).expect_err("refused");
    assert_eq!(
        (error[0].item.as_str(), error[0].code),
        ("toilets", "unknown_item")
    );
    let error = deprivations_of(b2, standard, &answers(&[("toilet", "maybe")])).expect_err("refused");
    assert_eq!(
        (error[0].item.as_str(), error[0].code),
        ("toilet", "unknown_option")
    );
    let error = deprivations_of(b1(), standard, &answers(&[])).expect_err("refused");
    assert_eq!(error[0].code, "wrong_form");
    let mut elsewhere = b2.clone();
    elsewhere.standards.clear();
    assert_eq!(
        deprivations_of(&elsewhere, standard, &answers(&[])).expect_err("refused")[0].code,
        "not_of_standard"
    );
}

#[test]
fn form_a_stops_at_enough_marks() {
    let a = form("A-2022-SAMPLE").expect("shipped");
    let two = [("car", "yes"), ("degree", "yes")];
    assert_eq!(needs_survey(a, &answers(&two)), Ok(true));
    assert_eq!(
        needs_survey(a, &answers(&[two[0], two[1], ("solid_house", "yes")])),
        Ok(false)
    );
}

#[test]
fn the_form_follows_standard_and_date() {
    let code = |kind, standard, on: &str| {
        form_for(kind, standard, on.parse().expect("a date")).map(|form| form.code.as_str())
    };
    assert_eq!(code(Purpose::B1, "VN-2022", "2026-12-31"), Some("B1-2022-SAMPLE"));
    assert_eq!(code(Purpose::B1, "VN-2027", "2027-01-01"), None);
    assert_eq!(code(Purpose::B2, "VN-2027", "2027-01-01"), Some("B2-2022"));
    assert_eq!(code(Purpose::A, "VN-2022", "2021-12-31"), None);
}

#[test]
fn the_shipped_forms_hold_together() {
    let mut codes = BTreeSet::new();
    for form in forms() {
        assert!(codes.insert(&form.code), "{} twice", form.code);
        assert!(
            !form.verified && (form.sample || form.kind == Purpose::B2),
            "{}",
            form.code
        );
        let mut items = BTreeSet::new();
        for item in &form.items {
            assert!(items.insert(&item.code), "{} twice", item.code);
            assert_eq!(item.options.is_empty(), form.kind != Purpose::B1, "{}", item.code);
            let mut options = BTreeSet::new();
            for choice in &item.options {
                assert!(
                    options.insert(&choice.code),
                    "{} {} twice",
                    item.code,
                    choice.code
                );
                assert_eq!(choice.at_least.is_some(), item.kind == ItemKind::Number);
                let regions: Vec<&str> = choice.points.keys().map(String::as_str).collect();
                let mut all: Vec<&str> = form.regions.iter().map(|r| r.code.as_str()).collect();
                all.sort_unstable();
                assert_eq!(regions, all, "{} {}", item.code, choice.code);
            }
            match item.kind {
                ItemKind::Number => {
                    assert_eq!(
                        item.options.first().and_then(|o| o.at_least),
                        item.min,
                        "{}",
                        item.code
                    );
                    assert!(
                        item.options
                            .windows(2)
                            .all(|pair| pair[0].at_least < pair[1].at_least)
                    );
                }
                ItemKind::Mark if form.kind == Purpose::B1 => {
                    assert_eq!(
                        options.iter().map(|o| o.as_str()).collect::<Vec<_>>(),
                        ["no", "yes"]
                    );
                }
                _ => {}
            }
        }
        for standard in form
            .standards
            .iter()
            .map(|code| by_code(code).expect("a standard"))
        {
            if form.kind == Purpose::B2 {
                let asked: Vec<&str> = form
                    .items
                    .iter()
                    .filter_map(|item| item.indicator.as_deref())
                    .collect();
                let known: Vec<&str> = standard.indicators.iter().map(|i| i.code.as_str()).collect();
                assert_eq!(asked, known);
            }
            for region in &form.regions {
                for setting in [Setting::Rural, Setting::Urban] {
                    let best = |item: &Item| {
                        item.options
                            .iter()
                            .map(|o| o.points[&region.code].of(setting))
                            .max()
                    };
                    let most: u32 = form.items.iter().filter_map(best).sum();
                    let cutoff = standard.score.as_ref().map_or(0, |s| s.b1_cutoff.of(setting));
                    assert!(most <= standard.bounds.b1_points && i64::from(most) > cutoff);
                }
            }
        }
    }
}

#[test]
fn every_province_there_ever_was_has_one_region() {
    for province in shipped_history()
        .units
        .iter()
        .filter(|unit| unit.level == Level::Province)
    {
        let regions = b1()
            .regions
            .iter()
            .filter(|region| region.province_ids.contains(&province.id))
            .count();
        assert_eq!(regions, 1, "{} {}", province.id, province.name);
    }
    let named: usize = b1().regions.iter().map(|region| region.province_ids.len()).sum();
    assert_eq!(
        named,
        shipped_history()
            .units
            .iter()
            .filter(|unit| unit.level == Level::Province)
            .count()
    );
    assert_eq!(
        b1().region_of("20.20221001").map(|r| r.code.as_str()),
        Some("northern_midlands")
    );
}
