//! Totals of an area: itself, the areas below, over the years, by indicator.

use actix_web::{get, web};
use chrono::NaiveDate;
use giamngheo_rules::deprivation;
use giamngheo_rules::poverty;
use giamngheo_store::Conn;
use giamngheo_store::households::summary::{self, Total};
use giamngheo_store::scope::Scope;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::dto::{AreaCounts, Counts, IndexView, OverviewView, ProfileView, Rate, TrendPoint};
use crate::app::App;
use crate::areas::atlas::{Atlas, Place};
use crate::areas::dto::AreaRef;
use crate::areas::routes::day_of_year;
use crate::http::auth::{Permit, ViewStatistics};
use crate::http::extract::Params;
use crate::http::problem::Answer;

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config.service(overview).service(trend).service(profile);
}

/// Which totals.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OverviewQuery {
    /// The area (code or id); the nation by default. Only what lies in the caller's areas is counted.
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// The year; the last one with a register by default.
    #[param(example = 2024, minimum = 2000, maximum = 2100)]
    #[validate(range(min = 2000, max = 2100))]
    pub year: Option<i64>,
    /// `then` (the default) lists the units of the year; `today` those of today, with the figures of the units
    /// that went into them whole.
    #[validate(length(max = 10))]
    pub units: Option<String>,
}

/// Which area.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AreaOnlyQuery {
    /// The area (code or id); the nation by default.
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
}

/// The last year that has a register in the scope; this year where there is none.
fn latest_year(conn: &mut Conn, scope: &Scope, today: NaiveDate) -> giamngheo_store::Result<i64> {
    Ok(summary::latest_year(conn, scope)?.unwrap_or(i64::from(chrono::Datelike::year(&today))))
}

/// Totals of an area
///
/// Households and people by class, the rates of poverty and the multidimensional measures, for the area and for
/// each area directly below.
#[utoipa::path(tag = "overview", operation_id = "get_overview", params(OverviewQuery), responses((status = 200, description = "The totals", body = OverviewView)), security(("bearer" = ["view_statistics"])))]
#[get("/overview")]
pub async fn overview(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    query: Params<OverviewQuery>,
) -> Answer<web::Json<OverviewView>> {
    let Params(query) = query;
    let today = app.today();
    let of_today = match query.units.as_deref() {
        None | Some("then") => false,
        Some("today") => true,
        Some(_) => {
            return Err(crate::http::problem::Problem::parameter(
                "units",
                "chỉ nhận then hoặc today",
                "units is then or today",
            ));
        }
    };
    let day = query.year.map(|y| day_of_year(y, today)).transpose()?;
    let atlas = app.atlas.clone();
    app.read(move |conn| {
        let days = if of_today {
            [today, today]
        } else {
            [day.unwrap_or(today), today]
        };
        let (place, scope) = atlas.within(conn, &permit.scope, query.area.as_deref(), &days)?;
        let year = match query.year {
            Some(year) => year,
            None => latest_year(conn, &scope, today)?,
        };
        let day = day_of_year(year, today).unwrap_or(today);
        let on = if of_today { today } else { day };
        let (totals, years) = summary::totals_and_years(conn, &scope, year)?;
        let children = children(conn, &atlas, &permit.scope, place.as_ref(), on, year, &totals)?;
        Ok(web::Json(OverviewView {
            area: place.as_ref().map(|p| AreaRef::from(&p.area)),
            year,
            on,
            counts: Counts::sum(&totals),
            index: index(&totals, day),
            children,
            years,
        }))
    })
    .await
}

fn index(totals: &[Total], day: NaiveDate) -> IndexView {
    let (cutoff, indicators) = poverty::in_force(day)
        .or_else(|| poverty::standards().last())
        .map_or((0, 0), |s| (s.deprivation_cutoff.value, s.indicators.len()));
    let sum = |f: fn(&Total) -> i64| totals.iter().map(f).sum::<i64>().max(0) as u64;
    let (members, deprived, censored) = (
        sum(|t| t.members),
        sum(|t| t.deprived_members),
        sum(|t| t.censored_deprivations),
    );
    let measure = deprivation::Index::from_sums(members, deprived, censored, indicators as u32).ok();
    IndexView {
        h: measure.as_ref().and_then(|m| m.h().value()),
        a: measure.as_ref().and_then(|m| m.a().value()),
        m0: measure.as_ref().and_then(|m| m.m0().value()),
        deprived_members: deprived as i64,
        members: members as i64,
        cutoff,
    }
}

/// The totals of the areas directly below; what belongs to none of them comes last, without an area.
fn children(
    conn: &mut Conn,
    atlas: &Atlas,
    scope: &Scope,
    place: Option<&Place>,
    on: NaiveDate,
    year: i64,
    totals: &[Total],
) -> giamngheo_store::Result<Vec<AreaCounts>> {
    if place.is_some_and(|p| p.area.level == "village") {
        return Ok(Vec::new());
    }
    let (below, are_villages) = atlas.parts(conn, place, on)?;
    let of_villages;
    let totals = if are_villages {
        let paths = place.map_or(&[][..], |p| p.paths.as_slice());
        of_villages = summary::village_totals(conn, scope, paths, year)?;
        of_villages.as_slice()
    } else {
        totals
    };
    let mut groups: std::collections::HashMap<Option<&str>, Vec<&Total>> = std::collections::HashMap::new();
    for total in totals {
        groups.entry(below.unit_of(&total.path)).or_default().push(total);
    }
    let mut out = Vec::new();
    for unit in &below.units {
        let mine = groups.remove(&Some(unit.id.as_str())).unwrap_or_default();
        // A unit outside the caller's areas is not listed: its totals are not his to see.
        if !mine.is_empty() || scope.covers(&unit.path) {
            out.push(AreaCounts {
                area: Some(AreaRef::from(unit)),
                counts: Counts::sum(mine),
            });
        }
    }
    let rest: Vec<&Total> = groups.into_values().flatten().collect();
    if !rest.is_empty() {
        out.push(AreaCounts {
            area: None,
            counts: Counts::sum(rest),
        });
    }
    Ok(out)
}

/// Totals over the years
///
/// The area with all units that went into it whole, each year on the units of that year.
#[utoipa::path(tag = "overview", operation_id = "get_trend", params(AreaOnlyQuery), responses((status = 200, description = "The years, the first first", body = Vec<TrendPoint>)), security(("bearer" = ["view_statistics"])))]
#[get("/overview/trend")]
pub async fn trend(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    query: Params<AreaOnlyQuery>,
) -> Answer<web::Json<Vec<TrendPoint>>> {
    let today = app.today();
    let atlas = app.atlas.clone();
    app.read(move |conn| {
        let (_, scope) = atlas.within(conn, &permit.scope, query.0.area.as_deref(), &[today])?;
        let totals = summary::trend(conn, &scope)?;
        Ok(web::Json(
            totals
                .chunk_by(|a, b| a.year == b.year)
                .map(|of_year| TrendPoint {
                    year: of_year[0].year,
                    counts: Counts::sum(of_year),
                })
                .collect(),
        ))
    })
    .await
}

/// Deprivations of the poor
///
/// For each indicator of the year's standard, how many poor and near-poor households are deprived in it.
#[utoipa::path(tag = "overview", operation_id = "get_deprivation_profile", params(OverviewQuery), responses((status = 200, description = "The indicators, in the standard's order", body = Vec<ProfileView>)), security(("bearer" = ["view_statistics"])))]
#[get("/overview/profile")]
pub async fn profile(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    query: Params<OverviewQuery>,
) -> Answer<web::Json<Vec<ProfileView>>> {
    let Params(query) = query;
    let today = app.today();
    let day = query.year.map(|y| day_of_year(y, today)).transpose()?;
    let atlas = app.atlas.clone();
    app.read(move |conn| {
        let (_, scope) = atlas.within(
            conn,
            &permit.scope,
            query.area.as_deref(),
            &[day.unwrap_or(today), today],
        )?;
        let year = match query.year {
            Some(year) => year,
            None => latest_year(conn, &scope, today)?,
        };
        let day = day_of_year(year, today).unwrap_or(today);
        let Some(standard) = poverty::in_force(day).or_else(|| poverty::standards().last()) else {
            return Ok(web::Json(Vec::new()));
        };
        let counts = Counts::sum(&summary::totals(conn, &scope, year)?);
        let rows = summary::profile(conn, &scope, year)?;
        let deprived = |class: &str, indicator: usize| {
            rows.iter()
                .filter(|r| r.class == class && r.indicator == indicator as i64 + 1)
                .map(|r| r.households)
                .sum::<i64>()
        };
        Ok(web::Json(
            standard
                .indicators
                .iter()
                .enumerate()
                .map(|(i, indicator)| {
                    let (poor, near_poor) = (deprived("poor", i), deprived("near_poor", i));
                    ProfileView {
                        indicator: indicator.code.clone(),
                        vi: indicator.name.vi.clone(),
                        en: indicator.name.en.clone(),
                        poor,
                        near_poor,
                        rate: Rate::of(poor + near_poor, counts.poor + counts.near_poor),
                    }
                })
                .collect(),
        ))
    })
    .await
}
