//! One message on its way: signed, sent once, and what the receiver said.

use std::sync::Arc;
use std::time::Duration;

use giamngheo_store::webhooks::{Due, Outcome};
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;

use super::address::{NotPublic, PublicOnly};
use super::sign;
use crate::crypto::Vault;

/// How long a message may take in all, from the look-up of the name to the receiver's status.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What can go wrong, in words; the codes are kept and sent.
pub const ERRORS: &[(&str, &str, &str)] = &[
    (
        "status",
        "Bên nhận trả lời khác 2xx.",
        "The receiver's answer was not 2xx.",
    ),
    (
        "redirect",
        "Bên nhận chuyển sang địa chỉ khác; hãy ghi địa chỉ cuối cùng.",
        "The receiver redirects; enter the final address.",
    ),
    (
        "gone",
        "Bên nhận báo không còn dùng địa chỉ này (410).",
        "The receiver says that the address is gone (410).",
    ),
    (
        "timeout",
        "Bên nhận không trả lời trong 10 giây.",
        "The receiver did not answer within 10 seconds.",
    ),
    (
        "host_not_found",
        "Không tìm thấy tên máy của bên nhận.",
        "The receiver's name was not found.",
    ),
    (
        "not_public",
        "Tên máy trỏ vào mạng nội bộ; chỉ gửi đến địa chỉ công khai.",
        "The name means an address inside of a network; messages go to public ones alone.",
    ),
    (
        "refused",
        "Bên nhận không nhận kết nối.",
        "The receiver takes no connection.",
    ),
    (
        "tls",
        "Không thiết lập được kết nối an toàn: chứng chỉ của bên nhận không hợp lệ hoặc đã hết hạn.",
        "No secure connection: the receiver's certificate is not valid or has expired.",
    ),
    (
        "broken",
        "Kết nối bị ngắt, hoặc câu trả lời không phải HTTP.",
        "The connection broke, or the answer was not HTTP.",
    ),
    (
        "secret",
        "Không mở được khóa ký; hãy đổi khóa.",
        "The secret can't be read; exchange it.",
    ),
];

/// Sends messages. It follows no redirect, keeps no connection and asks no proxy, so that what was looked up is
/// what is connected to.
pub struct Sender {
    agent: Agent,
}

impl Sender {
    /// With the certificates that the machine trusts; in demo mode loopback may be sent to.
    pub fn new(demo: bool) -> Self {
        let found = rustls_native_certs::load_native_certs();
        if found.certs.is_empty() {
            tracing::warn!(errors = ?found.errors, "the machine trusts no certificates: webhooks can't be sent");
        }
        let roots = found
            .certs
            .iter()
            .map(|c| Certificate::from_der(c).to_owned())
            .collect();
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(roots)))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .https_only(!demo)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_global(Some(TIMEOUT))
            .max_response_header_size(16 * 1024)
            .max_idle_connections(0)
            .user_agent(concat!("giamngheo/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            agent: Agent::with_parts(config, DefaultConnector::default(), PublicOnly::new(demo)),
        }
    }

    /// Sends a message once. The receiver's words are not read, its status alone.
    pub fn send(&self, due: &Due, vault: &Vault) -> Outcome {
        let failed = |status, error| Outcome::Failed { status, error };
        let secrets: Option<Vec<String>> = due.secrets().into_iter().map(|s| vault.open(s)).collect();
        let at = chrono::Utc::now().timestamp();
        let Some(signatures) = secrets.and_then(|s| sign::signatures(&s, &due.id, at, &due.payload).ok())
        else {
            return failed(None, "secret");
        };
        let sent = self
            .agent
            .post(&due.url)
            .header("content-type", "application/json")
            .header("webhook-id", &due.id)
            .header("webhook-timestamp", at.to_string())
            .header("webhook-signature", signatures)
            .send(due.payload.as_bytes());
        match sent {
            Ok(answer) => match answer.status().as_u16() {
                status @ 200..=299 => Outcome::Delivered(status.into()),
                410 => Outcome::Gone,
                status @ 300..=399 => failed(Some(status.into()), "redirect"),
                status => failed(Some(status.into()), "status"),
            },
            Err(cause) => failed(None, code_of(&cause)),
        }
    }
}

fn code_of(cause: &ureq::Error) -> &'static str {
    use std::io::ErrorKind;
    match cause {
        ureq::Error::Timeout(_) => "timeout",
        ureq::Error::HostNotFound => "host_not_found",
        ureq::Error::Other(inner) if inner.is::<NotPublic>() => "not_public",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::Pem(_) => "tls",
        ureq::Error::Io(io) => match io.kind() {
            ErrorKind::ConnectionRefused | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                "refused"
            }
            ErrorKind::TimedOut | ErrorKind::WouldBlock => "timeout",
            _ if matches!(io.get_ref(), Some(inner) if inner.is::<rustls::Error>()) => "tls",
            _ => "broken",
        },
        _ => "broken",
    }
}
