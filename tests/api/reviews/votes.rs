//! Village meetings: who voted how, and what a lost vote leads to.

use serde_json::{Value, json};

use super::help::{AUTUMN, Commune, Round, SPRING, refused, shared};
use crate::support::text;

/// A round during the year at its meetings, with this many households in one village.
fn at_the_meeting(commune: &Commune, households: usize) -> (Round, Value) {
    let round = Round::during(commune, SPRING);
    for _ in 0..households {
        round.add(&round.commune.household()).expect(201);
    }
    round.walk_to("meeting");
    let village = round.read()["villages"][0].clone();
    (round, village)
}

fn meet(round: &Round, village: &Value, present: i64, in_favour: i64) -> Value {
    round
        .officer()
        .post(
            &round.path("meetings"),
            &Round::minutes(village, SPRING.meeting, present, in_favour),
        )
        .expect(201)
}

#[test]
fn nobody_votes_twice() {
    let (round, village) = at_the_meeting(&shared(), 2);
    let cases = round.cases();
    let before = round.whole();
    let post = |change: Value| {
        let mut body = Round::minutes(&village, SPRING.meeting, 40, 38);
        for (name, value) in change.as_object().expect("fields") {
            body[name] = value.clone();
        }
        round.officer().post(&round.path("meetings"), &body)
    };
    post(json!({ "in_favour": 41 })).refuses(422, "/in_favour", "more_than_present");
    let own = |favour: i64| json!({ "household_id": cases[1]["household_id"], "in_favour": favour });
    post(json!({ "votes": [own(40), own(41)] })).refuses(422, "/votes/1/in_favour", "more_than_present");
    post(json!({ "votes": [{ "household_id": "x", "in_favour": 1 }] })).refuses(
        422,
        "/votes/0/household_id",
        "unknown",
    );
    post(json!({ "votes": [own(-1)] })).problem(422);
    post(json!({ "present": 0, "in_favour": 0 })).problem(422);
    post(json!({ "in_favour": -1 })).problem(422);
    post(json!({ "village_id": "06154" })).refuses(422, "/village_id", "unknown");
    for empty in ["place", "chair", "secretary"] {
        post(json!({ empty: "" })).refuses(422, &format!("/{empty}"), "length");
    }
    // One household has one vote.
    post(json!({ "votes": [own(10), own(39)] })).problem(422);
    assert_eq!(round.whole(), before);
}

#[test]
fn half_does_not_carry_and_one_more_does() {
    let commune = shared();
    let (mut round, mut village) = at_the_meeting(&commune, 1);
    // Present, in favour, whether it carries.
    for (present, in_favour, carries) in [
        (40, 20, false),
        (40, 21, true),
        (41, 20, false),
        (41, 21, true),
        (1, 0, false),
        (1, 1, true),
        (2, 1, false),
        (3, 2, true),
        (99_999, 49_999, false),
        (99_999, 50_000, true),
    ] {
        let minutes = meet(&round, &village, present, in_favour);
        assert_eq!(
            minutes["votes"][0]["carried"], carries,
            "{in_favour} of {present}"
        );
        let case = &round.cases()[0];
        let state = if carries { "agreed" } else { "not_agreed" };
        assert_eq!(
            (&case["state"], &case["in_favour"]),
            (&json!(state), &json!(in_favour))
        );
        if carries {
            // Who was agreed on is not voted on again.
            round
                .officer()
                .post(
                    &round.path("meetings"),
                    &Round::minutes(&village, SPRING.meeting, 40, 38),
                )
                .refuses(422, "/village_id", "nothing_to_vote");
            round.step("close_meetings", SPRING.meetings_end).expect(200);
            (round, village) = at_the_meeting(&commune, 1);
        } else {
            refused(
                &round.step("close_meetings", SPRING.meetings_end),
                "meeting",
                "not_agreed",
            );
        }
    }
}

#[test]
fn a_village_that_meets_again_votes_on_what_is_open() {
    let (round, village) = at_the_meeting(&shared(), 3);
    let cases = round.cases();
    let mut body = Round::minutes(&village, SPRING.meeting, 40, 38);
    body["votes"] =
        json!([{ "household_id": cases[1]["household_id"], "in_favour": 20, "note": "Có máy cày" }]);
    body["objections"] = json!("Ông A không nhất trí");
    let minutes = round.officer().post(&round.path("meetings"), &body).expect(201);
    assert_eq!(minutes["votes"].as_array().map(Vec::len), Some(3));
    assert_eq!(minutes["objections"], "Ông A không nhất trí");
    let lost: Vec<&Value> = minutes["votes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|v| v["carried"] == false)
        .collect();
    assert_eq!(
        (lost.len(), &lost[0]["household_id"], &lost[0]["note"]),
        (1, &cases[1]["household_id"], &json!("Có máy cày"))
    );
    let counts = round.read()["counts"].clone();
    assert_eq!((&counts["unagreed"], &counts["unread"]), (&json!(1), &json!(0)));
    refused(
        &round.step("close_meetings", SPRING.meetings_end),
        "meeting",
        "not_agreed",
    );
    // It meets again on that one alone; both minutes stay.
    let second = meet(&round, &village, 30, 16);
    assert_eq!(second["votes"].as_array().map(Vec::len), Some(1));
    assert_eq!(second["votes"][0]["household_id"], cases[1]["household_id"]);
    let all = round.officer().get(&round.path("meetings")).expect(200);
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    round.step("close_meetings", SPRING.meetings_end).expect(200);
}

#[test]
fn a_household_surveyed_anew_is_read_and_voted_on_anew() {
    let (round, village) = at_the_meeting(&shared(), 2);
    let cases = round.cases();
    // Who was agreed on is not surveyed again here, who was not may be.
    let mut body = Round::minutes(&village, SPRING.meeting, 40, 38);
    body["votes"] = json!([{ "household_id": cases[0]["household_id"], "in_favour": 3 }]);
    round.officer().post(&round.path("meetings"), &body).expect(201);
    let (lost, agreed) = (
        round.case(&text(&cases[0]["household_id"])),
        round.case(&text(&cases[1]["household_id"])),
    );
    assert_eq!(
        (&lost["state"], &agreed["state"]),
        (&json!("not_agreed"), &json!("agreed"))
    );
    round.survey(&agreed, SPRING.meeting, "poor").problem(409);
    let anew = round.survey(&lost, SPRING.meeting, "average").expect(200);
    assert_eq!(
        (&anew["state"], &anew["in_favour"], &anew["read_by"]),
        (&json!("surveyed"), &Value::Null, &Value::Null)
    );
    assert_eq!(round.read()["counts"]["unread"], 1);
    // Not read: neither voted on nor closed.
    let vote = Round::minutes(&village, SPRING.meeting, 40, 38);
    let unread = round.officer().post(&round.path("meetings"), &vote).problem(409);
    assert_eq!(unread["type"], "/problems/not-read", "{unread}");
    refused(
        &round.step("close_meetings", SPRING.meetings_end),
        "meeting",
        "not_agreed",
    );
    round.accept(&anew).expect(200);
    // Read and not voted on: not closed.
    refused(
        &round.step("close_meetings", SPRING.meetings_end),
        "meeting",
        "not_agreed",
    );
    meet(&round, &village, 40, 38);
    round.step("close_meetings", SPRING.meetings_end).expect(200);
    round.walk_to("recognised");
    assert_eq!(round.case(&text(&cases[0]["household_id"]))["class"], "average");
}

#[test]
fn each_village_votes_on_its_own_households() {
    let round = Round::yearly();
    round.walk_to("meeting");
    let villages = round.read()["villages"].as_array().expect("villages").clone();
    let of = |village: &Value| {
        round
            .officer()
            .all(&round.path(&format!("cases?village={}&limit=500", text(&village["id"]))))
    };
    let mut body = Round::minutes(&villages[0], AUTUMN.meeting, 40, 38);
    body["votes"] = json!([{ "household_id": of(&villages[1])[0]["household_id"], "in_favour": 40 }]);
    round
        .officer()
        .post(&round.path("meetings"), &body)
        .refuses(422, "/votes/0/household_id", "unknown");
    let first = round
        .officer()
        .post(
            &round.path("meetings"),
            &Round::minutes(&villages[0], AUTUMN.meeting, 40, 38),
        )
        .expect(201);
    assert_eq!(first["village"]["id"], villages[0]["id"]);
    let (here, there) = (of(&villages[0]), of(&villages[1]));
    assert!(!here.is_empty() && here.iter().all(|c| c["state"] == "agreed"));
    assert!(!there.is_empty() && there.iter().all(|c| c["state"] == "read"));
    let total: usize = villages.iter().map(|v| of(v).len()).sum();
    assert_eq!(total, round.cases().len());
}
