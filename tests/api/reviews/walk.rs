//! A random walk: whatever is tried in whatever order by whomever, nothing is recognised that the village did not agree
//! on and that did not hang its days.

use std::fmt::Write;

use giamngheo_tests::Answer;
use serde_json::{Value, json};

use super::help::{CLASSES, Round, SPRING, TODAY, decision, findings, number, server, shared};
use crate::support::text;

/// Acts of a walk.
const STEPS: usize = 80;

/// Numbers from a seed (xorshift64*), so that a walk that failed can be walked again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Takes one random act as a random person; mostly nonsense. Gives what was asked and answered.
fn stumble(round: &Round, dice: &mut Dice, known: &mut Vec<Value>) -> String {
    let team = round.commune.team;
    let so = server().demo_user("so");
    let who = *dice.one(&[
        &team.officer,
        &team.officer,
        &team.officer,
        &team.enumerator,
        &team.second,
        &team.approver,
        &so,
    ]);
    let on = *dice.one(&days_of(round));
    let cases = round.officer().all(&round.path(
        "cases?limit=500&state=listed,drafted,surveyed,returned,read,agreed,not_agreed,recognised,withdrawn",
    ));
    let case = if cases.is_empty() {
        json!({ "household_id": "x", "version": 1 })
    } else {
        dice.one(&cases).clone()
    };
    let household = text(&case["household_id"]);
    let survey = json!({ "surveyed_on": on, "findings": findings(dice.one::<&str>(&CLASSES)) });
    let back = *dice.one(&["survey", "meeting", "posting", "list"]);
    let answer = match dice.below(20) {
        0 | 1 => round.on_case(who, &case, "survey", &survey),
        2 | 3 => round.on_case(who, &case, "reading", &json!({ "accepted": dice.below(4) > 0, "note": "x" })),
        4 => round.on_case(who, &case, "draft", &json!({ "draft": {} })),
        5 => round.on_case(who, &case, "withdrawal", &json!({ "reason": "x" })),
        6 => round.on_case(who, &case, "check", &survey),
        7 => {
            let mut body = json!({ "household_id": round.commune.household()["id"], "origin": "added", "reason": "x" });
            if round.days.report.is_empty() {
                body["reason_code"] = json!("illness");
            }
            who.post(&round.path("cases"), &body)
        }
        8 => who.post(&round.path("sample"), &json!({ "percent": 20 })),
        9 | 10 => {
            let village = json!({ "id": case["village"]["id"].as_str().map_or_else(|| text(&round.read()["commune"]["id"]), str::to_owned) });
            who.post(&round.path("meetings"), &Round::minutes(&village, on, 10, *dice.one(&[5, 6, 10])))
        }
        11 => round.act(who, "postings", &json!({ "on": on, "places": "x" })),
        12 => {
            let body = json!({ "household_id": household, "complainant": "A", "received_on": on, "text": "x" });
            let answer = who.post(&round.path("complaints"), &body);
            if answer.status == 201 {
                known.push(answer.json());
            }
            answer
        }
        13 if !known.is_empty() => {
            let body = json!({ "upheld": dice.below(2) == 0, "decided_on": on, "answer": "x" });
            who.post(&round.path(&format!("complaints/{}/decision", text(&dice.one(known)["id"]))), &body)
        }
        14 => round.act(who, "opinion", &json!({ "agree": dice.below(2) == 0, "on": on, "note": "x", "back_to": back, "household_ids": [household] })),
        15 => round.act(who, "refusal", &json!({ "on": on, "reason": "x", "back_to": back, "household_ids": [household] })),
        16 => round.act(who, "recognition", &decision(on)),
        _ => {
            let action = *dice.one(&["close_list", "close_survey", "close_meetings", "close_posting", "report"]);
            round.act(who, "steps", &json!({ "action": action, "on": on }))
        }
    };
    assert!(answer.status < 500, "{answer}");
    format!("{answer}").chars().take(160).collect()
}

/// The days of a walk, in their order.
fn days_of(round: &Round) -> [&'static str; 8] {
    if round.days.report.is_empty() {
        [
            "2026-03-04",
            "2026-03-06",
            "2026-03-10",
            "2026-03-12",
            "2026-03-18",
            "2026-03-25",
            "2026-04-02",
            "2027-01-01",
        ]
    } else {
        [
            "2026-09-05",
            "2026-09-20",
            "2026-10-05",
            "2026-10-12",
            "2026-10-20",
            "2026-11-03",
            "2026-11-10",
            "2027-01-01",
        ]
    }
}

/// Does something on the first day on which it is taken.
fn in_time(round: &Round, act: impl Fn(&str) -> Answer) {
    let since = text(&round.read()["since"]);
    let later = days_of(round).into_iter().filter(|day| *day > since.as_str());
    for day in std::iter::once(since.as_str()).chain(later).chain([TODAY]) {
        if act(day).status < 300 {
            return;
        }
    }
}

/// What the step needs, if it can be done now, so that walks get somewhere.
fn help_on(round: &Round, dice: &mut Dice) {
    let survey = |case: &Value, class: &str| {
        in_time(round, |on| {
            round.survey(&round.case(&text(&case["household_id"])), on, class)
        });
    };
    let read_all = || {
        for case in round.cases() {
            if case["state"] == "surveyed" {
                round.accept(&case);
            }
        }
    };
    match round.state().as_str() {
        "list" => in_time(round, |on| round.step("close_list", on)),
        "survey" => {
            for case in round.cases() {
                if ["listed", "drafted", "returned"].contains(&text(&case["state"]).as_str()) {
                    survey(&case, dice.one::<&str>(&CLASSES));
                }
            }
            read_all();
            round.officer().post(&round.path("sample"), &json!({}));
            for case in round
                .cases()
                .iter()
                .filter(|c| c["sampled"] == true && c["check"].is_null())
            {
                for who in [&round.commune.team.second, round.officer()] {
                    in_time(round, |on| {
                        let check = json!({ "surveyed_on": on, "findings": findings("poor") });
                        round.on_case(who, &round.case(&text(&case["household_id"])), "check", &check)
                    });
                }
            }
            in_time(round, |on| round.step("close_survey", on));
        }
        "meeting" => {
            for case in round.cases().iter().filter(|c| c["state"] == "returned") {
                survey(case, "other");
            }
            read_all();
            for village in round.read()["villages"].as_array().into_iter().flatten() {
                in_time(round, |on| {
                    round
                        .officer()
                        .post(&round.path("meetings"), &Round::minutes(village, on, 9, 9))
                });
            }
            in_time(round, |on| round.step("close_meetings", on));
        }
        "posting" => {
            for case in round.cases().iter().filter(|c| c["state"] == "returned") {
                survey(case, "other");
            }
            read_all();
            let complaints = round.officer().get(&round.path("complaints")).expect(200);
            for complaint in complaints
                .as_array()
                .into_iter()
                .flatten()
                .filter(|c| c["outcome"].is_null())
            {
                in_time(round, |on| round.decide(complaint, false, on));
            }
            in_time(round, |on| round.post(on));
            in_time(round, |on| round.step("close_posting", on));
        }
        "report" => in_time(round, |on| round.step("report", on)),
        "opinion" => in_time(round, |on| round.agree(on)),
        "recognition" if dice.below(2) == 0 => in_time(round, |on| round.recognise(on)),
        _ => {}
    }
}

/// What must hold of a round, whatever was done with it. `path` is how it came here.
fn check(round: &Round, path: &str) -> bool {
    let now = round.read();
    let all = round.officer().get(&round.path("events")).expect(200);
    let mut events = all.as_array().expect("events").clone();
    events.reverse();
    let postings = round.officer().get(&round.path("postings")).expect(200);
    let postings = postings.as_array().expect("postings");
    // The history is a chain of states that the procedure has, and its days go forward.
    let moves: Vec<&Value> = events.iter().filter(|e| e["from"] != e["to"]).collect();
    for pair in moves.windows(2) {
        assert_eq!(pair[0]["to"], pair[1]["from"], "{path}");
        assert!(
            pair[0]["on"].as_str() <= pair[1]["on"].as_str(),
            "{} then {}\n{path}",
            pair[0],
            pair[1]
        );
    }
    assert_eq!(moves.last().expect("it was opened")["to"], now["state"], "{path}");
    let codes: Vec<String> = now["steps"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|s| text(&s["code"]))
        .collect();
    let mut posted = 0;
    let mut hung: Vec<&Value> = Vec::new();
    for event in &events {
        let (act, from, to) = (text(&event["act"]), text(&event["from"]), text(&event["to"]));
        match act.as_str() {
            "post" => {
                hung.push(&postings[posted]);
                posted += 1;
            }
            // What hung before a return counts no more.
            "return" => hung.clear(),
            "close_posting" => {
                let until = hung.iter().map(|p| text(&p["until"])).max();
                let until = until.unwrap_or_else(|| panic!("it left the posting without a list\n{path}"));
                assert!(
                    text(&event["on"]) > until,
                    "the list hung until {until}: {event}\n{path}"
                );
            }
            _ => {}
        }
        if from != to && !["return", "cancel", "open"].contains(&act.as_str()) {
            let at = codes.iter().position(|c| *c == from).expect("a step");
            let next = codes.get(at + 1).map_or("recognised", String::as_str);
            assert_eq!(to, next, "a step was skipped: {event}\n{path}");
        }
    }
    assert_eq!(posted, postings.len(), "{path}");
    // The counts are those of the cases.
    let cases = round.cases();
    let count = |states: &[&str]| {
        cases
            .iter()
            .filter(|c| states.contains(&text(&c["state"]).as_str()))
            .count() as i64
    };
    let of = |field: &str| number(&now["counts"][field]);
    assert_eq!(of("total"), cases.len() as i64, "{path}");
    assert_eq!(of("unsurveyed"), count(&["listed", "drafted"]), "{path}");
    assert_eq!(of("unread"), count(&["surveyed", "returned"]), "{path}");
    assert_eq!(
        of("unagreed"),
        of("total") - count(&["agreed", "recognised"]),
        "{path}"
    );
    assert_eq!(
        of("unchecked"),
        cases
            .iter()
            .filter(|c| c["sampled"] == true && c["check"].is_null())
            .count() as i64,
        "{path}"
    );
    let recognised = now["state"] == "recognised";
    for case in &cases {
        assert_eq!(case["state"] == "recognised", recognised, "{case}\n{path}");
        if recognised {
            assert!(
                case["class"].is_string() && case["survey_id"].is_string() && case["read_by"].is_string(),
                "{case}\n{path}"
            );
        }
    }
    assert_eq!(now["recognition_id"].is_string(), recognised, "{path}");
    recognised
}

fn walk(round: &Round, seed: u64) -> bool {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let (mut known, mut path) = (Vec::new(), format!("seed {seed}, round {}\n", round.id));
    for n in 0..STEPS {
        if ["recognised", "cancelled"].contains(&round.state().as_str()) {
            break;
        }
        if n % 5 == 4 {
            help_on(round, &mut dice);
            path.push_str("helped on\n");
        } else {
            let told = stumble(round, &mut dice, &mut known);
            let _ = writeln!(path, "{told}");
        }
    }
    check(round, &path)
}

#[test]
fn nothing_is_recognised_that_did_not_hang_its_days() {
    let rounds = [
        Round::during(&shared(), SPRING),
        Round::during(&shared(), SPRING),
        Round::during(&shared(), SPRING),
        Round::yearly(),
        Round::yearly(),
    ];
    let recognised = std::thread::scope(|scope| {
        let walks: Vec<_> = rounds
            .iter()
            .zip(1..)
            .map(|(round, seed)| scope.spawn(move || walk(round, seed)))
            .collect();
        walks
            .into_iter()
            .filter_map(|w| w.join().expect("a walk holds").then_some(()))
            .count()
    });
    assert!(recognised > 0, "no walk got anywhere: they show nothing");
}
