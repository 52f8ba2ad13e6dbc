//! Reading the framework, changing it by new versions, and taking it out and in as a sheet.

use std::collections::BTreeSet;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use giamngheo_rules::formula::{Dimension, measures as all_measures};
use giamngheo_rules::framework::{Item, ItemKind, Misfit};
use giamngheo_rules::report::{self, Template};
use giamngheo_rules::words::Words;
use giamngheo_store::definitions::{self, NewVersion};
use giamngheo_store::{Conn, Error, FieldError, Scope};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::{
    DayQuery, DimensionView, EndingInput, FaultView, FrameworkSheetView, FrameworkView, FunctionView,
    ImportQuery, ItemCheckView, ItemInput, ItemView, MeasuresView, ValueView, VersionView, field_error,
    kept_day,
};
use super::plan::{Key, Plan, Version, unknown_areas};
use super::sheet;
use crate::app::App;
use crate::http::auth::{ManageFramework, Permit, ViewStatistics};
use crate::http::etag::{IfMatch, etag};
use crate::http::extract::{Body, Params};
use crate::http::problem::{Answer, Problem, wants_english};
use crate::reports::templates;

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(read)
        .service(measures)
        .service(check)
        .service(create)
        .service(change)
        .service(versions)
        .service(end)
        .service(import);
}

/// The day asked for, or today. Errors: 400 for a year that isn't kept.
fn day(app: &App, query: &DayQuery) -> Answer<chrono::NaiveDate> {
    match query.on {
        None => Ok(app.today()),
        Some(on) => kept_day("/on", on).map_err(|_| {
            Problem::parameter(
                "on",
                "ngày phải trong khoảng 1900 – 2100",
                "the day must be in 1900 – 2100",
            )
        }),
    }
}

/// What the framework says holds in the whole nation: nobody of a part of it may change it.
fn national(permit: &Permit<ManageFramework>) -> Answer<()> {
    if permit.scope.is_national() {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "not_national",
        "Khung kết quả dùng chung cho cả nước: chỉ quản trị hệ thống cấp toàn quốc được sửa.",
        "The framework holds for the whole nation: only a national administrator may change it.",
    ))
}

fn kind_of(code: &str) -> Answer<ItemKind> {
    ItemKind::from_code(code).ok_or_else(Problem::not_found)
}

/// Read the framework
///
/// What is in force on a day: programmes, objectives, results, indicators and area groups with all that is defined of
/// them. With `Accept: text/csv` or the Excel type the same as a sheet, which can be changed and imported again.
#[utoipa::path(tag = "framework", operation_id = "get_framework", params(DayQuery), responses((status = 200, description = "The framework", body = FrameworkView)), security(("bearer" = ["view_statistics"])))]
#[get("/framework")]
pub async fn read(
    app: web::Data<App>,
    _permit: Permit<ViewStatistics>,
    request: HttpRequest,
    query: Params<DayQuery>,
) -> Answer<HttpResponse> {
    let on = day(&app, &query.0)?;
    let plan = app.read(Plan::load).await?;
    let tree = plan.tree(on);
    let Some(format) = sheet::Format::wanted(&request) else {
        return Ok(HttpResponse::Ok().json(FrameworkView {
            on,
            items: tree.into_iter().map(ItemView::from).collect(),
        }));
    };
    let bytes = sheet::write(&tree, format).map_err(|e| Problem::internal(&e))?;
    Ok(HttpResponse::Ok()
        .content_type(format.media_type())
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!(
                "attachment; filename=\"khung-ket-qua-{on}.{}\"",
                format.extension()
            ),
        ))
        .body(bytes))
}

fn words(vi: &str, en: &str) -> Words {
    Words {
        vi: vi.into(),
        en: en.into(),
    }
}

/// Read what formulae are made of
///
/// Measures, what they are told apart by, and functions, with names for people. The area groups are those in force on
/// the day.
#[utoipa::path(tag = "framework", operation_id = "list_measures", params(DayQuery), responses((status = 200, description = "Measures, dimensions and functions", body = MeasuresView)), security(("bearer" = ["view_statistics"])))]
#[get("/framework/measures")]
pub async fn measures(
    app: web::Data<App>,
    _permit: Permit<ViewStatistics>,
    query: Params<DayQuery>,
) -> Answer<web::Json<MeasuresView>> {
    let on = day(&app, &query.0)?;
    let plan = app.read(Plan::load).await?;
    let groups: Vec<ValueView> = plan
        .tree(on)
        .into_iter()
        .filter(|v| v.item.kind() == ItemKind::AreaGroup)
        .map(|v| ValueView {
            code: v.item.code().to_owned(),
            name: v.item.name().clone(),
        })
        .collect();
    let mut groups = Some(groups);
    let dimensions = Dimension::ALL.into_iter().map(|dimension| DimensionView {
        code: dimension.code().to_owned(),
        name: dimension.name(),
        values: match dimension.values() {
            None => groups.take().unwrap_or_default(),
            Some(values) => values
                .into_iter()
                .map(|value| ValueView {
                    code: value.to_owned(),
                    name: dimension.value_name(value).unwrap_or_else(|| words(value, value)),
                })
                .collect(),
        },
    });
    let functions = [
        ("previous()", "cùng kỳ năm trước", "the same a year earlier"),
        (
            "sum(, )",
            "tổng; bỏ qua số liệu chưa có",
            "the sum; what is missing is left out",
        ),
        ("min(, )", "nhỏ nhất", "the least"),
        ("max(, )", "lớn nhất", "the greatest"),
        ("abs()", "giá trị tuyệt đối", "the value without its sign"),
        (
            "target(#)",
            "chỉ tiêu của một chỉ số",
            "the target of an indicator",
        ),
        (
            "baseline(#)",
            "giá trị gốc của một chỉ số",
            "an indicator's value in its base period",
        ),
    ];
    Ok(web::Json(MeasuresView {
        measures: all_measures(),
        dimensions: dimensions.collect(),
        functions: functions
            .into_iter()
            .map(|(code, vi, en)| FunctionView {
                code: code.to_owned(),
                text: words(vi, en),
            })
            .collect(),
    }))
}

/// What is wrong with a framework in which this item holds from the day on: each fault with the pointer into the body.
fn judge(
    conn: &mut Conn,
    before: &Plan,
    item: &Item,
    valid_from: chrono::NaiveDate,
) -> giamngheo_store::Result<Vec<(FieldError, Misfit)>> {
    let key: Key = (item.kind(), item.code().to_owned());
    let mut after = before.clone();
    after.put(item, valid_from);
    let mut misfits = after.worse_than(before, valid_from, &BTreeSet::from([key.clone()]));
    misfits.extend(unknown_areas(conn, item)?.into_iter().map(|fault| Misfit {
        kind: key.0,
        code: key.1.clone(),
        fault,
        circle: Vec::new(),
    }));
    let told = misfits.into_iter().map(|misfit| {
        let misfit = match item {
            Item::Indicator(indicator) => misfit.seen_from(indicator),
            _ => misfit,
        };
        let mut fault = misfit.fault.clone();
        if (misfit.kind, &misfit.code) != (key.0, &key.1) {
            fault.pointer = String::new();
            fault.vi = format!("{} {}: {}", misfit.kind.vi(), misfit.code, fault.vi);
            fault.en = format!("{} {}: {}", misfit.kind.en(), misfit.code, fault.en);
        }
        (field_error(key.0, fault), misfit)
    });
    Ok(told.collect())
}

/// Check an item
///
/// What would be said of it if it were kept: faults by field, with the place in the formula, and circles by their path.
/// Nothing is kept.
#[utoipa::path(tag = "framework", operation_id = "check_framework_item", request_body = ItemInput, responses((status = 200, description = "What is wrong with it", body = ItemCheckView)), security(("bearer" = ["manage_framework"])))]
#[post("/framework/check")]
pub async fn check(
    app: web::Data<App>,
    _permit: Permit<ManageFramework>,
    request: HttpRequest,
    body: Body<ItemInput>,
) -> Answer<web::Json<ItemCheckView>> {
    let (item, valid_from) = body.0.item()?;
    let english = wants_english(&request);
    let faults = app
        .read(move |conn| {
            let plan = Plan::load(conn)?;
            let faults = judge(conn, &plan, &item, valid_from)?;
            let early = plan.before_version(&item, valid_from);
            let faults = faults
                .into_iter()
                .map(|(told, misfit)| (told, misfit.fault.at, misfit.circle));
            let early = early.map(|fault| {
                (
                    FieldError::new(fault.pointer, fault.code, fault.vi, fault.en),
                    None,
                    Vec::new(),
                )
            });
            Ok(faults.chain(early).collect::<Vec<_>>())
        })
        .await?;
    let faults: Vec<FaultView> = faults
        .into_iter()
        .map(|(told, at, circle)| FaultView {
            pointer: told.pointer,
            code: told.code.to_owned(),
            detail: if english { told.en } else { told.vi },
            at,
            circle,
        })
        .collect();
    Ok(web::Json(ItemCheckView {
        good: faults.is_empty(),
        faults,
    }))
}

/// Keeps a version of an item, when the framework makes sense with it.
fn keep(
    conn: &mut Conn,
    scope: &Scope,
    item: &Item,
    valid_from: chrono::NaiveDate,
    base: Option<i64>,
) -> giamngheo_store::Result<ItemView> {
    let new = NewVersion {
        kind: item.kind().code(),
        code: item.code(),
        valid_from,
        body: item.to_json(),
    };
    definitions::lock(conn)?;
    let before = Plan::load(conn)?;
    // Whether the code is taken and the version the right one comes before what is wrong with the item.
    let kept = definitions::put(conn, scope, &new, base)?;
    let faults = judge(conn, &before, item, valid_from)?;
    if !faults.is_empty() {
        return Err(Error::Invalid(faults.into_iter().map(|(told, _)| told).collect()));
    }
    Ok(ItemView::from(&Version::read(&kept)?))
}

/// Add an item
///
/// A programme, an objective, a result, an indicator or an area group of a code that wasn't there before. It is checked
/// with the whole framework of all days from its first on.
#[utoipa::path(tag = "framework", operation_id = "create_framework_item", request_body = ItemInput, responses((status = 201, description = "Kept", body = ItemView)), security(("bearer" = ["manage_framework"])))]
#[post("/framework/items")]
pub async fn create(
    app: web::Data<App>,
    permit: Permit<ManageFramework>,
    body: Body<ItemInput>,
) -> Answer<HttpResponse> {
    national(&permit)?;
    let (item, valid_from) = body.0.item()?;
    let view = app
        .write(move |conn| keep(conn, &permit.scope, &item, valid_from, None))
        .await?;
    Ok(HttpResponse::Created()
        .insert_header(etag(view.version))
        .json(view))
}

/// Change an item
///
/// By a new version that holds from a day on, not before the first day of the version before; that one ends then. One
/// that begins on the same day leaves the one before no day. An item that has ended comes back so.
#[utoipa::path(tag = "framework", operation_id = "change_framework_item", params(("kind" = String, Path, description = "programme, objective, result, indicator or area_group", example = "indicator"), ("code" = String, Path, description = "The item's code", example = "I1.2"), ("If-Match" = String, Header, description = "The version being changed, from the ETag", example = "\"1\"")), request_body = ItemInput, responses((status = 200, description = "Kept", body = ItemView)), security(("bearer" = ["manage_framework"])))]
#[put("/framework/items/{kind}/{code}")]
pub async fn change(
    app: web::Data<App>,
    permit: Permit<ManageFramework>,
    path: web::Path<(String, String)>,
    if_match: IfMatch,
    body: Body<ItemInput>,
) -> Answer<HttpResponse> {
    national(&permit)?;
    let (kind, code) = path.into_inner();
    let kind = kind_of(&kind)?;
    let (item, valid_from) = body.0.item()?;
    if (item.kind(), item.code()) != (kind, code.as_str()) {
        return Err(Problem::field(
            format!("/{}/code", item.kind().code()),
            "another_code",
            format!(
                "mã và loại phải là {} {code}: mã của một mục không đổi",
                kind.vi().to_lowercase()
            ),
            format!(
                "it must be the {} {code}: the code of an item doesn't change",
                kind.en()
            ),
        ));
    }
    let view = app
        .write(move |conn| keep(conn, &permit.scope, &item, valid_from, Some(if_match.0)))
        .await?;
    Ok(HttpResponse::Ok().insert_header(etag(view.version)).json(view))
}

/// List an item's versions
///
/// The last one first, with who made it.
#[utoipa::path(tag = "framework", operation_id = "list_framework_item_versions", params(("kind" = String, Path, description = "programme, objective, result, indicator or area_group", example = "indicator"), ("code" = String, Path, description = "The item's code", example = "I1.2")), responses((status = 200, description = "The versions", body = Vec<VersionView>)), security(("bearer" = ["view_statistics"])))]
#[get("/framework/items/{kind}/{code}/versions")]
pub async fn versions(
    app: web::Data<App>,
    _permit: Permit<ViewStatistics>,
    path: web::Path<(String, String)>,
) -> Answer<HttpResponse> {
    let (kind, code) = path.into_inner();
    let kind = kind_of(&kind)?;
    let versions = app
        .read(move |conn| {
            let found = definitions::versions(conn, kind.code(), &code)?;
            let views: giamngheo_store::Result<Vec<VersionView>> =
                found.into_iter().map(|v| VersionView::new(kind, v)).collect();
            views
        })
        .await?;
    let current = versions.first().map_or(0, |v| v.item.version);
    Ok(HttpResponse::Ok().insert_header(etag(current)).json(versions))
}

/// End an item
///
/// From a day on it holds no more; what it was stays to be read. Refused while something that is in force then belongs
/// to it, names it in its formula, or is a report form with it.
#[utoipa::path(tag = "framework", operation_id = "end_framework_item", params(("kind" = String, Path, description = "programme, objective, result, indicator or area_group", example = "indicator"), ("code" = String, Path, description = "The item's code", example = "I1.2"), ("If-Match" = String, Header, description = "The version being ended, from the ETag", example = "\"1\"")), request_body = EndingInput, responses((status = 200, description = "Ended", body = ItemView)), security(("bearer" = ["manage_framework"])))]
#[post("/framework/items/{kind}/{code}/ending")]
pub async fn end(
    app: web::Data<App>,
    permit: Permit<ManageFramework>,
    path: web::Path<(String, String)>,
    if_match: IfMatch,
    body: Body<EndingInput>,
) -> Answer<HttpResponse> {
    national(&permit)?;
    let (kind, code) = path.into_inner();
    let kind = kind_of(&kind)?;
    let on = kept_day("/on", body.0.on)?;
    let view = app
        .write(move |conn| {
            definitions::lock(conn)?;
            let before = Plan::load(conn)?;
            let ended = definitions::end(conn, &permit.scope, (kind.code(), &code), if_match.0, on)?;
            let mut after = before.clone();
            after.end(&(kind, code.clone()), on);
            let users = after.worse_than(&before, on, &BTreeSet::new());
            let forms = match kind {
                ItemKind::Indicator => forms_with(conn, &code, on)?,
                _ => Vec::new(),
            };
            if !users.is_empty() || !forms.is_empty() {
                return Err(in_use(&users, &forms));
            }
            Ok(ItemView::from(&Version::read(&ended)?))
        })
        .await?;
    Ok(HttpResponse::Ok().insert_header(etag(view.version)).json(view))
}

/// The report forms that name an indicator and hold on a day or later.
fn forms_with(conn: &mut Conn, code: &str, on: chrono::NaiveDate) -> giamngheo_store::Result<Vec<String>> {
    let mut forms = BTreeSet::new();
    for form in definitions::all(conn, &[templates::KIND])? {
        if form.valid_to.is_some_and(|until| until <= on) {
            continue;
        }
        let template: Template = serde_json::from_str(&form.body)?;
        let plan = report::Plan::new(&template);
        if plan.is_ok_and(|plan| plan.indicators().iter().any(|one| one == code)) {
            forms.insert(form.code);
        }
    }
    Ok(forms.into_iter().collect())
}

/// What would hang in the air, by name.
fn in_use(users: &[Misfit], forms: &[String]) -> Error {
    let names = |name: fn(ItemKind) -> &'static str, form: &str| {
        let items = users
            .iter()
            .map(|m| format!("{} {}", name(m.kind).to_lowercase(), m.code));
        let forms = forms.iter().map(|code| format!("{form} {code}"));
        let all: BTreeSet<String> = items.chain(forms).collect();
        all.into_iter().collect::<Vec<_>>().join(", ")
    };
    Error::Refused {
        code: "in_use",
        vi: format!("còn được dùng bởi {}", names(ItemKind::vi, "biểu mẫu")),
        en: format!("it is still used by {}", names(ItemKind::en, "report form")),
        state: "in_use".into(),
        allowed: Vec::new(),
    }
}

/// Import a sheet
///
/// The body is a CSV or Excel file as `GET /framework` gives it, changed: a row with a new code is a new item, a row that
/// differs from its version is a new version from the day in `valid_from` on, a row that is as it was changes nothing,
/// and what has no row stays. All of it is kept, or nothing: unless `dry_run=false` is said, and when a single cell is
/// wrong, nothing is. The answer of a dry run names each wrong cell; so does the problem of a real one.
#[utoipa::path(tag = "framework", operation_id = "import_framework", params(ImportQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"), responses((status = 200, description = "What would change, or did", body = FrameworkSheetView)), security(("bearer" = ["manage_framework"])))]
#[post("/framework/import")]
pub async fn import(
    app: web::Data<App>,
    permit: Permit<ManageFramework>,
    request: HttpRequest,
    query: Params<ImportQuery>,
    payload: web::Payload,
) -> Answer<web::Json<FrameworkSheetView>> {
    let dry_run = query.0.dry_run;
    let english = wants_english(&request);
    let rows = sheet::receive(&app, payload).await?;
    national(&permit)?;
    if dry_run {
        let judged = app
            .read(move |conn| {
                let plan = Plan::load(conn)?;
                sheet::judge(conn, &plan, &rows)
            })
            .await?;
        return Ok(web::Json(judged.view(false, english)));
    }
    let judged = app
        .write(move |conn| {
            definitions::lock(conn)?;
            let plan = Plan::load(conn)?;
            let judged = sheet::judge(conn, &plan, &rows)?;
            judged.keep(conn, &permit.scope)?;
            Ok(judged)
        })
        .await?;
    Ok(web::Json(judged.view(true, english)))
}
