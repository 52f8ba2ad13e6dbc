//! Decisions: numbers, corrections, and what households legally were from when to when.

use giamngheo_tests::Answer;
use serde_json::{Value, json};

use super::help::{AUTUMN, Days, Round, SPRING, decision, findings, refused, server, shared};
use crate::support::{text, unique};

/// A recognised round, the id of its decision.
fn recognised() -> (Round, String) {
    let round = Round::yearly();
    round.walk_to("recognised");
    let id = text(&round.read()["recognition_id"]);
    (round, id)
}

fn correct(round: &Round, id: &str, on: &str, changes: &Value) -> Answer {
    let mut body = decision(on);
    body["reason"] = json!("Chấm sai điểm nhà ở");
    body["changes"] = changes.clone();
    round
        .commune
        .team
        .approver
        .post(&format!("/recognitions/{id}/corrections"), &body)
}

/// That the periods follow one another without gap or overlap, the last without an end.
#[track_caller]
fn follow(periods: &[Value]) {
    for pair in periods.windows(2) {
        assert_eq!(pair[1]["to"], pair[0]["from"], "{periods:?}");
    }
    for period in periods {
        let ends = period["to"].as_str().unwrap_or("9999-12-31");
        assert!(
            period["from"].as_str().is_some_and(|from| from < ends),
            "a period that ends before it begins: {periods:?}"
        );
    }
    assert_eq!(periods[0]["to"], Value::Null, "{periods:?}");
}

#[test]
fn a_number_is_taken_once_on_a_day() {
    let commune = shared();
    let (one, two) = (Round::during(&commune, SPRING), Round::during(&commune, SPRING));
    one.walk_to("recognition");
    two.walk_to("recognition");
    let body = decision(SPRING.decision);
    one.act(&commune.team.approver, "recognition", &body).expect(201);
    let before = two.whole();
    two.act(&commune.team.approver, "recognition", &body)
        .refuses(422, "/number", "taken");
    let spaced = json!({ "number": format!("  {} ", text(&body["number"])), "decided_on": SPRING.decision, "signer": "A", "signer_title": "B" });
    two.act(&commune.team.approver, "recognition", &spaced)
        .refuses(422, "/number", "taken");
    for empty in ["number", "signer", "signer_title"] {
        let mut bad = decision(SPRING.decision);
        bad[empty] = json!("");
        two.act(&commune.team.approver, "recognition", &bad)
            .refuses(422, &format!("/{empty}"), "length");
    }
    assert_eq!(two.whole(), before);
    two.recognise(SPRING.decision).expect(201);
    // Nor by a correction.
    let id = text(&two.read()["recognition_id"]);
    let household = two.cases()[0]["household_id"].clone();
    let mut again = body;
    again["reason"] = json!("Sai");
    again["changes"] = json!([{ "household_id": household, "class": "average" }]);
    commune
        .team
        .approver
        .post(&format!("/recognitions/{id}/corrections"), &again)
        .refuses(422, "/number", "taken");
}

#[test]
fn the_same_recognition_with_one_key_happens_once() {
    let round = Round::during(&shared(), SPRING);
    round.walk_to("recognition");
    let (body, version, key) = (
        decision(SPRING.decision),
        round.read()["version"].clone(),
        unique("khoa-"),
    );
    let send = || {
        round
            .commune
            .team
            .approver
            .request("POST", &round.path("recognition"))
            .if_match(&version)
            .header("idempotency-key", &key)
            .json(&body)
            .send()
    };
    let first = send().expect(201);
    let again = send().expect(201);
    assert_eq!(first, again);
    let all = round.officer().all(&format!("/recognitions?round={}", round.id));
    assert_eq!(all.len(), 1);
    let events = round.officer().get(&round.path("events")).expect(200);
    assert_eq!(
        events
            .as_array()
            .into_iter()
            .flatten()
            .filter(|e| e["act"] == "recognise")
            .count(),
        1
    );
    // Without the key it is a second one, and refused.
    refused(&round.recognise(SPRING.decision), "recognised", "out_of_order");
    let case = &round.cases()[0];
    assert_eq!(round.commune.periods(&text(&case["household_id"])).len(), 1);
}

#[test]
fn a_correction_is_a_new_decision_that_refers_to_the_old_one() {
    let (round, id) = recognised();
    let old = round.officer().get(&format!("/recognitions/{id}")).expect(200);
    let case = round
        .cases()
        .into_iter()
        .find(|c| c["class"] == "near_poor")
        .expect("a near-poor one");
    let household = text(&case["household_id"]);
    let listed = |of: &str| -> Vec<Value> {
        let all = round
            .officer()
            .get(&format!("/recognitions/{of}/certificates"))
            .expect(200);
        all.as_array()
            .into_iter()
            .flatten()
            .filter(|c| c["household_id"] == household.as_str())
            .cloned()
            .collect()
    };
    let first = listed(&id).remove(0);
    let totals = || {
        round
            .officer()
            .get(&format!("/overview?area={}&year=2026", round.commune.code))
            .expect(200)["counts"]
            .clone()
    };
    let before = totals();

    let change = |class: &str| json!([{ "household_id": household, "class": class }]);
    let whole = round.whole();
    correct(&round, &id, "2026-11-12", &change("near_poor")).refuses(422, "/changes/0/class", "same");
    correct(&round, &id, "2026-11-12", &json!([])).refuses(422, "/changes", "length");
    let twice = json!([{ "household_id": household, "class": "poor" }, { "household_id": household, "class": "average" }]);
    correct(&round, &id, "2026-11-12", &twice).refuses(422, "/changes/1/household_id", "twice");
    let far = server()
        .demo_user("so")
        .all("/households?area=06154&limit=1")
        .remove(0);
    correct(
        &round,
        &id,
        "2026-11-12",
        &json!([{ "household_id": far["id"], "class": "poor" }]),
    )
    .refuses(422, "/changes/0/household_id", "unknown");
    correct(
        &round,
        &id,
        "2026-11-12",
        &json!([{ "household_id": household, "class": "rich" }]),
    )
    .refuses(422, "/changes/0/class", "wrong_type");
    correct(&round, &id, "2026-11-09", &change("poor")).refuses(422, "/decided_on", "before_previous_step");
    correct(&round, &id, "2026-11-26", &change("poor")).refuses(422, "/decided_on", "in_future");
    assert_eq!(round.whole(), whole);
    assert_eq!(totals(), before);

    let new = correct(&round, &id, "2026-11-12", &change("poor")).expect(201);
    assert_eq!(
        (&new["kind"], &new["corrects_id"], &new["reason"]),
        (&json!("correction"), &json!(id), &json!("Chấm sai điểm nhà ở"))
    );
    assert_eq!(
        new["classes"],
        json!({ "poor": { "households": 1, "members": case["member_count"] } })
    );
    // Nothing of the old one is overwritten; its certificate holds no more, the new one does.
    assert_eq!(
        round.officer().get(&format!("/recognitions/{id}")).expect(200),
        old
    );
    let withdrawn = listed(&id).remove(0);
    assert_eq!(
        (&withdrawn["code"], &withdrawn["withdrawn_on"]),
        (&first["code"], &json!("2026-11-12"))
    );
    let fresh = listed(&text(&new["id"])).remove(0);
    assert_eq!(
        (&fresh["kind"], &fresh["withdrawn_on"]),
        (&json!("poor"), &Value::Null)
    );
    let anybody = server().anonymous();
    let told = anybody
        .get(&format!("/lookups/{}", text(&first["code"])))
        .expect(200);
    assert_eq!(
        (&told["valid"], &told["withdrawn_on"], &told["number"]),
        (&json!(false), &json!("2026-11-12"), &old["number"])
    );
    let told = anybody
        .get(&format!("/lookups/{}", text(&fresh["code"])))
        .expect(200);
    assert_eq!(
        (&told["valid"], &told["certificate"], &told["number"]),
        (&json!(true), &json!("poor"), &new["number"])
    );
    // Periods, the year, the household and the totals.
    let periods = round.commune.periods(&household);
    follow(&periods);
    let shown: Vec<_> = periods
        .iter()
        .map(|p| (text(&p["class"]), text(&p["from"]), p["recognition_id"].clone()))
        .collect();
    assert_eq!(
        shown,
        [
            ("poor".to_owned(), "2026-11-12".to_owned(), new["id"].clone()),
            ("near_poor".to_owned(), AUTUMN.decision.to_owned(), json!(id))
        ]
    );
    assert_eq!(round.commune.read(&household)["class"], "poor");
    assert_eq!(
        round.commune.years(&household).last().expect("the year")["class"],
        "poor"
    );
    let after = totals();
    let diff = |field: &str| after[field].as_i64().unwrap_or(0) - before[field].as_i64().unwrap_or(0);
    assert_eq!((diff("poor"), diff("near_poor"), diff("households")), (1, -1, 0));

    // A third decision corrects the second, or the first again, but not from a day before the second.
    let third = correct(&round, &text(&new["id"]), "2026-11-20", &change("average")).expect(201);
    assert_eq!(third["corrects_id"], new["id"]);
    let early = correct(&round, &id, "2026-11-15", &change("poor"));
    assert_eq!(
        early.status, 422,
        "the household's last decision is of 2026-11-20: {early}"
    );
    follow(&round.commune.periods(&household));
    let all = round.officer().all(&format!("/recognitions?round={}", round.id));
    assert_eq!(all.len(), 3);
}

#[test]
fn a_correction_reaches_who_was_on_no_list() {
    let (round, id) = recognised();
    let all = round.officer().all(&format!(
        "/households?area={}&year=2026&class=other,average&limit=500",
        round.commune.code
    ));
    let left_out = all
        .iter()
        .find(|h| !round.cases().iter().any(|c| c["household_id"] == h["id"]))
        .expect("one");
    let made = correct(
        &round,
        &id,
        "2026-11-12",
        &json!([{ "household_id": left_out["id"], "class": "poor" }]),
    )
    .expect(201);
    assert_eq!(made["classes"]["poor"]["households"], 1);
    let household = round.commune.read(&text(&left_out["id"]));
    assert_eq!(
        (&household["class"], &household["class_state"]),
        (&json!("poor"), &json!("recognised"))
    );
    let periods = round.commune.periods(&text(&left_out["id"]));
    assert_eq!((periods.len(), &periods[0]["class"]), (1, &json!("poor")));
}

#[test]
fn decisions_on_a_household_go_forward_in_time() {
    // Recognised on the tenth of November; a review during the year that was backdated to summer can't undercut that.
    let (round, _) = recognised();
    let case = round
        .cases()
        .into_iter()
        .find(|c| c["class"] == "other")
        .expect("a case");
    let id = text(&case["household_id"]);
    let summer = Days {
        opened: "2026-08-03",
        list: "2026-08-03",
        survey: "2026-08-04",
        survey_ends: "2026-08-04",
        meeting: "2026-08-05",
        meetings_end: "2026-08-05",
        posting: "2026-08-06",
        until: "2026-08-11",
        posting_ends: "2026-08-12",
        decision: "2026-08-13",
        ..SPRING
    };
    let backdated = Round::during(&round.commune, summer);
    let added = backdated.add(&json!({ "id": id }));
    if added.status == 201 {
        backdated.walk_to("recognition");
        let answer = backdated.recognise(summer.decision);
        assert_eq!(
            answer.status, 422,
            "the household's last decision is of {}: {answer}",
            AUTUMN.decision
        );
    } else {
        added.problem(422);
    }
    follow(&round.commune.periods(&id));
    assert_eq!(round.commune.read(&id)["class"], "other");
}

#[test]
fn the_closed_year_has_everybody_in_it() {
    let round = Round::yearly();
    // One surveyed beside the review and found poor; one taken off the list: neither was recognised as poor.
    let beside = round.commune.household();
    let path = format!("/households/{}/surveys", text(&beside["id"]));
    let survey = json!({ "surveyed_on": "2026-09-10", "findings": findings("poor") });
    round
        .officer()
        .request("POST", &path)
        .if_match(&beside["version"])
        .json(&survey)
        .send()
        .expect(201);
    let off = round.add(&round.commune.household()).expect(201);
    round
        .on_case(
            round.officer(),
            &off,
            "withdrawal",
            &json!({ "reason": "Hộ tự nguyện xin ra" }),
        )
        .expect(200);
    round.walk_to("recognised");
    let decided = round
        .officer()
        .get(&format!(
            "/recognitions/{}",
            text(&round.read()["recognition_id"])
        ))
        .expect(200);
    let totals = round
        .officer()
        .get(&format!("/overview?area={}&year=2026", round.commune.code))
        .expect(200)["counts"]
        .clone();
    for class in ["poor", "near_poor"] {
        let recognised = decided["classes"][class]["households"].as_i64().unwrap_or(0);
        assert_eq!(
            totals[class],
            json!(recognised),
            "{class} in the totals and by the decision"
        );
    }
    let all = round
        .officer()
        .all(&format!("/households?area={}&limit=500", round.commune.code));
    assert_eq!(
        totals["households"],
        json!(all.len()),
        "households of the year and of the registry"
    );
    for id in [&beside["id"], &off["household_id"]] {
        let now = round.commune.read(&text(id));
        assert_eq!(
            (&now["class_year"], &now["class_state"]),
            (&json!(2026), &json!("recognised")),
            "{now}"
        );
        assert!(
            ["average", "other"].contains(&text(&now["class"]).as_str()),
            "{now}"
        );
    }
}

#[test]
fn a_household_that_moves_away_under_review_keeps_one_class() {
    let round = Round::yearly();
    let there = super::help::commune();
    let moves = |household: &Value, on: &str| {
        let id = text(&household["household_id"]);
        let body = json!({ "area": there.code, "on": on });
        let path = format!("/households/{id}/move");
        let version = round.commune.read(&id)["version"].clone();
        let moved = round
            .officer()
            .request("POST", &path)
            .if_match(&version)
            .json(&body)
            .send();
        // With the household where the officer sees it there, too, and nothing else.
        assert!([200, 204].contains(&moved.status), "{moved}");
        id
    };
    // Before the survey: it leaves the list, and is reviewed where it went.
    let early = moves(&round.cases()[0], "2026-09-05");
    round
        .on_case(
            round.officer(),
            &round.case(&early),
            "withdrawal",
            &json!({ "reason": "Chuyển sang xã khác" }),
        )
        .expect(200);
    // After the posting: it is no more this commune's to recognise, and its case says so.
    round.walk_to("report");
    let poor = round.cases().into_iter().find(|c| c["class"] == "poor");
    let late = moves(&poor.expect("a poor one"), AUTUMN.report);
    let n = round.cases().len();
    round.walk_to("recognised");
    let so = server().demo_user("so");
    for gone in [&early, &late] {
        let periods = so.get(&format!("/households/{gone}/class-periods")).expect(200);
        assert_eq!(periods, json!([]));
        let household = so.get(&format!("/households/{gone}")).expect(200);
        assert_eq!(household["commune"]["code"], there.code.as_str());
        assert_ne!(
            (&household["class_year"], &household["class_state"]),
            (&json!(2026), &json!("recognised"))
        );
    }
    let left = round.officer().all(&round.path("cases?state=withdrawn"));
    assert!(
        left.iter()
            .any(|c| c["household_id"] == late.as_str() && c["withdrawn_reason"].is_string())
    );
    assert_eq!(round.cases().len(), n - 1);
    let id = text(&round.read()["recognition_id"]);
    let decided = round.officer().get(&format!("/recognitions/{id}")).expect(200);
    let recognised = decided["classes"].as_object().expect("sums").values();
    let recognised: i64 = recognised.map(|s| super::help::number(&s["households"])).sum();
    assert_eq!(recognised, n as i64 - 1);
    // Wherever the year counts it, the totals and the list count the same.
    for code in [&round.commune.code, &there.code] {
        let totals = so.get(&format!("/overview?area={code}&year=2026")).expect(200);
        let listed = so.all(&format!("/households?area={code}&year=2026&limit=500"));
        for class in super::help::CLASSES {
            let count = listed.iter().filter(|h| h["class"] == class).count();
            assert_eq!(totals["counts"][class], json!(count), "{code} {class}");
        }
    }
}
