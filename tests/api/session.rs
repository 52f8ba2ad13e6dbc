//! `/auth/…` and `/.well-known/jwks.json`: sessions and the tokens that don't count.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use giamngheo_tests::{Answer, Client, SECRET_KEY, TestApp, access_token};
use serde_json::{Value, json};

use crate::support::{PASSWORD, demo, unique, world};

fn login_of(app: &TestApp, username: &str) -> Value {
    app.logins()
        .iter()
        .find(|l| l["username"] == username)
        .cloned()
        .unwrap_or_default()
}

fn sign_in(app: &TestApp, username: &str) -> Answer {
    let login = login_of(app, username);
    app.login(username, login["password"].as_str().unwrap_or_default())
}

fn cookie(answer: &Answer) -> String {
    answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn refresh(client: &Client, cookie: &str) -> Answer {
    client
        .request("POST", "/auth/refresh")
        .header("cookie", cookie)
        .send()
}

#[test]
fn signing_in_gives_a_short_token_and_a_strict_cookie() {
    let app = demo();
    let answer = sign_in(app, "canbo");
    let tokens = answer.expect(200);
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 600);
    let set = answer.header("set-cookie");
    for part in ["gn_refresh=", "HttpOnly", "SameSite=Strict", "Path=/api/v1/auth"] {
        assert!(set.contains(part), "{part} is not in the cookie");
    }
    assert_eq!(answer.header("cache-control"), "no-store");
    let me = app
        .anonymous()
        .with_token(&access_token(&tokens))
        .get("/auth/me")
        .expect(200);
    assert_eq!(me["username"], "canbo");
    assert_eq!(me, tokens["user"]);
}

#[test]
fn wrong_and_unknown_names_get_the_same_answer() {
    let app = demo();
    let wrong = app.login("lanhdao", "not the password").problem(401);
    let unknown = app.login("nobody-here", "not the password").problem(401);
    for field in ["type", "title", "detail"] {
        assert_eq!(wrong[field], unknown[field]);
    }
}

#[test]
fn a_problem_speaks_the_readers_language() {
    let ask = |language| {
        let request = demo().anonymous();
        request
            .request("GET", "/auth/me")
            .header("accept-language", language)
            .send()
            .problem(401)["detail"]
            .clone()
    };
    assert_eq!(
        ask("en-GB,en;q=0.9"),
        "You are not signed in, or the session has ended."
    );
    assert_eq!(ask("vi"), "Bạn chưa đăng nhập hoặc phiên làm việc đã hết hạn.");
    assert_eq!(ask("fr"), ask("vi"));
}

#[test]
fn a_refresh_token_works_once_and_its_theft_ends_the_session() {
    let app = demo();
    let client = app.anonymous();
    let first = sign_in(app, "canbo");
    let stolen = cookie(&first);
    let second = refresh(&client, &stolen);
    let tokens = second.expect(200);
    let fresh = cookie(&second);
    assert_ne!(fresh, stolen);
    // Whose answer was lost asks again, and gets the same one.
    let again = refresh(&client, &stolen);
    again.expect(200);
    assert_eq!(cookie(&again), fresh);
    let third = refresh(&client, &fresh);
    third.expect(200);
    // Two rotations later the first token is a stolen one: whoever has the newest loses it too.
    refresh(&client, &stolen).problem(401);
    refresh(&client, &cookie(&third)).problem(401);
    client
        .with_token(&access_token(&tokens))
        .get("/auth/me")
        .problem(401);
}

#[test]
fn refresh_refuses_what_is_no_token() {
    let client = demo().anonymous();
    for bad in [
        "",
        "gn_refresh=",
        "gn_refresh=x",
        "gn_refresh=a.b",
        "gn_refresh=%00.%ff",
        "gn_refresh=a%00.b",
        "gn_refresh=a.b%00",
        "other=1",
    ] {
        refresh(&client, bad).problem(401);
    }
}

#[test]
fn signing_out_ends_the_access_token_too() {
    let app = demo();
    let answer = sign_in(app, "canbo");
    let client = app.anonymous().with_token(&access_token(&answer.expect(200)));
    client.get("/auth/me").expect(200);
    let gone = client.request("POST", "/auth/logout").send();
    gone.expect(204);
    assert!(
        gone.header("set-cookie").contains("Max-Age=0"),
        "the cookie stays"
    );
    assert_eq!(
        client.get("/auth/me").problem(401)["type"],
        "/problems/session-ended"
    );
    refresh(&client, &cookie(&answer)).problem(401);
}

#[test]
fn the_cookie_alone_signs_out() {
    let app = demo();
    let answer = sign_in(app, "canbo");
    let token = access_token(&answer.expect(200));
    let gone = |client: &Client, cookie: &str| {
        client
            .request("POST", "/auth/logout")
            .header("cookie", cookie)
            .send()
    };
    let (anonymous, bad) = (app.anonymous(), app.anonymous().with_token("no.token.here"));
    let (session, _) = cookie(&answer)
        .split_once('.')
        .map_or_else(Default::default, |(s, r)| (s.to_owned(), r.to_owned()));
    // Neither holds: somebody else's guess ends nothing.
    anonymous.request("POST", "/auth/logout").send().problem(401);
    gone(&bad, &format!("{session}.guess")).problem(401);
    gone(&anonymous, "gn_refresh=a%00.b").problem(401);
    app.anonymous().with_token(&token).get("/auth/me").expect(200);
    // The cookie of the session holds, whatever became of the token.
    let out = gone(&bad, &cookie(&answer));
    out.expect(204);
    assert!(out.header("set-cookie").contains("Max-Age=0"), "the cookie stays");
    refresh(&anonymous, &cookie(&answer)).problem(401);
    app.anonymous().with_token(&token).get("/auth/me").problem(401);
    gone(&anonymous, &cookie(&answer)).problem(401);
}

#[test]
fn wrong_passwords_lock_for_a_growing_time() {
    let world = world();
    let name = unique("khoa-");
    world.person(&name, "viewer", None);
    for _ in 0..4 {
        world.app.login(&name, "wrong").problem(401);
    }
    let locked = world.app.login(&name, "wrong");
    locked.problem(429);
    let wait: u64 = locked.header("retry-after").parse().expect("seconds");
    assert!((25..=30).contains(&wait), "{wait}");
    // The right password doesn't help before the time is up, and nothing tells that it was right.
    world.app.login(&name, PASSWORD).problem(429);
    let users = world.admin.get(&format!("/users?q={name}")).expect(200);
    assert_eq!(users["items"][0]["locked"], true);
}

#[test]
fn passwords_have_rules_and_a_change_ends_the_sessions() {
    let world = world();
    let name = unique("doi-");
    let person = world.person(&name, "viewer", None);
    let change = |current: &str, new: &str| {
        person.client.post(
            "/auth/password",
            &json!({ "current_password": current, "new_password": new }),
        )
    };
    change(PASSWORD, "ngan").refuses(422, "/new_password", "too_short");
    change(PASSWORD, "Password-2026!").refuses(422, "/new_password", "too_common");
    change(PASSWORD, &format!("xin chào {name}")).refuses(422, "/new_password", "holds_username");
    change("wrong", "nương ngô xanh 27").refuses(422, "/current_password", "wrong_password");
    change(PASSWORD, "nương ngô xanh 27").expect(204);
    person.client.get("/auth/me").problem(401);
    world.app.login(&name, PASSWORD).problem(401);
    world.app.login(&name, "nương ngô xanh 27").expect(200);
}

// ------------------------------------------------------------------------------------------ forged tokens

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// Signs as the server does, with a key derived from its secret in the same way.
fn server_key() -> Ed25519KeyPair {
    let secret = STANDARD.decode(SECRET_KEY).expect("base64");
    let seed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), b"access tokens");
    Ed25519KeyPair::from_seed_unchecked(seed.as_ref()).expect("a seed of 32 bytes")
}

fn token(header: &Value, claims: &Value, key: &Ed25519KeyPair) -> String {
    let signed = format!("{}.{}", part(header), part(claims));
    let signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
}

/// The header and claims of a good token.
fn opened(token: &str) -> (Value, Value) {
    let read =
        |text: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).expect("base64url")).expect("JSON");
    let mut parts = token.split('.');
    (read(parts.next().unwrap_or("")), read(parts.next().unwrap_or("")))
}

#[test]
fn forged_tokens_are_refused() {
    let world = world();
    let good = world.admin.token.clone().expect("signed in");
    let (header, claims) = opened(&good);
    let key = server_key();
    let client = world.app.anonymous();
    let ask = |token: &str| client.with_token(token).get("/auth/me");
    // The forger's tools work: with the server's own key and nothing changed, the token holds.
    ask(&token(&header, &claims, &key)).expect(200);

    let with = |base: &Value, name: &str, value: Value| {
        let mut out = base.clone();
        out[name] = value;
        out
    };
    let other_key = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a seed");
    let now = chrono::Utc::now().timestamp();
    let body = format!("{}.{}", part(&header), part(&claims));
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(other_key.public_key()) });
    let hs256 = {
        // The classic confusion: the public key taken for a secret shared by both sides.
        let signed = format!(
            "{}.{}",
            part(&with(&header, "alg", json!("HS256"))),
            part(&claims)
        );
        let tag = hmac::sign(
            &hmac::Key::new(hmac::HMAC_SHA256, key.public_key().as_ref()),
            signed.as_bytes(),
        );
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
    };
    let forged = [
        (
            "alg none",
            format!(
                "{}.{}.",
                part(&with(&header, "alg", json!("none"))),
                part(&claims)
            ),
        ),
        (
            "alg none, signed",
            token(&with(&header, "alg", json!("none")), &claims, &key),
        ),
        ("public key as HMAC secret", hs256),
        ("another key", token(&header, &claims, &other_key)),
        (
            "another key, named in the token",
            token(&with(&header, "jwk", jwk), &claims, &other_key),
        ),
        (
            "another kid",
            token(&with(&header, "kid", json!("other")), &claims, &key),
        ),
        (
            "no kid",
            token(&json!({ "typ": "JWT", "alg": "EdDSA" }), &claims, &key),
        ),
        (
            "expired",
            token(&header, &with(&claims, "exp", json!(now - 1)), &key),
        ),
        (
            "another audience",
            token(&header, &with(&claims, "aud", json!("other")), &key),
        ),
        (
            "another issuer",
            token(&header, &with(&claims, "iss", json!("other")), &key),
        ),
        (
            "another user",
            token(
                &header,
                &with(&claims, "sub", json!("0198c0de-0000-7000-8000-000000000000")),
                &key,
            ),
        ),
        (
            "another session",
            token(
                &header,
                &with(&claims, "sid", json!("0198c0de-0000-7000-8000-000000000000")),
                &key,
            ),
        ),
        ("no signature", body.clone()),
        ("an empty signature", format!("{body}.")),
        ("nothing", String::new()),
        ("noise", "a.b.c".to_owned()),
    ];
    for (what, forged) in forged {
        let answer = ask(&forged);
        assert_eq!(answer.status, 401, "{what}: {answer}");
        assert_eq!(answer.header("www-authenticate"), "Bearer", "{what}");
        answer.problem(401);
    }
}

#[test]
fn the_key_set_has_the_key_that_signs() {
    let world = world();
    let keys = world.app.anonymous().get("/.well-known/jwks.json").expect(200);
    let key = &keys["keys"][0];
    let (header, _) = opened(world.admin.token.as_deref().expect("signed in"));
    assert_eq!(header["kid"], key["kid"]);
    assert_eq!(header["alg"], "EdDSA");
    assert_eq!(key["x"], URL_SAFE_NO_PAD.encode(server_key().public_key()));
    assert!(key["d"].is_null(), "the private key is shown");
}
