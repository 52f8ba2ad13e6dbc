//! Opening: for whom, by whom, when, and with which households.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use giamngheo_tests::TestApp;
use serde_json::{Value, json};

use super::help::{number, opening, person, server, start};
use crate::imports::{ended, run, send};
use crate::support::{text, unique};

/// A demo server for openings of the whole province.
fn province() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| start(400))
}

/// Poor and near-poor households of a year by the commune they are in today.
fn register(app: &TestApp, year: i32) -> BTreeMap<String, i64> {
    let mut out = BTreeMap::new();
    for h in app
        .demo_user("so")
        .all(&format!("/households?year={year}&class=poor,near_poor&limit=500"))
    {
        *out.entry(text(&h["commune"]["code"])).or_default() += 1;
    }
    out
}

#[test]
fn the_province_opens_a_round_for_every_commune_once() {
    let app = province();
    let so = app.demo_user("so");
    let last_year = register(app, 2025);
    // One commune was opened before; an eager second opening of the province finds nothing left.
    so.post("/review-rounds", &opening("06154", "yearly", "2026-09-02"))
        .expect(201);
    let made = so
        .post("/review-rounds", &opening("20", "yearly", "2026-09-07"))
        .expect(201);
    assert_eq!(
        (&made["already"], &made["round_id"], &made["uncarried"]),
        (&json!(1), &Value::Null, &json!([]))
    );
    let rounds = so.all("/review-rounds?area=20&year=2026&kind=yearly&limit=50");
    assert_eq!(rounds.len() as i64, number(&made["rounds"]) + 1);
    assert_eq!(rounds.len(), 65, "the communes and wards of Lạng Sơn");
    let mut carried = BTreeMap::new();
    for round in rounds.iter().filter(|r| number(&r["counts"]["total"]) > 0) {
        carried.insert(text(&round["commune"]["code"]), number(&round["counts"]["total"]));
    }
    assert_eq!(carried, last_year);
    let cases: i64 = rounds
        .iter()
        .filter(|r| r["commune"]["code"] != "06154")
        .map(|r| number(&r["counts"]["total"]))
        .sum();
    assert_eq!(number(&made["cases"]), cases);
    so.post("/review-rounds", &opening("20", "yearly", "2026-09-08"))
        .problem(409);
    so.post("/review-rounds", &opening("06154", "yearly", "2026-09-08"))
        .problem(409);
    // The nation's board has the province with the same sums.
    let whole = app
        .demo_user("quantri")
        .get("/review-board?year=2026")
        .expect(200);
    let row = whole["rows"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|r| r["area"]["code"] == "20")
        .expect("the province");
    assert_eq!(
        (number(&row["rounds"]), number(&row["counts"]["total"])),
        (65, last_year.values().sum())
    );
}

#[test]
fn who_opens_what_and_when() {
    let so = server().demo_user("so");
    let canbo2 = server().demo_user("canbo2");
    let post = |who: &giamngheo_tests::Client, area: &str, kind: &str, on: &str| {
        who.post("/review-rounds", &opening(area, kind, on))
    };
    // A yearly one comes from above; one during the year is the commune's, and for one commune.
    post(&canbo2, "06463", "yearly", "2026-09-03").refuses(422, "/area", "outside_area");
    post(&canbo2, "06211", "during_year", "2026-03-02").refuses(422, "/area", "outside_area");
    post(&so, "01", "yearly", "2026-09-03").refuses(422, "/area", "outside_area");
    post(&so, "20", "during_year", "2026-03-02").refuses(422, "/area", "not_a_commune");
    post(&so, "99999", "yearly", "2026-09-03").refuses(422, "/area", "unknown");
    let village = text(&so.get("/areas/06154/children").expect(200)[0]["id"]);
    post(&so, &village, "yearly", "2026-09-03").refuses(422, "/area", "not_a_commune");
    for who in ["lanhdao", "ravien", "giamsat", "xem", "taichinh", "thanhtra"] {
        post(&server().demo_user(who), "06154", "yearly", "2026-09-03").problem(403);
    }
    // Between the first of September and the fourteenth of December, and not ahead.
    post(&so, "06463", "yearly", "2026-08-31").refuses(422, "/opens_on", "outside_window");
    post(&so, "06463", "yearly", "2026-11-26").refuses(422, "/opens_on", "in_future");
    let with = |change: Value| {
        let mut body = opening("06463", "yearly", "2026-09-03");
        for (name, value) in change.as_object().expect("fields") {
            body[name] = value.clone();
        }
        so.post("/review-rounds", &body)
    };
    with(json!({ "year": 2025 })).refuses(422, "/opens_on", "outside_window");
    with(json!({ "year": 1999 })).problem(422);
    with(json!({ "closes_on": "2026-09-02" })).refuses(422, "/closes_on", "before_opening");
    with(json!({ "kind": "monthly" })).refuses(422, "/kind", "wrong_type");
    with(json!({ "opens_on": "2026-02-29" })).refuses(422, "/opens_on", "wrong_type");
    with(json!({ "opens_on": "2019-09-03", "year": 2019 })).refuses(422, "/opens_on", "no_procedure");
    with(json!({ "schedule": { "survey": "2026-10-01", "meeting": "2026-09-30" } })).refuses(
        422,
        "/schedule/meeting",
        "out_of_order",
    );
    with(json!({ "schedule": { "list": "2026-09-02" } })).refuses(422, "/schedule/list", "out_of_order");
    with(json!({ "schedule": { "lunch": "2026-09-12" } })).problem(422);
    assert_eq!(so.all("/review-rounds?area=06463&year=2026&kind=yearly").len(), 0);
    // The days ordered hold for their steps.
    let made = with(
        json!({ "schedule": { "list": "2026-09-10", "survey": "2026-10-01" }, "closes_on": "2026-11-30" }),
    )
    .expect(201);
    let round = so
        .get(&format!("/review-rounds/{}", text(&made["round_id"])))
        .expect(200);
    assert_eq!(
        (&round["due_on"], &round["closes_on"], &round["days_late"]),
        (&json!("2026-09-10"), &json!("2026-11-30"), &json!(76))
    );
    let late = so.all("/review-rounds?area=06463&late=true");
    assert_eq!(late.len(), 1);
    let (province_officer, _) = person("officer", &["01"]);
    assert_eq!(province_officer.all("/review-rounds?limit=500").len(), 0);
}

/// The columns of a list to import.
const HEAD: &str = "external_id,commune_code,head_name,survey_date,b1_score,employment,dependents,nutrition,\
                    health_insurance,adult_education,child_schooling,housing_quality,floor_area,water,toilet,\
                    telecoms,information_devices";

#[test]
fn the_old_communes_list_is_the_new_communes_list() {
    // Xã Văn Lãng of today and those that went into it whole; the register of 2024 stood in the old ones. On a server
    // of its own: the registry holds what is sent here alone.
    let new = "06154";
    let app = start(0);
    let so = app.user("so", "demo-so-2026");
    let before: Vec<String> = {
        let known = String::from_utf8(
            include_bytes!("../../../backend/rules/data/areas/area_successions_2025-07-01.csv").to_vec(),
        );
        known
            .expect("text")
            .lines()
            .filter_map(|l| {
                let mut parts = l.split(',');
                let (old, to, extent) = (parts.next()?, parts.next()?, parts.next()?);
                (to == new && extent == "whole").then(|| old.to_owned())
            })
            .collect()
    };
    assert!(before.len() >= 2, "{before:?}");
    // In each old commune of 2024 one poor, one near-poor, one neither.
    let mut rows = String::new();
    for old in &before {
        for (b1, deprived) in [(100, 1), (120, 0), (200, 0)] {
            let line = format!(
                "{old}-{b1},{old},Nông Văn {},2024-10-05,{b1},0,0,0,0,0,0,0,0,{deprived},{deprived},{deprived},0\n",
                unique("S")
            );
            rows.push_str(&line);
        }
    }
    let sent = send(&so, "filename=ds.csv&area=20", format!("{HEAD}\n{rows}")).expect(201);
    run(&so, &text(&sent["id"]), &json!({ "mode": "good_rows" }));
    let imported = ended(&so, &text(&sent["id"]));
    assert_eq!(
        number(&imported["result"]["new"]),
        3 * before.len() as i64,
        "{imported}"
    );
    let mut expected = BTreeMap::new();
    for old in &before {
        let listed = so
            .get(&format!("/overview?area={old}.20221001&year=2024&units=then"))
            .expect(200);
        assert_eq!(
            (&listed["counts"]["poor"], &listed["counts"]["near_poor"]),
            (&json!(1), &json!(1)),
            "{old}"
        );
    }
    // The new commune's officer conducts it, for the households of the old ones too.
    let officer = app.user("canbo", "demo-canbo-2026");
    for h in officer.all("/households?year=2024&class=poor,near_poor&limit=500") {
        expected.insert(text(&h["id"]), text(&h["class"]));
    }
    assert_eq!(expected.len(), 2 * before.len());

    let made = so
        .post("/review-rounds", &opening(new, "yearly", "2025-09-05"))
        .expect(201);
    assert_eq!(
        (number(&made["cases"]), &made["uncarried"]),
        (expected.len() as i64, &json!([]))
    );
    let id = text(&made["round_id"]);
    let round = so.get(&format!("/review-rounds/{id}")).expect(200);
    assert_eq!(
        (&round["commune"]["code"], &round["procedure"]),
        (&json!(new), &json!("QD24-2025-YEARLY"))
    );
    let carried: BTreeMap<String, String> = so
        .all(&format!("/review-rounds/{id}/cases?limit=500"))
        .iter()
        .map(|c| (text(&c["household_id"]), text(&c["previous_class"])))
        .collect();
    assert_eq!(carried, expected);
    assert_eq!(
        officer.all(&format!("/review-rounds/{id}/cases?limit=500")).len(),
        expected.len()
    );
    let body = json!({ "action": "close_list", "on": "2025-09-06" });
    officer
        .request("POST", &format!("/review-rounds/{id}/steps"))
        .if_match(&round["version"])
        .json(&body)
        .send()
        .expect(200);
    let case = officer.all(&format!("/review-rounds/{id}/cases")).remove(0);
    let survey = json!({ "surveyed_on": "2025-09-20", "findings": { "b1": 100, "deprivations": ["water"] } });
    officer
        .request(
            "POST",
            &format!("/review-rounds/{id}/cases/{}/survey", text(&case["household_id"])),
        )
        .if_match(&case["version"])
        .json(&survey)
        .send()
        .expect(200);
    // The old commune's own rounds of before the merger are those of the procedure with the district.
    let old = opening(&format!("{}.20221001", before[0]), "yearly", "2024-09-05");
    let made = so.post("/review-rounds", &old).expect(201);
    let round = so
        .get(&format!("/review-rounds/{}", text(&made["round_id"])))
        .expect(200);
    assert_eq!(round["procedure"], "QD24-2021-YEARLY");
}
