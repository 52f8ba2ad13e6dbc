//! Several at once: nothing is lost, nothing happens twice, and the counts are right at the end.

use std::thread;

use giamngheo_tests::Answer;
use serde_json::{Value, json};

use super::help::{AUTUMN, CLASSES, Round, SPRING, commune, decision, findings, opening, server, shared};
use crate::support::text;

/// Runs calls at once and gives their answers in the same order.
fn at_once<'a>(calls: Vec<Box<dyn FnOnce() -> Answer + Send + 'a>>) -> Vec<Answer> {
    thread::scope(|scope| {
        let running: Vec<_> = calls.into_iter().map(|call| scope.spawn(call)).collect();
        running
            .into_iter()
            .map(|r| r.join().expect("the thread ends"))
            .collect()
    })
}

fn statuses(answers: &[Answer]) -> Vec<u16> {
    let mut out: Vec<u16> = answers.iter().map(|a| a.status).collect();
    out.sort_unstable();
    out
}

#[test]
fn two_enumerators_with_the_same_draft_lose_nothing() {
    let round = Round::during(&shared(), SPRING);
    round.add(&round.commune.household()).expect(201);
    round.walk_to("survey");
    let team = round.commune.team;
    let case = round.cases().remove(0);
    let (mine, theirs) = (
        json!({ "draft": { "b1": "12" } }),
        json!({ "draft": { "b1": "13" } }),
    );
    let first = round.on_case(&team.enumerator, &case, "draft", &mine).expect(200);
    // The other began from the same version: he is told, and what there is now can be read beside his.
    let stale = round.on_case(&team.second, &case, "draft", &theirs).problem(412);
    assert_eq!(stale["current_version"], first["version"]);
    let now = round.case(&text(&case["household_id"]));
    assert_eq!(
        (&now["draft"], &now["version"]),
        (&mine["draft"], &first["version"])
    );
    round.on_case(&team.second, &now, "draft", &theirs).expect(200);
    // The same with the survey itself, at the same moment.
    let now = round.case(&text(&case["household_id"]));
    let body = json!({ "surveyed_on": SPRING.survey, "findings": findings("poor") });
    let call = |who| -> Box<dyn FnOnce() -> Answer + Send + '_> {
        let (round, now, body) = (&round, &now, &body);
        Box::new(move || round.on_case(who, now, "survey", body))
    };
    let answers = at_once(vec![
        call(&team.enumerator),
        call(&team.second),
        call(&team.officer),
    ]);
    assert_eq!(statuses(&answers), [200, 412, 412], "{answers:?}");
    let surveys = round
        .officer()
        .get(&format!("/households/{}/surveys", text(&case["household_id"])))
        .expect(200);
    assert_eq!(
        surveys.as_array().map(Vec::len),
        Some(1),
        "what was refused left no survey behind"
    );
}

#[test]
fn two_who_end_the_same_step_end_it_once() {
    let round = Round::yearly();
    let version = round.read()["version"].clone();
    let body = json!({ "action": "close_list", "on": AUTUMN.list });
    let calls = (0..6).map(|_| -> Box<dyn FnOnce() -> Answer + Send + '_> {
        let (round, version, body) = (&round, &version, &body);
        Box::new(move || {
            round
                .officer()
                .request("POST", &round.path("steps"))
                .if_match(version)
                .json(body)
                .send()
        })
    });
    let answers = at_once(calls.collect());
    assert_eq!(statuses(&answers), [200, 412, 412, 412, 412, 412], "{answers:?}");
    let events = round.officer().get(&round.path("events")).expect(200);
    assert_eq!(
        events
            .as_array()
            .into_iter()
            .flatten()
            .filter(|e| e["act"] == "close_list")
            .count(),
        1
    );
}

#[test]
fn two_openings_of_one_commune_make_one_round() {
    let commune = commune();
    let so = server().demo_user("so");
    let body = opening(&commune.code, "yearly", AUTUMN.opened);
    let calls = (0..4).map(|_| -> Box<dyn FnOnce() -> Answer + Send + '_> {
        let (so, body) = (&so, &body);
        Box::new(move || so.post("/review-rounds", body))
    });
    let answers = at_once(calls.collect());
    assert_eq!(statuses(&answers), [201, 409, 409, 409], "{answers:?}");
    let rounds = so.all(&format!(
        "/review-rounds?area={}&year=2026&kind=yearly",
        commune.code
    ));
    assert_eq!(rounds.len(), 1);
}

#[test]
fn eight_surveyors_at_once_all_succeed() {
    let round = Round::during(&shared(), SPRING);
    let households: Vec<Value> = (0..32).map(|_| round.commune.household()).collect();
    for household in &households {
        round.add(household).expect(201);
    }
    round.walk_to("survey");
    let cases = round.cases();
    thread::scope(|scope| {
        for (i, some) in cases.chunks(4).enumerate() {
            let round = &round;
            scope.spawn(move || {
                let team = round.commune.team;
                let who = if i % 2 == 0 {
                    &team.enumerator
                } else {
                    &team.second
                };
                for (j, case) in some.iter().enumerate() {
                    let body = json!({ "surveyed_on": SPRING.survey, "findings": findings(CLASSES[j]) });
                    let drafted = round
                        .on_case(who, case, "draft", &json!({ "draft": { "n": j } }))
                        .expect(200);
                    let surveyed = round.on_case(who, &drafted, "survey", &body).expect(200);
                    round.accept(&surveyed).expect(200);
                }
            });
        }
    });
    let counts = round.read()["counts"].clone();
    for (field, n) in [
        ("total", 32),
        ("unsurveyed", 0),
        ("unread", 0),
        ("poor", 8),
        ("near_poor", 8),
        ("unagreed", 32),
    ] {
        assert_eq!(counts[field], n, "{field}: {counts}");
    }
    assert!(round.cases().iter().all(|c| c["state"] == "read"));
}

#[test]
fn two_recognitions_at_once_make_one_decision() {
    let round = Round::during(&shared(), SPRING);
    round.walk_to("recognition");
    let version = round.read()["version"].clone();
    let calls = (0..4).map(|_| -> Box<dyn FnOnce() -> Answer + Send + '_> {
        let (round, version) = (&round, &version);
        Box::new(move || {
            let approver = &round.commune.team.approver;
            approver
                .request("POST", &round.path("recognition"))
                .if_match(version)
                .json(&decision(SPRING.decision))
                .send()
        })
    });
    let answers = at_once(calls.collect());
    assert_eq!(statuses(&answers), [201, 412, 412, 412], "{answers:?}");
    assert_eq!(
        round
            .officer()
            .all(&format!("/recognitions?round={}", round.id))
            .len(),
        1
    );
}

// The lock of each round does not keep the others out: the household has one of its own.
#[test]
fn a_household_added_to_two_rounds_at_once_is_in_one() {
    let commune = shared();
    let rounds: Vec<Round> = (0..4).map(|_| Round::during(&commune, SPRING)).collect();
    let household = commune.household();
    let calls = rounds
        .iter()
        .map(|round| -> Box<dyn FnOnce() -> Answer + Send + '_> {
            let household = &household;
            Box::new(move || round.add(household))
        });
    let answers = at_once(calls.collect());
    assert_eq!(statuses(&answers), [201, 422, 422, 422], "{answers:?}");
}
