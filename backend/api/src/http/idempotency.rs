//! `Idempotency-Key`: the same POST twice happens once.
//!
//! A key belongs to its caller for a day. The same request under it gets the same answer again; another request
//! under it is refused; a request that failed gives its key free.

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use giamngheo_store::id::now;
use giamngheo_store::idempotency::{self, Kept, UNDER_WAY};

use super::auth::SignedIn;
use super::problem::Problem;
use crate::app::App;

const HEADER: &str = "Idempotency-Key";
const KEPT_FOR: Duration = Duration::hours(24);
/// A key whose request never ended (the process died) is free again after this.
const GIVEN_UP_AFTER: Duration = Duration::minutes(10);
/// The headers of an answer that are kept with it.
const HEADERS: [HeaderName; 3] = [header::CONTENT_TYPE, header::LOCATION, header::ETAG];

/// The middleware.
pub async fn once(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let key = request.headers().get(HEADER).cloned();
    let (Some(key), &Method::POST) = (key, request.method()) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let Some(app) = request.app_data::<web::Data<App>>().cloned() else {
        return Ok(Problem::internal(&"no application state").answer(&request));
    };
    // Whoever's session has ended or who may no longer sign in gets no kept answer either.
    let actor = match request.extract::<SignedIn>().await {
        Ok(SignedIn(actor)) => actor.user_id.clone(),
        // Nobody is signed in: the handler says so, or (at sign-in) a key means nothing.
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED => {
            return Ok(next.call(request).await?.map_into_boxed_body());
        }
        // Going on without the key could do the same twice.
        Err(problem) => return Ok(problem.answer(&request)),
    };
    let Some(key) = key
        .to_str()
        .ok()
        .filter(|k| (1..=200).contains(&k.len()))
        .map(str::to_owned)
    else {
        let problem = Problem::parameter(
            HEADER,
            "khóa phải có từ 1 đến 200 ký tự ASCII",
            "a key has 1 to 200 ASCII characters",
        );
        return Ok(problem.answer(&request));
    };
    let hash = match request_hash(&mut request, &app).await {
        Ok(hash) => hash,
        Err(problem) => return Ok(problem.answer(&request)),
    };
    let (who, taken) = (actor.clone(), key.clone());
    let wanted = hash.clone();
    let kept = app
        .write(move |conn| idempotency::take(conn, &who, &taken, &wanted, now() + GIVEN_UP_AFTER))
        .await;
    match kept {
        Err(problem) => return Ok(problem.answer(&request)),
        Ok(Some(kept)) => return Ok(again(request, &app, &kept, &hash)),
        Ok(None) => {}
    }
    let answer = next.call(request).await?.map_into_boxed_body();
    let (request, response) = answer.into_parts();
    if !response.status().is_success() {
        // Should giving it free fail, the key frees itself after a while.
        let _ = app
            .write(move |conn| idempotency::release(conn, &actor, &key))
            .await;
        return Ok(ServiceResponse::new(request, response));
    }
    let (response, body) = response.into_parts();
    let bytes = to_bytes(body).await.unwrap_or_default();
    let headers: Vec<(String, String)> = HEADERS
        .iter()
        .filter_map(|name| {
            let value = response.headers().get(name)?.to_str().ok()?;
            Some((name.to_string(), value.to_owned()))
        })
        .collect();
    let headers = serde_json::to_string(&headers).unwrap_or_default();
    let status = i64::from(response.status().as_u16());
    let text = seal(&app, &bytes);
    let _ = app
        .write(move |conn| idempotency::keep(conn, &actor, &key, (status, &headers, &text), now() + KEPT_FOR))
        .await;
    Ok(ServiceResponse::new(
        request,
        response.set_body(BoxBody::new(bytes)),
    ))
}

/// A body as it is kept: sealed, for it can hold a first password or citizen IDs.
fn seal(app: &App, body: &[u8]) -> String {
    STANDARD.encode(app.vault.seal(&String::from_utf8_lossy(body)))
}

/// A kept body; `None` when the installation's secret is another now.
fn open(app: &App, kept: &str) -> Option<String> {
    STANDARD
        .decode(kept)
        .ok()
        .and_then(|sealed| app.vault.open(&sealed))
}

/// What makes two requests the same: path, parameters and a JSON body. Files are not read for it. The hash is
/// keyed: a body can hold a password or a citizen ID, which could be guessed from a plain one.
async fn request_hash(request: &mut ServiceRequest, app: &App) -> Result<String, Problem> {
    let mut text = format!("{}?{}\n", request.path(), request.query_string());
    let json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.contains("json") && !v.contains("ndjson"));
    if json {
        let bytes = request.extract::<web::Bytes>().await.map_err(|e| {
            if e.as_response_error().status_code() == StatusCode::PAYLOAD_TOO_LARGE {
                Problem::too_large()
            } else {
                Problem::new(
                    StatusCode::BAD_REQUEST,
                    "not_json",
                    "Không đọc được nội dung gửi lên.",
                    "The body can't be read.",
                )
            }
        })?;
        text.push_str(&String::from_utf8_lossy(&bytes));
        request.set_payload(Payload::from(bytes));
    }
    Ok(app.vault.index(&text))
}

fn again(request: ServiceRequest, app: &App, kept: &Kept, hash: &str) -> ServiceResponse<BoxBody> {
    if kept.request_hash != hash {
        let problem = Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency_key_reused",
            "Khóa Idempotency-Key này đã dùng cho một yêu cầu khác.",
            "This Idempotency-Key was used for another request.",
        );
        return problem.answer(&request);
    }
    if kept.status == UNDER_WAY {
        let mut problem = Problem::new(
            StatusCode::CONFLICT,
            "under_way",
            "Yêu cầu này đang được thực hiện.",
            "This request is being carried out.",
        );
        problem.retry_after = Some(1);
        return problem.answer(&request);
    }
    let Some(body) = open(app, &kept.body) else {
        let problem = Problem::new(
            StatusCode::CONFLICT,
            "answer_not_kept",
            "Yêu cầu này đã được thực hiện; câu trả lời không còn đọc được.",
            "This request was carried out; its answer can no longer be read.",
        );
        return problem.answer(&request);
    };
    let status = u16::try_from(kept.status)
        .ok()
        .and_then(|s| StatusCode::from_u16(s).ok());
    let mut response = HttpResponse::new(status.unwrap_or(StatusCode::OK));
    let headers: Vec<(String, String)> = serde_json::from_str(&kept.headers).unwrap_or_default();
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert(
        HeaderName::from_static("idempotency-replayed"),
        HeaderValue::from_static("true"),
    );
    let response = response.set_body(BoxBody::new(body));
    request.into_response(response)
}
