use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::formula::{CellRef, Exact, Gap, Lookup, Measure, Outcome, Part, from_e4, parse_decimal};
use crate::framework;
use crate::period::Period;
use Origin as O;

/// Households 200, of them 50 poor; `#I1.2` 25, its target 20.
struct Figures;

impl Lookup for Figures {
    fn measure(&self, measure: &Measure, back: u32) -> Outcome {
        let all = if measure.filters.is_empty() { 200 } else { 50 };
        Ok(Exact::from_integer((all + i64::from(back) * 10).into()))
    }
    fn indicator(&self, code: &str, _: Part, _: u32) -> Outcome {
        if code == "I1.2" {
            Ok(Exact::from_integer(25.into()))
        } else {
            Err(Gap::missing())
        }
    }
    fn target(&self, _: &str) -> Outcome {
        Ok(Exact::from_integer(20.into()))
    }
    fn baseline(&self, _: &str) -> Outcome {
        Err(Gap::new("no_register", "không có sổ", "no register"))
    }
    fn cells(&self, _: &CellRef) -> Vec<Outcome> {
        Vec::new()
    }
}

fn template(columns: serde_json::Value, rows: serde_json::Value) -> Template {
    serde_json::from_value(json!({
        "code": "T", "name": { "vi": "Biểu", "en": "Form" }, "legal": { "document": "Thông tư" }, "verified": false,
        "frequencies": ["half"], "levels": ["commune"],
        "sections": [{ "code": "I", "title": "I. Chung", "required": true }],
        "tables": [{ "code": "A", "title": "", "row_title": "Chỉ tiêu", "columns": columns, "rows": rows }],
        "signatures": [], "recipients": []
    }))
    .unwrap()
}

fn known() -> (BTreeSet<String>, BTreeSet<String>) {
    let shipped = framework::shipped();
    (
        shipped.indicators.iter().map(|i| i.code.clone()).collect(),
        shipped.area_groups.iter().map(|g| g.code.clone()).collect(),
    )
}

fn number(text: &str) -> Entry {
    Entry::Number(parse_decimal(text).unwrap())
}

fn fill(
    template: &Template,
    entered: &BTreeMap<String, Entry>,
    below: Option<&Below>,
) -> BTreeMap<String, Filled> {
    Plan::new(template).unwrap().fill(&Sources {
        lookup: &Figures,
        decimals: &|_| Some(2),
        partial: &|code| {
            (code == "I1.2").then_some(Partial {
                present: 3,
                expected: 4,
            })
        },
        entered,
        below,
    })
}

/// Money given and spent by two projects, with totals and rates.
fn money() -> Template {
    template(
        json!([
            { "code": "given", "title": "Giao", "kind": "number", "decimals": 1, "entry": true, "consolidate": "sum" },
            { "code": "spent", "title": "Giải ngân", "kind": "number", "decimals": 1, "entry": true, "consolidate": "sum" },
            { "code": "rate", "title": "%", "kind": "percent", "decimals": 1, "formula": "100 * $.spent / $.given" },
            { "code": "last", "title": "Số mới nhất", "kind": "number", "entry": true, "optional": true, "consolidate": "latest" },
            { "code": "note", "title": "Ghi chú", "kind": "text", "entry": true, "optional": true },
        ]),
        json!([
            { "code": "H", "title": "Dự án", "kind": "group" },
            { "code": "P1", "title": "Một" },
            { "code": "P2", "title": "Hai" },
            { "code": "S", "title": "Tổng", "kind": "total", "formulas": { "given": "sum($P1:P2.given)", "spent": "sum($P1:P2.spent)" } },
        ]),
    )
}

#[test]
fn what_is_shipped_makes_sense() {
    let (known, groups) = known();
    for shipped in shipped() {
        let faults = check(&shipped.template, &known, &groups);
        assert_eq!(faults, [], "{}", shipped.template.code);
        assert!(
            !shipped.template.verified,
            "{}: who compared it?",
            shipped.template.code
        );
        assert!(shipped.template.legal.note.is_some());
    }
    assert_eq!(shipped().len(), 5);
}

#[test]
fn cells_are_computed_entered_and_follow() {
    let template = template(
        json!([
            { "code": "plan", "title": "KH", "kind": "number", "formula": "target(#_)" },
            { "code": "actual", "title": "TH", "kind": "number", "formula": "#_" },
            { "code": "rate", "title": "%", "kind": "percent", "decimals": 1, "formula": "100 * $.actual / $.plan" },
        ]),
        json!([
            { "code": "H", "title": "Mục tiêu", "kind": "group" },
            { "code": "R1", "title": "Tỷ lệ", "indicator": "I1.2" },
            { "code": "R2", "title": "Khác", "indicator": "I1.3" },
            { "code": "R3", "title": "Số hộ", "formulas": { "actual": "households[class=poor]", "plan": "previous(households)" } },
            { "code": "R4", "title": "Nhập", "entry": ["actual", "plan"], "decimals": 0 },
        ]),
    );
    let (indicators, groups) = known();
    assert_eq!(check(&template, &indicators, &groups), []);
    let entered = BTreeMap::from([
        ("A.R4.actual".to_owned(), number("7")),
        ("A.R4.plan".to_owned(), number("0")),
    ]);
    let cells = fill(&template, &entered, None);
    let says = |key: &str| {
        let cell = &cells[key];
        (
            cell.origin,
            cell.value.as_deref(),
            cell.gap.as_ref().map(|g| g.code.as_str()),
        )
    };
    assert_eq!(says("A.R1.actual"), (O::Computed, Some("25.00"), None));
    assert_eq!(says("A.R1.rate"), (O::Formula, Some("125.0"), None));
    assert_eq!(cells["A.R1.actual"].partial.map(|p| p.present), Some(3));
    assert_eq!(says("A.R2.actual"), (O::Computed, None, Some("missing")));
    assert_eq!(says("A.R2.rate"), (O::Formula, None, Some("missing")));
    assert_eq!(says("A.R3.plan"), (O::Computed, Some("210"), None));
    assert_eq!(says("A.R4.actual"), (O::Entered, Some("7"), None));
    assert_eq!(says("A.R4.rate"), (O::Formula, None, Some("division_by_zero")));
    assert!(!cells.contains_key("A.H.actual"));
    assert_eq!(Plan::new(&template).unwrap().empty(&cells), ["I"]);
}

#[test]
fn faults_are_named_where_they_are() {
    let (known, groups) = known();
    let column = json!({ "code": "x", "title": "X", "kind": "number" });
    let says = |columns: serde_json::Value, rows: serde_json::Value| -> Vec<(String, &'static str)> {
        check(&template(columns, rows), &known, &groups)
            .into_iter()
            .map(|f| (f.pointer, f.code))
            .collect()
    };
    let one = |formula: &str| {
        says(
            json!([column]),
            json!([{ "code": "A", "title": "A", "formulas": { "x": formula } }]),
        )
    };
    let at = |code: &'static str| vec![("/tables/0/rows/0/formulas/x".to_owned(), code)];
    assert_eq!(one("#I9"), at("unknown_indicator"));
    assert_eq!(one("#_"), at("no_indicator"));
    assert_eq!(one("housholds"), at("unknown_measure"));
    assert_eq!(one("households[group=none_such]"), at("unknown_value"));
    assert_eq!(one("$B.x"), at("unknown_cell"));
    assert_eq!(one("1 +"), at("syntax"));
    assert_eq!(
        says(
            json!([column, { "code": "y", "title": "Y", "kind": "text", "entry": true }]),
            json!([{ "code": "A", "title": "A", "formulas": { "x": "$.y" } }])
        ),
        at("text_column")
    );
    assert_eq!(
        says(
            json!([column]),
            json!([{ "code": "A", "title": "A", "formulas": { "x": "1" }, "entry": ["x"] }])
        ),
        [("/tables/0/rows/0/entry/0".to_owned(), "entered_and_computed")]
    );
    assert_eq!(
        says(
            json!([column, column]),
            json!([{ "code": "a b", "title": "A" }, { "code": "C", "title": "C", "indicator": "nope" }])
        ),
        [
            ("/tables/0/columns/1/code".to_owned(), "twice"),
            ("/tables/0/rows/0/code".to_owned(), "bad_code"),
        ]
    );
    assert_eq!(
        says(json!([]), json!([])),
        [
            ("/tables/0/columns".to_owned(), "length"),
            ("/tables/0/rows".to_owned(), "length"),
        ]
    );
}

#[test]
fn a_circle_is_named_by_its_way() {
    let (known, groups) = known();
    let circle = template(
        json!([{ "code": "x", "title": "X", "kind": "number" }]),
        json!([
            { "code": "A", "title": "A", "formulas": { "x": "$B.x + 1" } },
            { "code": "B", "title": "B", "formulas": { "x": "sum($C:D.x)" } },
            { "code": "C", "title": "C", "entry": ["x"] },
            { "code": "D", "title": "D", "formulas": { "x": "$A.x" } },
        ]),
    );
    let faults = check(&circle, &known, &groups);
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].code, "circular");
    assert!(
        faults[0].en.contains("A.A.x → A.B.x → A.D.x → A.A.x"),
        "{}",
        faults[0].en
    );
}

#[test]
fn units_below_add_up_and_rates_come_from_sums() {
    let template = money();
    let part = |given: &str, spent: &str, last: &str| {
        BTreeMap::from([
            ("A.P1.given".to_owned(), number(given)),
            ("A.P1.spent".to_owned(), number(spent)),
            ("A.P1.last".to_owned(), number(last)),
        ])
    };
    let below = Below {
        expected: 3,
        parts: vec![part("100", "50", "1"), part("300.5", "0", "2")],
    };
    let own = BTreeMap::from([("A.P1.given".to_owned(), number("99.5"))]);
    let cells = fill(&template, &own, Some(&below));
    let value = |key: &str| cells[key].value.as_deref();
    assert_eq!(value("A.P1.given"), Some("500.0"));
    assert_eq!(cells["A.P1.given"].own.as_deref(), Some("99.5"));
    assert_eq!(cells["A.P1.given"].origin, Origin::Consolidated);
    assert_eq!(
        cells["A.P1.given"].partial,
        Some(Partial {
            present: 2,
            expected: 3
        })
    );
    assert_eq!(value("A.P1.rate"), Some("10.0"));
    assert_eq!(value("A.P1.last"), Some("2"));
    assert_eq!(value("A.S.given"), Some("500.0"));
    assert_eq!(value("A.P2.given"), None);
}

#[test]
fn the_same_content_has_the_same_hash() {
    let content = Content {
        report_id: "r".into(),
        template: "T".into(),
        template_version: 1,
        area: "20".into(),
        area_name: "Tỉnh \"Lạng Sơn\"\n".into(),
        period: Period::from_code("2026-S1").unwrap(),
        version_no: 1,
        submitted_on: "2026-07-01".parse().unwrap(),
        empty_reason: None,
        below: None,
        cells: fill(&money(), &BTreeMap::new(), None),
        acceptance: None,
    };
    let (text, hash) = seal(&content).unwrap();
    assert_eq!(
        (hash.len(), seal(&content).unwrap()),
        (64, (text.clone(), hash.clone()))
    );
    let read: Content = serde_json::from_str(&text).unwrap();
    assert_eq!(read, content);
    assert_eq!(seal(&read).unwrap().1, hash);
    let other = Content {
        version_no: 2,
        ..content
    };
    assert_ne!(seal(&other).unwrap().1, hash);
    assert_eq!(
        canonical(&json!({ "b": [1, null], "a": { "d": "é\"", "c": true } })),
        r#"{"a":{"c":true,"d":"é\""},"b":[1,null]}"#
    );
}

#[test]
fn a_difference_names_cells() {
    let a = fill(
        &money(),
        &BTreeMap::from([("A.P1.given".to_owned(), number("1"))]),
        None,
    );
    let entered = BTreeMap::from([
        ("A.P1.given".to_owned(), number("2")),
        ("I".to_owned(), Entry::Text("Đã làm".into())),
    ]);
    let b = fill(&money(), &entered, None);
    assert_eq!(difference(&a, &a), []);
    let keys: Vec<String> = difference(&a, &b).into_iter().map(|c| c.cell).collect();
    assert_eq!(keys, ["A.P1.given", "A.S.given", "I"]);
    let change = &difference(&a, &b)[0];
    assert_eq!(
        (change.before.as_deref(), change.after.as_deref()),
        (Some("1.0"), Some("2.0"))
    );
}

#[test]
fn a_second_submission_is_told() {
    let refusal = decide(State::Submitted, Act::Submit).unwrap_err();
    assert_eq!(refusal.code, "already_submitted");
    assert_eq!(refusal.allowed, [Act::Return, Act::Accept]);
    for state in State::ALL {
        assert_eq!(State::from_code(state.code()), Some(state));
        for act in Act::ALL {
            assert_eq!(decide(state, act).is_ok(), allowed_acts(state).contains(&act));
        }
    }
}

proptest! {
    #[test]
    fn the_whole_is_the_sum_of_its_parts(parts in prop::collection::vec((-1_000_000_000i64..1_000_000_000, 0i64..1_000_000_000), 0..20), own in prop::option::of(-1000i64..1000)) {
        let template = money();
        let as_part = |(given, spent): &(i64, i64)| BTreeMap::from([
            ("A.P1.given".to_owned(), Entry::Number(from_e4(given * 1000))),
            ("A.P2.spent".to_owned(), Entry::Number(from_e4(spent * 1000))),
        ]);
        let below = Below { expected: parts.len(), parts: parts.iter().map(as_part).collect() };
        let entered: BTreeMap<String, Entry> = own.iter().map(|n| ("A.P1.given".to_owned(), Entry::Number(from_e4(n * 10_000)))).collect();
        let cells = fill(&template, &entered, Some(&below));
        let tenths: i64 = parts.iter().map(|p| p.0).sum::<i64>() + own.unwrap_or(0) * 10;
        let expected = (!parts.is_empty() || own.is_some()).then(|| from_e4(tenths * 1000));
        prop_assert_eq!(exact_of(&cells["A.P1.given"]), expected.clone());
        // Totals of the consolidated cells, not sums of totals.
        prop_assert_eq!(exact_of(&cells["A.S.given"]), expected);
        // Recomputed from what was written down, it is the same.
        let again = fill(&template, &entered, Some(&below));
        prop_assert_eq!(&again, &cells);
    }

    #[test]
    fn nothing_is_accepted_that_was_not_submitted(acts in prop::collection::vec(0usize..5, 0..40)) {
        let (mut state, mut submitted) = (State::Draft, false);
        for act in acts.into_iter().map(|i| Act::ALL[i]) {
            let Ok(next) = decide(state, act) else { continue };
            if next == State::Accepted {
                prop_assert!(submitted && act == Act::Accept);
            }
            submitted = match act {
                Act::Submit => true,
                Act::Return | Act::Accept | Act::Revise => false,
                Act::Fill => submitted,
            };
            state = next;
        }
    }

    #[test]
    fn any_text_as_a_formula_is_told_or_taken(text in ".{0,60}") {
        let (known, groups) = known();
        let form = template(
            json!([{ "code": "x", "title": "X", "kind": "number", "formula": text }]),
            json!([{ "code": "A", "title": "A", "indicator": "I1.2" }]),
        );
        if check(&form, &known, &groups).is_empty() {
            fill(&form, &BTreeMap::new(), None);
        }
    }
}
