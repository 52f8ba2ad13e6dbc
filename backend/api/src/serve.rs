//! Starting and stopping: configuration, migrations, workers, the HTTP server and the web app's files.

use std::path::Path;
use std::sync::Arc;

use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Compress;
use actix_web::{App as Actix, HttpServer, dev::Service, web};
use giamngheo_store::Db;
use giamngheo_store::households::{cube, summary};
use utoipa_actix_web::AppExt;

use crate::app::{App, routes};
use crate::attachments::{self, Attachments};
use crate::config::Config;
use crate::crypto::Vault;
use crate::http::auth::Tokens;
use crate::http::{extract, idempotency, openapi, problem};
use crate::{budget, framework, imports, operation, reports, seed, users, visits, webhooks};

/// Sets up logs: JSON lines with the request's id, without personal data.
fn start_logs(filter: &str) -> Result<(), String> {
    let filter = tracing_subscriber::EnvFilter::try_new(filter)
        .map_err(|e| format!("--log {filter:?} is not understood: {e}"))?;
    // A second call in one process (commands that call one another) keeps the first.
    let _ = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_current_span(true)
        .with_span_list(false)
        .try_init();
    Ok(())
}

/// Checks the configuration, opens the database and brings it up to date.
pub fn prepare(config: &Config) -> Result<App, String> {
    start_logs(&config.log)?;
    config.prepare()?;
    let secret = config.secret()?;
    let db = Db::open(&config.database_url(), config.connections)
        .map_err(|e| format!("the database can't be opened: {e}"))?;
    db.migrate()
        .map_err(|e| format!("the database can't be migrated: {e}"))?;
    db.write(|conn| giamngheo_store::areas::load(conn, giamngheo_rules::area::shipped_history()))
        .map_err(|e| format!("the areas can't be loaded: {e}"))?;
    db.write(framework::load)
        .and_then(|()| db.write(reports::load))
        .and_then(|()| db.write(visits::load))
        .and_then(|()| db.write(budget::load))
        .map_err(|e| format!("what the product ships can't be loaded: {e}"))?;
    db.write(giamngheo_store::users::fill_search_keys)
        .and_then(|()| db.write(giamngheo_store::documents::fill_search_keys))
        .map_err(|e| format!("the search keys can't be filled: {e}"))?;
    fill_sums(&db).map_err(|e| format!("the sums of the registers can't be made: {e}"))?;
    Ok(App {
        db,
        attachments: Attachments::open(config)?,
        tokens: Arc::new(Tokens::new(&secret.derive("access tokens"))?),
        vault: Arc::new(Vault::new(&secret)?),
        atlas: Arc::default(),
        answers: Arc::default(),
        config: Arc::new(config.clone()),
    })
}

/// Makes the sums that indicators are computed from, of registers that were there before there were such sums.
fn fill_sums(db: &Db) -> giamngheo_store::Result<()> {
    for province in db.read(cube::provinces_without)? {
        db.write(|conn| summary::fill_province(conn, &province))?;
    }
    Ok(())
}

/// Runs the server until it is told to stop; requests under way are finished first.
pub fn run(config: Config) -> Result<(), String> {
    let app = prepare(&config)?;
    users::command::keep_demo_apart(&app)?;
    if config.lacks_web_app() {
        tracing::warn!(
            "the folder {} has no index.html: the API is served without a web app",
            config.web_dir.display()
        );
    }
    actix_web::rt::System::new().block_on(listen(app))
}

/// Makes what the first start makes: the demo's data, or the first administrator.
fn settle(app: &App) -> Result<(), String> {
    if app.config.demo {
        seed::demo(app)
    } else {
        users::command::first_administrator(app)
    }
}

async fn listen(app: App) -> Result<(), String> {
    let config = app.config.clone();
    let metrics = operation::Metrics::new();
    let state = web::Data::new(app.clone());
    let server = HttpServer::new({
        let web_dir = config.web_dir.clone();
        let metrics = metrics.clone();
        move || {
            let metrics = metrics.clone();
            let (actix, api) = Actix::new()
                .app_data(state.clone())
                .app_data(web::Data::new(metrics.clone()))
                .app_data(web::PayloadConfig::new(extract::BODY_LIMIT))
                .into_utoipa_app()
                .service(utoipa_actix_web::scope("/api/v1").configure(routes))
                .configure(operation::register_root)
                .split_for_parts();
            let document = web::Data::new(operation::Document(openapi::document(api).to_string()));
            actix
                .app_data(document)
                .configure(|c| operation::web_app(c, &web_dir))
                .wrap(actix_web::middleware::from_fn(idempotency::once))
                .wrap(actix_web::middleware::from_fn(extract::no_nul))
                .wrap_fn(|request, service| {
                    let answer = service.call(request);
                    async move { answer.await.map(problem::localise) }
                })
                .wrap(Compress::default())
                .wrap_fn(move |request, service| {
                    let watch = metrics.begin(&request);
                    let answer = service.call(request);
                    async move {
                        let mut answer = answer.await?;
                        watch.end(&answer);
                        let public = answer.request().path().starts_with("/tra-cuu");
                        secure(answer.headers_mut());
                        if public {
                            // What a code stands for is for who holds the paper, not for search engines.
                            let hidden = HeaderValue::from_static("noindex");
                            answer
                                .headers_mut()
                                .insert(header::HeaderName::from_static("x-robots-tag"), hidden);
                        }
                        Ok(answer)
                    }
                })
                .wrap(tracing_actix_web::TracingLogger::<operation::RequestSpan>::new())
        }
    })
    .workers(config.workers.map_or_else(cores, usize::from))
    .shutdown_timeout(20)
    .bind(config.listen)
    .map_err(|e| format!("{}: {e}", config.listen))?;
    // After the address is taken: the first password is printed once, by a server that goes on.
    settle(&app)?;
    let jobs = imports::job::start(&app);
    let deliveries = webhooks::job::start(&app);
    let tidying = actix_web::rt::spawn(attachments::keep_tidy(app));
    let server = server.run();
    let shown = format!("http://{}", config.listen);
    println!("{}", operation::welcome(&config, &shown));
    let ended = server.await;
    tidying.abort();
    deliveries.stop();
    jobs.stop();
    ended.map_err(|e| format!("{}: {e}", config.listen))
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

fn secure(headers: &mut header::HeaderMap) {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
             font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
             frame-ancestors 'none'",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Prints the OpenAPI document, or writes it to a file.
pub fn write_openapi(file: Option<&Path>) -> Result<(), String> {
    let (_, api) = Actix::new()
        .into_utoipa_app()
        .service(utoipa_actix_web::scope("/api/v1").configure(routes))
        .configure(operation::register_root)
        .split_for_parts();
    let mut text = serde_json::to_string_pretty(&openapi::document(api)).map_err(|e| e.to_string())?;
    text.push('\n');
    if let Some(file) = file {
        std::fs::write(file, text).map_err(|e| format!("{}: {e}", file.display()))
    } else {
        print!("{text}");
        Ok(())
    }
}
