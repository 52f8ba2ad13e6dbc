//! Health, metrics, the document, the web app's files, starting and stopping.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use giamngheo_tests::{Client, SECRET_KEY, binary, free_port};

use crate::support::demo;

#[test]
fn health_and_metrics_answer_without_a_token() {
    let client = demo().anonymous();
    for path in ["/health/live", "/health/ready"] {
        let answer = client.get(path);
        assert_eq!((answer.status, answer.text().as_str()), (200, "ok\n"));
    }
    client.get("/info").expect(200);
    let metrics = client.get("/metrics").text();
    assert!(
        metrics.contains("giamngheo_requests_total{method=\"GET\",route=\"/api/v1/info\",status=\"200\"}"),
        "{metrics}"
    );
}

#[test]
fn unknown_paths_and_methods_are_problems_too() {
    let client = demo().anonymous();
    client.get("/no-such-thing").problem(404);
    let answer = client.request("DELETE", "/auth/login").send();
    assert!([404, 405].contains(&answer.status), "{answer}");
    answer.problem(answer.status);
    for path in ["/api/../../etc/passwd", "/api/v1/%2e%2e/%2e%2e/etc/passwd"] {
        let answer = client.get(path);
        assert!((400..500).contains(&answer.status), "{answer}");
    }
}

#[test]
fn every_answer_carries_the_browsers_guards() {
    let answer = demo().anonymous().get("/info");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("x-frame-options"), "DENY");
    assert!(
        answer
            .header("content-security-policy")
            .contains("default-src 'self'")
    );
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[test]
fn the_log_is_json_with_request_ids_and_without_names() {
    let app = demo();
    let problem = app.anonymous().get("/auth/me?q=Nong-Duc-Son").problem(401);
    let trace = problem["trace_id"].as_str().expect("an id");
    let log = app.log();
    let lines: Vec<&str> = log.lines().filter(|l| l.contains(trace)).collect();
    assert!(!lines.is_empty(), "the request's id is not in the log");
    for line in log.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|e| panic!("{line}: {e}"));
    }
    for name in ["Nong-Duc-Son", "canbo", "demo-canbo"] {
        assert!(!log.contains(name), "{name} stands in the log");
    }
}

/// Runs the program with flags in a folder of its own; returns its exit code and what it said.
fn run(flags: &[&str], envs: &[(&str, &str)]) -> (Option<i32>, String) {
    let folder = std::env::temp_dir().join(format!("giamngheo_run_{}_{}", std::process::id(), free_port()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut child = Command::new(binary())
        .args(flags)
        .env_remove("DATABASE_URL")
        .env_remove("GIAMNGHEO_SECRET_KEY")
        .env("GIAMNGHEO_DATA_DIR", &folder)
        .env("GIAMNGHEO_LISTEN", format!("127.0.0.1:{}", free_port()))
        .envs(envs.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let began = Instant::now();
    let code = loop {
        if let Some(status) = child.try_wait().expect("its state") {
            break status.code();
        }
        if began.elapsed() > Duration::from_secs(60) {
            child.kill().expect("it ends");
            break None;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let mut said = String::new();
    child
        .stderr
        .take()
        .expect("piped")
        .read_to_string(&mut said)
        .expect("text");
    let _ = std::fs::remove_dir_all(&folder);
    (code, said)
}

#[test]
fn bad_configuration_is_refused_with_a_sentence() {
    let check = |flags: &[&str], envs: &[(&str, &str)], sentence: &str| {
        let (code, said) = run(flags, envs);
        assert!(
            code.is_some_and(|c| c != 0),
            "{flags:?} {envs:?} was taken: {code:?} {said}"
        );
        assert!(said.contains(sentence), "{flags:?} {envs:?}: {said}");
        assert!(!said.contains("panicked"), "{said}");
    };
    check(&["serve", "--listen", "nowhere"], &[], "nowhere");
    check(&["serve", "--connections", "0"], &[], "connections");
    check(&["serve", "--upload-limit-mb", "many"], &[], "many");
    check(&["serve", "--no-such-flag"], &[], "no-such-flag");
    check(&["serve"], &[("GIAMNGHEO_SECRET_KEY", "short")], "secret key");
    check(&["serve"], &[("GIAMNGHEO_SECRET_KEY", "c2hvcnQ=")], "32 bytes");
    check(&["serve"], &[("GIAMNGHEO_LOG", "=[")], "--log");
    check(&["serve"], &[("GIAMNGHEO_TODAY", "2024-01-01")], "demo mode");
    check(
        &["serve"],
        &[("DATABASE_URL", "/no/such/folder/x.sqlite")],
        "database",
    );
    check(
        &["serve"],
        &[("DATABASE_URL", "postgres://127.0.0.1:1/none")],
        "GIAMNGHEO_SECRET_KEY",
    );
    check(
        &["serve"],
        &[
            ("DATABASE_URL", "postgres://127.0.0.1:1/none"),
            ("GIAMNGHEO_SECRET_KEY", SECRET_KEY),
        ],
        "database",
    );
    check(
        &["user", "--username", "a.b", "--full-name", "A", "--role", "king"],
        &[],
        "king",
    );
}

#[test]
fn told_to_stop_it_ends_cleanly_and_starts_again_on_its_data() {
    let folder = std::env::temp_dir().join(format!("giamngheo_stop_{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let port = free_port();
    let start = || {
        let child = Command::new(binary())
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--log", "warn"])
            .env_remove("DATABASE_URL")
            .env("GIAMNGHEO_DATA_DIR", &folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let began = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(60), "it doesn't listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        // The port is open a moment before the server serves; its answer says that it does.
        Client::new(&format!("http://127.0.0.1:{port}"))
            .get("/info")
            .expect(200);
        child
    };
    let stop = |mut child: std::process::Child| {
        assert!(
            Command::new("kill")
                .arg(child.id().to_string())
                .status()
                .expect("kill")
                .success()
        );
        let status = child.wait().expect("its end");
        let mut said = String::new();
        child
            .stdout
            .take()
            .expect("piped")
            .read_to_string(&mut said)
            .expect("text");
        assert_eq!(status.code(), Some(0), "{said}");
        said
    };
    let first = stop(start());
    assert!(first.contains("First administrator"), "{first}");
    let second = stop(start());
    assert!(
        !second.contains("First administrator"),
        "the password was printed twice: {second}"
    );
    let _ = std::fs::remove_dir_all(&folder);
}
