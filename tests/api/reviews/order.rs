//! Out of order: every act in every state. What the state doesn't allow is refused with the state and what it does
//! allow, and nothing changes.

use giamngheo_tests::Answer;
use serde_json::{Value, json};

use super::help::{Days, Round, SPRING, TODAY, findings, refused, server, shared};
use crate::support::text;

/// Every act, with the states (`posted` is the posting with the list up) that it fits.
const ACTS: [(&str, &[&str]); 22] = [
    ("add_case", &["list", "survey"]),
    ("assign", &["list", "survey"]),
    ("withdraw_case", &["list", "survey", "meeting", "posted"]),
    ("close_list", &["list"]),
    ("draft", &["survey", "meeting", "posted"]),
    ("survey", &["survey", "meeting", "posted"]),
    ("read", &["survey", "meeting", "posted"]),
    ("draw_sample", &["survey"]),
    ("spot_check", &["survey"]),
    ("close_survey", &["survey"]),
    ("record_meeting", &["meeting"]),
    ("close_meetings", &["meeting"]),
    ("post", &["posting"]),
    ("complain", &["posted"]),
    ("decide_complaint", &["posted"]),
    ("close_posting", &["posted"]),
    ("report", &["report"]),
    ("agree", &["opinion"]),
    ("return", &["opinion"]),
    ("refuse", &["recognition"]),
    ("recognise", &["recognition"]),
    (
        "cancel",
        &[
            "list",
            "survey",
            "meeting",
            "posting",
            "posted",
            "report",
            "opinion",
            "recognition",
        ],
    ),
];

/// The names under which `allowed` lists the acts above.
fn listed_as(act: &str) -> &str {
    match act {
        "draft" => "survey",
        "refuse" => "return",
        other => other,
    }
}

/// Does an act, by whom it belongs to, with all that it asks for.
fn attempt(round: &Round, act: &str, case: &Value, spare: &Value, complaint: Option<&Value>) -> Answer {
    let officer = round.officer();
    let team = round.commune.team;
    let so = server().demo_user("so");
    let survey = json!({ "surveyed_on": TODAY, "findings": findings("poor") });
    let back = json!({ "agree": false, "on": TODAY, "note": "Thiếu hộ", "back_to": "meeting" });
    match act {
        "add_case" => round.add(spare),
        "assign" => officer.post(
            &round.path("assignments"),
            &json!({ "enumerator_id": team.enumerator_id }),
        ),
        "withdraw_case" => round.on_case(officer, case, "withdrawal", &json!({ "reason": "Chuyển đi" })),
        "draft" => round.on_case(
            &team.enumerator,
            case,
            "draft",
            &json!({ "draft": { "b1": "9" } }),
        ),
        "survey" => round.on_case(&team.enumerator, case, "survey", &survey),
        "read" => round.accept(case),
        "draw_sample" => officer.post(&round.path("sample"), &json!({ "seed": "1" })),
        "spot_check" => round.on_case(&team.second, case, "check", &survey),
        "record_meeting" => {
            // Of households whose village is not known the commune's own id tells.
            let commune = round.read()["commune"]["id"].clone();
            let village = json!({ "id": case["village"].get("id").unwrap_or(&commune) });
            officer.post(&round.path("meetings"), &Round::minutes(&village, TODAY, 40, 38))
        }
        "post" => round.post(TODAY),
        "complain" => round.complain(&text(&case["household_id"]), TODAY),
        "decide_complaint" => {
            let none = json!({ "id": "00000000-0000-7000-8000-000000000000" });
            round.decide(complaint.unwrap_or(&none), false, TODAY)
        }
        "agree" => round.agree(TODAY),
        "return" => round.act(&so, "opinion", &back),
        "refuse" => {
            let body = json!({ "on": TODAY, "reason": "Thiếu chữ ký", "back_to": "meeting" });
            round.act(&team.approver, "refusal", &body)
        }
        "recognise" => round.recognise(TODAY),
        "cancel" => round.act(&so, "cancellation", &json!({ "on": TODAY, "reason": "Mở nhầm" })),
        step => round.step(step, TODAY),
    }
}

/// Tries every act that this state doesn't allow.
fn try_all(round: &Round, at: &str, spare: &Value, complaint: Option<&Value>) {
    let state = if at == "posted" { "posting" } else { at };
    let before = round.whole();
    assert_eq!(before["round"]["state"], state);
    let case = round.cases()[0].clone();
    let known = |act: &str| {
        ACTS.iter()
            .any(|(name, states)| listed_as(name) == act && states.contains(&at))
    };
    for (act, states) in ACTS {
        if states.contains(&at) {
            continue;
        }
        let answer = attempt(round, act, &case, spare, complaint);
        if act == "decide_complaint" && complaint.is_none() {
            answer.problem(404);
            continue;
        }
        let problem = refused(&answer, state, "out_of_order");
        for allowed in problem["allowed"].as_array().expect("a list") {
            assert!(known(&text(allowed)), "{at} doesn't allow {allowed}: {answer}");
        }
        let ended = ["recognised", "cancelled"].contains(&at);
        assert_eq!(problem["allowed"] == json!([]), ended, "{answer}");
    }
    assert_eq!(round.whole(), before, "{at}: something changed");
    // What the round says each may do is what the table says, too.
    let so = server().demo_user("so");
    for who in [
        round.officer(),
        &round.commune.team.enumerator,
        &round.commune.team.approver,
        &so,
    ] {
        let seen = who.get(&round.path("")).expect(200);
        for allowed in seen["allowed"].as_array().expect("a list") {
            assert!(known(&text(allowed)), "{at} doesn't allow {allowed}");
        }
    }
}

#[test]
fn every_act_in_every_state_of_the_yearly_review() {
    let round = Round::yearly();
    let spare = round.commune.household();
    for state in ["list", "survey", "meeting", "posting"] {
        round.walk_to(state);
        try_all(&round, state, &spare, None);
    }
    round.walk_to_posted();
    try_all(&round, "posted", &spare, None);
    let complaint = round
        .complain(&text(&round.commune.household()["id"]), "2026-10-30")
        .expect(201);
    round.decide(&complaint, false, "2026-11-02").expect(200);
    for state in ["report", "opinion", "recognition", "recognised"] {
        round.walk_to(state);
        try_all(&round, state, &spare, Some(&complaint));
    }
}

#[test]
fn nothing_is_done_with_a_round_that_was_called_off() {
    let round = Round::yearly();
    let spare = round.commune.household();
    round.walk_to("survey");
    attempt(&round, "cancel", &Value::Null, &spare, None).expect(200);
    try_all(&round, "cancelled", &spare, None);
    // Its commune may have another round then, and the board doesn't show the one called off.
    let so = server().demo_user("so");
    let again = super::help::opening(&round.commune.code, "yearly", "2026-10-01");
    let again = text(&so.post("/review-rounds", &again).expect(201)["round_id"]);
    let board = so.get("/review-board?area=20&year=2026").expect(200).to_string();
    assert!(board.contains(&again) && !board.contains(&round.id));
}

#[test]
fn steps_that_the_procedure_does_not_have() {
    // During the year nothing is reported to the level above.
    let round = Round::during(&shared(), SPRING);
    let spare = round.commune.household();
    let days: Days = round.days;
    round.walk_to("recognition");
    let whole = round.whole();
    for act in ["report", "agree", "return"] {
        refused(
            &attempt(&round, act, &whole["cases"][0], &spare, None),
            "recognition",
            "out_of_order",
        );
    }
    assert_eq!(round.whole(), whole);
    round.recognise(days.decision).expect(201);
    try_all(&round, "recognised", &spare, None);
}

#[test]
fn a_step_is_not_ended_before_its_work_is_done() {
    let round = Round::yearly();
    let check = |action: &str, code: &str| {
        let before = round.whole();
        refused(&round.step(action, TODAY), &text(&before["round"]["state"]), code);
        assert_eq!(round.whole(), before);
    };
    round.walk_to("survey");
    check("close_survey", "not_surveyed");
    round.survey_all(round.days.survey);
    check("close_survey", "not_read");
    round.read_all();
    check("close_survey", "no_sample");
    round
        .officer()
        .post(&round.path("sample"), &json!({}))
        .expect(200);
    check("close_survey", "not_checked");
    round.check_all(round.days.survey);
    round.walk_to("meeting");
    check("close_meetings", "not_agreed");
    round.walk_to_posted();
    check_posting(&round);
    let empty = Round::during(&round.commune, SPRING);
    refused(&empty.step("close_list", SPRING.list), "list", "no_cases");
}

fn check_posting(round: &Round) {
    refused(
        &round.step("close_posting", round.days.until),
        "posting",
        "still_up",
    );
    let household = text(&round.cases()[0]["household_id"]);
    let complaint = round.complain(&household, "2026-10-30").expect(201);
    refused(&round.step("close_posting", TODAY), "posting", "open_complaints");
    round.decide(&complaint, false, "2026-11-02").expect(200);
    refused(&round.step("close_posting", TODAY), "posting", "not_posted_again");
    // Nothing is recognised meanwhile, by whichever door.
    refused(&round.recognise(TODAY), "posting", "out_of_order");
    refused(&round.agree(TODAY), "posting", "out_of_order");
}

#[test]
fn versions_are_asked_for_and_stale_ones_told() {
    let round = Round::yearly();
    let body = json!({ "action": "close_list", "on": round.days.list });
    let at = |version: Option<&str>| {
        let path = round.path("steps");
        let request = round.officer().request("POST", &path).json(&body);
        version
            .map_or_else(
                || round.officer().request("POST", &path).json(&body),
                |v| request.header("if-match", v),
            )
            .send()
    };
    at(None).problem(428);
    at(Some("\"x\"")).problem(400);
    let now = round.read()["version"].clone();
    let stale = at(Some("\"99\"")).problem(412);
    assert_eq!(stale["current_version"], now);
    assert_eq!(round.state(), "list");
    at(Some(&format!("\"{now}\""))).expect(200);
    let stale = at(Some(&format!("\"{now}\""))).problem(412);
    assert_ne!(stale["current_version"], now);
}
