//! Uploading a file, ordering how it is read, following it, and reading what was wrong.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use aws_lc_rs::digest::{Context, SHA256};
use chrono::NaiveDate;
use futures_util::StreamExt;
use giamngheo_intake::{CellProblem, Field, FileError, Inspection, Kind, Mapping, Schema, Severity, Title};
use giamngheo_rules::text::{hex, tidy};
use giamngheo_store::areas::{self, Area};
use giamngheo_store::id::new_id;
use giamngheo_store::imports::{self, Import, NewImport, Order};
use giamngheo_store::{Conn, Error, FieldError, Scope};
use serde::Deserialize;
use tokio::io::AsyncWriteExt;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::dto::{
    CellProblemView, FieldView, ImportView, MappingView, RunInput, SaveMappingInput, SavedMappingView, letter,
};
use super::files;
use super::judge::by_commune_name;
use crate::app::App;
use crate::areas::dto::AreaRef;
use crate::crypto::mask;
use crate::http::auth::{ImportHouseholds, Permit};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, Problem, wants_english};

/// The media type of an Excel workbook.
const XLSX: &str = crate::households::XLSX;

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(fields)
        .service(upload)
        .service(list)
        .service(get_one)
        .service(run)
        .service(cancel)
        .service(list_problems)
        .service(list_mappings)
        .service(save_mapping)
        .service(drop_mapping);
}

/// What is told with a file.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// The file's name.
    #[param(example = "danh_sach_ra_soat_2024.xlsx")]
    #[validate(length(min = 1, max = 200))]
    pub filename: String,
    /// The area (code or id) that rows without one belong to; else the commune the title names.
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// The day of surveys without one; else the last day of the year the title names.
    pub surveyed_on: Option<NaiveDate>,
}

fn refused(cause: FileError) -> Problem {
    if cause.code == "io" {
        return Problem::internal(&cause);
    }
    let mut problem = Problem::field("/file", "bad_file", cause.vi.clone(), cause.en.clone());
    if let Some(field) = problem.fields.first_mut() {
        field.code = crate::http::problem::static_code(&cause.code);
    }
    problem.vi = cause.vi;
    problem.en = cause.en;
    problem
}

/// Keeps the body as a file. Returns its size and SHA-256. Errors: 413 over the limit, 422 when it is empty.
async fn keep(app: &App, id: &str, mut payload: web::Payload) -> Answer<(i64, String)> {
    let limit = app.config.upload_limit_mb * 1024 * 1024;
    let path = files::path(&app.config, id);
    let failed = |e: std::io::Error| Problem::internal(&e);
    let mut file = tokio::fs::File::create(&path).await.map_err(failed)?;
    let (mut size, mut hash) = (0_u64, Context::new(&SHA256));
    while let Some(chunk) = payload.next().await {
        let Ok(chunk) = chunk else {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "broken_upload",
                "Tệp tải lên bị ngắt giữa chừng.",
                "The upload broke off.",
            ));
        };
        size += chunk.len() as u64;
        if size > limit {
            return Err(Problem::too_large());
        }
        hash.update(&chunk);
        file.write_all(&chunk).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)?;
    file.sync_all().await.map_err(failed)?;
    Ok((size as i64, hex(hash.finish())))
}

/// The commune a sheet's title names, if exactly one of that name lies in the scope (and in the district named).
fn guess(
    conn: &mut Conn,
    scope: &Scope,
    title: &Title,
    on: NaiveDate,
) -> giamngheo_store::Result<Option<Area>> {
    let Some(name) = &title.commune else {
        return Ok(None);
    };
    let mut found = Vec::new();
    for root in scope_roots(conn, scope, title, on)? {
        found.extend(by_commune_name(conn, name, root.as_ref(), on)?);
    }
    found.retain(|a| scope.covers(&a.path));
    found.dedup_by(|a, b| a.id == b.id);
    Ok(if found.len() == 1 { found.pop() } else { None })
}

/// Where to look for the commune: in the district the title names, else in the provinces of the scope.
fn scope_roots(
    conn: &mut Conn,
    scope: &Scope,
    title: &Title,
    on: NaiveDate,
) -> giamngheo_store::Result<Vec<Option<Area>>> {
    let provinces: Vec<Option<Area>> = match scope.provinces() {
        None => vec![None],
        Some(codes) => codes
            .iter()
            .filter_map(|code| areas::find(conn, code, on).ok())
            .map(Some)
            .collect(),
    };
    let Some(district) = &title.district else {
        return Ok(provinces);
    };
    let mut roots = Vec::new();
    for province in provinces {
        let filter = areas::AreaFilter {
            on: Some(on),
            level: Some("district".into()),
            within: province.as_ref().map(|p| p.path.clone()),
            q: Some(district.clone()),
            ..areas::AreaFilter::default()
        };
        let found = areas::list(conn, &filter, None, 20)?;
        if found.is_empty() {
            roots.push(province);
        } else {
            roots.extend(found.into_iter().map(|(a, _)| Some(a)));
        }
    }
    Ok(roots)
}

/// The samples that are kept and shown hide the middle of citizen IDs.
fn without_citizen_ids(mut inspection: Inspection) -> Inspection {
    let columns = inspection.sheets.iter_mut().flat_map(|s| &mut s.columns);
    for column in columns.filter(|c| c.field.as_deref() == Some("citizen_id")) {
        for sample in &mut column.samples {
            *sample = mask(sample);
        }
    }
    inspection
}

fn title_of(inspection: &Inspection) -> Title {
    inspection
        .sheets
        .iter()
        .find(|s| s.name == inspection.sheet)
        .map(|s| s.title.clone())
        .unwrap_or_default()
}

fn view(conn: &mut Conn, import: Import, whole: bool, english: bool) -> giamngheo_store::Result<ImportView> {
    let area = match &import.area_id {
        Some(id) => areas::by_id(conn, id)?.as_ref().map(AreaRef::from),
        None => None,
    };
    Ok(ImportView::new(import, area, whole, english))
}

/// The unit that an import names, on the day of its surveys. Errors: unknown, or outside of the scope.
fn place(conn: &mut Conn, scope: &Scope, code: &str, days: &[NaiveDate]) -> giamngheo_store::Result<Area> {
    for day in days {
        match areas::find(conn, code, *day) {
            Ok(area)
                if scope.covers(&area.path)
                    || !scope.within(std::slice::from_ref(&area.path)).is_nothing() =>
            {
                return Ok(area);
            }
            Ok(_) | Err(Error::NotFound) => {}
            Err(e) => return Err(e),
        }
    }
    Err(Error::field(
        "/area",
        "unknown",
        "không có địa bàn này trong phạm vi của bạn",
        "there is no such area in yours",
    ))
}

/// Upload a file
///
/// The body is the file itself: Excel (.xlsx), CSV or NDJSON, up to the limit of the installation. It is recognised by
/// its content, its columns by their headers, the commune and the year by the title. Nothing is imported yet: the
/// answer proposes how it is read; order it by `run`.
#[utoipa::path(tag = "imports", operation_id = "upload_import", params(UploadQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"), responses((status = 201, description = "Kept and looked at", body = ImportView)), security(("bearer" = ["import_households"])))]
#[post("/imports")]
pub async fn upload(
    app: web::Data<App>,
    permit: Permit<ImportHouseholds>,
    request: HttpRequest,
    query: Params<UploadQuery>,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let Params(query) = query;
    let id = new_id();
    let path = files::path(&app.config, &id);
    let made = take(&app, &permit.scope, &id, query, payload, wants_english(&request)).await;
    if made.is_err() {
        // What was refused is not kept; that the file is gone already is no fault.
        let _ = tokio::fs::remove_file(&path).await;
    }
    Ok(HttpResponse::Created().json(made?))
}

async fn take(
    app: &App,
    scope: &Scope,
    id: &str,
    query: UploadQuery,
    payload: web::Payload,
    english: bool,
) -> Answer<ImportView> {
    let (size, sha256) = keep(app, id, payload).await?;
    let (path, name, today) = (files::path(&app.config, id), query.filename.clone(), app.today());
    let inspection = web::block(move || giamngheo_intake::inspect(&path, &name, &files::schema(today)))
        .await?
        .map_err(refused)
        .map(without_citizen_ids)?;
    let (scope, id) = (scope.clone(), id.to_owned());
    app.write(move |conn| {
        let title = title_of(&inspection);
        let end_of_year = title
            .year
            .and_then(|y| NaiveDate::from_ymd_opt(y, 12, 31))
            .map(|d| d.min(today));
        let surveyed_on = query.surveyed_on.or(end_of_year);
        let on = surveyed_on.unwrap_or(today);
        let area = match &query.area {
            Some(code) => Some(place(conn, &scope, code, &[on, today])?),
            None => guess(conn, &scope, &title, on)?,
        };
        let new = NewImport {
            id,
            filename: tidy(&query.filename),
            size,
            sha256,
            format: inspection.format.code().to_owned(),
            kind: inspection.kind.code().to_owned(),
            area: area.map(|a| (a.id, a.path)),
            surveyed_on,
            inspection: serde_json::to_string(&inspection)?,
            mapping: serde_json::to_string(&inspection.mapping)?,
        };
        let import = imports::create(conn, &scope, &new)?;
        view(conn, import, true, english)
    })
    .await
}

/// A page of imports.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// List imports
///
/// One's own and those of one's areas, the last first.
#[utoipa::path(tag = "imports", operation_id = "list_imports", params(PageQuery), responses((status = 200, description = "A page of imports", body = Page<ImportView>)), security(("bearer" = ["import_households"])))]
#[get("/imports")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ImportHouseholds>,
    request: HttpRequest,
    query: Params<PageQuery>,
) -> Answer<web::Json<Page<ImportView>>> {
    let Params(query) = query;
    let before: Option<String> = paging::keys(query.after.as_deref())?;
    let english = wants_english(&request);
    app.read(move |conn| {
        let rows = imports::list(conn, &permit.scope, before.as_deref(), query.limit + 1)?;
        let page = Page::cut(rows, query.limit, |i| i.id.clone());
        let (next, mut items) = (page.next, Vec::new());
        for import in page.items {
            items.push(view(conn, import, false, english)?);
        }
        Ok(web::Json(Page {
            items,
            next,
            total: None,
        }))
    })
    .await
}

/// Read an import
///
/// How far it is, how it is read, what came of it.
#[utoipa::path(tag = "imports", operation_id = "get_import", params(("id" = String, Path, description = "The import's id")), responses((status = 200, description = "The import", body = ImportView)), security(("bearer" = ["import_households"])))]
#[get("/imports/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ImportHouseholds>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer<web::Json<ImportView>> {
    let english = wants_english(&request);
    app.read(move |conn| {
        let import = imports::get(conn, &permit.scope, &id)?;
        view(conn, import, true, english).map(web::Json)
    })
    .await
}

/// Uploads are removed after some days, because they hold personal data.
fn file_gone() -> Error {
    Error::conflict(
        "file_gone",
        "tệp tải lên đã bị xóa sau thời hạn lưu; hãy tải lên lại",
        "the upload was removed after its time; upload the file again",
    )
}

/// The fields that a verdict needs; `b1_score` only where no income is given.
fn required(kind: Kind, schema: &Schema) -> Vec<String> {
    match kind {
        Kind::Members => vec!["external_id".to_owned(), "name".to_owned()],
        Kind::Households => {
            let indicators = schema.indicators.iter().map(|i| i.code.clone());
            ["head_name".to_owned(), "b1_score".to_owned()]
                .into_iter()
                .chain(indicators)
                .collect()
        }
    }
}

/// Whether a sheet's columns give all that a verdict needs. Errors: 422 naming each missing field.
fn complete(mapping: &Mapping, today: NaiveDate) -> Result<(), Error> {
    let schema = files::schema(today);
    let given = |code: &str| mapping.columns.values().any(|c| c == code);
    let by_income = given("income_vnd_per_person_month");
    let missing: Vec<FieldError> = required(mapping.kind, &schema)
        .iter()
        .filter(|code| !(given(code) || by_income && *code == "b1_score"))
        .filter_map(|code| Field::from_code(code, mapping.kind, &schema))
        .map(|field| {
            let (vi, en) = (field.label_vi(&schema), field.label_en(&schema));
            FieldError::new(
                "/mapping/columns",
                "missing_column",
                format!("chưa có cột “{vi}”"),
                format!("no column gives “{en}”"),
            )
        })
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(missing))
    }
}

/// The reader's mapping. Errors: unknown kind or field, or a field given by two columns.
fn mapping(given: &MappingView, today: NaiveDate, at: &str) -> Result<Mapping, Error> {
    let Some(kind) = Kind::from_code(&given.kind) else {
        return Err(Error::field(
            format!("{at}/kind"),
            "unknown",
            "kind phải là households hoặc members",
            "kind is households or members",
        ));
    };
    let schema = files::schema(today);
    let mut errors = Vec::new();
    let mut used = std::collections::BTreeSet::new();
    for (column, code) in &given.columns {
        let pointer = format!("{at}/columns/{column}");
        if Field::from_code(code, kind, &schema).is_none() {
            errors.push(FieldError::new(
                pointer,
                "unknown",
                format!("không có trường “{code}”"),
                format!("no field {code}"),
            ));
        } else if !used.insert(code) {
            errors.push(FieldError::new(
                pointer,
                "twice",
                format!("trường “{code}” đã gán cho cột khác"),
                format!("field {code} is given by another column"),
            ));
        }
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    Ok(Mapping {
        kind,
        sheet: given.sheet.clone(),
        header_row: given.header_row,
        header_rows: given.header_rows,
        columns: given
            .columns
            .iter()
            .map(|(i, f)| (*i as usize, f.clone()))
            .collect(),
    })
}

/// Run an import
///
/// As a dry run, all or nothing, or taking the good rows. It goes on by itself; read the import to follow it. A dry
/// run can be followed by a real one; the same rows again change nothing.
#[utoipa::path(tag = "imports", operation_id = "run_import", params(("id" = String, Path, description = "The import's id")), request_body = RunInput, responses((status = 202, description = "Queued", body = ImportView)), security(("bearer" = ["import_households"])))]
#[post("/imports/{id}/run")]
pub async fn run(
    app: web::Data<App>,
    permit: Permit<ImportHouseholds>,
    request: HttpRequest,
    id: web::Path<String>,
    body: Body<RunInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (today, english) = (app.today(), wants_english(&request));
    let kept = files::path(&app.config, &id).exists();
    let queued = app
        .write(move |conn| {
            let import = imports::get(conn, &permit.scope, &id)?;
            if !kept {
                return Err(file_gone());
            }
            if input.surveyed_on.is_some_and(|d| d > today) {
                return Err(Error::field(
                    "/surveyed_on",
                    "in_future",
                    "ngày rà soát ở tương lai",
                    "the day is in the future",
                ));
            }
            let mapping = input
                .mapping
                .as_ref()
                .map(|m| mapping(m, today, "/mapping"))
                .transpose()?;
            // NDJSON names its fields itself, row by row.
            if import.format != "ndjson" {
                let proposed = import
                    .mapping
                    .as_deref()
                    .map(serde_json::from_str::<Mapping>)
                    .transpose()?;
                if let Some(used) = mapping.as_ref().or(proposed.as_ref()) {
                    complete(used, today)?;
                }
            }
            let on = input.surveyed_on.or(import.surveyed_on).unwrap_or(today);
            let area = input
                .area
                .as_deref()
                .map(|code| place(conn, &permit.scope, code, &[on, today]))
                .transpose()?;
            let order = Order {
                mode: input.mode.code().to_owned(),
                kind: mapping.as_ref().map(|m| m.kind.code().to_owned()),
                mapping: mapping.as_ref().map(serde_json::to_string).transpose()?,
                area: area.map(|a| (a.id, a.path)),
                surveyed_on: input.surveyed_on,
            };
            let import = imports::order(conn, &permit.scope, &id, &order)?;
            view(conn, import, true, english)
        })
        .await?;
    Ok(HttpResponse::Accepted().json(queued))
}

/// Cancel an import
///
/// Before it writes; nothing of it is kept.
#[utoipa::path(tag = "imports", operation_id = "cancel_import", params(("id" = String, Path, description = "The import's id")), responses((status = 200, description = "Cancelled", body = ImportView)), security(("bearer" = ["import_households"])))]
#[delete("/imports/{id}")]
pub async fn cancel(
    app: web::Data<App>,
    permit: Permit<ImportHouseholds>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer<web::Json<ImportView>> {
    let english = wants_english(&request);
    app.write(move |conn| {
        let import = imports::cancel(conn, &permit.scope, &id)?;
        view(conn, import, false, english).map(web::Json)
    })
    .await
}

/// A page of problems.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProblemQuery {
    /// error or difference; both by default.
    #[validate(length(max = 20))]
    pub severity: Option<String>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// What was wrong
///
/// Each bad cell with its row, column, value and rule, in the order of the file. With the Excel type in Accept: the
/// file again, with the bad cells marked.
#[utoipa::path(tag = "imports", operation_id = "list_import_errors", params(("id" = String, Path, description = "The import's id"), ProblemQuery), responses((status = 200, description = "A page of problems", body = Page<CellProblemView>)), security(("bearer" = ["import_households"])))]
#[get("/imports/{id}/errors")]
pub async fn list_problems(
    app: web::Data<App>,
    permit: Permit<ImportHouseholds>,
    request: HttpRequest,
    id: web::Path<String>,
    query: Params<ProblemQuery>,
) -> Answer<HttpResponse> {
    let Params(query) = query;
    if query
        .severity
        .as_deref()
        .is_some_and(|s| s != "error" && s != "difference")
    {
        return Err(Problem::parameter(
            "severity",
            "chỉ nhận error hoặc difference",
            "severity is error or difference",
        ));
    }
    let after: Option<(i64, i64)> = paging::keys(query.after.as_deref())?;
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("");
    if accept.contains(XLSX) {
        return marked(&app, permit.scope, id.into_inner()).await;
    }
    let page = app
        .read(move |conn| {
            let import = imports::get(conn, &permit.scope, &id)?;
            let rows = imports::problems(conn, &import, query.severity.as_deref(), after, query.limit + 1)?;
            Ok(Page::cut(rows, query.limit, |p| (p.row_no, p.seq)).map(CellProblemView::from))
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

async fn marked(app: &App, scope: Scope, id: String) -> Answer<HttpResponse> {
    let (import, problems) = app
        .read(move |conn| {
            let import = imports::get(conn, &scope, &id)?;
            let problems = imports::problems(conn, &import, None, None, imports::PROBLEMS_KEPT)?;
            Ok((import, problems))
        })
        .await?;
    let path = files::path(&app.config, &import.id);
    if !path.exists() {
        return Err(file_gone().into());
    }
    let out = path.with_extension(format!("marked-{}", new_id()));
    let name = import.filename.clone();
    let bytes = web::block(move || {
        let cells: Vec<CellProblem> = problems
            .into_iter()
            .map(|p| CellProblem {
                sheet: p.sheet,
                row: u32::try_from(p.row_no).unwrap_or(0),
                column: usize::try_from(p.column_index).unwrap_or(0),
                column_letter: letter(p.column_index),
                header: String::new(),
                field: p.field,
                value: p.value.unwrap_or_default(),
                code: p.code,
                vi: p.vi,
                en: p.en,
                severity: if p.severity == "error" {
                    Severity::Error
                } else {
                    Severity::Difference
                },
            })
            .collect();
        let written = giamngheo_intake::mark_errors(&path, &name, &cells, &out).and_then(|()| {
            std::fs::read(&out)
                .map_err(|e| FileError::new("io", "Không đọc được tệp kết quả.", e.to_string()))
        });
        let _ = std::fs::remove_file(&out);
        written
    })
    .await?
    .map_err(refused)?;
    Ok(HttpResponse::Ok()
        .content_type(XLSX)
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"loi-nhap-du-lieu.xlsx\"",
        ))
        .body(bytes))
}

/// Which fields.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FieldQuery {
    /// households (the default) or members.
    #[validate(length(max = 20))]
    pub kind: Option<String>,
}

/// Fields that columns can give
///
/// For correcting a mapping.
#[utoipa::path(tag = "imports", operation_id = "list_import_fields", params(FieldQuery), responses((status = 200, description = "The fields", body = Vec<FieldView>)), security(("bearer" = ["import_households"])))]
#[get("/import-fields")]
pub async fn fields(
    app: web::Data<App>,
    _: Permit<ImportHouseholds>,
    query: Params<FieldQuery>,
) -> Answer<web::Json<Vec<FieldView>>> {
    let kind = Kind::from_code(query.0.kind.as_deref().unwrap_or("households")).ok_or_else(|| {
        Problem::parameter(
            "kind",
            "chỉ nhận households hoặc members",
            "kind is households or members",
        )
    })?;
    let schema = files::schema(app.today());
    let required = required(kind, &schema);
    Ok(web::Json(
        Field::all(kind, &schema)
            .into_iter()
            .map(|f| FieldView {
                required: required.iter().any(|code| code == f.code(&schema)),
                code: f.code(&schema).to_owned(),
                vi: f.label_vi(&schema).to_owned(),
                en: f.label_en(&schema).to_owned(),
            })
            .collect(),
    ))
}

fn saved(row: imports::SavedMapping) -> giamngheo_store::Result<SavedMappingView> {
    let mapping: Mapping = serde_json::from_str(&row.mapping)?;
    Ok(SavedMappingView {
        id: row.id,
        name: row.name,
        mapping: MappingView::from(&mapping),
        created_at: row.created_at.and_utc(),
    })
}

/// Saved mappings
///
/// The caller's own, by name.
#[utoipa::path(tag = "imports", operation_id = "list_import_mappings", responses((status = 200, description = "The mappings", body = Vec<SavedMappingView>)), security(("bearer" = ["import_households"])))]
#[get("/import-mappings")]
pub async fn list_mappings(
    app: web::Data<App>,
    permit: Permit<ImportHouseholds>,
) -> Answer<web::Json<Vec<SavedMappingView>>> {
    app.read(move |conn| {
        imports::mappings(conn, &permit.scope)?
            .into_iter()
            .map(saved)
            .collect::<Result<Vec<_>, _>>()
            .map(web::Json)
    })
    .await
}

/// Save a mapping
///
/// Under a name, for the next sheet of the same make.
#[utoipa::path(tag = "imports", operation_id = "save_import_mapping", request_body = SaveMappingInput, responses((status = 201, description = "Saved", body = SavedMappingView)), security(("bearer" = ["import_households"])))]
#[post("/import-mappings")]
pub async fn save_mapping(
    app: web::Data<App>,
    permit: Permit<ImportHouseholds>,
    body: Body<SaveMappingInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let today = app.today();
    let kept = app
        .write(move |conn| {
            let mapping = mapping(&input.mapping, today, "/mapping")?;
            let text = serde_json::to_string(&mapping)?;
            let row = imports::save_mapping(
                conn,
                &permit.scope,
                &tidy(&input.name),
                mapping.kind.code(),
                &text,
            )?;
            saved(row)
        })
        .await?;
    Ok(HttpResponse::Created().json(kept))
}

/// Remove a saved mapping
///
/// One of the caller's own.
#[utoipa::path(tag = "imports", operation_id = "delete_import_mapping", params(("id" = String, Path, description = "The mapping's id")), responses((status = 204, description = "Removed")), security(("bearer" = ["import_households"])))]
#[delete("/import-mappings/{id}")]
pub async fn drop_mapping(
    app: web::Data<App>,
    permit: Permit<ImportHouseholds>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    app.write(move |conn| imports::drop_mapping(conn, &permit.scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
