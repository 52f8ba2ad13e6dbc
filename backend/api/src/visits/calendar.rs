//! The calendar of visits and due recommendations, at a private address that its owner can take back.

use actix_web::http::header;
use actix_web::{HttpResponse, delete, get, post, web};
use chrono::{Days, NaiveDate};
use giamngheo_store::access::Action;
use giamngheo_store::visits::{self, RecommendationFilter};
use giamngheo_store::{Actor, Conn, Result};
use icalendar::{Calendar, Component, Event, EventLike};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::dto::VisitCalendarLinkView;
use crate::app::App;
use crate::areas::atlas::Atlas;
use crate::crypto;
use crate::http::auth::SignedIn;
use crate::http::extract::Body;
use crate::http::problem::Answer;

/// Entropy of an address, in bytes.
const SECRET_BYTES: usize = 32;
/// For how long back visits are told.
const DAYS_BACK: u64 = 366;
/// Most visits and most recommendations in a calendar.
const MOST: i64 = 500;

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config.service(state).service(make).service(revoke).service(feed);
}

/// An order for a new address; there is nothing to say with it.
#[derive(Debug, serde::Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitCalendarLinkInput {}

/// Whether there is a calendar address
///
/// The address itself is told once, when it is made.
#[utoipa::path(tag = "visits", operation_id = "get_calendar_link", responses((status = 200, description = "Whether there is one", body = VisitCalendarLinkView)), security(("bearer" = [])))]
#[get("/me/calendar-link")]
pub async fn state(app: web::Data<App>, signed_in: SignedIn) -> Answer<web::Json<VisitCalendarLinkView>> {
    let SignedIn(actor) = signed_in;
    app.read(move |conn| {
        let link = visits::link(conn, &actor.user_id)?;
        Ok(web::Json(VisitCalendarLinkView {
            active: link.is_some(),
            created_at: link.map(|l| l.created_at.and_utc()),
            url: None,
        }))
    })
    .await
}

/// Make a calendar address
///
/// A private address for the caller's calendar program: visits and due recommendations of his areas. Whoever knows it
/// reads them. A new one takes the place of the one before.
#[utoipa::path(tag = "visits", operation_id = "make_calendar_link", request_body = VisitCalendarLinkInput, responses((status = 201, description = "Made; the address is told this once", body = VisitCalendarLinkView)), security(("bearer" = [])))]
#[post("/me/calendar-link")]
pub async fn make(
    app: web::Data<App>,
    signed_in: SignedIn,
    _: Body<VisitCalendarLinkInput>,
) -> Answer<HttpResponse> {
    let SignedIn(actor) = signed_in;
    let secret = crypto::random_text(SECRET_BYTES);
    let hash = crypto::fingerprint(&secret);
    let link = app
        .write(move |conn| visits::make_link(conn, &actor.user_id, &hash))
        .await?;
    Ok(HttpResponse::Created().json(VisitCalendarLinkView {
        active: true,
        created_at: Some(link.created_at.and_utc()),
        url: Some(format!(
            "{}/api/v1/calendar/{secret}.ics",
            app.config.public_url()
        )),
    }))
}

/// Take the calendar address back
///
/// From then on it leads nowhere.
#[utoipa::path(tag = "visits", operation_id = "revoke_calendar_link", responses((status = 204, description = "Taken back")), security(("bearer" = [])))]
#[delete("/me/calendar-link")]
pub async fn revoke(app: web::Data<App>, signed_in: SignedIn) -> Answer<HttpResponse> {
    let SignedIn(actor) = signed_in;
    app.write(move |conn| visits::revoke_link(conn, &actor.user_id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The calendar of an address
///
/// As iCalendar (RFC 5545), with what the address' owner may see at this moment.
#[utoipa::path(tag = "visits", operation_id = "get_calendar", params(("token" = String, Path, description = "The secret of the address")), responses((status = 200, description = "The calendar", content_type = "text/calendar", body = String)))]
#[get("/calendar/{token}.ics")]
pub async fn feed(app: web::Data<App>, token: web::Path<String>) -> Answer<HttpResponse> {
    let hash = crypto::fingerprint(&token);
    let (atlas, today, base) = (app.atlas.clone(), app.today(), app.config.public_url());
    let text = app
        .read(move |conn| {
            let actor = visits::owner(conn, &hash)?;
            calendar(conn, &atlas, &actor, today, &base)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(text))
}

/// An event that lasts from the first to the last day.
fn event(uid: &str, summary: &str, (from, to): (NaiveDate, NaiveDate)) -> Event {
    let mut event = Event::with_uid(uid);
    // The end is the first day after it (RFC 5545, 3.6.1).
    event
        .summary(summary)
        .starts(from)
        .ends(to.checked_add_days(Days::new(1)).unwrap_or(to));
    event
}

fn calendar(conn: &mut Conn, atlas: &Atlas, actor: &Actor, today: NaiveDate, base: &str) -> Result<String> {
    let mut calendar = Calendar::new();
    calendar.name("Kiểm tra, giám sát giảm nghèo");
    let since = today.checked_sub_days(Days::new(DAYS_BACK)).unwrap_or(today);
    if let Some(scope) = actor.scope(Action::ViewVisits) {
        for visit in visits::calendar_visits(conn, &scope, since, MOST)? {
            let visited = visits::areas(conn, &scope, &visit)?;
            let names = atlas.names(
                conn,
                visited.iter().map(|a| a.area_id.clone()).collect::<Vec<_>>(),
            )?;
            let places: Vec<String> = visited
                .iter()
                .filter_map(|a| Some(names.get(&a.area_id)?.name.clone()))
                .collect();
            let mut event = event(
                &format!("visit-{}@giamngheo", visit.id),
                &format!("{} ({})", visit.title, visit.number),
                (visit.starts_on, visit.ends_on),
            );
            event.location(&places.join(", "));
            event.url(&format!("{base}/visits/{}", visit.id));
            calendar.push(event);
        }
    }
    let (scope, units) = match actor.scope(Action::ViewVisits) {
        Some(scope) => (Some(scope), None),
        None => (
            actor.scope(Action::AnswerRecommendations),
            Some(actor.grants.iter().flat_map(|g| g.paths.clone()).collect()),
        ),
    };
    if let Some(scope) = scope {
        let filter = RecommendationFilter {
            states: ["open", "in_progress", "reopened"].map(str::to_owned).to_vec(),
            units,
            ..RecommendationFilter::default()
        };
        for row in visits::recommendations(conn, &scope, &filter, None, MOST)? {
            let mut event = event(
                &format!("recommendation-{}@giamngheo", row.id),
                &format!("Hạn kiến nghị: {}", row.body),
                (row.due_on, row.due_on),
            );
            event.description(&format!("{} ({})", row.visit_title, row.visit_number));
            event.url(&format!("{base}/recommendations/{}", row.id));
            calendar.push(event);
        }
    }
    Ok(calendar.done().to_string())
}
