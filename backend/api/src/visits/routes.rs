//! Visits: listing, preparing, and their way from the mandate to the accepted report.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpRequest, HttpResponse, get, patch, post, put, web};
use chrono::NaiveDate;
use giamngheo_store::visits::{
    self, CHECKLIST, Mandate, NewMember, NewVisit, Recommendation, Visit, VisitChange, VisitFilter,
};
use giamngheo_store::{Actor, Conn, Error, Result, Scope, areas, definitions};
use utoipa_actix_web::service_config::ServiceConfig;

use super::access::{on_recommendation, on_visit};
use super::dto::{
    VisitAnswerView, VisitChecklistRef, VisitDetail, VisitFindingView, VisitMandateView, VisitPerson,
    VisitRecommendationView, VisitView,
};
use super::inputs::{
    VisitCancellationInput, VisitDayInput, VisitFinishInput, VisitInput, VisitMandateInput, VisitPatch,
    VisitQuery, VisitTeamInput, kept, maybe, said,
};
use super::plans::{document, unit, units};
use super::says;
use crate::app::App;
use crate::areas::atlas::Atlas;
use crate::http::auth::{ApproveVisits, ConductVisits, Permit, ViewVisits};
use crate::http::etag::{IfMatch, etag};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, Problem};
use crate::reports::files::{Format, attachment};

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(change)
        .service(set_team)
        .service(mandate)
        .service(start)
        .service(finish)
        .service(close)
        .service(cancel)
        .service(report);
}

/// Visits as lists show them.
fn views(
    conn: &mut Conn,
    atlas: &Atlas,
    (actor, scope): (&Actor, &Scope),
    rows: Vec<Visit>,
    today: NaiveDate,
) -> Result<Vec<VisitView>> {
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let visited = visits::areas(conn, scope, &row)?;
        let ids = visited.iter().map(|a| a.area_id.clone());
        let ids = ids
            .chain([row.area_id.clone()])
            .chain(row.mandate_area_id.clone());
        let names = atlas.names(conn, ids.collect::<Vec<_>>())?;
        let allowed = on_visit(actor, &row)?;
        let under_way = ["planned", "mandated", "in_field"].contains(&row.state.as_str());
        out.push(VisitView {
            area: names.get(&row.area_id),
            areas: visited.iter().filter_map(|a| names.get(&a.area_id)).collect(),
            late: under_way && row.ends_on < today,
            items: row.items()?,
            checklist: VisitChecklistRef {
                code: row.checklist,
                version: row.checklist_version,
            },
            mandate: row.mandate_number.map(|number| VisitMandateView {
                number,
                on: row.mandate_on,
                issuer: row.mandate_issuer,
                document_id: row.mandate_document_id,
                area: row.mandate_area_id.as_deref().and_then(|id| names.get(id)),
                from: row.mandate_from,
                to: row.mandate_to,
            }),
            created_by: VisitPerson::new(row.created_by, row.created_name),
            allowed,
            id: row.id,
            number: row.number,
            kind: row.kind,
            purpose: row.purpose,
            title: row.title,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            state: row.state,
            plan_id: row.plan_id,
            plan_item: row.plan_item,
            started_on: row.started_on,
            finished_on: row.finished_on,
            closed_on: row.closed_on,
            version: row.version,
            updated_at: row.updated_at.and_utc(),
        });
    }
    Ok(out)
}

/// Recommendations as they stand today.
pub fn recommended(
    conn: &mut Conn,
    atlas: &Atlas,
    actor: &Actor,
    rows: Vec<Recommendation>,
    today: NaiveDate,
) -> Result<Vec<VisitRecommendationView>> {
    let above = |row: &Recommendation| {
        row.escalated_to.clone().or_else(|| {
            let ids: Vec<&str> = row.path.trim_end_matches('/').split('/').collect();
            ids.get(ids.len().saturating_sub(2)).map(|id| (*id).to_owned())
        })
    };
    let ids = rows
        .iter()
        .flat_map(|r| above(r).into_iter().chain([r.area_id.clone()]));
    let names = atlas.names(conn, ids.collect::<Vec<_>>())?;
    rows.into_iter()
        .map(|row| {
            let allowed = on_recommendation(actor, &row)?;
            let above = above(&row).and_then(|id| names.get(&id));
            Ok(VisitRecommendationView::new(row, &names, above, allowed, today))
        })
        .collect()
}

/// A visit with all that the caller may see of it.
pub fn detail(
    conn: &mut Conn,
    app: &App,
    (actor, scope): (&Actor, &Scope),
    visit: Visit,
) -> Result<VisitDetail> {
    let today = app.today();
    let (agenda, conclusion, cancel_reason) = (
        visit.agenda.clone(),
        visit.conclusion.clone(),
        visit.cancel_reason.clone(),
    );
    let questions = visits::checklist(conn, &visit)?;
    let answers = visits::answers(conn, scope, &visit)?;
    let mut answered: BTreeMap<String, BTreeSet<String>> = visits::areas(conn, scope, &visit)?
        .into_iter()
        .map(|a| (a.area_id, BTreeSet::new()))
        .collect();
    for answer in &answers {
        let of = answered.entry(answer.area_id.clone()).or_default();
        of.insert(answer.question.clone());
    }
    let recommendations = visits::recommendations_of(conn, scope, &visit)?;
    let mut recommendations = recommended(conn, &app.atlas, actor, recommendations, today)?;
    let found = visits::findings(conn, scope, &visit)?;
    let names = found.iter().map(|f| f.area_id.clone()).collect::<Vec<_>>();
    let names = app.atlas.names(conn, names)?;
    let findings = found
        .into_iter()
        .map(|finding| {
            let (own, others) = recommendations
                .drain(..)
                .partition(|r| r.finding_id == finding.id);
            recommendations = others;
            VisitFindingView::new(finding, &names, own)
        })
        .collect();
    let members = visits::members(conn, &visit)?;
    let signatures = visits::signatures(conn, scope, &visit)?;
    let view = views(conn, &app.atlas, (actor, scope), vec![visit], today)?
        .pop()
        .ok_or(Error::NotFound)?;
    Ok(VisitDetail {
        visit: view,
        agenda,
        conclusion,
        cancel_reason,
        members: members.into_iter().map(Into::into).collect(),
        open_questions: questions.open(&answered).len(),
        questions,
        answers: answers
            .into_iter()
            .map(VisitAnswerView::new)
            .collect::<Result<_>>()?,
        findings,
        signatures: signatures.into_iter().map(Into::into).collect(),
    })
}

/// The answer with a visit and its version.
pub fn answer(detail: VisitDetail) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(etag(detail.visit.version))
        .json(detail)
}

/// Changes a visit, and answers with it as it is then.
pub async fn changed(
    app: &App,
    (actor, scope): (std::sync::Arc<Actor>, Scope),
    work: impl FnOnce(&mut Conn, &Scope) -> Result<Visit> + Send + 'static,
) -> Answer<HttpResponse> {
    let shared = app.clone();
    let detail = app
        .write(move |conn| {
            let visit = work(conn, &scope)?;
            detail(conn, &shared, (&actor, &scope), visit)
        })
        .await?;
    Ok(answer(detail))
}

/// List visits
///
/// By units of the caller's areas, or to them; the last to begin first.
#[utoipa::path(tag = "visits", operation_id = "list_visits", params(VisitQuery), responses((status = 200, description = "A page of visits", body = Page<VisitView>)), security(("bearer" = ["view_visits"])))]
#[get("/visits")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ViewVisits>,
    query: Params<VisitQuery>,
) -> Answer<web::Json<Page<VisitView>>> {
    let Params(query) = query;
    if let Some((name, value)) = query.unknown() {
        return Err(Problem::parameter(
            name,
            format!("không có giá trị “{value}”"),
            format!("there is no {value}"),
        ));
    }
    let after: Option<(NaiveDate, String)> = paging::keys(query.after.as_deref())?;
    let (atlas, today) = (app.atlas.clone(), app.today());
    app.read(move |conn| {
        let (_, scope) = atlas.within(conn, &permit.scope, query.area.as_deref(), &[today])?;
        let filter = VisitFilter {
            states: query.state,
            year: query.year,
            kind: query.kind,
            ..VisitFilter::default()
        };
        let rows = visits::list(conn, &scope, &filter, after.as_ref(), query.limit + 1)?;
        let page = Page::cut(rows, query.limit, |v| (v.starts_on, v.id.clone()));
        Ok(web::Json(Page {
            items: views(conn, &atlas, (&permit.actor, &permit.scope), page.items, today)?,
            next: page.next,
            total: None,
        }))
    })
    .await
}

fn new_visit(conn: &mut Conn, input: VisitInput) -> Result<NewVisit> {
    kept(&[
        ("/starts_on", Some(input.starts_on)),
        ("/ends_on", Some(input.ends_on)),
    ])?;
    let on = input.starts_on;
    let checklist = definitions::in_force(conn, &[CHECKLIST], on)?
        .into_iter()
        .find(|d| d.code == input.checklist)
        .ok_or_else(|| {
            Error::field(
                "/checklist",
                "unknown",
                "không có bảng kiểm này vào ngày bắt đầu",
                "there is no such checklist on the first day",
            )
        })?;
    let plan = match (maybe(input.plan_id), input.plan_item) {
        (None, None) => None,
        (Some(id), Some(n)) => Some((id, n)),
        (Some(_), None) | (None, Some(_)) => {
            return Err(Error::field(
                "/plan_item",
                "missing",
                "cần nêu cả kế hoạch và mục của kế hoạch",
                "name both the plan and its item",
            ));
        }
    };
    Ok(NewVisit {
        kind: input.kind.code(),
        purpose: input.purpose.code(),
        title: said("/title", &input.title)?,
        area: unit(conn, &input.area, "/area", on)?,
        areas: units(conn, &input.areas, "/areas", on)?,
        starts_on: input.starts_on,
        ends_on: input.ends_on,
        agenda: maybe(input.agenda),
        items: input.items,
        checklist: (checklist.code, checklist.version),
        plan,
    })
}

/// Prepare a visit
///
/// Periodic and yearly ones by an item of an issued plan, ad hoc ones without. It needs a mandate before the team may
/// set out.
#[utoipa::path(tag = "visits", operation_id = "create_visit", request_body = VisitInput, responses((status = 201, description = "Prepared", body = VisitDetail)), security(("bearer" = ["conduct_visits"])))]
#[post("/visits")]
pub async fn create(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    body: Body<VisitInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let shared = App::clone(&app);
    let made = app
        .write(move |conn| {
            let new = new_visit(conn, input)?;
            let visit = visits::create(conn, &permit.scope, &new)?;
            detail(conn, &shared, (&permit.actor, &permit.scope), visit)
        })
        .await?;
    Ok(HttpResponse::Created()
        .insert_header(etag(made.visit.version))
        .json(made))
}

/// Read a visit
///
/// With team, questions, answers, findings, recommendations and signatures. Who works in a unit that is visited sees
/// what concerns that unit.
#[utoipa::path(tag = "visits", operation_id = "get_visit", params(("id" = String, Path, description = "The visit's id")), responses((status = 200, description = "The visit", body = VisitDetail)), security(("bearer" = ["view_visits"])))]
#[get("/visits/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ViewVisits>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let shared = App::clone(&app);
    let found = app
        .read(move |conn| {
            let visit = visits::get(conn, &permit.scope, &id)?;
            detail(conn, &shared, (&permit.actor, &permit.scope), visit)
        })
        .await?;
    Ok(answer(found))
}

/// Change a visit
///
/// Before the team sets out, within the mandate where there is one; the conclusion, alone, once it is out.
#[utoipa::path(tag = "visits", operation_id = "change_visit", params(("id" = String, Path, description = "The visit's id"), ("If-Match" = String, Header, description = "The visit's version, from the ETag", example = "\"1\"")), request_body(content = VisitPatch, content_type = "application/merge-patch+json"), responses((status = 200, description = "Changed", body = VisitDetail)), security(("bearer" = ["conduct_visits"])))]
#[patch("/visits/{id}")]
pub async fn change(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<VisitPatch>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    changed(
        &app,
        (permit.actor.clone(), permit.scope.clone()),
        move |conn, scope| {
            let visit = visits::own(conn, scope, &id)?;
            kept(&[("/starts_on", input.starts_on), ("/ends_on", input.ends_on)])?;
            let on = input.starts_on.unwrap_or(visit.starts_on);
            let text = |pointer, text: Option<String>| text.map(|t| said(pointer, &t)).transpose();
            let change = VisitChange {
                title: text("/title", input.title)?,
                starts_on: input.starts_on,
                ends_on: input.ends_on,
                agenda: maybe(input.agenda),
                areas: input
                    .areas
                    .map(|codes| units(conn, &codes, "/areas", on))
                    .transpose()?,
                items: input.items,
                conclusion: text("/conclusion", input.conclusion)?,
            };
            visits::change(conn, scope, (&id, version.0), &change)
        },
    )
    .await
}

/// Name the team
///
/// All of it at once, with one head. Nobody who works in a unit that is visited can be of it.
#[utoipa::path(tag = "visits", operation_id = "set_visit_team", params(("id" = String, Path, description = "The visit's id"), ("If-Match" = String, Header, description = "The visit's version, from the ETag", example = "\"1\"")), request_body = VisitTeamInput, responses((status = 200, description = "Named", body = VisitDetail)), security(("bearer" = ["conduct_visits"])))]
#[put("/visits/{id}/team")]
pub async fn set_team(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<VisitTeamInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    changed(
        &app,
        (permit.actor.clone(), permit.scope.clone()),
        move |conn, scope| {
            visits::own(conn, scope, &id)?;
            let team = input
                .members
                .into_iter()
                .enumerate()
                .map(|(i, m)| {
                    Ok(NewMember {
                        name: said(&format!("/members/{i}/name"), &m.name)?,
                        office: said(&format!("/members/{i}/office"), &m.office)?,
                        role: m.role.code(),
                        user_id: maybe(m.user_id),
                    })
                })
                .collect::<Result<Vec<_>>>()?;
            visits::set_team(conn, scope, (&id, version.0), &team)
        },
    )
    .await
}

/// Mandate a visit
///
/// By the decision that orders it, entered by another person than who prepared the visit. The visit's areas and days
/// must lie in those of the decision.
#[utoipa::path(tag = "visits", operation_id = "mandate_visit", params(("id" = String, Path, description = "The visit's id"), ("If-Match" = String, Header, description = "The visit's version, from the ETag", example = "\"1\"")), request_body = VisitMandateInput, responses((status = 200, description = "Mandated", body = VisitDetail)), security(("bearer" = ["approve_visits"])))]
#[post("/visits/{id}/mandate")]
pub async fn mandate(
    app: web::Data<App>,
    permit: Permit<ApproveVisits>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<VisitMandateInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (actor, today) = (permit.actor.clone(), app.today());
    changed(
        &app,
        (permit.actor.clone(), permit.scope.clone()),
        move |conn, scope| {
            let visit = visits::own(conn, scope, &id)?;
            kept(&[
                ("/on", Some(input.on)),
                ("/from", Some(input.from)),
                ("/to", Some(input.to)),
            ])?;
            let area = match maybe(input.area) {
                Some(code) => unit(conn, &code, "/area", visit.starts_on)?,
                None => areas::by_id(conn, &visit.area_id)?.ok_or(Error::NotFound)?,
            };
            let new = Mandate {
                number: said("/number", &input.number)?,
                on: input.on,
                issuer: said("/issuer", &input.issuer)?,
                document_id: document(conn, &actor, input.document_id)?,
                area,
                from: input.from,
                to: input.to,
            };
            visits::mandate(conn, scope, (&id, version.0), &new, today)
        },
    )
    .await
}

/// Start a visit
///
/// The team sets out, on a day of the mandate.
#[utoipa::path(tag = "visits", operation_id = "start_visit", params(("id" = String, Path, description = "The visit's id"), ("If-Match" = String, Header, description = "The visit's version, from the ETag", example = "\"1\"")), request_body = VisitDayInput, responses((status = 200, description = "Started", body = VisitDetail)), security(("bearer" = ["conduct_visits"])))]
#[post("/visits/{id}/start")]
pub async fn start(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<VisitDayInput>,
) -> Answer<HttpResponse> {
    let today = app.today();
    let on = body.0.on.unwrap_or(today);
    changed(
        &app,
        (permit.actor.clone(), permit.scope.clone()),
        move |conn, scope| visits::start(conn, scope, (&id, version.0), on, today),
    )
    .await
}

/// Finish the field work
///
/// The team is back, on a day of the mandate; it goes on with its report.
#[utoipa::path(tag = "visits", operation_id = "finish_visit", params(("id" = String, Path, description = "The visit's id"), ("If-Match" = String, Header, description = "The visit's version, from the ETag", example = "\"1\"")), request_body = VisitFinishInput, responses((status = 200, description = "Finished", body = VisitDetail)), security(("bearer" = ["conduct_visits"])))]
#[post("/visits/{id}/finish")]
pub async fn finish(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<VisitFinishInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let today = app.today();
    changed(
        &app,
        (permit.actor.clone(), permit.scope.clone()),
        move |conn, scope| {
            let (on, conclusion) = (input.on.unwrap_or(today), maybe(input.conclusion));
            visits::finish(conn, scope, (&id, version.0), (on, conclusion.as_deref()), today)
        },
    )
    .await
}

/// Close a visit
///
/// Its report is accepted, by somebody who neither prepared it nor was of the team: both sides have signed, all that
/// must be answered is, and there is a conclusion. Its recommendations go on.
#[utoipa::path(tag = "visits", operation_id = "close_visit", params(("id" = String, Path, description = "The visit's id"), ("If-Match" = String, Header, description = "The visit's version, from the ETag", example = "\"1\"")), request_body = VisitDayInput, responses((status = 200, description = "Closed", body = VisitDetail)), security(("bearer" = ["approve_visits"])))]
#[post("/visits/{id}/closing")]
pub async fn close(
    app: web::Data<App>,
    permit: Permit<ApproveVisits>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<VisitDayInput>,
) -> Answer<HttpResponse> {
    let today = app.today();
    let on = body.0.on.unwrap_or(today);
    changed(
        &app,
        (permit.actor.clone(), permit.scope.clone()),
        move |conn, scope| visits::close(conn, scope, (&id, version.0), on, today),
    )
    .await
}

/// Call a visit off
///
/// Before the team is back, with the reason.
#[utoipa::path(tag = "visits", operation_id = "cancel_visit", params(("id" = String, Path, description = "The visit's id"), ("If-Match" = String, Header, description = "The visit's version, from the ETag", example = "\"1\"")), request_body = VisitCancellationInput, responses((status = 200, description = "Called off", body = VisitDetail)), security(("bearer" = ["approve_visits"])))]
#[post("/visits/{id}/cancellation")]
pub async fn cancel(
    app: web::Data<App>,
    permit: Permit<ApproveVisits>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<VisitCancellationInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    changed(
        &app,
        (permit.actor.clone(), permit.scope.clone()),
        move |conn, scope| {
            visits::own(conn, scope, &id)?;
            let reason = said("/reason", &input.reason)?;
            visits::cancel(conn, scope, (&id, version.0), &reason)
        },
    )
    .await
}

/// Report of a visit
///
/// In the official layout, as PDF, or with the Word type in `Accept` as DOCX: mandate, team, sample, what was seen
/// against the register, answers, findings, recommendations, conclusion, signatures; as far as the caller may see them.
/// What isn't closed is marked as a draft.
#[utoipa::path(tag = "visits", operation_id = "print_visit_report", params(("id" = String, Path, description = "The visit's id")), responses((status = 200, description = "The report", content_type = "application/pdf", body = Vec<u8>)), security(("bearer" = ["view_visits"])))]
#[get("/visits/{id}/report")]
pub async fn report(
    app: web::Data<App>,
    permit: Permit<ViewVisits>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let format = match Format::wanted(&request) {
        Some(Format::Docx) => Format::Docx,
        _ => Format::Pdf,
    };
    let shared = App::clone(&app);
    let paper = app
        .read(move |conn| {
            let visit = visits::get(conn, &permit.scope, &id)?;
            says::report(conn, &shared, &permit.scope, &visit)
        })
        .await?;
    let stem = paper.file_stem.clone();
    // Typesetting takes its time.
    let bytes = web::block(move || match format {
        Format::Docx => giamngheo_papers::docx(&[paper]),
        _ => giamngheo_papers::pdf(&[paper]),
    })
    .await?
    .map_err(|e| Problem::internal(&e))?;
    Ok(attachment(bytes, format, &stem))
}
