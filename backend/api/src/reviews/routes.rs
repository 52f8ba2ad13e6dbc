//! Rounds: the procedures they follow, opening them, reading one with its steps and its history.

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::{HttpResponse, get, post, web};
use chrono::NaiveDate;
use giamngheo_rules::calendar;
use giamngheo_rules::form::{self, Purpose};
use giamngheo_rules::poverty;
use giamngheo_rules::review::{self, Procedure, Step};
use giamngheo_rules::text::tidy;
use giamngheo_store::access::Action;
use giamngheo_store::reviews::{self, Event, Opening, Round, RoundFilter};
use giamngheo_store::{Conn, Error};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::access::allowed;
use super::dto::{
    OpenedView, RoundDetail, RoundEventView, RoundView, StepState, StepView, UncarriedView, VillageView,
    village_id,
};
use super::inputs::OpeningInput;
use crate::app::App;
use crate::areas::atlas::last_id;
use crate::http::auth::{OpenReviews, Permit, SignedIn, ViewReviews};
use crate::http::etag::etag;
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::Answer;

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(procedures)
        .service(holidays)
        .service(list)
        .service(open)
        .service(get_one)
        .service(list_events);
}

/// Procedures of the review
///
/// Every version with its steps, deadlines and sources.
#[utoipa::path(tag = "reviews", operation_id = "list_review_procedures", responses((status = 200, description = "The procedures", body = Vec<Procedure>)), security(("bearer" = [])))]
#[get("/review-procedures")]
pub async fn procedures(_: SignedIn) -> Answer<web::Json<Vec<Procedure>>> {
    Ok(web::Json(review::procedures().to_vec()))
}

/// Which year.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HolidayQuery {
    /// The year.
    #[param(example = 2026, minimum = 2000, maximum = 2100)]
    #[validate(range(min = 2000, max = 2100))]
    pub year: Option<i32>,
}

/// Days off and days swapped
///
/// What deadlines in working days leave out besides weekends, with the announcement each rests on.
#[utoipa::path(tag = "reviews", operation_id = "list_holidays", params(HolidayQuery), responses((status = 200, description = "The days", body = Vec<calendar::SpecialDay>)), security(("bearer" = [])))]
#[get("/holidays")]
pub async fn holidays(
    app: web::Data<App>,
    _: SignedIn,
    query: Params<HolidayQuery>,
) -> Answer<web::Json<Vec<calendar::SpecialDay>>> {
    let year = query
        .0
        .year
        .unwrap_or_else(|| chrono::Datelike::year(&app.today()));
    Ok(web::Json(calendar::holidays_of(year)))
}

/// Which rounds.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RoundQuery {
    /// At or below this unit (code or id).
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Of this year.
    #[param(example = 2025, minimum = 2000, maximum = 2100)]
    #[validate(range(min = 2000, max = 2100))]
    pub year: Option<i64>,
    /// yearly or during_year.
    #[param(value_type = Option<review::Kind>)]
    pub kind: Option<review::Kind>,
    /// States, separated by commas: codes of steps, recognised, cancelled.
    #[serde(default, deserialize_with = "paging::comma_list")]
    #[param(value_type = Option<String>, example = "list,survey")]
    #[validate(length(max = 9))]
    pub state: Vec<String>,
    /// Only those whose step is late.
    #[serde(default)]
    pub late: bool,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// List rounds
///
/// Those of the caller's areas, the last opened first.
#[utoipa::path(tag = "reviews", operation_id = "list_review_rounds", params(RoundQuery), responses((status = 200, description = "A page of rounds", body = Page<RoundView>)), security(("bearer" = ["view_reviews"])))]
#[get("/review-rounds")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ViewReviews>,
    query: Params<RoundQuery>,
) -> Answer<web::Json<Page<RoundView>>> {
    let Params(query) = query;
    let after: Option<String> = paging::keys(query.after.as_deref())?;
    let (today, atlas) = (app.today(), app.atlas.clone());
    app.read(move |conn| {
        let scope = match &query.area {
            None => permit.scope.clone(),
            Some(code) => permit
                .scope
                .within(&place(conn, &atlas, code, query.year, today)?.paths),
        };
        let filter = RoundFilter {
            year: query.year,
            kind: query.kind.map(|k| k.code().to_owned()),
            states: query.state,
            late_on: query.late.then_some(today),
        };
        let rows = reviews::rounds(conn, &scope, &filter, after.as_deref(), query.limit + 1)?;
        let names = atlas.names(conn, rows.iter().map(|r| r.commune_id.clone()))?;
        let page = Page::cut(rows, query.limit, |r| r.id.clone());
        Ok(web::Json(page.map(|r| RoundView::new(&r, &names, today))))
    })
    .await
}

/// The unit of a code, as it was in a year's review: today, or at the end of that year.
pub fn place(
    conn: &mut Conn,
    atlas: &crate::areas::atlas::Atlas,
    code: &str,
    year: Option<i64>,
    today: NaiveDate,
) -> giamngheo_store::Result<crate::areas::atlas::Place> {
    let end = year
        .and_then(|y| NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, 10, 1))
        .filter(|end| *end < today);
    if let Some(end) = end
        && let Ok(place) = atlas.place(conn, code, end)
    {
        return Ok(place);
    }
    atlas.place(conn, code, today)
}

/// Open rounds
///
/// One for every commune-level unit in the area, with the poor and near-poor of the year before carried over to the
/// unit they live in now. Communes that have a round of the year keep it. During the year a commune opens for itself.
#[utoipa::path(tag = "reviews", operation_id = "open_review_rounds", request_body = OpeningInput, responses((status = 201, description = "Opened", body = OpenedView), (status = 409, description = "No commune of the area is without a round of that year", body = crate::http::problem::ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["open_reviews"])))]
#[post("/review-rounds")]
pub async fn open(
    app: web::Data<App>,
    permit: Permit<OpenReviews>,
    body: Body<OpeningInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (today, atlas) = (app.today(), app.atlas.clone());
    let opened = app
        .write(move |conn| {
            let order = ordered(conn, &atlas, input, today)?;
            let opened = reviews::open(conn, &permit.scope, &order)?;
            let names = atlas.names(conn, opened.uncarried.iter().map(|u| u.commune_id.clone()))?;
            Ok(OpenedView {
                id: opened.id,
                rounds: opened.rounds.len() as i64,
                round_id: match opened.rounds.as_slice() {
                    [one] => Some(one.clone()),
                    _ => None,
                },
                already: opened.already,
                cases: opened.cases,
                under_review: opened.under_review,
                uncarried: opened
                    .uncarried
                    .into_iter()
                    .map(|u| UncarriedView {
                        area: names.get(&u.commune_id),
                        households: u.households,
                    })
                    .collect(),
            })
        })
        .await?;
    let mut response = HttpResponse::Created();
    if let Some(id) = &opened.round_id {
        response.insert_header((header::LOCATION, format!("/api/v1/review-rounds/{id}")));
    }
    Ok(response.json(opened))
}

/// The input as an order: the procedure, the standard and the form of the day, and the area as it was.
fn ordered(
    conn: &mut Conn,
    atlas: &crate::areas::atlas::Atlas,
    input: OpeningInput,
    today: NaiveDate,
) -> giamngheo_store::Result<Opening> {
    let procedure = review::in_force(input.kind, input.opens_on).ok_or_else(|| {
        Error::field(
            "/opens_on",
            "no_procedure",
            "không có quy trình rà soát nào có hiệu lực vào ngày này",
            "no procedure of review was in force on that day",
        )
    })?;
    reviews::check_opening_day(procedure, input.opens_on, input.year, today)?;
    let place = match atlas.place(conn, &input.area, input.opens_on) {
        Err(Error::NotFound) => {
            return Err(Error::field(
                "/area",
                "unknown",
                "không có địa bàn này vào ngày mở",
                "there is no such area on that day",
            ));
        }
        found => found?,
    };
    if place.area.level == "village" {
        return Err(Error::field(
            "/area",
            "not_a_commune",
            "đợt rà soát mở cho xã hoặc cấp trên",
            "a round is opened for a commune or a level above",
        ));
    }
    if let Some(closes) = input.closes_on
        && closes < input.opens_on
    {
        return Err(Error::field(
            "/closes_on",
            "before_opening",
            "trước ngày mở",
            "before the opening",
        ));
    }
    let last = procedure.closes_on(input.opens_on, input.year);
    if let (Some(closes), Some(last)) = (input.closes_on, last)
        && closes > last
    {
        return Err(Error::field(
            "/closes_on",
            "outside_window",
            format!("quy trình phải xong trước hết ngày {}", last.format("%d/%m/%Y")),
            format!("the procedure ends by {last}"),
        ));
    }
    check_schedule(
        procedure,
        &input.schedule,
        input.opens_on,
        input.closes_on.or(last),
    )?;
    let standard = poverty::in_force(input.opens_on).ok_or_else(|| {
        Error::field(
            "/opens_on",
            "no_standard",
            "không có chuẩn nghèo nào có hiệu lực vào ngày này",
            "no standard was in force on that day",
        )
    })?;
    let form = form::form_for(Purpose::B1, &standard.code, input.opens_on);
    Ok(Opening {
        area: place.area,
        paths: place.paths.as_ref().clone(),
        year: input.year,
        procedure,
        standard: standard.code.clone(),
        sample_form: form.is_some_and(|f| f.sample),
        form: form.map(|f| f.code.clone()),
        document: input.document.as_deref().map(tidy).filter(|d| !d.is_empty()),
        opened_on: input.opens_on,
        closes_on: input.closes_on,
        schedule: input.schedule,
    })
}

/// Ordered days follow the order of the steps, between the opening and the end.
fn check_schedule(
    procedure: &Procedure,
    schedule: &BTreeMap<Step, NaiveDate>,
    opens: NaiveDate,
    closes: Option<NaiveDate>,
) -> giamngheo_store::Result<()> {
    let mut before = opens;
    for (step, day) in schedule {
        let pointer = format!("/schedule/{}", step.code());
        if procedure.step(*step).is_none() {
            return Err(Error::field(
                pointer,
                "unknown",
                "quy trình không có bước này",
                "the procedure has no such step",
            ));
        }
        if *day < before || closes.is_some_and(|end| *day > end) {
            return Err(Error::field(
                pointer,
                "out_of_order",
                "hạn của bước phải sau hạn của bước trước và không quá ngày kết thúc",
                "a step is due after the one before, and not after the end",
            ));
        }
        before = *day;
    }
    Ok(())
}

/// A round with its steps, as the caller sees it.
pub fn detail(
    conn: &mut Conn,
    app: &App,
    actor: &giamngheo_store::Actor,
    scope: &giamngheo_store::Scope,
    round: &Round,
) -> giamngheo_store::Result<RoundDetail> {
    let today = app.today();
    let procedure = round.procedure()?;
    let situation = reviews::situation(conn, round, today, app.config.demo)?;
    let events = reviews::events(conn, round)?;
    let rows = reviews::villages(conn, scope, round)?;
    let ids = rows.iter().filter_map(|v| village_id(&v.path).map(str::to_owned));
    let names = app
        .atlas
        .names(conn, ids.chain([round.commune_id.clone()]).collect::<Vec<_>>())?;
    let recognition_id = events
        .iter()
        .any(|e| e.to_state == "recognised")
        .then(|| reviews::recognition_of(conn, round))
        .transpose()?
        .flatten();
    Ok(RoundDetail {
        round: RoundView::new(round, &names, today),
        steps: step_views(procedure, round, &events)?,
        allowed: allowed(actor, round, &situation)?,
        earliest_on: round.worked_on.map_or(round.since, |day| day.max(round.since)),
        up_until: situation.posting.map(|p| p.until),
        sample_seed: round.sample_seed.clone(),
        villages: rows
            .into_iter()
            .map(|v| VillageView {
                id: last_id(&v.path).unwrap_or_default().to_owned(),
                name: village_id(&v.path)
                    .and_then(|id| names.get(id))
                    .map(|area| area.name.clone()),
                total: v.total,
                surveyed: v.surveyed,
                agreed: v.agreed,
                enumerator_id: v.enumerator_id.filter(|_| v.enumerators == 1),
            })
            .collect(),
        verified: procedure.verified && procedure.steps.iter().all(|s| s.verified),
        recognition_id,
    })
}

/// The steps of a round with the days they ended: the last time, when one was returned.
pub fn step_views(
    procedure: &Procedure,
    round: &Round,
    events: &[Event],
) -> giamngheo_store::Result<Vec<StepView>> {
    let state = round.state()?;
    let at = state
        .step()
        .and_then(|step| procedure.steps.iter().position(|rule| rule.code == step))
        // Of a cancelled round nothing is done after where it stood.
        .unwrap_or(if state == review::State::Recognised {
            procedure.steps.len()
        } else {
            0
        });
    let schedule = round.schedule()?;
    let year = i32::try_from(round.year).unwrap_or_default();
    Ok(procedure
        .steps
        .iter()
        .enumerate()
        .map(|(i, rule)| {
            // The last event first: the one that left this step forward.
            let ended = events.iter().find(|e| {
                e.from_state == rule.code.code()
                    && e.to_state != e.from_state
                    && e.act != "return"
                    && e.act != "cancel"
            });
            let here = match i.cmp(&at) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => StepState::Current,
                std::cmp::Ordering::Greater => StepState::Ahead,
            };
            let ended = ended.filter(|_| here == StepState::Done);
            StepView {
                code: rule.code,
                name: rule.name.clone(),
                level: rule.level,
                needs: rule.needs.clone(),
                state: here,
                due_on: match here {
                    StepState::Done => ended.and_then(|e| e.due_on),
                    StepState::Current => round.due_on,
                    StepState::Ahead => rule
                        .due
                        .month_day
                        .as_ref()
                        .and_then(|_| {
                            procedure.due_on(rule.code, round.since, round.opened_on, year, &schedule)
                        })
                        .or_else(|| schedule.get(&rule.code).copied()),
                },
                ended_on: ended.map(|e| e.on_date),
                ended_by: ended.and_then(|e| e.actor_name.clone()),
                source: rule.source.citation(),
                verified: rule.verified,
            }
        })
        .collect())
}

/// Read a round
///
/// With its steps, deadlines, villages, and what the caller may do now.
#[utoipa::path(tag = "reviews", operation_id = "get_review_round", params(("id" = String, Path, description = "The round's id")), responses((status = 200, description = "The round", body = RoundDetail)), security(("bearer" = ["view_reviews"])))]
#[get("/review-rounds/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ViewReviews>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let shared = App::clone(&app);
    let found = app
        .read(move |conn| {
            let round = reviews::get(conn, &permit.scope, &id)?;
            detail(conn, &shared, &permit.actor, &permit.scope, &round)
        })
        .await?;
    Ok(answer(&found))
}

/// The answer with a round and its entity tag.
pub fn answer(found: &RoundDetail) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(etag(found.round.version))
        .json(found)
}

/// History of a round
///
/// All that was done with it: when it happened, when it was due, when and by whom it was entered. The last first.
#[utoipa::path(tag = "reviews", operation_id = "list_review_events", params(("id" = String, Path, description = "The round's id")), responses((status = 200, description = "The history", body = Vec<RoundEventView>)), security(("bearer" = ["view_reviews"])))]
#[get("/review-rounds/{id}/events")]
pub async fn list_events(
    app: web::Data<App>,
    permit: Permit<ViewReviews>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<RoundEventView>>> {
    app.read(move |conn| {
        let round = reviews::get(conn, &permit.scope, &id)?;
        let events = reviews::events(conn, &round)?;
        // What was written of a person is for those who may read of persons, here.
        let whole = permit
            .actor
            .scope(Action::ViewHouseholds)
            .is_some_and(|s| s.covers(&round.path));
        let views = events.into_iter().map(RoundEventView::from);
        Ok(web::Json(
            views
                .map(|view| if whole { view } else { view.without_persons() })
                .collect(),
        ))
    })
    .await
}
