//! Dates: never before the step before, never in the future, and the posting stands its working days.

use giamngheo_tests::Answer;
use serde_json::{Value, json};

use super::help::{AUTUMN, Days, Round, SPRING, findings, refused, shared};
use crate::support::text;

const TOMORROW: &str = "2026-11-26";

/// That a day is refused, before the step before and in the future, by an act that would otherwise fit.
fn bad_days(round: &Round, too_early: &str, pointer: &str, act: impl Fn(&str) -> Answer) {
    let before = round.whole();
    act(too_early).refuses(422, pointer, "before_previous_step");
    act(TOMORROW).refuses(422, pointer, "in_future");
    act("2026-02-30").refuses(422, pointer, "wrong_type");
    assert_eq!(round.whole(), before, "{pointer}: something changed");
}

#[test]
fn no_act_is_dated_before_the_step_before_or_in_the_future() {
    let round = Round::yearly();
    let team = round.commune.team;
    bad_days(&round, "2026-09-02", "/on", |on| round.step("close_list", on));
    let case = round.commune.household();
    round
        .officer()
        .post(
            &round.path("cases"),
            &json!({ "household_id": case["id"], "origin": "requested", "requester": "Vi Văn A", "requested_on": TOMORROW }),
        )
        .refuses(422, "/requested_on", "in_future");
    round.walk_to("survey");
    let first = round.cases()[0].clone();
    bad_days(&round, "2026-09-14", "/surveyed_on", |on| {
        round.on_case(
            &team.enumerator,
            &first,
            "survey",
            &json!({ "surveyed_on": on, "findings": findings("poor") }),
        )
    });
    round.survey_all(AUTUMN.survey);
    round.read_all();
    round
        .officer()
        .post(&round.path("sample"), &json!({ "percent": 100 }))
        .expect(200);
    let first = round.cases()[0].clone();
    bad_days(&round, "2026-09-14", "/surveyed_on", |on| {
        round.on_case(
            &team.second,
            &first,
            "check",
            &json!({ "surveyed_on": on, "findings": findings("poor") }),
        )
    });
    round.check_all(AUTUMN.survey);
    bad_days(&round, "2026-09-14", "/on", |on| round.step("close_survey", on));
    round.walk_to("meeting");
    let village = round.read()["villages"][0].clone();
    bad_days(&round, "2026-10-19", "/held_on", |on| {
        round
            .officer()
            .post(&round.path("meetings"), &Round::minutes(&village, on, 40, 38))
    });
    round.meet_all(AUTUMN.meeting);
    bad_days(&round, "2026-10-19", "/on", |on| round.step("close_meetings", on));
    round.walk_to("posting");
    bad_days(&round, "2026-10-27", "/on", |on| round.post(on));
    round.post(AUTUMN.posting).expect(200);
    let household = text(&first["household_id"]);
    bad_days(&round, "2026-10-28", "/received_on", |on| {
        round.complain(&household, on)
    });
    let complaint = round.complain(&household, "2026-10-30").expect(201);
    bad_days(&round, "2026-10-29", "/decided_on", |on| {
        round.decide(&complaint, false, on)
    });
    round.decide(&complaint, false, "2026-11-02").expect(200);
    round.post("2026-11-02").expect(200);
    round.step("close_posting", "2026-11-06").expect(200);
    bad_days(&round, "2026-11-05", "/on", |on| round.step("report", on));
    round.step("report", "2026-11-09").expect(200);
    bad_days(&round, "2026-11-08", "/on", |on| round.agree(on));
    round.agree("2026-11-10").expect(200);
    bad_days(&round, "2026-11-09", "/decided_on", |on| round.recognise(on));
    let refusal = |on: &str| {
        round.act(
            &team.approver,
            "refusal",
            &json!({ "on": on, "reason": "Thiếu", "back_to": "posting" }),
        )
    };
    bad_days(&round, "2026-11-09", "/on", refusal);
    round.recognise("2026-11-10").expect(201);
}

#[test]
fn a_step_does_not_end_before_the_last_of_its_work() {
    let round = Round::yearly();
    round.walk_to("survey");
    round.survey_all("2026-10-10");
    round.read_all();
    round.check_all("2026-10-12");
    let before = round.whole();
    for early in ["2026-10-09", "2026-10-11"] {
        round
            .step("close_survey", early)
            .refuses(422, "/on", "before_previous_step");
    }
    assert_eq!(round.whole(), before);
    round.step("close_survey", "2026-10-12").expect(200);
    round.meet_all("2026-10-25");
    round
        .step("close_meetings", "2026-10-24")
        .refuses(422, "/on", "before_previous_step");
    round.step("close_meetings", AUTUMN.meetings_end).expect(200);
    round.post(AUTUMN.posting).expect(200);
    // The result of a re-check hangs from the decision on, not from before it; then its days are counted anew.
    let household = text(&round.cases()[0]["household_id"]);
    let complaint = round.complain(&household, "2026-10-30").expect(201);
    round.decide(&complaint, false, "2026-11-03").expect(200);
    round
        .post("2026-11-02")
        .refuses(422, "/on", "before_previous_step");
    assert_eq!(round.post("2026-11-03").expect(200)["up_until"], "2026-11-06");
    refused(&round.step("close_posting", "2026-11-06"), "posting", "still_up");
    // A complaint that left no new result counts, too.
    let left_out = text(&round.commune.household()["id"]);
    let complaint = round.complain(&left_out, "2026-11-05").expect(201);
    round.decide(&complaint, false, "2026-11-10").expect(200);
    round
        .step("close_posting", "2026-11-09")
        .refuses(422, "/on", "before_previous_step");
    round.step("close_posting", "2026-11-10").expect(200);
}

/// Days of a review during the year that posts on this day, with what comes before a day earlier.
fn posting_on(day: &'static str, before: &'static str) -> Days {
    Days {
        opened: before,
        list: before,
        survey: before,
        survey_ends: before,
        meeting: before,
        meetings_end: before,
        posting: day,
        ..SPRING
    }
}

#[test]
fn the_list_hangs_three_working_days() {
    let commune = shared();
    // Posted on, the day before, stays up until, first day on which it may end.
    for (day, before, until, after) in [
        // Monday: until Thursday.
        ("2026-03-02", "2026-02-27", "2026-03-05", "2026-03-06"),
        // Thursday and Friday: over the weekend.
        ("2026-03-05", "2026-03-04", "2026-03-10", "2026-03-11"),
        ("2026-03-06", "2026-03-05", "2026-03-11", "2026-03-12"),
        // Saturday and Sunday: from Monday on.
        ("2026-03-07", "2026-03-06", "2026-03-11", "2026-03-12"),
        ("2026-03-08", "2026-03-06", "2026-03-11", "2026-03-12"),
        // Tết Bính Ngọ, Tuesday 2026-02-17: off from Monday 02-16 to Friday 02-20, weekends before and after.
        ("2026-02-12", "2026-02-11", "2026-02-24", "2026-02-25"),
        ("2026-02-13", "2026-02-12", "2026-02-25", "2026-02-26"),
        // 30 April and 1 May: Thursday and Friday.
        ("2026-04-29", "2026-04-28", "2026-05-06", "2026-05-07"),
        // The Hùng kings' day, 2026-04-26, is a Sunday: Monday is off.
        ("2026-04-23", "2026-04-22", "2026-04-29", "2026-05-02"),
    ] {
        let round = Round::during(&commune, posting_on(day, before));
        round.walk_to("posting");
        let posted = round.post(day).expect(200);
        assert_eq!(posted["up_until"], until, "posted on {day}");
        let all = round.whole();
        refused(&round.step("close_posting", day), "posting", "still_up");
        let told = refused(&round.step("close_posting", until), "posting", "still_up");
        let shown = format!("{}/{}/{}", &until[8..], &until[5..7], &until[..4]);
        assert!(text(&told["detail"]).contains(&shown), "{told}");
        assert_eq!(round.whole(), all);
        round.step("close_posting", after).expect(200);
        // The next one asks for its own household.
        assert_eq!(round.state(), "recognition");
    }
}

#[test]
fn the_list_hangs_over_the_second_of_september() {
    // Wednesday 2026-09-02 and the day beside it are off; which Saturday is worked for another day, the calendar says.
    let commune = shared();
    let off: Vec<Value> = {
        let all = commune.team.officer.get("/holidays?year=2026").expect(200);
        all.as_array().expect("days").clone()
    };
    let special = |day: chrono::NaiveDate| off.iter().find(|d| d["day"] == day.to_string().as_str());
    for posted in [
        "2026-08-20",
        "2026-08-27",
        "2026-08-28",
        "2026-08-31",
        "2026-09-01",
    ] {
        let start: chrono::NaiveDate = posted.parse().expect("a day");
        let mut until = start;
        let mut left = 3;
        while left > 0 {
            until = until.succ_opt().expect("a day");
            let weekend = matches!(
                chrono::Datelike::weekday(&until),
                chrono::Weekday::Sat | chrono::Weekday::Sun
            );
            if special(until).map_or(!weekend, |d| d["working"] == true) {
                left -= 1;
            }
        }
        let round = Round::during(&commune, posting_on(posted, posted));
        round.walk_to("posting");
        let shown = round.post(posted).expect(200);
        assert_eq!(
            shown["up_until"],
            until.to_string().as_str(),
            "posted on {posted}"
        );
        let second = special("2026-09-02".parse().expect("a day")).expect("the national day");
        assert_eq!(second["working"], false);
    }
}

#[test]
fn fifteen_working_days_during_the_year() {
    let commune = shared();
    for (opened, closes) in [("2026-03-02", "2026-03-23"), ("2026-02-02", "2026-03-02")] {
        let round = Round::during(&commune, Days { opened, ..SPRING });
        assert_eq!(round.read()["closes_on"], closes, "opened on {opened}");
    }
}
