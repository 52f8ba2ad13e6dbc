//! `/users…` and `/roles`.

use serde_json::{Value, json};

use crate::support::{INSIDE, OUTSIDE, demo, text, unique, world};

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
