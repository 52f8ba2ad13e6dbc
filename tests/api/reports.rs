//! `/report-templates…`, `/report-rounds…`, `/reports…`: from what communes enter to the province's signed paper, and
//! everything that must not be possible on the way.

use std::sync::OnceLock;

use aws_lc_rs::digest::{SHA256, digest};
use giamngheo_tests::{Answer, Client, Settings, TestApp};
use serde_json::{Value, json};

use crate::support::text;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A demo on a day in the summer of 2026: with the half-year round that the demo brings.
fn app() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| {
        let flags = ["--today", "2026-08-03", "--demo-reviews", "true"];
        TestApp::start(&Settings {
            demo_households: Some(400),
            flags: flags.map(str::to_owned).to_vec(),
        })
    })
}

/// A round of a form for a period in the province, and the ids of the reports of 06154, 06463 and the province.
struct Round {
    id: String,
    commune: String,
    other: String,
    top: String,
}

/// The two communes and the province, with the logins that work there.
fn people() -> [Client; 4] {
    ["canbo", "canbo2", "so", "lanhdaotinh"].map(|name| app().demo_user(name))
}

fn open(template: &str, period: &str) -> Round {
    let [_, _, province, _] = people();
    let order = json!({ "template": template, "period": period, "area": "20", "due_on": "2026-08-20" });
    let opened = province.post("/report-rounds", &order).expect(201);
    let of = |code: &str| {
        let rows = opened["rows"].as_array().expect("rows");
        let row = rows.iter().find(|r| r["area"]["code"] == code).expect(code);
        text(&row["report_id"])
    };
    Round {
        id: text(&opened["round"]["id"]),
        commune: of("06154"),
        other: of("06463"),
        top: of("20"),
    }
}

fn read(client: &Client, id: &str) -> Value {
    client.get(&format!("/reports/{id}")).expect(200)
}

/// Does something with a report as it is now.
fn act(client: &Client, id: &str, what: &str, body: &Value) -> Answer {
    let version =
        app().demo_user("so").get(&format!("/reports/{id}")).expect(200)["report"]["version"].clone();
    client
        .request("POST", &format!("/reports/{id}/{what}"))
        .if_match(&version)
        .json(body)
        .send()
}

fn put(client: &Client, id: &str, cells: &Value) -> Answer {
    let version = read(client, id)["report"]["version"].clone();
    client
        .request("PUT", &format!("/reports/{id}/cells"))
        .if_match(&version)
        .json(&json!({ "cells": cells }))
        .send()
}

fn cell<'a>(report: &'a Value, key: &str) -> &'a Value {
    let cells = report["cells"].as_array().expect("cells");
    cells
        .iter()
        .find(|c| c["cell"] == key)
        .unwrap_or_else(|| panic!("no cell {key}"))
}

/// Fills all that must not be empty: numbers with `number`.
fn fill(client: &Client, id: &str, number: &str) -> Value {
    let report = read(client, id);
    let cells: Vec<Value> = report["cells"]
        .as_array()
        .expect("cells")
        .iter()
        .filter(|c| c["editable"] == true && c["required"] == true)
        .map(|c| {
            let value = if c["kind"] == "text" {
                "Đã thực hiện."
            } else {
                number
            };
            json!({ "cell": c["cell"], "value": value })
        })
        .collect();
    put(client, id, &json!(cells)).expect(200)
}

fn file(client: &Client, id: &str, accept: &str, query: &str) -> Answer {
    client
        .request("GET", &format!("/reports/{id}/file{query}"))
        .header("accept", accept)
        .send()
}

const SIGNING: &str = r#"{ "signing": { "number": "120/BC-UBND", "signed_on": "2026-08-03", "signer": "Dương Thị Vân", "signer_title": "Phó Chủ tịch" } }"#;

fn signing() -> Value {
    serde_json::from_str(SIGNING).expect("JSON")
}

#[test]
fn from_the_communes_to_the_signed_report_of_the_province() {
    let [commune, other, province, leader] = people();
    let round = open("TT10-2022-M01", "2025");
    // A commune fills in and submits; computed cells are there already.
    let filled = fill(&commune, &round.commune, "100");
    assert_eq!(filled["empty"], json!([]), "{}", filled["empty"]);
    let actual = cell(&filled, "T1.I1_2.actual");
    assert_eq!(
        (&actual["origin"], &actual["indicator"]),
        (&json!("computed"), &json!("I1.2"))
    );
    assert_eq!(cell(&filled, "T2.DA1.given_dev")["value"], "200.000");
    assert_eq!(cell(&filled, "T2.TONG.rate")["value"], "100.0");
    assert_eq!(cell(&filled, "T2.TONG.rate")["origin"], "formula");
    let submitted = act(&commune, &round.commune, "submission", &json!({})).expect(200);
    assert_eq!(submitted["report"]["state"], "submitted");
    assert_eq!(submitted["as_submitted"], true);
    // The level above accepts.
    act(&province, &round.commune, "acceptance", &json!({})).expect(200);
    fill(&other, &round.other, "50");
    act(&other, &round.other, "submission", &json!({})).expect(200);
    act(&province, &round.other, "acceptance", &json!({})).expect(200);

    // The province has the sums of both, its own part, and rates of the sums.
    let before = read(&province, &round.top);
    assert_eq!(before["below"]["present"], 2);
    let given = cell(&before, "T2.DA2.given_dev");
    assert_eq!(
        (&given["origin"], &given["value"]),
        (&json!("consolidated"), &json!("150.000"))
    );
    assert_eq!(given["partial"]["present"], 2);
    let own = json!([{ "cell": "T2.DA2.given_dev", "value": "50" }, { "cell": "I", "value": "Chỉ đạo\nquyết liệt." }, { "cell": "V", "value": "Không." }]);
    let after = put(&province, &round.top, &own).expect(200);
    let given = cell(&after, "T2.DA2.given_dev");
    assert_eq!(
        (&given["value"], &given["own"]),
        (&json!("200.000"), &json!("50.000"))
    );
    // Computed cells are the area's own figures, whoever reported.
    let overview = province.get("/overview?area=20&year=2025").expect(200);
    let rate = &overview["counts"]["poor_rate"];
    let exact =
        rate["numerator"].as_f64().unwrap_or(0.0) * 100.0 / rate["denominator"].as_f64().unwrap_or(1.0);
    let shown: f64 = text(&cell(&after, "T1.I1_2.actual")["value"])
        .parse()
        .expect("a number");
    assert!((exact - shown).abs() < 0.0051, "{exact} {shown}");

    // Most communes are missing: that needs a reason.
    act(&province, &round.top, "submission", &json!({})).refuses(422, "/empty_reason", "incomplete");
    let reason = json!({ "empty_reason": "Các xã còn lại nộp bổ sung." });
    act(&province, &round.top, "submission", &reason).expect(200);
    // Four eyes: not who submitted, nor another officer of the unit; the approver signs.
    let own = act(&province, &round.top, "acceptance", &signing()).problem(409);
    assert_eq!(own["type"], "/problems/wrong-level");
    act(&leader, &round.top, "acceptance", &json!({})).refuses(422, "/signing", "missing");
    let signed = act(&leader, &round.top, "acceptance", &signing()).expect(200);
    assert_eq!(signed["report"]["state"], "accepted");

    // Files.
    let pdf = file(&leader, &round.top, "application/pdf", "");
    assert!(
        pdf.status == 200 && pdf.body.starts_with(b"%PDF-"),
        "{}",
        pdf.status
    );
    for media in [XLSX, DOCX] {
        let file = file(&leader, &round.top, media, "");
        assert!(
            file.status == 200 && file.body.starts_with(b"PK"),
            "{media}: {}",
            file.status
        );
        assert_eq!(file.header("content-type"), media);
    }
    let csv = file(&leader, &round.top, "text/csv", "").text();
    assert!(
        csv.contains("T2.DA2.given_dev") && csv.contains("Tổng hợp"),
        "{csv}"
    );
    let frozen = file(&leader, &round.top, "application/json", "");
    let versions = leader
        .get(&format!("/reports/{}/versions", round.top))
        .expect(200);
    let hash: String = digest(&SHA256, &frozen.body)
        .as_ref()
        .iter()
        .fold(String::new(), |out, byte| format!("{out}{byte:02x}"));
    assert_eq!(versions[0]["hash"], hash);
    assert_eq!(
        (&versions[0]["frozen"], &versions[0]["number"]),
        (&json!(true), &json!("120/BC-UBND"))
    );
    assert_eq!(frozen.json()["cells"]["T2.DA2.given_dev"]["value"], "200.000");

    // A later change makes version 2; version 1 stays byte for byte.
    let revised = act(
        &commune,
        &round.commune,
        "revision",
        &json!({ "reason": "Kho bạc đối chiếu lại." }),
    )
    .expect(200);
    assert_eq!(
        (
            &revised["report"]["version_no"],
            &revised["report"]["accepted_no"]
        ),
        (&json!(2), &json!(1))
    );
    put(
        &commune,
        &round.commune,
        &json!([{ "cell": "T2.DA2.given_dev", "value": "120" }]),
    )
    .expect(200);
    let changed = commune
        .get(&format!("/reports/{}/differences", round.commune))
        .expect(200);
    assert_eq!((&changed["from"], &changed["to"]), (&json!(1), &json!(2)));
    let changes = changed["changes"].as_array().expect("changes");
    let change = changes
        .iter()
        .find(|c| c["cell"] == "T2.DA2.given_dev")
        .expect("the change");
    assert_eq!(
        (&change["before"], &change["after"]),
        (&json!("100.000"), &json!("120.000"))
    );
    assert!(
        changes.iter().all(|c| text(&c["cell"]).starts_with("T2.")),
        "{changed}"
    );
    let again = file(&leader, &round.top, "application/json", "?version=1");
    assert_eq!(again.body, frozen.body);
    // It counts above only once it is accepted.
    let revised = act(
        &province,
        &round.top,
        "revision",
        &json!({ "reason": "Cập nhật." }),
    )
    .expect(200);
    assert_eq!(cell(&revised, "T2.DA2.given_dev")["value"], "200.000");
    act(&commune, &round.commune, "submission", &json!({})).expect(200);
    act(&province, &round.commune, "acceptance", &json!({})).expect(200);
    assert_eq!(
        cell(&read(&province, &round.top), "T2.DA2.given_dev")["value"],
        "220.000"
    );
    let board = province.get(&format!("/report-rounds/{}", round.id)).expect(200);
    assert_eq!(
        (&board["totals"]["accepted"], &board["rows"][0]["top"]),
        (&json!(2), &json!(true))
    );
}

#[test]
fn every_act_has_its_state_and_its_place() {
    let [commune, other, province, leader] = people();
    let round = open("TT10-2022-B02", "2025-S2");
    let id = round.commune.as_str();
    let bodies = [
        ("submission", json!({ "empty_reason": "thử" })),
        (
            "return",
            json!({ "reason": "Sai số.", "comments": [{ "cell": "T1.works.plan", "content": "Rà lại." }] }),
        ),
        ("acceptance", json!({})),
        ("revision", json!({ "reason": "Sửa." })),
    ];
    let body = |what: &str| &bodies.iter().find(|b| b.0 == what).expect(what).1;
    let who = |what: &str| {
        if ["submission", "revision"].contains(&what) {
            &commune
        } else {
            &province
        }
    };
    let refused = |state: &str, wrong: &[&str], allowed: &[&str]| {
        for what in wrong {
            let problem = act(who(what), id, what, body(what)).problem(409);
            assert_eq!(problem["state"], state, "{what}");
            let side: Vec<&str> = allowed
                .iter()
                .copied()
                .filter(|a| {
                    ["fill", "submit", "revise"].contains(a) == ["submission", "revision"].contains(what)
                })
                .collect();
            assert_eq!(problem["allowed"], json!(side), "{what} in {state}");
        }
    };
    refused(
        "draft",
        &["return", "acceptance", "revision"],
        &["fill", "submit"],
    );
    // The wrong place: the level above doesn't fill in, the unit doesn't judge itself, others don't see it.
    put_from(&province, id).problem(409);
    act(&commune, id, "acceptance", &json!({})).problem(409);
    other.get(&format!("/reports/{id}")).problem(404);
    act(&other, id, "submission", &json!({})).problem(404);
    commune.get(&format!("/reports/{}", round.top)).problem(404);

    act(&commune, id, "submission", body("submission")).expect(200);
    refused("submitted", &["submission", "revision"], &["return", "accept"]);
    let twice = act(&commune, id, "submission", body("submission")).problem(409);
    assert_eq!(twice["type"], "/problems/already-submitted");
    put_from(&commune, id).problem(409);
    // Comments at cells that are there.
    let wrong = json!({ "reason": "x", "comments": [{ "cell": "T9.x.y", "content": "?" }] });
    act(&province, id, "return", &wrong).refuses(422, "/comments/0/cell", "unknown_cell");
    act(&province, id, "return", &json!({ "reason": " " })).refuses(422, "/reason", "missing");
    let returned = act(&province, id, "return", body("return")).expect(200);
    assert_eq!(returned["report"]["state"], "returned");
    assert_eq!(cell(&returned, "T1.works.plan")["open_comments"], 1);
    refused(
        "returned",
        &["return", "acceptance", "revision"],
        &["fill", "submit"],
    );
    let comment = text(&returned["comments"][0]["id"]);
    let resolved = commune
        .post(
            &format!("/reports/{id}/comments/{comment}/resolution"),
            &json!({}),
        )
        .expect(200);
    assert_eq!(resolved[0]["resolved"], true);
    commune
        .post(
            &format!("/reports/{id}/comments"),
            &json!({ "cell": "nope", "content": "?" }),
        )
        .refuses(422, "/cell", "unknown_cell");
    let said = commune.post(
        &format!("/reports/{id}/comments"),
        &json!({ "content": "Đã sửa." }),
    );
    assert_eq!(said.expect(201).as_array().map(Vec::len), Some(2));

    act(&commune, id, "submission", body("submission")).expect(200);
    let accepted = act(&leader, id, "acceptance", &json!({})).expect(200);
    assert_eq!(accepted["events"].as_array().map(Vec::len), Some(4));
    refused("accepted", &["submission", "return", "acceptance"], &["revise"]);
    put_from(&commune, id).problem(409);

    // Stale, and without a version.
    let path = format!("/reports/{}/submission", round.other);
    let stale = other
        .request("POST", &path)
        .if_match(&json!(99))
        .json(&json!({}))
        .send();
    assert_eq!(stale.problem(412)["current_version"], 1);
    other.post(&path, &json!({})).problem(428);
    // What waits for whom.
    let waiting = province.get("/reports?waiting=true").expect(200);
    assert!(
        waiting["items"]
            .as_array()
            .is_some_and(|i| i.iter().all(|r| r["allowed"] != json!([])))
    );
    let mine = commune.get("/reports?mine=true&limit=500").expect(200);
    assert!(
        mine["items"]
            .as_array()
            .is_some_and(|i| i.iter().all(|r| r["area"]["code"] == "06154"))
    );
}

/// Tries to enter a cell.
fn put_from(client: &Client, id: &str) -> Answer {
    put(client, id, &json!([{ "cell": "T1.works.plan", "value": "1" }]))
}

#[test]
fn cells_take_what_fits() {
    let [commune, ..] = people();
    let round = open("TT10-2022-B02", "2025");
    let check = |key: &str, value: Value, pointer: &str, code: &str| {
        put(
            &commune,
            &round.commune,
            &json!([{ "cell": key, "value": value }]),
        )
        .refuses(422, pointer, code);
    };
    check("T1.works.plan", json!("nhiều"), "/cells/0/value", "not_a_number");
    check("T1.works.plan", json!("1.5"), "/cells/0/value", "too_precise");
    check(
        "T1.works.plan",
        json!("99999999999999999999"),
        "/cells/0/value",
        "out_of_range",
    );
    check("T1.works.rate", json!("1"), "/cells/0/cell", "not_entered");
    check("T1.nothing.plan", json!("1"), "/cells/0/cell", "unknown_cell");
    let twice = json!([{ "cell": "T1.works.plan", "value": "1" }, { "cell": "T1.works.plan", "value": "2" }]);
    put(&commune, &round.commune, &twice).refuses(422, "/cells/1/cell", "twice");
    let cells = json!([{ "cell": "T1.works.plan", "value": "0" }, { "cell": "T1.works.actual", "value": "3" }, { "cell": "T1.works.note", "value": "=1+1" }]);
    let filled = put(&commune, &round.commune, &cells).expect(200);
    assert_eq!(cell(&filled, "T1.works.rate")["gap"]["code"], "division_by_zero");

    // The sheet goes out and comes back; what is wrong in it is named.
    let path = format!("/reports/{}/sheet", round.commune);
    let sheet = commune.get(&path);
    assert_eq!(sheet.status, 200);
    let import = |body: Vec<u8>| {
        let version = read(&commune, &round.commune)["report"]["version"].clone();
        commune
            .request("POST", &format!("/reports/{}/import", round.commune))
            .if_match(&version)
            .body("application/octet-stream", body)
            .send()
    };
    let back = import(sheet.body.clone()).expect(200);
    assert_eq!(
        (&back["saved"], &back["problems"]),
        (&json!(true), &json!([])),
        "{back}"
    );
    assert_eq!(
        cell(&read(&commune, &round.commune), "T1.works.note")["text"],
        "=1+1"
    );
    let workbook = commune.request("GET", &path).header("accept", XLSX).send();
    assert_eq!(import(workbook.body).expect(200)["saved"], true);
    let bad = "Mã ô,Giá trị\nT1.works.plan,1.234\nT1.models.plan,abc\nT9.x.y,1\nT1.works.plan,2\n,5\nT1.works.rate,1\n";
    let told = import(bad.as_bytes().to_vec()).expect(200);
    assert_eq!(told["saved"], false);
    let found: Vec<(u64, String)> = told["problems"]
        .as_array()
        .expect("problems")
        .iter()
        .map(|p| (p["row"].as_u64().unwrap_or(0), text(&p["code"])))
        .collect();
    let expected = [
        (3, "not_a_number"),
        (4, "unknown_cell"),
        (5, "twice"),
        (6, "missing"),
        (7, "not_entered"),
    ];
    assert_eq!(found, expected.map(|(row, code)| (row, code.to_owned())));
    import(b"%PDF-1.7".to_vec()).refuses(422, "/file", "bad_file");
    let typed = "code,value\nT1.works.plan,1.234\nT2.DA2.given_dev,\"1.234.567,5\"\n";
    assert_eq!(import(typed.as_bytes().to_vec()).expect(200)["saved"], true);
    let report = read(&commune, &round.commune);
    assert_eq!(cell(&report, "T1.works.plan")["value"], "1234");
    assert_eq!(cell(&report, "T2.DA2.given_dev")["value"], "1234567.500");
}

#[test]
fn the_demo_brings_a_round_with_late_ones() {
    let [commune, _, province, _] = people();
    let rounds = province
        .get("/report-rounds?template=TT10-2022-M01&period=2026-S1")
        .expect(200);
    let id = text(&rounds["items"][0]["id"]);
    let board = province.get(&format!("/report-rounds/{id}")).expect(200);
    let total = |name: &str| board["totals"][name].as_u64().unwrap_or(0);
    assert_eq!(total("reports"), 66);
    assert!(
        total("accepted") > 40 && total("submitted") > 2 && total("submitted_late") > 3,
        "{}",
        board["totals"]
    );
    assert_eq!((total("returned"), total("overdue")), (1, 6));
    assert!(board["rows"][1]["days_late"].as_i64().is_some_and(|d| d > 0));
    let late = province
        .get(&format!("/reports?round={id}&late=true"))
        .expect(200);
    assert_eq!(late["items"].as_array().map(Vec::len), Some(6));
    // A commune sees itself alone in it, and submits late.
    let mine = commune.get(&format!("/report-rounds/{id}")).expect(200);
    assert_eq!(mine["rows"].as_array().map(Vec::len), Some(1));
    let report = text(&mine["rows"][0]["report_id"]);
    let reminder = |who: &Client, kind: &str, id: &str| {
        let waits = who.get("/reminders").expect(200);
        let items = waits["items"].as_array().cloned().unwrap_or_default();
        items.into_iter().find(|w| w["kind"] == kind && w["id"] == id)
    };
    let waits = reminder(&commune, "report", &report).expect("the commune is reminded");
    assert_eq!(
        (
            &waits["days_late"],
            &waits["name"]["vi"].to_string().contains("6 tháng đầu năm 2026")
        ),
        (&json!(24), &true)
    );
    let judged = |n: i64| reminder(&province, "judge", &id).is_some_and(|w| w["count"] == n);
    let before = total("submitted") as i64;
    assert!(judged(before), "the province is reminded of {before}");
    fill(&commune, &report, "10");
    let submitted = act(&commune, &report, "submission", &json!({})).expect(200);
    assert_eq!(
        (&submitted["report"]["late"], &submitted["report"]["days_late"]),
        (&json!(true), &json!(24))
    );
    assert!(reminder(&commune, "report", &report).is_none());
    assert!(judged(before + 1));
}

#[test]
fn rounds_are_opened_where_and_when_they_fit() {
    let [commune, _, province, _] = people();
    let check = |change: Value, pointer: &str, code: &str| {
        let mut order =
            json!({ "template": "QD24-2021-CSTH", "period": "2024", "area": "20", "due_on": "2026-08-30" });
        for (key, value) in change.as_object().expect("an object") {
            order[key] = value.clone();
        }
        province
            .post("/report-rounds", &order)
            .refuses(422, pointer, code);
    };
    check(json!({ "template": "X" }), "/template", "unknown");
    check(json!({ "period": "2024-S3" }), "/period", "no_period");
    check(json!({ "period": "2024-S1" }), "/period", "wrong_frequency");
    check(json!({ "area": "99" }), "/area", "unknown");
    check(json!({ "area": "24" }), "/area", "outside_area");
    check(json!({ "due_on": "2026-08-02" }), "/due_on", "in_past");
    let order =
        json!({ "template": "QD24-2021-CSTH", "period": "2024", "area": "20", "due_on": "2026-08-30" });
    commune
        .post("/report-rounds", &order)
        .refuses(422, "/area", "outside_area");
    app().demo_user("xem").post("/report-rounds", &order).problem(403);
    let opened = province.post("/report-rounds", &order).expect(201);
    let again = province.post("/report-rounds", &order).problem(409);
    assert_eq!(again["type"], "/problems/already-open");
    // All of this form is computed: the rows of the deprivations are there at once.
    let top = text(&opened["rows"][0]["report_id"]);
    let report = read(&province, &top);
    assert_eq!(report["empty"], json!([]));
    let overview = province.get("/overview?area=20&year=2024").expect(200);
    let poor = overview["counts"]["poor"].as_i64().expect("poor").to_string();
    assert_eq!(cell(&report, "T1.ALL.poor")["value"], poor);
}

#[test]
fn forms_change_by_versions() {
    let [commune, ..] = people();
    let admin = app().demo_user("quantri");
    let all = commune.get("/report-templates").expect(200);
    assert_eq!(all.as_array().map(Vec::len), Some(5));
    let shown = commune.get("/report-templates/TT10-2022-B02").expect(200);
    let put = |client: &Client, body: &Value| {
        client
            .request("PUT", "/report-templates/TT10-2022-B02")
            .json(body)
            .send()
    };
    let mut template = shown["template"].clone();
    template["tables"][1]["rows"][0]["formulas"]["given_dev"] = json!("$NONE.given_dev");
    let body = |template: &Value| json!({ "valid_from": "2030-01-01", "base": shown["version"], "template": template });
    put(&admin, &body(&template)).refuses(
        422,
        "/template/tables/1/rows/0/formulas/given_dev",
        "unknown_cell",
    );
    put(&commune, &body(&shown["template"])).problem(403);
    let stale = json!({ "valid_from": "2030-01-01", "base": 9, "template": shown["template"] });
    put(&admin, &stale).problem(412);
    let kept = put(&admin, &body(&shown["template"])).expect(200);
    assert_eq!((&kept["version"], &kept["versions"]), (&json!(2), &json!([2, 1])));
    // Today the first one holds still.
    assert_eq!(
        commune.get("/report-templates/TT10-2022-B02").expect(200)["version"],
        1
    );
    commune.get("/report-templates/NONE").problem(404);

    // As a sheet, there and back.
    let sheet = admin
        .request("GET", "/report-templates/TT10-2022-B01")
        .header("accept", "text/csv")
        .send();
    let import = |body: Vec<u8>| {
        admin
            .request("POST", "/report-templates/import")
            .body("application/octet-stream", body)
            .send()
    };
    let read = import(sheet.body.clone()).expect(200);
    assert_eq!((&read["saved"], &read["problems"]), (&json!(false), &json!([])));
    let wrong = sheet
        .text()
        .replacen("baseline(#_)", "baseline(#_", 1)
        .replacen(",I1.2,", ",I9.9,", 1);
    let told = import(wrong.into_bytes()).expect(200);
    assert!(
        told["problems"].as_array().is_some_and(|p| p
            .iter()
            .any(|p| p["code"] == "unknown_indicator" && p["column"] == "indicator")),
        "{}",
        told["problems"]
    );
}
