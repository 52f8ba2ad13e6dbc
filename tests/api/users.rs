//! `/users…` and `/roles`.

use serde_json::{Value, json};

use crate::support::{INSIDE, OUTSIDE, demo, take_password, text, unique, world};

#[test]
fn the_roles_are_those_of_the_programme() {
    let roles = demo().demo_user("canbo").get("/roles").expect(200);
    let codes: Vec<_> = roles
        .as_array()
        .into_iter()
        .flatten()
        .map(|r| text(&r["role"]))
        .collect();
    assert_eq!(
        codes,
        [
            "administrator",
            "approver",
            "officer",
            "enumerator",
            "finance",
            "monitor",
            "viewer",
            "auditor"
        ]
    );
}

#[test]
fn an_administrator_of_a_commune_manages_its_people_alone() {
    let world = world();
    let here = world
        .person(&unique("quantri-"), "administrator", Some(INSIDE))
        .client;
    let mine = world.person(&unique("trong-"), "viewer", Some(INSIDE));
    let other = world.person(&unique("ngoai-"), "viewer", Some(OUTSIDE));
    here.get(&format!("/users/{}", mine.id)).expect(200);
    here.get(&format!("/users/{}", other.id)).problem(404);
    let listed: Vec<Value> = here.all("/users?limit=3");
    assert!(listed.iter().any(|u| u["id"] == mine.id.as_str()));
    assert!(!listed.iter().any(|u| u["id"] == other.id.as_str()));
    // Nobody gives what lies beyond his own area: neither elsewhere nor the whole nation.
    for area in [json!(OUTSIDE), json!("20"), Value::Null] {
        let body = json!({ "username": unique("leo-"), "full_name": "Leo Thang", "grants": [{ "role": "viewer", "area": area }] });
        let answer = here.post("/users", &body);
        assert!([403, 404, 422].contains(&answer.status), "{answer}");
    }
}

#[test]
fn a_user_is_checked_field_by_field() {
    let admin = &world().admin;
    let make = |change: &dyn Fn(&mut Value)| {
        let mut body = json!({ "username": unique("kt-"), "full_name": "Kiểm Tra", "grants": [{ "role": "viewer", "area": INSIDE }] });
        change(&mut body);
        admin.post("/users", &body)
    };
    make(&|b| b["username"] = json!("có dấu")).refuses(422, "/username", "bad_characters");
    make(&|b| b["username"] = json!("a")).refuses(422, "/username", "length");
    make(&|b| b["grants"] = json!([])).refuses(422, "/grants", "length");
    make(&|b| b["grants"][0]["role"] = json!("king")).refuses(422, "/grants/0/role", "unknown");
    make(&|b| b["grants"][0]["area"] = json!("99999")).refuses(422, "/grants/0/area", "unknown");
    make(&|b| b["grants"] = json!([{ "role": "viewer" }])).refuses(422, "/grants/0/area", "missing");
    make(&|b| b["email"] = json!("không phải thư")).refuses(422, "/email", "not_an_email");
    make(&|b| b["password"] = json!("1234567890")).refuses(422, "/password", "too_common");
    make(&|b| b["admin"] = json!(true)).refuses(422, "/admin", "unknown_field");
    let name = unique("trung-");
    make(&|b| b["username"] = json!(name)).expect(201);
    let again = make(&|b| b["username"] = json!(name.to_uppercase()));
    assert!([409, 422].contains(&again.status), "{again}");
}

#[test]
fn a_change_needs_the_version_and_takes_access_away_at_once() {
    let world = world();
    let person = world.person(&unique("sua-"), "viewer", Some(INSIDE));
    let path = format!("/users/{}", person.id);
    let read = world.admin.get(&path);
    let (user, tag) = (read.expect(200), read.header("etag").to_owned());
    let patch = |tag: Option<&str>, body: Value| {
        let request = world.admin.request("PATCH", &path).json(&body);
        tag.map_or_else(
            || world.admin.request("PATCH", &path).json(&body),
            |t| request.header("if-match", t),
        )
        .send()
    };
    patch(None, json!({ "active": false })).problem(428);
    let stale = patch(Some("\"999\""), json!({ "active": false })).problem(412);
    assert_eq!(stale["current_version"], user["version"]);
    person.client.get("/auth/me").expect(200);
    assert_eq!(
        patch(Some(&tag), json!({ "active": false })).expect(200)["active"],
        false
    );
    person.client.get("/auth/me").problem(401);
}

#[test]
fn nobody_locks_himself_out() {
    let world = world();
    let name = unique("tu-");
    let me = world.person(&name, "administrator", None);
    let version = world
        .admin
        .get(&format!("/users/{}", me.id))
        .header("etag")
        .to_owned();
    let change = |body: Value| {
        me.client
            .request("PATCH", &format!("/users/{}", me.id))
            .header("if-match", &version)
            .json(&body)
            .send()
    };
    assert_eq!(
        change(json!({ "active": false })).problem(409)["type"],
        "/problems/own-access"
    );
    change(json!({ "grants": [{ "role": "viewer", "area": null }] })).problem(409);
}

#[test]
fn a_reset_password_ends_the_sessions_and_must_be_changed() {
    let world = world();
    let name = unique("quen-");
    let person = world.person(&name, "viewer", Some(INSIDE));
    let reset = world
        .admin
        .request("POST", &format!("/users/{}/reset-password", person.id))
        .send()
        .expect(200);
    person.client.get("/auth/me").problem(401);
    let session = world
        .app
        .login(&name, &text(&reset["initial_password"]))
        .expect(200);
    assert_eq!(session["user"]["must_change_password"], true);
}

#[test]
fn public_passwords_of_the_demo_cannot_be_changed() {
    let app = demo();
    let admin = app.demo_user("quantri");
    let canbo = admin.get("/users?q=canbo").expect(200);
    let id = text(&canbo["items"][0]["id"]);
    assert_eq!(
        admin
            .request("POST", &format!("/users/{id}/reset-password"))
            .send()
            .problem(409)["type"],
        "/problems/demo"
    );
}

#[test]
fn others_of_the_demo_take_their_own_passwords() {
    let app = demo();
    let admin = app.demo_user("quantri");
    let name = unique("moi-");
    let body = json!({ "username": name, "full_name": "Người Mới", "grants": [{ "role": "viewer", "area": INSIDE }] });
    let made = admin.post("/users", &body).expect(201);
    take_password(app, &name, &text(&made["initial_password"]));
    admin
        .request(
            "POST",
            &format!("/users/{}/reset-password", text(&made["user"]["id"])),
        )
        .send()
        .expect(200);
}

#[test]
fn users_are_found_without_accents() {
    let world = world();
    let name = unique("tim_");
    let mark = unique("x");
    let body = json!({ "username": name, "full_name": format!("Đặng Thị Hoà {mark}"), "grants": [{ "role": "viewer", "area": INSIDE }] });
    let id = text(&world.admin.post("/users", &body).expect(201)["user"]["id"]);
    let found = |q: &str| {
        let page = world.admin.get(&format!("/users?q={q}")).expect(200);
        page["items"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|u| u["id"] == id.as_str())
    };
    for q in [
        format!("dang+thi+hoa+{mark}"),
        format!("%C4%90%E1%BA%B6NG+TH%E1%BB%8A+HO%C3%80+{mark}"),
        name.to_uppercase(),
    ] {
        assert!(found(&q), "{q}");
    }
    // What stands for anything in a database's pattern stands for itself here.
    assert!(!found(&format!("dang%25{mark}")));
    assert!(!found(&name.replace('_', "%25")));
    // Another name is found at once.
    world
        .admin
        .request("PATCH", &format!("/users/{id}"))
        .header("if-match", "\"1\"")
        .json(&json!({ "full_name": format!("Lữ Ước {mark}") }))
        .send()
        .expect(200);
    assert!(found(&format!("lu+uoc+{mark}")));
    assert!(!found(&format!("dang+thi+hoa+{mark}")));
}

#[test]
fn two_who_make_the_same_at_once_make_one() {
    let world = world();
    let name = unique("cung-luc-");
    let village = unique("Thôn Khuổi ");
    let officer = world.person(&unique("thon-"), "officer", Some(INSIDE)).client;
    let user = json!({ "username": name, "full_name": "Cùng Lúc", "grants": [{ "role": "viewer", "area": INSIDE }] });
    let at_once = |make: &(dyn Fn() -> u16 + Sync)| {
        let mut statuses: Vec<u16> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..6).map(|_| scope.spawn(make)).collect();
            threads
                .into_iter()
                .map(|t| t.join().expect("an answer"))
                .collect()
        });
        statuses.sort_unstable();
        assert_eq!(statuses[0], 201, "{statuses:?}");
        assert!(
            statuses[1..].iter().all(|s| [409, 422].contains(s)),
            "{statuses:?}"
        );
    };
    at_once(&|| world.admin.post("/users", &user).status);
    at_once(&|| {
        officer
            .post(&format!("/areas/{INSIDE}/villages"), &json!({ "name": village }))
            .status
    });
}

/// All that the database keeps, as bytes.
fn kept(app: &giamngheo_tests::TestApp) -> Vec<u8> {
    if app.database_url.starts_with("postgres") {
        let out = std::process::Command::new("psql")
            .args([&app.database_url, "-At", "-c", "SELECT * FROM idempotency"])
            .output()
            .expect("psql is in PATH");
        assert!(out.status.success() && !out.stdout.is_empty(), "{out:?}");
        return out.stdout;
    }
    let wal = std::fs::read(format!("{}-wal", app.database_url)).unwrap_or_default();
    [std::fs::read(&app.database_url).expect("the database"), wal].concat()
}

#[test]
fn a_kept_answer_is_sealed_and_for_those_who_may_still_ask() {
    let world = world();
    let name = unique("quan-");
    let boss = world.person(&name, "administrator", Some(INSIDE));
    let body = json!({ "username": unique("duoi-"), "full_name": "Dưới Quyền", "grants": [{ "role": "viewer", "area": INSIDE }] });
    let key = unique("khoa-");
    let make = || {
        boss.client
            .request("POST", "/users")
            .header("idempotency-key", &key)
            .json(&body)
            .send()
    };
    let made = make().expect(201);
    let again = make();
    assert_eq!(again.expect(201), made);
    assert_eq!(again.header("idempotency-replayed"), "true");
    let (kept, password) = (kept(&world.app), text(&made["initial_password"]));
    let has = |text: &str| kept.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(has(&key), "the key is not where it is looked for");
    assert!(!has(&password), "the first password is kept in plain text");
    // His token still holds for minutes, his session doesn't.
    world
        .admin
        .request("POST", &format!("/users/{}/reset-password", boss.id))
        .send()
        .expect(200);
    make().problem(401);
}
