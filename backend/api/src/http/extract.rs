//! Strict bodies and parameters: the right media type, no unknown field, every bad one named.

use std::future::Future;
use std::pin::Pin;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use giamngheo_store::FieldError;
use serde::de::DeserializeOwned;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use super::problem::Problem;

/// The largest JSON body, in bytes; files have their own limit.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// A JSON body that was read and checked.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or("");
        let essence = media.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        if essence != "application/json" && essence != "application/merge-patch+json" {
            let problem = Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "Cần gửi dữ liệu kiểu application/json.",
                "Send the body as application/json.",
            );
            return Box::pin(async move { Err(problem) });
        }
        let bytes = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let bytes = bytes.await.map_err(|e| {
                if e.as_response_error().status_code() == StatusCode::PAYLOAD_TOO_LARGE {
                    Problem::too_large()
                } else {
                    broken(&e.to_string())
                }
            })?;
            parse(&bytes).map(Body)
        })
    }
}

/// Reads a body that is a file, of at most so many bytes. Errors: 413 over that; 400 when it broke off.
pub async fn upload(mut payload: web::Payload, most: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| {
            Problem::new(
                StatusCode::BAD_REQUEST,
                "broken_upload",
                "Tệp tải lên bị ngắt giữa chừng.",
                "The upload broke off.",
            )
        })?;
        if bytes.len() + chunk.len() > most {
            return Err(Problem::too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Reads and checks JSON. Errors: 400 when it isn't JSON, 422 naming the fields that don't fit.
pub fn parse<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T, Problem> {
    // PostgreSQL keeps no NUL in text, and nobody means one.
    if bytes.windows(6).any(|w| w == b"\\u0000") {
        return Err(Problem::field(
            "",
            "nul",
            "nội dung chứa ký tự NUL",
            "the body holds a NUL character",
        ));
    }
    // serde takes an array for a struct; every body here is an object.
    if bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[') {
        return Err(Problem::field(
            "",
            "wrong_type",
            "cần một đối tượng JSON, không phải danh sách",
            "send a JSON object, not a list",
        ));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut json).map_err(|e| {
        let inner = e.inner();
        if inner.is_data() {
            misfit(&pointer(e.path()), &inner.to_string())
        } else {
            broken(&inner.to_string())
        }
    })?;
    json.end().map_err(|e| broken(&e.to_string()))?;
    value.validate().map_err(|e| Problem::invalid(flatten("", &e)))?;
    Ok(value)
}

fn broken(cause: &str) -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "not_json",
        format!("Nội dung gửi lên không phải JSON hợp lệ ({cause})."),
        format!("The body is not valid JSON ({cause})."),
    )
}

fn misfit(pointer: &str, cause: &str) -> Problem {
    // serde's sentence ends in its position, which the pointer says better.
    let cause = cause.split(" at line ").next().unwrap_or(cause);
    let code = if cause.starts_with("unknown field") {
        "unknown_field"
    } else if cause.starts_with("missing field") {
        "missing"
    } else {
        "wrong_type"
    };
    let name = cause.split('`').nth(1).unwrap_or("");
    let pointer = match code {
        "missing" => format!("{pointer}/{name}"),
        _ => pointer.to_owned(),
    };
    let vi = match code {
        "unknown_field" => format!("không có trường “{name}”"),
        "missing" => format!("thiếu trường “{name}”"),
        _ => format!("sai kiểu dữ liệu: {cause}"),
    };
    Problem::field(pointer, code, vi, cause)
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut out = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => out.push_str(&format!("/{index}")),
            Segment::Map { key } => out.push_str(&format!("/{key}")),
            Segment::Enum { variant } => out.push_str(&format!("/{variant}")),
            Segment::Unknown => {}
        }
    }
    out
}

fn flatten(prefix: &str, errors: &ValidationErrors) -> Vec<FieldError> {
    let mut out = Vec::new();
    for (name, kind) in errors.errors() {
        let here = format!("{prefix}/{name}");
        match kind {
            ValidationErrorsKind::Struct(inner) => out.extend(flatten(&here, inner)),
            ValidationErrorsKind::List(items) => {
                for (i, inner) in items {
                    out.extend(flatten(&format!("{here}/{i}"), inner));
                }
            }
            ValidationErrorsKind::Field(found) => {
                out.extend(found.iter().map(|error| explain(here.clone(), error)));
            }
        }
    }
    out.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    out
}

fn explain(pointer: String, error: &validator::ValidationError) -> FieldError {
    let bound = |name: &str| error.params.get(name).map(ToString::to_string);
    let (min, max) = (bound("min"), bound("max"));
    let range = match (&min, &max) {
        (Some(min), Some(max)) => format!("{min} – {max}"),
        (Some(min), None) => format!("≥ {min}"),
        (None, Some(max)) => format!("≤ {max}"),
        (None, None) => String::new(),
    };
    match error.code.as_ref() {
        "length" => FieldError::new(
            pointer,
            "length",
            format!("độ dài phải trong khoảng {range}"),
            format!("the length must be {range}"),
        ),
        "range" => FieldError::new(
            pointer,
            "out_of_range",
            format!("giá trị phải trong khoảng {range}"),
            format!("the value must be {range}"),
        ),
        "email" => FieldError::new(
            pointer,
            "not_an_email",
            "không phải địa chỉ thư điện tử",
            "not an email address",
        ),
        _ => {
            let en = error.message.as_deref().unwrap_or("not valid").to_owned();
            FieldError::new(pointer, "invalid", format!("không hợp lệ: {en}"), en)
        }
    }
}

/// Query parameters; an unknown or malformed one is a 400.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned + Validate> FromRequest for Params<T> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parsed = serde_urlencoded::from_str::<T>(request.query_string())
            .map_err(|e| {
                let cause = e.to_string();
                let name = cause.split('`').nth(1).unwrap_or("").to_owned();
                Problem::parameter(&name, format!("tham số không hợp lệ: {cause}"), cause)
            })
            .and_then(|value| match value.validate() {
                Ok(()) => Ok(Params(value)),
                Err(errors) => {
                    let mut problem = Problem::invalid(flatten("", &errors));
                    problem.status = StatusCode::BAD_REQUEST;
                    problem.code = "bad_parameter";
                    Err(problem)
                }
            });
        std::future::ready(parsed)
    }
}

/// Refuses a path or parameters with a NUL character before anything looks at them.
pub async fn no_nul(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if request.path().contains("%00") || request.query_string().contains("%00") {
        let problem = Problem::new(
            StatusCode::BAD_REQUEST,
            "nul",
            "Địa chỉ chứa ký tự NUL.",
            "The address holds a NUL character.",
        );
        return Ok(problem.answer(&request));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}
