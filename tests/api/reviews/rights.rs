//! Who may do what, where: roles, levels, communes and villages.

use giamngheo_tests::{Answer, Client};
use serde_json::{Value, json};

use super::help::{AUTUMN, Days, Round, SPRING, TODAY, decision, findings, person, refused, server};
use crate::support::text;

/// Every call on a round, as somebody would make it; what comes back tells whether he may.
fn every_call(round: &Round, who: &Client, case: &Value) -> Vec<(&'static str, Answer)> {
    let household = text(&case["household_id"]);
    let one = |what: &str| round.path(&format!("cases/{household}/{what}"));
    let send = |method: &str, path: &str, body: &Value| {
        who.request(method, path)
            .header("if-match", "\"1\"")
            .json(body)
            .send()
    };
    let survey = json!({ "surveyed_on": TODAY, "findings": findings("poor") });
    let village = json!({ "id": round.read()["villages"][0]["id"] });
    let complaint =
        json!({ "household_id": household, "complainant": "A", "received_on": TODAY, "text": "x" });
    let decided = json!({ "upheld": false, "decided_on": TODAY, "answer": "x" });
    let back = json!({ "on": TODAY, "reason": "x", "back_to": "meeting" });
    vec![
        ("round", who.get(&round.path(""))),
        ("events", who.get(&round.path("events"))),
        ("postings", who.get(&round.path("postings"))),
        ("cases", who.get(&round.path("cases"))),
        ("case", who.get(&round.path(&format!("cases/{household}")))),
        ("meetings", who.get(&round.path("meetings"))),
        ("complaints", who.get(&round.path("complaints"))),
        ("enumerators", who.get(&round.path("enumerators"))),
        ("paper", who.get(&round.path("papers/cases"))),
        (
            "add",
            who.post(
                &round.path("cases"),
                &json!({ "household_id": household, "origin": "added", "reason": "x" }),
            ),
        ),
        (
            "assign",
            who.post(&round.path("assignments"), &json!({ "enumerator_id": null })),
        ),
        ("sample", who.post(&round.path("sample"), &json!({}))),
        (
            "meeting",
            who.post(&round.path("meetings"), &Round::minutes(&village, TODAY, 2, 2)),
        ),
        ("complaint", who.post(&round.path("complaints"), &complaint)),
        ("decide", who.post(&round.path("complaints/x/decision"), &decided)),
        (
            "withdraw",
            send("POST", &one("withdrawal"), &json!({ "reason": "x" })),
        ),
        (
            "read",
            send("POST", &one("reading"), &json!({ "accepted": true })),
        ),
        ("draft", send("PUT", &one("draft"), &json!({ "draft": {} }))),
        ("survey", send("POST", &one("survey"), &survey)),
        ("check", send("POST", &one("check"), &survey)),
        (
            "step",
            send(
                "POST",
                &round.path("steps"),
                &json!({ "action": "close_list", "on": TODAY }),
            ),
        ),
        (
            "post",
            send(
                "POST",
                &round.path("postings"),
                &json!({ "on": TODAY, "places": "x" }),
            ),
        ),
        (
            "opinion",
            send(
                "POST",
                &round.path("opinion"),
                &json!({ "agree": true, "on": TODAY }),
            ),
        ),
        ("refusal", send("POST", &round.path("refusal"), &back)),
        (
            "recognise",
            send("POST", &round.path("recognition"), &decision(TODAY)),
        ),
        (
            "cancel",
            send(
                "POST",
                &round.path("cancellation"),
                &json!({ "on": TODAY, "reason": "x" }),
            ),
        ),
    ]
}

#[test]
fn another_communes_people_find_nothing() {
    let round = Round::yearly();
    let case = round.cases()[0].clone();
    let before = round.whole();
    let elsewhere: Vec<Client> = ["officer", "enumerator", "approver", "monitor", "administrator"]
        .map(|role| person(role, &["06463"]).0)
        .into();
    for who in &elsewhere {
        for (call, answer) in every_call(&round, who, &case) {
            // Whose role may not do it at all is told so before.
            assert!([403, 404].contains(&answer.status), "{call}: {answer}");
            for secret in ["household_id", "head_name", "tracking_code"] {
                assert!(
                    !answer.text().contains(&text(&case[secret])) || secret == "household_id",
                    "{call}: {answer}"
                );
            }
        }
    }
    let refused: Vec<&str> = every_call(&round, &server().demo_user("canbo2"), &case)
        .into_iter()
        .filter(|(_, answer)| answer.status != 404)
        .map(|(call, _)| call)
        .collect();
    // An officer may do all but these anywhere; here he finds nothing.
    assert_eq!(refused, ["refusal", "recognise"]);
    assert_eq!(round.whole(), before);
}

#[test]
fn nothing_of_another_commune_in_lists_boards_reminders_and_papers() {
    let round = Round::yearly();
    let case = round.cases()[0].clone();
    round.walk_to_posted();
    round
        .complain(&text(&case["household_id"]), "2026-10-30")
        .expect(201);
    let own = Round::yearly();
    let (officer, _) = person("officer", &[own.commune.code.as_str()]);
    let marks = [
        round.id.clone(),
        text(&case["household_id"]),
        text(&case["head_name"]),
        text(&round.read()["commune"]["name"]),
    ];
    for path in [
        "/review-rounds?limit=500".to_owned(),
        "/review-rounds?year=2026&limit=500".to_owned(),
        format!("/review-rounds?area={}", round.commune.code),
        "/review-board?year=2026".to_owned(),
        "/review-board?area=20&year=2026".to_owned(),
        format!("/review-board?area={}&year=2026", round.commune.code),
        "/reminders".to_owned(),
        "/recognitions?limit=500".to_owned(),
        format!("/recognitions?round={}", round.id),
    ] {
        let seen = officer.get(&path);
        assert_eq!(seen.status, 200, "{seen}");
        let seen = seen.json();
        // The unit that was asked for is named; what is in it is not told.
        for mark in &marks[..3] {
            assert!(!seen.to_string().contains(mark), "{path}: {seen}");
        }
        let rows = seen["rows"]
            .as_array()
            .or_else(|| seen["items"].as_array())
            .expect("rows");
        assert!(!json!(rows).to_string().contains(&marks[3]), "{path}: {seen}");
    }
    let board = officer.get("/review-board?area=20&year=2026").expect(200);
    assert_eq!(
        (board["rows"].as_array().map(Vec::len), &board["total"]["rounds"]),
        (Some(1), &json!(1))
    );
    let csv = officer
        .request("GET", "/review-board?area=20&year=2026")
        .header("accept", "text/csv")
        .send();
    assert_eq!(csv.status, 200, "{csv}");
    assert!(!csv.text().contains(&marks[3]), "{csv}");
    for foreign in [
        round.path("papers/cases"),
        round.path("papers/posting"),
        round.path(&format!(
            "papers/receipt?household={}",
            text(&case["household_id"])
        )),
        format!("/households/{}/class-periods", text(&case["household_id"])),
    ] {
        officer.get(&foreign).problem(404);
    }
}

#[test]
fn roles_that_do_not_conduct_reviews_conduct_none() {
    let round = Round::yearly();
    let case = round.cases()[0].clone();
    let code = round.commune.code.clone();
    let before = round.whole();
    let reads = [
        "round",
        "events",
        "postings",
        "cases",
        "case",
        "meetings",
        "complaints",
    ];
    let check = |role: &str, may: &[&str]| {
        let (who, _) = person(role, &[code.as_str()]);
        for (call, answer) in every_call(&round, &who, &case) {
            if may.contains(&call) {
                assert_ne!(answer.status, 403, "{role} {call}: {answer}");
            } else {
                assert_eq!(answer.status, 403, "{role} {call}: {answer}");
            }
        }
    };
    check(
        "enumerator",
        &[&reads[..], &["draft", "survey", "check"]].concat(),
    );
    check(
        "approver",
        &[&reads[..], &["paper", "opinion", "refusal", "recognise"]].concat(),
    );
    check("monitor", &reads);
    check("auditor", &reads);
    check("viewer", &reads[..3]);
    check("finance", &reads[..3]);
    check("administrator", &[&reads[..], &["cancel"]].concat());
    assert_eq!(round.whole(), before);
    let anybody = server().anonymous();
    for (call, answer) in every_call(&round, &anybody, &case) {
        assert_eq!(answer.status, 401, "{call}: {answer}");
    }
}

#[test]
fn each_level_does_its_own_part() {
    let round = Round::yearly();
    let so = server().demo_user("so");
    let (lead, _) = person("approver", &["20"]);
    let body = |action: &str| json!({ "action": action, "on": TODAY });
    // The province's officer closes no commune's list, nor adds to it.
    refused(
        &round.act(&so, "steps", &body("close_list")),
        "list",
        "wrong_level",
    );
    let household = round.commune.household();
    let add = json!({ "household_id": household["id"], "origin": "added", "reason": "x" });
    refused(&so.post(&round.path("cases"), &add), "list", "wrong_level");
    assert_eq!(so.get(&round.path("")).expect(200)["allowed"], json!(["cancel"]));
    round.walk_to("opinion");
    // The commune gives no opinion on itself, and recognises nothing yet.
    refused(
        &round.act(round.officer(), "opinion", &json!({ "agree": true, "on": TODAY })),
        "opinion",
        "wrong_level",
    );
    refused(
        &round.act(
            &round.commune.team.approver,
            "opinion",
            &json!({ "agree": true, "on": TODAY }),
        ),
        "opinion",
        "wrong_level",
    );
    let back = json!({ "agree": false, "on": TODAY, "note": "x", "back_to": "meeting" });
    refused(
        &round.act(round.officer(), "opinion", &back),
        "opinion",
        "wrong_level",
    );
    assert_eq!(round.read()["allowed"], json!([]));
    assert_eq!(round.state(), "opinion");
    // The approver of the province agrees, too; recognising is the commune's own.
    round
        .act(&lead, "opinion", &json!({ "agree": true, "on": AUTUMN.opinion }))
        .expect(200);
    refused(
        &round.act(&lead, "recognition", &decision(TODAY)),
        "recognition",
        "wrong_level",
    );
    round.act(&so, "recognition", &decision(TODAY)).problem(403);
    round
        .act(round.officer(), "recognition", &decision(TODAY))
        .problem(403);
    let refusal = json!({ "on": TODAY, "reason": "x", "back_to": "meeting" });
    refused(
        &round.act(&lead, "refusal", &refusal),
        "recognition",
        "wrong_level",
    );
    // Nor does a commune call off what the province opened.
    let cancel = json!({ "on": TODAY, "reason": "x" });
    refused(
        &round.act(round.officer(), "cancellation", &cancel),
        "recognition",
        "wrong_level",
    );
    assert_eq!(round.state(), "recognition");
    round.walk_to("recognised");
    let mut correction = decision(TODAY);
    correction["reason"] = json!("x");
    correction["changes"] = json!([{ "household_id": round.cases()[0]["household_id"], "class": "average" }]);
    let path = format!(
        "/recognitions/{}/corrections",
        text(&round.read()["recognition_id"])
    );
    lead.post(&path, &correction).problem(409);
    round.officer().post(&path, &correction).problem(403);
}

#[test]
fn an_enumerator_of_a_village_sees_that_village_alone() {
    let round = Round::yearly();
    round.walk_to("survey");
    let villages = round.read()["villages"].as_array().expect("villages").clone();
    let [here, there] = [text(&villages[0]["id"]), text(&villages[1]["id"])];
    let (enumerator, id) = person("enumerator", &[here.as_str()]);
    let of = |village: &str| {
        round
            .officer()
            .all(&round.path(&format!("cases?village={village}")))
    };
    let (mine, others) = (of(&here), of(&there));
    let seen = enumerator.all(&round.path("cases?limit=500"));
    assert_eq!(seen.len(), mine.len());
    assert!(seen.iter().all(|c| c["village"]["id"] == here.as_str()));
    let shown = enumerator.get(&round.path("")).expect(200);
    assert_eq!(shown["villages"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        enumerator
            .all(&round.path(&format!("cases?village={there}")))
            .len(),
        0
    );
    enumerator
        .get(&round.path(&format!("cases/{}", text(&others[0]["household_id"]))))
        .problem(404);
    let survey = json!({ "surveyed_on": AUTUMN.survey, "findings": findings("poor") });
    round
        .on_case(&enumerator, &others[0], "survey", &survey)
        .problem(404);
    round
        .on_case(&enumerator, &others[0], "draft", &json!({ "draft": {} }))
        .problem(404);
    // He may be given those of his village, and is named among those who survey.
    let people = round.officer().get(&round.path("enumerators")).expect(200);
    assert!(
        people
            .as_array()
            .into_iter()
            .flatten()
            .any(|p| p["id"] == id.as_str())
    );
    let given = round.officer().post(
        &round.path("assignments"),
        &json!({ "enumerator_id": id, "village_id": here }),
    );
    assert_eq!(given.expect(200)["cases"], json!(mine.len()));
    let waits = enumerator.get("/reminders").expect(200);
    let waits = waits["items"].as_array().expect("items");
    assert!(
        waits
            .iter()
            .any(|w| w["kind"] == "survey" && w["count"] == json!(mine.len())),
        "{waits:?}"
    );
    round
        .on_case(
            &enumerator,
            &round.case(&text(&mine[0]["household_id"])),
            "survey",
            &survey,
        )
        .expect(200);
}

#[test]
fn during_the_year_a_commune_opens_and_calls_off_for_itself() {
    let round = Round::during(&super::help::shared(), Days { ..SPRING });
    let team = round.commune.team;
    let cancel = json!({ "on": SPRING.opened, "reason": "Mở nhầm" });
    round.act(&team.approver, "cancellation", &cancel).problem(403);
    round.act(&team.enumerator, "cancellation", &cancel).problem(403);
    let off = round.act(&team.officer, "cancellation", &cancel).expect(200);
    assert_eq!(
        (&off["state"], &off["allowed"]),
        (&json!("cancelled"), &json!([]))
    );
}
