//! Reports as files: PDF, Word, Excel with live formulae, CSV, JSON; and the sheet to fill in.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use giamngheo_rules::report::seal;
use giamngheo_store::reports;
use giamngheo_store::{Error, areas};
use utoipa_actix_web::service_config::ServiceConfig;

use super::filling::Desk;
use super::inputs::FileQuery;
use super::routes::unit;
use super::{filling, says, sheet};
use crate::app::App;
use crate::households::XLSX;
use crate::http::auth::{Permit, ViewStatistics};
use crate::http::extract::Params;
use crate::http::problem::{Answer, Problem};

const PDF: &str = "application/pdf";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config.service(file).service(entry_sheet);
}

/// What a report goes out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// To print and sign.
    Pdf,
    /// To edit.
    Docx,
    /// To work on with.
    Xlsx,
    /// For scripts, one cell a line.
    Csv,
    /// As it was frozen, byte for byte.
    Json,
}

impl Format {
    /// The format that the request's Accept header asks for.
    pub fn wanted(request: &HttpRequest) -> Option<Self> {
        let accept = request.headers().get(header::ACCEPT)?.to_str().ok()?;
        accept
            .split(',')
            .find_map(|part| match part.split(';').next()?.trim() {
                PDF => Some(Self::Pdf),
                DOCX => Some(Self::Docx),
                XLSX => Some(Self::Xlsx),
                "text/csv" => Some(Self::Csv),
                "application/json" => Some(Self::Json),
                _ => None,
            })
    }

    fn media(self) -> (&'static str, &'static str) {
        match self {
            Self::Pdf => (PDF, "pdf"),
            Self::Docx => (DOCX, "docx"),
            Self::Xlsx => (XLSX, "xlsx"),
            Self::Csv => ("text/csv; charset=utf-8", "csv"),
            Self::Json => ("application/json", "json"),
        }
    }
}

/// Bytes as a file to keep.
pub fn attachment(bytes: Vec<u8>, format: Format, stem: &str) -> HttpResponse {
    let (media, extension) = format.media();
    HttpResponse::Ok()
        .content_type(media)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{stem}.{extension}\""),
        ))
        .body(bytes)
}

/// A report as a file
///
/// By `Accept`: PDF (the default) and Word in the official layout, Excel with live formulae, CSV with one cell a line,
/// JSON: of an accepted version the bytes that its hash is of. What isn't accepted is marked as a draft.
#[utoipa::path(tag = "reports", operation_id = "print_report", params(("id" = String, Path, description = "The report's id"), FileQuery), responses((status = 200, description = "The file", content_type = "application/pdf", body = Vec<u8>)), security(("bearer" = ["view_statistics"])))]
#[get("/reports/{id}/file")]
pub async fn file(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    request: HttpRequest,
    id: web::Path<String>,
    query: Params<FileQuery>,
) -> Answer<HttpResponse> {
    let format = Format::wanted(&request).unwrap_or(Format::Pdf);
    let (shared, wanted) = (App::clone(&app), query.0.version);
    let made = app
        .read(move |conn| {
            let report = reports::get(conn, &permit.scope, &id)?;
            let desk = Desk::of(conn, &report)?;
            let plan = desk.plan()?;
            let version_no = wanted.unwrap_or(report.version_no);
            let stem = format!(
                "{}-{}-{}-v{version_no}",
                desk.form.template.code.to_lowercase(),
                report.period.to_lowercase(),
                report.area_id.split('.').next().unwrap_or_default()
            );
            let present = desk.version(conn, &plan, &report, Some(version_no))?;
            let area = unit(conn, &report)?;
            Ok(match format {
                Format::Json => {
                    let content = match present.content.clone() {
                        Some(content) => content,
                        None => filling::content(&report, &area, desk.period, present, None, shared.today()),
                    };
                    let (text, _) = seal(&content)?;
                    Made::Bytes(text.into_bytes(), stem)
                }
                Format::Csv => {
                    let lines = sheet::report_lines(&desk, &plan, &present.cells);
                    Made::Bytes(sheet::written(&lines, format).map_err(Error::Corrupt)?, stem)
                }
                Format::Pdf | Format::Docx | Format::Xlsx => {
                    let ancestors = areas::ancestors(conn, &area)?;
                    let said = says::Said {
                        desk: &desk,
                        plan: &plan,
                        area: &area,
                        above: ancestors.last(),
                        present: &present,
                        demo: shared.config.demo,
                    };
                    Made::Papers(says::papers(&said, &stem, format))
                }
            })
        })
        .await?;
    let (bytes, stem) = match made {
        Made::Bytes(bytes, stem) => (bytes, stem),
        // Typesetting takes its time.
        Made::Papers(papers) => {
            let stem = papers.first().map(|p| p.file_stem.clone()).unwrap_or_default();
            let bytes = web::block(move || match format {
                Format::Docx => giamngheo_papers::docx(&papers),
                Format::Xlsx => giamngheo_papers::xlsx(&papers),
                _ => giamngheo_papers::pdf(&papers),
            })
            .await?
            .map_err(|e| Problem::internal(&e))?;
            (bytes, stem)
        }
    };
    Ok(attachment(bytes, format, &stem))
}

/// What a file is made of.
enum Made {
    Bytes(Vec<u8>, String),
    Papers(Vec<giamngheo_papers::Paper>),
}

/// The sheet to fill in
///
/// The cells that are entered, with what was entered so far: as CSV, or with the Excel type in `Accept` as a workbook.
/// `POST /reports/{id}/import` takes it back.
#[utoipa::path(tag = "reports", operation_id = "get_report_sheet", params(("id" = String, Path, description = "The report's id")), responses((status = 200, description = "The sheet", content_type = "text/csv", body = Vec<u8>)), security(("bearer" = ["view_statistics"])))]
#[get("/reports/{id}/sheet")]
pub async fn entry_sheet(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let format = match Format::wanted(&request) {
        Some(Format::Xlsx) => Format::Xlsx,
        _ => Format::Csv,
    };
    let (lines, stem) = app
        .read(move |conn| {
            let report = reports::get(conn, &permit.scope, &id)?;
            let desk = Desk::of(conn, &report)?;
            let plan = desk.plan()?;
            let present = desk.present(conn, &plan, &report)?;
            let stem = format!(
                "nhap-{}-{}",
                desk.form.template.code.to_lowercase(),
                report.period
            );
            Ok((sheet::entry_lines(&desk, &plan, &present.cells), stem))
        })
        .await?;
    let bytes = web::block(move || sheet::written(&lines, format))
        .await?
        .map_err(|e| Problem::internal(&e))?;
    Ok(attachment(bytes, format, &stem))
}
