//! Servers that tests share, and the people and households on them.

use std::sync::OnceLock;

use giamngheo_tests::{Client, TestApp, access_token};
use serde_json::{Value, json};

/// A commune of Lạng Sơn in which the people of [`World`] work.
pub const INSIDE: &str = "06463";
/// Another commune of the same province.
pub const OUTSIDE: &str = "06211";
/// The password that everybody on [`World`] takes.
pub const PASSWORD: &str = "ruộng bậc thang 2026";

/// The demo server that tests share. They read; what they change is theirs alone.
pub fn demo() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| TestApp::demo(600))
}

/// A real installation with people of every role, and one household in each of two communes.
pub struct World {
    /// The server.
    pub app: TestApp,
    /// The national administrator.
    pub admin: Client,
    /// What each role allows, by its code.
    pub roles: Vec<(String, Vec<String>)>,
}

/// The world that tests share.
pub fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let app = TestApp::real();
        let first = app
            .first_password
            .clone()
            .expect("a real installation prints its first password");
        let admin = take_password(&app, "admin", &first);
        let roles = admin.get("/roles").expect(200);
        let roles = roles.as_array().into_iter().flatten().map(|r| {
            let actions = r["actions"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            (
                r["role"].as_str().unwrap_or_default().to_owned(),
                actions.map(str::to_owned).collect(),
            )
        });
        World {
            roles: roles.collect(),
            app,
            admin,
        }
    })
}

impl World {
    /// Somebody with a role in an area, who has taken his password.
    pub fn person(&self, username: &str, role: &str, area: Option<&str>) -> Person {
        let made = self.admin.post(
            "/users",
            &json!({ "username": username, "full_name": format!("Người dùng {username}"), "grants": [{ "role": role, "area": area }] }),
        );
        let made = made.expect(201);
        let first = made["initial_password"].as_str().expect("a first password");
        Person {
            client: take_password(&self.app, username, first),
            id: text(&made["user"]["id"]),
        }
    }
}

/// Somebody on a server.
pub struct Person {
    /// Signed in.
    pub client: Client,
    /// The user's id.
    pub id: String,
}

/// Changes a first password and signs in with the new one.
pub fn take_password(app: &TestApp, username: &str, first: &str) -> Client {
    let session = app.login(username, first).expect(200);
    assert_eq!(session["user"]["must_change_password"], true);
    let client = app.anonymous().with_token(&access_token(&session));
    client.get("/users").problem(403);
    client
        .post(
            "/auth/password",
            &json!({ "current_password": first, "new_password": PASSWORD }),
        )
        .expect(204);
    app.user(username, PASSWORD)
}

/// A household with a head and a child, as a body.
pub fn household(area: &str, head: &str) -> Value {
    json!({
        "area": area,
        "address": "Số 1",
        "members": [
            { "name": head, "relation": "head", "sex": "female", "birth_date": "1980-05-02", "ethnicity": "Tày" },
            { "name": "Nông Văn Con", "relation": "child", "sex": "male", "birth_date": "2015-01-01", "birth_precision": "year" },
        ]
    })
}

/// A JSON text as a string.
#[track_caller]
pub fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}

/// A name that nobody else has.
pub fn unique(prefix: &str) -> String {
    format!("{prefix}{}", &uuid::Uuid::now_v7().simple().to_string()[20..])
}
