//! What reached a neighbour once, or made a total wrong: each a case that must not come back.

use serde_json::{Value, json};

use giamngheo_tests::{Client, TestApp};

use crate::imports::{ended, list, run, send};
use crate::support::{household, take_password, text, unique, world};

/// Xã Văn Lãng of today, and Xã Bắc Việt (its namesake by code until 2025-06-30), which went into it.
const TODAY: &str = "06154";
const BEFORE: &str = "06142.20221001";

fn change(client: &Client, id: &str, what: &str, body: &Value) -> Value {
    let now = client.get(&format!("/households/{id}")).expect(200);
    let answer = client
        .request("POST", &format!("/households/{id}/{what}"))
        .if_match(&now["version"])
        .json(body)
        .send();
    if answer.text().is_empty() {
        Value::Null
    } else {
        answer.json()
    }
}

#[test]
fn a_role_elsewhere_opens_no_citizen_id_here() {
    let officer = world().person(&unique("ca"), "officer", Some("06463")).client;
    let mut body = household("06463", "Nông Thị Kín");
    body["members"][0]["citizen_id"] = json!("020080123456");
    let made = officer.post("/households", &body).expect(201);
    let grants = json!([{ "role": "monitor", "area": "20" }, { "role": "officer", "area": "06211" }]);
    let name = unique("hai");
    let new = json!({ "username": name, "full_name": "Hai Vai", "grants": grants });
    let first = text(&world().admin.post("/users", &new).expect(201)["initial_password"]);
    let both = take_password(&world().app, &name, &first);
    let seen = both
        .get(&format!("/households/{}", text(&made["id"])))
        .expect(200);
    assert_eq!(seen["members"][0]["citizen_id"], "020••••••456");
    assert_eq!(
        both.all("/households?area=06463&citizen_id=020080123456").len(),
        0
    );
    assert_eq!(officer.all("/households?citizen_id=020080123456").len(), 1);
}

#[test]
fn a_years_register_shows_nothing_of_what_came_after_the_move() {
    let here = world().person(&unique("cu"), "officer", Some("06463")).client;
    let there = world().person(&unique("moi"), "officer", Some("06211")).client;
    let name = unique("Nông Thị ");
    let made = here.post("/households", &household("06463", &name)).expect(201);
    let id = text(&made["id"]);
    let survey = json!({ "surveyed_on": "2025-10-01", "findings": { "b1": 100, "deprivations": [] } });
    change(&here, &id, "surveys", &survey);
    let today = text(&here.get("/info").expect(200)["today"]);
    change(&here, &id, "move", &json!({ "area": "06211", "on": today }));
    there.get(&format!("/households/{id}")).expect(200);
    here.get(&format!("/households/{id}")).problem(404);
    let row = here
        .all("/households?year=2025")
        .into_iter()
        .find(|h| h["id"] == id.as_str());
    let row = row.expect("the register of 2025 still counts it");
    assert_eq!((&row["withheld"], &row["address"]), (&json!(true), &Value::Null));
    assert!(!row.to_string().contains(&name));
    let query = format!(
        "/households?year=2025&q={}",
        name.split(' ').next_back().unwrap_or_default()
    );
    assert!(here.all(&query).iter().all(|h| h["id"] != id.as_str()));
    let file = here
        .request("GET", "/households?year=2025")
        .header("Accept", "application/x-ndjson")
        .send()
        .text();
    let line = file
        .lines()
        .find(|l| l.contains(&id))
        .expect("a line of the file");
    assert!(line.contains("\"members\":[]") && !line.contains(&name), "{line}");
}

#[test]
fn nobody_orders_what_another_sent_for_more_than_his_area() {
    let province = world().person(&unique("so"), "officer", Some("20")).client;
    let commune = world().person(&unique("xa"), "officer", Some("06211")).client;
    let file = list([("NG-1", "06463", "Nông Thị Ngoài", 200)]);
    let sent = send(
        &province,
        "filename=ds.csv&area=06211&surveyed_on=2026-01-10",
        file,
    )
    .expect(201);
    let id = text(&sent["id"]);
    commune.get(&format!("/imports/{id}")).problem(404);
    commune.get(&format!("/imports/{id}/errors")).problem(404);
    commune
        .post(&format!("/imports/{id}/run"), &json!({ "mode": "good_rows" }))
        .problem(404);
}

/// Households of an area and year, by the totals and by the list.
fn counted(client: &Client, area: &str, year: i32) -> (i64, i64) {
    let totals = client
        .get(&format!("/overview?area={area}&year={year}"))
        .expect(200);
    let listed = client
        .get(&format!("/households?area={area}&year={year}&limit=1&count=true"))
        .expect(200);
    (
        totals["counts"]["households"].as_i64().unwrap_or(-1),
        listed["total"].as_i64().unwrap_or(-2),
    )
}

fn officer(app: &TestApp) -> Client {
    let first = app.first_password.clone().expect("a first password");
    let admin = take_password(app, "admin", &first);
    let new = json!({ "username": "so-lang-son", "full_name": "Sở", "grants": [{ "role": "officer", "area": "20" }] });
    let made = admin.post("/users", &new).expect(201);
    take_password(app, "so-lang-son", &text(&made["initial_password"]))
}

const HEAD: &str = "external_id,commune_code,head_name,survey_date,b1_score,employment,dependents,nutrition,\
                    health_insurance,adult_education,child_schooling,housing_quality,floor_area,water,toilet,\
                    telecoms,information_devices";

fn import(client: &Client, row: &str) -> Value {
    let sent = send(
        client,
        "filename=ds.csv&area=20",
        format!("{HEAD}\n{row},0,0,0,0,0,0,0,0,0,0,0,0\n"),
    )
    .expect(201);
    let id = text(&sent["id"]);
    run(client, &id, &json!({ "mode": "good_rows" }));
    ended(client, &id)["result"].clone()
}

#[test]
fn totals_follow_an_import_across_the_merger_and_a_backdated_split() {
    let app = TestApp::real();
    let so = officer(&app);
    import(&so, "SN-1,06142,Nông Thị Sáp Nhập,2025-05-05,150");
    assert_eq!(counted(&so, BEFORE, 2025), (1, 1));
    import(&so, "SN-1,06154,Nông Thị Sáp Nhập,2025-10-05,130");
    assert_eq!(counted(&so, BEFORE, 2025), (0, 0));
    assert_eq!(counted(&so, "20", 2025), (1, 1));
    // An older survey brings nobody back to a unit that has ended.
    import(&so, "SN-1,06142,Tên Cũ,2025-04-05,150");
    let now = so.all("/households?area=20").remove(0);
    assert_eq!(
        (&now["commune"]["code"], &now["head_name"]),
        (&json!(TODAY), &json!("Nông Thị Sáp Nhập"))
    );

    import(&so, "SN-2,06142,Nông Thị Tách,2024-10-05,150");
    let id = text(&so.all("/households?area=20&q=tach").remove(0)["id"]);
    let mut body = household(BEFORE, "Nông Thị Tách");
    let known = so.get(&format!("/households/{id}")).expect(200);
    body["external_id"] = json!("SN-2");
    body["on"] = json!("2024-11-01");
    body["members"][0]["id"] = known["members"][0]["id"].clone();
    let put = so
        .request("PUT", &format!("/households/{id}"))
        .if_match(&known["version"])
        .json(&body)
        .send()
        .expect(200);
    let child = put["members"][1]["id"].clone();
    let split = json!({ "member_ids": [child], "head_id": child, "on": "2024-12-01" });
    change(&so, &id, "split", &split);
    let members = |client: &Client| {
        client
            .get(&format!("/overview?area={BEFORE}&year=2024"))
            .expect(200)["counts"]["members"]
            .clone()
    };
    assert_eq!((counted(&so, BEFORE, 2024), members(&so)), ((2, 2), json!(2)));
}

#[test]
fn the_same_file_undoes_no_correction() {
    let app = TestApp::real();
    let so = officer(&app);
    let row = "SC-1,06142,Nông Thị Sai,2024-10-05,150";
    assert_eq!(import(&so, row)["new"], 1);
    let id = text(&so.all("/households?area=20&q=sai").remove(0)["id"]);
    let known = so.get(&format!("/households/{id}")).expect(200);
    let mut body = household(BEFORE, "Nông Thị Đúng");
    body["external_id"] = json!("SC-1");
    body["on"] = json!("2024-11-01");
    body["members"][0]["id"] = known["members"][0]["id"].clone();
    so.request("PUT", &format!("/households/{id}"))
        .if_match(&known["version"])
        .json(&body)
        .send()
        .expect(200);
    let again = import(&so, row);
    assert_eq!(
        (&again["same"], &again["changed"], &again["new"]),
        (&json!(1), &json!(0), &json!(0))
    );
    assert_eq!(
        so.get(&format!("/households/{id}")).expect(200)["head_name"],
        "Nông Thị Đúng"
    );
    body["members"][1]["id"] = body["members"][0]["id"].clone();
    let now = so.get(&format!("/households/{id}")).expect(200);
    let twice = so
        .request("PUT", &format!("/households/{id}"))
        .if_match(&now["version"])
        .json(&body)
        .send();
    assert!(twice.text().contains("twice"), "{}", twice.text());
}

#[test]
fn a_refused_row_makes_no_village() {
    let app = TestApp::real();
    let so = officer(&app);
    let file =
        format!("village,{HEAD}\nThôn Ma,MA-1,06154,Nông Thị Ma,2026-01-10,1o5,0,0,0,0,0,0,0,0,0,0,0,0\n");
    let id = text(&send(&so, "filename=ds.csv&area=20", file).expect(201)["id"]);
    let ended = run(&so, &id, &json!({ "mode": "good_rows" }));
    assert_eq!(
        (&ended["result"]["bad_rows"], &ended["result"]["new_villages"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(so.get(&format!("/areas/{TODAY}/children")).expect(200), json!([]));
}
