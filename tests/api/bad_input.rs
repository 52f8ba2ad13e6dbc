//! What no endpoint may choke on: every operation of the document with a body gets what is not JSON, not UTF-8,
//! too deep, too large, of another type or with a field too many, and says so.

use giamngheo_tests::document::{Operation, operations};
use giamngheo_tests::{Answer, Client};
use serde_json::{Value, json};

use crate::matrix::{NOTHING, path_with};
use crate::support::{unique, world};

/// Operations that take JSON, each with somebody who may call it and a path of nothing that exists.
fn each(check: impl Fn(&Operation, &dyn Fn() -> (Client, String))) {
    let world = world();
    let document = world.app.anonymous().get("/openapi.json").expect(200);
    let mut count = 0;
    for operation in operations(&document).iter().filter(|o| o.takes_json()) {
        count += 1;
        let somebody = || {
            let caller = if operation.action == "public" {
                world.app.anonymous()
            } else {
                everything()
            };
            (caller, path_with(operation, |_| NOTHING.to_owned()))
        };
        check(operation, &somebody);
    }
    assert!(count >= 8, "only {count} operations take JSON");
}

/// Somebody with all roles in the whole nation.
fn everything() -> Client {
    use std::sync::OnceLock;
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT
        .get_or_init(|| {
            let world = world();
            let name = unique("moiviec-");
            let grants: Vec<Value> = world
                .roles
                .iter()
                .map(|(role, _)| json!({ "role": role, "area": null }))
                .collect();
            let body = json!({ "username": name, "full_name": "Mọi Việc", "grants": grants });
            let made = world.admin.post("/users", &body).expect(201);
            crate::support::take_password(
                &world.app,
                &name,
                made["initial_password"].as_str().unwrap_or_default(),
            )
        })
        .clone()
}

fn send(
    operation: &Operation,
    somebody: &dyn Fn() -> (Client, String),
    media: &str,
    body: Vec<u8>,
) -> Answer {
    let (client, path) = somebody();
    client
        .request(&operation.method, &path)
        .header("if-match", "\"1\"")
        .body(media, body)
        .send()
}

fn check(allowed: &[u16], body: impl Fn(&Operation) -> Vec<u8>) {
    each(|operation, somebody| {
        let media = operation.body().expect("it has one").0;
        let answer = send(operation, somebody, &media, body(operation));
        assert!(allowed.contains(&answer.status), "{}: {answer}", operation.id);
        answer.problem(answer.status);
    });
}

#[test]
fn broken_json() {
    for broken in [
        "",
        "{",
        "[1,",
        "{\"a\":}",
        "nul",
        "{} {}",
        "{'a': 1}",
        "\u{feff}{}",
        "{\"a\":1,}",
    ] {
        check(&[400, 422], |_| broken.as_bytes().to_vec());
    }
}

#[test]
fn json_of_another_shape() {
    for other in ["null", "[]", "1", "\"text\"", "true", "[{}]"] {
        check(&[400, 422], |_| other.as_bytes().to_vec());
    }
}

#[test]
fn invalid_utf8() {
    check(&[400, 422], |_| {
        b"{\"username\": \"\xff\xfe\", \"\xc3\x28\": 1}".to_vec()
    });
    check(&[400, 422], |_| vec![0; 64]);
}

#[test]
fn deep_nesting() {
    check(&[400, 422], |_| {
        format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)).into_bytes()
    });
    check(&[400, 422], |_| {
        format!("{}1{}", "{\"a\":".repeat(50_000), "}".repeat(50_000)).into_bytes()
    });
}

#[test]
fn too_large() {
    check(&[413], |_| {
        format!("{{\"a\":\"{}\"}}", "x".repeat(3 * 1024 * 1024)).into_bytes()
    });
}

#[test]
fn another_media_type() {
    each(|operation, somebody| {
        for media in [
            "text/plain",
            "application/xml",
            "multipart/form-data",
            "nonsense",
            "application/x-www-form-urlencoded",
        ] {
            send(operation, somebody, media, b"{}".to_vec()).problem(415);
        }
        let (client, path) = somebody();
        let bare = client
            .request(&operation.method, &path)
            .header("if-match", "\"1\"")
            .send();
        assert!([400, 415].contains(&bare.status), "{}: {bare}", operation.id);
        bare.problem(bare.status);
    });
}

#[test]
fn a_field_too_many() {
    let document = world().app.anonymous().get("/openapi.json").expect(200);
    each(|operation, somebody| {
        let mut body = operation.sample(&document);
        body["no_such_field"] = json!(1);
        let media = operation.body().expect("it has one").0;
        let answer = send(operation, somebody, &media, body.to_string().into_bytes());
        let problem = answer.problem(422);
        let named = problem["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|e| e["code"] == "unknown_field");
        assert!(named, "{}: {answer}", operation.id);
    });
}

#[test]
fn absurd_values_in_every_field() {
    let document = world().app.anonymous().get("/openapi.json").expect(200);
    let absurd = [
        json!(null),
        json!(-1),
        json!(1e308),
        json!(9_223_372_036_854_775_807_i64),
        json!(1.5),
        json!(""),
        json!(true),
        json!("\u{0}"),
        json!("9999-99-99"),
        json!("+262143-12-31"),
        json!([]),
        json!({}),
        json!("x".repeat(10_000)),
        json!("'; DROP TABLE household; --"),
        json!("%s%n{{7*7}}\u{202e}"),
    ];
    each(|operation, somebody| {
        let good = operation.sample(&document);
        let media = operation.body().expect("it has one").0;
        for field in good.as_object().into_iter().flatten().map(|(name, _)| name) {
            for value in &absurd {
                let mut body = good.clone();
                body[field] = value.clone();
                let answer = send(operation, somebody, &media, body.to_string().into_bytes());
                assert!(
                    answer.status < 500,
                    "{}: {field} = {value}: {answer}",
                    operation.id
                );
            }
        }
    });
}

#[test]
fn unknown_and_malformed_parameters() {
    let world = world();
    let document = world.app.anonymous().get("/openapi.json").expect(200);
    for operation in operations(&document)
        .iter()
        .filter(|o| o.method == "GET" && o.spec["parameters"].is_array())
    {
        let queried = operation.spec["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|p| p["in"] == "query");
        let path = path_with(operation, |_| "20".to_owned());
        let caller = everything();
        let mut takes_any = false;
        for parameter in queried {
            takes_any = true;
            let name = parameter["name"].as_str().expect("a name");
            for value in [
                "%00",
                "%ff%fe",
                "-1",
                "1e999",
                "%27%20OR%201%3D1",
                "9999-99-99",
                &"x".repeat(3000),
            ] {
                let answer = caller.get(&format!("{path}?{name}={value}"));
                assert!(answer.status < 500, "{answer}");
                if answer.status >= 400 {
                    answer.problem(answer.status);
                }
            }
        }
        if takes_any {
            caller.get(&format!("{path}?no_such_parameter=1")).problem(400);
        }
    }
}

#[test]
fn hostile_path_parameters() {
    let world = world();
    let document = world.app.anonymous().get("/openapi.json").expect(200);
    let caller = everything();
    for operation in operations(&document)
        .iter()
        .filter(|o| o.method == "GET" && !o.path_parameters().is_empty())
    {
        for value in [
            "%00",
            "%ff",
            "..",
            "%2e%2e%2f",
            "x'",
            "%25",
            "🙂",
            &"x".repeat(5000),
            "-1",
            "null",
        ] {
            let value = if value == "🙂" { "%F0%9F%99%82" } else { value };
            let answer = caller.get(&path_with(operation, |_| value.to_owned()));
            assert!((400..500).contains(&answer.status), "{}: {answer}", operation.id);
        }
    }
}

#[test]
fn cursors_that_were_not_made_here() {
    use base64::Engine;
    let client = everything();
    for keys in ["\"a\\u0000b\"", "[\"a\\u0000\",\"b\\u0000\"]", "{}", "null,", ""] {
        let cursor = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(keys);
        for list in ["/users", "/households", "/areas"] {
            client.get(&format!("{list}?after={cursor}")).problem(400);
        }
    }
}
