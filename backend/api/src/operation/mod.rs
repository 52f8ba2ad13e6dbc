//! Running the program: health, metrics, information, the document and the web app's files.

use std::path::Path;

use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, get, web};
use prometheus::{HistogramVec, IntCounterVec, Registry, TextEncoder};
use serde::Serialize;
use tracing_actix_web::{DefaultRootSpanBuilder, RequestId, RootSpanBuilder};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::app::App;
use crate::config::Config;
use crate::http::problem::{Answer, Problem};
use crate::seed;

/// Routes below `/api/v1`.
pub fn register(config: &mut ServiceConfig) {
    config.service(info);
}

/// Routes at the root.
pub fn register_root(config: &mut ServiceConfig) {
    config
        .service(live)
        .service(ready)
        .service(metrics)
        .service(jwks)
        .service(document);
}

/// What a visitor may know before signing in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Info {
    /// The product.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// Whether the data is invented and the logins are public.
    pub demo: bool,
    /// Today's civil date in Việt Nam.
    pub today: chrono::NaiveDate,
    /// The database engine.
    pub engine: &'static str,
    /// Largest file that can be imported, in megabytes.
    pub upload_limit_mb: u64,
    /// The public logins; empty outside of demo mode.
    pub demo_logins: Vec<seed::DemoLogin>,
}

/// What this server is
///
/// Name, version, demo mode and its public logins, today's date.
#[utoipa::path(tag = "operation", operation_id = "get_info", responses((status = 200, description = "What this server is", body = Info)))]
#[get("/info")]
pub async fn info(app: web::Data<App>) -> web::Json<Info> {
    web::Json(Info {
        name: "Giảm Nghèo",
        version: env!("CARGO_PKG_VERSION"),
        demo: app.config.demo,
        today: app.today(),
        engine: app.db.engine().name(),
        upload_limit_mb: app.config.upload_limit_mb,
        demo_logins: if app.config.demo {
            seed::demo_logins()
        } else {
            Vec::new()
        },
    })
}

/// Whether the process lives
///
/// Answers as long as the process can answer at all.
#[utoipa::path(tag = "operation", operation_id = "health_live", responses((status = 200, description = "It lives", body = String, content_type = "text/plain")))]
#[get("/health/live")]
pub async fn live() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ok\n")
}

/// Whether the process can serve
///
/// Asks the database.
#[utoipa::path(tag = "operation", operation_id = "health_ready", responses((status = 200, description = "It can serve", body = String, content_type = "text/plain")))]
#[get("/health/ready")]
pub async fn ready(app: web::Data<App>) -> Answer<HttpResponse> {
    let db = app.db.clone();
    web::block(move || db.ping()).await?.map_err(Problem::from)?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ok\n"))
}

/// Metrics for Prometheus
///
/// Requests by route and status, and their durations.
#[utoipa::path(tag = "operation", operation_id = "get_metrics", responses((status = 200, description = "Metrics in Prometheus' text format", body = String, content_type = "text/plain")))]
#[get("/metrics")]
pub async fn metrics(metrics: web::Data<Metrics>) -> Answer<HttpResponse> {
    let text = TextEncoder::new()
        .encode_to_string(&metrics.registry.gather())
        .map_err(|e| Problem::internal(&e))?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}

/// Public keys of the access tokens
///
/// A JSON Web Key Set (RFC 7517) with the Ed25519 key in force.
#[utoipa::path(tag = "session", operation_id = "get_jwks", responses((status = 200, description = "JSON Web Key Set", body = serde_json::Value)))]
#[get("/.well-known/jwks.json")]
pub async fn jwks(app: web::Data<App>) -> web::Json<serde_json::Value> {
    web::Json(app.tokens.jwks())
}

/// The OpenAPI document as it is served.
pub struct Document(pub String);

/// This document
///
/// OpenAPI 3.1.
#[utoipa::path(tag = "operation", operation_id = "get_openapi", responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value)))]
#[get("/openapi.json")]
pub async fn document(document: web::Data<Document>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(document.0.clone())
}

/// The request's id, as it stands in the log.
pub fn request_id(request: &HttpRequest) -> String {
    request
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// The span of a request: method, route, status and id; no query (it can hold names), no user agent.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> tracing::Span {
        let id = request
            .extensions()
            .get::<RequestId>()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::info_span!(
            "request",
            method = %request.method(),
            route = request.match_pattern().unwrap_or_else(|| "unmatched".into()),
            request_id = %id,
            status = tracing::field::Empty,
            otel.kind = "server",
            otel.status_code = tracing::field::Empty,
            exception.message = tracing::field::Empty,
            exception.details = tracing::field::Empty,
            http.status_code = tracing::field::Empty,
        )
    }

    fn on_request_end<B: actix_web::body::MessageBody>(
        span: tracing::Span,
        outcome: &Result<ServiceResponse<B>, actix_web::Error>,
    ) {
        if let Ok(response) = outcome {
            let status = response.status().as_u16();
            span.record("status", status);
            span.in_scope(|| tracing::info!(status, "answered"));
        } else {
            DefaultRootSpanBuilder::on_request_end(span, outcome);
        }
    }
}

/// Counters and durations of requests.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
}

impl Metrics {
    /// A registry of its own.
    pub fn new() -> Self {
        let requests = IntCounterVec::new(
            prometheus::opts!(
                "giamngheo_requests_total",
                "Requests by method, route and status."
            ),
            &["method", "route", "status"],
        )
        .expect("the metric's name is valid");
        let durations = HistogramVec::new(
            prometheus::histogram_opts!("giamngheo_request_seconds", "Duration of requests by route."),
            &["method", "route"],
        )
        .expect("the metric's name is valid");
        let registry = Registry::new();
        registry
            .register(Box::new(requests.clone()))
            .expect("registered once");
        registry
            .register(Box::new(durations.clone()))
            .expect("registered once");
        Self {
            registry,
            requests,
            durations,
        }
    }

    /// Starts the watch of a request.
    pub fn begin(&self, request: &ServiceRequest) -> Watch {
        Watch {
            metrics: self.clone(),
            method: request.method().to_string(),
            began: std::time::Instant::now(),
        }
    }
}

/// The watch of one request.
pub struct Watch {
    metrics: Metrics,
    method: String,
    began: std::time::Instant,
}

impl Watch {
    /// Counts the answer.
    pub fn end<B>(self, answer: &ServiceResponse<B>) {
        let route = answer
            .request()
            .match_pattern()
            .unwrap_or_else(|| "unmatched".into());
        let status = answer.status().as_u16().to_string();
        self.metrics
            .requests
            .with_label_values(&[self.method.as_str(), &route, &status])
            .inc();
        self.metrics
            .durations
            .with_label_values(&[self.method.as_str(), &route])
            .observe(self.began.elapsed().as_secs_f64());
    }
}

/// Serves the built web app: hashed files for a year, everything else falls back to its first page.
pub fn web_app(config: &mut web::ServiceConfig, folder: &Path) {
    let folder = folder.to_path_buf();
    config.default_service(web::to(move |request: HttpRequest| {
        let folder = folder.clone();
        async move { web_file(&request, &folder).await }
    }));
}

async fn web_file(request: &HttpRequest, folder: &Path) -> Answer<HttpResponse> {
    let path = request.path().trim_start_matches('/').to_owned();
    let safe = !path.split('/').any(|part| part == ".." || part.contains('\\'));
    if path.starts_with("api/") || !safe || request.method() != actix_web::http::Method::GET {
        return Err(Problem::not_found());
    }
    let accepted = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("");
    let encodings: Vec<(&str, &str)> = [("br", "br"), ("gz", "gzip")]
        .into_iter()
        .filter(|(_, name)| accepted.contains(name))
        .collect();
    let asked = folder.join(&path);
    let folder = folder.to_path_buf();
    let (file, bytes, encoding) = web::block(move || {
        let file = if !path.is_empty() && asked.is_file() {
            asked
        } else {
            folder.join("index.html")
        };
        for (suffix, name) in encodings {
            let mut packed = file.clone().into_os_string();
            packed.push(format!(".{suffix}"));
            if let Ok(bytes) = std::fs::read(packed) {
                return Ok((file, bytes, Some(name)));
            }
        }
        std::fs::read(&file).map(|bytes| (file, bytes, None))
    })
    .await?
    .map_err(|_: std::io::Error| Problem::not_found())?;
    let hashed = file.parent().is_some_and(|p| p.ends_with("assets"));
    let kind = match file.extension().and_then(|e| e.to_str()).unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "geojson" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        _ => "application/octet-stream",
    };
    let cache = if hashed {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "Accept-Encoding"));
    if let Some(encoding) = encoding {
        answer.insert_header((header::CONTENT_ENCODING, encoding));
    }
    Ok(answer.body(bytes))
}

/// The lines a person sees after the start.
pub fn welcome(config: &Config, address: &str) -> String {
    let mut out = format!("Giảm Nghèo: {address}\n");
    if config.demo {
        out.push_str("\nBẢN DÙNG THỬ: dữ liệu không có thật, mật khẩu ai cũng biết.\nDEMO: invented data, public passwords.\n\n");
        for login in seed::demo_logins() {
            out.push_str(&format!(
                "  {:<14} {:<16} {:<28} {}\n",
                login.username, login.password, login.full_name, login.area_name
            ));
        }
    }
    out
}
