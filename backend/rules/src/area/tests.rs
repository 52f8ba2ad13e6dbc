use std::collections::{HashMap, HashSet};

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[track_caller]
fn at<'h>(history: &'h History, code: &str, on: &str) -> &'h DatedUnit {
    history
        .find(code, day(on))
        .unwrap_or_else(|| panic!("no {code} on {on}"))
}

#[track_caller]
fn heirs<'h>(history: &'h History, id: &str) -> Vec<(&'h str, Extent)> {
    history
        .successions
        .iter()
        .filter(|s| s.predecessor_id == id)
        .map(|s| (s.successor_id.as_str(), s.extent))
        .collect()
}

#[test]
fn each_date_has_the_units_of_its_list() {
    let history = shipped_history();
    for (on, list) in [
        (
            "2022-10-01",
            include_str!("../../data/areas/areas_2022-10-01.csv"),
        ),
        (
            "2025-03-01",
            include_str!("../../data/areas/areas_2025-03-01.csv"),
        ),
        (
            "2025-07-01",
            include_str!("../../data/areas/areas_2025-07-01.csv"),
        ),
        (
            "2026-04-30",
            include_str!("../../data/areas/areas_2026-04-30.csv"),
        ),
    ] {
        let living: HashMap<&str, &DatedUnit> =
            history.living(day(on)).map(|u| (u.code.as_str(), u)).collect();
        assert_eq!(list.lines().count() - 1, history.living(day(on)).count(), "{on}");
        for row in list.lines().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            let unit = living[cells[0]];
            let parent = unit
                .parent_id
                .as_deref()
                .map_or("", |id| id.split('.').next().unwrap_or_default());
            assert_eq!(
                (
                    unit.level.as_str(),
                    unit.kind.as_str(),
                    crate::text::fold(&unit.name),
                    parent
                ),
                (cells[1], cells[2], crate::text::fold(cells[3]), cells[5]),
                "{on} {row}"
            );
        }
    }
    assert_eq!(history.living(day("2022-09-30")).count(), 0);
}

#[test]
fn a_reused_code_names_two_communes() {
    let history = shipped_history();
    let (old, new) = (
        at(history, "06463", "2025-06-30"),
        at(history, "06463", "2025-07-01"),
    );
    assert_eq!(old.path, "20.20221001/187.20221001/06463.20221001/");
    assert_eq!(new.path, "20.20221001/06463.20250701/");
    assert_eq!(old.exists_to, Some(day("2025-07-01")));
    assert_ne!(old.id, new.id);
    let predecessors = history
        .successions
        .iter()
        .filter(|s| s.successor_id == new.id)
        .count();
    assert!(predecessors > 1, "the new commune is made of {predecessors}");
}

#[test]
fn lang_son_is_complete() {
    let history = shipped_history();
    let communes = |on| -> HashSet<&str> {
        let of_it = |u: &&DatedUnit| u.level == Level::Commune && u.path.starts_with("20.20221001/");
        history
            .living(day(on))
            .filter(of_it)
            .map(|u| u.id.as_str())
            .collect()
    };
    let (before, after) = (communes("2025-06-30"), communes("2025-07-01"));
    assert_eq!((before.len(), after.len()), (194, 65));
    let links = || history.successions.iter().filter(|s| s.on == day("2025-07-01"));
    let came: HashSet<&str> = links()
        .filter(|s| before.contains(s.predecessor_id.as_str()))
        .map(|s| s.successor_id.as_str())
        .collect();
    let went: HashSet<&str> = links()
        .filter(|s| after.contains(s.successor_id.as_str()))
        .map(|s| s.predecessor_id.as_str())
        .collect();
    assert_eq!((came, went), (after, before));
}

#[test]
fn provinces_follow_their_communes_not_their_codes() {
    let history = shipped_history();
    let count = |on| {
        history
            .living(day(on))
            .filter(|u| u.level == Level::Province)
            .count()
    };
    assert_eq!((count("2025-06-30"), count("2025-07-01")), (63, 34));
    let check = |old: &str, old_name: &str, new: &str, new_name: &str| {
        let (old, new) = (at(history, old, "2025-06-30"), at(history, new, "2025-07-01"));
        assert_eq!((old.name.as_str(), new.name.as_str()), (old_name, new_name));
        assert_eq!(
            heirs(history, &old.id),
            [(new.id.as_str(), Extent::Whole)],
            "{old_name}"
        );
    };
    check("15", "Tỉnh Yên Bái", "15", "Tỉnh Lào Cai");
    check("10", "Tỉnh Lào Cai", "15", "Tỉnh Lào Cai");
    check("91", "Tỉnh Kiên Giang", "91", "Tỉnh An Giang");
    check("89", "Tỉnh An Giang", "91", "Tỉnh An Giang");
    check("06", "Tỉnh Bắc Kạn", "19", "Tỉnh Thái Nguyên");
    check("87", "Tỉnh Đồng Tháp", "82", "Tỉnh Đồng Tháp");
    check("35", "Tỉnh Hà Nam", "37", "Tỉnh Ninh Bình");
    // Went on unchanged: one unit on both sides.
    for code in ["20", "01", "04", "19"] {
        assert_eq!(
            at(history, code, "2022-10-01").id,
            at(history, code, "2026-05-01").id
        );
    }
    for province in history.units.iter().filter(|u| u.level == Level::Province) {
        assert_eq!(
            province.exists_to.is_some(),
            !heirs(history, &province.id).is_empty(),
            "{}",
            province.name
        );
    }
}

#[test]
fn a_change_of_kind_above_makes_new_units_below() {
    let history = shipped_history();
    let (old, new) = (at(history, "75", "2026-04-29"), at(history, "75", "2026-04-30"));
    assert_eq!(
        (old.kind.as_str(), new.kind.as_str()),
        ("province", "municipality")
    );
    assert_eq!(heirs(history, &old.id), [(new.id.as_str(), Extent::Whole)]);
    for child in history
        .units
        .iter()
        .filter(|u| u.parent_id.as_ref() == Some(&old.id) && u.level == Level::Commune)
    {
        let same_code = format!("{}.20260430", child.code);
        assert_eq!(
            heirs(history, &child.id),
            [(same_code.as_str(), Extent::Whole)],
            "{}",
            child.name
        );
    }
}

#[test]
fn the_history_holds_together() {
    let history = shipped_history();
    let mut seen: HashMap<&str, &DatedUnit> = HashMap::new();
    let mut paths = HashSet::new();
    for unit in &history.units {
        assert_eq!(
            unit.id,
            format!("{}.{}", unit.code, unit.exists_from.format("%Y%m%d"))
        );
        assert!(paths.insert(&unit.path), "path twice: {}", unit.path);
        match &unit.parent_id {
            None => assert_eq!(
                (unit.level, &unit.path),
                (Level::Province, &format!("{}/", unit.id))
            ),
            Some(id) => {
                let parent = seen[id.as_str()];
                assert_eq!(unit.path, format!("{}{}/", parent.path, unit.id));
                assert!(parent.level < unit.level && parent.exists_from <= unit.exists_from);
                let end = |u: &DatedUnit| u.exists_to.unwrap_or(NaiveDate::MAX);
                assert!(end(unit) <= end(parent), "{} outlives {}", unit.id, parent.id);
            }
        }
        assert!(seen.insert(&unit.id, unit).is_none(), "id twice: {}", unit.id);
    }
    let mut pairs = HashSet::new();
    let mut whole = HashSet::new();
    for link in &history.successions {
        let (old, new) = (
            seen[link.predecessor_id.as_str()],
            seen[link.successor_id.as_str()],
        );
        assert_eq!((old.exists_to, old.level), (Some(link.on), new.level), "{link:?}");
        assert!(new.lives_on(link.on), "{link:?}");
        assert!(pairs.insert((&old.id, &new.id)), "twice: {link:?}");
        if old.level == Level::Commune {
            assert_eq!(new.exists_from, link.on, "{link:?}");
        }
        if link.extent == Extent::Whole {
            assert!(whole.insert(&old.id), "whole to two: {link:?}");
        }
    }
}

#[test]
fn urban_is_a_matter_of_the_kind() {
    let history = shipped_history();
    let urban = |code, on| at(history, code, on).urban;
    // A township, then the rural commune that took its code.
    assert_eq!(
        (urban("06463", "2025-06-30"), urban("06463", "2025-07-01")),
        (true, false)
    );
    let special = history
        .living(day("2025-07-01"))
        .find(|u| u.kind == "special_zone");
    assert_eq!(special.map(|u| u.urban), Some(false));
    for unit in history.units.iter().filter(|u| u.level == Level::Commune) {
        assert_eq!(
            unit.urban,
            unit.kind == "ward" || unit.kind == "township",
            "{}",
            unit.name
        );
    }
}
