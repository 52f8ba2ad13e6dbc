//! The way of a plan over HTTP: drafted by officers or finance, issued and closed by approvers, read by all it concerns.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, patch, post, put, web};
use giamngheo_store::id::new_id;
use giamngheo_store::plans::{self, Filter, Issue, Plan};
use giamngheo_store::{Actor, Conn, Error, areas};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::{
    PlanActInput, PlanDetail, PlanInput, PlanIssueInput, PlanProgressInput, PlanQuery, PlanView, day_of,
};
use super::says;
use crate::app::App;
use crate::http::auth::{EditPlans, IssuePlans, Permit, Permitted, SignedIn};
use crate::http::etag::{IfMatch, etag};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, Problem};

/// How many reports on activities are told with a plan.
const REPORTS: i64 = 200;
const PDF: &str = "application/pdf";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(replace)
        .service(issue)
        .service(start)
        .service(close)
        .service(report)
        .service(file);
}

fn detail(conn: &mut Conn, app: &App, actor: &Actor, plan: Plan) -> giamngheo_store::Result<PlanDetail> {
    let today = app.today();
    let area = app.atlas.names(conn, [plan.area_id.clone()])?.get(&plan.area_id);
    let activities = plans::activities(conn, std::slice::from_ref(&plan))?;
    let reports = plans::reports(conn, &plan, REPORTS)?;
    let view = PlanView::new(&plan, area.map(|a| a.as_ref().clone()), &activities, today)?;
    PlanDetail::new(plan, view, activities, reports, (actor, today))
}

fn answer(mut answer: actix_web::HttpResponseBuilder, plan: &PlanDetail) -> HttpResponse {
    answer.insert_header(etag(plan.plan.version)).json(plan)
}

/// List plans
///
/// Of the caller's areas, those above and those below, the last year first. Drafts are for those who work in their area or
/// above.
#[utoipa::path(tag = "plans", operation_id = "list_plans", params(PlanQuery), responses((status = 200, description = "A page of plans", body = Page<PlanView>)), security(("bearer" = [])))]
#[get("/plans")]
pub async fn list(
    app: web::Data<App>,
    signed_in: SignedIn,
    query: Params<PlanQuery>,
) -> Answer<web::Json<Page<PlanView>>> {
    let Params(query) = query;
    let after: Option<(i64, String)> = paging::keys(query.after.as_deref())?;
    let (atlas, today) = (app.atlas.clone(), app.today());
    app.read(move |conn| {
        let place = query
            .area
            .as_deref()
            .map(|code| atlas.place(conn, code, today))
            .transpose()?;
        let filter = Filter {
            fiscal_year: query.year,
            state: query.state,
            q: query.q.filter(|q| !q.trim().is_empty()),
            subtrees: place.map(|place| place.paths.to_vec()),
        };
        let after = after.as_ref().map(|(year, id)| (*year, id.as_str()));
        let rows = plans::list(conn, &signed_in.0, &filter, after, query.limit + 1)?;
        let page = Page::cut(rows, query.limit, |p| (p.fiscal_year, p.id.clone()));
        let names = atlas.names(conn, page.items.iter().map(|p| p.area_id.clone()))?;
        let activities = plans::activities(conn, &page.items)?;
        let views = page.items.iter().map(|plan| {
            let area = names.get(&plan.area_id).map(|a| a.as_ref().clone());
            PlanView::new(plan, area, &activities, today)
        });
        Ok(web::Json(Page {
            items: views.collect::<giamngheo_store::Result<_>>()?,
            next: page.next,
            total: None,
        }))
    })
    .await
}

/// Draft a plan
///
/// For one of the caller's areas. Its activities lie within its time, each source of money is named once.
#[utoipa::path(tag = "plans", operation_id = "create_plan", request_body = PlanInput, responses((status = 201, description = "Drafted", body = PlanDetail)), security(("bearer" = ["edit_plans"])))]
#[post("/plans")]
pub async fn create(
    app: web::Data<App>,
    permit: Permit<EditPlans>,
    body: Body<PlanInput>,
) -> Answer<HttpResponse> {
    let shared = App::clone(&app);
    let plan = app
        .write(move |conn| {
            let new = body.0.checked(conn, shared.today())?;
            let plan = plans::create(conn, &permit.scope, &new)?;
            detail(conn, &shared, &permit.actor, plan)
        })
        .await?;
    let mut made = HttpResponse::Created();
    made.insert_header((header::LOCATION, format!("/api/v1/plans/{}", plan.plan.id)));
    Ok(answer(made, &plan))
}

/// Read a plan
///
/// With its activities, what was reported of them, and what the caller may do with it now.
#[utoipa::path(tag = "plans", operation_id = "get_plan", params(("id" = String, Path, description = "The plan's id")), responses((status = 200, description = "The plan", body = PlanDetail)), security(("bearer" = [])))]
#[get("/plans/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    signed_in: SignedIn,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let shared = App::clone(&app);
    let plan = app
        .read(move |conn| {
            let plan = plans::get(conn, &signed_in.0, &id)?;
            detail(conn, &shared, &signed_in.0, plan)
        })
        .await?;
    Ok(answer(HttpResponse::Ok(), &plan))
}

/// Something that is done with a plan in the version the actor saw.
async fn act<A: Permitted + Send>(
    app: &App,
    permit: Permit<A>,
    (id, version): (String, IfMatch),
    how: impl FnOnce(&mut Conn, &Permit<A>, (&str, i64)) -> giamngheo_store::Result<Plan> + Send + 'static,
) -> Answer<HttpResponse> {
    let shared = app.clone();
    let plan = app
        .write(move |conn| {
            let plan = how(conn, &permit, (&id, version.0))?;
            detail(conn, &shared, &permit.actor, plan)
        })
        .await?;
    Ok(answer(HttpResponse::Ok(), &plan))
}

/// Change a draft
///
/// All of it anew. What was issued stays as it is.
#[utoipa::path(tag = "plans", operation_id = "replace_plan", params(("id" = String, Path, description = "The plan's id"), ("If-Match" = String, Header, description = "The version being changed, from the ETag", example = "\"1\"")), request_body = PlanInput, responses((status = 200, description = "Changed", body = PlanDetail)), security(("bearer" = ["edit_plans"])))]
#[put("/plans/{id}")]
pub async fn replace(
    app: web::Data<App>,
    permit: Permit<EditPlans>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<PlanInput>,
) -> Answer<HttpResponse> {
    let today = app.today();
    act(
        &app,
        permit,
        (id.into_inner(), if_match),
        move |conn, permit, at| {
            // Whether it may be known of at all comes before what is wrong with the text.
            plans::own(conn, &permit.scope, at.0)?;
            let new = body.0.checked(conn, today)?;
            plans::replace(conn, &permit.scope, at, &new)
        },
    )
    .await
}

/// Issue a plan
///
/// By another person than who wrote it. It becomes a document with its number and day.
#[utoipa::path(tag = "plans", operation_id = "issue_plan", params(("id" = String, Path, description = "The plan's id"), ("If-Match" = String, Header, description = "The version being issued, from the ETag", example = "\"1\"")), request_body = PlanIssueInput, responses((status = 200, description = "Issued", body = PlanDetail)), security(("bearer" = ["issue_plans"])))]
#[post("/plans/{id}/issue")]
pub async fn issue(
    app: web::Data<App>,
    permit: Permit<IssuePlans>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<PlanIssueInput>,
) -> Answer<HttpResponse> {
    let today = app.today();
    act(
        &app,
        permit,
        (id.into_inner(), if_match),
        move |conn, permit, at| {
            let plan = plans::own(conn, &permit.scope, at.0)?;
            let number = body.0.checked(today)?;
            let issued_on = body.0.issued_on;
            if issued_on > plan.last_day {
                return Err(Error::field(
                    "/issued_on",
                    "after_plan",
                    "ngày ban hành sau khi kế hoạch kết thúc",
                    "the day is after the plan's last day",
                ));
            }
            let how = Issue {
                document_id: new_id(),
                number,
                issued_on: issued_on.to_string(),
            };
            plans::issue(conn, &permit.scope, at, &how)
        },
    )
    .await
}

/// Start a plan
///
/// One that was issued: from then on its activities are reported on.
#[utoipa::path(tag = "plans", operation_id = "start_plan", params(("id" = String, Path, description = "The plan's id"), ("If-Match" = String, Header, description = "The plan's version, from the ETag", example = "\"1\"")), request_body = PlanActInput, responses((status = 200, description = "Started", body = PlanDetail)), security(("bearer" = ["edit_plans"])))]
#[post("/plans/{id}/start")]
pub async fn start(
    app: web::Data<App>,
    permit: Permit<EditPlans>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<PlanActInput>,
) -> Answer<HttpResponse> {
    let today = app.today();
    act(
        &app,
        permit,
        (id.into_inner(), if_match),
        move |conn, permit, at| {
            plans::own(conn, &permit.scope, at.0)?;
            plans::start(conn, &permit.scope, at, day_of(body.0.on, today)?)
        },
    )
    .await
}

/// Close a plan
///
/// One whose activities are all done or dropped.
#[utoipa::path(tag = "plans", operation_id = "close_plan", params(("id" = String, Path, description = "The plan's id"), ("If-Match" = String, Header, description = "The plan's version, from the ETag", example = "\"1\"")), request_body = PlanActInput, responses((status = 200, description = "Closed", body = PlanDetail)), security(("bearer" = ["issue_plans"])))]
#[post("/plans/{id}/closing")]
pub async fn close(
    app: web::Data<App>,
    permit: Permit<IssuePlans>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<PlanActInput>,
) -> Answer<HttpResponse> {
    let today = app.today();
    act(
        &app,
        permit,
        (id.into_inner(), if_match),
        move |conn, permit, at| {
            plans::own(conn, &permit.scope, at.0)?;
            let on = day_of(body.0.on, today)?;
            plans::close(conn, &permit.scope, at, on, body.0.said().as_deref())
        },
    )
    .await
}

/// Report on an activity
///
/// Of a running plan: how far it is, and what is to be said. Each report is kept; the last one counts.
#[utoipa::path(tag = "plans", operation_id = "report_plan_activity", params(("id" = String, Path, description = "The plan's id"), ("n" = i64, Path, description = "The activity's place, from 1"), ("If-Match" = String, Header, description = "The plan's version, from the ETag", example = "\"1\"")), request_body = PlanProgressInput, responses((status = 200, description = "Reported", body = PlanDetail)), security(("bearer" = ["edit_plans"])))]
#[patch("/plans/{id}/activities/{n}")]
pub async fn report(
    app: web::Data<App>,
    permit: Permit<EditPlans>,
    path: web::Path<(String, String)>,
    if_match: IfMatch,
    body: Body<PlanProgressInput>,
) -> Answer<HttpResponse> {
    let today = app.today();
    let (id, n) = path.into_inner();
    act(&app, permit, (id, if_match), move |conn, permit, at| {
        plans::own(conn, &permit.scope, at.0)?;
        let n = n.parse().map_err(|_| Error::NotFound)?;
        let new = body.0.checked(n, today)?;
        plans::report(conn, &permit.scope, at, &new)
    })
    .await
}

/// A plan as a file
///
/// By `Accept`: PDF (the default) or Word, in the layout of Nghị định 30/2020/NĐ-CP. What isn't issued is marked as a draft.
#[utoipa::path(tag = "plans", operation_id = "print_plan", params(("id" = String, Path, description = "The plan's id")), responses((status = 200, description = "The file", content_type = "application/pdf", body = Vec<u8>)), security(("bearer" = [])))]
#[get("/plans/{id}/file")]
pub async fn file(
    app: web::Data<App>,
    signed_in: SignedIn,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok());
    let word = accept.is_some_and(|accept| {
        accept
            .split(',')
            .any(|part| part.split(';').next().is_some_and(|m| m.trim() == DOCX))
    });
    let demo = app.config.demo;
    let paper = app
        .read(move |conn| {
            let plan = plans::get(conn, &signed_in.0, &id)?;
            let area = areas::by_id(conn, &plan.area_id)?.ok_or(Error::NotFound)?;
            let activities = plans::activities(conn, std::slice::from_ref(&plan))?;
            says::paper(&plan, &area, &activities, demo)
        })
        .await?;
    let stem = paper.file_stem.clone();
    let bytes = web::block(move || {
        if word {
            giamngheo_papers::docx(&[paper])
        } else {
            giamngheo_papers::pdf(&[paper])
        }
    })
    .await?
    .map_err(|e| Problem::internal(&e))?;
    let (media, extension) = if word { (DOCX, "docx") } else { (PDF, "pdf") };
    Ok(HttpResponse::Ok()
        .content_type(media)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{stem}.{extension}\""),
        ))
        .body(bytes))
}
