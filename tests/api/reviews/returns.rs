//! What the level above or the approver sends back: what is done again, and that no way leads around it.

use giamngheo_tests::Answer;
use serde_json::{Value, json};

use super::help::{AUTUMN, Days, Round, refused, server};
use crate::support::text;

/// The days after a return on the day of the opinion.
const AGAIN: Days = Days {
    survey: "2026-11-09",
    survey_ends: "2026-11-09",
    meeting: "2026-11-10",
    meetings_end: "2026-11-10",
    posting: "2026-11-11",
    until: "2026-11-16",
    posting_ends: "2026-11-17",
    report: "2026-11-18",
    opinion: "2026-11-19",
    decision: "2026-11-20",
    ..AUTUMN
};

fn send_back(round: &Round, to: &str, households: &[&str], note: &str) -> Answer {
    let body = json!({ "agree": false, "on": AUTUMN.opinion, "note": note, "back_to": to, "household_ids": households });
    round.act(&server().demo_user("so"), "opinion", &body)
}

fn refuse(round: &Round, to: &str, households: &[&str], reason: &str) -> Answer {
    let body = json!({ "on": AUTUMN.decision, "reason": reason, "back_to": to, "household_ids": households });
    round.act(&round.commune.team.approver, "refusal", &body)
}

/// That no act leads to the recognition from where the round is now, but the one that ends its step.
fn no_way_round(round: &Round, step: &str) {
    let state = round.state();
    refused(&round.recognise("2026-11-24"), &state, "out_of_order");
    for action in [
        "close_list",
        "close_survey",
        "close_meetings",
        "close_posting",
        "report",
    ] {
        if action != step {
            let answer = round.step(action, "2026-11-24");
            assert_eq!(answer.problem(409)["state"], state.as_str(), "{answer}");
        }
    }
    assert_eq!(round.state(), state);
}

#[test]
fn back_to_the_survey_all_is_done_again_for_those_named() {
    let mut round = Round::yearly();
    round.walk_to("opinion");
    let cases = round.cases();
    let (one, two) = (text(&cases[0]["household_id"]), text(&cases[1]["household_id"]));
    let before = round.whole();
    send_back(&round, "survey", &[&one], "").refuses(422, "/note", "required");
    send_back(&round, "survey", &[], "Thiếu phiếu").refuses(422, "/household_ids", "required");
    send_back(&round, "survey", &[&one, "x"], "Thiếu phiếu").refuses(422, "/household_ids", "unknown");
    for bad in ["list", "report", "opinion", "recognition"] {
        refused(
            &send_back(&round, bad, &[&one], "Thiếu phiếu"),
            "opinion",
            "bad_return",
        );
    }
    send_back(&round, "moon", &[&one], "Thiếu phiếu").problem(422);
    assert_eq!(round.whole(), before);

    let back = send_back(&round, "survey", &[&one, &two], "Hai hộ chấm điểm sai").expect(200);
    assert_eq!(
        (&back["state"], &back["since"]),
        (&json!("survey"), &json!(AUTUMN.opinion))
    );
    assert_eq!(
        (&back["counts"]["unread"], &back["counts"]["unagreed"]),
        (&json!(2), &json!(2))
    );
    let event = round.officer().get(&round.path("events")).expect(200)[0].clone();
    assert_eq!(
        (&event["act"], &event["from"], &event["to"]),
        (&json!("return"), &json!("opinion"), &json!("survey"))
    );
    assert_eq!(event["detail"]["reason"], "Hai hộ chấm điểm sai");
    round.days = AGAIN;
    no_way_round(&round, "");
    for case in round.cases() {
        let named = [&one, &two].contains(&&text(&case["household_id"]));
        assert_eq!(case["state"], if named { "returned" } else { "agreed" }, "{case}");
    }
    // The survey, the reading, the meeting, the posting with its days, the report and the opinion: all once more.
    let days: Vec<Value> = back["steps"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|s| s["state"] == "done")
        .cloned()
        .collect();
    assert_eq!(days.len(), 1, "only the list is done: {days:?}");
    round.survey_all(AGAIN.survey);
    no_way_round(&round, "");
    round.walk_to("meeting");
    no_way_round(&round, "");
    round.walk_to("posting");
    assert_eq!(round.read()["up_until"], Value::Null);
    refused(
        &round.step("close_posting", "2026-11-24"),
        "posting",
        "out_of_order",
    );
    round.post(AGAIN.posting).expect(200);
    refused(&round.step("close_posting", AGAIN.until), "posting", "still_up");
    round.walk_to("report");
    no_way_round(&round, "report");
    round.walk_to("recognised");
    let postings = round.officer().get(&round.path("postings")).expect(200);
    let again: Vec<bool> = postings
        .as_array()
        .into_iter()
        .flatten()
        .map(|p| p["again"] == true)
        .collect();
    assert_eq!(again, [false, false], "the whole list hung twice");
}

#[test]
fn back_to_the_meetings_the_villages_vote_again() {
    let mut round = Round::yearly();
    round.walk_to("opinion");
    let one = text(&round.cases()[0]["household_id"]);
    send_back(&round, "meeting", &[&one], "Biên bản thiếu chữ ký").expect(200);
    round.days = AGAIN;
    assert_eq!(
        (&round.read()["counts"]["unagreed"], &round.case(&one)["state"]),
        (&json!(1), &json!("read"))
    );
    no_way_round(&round, "");
    round.walk_to("opinion");
    // None named: all villages meet again.
    let body = json!({ "agree": false, "on": AGAIN.opinion, "note": "Họp lại cả xã", "back_to": "meeting" });
    let back = round.act(&server().demo_user("so"), "opinion", &body).expect(200);
    assert_eq!(back["counts"]["unagreed"], back["counts"]["total"]);
}

#[test]
fn back_to_the_posting_the_list_hangs_its_days_again() {
    let mut round = Round::yearly();
    round.walk_to("opinion");
    send_back(&round, "posting", &[], "Niêm yết thiếu nhà văn hóa").expect(200);
    round.days = AGAIN;
    assert_eq!(round.read()["up_until"], Value::Null);
    refused(
        &round.step("close_posting", "2026-11-24"),
        "posting",
        "out_of_order",
    );
    no_way_round(&round, "");
    assert_eq!(round.post(AGAIN.posting).expect(200)["up_until"], AGAIN.until);
    refused(&round.step("close_posting", AGAIN.until), "posting", "still_up");
    round.walk_to("recognised");
}

#[test]
fn the_approver_sends_back_likewise() {
    let mut round = Round::yearly();
    round.walk_to("recognition");
    let one = text(&round.cases()[0]["household_id"]);
    let before = round.whole();
    refuse(&round, "survey", &[], "Thiếu phiếu").refuses(422, "/household_ids", "required");
    refuse(&round, "survey", &["x"], "Thiếu phiếu").refuses(422, "/household_ids", "unknown");
    refuse(&round, "survey", &[&one], "").refuses(422, "/reason", "length");
    refused(
        &refuse(&round, "opinion", &[], "Thiếu"),
        "recognition",
        "bad_return",
    );
    assert_eq!(round.whole(), before);
    refuse(&round, "survey", &[&one], "Hộ này có nhà mới").expect(200);
    assert_eq!(round.state(), "survey");
    no_way_round(&round, "");
    round.days = Days {
        survey: "2026-11-10",
        survey_ends: "2026-11-10",
        ..AGAIN
    };
    round.walk_to("recognition");
    let opinions = round.officer().get(&round.path("events")).expect(200);
    let opinions = opinions
        .as_array()
        .into_iter()
        .flatten()
        .filter(|e| e["act"] == "agree")
        .count();
    assert_eq!(opinions, 2, "the level above is asked again");
    round.walk_to("recognised");
}
