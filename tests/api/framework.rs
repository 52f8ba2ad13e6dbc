//! `/framework…`: the results framework as administrators keep it, in versions, on screen and as a sheet.

use giamngheo_tests::{Answer, Client};
use serde_json::{Value, json};

use crate::support::{INSIDE, text, unique, world};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// An indicator of a code of its own, from a day on.
fn indicator(code: &str, from: &str, numerator: &str) -> Value {
    json!({
        "valid_from": from,
        "indicator": {
            "code": code, "parent": "R1.1", "position": 900,
            "name": { "vi": "Chỉ số thử", "en": "A trial" },
            "definition": { "vi": "Để thử", "en": "For a trial" },
            "unit": { "vi": "hộ", "en": "households" },
            "decimals": 0, "factor": 1, "origin": "computed", "numerator": numerator,
            "frequency": "year", "by": [], "direction": "down", "amber_percent": 10,
            "responsible": { "vi": "Phòng thử", "en": "Trial office" },
            "legal": { "document": "Văn bản thử" }, "verified": false
        }
    })
}

fn put(client: &Client, code: &str, version: i64, body: &Value) -> Answer {
    client
        .request("PUT", &format!("/framework/items/indicator/{code}"))
        .if_match(&json!(version))
        .json(body)
        .send()
}

fn end(client: &Client, item: &str, version: i64, on: &str) -> Answer {
    client
        .request("POST", &format!("/framework/items/{item}/ending"))
        .if_match(&json!(version))
        .json(&json!({ "on": on }))
        .send()
}

fn made(numerator: &str) -> String {
    let code = unique("T");
    let body = indicator(&code, "2023-01-01", numerator);
    world().admin.post("/framework/items", &body).expect(201);
    code
}

/// The item as it holds on a day; null when it doesn't.
fn on(day: &str, code: &str) -> Value {
    let tree = world().admin.get(&format!("/framework?on={day}")).expect(200);
    let mut found = tree["items"].as_array().into_iter().flatten();
    found.find(|i| i["code"] == code).cloned().unwrap_or(Value::Null)
}

#[test]
fn the_shipped_framework_is_a_tree() {
    let tree = world().admin.get("/framework?on=2022-12-31").expect(200);
    let items = tree["items"].as_array().expect("items");
    let mut above: Vec<&str> = Vec::new();
    for item in items {
        let kind = item["kind"].as_str().expect("a kind");
        let body = &item[kind];
        assert_eq!(body["code"], item["code"]);
        if let Some(parent) = body["parent"].as_str() {
            assert!(above.contains(&parent), "{item} comes before {parent}");
        }
        above.push(item["code"].as_str().expect("a code"));
    }
    for code in ["CT2125", "O5", "R5.3", "I1.1", "I2.12", "I5.5", "poor_districts"] {
        assert!(above.contains(&code), "{code} is missing");
    }
    assert_eq!(on("2021-12-31", "I1.1"), Value::Null);
    world().admin.get("/framework?on=1800-01-01").problem(400);
    world().admin.get("/framework?on=hom-qua").problem(400);
    // Everything in it is marked as not yet checked against the law's text.
    assert!(
        items
            .iter()
            .all(|i| i[i["kind"].as_str().unwrap_or("")]["verified"] == false)
    );
}

#[test]
fn a_new_version_holds_from_its_day_on() {
    let admin = &world().admin;
    let code = made("households");
    let mut next = indicator(&code, "2026-07-01", "members");
    next["indicator"]["name"]["vi"] = json!("Tên khác");
    let answer = put(admin, &code, 1, &next);
    assert_eq!(answer.expect(200)["version"], 2);
    assert_eq!(answer.header("etag"), "\"2\"");
    assert_eq!(on("2022-12-31", &code), Value::Null);
    let before = on("2026-06-30", &code);
    assert_eq!(before["indicator"]["numerator"], "households");
    assert_eq!(before["valid_to"], "2026-07-01");
    let after = on("2026-07-01", &code);
    assert_eq!(after["indicator"]["name"]["vi"], "Tên khác");
    assert_eq!(after["shipped"], false);

    // One from the same day on leaves the one before no day; an earlier one is refused.
    next["indicator"]["numerator"] = json!("members + 1");
    assert_eq!(put(admin, &code, 2, &next).expect(200)["version"], 3);
    assert_eq!(on("2026-07-01", &code)["version"], 3);
    let early = indicator(&code, "2026-06-30", "members");
    put(admin, &code, 3, &early).refuses(422, "/valid_from", "before_version");

    let path = format!("/framework/items/indicator/{code}/versions");
    let versions = admin.get(&path).expect(200);
    let numbers: Vec<i64> = versions
        .as_array()
        .into_iter()
        .flatten()
        .map(|v| v["version"].as_i64().unwrap_or(0))
        .collect();
    assert_eq!(numbers, [3, 2, 1]);
    assert!(versions[0]["created_by"].is_string());
    let shipped = admin
        .get("/framework/items/area_group/poor_districts/versions")
        .expect(200);
    assert_eq!(shipped[0]["created_by"], Value::Null);
    admin
        .get("/framework/items/indicator/KHONGCO/versions")
        .problem(404);
    admin.get("/framework/items/nothing/I1.1/versions").problem(404);
}

#[test]
fn two_editors_do_not_both_win() {
    let admin = &world().admin;
    let code = made("households");
    let next = indicator(&code, "2026-01-01", "members");
    let path = format!("/framework/items/indicator/{code}");
    admin.request("PUT", &path).json(&next).send().problem(428);
    let both: Vec<u16> = std::thread::scope(|scope| {
        let each: Vec<_> = (0..2)
            .map(|_| scope.spawn(|| put(admin, &code, 1, &next).status))
            .collect();
        each.into_iter().map(|t| t.join().expect("it ended")).collect()
    });
    assert!(both == [200, 412] || both == [412, 200], "{both:?}");
    assert_eq!(put(admin, &code, 1, &next).problem(412)["current_version"], 2);
    admin.post("/framework/items", &next).problem(409);
    let nobody = unique("T");
    put(admin, &nobody, 1, &indicator(&nobody, "2026-01-01", "members")).problem(404);
    put(admin, &code, 2, &indicator("I1.1", "2026-01-01", "members")).refuses(
        422,
        "/indicator/code",
        "another_code",
    );
}

#[test]
fn what_makes_no_sense_is_told_at_its_place() {
    let admin = &world().admin;
    let refused = |change: &dyn Fn(&mut Value), pointer: &str, code: &str, at: Value| {
        let mut body = indicator(&unique("T"), "2026-01-01", "households");
        change(&mut body["indicator"]);
        admin.post("/framework/items", &body).refuses(422, pointer, code);
        let check = admin.post("/framework/check", &body).expect(200);
        assert_eq!(check["good"], false);
        let told = check["faults"].as_array().into_iter().flatten();
        assert!(
            told.clone()
                .any(|f| f["pointer"] == pointer && f["code"] == code && f["at"] == at),
            "{check}"
        );
    };
    let numerator = "/indicator/numerator";
    let formula = |text: &'static str| move |i: &mut Value| i["numerator"] = json!(text);
    refused(&formula("households +"), numerator, "syntax", json!(12));
    refused(&formula("1 + ộ"), numerator, "syntax", json!(4));
    refused(&formula("1 + familien"), numerator, "unknown_measure", json!(4));
    refused(
        &formula("households[class=rich]"),
        numerator,
        "unknown_value",
        json!(17),
    );
    refused(
        &formula("households[group=nowhere]"),
        numerator,
        "unknown_value",
        json!(17),
    );
    refused(&formula("2 * #I9.9"), numerator, "unknown_indicator", json!(4));
    refused(&formula("$r1.c1"), numerator, "no_cells", json!(0));
    refused(
        &|i| i["decimals"] = json!(7),
        "/indicator/decimals",
        "out_of_range",
        Value::Null,
    );
    refused(
        &|i| i["factor"] = json!(0),
        "/indicator/factor",
        "out_of_range",
        Value::Null,
    );
    refused(
        &|i| i["parent"] = json!("R9"),
        "/indicator/parent",
        "unknown_parent",
        Value::Null,
    );
    refused(
        &|i| i["code"] = json!("1 a"),
        "/indicator/code",
        "bad_code",
        Value::Null,
    );
    refused(
        &|i| i["name"]["vi"] = json!(" "),
        "/indicator/name/vi",
        "missing",
        Value::Null,
    );
    refused(
        &|i| i["by"] = json!(["sex", "sex"]),
        "/indicator/by/1",
        "unknown_dimension",
        Value::Null,
    );
    let range = json!({ "min": "2", "max": "1" });
    refused(
        &|i| i["range"] = range.clone(),
        "/indicator/range",
        "out_of_range",
        Value::Null,
    );

    // Of another shape, or with no item or two.
    let mut body = indicator(&unique("T"), "2026-01-01", "households");
    body["indicator"]["frequency"] = json!("week");
    admin
        .post("/framework/items", &body)
        .refuses(422, "/indicator/frequency", "wrong_type");
    admin
        .post("/framework/items", &json!({ "valid_from": "2026-01-01" }))
        .refuses(422, "", "missing");
    let mut two = indicator(&unique("T"), "2026-01-01", "households");
    two["result"] = json!({ "code": "R9", "parent": "O1", "name": { "vi": "a", "en": "a" }, "legal": { "document": "a" }, "verified": false });
    admin.post("/framework/items", &two).refuses(422, "", "several");
    let early = indicator(&unique("T"), "1800-01-01", "households");
    admin
        .post("/framework/items", &early)
        .refuses(422, "/valid_from", "out_of_range");
    // Nothing of it was kept.
    assert_eq!(on("2026-01-01", "R9"), Value::Null);
}

#[test]
fn a_circle_is_named_by_its_path() {
    let admin = &world().admin;
    let first = made("households");
    let second = made(&format!("#{first} * 2"));
    let third = made(&format!("previous(#{second})"));
    let round = indicator(&first, "2026-01-01", &format!("1 + #{third}"));
    let answer = put(admin, &first, 1, &round);
    let problem = answer.refuses(422, "/indicator/numerator", "circular");
    let told = text(&problem["errors"][0]["detail"]);
    for code in [&first, &second, &third] {
        assert!(told.contains(&format!("#{code}")), "{told}");
    }
    let check = admin.post("/framework/check", &round).expect(200);
    let fault = &check["faults"][0];
    assert_eq!(
        (&fault["code"], &fault["at"]),
        (&json!("circular"), &json!(4)),
        "{check}"
    );
    assert_eq!(fault["circle"].as_array().map(Vec::len), Some(4));
    // The same formula without the circle is good.
    let good = admin
        .post("/framework/check", &indicator(&first, "2026-01-01", "members"))
        .expect(200);
    assert_eq!(good, json!({ "good": true, "faults": [] }));
}

#[test]
fn headings_and_area_groups_are_items_too() {
    let admin = &world().admin;
    let words = json!({ "vi": "Tên", "en": "Name" });
    let legal = json!({ "document": "Văn bản thử", "article": "Điều 1" });
    let heading = |code: &str, parent: Option<&str>| json!({ "code": code, "parent": parent, "name": words, "legal": legal, "verified": true });
    let (programme, objective, result) = (unique("CT"), unique("O"), unique("R"));
    let make = |kind: &str, item: Value| {
        let mut body = json!({ "valid_from": "2026-01-01" });
        body[kind] = item;
        admin.post("/framework/items", &body)
    };
    make("objective", heading(&objective, Some(&programme))).refuses(
        422,
        "/objective/parent",
        "unknown_parent",
    );
    make("programme", heading(&programme, None)).expect(201);
    make("objective", heading(&objective, Some(&programme))).expect(201);
    make("objective", heading(&unique("O"), None)).refuses(422, "/objective/parent", "missing");
    make("result", heading(&result, Some(&programme))).refuses(422, "/result/parent", "unknown_parent");
    make("result", heading(&result, Some(&objective))).expect(201);
    make("result", heading(&objective, Some(&objective))).refuses(422, "/result/code", "taken");
    make("programme", heading(&unique("CT"), Some("CT2125"))).refuses(422, "/programme/parent", "no_parent");

    let group = |code: &str, area: &str, day: &str| json!({ "code": code, "name": words, "members": [{ "area": area, "on": day }], "legal": legal, "verified": false });
    let code = unique("g");
    make("area_group", group(&code, "184", "2025-12-31")).refuses(
        422,
        "/area_group/members/0/area",
        "unknown_area",
    );
    make("area_group", group(&code, "99999", "2026-01-01")).refuses(
        422,
        "/area_group/members/0/area",
        "unknown_area",
    );
    make("area_group", group("a.b", "184", "2024-01-01")).refuses(422, "/area_group/code", "bad_code");
    make("area_group", group(&code, "184", "2024-01-01")).expect(201);
    let measures = admin.get("/framework/measures").expect(200);
    let dimensions = measures["dimensions"].as_array().into_iter().flatten();
    let values = |wanted: &str| {
        dimensions
            .clone()
            .find(|d| d["code"] == wanted)
            .map(|d| d["values"].to_string())
    };
    assert!(values("group").is_some_and(|v| v.contains(&code)));
    assert!(values("class").is_some_and(|v| v.contains("Hộ cận nghèo")));
    assert!(measures["measures"].to_string().contains("deprived_households"));
}

#[test]
fn nothing_in_use_ends() {
    let admin = &world().admin;
    let first = made("households");
    let second = made(&format!("#{first}"));
    let item = format!("indicator/{first}");
    let refused = end(admin, &item, 1, "2026-01-01").problem(409);
    assert_eq!(refused["type"], "/problems/in-use");
    assert!(text(&refused["detail"]).contains(&second), "{refused}");
    let parent = end(admin, "result/R1.1", 1, "2026-01-01").problem(409);
    assert!(text(&parent["detail"]).contains("I1.1"), "{parent}");
    let group = end(admin, "area_group/poor_districts", 1, "2026-01-01").problem(409);
    assert!(text(&group["detail"]).contains("I3.1"), "{group}");
    let form = end(admin, "indicator/I4.4", 1, "2026-01-01").problem(409);
    assert!(text(&form["detail"]).contains("biểu mẫu TT10-2022-M01"), "{form}");

    let user = format!("indicator/{second}");
    admin
        .post(
            &format!("/framework/items/{user}/ending"),
            &json!({ "on": "2026-01-01" }),
        )
        .problem(428);
    end(admin, &user, 2, "2026-01-01").problem(412);
    end(admin, &user, 1, "2022-01-01").refuses(422, "/on", "before_version");
    assert_eq!(
        end(admin, &user, 1, "2026-01-01").expect(200)["valid_to"],
        "2026-01-01"
    );
    assert_eq!(end(admin, &user, 1, "2027-01-01").problem(409)["state"], "ended");
    // It is still in use on days before.
    end(admin, &item, 1, "2025-12-31").problem(409);
    end(admin, &item, 1, "2026-01-01").expect(200);
    assert_eq!(on("2025-12-31", &first)["version"], 1);
    assert_eq!(on("2026-01-01", &first), Value::Null);
    // What has ended comes back by a new version, and not before what it needs.
    put(
        admin,
        &second,
        1,
        &indicator(&second, "2027-01-01", &format!("#{first}")),
    )
    .refuses(422, "/indicator/numerator", "unknown_indicator");
    put(admin, &first, 1, &indicator(&first, "2027-01-01", "members")).expect(200);
    assert_eq!(on("2026-06-01", &first), Value::Null);
    assert_eq!(on("2027-01-01", &first)["version"], 2);
}

#[test]
fn only_national_administrators_change_it() {
    let world = world();
    let body = indicator(&unique("T"), "2026-01-01", "households");
    for area in ["20", INSIDE] {
        let admin = world.person(&unique("kk-"), "administrator", Some(area)).client;
        assert_eq!(
            admin.post("/framework/items", &body).problem(403)["type"],
            "/problems/not-national"
        );
        put(&admin, "I1.1", 1, &indicator("I1.1", "2026-01-01", "households")).problem(403);
        end(&admin, "indicator/I1.1", 1, "2026-01-01").problem(403);
        let sheet = admin
            .request("POST", "/framework/import?dry_run=false")
            .body("text/csv", "kind,code\n");
        assert_eq!(sheet.send().problem(403)["type"], "/problems/not-national");
        // He may read it, and try a formula.
        admin.get("/framework").expect(200);
        admin.post("/framework/check", &body).expect(200);
    }
    for role in ["officer", "monitor", "viewer"] {
        let person = world.person(&unique("kk-"), role, None).client;
        person.get("/framework").expect(200);
        person.get("/framework/measures").expect(200);
        person.post("/framework/items", &body).problem(403);
        person.post("/framework/check", &body).problem(403);
    }
    let enumerator = world.person(&unique("kk-"), "enumerator", Some(INSIDE)).client;
    enumerator.get("/framework").problem(403);
}

/// A sheet's rows, the first with titles, the second with codes.
fn rows(csv_text: &[u8]) -> Vec<Vec<String>> {
    let text = csv_text.strip_prefix(b"\xef\xbb\xbf").expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let records = reader.records().map(|r| r.expect("a row"));
    records.map(|r| r.iter().map(str::to_owned).collect()).collect()
}

fn bytes(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("a row");
    }
    writer.into_inner().expect("bytes")
}

fn import(dry_run: bool, sheet: impl Into<Vec<u8>>) -> Answer {
    world()
        .admin
        .request("POST", &format!("/framework/import?dry_run={dry_run}"))
        .body("application/octet-stream", sheet)
        .send()
}

fn exported(accept: &str) -> Answer {
    let answer = world()
        .admin
        .request("GET", "/framework")
        .header("accept", accept)
        .send();
    assert_eq!(answer.status, 200, "{answer}");
    assert!(answer.header("content-type").starts_with(accept), "{answer}");
    assert!(answer.header("content-disposition").contains("khung-ket-qua"));
    answer
}

/// The cell of an item in a column.
fn cell<'a>(rows: &'a mut [Vec<String>], item: &str, column: &str) -> &'a mut String {
    let at = rows[1].iter().position(|c| c == column).expect("the column");
    let row = rows.iter_mut().find(|r| r[1] == item).expect("the item's row");
    &mut row[at]
}

#[test]
fn a_sheet_goes_out_and_comes_in_again() {
    for accept in ["text/csv", XLSX] {
        let again = import(true, exported(accept).body).expect(200);
        assert_eq!(again["kept"], false);
        assert_eq!(
            (&again["new"], &again["changed"]),
            (&json!([]), &json!([])),
            "{accept}: {again}"
        );
        assert_eq!(again["problems"], json!([]), "{accept}");
        assert!(
            again["same"].as_u64().is_some_and(|n| n >= 70),
            "{accept}: {again}"
        );
    }
    // One cell, and a new row.
    let code = made("-#I1.1 + 1");
    let other = unique("T");
    let mut sheet = rows(&exported("text/csv").body);
    assert_eq!(
        cell(&mut sheet, &code, "numerator"),
        "'-#I1.1 + 1",
        "a formula for the spreadsheet"
    );
    let mut new = sheet.iter().find(|r| r[1] == code).expect("its row").clone();
    *cell(&mut sheet, &code, "name_vi") = "Tên sửa trong bảng tính".into();
    *cell(&mut sheet, &code, "valid_from") = "01/02/2026".into();
    new[1].clone_from(&other);
    new[2].clear();
    sheet.push(new);
    let told = import(true, bytes(&sheet)).expect(200);
    assert_eq!(told["problems"], json!([]));
    assert_eq!(told["changed"].as_array().map(Vec::len), Some(1), "{told}");
    let change = &told["changed"][0];
    assert_eq!(
        (&change["code"], &change["valid_from"]),
        (&json!(code), &json!("2026-02-01"))
    );
    let cells: Vec<&Value> = change["cells"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|c| &c["field"])
        .collect();
    assert_eq!(cells, ["valid_from", "name_vi"]);
    assert_eq!(told["new"][0]["code"], json!(other));
    assert_eq!(on("2026-02-01", &code)["version"], 1, "a dry run kept something");

    let kept = import(false, bytes(&sheet)).expect(200);
    assert_eq!(kept["kept"], true);
    assert_eq!(
        on("2026-02-01", &code)["indicator"]["name"]["vi"],
        "Tên sửa trong bảng tính"
    );
    assert_eq!(on("2026-01-31", &code)["version"], 1);
    assert_eq!(on("2026-01-31", &other)["indicator"]["numerator"], "-#I1.1 + 1");
    // The same sheet once more: its versions are not the last ones any more.
    let stale = import(true, bytes(&sheet)).expect(200);
    let codes: Vec<&Value> = stale["problems"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|p| &p["code"])
        .collect();
    assert_eq!(codes, ["stale", "taken"], "{stale}");
}

#[test]
fn every_bad_cell_is_named_and_nothing_is_kept() {
    let code = made("households");
    let mut sheet = rows(&exported("text/csv").body);
    *cell(&mut sheet, &code, "name_en") = "Changed all the same".into();
    *cell(&mut sheet, "I1.1", "frequency") = "tuần".into();
    *cell(&mut sheet, "I1.2", "numerator") = "=SUM(A1:A9)".into();
    *cell(&mut sheet, "I1.3", "decimals") = "hai".into();
    *cell(&mut sheet, "I1.4", "numerator") = "#I1.4".into();
    *cell(&mut sheet, "I1.5", "valid_from") = "31/02/2026".into();
    *cell(&mut sheet, "I1.6", "range_min") = "nhiều".into();
    *cell(&mut sheet, "I1.7", "version") = "9".into();
    *cell(&mut sheet, "O1", "unit_vi") = "%".into();
    *cell(&mut sheet, "poor_districts", "members") = "99999@2022-10-01".into();
    *cell(&mut sheet, "I4.2", "entry_level") = "huyện".into();
    *cell(&mut sheet, "I4.3", "by") = "tuổi".into();
    let twice = sheet.iter().find(|r| r[1] == "I5.5").expect("its row").clone();
    sheet.push(twice);
    let told = import(true, bytes(&sheet)).expect(200);
    let place = |item: &str| sheet.iter().position(|r| r[1] == item).expect("its row") + 1;
    let problems = told["problems"].as_array().expect("problems");
    let check = |row: usize, field: &str, code: &str| {
        let found = problems
            .iter()
            .find(|p| p["row"] == json!(row) && p["field"] == field && p["code"] == code);
        let found = found.unwrap_or_else(|| panic!("{field} {code} in row {row}: {told}"));
        assert!(found["column"].as_str().is_some_and(|c| !c.is_empty()));
        assert!(found["detail"].as_str().is_some_and(|d| !d.is_empty()));
    };
    check(place("I1.1"), "frequency", "unknown_value");
    check(place("I1.2"), "numerator", "syntax");
    check(place("I1.3"), "decimals", "not_a_number");
    check(place("I1.4"), "numerator", "circular");
    check(place("I1.5"), "valid_from", "not_a_date");
    check(place("I1.6"), "range_min", "not_a_number");
    check(place("I1.7"), "version", "unknown_version");
    check(place("O1"), "unit_vi", "not_applicable");
    check(place("poor_districts"), "members", "unknown_area");
    check(place("I4.2"), "entry_level", "unknown_value");
    check(place("I4.3"), "by", "unknown_dimension");
    check(sheet.len(), "code", "twice");
    assert_eq!(problems.len(), 12, "{told}");
    let value = problems
        .iter()
        .find(|p| p["code"] == "not_a_number" && p["field"] == "decimals");
    assert_eq!(value.map(|p| &p["value"]), Some(&json!("hai")));

    let pointer = format!("/rows/{}/frequency", place("I1.1"));
    import(false, bytes(&sheet)).refuses(422, &pointer, "unknown_value");
    assert_eq!(on("2026-01-01", &code)["version"], 1, "a part of it was kept");

    // Columns are found by their codes wherever they stand, but none may be missing.
    let mut less = rows(&exported("text/csv").body);
    for row in &mut less {
        row.remove(6);
    }
    assert_eq!(
        import(true, bytes(&less)).expect(200)["problems"][0]["code"],
        "missing_column"
    );
    let mut moved = rows(&exported("text/csv").body);
    for row in &mut moved {
        row.rotate_left(3);
    }
    assert_eq!(import(true, bytes(&moved)).expect(200)["problems"], json!([]));
}

#[test]
fn what_is_no_sheet_is_refused() {
    import(true, b"".to_vec()).refuses(422, "/file", "empty");
    import(true, b"\n \n".to_vec()).refuses(422, "/file", "empty");
    import(true, b"%PDF-1.7 x".to_vec()).refuses(422, "/file", "unsupported_type");
    import(true, b"{\"kind\": \"indicator\"}".to_vec()).refuses(422, "/file", "unsupported_type");
    import(true, b"PK\x03\x04 no archive".to_vec()).refuses(422, "/file", "damaged");
    import(true, b"kind,code\n\xff\xfe,x\n".to_vec()).refuses(422, "/file", "bad_encoding");
    import(true, vec![b'x'; 6 << 20]).problem(413);
    import(true, "a,b\n".repeat(3001)).refuses(422, "/file", "too_many_rows");
    // A list of households is a sheet, but not of the framework.
    let told = import(true, giamngheo_tests::data("danh_sach_ra_soat_2024.xlsx")).expect(200);
    assert_eq!(told["problems"][0]["code"], "no_header");
    import(false, giamngheo_tests::data("households.csv")).problem(422);
    world()
        .admin
        .request("POST", "/framework/import?dry_run=maybe")
        .body("text/csv", "x")
        .send()
        .problem(400);
}
