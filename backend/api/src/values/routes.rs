//! Entering figures, and their way to being locked: checked, approved, with comments and evidence; and targets.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use actix_web::{HttpResponse, delete, get, post, put, web};
use chrono::NaiveDate;
use giamngheo_rules::framework::Indicator;
use giamngheo_rules::period::Period;
use giamngheo_store::access::Role;
use giamngheo_store::areas::{self, Area};
use giamngheo_store::targets::{self, NewTarget, Target};
use giamngheo_store::values::{self, Act, Filter, NewValue, Refusal, State, Value};
use giamngheo_store::{Conn, Error, FieldError, Scope};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::{
    BatchInput, CommentQuery, EvidenceQuery, EvidenceView, IndicatorTargetInput, IndicatorTargetView,
    IndicatorValueInput, IndicatorValueView, TargetQuery, ValueActInput, ValueCommentInput, ValueCommentView,
    ValueQuery, said,
};
use crate::app::App;
use crate::areas::atlas::Atlas;
use crate::http::auth::{
    ApproveValues, CheckValues, EnterValues, Permit, Permitted, SetTargets, ViewStatistics,
};
use crate::http::etag::{IfMatch, IfMatchWhenThere, etag};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, Problem};

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(enter)
        .service(enter_batch)
        .service(get_one)
        .service(check)
        .service(approve)
        .service(send_back)
        .service(lock)
        .service(list_comments)
        .service(add_comment)
        .service(list_evidence)
        .service(add_evidence)
        .service(get_evidence)
        .service(remove_evidence)
        .service(list_targets)
        .service(set_target);
}

/// Figures as they are shown.
fn views(
    conn: &mut Conn,
    atlas: &Atlas,
    rows: Vec<Value>,
) -> giamngheo_store::Result<Vec<IndicatorValueView>> {
    let names = atlas.names(conn, rows.iter().map(|v| v.area_id.clone()))?;
    let files = values::file_counts(conn, &rows)?;
    let mut known = Indicators::default();
    rows.into_iter()
        .map(|value| {
            let period = value.period()?;
            let count = files.get(&value.id).copied().unwrap_or_default();
            let (area, indicator) = (
                names.get(&value.area_id),
                known.get(conn, period, &value.indicator)?,
            );
            IndicatorValueView::new(value, area, indicator, count)
        })
        .collect()
}

fn view(conn: &mut Conn, atlas: &Atlas, value: Value) -> giamngheo_store::Result<IndicatorValueView> {
    views(conn, atlas, vec![value])?.pop().ok_or(Error::NotFound)
}

/// Indicators as they hold at the end of periods, each period looked up once.
#[derive(Default)]
struct Indicators(HashMap<NaiveDate, HashMap<String, Indicator>>);

impl Indicators {
    fn get(
        &mut self,
        conn: &mut Conn,
        period: Period,
        code: &str,
    ) -> giamngheo_store::Result<Option<&Indicator>> {
        let all = match self.0.entry(period.last_day()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(values::indicators(conn, period)?),
        };
        Ok(all.get(code))
    }
}

/// The unit of a code at the end of a period, or today while it runs. Errors: `/area` is unknown.
fn unit(conn: &mut Conn, code: &str, period: Period, today: NaiveDate) -> giamngheo_store::Result<Area> {
    let unknown = || {
        Error::field(
            "/area",
            "unknown",
            "không có địa bàn này vào cuối kỳ",
            "there is no such area at the end of the period",
        )
    };
    let day = period.last_day().min(today);
    let area = areas::find(conn, code, day).map_err(|e| match e {
        Error::NotFound => unknown(),
        other => other,
    })?;
    // An id names a unit of any time.
    if !area.lives_on(day) {
        return Err(unknown());
    }
    Ok(area)
}

/// The part of a scope that lies in the area asked for.
fn within(
    conn: &mut Conn,
    atlas: &Atlas,
    scope: &Scope,
    area: Option<&str>,
    on: NaiveDate,
) -> giamngheo_store::Result<Scope> {
    Ok(match area {
        None => scope.clone(),
        Some(code) => scope.within(&atlas.place(conn, code, on)?.paths),
    })
}

fn period(text: Option<&str>) -> Answer<Option<Period>> {
    text.map(|code| {
        Period::from_code(code).ok_or_else(|| {
            Problem::parameter(
                "period",
                "không phải là kỳ như 2026, 2026-S1, 2026-Q3, 2026-M07",
                "no period such as 2026, 2026-S1, 2026-Q3, 2026-M07",
            )
        })
    })
    .transpose()
}

/// List entered figures
///
/// Of the caller's areas, the last period first, then by area and indicator.
#[utoipa::path(tag = "indicators", operation_id = "list_indicator_values", params(ValueQuery), responses((status = 200, description = "A page of figures", body = Page<IndicatorValueView>)), security(("bearer" = ["view_statistics"])))]
#[get("/indicator-values")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    query: Params<ValueQuery>,
) -> Answer<web::Json<Page<IndicatorValueView>>> {
    let Params(query) = query;
    let after: Option<(String, String, String)> = paging::keys(query.after.as_deref())?;
    let period = period(query.period.as_deref())?;
    let state = match query.state.as_deref() {
        None => None,
        Some(code) => Some(State::from_code(code).ok_or_else(|| {
            Problem::parameter(
                "state",
                "chỉ nhận entered, checked, approved hoặc locked",
                "state is entered, checked, approved or locked",
            )
        })?),
    };
    let (atlas, today) = (app.atlas.clone(), app.today());
    app.read(move |conn| {
        let on = period.map_or(today, |p| p.last_day().min(today));
        let scope = within(conn, &atlas, &permit.scope, query.area.as_deref(), on)?;
        let filter = Filter {
            indicator: query.indicator,
            period,
            state,
        };
        let rows = values::list(conn, &scope, &filter, after.as_ref(), query.limit + 1)?;
        let page = Page::cut(rows, query.limit, |v| {
            (v.period.clone(), v.path.clone(), v.indicator.clone())
        });
        Ok(web::Json(Page {
            items: views(conn, &atlas, page.items)?,
            next: page.next,
            total: None,
        }))
    })
    .await
}

/// Enter a figure
///
/// Of a unit of the indicator's level: by the unit itself, or by one above in its name. What can't be is refused; what
/// is unlikely is kept with a flag. One that is there already is changed (with If-Match) and must be checked again;
/// what is approved or locked stays.
#[utoipa::path(tag = "indicators", operation_id = "enter_indicator_value", params(("If-Match" = Option<String>, Header, description = "The version being changed, when the figure is there already", example = "\"1\"")), request_body = IndicatorValueInput, responses((status = 200, description = "Changed", body = IndicatorValueView), (status = 201, description = "Entered", body = IndicatorValueView)), security(("bearer" = ["enter_values"])))]
#[put("/indicator-values")]
pub async fn enter(
    app: web::Data<App>,
    permit: Permit<EnterValues>,
    if_match: IfMatchWhenThere,
    body: Body<IndicatorValueInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (atlas, today) = (app.atlas.clone(), app.today());
    let value = app
        .write(move |conn| {
            let area = unit(conn, &input.area, input.period, today)?;
            let new = NewValue {
                indicator: input.indicator,
                numerator: input.numerator.text(),
                denominator: input.denominator.map(|d| d.text()),
                note: said(input.note),
                version: if_match.0,
            };
            let entered = values::enter(conn, &permit.scope, &area, input.period, &[new], today)?;
            let mut entered =
                entered.map_err(|mut refused| refused.pop().map_or(Error::NotFound, |(_, why)| why))?;
            view(conn, &atlas, entered.pop().ok_or(Error::NotFound)?)
        })
        .await?;
    let mut answer = if value.version == 1 {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(answer.insert_header(etag(value.version)).json(value))
}

/// Why figures of a sheet were refused, each at its place in it.
fn named(refused: Vec<Refusal>) -> Error {
    let mut out = Vec::new();
    for (i, why) in refused {
        let mut at = |place: &str, code, vi: String, en: String| {
            out.push(FieldError::new(format!("/values/{i}{place}"), code, vi, en));
        };
        match why {
            Error::Invalid(fields) => {
                for field in fields {
                    match field.pointer.as_str() {
                        // The sheet's own: said once.
                        "/area" if field.code == "outside_area" => out.push(field),
                        // An indicator that doesn't fit the sheet's unit or period.
                        "/area" | "/period" => {
                            out.push(FieldError::new(
                                format!("/values/{i}/indicator"),
                                field.code,
                                field.vi,
                                field.en,
                            ));
                        }
                        place => {
                            out.push(FieldError::new(
                                format!("/values/{i}{place}"),
                                field.code,
                                field.vi,
                                field.en,
                            ));
                        }
                    }
                }
            }
            Error::Stale { current } => at(
                "/version",
                "stale",
                format!("người khác đã sửa, phiên bản nay là {current}"),
                format!("somebody changed it, the version is {current} now"),
            ),
            Error::Unconditional { current } => at(
                "/version",
                "missing",
                format!("đã có số liệu, cần gửi phiên bản ({current})"),
                format!("it is there already, send its version ({current})"),
            ),
            Error::Refused { code, vi, en, .. } => at("", code, vi, en),
            other => return other,
        }
    }
    Error::Invalid(out)
}

/// Enter a sheet of figures
///
/// Of one unit and period, all of them or none; each that is refused is named by its place. One that is there already
/// is changed, by its version.
#[utoipa::path(tag = "indicators", operation_id = "enter_indicator_values", request_body = BatchInput, responses((status = 200, description = "Entered, in the order they came", body = Vec<IndicatorValueView>)), security(("bearer" = ["enter_values"])))]
#[post("/indicator-values/batch")]
pub async fn enter_batch(
    app: web::Data<App>,
    permit: Permit<EnterValues>,
    body: Body<BatchInput>,
) -> Answer<web::Json<Vec<IndicatorValueView>>> {
    let Body(input) = body;
    let (atlas, today) = (app.atlas.clone(), app.today());
    app.write(move |conn| {
        let area = unit(conn, &input.area, input.period, today)?;
        let new: Vec<NewValue> = input
            .values
            .into_iter()
            .map(super::dto::BatchValueInput::new_value)
            .collect();
        let entered = values::enter(conn, &permit.scope, &area, input.period, &new, today)?.map_err(named)?;
        views(conn, &atlas, entered).map(web::Json)
    })
    .await
}

/// Read an entered figure
///
/// With what is to be asked about it, and who did what.
#[utoipa::path(tag = "indicators", operation_id = "get_indicator_value", params(("id" = String, Path, description = "The figure's id")), responses((status = 200, description = "The figure", body = IndicatorValueView)), security(("bearer" = ["view_statistics"])))]
#[get("/indicator-values/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let atlas = app.atlas.clone();
    let value = app
        .read(move |conn| {
            let value = values::get(conn, &permit.scope, &id)?;
            view(conn, &atlas, value)
        })
        .await?;
    Ok(HttpResponse::Ok().insert_header(etag(value.version)).json(value))
}

/// Goes on with a figure.
async fn go_on<A: Permitted>(
    app: &App,
    permit: Permit<A>,
    id: web::Path<String>,
    version: IfMatch,
    act: Act,
    comment: Option<String>,
) -> Answer<HttpResponse> {
    let atlas = app.atlas.clone();
    let value = app
        .write(move |conn| {
            let approver = permit.actor.scope_as(Role::Approver);
            let at = (id.as_str(), version.0);
            let value = values::go_on(
                conn,
                &permit.scope,
                approver.as_ref(),
                at,
                act,
                comment.as_deref(),
            )?;
            view(conn, &atlas, value)
        })
        .await?;
    Ok(HttpResponse::Ok().insert_header(etag(value.version)).json(value))
}

/// Check a figure
///
/// By another person than who entered it.
#[utoipa::path(tag = "indicators", operation_id = "check_indicator_value", params(("id" = String, Path, description = "The figure's id"), ("If-Match" = String, Header, description = "The version being checked, from the ETag", example = "\"1\"")), request_body = ValueActInput, responses((status = 200, description = "Checked", body = IndicatorValueView)), security(("bearer" = ["check_values"])))]
#[post("/indicator-values/{id}/checking")]
pub async fn check(
    app: web::Data<App>,
    permit: Permit<CheckValues>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<ValueActInput>,
) -> Answer<HttpResponse> {
    go_on(&app, permit, id, if_match, Act::Check, said(body.0.comment)).await
}

/// Approve a figure
///
/// One that was checked, by another person than who entered it: the unit's approver, or an officer or approver of a unit
/// above.
#[utoipa::path(tag = "indicators", operation_id = "approve_indicator_value", params(("id" = String, Path, description = "The figure's id"), ("If-Match" = String, Header, description = "The version being approved, from the ETag", example = "\"1\"")), request_body = ValueActInput, responses((status = 200, description = "Approved", body = IndicatorValueView)), security(("bearer" = ["approve_values"])))]
#[post("/indicator-values/{id}/approval")]
pub async fn approve(
    app: web::Data<App>,
    permit: Permit<ApproveValues>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<ValueActInput>,
) -> Answer<HttpResponse> {
    go_on(&app, permit, id, if_match, Act::Approve, said(body.0.comment)).await
}

/// Send a figure back
///
/// One that was checked or approved, to who entered it, with the reason.
#[utoipa::path(tag = "indicators", operation_id = "return_indicator_value", params(("id" = String, Path, description = "The figure's id"), ("If-Match" = String, Header, description = "The version being sent back, from the ETag", example = "\"1\"")), request_body = ValueCommentInput, responses((status = 200, description = "Sent back", body = IndicatorValueView)), security(("bearer" = ["approve_values"])))]
#[post("/indicator-values/{id}/return")]
pub async fn send_back(
    app: web::Data<App>,
    permit: Permit<ApproveValues>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<ValueCommentInput>,
) -> Answer<HttpResponse> {
    let comment = spoken(body.0)?;
    go_on(&app, permit, id, if_match, Act::Return, Some(comment)).await
}

/// Lock a figure
///
/// One that was approved: nothing changes it any more.
#[utoipa::path(tag = "indicators", operation_id = "lock_indicator_value", params(("id" = String, Path, description = "The figure's id"), ("If-Match" = String, Header, description = "The version being locked, from the ETag", example = "\"1\"")), request_body = ValueActInput, responses((status = 200, description = "Locked", body = IndicatorValueView)), security(("bearer" = ["approve_values"])))]
#[post("/indicator-values/{id}/lock")]
pub async fn lock(
    app: web::Data<App>,
    permit: Permit<ApproveValues>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<ValueActInput>,
) -> Answer<HttpResponse> {
    go_on(&app, permit, id, if_match, Act::Lock, said(body.0.comment)).await
}

/// What is said. Errors: nothing but spaces.
fn spoken(input: ValueCommentInput) -> Answer<String> {
    said(Some(input.comment))
        .ok_or_else(|| Problem::field("/comment", "length", "cần ghi nội dung", "say something"))
}

/// List comments on a figure
///
/// Those of its acts too, in their order.
#[utoipa::path(tag = "indicators", operation_id = "list_indicator_value_comments", params(("id" = String, Path, description = "The figure's id"), CommentQuery), responses((status = 200, description = "A page of comments", body = Page<ValueCommentView>)), security(("bearer" = ["view_statistics"])))]
#[get("/indicator-values/{id}/comments")]
pub async fn list_comments(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    id: web::Path<String>,
    query: Params<CommentQuery>,
) -> Answer<web::Json<Page<ValueCommentView>>> {
    let Params(query) = query;
    let after: Option<String> = paging::keys(query.after.as_deref())?;
    app.read(move |conn| {
        let rows = values::comments(conn, &permit.scope, &id, after.as_deref(), query.limit + 1)?;
        let page = Page::cut(rows, query.limit, |c| c.id.clone());
        Ok(web::Json(page.map(ValueCommentView::from)))
    })
    .await
}

/// Comment on a figure
///
/// In any state.
#[utoipa::path(tag = "indicators", operation_id = "comment_indicator_value", params(("id" = String, Path, description = "The figure's id")), request_body = ValueCommentInput, responses((status = 201, description = "Said", body = ValueCommentView)), security(("bearer" = ["enter_values"])))]
#[post("/indicator-values/{id}/comments")]
pub async fn add_comment(
    app: web::Data<App>,
    permit: Permit<EnterValues>,
    id: web::Path<String>,
    body: Body<ValueCommentInput>,
) -> Answer<HttpResponse> {
    let text = spoken(body.0)?;
    let comment = app
        .write(move |conn| values::comment(conn, &permit.scope, &id, &text))
        .await?;
    Ok(HttpResponse::Created().json(ValueCommentView::from(comment)))
}

/// List evidence of a figure
///
/// The files that prove it, in the order they came.
#[utoipa::path(tag = "indicators", operation_id = "list_indicator_value_evidence", params(("id" = String, Path, description = "The figure's id")), responses((status = 200, description = "The files", body = Vec<EvidenceView>)), security(("bearer" = ["view_statistics"])))]
#[get("/indicator-values/{id}/evidence")]
pub async fn list_evidence(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<EvidenceView>>> {
    app.read(move |conn| {
        let files = values::files(conn, &permit.scope, &id)?;
        Ok(web::Json(files.into_iter().map(EvidenceView::from).collect()))
    })
    .await
}

/// Add evidence to a figure
///
/// While it is entered and not checked. The body is the file itself: PDF, PNG, JPEG, Excel (.xlsx) or Word (.docx)
/// without macros, known by its content, up to 20 MB, at most 20 files. It makes a new version of the figure. The same
/// content again is the same file.
#[utoipa::path(tag = "indicators", operation_id = "add_indicator_value_evidence", params(("id" = String, Path, description = "The figure's id"), EvidenceQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"), responses((status = 201, description = "Added", body = EvidenceView)), security(("bearer" = ["enter_values"])))]
#[post("/indicator-values/{id}/evidence")]
pub async fn add_evidence(
    app: web::Data<App>,
    permit: Permit<EnterValues>,
    id: web::Path<String>,
    query: Params<EvidenceQuery>,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let id = id.into_inner();
    // Before a large file is read.
    let (scope, asked) = (permit.scope.clone(), id.clone());
    app.read(move |conn| values::takes_files(conn, &scope, &asked))
        .await?;
    let new = app.attachments.keep(&query.0.filename, payload).await?;
    let file = app
        .write(move |conn| values::add_file(conn, &permit.scope, &id, &new))
        .await?;
    Ok(HttpResponse::Created().json(EvidenceView::from(file)))
}

/// Download evidence of a figure
///
/// The file as it was sent.
#[utoipa::path(tag = "indicators", operation_id = "get_indicator_value_evidence", params(("id" = String, Path, description = "The figure's id"), ("file" = String, Path, description = "The file's id")), responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream")), security(("bearer" = ["view_statistics"])))]
#[get("/indicator-values/{id}/evidence/{file}")]
pub async fn get_evidence(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    path: web::Path<(String, String)>,
) -> Answer<HttpResponse> {
    let (id, file) = path.into_inner();
    let file = app
        .read(move |conn| values::file(conn, &permit.scope, &id, &file))
        .await?;
    app.attachments.send(&file).await
}

/// Remove evidence of a figure
///
/// While it is entered and not checked. It makes a new version of the figure.
#[utoipa::path(tag = "indicators", operation_id = "remove_indicator_value_evidence", params(("id" = String, Path, description = "The figure's id"), ("file" = String, Path, description = "The file's id"), ("If-Match" = String, Header, description = "The figure's version, from the ETag", example = "\"1\"")), responses((status = 204, description = "Removed")), security(("bearer" = ["enter_values"])))]
#[delete("/indicator-values/{id}/evidence/{file}")]
pub async fn remove_evidence(
    app: web::Data<App>,
    permit: Permit<EnterValues>,
    path: web::Path<(String, String)>,
    if_match: IfMatch,
) -> Answer<HttpResponse> {
    let (id, file) = path.into_inner();
    app.write(move |conn| values::remove_file(conn, &permit.scope, &id, &file, if_match.0))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

fn target_views(
    conn: &mut Conn,
    atlas: &Atlas,
    rows: Vec<Target>,
) -> giamngheo_store::Result<Vec<IndicatorTargetView>> {
    let names = atlas.names(conn, rows.iter().map(|t| t.area_id.clone()))?;
    let mut known = Indicators::default();
    rows.into_iter()
        .map(|target| {
            let period = Period::from_code(&target.period)
                .ok_or_else(|| Error::Corrupt(format!("the period {}", target.period)))?;
            let (area, indicator) = (
                names.get(&target.area_id),
                known.get(conn, period, &target.indicator)?,
            );
            Ok(IndicatorTargetView::new(target, period, area, indicator))
        })
        .collect()
}

/// List targets
///
/// Of the caller's areas, the last period first, then by area and indicator.
#[utoipa::path(tag = "indicators", operation_id = "list_indicator_targets", params(TargetQuery), responses((status = 200, description = "A page of targets", body = Page<IndicatorTargetView>)), security(("bearer" = ["view_statistics"])))]
#[get("/indicator-targets")]
pub async fn list_targets(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    query: Params<TargetQuery>,
) -> Answer<web::Json<Page<IndicatorTargetView>>> {
    let Params(query) = query;
    let after: Option<(String, String, String)> = paging::keys(query.after.as_deref())?;
    let period = period(query.period.as_deref())?;
    let (atlas, today) = (app.atlas.clone(), app.today());
    app.read(move |conn| {
        let on = period.map_or(today, |p| p.last_day().min(today));
        let scope = within(conn, &atlas, &permit.scope, query.area.as_deref(), on)?;
        let rows = targets::list(
            conn,
            &scope,
            (query.indicator.as_deref(), period),
            after.as_ref(),
            query.limit + 1,
        )?;
        let page = Page::cut(rows, query.limit, |t| {
            (t.period.clone(), t.path.clone(), t.indicator.clone())
        });
        Ok(web::Json(Page {
            items: target_views(conn, &atlas, page.items)?,
            next: page.next,
            total: None,
        }))
    })
    .await
}

/// Set a target
///
/// By a province for itself, and by every unit for those below it. One that is there already is changed, with If-Match.
#[utoipa::path(tag = "indicators", operation_id = "set_indicator_target", params(("If-Match" = Option<String>, Header, description = "The version being changed, when the target is there already", example = "\"1\"")), request_body = IndicatorTargetInput, responses((status = 200, description = "Changed", body = IndicatorTargetView), (status = 201, description = "Set", body = IndicatorTargetView)), security(("bearer" = ["set_targets"])))]
#[put("/indicator-targets")]
pub async fn set_target(
    app: web::Data<App>,
    permit: Permit<SetTargets>,
    if_match: IfMatchWhenThere,
    body: Body<IndicatorTargetInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (atlas, today) = (app.atlas.clone(), app.today());
    let (target, first) = app
        .write(move |conn| {
            let new = NewTarget {
                area: unit(conn, &input.area, input.period, today)?,
                indicator: input.indicator,
                period: input.period,
                value: input.value.text(),
                source: input.source.trim().to_owned(),
                version: if_match.0,
            };
            let (target, first) = targets::set(conn, &permit.scope, &new)?;
            let view = target_views(conn, &atlas, vec![target])?
                .pop()
                .ok_or(Error::NotFound)?;
            Ok((view, first))
        })
        .await?;
    let mut answer = if first {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(answer.insert_header(etag(target.version)).json(target))
}
