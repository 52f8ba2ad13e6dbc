//! Reports: listing them, reading one with its cells, entering cells, comments, versions and what changed.

use actix_web::{HttpResponse, get, post, put, web};
use giamngheo_rules::report::{Act, Content, Plan, difference};
use giamngheo_store::areas;
use giamngheo_store::id::now;
use giamngheo_store::reports::{self, NewComment, Report, ReportFilter, Writing};
use giamngheo_store::{Actor, Conn, Error, FieldError};
use utoipa_actix_web::service_config::ServiceConfig;

use super::access::{allowed, check_level, told, waits};
use super::dto::{
    ChangeView, CommentView, DifferenceView, ReportDetail, ReportView, SheetResult, Shown, VersionView,
};
use super::filling::{Desk, Forms};
use super::inputs::{CellsInput, CommentInput, DifferenceQuery, ReportQuery};
use super::sheet;
use crate::app::App;
use crate::http::auth::{FillReports, JudgeReports, Permit, ViewStatistics};
use crate::http::etag::{IfMatch, etag};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, Problem};

/// Most reports that are looked through for those that wait for the caller.
const MOST: i64 = 5_000;
/// Most of them that are answered.
const MOST_WAITING: usize = 500;

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(get_one)
        .service(put_cells)
        .service(import)
        .service(list_comments)
        .service(add_comment)
        .service(resolve)
        .service(versions)
        .service(differences);
}

/// List reports
///
/// Those of the caller's areas, of the last round first. `mine=true` and `waiting=true` are what a person has to do.
#[utoipa::path(tag = "reports", operation_id = "list_reports", params(ReportQuery), responses((status = 200, description = "A page of reports", body = Page<ReportView>)), security(("bearer" = ["view_statistics"])))]
#[get("/reports")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    query: Params<ReportQuery>,
) -> Answer<web::Json<Page<ReportView>>> {
    let Params(query) = query;
    if let Some(state) = query.unknown_states().next() {
        return Err(Problem::parameter(
            "state",
            format!("không có trạng thái “{state}”"),
            format!("there is no state {state}"),
        ));
    }
    let before: Option<String> = paging::keys(query.after.as_deref())?;
    let shared = App::clone(&app);
    app.read(move |conn| {
        let today = shared.today();
        let scope = match &query.area {
            None => permit.scope.clone(),
            Some(code) => permit.scope.within(&shared.atlas.place(conn, code, today)?.paths),
        };
        let mine = permit.actor.grants.iter().flat_map(|g| g.paths.iter().cloned());
        let filter = ReportFilter {
            round_id: query.round,
            states: query.state,
            units: query.mine.then(|| mine.collect()),
            late_on: query.late.then_some(today),
        };
        let page = if query.waiting {
            let mut all = reports::list(conn, &scope, &filter, None, MOST)?;
            all.retain(|report| waits(&permit.actor, report));
            all.sort_by_key(|report| (std::cmp::Reverse(report.days_late(today)), report.due_on));
            all.truncate(MOST_WAITING);
            Page {
                items: all,
                next: None,
                total: None,
            }
        } else {
            let rows = reports::list(conn, &scope, &filter, before.as_deref(), query.limit + 1)?;
            Page::cut(rows, query.limit, |r| r.id.clone())
        };
        let items = views(conn, &shared, &permit.actor, &page.items)?;
        Ok(web::Json(Page {
            items,
            next: page.next,
            total: None,
        }))
    })
    .await
}

fn views(
    conn: &mut Conn,
    app: &App,
    actor: &Actor,
    reports: &[Report],
) -> giamngheo_store::Result<Vec<ReportView>> {
    let names = app.atlas.names(conn, reports.iter().map(|r| r.area_id.clone()))?;
    let mut forms = Forms::default();
    reports
        .iter()
        .map(|report| {
            let form = forms.get(conn, &report.template, report.template_version)?;
            let (area, acts) = (names.get(&report.area_id), allowed(actor, report));
            Ok(ReportView::new(report, form.reference(), area, acts, app.today()))
        })
        .collect()
}

/// A report with all that it says.
pub fn detail(
    conn: &mut Conn,
    app: &App,
    actor: &Actor,
    report: &Report,
) -> giamngheo_store::Result<ReportDetail> {
    let desk = Desk::of(conn, report)?;
    let plan = desk.plan()?;
    let present = desk.present(conn, &plan, report)?;
    let comments = reports::comments(conn, report)?;
    let acts = allowed(actor, report);
    let shown = Shown {
        plan: &plan,
        decimals: &|code| desk.decimals(code),
        editable: acts.contains(&Act::Fill),
        comments: &comments,
    };
    let sections = plan.template.sections.iter().filter_map(|section| {
        let filled = present.cells.get(&section.code)?;
        Some(shown.section(&section.code, section.required, filled))
    });
    let cells = plan
        .cells
        .iter()
        .filter_map(|cell| Some(shown.cell(cell, present.cells.get(&cell.key)?)));
    let cells = sections.chain(cells).collect();
    let names = app.atlas.names(conn, [report.area_id.clone()])?;
    let view = ReportView::new(
        report,
        desk.form.reference(),
        names.get(&report.area_id),
        acts,
        app.today(),
    );
    Ok(ReportDetail {
        report: view,
        cells,
        as_submitted: present.as_submitted,
        below: present.below,
        empty: plan.empty(&present.cells),
        empty_reason: present.empty_reason,
        comments: comments.into_iter().map(CommentView::from).collect(),
        events: reports::events(conn, report)?
            .into_iter()
            .map(Into::into)
            .collect(),
        template: desk.form.template.clone(),
    })
}

/// The answer with a report and its version.
pub fn answer(detail: ReportDetail) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(etag(detail.report.version))
        .json(detail)
}

/// Read a report
///
/// Its form and all its cells: value, whence it comes, why there is none, what it is computed with, and whether the
/// caller may enter it. While it is filled in, computed cells are worked out now.
#[utoipa::path(tag = "reports", operation_id = "get_report", params(("id" = String, Path, description = "The report's id")), responses((status = 200, description = "The report", body = ReportDetail)), security(("bearer" = ["view_statistics"])))]
#[get("/reports/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let shared = App::clone(&app);
    let detail = app
        .read(move |conn| {
            let report = reports::get(conn, &permit.scope, &id)?;
            detail(conn, &shared, &permit.actor, &report)
        })
        .await?;
    Ok(answer(detail))
}

/// Enter cells
///
/// Of the caller's own unit, up to 500 at once. Where units below report, what is entered is the unit's own part: it is
/// added to theirs.
#[utoipa::path(tag = "reports", operation_id = "put_report_cells", params(("id" = String, Path, description = "The report's id"), ("If-Match" = String, Header, description = "The report's version, from the ETag", example = "\"1\"")), request_body = CellsInput, responses((status = 200, description = "Entered; the report with its cells worked out anew", body = ReportDetail)), security(("bearer" = ["fill_reports"])))]
#[put("/reports/{id}/cells")]
pub async fn put_cells(
    app: web::Data<App>,
    permit: Permit<FillReports>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<CellsInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let shared = App::clone(&app);
    let detail = app
        .write(move |conn| {
            let report = reports::lock(conn, &permit.scope, &id)?;
            let writing = Writing {
                scope: &permit.scope,
                version: Some(version.0),
                today: shared.today(),
                at: now(),
            };
            fill_in(conn, &permit.actor, &writing, &report, &input)
                .map_err(|e| told(&permit.actor, &report, e))?;
            let report = reports::get(conn, &permit.scope, &id)?;
            detail(conn, &shared, &permit.actor, &report)
        })
        .await?;
    Ok(answer(detail))
}

fn fill_in(
    conn: &mut Conn,
    actor: &Actor,
    writing: &Writing,
    report: &Report,
    input: &CellsInput,
) -> giamngheo_store::Result<()> {
    check_level(actor, report, Act::Fill)?;
    writing.check(report, Act::Fill)?;
    let desk = Desk::of(conn, report)?;
    let plan = desk.plan()?;
    let (mut changes, mut faults, mut seen) = (Vec::new(), Vec::new(), std::collections::BTreeSet::new());
    for (i, cell) in input.cells.iter().enumerate() {
        if !seen.insert(cell.cell.as_str()) {
            faults.push(FieldError::new(
                format!("/cells/{i}/cell"),
                "twice",
                "ô này đã có ở trên",
                "the cell stands above already",
            ));
            continue;
        }
        match sheet::change(
            &desk,
            &plan,
            &cell.cell,
            cell.value.as_deref().unwrap_or_default(),
            false,
        ) {
            Ok(change) => changes.push(change),
            Err(fault) => faults.push(FieldError::new(
                format!("/cells/{i}/{}", if fault.of_value { "value" } else { "cell" }),
                fault.code,
                fault.vi,
                fault.en,
            )),
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    reports::put_cells(conn, writing, report, &changes)?;
    Ok(())
}

/// Enter cells from a sheet
///
/// CSV or Excel as `GET /reports/{id}/sheet` gives it: a column with the cells' keys and one with their values. Nothing
/// is entered while anything in it is wrong; what is, is named by row and column.
#[utoipa::path(tag = "reports", operation_id = "import_report_cells", params(("id" = String, Path, description = "The report's id"), ("If-Match" = String, Header, description = "The report's version, from the ETag", example = "\"1\"")), request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"), responses((status = 200, description = "Entered, or what is wrong", body = SheetResult)), security(("bearer" = ["fill_reports"])))]
#[post("/reports/{id}/import")]
pub async fn import(
    app: web::Data<App>,
    permit: Permit<FillReports>,
    id: web::Path<String>,
    version: IfMatch,
    payload: web::Payload,
) -> Answer<web::Json<SheetResult>> {
    let id = id.into_inner();
    {
        // Whose report it is comes before what the file says.
        let (id, permit) = (id.clone(), permit.clone());
        app.read(move |conn| reports::get(conn, &permit.scope, &id))
            .await?;
    }
    let rows = sheet::receive(&app, payload).await?;
    let shared = App::clone(&app);
    app.write(move |conn| {
        let report = reports::lock(conn, &permit.scope, &id)?;
        let writing = Writing {
            scope: &permit.scope,
            version: Some(version.0),
            today: shared.today(),
            at: now(),
        };
        let checked =
            check_level(&permit.actor, &report, Act::Fill).and_then(|()| writing.check(&report, Act::Fill));
        checked.map_err(|e| told(&permit.actor, &report, e))?;
        let desk = Desk::of(conn, &report)?;
        let plan = desk.plan()?;
        let (changes, problems) = sheet::read_cells(&desk, &plan, &rows);
        let saved = problems.is_empty() && !changes.is_empty();
        let version = if saved {
            reports::put_cells(conn, &writing, &report, &changes)?
        } else {
            report.version
        };
        Ok(web::Json(SheetResult {
            saved,
            cells: changes.len(),
            problems,
            version,
        }))
    })
    .await
}

/// Checks the cells that comments name. Errors: the unknown ones, by their pointer.
pub fn checked_comments(
    plan: &Plan,
    comments: Vec<CommentInput>,
    pointer: impl Fn(usize) -> String,
) -> giamngheo_store::Result<Vec<NewComment>> {
    let known = |key: &str| plan.cell(key).is_some() || plan.template.sections.iter().any(|s| s.code == key);
    let mut faults = Vec::new();
    let mut out = Vec::new();
    for (i, comment) in comments.into_iter().enumerate() {
        let cell = comment.cell.filter(|c| !c.is_empty());
        if let Some(cell) = cell.as_deref().filter(|cell| !known(cell)) {
            faults.push(FieldError::new(
                format!("{}/cell", pointer(i)),
                "unknown_cell",
                format!("biểu mẫu không có ô “{cell}”"),
                format!("the form has no cell {cell}"),
            ));
        }
        let content = sheet::tidy_text(&comment.content);
        if content.is_empty() {
            faults.push(FieldError::new(
                format!("{}/content", pointer(i)),
                "missing",
                "chưa có nội dung",
                "it says nothing",
            ));
        }
        out.push(NewComment { cell, content });
    }
    if faults.is_empty() {
        Ok(out)
    } else {
        Err(Error::Invalid(faults))
    }
}

/// List comments
///
/// On a report, the first first.
#[utoipa::path(tag = "reports", operation_id = "list_report_comments", params(("id" = String, Path, description = "The report's id")), responses((status = 200, description = "The comments", body = Vec<CommentView>)), security(("bearer" = ["view_statistics"])))]
#[get("/reports/{id}/comments")]
pub async fn list_comments(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<CommentView>>> {
    app.read(move |conn| {
        let report = reports::get(conn, &permit.scope, &id)?;
        let comments = reports::comments(conn, &report)?;
        Ok(web::Json(comments.into_iter().map(CommentView::from).collect()))
    })
    .await
}

/// Comment on a report
///
/// On a cell, a section or the whole, in any state: by its unit and those above.
#[utoipa::path(tag = "reports", operation_id = "comment_on_report", params(("id" = String, Path, description = "The report's id")), request_body = CommentInput, responses((status = 201, description = "All comments on the report", body = Vec<CommentView>)), security(("bearer" = ["judge_reports"])))]
#[post("/reports/{id}/comments")]
pub async fn add_comment(
    app: web::Data<App>,
    permit: Permit<JudgeReports>,
    id: web::Path<String>,
    body: Body<CommentInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let today = app.today();
    let all: Vec<CommentView> = app
        .write(move |conn| {
            let report = reports::get(conn, &permit.scope, &id)?;
            let desk = Desk::of(conn, &report)?;
            let new = checked_comments(&desk.plan()?, vec![input], |_| String::new())?;
            let writing = Writing {
                scope: &permit.scope,
                version: None,
                today,
                at: now(),
            };
            reports::comment(conn, &writing, &report, &new)?;
            Ok(reports::comments(conn, &report)?
                .into_iter()
                .map(CommentView::from)
                .collect())
        })
        .await?;
    Ok(HttpResponse::Created().json(all))
}

/// Resolve a comment
///
/// By the report's unit and those above.
#[utoipa::path(tag = "reports", operation_id = "resolve_report_comment", params(("id" = String, Path, description = "The report's id"), ("comment" = String, Path, description = "The comment's id")), responses((status = 200, description = "All comments on the report", body = Vec<CommentView>)), security(("bearer" = ["judge_reports"])))]
#[post("/reports/{id}/comments/{comment}/resolution")]
pub async fn resolve(
    app: web::Data<App>,
    permit: Permit<JudgeReports>,
    path: web::Path<(String, String)>,
) -> Answer<web::Json<Vec<CommentView>>> {
    let (id, comment) = path.into_inner();
    let today = app.today();
    app.write(move |conn| {
        let report = reports::get(conn, &permit.scope, &id)?;
        let writing = Writing {
            scope: &permit.scope,
            version: None,
            today,
            at: now(),
        };
        reports::resolve(conn, &writing, &report, &comment)?;
        let comments = reports::comments(conn, &report)?;
        Ok(web::Json(comments.into_iter().map(CommentView::from).collect()))
    })
    .await
}

/// List versions
///
/// Those that were submitted, the last first, with the hash of their JSON file.
#[utoipa::path(tag = "reports", operation_id = "list_report_versions", params(("id" = String, Path, description = "The report's id")), responses((status = 200, description = "The versions", body = Vec<VersionView>)), security(("bearer" = ["view_statistics"])))]
#[get("/reports/{id}/versions")]
pub async fn versions(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<VersionView>>> {
    app.read(move |conn| {
        let report = reports::get(conn, &permit.scope, &id)?;
        let mut out = Vec::new();
        for row in reports::versions(conn, &report)? {
            let content: Content = serde_json::from_str(&row.body)?;
            out.push(VersionView::new(row, content));
        }
        Ok(web::Json(out))
    })
    .await
}

/// What changed between two versions
///
/// The cells that say something else. While a version is filled in, it counts as it stands now.
#[utoipa::path(tag = "reports", operation_id = "get_report_differences", params(("id" = String, Path, description = "The report's id"), DifferenceQuery), responses((status = 200, description = "The differences", body = DifferenceView)), security(("bearer" = ["view_statistics"])))]
#[get("/reports/{id}/differences")]
pub async fn differences(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    id: web::Path<String>,
    query: Params<DifferenceQuery>,
) -> Answer<web::Json<DifferenceView>> {
    let Params(query) = query;
    app.read(move |conn| {
        let report = reports::get(conn, &permit.scope, &id)?;
        let desk = Desk::of(conn, &report)?;
        let plan = desk.plan()?;
        let to = query.to.unwrap_or(report.version_no);
        let from = query.from.unwrap_or((to - 1).max(1));
        let before = desk.version(conn, &plan, &report, Some(from))?;
        let after = desk.version(conn, &plan, &report, Some(to))?;
        let changes = difference(&before.cells, &after.cells);
        Ok(web::Json(DifferenceView {
            from,
            to,
            changes: changes.into_iter().map(|c| ChangeView::new(c, &plan)).collect(),
        }))
    })
    .await
}

/// The unit of a report.
pub fn unit(conn: &mut Conn, report: &Report) -> giamngheo_store::Result<areas::Area> {
    areas::by_id(conn, &report.area_id)?.ok_or(Error::NotFound)
}
