//! `/simulations…`: what a register would be under another standard, and that it stays what it is.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use giamngheo_tests::{Client, TestApp};
use serde_json::{Value, json};

use crate::support::{INSIDE, OUTSIDE, household, text, unique, world};

const CLASSES: [&str; 4] = ["poor", "near_poor", "average", "other"];

/// A demo server whose registry nobody changes, so that what was counted can be counted again.
fn quiet() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| TestApp::demo(400))
}

fn input(area: Option<&str>, year: i64, scenario: Value) -> Value {
    json!({ "name": unique("Mô phỏng "), "area": area, "year": year, "scenario": scenario })
}

fn run(client: &Client, area: &str, year: i64, scenario: Value) -> Value {
    client
        .post("/simulations", &input(Some(area), year, scenario))
        .expect(201)
}

/// A simulation of a commune of a real installation in this year; returns its id.
pub fn one_of(officer: &Client, code: &str) -> String {
    let today = text(&officer.get("/info").expect(200)["today"]);
    let year = today[..4].parse().expect("a year");
    text(&run(officer, code, year, json!({ "standard": "VN-2022" }))["id"])
}

fn number(value: &Value) -> i64 {
    value
        .as_i64()
        .unwrap_or_else(|| panic!("{value} is no whole number"))
}

/// Households of a side by class; those without one under the empty name.
fn by_class(side: &Value) -> BTreeMap<String, i64> {
    let classes = side["classes"].as_array().expect("classes");
    classes
        .iter()
        .map(|c| {
            (
                c["class"].as_str().unwrap_or("").to_owned(),
                number(&c["households"]),
            )
        })
        .collect()
}

/// What the registry shows of itself: who is in it, with the versions, the years and the totals.
fn registry(app: &TestApp, area: &str) -> Value {
    let reader = app.demo_user("giamsat");
    let mut seen = vec![reader.get(&format!("/overview/trend?area={area}")).expect(200)];
    for year in ["", "&year=2024"] {
        seen.push(json!(
            reader.all(&format!("/households?area={area}{year}&limit=500"))
        ));
    }
    json!(seen)
}

/// A commune of the demo that has the most households, and the demo's officer of the province.
fn busiest(app: &TestApp, year: i64) -> String {
    let whole = app
        .demo_user("xem")
        .get(&format!("/overview?area=20&year={year}&units=today"))
        .expect(200);
    let children = whole["children"].as_array().expect("children").iter();
    let most = children
        .filter(|c| c["area"].is_object())
        .max_by_key(|c| number(&c["counts"]["households"]));
    text(&most.expect("a commune")["area"]["id"])
}

#[test]
fn under_the_years_own_standard_nobody_moves() {
    let app = quiet();
    let before = registry(app, "20");
    for (year, units) in [(2024, "then"), (2024, "today"), (2025, "then")] {
        let mut body = input(Some("20"), year, json!({ "standard": "VN-2022" }));
        body["units"] = json!(units);
        let made = app.demo_user("so").post("/simulations", &body).expect(201);
        let whole = &made["whole"];
        assert!(number(&whole["households"]) > 0);
        let overview = app
            .demo_user("xem")
            .get(&format!("/overview?area=20&year={year}"))
            .expect(200);
        let sides = by_class(&whole["before"]);
        for class in CLASSES {
            assert_eq!(sides[class], number(&overview["counts"][class]), "{year} {class}");
        }
        for one in whole["moves"].as_array().expect("moves") {
            assert!(one["from"] == one["to"] || one["to"].is_null(), "{year}: {one}");
        }
        assert_eq!(by_class(&whole["compared"]), {
            let mut after = by_class(&whole["after"]);
            after.insert(String::new(), 0);
            after
        });
        let unjudged = number(&whole["unjudged"]["households"]);
        assert_eq!(by_class(&whole["after"])[""], unjudged);
        assert!(unjudged < number(&whole["households"]), "{year}: {whole}");
        // The parts add up to the whole.
        let parts = made["parts"].as_array().expect("parts");
        assert!(parts.len() > 5);
        for pointer in [
            "/households",
            "/members",
            "/unjudged/households",
            "/after/classes/0/households",
        ] {
            let sum: i64 = parts
                .iter()
                .map(|p| number(p["outcome"].pointer(pointer).expect("a sum")))
                .sum();
            assert_eq!(
                sum,
                number(whole.pointer(pointer).expect("a sum")),
                "{year} {units} {pointer}"
            );
        }
    }
    assert_eq!(registry(app, "20"), before, "the registry was touched");
}

#[test]
fn each_household_is_what_scoring_says() {
    let app = &TestApp::demo(400);
    let (officer, monitor) = (app.demo_user("so"), app.demo_user("giamsat"));
    let commune = busiest(app, 2025);
    let homes = monitor.all(&format!("/households?area={commune}&year=2025&limit=500"));
    assert!(homes.len() >= 3, "only {} households", homes.len());
    // Incomes, so that the standard of 2027 has something to go by.
    let findings = [
        json!({ "income_vnd_per_person_month": 2_200_000, "deprivations": ["water", "toilet", "telecoms"] }),
        json!({ "income_vnd_per_person_month": 2_200_001, "deprivations": ["water", "toilet", "telecoms"] }),
        json!({ "b1": 120, "income_vnd_per_person_month": 1_000_000, "deprivations": ["water", "toilet"] }),
        json!({ "b1": 120, "deprivations": ["water", "toilet", "employment", "nutrition"] }),
        json!({ "b1": 240, "deprivations": [] }),
    ];
    for found in &findings {
        let new = officer
            .post("/households", &household(&commune, &unique("Nông Thị ")))
            .expect(201);
        officer
            .request("POST", &format!("/households/{}/surveys", text(&new["id"])))
            .if_match(&new["version"])
            .json(&json!({ "surveyed_on": "2026-01-15", "findings": found }))
            .send()
            .expect(201);
    }
    for (year, standard) in [(2026, "VN-2027"), (2026, "VN-2022"), (2025, "VN-2022")] {
        let found = run(&officer, &commune, year, json!({ "standard": standard }));
        let mut expected: BTreeMap<String, i64> = CLASSES.iter().map(|c| ((*c).to_owned(), 0)).collect();
        expected.insert(String::new(), 0);
        for home in monitor.all(&format!("/households?area={commune}&year={year}&limit=500")) {
            // The last survey of the year stands for it.
            let surveys = monitor
                .get(&format!("/households/{}/surveys", text(&home["id"])))
                .expect(200);
            let of_year = |s: &&Value| {
                s["surveyed_on"]
                    .as_str()
                    .is_some_and(|d| d.starts_with(&year.to_string()))
            };
            let last = surveys.as_array().into_iter().flatten().find(of_year);
            let class = last.and_then(|survey| {
                let mut found = json!({ "deprivations": survey["deprivations"] });
                for field in ["income_vnd_per_person_month", "b1"] {
                    if !survey[field].is_null() {
                        found[field] = survey[field].clone();
                    }
                }
                let body = json!({ "setting": survey["setting"], "findings": found });
                let answer = officer.post(&format!("/standards/{standard}/score"), &body);
                (answer.status == 200).then(|| text(&answer.json()["class"]))
            });
            *expected.entry(class.unwrap_or_default()).or_default() += 1;
        }
        assert!(expected.values().sum::<i64>() >= 3);
        assert_eq!(
            by_class(&found["whole"]["after"]),
            expected,
            "{standard}: {found}"
        );
        // The standard of 2027 has no rule for points, and the figures that were not checked say so.
        let no_rule = number(&found["whole"]["unjudged"]["no_rule"]);
        assert_eq!(no_rule > 0, standard == "VN-2027", "{found}");
        assert_eq!(found["verified"], false);
        let figures = found["figures"].as_array().expect("figures");
        let income = figures
            .iter()
            .find(|f| f["code"] == "income_threshold")
            .expect("used");
        assert_eq!(income["verified"], json!(standard == "VN-2027"));
    }
}

#[test]
fn supposed_figures_and_benefits_count() {
    let app = quiet();
    let officer = app.demo_user("so");
    let body = |scenario: Value| {
        let mut body = input(Some("20"), 2024, scenario);
        body["benefits"] = json!({
            "poor": { "vnd_per_household_month": 60_000, "vnd_per_person_month": 100_000 },
            "near_poor": { "vnd_per_person_month": 50_000 }
        });
        body
    };
    let as_it_is = officer
        .post("/simulations", &body(json!({ "standard": "VN-2022" })))
        .expect(201);
    let wider = json!({
        "standard": "VN-2022",
        "b1_cutoff": { "rural": 160, "urban": 200 },
        "deprivation_cutoff": 2,
        "indicators_left_out": ["telecoms"],
    });
    let wider = officer.post("/simulations", &body(wider)).expect(201);
    assert_eq!(
        (&as_it_is["edited"], &wider["edited"]),
        (&json!(false), &json!(true))
    );
    // The register was the same for both, so they may be compared.
    assert_eq!(as_it_is["data_version"], wider["data_version"]);
    assert_eq!(as_it_is["whole"]["before"], wider["whole"]["before"]);
    let low = |view: &Value| {
        let after = by_class(&view["whole"]["after"]);
        after["poor"] + after["near_poor"]
    };
    assert!(low(&wider) > low(&as_it_is), "{wider}");
    let used = wider["figures"].as_array().expect("figures");
    for (code, edited) in [
        ("b1_cutoff", true),
        ("deprivation_cutoff", true),
        ("indicators", true),
        ("income_threshold", false),
    ] {
        let figure = used.iter().find(|f| f["code"] == code).expect("used");
        assert_eq!(figure["edited"], edited, "{figure}");
    }
    for view in [&as_it_is, &wider] {
        let whole = &view["whole"];
        for side in ["before", "compared", "after"] {
            let mut sum = 0;
            for class in whole[side]["classes"].as_array().expect("classes") {
                let (h, m) = (number(&class["households"]), number(&class["members"]));
                let cost = match class["class"].as_str() {
                    Some("poor") => 12 * (60_000 * h + 100_000 * m),
                    Some("near_poor") => 12 * 50_000 * m,
                    _ => 0,
                };
                assert_eq!(number(&class["cost_vnd_per_year"]), cost, "{side} {class}");
                assert_eq!(class["household_rate"]["numerator"], class["households"]);
                assert_eq!(class["household_rate"]["denominator"], whole["households"]);
                assert_eq!(class["member_rate"]["denominator"], whole["members"]);
                sum += cost;
            }
            assert_eq!(number(&whole[side]["cost_vnd_per_year"]), sum, "{side}");
        }
        let difference =
            number(&whole["after"]["cost_vnd_per_year"]) - number(&whole["compared"]["cost_vnd_per_year"]);
        assert_eq!(number(&whole["cost_difference_vnd_per_year"]), difference);
        let moved: i64 = whole["moves"]
            .as_array()
            .expect("moves")
            .iter()
            .map(|m| number(&m["households"]))
            .sum();
        assert_eq!(moved, number(&whole["households"]));
    }
    // Kept as it was found, and told to whoever may see totals there.
    let read = app
        .demo_user("xem")
        .get(&format!("/simulations/{}", text(&wider["id"])))
        .expect(200);
    assert_eq!(
        (&read["whole"], &read["parts"]),
        (&wider["whole"], &wider["parts"])
    );
    assert_eq!(
        (&read["deletable"], &wider["deletable"]),
        (&json!(false), &json!(true))
    );
    let listed = app.demo_user("xem").all("/simulations?limit=2");
    assert!(
        listed
            .iter()
            .any(|s| s["id"] == wider["id"] && s["edited"] == true),
        "{listed:?}"
    );
}

#[test]
fn a_commune_by_its_villages() {
    let app = quiet();
    let commune = busiest(app, 2025);
    let found = run(
        &app.demo_user("so"),
        &commune,
        2025,
        json!({ "standard": "VN-2022" }),
    );
    let parts = found["parts"].as_array().expect("parts");
    assert!(parts.iter().any(|p| !p["area"].is_null()), "{found}");
    let sum: i64 = parts.iter().map(|p| number(&p["outcome"]["households"])).sum();
    assert_eq!(sum, number(&found["whole"]["households"]));
}

#[test]
fn ones_own_area_alone() {
    let world = world();
    let here = world.person(&unique("mp-"), "officer", Some(INSIDE)).client;
    here.post("/households", &household(INSIDE, &unique("Nông ")))
        .expect(201);
    let id = one_of(&here, INSIDE);
    let today = text(&here.get("/info").expect(200)["today"]);
    let year: i64 = today[..4].parse().expect("a year");
    let try_at = |client: &Client, area: Option<&str>| {
        client.post(
            "/simulations",
            &input(area, year, json!({ "standard": "VN-2022" })),
        )
    };
    // Neither another commune, nor the province or the nation, of which only a part is his.
    for area in [Some(OUTSIDE), Some("20"), None] {
        try_at(&here, area).refuses(422, "/area", "outside_area");
    }
    try_at(&here, Some("99999")).refuses(422, "/area", "unknown");
    let province = world.person(&unique("mp-"), "officer", Some("20")).client;
    let of_province = text(&try_at(&province, Some("20")).expect(201)["id"]);
    here.get(&format!("/simulations/{of_province}")).problem(404);
    assert!(
        here.all("/simulations")
            .iter()
            .all(|s| s["id"] != of_province.as_str())
    );
    let viewer = world.person(&unique("mp-"), "viewer", Some(INSIDE)).client;
    viewer.get(&format!("/simulations/{id}")).expect(200);
    try_at(&viewer, Some(INSIDE)).problem(403);
    province.get(&format!("/simulations/{id}")).expect(200);
    // Who made it deletes it, or an administrator of the area.
    let delete = |client: &Client, id: &str, version: i64| {
        client
            .request("DELETE", &format!("/simulations/{id}"))
            .if_match(&json!(version))
            .send()
    };
    for other in [&province, &viewer] {
        assert_eq!(
            delete(other, &id, 1).problem(409)["type"],
            "/problems/not-its-maker"
        );
    }
    assert_eq!(delete(&here, &id, 7).problem(412)["current_version"], 1);
    here.request("DELETE", &format!("/simulations/{id}"))
        .send()
        .problem(428);
    delete(&here, &id, 1).expect(204);
    delete(&here, &id, 1).problem(404);
    let other = one_of(&here, INSIDE);
    let elsewhere = world
        .person(&unique("mp-"), "administrator", Some(OUTSIDE))
        .client;
    delete(&elsewhere, &other, 1).problem(404);
    let administrator = world.person(&unique("mp-"), "administrator", Some(INSIDE)).client;
    delete(&administrator, &other, 1).expect(204);
}

#[test]
fn the_same_request_twice_makes_one() {
    let officer = quiet().demo_user("so");
    let (body, key) = (
        input(Some("20"), 2024, json!({ "standard": "VN-2022" })),
        unique("khoa-"),
    );
    let send = || {
        officer
            .request("POST", "/simulations")
            .header("Idempotency-Key", &key)
            .json(&body)
            .send()
            .expect(201)
    };
    assert_eq!(send()["id"], send()["id"]);
}

#[test]
fn what_cannot_be_is_named() {
    let officer = quiet().demo_user("so");
    let refuses = |change: fn(&mut Value), pointer: &str, code: &str| {
        let mut body = input(Some("20"), 2024, json!({ "standard": "VN-2022" }));
        change(&mut body);
        officer.post("/simulations", &body).refuses(422, pointer, code)
    };
    refuses(
        |b| b["scenario"]["standard"] = json!("VN-1900"),
        "/scenario/standard",
        "unknown",
    );
    refuses(
        |b| b["scenario"]["deprivation_cutoff"] = json!(13),
        "/scenario/deprivation_cutoff",
        "more_than_indicators",
    );
    refuses(
        |b| b["scenario"]["deprivation_cutoff"] = json!(-1),
        "/scenario/deprivation_cutoff",
        "wrong_type",
    );
    refuses(
        |b| b["scenario"]["indicators_left_out"] = json!(["colour"]),
        "/scenario/indicators_left_out/0",
        "unknown_indicator",
    );
    refuses(
        |b| b["scenario"]["income_threshold_vnd_per_person_month"] = json!({ "rural": 0, "urban": i64::MAX }),
        "/scenario/income_threshold_vnd_per_person_month/urban",
        "out_of_bounds",
    );
    refuses(
        |b| {
            b["scenario"]["income_threshold_vnd_per_person_month"] =
                json!({ "rural": 2_300_000, "urban": 2_000_000 });
        },
        "/scenario/average_living_upper_vnd_per_person_month/rural",
        "below_low",
    );
    refuses(
        |b| b["scenario"]["income_threshold_vnd_per_person_month"] = json!({ "rural": 2_300_000 }),
        "/scenario/income_threshold_vnd_per_person_month/urban",
        "missing",
    );
    refuses(
        |b| b["benefits"] = json!({ "poor": { "vnd_per_household_month": -1 } }),
        "/benefits/poor/vnd_per_household_month",
        "out_of_bounds",
    );
    refuses(
        |b| b["benefits"] = json!({ "other": { "vnd_per_person_month": i64::MAX } }),
        "/benefits/other/vnd_per_person_month",
        "out_of_bounds",
    );
    refuses(
        |b| b["benefits"] = json!({ "poor": { "vnd_per_year": 1 } }),
        "/benefits/poor/vnd_per_year",
        "unknown_field",
    );
    refuses(|b| b["scenario"]["k"] = json!(3), "/scenario/k", "unknown_field");
    refuses(|b| b["year"] = json!(2001), "/year", "no_register");
    refuses(|b| b["year"] = json!(1999), "/year", "out_of_range");
    refuses(|b| b["name"] = json!("  "), "/name", "length");
    refuses(|b| b["units"] = json!("moon"), "/units", "wrong_type");
    refuses(
        |b| {
            b.as_object_mut().expect("an object").remove("area");
        },
        "/area",
        "missing",
    );
    for bad in ["/simulations?limit=0", "/simulations?after=x", "/simulations?x=1"] {
        officer.get(bad).problem(400);
    }
    officer.get("/simulations/none").problem(404);
}
