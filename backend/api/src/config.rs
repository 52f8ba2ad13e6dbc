//! Configuration by flags and environment; what is wrong is said in a sentence at the start.

use std::net::SocketAddr;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Args;

use crate::crypto::Secret;

/// Where the web app is built in the source tree.
const WEB_DIR: &str = "frontend/dist";

/// Settings of the program. Each is a flag or an environment variable; docs/OPERATIONS.md has them in a table.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Database: postgres://user:password@host/name, or the path of an SQLite file.
    #[arg(long, env = "DATABASE_URL")]
    pub database_url: Option<String>,
    /// Folder for the embedded database, uploads and the generated key.
    #[arg(long, env = "GIAMNGHEO_DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,
    /// Where attached files lie: s3://bucket/prefix of an S3-compatible store, whose address and keys come from the
    /// environment (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION); by default the data
    /// folder.
    #[arg(long, env = "GIAMNGHEO_ATTACHMENTS")]
    pub attachments: Option<String>,
    /// Address and port to listen on.
    #[arg(long, env = "GIAMNGHEO_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Folder of the built web app; none serves the API alone.
    #[arg(long, env = "GIAMNGHEO_WEB_DIR", default_value = WEB_DIR)]
    pub web_dir: PathBuf,
    /// Demo mode: demo data and fixed, public logins. Never on real data.
    #[arg(long, env = "GIAMNGHEO_DEMO")]
    pub demo: bool,
    /// Households of the demo data.
    #[arg(long, env = "GIAMNGHEO_DEMO_HOUSEHOLDS", default_value_t = 3000)]
    pub demo_households: u32,
    /// Whether the demo has an autumn review under way in its communes.
    #[arg(long, env = "GIAMNGHEO_DEMO_REVIEWS", default_value_t = true, action = clap::ArgAction::Set, hide = true)]
    pub demo_reviews: bool,
    /// Address under which people reach the web app, such as https://giamngheo.example: printed papers send them
    /// there to check a code.
    #[arg(long, env = "GIAMNGHEO_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Secret of the installation: 32 bytes in base64. Encrypts citizen IDs and signs tokens. On the embedded
    /// database one is generated into the data folder.
    #[arg(long, env = "GIAMNGHEO_SECRET_KEY", hide_env_values = true)]
    pub secret_key: Option<String>,
    /// Database connections for reading.
    #[arg(long, env = "GIAMNGHEO_CONNECTIONS", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub connections: u32,
    /// HTTP worker threads; by default one a core.
    #[arg(long, env = "GIAMNGHEO_WORKERS", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub workers: Option<u16>,
    /// Largest file that can be imported, in megabytes.
    #[arg(long, env = "GIAMNGHEO_UPLOAD_LIMIT_MB", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=2000))]
    pub upload_limit_mb: u64,
    /// Whether the refresh cookie may travel over plain HTTP; only for trying out on one's own machine.
    #[arg(long, env = "GIAMNGHEO_INSECURE_COOKIE")]
    pub insecure_cookie: bool,
    /// What to log, such as `info` or `giamngheo=debug,actix_web=info`.
    #[arg(long, env = "GIAMNGHEO_LOG", default_value = "info")]
    pub log: String,
    /// By what the pauses between attempts of webhooks are divided, in demo mode.
    #[arg(long, env = "GIAMNGHEO_WEBHOOK_HURRY", hide = true, value_parser = clap::value_parser!(u32).range(1..))]
    pub webhook_hurry: Option<u32>,
    /// The civil date to take for today, in demo mode.
    #[arg(long, env = "GIAMNGHEO_TODAY", hide = true)]
    pub today: Option<chrono::NaiveDate>,
}

impl Config {
    /// The database's URL: as configured, or the embedded one in the data folder.
    pub fn database_url(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| {
            self.data_dir
                .join("giamngheo.sqlite")
                .to_string_lossy()
                .into_owned()
        })
    }

    /// The address under which people reach the web app, without a slash at the end: as configured, or where it
    /// listens.
    pub fn public_url(&self) -> String {
        self.public_url.as_deref().map_or_else(
            || format!("http://{}", self.listen),
            |url| url.trim_end_matches('/').to_owned(),
        )
    }

    /// Checks what belongs together and makes the data folder. Errors: a sentence for the operator.
    pub fn prepare(&self) -> Result<(), String> {
        if self.today.is_some() && !self.demo {
            return Err("--today holds in demo mode only".into());
        }
        if self.webhook_hurry.is_some() && !self.demo {
            return Err("--webhook-hurry holds in demo mode only".into());
        }
        if self.demo && !self.listen.ip().is_loopback() {
            tracing::warn!("demo mode with public logins listens on {}", self.listen);
        }
        // Another database would be taken for the path of a file, and one be made there.
        if let Some((scheme, _)) = self.database_url().split_once("://")
            && !["postgres", "postgresql", "sqlite"].contains(&scheme)
        {
            return Err(format!(
                "the database {scheme}://… is not supported: use postgres://… or the path of an SQLite file"
            ));
        }
        self.make_folders()
            .map_err(|e| format!("the data folder {} can't be made: {e}", self.data_dir.display()))
    }

    /// Makes the folders, for this user of the machine alone. A data folder that is there keeps its permissions:
    /// it may be shared on purpose, and what is private in it is so by itself.
    fn make_folders(&self) -> std::io::Result<()> {
        use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
        for folder in ["uploads", "attachments"].map(|name| self.data_dir.join(name)) {
            std::fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(&folder)?;
            if std::fs::metadata(&folder)?.permissions().mode() & 0o077 != 0 {
                std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700))?;
            }
        }
        Ok(())
    }

    /// Whether a folder for the web app was named that doesn't hold one.
    pub fn lacks_web_app(&self) -> bool {
        self.web_dir.as_os_str() != WEB_DIR && !self.web_dir.join("index.html").is_file()
    }

    /// The installation's secret: configured, or kept in (and at first generated into) the data folder.
    ///
    /// Errors: not 32 bytes of base64; missing on a shared database, where a generated one would be lost.
    pub fn secret(&self) -> Result<Secret, String> {
        let file = self.data_dir.join("secret.key");
        let text = match &self.secret_key {
            Some(text) => text.clone(),
            None if file.exists() => std::fs::read_to_string(&file)
                .map_err(|e| format!("the key file {} can't be read: {e}", file.display()))?,
            None if self.shared_database() && !self.demo => {
                return Err(
                    "on PostgreSQL set GIAMNGHEO_SECRET_KEY to 32 random bytes in base64 \
                            (openssl rand -base64 32) and keep a copy: without it citizen IDs can't be read"
                        .into(),
                );
            }
            None => generate(&file)?,
        };
        let bytes = STANDARD
            .decode(text.trim())
            .map_err(|_| "the secret key is not base64".to_owned())?;
        <[u8; 32]>::try_from(bytes)
            .map(Secret::new)
            .map_err(|bytes| format!("the secret key must be 32 bytes, not {}", bytes.len()))
    }

    fn shared_database(&self) -> bool {
        giamngheo_store::Engine::of(&self.database_url()) == giamngheo_store::Engine::Postgres
    }
}

fn generate(file: &std::path::Path) -> Result<String, String> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| "the system gives no random bytes".to_owned())?;
    let text = STANDARD.encode(bytes);
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .and_then(|mut f| f.write_all(text.as_bytes()))
        .map_err(|e| format!("the key file {} can't be written: {e}", file.display()))?;
    Ok(text)
}
