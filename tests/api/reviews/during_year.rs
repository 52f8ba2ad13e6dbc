//! The review during the year: a reason, fifteen working days, the same evidence.

use serde_json::{Value, json};

use super::help::{AUTUMN, Days, Round, SPRING, commune, opening, refused, server, shared};
use crate::support::{household, text, unique, world};

#[test]
fn a_disaster_is_a_reason_and_a_wrong_one_is_told_the_right_ones() {
    let round = Round::during(&commune(), SPRING);
    assert_eq!(
        (&round.read()["kind"], &round.read()["procedure"]),
        (&json!("during_year"), &json!("QD24-2021-DURING"))
    );
    assert_eq!(round.cases().len(), 0, "nothing is carried over");
    let hit = round.commune.household();
    let add = |code: Option<&str>| {
        let body = json!({ "household_id": hit["id"], "origin": "added", "reason": "Lũ quét ngày 01/3", "reason_code": code });
        round.officer().post(&round.path("cases"), &body)
    };
    for wrong in [None, Some("flood"), Some("DISASTER"), Some("")] {
        let problem = add(wrong).refuses(422, "/reason_code", "unknown");
        for known in ["request", "disaster", "illness", "other"] {
            assert!(problem["errors"].to_string().contains(known), "{problem}");
        }
    }
    let made = add(Some("disaster")).expect(201);
    assert_eq!(
        (&made["reason_code"], &made["reason"], &made["previous_class"]),
        (&json!("disaster"), &json!("Lũ quét ngày 01/3"), &Value::Null)
    );
    // The evidence is the same; no sample is asked for, no report, no opinion.
    let steps: Vec<String> = round.read()["steps"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|s| text(&s["code"]))
        .collect();
    assert_eq!(steps, ["list", "survey", "meeting", "posting", "recognition"]);
    round.walk_to("recognised");
    let id = text(&hit["id"]);
    assert_eq!(
        (&round.commune.read(&id)["class"], &round.case(&id)["movement"]),
        (&json!("poor"), &json!("newly_poor"))
    );
    let made = round
        .officer()
        .get(&format!(
            "/recognitions/{}",
            text(&round.read()["recognition_id"])
        ))
        .expect(200);
    assert_eq!(
        (
            &made["kind"],
            &made["year"],
            &made["movements"]["newly_poor"]["households"]
        ),
        (&json!("during_year"), &json!(2026), &json!(1))
    );
    // The year isn't closed for the others by it.
    let others = round
        .officer()
        .all(&format!("/households?area={}&year=2026", round.commune.code));
    assert_eq!(others.len(), 1);
    // In autumn it is carried over, as what it was found to be.
    let so = server().demo_user("so");
    let yearly = text(
        &so.post(
            "/review-rounds",
            &opening(&round.commune.code, "yearly", AUTUMN.opened),
        )
        .expect(201)["round_id"],
    );
    let carried = so.get(&format!("/review-rounds/{yearly}/cases/{id}")).expect(200);
    assert_eq!(
        (&carried["origin"], &carried["previous_class"]),
        (&json!("carried"), &json!("poor"))
    );
}

#[test]
fn a_household_is_in_one_open_round_at_a_time() {
    let commune = shared();
    let (one, other) = (Round::during(&commune, SPRING), Round::during(&commune, SPRING));
    let household = commune.household();
    let case = one.add(&household).expect(201);
    other
        .add(&household)
        .refuses(422, "/household_id", "in_another_round");
    // Nor by a complaint.
    other.add(&commune.household()).expect(201);
    other.walk_to_posted();
    other
        .complain(&text(&household["id"]), SPRING.posting)
        .refuses(422, "/household_id", "in_another_round");
    // Taken off there, it may come here; recognised there, later too.
    one.on_case(
        one.officer(),
        &case,
        "withdrawal",
        &json!({ "reason": "Nhầm đợt" }),
    )
    .expect(200);
    let third = Round::during(&commune, SPRING);
    third.add(&household).expect(201);
    third.walk_to("recognised");
    let fourth = Round::during(&commune, SPRING);
    fourth.add(&household).expect(201);
}

#[test]
fn the_autumns_list_leaves_out_who_is_under_review() {
    // Poor last year and hit by a disaster this summer: the review under way decides, not two at once.
    let commune = commune();
    let so = server().demo_user("so");
    let poor = so
        .all(&format!(
            "/households?area={}&class=poor,near_poor&limit=1",
            commune.code
        ))
        .remove(0);
    let summer = Round::during(
        &commune,
        Days {
            opened: "2026-08-31",
            ..SPRING
        },
    );
    summer.add(&poor).expect(201);
    let made = so
        .post("/review-rounds", &opening(&commune.code, "yearly", AUTUMN.opened))
        .expect(201);
    let yearly = text(&made["round_id"]);
    let twice = so.get(&format!("/review-rounds/{yearly}/cases/{}", text(&poor["id"])));
    assert_eq!(twice.status, 404, "it is in two open rounds: {twice}");
}

#[test]
fn on_a_sample_form_nothing_is_recognised_for_real() {
    let world = world();
    let area = "06529";
    let officer = world.person(&unique("mau-"), "officer", Some(area)).client;
    let approver = world.person(&unique("mau-"), "approver", Some(area)).client;
    let made = officer
        .post("/review-rounds", &opening(area, "during_year", SPRING.opened))
        .expect(201);
    let path = format!("/review-rounds/{}", text(&made["round_id"]));
    let round = || officer.get(&path).expect(200);
    assert_eq!(round()["sample_form"], true);
    let change = |what: &str, body: &Value| {
        officer
            .request("POST", &format!("{path}/{what}"))
            .if_match(&round()["version"])
            .json(body)
            .send()
            .expect(200);
    };
    let one = officer
        .post("/households", &household(area, &unique("Nông Thị ")))
        .expect(201);
    let case = json!({ "household_id": one["id"], "origin": "added", "reason": "Lũ quét", "reason_code": "disaster" });
    officer.post(&format!("{path}/cases"), &case).expect(201);
    change("steps", &json!({ "action": "close_list", "on": SPRING.list }));
    for (what, body) in [
        (
            "survey",
            json!({ "surveyed_on": SPRING.survey, "findings": { "b1": 90, "deprivations": ["water", "toilet", "telecoms"] } }),
        ),
        ("reading", json!({ "accepted": true, "note": "Xã có một cán bộ" })),
    ] {
        let case = format!("{path}/cases/{}", text(&one["id"]));
        let version = officer.get(&case).expect(200)["version"].clone();
        officer
            .request("POST", &format!("{case}/{what}"))
            .if_match(&version)
            .json(&body)
            .send()
            .expect(200);
    }
    change(
        "steps",
        &json!({ "action": "close_survey", "on": SPRING.survey_ends }),
    );
    let minutes = Round::minutes(&round()["villages"][0], SPRING.meeting, 9, 9);
    officer.post(&format!("{path}/meetings"), &minutes).expect(201);
    change(
        "steps",
        &json!({ "action": "close_meetings", "on": SPRING.meetings_end }),
    );
    change(
        "postings",
        &json!({ "on": SPRING.posting, "places": "Trụ sở xã" }),
    );
    change(
        "steps",
        &json!({ "action": "close_posting", "on": SPRING.posting_ends }),
    );
    let before = round();
    assert_eq!(before["state"], "recognition");
    let decision = super::help::decision(SPRING.decision);
    let answer = approver
        .request("POST", &format!("{path}/recognition"))
        .if_match(&before["version"])
        .json(&decision)
        .send();
    refused(&answer, "recognition", "sample_form");
    assert_eq!(round(), before);
    assert_eq!(
        officer
            .get(&format!("/households/{}/class-periods", text(&one["id"])))
            .expect(200),
        json!([])
    );
    assert_eq!(officer.all("/recognitions").len(), 0);
}
