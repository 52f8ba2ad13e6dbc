//! Vouchers: entered, posted or refused by somebody else, turned around, with their files; and sheets of them.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::NaiveDate;
use giamngheo_rules::budget::Kind;
use giamngheo_rules::text::tidy;
use giamngheo_store::access::Role;
use giamngheo_store::budget::{self, Approvers, NewLine, NewVoucher, Pending, Voucher, VoucherFilter};
use giamngheo_store::scope::Actor;
use giamngheo_store::{Conn, Error, Scope, documents};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::dto::{
    BudgetEntryView, BudgetReasonInput, BudgetReversalInput, BudgetVoucherInput, BudgetVoucherQuery,
    BudgetVoucherView,
};
use super::routes::kept_day;
use super::{sheet, unit_at, within};
use crate::app::App;
use crate::framework::sheet::receive;
use crate::http::auth::{ApproveBudget, EnterBudget, Permit, ViewBudget};
use crate::http::etag::etag;
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, Problem, wants_english};
use crate::values::dto::{EvidenceQuery, EvidenceView};

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(enter)
        .service(get_one)
        .service(approve)
        .service(refuse)
        .service(reverse)
        .service(list_entries)
        .service(list_files)
        .service(add_file)
        .service(get_file)
        .service(template)
        .service(import);
}

fn views(conn: &mut Conn, rows: Vec<Voucher>) -> giamngheo_store::Result<Vec<BudgetVoucherView>> {
    let mut lines: BTreeMap<String, Vec<_>> = BTreeMap::new();
    let mut units: Vec<String> = rows.iter().map(|v| v.unit_id.clone()).collect();
    for line in budget::lines_of(conn, &rows)? {
        units.extend(line.other_unit_id.clone());
        lines.entry(line.voucher_id.clone()).or_default().push(line);
    }
    let units = budget::units_by_id(conn, units)?;
    let names = budget::names(conn)?;
    let files = budget::file_counts(conn, &rows)?;
    rows.into_iter()
        .map(|voucher| {
            let own = lines.remove(&voucher.id).unwrap_or_default();
            let count = files.get(&voucher.id).copied().unwrap_or_default();
            BudgetVoucherView::new(voucher, own, &units, &names, count)
        })
        .collect()
}

pub(super) fn view(conn: &mut Conn, voucher: Voucher) -> giamngheo_store::Result<BudgetVoucherView> {
    views(conn, vec![voucher])?.pop().ok_or(Error::NotFound)
}

/// A code of a parameter. Errors: 400 when it is none.
fn kind_of(code: Option<&str>) -> Answer<Option<Kind>> {
    code.map(|code| {
        Kind::from_code(code).ok_or_else(|| {
            Problem::parameter(
                "kind",
                "không có loại chứng từ này",
                "there is no such kind of voucher",
            )
        })
    })
    .transpose()
}

/// List vouchers
///
/// Of the caller's areas, the last day first.
#[utoipa::path(tag = "budget", operation_id = "list_budget_vouchers", params(BudgetVoucherQuery), responses((status = 200, description = "A page of vouchers", body = Page<BudgetVoucherView>)), security(("bearer" = ["view_budget"])))]
#[get("/budget/vouchers")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ViewBudget>,
    query: Params<BudgetVoucherQuery>,
) -> Answer<web::Json<Page<BudgetVoucherView>>> {
    let (Params(query), atlas, today) = (query, app.atlas.clone(), app.today());
    let after: Option<(NaiveDate, String)> = paging::keys(query.after.as_deref())?;
    let kind = kind_of(query.kind.as_deref())?;
    app.read(move |conn| {
        let scope = within(conn, &atlas, &permit.scope, query.area.as_deref(), &[today])?;
        let filter = VoucherFilter {
            year: query.year,
            kind,
            state: query.state,
            line_id: query.line,
            item: query.item,
            q: query.q,
        };
        let rows = budget::vouchers(conn, &scope, &filter, after.as_ref(), query.limit + 1)?;
        let page = Page::cut(rows, query.limit, |v| (v.on_date, v.id.clone()));
        Ok(web::Json(Page {
            items: views(conn, page.items)?,
            next: page.next,
            total: None,
        }))
    })
    .await
}

/// A text without spaces around it; none when nothing is left.
fn said(text: Option<String>) -> Option<String> {
    text.map(|t| tidy(&t)).filter(|t| !t.is_empty())
}

/// What must be said. Errors: nothing but spaces.
pub(super) fn spoken(pointer: &str, text: &str) -> Answer<String> {
    let text = tidy(text);
    if text.is_empty() {
        return Err(Problem::field(
            pointer,
            "length",
            "cần ghi nội dung",
            "say something",
        ));
    }
    Ok(text)
}

/// What a body says, with the units it names looked up. Errors: 422 naming the fields.
fn understood(
    conn: &mut Conn,
    scope: &Scope,
    actor: &Actor,
    input: BudgetVoucherInput,
) -> giamngheo_store::Result<NewVoucher> {
    let unit = unit_at(conn, scope, "/unit", &input.unit, input.on_date)?;
    let document_id = said(input.document_id);
    if let Some(document) = &document_id {
        documents::get(conn, actor, document).map_err(|e| match e {
            Error::NotFound => Error::field(
                "/document_id",
                "unknown",
                "không có văn bản này",
                "there is no such document",
            ),
            other => other,
        })?;
    }
    let mut lines = Vec::with_capacity(input.lines.len());
    for (i, line) in input.lines.into_iter().enumerate() {
        let to_unit = match said(line.to_unit) {
            Some(code) => Some(unit_at(
                conn,
                scope,
                &format!("/lines/{i}/to_unit"),
                &code,
                input.on_date,
            )?),
            None => None,
        };
        lines.push(NewLine {
            item: line.item,
            capital: line.capital,
            source: line.source,
            to_unit,
            to_item: said(line.to_item),
            amount_vnd: line.amount_vnd,
            commitment_id: said(line.commitment_id),
            advance_id: said(line.advance_id),
        });
    }
    Ok(NewVoucher {
        kind: input.kind,
        number: tidy(&input.number),
        on_date: input.on_date,
        year: input.year,
        unit,
        document_id,
        payee: said(input.payee),
        purpose: input.purpose,
        lines,
    })
}

/// Enter a voucher
///
/// By finance of the unit or of one above. It is checked as if it were posted, and waits for somebody else to post it.
#[utoipa::path(tag = "budget", operation_id = "enter_budget_voucher", request_body = BudgetVoucherInput, responses((status = 201, description = "Entered", body = BudgetVoucherView)), security(("bearer" = ["enter_budget"])))]
#[post("/budget/vouchers")]
pub async fn enter(
    app: web::Data<App>,
    permit: Permit<EnterBudget>,
    body: Body<BudgetVoucherInput>,
) -> Answer<HttpResponse> {
    let mut input = body.0;
    kept_day("/on_date", input.on_date)?;
    input.purpose = spoken("/purpose", &input.purpose)?;
    input.number = spoken("/number", &input.number)?;
    let today = app.today();
    let voucher = app
        .write(move |conn| {
            let new = understood(conn, &permit.scope, &permit.actor, input)?;
            let voucher = budget::enter(conn, &permit.scope, &new, today, &mut Pending::new())?;
            view(conn, voucher)
        })
        .await?;
    Ok(HttpResponse::Created()
        .insert_header(etag(voucher.version))
        .json(voucher))
}

/// Read a voucher
///
/// With its lines, and who did what.
#[utoipa::path(tag = "budget", operation_id = "get_budget_voucher", params(("id" = String, Path, description = "The voucher's id")), responses((status = 200, description = "The voucher", body = BudgetVoucherView)), security(("bearer" = ["view_budget"])))]
#[get("/budget/vouchers/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ViewBudget>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let voucher = app
        .read(move |conn| {
            let voucher = budget::voucher(conn, &permit.scope, &id)?;
            view(conn, voucher)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(voucher.version))
        .json(voucher))
}

/// Where an actor judges vouchers: as an approver, and in finance of units below.
pub(super) struct Judging {
    approver: Option<Scope>,
    finance: Option<Scope>,
}

impl Judging {
    pub(super) fn of(actor: &Actor) -> Self {
        Self {
            approver: actor.scope_as(Role::Approver),
            finance: actor.scope_as(Role::Finance),
        }
    }

    pub(super) fn approvers(&self) -> Approvers<'_> {
        Approvers {
            approver: self.approver.as_ref(),
            finance: self.finance.as_ref(),
        }
    }
}

/// Post a voucher
///
/// By the unit's approver, or finance of a unit above; never who entered it.
#[utoipa::path(tag = "budget", operation_id = "approve_budget_voucher", params(("id" = String, Path, description = "The voucher's id")), responses((status = 200, description = "Posted", body = BudgetVoucherView)), security(("bearer" = ["approve_budget"])))]
#[post("/budget/vouchers/{id}/approval")]
pub async fn approve(
    app: web::Data<App>,
    permit: Permit<ApproveBudget>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let judging = Judging::of(&permit.actor);
    let voucher = app
        .write(move |conn| {
            let voucher = budget::approve(conn, &permit.scope, judging.approvers(), &id)?;
            view(conn, voucher)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(voucher.version))
        .json(voucher))
}

/// Refuse a voucher
///
/// One that waits, with the reason; its number is free again.
#[utoipa::path(tag = "budget", operation_id = "refuse_budget_voucher", params(("id" = String, Path, description = "The voucher's id")), request_body = BudgetReasonInput, responses((status = 200, description = "Refused", body = BudgetVoucherView)), security(("bearer" = ["approve_budget"])))]
#[post("/budget/vouchers/{id}/refusal")]
pub async fn refuse(
    app: web::Data<App>,
    permit: Permit<ApproveBudget>,
    id: web::Path<String>,
    body: Body<BudgetReasonInput>,
) -> Answer<HttpResponse> {
    let reason = spoken("/reason", &body.0.reason)?;
    let judging = Judging::of(&permit.actor);
    let voucher = app
        .write(move |conn| {
            let voucher = budget::refuse(conn, &permit.scope, judging.approvers(), &id, &reason)?;
            view(conn, voucher)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(voucher.version))
        .json(voucher))
}

/// Turn a voucher around
///
/// Enters a voucher of its own with the counter-entries of a posted one; it waits for somebody else to post it.
#[utoipa::path(tag = "budget", operation_id = "reverse_budget_voucher", params(("id" = String, Path, description = "The posted voucher's id")), request_body = BudgetReversalInput, responses((status = 201, description = "Entered", body = BudgetVoucherView)), security(("bearer" = ["enter_budget"])))]
#[post("/budget/vouchers/{id}/reversal")]
pub async fn reverse(
    app: web::Data<App>,
    permit: Permit<EnterBudget>,
    id: web::Path<String>,
    body: Body<BudgetReversalInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let on = kept_day("/on_date", input.on_date)?;
    let (number, reason) = (
        spoken("/number", &input.number)?,
        spoken("/reason", &input.reason)?,
    );
    let today = app.today();
    let voucher = app
        .write(move |conn| {
            let voucher = budget::reverse(conn, &permit.scope, &id, (&number, on, &reason), today)?;
            view(conn, voucher)
        })
        .await?;
    Ok(HttpResponse::Created()
        .insert_header(etag(voucher.version))
        .json(voucher))
}

/// List a voucher's postings
///
/// The entries it made in the double-entry ledger, in their order; none while it waits, or where it was refused.
#[utoipa::path(tag = "budget", operation_id = "list_budget_voucher_entries", params(("id" = String, Path, description = "The voucher's id")), responses((status = 200, description = "The entries", body = Vec<BudgetEntryView>)), security(("bearer" = ["view_budget"])))]
#[get("/budget/vouchers/{id}/entries")]
pub async fn list_entries(
    app: web::Data<App>,
    permit: Permit<ViewBudget>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<BudgetEntryView>>> {
    app.read(move |conn| {
        let entries = budget::entries(conn, &permit.scope, &id)?;
        let units = budget::units_by_id(conn, entries.iter().map(|e| e.unit_id.clone()))?;
        let names = budget::names(conn)?;
        let views = entries
            .into_iter()
            .map(|entry| BudgetEntryView::new(entry, &units, &names));
        Ok(web::Json(views.collect::<giamngheo_store::Result<_>>()?))
    })
    .await
}

/// List a voucher's files
///
/// In the order they came.
#[utoipa::path(tag = "budget", operation_id = "list_budget_voucher_files", params(("id" = String, Path, description = "The voucher's id")), responses((status = 200, description = "The files", body = Vec<EvidenceView>)), security(("bearer" = ["view_budget"])))]
#[get("/budget/vouchers/{id}/files")]
pub async fn list_files(
    app: web::Data<App>,
    permit: Permit<ViewBudget>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<EvidenceView>>> {
    app.read(move |conn| {
        let files = budget::files(conn, &permit.scope, &id)?;
        Ok(web::Json(files.into_iter().map(EvidenceView::from).collect()))
    })
    .await
}

/// Add a file to a voucher
///
/// While it waits. The body is the file itself, known by its content, up to 20 MB, at most 20 files.
#[utoipa::path(tag = "budget", operation_id = "add_budget_voucher_file", params(("id" = String, Path, description = "The voucher's id"), EvidenceQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"), responses((status = 201, description = "Added", body = EvidenceView)), security(("bearer" = ["enter_budget"])))]
#[post("/budget/vouchers/{id}/files")]
pub async fn add_file(
    app: web::Data<App>,
    permit: Permit<EnterBudget>,
    id: web::Path<String>,
    query: Params<EvidenceQuery>,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let id = id.into_inner();
    // Before a large file is read.
    let (scope, asked) = (permit.scope.clone(), id.clone());
    app.read(move |conn| budget::takes_files(conn, &scope, &asked))
        .await?;
    let new = app.attachments.keep(&query.0.filename, payload).await?;
    let file = app
        .write(move |conn| budget::add_file(conn, &permit.scope, &id, &new))
        .await?;
    Ok(HttpResponse::Created().json(EvidenceView::from(file)))
}

/// Download a voucher's file
///
/// As it was sent.
#[utoipa::path(tag = "budget", operation_id = "get_budget_voucher_file", params(("id" = String, Path, description = "The voucher's id"), ("file" = String, Path, description = "The file's id")), responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream")), security(("bearer" = ["view_budget"])))]
#[get("/budget/vouchers/{id}/files/{file}")]
pub async fn get_file(
    app: web::Data<App>,
    permit: Permit<ViewBudget>,
    path: web::Path<(String, String)>,
) -> Answer<HttpResponse> {
    let (id, file) = path.into_inner();
    let file = app
        .read(move |conn| budget::file(conn, &permit.scope, &id, &file))
        .await?;
    app.attachments.send(&file).await
}

/// Which sheet.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BudgetTemplateQuery {
    /// What it is of: allocation or disbursement.
    #[param(inline, example = "allocation")]
    pub kind: sheet::SheetKind,
}

/// How a sheet is taken.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BudgetImportQuery {
    /// What it is of: allocation or disbursement.
    #[param(inline, example = "allocation")]
    pub kind: sheet::SheetKind,
    /// The fiscal year of its money.
    #[validate(range(min = 1900, max = 2100))]
    #[param(example = 2026, minimum = 1900, maximum = 2100)]
    pub year: i32,
    /// Only tell what would be entered.
    #[serde(default)]
    pub dry_run: bool,
}

/// The empty sheet
///
/// Of allocation decisions or of the treasury's disbursements, with a row of codes below the titles and an example.
#[utoipa::path(tag = "budget", operation_id = "get_budget_import_template", params(BudgetTemplateQuery), responses((status = 200, description = "The sheet", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")), security(("bearer" = ["view_budget"])))]
#[get("/budget/imports/template")]
pub async fn template(
    _permit: Permit<ViewBudget>,
    query: Params<BudgetTemplateQuery>,
) -> Answer<HttpResponse> {
    let kind = query.0.kind;
    let bytes = web::block(move || sheet::template(kind))
        .await?
        .map_err(|e| Problem::internal(&e))?;
    Ok(HttpResponse::Ok()
        .content_type(crate::households::XLSX)
        .insert_header((
            actix_web::http::header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"mau-{}.xlsx\"", kind.file_stem()),
        ))
        .body(bytes))
}

/// A cell that can't be taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetSheetError {
    /// The row, as Excel counts.
    pub row: u32,
    /// Excel's letter of the column; empty where it is the whole row.
    pub column: String,
    /// Why, for programs.
    pub code: String,
    /// Why, in the reader's language.
    pub detail: String,
}

/// What a sheet makes.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetImportView {
    /// Whether it was kept.
    pub kept: bool,
    /// Rows with something to enter.
    pub rows: usize,
    /// Their sum.
    pub total_vnd: i64,
    /// Vouchers that are there already as the sheet has them.
    pub same: usize,
    /// What can't be taken; while there is one, nothing is kept.
    pub errors: Vec<BudgetSheetError>,
    /// The vouchers, entered and waiting (or as they would be).
    pub vouchers: Vec<BudgetVoucherView>,
}

/// Take a sheet of vouchers
///
/// Allocation decisions or the treasury's disbursements as Excel or CSV, in the columns of the template. Rows of one unit
/// and number are one voucher. All of it is entered, to be posted by somebody else, or nothing; a voucher that is there
/// already with the same amount is left alone. Where the last row is a total, it must be the sum of the rows.
#[utoipa::path(tag = "budget", operation_id = "import_budget_vouchers", params(BudgetImportQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The sheet"), responses((status = 200, description = "What was entered, or would be, or why not", body = BudgetImportView)), security(("bearer" = ["enter_budget"])))]
#[post("/budget/imports")]
pub async fn import(
    app: web::Data<App>,
    permit: Permit<EnterBudget>,
    request: HttpRequest,
    query: Params<BudgetImportQuery>,
    payload: web::Payload,
) -> Answer<web::Json<BudgetImportView>> {
    let Params(query) = query;
    let english = wants_english(&request);
    let rows = receive(&app, payload).await?;
    let (db, today) = (app.db.clone(), app.today());
    let view = web::block(move || {
        let mut out = None;
        let kept = db.write(|conn| {
            let mut found = sheet::enter(conn, &permit.scope, (query.kind, query.year), &rows, today)?;
            let vouchers = views(conn, std::mem::take(&mut found.vouchers))?;
            let keep = found.errors.is_empty() && !query.dry_run;
            out = Some(BudgetImportView {
                kept: keep,
                rows: found.rows,
                total_vnd: found.total_vnd,
                same: found.same,
                errors: found.errors.into_iter().map(|e| e.told(english)).collect(),
                vouchers,
            });
            // What isn't to be kept is undone.
            if keep { Ok(()) } else { Err(Error::NotFound) }
        });
        match (kept, out) {
            (Ok(()) | Err(Error::NotFound), Some(view)) => Ok(view),
            (Err(e), _) => Err(e),
            (Ok(()), None) => Err(Error::NotFound),
        }
    })
    .await??;
    Ok(web::Json(view))
}
