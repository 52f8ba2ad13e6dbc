//! Complaints while the list hangs: the re-check, the decision, the result that hangs again.

use serde_json::{Value, json};

use super::help::{AUTUMN, Round, SPRING, refused, shared};
use crate::support::text;

fn posted() -> Round {
    let round = Round::during(&shared(), SPRING);
    for _ in 0..2 {
        round.add(&round.commune.household()).expect(201);
    }
    round.walk_to_posted();
    round
}

fn type_of(problem: &Value) -> String {
    text(&problem["type"])
}

#[test]
fn a_complaint_on_a_listed_household_is_rechecked_decided_and_posted_again() {
    let round = Round::yearly();
    round.walk_to_posted();
    let case = round
        .cases()
        .into_iter()
        .find(|c| c["class"] == "near_poor")
        .expect("a case");
    let id = text(&case["household_id"]);
    // Received on a Friday: three working days until Wednesday.
    let complaint = round.complain(&id, "2026-10-30").expect(201);
    assert_eq!(
        (&complaint["due_on"], &complaint["outcome"]),
        (&json!("2026-11-04"), &Value::Null)
    );
    assert_eq!(round.read()["counts"]["open_complaints"], 1);
    let waits = round.officer().get("/reminders").expect(200);
    assert!(
        waits["items"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|w| w["kind"] == "complaint" && w["id"] == round.id.as_str() && w["due_on"] == "2026-11-04")
    );
    // Only this household is surveyed again, and only after that it is decided.
    let other = round
        .cases()
        .into_iter()
        .find(|c| c["household_id"] != id.as_str())
        .expect("another");
    assert_eq!(
        type_of(&round.survey(&other, "2026-11-01", "poor").problem(409)),
        "/problems/case-closed"
    );
    assert_eq!(
        type_of(&round.decide(&complaint, true, "2026-11-02").problem(409)),
        "/problems/not-rechecked"
    );
    let anew = round.survey(&round.case(&id), "2026-11-01", "other").expect(200);
    for upheld in [true, false] {
        assert_eq!(
            type_of(&round.decide(&complaint, upheld, "2026-11-02").problem(409)),
            "/problems/not-rechecked"
        );
    }
    round.accept(&anew).expect(200);
    refused(&round.post("2026-11-02"), "posting", "out_of_order");
    let decided = round.decide(&complaint, true, "2026-11-02").expect(200);
    assert_eq!(
        (&decided["outcome"], &decided["decided_on"]),
        (&json!("upheld"), &json!("2026-11-02"))
    );
    assert_eq!(
        type_of(&round.decide(&complaint, false, "2026-11-02").problem(409)),
        "/problems/decided-already"
    );
    // Its result hangs again, alone, with days of its own, on top of those of the first list.
    assert_eq!(
        (
            &round.read()["counts"]["unposted"],
            &round.read()["counts"]["open_complaints"]
        ),
        (&json!(1), &json!(0))
    );
    refused(
        &round.step("close_posting", AUTUMN.posting_ends),
        "posting",
        "not_posted_again",
    );
    let again = round.post("2026-11-03").expect(200);
    assert_eq!(
        (&again["up_until"], &again["counts"]["unposted"]),
        (&json!("2026-11-06"), &json!(0))
    );
    let postings = round.officer().get(&round.path("postings")).expect(200);
    let shown: Vec<(bool, i64)> = postings
        .as_array()
        .into_iter()
        .flatten()
        .map(|p| (p["again"] == true, p["households"].as_i64().unwrap_or(-1)))
        .collect();
    assert_eq!(shown, [(false, round.cases().len() as i64), (true, 1)]);
    refused(&round.step("close_posting", "2026-11-06"), "posting", "still_up");
    // Nothing new, nothing to post.
    refused(&round.post("2026-11-04"), "posting", "out_of_order");
    let list = super::help::server()
        .anonymous()
        .get(&format!("/lookups/{}", text(&postings[1]["code"])));
    assert!(
        !list.text().contains(&text(&case["head_name"])) && !list.text().contains(&id),
        "{list}"
    );
    assert_eq!(list.expect(200)["list"][0]["class"], "other");
    round.step("close_posting", "2026-11-09").expect(200);
}

#[test]
fn a_household_that_was_left_out_comes_onto_the_list_by_a_complaint() {
    let round = posted();
    let household = round.commune.household();
    let id = text(&household["id"]);
    let n = round.cases().len();
    let complaint = round.complain(&id, SPRING.posting).expect(201);
    let case = round.case(&id);
    assert_eq!(
        (&case["state"], &case["origin"], &case["requester"]),
        (&json!("listed"), &json!("requested"), &json!("Vi Văn Khiếu"))
    );
    assert_eq!(round.cases().len(), n + 1);
    assert_eq!(
        type_of(&round.decide(&complaint, true, "2026-03-16").problem(409)),
        "/problems/not-rechecked"
    );
    let surveyed = round.survey(&case, "2026-03-13", "poor").expect(200);
    round.accept(&surveyed).expect(200);
    round.decide(&complaint, true, "2026-03-16").expect(200);
    assert_eq!(round.post("2026-03-16").expect(200)["up_until"], "2026-03-19");
    refused(&round.step("close_posting", "2026-03-19"), "posting", "still_up");
    round.step("close_posting", "2026-03-20").expect(200);
    round.walk_to("recognised");
    assert_eq!(round.commune.read(&id)["class"], "poor");
    assert_eq!(round.case(&id)["movement"], "newly_poor");
}

#[test]
fn a_rejected_complaint_on_one_left_out_changes_nothing_on_the_list() {
    let round = posted();
    let id = text(&round.commune.household()["id"]);
    let n = round.cases().len();
    let complaint = round.complain(&id, SPRING.posting).expect(201);
    round.decide(&complaint, false, "2026-03-13").expect(200);
    assert_eq!(
        (&round.case(&id)["state"], round.cases().len()),
        (&json!("withdrawn"), n)
    );
    assert_eq!(round.read()["counts"]["unposted"], 0);
    round.walk_to("recognised");
    assert_eq!(round.commune.periods(&id).len(), 0);
}

#[test]
fn several_complaints_on_one_household_are_each_decided() {
    let round = posted();
    let id = text(&round.cases()[0]["household_id"]);
    let (one, two) = (
        round.complain(&id, SPRING.posting).expect(201),
        round.complain(&id, "2026-03-13").expect(201),
    );
    let case = round
        .survey(&round.case(&id), "2026-03-13", "average")
        .expect(200);
    round.accept(&case).expect(200);
    round.decide(&one, true, "2026-03-16").expect(200);
    refused(&round.post("2026-03-16"), "posting", "open_complaints");
    refused(
        &round.step("close_posting", "2026-03-20"),
        "posting",
        "open_complaints",
    );
    round.decide(&two, true, "2026-03-16").expect(200);
    round.post("2026-03-16").expect(200);
    round.step("close_posting", "2026-03-20").expect(200);
    let all = round.officer().get(&round.path("complaints")).expect(200);
    assert_eq!(all.as_array().map(Vec::len), Some(2));
}

#[test]
fn complaints_name_who_what_and_a_household_of_the_commune() {
    let round = posted();
    let id = round.cases()[0]["household_id"].clone();
    let before = round.whole();
    let send = |change: Value| {
        let mut body = json!({ "household_id": id, "complainant": "Vi Văn A", "received_on": SPRING.posting, "text": "Sai" });
        for (name, value) in change.as_object().expect("fields") {
            body[name] = value.clone();
        }
        round.officer().post(&round.path("complaints"), &body)
    };
    send(json!({ "complainant": "" })).refuses(422, "/complainant", "length");
    send(json!({ "text": "" })).refuses(422, "/text", "length");
    send(json!({ "household_id": "x" })).refuses(422, "/household_id", "unknown");
    let far = super::help::server()
        .demo_user("so")
        .all("/households?area=06154&limit=1")
        .remove(0);
    send(json!({ "household_id": far["id"] })).refuses(422, "/household_id", "unknown");
    assert_eq!(round.whole(), before);
}

#[test]
fn while_the_list_hangs_only_who_is_gone_leaves_it() {
    let round = posted();
    let case = round.cases().remove(0);
    let off = || {
        round.on_case(
            round.officer(),
            &case,
            "withdrawal",
            &json!({ "reason": "Đã chuyển đi" }),
        )
    };
    let before = round.whole();
    assert_eq!(off().problem(409)["type"], "/problems/posted");
    assert_eq!(round.whole(), before);
    let id = text(&case["household_id"]);
    let body = json!({ "reason": "Không còn ở xã", "on": SPRING.posting });
    let version = round.commune.read(&id)["version"].clone();
    let path = format!("/households/{id}/dissolve");
    round
        .officer()
        .request("POST", &path)
        .if_match(&version)
        .json(&body)
        .send()
        .expect(200);
    off().expect(200);
    assert_eq!(
        round.cases().len(),
        before["cases"].as_array().map_or(0, Vec::len) - 1
    );
    round.walk_to("recognised");
}
