//! `/webhooks…`, `/webhook-events`: what other programs are told, and how they know from whom it comes.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use giamngheo_tests::{Client, Settings, TestApp};
use serde_json::{Value, json};

use crate::matrix::NOTHING;
use crate::support::{INSIDE, OUTSIDE, text, unique, world};

/// A demo server that may send to this machine and doesn't wait for hours between attempts.
fn server() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| {
        TestApp::start(&Settings {
            demo_households: Some(5),
            flags: ["--webhook-hurry", "1000000"].map(str::to_owned).to_vec(),
        })
    })
}

fn boss() -> Client {
    server().demo_user("quantri")
}

/// A message as it was received.
#[derive(Debug, Clone)]
struct Message {
    line: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Message {
    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, v)| v.as_str())
    }

    /// The signatures it carries, without their version.
    fn signatures(&self) -> Vec<String> {
        let all = self.header("webhook-signature").split(' ');
        all.map(|s| s.strip_prefix("v1,").expect("v1 and the signature").to_owned())
            .collect()
    }

    /// The signature that this secret makes, by the specification's own words.
    fn signature_by(&self, secret: &str) -> String {
        let key = STANDARD
            .decode(secret.strip_prefix("whsec_").expect("whsec_"))
            .expect("base64");
        let signed = format!(
            "{}.{}.{}",
            self.header("webhook-id"),
            self.header("webhook-timestamp"),
            self.body
        );
        STANDARD.encode(hmac::sign(
            &hmac::Key::new(hmac::HMAC_SHA256, &key),
            signed.as_bytes(),
        ))
    }
}

/// Somebody who takes messages and answers as he is told; 204 when he isn't.
struct Receiver {
    address: String,
    messages: Arc<Mutex<Vec<Message>>>,
}

impl Receiver {
    fn new(answers: impl IntoIterator<Item = u16>, otherwise: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        let messages = Arc::new(Mutex::new(Vec::new()));
        let (kept, mut answers) = (messages.clone(), answers.into_iter().collect::<VecDeque<u16>>());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut reader = BufReader::new(stream);
                let mut lines = Vec::new();
                loop {
                    let mut line = String::new();
                    if reader.read_line(&mut line).unwrap_or(0) == 0 || line.trim().is_empty() {
                        break;
                    }
                    lines.push(line.trim().to_owned());
                }
                let headers: Vec<(String, String)> = lines
                    .iter()
                    .skip(1)
                    .filter_map(|l| l.split_once(": "))
                    .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                    .collect();
                let length = headers.iter().find(|(n, _)| n == "content-length");
                let length: usize = length.and_then(|(_, v)| v.parse().ok()).unwrap_or(0);
                let mut body = vec![0; length];
                if reader.read_exact(&mut body).is_err() {
                    continue;
                }
                let status = answers.pop_front().unwrap_or(otherwise);
                kept.lock().expect("its messages").push(Message {
                    line: lines.first().cloned().unwrap_or_default(),
                    headers,
                    body: String::from_utf8(body).expect("UTF-8"),
                });
                let answer = format!(
                    "HTTP/1.1 {status} X\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
                let _ = reader.get_mut().write_all(answer.as_bytes());
            }
        });
        Self { address, messages }
    }

    fn messages(&self) -> Vec<Message> {
        self.messages.lock().expect("its messages").clone()
    }

    /// A webhook of the whole nation that goes here: its id and secret.
    fn webhook(&self) -> (String, String) {
        made(&boss(), &self.address)
    }
}

fn made(client: &Client, address: &str) -> (String, String) {
    let made = client
        .post(
            "/webhooks",
            &json!({ "url": format!("{address}/nhan?a=1"), "area": null }),
        )
        .expect(201);
    (text(&made["webhook"]["id"]), text(&made["secret"]))
}

/// Asks until it is so.
#[track_caller]
fn wait(what: &str, mut asked: impl FnMut() -> Option<Value>) -> Value {
    let began = Instant::now();
    loop {
        if let Some(found) = asked() {
            return found;
        }
        assert!(
            began.elapsed() < Duration::from_mins(1),
            "{what}: not within a minute"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The only delivery of a webhook, once it is in a state.
#[track_caller]
fn delivery(client: &Client, id: &str, state: &str) -> Value {
    wait(state, || {
        let page = client.get(&format!("/webhooks/{id}/deliveries")).expect(200);
        Some(page["items"][0].clone()).filter(|d| d["state"] == state)
    })
}

fn ping(client: &Client, id: &str) -> Value {
    client
        .request("POST", &format!("/webhooks/{id}/test"))
        .send()
        .expect(202)
}

/// A webhook of a commune in the world, with a message. Its version is 2: what changes version 1 changes nothing.
pub fn one_of(area: &str) -> (String, String) {
    let admin = world().person(&unique("wh-"), "administrator", Some(area)).client;
    let made = admin.post(
        "/webhooks",
        &json!({ "url": "https://receiver.example/", "area": area }),
    );
    let id = text(&made.expect(201)["webhook"]["id"]);
    let delivery = text(&ping(&admin, &id)["id"]);
    admin
        .request("POST", &format!("/webhooks/{id}/secret"))
        .send()
        .expect(200);
    (id, delivery)
}

#[test]
fn a_message_arrives_and_is_signed() {
    let receiver = Receiver::new([], 200);
    let (id, secret) = receiver.webhook();
    let queued = ping(&boss(), &id);
    assert_eq!(queued["state"], "queued");
    assert_eq!(queued["attempts"], 0);
    let sent = delivery(&boss(), &id, "delivered");
    assert_eq!(sent["id"], queued["id"]);
    assert_eq!(sent["attempts"], 1);
    assert_eq!(sent["last_status"], 200);
    assert_eq!(sent["last_error"], Value::Null);
    assert_eq!(sent["next_at"], Value::Null);
    let [message] = receiver.messages().try_into().expect("one message");
    assert_eq!(message.line, "POST /nhan?a=1 HTTP/1.1");
    assert_eq!(message.header("content-type"), "application/json");
    assert!(message.header("user-agent").starts_with("giamngheo/"));
    assert_eq!(message.header("webhook-id"), text(&sent["id"]));
    let at: i64 = message.header("webhook-timestamp").parse().expect("seconds");
    assert!((chrono::Utc::now().timestamp() - at).abs() < 60);
    assert_eq!(message.signatures(), [message.signature_by(&secret)]);
    let body: Value = serde_json::from_str(&message.body).expect("JSON");
    assert_eq!(body, sent["payload"]);
    assert_eq!(body["type"], "ping");
    assert_eq!(body["data"], json!({ "webhook_id": id }));
    let at = text(&body["timestamp"]);
    assert!(
        text(&sent["created_at"]).starts_with(at.trim_end_matches('Z')),
        "{at}"
    );
    let webhook = boss().get(&format!("/webhooks/{id}")).expect(200);
    assert_eq!(webhook["failures"], 0);
    assert!(webhook["succeeded_at"].is_string());
}

#[test]
fn the_secret_is_shown_once() {
    let (id, secret) = Receiver::new([], 204).webhook();
    assert_eq!(
        STANDARD.decode(&secret["whsec_".len()..]).expect("base64").len(),
        32
    );
    for path in ["/webhooks".to_owned(), format!("/webhooks/{id}")] {
        let answer = boss().get(&path);
        answer.expect(200);
        assert!(!answer.text().contains("whsec_"), "{answer}");
    }
    assert!(!server().log().contains("whsec_"));
}

#[test]
fn what_was_not_taken_is_sent_again() {
    // An error, a redirect that isn't followed, a throttle; then it is taken.
    let receiver = Receiver::new([500, 302, 429], 204);
    let (id, secret) = receiver.webhook();
    ping(&boss(), &id);
    let sent = delivery(&boss(), &id, "delivered");
    assert_eq!(sent["attempts"], 4);
    assert_eq!(sent["last_error"], Value::Null);
    let messages = receiver.messages();
    assert_eq!(messages.len(), 4, "{messages:?}");
    for message in &messages {
        assert_eq!(message.line, "POST /nhan?a=1 HTTP/1.1");
        assert_eq!(message.header("webhook-id"), text(&sent["id"]));
        assert_eq!(message.body, messages[0].body);
        assert_eq!(message.signatures(), [message.signature_by(&secret)]);
    }
    assert_eq!(boss().get(&format!("/webhooks/{id}")).expect(200)["failures"], 0);
    boss()
        .request(
            "POST",
            &format!("/webhooks/{id}/deliveries/{}/retry", text(&sent["id"])),
        )
        .send()
        .problem(409);
}

#[test]
fn a_webhook_that_fails_for_a_day_is_disabled_until_somebody_makes_it_active() {
    let receiver = Receiver::new([500; 10], 204);
    let (id, _) = receiver.webhook();
    ping(&boss(), &id);
    let failed = delivery(&boss(), &id, "failed");
    assert_eq!(failed["attempts"], 10);
    assert_eq!(failed["last_status"], 500);
    assert_eq!(failed["last_error"]["code"], "status");
    assert_eq!(failed["next_at"], Value::Null);
    let webhook = boss().get(&format!("/webhooks/{id}")).expect(200);
    assert_eq!(webhook["active"], false);
    assert_eq!(webhook["disabled"]["code"], "failing");
    assert_eq!(webhook["failures"], 10);
    let again = format!("/webhooks/{id}/deliveries/{}/retry", text(&failed["id"]));
    for path in [format!("/webhooks/{id}/test"), again.clone()] {
        let problem = boss().request("POST", &path).send().problem(409);
        assert_eq!(problem["type"], "/problems/inactive");
    }
    assert_eq!(receiver.messages().len(), 10);

    let body = json!({ "url": webhook["url"], "area": null, "active": true });
    let on = boss()
        .request("PUT", &format!("/webhooks/{id}"))
        .if_match(&webhook["version"])
        .json(&body)
        .send()
        .expect(200);
    assert_eq!(on["active"], true);
    assert_eq!(on["disabled"], Value::Null);
    assert_eq!(on["failures"], 0);
    boss().request("POST", &again).send().expect(202);
    let sent = delivery(&boss(), &id, "delivered");
    assert_eq!(sent["id"], failed["id"]);
    assert_eq!(sent["attempts"], 1);
}

#[test]
fn a_receiver_that_is_gone_is_told_nothing_more() {
    let receiver = Receiver::new([], 410);
    let (id, _) = receiver.webhook();
    ping(&boss(), &id);
    let failed = delivery(&boss(), &id, "failed");
    assert_eq!(failed["attempts"], 1);
    assert_eq!(failed["last_error"]["code"], "gone");
    let webhook = boss().get(&format!("/webhooks/{id}")).expect(200);
    assert_eq!(webhook["active"], false);
    assert_eq!(webhook["disabled"]["code"], "gone");
}

#[test]
fn what_goes_wrong_is_named() {
    let nobody = format!("http://127.0.0.1:{}", giamngheo_tests::free_port());
    // Not a word of TLS, and not a word of HTTP.
    let plain = Receiver::new([], 204).address.replace("http://", "https://");
    let mute = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let cut = format!("http://{}", mute.local_addr().expect("its address"));
    std::thread::spawn(move || mute.incoming().for_each(drop));
    for (address, code) in [
        (nobody, "refused"),
        (plain, "tls"),
        (cut, "broken"),
        ("https://receiver.invalid".to_owned(), "host_not_found"),
    ] {
        let (id, _) = made(&boss(), &address);
        ping(&boss(), &id);
        let failed = wait(code, || {
            let page = boss().get(&format!("/webhooks/{id}/deliveries")).expect(200);
            Some(page["items"][0].clone())
                .filter(|d| d["attempts"].as_i64() > Some(0) && d["last_error"].is_object())
        });
        assert_eq!(failed["last_error"]["code"], code, "{address}: {failed}");
        assert_eq!(failed["last_status"], Value::Null);
    }
}

#[test]
fn an_exchanged_secret_goes_on_signing_beside_the_new_one() {
    let receiver = Receiver::new([], 204);
    let (id, first) = receiver.webhook();
    let exchange = || {
        boss()
            .request("POST", &format!("/webhooks/{id}/secret"))
            .send()
            .expect(200)
    };
    let arrived = |count: usize| {
        ping(&boss(), &id);
        wait("message", || {
            (receiver.messages().len() == count).then_some(Value::Null)
        });
        receiver.messages().pop().expect("a message")
    };
    let answer = exchange();
    let second = text(&answer["secret"]);
    assert_ne!(second, first);
    let until = text(&answer["webhook"]["old_secret_until"]);
    let until = chrono::DateTime::parse_from_rfc3339(&until).expect("an instant");
    let hours = (until.to_utc() - chrono::Utc::now()).num_minutes();
    assert!((23 * 60..=24 * 60).contains(&hours), "{hours}");
    let message = arrived(1);
    assert_eq!(
        message.signatures(),
        [message.signature_by(&second), message.signature_by(&first)]
    );
    // Of three, the oldest signs no more.
    let third = text(&exchange()["secret"]);
    let message = arrived(2);
    assert_eq!(
        message.signatures(),
        [message.signature_by(&third), message.signature_by(&second)]
    );
}

#[test]
fn deliveries_are_a_list() {
    let receiver = Receiver::new([], 204);
    let (id, _) = receiver.webhook();
    let mut queued: Vec<String> = (0..5).map(|_| text(&ping(&boss(), &id)["id"])).collect();
    queued.reverse();
    wait("messages", || {
        (receiver.messages().len() == 5).then_some(Value::Null)
    });
    let all = boss().all(&format!("/webhooks/{id}/deliveries?limit=2"));
    let ids: Vec<String> = all.iter().map(|d| text(&d["id"])).collect();
    assert_eq!(ids, queued);
    // One receiver has one message at a time, the oldest first.
    let order: Vec<String> = receiver
        .messages()
        .iter()
        .rev()
        .map(|m| m.header("webhook-id").to_owned())
        .collect();
    assert_eq!(order, queued);
    let count = |state: &str| {
        boss()
            .all(&format!("/webhooks/{id}/deliveries?state={state}"))
            .len()
    };
    wait("outcomes", || (count("delivered") == 5).then_some(Value::Null));
    assert_eq!(count("failed"), 0);
    boss()
        .get(&format!("/webhooks/{id}/deliveries?state=lost"))
        .problem(400);
    boss()
        .get(&format!("/webhooks/{id}/deliveries?after=x"))
        .problem(400);
}

#[test]
fn a_change_needs_the_version_and_is_whole() {
    let (id, _) = Receiver::new([], 204).webhook();
    let path = format!("/webhooks/{id}");
    let body = json!({
        "url": "https://receiver.example/a b", "area": "20", "events": ["review.late", "review.opened", "review.late"],
        "description": "  Trục liên thông  ", "active": false
    });
    boss().request("PUT", &path).json(&body).send().problem(428);
    let put = |version: i64, body: &Value| {
        boss()
            .request("PUT", &path)
            .if_match(&json!(version))
            .json(body)
            .send()
    };
    let problem = put(7, &body).problem(412);
    assert_eq!(problem["current_version"], 1);
    let answer = put(1, &body);
    let changed = answer.expect(200);
    assert_eq!(answer.header("etag"), "\"2\"");
    assert_eq!(changed["url"], "https://receiver.example/a%20b");
    assert_eq!(changed["area"]["code"], "20");
    assert_eq!(changed["events"], json!(["review.opened", "review.late"]));
    assert_eq!(changed["description"], "Trục liên thông");
    assert_eq!(changed["active"], false);
    assert_eq!(changed["disabled"], Value::Null);
    assert_eq!(boss().get(&path).expect(200), changed);
    put(1, &body).problem(412);
    // What isn't said is as in a new one.
    let plain = put(2, &json!({ "url": "https://receiver.example/", "area": null })).expect(200);
    assert_eq!(plain["events"], Value::Null);
    assert_eq!(plain["description"], "");
    assert_eq!(plain["active"], true);
    assert_eq!(plain["area"], Value::Null);
    boss().request("DELETE", &path).send().problem(428);
    boss()
        .request("DELETE", &path)
        .if_match(&json!(1))
        .send()
        .problem(412);
    boss()
        .request("DELETE", &path)
        .if_match(&json!(3))
        .send()
        .expect(204);
    for gone in [path.clone(), format!("{path}/deliveries")] {
        boss().get(&gone).problem(404);
    }
}

#[test]
fn bad_fields_are_named() {
    // A real installation: nothing goes to its own network.
    let admin = &world().admin;
    let post = |change: Value| {
        let mut body = json!({ "url": "https://receiver.example/", "area": INSIDE });
        for (name, value) in change.as_object().expect("fields") {
            body[name] = value.clone();
        }
        admin.post("/webhooks", &body)
    };
    for (url, code) in [
        ("receiver.example", "not_a_url"),
        ("https://a b/", "not_a_url"),
        ("http://receiver.example/", "not_https"),
        ("ftp://receiver.example/", "not_https"),
        ("http://127.0.0.1/", "not_https"),
        ("https://user:word@receiver.example/", "credentials"),
        ("https://localhost/", "not_public"),
        ("https://127.0.0.1:5432/", "not_public"),
        ("https://2130706433/", "not_public"),
        ("https://[::1]/", "not_public"),
        ("https://10.0.0.1/", "not_public"),
        ("https://172.16.0.1/", "not_public"),
        ("https://192.168.1.1/", "not_public"),
        ("https://169.254.169.254/latest/meta-data/", "not_public"),
        ("https://[fd00::1]/", "not_public"),
        ("https://[::ffff:127.0.0.1]/", "not_public"),
        ("", "length"),
    ] {
        post(json!({ "url": url })).refuses(422, "/url", code);
    }
    post(json!({ "url": format!("https://receiver.example/{}", "x".repeat(2000)) }))
        .refuses(422, "/url", "length");
    post(json!({ "area": "99999" })).refuses(422, "/area", "unknown");
    post(json!({ "area": "x".repeat(61) })).refuses(422, "/area", "length");
    post(json!({ "events": [] })).refuses(422, "/events", "length");
    post(json!({ "description": "x".repeat(201) })).refuses(422, "/description", "length");
    post(json!({ "active": "yes" })).refuses(422, "/active", "wrong_type");
    post(json!({ "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" })).refuses(
        422,
        "/secret",
        "unknown_field",
    );
    admin
        .post("/webhooks", &json!({ "url": "https://receiver.example/" }))
        .refuses(422, "/area", "missing");
    // All at once.
    let both = post(json!({ "url": "http://receiver.example/", "events": ["ping", "review.begun", "x"] }));
    for (pointer, code) in [
        ("/url", "not_https"),
        ("/events/1", "unknown"),
        ("/events/2", "unknown"),
    ] {
        both.refuses(422, pointer, code);
    }
}

#[test]
fn a_name_that_means_an_inside_address_is_not_sent_to() {
    // What is typed can't be told to be inside; what it means is looked at when it is connected to.
    let admin = &world().admin;
    let made = admin.post(
        "/webhooks",
        &json!({ "url": "https://localhost.localdomain/", "area": INSIDE }),
    );
    let id = text(&made.expect(201)["webhook"]["id"]);
    ping(admin, &id);
    let failed = wait("attempt", || {
        let page = admin.get(&format!("/webhooks/{id}/deliveries")).expect(200);
        Some(page["items"][0].clone()).filter(|d| d["last_error"].is_object())
    });
    // Some machines know that name and some don't.
    let code = text(&failed["last_error"]["code"]);
    assert!(
        ["not_public", "host_not_found"].contains(&code.as_str()),
        "{failed}"
    );
    assert_eq!(failed["state"], "queued");
    assert!(failed["next_at"].is_string());
}

#[test]
fn administrators_keep_those_of_their_area() {
    let world = world();
    let inside = world.person(&unique("wh-"), "administrator", Some(INSIDE)).client;
    let outside = world
        .person(&unique("wh-"), "administrator", Some(OUTSIDE))
        .client;
    let body = |area: Value| json!({ "url": "https://receiver.example/", "area": area });
    let made = inside.post("/webhooks", &body(json!(INSIDE))).expect(201);
    let id = text(&made["webhook"]["id"]);
    assert_eq!(made["webhook"]["area"]["code"], INSIDE);
    let national = text(&world.admin.post("/webhooks", &body(Value::Null)).expect(201)["webhook"]["id"]);
    let path = format!("/webhooks/{id}");
    let has = |client: &Client, id: &str| client.all("/webhooks?limit=1").iter().any(|w| w["id"] == id);
    assert!(has(&inside, &id) && has(&world.admin, &id) && has(&world.admin, &national));
    assert!(!has(&outside, &id) && !has(&inside, &national));
    let delivery = text(&ping(&inside, &id)["id"]);
    for (client, id) in [
        (&outside, &id),
        (&inside, &national),
        (&inside, &NOTHING.to_owned()),
    ] {
        let path = format!("/webhooks/{id}");
        client.get(&path).problem(404);
        client.get(&format!("{path}/deliveries")).problem(404);
        for post in ["test", "secret", &format!("deliveries/{delivery}/retry")] {
            client
                .request("POST", &format!("{path}/{post}"))
                .send()
                .problem(404);
        }
        let put = client.request("PUT", &path).if_match(&json!(1));
        put.json(&body(json!(INSIDE))).send().problem(404);
        client
            .request("DELETE", &path)
            .if_match(&json!(1))
            .send()
            .problem(404);
    }
    // One's own webhook with a delivery of another.
    let other = text(&outside.post("/webhooks", &body(json!(OUTSIDE))).expect(201)["webhook"]["id"]);
    outside
        .request("POST", &format!("/webhooks/{other}/deliveries/{delivery}/retry"))
        .send()
        .problem(404);
    // Nobody hears of more than he may see.
    for area in [Value::Null, json!(OUTSIDE), json!("20"), json!("01")] {
        inside
            .post("/webhooks", &body(area.clone()))
            .refuses(422, "/area", "outside_area");
        let put = inside.request("PUT", &path).if_match(&json!(1));
        put.json(&body(area)).send().refuses(422, "/area", "outside_area");
    }
    for role in ["officer", "approver", "auditor", "viewer"] {
        let person = world.person(&unique("wh-"), role, Some(INSIDE)).client;
        for asked in ["/webhooks", "/webhook-events", &path] {
            person.get(asked).problem(403);
        }
    }
}

#[test]
fn events_are_told_in_both_languages() {
    let events = boss().get("/webhook-events").expect(200);
    let names: Vec<&str> = events
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|e| e["event"].as_str())
        .collect();
    for name in [
        "ping",
        "review.opened",
        "review.step",
        "review.late",
        "review.recognised",
        "review.corrected",
    ] {
        assert!(names.contains(&name), "{name}");
    }
}
