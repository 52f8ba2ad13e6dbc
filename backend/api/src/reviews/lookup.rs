//! What a code on paper stands for: a certificate, a family's case, a list that is up. For anybody, so without names.

use actix_web::{get, web};
use chrono::NaiveDate;
use giamngheo_rules::review::{self, Step};
use giamngheo_rules::text::initials;
use giamngheo_store::reviews::{self, Found, PostedList, Round};
use giamngheo_store::{Conn, Error, areas};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::{LookupStep, LookupView, PostedCaseView, village_id};
use super::routes::step_views;
use crate::app::App;
use crate::http::problem::Answer;

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config.service(lookup);
}

/// Look a code up
///
/// As it stands on a certificate, on the receipt of a request, or on a list that was put up; in any case, with or
/// without dashes. Needs no account and tells no names: heads of households on a list are shortened.
#[utoipa::path(tag = "lookups", operation_id = "look_up_code", params(("code" = String, Path, description = "The code", example = "7KQ2-M4XZ-90AB")), responses((status = 200, description = "What it stands for", body = LookupView), (status = 404, description = "There is no such code", body = crate::http::problem::ProblemDocument, content_type = "application/problem+json")))]
#[get("/lookups/{code}")]
pub async fn lookup(app: web::Data<App>, code: web::Path<String>) -> Answer<web::Json<LookupView>> {
    let (shared, today) = (App::clone(&app), app.today());
    app.read(move |conn| {
        let found = reviews::lookup(conn, &code)?.ok_or(Error::NotFound)?;
        Ok(web::Json(view(conn, &shared, found, today)?))
    })
    .await
}

/// The unit with those above it: "Xã Chi Lăng, Tỉnh Lạng Sơn".
fn place(conn: &mut Conn, commune_id: &str) -> giamngheo_store::Result<Option<String>> {
    let Some(area) = areas::by_id(conn, commune_id)? else {
        return Ok(None);
    };
    let mut names: Vec<String> = areas::ancestors(conn, &area)?
        .into_iter()
        .map(|a| a.name)
        .collect();
    names.push(area.name);
    names.reverse();
    Ok(Some(names.join(", ")))
}

fn blank(kind: &str, commune: Option<String>, year: i64) -> LookupView {
    LookupView {
        kind: kind.to_owned(),
        commune,
        year,
        certificate: None,
        valid: None,
        withdrawn_on: None,
        number: None,
        decided_on: None,
        case_state: None,
        round_state: None,
        steps: Vec::new(),
        requested_on: None,
        surveyed_on: None,
        posted_on: None,
        up_until: None,
        places: None,
        list: Vec::new(),
    }
}

fn view(conn: &mut Conn, app: &App, found: Found, today: NaiveDate) -> giamngheo_store::Result<LookupView> {
    Ok(match found {
        Found::Certificate {
            kind,
            year,
            commune_id,
            number,
            decided_on,
            withdrawn_on,
        } => LookupView {
            certificate: Some(kind),
            valid: Some(withdrawn_on.is_none_or(|day| day > today)),
            withdrawn_on,
            number: Some(number),
            decided_on: Some(decided_on),
            ..blank("certificate", place(conn, &commune_id)?, year)
        },
        Found::Case {
            round,
            state,
            origin: _,
            requested_on,
            surveyed_on,
        } => LookupView {
            steps: lookup_steps(conn, &round)?,
            up_until: up_until(conn, app, &round, today)?,
            // Whether a survey was sent back or a vote lost is between the commune and the family.
            case_state: Some(told(&state).to_owned()),
            round_state: Some(round.state.clone()),
            requested_on,
            surveyed_on,
            ..blank("case", place(conn, &round.commune_id)?, round.year)
        },
        Found::Posting { round, posting } => {
            let list: PostedList = serde_json::from_str(&posting.list)?;
            let ids = list
                .cases
                .iter()
                .filter_map(|c| village_id(&c.path).map(str::to_owned));
            let names = app.atlas.names(conn, ids.collect::<Vec<_>>())?;
            let rows = list
                .cases
                .iter()
                .map(|c| PostedCaseView {
                    head_name: initials(&c.head_name),
                    village: village_id(&c.path)
                        .and_then(|id| names.get(id))
                        .map(|area| area.name.clone()),
                    previous_class: c.previous_class.clone(),
                    class: c.class.clone(),
                })
                .collect();
            LookupView {
                posted_on: Some(posting.posted_on),
                up_until: Some(posting.until),
                places: Some(posting.places.clone()),
                list: rows,
                ..blank("posting", place(conn, &round.commune_id)?, round.year)
            }
        }
    })
}

/// A case's state in the words of the public page.
fn told(state: &str) -> &'static str {
    match state {
        "listed" | "drafted" => "listed",
        "surveyed" | "returned" | "read" | "not_agreed" => "surveyed",
        "agreed" => "agreed",
        "recognised" => "recognised",
        _ => "withdrawn",
    }
}

fn up_until(
    conn: &mut Conn,
    app: &App,
    round: &Round,
    today: NaiveDate,
) -> giamngheo_store::Result<Option<NaiveDate>> {
    if round.state != Step::Posting.code() {
        return Ok(None);
    }
    let situation: review::Situation = reviews::situation(conn, round, today, app.config.demo)?;
    Ok(situation.posting.map(|p| p.until))
}

fn lookup_steps(conn: &mut Conn, round: &Round) -> giamngheo_store::Result<Vec<LookupStep>> {
    let events = reviews::events(conn, round)?;
    Ok(step_views(round.procedure()?, round, &events)?
        .into_iter()
        .map(|s| LookupStep {
            name: s.name,
            state: s.state,
            ended_on: s.ended_on,
            due_on: s.due_on,
        })
        .collect())
}
