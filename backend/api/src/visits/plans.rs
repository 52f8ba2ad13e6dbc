//! Plans of visits: drafting, changing, issuing.

use actix_web::{HttpResponse, get, post, put, web};
use chrono::NaiveDate;
use giamngheo_store::access::Action;
use giamngheo_store::areas::{self, Area};
use giamngheo_store::visits::{self, NewPlan, NewPlanItem, Plan, PlanIssue};
use giamngheo_store::{Actor, Conn, Error, FieldError, Result, Scope, documents};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::VisitPlanView;
use super::inputs::{VisitPlanInput, VisitPlanIssueInput, VisitPlanQuery, kept, maybe, said};
use crate::app::App;
use crate::areas::atlas::Atlas;
use crate::http::auth::{ApproveVisits, ConductVisits, Permit, ViewVisits};
use crate::http::etag::{IfMatch, etag};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::Answer;

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(change)
        .service(issue);
}

/// The unit of a code on a day, or of an id: a province, district or commune. Errors: there is none, at the pointer.
pub fn unit(conn: &mut Conn, code: &str, pointer: &str, on: NaiveDate) -> Result<Area> {
    match areas::find(conn, code, on) {
        // An id names a unit of any time.
        Ok(area) if area.level != "village" && area.lives_on(on) => Ok(area),
        Ok(_) | Err(Error::NotFound) => Err(Error::field(
            pointer,
            "unknown",
            "không có đơn vị hành chính này",
            "there is no such unit",
        )),
        Err(e) => Err(e),
    }
}

/// The units of some codes; every one that is unknown is named at `{pointer}/{i}`.
pub fn units(conn: &mut Conn, codes: &[String], pointer: &str, on: NaiveDate) -> Result<Vec<Area>> {
    let (mut out, mut bad) = (Vec::new(), Vec::<FieldError>::new());
    for (i, code) in codes.iter().enumerate() {
        match unit(conn, code, &format!("{pointer}/{i}"), on) {
            Ok(area) => out.push(area),
            Err(Error::Invalid(found)) => bad.extend(found),
            Err(e) => return Err(e),
        }
    }
    if bad.is_empty() {
        Ok(out)
    } else {
        Err(Error::Invalid(bad))
    }
}

/// A document that the caller may read, if one is named. Errors: `/document_id` is unknown.
pub fn document(conn: &mut Conn, actor: &Actor, id: Option<String>) -> Result<Option<String>> {
    let Some(id) = maybe(id) else { return Ok(None) };
    match documents::get(conn, actor, &id) {
        Ok(_) => Ok(Some(id)),
        Err(Error::NotFound) => Err(Error::field(
            "/document_id",
            "unknown",
            "không có văn bản này",
            "there is no such document",
        )),
        Err(e) => Err(e),
    }
}

/// The last day of a month.
fn month_end(year: i32, month: u32) -> Result<NaiveDate> {
    let (year, month) = if month == 12 {
        (year + 1, 1)
    } else {
        (year, month + 1)
    };
    NaiveDate::from_ymd_opt(year, month, 1)
        .and_then(|day| day.pred_opt())
        .ok_or_else(|| Error::field("/year", "out_of_range", "năm không hợp lệ", "no such year"))
}

fn new_plan(conn: &mut Conn, input: VisitPlanInput, today: NaiveDate) -> Result<NewPlan> {
    let mut items = Vec::with_capacity(input.items.len());
    for (i, item) in input.items.into_iter().enumerate() {
        let due_on = month_end(input.year, item.month)?;
        items.push(NewPlanItem {
            kind: item.kind.code(),
            purpose: item.purpose.code(),
            due_on,
            areas: units(conn, &item.areas, &format!("/items/{i}/areas"), due_on)?,
            items: item.items,
            notes: maybe(item.notes),
        });
    }
    let on = month_end(input.year, 12)?.min(today);
    Ok(NewPlan {
        year: i64::from(input.year),
        area: unit(conn, &input.area, "/area", on)?,
        title: said("/title", &input.title)?,
        items,
    })
}

fn view(conn: &mut Conn, atlas: &Atlas, actor: &Actor, scope: &Scope, plan: Plan) -> Result<VisitPlanView> {
    let items = visits::plan_items(conn, &plan)?;
    let areas = visits::plan_areas(conn, scope, &plan)?;
    let names = areas
        .iter()
        .map(|a| a.area_id.clone())
        .chain([plan.area_id.clone()]);
    let names = atlas.names(conn, names.collect::<Vec<_>>())?;
    let here = |action| actor.scope(action).is_some_and(|s| s.covers(&plan.path));
    let mut allowed = Vec::new();
    if plan.state == "draft" && here(Action::ConductVisits) {
        allowed.push("change");
    }
    if plan.state == "draft" && here(Action::ApproveVisits) && plan.created_by != actor.user_id {
        allowed.push("issue");
    }
    VisitPlanView::new(plan, items, &areas, &names, allowed)
}

fn answer(view: VisitPlanView) -> HttpResponse {
    HttpResponse::Ok().insert_header(etag(view.version)).json(view)
}

/// List plans of visits
///
/// Of the caller's areas, the last made first; each with how many of its units were visited.
#[utoipa::path(tag = "visits", operation_id = "list_visit_plans", params(VisitPlanQuery), responses((status = 200, description = "A page of plans", body = Page<VisitPlanView>)), security(("bearer" = ["view_visits"])))]
#[get("/visit-plans")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ViewVisits>,
    query: Params<VisitPlanQuery>,
) -> Answer<web::Json<Page<VisitPlanView>>> {
    let Params(query) = query;
    let before: Option<String> = paging::keys(query.after.as_deref())?;
    let (atlas, today) = (app.atlas.clone(), app.today());
    app.read(move |conn| {
        let (_, scope) = atlas.within(conn, &permit.scope, query.area.as_deref(), &[today])?;
        let rows = visits::plans(conn, &scope, query.year, before.as_deref(), query.limit + 1)?;
        let page = Page::cut(rows, query.limit, |p| p.id.clone());
        let mut items = Vec::with_capacity(page.items.len());
        for plan in page.items {
            items.push(view(conn, &atlas, &permit.actor, &permit.scope, plan)?);
        }
        Ok(web::Json(Page {
            items,
            next: page.next,
            total: None,
        }))
    })
    .await
}

/// Draft a plan of visits
///
/// Of a year and a unit: which units are to be visited in which month.
#[utoipa::path(tag = "visits", operation_id = "create_visit_plan", request_body = VisitPlanInput, responses((status = 201, description = "Drafted", body = VisitPlanView)), security(("bearer" = ["conduct_visits"])))]
#[post("/visit-plans")]
pub async fn create(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    body: Body<VisitPlanInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (atlas, today) = (app.atlas.clone(), app.today());
    let made = app
        .write(move |conn| {
            let new = new_plan(conn, input, today)?;
            let plan = visits::create_plan(conn, &permit.scope, &new)?;
            view(conn, &atlas, &permit.actor, &permit.scope, plan)
        })
        .await?;
    Ok(HttpResponse::Created()
        .insert_header(etag(made.version))
        .json(made))
}

/// Read a plan of visits
///
/// With its units and the visits to them.
#[utoipa::path(tag = "visits", operation_id = "get_visit_plan", params(("id" = String, Path, description = "The plan's id")), responses((status = 200, description = "The plan", body = VisitPlanView)), security(("bearer" = ["view_visits"])))]
#[get("/visit-plans/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ViewVisits>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let atlas = app.atlas.clone();
    let found = app
        .read(move |conn| {
            let plan = visits::plan(conn, &permit.scope, &id)?;
            view(conn, &atlas, &permit.actor, &permit.scope, plan)
        })
        .await?;
    Ok(answer(found))
}

/// Change a plan of visits
///
/// While it is a draft. Its unit stays.
#[utoipa::path(tag = "visits", operation_id = "change_visit_plan", params(("id" = String, Path, description = "The plan's id"), ("If-Match" = String, Header, description = "The plan's version, from the ETag", example = "\"1\"")), request_body = VisitPlanInput, responses((status = 200, description = "Changed", body = VisitPlanView)), security(("bearer" = ["conduct_visits"])))]
#[put("/visit-plans/{id}")]
pub async fn change(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<VisitPlanInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (atlas, today) = (app.atlas.clone(), app.today());
    let changed = app
        .write(move |conn| {
            visits::plan(conn, &permit.scope, &id)?;
            let new = new_plan(conn, input, today)?;
            let plan = visits::change_plan(conn, &permit.scope, (&id, version.0), &new)?;
            view(conn, &atlas, &permit.actor, &permit.scope, plan)
        })
        .await?;
    Ok(answer(changed))
}

/// Issue a plan of visits
///
/// By another person than who drafted it. From then on its units count as due.
#[utoipa::path(tag = "visits", operation_id = "issue_visit_plan", params(("id" = String, Path, description = "The plan's id"), ("If-Match" = String, Header, description = "The plan's version, from the ETag", example = "\"1\"")), request_body = VisitPlanIssueInput, responses((status = 200, description = "Issued", body = VisitPlanView)), security(("bearer" = ["approve_visits"])))]
#[post("/visit-plans/{id}/issue")]
pub async fn issue(
    app: web::Data<App>,
    permit: Permit<ApproveVisits>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<VisitPlanIssueInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (atlas, today) = (app.atlas.clone(), app.today());
    let issued = app
        .write(move |conn| {
            visits::plan(conn, &permit.scope, &id)?;
            kept(&[("/on", Some(input.on))])?;
            let issue = PlanIssue {
                number: said("/number", &input.number)?,
                on: input.on,
                document_id: document(conn, &permit.actor, input.document_id)?,
            };
            let plan = visits::issue_plan(conn, &permit.scope, (&id, version.0), &issue, today)?;
            view(conn, &atlas, &permit.actor, &permit.scope, plan)
        })
        .await?;
    Ok(answer(issued))
}
