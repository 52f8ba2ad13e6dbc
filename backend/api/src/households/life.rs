//! What happens to whole households: moving, splitting, merging, dissolving.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, post, web};
use chrono::NaiveDate;
use giamngheo_rules::text::tidy;
use giamngheo_store::households::{self, MoveOut, Split};
use giamngheo_store::{Error, areas};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::dto::{HouseholdView, Sight};
use super::routes::{answer, view};
use crate::app::App;
use crate::http::auth::{Permit, RestructureHouseholds};
use crate::http::etag::IfMatch;
use crate::http::extract::Body;
use crate::http::problem::Answer;

/// The routes of this part of the feature.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(move_out)
        .service(split)
        .service(merge)
        .service(dissolve);
}

/// Where a household goes.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveInput {
    /// The commune-level unit: code or id.
    #[schema(example = "06463", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub area: String,
    /// The village's id, one of the commune's.
    #[validate(length(min = 1, max = 60))]
    pub village_id: Option<String>,
    /// The day.
    pub on: NaiveDate,
    /// The paper it rests on.
    #[schema(max_length = 200)]
    #[validate(length(max = 200))]
    pub document: Option<String>,
}

/// Who leaves to form a household of their own.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitInput {
    /// Ids of the members who leave; not the present head.
    #[validate(length(min = 1, max = 60))]
    pub member_ids: Vec<String>,
    /// The head of the new household, one of them.
    #[validate(length(min = 1, max = 60))]
    pub head_id: String,
    /// The day.
    pub on: NaiveDate,
    /// The new household's address; the old one's by default.
    #[schema(max_length = 300)]
    #[validate(length(max = 300))]
    pub address: Option<String>,
}

/// The household that is merged into this one.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeInput {
    /// Its id.
    #[validate(length(min = 1, max = 60))]
    pub other_id: String,
    /// The day.
    pub on: NaiveDate,
}

/// Why a household is no more.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DissolveInput {
    /// The reason, in words.
    #[schema(min_length = 1, max_length = 500)]
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
    /// The day.
    pub on: NaiveDate,
}

fn not_in_future(on: NaiveDate, today: NaiveDate) -> giamngheo_store::Result<()> {
    if on > today {
        return Err(Error::field(
            "/on",
            "in_future",
            "ngày ở tương lai",
            "the day is in the future",
        ));
    }
    Ok(())
}

/// Move a household
///
/// To another commune or village. Beyond the caller's area the answer is 204: it can be read there from now on.
#[utoipa::path(tag = "households", operation_id = "move_household", params(("id" = String, Path, description = "The household's id"), ("If-Match" = String, Header, description = "The household's version, from the ETag", example = "\"1\"")), request_body = MoveInput, responses((status = 200, description = "Moved", body = HouseholdView), (status = 204, description = "Moved out of the caller's area")), security(("bearer" = ["restructure_households"])))]
#[post("/households/{id}/move")]
pub async fn move_out(
    app: web::Data<App>,
    permit: Permit<RestructureHouseholds>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<MoveInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (shared, today) = (App::clone(&app), app.today());
    let sight = Sight::of(&permit.actor);
    let moved = app
        .write(move |conn| {
            households::get(conn, &permit.scope, &id)?;
            not_in_future(input.on, today)?;
            let commune = match areas::find(conn, &input.area, today) {
                Err(Error::NotFound) => {
                    return Err(Error::field(
                        "/area",
                        "unknown",
                        "không có địa bàn này",
                        "there is no such area",
                    ));
                }
                found => found?,
            };
            let to = MoveOut {
                commune,
                village_id: input.village_id,
                on: input.on,
                document: input.document,
            };
            let moved = households::move_to(conn, &permit.scope, &id, if_match.0, &to)?;
            moved.map(|h| view(conn, &shared, &h, &sight)).transpose()
        })
        .await?;
    Ok(moved.map_or_else(
        || HttpResponse::NoContent().finish(),
        |v| answer(StatusCode::OK, &v),
    ))
}

/// Split a household
///
/// Some members form a household of their own in the same village. The new household is answered.
#[utoipa::path(tag = "households", operation_id = "split_household", params(("id" = String, Path, description = "The household's id"), ("If-Match" = String, Header, description = "The household's version, from the ETag", example = "\"1\"")), request_body = SplitInput, responses((status = 201, description = "The new household", body = HouseholdView)), security(("bearer" = ["restructure_households"])))]
#[post("/households/{id}/split")]
pub async fn split(
    app: web::Data<App>,
    permit: Permit<RestructureHouseholds>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<SplitInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (shared, today) = (App::clone(&app), app.today());
    let sight = Sight::of(&permit.actor);
    let created = app
        .write(move |conn| {
            households::get(conn, &permit.scope, &id)?;
            not_in_future(input.on, today)?;
            let order = Split {
                member_ids: input.member_ids,
                head_id: input.head_id,
                on: input.on,
                address: input.address.map(|a| tidy(&a)).filter(|a| !a.is_empty()),
            };
            let new = households::split(conn, &permit.scope, &id, if_match.0, &order)?;
            view(conn, &shared, &new, &sight)
        })
        .await?;
    Ok(answer(StatusCode::CREATED, &created))
}

/// Merge another household into this one
///
/// Its present members come over; a person with the same citizen ID in both is counted once.
#[utoipa::path(tag = "households", operation_id = "merge_households", params(("id" = String, Path, description = "The household that stays"), ("If-Match" = String, Header, description = "The household's version, from the ETag", example = "\"1\"")), request_body = MergeInput, responses((status = 200, description = "The household after it", body = HouseholdView)), security(("bearer" = ["restructure_households"])))]
#[post("/households/{id}/merge")]
pub async fn merge(
    app: web::Data<App>,
    permit: Permit<RestructureHouseholds>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<MergeInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (shared, today) = (App::clone(&app), app.today());
    let sight = Sight::of(&permit.actor);
    let merged = app
        .write(move |conn| {
            households::get(conn, &permit.scope, &id)?;
            not_in_future(input.on, today)?;
            let merged = households::merge(conn, &permit.scope, &id, if_match.0, &input.other_id, input.on)?;
            view(conn, &shared, &merged, &sight)
        })
        .await?;
    Ok(answer(StatusCode::OK, &merged))
}

/// Dissolve a household
///
/// It leaves the registers that no recognition has closed; its history stays.
#[utoipa::path(tag = "households", operation_id = "dissolve_household", params(("id" = String, Path, description = "The household's id"), ("If-Match" = String, Header, description = "The household's version, from the ETag", example = "\"1\"")), request_body = DissolveInput, responses((status = 200, description = "Dissolved", body = HouseholdView)), security(("bearer" = ["restructure_households"])))]
#[post("/households/{id}/dissolve")]
pub async fn dissolve(
    app: web::Data<App>,
    permit: Permit<RestructureHouseholds>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<DissolveInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (shared, today) = (App::clone(&app), app.today());
    let sight = Sight::of(&permit.actor);
    let ended = app
        .write(move |conn| {
            households::get(conn, &permit.scope, &id)?;
            not_in_future(input.on, today)?;
            let ended = households::dissolve(conn, &permit.scope, &id, if_match.0, input.on, &input.reason)?;
            view(conn, &shared, &ended, &sight)
        })
        .await?;
    Ok(answer(StatusCode::OK, &ended))
}
