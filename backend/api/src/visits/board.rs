//! Recommendations: the board, what each waits for, and what is done with one until it is verified.

use actix_web::{HttpResponse, get, post, web};
use chrono::{Datelike, NaiveDate};
use giamngheo_rules::visit::{RecommendationAct, follow_up};
use giamngheo_rules::words::Words;
use giamngheo_store::access::Action;
use giamngheo_store::visits::{self, Recommendation, RecommendationFilter, VisitFilter};
use giamngheo_store::{Actor, Conn, Error, Result, Scope};
use utoipa_actix_web::service_config::ServiceConfig;

use super::access::on_visit;
use super::dto::{VisitRecommendationDetail, VisitRecommendationView};
use super::inputs::{
    VisitRecommendationActionInput, VisitRecommendationAnswer, VisitRecommendationDecisionInput,
    VisitRecommendationJudgement, VisitRecommendationQuery, kept, maybe,
};
use super::routes::recommended;
use crate::app::App;
use crate::areas::atlas::Atlas;
use crate::http::auth::{AnswerRecommendations, ApproveVisits, Permit, ViewVisits};
use crate::http::etag::{IfMatch, etag};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, Problem};
use crate::reminders::ReminderView;

/// Most rows that are looked through for what waits.
const MOST: i64 = 500;

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(mine)
        .service(get_one)
        .service(carry_out)
        .service(decide);
}

/// The recommendations that a query asks for, within a scope.
fn page(
    conn: &mut Conn,
    atlas: &Atlas,
    (actor, scope): (&Actor, &Scope),
    query: VisitRecommendationQuery,
    units: Option<Vec<String>>,
    today: NaiveDate,
) -> Result<Page<VisitRecommendationView>> {
    let after: Option<(NaiveDate, String)> =
        paging::keys(query.after.as_deref()).map_err(|_| Error::NotFound)?;
    let (_, scope) = atlas.within(conn, scope, query.area.as_deref(), &[today])?;
    let filter = RecommendationFilter {
        states: query.state,
        overdue_on: query.overdue.then_some(today),
        escalated_by: query.escalated.then_some(today),
        due_by: None,
        units,
    };
    let rows = visits::recommendations(conn, &scope, &filter, after.as_ref(), query.limit + 1)?;
    let page = Page::cut(rows, query.limit, |r| (r.due_on, r.id.clone()));
    Ok(Page {
        items: recommended(conn, atlas, actor, page.items, today)?,
        next: page.next,
        total: None,
    })
}

/// Errors: 400 for a state or cursor that is none.
fn checked(query: &VisitRecommendationQuery) -> Answer<()> {
    paging::keys::<(NaiveDate, String)>(query.after.as_deref())?;
    match query.unknown_state() {
        None => Ok(()),
        Some(state) => Err(Problem::parameter(
            "state",
            format!("không có trạng thái “{state}”"),
            format!("there is no state {state}"),
        )),
    }
}

/// List recommendations
///
/// The board: of visits by units of the caller's areas, of what was found there, and of what they must act on; the first
/// due first.
#[utoipa::path(tag = "visits", operation_id = "list_recommendations", params(VisitRecommendationQuery), responses((status = 200, description = "A page of recommendations", body = Page<VisitRecommendationView>)), security(("bearer" = ["view_visits"])))]
#[get("/recommendations")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ViewVisits>,
    query: Params<VisitRecommendationQuery>,
) -> Answer<web::Json<Page<VisitRecommendationView>>> {
    let Params(query) = query;
    checked(&query)?;
    let (atlas, today) = (app.atlas.clone(), app.today());
    app.read(move |conn| {
        page(conn, &atlas, (&permit.actor, &permit.scope), query, None, today).map(web::Json)
    })
    .await
}

/// The paths of the units that the actor answers for.
fn answers_for(actor: &Actor) -> Vec<String> {
    let grants = actor
        .grants
        .iter()
        .filter(|g| g.role.may(Action::AnswerRecommendations));
    grants.flat_map(|g| g.paths.iter().cloned()).collect()
}

/// List recommendations to carry out
///
/// Those that the caller's own units must act on, the first due first.
#[utoipa::path(tag = "visits", operation_id = "list_own_recommendations", params(VisitRecommendationQuery), responses((status = 200, description = "A page of recommendations", body = Page<VisitRecommendationView>)), security(("bearer" = ["answer_recommendations"])))]
#[get("/me/recommendations")]
pub async fn mine(
    app: web::Data<App>,
    permit: Permit<AnswerRecommendations>,
    query: Params<VisitRecommendationQuery>,
) -> Answer<web::Json<Page<VisitRecommendationView>>> {
    let Params(query) = query;
    checked(&query)?;
    let (atlas, today) = (app.atlas.clone(), app.today());
    app.read(move |conn| {
        let units = answers_for(&permit.actor);
        page(
            conn,
            &atlas,
            (&permit.actor, &permit.scope),
            query,
            Some(units),
            today,
        )
        .map(web::Json)
    })
    .await
}

fn detail(
    conn: &mut Conn,
    atlas: &Atlas,
    actor: &Actor,
    of: Recommendation,
    today: NaiveDate,
) -> Result<VisitRecommendationDetail> {
    let actions = visits::actions(conn, &of)?;
    let recommendation = recommended(conn, atlas, actor, vec![of], today)?
        .pop()
        .ok_or(Error::NotFound)?;
    Ok(VisitRecommendationDetail {
        recommendation,
        actions: actions.into_iter().map(Into::into).collect(),
    })
}

fn answer(detail: VisitRecommendationDetail) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(etag(detail.recommendation.version))
        .json(detail)
}

/// Read a recommendation
///
/// With what was done with it.
#[utoipa::path(tag = "visits", operation_id = "get_recommendation", params(("id" = String, Path, description = "The recommendation's id")), responses((status = 200, description = "The recommendation", body = VisitRecommendationDetail)), security(("bearer" = ["view_visits"])))]
#[get("/recommendations/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ViewVisits>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let (atlas, today) = (app.atlas.clone(), app.today());
    let found = app
        .read(move |conn| {
            let of = visits::recommendation(conn, &permit.scope, &id)?;
            detail(conn, &atlas, &permit.actor, of, today)
        })
        .await?;
    Ok(answer(found))
}

/// Carry out a recommendation
///
/// By the unit that must act: it begins, and reports it done. Nobody of the team does.
#[utoipa::path(tag = "visits", operation_id = "act_on_recommendation", params(("id" = String, Path, description = "The recommendation's id"), ("If-Match" = String, Header, description = "The recommendation's version, from the ETag", example = "\"1\"")), request_body = VisitRecommendationActionInput, responses((status = 200, description = "Done", body = VisitRecommendationDetail)), security(("bearer" = ["answer_recommendations"])))]
#[post("/recommendations/{id}/actions")]
pub async fn carry_out(
    app: web::Data<App>,
    permit: Permit<AnswerRecommendations>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<VisitRecommendationActionInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (atlas, today) = (app.atlas.clone(), app.today());
    let changed = app
        .write(move |conn| {
            let act = match input.act {
                VisitRecommendationAnswer::Begin => RecommendationAct::Begin,
                VisitRecommendationAnswer::ReportDone => RecommendationAct::ReportDone,
            };
            let note = maybe(input.note);
            let of = visits::answer(conn, &permit.scope, (&id, version.0), act, note.as_deref(), today)?;
            detail(conn, &atlas, &permit.actor, of, today)
        })
        .await?;
    Ok(answer(changed))
}

/// Judge a recommendation
///
/// By an approver of the unit that sent the team: verifies it, by another person than who made it and who reported it
/// done; reopens it, with the reason; extends it to a later day, with the reason; tells the unit above of a late one.
#[utoipa::path(tag = "visits", operation_id = "judge_recommendation", params(("id" = String, Path, description = "The recommendation's id"), ("If-Match" = String, Header, description = "The recommendation's version, from the ETag", example = "\"1\"")), request_body = VisitRecommendationDecisionInput, responses((status = 200, description = "Done", body = VisitRecommendationDetail)), security(("bearer" = ["approve_visits"])))]
#[post("/recommendations/{id}/decisions")]
pub async fn decide(
    app: web::Data<App>,
    permit: Permit<ApproveVisits>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<VisitRecommendationDecisionInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (atlas, today) = (app.atlas.clone(), app.today());
    let changed = app
        .write(move |conn| {
            visits::recommendation(conn, &permit.scope, &id)?;
            kept(&[("/due_on", input.due_on)])?;
            let act = match input.act {
                VisitRecommendationJudgement::Verify => RecommendationAct::Verify,
                VisitRecommendationJudgement::Reopen => RecommendationAct::Reopen,
                VisitRecommendationJudgement::Extend => RecommendationAct::Extend,
                VisitRecommendationJudgement::Escalate => RecommendationAct::Escalate,
            };
            let note = maybe(input.note);
            let of = visits::judge(
                conn,
                &permit.scope,
                (&id, version.0),
                act,
                (note.as_deref(), input.due_on),
                today,
            )?;
            detail(conn, &atlas, &permit.actor, of, today)
        })
        .await?;
    Ok(answer(changed))
}

/// Something that waits, before its area has a name.
struct Waiting {
    kind: &'static str,
    id: String,
    text: String,
    area_id: String,
    due_on: NaiveDate,
}

impl Waiting {
    fn of(kind: &'static str, row: Recommendation, due_on: NaiveDate) -> Self {
        Self {
            kind,
            id: row.id,
            text: row.body,
            area_id: row.area_id,
            due_on,
        }
    }
}

/// What waits for the caller: recommendations to carry out that are due soon or late, those reported done to verify, those
/// late below that he is told of; visits to mandate, to set out on, to come back from, to close.
pub fn remind(conn: &mut Conn, atlas: &Atlas, actor: &Actor, today: NaiveDate) -> Result<Vec<ReminderView>> {
    let mut found: Vec<Waiting> = Vec::new();
    if let Some(scope) = actor.scope(Action::AnswerRecommendations) {
        let filter = RecommendationFilter {
            due_by: Some(follow_up().reminded_until(today)),
            units: Some(answers_for(actor)),
            ..RecommendationFilter::default()
        };
        let rows = visits::recommendations(conn, &scope, &filter, None, MOST)?;
        found.extend(rows.into_iter().map(|row| {
            let due = row.due_on;
            Waiting::of("recommendation", row, due)
        }));
    }
    if let Some(scope) = actor.scope(Action::ViewVisits) {
        let told = RecommendationFilter {
            escalated_by: Some(today),
            ..RecommendationFilter::default()
        };
        for row in visits::recommendations(conn, &scope, &told, None, MOST)? {
            if scope.is_above(&row.path) {
                let due = row.due_on;
                found.push(Waiting::of("escalated", row, due));
            }
        }
    }
    if let Some(scope) = actor.scope(Action::ApproveVisits) {
        let done = RecommendationFilter {
            states: vec!["done".to_owned()],
            ..RecommendationFilter::default()
        };
        for row in visits::recommendations(conn, &scope, &done, None, MOST)? {
            let own = [Some(&row.created_by), row.done_by.as_ref()];
            if scope.covers(&row.visit_path) && !own.contains(&Some(&actor.user_id)) {
                let due = row.done_on.unwrap_or(row.due_on);
                found.push(Waiting::of("verify", row, due));
            }
        }
    }
    if let Some(scope) = actor.scope(Action::ViewVisits) {
        found.extend(visits_waiting(conn, actor, &scope, today)?);
    }
    let names = atlas.names(conn, found.iter().map(|w| w.area_id.clone()).collect::<Vec<_>>())?;
    Ok(found
        .into_iter()
        .map(|w| ReminderView {
            id: w.id,
            area: names.get(&w.area_id),
            year: i64::from(w.due_on.year()),
            name: Some(Words {
                en: w.text.clone(),
                vi: w.text,
            }),
            ..ReminderView::new(w.kind, Some(w.due_on), today)
        })
        .collect())
}

/// Visits whose next step is the caller's.
fn visits_waiting(conn: &mut Conn, actor: &Actor, scope: &Scope, today: NaiveDate) -> Result<Vec<Waiting>> {
    let until = follow_up().reminded_until(today);
    let filter = VisitFilter {
        starts_by: Some(until),
        states: ["planned", "mandated", "in_field", "reporting"]
            .map(str::to_owned)
            .to_vec(),
        ..VisitFilter::default()
    };
    let mut out = Vec::new();
    for visit in visits::list(conn, scope, &filter, None, MOST)? {
        let allowed = on_visit(actor, &visit)?;
        let (kind, act, due_on) = match visit.state.as_str() {
            "planned" => ("mandate", "mandate", visit.starts_on),
            "mandated" => ("set_out", "start", visit.starts_on),
            "in_field" => ("come_back", "finish", visit.ends_on),
            _ => ("close_visit", "close", visit.finished_on.unwrap_or(visit.ends_on)),
        };
        if due_on <= until && allowed.contains(&act) {
            out.push(Waiting {
                kind,
                id: visit.id,
                text: visit.title,
                area_id: visit.area_id,
                due_on,
            });
        }
    }
    Ok(out)
}
