//! Settling a unit's year.

use actix_web::{HttpResponse, get, post, put, web};
use giamngheo_store::budget::{self, Settlement};
use giamngheo_store::{Conn, Error};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::{
    BudgetApprovedInput, BudgetReasonInput, BudgetSettlementInput, BudgetSettlementQuery,
    BudgetSettlementView,
};
use super::vouchers::{Judging, spoken};
use super::{days_of, unit_at, within};
use crate::app::App;
use crate::http::auth::{ApproveBudget, EnterBudget, Permit, ViewBudget};
use crate::http::etag::{IfMatch, etag};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::Answer;

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(draw_up)
        .service(get_one)
        .service(put_approved)
        .service(submit)
        .service(approve)
        .service(send_back);
}

fn views(conn: &mut Conn, rows: Vec<Settlement>) -> giamngheo_store::Result<Vec<BudgetSettlementView>> {
    let mut lines = budget::settlement_lines(conn, &rows)?;
    let units = budget::units_by_id(conn, rows.iter().map(|s| s.unit_id.clone()))?;
    let names = budget::names(conn)?;
    Ok(rows
        .into_iter()
        .map(|settlement| {
            let own = lines
                .extract_if(.., |l| l.settlement_id == settlement.id)
                .collect();
            BudgetSettlementView::new(settlement, own, &units, &names)
        })
        .collect())
}

fn view(conn: &mut Conn, settlement: Settlement) -> giamngheo_store::Result<BudgetSettlementView> {
    views(conn, vec![settlement])?.pop().ok_or(Error::NotFound)
}

fn answer(view: BudgetSettlementView) -> HttpResponse {
    HttpResponse::Ok().insert_header(etag(view.version)).json(view)
}

/// List settlements
///
/// Of the caller's areas, the last year first.
#[utoipa::path(tag = "budget", operation_id = "list_budget_settlements", params(BudgetSettlementQuery), responses((status = 200, description = "A page of settlements", body = Page<BudgetSettlementView>)), security(("bearer" = ["view_budget"])))]
#[get("/budget/settlements")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ViewBudget>,
    query: Params<BudgetSettlementQuery>,
) -> Answer<web::Json<Page<BudgetSettlementView>>> {
    let (Params(query), atlas, today) = (query, app.atlas.clone(), app.today());
    let after: Option<(i64, String)> = paging::keys(query.after.as_deref())?;
    app.read(move |conn| {
        let scope = within(conn, &atlas, &permit.scope, query.area.as_deref(), &[today])?;
        let rows = budget::settlements(conn, &scope, query.year, after.as_ref(), query.limit + 1)?;
        let page = Page::cut(rows, query.limit, |s| (s.year, s.id.clone()));
        Ok(web::Json(Page {
            items: views(conn, page.items)?,
            next: page.next,
            total: None,
        }))
    })
    .await
}

/// Draw up a settlement
///
/// Of a unit's year, from its lines: all that was disbursed, for approval.
#[utoipa::path(tag = "budget", operation_id = "draw_up_budget_settlement", request_body = BudgetSettlementInput, responses((status = 201, description = "Drawn up", body = BudgetSettlementView)), security(("bearer" = ["enter_budget"])))]
#[post("/budget/settlements")]
pub async fn draw_up(
    app: web::Data<App>,
    permit: Permit<EnterBudget>,
    body: Body<BudgetSettlementInput>,
) -> Answer<HttpResponse> {
    let (Body(input), today) = (body, app.today());
    let settlement = app
        .write(move |conn| {
            let on = days_of(input.year, today)[0];
            let unit = unit_at(conn, &permit.scope, "/unit", &input.unit, on)?;
            let settlement = budget::draw_up(conn, &permit.scope, &unit, i64::from(input.year), today)?;
            view(conn, settlement)
        })
        .await?;
    Ok(HttpResponse::Created()
        .insert_header(etag(settlement.version))
        .json(settlement))
}

/// Read a settlement
///
/// With its lines.
#[utoipa::path(tag = "budget", operation_id = "get_budget_settlement", params(("id" = String, Path, description = "The settlement's id")), responses((status = 200, description = "The settlement", body = BudgetSettlementView)), security(("bearer" = ["view_budget"])))]
#[get("/budget/settlements/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ViewBudget>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let found = app
        .read(move |conn| {
            let settlement = budget::settlement(conn, &permit.scope, &id)?;
            view(conn, settlement)
        })
        .await?;
    Ok(answer(found))
}

/// Say what shall be approved
///
/// While it is drawn up, or after it was sent back: takes the books' sums anew, with what is approved of some lines.
#[utoipa::path(tag = "budget", operation_id = "put_budget_settlement", params(("id" = String, Path, description = "The settlement's id"), ("If-Match" = String, Header, description = "The version being changed, from the ETag", example = "\"1\"")), request_body = BudgetApprovedInput, responses((status = 200, description = "Kept", body = BudgetSettlementView)), security(("bearer" = ["enter_budget"])))]
#[put("/budget/settlements/{id}")]
pub async fn put_approved(
    app: web::Data<App>,
    permit: Permit<EnterBudget>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<BudgetApprovedInput>,
) -> Answer<HttpResponse> {
    let approved: Vec<(String, i64)> = body
        .0
        .lines
        .into_iter()
        .map(|l| (l.line_id, l.approved_vnd))
        .collect();
    let found = app
        .write(move |conn| {
            let settlement = budget::put_settlement(conn, &permit.scope, (&id, if_match.0), &approved)?;
            view(conn, settlement)
        })
        .await?;
    Ok(answer(found))
}

/// Submit a settlement
///
/// When no voucher of the year waits and nothing is owed any more.
#[utoipa::path(tag = "budget", operation_id = "submit_budget_settlement", params(("id" = String, Path, description = "The settlement's id"), ("If-Match" = String, Header, description = "The version being submitted, from the ETag", example = "\"1\"")), responses((status = 200, description = "Submitted", body = BudgetSettlementView)), security(("bearer" = ["enter_budget"])))]
#[post("/budget/settlements/{id}/submission")]
pub async fn submit(
    app: web::Data<App>,
    permit: Permit<EnterBudget>,
    id: web::Path<String>,
    if_match: IfMatch,
) -> Answer<HttpResponse> {
    let found = app
        .write(move |conn| {
            let settlement = budget::submit_settlement(conn, &permit.scope, (&id, if_match.0))?;
            view(conn, settlement)
        })
        .await?;
    Ok(answer(found))
}

/// Approve a settlement
///
/// By the unit's approver, or finance of a unit above; never who submitted it. What isn't approved comes back, what is
/// approved is settled, what is left is returned, and the unit's book of the year is closed.
#[utoipa::path(tag = "budget", operation_id = "approve_budget_settlement", params(("id" = String, Path, description = "The settlement's id"), ("If-Match" = String, Header, description = "The version being approved, from the ETag", example = "\"1\"")), responses((status = 200, description = "Approved", body = BudgetSettlementView)), security(("bearer" = ["approve_budget"])))]
#[post("/budget/settlements/{id}/approval")]
pub async fn approve(
    app: web::Data<App>,
    permit: Permit<ApproveBudget>,
    id: web::Path<String>,
    if_match: IfMatch,
) -> Answer<HttpResponse> {
    let (judging, today) = (Judging::of(&permit.actor), app.today());
    let found = app
        .write(move |conn| {
            let at = (id.as_str(), if_match.0);
            let settlement = budget::approve_settlement(conn, &permit.scope, judging.approvers(), at, today)?;
            view(conn, settlement)
        })
        .await?;
    Ok(answer(found))
}

/// Send a settlement back
///
/// With the reason, to be drawn up anew.
#[utoipa::path(tag = "budget", operation_id = "return_budget_settlement", params(("id" = String, Path, description = "The settlement's id"), ("If-Match" = String, Header, description = "The version being sent back, from the ETag", example = "\"1\"")), request_body = BudgetReasonInput, responses((status = 200, description = "Sent back", body = BudgetSettlementView)), security(("bearer" = ["approve_budget"])))]
#[post("/budget/settlements/{id}/return")]
pub async fn send_back(
    app: web::Data<App>,
    permit: Permit<ApproveBudget>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<BudgetReasonInput>,
) -> Answer<HttpResponse> {
    let reason = spoken("/reason", &body.0.reason)?;
    let judging = Judging::of(&permit.actor);
    let found = app
        .write(move |conn| {
            let at = (id.as_str(), if_match.0);
            let settlement =
                budget::return_settlement(conn, &permit.scope, judging.approvers(), at, &reason)?;
            view(conn, settlement)
        })
        .await?;
    Ok(answer(found))
}
