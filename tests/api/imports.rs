//! `/imports…`, `/import-fields`, `/import-mappings`: files coming in.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use giamngheo_tests::{Answer, Client, Settings, TestApp, data};
use serde_json::{Value, json};

use crate::support::{OUTSIDE, take_password, text, unique, world};

const SHEET: &str = "danh_sach_ra_soat_2024.xlsx";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Xã Văn Lãng, which took in Xã Thành Hòa (06163) of the officers' sheet.
const VAN_LANG: &str = "06154";

pub fn send(client: &Client, query: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    client
        .request("POST", &format!("/imports?{query}"))
        .body("application/octet-stream", bytes)
        .send()
}

const INDICATORS: &str = "employment,dependents,nutrition,health_insurance,adult_education,child_schooling,\
                          housing_quality,floor_area,water,toilet,telecoms,information_devices";

/// A machine-friendly list: one `code,commune,head,b1` a household, surveyed in January 2026, deprived of nothing.
pub fn list<'a>(households: impl IntoIterator<Item = (&'a str, &'a str, &'a str, u32)>) -> String {
    let marks = ",0".repeat(12);
    let rows = households
        .into_iter()
        .map(|(code, commune, head, b1)| format!("{code},{commune},{head},2026-01-10,{b1}{marks}"));
    let header = format!("external_id,commune_code,head_name,survey_date,b1_score,{INDICATORS}");
    let lines: Vec<String> = std::iter::once(header).chain(rows).collect();
    lines.join("\n")
}

/// A small list for a commune, uploaded and not run. Returns the import's id.
pub fn upload(client: &Client, commune: &str) -> String {
    let file = list([("MT-1", commune, "Nông Thị Tệp", 200)]);
    text(
        &send(
            client,
            &format!("filename=ds.csv&area={commune}&surveyed_on=2026-01-10"),
            file,
        )
        .expect(201)["id"],
    )
}

/// Runs an import and waits for its end.
pub fn run(client: &Client, id: &str, body: &Value) -> Value {
    client.post(&format!("/imports/{id}/run"), body).expect(202);
    ended(client, id)
}

/// An officer on a server that nobody else uses.
fn officer_of(app: &TestApp, area: &str) -> Client {
    let first = app.first_password.clone().expect("a first password");
    let admin = take_password(app, "admin", &first);
    let grants = json!([{ "role": "officer", "area": area }]);
    let made = admin
        .post(
            "/users",
            &json!({ "username": "lon", "full_name": "Cán Bộ", "grants": grants }),
        )
        .expect(201);
    take_password(app, "lon", &text(&made["initial_password"]))
}

pub fn ended(client: &Client, id: &str) -> Value {
    let began = Instant::now();
    loop {
        let import = client.get(&format!("/imports/{id}")).expect(200);
        match import["state"].as_str() {
            Some("running" | "queued") => {
                assert!(began.elapsed() < Duration::from_mins(3), "no end: {import}");
            }
            _ => return import,
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn total(client: &Client, query: &str) -> i64 {
    client
        .get(&format!("/households?count=true&limit=1{query}"))
        .expect(200)["total"]
        .as_i64()
        .expect("a total")
}

#[test]
fn the_officers_sheet_from_upload_to_classes() {
    let app = TestApp::real();
    let officer = officer_of(&app, VAN_LANG);
    let truth: Value = serde_json::from_slice(&data("truth.json")).expect("JSON");
    let (bad, good): (Vec<&Value>, Vec<&Value>) = truth["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .partition(|r| !r["error"].is_null());

    let import = send(&officer, &format!("filename={SHEET}"), data(SHEET)).expect(201);
    assert_eq!(import["state"], "ready");
    assert_eq!(
        import["area"]["code"], "06163",
        "the commune is named by the title"
    );
    assert_eq!(
        import["surveyed_on"], "2024-12-31",
        "the year is named by the title"
    );
    assert_eq!(import["missing_required"], json!([]));
    assert_eq!(import["sheets"][0]["header_row"], 6);
    let id = text(&import["id"]);

    let before = total(&officer, "&status=all");
    let checked = run(&officer, &id, &json!({ "mode": "dry_run" }));
    assert_eq!(checked["state"], "checked", "{checked}");
    assert_eq!(
        (
            checked["result"]["rows"].as_u64(),
            checked["result"]["bad_rows"].as_u64()
        ),
        (Some(60), Some(bad.len() as u64))
    );
    assert_eq!(total(&officer, "&status=all"), before, "a dry run keeps nothing");

    // Each bad row of the truth is told with its row, field and reason in both languages, and no other.
    let problems = officer.all(&format!("/imports/{id}/errors?limit=7"));
    let mut told = BTreeMap::new();
    for p in problems.iter().filter(|p| p["severity"] == "error") {
        for field in ["sheet", "column_letter", "code", "vi", "en"] {
            assert!(
                p[field].as_str().is_some_and(|t| !t.is_empty()),
                "{p}: no {field}"
            );
        }
        told.insert(
            p["row"].as_u64().expect("a row"),
            (text(&p["field"]), text(&p["code"])),
        );
    }
    let expected: BTreeMap<u64, (String, String)> = bad
        .iter()
        .map(|r| {
            (
                r["row"].as_u64().expect("a row"),
                (text(&r["error"][0]), text(&r["error"][1]).replace(' ', "_")),
            )
        })
        .collect();
    assert_eq!(told, expected);
    let marked = officer
        .request("GET", &format!("/imports/{id}/errors"))
        .header("accept", XLSX)
        .send();
    assert_eq!((marked.status, marked.header("content-type")), (200, XLSX));
    assert!(marked.body.starts_with(b"PK"));

    let rejected = run(&officer, &id, &json!({ "mode": "all_or_nothing" }));
    assert_eq!(rejected["state"], "rejected", "{rejected}");
    assert_eq!(
        total(&officer, "&status=all"),
        before,
        "all or nothing kept something"
    );

    let done = run(&officer, &id, &json!({ "mode": "good_rows" }));
    assert_eq!(done["state"], "done", "{done}");
    assert_eq!(done["result"]["new"].as_u64(), Some(good.len() as u64));
    let kept = officer.all("/households?year=2024&area=06163&limit=500");
    assert_eq!(kept.len(), good.len());
    for row in &good {
        let found: Vec<&Value> = kept
            .iter()
            .filter(|h| h["head_name"] == row["head_name"] && h["b1"] == row["b1"])
            .collect();
        assert_eq!(found.len(), 1, "{row}");
        let class = match text(&row["class"]).as_str() {
            // The truth knows no class above near-poor.
            "not_poor" => ["average", "other"].to_vec(),
            "poor" => ["poor"].to_vec(),
            _ => ["near_poor"].to_vec(),
        };
        assert!(
            class.iter().any(|c| found[0]["class"] == *c),
            "{row}: {}",
            found[0]
        );
        assert_eq!(found[0]["deprivations"], row["deprivations"], "{row}");
        assert_eq!(found[0]["member_count"], row["members"], "{row}");
        assert_eq!(found[0]["village"]["name"], row["village"], "{row}");
    }
    let row = good
        .iter()
        .find(|r| r["citizen_id"].is_string())
        .expect("a citizen ID");
    let found = officer
        .get(&format!("/households?citizen_id={}", text(&row["citizen_id"])))
        .expect(200);
    assert_eq!(
        found["items"][0]["head_name"], row["head_name"],
        "a citizen ID that Excel cut is found whole"
    );

    // The same file again, as a new upload: nothing changes.
    let again = text(&send(&officer, &format!("filename={SHEET}"), data(SHEET)).expect(201)["id"]);
    let again = run(&officer, &again, &json!({ "mode": "good_rows" }));
    let result = &again["result"];
    assert_eq!(
        (result["new"].as_i64(), result["changed"].as_i64()),
        (Some(0), Some(0)),
        "{result}"
    );
    assert_eq!(result["same"].as_u64(), Some(good.len() as u64));
    assert_eq!(officer.all("/households?year=2024&area=06163&limit=500"), kept);
    // The totals say the same.
    let overview = officer.get("/overview?year=2024&area=06163").expect(200);
    let count = |class: &str| good.iter().filter(|r| r["class"] == class).count() as u64;
    assert_eq!(overview["counts"]["poor"].as_u64(), Some(count("poor")));
    assert_eq!(overview["counts"]["near_poor"].as_u64(), Some(count("near_poor")));
    assert_eq!(overview["counts"]["households"].as_u64(), Some(good.len() as u64));
}

#[test]
fn the_machine_friendly_pair() {
    let world = world();
    let province = world.person(&unique("cap-"), "officer", Some("20")).client;
    let file = |name: &str| {
        let id = text(&send(&province, &format!("filename={name}"), data(name)).expect(201)["id"]);
        let done = run(&province, &id, &json!({ "mode": "all_or_nothing" }));
        assert_eq!(
            done["state"],
            "done",
            "{name}: {} {}",
            done["result"],
            province.get(&format!("/imports/{id}/errors")).text()
        );
        done["result"].clone()
    };
    let households = file("households.csv");
    assert_eq!(
        (households["rows"].as_i64(), households["new"].as_i64()),
        (Some(500), Some(500))
    );
    let members = file("members.csv");
    assert_eq!(members["rows"].as_i64(), Some(1755));
    let again = file("households.csv");
    assert_eq!(
        (again["new"].as_i64(), again["changed"].as_i64()),
        (Some(0), Some(0)),
        "{again}"
    );
    let again = file("members.csv");
    assert_eq!(
        (again["new"].as_i64(), again["changed"].as_i64()),
        (Some(0), Some(0)),
        "{again}"
    );
    let one = province
        .all("/households?year=2024&limit=500")
        .into_iter()
        .find(|h| h["external_id"] == "LS-2024-000001");
    let one = one.expect("the first household");
    let whole = province
        .get(&format!("/households/{}", text(&one["id"])))
        .expect(200);
    let names: Vec<_> = whole["members"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|m| text(&m["name"]))
        .collect();
    assert!(names.contains(&"Phùng Ngọc Hạnh".to_owned()), "{names:?}");
    assert_eq!(
        (&one["b1"], &one["deprivations"]),
        (&json!(185), &json!(["nutrition", "floor_area", "toilet"]))
    );
}

#[test]
fn a_file_reaches_no_further_than_its_sender() {
    let world = world();
    let officer = world.person(&unique("nhap-"), "officer", Some(VAN_LANG)).client;
    let code = unique("NG-");
    let file = list([(code.as_str(), OUTSIDE, "Người Ngoài", 200)]);
    let id = text(&send(&officer, "filename=ngoai.csv&surveyed_on=2026-01-10", file).expect(201)["id"]);
    let ended = run(&officer, &id, &json!({ "mode": "good_rows" }));
    assert_eq!(
        (
            ended["result"]["new"].as_i64(),
            ended["result"]["bad_rows"].as_i64()
        ),
        (Some(0), Some(1)),
        "{ended}"
    );
    let there = world.person(&unique("nhap-"), "officer", Some(OUTSIDE)).client;
    assert_eq!(total(&there, "&q=nguoi%20ngoai"), 0);
    let answer = send(
        &officer,
        &format!("filename=a.csv&area={OUTSIDE}"),
        list([("A", OUTSIDE, "B", 1)]),
    );
    answer.refuses(422, "/area", "unknown");
}

#[test]
fn a_mapping_can_be_corrected_and_saved() {
    let officer = world().person(&unique("nhap-"), "officer", Some(VAN_LANG)).client;
    let code = unique("MAP-");
    // A column whose header nobody could recognise.
    let file = list([(code.as_str(), VAN_LANG, "Lương Thị Cột", 77)]).replace("b1_score", "cột lạ");
    let import = send(
        &officer,
        &format!("filename=la.csv&area={VAN_LANG}&surveyed_on=2026-01-10"),
        file,
    )
    .expect(201);
    let mut mapping = import["mapping"].clone();
    mapping["columns"]["4"] = json!("b1_score");
    let id = text(&import["id"]);
    let order = |mapping: &Value| {
        officer.post(
            &format!("/imports/{id}/run"),
            &json!({ "mode": "dry_run", "mapping": mapping }),
        )
    };
    let mut wrong = mapping.clone();
    wrong["columns"]["4"] = json!("colour");
    order(&wrong).refuses(422, "/mapping/columns/4", "unknown");
    let name = unique("Mẫu ");
    let saved = officer
        .post("/import-mappings", &json!({ "name": name, "mapping": mapping }))
        .expect(201);
    let list = officer.get("/import-mappings").expect(200);
    let found = list
        .as_array()
        .into_iter()
        .flatten()
        .find(|m| m["id"] == saved["id"])
        .expect("it is listed");
    let ended = run(
        &officer,
        &id,
        &json!({ "mode": "dry_run", "mapping": found["mapping"] }),
    );
    assert_eq!(ended["mapping"]["columns"]["4"], "b1_score");
    let path = format!("/import-mappings/{}", text(&saved["id"]));
    officer.request("DELETE", &path).send().expect(204);
    officer.request("DELETE", &path).send().problem(404);
}

#[test]
fn what_is_no_list_is_refused_with_a_sentence() {
    let officer = world().person(&unique("nhap-"), "officer", Some(VAN_LANG)).client;
    let refused = std::cell::RefCell::new(Vec::new());
    let check = |name: &str, bytes: Vec<u8>| {
        refused.borrow_mut().push(name.to_owned());
        let answer = send(&officer, &format!("filename={name}"), bytes);
        let problem = answer.problem(422);
        assert_eq!(problem["errors"][0]["pointer"], "/file", "{answer}");
        assert!(text(&problem["detail"]).ends_with('.'), "{answer}");
    };
    let sheet = data(SHEET);
    check("rong.xlsx", Vec::new());
    check("rong.csv", b" \n\n ".to_vec());
    check("anh.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec());
    check("khac.csv", b"Ten,Tuoi\nAn,3\n".to_vec());
    check("hong.xlsx", sheet[..sheet.len() / 2].to_vec());
    let mut torn = sheet.clone();
    for byte in torn.iter_mut().skip(200).step_by(7) {
        *byte ^= 0x55;
    }
    check("hong.xlsx", torn);
    check("cu.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook".to_vec());
    check(
        "macro.xlsm",
        archive(&[
            ("xl/workbook.xml", b"<x/>".to_vec()),
            ("xl/vbaProject.bin", vec![1]),
        ]),
    );
    // 300 MB of nothing in some hundred kilobytes.
    check(
        "bom.xlsx",
        archive(&[
            ("xl/workbook.xml", vec![b' '; 1000]),
            ("xl/worksheets/sheet1.xml", vec![b' '; 300_000_000]),
        ]),
    );
    send(&officer, "", sheet.clone()).problem(400);
    send(&officer, "filename=", sheet.clone()).problem(400);
    send(
        &officer,
        &format!("filename={SHEET}&surveyed_on=2024-13-01"),
        sheet,
    )
    .problem(400);
    let kept: Vec<String> = officer
        .all("/imports")
        .iter()
        .map(|i| text(&i["filename"]))
        .collect();
    assert!(
        !kept.iter().any(|name| refused.borrow().contains(name)),
        "a refused file was kept: {kept:?}"
    );
}

fn archive(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    use std::io::Write;
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in files {
        out.start_file(*name, options).expect("a file");
        out.write_all(bytes).expect("its bytes");
    }
    out.finish().expect("an archive").into_inner()
}

#[test]
fn a_file_over_the_limit_is_refused_and_leaves_nothing() {
    let app = TestApp::start(&Settings {
        flags: vec!["--upload-limit-mb".into(), "1".into()],
        ..Settings::default()
    });
    let officer = officer_of(&app, "20");
    let mut file = data("households.csv");
    file.resize(1024 * 1024 + 1, b'\n');
    send(&officer, "filename=lon.csv", file).problem(413);
    let left = std::fs::read_dir(app.data_dir.join("uploads"))
        .expect("the folder of uploads")
        .count();
    assert_eq!(left, 0, "the refused file stays on the disk");
}

#[test]
fn what_has_ended_is_cancelled_no_more() {
    let officer = world().person(&unique("nhap-"), "officer", Some(VAN_LANG)).client;
    let id = upload(&officer, VAN_LANG);
    let path = format!("/imports/{id}");
    assert_eq!(
        officer.request("DELETE", &path).send().expect(200)["state"],
        "cancelled"
    );
    let done = run(
        &officer,
        &upload(&officer, VAN_LANG),
        &json!({ "mode": "good_rows" }),
    );
    officer
        .request("DELETE", &format!("/imports/{}", text(&done["id"])))
        .send()
        .problem(409);
    officer
        .post(
            &format!("/imports/{}/run", text(&done["id"])),
            &json!({ "mode": "whatever" }),
        )
        .refuses(422, "/mode", "wrong_type");
}

#[test]
fn a_killed_import_leaves_nothing_half_and_is_resumed() {
    const ROWS: usize = 12_000;
    let mut app = TestApp::real();
    let officer = officer_of(&app, "20");
    let heads: Vec<(String, String)> = (0..ROWS)
        .map(|i| (format!("DAI-{i}"), format!("Nông Văn Dài {i}")))
        .collect();
    let file = list(
        heads
            .iter()
            .map(|(code, head)| (code.as_str(), "06463", head.as_str(), 150)),
    );
    let id = text(&send(&officer, "filename=dai.csv", file).expect(201)["id"]);
    officer
        .post(&format!("/imports/{id}/run"), &json!({ "mode": "good_rows" }))
        .expect(202);
    let path = format!("/imports/{id}");
    let began = Instant::now();
    loop {
        let now = officer.get(&path).expect(200);
        assert_eq!(
            now["state"], "running",
            "it was over before it could be killed: {now}"
        );
        if now["progress"]["stage"] != "waiting" {
            break;
        }
        assert!(
            began.elapsed() < Duration::from_mins(1),
            "it does not begin: {now}"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    app.crash_and_restart();
    // Sessions outlive the process, and of the rows nothing is there yet.
    assert_eq!(officer.get(&path).expect(200)["state"], "running");
    assert_eq!(total(&officer, "&status=all"), 0, "half an import is there");
    let done = ended(&officer, &id);
    assert_eq!(done["state"], "done", "{done}");
    assert_eq!(done["result"]["new"].as_u64(), Some(ROWS as u64), "{done}");
    assert_eq!(total(&officer, "&status=all"), ROWS as i64);
}
