//! The program, started on a free port with a folder and a database of its own.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::client::Client;

/// The secret of the servers that tests start: 32 bytes in base64.
pub const SECRET_KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// How a server is started.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Households of the demo data; none is a real installation with a first administrator.
    pub demo_households: Option<u32>,
    /// Further flags of `giamngheo serve`.
    pub flags: Vec<String>,
}

/// A running server. It ends with the test process, however that ends, and leaves nothing behind.
#[derive(Debug)]
pub struct TestApp {
    /// Its address, such as `http://127.0.0.1:40123`.
    pub address: String,
    /// Its folder.
    pub data_dir: PathBuf,
    /// Its database, as in `DATABASE_URL`.
    pub database_url: String,
    /// The first administrator's password, of a real installation.
    pub first_password: Option<String>,
    tokens: Mutex<std::collections::HashMap<String, String>>,
    logins: Vec<Value>,
    launch: Launch,
    processes: Vec<(Child, BufReader<ChildStdout>)>,
}

/// What a server is started with, the first time and again.
#[derive(Debug)]
struct Launch {
    settings: Settings,
    port: u16,
    data_dir: PathBuf,
    database_url: String,
    base: String,
    drop: String,
}

/// The shell ends the server when the test process is gone: then its standard input closes.
const KEEPER: &str = r#"
"$0" serve "$@" </dev/null & child=$!
echo $child >"$GIAMNGHEO_DATA_DIR/pid"
exec >/dev/null
cat >/dev/null
kill -TERM $child; wait $child
rm -rf "$GIAMNGHEO_DATA_DIR"
[ -z "$DROP" ] || psql -q "$BASE" -c "DROP DATABASE IF EXISTS \"$DROP\" WITH (FORCE)"
"#;

/// The program: `GIAMNGHEO_BIN`, or what was built.
pub fn binary() -> PathBuf {
    std::env::var_os("GIAMNGHEO_BIN").map_or_else(
        || {
            let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
                || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target"),
                PathBuf::from,
            );
            target.join("debug/giamngheo")
        },
        PathBuf::from,
    )
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

fn unique() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

impl Launch {
    fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts the program and waits until it says where it listens. Returns the first password it printed, if any.
    #[expect(
        clippy::zombie_processes,
        reason = "the keeper ends by itself when its standard input closes"
    )]
    fn start(&self) -> (Child, BufReader<ChildStdout>, Option<String>) {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.data_dir.join("log"));
        let mut command = Command::new("sh");
        command
            .args(["-c", KEEPER])
            .arg(binary())
            .args([
                "--listen",
                &format!("127.0.0.1:{}", self.port),
                "--insecure-cookie",
                "--workers",
                "2",
            ])
            .args(&self.settings.flags)
            .env("GIAMNGHEO_DATA_DIR", &self.data_dir)
            .env("GIAMNGHEO_SECRET_KEY", SECRET_KEY)
            .env("GIAMNGHEO_WEB_DIR", self.data_dir.join("web"))
            .env("GIAMNGHEO_CONNECTIONS", "6")
            .env("GIAMNGHEO_LOG", "info")
            .env("GIAMNGHEO_DEMO_REVIEWS", "false")
            .env("DATABASE_URL", &self.database_url)
            .env("DROP", &self.drop)
            .env("BASE", &self.base)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log.expect("a log file"));
        if let Some(households) = self.settings.demo_households {
            command.args(["--demo", "--demo-households", &households.to_string()]);
        }
        let mut child = command.spawn().expect("sh starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("its output is piped"));
        let (mut first_password, mut line, address) = (None, String::new(), self.address());
        loop {
            line.clear();
            if stdout.read_line(&mut line).unwrap_or(0) == 0 {
                let log = std::fs::read_to_string(self.data_dir.join("log")).unwrap_or_default();
                panic!("{} did not start:\n{log}", binary().display());
            }
            if line.starts_with("First administrator") {
                first_password = line.split_whitespace().last().map(str::to_owned);
            }
            if line.contains(&address) {
                return (child, stdout, first_password);
            }
        }
    }
}

impl TestApp {
    /// A demo server with this many households.
    pub fn demo(households: u32) -> Self {
        Self::start(&Settings {
            demo_households: Some(households),
            ..Settings::default()
        })
    }

    /// A real installation: no data, one administrator with a first password.
    pub fn real() -> Self {
        Self::start(&Settings::default())
    }

    /// Starts a server and waits until it says where it listens.
    pub fn start(settings: &Settings) -> Self {
        let name = unique();
        let data_dir = std::env::temp_dir().join(format!("giamngheo_test_{name}"));
        std::fs::create_dir_all(&data_dir).expect("a temporary folder");
        let base = std::env::var("TEST_DATABASE").unwrap_or_else(|_| "sqlite".into());
        let (database_url, drop) = if base == "sqlite" {
            (
                data_dir.join("giamngheo.sqlite").to_string_lossy().into_owned(),
                String::new(),
            )
        } else {
            let database = format!("giamngheo_{name}");
            let made = Command::new("psql")
                .args(["-q", &base, "-c", &format!("CREATE DATABASE \"{database}\"")])
                .status()
                .expect("psql is in PATH");
            assert!(made.success(), "the database {database} can't be made");
            (with_database(&base, &database), database)
        };
        let launch = Launch {
            settings: settings.clone(),
            port: free_port(),
            data_dir,
            database_url,
            base,
            drop,
        };
        let (child, stdout, first_password) = launch.start();
        let info = Client::new(&launch.address()).get("/info").expect(200);
        Self {
            logins: info["demo_logins"].as_array().cloned().unwrap_or_default(),
            address: launch.address(),
            data_dir: launch.data_dir.clone(),
            database_url: launch.database_url.clone(),
            first_password,
            tokens: Mutex::default(),
            launch,
            processes: vec![(child, stdout)],
        }
    }

    /// Kills the server at once, as a power cut would, and starts it again on its data.
    pub fn crash_and_restart(&mut self) {
        let pid = std::fs::read_to_string(self.data_dir.join("pid")).expect("the keeper wrote it");
        let killed = Command::new("kill")
            .args(["-9", pid.trim()])
            .status()
            .expect("kill");
        assert!(killed.success(), "the server had ended by itself");
        let (child, stdout, _) = self.launch.start();
        // The keeper before stays: it would take the data away.
        self.processes.push((child, stdout));
    }

    /// Somebody without a token.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.address)
    }

    /// A demo user, signed in. The same token is used again, so that tests don't spend their time on Argon2.
    pub fn demo_user(&self, username: &str) -> Client {
        let login = self
            .logins
            .iter()
            .find(|l| l["username"] == username)
            .unwrap_or_else(|| {
                let known: Vec<_> = self.logins.iter().map(|l| l["username"].to_string()).collect();
                panic!(
                    "there is no demo login {username}; there are {}",
                    known.join(", ")
                )
            });
        self.user(username, login["password"].as_str().unwrap_or_default())
    }

    /// A user by name and password, signed in; the session is shared with whoever asks for the same user.
    pub fn user(&self, username: &str, password: &str) -> Client {
        let mut tokens = self
            .tokens
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let token = tokens
            .entry(username.to_owned())
            .or_insert_with(|| access_token(&self.login(username, password).expect(200)));
        self.anonymous().with_token(token)
    }

    /// A sign-in of one's own.
    pub fn login(&self, username: &str, password: &str) -> crate::Answer {
        self.anonymous().post(
            "/auth/login",
            &json!({ "username": username, "password": password }),
        )
    }

    /// The demo logins as `/info` tells them.
    pub fn logins(&self) -> &[Value] {
        &self.logins
    }

    /// What the server logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.data_dir.join("log")).unwrap_or_default()
    }
}

/// The access token in an answer to a login.
pub fn access_token(tokens: &Value) -> String {
    tokens["access_token"]
        .as_str()
        .expect("an access token")
        .to_owned()
}

/// The same server's other database: the path of a `postgres://` URL.
fn with_database(url: &str, database: &str) -> String {
    let (scheme, rest) = url
        .split_once("://")
        .expect("TEST_DATABASE is sqlite or postgres://…");
    let (before, query) = rest
        .split_once('?')
        .map_or((rest, String::new()), |(b, q)| (b, format!("?{q}")));
    let authority = before.split('/').next().unwrap_or("");
    format!("{scheme}://{authority}/{database}{query}")
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn another_database_of_the_same_server() {
        let check = |url, expected| assert_eq!(with_database(url, "x"), expected);
        check(
            "postgres:///postgres?host=/tmp/a&user=b",
            "postgres:///x?host=/tmp/a&user=b",
        );
        check("postgres://a:b@host:5433/c", "postgres://a:b@host:5433/x");
        check("postgres://host", "postgres://host/x");
    }
}
