use std::collections::BTreeSet;

use super::*;

fn codes<'a>(of: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    of.map(str::to_owned).collect()
}

fn indicator(code: &str) -> Indicator {
    shipped()
        .indicators
        .iter()
        .find(|i| i.code == code)
        .cloned()
        .unwrap_or_else(|| panic!("{code}"))
}

#[test]
fn the_shipped_framework_makes_sense() {
    let framework = shipped();
    let known = codes(framework.indicators.iter().map(|i| i.code.as_str()));
    assert_eq!(known.len(), framework.indicators.len(), "a code is there twice");
    let groups = codes(framework.area_groups.iter().map(|g| g.code.as_str()));
    for indicator in &framework.indicators {
        assert_eq!(check(indicator, &known, &groups), [], "{}", indicator.code);
        assert!(
            (framework.results.iter().chain(&framework.objectives)).any(|h| h.code == indicator.parent),
            "{} hangs in the air",
            indicator.code
        );
    }
    for result in &framework.results {
        assert!(
            framework
                .objectives
                .iter()
                .any(|o| Some(&o.code) == result.parent.as_ref())
        );
    }
    order(&framework.indicators).expect("no circle");
}

#[test]
fn the_framework_makes_sense_after_the_shipped_changes() {
    let changed = shipped_changes().iter().flat_map(|c| c.indicators.iter());
    let faults = whole(|items| {
        for new in changed {
            let code = new.code.clone();
            edit(items, &code, |indicator| *indicator = new.clone());
        }
    });
    assert_eq!(faults, [""; 0]);
    for code in ["I5.1", "I5.3", "I5.4"] {
        assert_eq!(
            indicator(code).origin,
            Origin::Entered,
            "{code} was entered before"
        );
    }
}

#[test]
fn each_fault_is_named() {
    let known = codes(["I1.1", "I1.2"].into_iter());
    let check_one = |change: &dyn Fn(&mut Indicator), pointer: &str, code: &str| {
        let mut indicator = indicator("I1.2");
        change(&mut indicator);
        let faults = check(&indicator, &known, &BTreeSet::new());
        let found: Vec<_> = faults.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
        assert_eq!(found, [(pointer, code)]);
    };
    check_one(&|i| i.code = "I1.n".into(), "/code", "bad_code");
    check_one(&|i| i.code = "1".into(), "/code", "bad_code");
    check_one(&|i| i.code = "I-1".into(), "/code", "bad_code");
    check_one(&|i| i.decimals = 7, "/decimals", "out_of_range");
    check_one(&|i| i.factor = 0, "/factor", "out_of_range");
    check_one(&|i| i.by = vec![Dimension::Class], "/by/0", "unknown_dimension");
    check_one(&|i| i.numerator = None, "/numerator", "missing");
    check_one(
        &|i| i.numerator = Some("#I9".into()),
        "/numerator",
        "unknown_indicator",
    );
    check_one(&|i| i.numerator = Some("$a.b".into()), "/numerator", "no_cells");
    check_one(&|i| i.denominator = Some("1 +".into()), "/denominator", "syntax");
    check_one(
        &|i| i.denominator = Some("households[group=x]".into()),
        "/denominator",
        "unknown_value",
    );
    check_one(&|i| i.origin = Origin::Entered, "/entry", "missing");
    check_one(
        &|i| {
            i.range = Some(Range {
                min: Some("một".into()),
                max: None,
            });
        },
        "/range/min",
        "not_a_number",
    );
    check_one(
        &|i| {
            i.range = Some(Range {
                min: Some("2".into()),
                max: Some("1".into()),
            });
        },
        "/range",
        "out_of_range",
    );
}

#[test]
fn a_circle_is_named_by_its_path() {
    let with = |code: &str, numerator: &str| Indicator {
        code: code.into(),
        numerator: Some(numerator.into()),
        denominator: None,
        ..indicator("I1.2")
    };
    let circle = |all: &[Indicator]| order(all).map_err(|path| path.join(" → "));
    assert_eq!(
        circle(&[with("A", "#B + 1"), with("B", "#C"), with("C", "previous(#A)")]),
        Err("A → B → C → A".into())
    );
    assert_eq!(
        circle(&[with("A", "households"), with("B", "#B")]),
        Err("B → B".into())
    );
    assert_eq!(
        circle(&[with("A", "#C + #B"), with("B", "#C"), with("C", "households")]),
        Ok(vec![2, 1, 0])
    );
}

#[test]
fn lights_follow_the_direction() {
    let number = |text: &str| parse_decimal(text).unwrap();
    let check = |code: &str, value: &str, target: &str, light: Option<Light>| {
        assert_eq!(
            indicator(code).light(&number(value), &number(target)),
            light,
            "{code} {value} {target}"
        );
    };
    check("I1.2", "5", "5", Some(Light::Green));
    check("I1.2", "5.5", "5", Some(Light::Amber));
    check("I1.2", "5.51", "5", Some(Light::Red));
    check("I1.4", "1.2", "1", Some(Light::Green));
    check("I1.4", "0.8", "1", Some(Light::Amber));
    check("I1.4", "-0.5", "1", Some(Light::Red));
    check("I1.8c1", "5", "5", None);
}

/// What [`check_all`] says of the shipped framework after a change: kind, code, pointer and reason of each fault.
fn whole(change: impl FnOnce(&mut Vec<Item>)) -> Vec<String> {
    let mut items = shipped().items();
    change(&mut items);
    let items: Items = items
        .into_iter()
        .map(|item| ((item.kind(), item.code().to_owned()), item))
        .collect();
    let misfits = check_all(&items).into_iter();
    misfits
        .map(|m| {
            format!(
                "{} {} {} {}",
                m.kind.code(),
                m.code,
                m.fault.pointer,
                m.fault.code
            )
        })
        .collect()
}

fn edit(items: &mut [Item], code: &str, change: impl FnOnce(&mut Indicator)) {
    let found = items.iter_mut().find_map(|item| match item {
        Item::Indicator(indicator) if indicator.code == code => Some(indicator),
        _ => None,
    });
    change(found.unwrap_or_else(|| panic!("{code}")));
}

#[test]
fn a_framework_is_checked_as_a_whole() {
    let nothing: [&str; 0] = [];
    assert_eq!(whole(|_| {}), nothing);
    assert_eq!(
        whole(|all| all.retain(|i| i.code() != "R3.1"))[..1],
        ["indicator I3.1 /parent unknown_parent"]
    );
    assert_eq!(
        whole(|all| all.retain(|i| i.kind() != ItemKind::AreaGroup)),
        [
            "indicator I3.1 /numerator unknown_value",
            "indicator I3.1 /denominator unknown_value"
        ]
    );
    assert_eq!(
        whole(|all| edit(all, "I1.1", |i| i.numerator = Some("households + #I1.4".into()))),
        ["indicator I1.1 /numerator circular"]
    );
    assert_eq!(
        whole(|all| edit(all, "I1.1", |i| i.parent = "CT2125".into())),
        ["indicator I1.1 /parent unknown_parent"]
    );
    assert_eq!(
        whole(|all| edit(all, "I1.1", |i| i.name.en = " ".into())),
        ["indicator I1.1 /name/en missing"]
    );
    let group = |change: fn(&mut AreaGroup)| {
        whole(|all| {
            for item in all {
                if let Item::AreaGroup(group) = item {
                    change(group);
                }
            }
        })
    };
    assert_eq!(
        group(|g| g.members.push(g.members[0].clone())),
        ["area_group poor_districts /members/2/area twice"]
    );
    assert_eq!(
        group(|g| g.members.clear()),
        ["area_group poor_districts /members length"]
    );
}

#[test]
fn a_fault_in_a_formula_says_where() {
    let known = codes(["I1.1", "I1.10"].into_iter());
    let at = |numerator: &str| {
        let mut indicator = indicator("I1.2");
        indicator.numerator = Some(numerator.into());
        check(&indicator, &known, &BTreeSet::new())[0].at
    };
    assert_eq!(at("households +"), Some(12));
    assert_eq!(at("1 + hộ"), Some(4));
    assert_eq!(at("#I1.10 + #I1.n * 2 + #I9"), Some(9));
    assert_eq!(at("#I1.1 / #I1"), Some(8));
    assert_eq!(at("households[group=nowhere]"), Some(17));
    assert_eq!(at("households * $a.b"), Some(13));
}
