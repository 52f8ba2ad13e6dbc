//! `/visits…`, `/visit-plans…`, `/recommendations…`, `/checklists`, `/calendar`: from the mandate to a verified
//! recommendation, and what is refused on the way.

use std::sync::OnceLock;

use giamngheo_tests::{Answer, Client};
use serde_json::{Value, json};

use crate::support::{INSIDE, OUTSIDE, Person, demo, household, text, unique, world};

/// People of the province, of the visited commune and of another one.
struct Team {
    monitor: Person,
    second: Person,
    approver: Person,
    officer: Person,
    finance: Person,
    leader: Person,
    other: Person,
    other_finance: Person,
}

fn team() -> &'static Team {
    static TEAM: OnceLock<Team> = OnceLock::new();
    TEAM.get_or_init(|| {
        let person = |role, area| world().person(&unique("kt-"), role, Some(area));
        Team {
            monitor: person("monitor", "20"),
            second: person("monitor", "20"),
            approver: person("approver", "20"),
            officer: person("officer", INSIDE),
            finance: person("finance", INSIDE),
            leader: person("approver", INSIDE),
            other: person("officer", OUTSIDE),
            other_finance: person("finance", OUTSIDE),
        }
    })
}

/// Today and days around it, as the server sees them (UTC+7).
fn day(offset: i64) -> String {
    let now = chrono::Utc::now() + chrono::Duration::hours(7) + chrono::Duration::days(offset);
    now.date_naive().to_string()
}

fn visit_body(areas: &[&str]) -> Value {
    json!({ "kind": "ad_hoc", "purpose": "inspection", "title": "Kiểm tra đột xuất việc rà soát hộ nghèo",
        "area": "20", "areas": areas, "starts_on": day(-3), "ends_on": day(3), "items": ["CT2635/NL/GS"],
        "checklist": "PHUC-TRA-HO", "agenda": "Ngày 1: làm việc tại xã. Ngày 2: đến các thôn." })
}

fn mandate_body() -> Value {
    json!({ "number": "37/QĐ-SNNMT", "on": day(-4), "issuer": "Sở Nông nghiệp và Môi trường", "from": day(-3), "to": day(5) })
}

fn path(visit: &Value) -> String {
    format!("/visits/{}", text(&visit["id"]))
}

/// Goes on with a visit as it was read.
fn act(who: &Client, visit: &Value, what: &str, body: &Value) -> Answer {
    let request = who.request("POST", &format!("{}/{what}", path(visit)));
    request.if_match(&visit["version"]).json(body).send()
}

fn name_team(who: &Client, visit: &Value, members: &Value) -> Answer {
    let request = who.request("PUT", &format!("{}/team", path(visit)));
    request
        .if_match(&visit["version"])
        .json(&json!({ "members": members }))
        .send()
}

fn answers(who: &Client, visit: &Value, answers: &Value) -> Answer {
    let request = who.request("PUT", &format!("{}/answers", path(visit)));
    request.json(&json!({ "answers": answers })).send()
}

fn lead() -> Value {
    json!([{ "name": "Đinh Thị Hòa", "office": "Sở Nông nghiệp và Môi trường", "role": "lead", "user_id": team().monitor.id }])
}

/// A visit to these communes with the team out.
fn in_field(areas: &[&str]) -> Value {
    let team = team();
    let visit = team
        .monitor
        .client
        .post("/visits", &visit_body(areas))
        .expect(201);
    let visit = act(&team.approver.client, &visit, "mandate", &mandate_body()).expect(200);
    let visit = name_team(&team.monitor.client, &visit, &lead()).expect(200);
    act(&team.monitor.client, &visit, "start", &json!({})).expect(200)
}

fn finding(visit: &Value, area: &str) -> Value {
    let body = json!({ "severity": "high", "text": "Danh sách chưa niêm yết đủ các thôn.", "area": area,
        "question": "PT4", "evidence": "Biên bản làm việc" });
    let monitor = &team().monitor.client;
    monitor
        .post(&format!("{}/findings", path(visit)), &body)
        .expect(201)
}

fn recommendation(visit: &Value, finding: &Value) -> Value {
    let body = json!({ "text": "Niêm yết danh sách tại tất cả các thôn.", "owner": "Chủ tịch UBND xã", "due_on": day(20) });
    let at = format!(
        "{}/findings/{}/recommendations",
        path(visit),
        text(&finding["id"])
    );
    team().monitor.client.post(&at, &body).expect(201)
}

/// Does something with a recommendation as it was read.
fn follow(who: &Client, of: &Value, what: &str, body: &Value) -> Answer {
    let request = who.request("POST", &format!("/recommendations/{}/{what}", text(&of["id"])));
    request.if_match(&of["version"]).json(body).send()
}

fn all_answers(area: &str) -> Value {
    json!([
        { "question": "PT1", "area": area, "value": true },
        { "question": "PT2", "area": area, "value": true },
        { "question": "PT3", "area": area, "value": 1 },
        { "question": "PT4", "area": area, "value": false, "note": "Hai thôn chưa niêm yết" },
        { "question": "PT5", "area": area, "value": "none" },
    ])
}

const PDF: &[u8] = b"%PDF-1.7\n% minutes\n%%EOF\n";

fn upload(who: &Client, visit: &Value, query: &str) -> Answer {
    let request = who.request("POST", &format!("{}/files?{query}", path(visit)));
    request.body("application/octet-stream", PDF).send()
}

/// A visit to a commune with all that the matrix asks for: visit, plan, finding, recommendation, sample's unit, file.
pub fn one_of(area: &str) -> [String; 6] {
    let monitor = world().person(&unique("kt-"), "monitor", Some(area)).client;
    let approver = world().person(&unique("kt-"), "approver", Some(area)).client;
    let plan = json!({ "year": 2026, "area": area, "title": "Kế hoạch", "items": [
        { "kind": "periodic", "purpose": "supervision", "month": 6, "areas": [area] }] });
    let plan = monitor.post("/visit-plans", &plan).expect(201);
    // Its version is 2: what changes version 1 changes nothing.
    let plan = monitor
        .request("PUT", &format!("/visit-plans/{}", text(&plan["id"])))
        .if_match(&plan["version"])
        .json(&json!({ "year": 2026, "area": area, "title": "Kế hoạch năm", "items": [] }))
        .send()
        .expect(200);
    let mut body = visit_body(&[area]);
    body["area"] = json!(area);
    let visit = monitor.post("/visits", &body).expect(201);
    let visit = act(&approver, &visit, "mandate", &mandate_body()).expect(200);
    let members = json!([{ "name": "Trưởng Đoàn", "office": "UBND", "role": "lead" }]);
    let visit = name_team(&monitor, &visit, &members).expect(200);
    let visit = act(&monitor, &visit, "start", &json!({})).expect(200);
    let works = json!({ "of": "works", "stratify": "village", "size": 1, "works": [{ "name": "Cầu", "area": area }] });
    let samples = monitor
        .post(&format!("{}/samples", path(&visit)), &works)
        .expect(201);
    let unit = text(&samples[0]["units"][0]["id"]);
    let found = json!({ "severity": "low", "text": "Phát hiện", "area": area });
    let found = monitor
        .post(&format!("{}/findings", path(&visit)), &found)
        .expect(201);
    let said = json!({ "text": "Kiến nghị", "owner": "Chủ tịch", "due_on": day(20) });
    let at = format!("{}/findings/{}/recommendations", path(&visit), text(&found["id"]));
    let said = monitor.post(&at, &said).expect(201);
    let file = upload(&monitor, &visit, "filename=a.pdf").expect(201);
    [
        &visit["id"],
        &plan["id"],
        &found["id"],
        &said["id"],
        &json!(unit),
        &file["id"],
    ]
    .map(text)
}

#[test]
fn an_ad_hoc_visit_goes_from_its_mandate_to_a_verified_recommendation() {
    let team = team();
    let (monitor, approver) = (&team.monitor.client, &team.approver.client);
    team.officer
        .client
        .post("/households", &household(INSIDE, &unique("Nông Mẫu ")))
        .expect(201);
    let made = monitor.post("/visits", &visit_body(&[INSIDE]));
    assert_eq!(made.header("etag"), "\"1\"");
    let visit = made.expect(201);
    assert_eq!(
        (&visit["state"], &visit["areas"][0]["code"]),
        (&json!("planned"), &json!(INSIDE))
    );
    assert!(text(&visit["number"]).contains('/'));
    assert!(
        !visit["allowed"].to_string().contains("mandate"),
        "{}",
        visit["allowed"]
    );

    let visit = act(approver, &visit, "mandate", &mandate_body()).expect(200);
    assert_eq!(
        (
            &visit["state"],
            &visit["mandate"]["number"],
            &visit["mandate"]["area"]["code"]
        ),
        (&json!("mandated"), &json!("37/QĐ-SNNMT"), &json!("20"))
    );
    let visit = name_team(monitor, &visit, &lead()).expect(200);
    let visit = act(monitor, &visit, "start", &json!({})).expect(200);
    assert_eq!(
        (&visit["state"], &visit["started_on"]),
        (&json!("in_field"), &json!(day(0)))
    );

    let draw = json!({ "of": "households", "stratify": "class", "size": 5, "seed": "2026-000123" });
    let samples = monitor
        .post(&format!("{}/samples", path(&visit)), &draw)
        .expect(201);
    let units = samples[0]["units"].as_array().expect("units").clone();
    assert!(!units.is_empty() && units.len() <= 5, "{samples}");
    assert_eq!(samples[0]["seed"], "2026-000123");
    let seen = monitor
        .request(
            "PATCH",
            &format!("{}/sample-units/{}", path(&visit), text(&units[0]["id"])),
        )
        .if_match(&units[0]["version"])
        .json(
            &json!({ "seen": "seen", "seen_class": "near_poor", "note": "Đã có việc làm",
            "position": { "lat": 21.853_217, "lon": 106.761 } }),
        )
        .send()
        .expect(200);
    assert_eq!(
        (&seen["seen_class"], &seen["position"]["lat"], &seen["version"]),
        (&json!("near_poor"), &json!(21.853_217), &json!(2))
    );
    let comparison = monitor.get(&format!("{}/comparison", path(&visit))).expect(200);
    assert_eq!(
        (&comparison["seen"], &comparison["differing"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(comparison["rows"].as_array().map(Vec::len), Some(units.len()));

    let visit = answers(monitor, &visit, &all_answers(INSIDE)).expect(200);
    assert_eq!(visit["open_questions"], 0);
    let found = finding(&visit, INSIDE);
    let said = recommendation(&visit, &found);
    assert_eq!(
        (&said["state"], &said["area"]["code"]),
        (&json!("open"), &json!(INSIDE))
    );

    let closing = json!({});
    let finished = json!({ "conclusion": "Xã thực hiện cơ bản đúng quy trình." });
    let visit = act(monitor, &visit, "finish", &finished).expect(200);
    assert_eq!(visit["state"], "reporting");
    let problem = act(approver, &visit, "closing", &closing).problem(409);
    assert_eq!(problem["type"], "/problems/unsigned");
    let sign = |side: &str, name: &str| {
        let body = json!({ "side": side, "name": name, "title": "Phó Chủ tịch", "signed_on": day(0) });
        monitor.post(&format!("{}/signatures", path(&visit)), &body)
    };
    sign("team", "Đinh Thị Hòa").expect(201);
    let signed = sign("visited", "Nông Văn Thành").expect(201);
    assert!(text(&signed["area_id"]).starts_with(INSIDE));
    sign("visited", "Nông Văn Thành").problem(409);

    // The unit carries it out; somebody else looks.
    let officer = &team.officer.client;
    let begun = follow(officer, &said, "actions", &json!({ "act": "begin" })).expect(200);
    let done = json!({ "act": "report_done", "note": "Đã niêm yết tại 8/8 thôn" });
    let done = follow(&team.finance.client, &begun, "actions", &done).expect(200);
    assert_eq!(
        (&done["state"], &done["done_on"]),
        (&json!("done"), &json!(day(0)))
    );
    let verified = follow(approver, &done, "decisions", &json!({ "act": "verify" })).expect(200);
    assert_eq!(
        (&verified["state"], &verified["verified_on"]),
        (&json!("verified"), &json!(day(0)))
    );
    let acts: Vec<String> = verified["actions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|a| text(&a["act"]))
        .collect();
    assert_eq!(acts, ["begin", "report_done", "verify"]);

    let closed = act(approver, &visit, "closing", &closing).expect(200);
    assert_eq!(
        (&closed["state"], &closed["allowed"]),
        (&json!("closed"), &json!([]))
    );
    assert_eq!(closed["findings"][0]["recommendations"][0]["state"], "verified");
    for (media, magic) in [
        ("application/pdf", &b"%PDF"[..]),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            &b"PK"[..],
        ),
    ] {
        let report = monitor
            .request("GET", &format!("{}/report", path(&visit)))
            .header("accept", media)
            .send();
        assert_eq!((report.status, report.header("content-type")), (200, media));
        assert!(report.body.starts_with(magic));
    }
    // Closed is closed.
    let late = json!({ "severity": "low", "text": "Thêm", "area": INSIDE });
    let problem = monitor
        .post(&format!("{}/findings", path(&visit)), &late)
        .problem(409);
    assert_eq!(
        (&problem["state"], &problem["allowed"]),
        (&json!("closed"), &json!([]))
    );
}

#[test]
fn who_entered_it_does_not_approve_it() {
    let team = team();
    let same = |answer: Answer| assert_eq!(answer.problem(409)["type"], "/problems/same-person");
    let both = {
        let name = unique("kt-");
        let grants = json!([{ "role": "monitor", "area": "20" }, { "role": "approver", "area": "20" }, { "role": "officer", "area": INSIDE }]);
        let made = world()
            .admin
            .post(
                "/users",
                &json!({ "username": name, "full_name": "Kiêm Nhiệm", "grants": grants }),
            )
            .expect(201);
        crate::support::take_password(&world().app, &name, &text(&made["initial_password"]))
    };
    let plan = json!({ "year": 2026, "area": "20", "title": "Kế hoạch", "items": [
        { "kind": "periodic", "purpose": "supervision", "month": 6, "areas": [INSIDE] }] });
    let plan = both.post("/visit-plans", &plan).expect(201);
    let issue = |who: &Client| {
        let request = who.request("POST", &format!("/visit-plans/{}/issue", text(&plan["id"])));
        let body = json!({ "number": "15/KH-SNNMT", "on": day(0) });
        request.if_match(&plan["version"]).json(&body).send()
    };
    same(issue(&both));
    let issued = issue(&team.approver.client).expect(200);
    assert_eq!(
        (&issued["state"], &issued["units"], &issued["done"]),
        (&json!("issued"), &json!(1), &json!(0))
    );

    let visit = both.post("/visits", &visit_body(&[INSIDE])).expect(201);
    same(act(&both, &visit, "mandate", &mandate_body()));
    let visit = act(&team.approver.client, &visit, "mandate", &mandate_body()).expect(200);
    // Who works in the visited commune is not of the team.
    let members = |user: &str| json!([{ "name": "A", "office": "B", "role": "lead", "user_id": user }]);
    name_team(&both, &visit, &members(&team.officer.id)).refuses(
        422,
        "/members/0/user_id",
        "of_visited_unit",
    );
    name_team(&both, &visit, &members("nobody")).refuses(422, "/members/0/user_id", "unknown");
    let nobody = json!([{ "name": "A", "office": "B", "role": "member" }]);
    name_team(&both, &visit, &nobody).refuses(422, "/members", "one_lead");
    let visit = name_team(&both, &visit, &lead()).expect(200);
    let visit = act(&both, &visit, "start", &json!({})).expect(200);
    let found = both
        .post(
            &format!("{}/findings", path(&visit)),
            &json!({ "severity": "low", "text": "Phát hiện", "area": INSIDE }),
        )
        .expect(201);
    let at = format!("{}/findings/{}/recommendations", path(&visit), text(&found["id"]));
    let mut body = json!({ "text": "Kiến nghị", "owner": "Đinh Thị Hòa", "due_on": day(5) });
    both.post(&at, &body).refuses(422, "/owner", "of_the_team");
    body["owner"] = json!("Chủ tịch UBND xã");
    body["area"] = json!(OUTSIDE);
    both.post(&at, &body).refuses(422, "/area", "outside_area");
    body["area"] = json!(INSIDE);
    body["due_on"] = json!(day(-1));
    both.post(&at, &body).refuses(422, "/due_on", "in_past");
    body["due_on"] = json!(day(5));
    let said = both.post(&at, &body).expect(201);
    let begun = follow(&both, &said, "actions", &json!({ "act": "begin" })).expect(200);
    let done = follow(&both, &begun, "actions", &json!({ "act": "report_done" })).expect(200);
    same(follow(&both, &done, "decisions", &json!({ "act": "verify" })));
    // The visited unit's own leader doesn't verify either, and nobody but the unit carries it out.
    let wrong = |answer: Answer| assert_eq!(answer.problem(409)["type"], "/problems/wrong-level");
    wrong(follow(
        &team.leader.client,
        &done,
        "decisions",
        &json!({ "act": "verify" }),
    ));
    let back = json!({ "act": "reopen", "note": "Chưa đủ" });
    follow(
        &team.approver.client,
        &done,
        "decisions",
        &json!({ "act": "reopen" }),
    )
    .refuses(422, "/note", "missing");
    let back = follow(&team.approver.client, &done, "decisions", &back).expect(200);
    assert_eq!(
        (&back["state"], &back["done_on"]),
        (&json!("reopened"), &Value::Null)
    );
    let above = world().person(&unique("kt-"), "officer", Some("20")).client;
    wrong(follow(&above, &back, "actions", &json!({ "act": "begin" })));
}

#[test]
fn a_visit_stays_within_its_mandate() {
    let team = team();
    let (monitor, approver) = (&team.monitor.client, &team.approver.client);
    let mut body = visit_body(&["01"]);
    monitor
        .post("/visits", &body)
        .refuses(422, "/areas/0", "outside_area");
    body["areas"] = json!([INSIDE, "99999"]);
    monitor.post("/visits", &body).refuses(422, "/areas/1", "unknown");
    body["areas"] = json!([INSIDE, INSIDE]);
    monitor.post("/visits", &body).refuses(422, "/areas/1", "twice");
    body["areas"] = json!([INSIDE]);
    body["ends_on"] = json!(day(-4));
    monitor
        .post("/visits", &body)
        .refuses(422, "/ends_on", "before_start");
    body["ends_on"] = json!("2101-01-01");
    monitor
        .post("/visits", &body)
        .refuses(422, "/ends_on", "out_of_range");
    body["ends_on"] = json!(day(3));
    body["checklist"] = json!("KHONG-CO");
    monitor
        .post("/visits", &body)
        .refuses(422, "/checklist", "unknown");
    team.other.client.post("/visits", &body).problem(403);

    let visit = monitor.post("/visits", &visit_body(&[INSIDE])).expect(201);
    // No start before the mandate.
    let problem = act(monitor, &visit, "start", &json!({})).problem(409);
    assert_eq!(
        (&problem["type"], &problem["state"]),
        (&json!("/problems/wrong-state"), &json!("planned"))
    );
    assert!(problem["allowed"].to_string().contains("mandate"));
    let mut mandate = mandate_body();
    mandate["area"] = json!(OUTSIDE);
    act(approver, &visit, "mandate", &mandate).refuses(422, "/area", "outside_mandate");
    let mut mandate = mandate_body();
    mandate["to"] = json!(day(2));
    act(approver, &visit, "mandate", &mandate).refuses(422, "/to", "outside_mandate");
    mandate["to"] = json!(day(5));
    mandate["on"] = json!(day(1));
    act(approver, &visit, "mandate", &mandate).refuses(422, "/on", "in_future");
    mandate["on"] = json!(day(-4));
    mandate["document_id"] = json!("khong-co");
    act(approver, &visit, "mandate", &mandate).refuses(422, "/document_id", "unknown");
    let visit = act(approver, &visit, "mandate", &mandate_body()).expect(200);
    let change = |visit: &Value, body: &Value| {
        let request = monitor.request("PATCH", &path(visit));
        request.if_match(&visit["version"]).json(body).send()
    };
    change(&visit, &json!({ "ends_on": day(6) })).refuses(422, "/ends_on", "outside_mandate");
    let visit = change(&visit, &json!({ "ends_on": day(4), "areas": [INSIDE, OUTSIDE] })).expect(200);
    assert_eq!(visit["areas"].as_array().map(Vec::len), Some(2));
    assert_eq!(visit["agenda"], visit_body(&[])["agenda"]);
    change(&visit, &json!({ "conclusion": "Sớm" })).problem(409);
    assert_eq!(
        act(monitor, &visit, "start", &json!({})).problem(409)["type"],
        "/problems/no-team"
    );
    let visit = name_team(monitor, &visit, &lead()).expect(200);
    act(monitor, &visit, "start", &json!({ "on": day(-5) })).refuses(422, "/on", "outside_mandate");
    act(monitor, &visit, "start", &json!({ "on": day(1) })).refuses(422, "/on", "in_future");
    // Somebody was faster.
    let stale = json!({ "id": visit["id"], "version": 1 });
    assert_eq!(
        act(monitor, &stale, "start", &json!({})).problem(412)["current_version"],
        visit["version"]
    );
    let bare = monitor.request("POST", &format!("{}/start", path(&visit)));
    bare.json(&json!({})).send().problem(428);
    let visit = act(monitor, &visit, "start", &json!({})).expect(200);
    change(&visit, &json!({ "ends_on": day(4) })).problem(409);
    act(approver, &visit, "cancellation", &json!({ "reason": " " })).refuses(422, "/reason", "length");
    let off = act(
        approver,
        &visit,
        "cancellation",
        &json!({ "reason": "Thiên tai" }),
    )
    .expect(200);
    assert_eq!(
        (&off["state"], &off["cancel_reason"]),
        (&json!("cancelled"), &json!("Thiên tai"))
    );
}

#[test]
fn the_same_seed_gives_the_same_sample() {
    let team = team();
    let monitor = &team.monitor.client;
    for _ in 0..6 {
        team.officer
            .client
            .post("/households", &household(INSIDE, &unique("Nông Hạt ")))
            .expect(201);
    }
    let visit = in_field(&[INSIDE]);
    let draw = |body: &Value| monitor.post(&format!("{}/samples", path(&visit)), body);
    let works: Vec<Value> = (0..40)
        .map(|i| json!({ "name": format!("Công trình {i}"), "area": INSIDE, "village": format!("Thôn {}", i % 4) }))
        .collect();
    let ask = |seed: Value| json!({ "of": "works", "stratify": "village", "size": 8, "seed": seed, "works": works });
    let names = |sample: &Value| -> Vec<String> {
        let units = sample["units"].as_array().into_iter().flatten();
        units.map(|u| text(&u["work"])).collect()
    };
    draw(&ask(json!("mot"))).expect(201);
    draw(&ask(json!("hai"))).expect(201);
    draw(&ask(json!("mot"))).expect(201);
    let all = draw(&ask(Value::Null)).expect(201);
    assert_eq!(names(&all[0]), names(&all[2]));
    assert_ne!(names(&all[0]), names(&all[1]));
    assert_eq!(all[0]["frame_sha256"], all[1]["frame_sha256"]);
    assert_eq!((&all[0]["frame_size"], names(&all[0]).len()), (&json!(40), 8));
    for village in 0..4 {
        let own = all[0]["units"].as_array().into_iter().flatten();
        let own = own.filter(|u| u["stratum"] == format!("Thôn {village}"));
        assert_eq!(own.count(), 2, "in proportion");
    }
    assert!(text(&all[3]["seed"]).len() >= 12, "one is chosen and told");

    draw(&json!({ "of": "works", "stratify": "class", "size": 3, "works": works })).refuses(
        422,
        "/stratify",
        "not_fitting",
    );
    draw(&json!({ "of": "works", "stratify": "village", "size": 3 })).refuses(422, "/works", "not_fitting");
    draw(&json!({ "of": "households", "stratify": "village", "size": 0 })).refuses(
        422,
        "/size",
        "out_of_range",
    );
    draw(&json!({ "of": "households", "stratify": "village", "size": 3, "classes": ["rich"] })).problem(422);
    let elsewhere = json!([{ "name": "Cầu", "area": OUTSIDE }]);
    draw(&json!({ "of": "works", "stratify": "village", "size": 3, "works": elsewhere })).refuses(
        422,
        "/works/0/area",
        "unknown",
    );
    // A work has no class; a stale unit is told.
    let unit = &all[0]["units"][0];
    let see = |version: i64, body: &Value| {
        let at = format!("{}/sample-units/{}", path(&visit), text(&unit["id"]));
        monitor
            .request("PATCH", &at)
            .if_match(&json!(version))
            .json(body)
            .send()
    };
    see(1, &json!({ "seen": "seen", "seen_class": "poor" })).refuses(422, "/seen_class", "not_seen");
    see(1, &json!({ "seen": "seen", "position": { "lat": 91, "lon": 0 } })).refuses(
        422,
        "/position/lat",
        "out_of_range",
    );
    see(1, &json!({ "seen": "absent" })).expect(200);
    see(1, &json!({ "seen": "seen" })).problem(412);
}

#[test]
fn answers_fit_the_checklist() {
    let team = team();
    let visit = in_field(&[INSIDE]);
    let one =
        |question: &str, value: Value| json!([{ "question": question, "area": INSIDE, "value": value }]);
    let check = |body: Value, pointer: &str, code: &str| {
        answers(&team.monitor.client, &visit, &body).refuses(422, pointer, code);
    };
    check(one("PT9", json!(true)), "/answers/0/question", "unknown");
    check(one("PT1", json!("có")), "/answers/0/value", "wrong_type");
    check(one("PT1", json!(1)), "/answers/0/value", "wrong_type");
    check(one("PT3", json!(true)), "/answers/0/value", "wrong_type");
    check(one("PT3", json!(1e300)), "/answers/0/value", "out_of_range");
    check(one("PT5", json!("sometimes")), "/answers/0/value", "unknown");
    check(one("PT6", json!("  ")), "/answers/0/value", "length");
    check(one("PT4", json!(false)), "/answers/0/note", "missing");
    check(
        json!([{ "question": "PT1", "area": OUTSIDE, "value": true }]),
        "/answers/0/area",
        "unknown",
    );
    check(
        json!([{ "question": "PT1", "area": INSIDE, "value": true }, { "question": "PT1", "area": INSIDE, "value": false, "note": "x" }]),
        "/answers/1/question",
        "twice",
    );
    let read = team.second.client.get(&path(&visit)).expect(200);
    assert_eq!(read["answers"], json!([]), "all or none");
    answers(&team.monitor.client, &visit, &one("PT3", json!(2))).expect(200);
    // Another of the team hasn't seen it.
    let stale = answers(&team.second.client, &visit, &one("PT3", json!(3)));
    stale.refuses(422, "/answers/0/version", "stale");
    let newer = json!([{ "question": "PT3", "area": INSIDE, "value": 3, "version": 1 }]);
    let read = answers(&team.second.client, &visit, &newer).expect(200);
    assert_eq!(
        (&read["answers"][0]["value"], &read["answers"][0]["version"]),
        (&json!(3.0), &json!(2))
    );
    let back = json!([{ "question": "PT3", "area": INSIDE, "value": null, "version": 2 }]);
    assert_eq!(
        answers(&team.monitor.client, &visit, &back).expect(200)["answers"],
        json!([])
    );
}

#[test]
fn other_areas_see_nothing() {
    let team = team();
    let visit = in_field(&[INSIDE]);
    let found = finding(&visit, INSIDE);
    let said = recommendation(&visit, &found);
    let file = upload(&team.monitor.client, &visit, "filename=bien_ban.pdf").expect(201);
    let own = upload(
        &team.monitor.client,
        &visit,
        &format!("filename=anh.pdf&area={INSIDE}"),
    )
    .expect(201);
    assert_eq!(
        (&file["area"], &own["area"]["code"]),
        (&Value::Null, &json!(INSIDE))
    );
    upload(
        &team.monitor.client,
        &visit,
        &format!("filename=a.pdf&area={OUTSIDE}"),
    )
    .refuses(422, "/area", "unknown");
    let junk = team
        .monitor
        .client
        .request("POST", &format!("{}/files?filename=a.pdf", path(&visit)));
    junk.body("application/octet-stream", &b"MZ\x90 no photo"[..])
        .send()
        .refuses(422, "/file", "unknown_type");

    let stranger = &team.other.client;
    for at in ["", "/samples", "/comparison", "/findings", "/files", "/report"] {
        stranger.get(&format!("{}{at}", path(&visit))).problem(404);
    }
    for id in [&file, &own] {
        stranger
            .get(&format!("{}/files/{}", path(&visit), text(&id["id"])))
            .problem(404);
    }
    stranger
        .get(&format!("/recommendations/{}", text(&said["id"])))
        .problem(404);
    follow(stranger, &said, "actions", &json!({ "act": "begin" })).problem(404);
    follow(
        &team.other_finance.client,
        &said,
        "actions",
        &json!({ "act": "begin" }),
    )
    .problem(404);
    let id = text(&visit["id"]);
    for list in [
        "/visits?limit=500",
        "/recommendations?limit=500",
        "/me/recommendations",
        "/reminders",
    ] {
        assert!(!stranger.get(list).text().contains(&id), "{list}");
    }
    assert!(
        !team
            .other_finance
            .client
            .get("/me/recommendations")
            .text()
            .contains(&id)
    );

    // The visited commune sees the visit and what concerns it; the file of the whole visit is the province's.
    let visited = &team.officer.client;
    let seen = visited.get(&path(&visit)).expect(200);
    assert_eq!(
        (&seen["findings"][0]["id"], &seen["allowed"]),
        (&found["id"], &json!([]))
    );
    let files = visited.get(&format!("{}/files", path(&visit))).expect(200);
    assert_eq!(
        (files.as_array().map(Vec::len), &files[0]["id"]),
        (Some(1), &own["id"])
    );
    visited
        .get(&format!("{}/files/{}", path(&visit), text(&file["id"])))
        .problem(404);
    // Of a visit to two communes each sees its own part.
    let both = in_field(&[INSIDE, OUTSIDE]);
    finding(&both, INSIDE);
    let theirs = finding(&both, OUTSIDE);
    let seen = visited.get(&path(&both)).expect(200);
    assert_eq!(seen["areas"].as_array().map(Vec::len), Some(1));
    assert_eq!(seen["findings"].as_array().map(Vec::len), Some(1));
    assert!(!seen.to_string().contains(&text(&theirs["id"])));
    // Nobody of the commune carries the province's visit on.
    let monitor_there = world().person(&unique("kt-"), "monitor", Some(INSIDE)).client;
    let problem = act(&monitor_there, &both, "finish", &json!({})).problem(409);
    assert_eq!(problem["type"], "/problems/wrong-level");
}

#[test]
fn roles_keep_to_their_own() {
    let team = team();
    let visit = in_field(&[INSIDE]);
    let said = recommendation(&visit, &finding(&visit, INSIDE));
    let finance = &team.finance.client;
    // Finance carries out what its unit must, and sees neither visits nor households.
    let own = finance.get("/me/recommendations").expect(200);
    assert!(own["items"].to_string().contains(&text(&said["id"])));
    for at in [
        "/visits",
        "/recommendations",
        "/households",
        &path(&visit),
        &format!("{}/samples", path(&visit)),
    ] {
        finance.get(at).problem(403);
    }
    // A monitor touches neither money nor what was recommended.
    let monitor = &team.monitor.client;
    follow(monitor, &said, "actions", &json!({ "act": "begin" })).problem(403);
    follow(monitor, &said, "decisions", &json!({ "act": "verify" })).problem(403);
    act(monitor, &visit, "closing", &json!({})).problem(403);
    monitor
        .post("/households", &household(INSIDE, "Nông Thị Thử"))
        .problem(403);
    // In order and by its version alone.
    let problem = follow(
        &team.officer.client,
        &said,
        "actions",
        &json!({ "act": "report_done" }),
    )
    .problem(409);
    assert_eq!(problem["state"], "open");
    assert!(problem["allowed"].to_string().contains("begin"));
    let begun = follow(finance, &said, "actions", &json!({ "act": "begin" })).expect(200);
    let stale = json!({ "id": said["id"], "version": 1 });
    follow(finance, &stale, "actions", &json!({ "act": "report_done" })).problem(412);
    // A later day, never an earlier one, and with its reason.
    let extend = |body: Value| follow(&team.approver.client, &begun, "decisions", &body);
    extend(json!({ "act": "extend", "note": "Mưa lũ" })).refuses(422, "/due_on", "missing");
    extend(json!({ "act": "extend", "note": "Mưa lũ", "due_on": day(10) })).refuses(
        422,
        "/due_on",
        "not_later",
    );
    extend(json!({ "act": "extend", "due_on": day(30) })).refuses(422, "/note", "missing");
    assert_eq!(
        extend(json!({ "act": "escalate" })).problem(409)["type"],
        "/problems/not-late"
    );
    let later = extend(json!({ "act": "extend", "note": "Mưa lũ", "due_on": day(30) })).expect(200);
    assert_eq!(
        (&later["due_on"], &later["first_due_on"]),
        (&json!(day(30)), &json!(day(20)))
    );
}

#[test]
fn a_calendar_is_private_and_can_be_taken_back() {
    let team = team();
    let visit = in_field(&[INSIDE]);
    let said = recommendation(&visit, &finding(&visit, INSIDE));
    let link = |who: &Person| {
        let made = who.client.post("/me/calendar-link", &json!({})).expect(201);
        let url = text(&made["url"]);
        url.split("/api/v1")
            .nth(1)
            .expect("an address of the API")
            .to_owned()
    };
    let anonymous = world().app.anonymous();
    let read = |at: &str| {
        let calendar = anonymous.get(at);
        assert_eq!(calendar.status, 200, "{calendar}");
        assert!(calendar.header("content-type").starts_with("text/calendar"));
        // Long lines are folded (RFC 5545, 3.1).
        calendar.text().replace("\r\n ", "")
    };
    let (id, due) = (text(&visit["id"]), text(&said["id"]));
    let own = link(&team.officer);
    let calendar = read(&own);
    assert!(calendar.starts_with("BEGIN:VCALENDAR") && calendar.contains(&format!("UID:visit-{id}")));
    assert!(calendar.contains(&format!("UID:recommendation-{due}")));
    assert!(
        calendar.contains(&format!("DTSTART;VALUE=DATE:{}", day(-3).replace('-', ""))),
        "{calendar}"
    );
    assert!(!read(&link(&team.other)).contains(&id));
    let finance = read(&link(&team.finance));
    assert!(!finance.contains(&id) && finance.contains(&due));
    // A new address ends the one before; taken back, there is none.
    let newer = link(&team.officer);
    anonymous.get(&own).problem(404);
    read(&newer);
    assert_eq!(
        team.officer.client.get("/me/calendar-link").expect(200)["active"],
        true
    );
    let revoked = team.officer.client.request("DELETE", "/me/calendar-link").send();
    assert_eq!(revoked.status, 204);
    anonymous.get(&newer).problem(404);
    assert_eq!(
        team.officer.client.get("/me/calendar-link").expect(200)["active"],
        false
    );
    anonymous.get("/calendar/abc.ics").problem(404);
}

#[test]
fn checklists_change_by_versions() {
    let admin = &world().admin;
    let all = admin.get("/checklists").expect(200);
    let codes: Vec<String> = all
        .as_array()
        .into_iter()
        .flatten()
        .map(|c| text(&c["checklist"]["code"]))
        .collect();
    assert!(codes.contains(&"KT-DA7-TDA2".to_owned()) && codes.contains(&"PHUC-TRA-HO".to_owned()));
    let code = unique("BK-");
    let put = |who: &Client, base: Value, checklist: &Value| {
        let body = json!({ "valid_from": "2026-01-01", "base": base, "checklist": checklist });
        who.request("PUT", &format!("/checklists/{code}"))
            .json(&body)
            .send()
    };
    let mut checklist = json!({ "code": code, "name": { "vi": "Bảng kiểm", "en": "Checklist" }, "verified": false,
        "legal": { "document": "Thông tư 10/2022/TT-BLĐTBXH" }, "questions": [
            { "code": "A", "text": { "vi": "Có không?", "en": "Is it?" }, "answer": "yes_no", "indicator": "I1.1" }] });
    let made = put(admin, Value::Null, &checklist).expect(200);
    assert_eq!(made["version"], 1);
    checklist["questions"][0]["indicator"] = json!("I9.9");
    put(admin, json!(1), &checklist).refuses(422, "/checklist/questions/0/indicator", "unknown");
    checklist["questions"][0]["indicator"] = Value::Null;
    assert_eq!(put(admin, json!(1), &checklist).expect(200)["version"], 2);
    put(admin, json!(1), &checklist).problem(412);
    put(admin, Value::Null, &checklist).problem(409);
    let part = world().person(&unique("kt-"), "administrator", Some("20")).client;
    put(&part, json!(2), &checklist).problem(403);
}

/// The demo brings a recommendation that is late, and one by which the unit above is told.
#[test]
fn late_ones_are_told_by_todays_date() {
    let (leader, commune) = (demo().demo_user("lanhdaotinh"), demo().demo_user("canbo"));
    let late = leader.get("/recommendations?overdue=true").expect(200);
    let late = late["items"].as_array().expect("items").clone();
    assert!(!late.is_empty(), "the demo has a late one");
    for of in &late {
        assert!(of["days_late"].as_i64() > Some(0), "{of}");
        let told = text(&of["escalates_on"]) <= text(&json!(day(0)));
        assert_eq!(of["escalated"], told, "{of}");
        assert_eq!(of["escalated_to"].is_null(), !told, "{of}");
    }
    let told = leader.get("/recommendations?escalated=true").expect(200);
    assert!(
        told["items"]
            .as_array()
            .into_iter()
            .flatten()
            .all(|r| r["escalated"] == true)
    );
    let waits = commune.get("/reminders").expect(200);
    let own: Vec<&Value> = waits["items"].as_array().into_iter().flatten().collect();
    assert!(own.iter().any(|w| w["kind"] == "recommendation"), "{waits}");
    let above = leader.get("/reminders").expect(200);
    assert!(above["items"].to_string().contains("escalated"), "{above}");
    leader.get("/recommendations?state=unheard").problem(400);
}

/// The row of a comparison's money for the item that the tests' visits are about.
fn money(comparison: &Value) -> Value {
    let rows = comparison["money"].as_array().into_iter().flatten();
    rows.clone()
        .find(|row| row["item"]["code"] == "CT2635/NL/GS")
        .cloned()
        .unwrap_or_default()
}

#[test]
fn what_was_found_disbursed_is_entered_and_taken_back() {
    let monitor = &team().monitor.client;
    let visit = in_field(&[INSIDE]);
    let at = format!("{}/amounts", path(&visit));
    let put = |body: &Value| monitor.request("PUT", &at).json(body).send();
    let entered = |vnd: i64, version: Option<i64>| json!({ "area": INSIDE, "item": "CT2635/NL/GS", "seen_vnd": vnd, "note": "Theo chứng từ", "version": version });
    let row = money(&put(&entered(1_500_000, None)).expect(200));
    let books = row["disbursed_vnd"].as_i64().expect("a sum");
    assert_eq!(
        (&row["seen_vnd"], &row["difference_vnd"], &row["version"]),
        (&json!(1_500_000), &json!(1_500_000 - books), &json!(1))
    );
    put(&entered(1, None)).problem(412);
    assert_eq!(money(&put(&entered(1, Some(1))).expect(200))["version"], 2);
    for (field, value, code) in [
        ("area", json!(OUTSIDE), "unknown"),
        ("item", json!("CT2635/NL"), "not_of_visit"),
        ("item", json!("CT2635/KHONG"), "unknown"),
        ("seen_vnd", json!(-1), "out_of_range"),
    ] {
        let mut body = entered(1, Some(2));
        body[field] = value;
        put(&body).refuses(422, &format!("/{field}"), code);
    }
    let others = team();
    others
        .finance
        .client
        .request("PUT", &at)
        .json(&entered(1, Some(2)))
        .send()
        .problem(403);
    let taken = json!({ "area": INSIDE, "item": "CT2635/NL/GS", "version": 2 });
    let row = money(&put(&taken).expect(200));
    assert_eq!((&row["seen_vnd"], &row["version"]), (&Value::Null, &Value::Null));
}

#[test]
fn the_books_of_a_comparison_are_the_budgets() {
    let visits = demo().demo_user("giamsat").get("/visits?year=2026").expect(200);
    let visits = visits["items"].as_array().into_iter().flatten();
    let visit = visits
        .clone()
        .find(|v| v["state"] == "in_field")
        .expect("a visit in the field");
    let area = text(&visit["areas"][0]["code"]);
    let found = demo()
        .demo_user("giamsat")
        .get(&format!("{}/comparison", path(visit)))
        .expect(200);
    let row = money(&found);
    let books = demo()
        .demo_user("taichinh")
        .get(&format!(
            "/budget/execution?year=2026&area={area}&by=item&programme=CT2635/NL/GS"
        ))
        .expect(200);
    assert_eq!(row["disbursed_vnd"], books["total"]["disbursed_vnd"]);
    assert_eq!(row["difference_vnd"], -2_500_000);
    // Whoever works for money there still sees no visit, and the team no voucher.
    demo().demo_user("giamsat").get("/budget/vouchers").problem(403);
}

#[test]
fn items_are_those_of_the_catalogue() {
    let monitor = &team().monitor.client;
    let mut body = visit_body(&[INSIDE]);
    body["items"] = json!(["CT2635/NL/GS", "CT2635/KHONG"]);
    monitor.post("/visits", &body).refuses(422, "/items/1", "unknown");
    let known = monitor.get("/budget/items?on=2026-06-01").expect(200);
    assert!(
        known
            .as_array()
            .is_some_and(|items| items.iter().any(|i| i["code"] == "CT2635/NL/GS"))
    );
}
