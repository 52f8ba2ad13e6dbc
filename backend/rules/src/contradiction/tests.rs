use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::form::{Purpose, form_for};
use crate::poverty::{Setting, by_code, standards};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn person(born: &str, insured: bool) -> Person {
    Person {
        birth_date: Some(day(born)),
        insured: Some(insured),
    }
}

/// A poor rural household of four, deprived in water, toilet and schooling, in which nothing contradicts.
fn household() -> Survey<'static> {
    Survey {
        standard: "VN-2022",
        surveyed_on: day("2024-10-15"),
        people: vec![
            person("1984-03-12", true),
            person("1986-07-20", true),
            person("2005-05-05", true),
            person("2012-11-30", true),
        ],
        member_count: 4,
        income_vnd_per_person_month: None,
        b1: Some(120),
        b1_answers: BTreeMap::new(),
        deprivations: lacking("VN-2022", &["water", "toilet", "child_schooling"]),
        urban: false,
        class: Class::Poor,
        before: None,
    }
}

fn lacking(standard: &str, codes: &[&str]) -> Deprivations {
    by_code(standard)
        .expect("shipped")
        .deprivations(codes)
        .expect("known")
}

fn before(class: Class) -> Before {
    Before {
        class,
        b1: None,
        b2: None,
        deprivations: None,
    }
}

/// The codes of what contradicts after a change to the household.
#[track_caller]
fn check(change: impl FnOnce(&mut Survey), expected: &[&str]) -> Vec<Flag> {
    let mut survey = household();
    change(&mut survey);
    let found = flags(&survey);
    let codes: Vec<&str> = found.iter().map(|flag| flag.code.as_str()).collect();
    assert_eq!(codes, expected, "{found:#?}");
    found
}

fn answers(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(item, answer)| ((*item).to_owned(), (*answer).to_owned()))
        .collect()
}

#[test]
fn an_ordinary_household_has_none() {
    check(|_| {}, &[]);
    check(
        |s| {
            s.b1_answers = answers(&[
                ("household_size", "4"),
                ("water_source", "other"),
                ("television", "yes"),
            ]);
        },
        &[],
    );
}

#[test]
fn members_of_the_form_and_the_registry() {
    let found = check(
        |s| s.b1_answers = answers(&[("household_size", "5")]),
        &["members_differ"],
    );
    assert_eq!(found[0].vi, "Phiếu ghi 5 người, sổ hộ có 4");
    assert_eq!(found[0].en, "The form says 5 persons, the registry has 4");
    assert_eq!(found[0].fields, ["b1_answers/household_size", "members"]);
    assert_eq!(found[0].severity, Severity::Warning);
    check(
        |s| {
            s.b1_answers = answers(&[("household_size", "5")]);
            s.member_count = 0;
        },
        &[],
    );
    check(|s| s.b1_answers = answers(&[("household_size", "năm")]), &[]);
    check(|s| s.b1_answers = answers(&[("wage_earners", "3")]), &[]);
    let found = check(
        |s| s.b1_answers = answers(&[("wage_earners", "4")]),
        &["more_wage_earners_than_members"],
    );
    assert_eq!(
        found[0].vi,
        "Phiếu ghi 4 người hưởng lương hoặc lương hưu, sổ hộ chỉ có 3 người có thể từ 15 tuổi trở lên"
    );
}

/// The youngest of the household was born on this day; the flags with deprivations in these.
#[track_caller]
fn youngest(born: &str, codes: &[&str], expected: &[&str]) -> Vec<Flag> {
    check(
        |s| {
            s.people[3] = person(born, true);
            s.deprivations = lacking("VN-2022", codes);
        },
        expected,
    )
}

#[test]
fn children_there_are_none_of() {
    let schooling = ["child_schooling", "water", "toilet"];
    // 16 on the day of the survey, and on the day after it.
    let found = youngest("2008-10-15", &schooling, &["schooling_without_child"]);
    assert_eq!(
        found[0].vi,
        "Phiếu ghi thiếu hụt \"Tình trạng đi học của trẻ em\", nhưng trong 4 thành viên ở sổ hộ không có trẻ em từ 3 \
         đến dưới 16 tuổi"
    );
    youngest("2008-10-16", &schooling, &[]);
    // 3 on the day of the survey, and on the day after it.
    youngest("2021-10-15", &schooling, &[]);
    youngest("2021-10-16", &schooling, &["schooling_without_child"]);
    // Only the year is known, or only the month: it may be so.
    youngest("2008-01-01", &schooling, &[]);
    youngest("2008-10-01", &schooling, &[]);
    youngest("2007-01-01", &schooling, &["schooling_without_child"]);

    let nutrition = ["nutrition", "water", "toilet"];
    youngest("2008-10-16", &nutrition, &[]);
    youngest("2021-10-16", &nutrition, &[]);
    let found = youngest("2008-10-15", &nutrition, &["nutrition_without_child"]);
    assert!(found[0].en.ends_with("none is under 16"), "{}", found[0].en);
}

#[test]
fn adults_of_school_age_there_are_none_of() {
    let lacks = ["adult_education", "water", "toilet"];
    let third = |born: &str, expected: &[&str]| {
        check(
            |s| {
                s.people[2] = person(born, true);
                s.deprivations = lacking("VN-2022", &lacks);
            },
            expected,
        )
    };
    third("2005-05-05", &[]);
    // 30 until the day before they are 31.
    third("1993-10-16", &[]);
    let found = third("1993-10-15", &["education_without_adult"]);
    assert!(
        found[0].vi.ends_with("không có ai từ 16 đến 30 tuổi"),
        "{}",
        found[0].vi
    );
}

#[test]
fn nothing_is_said_of_members_nobody_knows() {
    let nutrition = |s: &mut Survey| s.deprivations = lacking("VN-2022", &["nutrition", "water", "toilet"]);
    // Without a birth date it may be a child.
    check(
        |s| {
            nutrition(s);
            s.people[3].birth_date = None;
        },
        &[],
    );
    // Only the head is in the registry by name.
    check(
        |s| {
            nutrition(s);
            s.people.truncate(1);
        },
        &[],
    );
    check(
        |s| {
            nutrition(s);
            s.people.clear();
            s.member_count = 0;
        },
        &[],
    );
}

#[test]
fn insurance() {
    let found = check(
        |s| s.deprivations = lacking("VN-2022", &["health_insurance", "water", "toilet"]),
        &["insurance_all_insured"],
    );
    assert!(
        found[0]
            .vi
            .contains("cả 4 người từ 6 tuổi trở lên đều có bảo hiểm"),
        "{}",
        found[0].vi
    );
    // One of them may not be insured: not known, or not.
    for insured in [None, Some(false)] {
        check(
            |s| {
                s.deprivations = lacking("VN-2022", &["health_insurance", "water", "toilet"]);
                s.people[0].insured = insured;
            },
            &[],
        );
    }
    let found = check(
        |s| {
            s.people[0].insured = Some(false);
            s.people[2].insured = Some(false);
        },
        &["insurance_uninsured"],
    );
    assert!(
        found[0].en.contains("has 2 members of 6 or older"),
        "{}",
        found[0].en
    );
    // A child under 6 doesn't count either way.
    let small = |s: &mut Survey, codes: &[&str]| {
        s.people[3] = person("2018-10-16", false);
        s.deprivations = lacking("VN-2022", codes);
    };
    check(|s| small(s, &["water", "toilet"]), &[]);
    check(
        |s| small(s, &["health_insurance", "water"]),
        &["insurance_all_insured"],
    );
    // Six years old on the day.
    check(
        |s| s.people[3] = person("2018-10-15", false),
        &["insurance_uninsured"],
    );
}

#[test]
fn dependents_by_age() {
    // Two of four are children: not more than half.
    let children = |s: &mut Survey, count: usize| {
        for child in s.people.iter_mut().rev().take(count) {
            *child = person("2012-11-30", true);
        }
    };
    check(|s| children(s, 2), &[]);
    let found = check(|s| children(s, 3), &["dependents_children"]);
    assert!(
        found[0]
            .vi
            .contains("3 trong 4 thành viên ở sổ hộ dưới 16 tuổi, quá 50%"),
        "{}",
        found[0].vi
    );

    let lacks = |s: &mut Survey| s.deprivations = lacking("VN-2022", &["dependents", "water", "toilet"]);
    check(
        |s| {
            lacks(s);
            children(s, 3);
        },
        &[],
    );
    let found = check(lacks, &["dependents_few"]);
    assert!(
        found[0].vi.contains("chỉ 1 trong 4 thành viên"),
        "{}",
        found[0].vi
    );
    assert_eq!(found[0].severity, Severity::Notice);
    // With two old persons and a child it may be so.
    check(
        |s| {
            lacks(s);
            s.people[0] = person("1950-02-02", true);
            s.people[1] = person("1964-10-15", true);
        },
        &[],
    );
}

#[test]
fn what_b1_and_b2_say_of_the_same() {
    let both = |item: &str, answer: &str, codes: &[&str], expected: &[&str]| {
        check(
            |s| {
                s.b1_answers = answers(&[(item, answer)]);
                s.deprivations = lacking("VN-2022", codes);
                s.people.clear();
            },
            expected,
        )
    };
    let found = both(
        "dependents_ratio",
        "over_half",
        &["water", "toilet"],
        &["dependents_b1_more"],
    );
    assert_eq!(
        found[0].vi,
        "Phiếu B1 ghi \"Tỷ lệ người phụ thuộc\" là \"Quá một nửa\", nhưng phiếu B2 ghi không thiếu hụt \"Người phụ thuộc \
         trong hộ gia đình\""
    );
    both("dependents_ratio", "all", &["dependents", "toilet"], &[]);
    both(
        "dependents_ratio",
        "under_half",
        &["dependents", "toilet"],
        &["dependents_b1_fewer"],
    );
    both("dependents_ratio", "none", &["toilet"], &[]);

    let found = both("floor_area_per_person", "7.5", &["toilet"], &["floor_area_small"]);
    assert!(
        found[0]
            .vi
            .contains("7,5 m² một người (mức thiếu hụt: dưới 8 m²)"),
        "{}",
        found[0].vi
    );
    both("floor_area_per_person", "7.5", &["floor_area"], &[]);
    both(
        "floor_area_per_person",
        "8",
        &["floor_area"],
        &["floor_area_large"],
    );
    both("floor_area_per_person", "8", &["toilet"], &[]);

    both("dwelling", "solid", &["housing_quality"], &["dwelling_solid"]);
    both("dwelling", "temporary", &["toilet"], &["dwelling_makeshift"]);
    both("dwelling", "semi_solid", &["housing_quality"], &[]);
    both("water_source", "tap", &["water"], &["water_tap"]);
    both("water_source", "other", &["water"], &[]);
    both(
        "television",
        "yes",
        &["information_devices"],
        &["television_no_device"],
    );
    both(
        "computer",
        "yes",
        &["information_devices"],
        &["computer_no_device"],
    );
    both("computer", "no", &["information_devices"], &[]);
}

#[test]
fn income_and_points() {
    let means = |income, b1, expected: &[&str]| {
        check(
            |s| {
                s.income_vnd_per_person_month = Some(income);
                s.b1 = Some(b1);
            },
            expected,
        )
    };
    means(1_500_000, 140, &[]);
    let found = means(1_500_001, 140, &["means_differ"]);
    assert_eq!(
        found[0].vi,
        "Theo thu nhập 1.500.001 đồng một người một tháng: Hộ có mức sống trung bình; theo 140 điểm B1: Hộ nghèo"
    );
    means(1_500_000, 141, &["means_differ"]);
    means(1_600_000, 141, &[]);
    // What can't be classified contradicts nothing.
    means(-1, 140, &[]);
    means(1_500_000, 100_000, &[]);
}

#[test]
fn last_year() {
    let class = |was, now, expected: &[&str]| {
        check(
            |s| {
                s.before = Some(before(was));
                s.class = now;
            },
            expected,
        )
    };
    class(Class::Poor, Class::Poor, &[]);
    class(Class::NearPoor, Class::Poor, &[]);
    class(Class::Poor, Class::Average, &["class_jump"]);
    let found = class(Class::Other, Class::Poor, &["class_jump"]);
    assert_eq!(found[0].vi, "Năm trước: Hộ khác; nay: Hộ nghèo (cách nhau 3 bậc)");

    let b1 = |was, now, expected: &[&str]| {
        check(
            |s| {
                s.before = Some(Before {
                    b1: Some(was),
                    ..before(Class::Poor)
                });
                s.b1 = Some(now);
            },
            expected,
        )
    };
    b1(80, 120, &[]);
    b1(160, 120, &[]);
    let found = b1(161, 120, &["b1_changed"]);
    assert_eq!(found[0].vi, "Điểm B1 năm trước 161, nay 120: chênh 41 điểm");

    // The household is deprived in three.
    let b2 = |b2, bits: Option<u32>, expected: &[&str]| {
        check(
            |s| {
                let deprivations = bits.map(Deprivations::from_bits);
                s.before = Some(Before {
                    b2,
                    deprivations,
                    ..before(Class::Poor)
                });
            },
            expected,
        )
    };
    b2(Some(60), None, &[]);
    let found = b2(Some(70), None, &["b2_changed"]);
    assert_eq!(found[0].vi, "Năm trước thiếu hụt 7 chỉ số, nay 3");
    b2(None, Some(0b111_1111), &["b2_changed"]);
    b2(None, Some(0b11_1111), &[]);
    b2(None, None, &[]);
}

#[test]
fn a_standard_without_points_compares_deprivations() {
    let changed = |bits, expected: &[&str]| {
        check(
            |s| {
                s.standard = "VN-2027";
                s.surveyed_on = day("2027-10-15");
                s.people.clear();
                s.deprivations = Deprivations::from_bits(0b111);
                let deprivations = Some(Deprivations::from_bits(bits));
                // Kept as 0 where a standard has no points: the deprivations tell better.
                s.before = Some(Before {
                    b2: Some(0),
                    deprivations,
                    ..before(Class::Poor)
                });
            },
            expected,
        )
    };
    changed(0b11_1111, &[]);
    changed(0b111_1111, &["b2_changed"]);
}

#[test]
fn the_same_answer_to_all() {
    let none = |b1, urban, expected: &[&str]| {
        check(
            |s| {
                s.b1 = Some(b1);
                s.urban = urban;
                s.deprivations = Deprivations::default();
                s.class = Class::NearPoor;
            },
            expected,
        )
    };
    let found = none(105, false, &["nothing_lacking"]);
    assert_eq!(
        found[0].vi,
        "Cả 12 chỉ số của phiếu B2 đều ghi không thiếu hụt, trong khi điểm B1 chỉ 105 (mức nghèo: 140)"
    );
    none(106, false, &[]);
    none(106, true, &["nothing_lacking"]);
    let found = check(
        |s| {
            s.deprivations = Deprivations::from_bits(0b1111_1111_1111);
            s.people.clear();
        },
        &["everything_lacking"],
    );
    assert!(found[0].vi.starts_with("Cả 12 chỉ số"));
}

#[test]
fn form_a() {
    let code = |needs, class| form_a_flag(needs, class).map(|flag| flag.code);
    assert_eq!(code(true, Class::Poor), None);
    assert_eq!(code(false, Class::Average), None);
    assert_eq!(code(false, Class::NearPoor).as_deref(), Some("form_a_enough"));
    let flag = form_a_flag(false, Class::Poor).expect("a flag");
    assert_eq!(
        flag.vi,
        "Phiếu A cho thấy không cần khảo sát thêm, nhưng kết quả là: Hộ nghèo"
    );
}

#[test]
fn an_unknown_standard_leaves_what_needs_none() {
    check(
        |s| {
            s.standard = "VN-1900";
            s.b1_answers = answers(&[("household_size", "5"), ("water_source", "tap")]);
            s.before = Some(Before {
                b1: Some(10),
                ..before(Class::Other)
            });
        },
        &["members_differ", "class_jump", "b1_changed"],
    );
}

#[test]
fn a_brace_in_a_sentence_or_an_answer_stays() {
    let figures = [Figure::words("a", "{b}", "{b}"), Figure::number("b", 1_u32)];
    assert_eq!(filled("{a} {b} {c", &figures, |f| &f.vi), "{b} 1 c");
}

/// Each rule is of a form, a standard and an option that exist: a slip in the data would never fire.
#[test]
fn the_rules_speak_of_what_there_is() {
    let standard = by_code("VN-2022").expect("shipped");
    let form = form_for(Purpose::B1, "VN-2022", day("2024-10-15")).expect("shipped");
    let codes: BTreeSet<&str> = rules().iter().map(|rule| rule.code.as_str()).collect();
    assert_eq!(codes.len(), rules().len(), "a code twice");
    for rule in rules() {
        let check = serde_json::from_str::<serde_json::Value>(include_str!("../../data/contradictions.json"))
            .expect("JSON")["rules"]
            .as_array()
            .and_then(|all| {
                all.iter()
                    .find(|r| r["code"] == rule.code.as_str())
                    .map(|r| r["check"].clone())
            })
            .expect("there");
        if let Some(indicator) = check["indicator"].as_str() {
            assert!(standard.indicator_index(indicator).is_some(), "{indicator}");
        }
        if let Some(code) = check["item"].as_str() {
            let item = form.item(code).unwrap_or_else(|| panic!("no item {code}"));
            for option in check["options"].as_array().into_iter().flatten() {
                assert!(
                    item.options
                        .iter()
                        .any(|o| Some(o.code.as_str()) == option.as_str()),
                    "{option}"
                );
            }
        }
        assert!(!rule.fields.is_empty(), "{}", rule.code);
    }
}

prop_compose! {
    fn surveys()(
        standard in proptest::sample::select(standards().iter().map(|s| s.code.as_str()).chain(["?"]).collect::<Vec<_>>()),
        born in proptest::collection::vec((proptest::option::of(0_i32..60_000), any::<Option<bool>>()), 0..6),
        (member_count, income, b1, urban) in (0_i64..6, any::<Option<i64>>(), any::<Option<u32>>(), any::<bool>()),
        answers in proptest::collection::btree_map(
            proptest::sample::select(vec!["household_size", "wage_earners", "floor_area_per_person", "water_source",
                "television", "dwelling", "dependents_ratio"]),
            "yes|no|tap|all|none|solid|temporary|-?[0-9]{1,12}|.{0,6}", 0..5),
        bits in any::<u32>(),
        (class, was) in (proptest::sample::select(Class::ALL.to_vec()), proptest::sample::select(Class::ALL.to_vec())),
        (was_b1, was_b2, was_bits) in any::<(Option<u32>, Option<u32>, Option<u32>)>(),
    ) -> Survey<'static> {
        let epoch = day("1900-01-01");
        Survey {
            standard,
            surveyed_on: day("2024-10-15"),
            people: born.into_iter().map(|(days, insured)| Person {
                birth_date: days.map(|days| epoch + chrono::Duration::days(days.into())), insured,
            }).collect(),
            member_count,
            income_vnd_per_person_month: income,
            b1,
            b1_answers: answers.into_iter().map(|(item, answer)| (item.to_owned(), answer)).collect(),
            deprivations: Deprivations::from_bits(bits),
            urban,
            class,
            before: Some(Before {
                class: was, b1: was_b1, b2: was_b2, deprivations: was_bits.map(Deprivations::from_bits),
            }),
        }
    }
}

proptest! {
    #[test]
    fn any_survey_is_answered_in_whole_sentences(survey in surveys()) {
        let found = flags(&survey);
        let codes: BTreeSet<&str> = found.iter().map(|flag| flag.code.as_str()).collect();
        prop_assert_eq!(codes.len(), found.len());
        for flag in &found {
            for sentence in [&flag.vi, &flag.en] {
                prop_assert!(!sentence.contains(['{', '}', '?']), "{sentence}");
            }
        }
    }

    #[test]
    fn the_boundary_of_low_means_is_that_of_the_standard(b1 in 0_u32..300, urban in any::<bool>()) {
        let mut survey = household();
        (survey.b1, survey.urban, survey.deprivations) = (Some(b1), urban, Deprivations::default());
        let cutoff = by_code("VN-2022").and_then(|s| s.score.as_ref()).expect("points").b1_cutoff.of(Setting::of(urban));
        let found = flags(&survey).iter().any(|flag| flag.code == "nothing_lacking");
        prop_assert_eq!(found, i64::from(b1) * 4 <= cutoff * 3);
    }
}
