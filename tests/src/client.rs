//! A client that shows what it was answered when a test is not content.

use serde_json::Value;
use ureq::http;

/// Somebody who asks: anonymous, or with an access token.
#[derive(Debug, Clone)]
pub struct Client {
    base: String,
    agent: ureq::Agent,
    /// The access token, if any.
    pub token: Option<String>,
}

impl Client {
    /// Somebody without a token.
    pub fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            // Sooner than the server, which closes connections that were idle for five seconds.
            .max_idle_age(std::time::Duration::from_secs(2))
            .timeout_global(Some(std::time::Duration::from_mins(2)))
            .build();
        Self {
            base: base.to_owned(),
            agent: config.into(),
            token: None,
        }
    }

    /// The same with another token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// A request; a path that doesn't begin with `/api/` or name something at the root is below `/api/v1`.
    pub fn request(&self, method: &str, path: &str) -> Request<'_> {
        let rooted = ["/api/", "/health/", "/metrics", "/.well-known/", "/openapi.json"];
        let path = if path == "/" || rooted.iter().any(|r| path.starts_with(r)) {
            path.to_owned()
        } else {
            format!("/api/v1{path}")
        };
        let mut headers = Vec::new();
        if let Some(token) = &self.token {
            headers.push(("authorization".to_owned(), format!("Bearer {token}")));
        }
        Request {
            client: self,
            method: method.to_owned(),
            path,
            headers,
            body: None,
        }
    }

    /// GET.
    pub fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send()
    }

    /// POST of JSON.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.request("POST", path).json(body).send()
    }

    /// The whole of a list, page by page.
    pub fn all(&self, path: &str) -> Vec<Value> {
        let joint = if path.contains('?') { '&' } else { '?' };
        let (mut items, mut after) = (Vec::new(), None::<String>);
        loop {
            let cursor = after.map_or(String::new(), |a| format!("{joint}after={a}"));
            let page = self.get(&format!("{path}{cursor}")).expect(200);
            items.extend(
                page["items"]
                    .as_array()
                    .expect("a page has items")
                    .iter()
                    .cloned(),
            );
            match page["next"].as_str() {
                Some(next) => after = Some(next.to_owned()),
                None => return items,
            }
        }
    }
}

/// A request being put together.
#[derive(Debug)]
pub struct Request<'a> {
    client: &'a Client,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Request<'_> {
    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With the version being changed.
    #[must_use]
    pub fn if_match(self, version: &Value) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string().into_bytes())
    }

    /// With a body of a media type.
    #[must_use]
    pub fn body(mut self, media: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.body = Some(bytes.into());
        self.header("content-type", media)
    }

    /// Sends it.
    pub fn send(self) -> Answer {
        let asked = format!("{} {}", self.method, self.path);
        let mut request = http::Request::builder()
            .method(self.method.as_str())
            .uri(format!("{}{}", self.client.base, self.path));
        for (name, value) in &self.headers {
            request = request.header(name.as_str(), value.as_str());
        }
        let sent = match self.body {
            Some(bytes) => self
                .client
                .agent
                .run(request.body(bytes).unwrap_or_else(|e| panic!("{asked}: {e}"))),
            None => self
                .client
                .agent
                .run(request.body(()).unwrap_or_else(|e| panic!("{asked}: {e}"))),
        };
        let mut response = sent.unwrap_or_else(|e| panic!("{asked}: no answer: {e}"));
        let body = response
            .body_mut()
            .with_config()
            .limit(512 * 1024 * 1024)
            .read_to_vec()
            .unwrap_or_else(|e| panic!("{asked}: the answer broke off: {e}"));
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            path: self.path,
            asked,
            body,
        }
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    headers: http::HeaderMap,
    asked: String,
    path: String,
}

impl Answer {
    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or("")
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{self}: not JSON: {e}"))
    }

    /// The body, of an answer that must have this status. An empty one is null.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self}");
        if self.body.is_empty() {
            Value::Null
        } else {
            self.json()
        }
    }

    /// The problem document, of an answer that must have this status and be one (RFC 9457).
    #[track_caller]
    pub fn problem(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self}");
        assert!(
            self.header("content-type")
                .starts_with("application/problem+json"),
            "{self}"
        );
        let problem = self.json();
        assert_eq!(problem["status"], status, "{self}");
        for field in ["type", "title", "detail", "trace_id"] {
            assert!(
                problem[field].as_str().is_some_and(|t| !t.is_empty()),
                "{self}: no {field}"
            );
        }
        assert_eq!(
            problem["instance"],
            self.path.split('?').next().unwrap_or(""),
            "{self}"
        );
        assert!(problem["errors"].is_array(), "{self}: no errors");
        for word in ["diesel", "SELECT", "panicked", "sqlite", "postgres"] {
            assert!(!self.text().contains(word), "{self}: tells of the inside");
        }
        problem
    }

    /// The problem document, which must name this pointer with this code.
    #[track_caller]
    pub fn refuses(&self, status: u16, pointer: &str, code: &str) -> Value {
        let problem = self.problem(status);
        let named = problem["errors"].as_array().into_iter().flatten();
        assert!(
            named
                .clone()
                .any(|e| e["pointer"] == pointer && e["code"] == code),
            "{self}: expected {pointer} to be {code}"
        );
        problem
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.text();
        let shown: String = text.chars().take(1200).collect();
        write!(f, "{} → {} {shown}", self.asked, self.status)
    }
}
