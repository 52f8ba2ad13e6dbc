use proptest::prelude::*;

use super::*;

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a date")
}

/// Finds what a sentence such as "rural B1 140, 3 deprivations" says.
fn findings(case: &str) -> Findings {
    let words: Vec<&str> = case.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let [setting, measure, value, count, _] = words[..] else {
        panic!("{case:?} is not a case")
    };
    let value: i64 = value.replace('_', "").parse().expect("a number");
    let count: u32 = count.parse().expect("a count");
    Findings {
        setting: Setting::from_code(setting).expect("a setting"),
        income_vnd_per_person_month: (measure == "income").then_some(value),
        b1: (measure == "B1").then(|| u32::try_from(value).expect("points")),
        deprivations: Deprivations::from_bits((1 << count) - 1),
    }
}

#[track_caller]
fn check(on: &str, case: &str, class: Class) {
    let standard = in_force(day(on)).unwrap_or_else(|| panic!("no standard on {on}"));
    let verdict = classify(standard, &findings(case)).unwrap_or_else(|r| panic!("{case}: {r}"));
    assert_eq!(verdict.class, class, "{on} {case}: {:?}", verdict.reasons);
}

use Class::{Average, NearPoor, Other, Poor};

#[test]
fn boundaries_of_the_scores_of_2022() {
    let check = |case, class| check("2024-10-01", case, class);
    check("rural B1 0, 12 deprivations", Poor);
    check("rural B1 140, 3 deprivations", Poor);
    check("rural B1 140, 2 deprivations", NearPoor);
    check("rural B1 140, 0 deprivations", NearPoor);
    check("rural B1 141, 3 deprivations", Average);
    check("rural B1 141, 0 deprivations", Average);
    check("rural B1 175, 12 deprivations", Average);
    check("rural B1 176, 12 deprivations", Other);
    check("urban B1 175, 3 deprivations", Poor);
    check("urban B1 175, 2 deprivations", NearPoor);
    check("urban B1 176, 3 deprivations", Average);
    check("urban B1 225, 3 deprivations", Average);
    check("urban B1 226, 3 deprivations", Other);
}

#[test]
fn boundaries_of_the_incomes_of_2022() {
    let check = |case, class| check("2024-10-01", case, class);
    check("rural income 0, 3 deprivations", Poor);
    check("rural income 1_500_000, 3 deprivations", Poor);
    check("rural income 1_500_000, 2 deprivations", NearPoor);
    check("rural income 1_500_001, 3 deprivations", Average);
    check("rural income 2_250_000, 3 deprivations", Average);
    check("rural income 2_250_001, 3 deprivations", Other);
    check("urban income 2_000_000, 3 deprivations", Poor);
    check("urban income 2_000_000, 2 deprivations", NearPoor);
    check("urban income 2_000_001, 3 deprivations", Average);
    check("urban income 3_000_000, 3 deprivations", Average);
    check("urban income 3_000_001, 3 deprivations", Other);
}

#[test]
fn boundaries_of_the_incomes_of_2027() {
    let check = |case, class| check("2027-01-01", case, class);
    check("rural income 2_200_000, 3 deprivations", Poor);
    check("rural income 2_200_000, 2 deprivations", NearPoor);
    check("rural income 2_200_001, 3 deprivations", Other);
    check("urban income 2_800_000, 3 deprivations", Poor);
    check("urban income 2_800_001, 3 deprivations", Other);
}

#[test]
fn the_standard_follows_the_date() {
    let code = |on| in_force(day(on)).map(|s| s.code.as_str());
    assert_eq!(code("2021-12-31"), None);
    assert_eq!(code("2022-01-01"), Some("VN-2022"));
    assert_eq!(code("2025-12-31"), Some("VN-2022"));
    assert_eq!(code("2026-12-31"), Some("VN-2022"));
    assert_eq!(code("2027-01-01"), Some("VN-2027"));
    assert_eq!(code("2030-12-31"), Some("VN-2027"));
    assert_eq!(code("2031-01-01"), None);
}

#[test]
fn the_officers_sheet_is_classified_as_its_truth_says() {
    let standard = by_code("VN-2022").expect("shipped");
    let mut rows = 0;
    for row in include_str!("officer_sheet_2024.csv").lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let [_, b1, codes, truth] = cells[..] else {
            panic!("{row}")
        };
        let deprivations = standard
            .deprivations(codes.split_whitespace())
            .expect("known codes");
        let findings = Findings {
            setting: Setting::Rural,
            income_vnd_per_person_month: None,
            b1: Some(b1.parse().expect("points")),
            deprivations,
        };
        let class = classify(standard, &findings).expect("complete").class;
        let said = if class >= Average {
            "not_poor"
        } else {
            class.code()
        };
        assert_eq!(said, truth, "{row}");
        rows += 1;
    }
    assert_eq!(rows, 60);
}

#[test]
fn reasons_name_the_figures_the_indicators_and_the_source() {
    let standard = by_code("VN-2022").expect("shipped");
    let mut findings = findings("rural B1 128, 4 deprivations");
    let verdict = classify(standard, &findings).expect("complete");
    assert_eq!(
        (verdict.basis, verdict.b1, verdict.b2, verdict.verified),
        (Basis::Score, Some(128), 40, false)
    );
    let vi: Vec<(&str, &str)> = verdict.reasons.iter().map(|r| (r.code, r.vi.as_str())).collect();
    let names = "4 chỉ số thiếu hụt: Việc làm; Người phụ thuộc trong hộ gia đình; Dinh dưỡng; Bảo hiểm y tế";
    assert_eq!(
        vi,
        [
            (
                "conclusion",
                format!("Hộ nghèo: B1 128 ≤ 140 và B2 40 ≥ 30 ({names})").as_str()
            ),
            (
                "resources",
                "B1 128 ≤ 140 điểm, khu vực nông thôn (Thông tư 07/2021/TT-BLĐTBXH)"
            ),
            (
                "deprivations",
                format!("B2 40 ≥ 30 điểm: {names} (Thông tư 07/2021/TT-BLĐTBXH)").as_str()
            ),
            (
                "unverified",
                "Có số liệu hoặc định nghĩa của chuẩn chưa được đối chiếu với văn bản."
            ),
        ]
    );

    findings.income_vnd_per_person_month = Some(1_600_000);
    findings.deprivations = Deprivations::default();
    let verdict = classify(standard, &findings).expect("complete");
    let en: Vec<&str> = verdict.reasons.iter().map(|r| r.en.as_str()).collect();
    assert_eq!((verdict.class, verdict.basis), (Average, Basis::Income));
    assert_eq!(
        en[..4],
        [
            "Average living standard: income 1,600,000 > 1,500,000 and ≤ 2,250,000",
            "income 1,600,000 > 1,500,000 and ≤ 2,250,000 đồng per person and month, rural area (Điều 3, Nghị định \
             07/2021/NĐ-CP)",
            "0 < 3 deprivations: not deprived in any indicator (Điều 3, Nghị định 07/2021/NĐ-CP)",
            "The income is known, so the 128 points of B1 do not decide.",
        ]
    );
}

#[test]
fn what_cannot_be_judged_is_refused() {
    #[track_caller]
    fn check(standard: &str, findings: Findings, code: &str, field: &str) {
        let refusal = classify(by_code(standard).expect("shipped"), &findings).expect_err("refused");
        assert_eq!((refusal.code, refusal.field), (code, field), "{refusal}");
        assert!(!refusal.vi.is_empty() && !refusal.en.is_empty());
    }
    let b1 = |b1| Findings {
        b1,
        ..findings("rural B1 100, 3 deprivations")
    };
    let income = |i| Findings {
        income_vnd_per_person_month: Some(i),
        ..b1(None)
    };
    check("VN-2022", b1(None), "missing", "b1");
    check("VN-2027", b1(None), "missing", "income_vnd_per_person_month");
    check("VN-2027", b1(Some(100)), "no_score_rule", "b1");
    check("VN-2022", b1(Some(501)), "out_of_bounds", "b1");
    check(
        "VN-2022",
        income(-1),
        "out_of_bounds",
        "income_vnd_per_person_month",
    );
    check(
        "VN-2022",
        income(1_000_000_001),
        "out_of_bounds",
        "income_vnd_per_person_month",
    );
    let beyond = Findings {
        deprivations: Deprivations::from_bits(1 << 12),
        ..b1(Some(100))
    };
    check("VN-2022", beyond, "unknown_indicator", "deprivations");
}

#[test]
fn codes_and_bits_are_one() {
    let standard = by_code("VN-2022").expect("shipped");
    let set = standard
        .deprivations(["toilet", "employment", "toilet"])
        .expect("known");
    assert_eq!(
        (set.bits(), set.len(), set.contains(9), set.contains(99)),
        (0b10_0000_0001, 2, true, false)
    );
    assert_eq!(standard.codes(set), ["employment", "toilet"]);
    let unknown = standard.deprivations(["toilets"]).expect_err("unknown");
    assert_eq!(
        unknown.to_string(),
        "standard VN-2022 has no indicator \"toilets\""
    );
    for class in Class::ALL {
        assert_eq!(Class::from_code(class.code()), Some(class));
    }
    assert_eq!(Class::from_code("rich"), None);
}

#[test]
fn the_shipped_standards_hold_together() {
    for pair in standards().windows(2) {
        assert!(pair[0].valid_to < pair[1].valid_from, "two standards on one day");
    }
    for standard in standards() {
        assert!(standard.valid_from <= standard.valid_to);
        assert_eq!(standard.indicators.len(), 12, "{}", standard.code);
        assert!(standard.deprivation_cutoff.value as usize <= standard.indicators.len());
        for (i, indicator) in standard.indicators.iter().enumerate() {
            assert_eq!(
                standard.indicator_index(&indicator.code),
                Some(i),
                "{} twice",
                indicator.code
            );
            assert!(
                standard.services.iter().any(|s| s.code == indicator.service),
                "{}",
                indicator.code
            );
        }
        for resources in [Resources::Low, Resources::Average, Resources::High] {
            for deprived in [false, true] {
                assert!(
                    standard
                        .classes
                        .iter()
                        .any(|row| row.when.holds(resources, deprived))
                );
            }
        }
        if let Some(score) = &standard.score {
            // Both ways of counting deprivations agree.
            let points = standard.deprivation_cutoff.value * score.b2_points_per_indicator.value;
            assert_eq!(score.b2_cutoff.value, points);
        }
        assert!(
            !standard.verified(),
            "{}: the annex has not been checked yet",
            standard.code
        );
        let json = serde_json::to_string(standard).expect("serialises");
        assert_eq!(
            &serde_json::from_str::<Standard>(&json).expect("its own form"),
            standard
        );
    }
}

fn any_findings() -> impl Strategy<Value = Findings> {
    (
        any::<bool>(),
        prop::option::of(0_i64..5_000_000),
        0_u32..=500,
        0_u32..1 << 12,
    )
        .prop_map(|(urban, income, b1, bits)| Findings {
            setting: Setting::of(urban),
            income_vnd_per_person_month: income,
            b1: Some(b1),
            deprivations: Deprivations::from_bits(bits),
        })
}

fn judged(findings: &Findings) -> Class {
    classify(by_code("VN-2022").expect("shipped"), findings)
        .expect("complete")
        .class
}

proptest! {
    #[test]
    fn one_more_deprivation_never_improves(findings in any_findings(), index in 0_usize..12) {
        let mut worse = findings;
        worse.deprivations.insert(index);
        prop_assert!(judged(&worse) <= judged(&findings));
    }

    #[test]
    fn with_or_without_reasons_it_is_the_same(findings in any_findings()) {
        for standard in standards() {
            let verdict = classify(standard, &findings).map(|v| (v.class, v.basis));
            prop_assert_eq!(verdict, class_of(standard, &findings));
        }
    }

    #[test]
    fn more_means_never_worsen(findings in any_findings(), more in 0_u32..300) {
        let mut better = findings;
        better.b1 = findings.b1.map(|b1| (b1 + more).min(500));
        better.income_vnd_per_person_month = findings.income_vnd_per_person_month.map(|i| i + i64::from(more) * 9_999);
        prop_assert!(judged(&better) >= judged(&findings));
    }

    #[test]
    fn the_order_of_deprivations_does_not_matter(
        mut codes in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(), take in 0_usize..=12,
    ) {
        let standard = by_code("VN-2022").expect("shipped");
        codes.truncate(take);
        let names = |order: &[usize]| order.iter().map(|i| standard.indicators[*i].code.clone()).collect::<Vec<_>>();
        let given = standard.deprivations(names(&codes));
        codes.sort_unstable();
        prop_assert_eq!(&given, &standard.deprivations(names(&codes)));
        prop_assert_eq!(standard.codes(given.expect("known")), names(&codes));
    }
}
