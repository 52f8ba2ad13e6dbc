//! Entity tags: a record's version, quoted; changes must say which version they start from.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{FromRequest, HttpRequest, dev::Payload};

use super::problem::Problem;

/// The version in `If-Match`.
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(pub i64);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let missing = Problem::if_match_missing;
        std::future::ready(
            match request.headers().get(header::IF_MATCH).map(HeaderValue::to_str) {
                None => Err(missing()),
                Some(value) => value
                    .ok()
                    .and_then(|v| v.trim().trim_start_matches("W/").trim_matches('"').parse().ok())
                    .map(IfMatch)
                    .ok_or_else(|| {
                        let mut problem = missing();
                        problem.status = StatusCode::BAD_REQUEST;
                        problem
                    }),
            },
        )
    }
}

/// The version in `If-Match`, where it is sent: for what is made or changed by the same request.
#[derive(Debug, Clone, Copy)]
pub struct IfMatchWhenThere(pub Option<i64>);

impl FromRequest for IfMatchWhenThere {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if !request.headers().contains_key(header::IF_MATCH) {
            return std::future::ready(Ok(Self(None)));
        }
        let found = IfMatch::from_request(request, payload).into_inner();
        std::future::ready(found.map(|version| Self(Some(version.0))))
    }
}

/// The `ETag` header of a version.
pub fn etag(version: i64) -> (header::HeaderName, HeaderValue) {
    let value = HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""));
    (header::ETAG, value)
}
