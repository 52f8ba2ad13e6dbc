//! Webhooks, for administrators: each keeps those for areas within his own.

use actix_web::{HttpResponse, delete, get, post, put, web};
use giamngheo_store::webhooks::{self, Delivery, EVENTS, Settings, Webhook};
use giamngheo_store::{Conn, Error, areas};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::{
    DeliveryQuery, DeliveryView, WebhookEvent, WebhookInput, WebhookQuery, WebhookSecret, WebhookView,
};
use super::{address, sign};
use crate::app::App;
use crate::http::auth::{ManageWebhooks, Permit};
use crate::http::etag::{IfMatch, etag};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, Problem};

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list_events)
        .service(list)
        .service(create)
        .service(get_one)
        .service(change)
        .service(remove)
        .service(test)
        .service(exchange_secret)
        .service(deliveries)
        .service(retry);
}

fn view(conn: &mut Conn, webhook: Webhook) -> giamngheo_store::Result<WebhookView> {
    let area = match &webhook.area_id {
        None => None,
        Some(id) => areas::by_id(conn, id)?,
    };
    WebhookView::new(webhook, area.as_ref())
}

/// What was sent, but for the area, checked.
struct Checked {
    settings: Settings,
    area: Option<String>,
}

impl Checked {
    /// Errors: each bad field.
    fn new(input: WebhookInput, demo: bool) -> Answer<Self> {
        let (url, events) = (address::check_url(&input.url, demo), input.events());
        match (url, events) {
            (Ok(url), Ok(events)) => Ok(Self {
                settings: Settings {
                    url,
                    events,
                    area: None,
                    active: input.active,
                    description: input.description.trim().to_owned(),
                },
                area: input.area,
            }),
            (url, events) => Err(Problem::invalid(
                url.err()
                    .into_iter()
                    .chain(events.err().into_iter().flatten())
                    .collect(),
            )),
        }
    }

    /// With the area it names. Errors: there is none of that name today.
    fn resolve(self, conn: &mut Conn, today: chrono::NaiveDate) -> giamngheo_store::Result<Settings> {
        let area = match &self.area {
            None => None,
            Some(code) => Some(areas::find(conn, code, today).map_err(|e| match e {
                Error::NotFound => Error::field(
                    "/area",
                    "unknown",
                    "không có địa bàn này",
                    "there is no such area",
                ),
                other => other,
            })?),
        };
        Ok(Settings {
            area,
            ..self.settings
        })
    }
}

/// A new secret, and sealed.
fn new_secret(app: &App) -> Answer<(String, Vec<u8>)> {
    let secret = sign::new_secret().map_err(|e| Problem::internal(&e))?;
    let sealed = app.vault.seal(&secret);
    Ok((secret, sealed))
}

/// List events
///
/// What webhooks are told, in both languages.
#[utoipa::path(tag = "webhooks", operation_id = "list_webhook_events", responses((status = 200, description = "All events", body = Vec<WebhookEvent>)), security(("bearer" = ["manage_webhooks"])))]
#[get("/webhook-events")]
pub async fn list_events(_permit: Permit<ManageWebhooks>) -> web::Json<Vec<WebhookEvent>> {
    web::Json(
        EVENTS
            .iter()
            .map(|e| WebhookEvent {
                event: e.name,
                vi: e.vi,
                en: e.en,
            })
            .collect(),
    )
}

/// List webhooks
///
/// Those for areas within the caller's, the last made first.
#[utoipa::path(tag = "webhooks", operation_id = "list_webhooks", params(WebhookQuery), responses((status = 200, description = "A page of webhooks", body = Page<WebhookView>)), security(("bearer" = ["manage_webhooks"])))]
#[get("/webhooks")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ManageWebhooks>,
    query: Params<WebhookQuery>,
) -> Answer<web::Json<Page<WebhookView>>> {
    let Params(query) = query;
    let before: Option<String> = paging::keys(query.after.as_deref())?;
    app.read(move |conn| {
        let rows = webhooks::list(conn, &permit.scope, before.as_deref(), query.limit + 1)?;
        let page = Page::cut(rows, query.limit, |w| w.id.clone());
        let ids: std::collections::BTreeSet<String> =
            page.items.iter().filter_map(|w| w.area_id.clone()).collect();
        let units = areas::by_ids(conn, ids)?;
        let mut items = Vec::new();
        for webhook in page.items {
            let area = units.iter().find(|a| Some(&a.id) == webhook.area_id.as_ref());
            items.push(WebhookView::new(webhook, area)?);
        }
        Ok(web::Json(Page {
            items,
            next: page.next,
            total: None,
        }))
    })
    .await
}

/// Make a webhook
///
/// For an area within the caller's. Its secret is answered this once; messages are signed with it as the Standard
/// Webhooks specification has it. They hold no personal data.
#[utoipa::path(tag = "webhooks", operation_id = "create_webhook", request_body = WebhookInput, responses((status = 201, description = "Made", body = WebhookSecret)), security(("bearer" = ["manage_webhooks"])))]
#[post("/webhooks")]
pub async fn create(
    app: web::Data<App>,
    permit: Permit<ManageWebhooks>,
    body: Body<WebhookInput>,
) -> Answer<HttpResponse> {
    let checked = Checked::new(body.0, app.config.demo)?;
    let (secret, sealed) = new_secret(&app)?;
    let today = app.today();
    let webhook = app
        .write(move |conn| {
            let settings = checked.resolve(conn, today)?;
            let webhook = webhooks::create(conn, &permit.scope, &settings, sealed)?;
            view(conn, webhook)
        })
        .await?;
    Ok(HttpResponse::Created()
        .insert_header(etag(webhook.version))
        .json(WebhookSecret { webhook, secret }))
}

/// Read a webhook
///
/// One for an area within the caller's.
#[utoipa::path(tag = "webhooks", operation_id = "get_webhook", params(("id" = String, Path, description = "The webhook's id")), responses((status = 200, description = "The webhook", body = WebhookView)), security(("bearer" = ["manage_webhooks"])))]
#[get("/webhooks/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ManageWebhooks>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let webhook = app
        .read(move |conn| {
            let webhook = webhooks::get(conn, &permit.scope, &id)?;
            view(conn, webhook)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(webhook.version))
        .json(webhook))
}

/// Change a webhook
///
/// All of it anew but its secret. One that is made active again is sent what waits for it.
#[utoipa::path(tag = "webhooks", operation_id = "change_webhook", params(("id" = String, Path, description = "The webhook's id"), ("If-Match" = String, Header, description = "The version being changed, from the ETag", example = "\"1\"")), request_body = WebhookInput, responses((status = 200, description = "Changed", body = WebhookView)), security(("bearer" = ["manage_webhooks"])))]
#[put("/webhooks/{id}")]
pub async fn change(
    app: web::Data<App>,
    permit: Permit<ManageWebhooks>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<WebhookInput>,
) -> Answer<HttpResponse> {
    let checked = Checked::new(body.0, app.config.demo)?;
    let today = app.today();
    let webhook = app
        .write(move |conn| {
            // Whether it is there comes before what is wrong with the area.
            webhooks::get(conn, &permit.scope, &id)?;
            let settings = checked.resolve(conn, today)?;
            let webhook = webhooks::change(conn, &permit.scope, &id, if_match.0, &settings)?;
            view(conn, webhook)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(webhook.version))
        .json(webhook))
}

/// Delete a webhook
///
/// With its messages, those that wait too.
#[utoipa::path(tag = "webhooks", operation_id = "delete_webhook", params(("id" = String, Path, description = "The webhook's id"), ("If-Match" = String, Header, description = "The version being deleted, from the ETag", example = "\"1\"")), responses((status = 204, description = "Deleted")), security(("bearer" = ["manage_webhooks"])))]
#[delete("/webhooks/{id}")]
pub async fn remove(
    app: web::Data<App>,
    permit: Permit<ManageWebhooks>,
    id: web::Path<String>,
    if_match: IfMatch,
) -> Answer<HttpResponse> {
    app.write(move |conn| webhooks::delete(conn, &permit.scope, &id, if_match.0))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Try a webhook out
///
/// Queues a `ping`; whether it arrived stands in the deliveries.
#[utoipa::path(tag = "webhooks", operation_id = "test_webhook", params(("id" = String, Path, description = "The webhook's id")), responses((status = 202, description = "Queued", body = DeliveryView)), security(("bearer" = ["manage_webhooks"])))]
#[post("/webhooks/{id}/test")]
pub async fn test(
    app: web::Data<App>,
    permit: Permit<ManageWebhooks>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    accepted(
        app.write(move |conn| webhooks::ping(conn, &permit.scope, &id))
            .await?,
    )
}

/// Exchange a webhook's secret
///
/// The new one is answered this once. For 24 hours messages carry a signature by each, so that the receiver can
/// change over in its own time; the one before that ends at once.
#[utoipa::path(tag = "webhooks", operation_id = "exchange_webhook_secret", params(("id" = String, Path, description = "The webhook's id")), responses((status = 200, description = "The new secret", body = WebhookSecret)), security(("bearer" = ["manage_webhooks"])))]
#[post("/webhooks/{id}/secret")]
pub async fn exchange_secret(
    app: web::Data<App>,
    permit: Permit<ManageWebhooks>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let (secret, sealed) = new_secret(&app)?;
    let webhook = app
        .write(move |conn| {
            let webhook = webhooks::exchange_secret(conn, &permit.scope, &id, sealed)?;
            view(conn, webhook)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(webhook.version))
        .json(WebhookSecret { webhook, secret }))
}

/// List deliveries
///
/// What was sent to a webhook in the last 30 days, the last first.
#[utoipa::path(tag = "webhooks", operation_id = "list_webhook_deliveries", params(("id" = String, Path, description = "The webhook's id"), DeliveryQuery), responses((status = 200, description = "A page of deliveries", body = Page<DeliveryView>)), security(("bearer" = ["manage_webhooks"])))]
#[get("/webhooks/{id}/deliveries")]
pub async fn deliveries(
    app: web::Data<App>,
    permit: Permit<ManageWebhooks>,
    id: web::Path<String>,
    query: Params<DeliveryQuery>,
) -> Answer<web::Json<Page<DeliveryView>>> {
    let Params(query) = query;
    let before: Option<String> = paging::keys(query.after.as_deref())?;
    app.read(move |conn| {
        let state = query.state.map(super::dto::DeliveryState::code);
        let rows = webhooks::deliveries(
            conn,
            &permit.scope,
            &id,
            state,
            before.as_deref(),
            query.limit + 1,
        )?;
        let page = Page::cut(rows, query.limit, |d| d.id.clone());
        let items: Result<Vec<DeliveryView>, Error> =
            page.items.into_iter().map(DeliveryView::try_from).collect();
        Ok(web::Json(Page {
            items: items?,
            next: page.next,
            total: None,
        }))
    })
    .await
}

/// Send a delivery again
///
/// At once: one that failed, or one that waits for its next attempt.
#[utoipa::path(tag = "webhooks", operation_id = "retry_webhook_delivery", params(("id" = String, Path, description = "The webhook's id"), ("delivery" = String, Path, description = "The delivery's id")), responses((status = 202, description = "Queued", body = DeliveryView)), security(("bearer" = ["manage_webhooks"])))]
#[post("/webhooks/{id}/deliveries/{delivery}/retry")]
pub async fn retry(
    app: web::Data<App>,
    permit: Permit<ManageWebhooks>,
    path: web::Path<(String, String)>,
) -> Answer<HttpResponse> {
    let (id, delivery) = path.into_inner();
    accepted(
        app.write(move |conn| webhooks::retry(conn, &permit.scope, &id, &delivery))
            .await?,
    )
}

fn accepted(delivery: Delivery) -> Answer<HttpResponse> {
    Ok(HttpResponse::Accepted().json(DeliveryView::try_from(delivery)?))
}
