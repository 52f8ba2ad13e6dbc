//! Papers of a review as PDF and Excel. What each says is [`super::says`]'s part.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, get, web};
use giamngheo_papers::Paper;
use giamngheo_store::audit;
use giamngheo_store::reviews;
use giamngheo_store::{Conn, Error, Scope};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::dto::BoardView;
use super::routes::place;
use super::says;
use crate::app::App;
use crate::households::XLSX;
use crate::http::auth::{ExportHouseholds, Permit, ViewReviews};
use crate::http::extract::Params;
use crate::http::problem::{Answer, Problem};

/// The media type of a PDF.
const PDF: &str = "application/pdf";

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config.service(of_round).service(of_recognition).service(summary);
}

/// What a paper goes out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// To print and sign.
    Pdf,
    /// To work on with.
    Xlsx,
    /// For scripts; of the board alone.
    Csv,
}

impl Format {
    /// The format that the request's Accept header asks for.
    pub fn wanted(request: &HttpRequest) -> Option<Self> {
        let accept = request.headers().get(header::ACCEPT)?.to_str().ok()?;
        accept
            .split(',')
            .find_map(|part| match part.split(';').next()?.trim() {
                PDF => Some(Self::Pdf),
                XLSX => Some(Self::Xlsx),
                "text/csv" => Some(Self::Csv),
                _ => None,
            })
    }
}

/// The address of the web app, for codes on paper.
pub fn public_url(app: &App) -> String {
    app.config.public_url()
}

/// The papers as a file, made off the async workers: typesetting takes its time.
async fn file(papers: Vec<Paper>, format: Format) -> Answer<HttpResponse> {
    let stem = papers
        .first()
        .map_or_else(|| "van-ban".to_owned(), |p| p.file_stem.clone());
    let (media, extension) = match format {
        Format::Xlsx => (XLSX, "xlsx"),
        Format::Pdf | Format::Csv => (PDF, "pdf"),
    };
    let bytes = web::block(move || match format {
        Format::Xlsx => giamngheo_papers::xlsx(&papers),
        Format::Pdf | Format::Csv => giamngheo_papers::pdf(&papers),
    })
    .await?
    .map_err(|e| Problem::internal(&e))?;
    Ok(HttpResponse::Ok()
        .content_type(media)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{stem}.{extension}\""),
        ))
        .body(bytes))
}

/// The board as a file.
pub fn board(board: &BoardView, format: Format) -> Answer<HttpResponse> {
    let paper = says::board(board);
    let (bytes, media, extension) = match format {
        Format::Csv => (says::csv(&paper), "text/csv; charset=utf-8", "csv"),
        Format::Xlsx => (
            giamngheo_papers::xlsx(&[paper]).map_err(|e| Problem::internal(&e))?,
            XLSX,
            "xlsx",
        ),
        Format::Pdf => (
            giamngheo_papers::pdf(&[paper]).map_err(|e| Problem::internal(&e))?,
            PDF,
            "pdf",
        ),
    };
    Ok(HttpResponse::Ok()
        .content_type(media)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!(
                "attachment; filename=\"tien-do-ra-soat-{}.{extension}\"",
                board.year
            ),
        ))
        .body(bytes))
}

/// Of which village, meeting or household.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PaperQuery {
    /// Only this village (minutes, postings); all by default.
    #[validate(length(max = 60))]
    pub village: Option<String>,
    /// Only this household (receipts, certificates); all by default.
    #[validate(length(max = 60))]
    pub household: Option<String>,
}

fn unknown_paper(name: &str) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "not_found",
        format!("Không có văn bản “{name}”."),
        format!("There is no paper {name}."),
    )
}

/// Papers of a round
///
/// `cases` (the list to review), `receipt` (of a request, with the code to follow the case), `minutes` (of the village
/// meetings), `posting` (the list as it was last put up), `report` (to the level above), `poor`, `near_poor` and
/// `escaped` (the lists), `summary` (by village and by deprivation). As PDF, or with the Excel type in `Accept` as a
/// workbook.
#[utoipa::path(tag = "reviews", operation_id = "print_review_paper", params(("id" = String, Path, description = "The round's id"), ("paper" = String, Path, description = "Which paper", example = "report"), PaperQuery), responses((status = 200, description = "The paper", content_type = "application/pdf", body = Vec<u8>), (status = 409, description = "There is nothing to print yet", body = crate::http::problem::ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["export_households"])))]
#[get("/review-rounds/{id}/papers/{paper}")]
pub async fn of_round(
    app: web::Data<App>,
    permit: Permit<ExportHouseholds>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    query: Params<PaperQuery>,
) -> Answer<HttpResponse> {
    let format = Format::wanted(&request).unwrap_or(Format::Pdf);
    let (id, name) = path.into_inner();
    let Some(kind) = says::RoundPaper::from_code(&name) else {
        return Err(unknown_paper(&name));
    };
    let shared = App::clone(&app);
    let papers = app
        .write(move |conn| {
            let round = reviews::get(conn, &permit.scope, &id)?;
            let papers = says::of_round(conn, &shared, &permit.scope, &round, kind, &query.0)?;
            note(
                conn,
                &permit.scope,
                ("review_round", &round.id),
                &round.path,
                kind.code(),
            )?;
            Ok(papers)
        })
        .await?;
    file(papers, format).await
}

/// Taking personal data out in bulk is noted.
fn note(
    conn: &mut Conn,
    scope: &Scope,
    object: (&str, &str),
    path: &str,
    paper: &str,
) -> giamngheo_store::Result<()> {
    audit::note(
        conn,
        scope,
        "review.print",
        object,
        path,
        &json!({ "paper": paper }),
    )
}

/// Papers of a decision
///
/// `decision` (with its lists) and `certificates` (one a household, each with its code). As PDF, or with the Excel
/// type in `Accept` as a workbook.
#[utoipa::path(tag = "recognitions", operation_id = "print_recognition_paper", params(("id" = String, Path, description = "The decision's id"), ("paper" = String, Path, description = "Which paper", example = "decision"), PaperQuery), responses((status = 200, description = "The paper", content_type = "application/pdf", body = Vec<u8>), (status = 409, description = "There is nothing to print yet", body = crate::http::problem::ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["export_households"])))]
#[get("/recognitions/{id}/papers/{paper}")]
pub async fn of_recognition(
    app: web::Data<App>,
    permit: Permit<ExportHouseholds>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    query: Params<PaperQuery>,
) -> Answer<HttpResponse> {
    let format = Format::wanted(&request).unwrap_or(Format::Pdf);
    let (id, name) = path.into_inner();
    let Some(kind) = says::DecisionPaper::from_code(&name) else {
        return Err(unknown_paper(&name));
    };
    let shared = App::clone(&app);
    let papers = app
        .write(move |conn| {
            let decision = reviews::recognition(conn, &permit.scope, &id)?;
            let papers = says::of_recognition(conn, &shared, &permit.scope, &decision, kind, &query.0)?;
            if papers.is_empty() {
                return Err(Error::NotFound);
            }
            note(
                conn,
                &permit.scope,
                ("recognition", &decision.id),
                &decision.path,
                kind.code(),
            )?;
            Ok(papers)
        })
        .await?;
    file(papers, format).await
}

/// Which summary.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SummaryQuery {
    /// The area (code or id); what lies in the caller's areas by default.
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// The year; this one by default.
    #[param(example = 2025, minimum = 2000, maximum = 2100)]
    #[validate(range(min = 2000, max = 2100))]
    pub year: Option<i32>,
}

/// Summary of recognised results
///
/// By commune: households by class and movement as the decisions of the year have them. As PDF, or with the Excel type
/// in `Accept` as a workbook.
#[utoipa::path(tag = "recognitions", operation_id = "print_review_summary", params(SummaryQuery), responses((status = 200, description = "The paper", content_type = "application/pdf", body = Vec<u8>)), security(("bearer" = ["view_reviews"])))]
#[get("/review-summary")]
pub async fn summary(
    app: web::Data<App>,
    permit: Permit<ViewReviews>,
    request: HttpRequest,
    query: Params<SummaryQuery>,
) -> Answer<HttpResponse> {
    let format = Format::wanted(&request).unwrap_or(Format::Pdf);
    let Params(query) = query;
    let (shared, today) = (App::clone(&app), app.today());
    let year = query.year.unwrap_or_else(|| chrono::Datelike::year(&today));
    let paper = app
        .read(move |conn| {
            let found = query
                .area
                .as_deref()
                .map(|code| place(conn, &shared.atlas, code, Some(i64::from(year)), today))
                .transpose()?;
            let scope = found
                .as_ref()
                .map_or_else(|| permit.scope.clone(), |p| permit.scope.within(&p.paths));
            says::summary(conn, &shared, &scope, found.map(|p| p.area), year)
        })
        .await?;
    file(vec![paper], format).await
}
