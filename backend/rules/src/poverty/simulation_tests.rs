use proptest::prelude::*;

use super::simulation::{
    Benefit, Benefits, BySetting, MOST_BENEFIT_VND, Scenario, carried, counted, figures, reclassified,
};
use super::*;

fn base(code: &str) -> &'static Standard {
    by_code(code).expect("shipped")
}

fn scenario(code: &str) -> Scenario {
    Scenario::of(base(code))
}

#[allow(clippy::unnecessary_wraps)]
fn pair(rural: i64, urban: i64) -> Option<BySetting> {
    Some(BySetting { rural, urban })
}

fn income(vnd: i64, bits: u32) -> Findings {
    Findings {
        setting: Setting::Rural,
        income_vnd_per_person_month: Some(vnd),
        b1: None,
        deprivations: Deprivations::from_bits(bits),
    }
}

#[track_caller]
fn refuses(scenario: &Scenario, pointer: &str, code: &str) {
    let faults = scenario.standard().expect_err("refused");
    assert!(
        faults
            .iter()
            .any(|f| f.pointer == pointer && f.code == code && !f.vi.is_empty()),
        "{faults:?}"
    );
}

#[test]
fn a_standard_as_it_is_stays_what_it_is() {
    for standard in standards() {
        let scenario = Scenario::of(standard);
        assert_eq!(scenario.standard().as_ref(), Ok(standard));
        assert!(!scenario.is_edited());
    }
    // The standard's own figures are no edit, and keep their source.
    let mut same = scenario("VN-2027");
    same.income_threshold_vnd_per_person_month = pair(2_200_000, 2_800_000);
    same.deprivation_cutoff = Some(3);
    assert!(!same.is_edited());
    let used = figures(&same.standard().expect("good"));
    assert!(used[0].verified && !used[0].edited, "{used:?}");
}

#[test]
fn supposed_figures_decide_and_are_not_verified() {
    let mut edited = scenario("VN-2027");
    edited.income_threshold_vnd_per_person_month = pair(3_000_000, 3_500_000);
    edited.deprivation_cutoff = Some(1);
    assert!(edited.is_edited());
    let standard = edited.standard().expect("good");
    let verdict = classify(&standard, &income(3_000_000, 1)).expect("complete");
    assert_eq!((verdict.class, verdict.verified), (Class::Poor, false));
    assert_eq!(
        class_of(&standard, &income(3_000_000, 0)).map(|v| v.0),
        Ok(Class::NearPoor)
    );
    assert_eq!(
        class_of(&standard, &income(3_000_001, 1)).map(|v| v.0),
        Ok(Class::Other)
    );
    let used = figures(&standard);
    let of = |code: &str| used.iter().find(|f| f.code == code).expect("used");
    assert!(of("income_threshold").edited && of("deprivation_cutoff").edited && !of("indicators").edited);
    assert_eq!(
        (of("income_threshold").rural, of("deprivation_cutoff").urban),
        (3_000_000, 1)
    );
}

#[test]
fn a_supposed_band_and_supposed_points_make_their_rules() {
    let mut edited = scenario("VN-2027");
    edited.average_living_upper_vnd_per_person_month = pair(3_300_000, 4_200_000);
    edited.b1_cutoff = pair(160, 200);
    let standard = edited.standard().expect("good");
    assert_eq!(
        class_of(&standard, &income(3_300_000, 0)).map(|v| v.0),
        Ok(Class::Average)
    );
    assert_eq!(
        class_of(&standard, &income(3_300_001, 0)).map(|v| v.0),
        Ok(Class::Other)
    );
    let points = |b1, bits| Findings {
        income_vnd_per_person_month: None,
        b1: Some(b1),
        ..income(0, bits)
    };
    let class = |b1, bits| class_of(&standard, &points(b1, bits)).expect("complete");
    assert_eq!(class(160, 0b111), (Class::Poor, Basis::Score));
    assert_eq!(class(160, 0b11), (Class::NearPoor, Basis::Score));
    assert_eq!(class(161, 0b111), (Class::Other, Basis::Score));
    // The points go with the cut-off of indicators.
    let mut edited = scenario("VN-2022");
    edited.deprivation_cutoff = Some(5);
    let standard = edited.standard().expect("good");
    assert_eq!(
        class_of(&standard, &points(100, 0b1111)).map(|v| v.0),
        Ok(Class::NearPoor)
    );
    assert_eq!(
        class_of(&standard, &points(100, 0b1_1111)).map(|v| v.0),
        Ok(Class::Poor)
    );
}

#[test]
fn an_indicator_left_out_does_not_count() {
    let from = base("VN-2022");
    let mut edited = scenario("VN-2022");
    edited.indicators_left_out = vec!["employment".into(), "employment".into(), "toilet".into()];
    let to = edited.standard().expect("good");
    assert_eq!(to.indicators.len(), 10);
    assert_eq!(counted(from, &to).map(Deprivations::bits), Some(0b1101_1111_1110));
    // Bits beyond the indicators mean nothing.
    let found = income(1_000_000, 1 << 20 | 0b10_0000_0111);
    let moved = carried(from, &to, &found).expect("all were asked");
    assert_eq!(to.codes(moved.deprivations), ["dependents", "nutrition"]);
    assert_eq!(
        reclassified(from, &to, &found),
        Some((Class::NearPoor, Basis::Income))
    );
    assert_eq!(
        reclassified(from, from, &income(1_000_000, 0b10_0000_0111)).map(|v| v.0),
        Some(Class::Poor)
    );
    // An indicator that nobody asked about can't be judged.
    assert_eq!(counted(&to, from), None);
    assert_eq!(reclassified(&to, from, &found), None);
}

#[test]
fn what_cannot_be_is_refused() {
    let mut unknown = scenario("VN-2022");
    unknown.standard = "VN-1900".into();
    refuses(&unknown, "/standard", "unknown");
    let with = |change: fn(&mut Scenario)| {
        let mut scenario = scenario("VN-2022");
        change(&mut scenario);
        scenario
    };
    refuses(
        &with(|s| s.deprivation_cutoff = Some(13)),
        "/deprivation_cutoff",
        "more_than_indicators",
    );
    refuses(
        &with(|s| s.deprivation_cutoff = Some(0)),
        "/deprivation_cutoff",
        "more_than_indicators",
    );
    refuses(
        &with(|s| s.deprivation_cutoff = Some(u32::MAX)),
        "/deprivation_cutoff",
        "more_than_indicators",
    );
    let all_but_two = with(|s| {
        s.indicators_left_out = base("VN-2022").indicators[2..]
            .iter()
            .map(|i| i.code.clone())
            .collect();
    });
    refuses(&all_but_two, "/deprivation_cutoff", "more_than_indicators");
    refuses(
        &with(|s| s.indicators_left_out = vec!["x".into()]),
        "/indicators_left_out/0",
        "unknown_indicator",
    );
    let at = "/income_threshold_vnd_per_person_month/rural";
    for rural in [0, -1, i64::MIN, i64::MAX, 1_000_000_001] {
        let mut scenario = scenario("VN-2022");
        scenario.income_threshold_vnd_per_person_month = pair(rural, 2_000_000);
        refuses(&scenario, at, "out_of_bounds");
    }
    let mut far = scenario("VN-2022");
    far.b1_cutoff = pair(501, 175);
    assert_eq!(far.standard().expect_err("refused").len(), 1);
    let raised = with(|s| s.income_threshold_vnd_per_person_month = pair(2_250_001, 2_000_000));
    refuses(
        &raised,
        "/average_living_upper_vnd_per_person_month/rural",
        "below_low",
    );
    refuses(
        &with(|s| s.b1_cutoff = pair(140, 501)),
        "/b1_cutoff/urban",
        "out_of_bounds",
    );
    refuses(
        &with(|s| s.b1_average_upper = pair(139, 300)),
        "/b1_average_upper/rural",
        "below_low",
    );
    let mut alone = scenario("VN-2027");
    alone.b1_average_upper = pair(175, 225);
    refuses(&alone, "/b1_average_upper", "no_score_rule");
}

#[test]
fn costs_are_whole_and_overflow_is_said() {
    let benefits = Benefits {
        poor: Benefit {
            vnd_per_household_month: 60_000,
            vnd_per_person_month: 100_000,
        },
        ..Benefits::default()
    };
    assert_eq!(
        benefits.yearly_vnd(Class::Poor, 10, 42),
        Some(12 * (600_000 + 4_200_000))
    );
    assert_eq!(benefits.yearly_vnd(Class::Other, 10, 42), Some(0));
    assert_eq!(benefits.yearly_vnd(Class::Poor, i64::MAX, i64::MAX), None);
    assert_eq!(benefits.check(), Ok(()));
    let bad = Benefits {
        poor: Benefit {
            vnd_per_household_month: -1,
            vnd_per_person_month: MOST_BENEFIT_VND + 1,
        },
        ..Benefits::default()
    };
    let pointers: Vec<String> = bad
        .check()
        .expect_err("bad")
        .into_iter()
        .map(|f| f.pointer)
        .collect();
    assert_eq!(
        pointers,
        ["/poor/vnd_per_household_month", "/poor/vnd_per_person_month"]
    );
}

fn any_pair(most: i64) -> impl Strategy<Value = Option<BySetting>> {
    prop::option::of((1..most, 1..most).prop_map(|(rural, urban)| BySetting { rural, urban }))
}

fn any_scenario() -> impl Strategy<Value = Scenario> {
    (
        prop::sample::select(vec!["VN-2022", "VN-2027"]),
        any_pair(4_000_000),
        any_pair(300),
        prop::option::of(1_u32..=12),
        prop::collection::vec(0_usize..12, 0..4),
    )
        .prop_map(
            |(code, income, b1_cutoff, deprivation_cutoff, left_out)| Scenario {
                income_threshold_vnd_per_person_month: income,
                average_living_upper_vnd_per_person_month: pair(5_000_000, 5_000_000),
                b1_cutoff,
                b1_average_upper: b1_cutoff.and(pair(400, 400)),
                deprivation_cutoff,
                indicators_left_out: left_out
                    .iter()
                    .map(|i| base(code).indicators[*i].code.clone())
                    .collect(),
                ..scenario(code)
            },
        )
}

proptest! {
    #[test]
    fn a_good_scenario_has_a_class_for_all_with_income(
        scenario in any_scenario(), vnd in 0_i64..6_000_000, bits in 0_u32..1 << 12,
    ) {
        let Ok(to) = scenario.standard() else { return Ok(()) };
        let found = income(vnd, bits);
        let (class, basis) = reclassified(base("VN-2022"), &to, &found).expect("judged");
        prop_assert_eq!(basis, Basis::Income);
        let low = vnd <= to.income_threshold_vnd_per_person_month.rural;
        prop_assert_eq!(class <= Class::NearPoor, low);
        // The set as it is carried says the same as counting the bits that are counted.
        let mask = counted(base("VN-2022"), &to).expect("all were asked").bits();
        let poor = low && (bits & mask).count_ones() >= to.deprivation_cutoff.value;
        prop_assert_eq!(class == Class::Poor, poor);
    }

    #[test]
    fn fewer_indicators_or_a_higher_cutoff_make_nobody_poorer(
        scenario in any_scenario(), vnd in 0_i64..6_000_000, bits in 0_u32..1 << 12,
    ) {
        let mut milder = scenario.clone();
        milder.deprivation_cutoff = Some(scenario.deprivation_cutoff.unwrap_or(3) + 1);
        milder.indicators_left_out.push("water".into());
        if let (Ok(one), Ok(other)) = (scenario.standard(), milder.standard()) {
            let class = |to: &Standard| reclassified(base("VN-2022"), to, &income(vnd, bits)).map(|v| v.0);
            prop_assert!(class(&one) <= class(&other));
        }
    }

    #[test]
    fn costs_of_parts_add_up(h in 0_i64..1_000_000, m in 0_i64..1_000_000, part in 0_i64..1_000_000, vnd in 0_i64..1_000_000) {
        let benefits = Benefits {
            poor: Benefit { vnd_per_household_month: vnd, vnd_per_person_month: vnd / 3 },
            ..Benefits::default()
        };
        let cost = |h, m| benefits.yearly_vnd(Class::Poor, h, m).expect("small");
        prop_assert_eq!(cost(h, m) + cost(part, part), cost(h + part, m + part));
    }
}
