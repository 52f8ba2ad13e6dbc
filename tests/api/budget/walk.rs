//! Money on its whole way, and who sees it.

use serde_json::{Value, json};

use super::help::{
    PART, PROJECT, adds_up, approve, book, commune, enter, fund, line, made, post, province, voucher,
};
use crate::support::{text, unique, world};

#[test]
fn money_is_granted_allocated_committed_spent_and_settled_to_the_dong() {
    let (home, province) = (commune(), province());
    fund(&home, 587_000_001);
    let start = book(&home.finance.client, &home.code);
    assert_eq!(start["allotted_vnd"], 587_000_001);
    assert_eq!(start["available_vnd"], 587_000_001);
    assert_eq!(start["item"]["code"], PART);
    assert_eq!(start["unit"]["code"], home.code.as_str());

    let go = |kind: &str, on: &str, line: Value| {
        post(
            &home.finance,
            &home.approver,
            &voucher(kind, &home.code, on, &[line]),
        )
    };
    let committed = go("commit", "2026-02-01", line(PART, 500_000_000));
    let commitment = made(&committed);
    let against = |amount, field: &str, id: &str| {
        let mut line = line(PART, amount);
        line[field] = json!(id);
        line
    };
    go(
        "disburse",
        "2026-03-01",
        against(300_000_000, "commitment_id", &commitment),
    );
    let advanced = go(
        "advance",
        "2026-03-02",
        against(100_000_000, "commitment_id", &commitment),
    );
    let advance = made(&advanced);
    go(
        "clear_advance",
        "2026-04-01",
        against(90_000_000, "advance_id", &advance),
    );
    go(
        "return_advance",
        "2026-04-02",
        against(10_000_000, "advance_id", &advance),
    );
    let now = book(&home.finance.client, &home.code);
    adds_up(&now);
    for (field, amount) in [
        ("available_vnd", 97_000_001_i64),
        ("committed_vnd", 100_000_000),
        ("advanced_vnd", 0),
        ("disbursed_vnd", 390_000_000),
    ] {
        assert_eq!(now[field], amount, "{field}: {now}");
    }
    let open = home
        .finance
        .client
        .all(&format!("/budget/obligations?unit={}&open=true", home.code));
    assert_eq!(open.len(), 1);
    assert_eq!(
        (&open[0]["kind"], &open[0]["remaining_vnd"]),
        (&json!("commitment"), &json!(100_000_000))
    );

    // A settlement waits for what is owed.
    let body = json!({ "unit": home.code, "year": 2026 });
    let drawn = home.finance.client.post("/budget/settlements", &body).expect(201);
    let at = format!("/budget/settlements/{}", text(&drawn["id"]));
    let act = |who: &crate::support::Person, what: &str, of: &Value| {
        who.client
            .request("POST", &format!("{at}/{what}"))
            .if_match(&of["version"])
            .send()
    };
    let problem = act(&home.finance, "submission", &drawn).problem(409);
    assert_eq!(problem["type"], "/problems/open-obligations");
    go(
        "release",
        "2026-05-01",
        against(100_000_000, "commitment_id", &commitment),
    );
    let problem = home
        .finance
        .client
        .post("/budget/settlements", &body)
        .problem(409);
    assert_eq!(
        (&problem["type"], &problem["state"]),
        (&json!("/problems/exists"), &json!("draft"))
    );
    // A tenth of a đồng is none; a đồng is one.
    let lines =
        json!({ "lines": [{ "line_id": drawn["lines"][0]["line_id"], "approved_vnd": 389_999_999_i64 }] });
    let put = |version: &Value, body: &Value| {
        home.finance
            .client
            .request("PUT", &at)
            .if_match(version)
            .json(body)
            .send()
    };
    put(&json!(9), &lines).problem(412);
    let more =
        json!({ "lines": [{ "line_id": drawn["lines"][0]["line_id"], "approved_vnd": 390_000_001_i64 }] });
    put(&drawn["version"], &more).refuses(422, "/lines/0/approved_vnd", "more_than_disbursed");
    let changed = put(&drawn["version"], &lines).expect(200);
    assert_eq!(changed["surplus_vnd"], 197_000_002);
    let submitted = act(&home.finance, "submission", &changed).expect(200);
    assert_eq!(
        act(&province.finance, "approval", &drawn).problem(412)["current_version"],
        submitted["version"]
    );
    let approved = act(&home.approver, "approval", &submitted).expect(200);
    assert_eq!(approved["state"], "approved");
    let end = book(&home.finance.client, &home.code);
    adds_up(&end);
    for (field, amount) in [
        ("settled_vnd", 389_999_999_i64),
        ("returned_vnd", 197_000_002),
        ("available_vnd", 0),
        ("disbursed_vnd", 0),
    ] {
        assert_eq!(end[field], amount, "{field}: {end}");
    }
    // The book is closed: for the commune, and for the province that would take or give.
    let problem = enter(
        &home.finance,
        &voucher("commit", &home.code, "2026-06-01", &[line(PART, 1)]),
    )
    .problem(409);
    assert_eq!(problem["type"], "/problems/closed-period");
    let mut down = line(PROJECT, 1);
    down["to_unit"] = json!(home.code);
    down["to_item"] = json!(PART);
    let problem = enter(
        &province.finance,
        &voucher("allocate", "20", "2026-06-01", &[down]),
    )
    .problem(409);
    assert_eq!(problem["type"], "/problems/closed-period");
    let problem = home
        .finance
        .client
        .post(
            &format!("/budget/vouchers/{}/reversal", text(&committed["id"])),
            &json!({ "number": unique("D-"), "on_date": "2026-06-01", "reason": "thử" }),
        )
        .problem(409);
    assert_eq!(problem["type"], "/problems/closed-period");
    // What the settlement posted is drilled down to.
    let posted = home.finance.client.all(&format!(
        "/budget/vouchers?area={}&year=2026&kind=surplus",
        home.code
    ));
    assert_eq!(posted[0]["amount_vnd"], 197_000_002);
}

#[test]
fn a_reversal_turns_around_what_was_posted() {
    let home = commune();
    fund(&home, 1_000_000);
    let before = book(&home.finance.client, &home.code);
    let committed = post(
        &home.finance,
        &home.approver,
        &voucher("commit", &home.code, "2026-02-01", &[line(PART, 600_000)]),
    );
    let path = format!("/budget/vouchers/{}/reversal", text(&committed["id"]));
    let body = |number: &str, on: &str| json!({ "number": number, "on_date": on, "reason": "ghi nhầm" });
    let turn = |body: &Value| home.finance.client.post(&path, body);
    turn(&body("X", "2026-01-31")).refuses(422, "/on_date", "before_original");
    turn(&body("X", "2099-01-31")).refuses(422, "/on_date", "in_future");
    turn(&body(&text(&committed["number"]), "2026-02-02")).refuses(422, "/number", "taken");
    let waiting = turn(&body(&unique("D-"), "2026-02-02")).expect(201);
    assert_eq!(
        (&waiting["kind"], &waiting["reverses_id"]),
        (&json!("reversal"), &committed["id"])
    );
    let problem = turn(&body(&unique("D-"), "2026-02-02")).problem(409);
    assert_eq!(problem["allowed"], json!([]));
    let posted = approve(&home.approver, &waiting).expect(200);
    assert_eq!(posted["state"], "posted");
    assert_eq!(book(&home.finance.client, &home.code), before);
    // Its obligation has nothing left, and a reversal is not turned around.
    let open = home
        .finance
        .client
        .all(&format!("/budget/obligations?unit={}&open=true", home.code));
    assert!(open.is_empty());
    let again = format!("/budget/vouchers/{}/reversal", text(&posted["id"]));
    home.finance
        .client
        .post(&again, &body(&unique("D-"), "2026-02-03"))
        .problem(409);
}

#[test]
fn what_is_left_goes_into_the_next_year_where_the_source_allows_it() {
    let (home, province) = (commune(), province());
    let area = world().admin.get(&format!("/areas/{}", home.code)).expect(200);
    let unit = text(&area["id"]);
    let of = |item: &str, source: &str, amount: i64| json!({ "item": item, "capital": "recurrent", "source": source, "amount_vnd": amount });
    let item = "CT2125/DA2";
    let mut grant = voucher(
        "grant",
        &unit,
        "2025-08-01",
        &[of(item, "commune", 900), of(item, "other", 50)],
    );
    grant["year"] = json!(2025);
    post(&home.finance, &home.approver, &grant);
    let carry = |source: &str, amount| {
        let mut body = voucher("carry_over", &unit, "2026-01-20", &[of(item, source, amount)]);
        body["year"] = json!(2025);
        body
    };
    enter(&home.finance, &carry("other", 50)).refuses(422, "/lines/0/source", "not_carried");
    post(&home.finance, &province.approver, &carry("commune", 400));
    let lines = |year: i32| {
        let path = format!("/budget/lines?unit={unit}&year={year}&source=commune");
        home.finance.client.get(&path).expect(200)["items"][0].clone()
    };
    let (old, new) = (lines(2025), lines(2026));
    adds_up(&old);
    adds_up(&new);
    assert_eq!(
        (&old["carried_vnd"], &old["available_vnd"]),
        (&json!(400), &json!(500))
    );
    assert_eq!(
        (&new["allotted_vnd"], &new["available_vnd"]),
        (&json!(400), &json!(400))
    );
}

#[test]
fn a_commune_sees_the_decisions_that_gave_it_money() {
    let (home, province, other) = (commune(), province(), commune());
    fund(&home, 900);
    fund(&home, 100);
    let line_id = text(&book(&home.finance.client, &home.code)["id"]);
    let path = format!("/budget/lines/{line_id}/funding");
    let told = |reader: &giamngheo_tests::Client| {
        let found = reader.get(&path).expect(200);
        found.as_array().expect("postings").clone()
    };
    let own = told(&home.finance.client);
    let amounts: Vec<_> = own.iter().map(|row| row["amount_vnd"].as_i64()).collect();
    assert_eq!(amounts, [Some(900), Some(100)]);
    let first = &own[0];
    assert_eq!(
        (&first["kind"], &first["on_date"], &first["unit"]["code"]),
        (&json!("allocate"), &json!("2026-01-10"), &json!("20"))
    );
    assert_eq!(first["voucher_id"], Value::Null, "the voucher is the province's");
    let above = told(&province.finance.client);
    assert_eq!(above[0]["number"], first["number"]);
    // What is turned around is taken back.
    let voucher_id = text(&above[1]["voucher_id"]);
    let body = json!({ "number": unique("D-"), "on_date": "2026-06-01", "reason": "thử" });
    let turned = province
        .finance
        .client
        .post(&format!("/budget/vouchers/{voucher_id}/reversal"), &body)
        .expect(201);
    approve(&province.approver, &turned).expect(200);
    let own = told(&home.finance.client);
    assert_eq!((own.len(), &own[2]["amount_vnd"]), (3, &json!(-100)));
    other.finance.client.get(&path).problem(404);
}

#[test]
fn execution_adds_up_in_every_view_and_form() {
    let home = commune();
    fund(&home, 10_400_000);
    let committed = post(
        &home.finance,
        &home.approver,
        &voucher("commit", &home.code, "2026-02-01", &[line(PART, 5_000_000)]),
    );
    let mut paid = line(PART, 2_600_000);
    paid["commitment_id"] = json!(made(&committed));
    post(
        &home.finance,
        &home.approver,
        &voucher("disburse", &home.code, "2026-03-01", &[paid]),
    );
    let reader = &home.approver.client;
    let whole = reader.get("/budget/execution?year=2026").expect(200);
    assert_eq!(whole["total"]["allotted_vnd"], 10_400_000);
    assert_eq!(whole["total"]["disbursed_vnd"], 2_600_000);
    assert_eq!(whole["total"]["percent"], 25.0);
    assert_eq!(whole["rows"][0]["keys"]["project"], PROJECT);
    for by in [
        "project",
        "item",
        "source",
        "capital",
        "unit",
        "month",
        "project,source",
        "unit,month",
        "item,capital",
    ] {
        let view = reader
            .get(&format!("/budget/execution?year=2026&by={by}"))
            .expect(200);
        assert_eq!(view["total"], whole["total"], "{by}");
        for field in ["allotted", "disbursed", "committed", "left"] {
            let rows = view["rows"].as_array().expect("rows");
            let sum: i64 = rows
                .iter()
                .map(|r| r[format!("{field}_vnd")].as_i64().expect("a sum"))
                .sum();
            assert_eq!(
                sum,
                view["total"][format!("{field}_vnd")].as_i64().expect("a sum"),
                "{by} {field}"
            );
            let printed: i64 = rows
                .iter()
                .map(|r| r["million"][field].as_i64().expect("a sum"))
                .sum();
            assert_eq!(
                printed,
                view["total"]["million"][field].as_i64().expect("a sum"),
                "{by} {field}"
            );
        }
    }
    let until = reader
        .get("/budget/execution?year=2026&until=2026-02")
        .expect(200);
    assert_eq!(until["total"]["disbursed_vnd"], 0);
    assert_eq!(until["total"]["committed_vnd"], 5_000_000);
    for (form, magic) in [
        ("pdf", &b"%PDF"[..]),
        ("xlsx", b"PK"),
        ("docx", b"PK"),
        ("csv", b"\xEF\xBB\xBFproject"),
    ] {
        let file = reader.get(&format!("/budget/execution?year=2026&form={form}"));
        assert_eq!(file.status, 200, "{file}");
        assert!(file.body.starts_with(magic), "{form}");
    }
    // The answer holds as long as nothing is posted.
    let answer = reader.get("/budget/execution?year=2026");
    let tag = answer.header("etag").to_owned();
    let again = || {
        reader
            .request("GET", "/budget/execution?year=2026")
            .header("if-none-match", &tag)
            .send()
            .status
    };
    assert_eq!(again(), 304);
    post(
        &home.finance,
        &home.approver,
        &voucher("commit", &home.code, "2026-03-05", &[line(PART, 1)]),
    );
    assert_eq!(again(), 200);
    for bad in [
        "by=place",
        "by=project,item",
        "by=unit,unit",
        "until=2026-13",
        "until=26-1",
        "form=doc",
        "year=1",
    ] {
        reader.get(&format!("/budget/execution?{bad}")).problem(400);
    }
    let burn = reader.get("/budget/burn-down?year=2026").expect(200);
    assert_eq!(burn["allotted_vnd"], 10_400_000);
    assert_eq!(burn["months"][2]["cumulative_vnd"], 2_600_000);
    assert_eq!(burn["months"][11]["planned_vnd"], 10_400_000);
    let tree = reader.get("/budget/tree?year=2026").expect(200);
    assert_eq!(tree["nodes"][0]["unit"]["code"], home.code.as_str());
    assert_eq!(tree["nodes"][0]["disbursed_vnd"], 2_600_000);
}

#[test]
fn other_areas_see_nothing_and_other_roles_do_nothing() {
    let (home, other, province) = (commune(), commune(), province());
    fund(&home, 3_000_000);
    let waiting = enter(
        &home.finance,
        &voucher("commit", &home.code, "2026-02-01", &[line(PART, 1_000_000)]),
    )
    .expect(201);
    let id = text(&waiting["id"]);
    let outsider = &other.finance.client;
    for path in [
        format!("/budget/vouchers/{id}"),
        format!("/budget/vouchers/{id}/files"),
    ] {
        outsider.get(&path).problem(404);
    }
    approve(&other.approver, &waiting).problem(404);
    for path in [
        "vouchers",
        "lines",
        "tree",
        "execution",
        "units",
        "obligations",
        "settlements",
        "execution?by=unit&form=csv",
    ] {
        let answer = outsider.get(&format!("/budget/{path}"));
        assert_eq!(answer.status, 200, "{answer}");
        for mark in [&id, &home.code, "3000000", "1000000"] {
            assert!(!answer.text().contains(mark), "{path} shows {mark}");
        }
        let within = if path.contains('?') {
            format!("{path}&area=")
        } else {
            format!("{path}?area=")
        };
        let asked = outsider.get(&format!("/budget/{within}{}", home.code));
        assert!(!asked.text().contains("3000000"), "{within}");
    }
    outsider
        .get(&format!("/budget/lines?unit={}", home.code))
        .expect(200)["items"]
        .as_array()
        .expect("lines")
        .is_empty()
        .then_some(())
        .expect("nothing of others");
    enter(
        &other.finance,
        &voucher("commit", &home.code, "2026-02-01", &[line(PART, 1)]),
    )
    .refuses(422, "/unit", "outside_area");
    // Who entered it doesn't post it, finance of the same unit neither; finance above does.
    let problem = approve(&home.finance, &waiting).problem(409);
    assert_eq!(problem["type"], "/problems/same-person");
    let second = world().person(&unique("ns-"), "finance", Some(&home.code));
    let problem = approve(&second, &waiting).problem(409);
    assert_eq!(problem["type"], "/problems/wrong-level");
    approve(&province.second, &waiting).expect(200);
    // Finance has no households, monitors have no money.
    home.finance.client.get("/households").problem(403);
    let monitor = world().person(&unique("ns-"), "monitor", Some(&home.code));
    monitor.client.get("/budget/vouchers").problem(403);
    enter(
        &monitor,
        &voucher("commit", &home.code, "2026-02-01", &[line(PART, 1)]),
    )
    .problem(403);
    let officer = world().person(&unique("ns-"), "officer", Some(&home.code));
    officer.client.get("/budget/vouchers").expect(200);
    enter(
        &officer,
        &voucher("commit", &home.code, "2026-02-01", &[line(PART, 1)]),
    )
    .problem(403);
}

#[test]
fn the_open_budget_is_a_data_package_without_names() {
    let home = commune();
    fund(&home, 7_000_000);
    post(
        &home.finance,
        &home.approver,
        &voucher("commit", &home.code, "2026-02-01", &[line(PART, 2_000_000)]),
    );
    let anybody = world().app.anonymous();
    let package = anybody.get("/public/budget/datapackage.json").expect(200);
    assert_eq!(package["profile"], "fiscal-data-package");
    let resources = package["resources"].as_array().expect("resources");
    let year = resources.iter().find(|r| r["path"] == "2026.csv").expect("2026");
    let fields = year["schema"]["fields"].as_array().expect("fields");
    let csv = anybody.get("/public/budget/2026.csv");
    assert_eq!(csv.status, 200);
    let head = csv.text().lines().next().unwrap_or_default().to_owned();
    let names: Vec<&str> = fields.iter().filter_map(|f| f["name"].as_str()).collect();
    assert_eq!(head, names.join(","));
    assert!(!csv.text().contains("Công ty In") && !csv.text().contains(&home.code));
    for nothing in ["2099.csv", "1.csv", "x", "2026"] {
        anybody.get(&format!("/public/budget/{nothing}")).problem(404);
    }
}

#[test]
fn a_national_administrator_keeps_the_catalogue() {
    let code = format!("{PROJECT}/{}", unique("T").to_uppercase());
    let path = format!("/budget/items/{}", code.replace('/', "%2F"));
    let body = json!({
        "parent": PROJECT, "kind": "sub_project", "name": { "vi": "Thử", "en": "Try" }, "capital": ["recurrent"],
        "first_year": 2026, "legal": { "document": "thử" }, "verified": false, "valid_from": "2026-01-01",
    });
    let admin = &world().admin;
    let put = |body: &Value| admin.request("PUT", &path).json(body).send();
    let mut wrong = body.clone();
    wrong["capital"] = json!(["gold"]);
    put(&wrong).refuses(422, "/capital", "unknown");
    let made = put(&body).expect(201);
    assert_eq!((&made["code"], &made["version"]), (&json!(code), &json!(1)));
    put(&body).problem(409);
    let again = admin
        .request("PUT", &path)
        .if_match(&made["version"])
        .json(&body)
        .send();
    assert_eq!(again.expect(200)["version"], 2);
    let local = world().person(&unique("ns-"), "administrator", Some("20"));
    local.client.request("PUT", &path).json(&body).send().problem(403);
    // An office of the province, which gets money from its committee.
    let office = json!({ "area": "20", "code": unique("S").to_uppercase(), "name": "Sở thử" });
    let made = local.client.post("/budget/units", &office).expect(201);
    local
        .client
        .post("/budget/units", &office)
        .refuses(422, "/code", "taken");
    let province = province();
    let own = |to: Option<&str>| {
        let mut own =
            json!({ "item": "CT2635/SK", "capital": "recurrent", "source": "other", "amount_vnd": 1000 });
        if let Some(to) = to {
            own["to_unit"] = json!(to);
        }
        own
    };
    post(
        &province.finance,
        &province.approver,
        &voucher("grant", "20", "2026-03-01", &[own(None)]),
    );
    let office = text(&made["code"]);
    post(
        &province.finance,
        &province.approver,
        &voucher("allocate", "20", "2026-03-02", &[own(Some(&office))]),
    );
    let lines = province
        .finance
        .client
        .get(&format!("/budget/lines?unit={office}&year=2026"))
        .expect(200);
    assert_eq!(lines["items"][0]["available_vnd"], 1000);
}
