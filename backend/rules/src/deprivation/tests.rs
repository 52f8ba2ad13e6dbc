use proptest::prelude::*;

use super::*;

fn profile(weight_members: u64, bits: u32) -> Profile {
    Profile {
        weight_members,
        deprivations: Deprivations::from_bits(bits),
    }
}

/// The example of Alkire and Foster (2011): four persons, achievements in four dimensions, cut-offs (13, 12, 3, 1).
/// Recalled, not checked against the printed article.
fn alkire_foster_2011() -> [Profile; 4] {
    let cutoffs = [13.0, 12.0, 3.0, 1.0];
    let achievements = [
        [13.1, 14.0, 4.0, 1.0],
        [15.2, 7.0, 5.0, 0.0],
        [12.5, 10.0, 1.0, 0.0],
        [20.0, 11.0, 3.0, 1.0],
    ];
    achievements.map(|person| {
        let mut deprivations = Deprivations::default();
        for i in (0..4).filter(|&i| person[i] < cutoffs[i]) {
            deprivations.insert(i);
        }
        Profile {
            weight_members: 1,
            deprivations,
        }
    })
}

#[test]
fn the_published_example() {
    let measure = Method::equal(4, 2)
        .expect("a method")
        .measure(&alkire_foster_2011());
    let index = measure.index;
    assert_eq!((index.h(), index.h().value()), (Ratio::new(2, 4), Some(0.5)));
    assert_eq!((index.a(), index.a().value()), (Ratio::new(6, 8), Some(0.75)));
    assert_eq!((index.m0(), index.m0().value()), (Ratio::new(6, 16), Some(0.375)));
    let censored: Vec<u128> = measure
        .indicators
        .iter()
        .map(|share| share.censored_members)
        .collect();
    assert_eq!(censored, [1, 2, 1, 2]);
    assert_eq!(measure.censored_headcount(1), Some(Ratio::new(2, 4)));
    assert_eq!(measure.contribution(1), Some(Ratio::new(2, 6)));
    assert_eq!(measure.contribution(4), None);
}

/// UNDP, Human Development Report 2015, Technical notes, note 5: "Example using hypothetical data", four households of
/// 4, 7, 5 and 4 persons; printed: scores 22.2, 72.2, 38.9 and 50.0 %, headcount ratio 0.800, intensity 0.563, index 0.450,
/// contributions of education 33.3 % and health 29.6 %. Recalled, not checked against the printed note.
#[test]
fn the_example_of_the_human_development_report() {
    // Years of schooling, school attendance, nutrition, child mortality: a sixth each; electricity, water, sanitation,
    // floor, fuel, assets: an eighteenth each. Poor is a third or more.
    let method = Method::new(vec![3, 3, 3, 3, 1, 1, 1, 1, 1, 1], 6).expect("a method");
    let households = [
        (4, [0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
        (7, [1, 1, 0, 1, 1, 0, 1, 0, 1, 1]),
        (5, [0, 0, 1, 0, 1, 1, 1, 0, 1, 0]),
        (4, [1, 0, 0, 1, 1, 0, 0, 0, 1, 1]),
    ];
    let profiles = households.map(|(members, marks)| {
        let bits = marks.iter().enumerate().map(|(i, mark)| mark << i).sum();
        profile(members, bits)
    });
    let digits = |ratio: Ratio, decimals: usize| format!("{:.decimals$}", ratio.value().expect("people"));
    let percent = |ratio: Ratio| format!("{:.1}", 100.0 * ratio.value().expect("people"));
    for (one, score) in profiles.iter().zip(["22.2", "72.2", "38.9", "50.0"]) {
        let counted: u128 = (0..10)
            .filter(|i| one.deprivations.contains(*i))
            .map(|i| if i < 4 { 3 } else { 1 })
            .sum();
        assert_eq!(percent(Ratio::new(counted, 18)), score);
    }
    let measure = method.measure(&profiles);
    assert_eq!(digits(measure.index.h(), 3), "0.800");
    assert_eq!(digits(measure.index.a(), 4), "0.5625");
    assert_eq!(digits(measure.index.m0(), 3), "0.450");
    let contribution = |of: std::ops::Range<usize>| {
        let parts: Vec<Ratio> = of
            .map(|i| measure.contribution(i).expect("an indicator"))
            .collect();
        Ratio::new(parts.iter().map(|p| p.numerator).sum(), parts[0].denominator)
    };
    assert_eq!(percent(contribution(0..2)), "33.3");
    assert_eq!(percent(contribution(2..4)), "29.6");
    let all = contribution(0..10);
    assert_eq!(all.numerator, all.denominator);
}

#[test]
fn the_cutoff_spans_union_and_intersection() {
    let h = |k| {
        Method::equal(4, k)
            .expect("a method")
            .measure(&alkire_foster_2011())
            .index
            .poor_members
    };
    assert_eq!([h(1), h(2), h(3), h(4)], [3, 2, 1, 1]);
}

#[test]
fn unequal_weights_are_exact_too() {
    // Dimensions of a third each, the last one split in two: weights 2, 2, 1, 1; poor from a third on.
    let method = Method::new(vec![2, 2, 1, 1], 2).expect("a method");
    let people = [
        profile(3, 0b0001),
        profile(2, 0b1100),
        profile(4, 0b0100),
        profile(1, 0),
    ];
    let measure = method.measure(&people);
    assert_eq!(measure.index.h(), Ratio::new(5, 10));
    assert_eq!(measure.index.m0(), Ratio::new(10, 60));
    assert_eq!(measure.contribution(0), Some(Ratio::new(6, 10)));
}

#[test]
fn nobody_has_no_rate() {
    let index = Method::equal(12, 3).expect("a method").measure(&[]).index;
    assert_eq!(
        (index.h().value(), index.a().value(), index.m0().value()),
        (None, None, None)
    );
    let well = Method::equal(12, 3)
        .expect("a method")
        .measure(&[profile(5, 0b11)])
        .index;
    assert_eq!(
        (well.h().value(), well.a().value(), well.m0().value()),
        (Some(0.0), None, Some(0.0))
    );
}

#[test]
fn what_makes_no_index_is_refused() {
    for (weights, cutoff) in [
        (vec![], 1),
        (vec![0, 0], 1),
        (vec![1; 33], 3),
        (vec![1; 12], 0),
        (vec![1; 12], 13),
    ] {
        assert!(Method::new(weights, cutoff).is_err());
    }
    assert!(Method::equal(usize::MAX, 3).is_err());
    assert!(Index::from_sums(10, 11, 11, 12).is_err());
    assert!(Index::from_sums(10, 2, 25, 12).is_err());
    assert!(Index::from_sums(u64::MAX, u64::MAX, u64::MAX, u32::MAX).is_ok());
}

fn people() -> impl Strategy<Value = Vec<(u8, Profile)>> {
    prop::collection::vec(
        (0_u8..4, 1_u64..9, 0_u32..1 << 12).prop_map(|(g, n, bits)| (g, profile(n, bits))),
        0..60,
    )
}

fn methods() -> impl Strategy<Value = Method> {
    (prop::collection::vec(1_u32..7, 12), 1_u64..12).prop_map(|(w, k)| Method::new(w, k).expect("a method"))
}

proptest! {
    #[test]
    fn m0_is_h_times_a(people in people(), method in methods()) {
        let index = method.measure(people.iter().map(|(_, p)| p)).index;
        let (h, a, m0) = (index.h(), index.a(), index.m0());
        // As fractions: M0 = H × A without any rounding, wherever A is defined.
        prop_assert_eq!(h.numerator * a.numerator * m0.denominator, m0.numerator * h.denominator * a.denominator);
    }

    #[test]
    fn parts_add_up(people in people(), method in methods()) {
        let parts = method.decompose(people.iter().map(|(group, p)| (*group, p)));
        let sum = parts.parts.values().map(|part| part.index).reduce(|a, b| a.plus(b).expect("one method"));
        prop_assert_eq!(sum.unwrap_or(Index::nobody(parts.whole.index.weight_total)), parts.whole.index);
        let total = |part: fn(&Ratio) -> u128| parts.parts.keys()
            .map(|key| part(&parts.contribution(key).expect("a part"))).sum::<u128>();
        prop_assert_eq!(total(|ratio| ratio.numerator), parts.whole.index.censored_sum);
    }

    #[test]
    fn indicators_contribute_all(people in people(), method in methods()) {
        let measure = method.measure(people.iter().map(|(_, p)| p));
        let contributed: u128 = (0..12).map(|i| measure.contribution(i).expect("an indicator").numerator).sum();
        prop_assert_eq!(contributed, measure.index.censored_sum);
    }

    #[test]
    fn order_does_not_matter(shuffled in people().prop_flat_map(|p| (Just(p.clone()), Just(p).prop_shuffle()))) {
        let method = Method::equal(12, 3).expect("a method");
        let of = |people: &[(u8, Profile)]| method.measure(people.iter().map(|(_, p)| p));
        prop_assert_eq!(of(&shuffled.0), of(&shuffled.1));
    }

    #[test]
    fn one_more_deprivation_never_lowers_m0(people in people(), method in methods(), who in 0_usize..60, i in 0_usize..12) {
        let mut worse = people.clone();
        if let Some((_, profile)) = worse.get_mut(who) {
            profile.deprivations.insert(i);
        }
        let of = |people: &[(u8, Profile)]| method.measure(people.iter().map(|(_, p)| p)).index.censored_sum;
        prop_assert!(of(&worse) >= of(&people));
    }

    #[test]
    fn sums_from_elsewhere_give_the_same(people in people()) {
        let index = Method::equal(12, 3).expect("a method").measure(people.iter().map(|(_, p)| p)).index;
        let poor = || people.iter().map(|(_, p)| p).filter(|p| p.deprivations.len() >= 3);
        let sums = Index::from_sums(
            people.iter().map(|(_, p)| p.weight_members).sum(),
            poor().map(|p| p.weight_members).sum(),
            poor().map(|p| p.weight_members * u64::from(p.deprivations.len())).sum(),
            12,
        );
        prop_assert_eq!(sums, Ok(index));
    }
}
