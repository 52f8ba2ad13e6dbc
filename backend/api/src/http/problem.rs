//! RFC 9457 problem details: the one place where an error becomes an answer, in the reader's language.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use giamngheo_store::{Error, FieldError};
use serde::Serialize;
use utoipa::ToSchema;

/// The handlers' result.
pub type Answer<T> = Result<T, Problem>;

/// A refusal, in both languages until it is sent.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{status} {code}")]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable machine-readable reason; the last part of `type`.
    pub code: &'static str,
    /// What happened, in Vietnamese.
    pub vi: String,
    /// What happened, in English.
    pub en: String,
    /// Each bad field.
    pub fields: Vec<FieldError>,
    /// The record's version now, when the caller's was stale.
    pub current_version: Option<i64>,
    /// Seconds to wait before another try.
    pub retry_after: Option<u64>,
    /// The state that doesn't allow it, and what it allows.
    pub refused: Option<(String, Vec<&'static str>)>,
}

impl Problem {
    /// A problem with its reason in both languages.
    pub fn new(status: StatusCode, code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            status,
            code,
            vi: vi.into(),
            en: en.into(),
            fields: Vec::new(),
            current_version: None,
            retry_after: None,
            refused: None,
        }
    }

    /// 422 with the bad fields named.
    pub fn invalid(fields: Vec<FieldError>) -> Self {
        let (vi, en) = match fields.as_slice() {
            [one] => (
                format!("Dữ liệu chưa đúng: {}.", one.vi),
                format!("Not valid: {}.", one.en),
            ),
            many => (
                format!("Dữ liệu gửi lên có {} chỗ chưa đúng.", many.len()),
                format!("{} fields are not valid.", many.len()),
            ),
        };
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", vi, en);
        problem.fields = fields;
        problem
    }

    /// 422 with one bad field.
    pub fn field(
        pointer: impl Into<String>,
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self::invalid(vec![FieldError::new(pointer, code, vi, en)])
    }

    /// 400 with one bad parameter.
    pub fn parameter(name: &str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        let mut problem = Self::field(format!("/{name}"), "bad_parameter", vi, en);
        problem.status = StatusCode::BAD_REQUEST;
        problem.code = "bad_parameter";
        problem
    }

    /// 404: not there, or not in the caller's area.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "Không có dữ liệu này, hoặc dữ liệu không thuộc địa bàn của bạn.",
            "There is no such record, or it is not in your area.",
        )
    }

    /// 401: no token, or one that doesn't hold.
    pub fn unauthenticated(code: &'static str) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            code,
            "Bạn chưa đăng nhập hoặc phiên làm việc đã hết hạn.",
            "You are not signed in, or the session has ended.",
        )
    }

    /// 500, with the cause in the log alone.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(cause = %cause, "internal error");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Hệ thống gặp lỗi; yêu cầu chưa được thực hiện.",
            "The system failed; the request was not carried out.",
        )
    }

    /// The generic problem of a status that the framework itself gave.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(
                status,
                "method_not_allowed",
                "Phương thức này không dùng được ở đây.",
                "This method is not allowed here.",
            ),
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::new(
                status,
                "unsupported_media_type",
                "Kiểu dữ liệu không được hỗ trợ.",
                "Unsupported media type.",
            ),
            status if status.is_server_error() => Self::internal(&status),
            status => Self::new(
                status,
                "bad_request",
                "Yêu cầu không hợp lệ.",
                "The request is not valid.",
            ),
        }
    }

    /// 413.
    pub fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "Dữ liệu gửi lên quá lớn.",
            "The body is too large.",
        )
    }

    /// 428.
    pub fn if_match_missing() -> Self {
        Self::new(
            StatusCode::PRECONDITION_REQUIRED,
            "if_match_missing",
            "Cần gửi If-Match với phiên bản đang sửa (lấy từ ETag).",
            "Send If-Match with the version you are changing (from the ETag).",
        )
    }

    /// The answer of a middleware that refuses a request; [`localise`] fills it.
    pub fn answer(&self, request: &ServiceRequest) -> ServiceResponse<BoxBody> {
        ServiceResponse::new(request.request().clone(), HttpResponse::from_error(self.clone()))
    }

    /// The document in a language.
    pub fn document(&self, english: bool, instance: &str, trace_id: &str) -> ProblemDocument {
        let pick = |vi: &str, en: &str| if english { en.to_owned() } else { vi.to_owned() };
        ProblemDocument {
            kind: format!("/problems/{}", self.code.replace('_', "-")),
            title: title(self.status, english).to_owned(),
            status: self.status.as_u16(),
            detail: pick(&self.vi, &self.en),
            instance: instance.to_owned(),
            trace_id: trace_id.to_owned(),
            errors: self
                .fields
                .iter()
                .map(|f| ProblemField {
                    pointer: f.pointer.clone(),
                    code: f.code.to_owned(),
                    detail: pick(&f.vi, &f.en),
                })
                .collect(),
            current_version: self.current_version,
            state: self.refused.as_ref().map(|(state, _)| state.clone()),
            allowed: self
                .refused
                .as_ref()
                .map(|(_, allowed)| allowed.iter().map(|a| (*a).to_owned()).collect()),
        }
    }
}

/// A code that came as text, for as long as the program runs; there are few of them.
pub fn static_code(code: &str) -> &'static str {
    static KNOWN: std::sync::Mutex<std::collections::BTreeSet<&'static str>> =
        std::sync::Mutex::new(std::collections::BTreeSet::new());
    let Ok(mut known) = KNOWN.lock() else {
        return "invalid";
    };
    if let Some(known) = known.get(code) {
        return known;
    }
    let kept: &'static str = Box::leak(code.to_owned().into_boxed_str());
    known.insert(kept);
    kept
}

fn title(status: StatusCode, english: bool) -> &'static str {
    let (vi, en) = match status.as_u16() {
        400 => ("Yêu cầu không hợp lệ", "Bad request"),
        401 => ("Chưa đăng nhập", "Not signed in"),
        403 => ("Không được phép", "Not allowed"),
        404 => ("Không tìm thấy", "Not found"),
        405 => ("Sai phương thức", "Method not allowed"),
        406 => ("Không có định dạng này", "Not acceptable"),
        409 => ("Trạng thái không cho phép", "Conflict"),
        412 => ("Dữ liệu đã thay đổi", "Changed meanwhile"),
        413 => ("Quá lớn", "Too large"),
        415 => ("Sai kiểu dữ liệu", "Unsupported media type"),
        422 => ("Dữ liệu chưa đúng", "Invalid data"),
        428 => ("Thiếu If-Match", "If-Match is missing"),
        429 => ("Quá nhiều lần thử", "Too many attempts"),
        503 => ("Tạm thời không phục vụ được", "Unavailable"),
        _ => ("Lỗi hệ thống", "Internal error"),
    };
    if english { en } else { vi }
}

/// A problem as it is sent (application/problem+json, RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// What kind of problem: a relative reference.
    #[serde(rename = "type")]
    #[schema(example = "/problems/not-found")]
    pub kind: String,
    /// Short name of the kind, in the reader's language.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened, in the reader's language.
    pub detail: String,
    /// The path that was asked.
    pub instance: String,
    /// The request's id, to be found in the log.
    pub trace_id: String,
    /// Each bad field.
    pub errors: Vec<ProblemField>,
    /// The record's version now, when the caller's was stale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_version: Option<i64>,
    /// The record's state, when it doesn't allow the act.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// What that state allows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Vec<String>>,
}

/// A bad field of a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// JSON pointer into the body, or `/` and the parameter's name.
    #[schema(example = "/members/2/birth_date")]
    pub pointer: String,
    /// Stable machine-readable reason.
    #[schema(example = "in_future")]
    pub code: String,
    /// The reason, in the reader's language.
    pub detail: String,
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// An empty answer: [`localise`] fills it once the reader's language is known.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::not_found(),
            Error::Stale { current } => {
                let mut problem = Self::new(
                    StatusCode::PRECONDITION_FAILED,
                    "stale",
                    "Người khác đã sửa dữ liệu này sau khi bạn mở.",
                    "Somebody changed this record after you opened it.",
                );
                problem.current_version = Some(current);
                problem
            }
            Error::Unconditional { current } => {
                let mut problem = Self::if_match_missing();
                problem.current_version = Some(current);
                problem
            }
            Error::Conflict { code, vi, en } => Self::new(StatusCode::CONFLICT, code, vi, en),
            Error::Refused {
                code,
                vi,
                en,
                state,
                allowed,
            } => {
                let mut problem = Self::new(StatusCode::CONFLICT, code, vi, en);
                problem.refused = Some((state, allowed));
                problem
            }
            Error::Invalid(fields) => Self::invalid(fields),
            Error::Unavailable(cause) => {
                tracing::warn!(%cause, "database unavailable");
                let mut problem = Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "unavailable",
                    "Cơ sở dữ liệu đang bận; xin thử lại sau ít giây.",
                    "The database is busy; try again in a few seconds.",
                );
                problem.retry_after = Some(2);
                problem
            }
            error @ (Error::Database(_) | Error::Corrupt(_)) => Self::internal(&error),
        }
    }
}

impl From<actix_web::error::BlockingError> for Problem {
    fn from(error: actix_web::error::BlockingError) -> Self {
        Self::internal(&error)
    }
}

/// Whether the reader asks for English rather than Vietnamese (`Accept-Language`; Vietnamese by default).
pub fn wants_english(request: &HttpRequest) -> bool {
    let header = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("");
    let mut best = ("vi", 0.0_f32);
    for part in header.split(',') {
        let mut pieces = part.trim().split(';');
        let language = pieces
            .next()
            .unwrap_or("")
            .trim()
            .get(..2)
            .unwrap_or("")
            .to_ascii_lowercase();
        let quality = pieces
            .find_map(|p| p.trim().strip_prefix("q="))
            .and_then(|q| q.parse::<f32>().ok())
            .unwrap_or(1.0);
        match language.as_str() {
            "vi" if quality > best.1 => best = ("vi", quality),
            "en" if quality > best.1 => best = ("en", quality),
            _ => {}
        }
    }
    best.0 == "en"
}

/// Turns every answer with an error status into a problem document in the reader's language.
pub fn localise<B: MessageBody>(response: ServiceResponse<B>) -> ServiceResponse<EitherBody<B, BoxBody>> {
    let status = response.status();
    let is_problem = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|v| v.as_bytes().starts_with(b"application/problem+json"));
    if is_problem || !(status.is_client_error() || status.is_server_error()) {
        return response.map_into_left_body();
    }
    let problem = response
        .response()
        .error()
        .and_then(|e| e.as_error::<Problem>().cloned())
        .unwrap_or_else(|| Problem::of_status(status));
    let request = response.request().clone();
    let trace_id = crate::operation::request_id(&request);
    let document = problem.document(wants_english(&request), request.path(), &trace_id);
    let mut answer = HttpResponse::build(problem.status);
    answer.content_type("application/problem+json");
    if let Some(seconds) = problem.retry_after {
        answer.insert_header((header::RETRY_AFTER, seconds));
    }
    if problem.status == StatusCode::UNAUTHORIZED {
        answer.insert_header((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
    }
    if let Some(allow) = response.headers().get(header::ALLOW) {
        answer.insert_header((header::ALLOW, allow.clone()));
    }
    let answer = answer.json(document);
    ServiceResponse::new(request, answer.map_into_right_body())
}
