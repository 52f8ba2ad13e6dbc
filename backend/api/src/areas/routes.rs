//! Areas: public facts, so that any signed-in user may read all of them; villages are kept by their commune.

use actix_web::{HttpResponse, get, patch, post, web};
use chrono::NaiveDate;
use giamngheo_store::areas::{self, Area, AreaFilter};
use giamngheo_store::{Conn, Error};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::boundaries;
use super::dto::{AreaRef, AreaView, KinView};
use crate::app::App;
use crate::http::auth::{ManageAreas, Permit, SignedIn};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, Problem};

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(geojson)
        .service(list)
        .service(get_one)
        .service(children)
        .service(successors)
        .service(predecessors)
        .service(create_village)
        .service(rename_village);
}

/// A date to look at.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OnQuery {
    /// The day the unit exists on; today by default.
    #[param(example = "2025-06-30")]
    pub on: Option<NaiveDate>,
}

/// What to look for among areas.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AreaQuery {
    /// The day the units exist on; today by default.
    #[param(example = "2025-06-30")]
    pub on: Option<NaiveDate>,
    /// province, district, commune or village.
    #[validate(length(max = 20))]
    pub level: Option<String>,
    /// Directly under this unit (code or id).
    #[validate(length(max = 60))]
    pub parent: Option<String>,
    /// At or below this unit (code or id).
    #[validate(length(max = 60))]
    pub within: Option<String>,
    /// Part of the name, in any case, with or without accents; or the code.
    #[param(example = "thanh hoa")]
    #[validate(length(max = 100))]
    pub q: Option<String>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// Whose boundaries.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BoundaryQuery {
    /// The province whose communes are asked for; none gives the provinces.
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub parent: Option<String>,
    /// The day; boundaries are known from 2025-07-01 on.
    pub on: Option<NaiveDate>,
}

/// A village's name.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VillageInput {
    /// Name with its kind: thôn, bản, tổ dân phố…
    #[schema(example = "Thôn Khòn Khẻ", min_length = 1, max_length = 100)]
    #[validate(length(min = 1, max = 100))]
    pub name: String,
}

fn with_ancestors(conn: &mut Conn, area: &Area) -> giamngheo_store::Result<AreaView> {
    Ok(AreaView::new(area, &areas::ancestors(conn, area)?))
}

/// Find areas
///
/// Units that exist on a day, provinces first; by name without accents, by level, under or within a unit.
#[utoipa::path(tag = "areas", operation_id = "list_areas", params(AreaQuery), responses((status = 200, description = "A page of areas", body = Page<AreaView>)), security(("bearer" = [])))]
#[get("/areas")]
pub async fn list(
    app: web::Data<App>,
    _: SignedIn,
    query: Params<AreaQuery>,
) -> Answer<web::Json<Page<AreaView>>> {
    let Params(query) = query;
    let after: Option<(String, String)> = paging::keys(query.after.as_deref())?;
    let on = query.on.unwrap_or_else(|| app.today());
    app.read(move |conn| {
        let filter = AreaFilter {
            on: Some(on),
            level: query.level,
            parent_id: query
                .parent
                .map(|p| areas::find(conn, &p, on))
                .transpose()?
                .map(|a| a.id),
            within: query
                .within
                .map(|w| areas::find(conn, &w, on))
                .transpose()?
                .map(|a| a.path),
            q: query.q,
        };
        let after = after.as_ref().map(|(rank, id)| (rank.as_str(), id.as_str()));
        let rows = areas::list(conn, &filter, after, query.limit + 1)?;
        let page = Page::cut(rows, query.limit, |(area, rank)| (rank.clone(), area.id.clone()));
        let ids: std::collections::BTreeSet<String> = page
            .items
            .iter()
            .flat_map(|(a, _)| a.path.split('/'))
            .filter(|p| !p.is_empty())
            .map(str::to_owned)
            .collect();
        let mut above = areas::by_ids(conn, ids)?;
        above.sort_by_key(|a| a.path.len());
        Ok(web::Json(page.map(|(area, _)| {
            let ancestors: Vec<Area> = above
                .iter()
                .filter(|a| a.id != area.id && area.path.starts_with(&a.path))
                .cloned()
                .collect();
            AreaView::new(&area, &ancestors)
        })))
    })
    .await
}

/// Read an area
///
/// By id, or by a code and the day it exists on: the same code can name other units at other times.
#[utoipa::path(tag = "areas", operation_id = "get_area", params(("code" = String, Path, description = "Code or id", example = "06463"), OnQuery), responses((status = 200, description = "The unit", body = AreaView)), security(("bearer" = [])))]
#[get("/areas/{code}")]
pub async fn get_one(
    app: web::Data<App>,
    _: SignedIn,
    code: web::Path<String>,
    query: Params<OnQuery>,
) -> Answer<web::Json<AreaView>> {
    let on = query.0.on.unwrap_or_else(|| app.today());
    app.read(move |conn| {
        let area = areas::find(conn, &code, on)?;
        with_ancestors(conn, &area).map(web::Json)
    })
    .await
}

/// Units directly below
///
/// The districts or communes of a province, the communes of a district, the villages of a commune.
#[utoipa::path(tag = "areas", operation_id = "list_area_children", params(("code" = String, Path, description = "Code or id", example = "20"), OnQuery), responses((status = 200, description = "The units below, by name", body = Vec<AreaRef>)), security(("bearer" = [])))]
#[get("/areas/{code}/children")]
pub async fn children(
    app: web::Data<App>,
    _: SignedIn,
    code: web::Path<String>,
    query: Params<OnQuery>,
) -> Answer<web::Json<Vec<AreaRef>>> {
    let on = query.0.on.unwrap_or_else(|| app.today());
    app.read(move |conn| {
        let area = areas::find(conn, &code, on)?;
        let filter = AreaFilter {
            on: Some(on),
            parent_id: Some(area.id),
            ..AreaFilter::default()
        };
        let rows = areas::list(conn, &filter, None, 2000)?;
        Ok(web::Json(rows.iter().map(|(a, _)| AreaRef::from(a)).collect()))
    })
    .await
}

async fn kin(
    app: &App,
    code: String,
    on: Option<NaiveDate>,
    forward: bool,
) -> Answer<web::Json<Vec<KinView>>> {
    let on = on.unwrap_or_else(|| app.today());
    app.read(move |conn| {
        let area = areas::find(conn, &code, on)?;
        let kin = areas::kin(conn, &area.id, forward)?;
        Ok(web::Json(
            kin.iter()
                .map(|(a, extent, on)| KinView {
                    area: AreaRef::from(a),
                    extent: extent.clone(),
                    on: *on,
                })
                .collect(),
        ))
    })
    .await
}

/// What became of an area
///
/// The units it went into, whole or in part, and when.
#[utoipa::path(tag = "areas", operation_id = "list_area_successors", params(("code" = String, Path, description = "Code or id", example = "06163"), OnQuery), responses((status = 200, description = "The units after it", body = Vec<KinView>)), security(("bearer" = [])))]
#[get("/areas/{code}/successors")]
pub async fn successors(
    app: web::Data<App>,
    _: SignedIn,
    code: web::Path<String>,
    query: Params<OnQuery>,
) -> Answer<web::Json<Vec<KinView>>> {
    kin(&app, code.into_inner(), query.0.on, true).await
}

/// Where an area came from
///
/// The units that went into it, whole or in part, and when.
#[utoipa::path(tag = "areas", operation_id = "list_area_predecessors", params(("code" = String, Path, description = "Code or id", example = "06463"), OnQuery), responses((status = 200, description = "The units before it", body = Vec<KinView>)), security(("bearer" = [])))]
#[get("/areas/{code}/predecessors")]
pub async fn predecessors(
    app: web::Data<App>,
    _: SignedIn,
    code: web::Path<String>,
    query: Params<OnQuery>,
) -> Answer<web::Json<Vec<KinView>>> {
    kin(&app, code.into_inner(), query.0.on, false).await
}

/// Add a village
///
/// To a commune of the caller's area.
#[utoipa::path(tag = "areas", operation_id = "create_village", params(("code" = String, Path, description = "The commune's code or id", example = "06163"), OnQuery), request_body = VillageInput, responses((status = 201, description = "Added", body = AreaView)), security(("bearer" = ["manage_areas"])))]
#[post("/areas/{code}/villages")]
pub async fn create_village(
    app: web::Data<App>,
    permit: Permit<ManageAreas>,
    code: web::Path<String>,
    query: Params<OnQuery>,
    body: Body<VillageInput>,
) -> Answer<HttpResponse> {
    let on = query.0.on.unwrap_or_else(|| app.today());
    let village = app
        .write(move |conn| {
            let commune = areas::find(conn, &code, on)?;
            let village = areas::create_village(conn, &permit.scope, &commune, &body.0.name)?;
            with_ancestors(conn, &village)
        })
        .await?;
    Ok(HttpResponse::Created().json(village))
}

/// Rename a village
///
/// Of a commune of the caller's area.
#[utoipa::path(tag = "areas", operation_id = "rename_village", params(("code" = String, Path, description = "The commune's code or id", example = "06163"), ("id" = String, Path, description = "The village's id"), OnQuery), request_body = VillageInput, responses((status = 200, description = "Renamed", body = AreaView)), security(("bearer" = ["manage_areas"])))]
#[patch("/areas/{code}/villages/{id}")]
pub async fn rename_village(
    app: web::Data<App>,
    permit: Permit<ManageAreas>,
    path: web::Path<(String, String)>,
    query: Params<OnQuery>,
    body: Body<VillageInput>,
) -> Answer<web::Json<AreaView>> {
    let on = query.0.on.unwrap_or_else(|| app.today());
    let atlas = app.atlas.clone();
    app.write(move |conn| {
        atlas.forget(&path.1);
        let commune = areas::find(conn, &path.0, on)?;
        let village = areas::by_id(conn, &path.1)?.filter(|v| v.parent_id.as_ref() == Some(&commune.id));
        village.ok_or(Error::NotFound)?;
        let village = areas::rename_village(conn, &permit.scope, &path.1, &body.0.name)?;
        with_ancestors(conn, &village).map(web::Json)
    })
    .await
}

/// Boundaries
///
/// GeoJSON for drawing: the provinces, or the communes of a province where they are known. Not for measuring.
#[utoipa::path(tag = "areas", operation_id = "get_area_boundaries", params(BoundaryQuery), responses((status = 200, description = "A FeatureCollection; properties id, code, name", body = Value, content_type = "application/geo+json")), security(("bearer" = [])))]
#[get("/areas.geojson")]
pub async fn geojson(app: web::Data<App>, _: SignedIn, query: Params<BoundaryQuery>) -> Answer<HttpResponse> {
    let Params(query) = query;
    let on = query.on.unwrap_or_else(|| app.today());
    let document = app
        .read(move |conn| {
            let text = match query.parent {
                None => Some(boundaries::PROVINCES),
                Some(parent) => {
                    let province = areas::find(conn, &parent, on)?;
                    (province.code == "20").then_some(boundaries::COMMUNES_20)
                }
            };
            let mut document: Value =
                text.map_or_else(|| Ok(json!({ "features": [] })), serde_json::from_str)?;
            let mut features = Vec::new();
            for feature in document["features"].as_array_mut().into_iter().flatten() {
                let code = feature["properties"]["code"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned();
                // Drawn for the units of 2025-07-01: on a day before it they don't exist.
                let known = NaiveDate::from_ymd_opt(2025, 7, 1).is_some_and(|from| on >= from);
                let Ok(unit) = areas::find(conn, &code, on) else {
                    continue;
                };
                if known {
                    feature["properties"] = json!({ "id": unit.id, "code": unit.code, "name": unit.name });
                    features.push(feature.take());
                }
            }
            Ok(json!({ "type": "FeatureCollection", "features": features }))
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("application/geo+json")
        .insert_header(("Cache-Control", "private, max-age=3600"))
        .json(document))
}

/// The last day of a year, on which its units are looked up; the current year's are looked up today.
pub fn day_of_year(year: i64, today: NaiveDate) -> Answer<NaiveDate> {
    i32::try_from(year)
        .ok()
        .and_then(|y| NaiveDate::from_ymd_opt(y, 12, 31))
        .map(|d| d.min(today))
        .ok_or_else(|| Problem::parameter("year", "năm không hợp lệ", "the year is not valid"))
}
