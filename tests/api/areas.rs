//! `/areas…`: units in time.

use giamngheo_tests::Client;
use serde_json::{Value, json};

use crate::support::{INSIDE, OUTSIDE, demo, text, unique, world};

fn reader() -> Client {
    demo().demo_user("canbo")
}

fn names(list: &Value) -> Vec<String> {
    let rows = if list.is_array() { list } else { &list["items"] };
    rows.as_array()
        .into_iter()
        .flatten()
        .map(|a| text(&a["name"]))
        .collect()
}

#[test]
fn a_reused_code_names_another_unit_on_each_side_of_the_change() {
    let reader = reader();
    let before = reader.get("/areas/06463?on=2025-06-30").expect(200);
    let after = reader.get("/areas/06463?on=2025-07-01").expect(200);
    assert_ne!(before["id"], after["id"]);
    assert_eq!(before["exists_to"], "2025-07-01");
    assert_eq!(after["exists_from"], "2025-07-01");
    // Three tiers before, two after.
    assert_eq!(before["ancestors"].as_array().map(Vec::len), Some(2));
    assert_eq!(after["ancestors"].as_array().map(Vec::len), Some(1));
    // By its id a unit can be read on any day.
    assert_eq!(
        reader.get(&format!("/areas/{}", text(&before["id"]))).expect(200)["id"],
        before["id"]
    );
}

#[test]
fn a_unit_and_what_became_of_it_point_at_each_other() {
    let reader = reader();
    let old = reader.get("/areas/06463?on=2025-06-30").expect(200);
    let after = reader.get("/areas/06463/successors?on=2025-06-30").expect(200);
    let next = &after[0];
    assert_eq!(next["on"], "2025-07-01");
    assert!(
        ["whole", "part"].contains(&next["extent"].as_str().unwrap_or("")),
        "{next}"
    );
    let back = reader
        .get(&format!("/areas/{}/predecessors", text(&next["area"]["id"])))
        .expect(200);
    assert!(
        back.as_array()
            .into_iter()
            .flatten()
            .any(|p| p["area"]["id"] == old["id"]),
        "{back}"
    );
}

#[test]
fn lang_son_had_districts_then_and_has_communes_now() {
    let reader = reader();
    let then = reader.get("/areas/20/children?on=2025-06-30").expect(200);
    let now = reader.get("/areas/20/children?on=2025-07-01").expect(200);
    let levels = |list: &Value| {
        let mut levels: Vec<_> = list
            .as_array()
            .into_iter()
            .flatten()
            .map(|a| text(&a["level"]))
            .collect();
        levels.sort();
        levels.dedup();
        levels
    };
    assert_eq!(
        (levels(&then), then.as_array().map(Vec::len)),
        (vec!["district".to_owned()], Some(11))
    );
    assert_eq!(
        (levels(&now), now.as_array().map(Vec::len)),
        (vec!["commune".to_owned()], Some(65))
    );
}

#[test]
fn typing_without_accents_finds_and_shows_what_existed() {
    let reader = reader();
    let find = |q: &str, on: &str| names(&reader.get(&format!("/areas?q={q}&within=20&on={on}")).expect(200));
    assert!(find("thanh%20hoa", "2024-12-31").contains(&"Xã Thành Hòa".to_owned()));
    // NFC and NFD spellings find the same.
    assert_eq!(
        find("Th%C3%A0nh%20H%C3%B2a", "2024-12-31"),
        find("Tha%CC%80nh%20Ho%CC%80a", "2024-12-31")
    );
    assert!(!find("thanh%20hoa", "2025-07-01").contains(&"Xã Thành Hòa".to_owned()));
}

#[test]
fn pages_of_areas_join_without_gap_or_repetition() {
    let reader = reader();
    let all = reader.all("/areas?level=commune&within=20&on=2025-07-01&limit=7");
    let mut ids: Vec<_> = all.iter().map(|a| text(&a["id"])).collect();
    assert_eq!(ids.len(), 65);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 65);
}

#[test]
fn what_does_not_exist_on_the_day_is_not_found() {
    let reader = reader();
    reader.get("/areas/99999").problem(404);
    reader.get("/areas/20?on=1900-01-01").problem(404);
    reader.get("/areas/06463?on=2025-02-30").problem(400);
    reader.get("/areas/06463?at=2025-02-28").problem(400);
    reader.get("/areas?limit=0").problem(400);
    reader.get("/areas?limit=501").problem(400);
    reader.get("/areas?after=tampered").problem(400);
}

#[test]
fn boundaries_carry_the_units_of_the_day() {
    let reader = reader();
    let count = |path: &str| {
        reader.get(path).expect(200)["features"]
            .as_array()
            .map_or(0, Vec::len)
    };
    assert_eq!(count("/areas.geojson?on=2025-07-01"), 34);
    assert_eq!(count("/areas.geojson?parent=20&on=2025-07-01"), 65);
    assert_eq!(count("/areas.geojson?parent=20&on=2025-06-30"), 0);
}

#[test]
fn villages_are_kept_by_their_commune() {
    let world = world();
    let officer = world.person(&unique("thon-"), "officer", Some(INSIDE)).client;
    let name = unique("Thôn Nà ");
    let made = officer
        .post(&format!("/areas/{INSIDE}/villages"), &json!({ "name": name }))
        .expect(201);
    assert_eq!((&made["level"], &made["name"]), (&json!("village"), &json!(name)));
    let id = text(&made["id"]);
    assert!(names(&officer.get(&format!("/areas/{INSIDE}/children")).expect(200)).contains(&name));
    let again = unique("Thôn Pác ");
    let rename = |commune: &str| {
        officer
            .request("PATCH", &format!("/areas/{commune}/villages/{id}"))
            .json(&json!({ "name": again }))
            .send()
    };
    assert_eq!(rename(INSIDE).expect(200)["name"], again.as_str());
    rename(OUTSIDE).problem(404);
    officer
        .post(&format!("/areas/{OUTSIDE}/villages"), &json!({ "name": name }))
        .problem(404);
    officer
        .post(&format!("/areas/{INSIDE}/villages"), &json!({ "name": " " }))
        .problem(422);
}
