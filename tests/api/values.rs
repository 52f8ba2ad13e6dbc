//! `/indicator-values…`, `/indicator-targets`: figures that units enter, from entry to lock, with comments and evidence.

use std::io::Write;
use std::sync::OnceLock;
use std::thread;

use giamngheo_tests::{Answer, Client};
use serde_json::{Value, json};

use crate::matrix::NOTHING;
use crate::support::{INSIDE, OUTSIDE, Person, text, unique, world};

/// People of the commune, of the province above it and of another commune.
struct Team {
    officer: Person,
    second: Person,
    monitor: Person,
    finance: Person,
    approver: Person,
    viewer: Person,
    province: Person,
    above: Person,
    other: Person,
}

fn team() -> &'static Team {
    static TEAM: OnceLock<Team> = OnceLock::new();
    TEAM.get_or_init(|| {
        let person = |role, area| world().person(&unique("sl-"), role, Some(area));
        Team {
            officer: person("officer", INSIDE),
            second: person("officer", INSIDE),
            monitor: person("monitor", INSIDE),
            finance: person("finance", INSIDE),
            approver: person("approver", INSIDE),
            viewer: person("viewer", INSIDE),
            province: person("officer", "20"),
            above: person("approver", "20"),
            other: person("officer", OUTSIDE),
        }
    })
}

fn figure(area: &str, indicator: &str, period: &str, numerator: &str) -> Value {
    json!({ "indicator": indicator, "area": area, "period": period, "numerator": numerator })
}

fn enter(who: &Person, body: &Value) -> Answer {
    who.client.request("PUT", "/indicator-values").json(body).send()
}

fn change(who: &Person, version: &Value, body: &Value) -> Answer {
    let request = who.client.request("PUT", "/indicator-values").if_match(version);
    request.json(body).send()
}

fn path(value: &Value) -> String {
    format!("/indicator-values/{}", text(&value["id"]))
}

/// Goes on with a figure as it was read.
fn act(who: &Person, value: &Value, act: &str) -> Answer {
    act_saying(who, value, act, &json!({}))
}

fn act_saying(who: &Person, value: &Value, act: &str, body: &Value) -> Answer {
    let request = who.client.request("POST", &format!("{}/{act}", path(value)));
    request.if_match(&value["version"]).json(body).send()
}

fn read(value: &Value) -> Value {
    team().viewer.client.get(&path(value)).expect(200)
}

fn codes(value: &Value) -> Vec<String> {
    let flags = value["flags"].as_array().into_iter().flatten();
    flags.map(|f| text(&f["code"])).collect()
}

fn upload(client: &Client, value: &Value, name: &str, content: &[u8]) -> Answer {
    let request = client.request("POST", &format!("{}/evidence?filename={name}", path(value)));
    request.body("application/octet-stream", content).send()
}

const PDF: &[u8] = b"%PDF-1.7\n% a record of what was built\n%%EOF\n";

/// A figure of a commune with a file, for the matrix. Its version is 2: what changes version 1 changes nothing.
pub fn one_of(area: &str) -> (String, String) {
    let officer = world().person(&unique("sl-"), "officer", Some(area));
    let value = enter(&officer, &figure(area, "I3.3", "2025-S2", "3")).expect(201);
    let file = upload(&officer.client, &value, "a.pdf", PDF).expect(201);
    (text(&value["id"]), text(&file["id"]))
}

#[test]
fn a_figure_is_entered_checked_approved_and_locked() {
    let team = team();
    let mut body = figure(INSIDE, "I4.1", "2025-S2", "12.50");
    body["note"] = json!("  Theo biên bản nghiệm thu ");
    let made = enter(&team.finance, &body);
    assert_eq!(made.header("etag"), "\"1\"");
    let value = made.expect(201);
    assert_eq!(value["state"], "entered");
    assert_eq!(value["numerator"], "12.5");
    assert_eq!(value["denominator"], Value::Null);
    assert_eq!(value["value"], "13", "rounded as the indicator is shown");
    assert_eq!(value["note"], "Theo biên bản nghiệm thu");
    assert_eq!(value["allowed"], json!(["change", "evidence", "check"]));
    assert_eq!(value["area"]["code"], INSIDE);
    assert_eq!(value["indicator"]["code"], "I4.1");
    assert_eq!(value["entered"]["user_id"], team.finance.id);
    assert_eq!(read(&value), value);

    let checked = act_saying(
        &team.monitor,
        &value,
        "checking",
        &json!({ "comment": "Đã đối chiếu" }),
    )
    .expect(200);
    assert_eq!(
        (&checked["state"], &checked["version"]),
        (&json!("checked"), &json!(2))
    );
    assert_eq!(checked["checked"]["user_id"], team.monitor.id);
    let approved = act(&team.approver, &checked, "approval").expect(200);
    assert_eq!(approved["approved"]["user_id"], team.approver.id);
    let locked = act(&team.above, &approved, "lock").expect(200);
    assert_eq!(
        (&locked["state"], &locked["allowed"]),
        (&json!("locked"), &json!([]))
    );
    assert_eq!(locked["locked"]["user_id"], team.above.id);
    let said = team.viewer.client.all(&format!("{}/comments", path(&value)));
    assert_eq!(said.len(), 1);
    assert_eq!(
        (&said[0]["act"], &said[0]["comment"]),
        (&json!("check"), &json!("Đã đối chiếu"))
    );
}

#[test]
fn what_is_out_of_order_is_refused_and_changes_nothing() {
    let team = team();
    let body = figure(INSIDE, "I4.1a", "2025-S2", "5");
    let refuses = |value: &Value, who: &Person, what: &str, allowed: Value| {
        let body = if what == "return" {
            json!({ "comment": "Sai" })
        } else {
            json!({})
        };
        let problem = act_saying(who, value, what, &body).problem(409);
        assert_eq!(problem["type"], "/problems/wrong-state", "{what}");
        assert_eq!(problem["state"], value["state"], "{what}");
        assert_eq!(problem["allowed"], allowed, "{what}");
        assert_eq!(&read(value), value, "{what}");
    };
    let stays = |value: &Value, allowed: Value| {
        let problem = change(&team.officer, &value["version"], &body).problem(409);
        assert_eq!(
            (&problem["state"], &problem["allowed"]),
            (&value["state"], &allowed)
        );
        let file = upload(&team.officer.client, value, "a.pdf", PDF).problem(409);
        assert_eq!(file["allowed"], allowed);
        assert_eq!(&read(value), value);
    };
    let entered = enter(&team.officer, &body).expect(201);
    let allowed = json!(["change", "evidence", "check"]);
    for what in ["approval", "return", "lock"] {
        refuses(&entered, &team.above, what, allowed.clone());
    }
    let checked = act(&team.second, &entered, "checking").expect(200);
    let allowed = json!(["change", "approve", "return"]);
    refuses(&checked, &team.monitor, "checking", allowed.clone());
    refuses(&checked, &team.above, "lock", allowed.clone());
    upload(&team.officer.client, &checked, "a.pdf", PDF).problem(409);
    let approved = act(&team.above, &checked, "approval").expect(200);
    let allowed = json!(["return", "lock"]);
    refuses(&approved, &team.monitor, "checking", allowed.clone());
    refuses(&approved, &team.above, "approval", allowed.clone());
    stays(&approved, allowed);
    let locked = act(&team.approver, &approved, "lock").expect(200);
    refuses(&locked, &team.monitor, "checking", json!([]));
    for what in ["approval", "return", "lock"] {
        refuses(&locked, &team.above, what, json!([]));
    }
    stays(&locked, json!([]));
    // Saying something is always possible.
    let comment = json!({ "comment": "Số liệu chính thức" });
    let said = team
        .finance
        .client
        .post(&format!("{}/comments", path(&locked)), &comment)
        .expect(201);
    assert_eq!(said["act"], "comment");
    team.finance
        .client
        .post(
            &format!("{}/comments", path(&locked)),
            &json!({ "comment": "  " }),
        )
        .refuses(422, "/comment", "length");
}

#[test]
fn what_is_sent_back_or_changed_begins_anew() {
    let team = team();
    let body = figure(INSIDE, "I4.3", "2025-S2", "40");
    let entered = enter(&team.officer, &body).expect(201);
    let checked = act(&team.second, &entered, "checking").expect(200);
    act(&team.approver, &checked, "return").refuses(422, "/comment", "missing");
    act_saying(&team.approver, &checked, "return", &json!({ "comment": " " }))
        .refuses(422, "/comment", "length");
    let back = act_saying(
        &team.approver,
        &checked,
        "return",
        &json!({ "comment": "Thiếu minh chứng" }),
    )
    .expect(200);
    assert_eq!(
        (&back["state"], &back["checked"]),
        (&json!("entered"), &Value::Null)
    );
    // Approved, too, can go back.
    let checked = act(&team.second, &back, "checking").expect(200);
    let approved = act(&team.province, &checked, "approval").expect(200);
    let back = act_saying(&team.province, &approved, "return", &json!({ "comment": "Nhầm" })).expect(200);
    assert_eq!((&back["approved"], &back["version"]), (&Value::Null, &json!(6)));
    // A change of what was checked must be checked again, and by another than who changed it.
    let checked = act(&team.second, &back, "checking").expect(200);
    let changed = change(
        &team.second,
        &checked["version"],
        &figure(INSIDE, "I4.3", "2025-S2", "41"),
    )
    .expect(200);
    assert_eq!(
        (&changed["state"], &changed["checked"]),
        (&json!("entered"), &Value::Null)
    );
    assert_eq!(changed["entered"]["user_id"], team.second.id);
    act(&team.second, &changed, "checking").problem(409);
    act(&team.officer, &changed, "checking").expect(200);
    let acts = team.viewer.client.all(&format!("{}/comments", path(&changed)));
    let acts: Vec<_> = acts
        .iter()
        .map(|c| (text(&c["act"]), text(&c["comment"])))
        .collect();
    assert_eq!(
        acts,
        [
            ("return".into(), "Thiếu minh chứng".into()),
            ("return".into(), "Nhầm".to_owned())
        ]
    );
}

#[test]
fn four_eyes_and_the_right_level() {
    let team = team();
    let refused = |answer: Answer, code: &str, value: &Value| {
        let problem = answer.problem(409);
        assert_eq!(problem["type"], format!("/problems/{code}"));
        assert_eq!(problem["state"], value["state"]);
        assert_eq!(&read(value), value);
    };
    // The province enters in the commune's name: then it is the province's officer who may not check.
    let entered = enter(&team.province, &figure(INSIDE, "I4.4", "2025-S2", "9")).expect(201);
    refused(act(&team.province, &entered, "checking"), "same-person", &entered);
    let checked = act(&team.officer, &entered, "checking").expect(200);
    refused(act(&team.province, &checked, "approval"), "same-person", &checked);
    // An officer of the unit itself judges nothing.
    refused(act(&team.second, &checked, "approval"), "wrong-level", &checked);
    let body = json!({ "comment": "Không" });
    refused(
        act_saying(&team.second, &checked, "return", &body),
        "wrong-level",
        &checked,
    );
    let approved = act(&team.approver, &checked, "approval").expect(200);
    refused(act(&team.officer, &approved, "lock"), "wrong-level", &approved);
    // Roles without the right don't get that far, people of another commune don't know of it.
    act(&team.viewer, &approved, "approval").problem(403);
    act(&team.finance, &approved, "checking").problem(403);
    for what in ["checking", "approval", "lock"] {
        act(&team.other, &approved, what).problem(404);
    }
    team.other.client.get(&path(&approved)).problem(404);
    team.other
        .client
        .get(&format!("{}/comments", path(&approved)))
        .problem(404);
    team.other
        .client
        .post(
            &format!("{}/comments", path(&approved)),
            &json!({ "comment": "x" }),
        )
        .problem(404);
    let listed = team
        .other
        .client
        .get(&format!("/indicator-values?area={INSIDE}"))
        .expect(200);
    assert_eq!(listed["items"], json!([]));
    enter(&team.other, &figure(INSIDE, "I4.4", "2026-S1", "9")).refuses(422, "/area", "outside_area");
}

#[test]
fn nobody_overwrites_what_he_has_not_seen() {
    let team = team();
    let body = figure(INSIDE, "I5.2", "2025-S2", "70");
    change(&team.officer, &json!(1), &body).problem(412);
    let value = enter(&team.officer, &body).expect(201);
    let problem = enter(&team.officer, &body).problem(428);
    assert_eq!(problem["current_version"], 1);
    let newer = change(&team.officer, &json!(1), &figure(INSIDE, "I5.2", "2025-S2", "71")).expect(200);
    assert_eq!(newer["id"], value["id"]);
    let stale = change(&team.officer, &json!(1), &body).problem(412);
    assert_eq!(stale["current_version"], 2);
    act(&team.second, &value, "checking").problem(412);
    let bare = team
        .second
        .client
        .request("POST", &format!("{}/checking", path(&value)));
    bare.json(&json!({})).send().problem(428);
    assert_eq!(read(&value)["numerator"], "71");
}

#[test]
fn what_cannot_be_is_refused_at_its_field() {
    let team = team();
    let check = |body: Value, pointer: &str, code: &str| {
        enter(&team.officer, &body).refuses(422, pointer, code);
    };
    let base = |indicator: &str, numerator: Value| json!({ "indicator": indicator, "area": INSIDE, "period": "2026-S1", "numerator": numerator });
    check(base("I9.9", json!("1")), "/indicator", "unknown");
    check(base("I1.2", json!("1")), "/indicator", "computed");
    check(base("I3.3", json!("nhiều")), "/numerator", "not_a_number");
    check(base("I3.3", json!(1e300)), "/numerator", "not_a_number");
    check(base("I3.3", json!("1.00001")), "/numerator", "too_precise");
    check(base("I3.3", json!(-1)), "/numerator", "negative");
    check(
        base("I3.3", json!(200_000_000_000_i64)),
        "/numerator",
        "out_of_range",
    );
    // Computed since 2026, entered before.
    let shared = || {
        let mut body = base("I5.1", json!("5"));
        body["period"] = json!("2025-S2");
        body
    };
    check(base("I5.1", json!("5")), "/indicator", "computed");
    check(shared(), "/denominator", "missing");
    check(base("I3.2", json!("5")), "/area", "wrong_level");
    let with = |field: &str, value: Value| {
        let mut body = shared();
        body["denominator"] = json!(10.5);
        body[field] = value;
        body
    };
    check(
        with("numerator", json!("11")),
        "/numerator",
        "more_than_the_whole",
    );
    check(with("denominator", json!("-1")), "/denominator", "negative");
    check(with("period", json!("2025")), "/period", "wrong_frequency");
    let mut late = base("I3.3", json!("5"));
    late["period"] = json!("2100-S1");
    check(late, "/period", "not_begun");
    check(with("period", json!("2026-S3")), "/period", "wrong_type");
    check(with("area", json!("99999")), "/area", "unknown");
    // The unit of that code in 2024 was another, and this one is none of 2024.
    let id = team.officer.client.get(&format!("/areas/{INSIDE}")).expect(200);
    let mut then = with("period", json!("2024-S1"));
    then["area"] = id["id"].clone();
    check(then, "/area", "unknown");
    check(with("note", json!("x".repeat(1001))), "/note", "length");
    let kept = enter(&team.officer, &with("numerator", json!(0.1))).expect(201);
    assert_eq!(
        (&kept["numerator"], &kept["denominator"]),
        (&json!("0.1"), &json!("10.5"))
    );
    assert_eq!(kept["value"], "0.95");
    // In the reader's language.
    let body = base("I3.3", json!(-1)).to_string();
    let english = team
        .officer
        .client
        .request("PUT", "/indicator-values")
        .header("accept-language", "en");
    let problem = english.body("application/json", body).send().problem(422);
    assert_eq!(problem["errors"][0]["detail"], "it can't be negative");
}

#[test]
fn what_is_unlikely_is_kept_with_a_flag() {
    let team = team();
    // A commune of its own; everything before today's half year is late by now.
    let commune = "06529";
    let enter = |indicator: &str, period: &str, numerator: &str| {
        enter(&team.province, &figure(commune, indicator, period, numerator)).expect(201)
    };
    let first = enter("I4.3a", "2025-S2", "10");
    assert_eq!(codes(&first), ["previous_missing", "late"]);
    let usual = enter("I4.3a", "2026-S1", "30");
    assert_eq!(codes(&usual), ["late"]);
    enter("I4.4", "2025-S2", "10");
    let jump = enter("I4.4", "2026-S1", "31");
    assert_eq!(codes(&jump), ["large_change", "late"]);
    assert!(text(&jump["flags"][0]["vi"]).contains("10 → 31"), "{jump}");
    // A change is judged anew.
    let body = figure(commune, "I4.4", "2026-S1", "29");
    let changed = change(&team.province, &jump["version"], &body).expect(200);
    assert_eq!(codes(&changed), ["late"]);
}

#[test]
fn a_merged_commune_is_compared_with_those_that_went_into_it() {
    let team = team();
    let enter = |area: &str, indicator: &str, period: &str, numerator: &str| {
        enter(&team.province, &figure(area, indicator, period, numerator)).expect(201)
    };
    // Three communes went into one on 1 July 2025; one of them bore its code.
    for (area, numerator) in [("06193", "10"), ("06199", "20"), (OUTSIDE, "30")] {
        let before = enter(area, "I4.1a", "2025-S1", numerator);
        assert!(text(&before["area"]["id"]).starts_with(area));
    }
    let merged = enter(OUTSIDE, "I4.1a", "2025-S2", "180");
    assert_eq!(codes(&merged), ["late"]);
    let body = figure(OUTSIDE, "I4.1a", "2025-S2", "181");
    let changed = change(&team.province, &merged["version"], &body).expect(200);
    assert_eq!(codes(&changed), ["large_change", "late"]);
    // What one of them did not enter can't be compared with.
    enter("06193", "I4.3", "2025-S1", "1");
    assert_eq!(
        codes(&enter(OUTSIDE, "I4.3", "2025-S2", "100")),
        ["previous_missing", "late"]
    );
    // Whoever works in the merged commune sees what went into it.
    let seen = team
        .other
        .client
        .all("/indicator-values?indicator=I4.1a&period=2025-S1");
    assert_eq!(seen.len(), 3);
    let own = team
        .other
        .client
        .all(&format!("/indicator-values?indicator=I4.1a&area={OUTSIDE}"));
    assert_eq!(own.len(), 4);
}

#[test]
fn a_sheet_is_entered_whole_or_not_at_all() {
    let team = team();
    let sheet = |values: Value| {
        let body = json!({ "area": INSIDE, "period": "2026-S1", "values": values });
        team.officer.client.post("/indicator-values/batch", &body)
    };
    let bad = sheet(json!([
        { "indicator": "I4.1", "numerator": "3" },
        { "indicator": "I4.2", "numerator": "3", "denominator": "9" },
        { "indicator": "I9.9", "numerator": "3" },
        { "indicator": "I4.4", "numerator": "x" },
        { "indicator": "I4.1", "numerator": "4" },
        { "indicator": "I4.1a", "numerator": "4", "version": 7 },
    ]));
    let problem = bad.problem(422);
    let named: Vec<(String, String)> = problem["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|e| (text(&e["pointer"]), text(&e["code"])))
        .collect();
    let expected = [
        ("/values/1/indicator", "wrong_frequency"),
        ("/values/2/indicator", "unknown"),
        ("/values/3/numerator", "not_a_number"),
        ("/values/4/indicator", "twice"),
        ("/values/5/version", "stale"),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(p, c)| ((*p).to_owned(), (*c).to_owned()))
        .collect();
    assert_eq!(named, expected);
    let listed = team.viewer.client.all(&format!(
        "/indicator-values?area={INSIDE}&period=2026-S1&indicator=I4.1"
    ));
    assert_eq!(listed.len(), 0, "nothing of a refused sheet is kept");

    let kept = sheet(json!([
        { "indicator": "I4.1", "numerator": "3", "note": "a" },
        { "indicator": "I4.1a", "numerator": 4 },
    ]));
    let kept = kept.expect(200);
    assert_eq!(
        (&kept[0]["indicator"]["code"], &kept[1]["numerator"]),
        (&json!("I4.1"), &json!("4"))
    );
    let again = sheet(json!([
        { "indicator": "I4.1", "numerator": "5" },
        { "indicator": "I4.1a", "numerator": "5", "version": 1 },
    ]));
    again.refuses(422, "/values/0/version", "missing");
    assert_eq!(read(&kept[1])["numerator"], "4");
    let checked = act(&team.second, &kept[0], "checking").expect(200);
    act(&team.approver, &checked, "approval").expect(200);
    sheet(json!([{ "indicator": "I4.1", "numerator": "5", "version": 3 }])).refuses(
        422,
        "/values/0",
        "wrong_state",
    );
    sheet(json!([])).refuses(422, "/values", "length");
    let many: Vec<Value> = (0..201)
        .map(|_| json!({ "indicator": "I4.1", "numerator": "1" }))
        .collect();
    sheet(json!(many)).refuses(422, "/values", "length");
    let body =
        json!({ "area": INSIDE, "period": "2026-S1", "values": [{ "indicator": "I4.1", "numerator": "1" }] });
    let outside = team.other.client.post("/indicator-values/batch", &body);
    outside.refuses(422, "/area", "outside_area");
}

#[test]
fn lists_are_filtered_and_paged() {
    let team = team();
    let commune = "06184";
    for (indicator, period) in [("I4.1", "2025-S2"), ("I4.3", "2025-S2"), ("I4.1", "2026-S1")] {
        enter(&team.province, &figure(commune, indicator, period, "2")).expect(201);
    }
    let list = |query: &str| -> Vec<(String, String)> {
        let all = team
            .province
            .client
            .all(&format!("/indicator-values?area={commune}&limit=1{query}"));
        all.iter()
            .map(|v| (text(&v["period"]), text(&v["indicator"]["code"])))
            .collect()
    };
    let own = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter()
            .map(|(p, i)| ((*p).to_owned(), (*i).to_owned()))
            .collect()
    };
    assert_eq!(
        list(""),
        own(&[("2026-S1", "I4.1"), ("2025-S2", "I4.1"), ("2025-S2", "I4.3")])
    );
    assert_eq!(
        list("&period=2025-S2"),
        own(&[("2025-S2", "I4.1"), ("2025-S2", "I4.3")])
    );
    assert_eq!(list("&indicator=I4.3"), own(&[("2025-S2", "I4.3")]));
    assert_eq!(list("&state=checked"), own(&[]));
    assert_eq!(list("&state=entered").len(), 3);
    // From the province above, the commune's are among the others.
    let above = team
        .above
        .client
        .all("/indicator-values?area=20&indicator=I4.3&period=2025-S2");
    assert!(above.iter().any(|v| v["area"]["code"] == commune));
    for bad in ["period=2025-X", "state=lost", "after=x", "limit=0"] {
        team.viewer
            .client
            .get(&format!("/indicator-values?{bad}"))
            .problem(400);
    }
    team.viewer
        .client
        .get("/indicator-values?area=99999")
        .problem(404);
    team.viewer
        .client
        .get(&format!("/indicator-values/{NOTHING}"))
        .problem(404);
}

fn office_file(folder: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml", folder] {
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .expect("a file");
        writer.write_all(b"<x/>").expect("its content");
    }
    writer.finish().expect("an archive").into_inner()
}

#[test]
fn evidence_is_known_by_its_content() {
    let team = team();
    let value = enter(&team.officer, &figure(INSIDE, "I4.3a", "2026-S1", "2")).expect(201);
    let officer = &team.officer.client;
    let name = "..%2FBi%C3%AAn%20b%E1%BA%A3n.exe";
    let file = upload(officer, &value, name, PDF).expect(201);
    assert_eq!(file["name"], "Biên bản.exe.pdf");
    assert_eq!(
        (&file["media_type"], &file["size"]),
        (&json!("application/pdf"), &json!(PDF.len()))
    );
    assert_eq!(text(&file["sha256"]).len(), 64);
    // The same again is the same.
    assert_eq!(
        upload(officer, &value, "b.pdf", PDF).expect(201)["id"],
        file["id"]
    );
    for (name, content, media) in [
        ("a.png", crate::documents::PNG.to_vec(), "image/png"),
        (
            "a.xlsx",
            office_file("xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            "a.docx",
            office_file("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ] {
        let made = upload(officer, &value, name, &content).expect(201);
        assert_eq!(
            (&made["name"], &made["media_type"]),
            (&json!(name), &json!(media))
        );
        let got = team
            .viewer
            .client
            .get(&format!("{}/evidence/{}", path(&value), text(&made["id"])));
        assert_eq!((got.status, &got.body), (200, &content));
        assert_eq!(got.header("content-type"), media);
        assert!(
            got.header("content-disposition")
                .starts_with("attachment; filename=\"a."),
            "{got}"
        );
        assert_eq!(got.header("x-content-type-options"), "nosniff");
    }
    upload(officer, &value, "a.jpeg", b"\xff\xd8\xff\xe0\x00").refuses(422, "/file", "broken_photo");
    let got = team
        .viewer
        .client
        .get(&format!("{}/evidence/{}", path(&value), text(&file["id"])));
    assert!(
        got.header("content-disposition")
            .contains("filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n.exe.pdf"),
        "{}",
        got.header("content-disposition")
    );
    assert_eq!(read(&value)["files"], 4);
    for bad in [
        &b""[..],
        b"<html><script>",
        b"MZ\x90",
        b"PK\x03\x04",
        &office_file("a.txt"),
    ] {
        upload(officer, &value, "a.pdf", bad).refuses(422, "/file", "unknown_type");
    }
    upload(officer, &value, "..", PDF).refuses(422, "/filename", "bad_name");
    let bare = officer.request("POST", &format!("{}/evidence", path(&value)));
    bare.body("application/pdf", PDF).send().problem(400);
    let mut large = PDF.to_vec();
    large.resize(20 * 1024 * 1024 + 1, 0);
    upload(officer, &value, "a.pdf", &large).problem(413);
    large.truncate(20 * 1024 * 1024);
    upload(officer, &value, "lon.pdf", &large).expect(201);
    assert_eq!(
        team.viewer
            .client
            .get(&format!("{}/evidence", path(&value)))
            .json()
            .as_array()
            .map(Vec::len),
        Some(5)
    );
}

#[test]
fn evidence_belongs_to_its_figure() {
    let team = team();
    let value = enter(&team.officer, &figure(INSIDE, "I4.3", "2026-S1", "2")).expect(201);
    let another = enter(&team.officer, &figure(INSIDE, "I4.4", "2026-S1", "2")).expect(201);
    let officer = &team.officer.client;
    let file = upload(officer, &value, "a.pdf", PDF).expect(201);
    // The same content elsewhere is a file of its own.
    let twin = upload(officer, &another, "a.pdf", PDF).expect(201);
    assert_ne!(file["id"], twin["id"]);
    let at = |value: &Value, file: &Value| format!("{}/evidence/{}", path(value), text(&file["id"]));
    team.viewer.client.get(&at(&another, &file)).problem(404);
    team.other.client.get(&at(&value, &file)).problem(404);
    team.other
        .client
        .get(&format!("{}/evidence", path(&value)))
        .problem(404);
    upload(&team.other.client, &value, "b.pdf", PDF).problem(404);
    upload(&team.viewer.client, &value, "b.pdf", PDF).problem(403);
    let remove = |who: &Client, value: &Value, file: &Value, version: &Value| {
        who.request("DELETE", &at(value, file)).if_match(version).send()
    };
    remove(&team.other.client, &value, &file, &json!(2)).problem(404);
    remove(officer, &another, &file, &json!(2)).problem(404);
    remove(officer, &value, &file, &json!(1)).problem(412);
    // Who checks has seen the files: another one makes another version.
    act(&team.second, &value, "checking").problem(412);
    let checked = act(&team.second, &read(&value), "checking").expect(200);
    let problem = remove(officer, &value, &file, &checked["version"]).problem(409);
    assert_eq!(problem["allowed"], json!(["change", "approve", "return"]));
    let back = act_saying(
        &team.approver,
        &checked,
        "return",
        &json!({ "comment": "Bỏ tệp" }),
    )
    .expect(200);
    assert_eq!(remove(officer, &value, &file, &back["version"]).status, 204);
    team.viewer.client.get(&at(&value, &file)).problem(404);
    // Its content is the twin's too.
    assert_eq!(team.viewer.client.get(&at(&another, &twin)).body, PDF);
}

#[test]
fn targets_are_set_from_above() {
    let team = team();
    let target = |area: &str, period: &str, value: &str| json!({ "indicator": "I1.2", "area": area, "period": period, "value": value, "source": "Kế hoạch 126/KH-UBND" });
    let set = |who: &Person, version: Option<i64>, body: &Value| {
        let request = who.client.request("PUT", "/indicator-targets");
        match version {
            Some(version) => request.if_match(&json!(version)),
            None => request,
        }
        .json(body)
        .send()
    };
    let first = set(&team.province, None, &target(INSIDE, "2027", "12.5"));
    assert_eq!(first.header("etag"), "\"1\"");
    let first = first.expect(201);
    assert_eq!(
        (&first["value"], &first["area"]["code"]),
        (&json!("12.5"), &json!(INSIDE))
    );
    assert_eq!(
        set(&team.province, None, &target(INSIDE, "2027", "11")).problem(428)["current_version"],
        1
    );
    set(&team.province, Some(4), &target(INSIDE, "2027", "11")).problem(412);
    set(&team.province, Some(1), &target(INSIDE, "2028", "11")).problem(412);
    let second = set(&team.province, Some(1), &target(INSIDE, "2027", "11")).expect(200);
    assert_eq!((&second["value"], &second["version"]), (&json!("11"), &json!(2)));
    // A province for itself, a commune not.
    let own = set(&team.province, None, &target("20", "2027", "9"));
    own.expect(201);
    set(&team.officer, None, &target(INSIDE, "2027", "9")).refuses(422, "/area", "wrong_level");
    set(&team.other, None, &target(INSIDE, "2027", "9")).refuses(422, "/area", "outside_area");
    set(&team.approver, None, &target(INSIDE, "2027", "9")).problem(403);
    set(&team.province, None, &target(INSIDE, "2027-Q1", "9")).refuses(422, "/period", "wrong_frequency");
    set(&team.province, None, &target(INSIDE, "2029", "nhiều")).refuses(422, "/value", "not_a_number");
    set(&team.province, None, &target(INSIDE, "2029", "-3")).refuses(422, "/value", "out_of_range");
    set(&team.province, None, &target("99999", "2029", "3")).refuses(422, "/area", "unknown");
    let mut unknown = target(INSIDE, "2029", "3");
    unknown["indicator"] = json!("I9.9");
    set(&team.province, None, &unknown).refuses(422, "/indicator", "unknown");
    let seen = team
        .viewer
        .client
        .all("/indicator-targets?period=2027&indicator=I1.2&limit=1");
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0]["set"]["user_id"], team.province.id);
    let above = team
        .above
        .client
        .all("/indicator-targets?period=2027&indicator=I1.2&limit=1");
    assert_eq!(above.len(), 2);
    assert_eq!(
        team.other
            .client
            .all(&format!("/indicator-targets?area={INSIDE}")),
        [] as [Value; 0]
    );
}

fn at_once<'a>(calls: Vec<Box<dyn FnOnce() -> Answer + Send + 'a>>) -> Vec<u16> {
    let mut statuses: Vec<u16> = thread::scope(|scope| {
        let running: Vec<_> = calls.into_iter().map(|call| scope.spawn(call)).collect();
        running
            .into_iter()
            .map(|r| r.join().expect("the thread ends").status)
            .collect()
    });
    statuses.sort_unstable();
    statuses
}

#[test]
fn what_several_do_at_once_happens_once() {
    let team = team();
    let body = figure(INSIDE, "I5.2", "2026-S1", "8");
    let body = &body;
    let entering = (0..4)
        .map(|_| -> Box<dyn FnOnce() -> Answer + Send> { Box::new(move || enter(&team.officer, body)) });
    assert_eq!(at_once(entering.collect()), [201, 428, 428, 428]);
    let all = team.officer.client.all(&format!(
        "/indicator-values?area={INSIDE}&indicator=I5.2&period=2026-S1"
    ));
    let value = act(&team.second, &all[0], "checking").expect(200);
    let value = &value;
    let judging = (0..6).map(|i| -> Box<dyn FnOnce() -> Answer + Send> {
        Box::new(move || match i % 3 {
            0 => act(&team.approver, value, "approval"),
            1 => act(&team.above, value, "approval"),
            _ => act_saying(&team.province, value, "return", &json!({ "comment": "Xem lại" })),
        })
    });
    assert_eq!(at_once(judging.collect()), [200, 412, 412, 412, 412, 412]);
    let now = read(value);
    assert_eq!(now["version"], 3);
    let said = team.viewer.client.all(&format!("{}/comments", path(value)));
    assert_eq!(said.len(), usize::from(now["state"] == "entered"), "{now}");
    let targets = (0..4).map(|i| -> Box<dyn FnOnce() -> Answer + Send> {
        let body =
            json!({ "indicator": "I1.2", "area": INSIDE, "period": "2031", "value": i, "source": "thử" });
        Box::new(move || {
            team.province
                .client
                .request("PUT", "/indicator-targets")
                .json(&body)
                .send()
        })
    });
    assert_eq!(at_once(targets.collect()), [201, 428, 428, 428]);
}
