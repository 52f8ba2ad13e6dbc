//! Drafts, surveys, the second reading and the spot checks.

use std::collections::BTreeSet;

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::help::{AUTUMN, Round, SPRING, findings, refused, shared};
use crate::support::text;

fn reading(accepted: bool, note: Option<&str>) -> Value {
    json!({ "accepted": accepted, "note": note })
}

#[test]
fn a_reading_that_owes_a_reason_asks_for_it() {
    let round = Round::during(&shared(), SPRING);
    for _ in 0..3 {
        round.add(&round.commune.household()).expect(201);
    }
    round.walk_to("survey");
    let cases = round.cases();
    let read = |case: &Value, accepted: bool, note: Option<&str>| {
        round.on_case(round.officer(), case, "reading", &reading(accepted, note))
    };
    // Nothing to read yet.
    assert_eq!(
        read(&cases[0], true, None).problem(409)["type"],
        "/problems/nothing-to-read"
    );
    // A plain one by another needs no word.
    let plain = round.survey(&cases[0], SPRING.survey, "other").expect(200);
    assert_eq!(plain["flags"], json!([]), "{plain}");
    // Sent back: not without the reason, nor with an empty one.
    for note in [None, Some(""), Some("  ")] {
        read(&plain, false, note).refuses(422, "/note", "required");
    }
    let back = read(&plain, false, Some("Thiếu diện tích nhà")).expect(200);
    assert_eq!(
        (&back["state"], &back["read_note"]),
        (&json!("returned"), &json!("Thiếu diện tích nhà"))
    );
    assert_eq!(round.read()["counts"]["unread"], 1);
    // What is returned can't be accepted as it is; the enumerator does it again, and then it can.
    read(&back, true, Some("Bỏ qua")).problem(409);
    let again = round.survey(&back, SPRING.survey, "other").expect(200);
    let accepted = read(&again, true, None).expect(200);
    assert_eq!(accepted["state"], "read");
    // One's own survey.
    let own = json!({ "surveyed_on": SPRING.survey, "findings": findings("other") });
    let own = round
        .on_case(round.officer(), &cases[1], "survey", &own)
        .expect(200);
    read(&own, true, None).refuses(422, "/note", "required");
    read(&own, true, Some("Xã chỉ có một cán bộ")).expect(200);
    // One that contradicts itself: a household of two with a child of school age, and nobody lacks school by it.
    let odd = json!({ "surveyed_on": SPRING.survey, "findings": { "b1": 20, "deprivations": ["employment", "dependents", "nutrition", "health_insurance", "adult_education", "child_schooling", "housing_quality", "floor_area", "water", "toilet", "telecoms", "information_devices"], "income_vnd_per_person_month": 9_000_000 } });
    let odd = round
        .on_case(&round.commune.team.enumerator, &cases[2], "survey", &odd)
        .expect(200);
    assert!(odd["flags"].as_array().is_some_and(|f| !f.is_empty()), "{odd}");
    read(&odd, true, None).refuses(422, "/note", "required");
    let flagged = round.officer().all(&round.path("cases?flagged=true"));
    assert_eq!(
        (flagged.len(), &flagged[0]["household_id"]),
        (1, &odd["household_id"])
    );
    refused(
        &round.step("close_survey", SPRING.survey_ends),
        "survey",
        "not_read",
    );
    read(&odd, true, Some("Đã xác minh: thu nhập do bán đất")).expect(200);
    round.step("close_survey", SPRING.survey_ends).expect(200);
}

#[test]
fn a_draft_is_kept_and_goes_with_the_survey() {
    let round = Round::during(&shared(), SPRING);
    round.add(&round.commune.household()).expect(201);
    round.walk_to("survey");
    let team = round.commune.team;
    let case = round.cases().remove(0);
    let draft = |case: &Value, draft: &Value| {
        round.on_case(&team.enumerator, case, "draft", &json!({ "draft": draft }))
    };
    let typed = json!({ "b1": "12", "ghi chú": ["nửa chừng", 1, null, { "á": true }] });
    let kept = draft(&case, &typed).expect(200);
    assert_eq!((&kept["state"], &kept["draft"]), (&json!("drafted"), &typed));
    let read = round.case(&text(&case["household_id"]));
    assert_eq!((&read["draft"], &read["class"]), (&typed, &Value::Null));
    assert!(read["draft_by"].is_string() && read["draft_at"].is_string());
    draft(&read, &json!({ "x": "x".repeat(66_000) })).refuses(422, "/draft", "too_large");
    draft(&read, &json!("text")).problem(422);
    assert_eq!(round.read()["counts"]["unsurveyed"], 1);
    let surveyed = round.survey(&read, SPRING.survey, "poor").expect(200);
    assert_eq!(
        (&surveyed["draft"], &surveyed["class"], &surveyed["surveyed_on"]),
        (&Value::Null, &json!("poor"), &json!(SPRING.survey))
    );
    // Each survey stays in the household's records.
    round.survey(&surveyed, SPRING.survey, "average").expect(200);
    let surveys = round
        .officer()
        .get(&format!("/households/{}/surveys", text(&case["household_id"])))
        .expect(200);
    assert_eq!(surveys.as_array().map(Vec::len), Some(2));
}

#[test]
fn spot_checks_are_by_somebody_else_and_of_the_sample_alone() {
    let round = Round::yearly();
    let team = round.commune.team;
    round.walk_to("survey");
    let sample = |body: &Value| round.officer().post(&round.path("sample"), body);
    for few in [0, 4] {
        sample(&json!({ "percent": few })).refuses(422, "/percent", "too_few");
    }
    for bad in [
        json!({ "percent": 101 }),
        json!({ "seed": "" }),
        json!({ "percent": -1 }),
    ] {
        sample(&bad).problem(422);
    }
    assert_eq!(
        (&round.read()["sampled"], &round.read()["sample_seed"]),
        (&json!(false), &Value::Null)
    );
    let drawn = sample(&json!({ "percent": 5, "seed": "12 34 56" })).expect(200);
    assert_eq!(
        (&drawn["sampled"], &drawn["counts"]["unchecked"]),
        (&json!(true), &json!(1))
    );
    assert!(text(&drawn["sample_seed"]).starts_with("12 34 56"), "{drawn}");
    assert_eq!(
        sample(&json!({ "seed": "again" })).problem(409)["type"],
        "/problems/drawn-already"
    );
    let sampled = round.officer().all(&round.path("cases?sampled=true")).remove(0);
    let other = round
        .cases()
        .into_iter()
        .find(|c| c["sampled"] == false)
        .expect("one outside of the sample");
    let check = |who, case: &Value| {
        round.on_case(
            who,
            case,
            "check",
            &json!({ "surveyed_on": AUTUMN.survey, "findings": findings("average") }),
        )
    };
    // Not before the survey, nor outside of the sample.
    assert_eq!(
        check(&team.second, &sampled).problem(409)["type"],
        "/problems/not-sampled"
    );
    let surveyed = round.survey(&sampled, AUTUMN.survey, "poor").expect(200);
    let outside = round.survey(&other, AUTUMN.survey, "poor").expect(200);
    assert_eq!(
        check(&team.second, &outside).problem(409)["type"],
        "/problems/not-sampled"
    );
    // Not by the one who surveyed.
    assert_eq!(
        check(&team.enumerator, &surveyed).problem(409)["type"],
        "/problems/same-person"
    );
    let checked = check(&team.second, &surveyed).expect(200);
    assert_eq!(
        (
            &checked["class"],
            &checked["check"]["class"],
            &checked["check"]["class_differs"]
        ),
        (&json!("poor"), &json!("average"), &json!(true))
    );
    let differences: BTreeSet<&str> = checked["check"]["differences"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(differences, ["water", "toilet", "telecoms"].into());
    assert_eq!(round.read()["counts"]["unchecked"], 0);
    // The survey stays what it was.
    assert_eq!(
        (&checked["b1"], &checked["state"]),
        (&json!(100), &json!("surveyed"))
    );
}

#[test]
fn anybody_draws_the_same_sample_from_its_seed() {
    // By hand, as the rule says: those with the smallest SHA-256 of seed, slash and household.
    let by_hand = |seed: &str, ids: &[String], size: usize| -> BTreeSet<String> {
        let mut hashed: Vec<(Vec<u8>, &String)> = ids
            .iter()
            .map(|id| {
                let hash = digest(&SHA256, format!("{seed}/{id}").as_bytes());
                (hash.as_ref().to_vec(), id)
            })
            .collect();
        hashed.sort();
        hashed.into_iter().take(size).map(|(_, id)| id.clone()).collect()
    };
    let commune = shared();
    let households: Vec<Value> = (0..9).map(|_| commune.household()).collect();
    let ids: Vec<String> = households.iter().map(|h| text(&h["id"])).collect();
    let mut seeds = BTreeSet::new();
    for (seed, percent, size) in [
        (Some("một"), 34, 4),
        (Some("một"), 34, 4),
        (None, 12, 2),
        (Some("hai"), 100, 9),
    ] {
        let round = Round::during(&commune, SPRING);
        for household in &households {
            round.add(household).expect(201);
        }
        round.step("close_list", SPRING.list).expect(200);
        let body = json!({ "seed": seed, "percent": percent });
        let shown = round.officer().post(&round.path("sample"), &body).expect(200);
        let whole = text(&shown["sample_seed"]);
        assert!(whole.starts_with(seed.unwrap_or("")), "{whole}");
        let sampled = round.officer().all(&round.path("cases?sampled=true"));
        let sampled: BTreeSet<String> = sampled.iter().map(|c| text(&c["household_id"])).collect();
        assert_eq!(sampled.len(), size, "{percent} % of 9, rounded up");
        assert_eq!(sampled, by_hand(&whole, &ids, size), "{whole}");
        // Nobody tries seeds until the right households come: a part of it is the program's.
        assert!(seeds.insert(whole), "the same seed twice");
        let body = json!({ "on": SPRING.list, "reason": "Mở nhầm" });
        round.act(round.officer(), "cancellation", &body).expect(200);
    }
}

#[test]
fn a_household_comes_onto_the_list_once_and_leaves_it_with_a_reason() {
    let round = Round::yearly();
    let (one, two) = (round.commune.household(), round.commune.household());
    let add = |body: Value| round.officer().post(&round.path("cases"), &body);
    let id = &one["id"];
    add(json!({ "household_id": id, "origin": "added" })).refuses(422, "/reason", "required");
    add(json!({ "household_id": id, "origin": "added", "reason": "  " })).refuses(422, "/reason", "required");
    add(json!({ "household_id": id, "origin": "requested", "requested_on": "2026-09-04" })).refuses(
        422,
        "/requester",
        "required",
    );
    add(json!({ "household_id": id, "origin": "requested", "requester": "A" })).refuses(
        422,
        "/requested_on",
        "required",
    );
    add(json!({ "household_id": id, "origin": "carried", "reason": "x" })).refuses(
        422,
        "/origin",
        "wrong_type",
    );
    add(json!({ "household_id": id, "origin": "added", "reason": "x", "reason_code": "disaster" })).refuses(
        422,
        "/reason_code",
        "unknown",
    );
    add(json!({ "household_id": "x", "origin": "added", "reason": "x" })).refuses(
        422,
        "/household_id",
        "unknown",
    );
    let made = round.add(&one).expect(201);
    assert_eq!(made["origin"], "added");
    round.add(&one).refuses(422, "/household_id", "listed_already");
    // One that is dissolved is no case.
    let path = format!("/households/{}/dissolve", text(&two["id"]));
    round
        .officer()
        .request("POST", &path)
        .if_match(&two["version"])
        .json(&json!({ "reason": "Không còn", "on": "2026-09-05" }))
        .send()
        .expect(200);
    round.add(&two).refuses(422, "/household_id", "not_active");
    // Off the list with a reason, and on again.
    let n = round.cases().len();
    round
        .on_case(round.officer(), &made, "withdrawal", &json!({ "reason": "" }))
        .problem(422);
    let off = round
        .on_case(
            round.officer(),
            &made,
            "withdrawal",
            &json!({ "reason": "Trùng hộ" }),
        )
        .expect(200);
    assert_eq!(
        (&off["state"], &off["withdrawn_reason"], &off["allowed"]),
        (&json!("withdrawn"), &json!("Trùng hộ"), &json!([]))
    );
    assert_eq!(
        round
            .on_case(
                round.officer(),
                &off,
                "withdrawal",
                &json!({ "reason": "Lần nữa" })
            )
            .problem(409)["type"],
        "/problems/case-ended"
    );
    assert_eq!(round.cases().len(), n - 1);
    assert_eq!(round.officer().all(&round.path("cases?state=withdrawn")).len(), 1);
    let again = round.add(&one).expect(201);
    assert_eq!(
        (&again["state"], &again["withdrawn_reason"]),
        (&json!("listed"), &Value::Null)
    );
    assert_eq!(round.cases().len(), n);
    // Whoever asked to follow the family's case by its code still can.
    super::help::server()
        .anonymous()
        .get(&format!("/lookups/{}", text(&again["tracking_code"])))
        .expect(200);
}

#[test]
fn cases_are_given_to_who_may_survey_there() {
    let round = Round::yearly();
    let team = round.commune.team;
    let assign = |body: Value| round.officer().post(&round.path("assignments"), &body);
    let ids: Vec<String> = {
        let people = round.officer().get(&round.path("enumerators")).expect(200);
        people
            .as_array()
            .expect("people")
            .iter()
            .map(|p| text(&p["id"]))
            .collect()
    };
    assert!(ids.contains(&team.enumerator_id) && ids.contains(&team.second_id));
    let elsewhere = super::help::person("enumerator", &["06463"]).1;
    assign(json!({ "enumerator_id": elsewhere })).refuses(422, "/enumerator_id", "unknown");
    assign(json!({ "enumerator_id": team.enumerator_id, "village_id": "x" })).refuses(
        422,
        "/village_id",
        "unknown",
    );
    let village = round.read()["villages"][0].clone();
    let given = assign(json!({ "enumerator_id": team.second_id, "village_id": village["id"] })).expect(200);
    assert_eq!(given["cases"], village["total"]);
    let rest = assign(json!({ "enumerator_id": team.enumerator_id, "household_ids": [round.cases().last().expect("a case")["household_id"]] })).expect(200);
    assert_eq!(rest["cases"], 1);
    // A household that isn't on the list is not passed over in silence.
    let stranger = round.commune.household();
    assign(json!({ "enumerator_id": team.enumerator_id, "household_ids": [stranger["id"]] })).refuses(
        422,
        "/household_ids",
        "unknown",
    );
    let taken = assign(json!({ "enumerator_id": null })).expect(200);
    assert_eq!(taken["cases"], round.read()["counts"]["unassigned"]);
}
