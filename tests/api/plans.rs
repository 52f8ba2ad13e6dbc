//! `/plans…`: from the draft over issue and progress to the end, by whom and where; and on paper.

use giamngheo_tests::{Answer, Client};
use serde_json::{Value, json};

use crate::matrix::NOTHING;
use crate::support::{INSIDE, OUTSIDE, demo, text, unique, world};

/// A plan of a commune, good as it is.
fn draft(area: &str) -> Value {
    json!({
        "area": area,
        "title": unique("Kế hoạch giám sát "),
        "item": "CT2635/NL/GS",
        "fiscal_year": 2026,
        "from": "2026-01-01",
        "to": "2026-12-31",
        "issuer": format!("Ủy ban nhân dân xã {area}"),
        "signer_title": "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
        "content": {
            "purposes": ["Giám sát  đúng quy định"],
            "budget": [
                { "source": "central", "amount_vnd": 570_000_000 },
                { "source": "commune", "amount_vnd": 17_000_000 }
            ],
            "responsible": [{ "office": "Phòng Kinh tế", "task": "Chủ trì" }],
            "recipients": ["Lưu: VT"]
        },
        "activities": [
            { "text": "Giám sát quý I", "from": "2026-01-05", "to": "2026-03-31", "responsible": "Phòng Kinh tế" },
            { "text": "Giám sát quý II", "from": "2026-04-01", "to": "2026-06-30", "responsible": "Phòng Kinh tế" }
        ]
    })
}

fn act(client: &Client, plan: &Value, act: &str, body: &Value) -> Answer {
    let path = format!("/plans/{}/{act}", text(&plan["id"]));
    client
        .request("POST", &path)
        .if_match(&plan["version"])
        .json(body)
        .send()
}

fn report(client: &Client, plan: &Value, n: i64, body: &Value) -> Answer {
    let path = format!("/plans/{}/activities/{n}", text(&plan["id"]));
    client
        .request("PATCH", &path)
        .if_match(&plan["version"])
        .json(body)
        .send()
}

fn number() -> Value {
    json!({ "number": unique("12/KH-"), "issued_on": "2026-01-02" })
}

/// A draft of an area, for the matrix.
pub fn one_of(officer: &Client, area: &str) -> String {
    text(&officer.post("/plans", &draft(area)).expect(201)["id"])
}

fn person(role: &str, area: &str) -> Client {
    world().person(&unique("kh-"), role, Some(area)).client
}

#[test]
fn a_plan_goes_from_draft_to_its_end() {
    let (officer, finance, approver) = (
        person("officer", INSIDE),
        person("finance", INSIDE),
        person("approver", INSIDE),
    );
    let made = officer.post("/plans", &draft(INSIDE));
    assert_eq!(made.header("etag"), "\"1\"");
    let plan = made.expect(201);
    assert_eq!(plan["state"], "draft");
    assert_eq!(plan["budget_vnd"], 587_000_000);
    assert_eq!(plan["content"]["purposes"][0], "Giám sát đúng quy định");
    assert_eq!(plan["allowed"], json!(["edit"]));
    assert_eq!(plan["late_count"], 0, "nothing is late in a draft");

    // Finance puts another text in its place.
    let path = format!("/plans/{}", text(&plan["id"]));
    let mut body = draft(INSIDE);
    body["activities"].as_array_mut().expect("activities").push(
        json!({ "text": "Tổng kết", "from": "2026-11-01", "to": "2026-12-31", "responsible": "Văn phòng" }),
    );
    let change =
        |client: &Client, version: &Value| client.request("PUT", &path).if_match(version).json(&body).send();
    let edited = change(&finance, &plan["version"]).expect(200);
    assert_eq!(
        (&edited["version"], &edited["activity_count"]),
        (&json!(2), &json!(3))
    );
    let stale = change(&officer, &plan["version"]).problem(412);
    assert_eq!(stale["current_version"], 2);
    officer.request("PUT", &path).json(&body).send().problem(428);

    // It is no plan to carry out yet.
    let early = report(&officer, &edited, 1, &json!({ "progress": 10 })).problem(409);
    assert_eq!(
        (&early["state"], &early["allowed"]),
        (&json!("draft"), &json!(["edit", "issue"]))
    );
    act(&officer, &edited, "start", &json!({})).problem(409);

    let seen = approver.get(&path).expect(200);
    assert_eq!(seen["allowed"], json!(["issue"]));
    let how = number();
    act(
        &approver,
        &seen,
        "issue",
        &json!({ "number": " ", "issued_on": "2026-01-02" }),
    )
    .refuses(422, "/number", "length");
    act(
        &approver,
        &seen,
        "issue",
        &json!({ "number": "1", "issued_on": "2099-01-02" }),
    )
    .refuses(422, "/issued_on", "in_future");
    let issued = act(&approver, &seen, "issue", &how).expect(200);
    assert_eq!(
        (&issued["state"], &issued["number"]),
        (&json!("issued"), &how["number"])
    );
    change(&officer, &issued["version"]).problem(409);
    let document = officer
        .get(&format!("/documents/{}", text(&issued["document_id"])))
        .expect(200);
    assert_eq!(
        (&document["kind"], &document["plan_id"]),
        (&json!("plan"), &plan["id"])
    );

    act(&officer, &issued, "start", &json!({ "on": "2099-01-01" })).refuses(422, "/on", "in_future");
    let running = act(&officer, &issued, "start", &json!({ "on": "2026-01-05" })).expect(200);
    assert_eq!(running["state"], "running");
    let told = |plan: &Value, n, body: Value| report(&officer, plan, n, &body);
    told(&running, 1, json!({ "progress": 101 })).problem(422);
    told(&running, 1, json!({ "progress": 50, "state": "done" })).refuses(422, "/state", "does_not_fit");
    told(&running, 1, json!({ "progress": 0, "state": "dropped" })).refuses(422, "/note", "missing");
    told(&running, 1, json!({ "progress": 5, "on": "2025-12-31" })).refuses(422, "/on", "too_early");
    told(&running, 9, json!({ "progress": 5 })).problem(404);
    let first = told(
        &running,
        1,
        json!({ "progress": 40, "on": "2026-02-01", "note": "Đã đi ba thôn" }),
    )
    .expect(200);
    told(&first, 1, json!({ "progress": 50, "on": "2026-01-31" })).refuses(422, "/on", "too_early");
    assert_eq!(first["progress"], 13, "a third of 40 per cent");
    assert_eq!(first["reports"][0]["note"], "Đã đi ba thôn");
    assert_eq!(first["activities"][0]["state"], "under_way");
    let open = act(&approver, &first, "closing", &json!({})).problem(409);
    assert_eq!(open["type"], "/problems/open-activities");
    let second = told(&first, 1, json!({ "progress": 100, "on": "2026-03-30" })).expect(200);
    let third = told(&second, 2, json!({ "progress": 100, "on": "2026-06-30" })).expect(200);
    let fourth = told(
        &third,
        3,
        json!({ "progress": 0, "state": "dropped", "note": "Gộp vào báo cáo năm" }),
    )
    .expect(200);
    assert_eq!(fourth["progress"], 100, "what was dropped doesn't count");
    let closed = act(&approver, &fourth, "closing", &json!({ "note": "Đạt" })).expect(200);
    assert_eq!(
        (&closed["state"], &closed["closing_note"]),
        (&json!("closed"), &json!("Đạt"))
    );
    assert_eq!(closed["allowed"], json!([]));
    told(&closed, 1, json!({ "progress": 100 })).problem(409);
}

#[test]
fn who_wrote_a_plan_does_not_issue_it() {
    // One person with both roles.
    let name = unique("kh-");
    let roles = json!([{ "role": "officer", "area": INSIDE }, { "role": "approver", "area": INSIDE }]);
    let body = json!({ "username": name, "full_name": "Hai vai", "grants": roles });
    let password = text(&world().admin.post("/users", &body).expect(201)["initial_password"]);
    let both = crate::support::take_password(&world().app, &name, &password);
    let plan = both.post("/plans", &draft(INSIDE)).expect(201);
    assert_eq!(plan["allowed"], json!(["edit"]));
    let refused = act(&both, &plan, "issue", &number()).problem(409);
    assert_eq!(refused["type"], "/problems/same-person");
    act(&person("approver", INSIDE), &plan, "issue", &number()).expect(200);
}

#[test]
fn drafts_are_for_the_area_and_those_above() {
    let officer = person("officer", "20");
    let plan = officer.post("/plans", &draft("20")).expect(201);
    let path = format!("/plans/{}", text(&plan["id"]));
    let (inside, viewer) = (person("officer", INSIDE), person("viewer", "20"));
    viewer.get(&path).expect(200);
    inside.get(&path).problem(404);
    let issued = act(&person("approver", "20"), &plan, "issue", &number()).expect(200);
    // Issued, it holds below.
    assert_eq!(inside.get(&path).expect(200)["allowed"], json!([]));
    let found = |client: &Client| {
        let list = client.all(&format!("/plans?area={INSIDE}&year=2026&limit=1"));
        list.iter().any(|p| p["id"] == plan["id"])
    };
    assert!(found(&inside));
    act(&inside, &issued, "start", &json!({})).problem(404);
    report(&inside, &issued, 1, &json!({ "progress": 1 })).problem(404);
    // What belongs to a sister stays there.
    let own = inside.post("/plans", &draft(INSIDE)).expect(201);
    person("officer", OUTSIDE)
        .get(&format!("/plans/{}", text(&own["id"])))
        .problem(404);
    officer.get(&format!("/plans/{}", text(&own["id"]))).expect(200);
    officer.get(&format!("/plans/{NOTHING}")).problem(404);
}

#[test]
fn what_cannot_be_a_plan_is_refused_by_place() {
    let officer = person("officer", INSIDE);
    let check = |pointer: &str, value: Value, at: &str, code: &str| {
        let mut body = draft(INSIDE);
        *body.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        officer.post("/plans", &body).refuses(422, at, code);
    };
    check("/area", json!(OUTSIDE), "/area", "outside_area");
    check("/area", json!("99999"), "/area", "unknown");
    check("/title", json!("  "), "/title", "length");
    check("/to", json!("2025-12-31"), "/to", "before_from");
    check("/from", json!("1026-12-31"), "/from", "out_of_range");
    check("/fiscal_year", json!(2027), "/fiscal_year", "outside_plan");
    check("/item", json!("Dự án 7"), "/item", "unknown");
    check(
        "/activities/1/to",
        json!("2027-01-01"),
        "/activities/1/to",
        "outside_plan",
    );
    check("/activities/0/text", json!(""), "/activities/0/text", "length");
    check("/activities", json!([]), "/activities", "length");
    check("/content/purposes/0", json!(" "), "/content/purposes/0", "length");
    check(
        "/content/budget/0/amount_vnd",
        json!(0),
        "/content/budget/0/amount_vnd",
        "out_of_range",
    );
    check(
        "/content/budget/0/amount_vnd",
        json!(-5),
        "/content/budget/0/amount_vnd",
        "out_of_range",
    );
    check(
        "/content/budget/0/amount_vnd",
        json!(1.5),
        "/content/budget/0/amount_vnd",
        "wrong_type",
    );
    check(
        "/content/budget/1/source",
        json!("central"),
        "/content/budget/1/source",
        "twice",
    );
    check(
        "/content/budget/1/source",
        json!("moon"),
        "/content/budget/1/source",
        "wrong_type",
    );
}

#[test]
fn a_plan_prints_as_pdf_and_word() {
    let officer = person("officer", INSIDE);
    let plan = officer.post("/plans", &draft(INSIDE)).expect(201);
    let path = format!("/plans/{}/file", text(&plan["id"]));
    let pdf = officer.get(&path);
    assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
    assert!(pdf.body.starts_with(b"%PDF-"));
    let media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let word = officer.request("GET", &path).header("accept", media).send();
    assert_eq!((word.status, word.header("content-type")), (200, media));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(word.body)).expect("a Word file");
    let mut body = String::new();
    std::io::Read::read_to_string(
        &mut archive.by_name("word/document.xml").expect("its body"),
        &mut body,
    )
    .expect("text");
    for part in [
        "KẾ HOẠCH",
        "Nơi nhận",
        "CHỦ TỊCH",
        "587.000.000",
        "Giám sát quý II",
    ] {
        assert!(body.contains(part), "{part} is not on the paper");
    }
}

#[test]
fn the_demo_has_the_first_plan_with_its_money() {
    let reader = demo().demo_user("canbo");
    let plans = reader.all("/plans?area=20");
    let of = |year: i64| {
        plans
            .iter()
            .find(|p| p["fiscal_year"] == year && p["area"]["code"] == "20")
    };
    let first = of(2022).expect("the plan of 2022");
    assert_eq!(
        (&first["state"], &first["budget_vnd"]),
        (&json!("closed"), &json!(587_000_000))
    );
    assert_eq!(first["progress"], 100);
    let whole = reader.get(&format!("/plans/{}", text(&first["id"]))).expect(200);
    let document = reader
        .get(&format!("/documents/{}", text(&whole["document_id"])))
        .expect(200);
    assert_eq!(document["plan_id"], first["id"]);
    assert!(document["body"].to_string().contains("587000000"));
    assert_eq!(
        reader.all("/plans?q=GIAM%20SAT&state=closed").len(),
        1,
        "found without accents"
    );
}
