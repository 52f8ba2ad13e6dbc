//! Forms: reading them, changing them by new versions, and taking them in and out as a sheet.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use chrono::{Datelike, NaiveDate};
use giamngheo_rules::report::{self, Template};
use giamngheo_store::definitions::{self, NewVersion};
use giamngheo_store::{Conn, Error, FieldError};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::{SheetProblem, TemplateImportView, TemplateRow, TemplateView};
use super::files::{Format, attachment};
use super::inputs::{TemplateImportQuery, TemplateInput, TemplateQuery, TemplateVersionQuery};
use super::sheet;
use crate::app::App;
use crate::http::auth::{ManageFramework, Permit, ViewStatistics};
use crate::http::extract::{Body, Params};
use crate::http::problem::{Answer, Problem};

/// The kind of definition that a form is.
pub const KIND: &str = "report_template";

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(get_one)
        .service(put_one)
        .service(import);
}

/// List report templates
///
/// The forms in force on a day.
#[utoipa::path(tag = "reports", operation_id = "list_report_templates", params(TemplateQuery), responses((status = 200, description = "The forms", body = Vec<TemplateRow>)), security(("bearer" = ["view_statistics"])))]
#[get("/report-templates")]
pub async fn list(
    app: web::Data<App>,
    _: Permit<ViewStatistics>,
    query: Params<TemplateQuery>,
) -> Answer<web::Json<Vec<TemplateRow>>> {
    let on = query.0.on.unwrap_or_else(|| app.today());
    if !is_kept(on) {
        return Err(Problem::parameter(
            "on",
            "ngày phải trong khoảng 1900 – 2100",
            "the day must be in 1900 – 2100",
        ));
    }
    app.read(move |conn| {
        let mut out = Vec::new();
        for definition in definitions::in_force(conn, &[KIND], on)? {
            out.push(TemplateRow::new(
                &definition,
                serde_json::from_str(&definition.body)?,
            ));
        }
        Ok(web::Json(out))
    })
    .await
}

/// Whether both engines keep the day.
fn is_kept(day: NaiveDate) -> bool {
    (1900..=2100).contains(&day.year())
}

/// Read a report template
///
/// One version of a form; with `Accept: text/csv` or the Excel type as the sheet that can be changed and imported.
#[utoipa::path(tag = "reports", operation_id = "get_report_template", params(("code" = String, Path, description = "The form's code", example = "TT10-2022-M01"), TemplateVersionQuery), responses((status = 200, description = "The form", body = TemplateView)), security(("bearer" = ["view_statistics"])))]
#[get("/report-templates/{code}")]
pub async fn get_one(
    app: web::Data<App>,
    _: Permit<ViewStatistics>,
    request: HttpRequest,
    code: web::Path<String>,
    query: Params<TemplateVersionQuery>,
) -> Answer<HttpResponse> {
    let (today, wanted) = (app.today(), query.0.version);
    let view = app.read(move |conn| view(conn, &code, wanted, today)).await?;
    match Format::wanted(&request) {
        Some(format @ (Format::Csv | Format::Xlsx)) => {
            let lines = sheet::template_lines(&view.template);
            let bytes = sheet::written(&lines, format).map_err(|e| Problem::internal(&e))?;
            Ok(attachment(bytes, format, &view.template.code))
        }
        _ => Ok(HttpResponse::Ok().json(view)),
    }
}

fn view(
    conn: &mut Conn,
    code: &str,
    wanted: Option<i64>,
    today: NaiveDate,
) -> giamngheo_store::Result<TemplateView> {
    let all = definitions::versions(conn, KIND, code)?;
    let holds = |v: &definitions::Version| v.valid_from <= today && v.valid_to.is_none_or(|end| end > today);
    let found = match wanted {
        Some(version) => all.iter().find(|v| v.version == version),
        None => all.iter().find(|v| holds(v)).or_else(|| all.first()),
    };
    let found = found.ok_or(Error::NotFound)?;
    Ok(TemplateView {
        version: found.version,
        valid_from: found.valid_from,
        valid_to: found.valid_to,
        origin: found.origin.clone(),
        versions: all.iter().map(|v| v.version).collect(),
        template: serde_json::from_str(&found.body)?,
    })
}

/// Forms hold in the whole nation: nobody of a part of it may change them.
fn national(permit: &Permit<ManageFramework>) -> Answer<()> {
    if permit.scope.is_national() {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "not_national",
        "Biểu mẫu dùng chung cho cả nước: chỉ quản trị hệ thống cấp toàn quốc được sửa.",
        "Forms hold for the whole nation: only a national administrator may change them.",
    ))
}

/// What formulae may name: the indicators and area groups in force on a day.
fn known(conn: &mut Conn, on: NaiveDate) -> giamngheo_store::Result<(BTreeSet<String>, BTreeSet<String>)> {
    let (mut indicators, mut groups) = (BTreeSet::new(), BTreeSet::new());
    for definition in definitions::in_force(conn, &["indicator", "area_group"], on)? {
        if definition.kind == "indicator" {
            indicators.insert(definition.code);
        } else {
            groups.insert(definition.code);
        }
    }
    Ok((indicators, groups))
}

/// Change a report template
///
/// As a new version from a day on; reports of rounds that are open go on with the version they were opened with. A
/// code that isn't there yet is a new form.
#[utoipa::path(tag = "reports", operation_id = "put_report_template", params(("code" = String, Path, description = "The form's code", example = "TT10-2022-M01")), request_body = TemplateInput, responses((status = 200, description = "Kept", body = TemplateView)), security(("bearer" = ["manage_framework"])))]
#[put("/report-templates/{code}")]
pub async fn put_one(
    app: web::Data<App>,
    permit: Permit<ManageFramework>,
    code: web::Path<String>,
    body: Body<TemplateInput>,
) -> Answer<web::Json<TemplateView>> {
    let Body(input) = body;
    national(&permit)?;
    let code = code.into_inner();
    let today = app.today();
    app.write(move |conn| {
        let mut faults = Vec::new();
        if input.template.code != code {
            faults.push(FieldError::new(
                "/template/code",
                "other_code",
                "mã khác với mã trong địa chỉ",
                "the code is not that of the address",
            ));
        }
        if is_kept(input.valid_from) {
            let (indicators, groups) = known(conn, input.valid_from)?;
            let found = report::check(&input.template, &indicators, &groups);
            faults.extend(
                found
                    .into_iter()
                    .map(|f| FieldError::new(format!("/template{}", f.pointer), f.code, f.vi, f.en)),
            );
        } else {
            faults.push(out_of_range());
        }
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        let version = keep(conn, &permit, &input.template, input.valid_from, input.base)?;
        Ok(web::Json(view(conn, &code, Some(version), today)?))
    })
    .await
}

fn out_of_range() -> FieldError {
    FieldError::new(
        "/valid_from",
        "out_of_range",
        "ngày phải trong khoảng 1900 – 2100",
        "the day must be in 1900 – 2100",
    )
}

fn keep(
    conn: &mut Conn,
    permit: &Permit<ManageFramework>,
    template: &Template,
    valid_from: NaiveDate,
    base: Option<i64>,
) -> giamngheo_store::Result<i64> {
    let new = NewVersion {
        kind: KIND,
        code: &template.code,
        valid_from,
        body: serde_json::to_string(template)?,
    };
    Ok(definitions::put(conn, &permit.scope, &new, base)?.version)
}

/// Import a report template
///
/// From a sheet such as `GET /report-templates/{code}` gives. What is wrong is named by row and column. With
/// `valid_from`, and when nothing is wrong, it is kept as a new version.
#[utoipa::path(tag = "reports", operation_id = "import_report_template", params(TemplateImportQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"), responses((status = 200, description = "What it says, and whether it was kept", body = TemplateImportView)), security(("bearer" = ["manage_framework"])))]
#[post("/report-templates/import")]
pub async fn import(
    app: web::Data<App>,
    permit: Permit<ManageFramework>,
    query: Params<TemplateImportQuery>,
    payload: web::Payload,
) -> Answer<web::Json<TemplateImportView>> {
    let Params(query) = query;
    let rows = sheet::receive(&app, payload).await?;
    national(&permit)?;
    if query.valid_from.is_some_and(|day| !is_kept(day)) {
        return Err(Problem::invalid(vec![out_of_range()]));
    }
    let on = query.valid_from.unwrap_or_else(|| app.today());
    app.write(move |conn| {
        let mut read = sheet::read_template(&rows);
        if let Some(template) = &read.template
            && read.problems.is_empty()
        {
            let (indicators, groups) = known(conn, on)?;
            for fault in report::check(template, &indicators, &groups) {
                let (row, column) = read.place(&fault.pointer);
                read.problems.push(SheetProblem {
                    row,
                    column,
                    code: fault.code.to_owned(),
                    vi: fault.vi,
                    en: fault.en,
                });
            }
        }
        let version = match (&read.template, query.valid_from) {
            (Some(template), Some(valid_from)) if read.problems.is_empty() => {
                Some(keep(conn, &permit, template, valid_from, query.base)?)
            }
            _ => None,
        };
        Ok(web::Json(TemplateImportView {
            saved: version.is_some(),
            version,
            problems: read.problems,
            template: read.template,
        }))
    })
    .await
}
