//! Poverty figures for everybody, with small cells left out.

use actix_web::{HttpRequest, HttpResponse, get, web};
use giamngheo_rules::suppress;
use giamngheo_store::Scope;
use giamngheo_store::households::summary::{self, Total};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::routes::unit;
use super::table::Form;
use crate::app::App;
use crate::areas::dto::AreaRef;
use crate::areas::routes::day_of_year;
use crate::http::extract::Params;
use crate::http::problem::{Answer, Problem};
use crate::overview::dto::Rate;

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config.service(poverty);
}

/// Which figures.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PublicQuery {
    /// A province or district (code or id); the nation by default.
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// The year of the register; one that is over.
    #[param(example = 2025, minimum = 2000, maximum = 2100)]
    #[validate(range(min = 2000, max = 2100))]
    pub year: i64,
}

/// A unit's figures; what could tell of single families is null.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicRow {
    /// The unit; null is the whole.
    pub area: Option<AreaRef>,
    /// Households.
    pub households: i64,
    /// Poor households.
    pub poor: Option<i64>,
    /// Their share, percent.
    pub poor_percent: Option<f64>,
    /// Near-poor households.
    pub near_poor: Option<i64>,
    /// Their share, percent.
    pub near_poor_percent: Option<f64>,
    /// Whether something was left out.
    pub suppressed: bool,
}

/// Poverty in a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicView {
    /// The area; null is the nation.
    pub area: Option<AreaRef>,
    /// The year.
    pub year: i64,
    /// Counts from 1 to one less than this are left out, with others from which they could be worked out.
    pub threshold: i64,
    /// The whole first, then the units directly below, by name.
    pub rows: Vec<PublicRow>,
}

fn of_class(totals: &[&Total], class: Option<&str>) -> i64 {
    totals
        .iter()
        .filter(|t| class.is_none_or(|class| t.class == class))
        .map(|t| t.households)
        .sum()
}

fn row(area: Option<AreaRef>, [households, poor, near_poor]: [i64; 3], shown: bool) -> PublicRow {
    PublicRow {
        area,
        households,
        poor: shown.then_some(poor),
        poor_percent: shown.then(|| Rate::of(poor, households).percent).flatten(),
        near_poor: shown.then_some(near_poor),
        near_poor_percent: shown.then(|| Rate::of(near_poor, households).percent).flatten(),
        suppressed: !shown,
    }
}

/// Poverty figures for everybody
///
/// Poor and near-poor households of a year that is over, by the units directly below an area down to communes; no
/// account is needed. Cells of fewer than five households are left out (null), and others with them where they could be
/// worked out from the whole. With `Accept: text/csv` as CSV.
#[utoipa::path(tag = "indicators", operation_id = "get_public_poverty", params(PublicQuery), responses((status = 200, description = "The figures", body = PublicView), (status = 404, description = "There is no such area", body = crate::http::problem::ProblemDocument, content_type = "application/problem+json")))]
#[get("/public/poverty")]
pub async fn poverty(
    app: web::Data<App>,
    request: HttpRequest,
    query: Params<PublicQuery>,
) -> Answer<HttpResponse> {
    let Params(query) = query;
    let (atlas, today) = (app.atlas.clone(), app.today());
    let day = day_of_year(query.year, today)?;
    if i64::from(chrono::Datelike::year(&today)) <= query.year {
        return Err(Problem::parameter(
            "year",
            "chỉ công khai số liệu của năm đã kết thúc",
            "only figures of a year that is over are public",
        ));
    }
    let as_csv = Form::wanted(&request, None).is_some();
    let view = app
        .read(move |conn| {
            let whole = unit(conn, &atlas, query.area.as_deref(), &[day, today])?;
            let scope = Scope::of_the_program().within(&whole.paths);
            let totals = summary::totals(conn, &scope, query.year)?;
            let counts = |totals: &[&Total]| {
                [None, Some("poor"), Some("near_poor")].map(|class| of_class(totals, class))
            };
            let low = whole
                .area
                .as_ref()
                .is_some_and(|a| a.level == "commune" || a.level == "village");
            let all: Vec<&Total> = totals.iter().collect();
            let sum = counts(&all);
            let mut rows = vec![row(
                None,
                sum,
                sum[1..].iter().all(|n| suppress::shown(&[*n]) == [true]),
            )];
            if !low {
                let below = atlas.below(conn, whole.area.as_ref(), day)?;
                let of_units: Vec<[i64; 3]> = below
                    .units
                    .iter()
                    .map(|unit| {
                        let mine: Vec<&Total> = totals
                            .iter()
                            .filter(|t| below.unit_of(&t.path) == Some(unit.id.as_str()))
                            .collect();
                        counts(&mine)
                    })
                    .collect();
                let poor = suppress::shown(&of_units.iter().map(|c| c[1]).collect::<Vec<_>>());
                let near_poor = suppress::shown(&of_units.iter().map(|c| c[2]).collect::<Vec<_>>());
                for (i, unit) in below.units.iter().enumerate() {
                    let shown = poor[i] && near_poor[i];
                    rows.push(row(Some(AreaRef::from(unit)), of_units[i], shown));
                }
            }
            Ok(PublicView {
                area: whole.area.as_ref().map(AreaRef::from),
                year: query.year,
                threshold: suppress::THRESHOLD,
                rows,
            })
        })
        .await?;
    if !as_csv {
        return Ok(HttpResponse::Ok().json(view));
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    let percent = |n: Option<f64>| n.map(|n| n.to_string()).unwrap_or_default();
    let lines = view.rows.iter().map(|r| {
        let area = r.area.as_ref().or(view.area.as_ref());
        [
            area.map(|a| a.code.clone()).unwrap_or_default(),
            area.map(|a| a.name.clone()).unwrap_or_default(),
            view.year.to_string(),
            r.households.to_string(),
            number(r.poor),
            percent(r.poor_percent),
            number(r.near_poor),
            percent(r.near_poor_percent),
        ]
    });
    let head = [
        "area_code",
        "area",
        "year",
        "households",
        "poor",
        "poor_percent",
        "near_poor",
        "near_poor_percent",
    ];
    let written = out
        .write_record(head)
        .and_then(|()| lines.into_iter().try_for_each(|line| out.write_record(line)));
    written.map_err(|e| Problem::internal(&e))?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .body(out.into_inner().map_err(|e| Problem::internal(&e))?))
}
