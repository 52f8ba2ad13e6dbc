//! `/households…`: the registry.

use giamngheo_tests::{Answer, Client};
use serde_json::{Value, json};

use crate::support::{INSIDE, OUTSIDE, demo, household, text, unique, world};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

struct Commune {
    officer: Client,
    name: String,
}

/// An officer with a household of his own making; nobody else's test looks at it.
fn commune() -> (Commune, Value) {
    let officer = world().person(&unique("hogd-"), "officer", Some(INSIDE)).client;
    let name = unique("Nông Thị ");
    let made = officer.post("/households", &household(INSIDE, &name)).expect(201);
    (Commune { officer, name }, made)
}

impl Commune {
    fn change(&self, made: &Value, what: &str, body: &Value) -> Answer {
        let path = format!("/households/{}/{what}", text(&made["id"]));
        self.officer
            .request("POST", &path)
            .if_match(&made["version"])
            .json(body)
            .send()
    }

    fn read(&self, made: &Value) -> Value {
        self.officer
            .get(&format!("/households/{}", text(&made["id"])))
            .expect(200)
    }

    fn survey(&self, made: &Value, b1: u32, deprivations: &[&str]) -> Answer {
        let now = self.read(made);
        self.change(
            &now,
            "surveys",
            &json!({ "surveyed_on": "2025-10-15", "findings": { "b1": b1, "deprivations": deprivations } }),
        )
    }
}

/// A path with a text in it that isn't plain.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() {
                (b as char).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

#[test]
fn what_was_entered_is_read_again() {
    let (commune, made) = commune();
    let read = commune.read(&made);
    assert_eq!(read, made);
    assert_eq!(read["head_name"], commune.name.as_str());
    assert_eq!(read["member_count"], 2);
    assert_eq!(read["class"], Value::Null);
    assert_eq!(read["members"][1]["birth_precision"], "year");
    let history = commune
        .officer
        .get(&format!("/households/{}/history", text(&made["id"])))
        .expect(200);
    assert_eq!(history["events"][0]["kind"], "created");
}

#[test]
fn a_household_is_checked_field_by_field() {
    let (commune, _) = commune();
    let make = |change: &dyn Fn(&mut Value)| {
        let mut body = household(INSIDE, "Nông Thị Kiểm");
        change(&mut body);
        commune.officer.post("/households", &body)
    };
    let tomorrow = (chrono::Utc::now() + chrono::Duration::days(2))
        .date_naive()
        .to_string();
    make(&|b| b["area"] = json!("99999")).refuses(422, "/area", "unknown");
    make(&|b| b["members"] = json!([])).refuses(422, "/members", "length");
    make(&|b| b["members"][0]["birth_date"] = json!(tomorrow)).refuses(
        422,
        "/members/0/birth_date",
        "in_future",
    );
    make(&|b| b["members"][1]["birth_date"] = json!("1850-01-01")).refuses(
        422,
        "/members/1/birth_date",
        "too_early",
    );
    make(&|b| b["members"][1]["birth_date"] = json!("2015-02-30")).refuses(
        422,
        "/members/1/birth_date",
        "wrong_type",
    );
    make(&|b| b["members"][0]["citizen_id"] = json!("123")).refuses(
        422,
        "/members/0/citizen_id",
        "not_a_citizen_id",
    );
    make(&|b| b["members"][0]["sex"] = json!("x")).refuses(422, "/members/0/sex", "wrong_type");
    make(&|b| b["member_count"] = json!(-1)).refuses(422, "/member_count", "out_of_range");
    make(&|b| b["member_count"] = json!(1)).refuses(422, "/member_count", "too_few");
    make(&|b| b["colour"] = json!("red")).refuses(422, "/colour", "unknown_field");
    make(&|b| b["members"][0]["relation"] = json!("child")).problem(422);
    make(&|b| b["members"][1]["relation"] = json!("head")).problem(422);
    make(&|b| b["area"] = json!(OUTSIDE)).refuses(422, "/area", "outside_area");
}

#[test]
fn a_change_starts_from_the_version_that_was_read() {
    let (commune, made) = commune();
    let path = format!("/households/{}", text(&made["id"]));
    let body = |address: &str| {
        let members: Vec<Value> = made["members"].as_array().into_iter().flatten().map(|m| {
            json!({ "id": m["id"], "name": m["name"], "relation": m["relation"], "birth_date": m["birth_date"], "birth_precision": m["birth_precision"] })
        }).collect();
        json!({ "area": INSIDE, "address": address, "members": members })
    };
    commune
        .officer
        .request("PUT", &path)
        .json(&body("Số 2"))
        .send()
        .problem(428);
    let put = |version: &Value, address: &str| {
        commune
            .officer
            .request("PUT", &path)
            .if_match(version)
            .json(&body(address))
            .send()
    };
    let changed = put(&made["version"], "Số 2").expect(200);
    assert_eq!(changed["address"], "Số 2");
    let stale = put(&made["version"], "Số 3").problem(412);
    assert_eq!(stale["current_version"], changed["version"]);
    assert_eq!(commune.read(&made)["address"], "Số 2");
}

#[test]
fn the_class_follows_the_survey_with_its_reasons() {
    let (commune, made) = commune();
    // The boundary of the rural standard: 140 points and three deprivations.
    let check = |b1, deprivations: &[&str], class: &str| {
        let survey = commune.survey(&made, b1, deprivations).expect(201);
        assert_eq!(survey["class"], class, "{b1} {deprivations:?}");
        assert!(
            survey["reasons"].as_array().is_some_and(|r| !r.is_empty()),
            "{survey}"
        );
        assert_eq!(commune.read(&made)["class"], class);
    };
    check(140, &["water", "toilet", "telecoms"], "poor");
    check(140, &["water", "toilet"], "near_poor");
    check(141, &["water", "toilet", "telecoms"], "average");
    check(226, &[], "other");
    commune.survey(&made, 100, &["no_such_indicator"]).problem(422);
    let surveys = commune
        .officer
        .get(&format!("/households/{}/surveys", text(&made["id"])))
        .expect(200);
    assert_eq!(surveys.as_array().map(Vec::len), Some(4));
}

#[test]
fn a_future_or_lawless_day_is_no_survey() {
    let (commune, made) = commune();
    let on = |day: &str| {
        commune.change(
            &made,
            "surveys",
            &json!({ "surveyed_on": day, "findings": { "b1": 100, "deprivations": [] } }),
        )
    };
    on("2999-01-01").refuses(422, "/surveyed_on", "in_future");
    on("1999-01-01").refuses(422, "/surveyed_on", "no_standard");
    on("2025-13-01").refuses(422, "/surveyed_on", "wrong_type");
}

#[test]
fn accents_and_their_spelling_do_not_matter_to_the_search() {
    let officer = world()
        .person(&unique("timkiem-"), "officer", Some(INSIDE))
        .client;
    let tail = unique("");
    // The same name typed with composed (NFC) and with combining (NFD) characters.
    let composed = format!("Đặng Thị Hòa {tail}");
    let combining = format!("Đa\u{323}\u{306}ng Thi\u{323} Ho\u{300}a {tail}");
    for name in [&composed, &combining] {
        officer.post("/households", &household(INSIDE, name)).expect(201);
    }
    for q in [
        &composed,
        &combining,
        &format!("dang thi hoa {tail}"),
        &format!("ĐẶNG THỊ HÒA {}", tail.to_uppercase()),
    ] {
        let found = officer
            .get(&format!("/households?q={}&count=true", encoded(q)))
            .expect(200);
        assert_eq!(found["total"], 2, "{q}");
    }
}

#[test]
fn pages_join_without_gap_or_repetition_in_every_order() {
    let reader = demo().demo_user("so");
    let total = reader.get("/households?count=true&limit=1").expect(200)["total"]
        .as_u64()
        .expect("a total");
    assert!(total > 200, "{total}");
    for sort in [
        "entered", "-entered", "name", "-name", "b1", "-b1", "b2", "-b2", "members", "-members",
    ] {
        let mut ids: Vec<_> = reader
            .all(&format!("/households?sort={sort}&limit=97"))
            .iter()
            .map(|h| text(&h["id"]))
            .collect();
        assert_eq!(ids.len() as u64, total, "{sort}");
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len() as u64, total, "{sort} repeats");
    }
    reader.get("/households?sort=colour").problem(400);
    reader.get("/households?class=rich").problem(400);
    reader.get("/households?year=1").problem(400);
    reader.get("/households?colour=red").problem(400);
}

#[test]
fn cursors_that_were_tampered_with_are_refused() {
    let reader = demo().demo_user("so");
    let next = text(&reader.get("/households?sort=name&limit=2").expect(200)["next"]);
    reader
        .get(&format!("/households?sort=b1&limit=2&after={next}"))
        .problem(400);
    for bad in [
        "x",
        "%00",
        "bm9uc2Vuc2U",
        "e30",
        "W10",
        &next[1..],
        &format!("{next}{next}"),
    ] {
        reader
            .get(&format!("/households?sort=name&after={bad}"))
            .problem(400);
    }
}

#[test]
fn exports_hold_exactly_what_the_list_holds() {
    let reader = demo().demo_user("so");
    let filter = "/households?class=poor,near_poor";
    let listed = reader.all(&format!("{filter}&limit=100"));
    let export = |media: &str| {
        let answer = reader.request("GET", filter).header("accept", media).send();
        assert_eq!(answer.status, 200, "{answer}");
        assert!(
            answer.header("content-type").starts_with(media),
            "{}",
            answer.header("content-type")
        );
        assert!(
            answer.header("content-disposition").contains("filename="),
            "no file name"
        );
        answer
    };
    let lines: Vec<Value> = export("application/x-ndjson")
        .text()
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON a line"))
        .collect();
    let ids = |rows: &[Value]| {
        let mut ids: Vec<_> = rows.iter().map(|h| text(&h["id"])).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&lines), ids(&listed));
    assert_eq!(export("text/csv").text().lines().count(), listed.len() + 1);
    assert!(export(XLSX).body.starts_with(b"PK"), "no workbook");
}

#[test]
fn citizen_ids_are_hidden_where_the_role_need_not_know_them() {
    let world = world();
    let (commune, _) = commune();
    let mut body = household(INSIDE, &unique("Lương Văn "));
    let id = format!(
        "0200{}",
        &chrono::Utc::now().timestamp_micros().to_string()[8..16]
    );
    body["members"][0]["citizen_id"] = json!(id);
    let made = commune.officer.post("/households", &body).expect(201);
    assert_eq!(made["members"][0]["citizen_id"], id.as_str());
    let path = format!("/households/{}", text(&made["id"]));
    let found = commune
        .officer
        .get(&format!("/households?citizen_id={id}"))
        .expect(200);
    assert_eq!(found["items"][0]["id"], made["id"]);
    let monitor = world.person(&unique("giamsat-"), "monitor", Some(INSIDE)).client;
    let seen = monitor.get(&path);
    assert!(!seen.text().contains(&id), "{seen}");
    assert!(text(&seen.expect(200)["members"][0]["citizen_id"]).contains('•'));
    monitor.get(&format!("/households?citizen_id={id}")).problem(403);
    monitor
        .request("GET", "/households")
        .header("accept", "text/csv")
        .send()
        .problem(403);
    // At rest it is encrypted: the file of the embedded database doesn't hold it.
    let at_rest = [
        world.app.data_dir.join("giamngheo.sqlite"),
        world.app.data_dir.join("giamngheo.sqlite-wal"),
    ];
    for file in at_rest.iter().filter_map(|f| std::fs::read(f).ok()) {
        assert!(
            !file.windows(id.len()).any(|w| w == id.as_bytes()),
            "a citizen ID stands in the file"
        );
    }
    assert!(!world.app.log().contains(&id), "a citizen ID stands in the log");
}

#[test]
fn a_household_moves_splits_merges_and_ends_with_its_history() {
    let (commune, made) = commune();
    let (id, child) = (text(&made["id"]), text(&made["members"][1]["id"]));
    let born = commune
        .change(
            &made,
            "split",
            &json!({ "member_ids": [child], "head_id": child, "on": "2026-01-10" }),
        )
        .expect(201);
    assert_eq!(born["members"][0]["relation"], "head");
    assert_eq!(commune.read(&made)["member_count"], 1);
    let whole = commune
        .change(
            &commune.read(&made),
            "merge",
            &json!({ "other_id": born["id"], "on": "2026-02-10" }),
        )
        .expect(200);
    assert_eq!(whole["member_count"], 2);
    assert_eq!(commune.read(&born)["status"], "merged");
    let ended = commune
        .change(
            &whole,
            "dissolve",
            &json!({ "reason": "Không còn người ở", "on": "2026-03-01" }),
        )
        .expect(200);
    assert_eq!(ended["status"], "dissolved");
    let events = commune
        .officer
        .get(&format!("/households/{id}/history"))
        .expect(200)["events"]
        .clone();
    let kinds: Vec<_> = events
        .as_array()
        .into_iter()
        .flatten()
        .map(|e| text(&e["kind"]))
        .collect();
    for kind in ["created", "split", "merged", "dissolved"] {
        assert!(kinds.iter().any(|k| k == kind), "{kind} is not in {kinds:?}");
    }
    // Ended households are changed no more.
    commune
        .change(
            &ended,
            "dissolve",
            &json!({ "reason": "lần nữa", "on": "2026-03-02" }),
        )
        .problem(409);
}

#[test]
fn a_household_that_moves_away_is_read_where_it_went() {
    let (commune, made) = commune();
    let moved = commune.change(
        &made,
        "move",
        &json!({ "area": OUTSIDE, "on": "2026-01-10", "document": "Giấy 12/2026" }),
    );
    moved.expect(204);
    let path = format!("/households/{}", text(&made["id"]));
    commune.officer.get(&path).problem(404);
    let there = world()
        .person(&unique("noiden-"), "officer", Some(OUTSIDE))
        .client;
    assert_eq!(there.get(&path).expect(200)["commune"]["code"], OUTSIDE);
}

#[test]
fn likely_duplicates_are_shown() {
    let (commune, made) = commune();
    let again = commune
        .officer
        .post("/households", &household(INSIDE, &commune.name))
        .expect(201);
    let groups = commune
        .officer
        .all(&format!("/households/duplicates?area={INSIDE}"));
    let group = groups.iter().find(|g| {
        g["households"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|h| h["id"] == made["id"])
    });
    let group = group.expect("a group with the household");
    assert!(
        group["households"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|h| h["id"] == again["id"]),
        "{group}"
    );
}

#[test]
fn the_same_post_with_one_key_happens_once() {
    let (commune, _) = commune();
    let name = unique("Hoàng Văn ");
    let key = unique("khoa-");
    let post = |body: &Value| {
        commune
            .officer
            .request("POST", "/households")
            .header("idempotency-key", &key)
            .json(body)
            .send()
    };
    let first = post(&household(INSIDE, &name)).expect(201);
    let again = post(&household(INSIDE, &name)).expect(201);
    assert_eq!(again["id"], first["id"]);
    post(&household(INSIDE, "Người Khác")).problem(422);
    let found = commune
        .officer
        .get(&format!("/households?q={}&count=true", encoded(&name)))
        .expect(200);
    assert_eq!(found["total"], 1);
}
