//! Decisions: recognition, corrections, certificates.

use actix_web::http::header;
use actix_web::{HttpResponse, get, post, web};
use giamngheo_rules::text::tidy;
use giamngheo_store::reviews::{self, Change, Correction, Decision, NewRecognition};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::dto::{CertificateView, ClassPeriodView, RecognitionView, village_id};
use super::inputs::{CorrectionInput, RecognitionInput};
use super::routes::place;
use crate::app::App;
use crate::http::auth::{Permit, RecogniseHouseholds, ViewHouseholds, ViewReviews};
use crate::http::etag::IfMatch;
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, ProblemDocument};

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(recognise)
        .service(list)
        .service(get_one)
        .service(correct)
        .service(certificates)
        .service(periods);
}

/// Recognise the result
///
/// By the commune's own approver, with number and date of the decision. Classes hold from that date; movements,
/// certificates, the year's register and the totals follow.
#[utoipa::path(tag = "recognitions", operation_id = "recognise_review_round", params(("id" = String, Path, description = "The round's id"), ("If-Match" = String, Header, description = "The round's version, from the ETag", example = "\"1\"")), request_body = RecognitionInput, responses((status = 201, description = "Recognised", body = RecognitionView), (status = 409, description = "Out of order, or on a sample form", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["recognise_households"])))]
#[post("/review-rounds/{id}/recognition")]
pub async fn recognise(
    app: web::Data<App>,
    permit: Permit<RecogniseHouseholds>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<RecognitionInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (today, demo, atlas) = (app.today(), app.config.demo, app.atlas.clone());
    let view = app
        .write(move |conn| {
            let round = reviews::lock(conn, &permit.scope, &id)?;
            let new = NewRecognition {
                decision: Decision {
                    number: tidy(&input.number),
                    decided_on: input.decided_on,
                    signer: tidy(&input.signer),
                    signer_title: tidy(&input.signer_title),
                },
                demo,
            };
            let made = reviews::recognise(conn, &permit.scope, &round, if_match.0, &new, today)?;
            let names = atlas.names(conn, [made.commune_id.clone()])?;
            RecognitionView::new(&made, &names)
        })
        .await?;
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, format!("/api/v1/recognitions/{}", view.id)))
        .json(view))
}

/// Which decisions.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RecognitionQuery {
    /// At or below this unit (code or id).
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Of this year.
    #[param(example = 2025, minimum = 2000, maximum = 2100)]
    #[validate(range(min = 2000, max = 2100))]
    pub year: Option<i64>,
    /// Of this round.
    #[validate(length(max = 60))]
    pub round: Option<String>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// List decisions
///
/// Recognitions and corrections of the caller's areas with their sums, the last first.
#[utoipa::path(tag = "recognitions", operation_id = "list_recognitions", params(RecognitionQuery), responses((status = 200, description = "A page of decisions", body = Page<RecognitionView>)), security(("bearer" = ["view_reviews"])))]
#[get("/recognitions")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ViewReviews>,
    query: Params<RecognitionQuery>,
) -> Answer<web::Json<Page<RecognitionView>>> {
    let Params(query) = query;
    let after: Option<String> = paging::keys(query.after.as_deref())?;
    let (today, atlas) = (app.today(), app.atlas.clone());
    app.read(move |conn| {
        let scope = match &query.area {
            None => permit.scope.clone(),
            Some(code) => permit
                .scope
                .within(&place(conn, &atlas, code, query.year, today)?.paths),
        };
        let rows = reviews::recognitions(
            conn,
            &scope,
            query.year,
            query.round.as_deref(),
            after.as_deref(),
            query.limit + 1,
        )?;
        let names = atlas.names(conn, rows.iter().map(|r| r.commune_id.clone()))?;
        let page = Page::cut(rows, query.limit, |r| r.id.clone());
        let next = page.next.clone();
        let items = page
            .items
            .iter()
            .map(|r| RecognitionView::new(r, &names))
            .collect::<giamngheo_store::Result<Vec<_>>>()?;
        Ok(web::Json(Page {
            items,
            next,
            total: None,
        }))
    })
    .await
}

/// Read a decision
///
/// With its sums by class and movement.
#[utoipa::path(tag = "recognitions", operation_id = "get_recognition", params(("id" = String, Path, description = "The decision's id")), responses((status = 200, description = "The decision", body = RecognitionView)), security(("bearer" = ["view_reviews"])))]
#[get("/recognitions/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ViewReviews>,
    id: web::Path<String>,
) -> Answer<web::Json<RecognitionView>> {
    let atlas = app.atlas.clone();
    app.read(move |conn| {
        let found = reviews::recognition(conn, &permit.scope, &id)?;
        let names = atlas.names(conn, [found.commune_id.clone()])?;
        Ok(web::Json(RecognitionView::new(&found, &names)?))
    })
    .await
}

/// Correct a decision
///
/// By a new one that refers to it: the households it names get their class from its date, with new certificates. What
/// was decided before stays in the records.
#[utoipa::path(tag = "recognitions", operation_id = "correct_recognition", params(("id" = String, Path, description = "The id of the decision to correct")), request_body = CorrectionInput, responses((status = 201, description = "Corrected", body = RecognitionView), (status = 409, description = "Not by the commune itself", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["recognise_households"])))]
#[post("/recognitions/{id}/corrections")]
pub async fn correct(
    app: web::Data<App>,
    permit: Permit<RecogniseHouseholds>,
    id: web::Path<String>,
    body: Body<CorrectionInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (today, atlas) = (app.today(), app.atlas.clone());
    let view = app
        .write(move |conn| {
            let decision = Decision {
                number: tidy(&input.number),
                decided_on: input.decided_on,
                signer: tidy(&input.signer),
                signer_title: tidy(&input.signer_title),
            };
            let changes: Vec<Change> = input
                .changes
                .into_iter()
                .map(|c| Change {
                    household_id: c.household_id,
                    class: c.class,
                })
                .collect();
            let correction = Correction {
                decision,
                reason: tidy(&input.reason),
                changes,
            };
            let made = reviews::correct(conn, &permit.scope, &id, &correction, today)?;
            let names = atlas.names(conn, [made.commune_id.clone()])?;
            RecognitionView::new(&made, &names)
        })
        .await?;
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, format!("/api/v1/recognitions/{}", view.id)))
        .json(view))
}

/// Certificates of a decision
///
/// By village and name, as far as they lie in the caller's areas.
#[utoipa::path(tag = "recognitions", operation_id = "list_certificates", params(("id" = String, Path, description = "The decision's id")), responses((status = 200, description = "The certificates", body = Vec<CertificateView>)), security(("bearer" = ["view_households"])))]
#[get("/recognitions/{id}/certificates")]
pub async fn certificates(
    app: web::Data<App>,
    permit: Permit<ViewHouseholds>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<CertificateView>>> {
    let atlas = app.atlas.clone();
    app.read(move |conn| {
        let decision = reviews::recognition(conn, &permit.scope, &id)?;
        let rows = reviews::certificates(conn, &decision, None)?;
        let names = atlas.names(
            conn,
            rows.iter().filter_map(|c| village_id(&c.path).map(str::to_owned)),
        )?;
        Ok(web::Json(
            rows.into_iter()
                .map(|c| CertificateView::new(c, &names))
                .collect(),
        ))
    })
    .await
}

/// What a household legally was and is
///
/// The periods of its class with the decisions they rest on, the last first.
#[utoipa::path(tag = "recognitions", operation_id = "list_class_periods", params(("id" = String, Path, description = "The household's id")), responses((status = 200, description = "The periods", body = Vec<ClassPeriodView>)), security(("bearer" = ["view_households"])))]
#[get("/households/{id}/class-periods")]
pub async fn periods(
    app: web::Data<App>,
    permit: Permit<ViewHouseholds>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<ClassPeriodView>>> {
    app.read(move |conn| {
        let household = giamngheo_store::households::get(conn, &permit.scope, &id)?;
        let rows = reviews::periods(conn, &household.province_id, &household.id)?;
        Ok(web::Json(rows.into_iter().map(ClassPeriodView::from).collect()))
    })
    .await
}
