//! `/standards…` and `/forms…`: the law, and scoring without keeping.

use giamngheo_tests::Answer;
use serde_json::{Value, json};

use crate::support::{demo, text};

fn score(standard: &str, setting: &str, findings: Value) -> Answer {
    let body = json!({ "setting": setting, "findings": findings });
    demo()
        .demo_user("xem")
        .post(&format!("/standards/{standard}/score"), &body)
}

#[track_caller]
fn check(standard: &str, setting: &str, findings: Value, class: &str) {
    let verdict = score(standard, setting, findings.clone()).expect(200);
    assert_eq!(
        verdict["class"], class,
        "{standard} {setting} {findings}: {verdict}"
    );
    assert!(
        verdict["reasons"].as_array().is_some_and(|r| !r.is_empty()),
        "{verdict}"
    );
}

const THREE: [&str; 3] = ["water", "toilet", "telecoms"];

#[test]
fn boundaries_by_points() {
    let points = |b1: u32, n: usize| json!({ "b1": b1, "deprivations": THREE[..n] });
    check("VN-2022", "rural", points(140, 3), "poor");
    check("VN-2022", "rural", points(140, 2), "near_poor");
    check("VN-2022", "rural", points(141, 3), "average");
    check("VN-2022", "urban", points(175, 3), "poor");
    check("VN-2022", "urban", points(175, 2), "near_poor");
    check("VN-2022", "urban", points(176, 3), "average");
}

#[test]
fn boundaries_by_income() {
    let income =
        |vnd: i64, n: usize| json!({ "income_vnd_per_person_month": vnd, "deprivations": THREE[..n] });
    check("VN-2022", "rural", income(1_500_000, 3), "poor");
    check("VN-2022", "rural", income(1_500_000, 2), "near_poor");
    check("VN-2022", "rural", income(1_500_001, 3), "average");
    check("VN-2022", "urban", income(2_000_000, 3), "poor");
    check("VN-2022", "urban", income(2_000_001, 3), "average");
    check("VN-2027", "rural", income(2_200_000, 3), "poor");
    check("VN-2027", "rural", income(2_200_000, 2), "near_poor");
    check("VN-2027", "urban", income(2_800_000, 3), "poor");
}

#[test]
fn recalled_facts_say_so() {
    let standard = demo().demo_user("xem").get("/standards/VN-2022").expect(200);
    assert_eq!(standard["verified"], false);
    let verdict = score("VN-2022", "rural", json!({ "b1": 100, "deprivations": [] })).expect(200);
    assert_eq!(verdict["verified"], false);
    assert_eq!(standard["indicators"].as_array().map(Vec::len), Some(12));
}

#[test]
fn findings_are_checked_field_by_field() {
    let bad = |findings: Value, pointer: &str, code: &str| {
        score("VN-2022", "rural", findings).refuses(422, pointer, code)
    };
    bad(json!({ "b1": 100 }), "/findings/deprivations", "missing");
    bad(
        json!({ "b1": 100, "deprivations": ["colour"] }),
        "/findings/deprivations/0",
        "unknown_indicator",
    );
    bad(
        json!({ "b1": -1, "deprivations": [] }),
        "/findings/b1",
        "wrong_type",
    );
    bad(
        json!({ "income_vnd_per_person_month": -5, "deprivations": [] }),
        "/findings/income_vnd_per_person_month",
        "out_of_range",
    );
    bad(
        json!({ "b1": 1, "b1_answers": {}, "deprivations": [] }),
        "/findings/b1_answers",
        "twice",
    );
    score("VN-2022", "lunar", json!({ "b1": 1, "deprivations": [] })).refuses(422, "/setting", "wrong_type");
    score("VN-1900", "rural", json!({ "b1": 1, "deprivations": [] })).problem(404);
}

#[test]
fn forms_are_data_with_their_source_and_the_sample_says_so() {
    let reader = demo().demo_user("xem");
    let forms = reader.get("/forms").expect(200);
    assert!(forms.as_array().is_some_and(|f| f.len() >= 3), "{forms}");
    for form in forms.as_array().into_iter().flatten() {
        let read = reader.get(&format!("/forms/{}", text(&form["code"]))).expect(200);
        assert_eq!(&read, form);
    }
    assert!(
        forms
            .as_array()
            .into_iter()
            .flatten()
            .any(|f| f["sample"] == true),
        "no sample form says so"
    );
    reader.get("/forms/none").problem(404);
}

#[test]
fn b2_answers_count_ten_points_each() {
    let reader = demo().demo_user("xem");
    let form = reader.get("/forms/B2-2022").expect(200);
    let items = form["items"].as_array().expect("items");
    let codes: Vec<String> = items.iter().map(|i| text(&i["code"])).collect();
    let answers: Value = codes
        .iter()
        .enumerate()
        .map(|(i, c)| (c.clone(), json!(if i < 4 { "yes" } else { "no" })))
        .collect();
    let verdict = score("VN-2022", "rural", json!({ "b1": 100, "b2_answers": answers })).expect(200);
    assert_eq!(
        (&verdict["b2"], &verdict["class"]),
        (&json!(40), &json!("poor")),
        "{verdict}"
    );
}
