//! The whole procedure, from the opening to the certificates, with what it leaves behind.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::help::{AUTUMN, CLASSES, Round, number, person, server};
use crate::support::text;

/// How a household moved, by its classes of the years before (the last one last): the decision's own words.
fn movement(before: &[String], now: &str) -> Option<&'static str> {
    let last = before.last().map_or("other", String::as_str);
    let well = |class: &str| class == "average" || class == "other";
    let was = |class: &str| before.iter().any(|b| b == class);
    match (last, now) {
        ("poor", "near_poor") => Some("escaped_to_near_poor"),
        ("poor", now) if well(now) => Some("escaped"),
        ("near_poor", now) if well(now) => Some("escaped_near_poverty"),
        ("poor", _) | ("near_poor", "near_poor") => None,
        (_, "poor") => Some(if was("poor") { "fell_back" } else { "newly_poor" }),
        (_, "near_poor") if was("poor") || was("near_poor") => Some("fell_back_near_poor"),
        (_, "near_poor") => Some("near_poor_new"),
        _ => None,
    }
}

/// The counts of a round that are not zero.
fn counts(round: &Value) -> BTreeMap<String, i64> {
    let counts = round["counts"].as_object().expect("counts");
    counts
        .iter()
        .map(|(name, n)| (name.clone(), number(n)))
        .filter(|(_, n)| *n != 0)
        .collect()
}

#[test]
fn from_the_opening_to_the_certificates() {
    let round = Round::yearly();
    let opened = round.read();
    let carried = round.cases();
    assert_eq!(opened["state"], "list");
    assert_eq!(opened["procedure"], "QD24-2025-YEARLY");
    assert_eq!(opened["due_on"], "2026-09-15");
    assert_eq!(opened["closes_on"], "2026-12-14");
    let n = carried.len() as i64;
    let known: BTreeMap<String, i64> = [
        ("total", n),
        ("unassigned", n),
        ("unsurveyed", n),
        ("unagreed", n),
    ]
    .map(|(k, v)| (k.to_owned(), v))
    .into();
    assert_eq!(counts(&opened), known);
    for case in &carried {
        let years = round.commune.years(&text(&case["household_id"]));
        assert_eq!(case["origin"], "carried");
        assert_eq!(case["previous_class"], years.last().expect("a year")["class"]);
    }

    // Two more households: by request and by the commune, with a reason.
    let (asks, burnt) = (round.commune.household(), round.commune.household());
    let asked = round.officer().post(
        &round.path("cases"),
        &json!({ "household_id": asks["id"], "origin": "requested", "requester": asks["head_name"], "requested_on": "2026-09-04" }),
    );
    let code = text(&asked.expect(201)["tracking_code"]);
    round.add(&burnt).expect(201);
    assert_eq!(number(&round.read()["counts"]["total"]), n + 2);
    // The list is complete; then those of each village are given to one.
    round.step("close_list", AUTUMN.list).expect(200);
    let given = round.officer().post(
        &round.path("assignments"),
        &json!({ "enumerator_id": round.commune.team.enumerator_id }),
    );
    assert_eq!(number(&given.expect(200)["cases"]), n + 2);
    let now = round.read();
    assert_eq!(
        (text(&now["state"]), &now["counts"]["unassigned"]),
        ("survey".into(), &json!(0))
    );
    assert_eq!(now["due_on"], "2026-10-31");
    let mine = round
        .commune
        .team
        .enumerator
        .all(&round.path("cases?enumerator=me&limit=500"));
    assert_eq!(mine.len() as i64, n + 2);
    let waits = round.commune.team.enumerator.get("/reminders").expect(200);
    let waits = waits["items"].as_array().expect("items").clone();
    assert!(
        waits
            .iter()
            .any(|w| w["id"] == round.id.as_str() && w["kind"] == "survey" && w["count"] == n + 2)
    );

    // Survey, second reading, spot checks: each counted.
    round.survey_all(AUTUMN.survey);
    let surveyed = round.read();
    assert_eq!(
        (
            number(&surveyed["counts"]["unsurveyed"]),
            number(&surveyed["counts"]["unread"])
        ),
        (0, n + 2)
    );
    for (class, field) in [("poor", "poor"), ("near_poor", "near_poor")] {
        let found = round.cases().iter().filter(|c| c["class"] == class).count() as i64;
        assert_eq!(number(&surveyed["counts"][field]), found, "{class}");
    }
    round.read_all();
    assert_eq!(number(&round.read()["counts"]["unread"]), 0);
    let drawn = round
        .officer()
        .post(&round.path("sample"), &json!({ "seed": "xổ số 20/9" }))
        .expect(200);
    assert!(text(&drawn["sample_seed"]).starts_with("xổ số 20/9"), "{drawn}");
    let size = (n + 2).max(1).div_euclid(20).max(1) + i64::from((n + 2) % 20 != 0 && n + 2 > 20);
    assert_eq!(number(&drawn["counts"]["unchecked"]), size, "5 % of {}", n + 2);
    round.check_all(AUTUMN.survey);
    round.step("close_survey", AUTUMN.survey_ends).expect(200);

    // The villages agree, the list hangs, the level above agrees.
    let villages = round.read()["villages"].as_array().expect("villages").len();
    round.meet_all(AUTUMN.meeting);
    assert_eq!(number(&round.read()["counts"]["unagreed"]), 0);
    let minutes = round.officer().get(&round.path("meetings")).expect(200);
    assert_eq!(minutes.as_array().map(Vec::len), Some(villages));
    round.step("close_meetings", AUTUMN.meetings_end).expect(200);
    let posted = round.post(AUTUMN.posting).expect(200);
    assert_eq!(posted["up_until"], AUTUMN.until);
    let list = &round.officer().get(&round.path("postings")).expect(200)[0];
    assert_eq!(number(&list["households"]), n + 2);
    round.step("close_posting", AUTUMN.posting_ends).expect(200);
    round.step("report", AUTUMN.report).expect(200);
    round.agree(AUTUMN.opinion).expect(200);

    // Recognised: the steps are done, each with its day.
    let made = round.recognise(AUTUMN.decision).expect(201);
    let ended = round.read();
    assert_eq!(
        (text(&ended["state"]), &ended["allowed"], &ended["due_on"]),
        ("recognised".into(), &json!([]), &Value::Null)
    );
    assert_eq!(ended["recognition_id"], made["id"]);
    let days: Vec<String> = ended["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|s| {
            assert_eq!(s["state"], "done", "{s}");
            text(&s["ended_on"])
        })
        .collect();
    assert_eq!(
        days,
        [
            AUTUMN.list,
            AUTUMN.survey_ends,
            AUTUMN.meetings_end,
            AUTUMN.posting_ends,
            AUTUMN.report,
            AUTUMN.opinion,
            AUTUMN.decision
        ]
    );
    let events = round.officer().get(&round.path("events")).expect(200);
    let moves: Vec<String> = events
        .as_array()
        .expect("events")
        .iter()
        .rev()
        .filter(|e| e["from"] != e["to"])
        .map(|e| text(&e["to"]))
        .collect();
    assert_eq!(
        moves,
        [
            "list",
            "survey",
            "meeting",
            "posting",
            "report",
            "opinion",
            "recognition",
            "recognised"
        ]
    );
    holds(&round, &made, &code);
}

/// What a recognition leaves behind: classes, movements, sums, periods, certificates, the register and the totals.
fn holds(round: &Round, made: &Value, tracking: &str) {
    let cases = round.cases();
    let (mut classes, mut movements) = (
        BTreeMap::<String, [i64; 2]>::new(),
        BTreeMap::<String, [i64; 2]>::new(),
    );
    for case in &cases {
        let id = text(&case["household_id"]);
        let years = round.commune.years(&id);
        let before: Vec<String> = years
            .iter()
            .filter(|y| number(&y["year"]) < 2026)
            .filter_map(|y| y["class"].as_str().map(str::to_owned))
            .collect();
        let this = years.iter().find(|y| y["year"] == 2026).expect("the year");
        let class = text(&case["class"]);
        let moved = movement(&before, &class);
        assert_eq!(
            (&case["state"], &case["movement"]),
            (&json!("recognised"), &json!(moved)),
            "{before:?} {class}"
        );
        assert_eq!(
            (&this["class"], &this["state"], &this["movement"]),
            (&json!(class), &json!("recognised"), &json!(moved))
        );
        let household = round.commune.read(&id);
        assert_eq!(
            (
                &household["class"],
                &household["class_year"],
                &household["class_state"]
            ),
            (&json!(class), &json!(2026), &json!("recognised"))
        );
        let periods = round.commune.periods(&id);
        assert_eq!(
            (
                &periods[0]["class"],
                &periods[0]["from"],
                &periods[0]["to"],
                &periods[0]["number"]
            ),
            (
                &json!(class),
                &json!(AUTUMN.decision),
                &Value::Null,
                &made["number"]
            )
        );
        for (map, key) in [(&mut classes, Some(class.as_str())), (&mut movements, moved)] {
            if let Some(key) = key {
                let sum = map.entry(key.to_owned()).or_default();
                sum[0] += 1;
                sum[1] += number(&household["member_count"]);
            }
        }
    }
    for (field, own) in [("classes", &classes), ("movements", &movements)] {
        let told: BTreeMap<String, [i64; 2]> = made[field]
            .as_object()
            .expect("sums")
            .iter()
            .map(|(k, v)| (k.clone(), [number(&v["households"]), number(&v["members"])]))
            .collect();
        assert_eq!(&told, own, "{field}");
    }
    assert!(CLASSES.iter().any(|c| classes.contains_key(*c)) && !movements.is_empty());

    // A certificate for each of a list and each who left one; anybody checks it, and learns of no person.
    let certificates = round
        .officer()
        .get(&format!("/recognitions/{}/certificates", text(&made["id"])))
        .expect(200);
    let certificates = certificates.as_array().expect("certificates");
    let due = cases.iter().filter(|c| {
        ["poor", "near_poor"].contains(&c["class"].as_str().unwrap_or(""))
            || ["escaped", "escaped_near_poverty"].contains(&c["movement"].as_str().unwrap_or(""))
    });
    assert_eq!(certificates.len(), due.count());
    let anybody = server().anonymous();
    for certificate in certificates {
        let code = text(&certificate["code"]);
        for typed in [code.clone(), code.to_lowercase(), code.replace('-', "")] {
            let told = anybody.get(&format!("/lookups/{typed}"));
            for personal in ["household_id", "head_name"] {
                assert!(!told.text().contains(&text(&certificate[personal])), "{told}");
            }
            let told = told.expect(200);
            assert_eq!(
                (&told["kind"], &told["valid"], &told["certificate"]),
                (&json!("certificate"), &json!(true), &certificate["kind"])
            );
            assert_eq!(
                (&told["number"], &told["decided_on"], &told["year"]),
                (&made["number"], &json!(AUTUMN.decision), &json!(2026))
            );
        }
    }
    let followed = anybody.get(&format!("/lookups/{tracking}"));
    let asked = cases
        .iter()
        .find(|c| c["tracking_code"] == tracking)
        .expect("the case");
    assert!(
        !followed.text().contains(&text(&asked["head_name"]))
            && !followed.text().contains(&text(&asked["household_id"])),
        "{followed}"
    );
    let followed = followed.expect(200);
    assert_eq!(
        (
            &followed["kind"],
            &followed["case_state"],
            &followed["requested_on"]
        ),
        (&json!("case"), &json!("recognised"), &json!("2026-09-04"))
    );
    // A list that hangs no more is shown no more.
    let posting = &round.officer().get(&round.path("postings")).expect(200)[0];
    anybody
        .get(&format!("/lookups/{}", text(&posting["code"])))
        .problem(404);
    for bad in ["7KQ2-M4XZ-90AB", "x", "%F0%9F%92%A9", &"A".repeat(300)] {
        anybody.get(&format!("/lookups/{bad}")).problem(404);
    }

    // The year is closed for everybody else in the commune, and the totals say the same as the list.
    let all = round.officer().all(&format!(
        "/households?area={}&year=2026&limit=500",
        round.commune.code
    ));
    let today = round
        .officer()
        .all(&format!("/households?area={}&limit=500", round.commune.code));
    assert_eq!(all.len(), today.len());
    assert!(all.iter().all(|h| h["class_state"] == "recognised"));
    let others = all
        .iter()
        .filter(|h| !cases.iter().any(|c| c["household_id"] == h["id"]));
    assert!(others.clone().count() > 3);
    assert!(
        others
            .clone()
            .all(|h| h["class"] == "average" || h["class"] == "other")
    );
    let totals = round
        .officer()
        .get(&format!("/overview?area={}&year=2026", round.commune.code))
        .expect(200);
    for class in CLASSES {
        let listed = all.iter().filter(|h| h["class"] == class).count();
        assert_eq!(totals["counts"][class], json!(listed), "{class}");
    }
    assert_eq!(totals["counts"]["households"], json!(all.len()));
    for class in ["poor", "near_poor"] {
        assert_eq!(
            number(&totals["counts"][class]),
            classes.get(class).map_or(0, |s| s[0]),
            "{class}"
        );
    }

    // The board of the province has the commune among its rows, with the same counts, and its total is their sum.
    let board = server()
        .demo_user("xem")
        .get("/review-board?area=20&year=2026")
        .expect(200);
    let rows = board["rows"].as_array().expect("rows");
    let row = rows
        .iter()
        .find(|r| r["round_id"] == round.id.as_str())
        .expect("the commune's row");
    assert_eq!(
        (&row["state"], &row["counts"]),
        (&json!("recognised"), &round.read()["counts"])
    );
    for field in ["total", "poor", "unagreed", "unsurveyed"] {
        let sum: i64 = rows.iter().map(|r| number(&r["counts"][field])).sum();
        assert_eq!(number(&board["total"]["counts"][field]), sum, "{field}");
    }
    let late: Vec<i64> = rows.iter().map(|r| number(&r["days_late"])).collect();
    assert!(
        late.windows(2).all(|w| w[0] >= w[1]),
        "late ones come first: {late:?}"
    );
}

#[test]
fn a_commune_without_poor_households_comes_to_its_decision_too() {
    // A round of which every case is taken off has nothing to survey, vote on or check.
    let round = Round::yearly();
    for case in round.cases() {
        let off = || {
            let body = json!({ "reason": "Không còn ở xã" });
            round.on_case(round.officer(), &case, "withdrawal", &body)
        };
        // Who is poor and lives here is reviewed; only who is gone leaves the list.
        assert_eq!(off().problem(409)["type"], "/problems/on-the-list");
        let id = text(&case["household_id"]);
        let body = json!({ "reason": "Không còn ở xã", "on": AUTUMN.opened });
        round
            .officer()
            .request("POST", &format!("/households/{id}/dissolve"))
            .if_match(&round.commune.read(&id)["version"])
            .json(&body)
            .send()
            .expect(200);
        off().expect(200);
    }
    assert_eq!(round.cases().len(), 0);
    round.step("close_list", AUTUMN.list).expect(200);
    round.step("close_survey", AUTUMN.survey_ends).expect(200);
    round.step("close_meetings", AUTUMN.meetings_end).expect(200);
    round.walk_to("recognised");
    let id = text(&round.read()["recognition_id"]);
    let made = round.officer().get(&format!("/recognitions/{id}")).expect(200);
    assert_eq!((&made["classes"], &made["movements"]), (&json!({}), &json!({})));
    assert_eq!(
        round
            .officer()
            .get(&format!("/recognitions/{id}/certificates"))
            .expect(200),
        json!([])
    );
}

#[test]
fn a_webhook_is_told_of_the_opening_each_step_and_the_recognition() {
    let commune = super::help::commune();
    let admin = server().demo_user("quantri");
    let hook = json!({ "url": "https://receiver.example/", "area": commune.code, "events": ["review.opened", "review.step", "review.recognised", "review.corrected"] });
    let hook = text(&admin.post("/webhooks", &hook).expect(201)["webhook"]["id"]);
    let other = json!({ "url": "https://receiver.example/", "area": "06463", "events": ["review.step", "review.recognised", "review.opened"] });
    let other = text(&admin.post("/webhooks", &other).expect(201)["webhook"]["id"]);
    let made = server()
        .demo_user("so")
        .post(
            "/review-rounds",
            &super::help::opening(&commune.code, "yearly", AUTUMN.opened),
        )
        .expect(201);
    let round = Round {
        id: text(&made["round_id"]),
        commune,
        days: AUTUMN,
    };
    round.walk_to("recognised");
    let id = text(&round.read()["recognition_id"]);
    let case = round
        .cases()
        .into_iter()
        .find(|c| c["class"] != "poor")
        .expect("a case");
    let mut correction = super::help::decision("2026-11-12");
    correction["reason"] = json!("Tính sai điểm");
    correction["changes"] = json!([{ "household_id": case["household_id"], "class": "poor" }]);
    round
        .commune
        .team
        .approver
        .post(&format!("/recognitions/{id}/corrections"), &correction)
        .expect(201);
    let told = admin.all(&format!("/webhooks/{hook}/deliveries?limit=100"));
    let mut kinds: Vec<(String, String)> = told
        .iter()
        .map(|d| {
            let text_of = |v: &Value| v.as_str().unwrap_or("").to_owned();
            (
                text_of(&d["payload"]["type"]),
                text_of(&d["payload"]["data"]["to"]),
            )
        })
        .collect();
    kinds.reverse();
    let kinds: Vec<(&str, &str)> = kinds.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(
        kinds,
        [
            ("review.opened", ""),
            ("review.step", "survey"),
            ("review.step", "meeting"),
            ("review.step", "posting"),
            ("review.step", "report"),
            ("review.step", "opinion"),
            ("review.step", "recognition"),
            ("review.recognised", "recognised"),
            ("review.corrected", ""),
        ]
    );
    // No personal data goes out, and nothing to the webhook of another commune.
    for delivery in &told {
        for case in round.cases() {
            for field in ["head_name", "household_id"] {
                assert!(
                    !delivery["payload"].to_string().contains(&text(&case[field])),
                    "{delivery}"
                );
            }
        }
    }
    let elsewhere = admin.all(&format!("/webhooks/{other}/deliveries?limit=100"));
    assert!(
        elsewhere.iter().all(|d| !d.to_string().contains(&round.id)),
        "{elsewhere:?}"
    );
}

#[test]
fn who_looks_on_sees_the_progress_and_no_household() {
    let round = Round::yearly();
    let (viewer, _) = person("viewer", &["20"]);
    viewer.get(&round.path("")).expect(200);
    viewer.get(&round.path("events")).expect(200);
    viewer.get(&round.path("postings")).expect(200);
    for hidden in ["cases", "meetings", "complaints", "enumerators", "papers/cases"] {
        viewer.get(&round.path(hidden)).problem(403);
    }
    let name = text(&round.cases()[0]["head_name"]);
    for seen in ["", "events", "postings"] {
        assert!(!viewer.get(&round.path(seen)).text().contains(&name), "{seen}");
    }
}
