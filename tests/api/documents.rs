//! `/documents…`: legal papers, what they do to one another, their files; the demo files the plan that the programme
//! began with.

use giamngheo_tests::{Answer, Client};
use serde_json::{Value, json};

use crate::matrix::NOTHING;
use crate::support::{INSIDE, OUTSIDE, demo, text, unique, world};

const PDF: &[u8] = b"%PDF-1.7\n%%EOF\n";
/// One black pixel.
pub const PNG: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41\x54\x78\x9c\x63\x60\x00\x00\x00\x02\x00\x01\x48\xaf\xa4\x71\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

fn person(role: &str, area: &str) -> Client {
    world().person(&unique("vb-"), role, Some(area)).client
}

fn decision(area: &str, issued_on: &str) -> Value {
    json!({
        "kind": "decision", "number": unique("15/QĐ-"), "issued_on": issued_on, "issuer": "Ủy ban nhân dân xã",
        "title": "Quyết định về  giao nhiệm vụ giám sát", "area": area
    })
}

fn upload(client: &Client, document: &str, name: &str, content: &[u8]) -> Answer {
    client
        .request("POST", &format!("/documents/{document}/files?filename={name}"))
        .body("application/octet-stream", content)
        .send()
}

/// A document of an area with a file, for the matrix.
pub fn one_of(officer: &Client, area: &str) -> (String, String) {
    let document = text(
        &officer
            .post("/documents", &decision(area, "2026-01-05"))
            .expect(201)["id"],
    );
    let file = text(&upload(officer, &document, "a.pdf", PDF).expect(201)["id"]);
    (document, file)
}

#[test]
fn the_plan_of_2022_is_read_where_it_holds() {
    let reader = demo().demo_user("canbo");
    let list = reader.all("/documents?limit=1");
    let plan = list
        .iter()
        .find(|d| d["kind"] == "plan" && d["issued_on"] == "2022-10")
        .expect("the seed plan");
    assert_eq!(plan["area"]["code"], "20");
    let whole = reader
        .get(&format!("/documents/{}", text(&plan["id"])))
        .expect(200);
    assert_eq!(whole["title"], plan["title"]);
    // The budget by source as the plan has it: 587 million đồng, 570 of them central.
    let body = whole["body"].to_string();
    for figure in ["587000000", "570000000", "17000000"] {
        assert!(body.contains(figure), "{figure} is not in {body}");
    }
    reader.get(&format!("/documents/{NOTHING}")).problem(404);
    reader.get("/documents?after=tampered").problem(400);
}

#[test]
fn what_was_filed_is_put_right() {
    let officer = person("officer", INSIDE);
    let base = officer
        .post("/documents", &decision(INSIDE, "2026-01-10"))
        .expect(201);
    let filed = officer
        .post("/documents", &decision(INSIDE, "2026-02-10"))
        .expect(201);
    assert_eq!(filed["allowed"], json!(["change", "keep_files"]));
    let path = format!("/documents/{}", text(&filed["id"]));
    let put = |who: &Client, version: i64, body: &Value| {
        who.request("PUT", &path)
            .if_match(&json!(version))
            .json(body)
            .send()
    };
    let mut body = decision(INSIDE, "2026-02-11");
    body["title"] = json!("Quyết định đã sửa");
    body["based_on"] = json!([base["id"]]);
    body["summary"] = json!("Sửa ngày");
    officer.request("PUT", &path).json(&body).send().problem(428);
    let changed = put(&officer, 1, &body).expect(200);
    assert_eq!(
        (&changed["issued_on"], &changed["number"], &changed["version"]),
        (&json!("2026-02-11"), &body["number"], &json!(2))
    );
    assert_eq!(changed["based_on"][0]["id"], base["id"]);
    assert_eq!(
        officer.get("/documents?q=da%20sua").expect(200)["items"][0]["id"],
        filed["id"]
    );
    // Its own number is no other's; another one's is.
    assert_eq!(put(&officer, 2, &body).expect(200)["version"], 3);
    let mut taken = body.clone();
    taken["number"] = base["number"].clone();
    put(&officer, 3, &taken).refuses(422, "/number", "taken");
    assert_eq!(put(&officer, 1, &body).problem(412)["current_version"], 3);
    for (field, value, code) in [
        ("/based_on/0", json!([filed["id"]]), "itself"),
        ("/issued_on", json!("2026-13"), "not_a_date"),
        ("/area", json!(OUTSIDE), "fixed"),
    ] {
        let mut wrong = body.clone();
        let name = field.split('/').nth(1).expect("a field");
        wrong[name] = value;
        put(&officer, 3, &wrong).refuses(422, field, code);
    }
    // Nor a day after one that refers to it.
    let at = format!("/documents/{}", text(&base["id"]));
    let mut late = decision(INSIDE, "2026-03-01");
    late["number"] = base["number"].clone();
    let late = officer.request("PUT", &at).if_match(&json!(1)).json(&late).send();
    late.refuses(422, "/issued_on", "later");
    // By who keeps documents there, and not what a plan issued.
    put(&person("officer", OUTSIDE), 3, &body).problem(404);
    let above = person("officer", "20").get(&path).expect(200);
    assert_eq!(above["allowed"], json!(["change", "keep_files"]));
    let reader = person("viewer", INSIDE);
    assert_eq!(reader.get(&path).expect(200)["allowed"], json!([]));
    put(&reader, 3, &body).problem(403);
}

#[test]
fn a_document_tells_what_it_does_to_others() {
    let officer = person("officer", INSIDE);
    let old = officer
        .post("/documents", &decision(INSIDE, "2025-03"))
        .expect(201);
    assert_eq!(old["title"], "Quyết định về giao nhiệm vụ giám sát");
    let mut body = decision(INSIDE, "2026-02-10");
    body["replaces"] = json!([old["id"]]);
    body["summary"] = json!("Thay đổi thành viên đoàn");
    let new = officer.post("/documents", &body).expect(201);
    assert_eq!(new["replaces"][0]["id"], old["id"]);
    assert_eq!(new["body"]["summary"], "Thay đổi thành viên đoàn");
    let before = officer
        .get(&format!("/documents/{}", text(&old["id"])))
        .expect(200);
    assert_eq!(
        (&before["replaced"], &before["replaced_by"][0]["id"]),
        (&json!(true), &new["id"])
    );

    // The number is its office's for the year.
    officer.post("/documents", &body).refuses(422, "/number", "taken");
    let refuses = |change: Value, at: &str, code: &str| {
        let mut body = decision(INSIDE, "2024-12-31");
        for (key, value) in change.as_object().expect("fields") {
            body[key] = value.clone();
        }
        officer.post("/documents", &body).refuses(422, at, code);
    };
    refuses(json!({ "area": OUTSIDE }), "/area", "outside_area");
    refuses(json!({ "area": "99999" }), "/area", "unknown");
    refuses(json!({ "issued_on": "31/12/2024" }), "/issued_on", "not_a_date");
    refuses(json!({ "issued_on": "2099" }), "/issued_on", "in_future");
    refuses(json!({ "kind": "law of nature" }), "/kind", "wrong_type");
    refuses(json!({ "amends": [NOTHING] }), "/amends/0", "unknown");
    refuses(
        json!({ "based_on": [old["id"], old["id"]] }),
        "/based_on/0",
        "later",
    );
    let sister = person("officer", OUTSIDE)
        .post("/documents", &decision(OUTSIDE, "2024"))
        .expect(201);
    refuses(json!({ "replaces": [sister["id"]] }), "/replaces/0", "unknown");
    person("viewer", INSIDE).post("/documents", &body).problem(403);
}

#[test]
fn documents_are_found_by_kind_year_words_and_area() {
    let officer = person("officer", INSIDE);
    let word = unique("Đặng");
    let mut body = decision(INSIDE, "2023-05-06");
    body["title"] = json!(format!("Thông báo {word}"));
    body["kind"] = json!("notice");
    officer.post("/documents", &body).expect(201);
    let plain = word.replace('Đ', "d").replace('ặ', "a");
    let found = |query: &str| officer.all(&format!("/documents?q={plain}{query}")).len();
    assert_eq!(found(""), 1);
    assert_eq!(found("&kind=notice&year=2023"), 1);
    assert_eq!(found("&kind=decision"), 0);
    assert_eq!(found("&year=2024"), 0);
    assert_eq!(found(&format!("&area={INSIDE}")), 1);
    assert_eq!(found("&area=20"), 1, "below the province");
    assert_eq!(found(&format!("&area={OUTSIDE}")), 0);
    officer.get("/documents?kind=x").problem(400);
}

#[test]
fn files_of_a_document_are_read_wherever_it_is() {
    let above = person("officer", "20");
    let document = text(
        &above
            .post("/documents", &decision("20", "2026-01-05"))
            .expect(201)["id"],
    );
    let path = format!("/documents/{document}/files");
    let file = upload(&above, &document, "quyet_dinh.pdf", PDF).expect(201);
    assert_eq!(
        upload(&above, &document, "khac.pdf", PDF).expect(200)["id"],
        file["id"]
    );
    let photo = upload(&above, &document, "anh.png", PNG).expect(201);
    assert_eq!(photo["media_type"], "image/png");
    upload(&above, &document, "anh.png", b"\x89PNG\r\n\x1a\nno picture").refuses(
        422,
        "/file",
        "broken_photo",
    );
    upload(&above, &document, "anh.jpg", b"\xff\xd8\xff\xe0no picture").refuses(422, "/file", "broken_photo");
    upload(&above, &document, "a.exe", b"MZ").refuses(422, "/file", "unknown_type");
    upload(&above, &document, "lon.pdf", &vec![b'%'; 20 * 1024 * 1024 + 1]).problem(413);

    // Below it is read, not changed.
    let below = person("officer", INSIDE);
    assert_eq!(below.get(&path).expect(200).as_array().map(Vec::len), Some(2));
    let one = format!("{path}/{}", text(&file["id"]));
    assert_eq!(below.get(&one).body, PDF);
    upload(&below, &document, "b.pdf", b"%PDF-1.4\n").problem(404);
    below.request("DELETE", &one).send().problem(404);
    above.request("DELETE", &one).send().expect(204);
    below.get(&one).problem(404);
}
