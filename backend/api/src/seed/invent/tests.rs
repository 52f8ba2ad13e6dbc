use std::collections::{BTreeMap, BTreeSet};

use giamngheo_rules::area::shipped_history;
use giamngheo_rules::text::tidy;

use super::*;

fn order(households: u32, seed: u64) -> Order {
    Order {
        province: "20".into(),
        households,
        seed,
        years: (2022, 2025),
        today: "2026-11-01".parse().unwrap(),
    }
}

fn invent(households: u32, seed: u64) -> Vec<Household> {
    begin(shipped_history(), order(households, seed))
        .unwrap()
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_and_another_gives_others() {
    let (one, again, other) = (invent(400, 7), invent(400, 7), invent(400, 8));
    assert_eq!(one.len(), 400);
    assert!(one == again);
    assert_eq!(format!("{one:?}"), format!("{again:?}"));
    assert!(one.iter().zip(&other).all(|(a, b)| a.id != b.id));
    let villages = |seed| {
        begin(shipped_history(), order(400, seed))
            .unwrap()
            .villages
            .into_iter()
            .map(|v| (v.id, v.name))
            .collect::<Vec<_>>()
    };
    assert_eq!(villages(7), villages(7));
    assert_ne!(villages(7), villages(8));
}

#[test]
fn every_verdict_is_the_rules() {
    let mut seen = BTreeSet::new();
    for household in invent(3000, 2024) {
        assert_eq!(
            household.years.iter().map(|f| f.year).collect::<Vec<_>>(),
            [2022, 2023, 2024, 2025]
        );
        for found in &household.years {
            let standard = poverty::in_force(found.surveyed_on).unwrap();
            let findings = Findings {
                setting: Setting::of(found.unit.urban),
                income_vnd_per_person_month: None,
                b1: Some(found.b1),
                deprivations: found.deprivations,
            };
            let verdict = poverty::classify(standard, &findings).unwrap();
            assert_eq!((verdict.class, verdict.b2), (found.class, found.b2));
            assert_eq!(
                (found.standard, found.setting),
                (standard.code.as_str(), findings.setting)
            );
            assert!(found.unit.lives_on(found.surveyed_on));
            assert!(
                found
                    .unit
                    .lives_on(NaiveDate::from_ymd_opt(found.year, 12, 31).unwrap())
            );
            seen.insert((found.class, found.setting.code()));
        }
    }
    assert_eq!(seen.len(), 8, "{seen:?}");
}

#[test]
fn families_are_plausible() {
    let households = invent(3000, 2024);
    let mut ids = BTreeSet::new();
    let mut papers = BTreeSet::new();
    let mut members = 0;
    for household in &households {
        let people = &household.members;
        members += people.len();
        assert!((1..=8).contains(&people.len()));
        assert!(ids.insert(household.id.clone()) && ids.insert(household.external_id.clone()));
        let all = |relation: &str| {
            people
                .iter()
                .filter(|p| p.relation == relation)
                .collect::<Vec<_>>()
        };
        assert_eq!((all("head").len(), people[0].relation), (1, "head"));
        let head = &people[0];
        assert!((20..=90).contains(&head.age_in(2025)), "{head:?}");
        for spouse in all("spouse") {
            assert!(
                spouse.male != head.male && (spouse.age_in(2025) - head.age_in(2025)).abs() <= 6,
                "{people:?}"
            );
        }
        assert!(all("spouse").len() <= 1 && all("parent").len() <= 2);
        let mother = all("spouse").into_iter().find(|p| !p.male).unwrap_or(head);
        for child in all("child") {
            let born = mother.age_in(2025) - child.age_in(2025);
            assert!((15..=46).contains(&born), "born at {born}: {people:?}");
        }
        for parent in all("parent") {
            assert!(parent.age_in(2025) - head.age_in(2025) >= 15, "{people:?}");
        }
        for grandchild in all("grandchild") {
            assert!(head.age_in(2025) - grandchild.age_in(2025) >= 36, "{people:?}");
        }
        for person in people {
            assert!(ids.insert(person.id.clone()));
            assert_eq!(person.name, tidy(&person.name));
            assert!(person.name.split(' ').count() >= 3);
            assert!((0..=100).contains(&person.age_in(2025)), "{person:?}");
            if let Some(id) = &person.citizen_id {
                let year = person.birth_date.year();
                let digit = if year < 2000 { 0 } else { 2 } + i32::from(!person.male);
                assert!(
                    id.len() == 12 && id.starts_with(&format!("020{digit}{:02}", year % 100)),
                    "{id} {person:?}"
                );
                assert!(papers.insert(id.clone()), "twice: {id}");
            }
        }
        for found in &household.years {
            let there = people
                .iter()
                .filter(|p| p.birth_date <= found.surveyed_on)
                .count();
            assert_eq!(found.member_count, there as i64);
            ids.insert(found.survey_id.clone());
        }
        let last = household.years.last().unwrap();
        assert_eq!(
            last.member_count,
            people.len() as i64,
            "all are born by the last survey"
        );
        let insurance = poverty::by_code(last.standard)
            .unwrap()
            .indicator_index("health_insurance")
            .unwrap();
        let missing = people.iter().any(|p| p.age_in(2025) >= 6 && !p.insured);
        assert_eq!(missing, last.deprivations.contains(insurance), "{people:?}");
    }
    let average = members as f64 / households.len() as f64;
    assert!((3.9..4.15).contains(&average), "{average}");
}

#[test]
fn poverty_falls_and_movements_tell_how() {
    let households = invent(6000, 2024);
    let mut poor: BTreeMap<i32, usize> = BTreeMap::new();
    let mut moves: BTreeMap<&str, usize> = BTreeMap::new();
    for household in &households {
        for (i, found) in household.years.iter().enumerate() {
            *poor.entry(found.year).or_default() += usize::from(found.class == Class::Poor);
            assert_eq!(found.movement, movement(&household.years[..i], found.class));
            let before = i.checked_sub(1).map(|i| household.years[i].class);
            match (found.movement, before) {
                (None, None) => {}
                (None, Some(before)) => {
                    let well = |c| matches!(c, Class::Average | Class::Other);
                    assert!(before == found.class || (well(before) && well(found.class)));
                }
                (Some(code), before) => {
                    *moves.entry(code).or_default() += 1;
                    assert!(before.is_some_and(|b| b != found.class), "{code}");
                    assert_eq!(
                        matches!(code, "newly_poor" | "fell_back"),
                        found.class == Class::Poor
                    );
                    assert_eq!(
                        code.starts_with("escaped_to") || code == "escaped",
                        before == Some(Class::Poor)
                    );
                }
            }
        }
    }
    let rates: Vec<f64> = poor
        .values()
        .map(|n| *n as f64 / households.len() as f64 * 100.0)
        .collect();
    assert!((9.0..14.0).contains(&rates[0]), "{rates:?}");
    for pair in rates.windows(2) {
        assert!((1.0..4.0).contains(&(pair[0] - pair[1])), "{rates:?}");
    }
    assert_eq!(moves.len(), 7, "{moves:?}");
}

#[test]
fn towns_are_better_off_than_the_mountains() {
    let (mut ward, mut mountain) = ((0, 0), (0, 0));
    for household in invent(6000, 2024) {
        let found = &household.years[0];
        let of = if found.unit.kind == "ward" {
            &mut ward
        } else if found
            .unit
            .parent_id
            .as_deref()
            .is_some_and(|p| p.starts_with("189.") || p.starts_with("181."))
        {
            &mut mountain
        } else {
            continue;
        };
        of.0 += usize::from(found.class == Class::Poor);
        of.1 += 1;
    }
    let rate = |(poor, all): (usize, usize)| poor as f64 / all as f64;
    assert!(rate(ward) * 3.0 < rate(mountain), "{ward:?} {mountain:?}");
}

#[test]
fn villages_belong_to_todays_communes() {
    let invention = begin(shipped_history(), order(3000, 2024)).unwrap();
    let mut by_commune: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for village in &invention.villages {
        assert!(village.commune().lives_on("2026-11-01".parse().unwrap()));
        assert!(
            by_commune
                .entry(&village.commune().id)
                .or_default()
                .insert(&village.name),
            "{}",
            village.name
        );
    }
    assert_eq!(by_commune.len(), 65);
    assert!(by_commune.values().all(|v| (3..=24).contains(&v.len())));
    let total: u32 = invention.villages.iter().map(|v| v.households).sum();
    assert_eq!(total, 3000);
    // Xã Thành Hòa went into Xã Văn Lãng; its households are there now.
    let here = invention
        .villages
        .iter()
        .filter(|v| v.line.iter().any(|u| u.code == "06163"));
    assert!(here.clone().count() > 0 && here.clone().all(|v| v.commune().name == "Xã Văn Lãng"));
}

#[test]
fn other_provinces_work_and_impossible_orders_are_refused() {
    let with = |change: fn(&mut Order)| {
        let mut order = order(50, 1);
        change(&mut order);
        begin(shipped_history(), order)
    };
    assert_eq!(
        with(|o| o.province = "01".into()).map(Iterator::count).ok(),
        Some(50)
    );
    for refused in [
        with(|o| o.province = "99".into()),
        with(|o| o.province = "06154".into()),
        with(|o| o.years = (2021, 2025)),
        with(|o| o.years = (2025, 2022)),
        with(|o| o.years = (2025, 2027)),
    ] {
        assert!(refused.is_err());
    }
}
