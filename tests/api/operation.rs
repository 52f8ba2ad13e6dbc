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
        if began.elapsed() > Duration::from_mins(1) {
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
        &["serve"],
        &[("DATABASE_URL", "mysql://u:hush@127.0.0.1/none")],
        "mysql",
    );
    check(
        &["user", "--username", "a.b", "--full-name", "A", "--role", "king"],
        &[],
        "king",
    );
    check(
        &[
            "user",
            "--username",
            "a.b",
            "--full-name",
            "A",
            "--role",
            "viewer",
            "--area",
            "99999",
        ],
        &[],
        "no area 99999",
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
            assert!(began.elapsed() < Duration::from_mins(1), "it doesn't listen");
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

/// A folder that is gone at the end.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("giamngheo_{name}_{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Serves on a folder's embedded database until it says where it listens; returns what it printed, or else what
/// it complained of.
fn serve(folder: &Folder, flags: &[&str], listen: &str) -> Result<String, String> {
    use std::io::BufRead;
    let mut child = Command::new(binary())
        .args(["serve", "--listen", listen, "--log", "warn"])
        .args(flags)
        .env_remove("DATABASE_URL")
        .env_remove("GIAMNGHEO_SECRET_KEY")
        .env("GIAMNGHEO_DATA_DIR", &folder.0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdout = std::io::BufReader::new(child.stdout.take().expect("piped"));
    let mut said = String::new();
    while stdout.read_line(&mut said).unwrap_or(0) > 0 {
        if said.contains("http://") {
            child.kill().expect("it ends");
            child.wait().expect("its end");
            return Ok(said);
        }
    }
    let mut complaint = String::new();
    child
        .stderr
        .take()
        .expect("piped")
        .read_to_string(&mut complaint)
        .expect("text");
    assert!(!child.wait().expect("its end").success(), "{complaint}");
    Err(complaint)
}

#[test]
fn demo_logins_never_stand_beside_real_users() {
    let demo = ["--demo", "--demo-households", "0"];
    let listen = || format!("127.0.0.1:{}", free_port());
    let real = Folder::new("echt");
    serve(&real, &[], &listen()).expect("a real installation starts");
    let refused = serve(&real, &demo, &listen()).expect_err("demo mode on real users");
    assert!(refused.contains("real users (such as admin)"), "{refused}");
    // Nothing was added before it was refused.
    serve(&real, &[], &listen()).expect("it starts as before");

    let trial = Folder::new("thu");
    serve(&trial, &demo, &listen()).expect("a demo starts");
    let refused = serve(&trial, &[], &listen()).expect_err("public logins without demo mode");
    assert!(refused.contains("public logins"), "{refused}");
    serve(&trial, &demo, &listen()).expect("a demo starts again");
}

#[test]
fn the_first_password_is_not_lost_when_the_port_is_taken() {
    let folder = Folder::new("cong");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let refused = serve(&folder, &[], &address).expect_err("the port is taken");
    assert!(refused.contains(&address), "{refused}");
    drop(taken);
    let said = serve(&folder, &[], &format!("127.0.0.1:{}", free_port())).expect("it starts");
    assert!(said.contains("First administrator"), "{said}");
}

#[test]
fn nobody_else_on_the_machine_reads_the_data() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("rieng");
    serve(&folder, &[], &format!("127.0.0.1:{}", free_port())).expect("it starts");
    let mode = |path: &std::path::Path| {
        let metadata = std::fs::metadata(path).expect("it is there");
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(mode(&folder.0), 0o700);
    for entry in std::fs::read_dir(&folder.0).expect("the folder") {
        let path = entry.expect("an entry").path();
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(&path), expected, "{}", path.display());
    }
    assert_eq!(mode(&folder.0.join("giamngheo.sqlite")), 0o600);
}
