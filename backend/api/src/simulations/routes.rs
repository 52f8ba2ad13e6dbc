//! Simulations: whoever may run them counts his own areas under another standard; whoever may see totals reads them.

use actix_web::{HttpResponse, delete, get, post, web};
use chrono::NaiveDate;
use giamngheo_rules::poverty::simulation::Scenario;
use giamngheo_store::access::Action;
use giamngheo_store::scope::{Actor, Scope};
use giamngheo_store::simulations::{self, New, Simulation};
use giamngheo_store::{Conn, Error, Result};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::{SimulationInput, SimulationQuery, SimulationRow, SimulationUnit, SimulationView, Units};
use super::outcome::{Kept, KeptCell, outcome};
use crate::app::App;
use crate::areas::atlas::Atlas;
use crate::areas::dto::AreaRef;
use crate::areas::routes::day_of_year;
use crate::http::auth::{Permit, RunSimulations, ViewStatistics};
use crate::http::etag::{IfMatch, etag};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, Problem};

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config.service(list).service(run).service(get_one).service(remove);
}

/// The scope of those areas whose simulations the actor may delete, whoever made them.
fn administered(actor: &Actor) -> Option<Scope> {
    actor.scope(Action::ManageUsers)
}

fn row(simulation: &Simulation, scenario: &Scenario, area: Option<AreaRef>) -> SimulationRow {
    SimulationRow {
        id: simulation.id.clone(),
        name: simulation.name.clone(),
        area,
        year: simulation.year,
        standard: scenario.standard.clone(),
        edited: scenario.is_edited(),
        created_by: simulation.created_by_name.clone(),
        created_at: simulation.created_at.and_utc(),
        version: simulation.version,
    }
}

fn view(conn: &mut Conn, atlas: &Atlas, actor: &Actor, simulation: &Simulation) -> Result<SimulationView> {
    let scenario: Scenario = serde_json::from_str(&simulation.scenario)?;
    let benefits = serde_json::from_str(&simulation.benefits)?;
    let kept: Kept = serde_json::from_str(&simulation.result)?;
    let ids = kept.listed.iter().chain(&simulation.area_id);
    let names = atlas.names(conn, ids.cloned())?;
    let named = |id: &String| names.get(id).map(|area| AreaRef::clone(&area));
    let sum = |cells: &mut dyn Iterator<Item = &KeptCell>| {
        outcome(cells, &benefits).ok_or_else(|| Error::Corrupt("a cost without end".to_owned()))
    };
    let mut parts = Vec::new();
    // Where no units are listed the whole is all there is to say.
    if !kept.listed.is_empty() {
        let units = kept.listed.iter().map(Some).chain([None]);
        for unit in units {
            let mut cells = kept.cells.iter().filter(|c| c.unit.as_ref() == unit).peekable();
            if cells.peek().is_some() {
                parts.push(SimulationUnit {
                    area: unit.and_then(named),
                    outcome: sum(&mut cells)?,
                });
            }
        }
    }
    let whole = sum(&mut kept.cells.iter())?;
    Ok(SimulationView {
        row: row(simulation, &scenario, simulation.area_id.as_ref().and_then(named)),
        standard_name: kept.standard_name,
        scenario,
        benefits,
        figures: kept.figures,
        verified: kept.verified,
        units: kept.units,
        on: kept.on,
        data_version: simulation.data_version.clone(),
        whole,
        parts,
        deletable: simulation.created_by == actor.user_id
            || administered(actor).is_some_and(|s| s.covers(&simulation.path)),
    })
}

/// Counts, and says what is to be kept. Errors: an area that is none or not the caller's, a year without a register,
/// a cost without end.
fn count(
    conn: &mut Conn,
    atlas: &Atlas,
    scope: &Scope,
    (name, input): (String, SimulationInput),
    (day, today): (NaiveDate, NaiveDate),
) -> Result<New> {
    let to = input.scenario.standard().map_err(|_| Error::NotFound)?;
    let on = match input.units {
        Units::Then => day,
        Units::Today => today,
    };
    let found = atlas.within(conn, scope, input.area.as_deref(), &[on, today]);
    let (place, within) = found.map_err(|e| match e {
        Error::NotFound => Error::field(
            "/area",
            "unknown",
            "không có địa bàn này",
            "there is no such area",
        ),
        other => other,
    })?;
    let area = place.as_ref().map(|p| p.area.clone());
    simulations::check_area(scope, area.as_ref())?;
    let (below, by_village) = atlas.parts(conn, place.as_ref(), on)?;
    let counted = simulations::run(conn, &within, input.year, &to, by_village)?;
    if counted.cells.is_empty() {
        return Err(Error::field(
            "/year",
            "no_register",
            format!("địa bàn này không có sổ hộ của năm {}", input.year),
            format!("this area has no register of {}", input.year),
        ));
    }
    let kept = Kept::new(&to, input.units, on, &below, &counted.cells);
    if outcome(&kept.cells, &input.benefits).is_none() {
        return Err(Error::field(
            "/benefits",
            "too_large",
            "tổng kinh phí quá lớn",
            "the sum of the costs is too large",
        ));
    }
    Ok(New {
        name,
        area,
        year: input.year,
        scenario: serde_json::to_string(&input.scenario)?,
        benefits: serde_json::to_string(&input.benefits)?,
        result: serde_json::to_string(&kept)?,
        data_version: counted.data_version,
    })
}

/// List simulations
///
/// Those of areas that lie within the caller's as a whole, the last made first.
#[utoipa::path(tag = "simulations", operation_id = "list_simulations", params(SimulationQuery), responses((status = 200, description = "A page of simulations", body = Page<SimulationRow>)), security(("bearer" = ["view_statistics"])))]
#[get("/simulations")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    query: Params<SimulationQuery>,
) -> Answer<web::Json<Page<SimulationRow>>> {
    let Params(query) = query;
    let before: Option<String> = paging::keys(query.after.as_deref())?;
    let atlas = app.atlas.clone();
    app.read(move |conn| {
        let rows = simulations::list(conn, &permit.scope, before.as_deref(), query.limit + 1)?;
        let page = Page::cut(rows, query.limit, |s| s.id.clone());
        let names = atlas.names(conn, page.items.iter().filter_map(|s| s.area_id.clone()))?;
        let mut items = Vec::new();
        for simulation in &page.items {
            let area = simulation.area_id.as_ref().and_then(|id| names.get(id));
            let scenario = serde_json::from_str(&simulation.scenario)?;
            items.push(row(simulation, &scenario, area.map(|a| AreaRef::clone(&a))));
        }
        Ok(web::Json(Page {
            items,
            next: page.next,
            total: None,
        }))
    })
    .await
}

/// Run a simulation
///
/// Re-classifies the register of an area and year under a standard, with other figures if wanted, and keeps what comes
/// out. The registry is not touched. Each household is judged by what was found of it, as a survey is; who has no
/// findings, or none that the standard has a rule for, is counted as unjudged.
#[utoipa::path(tag = "simulations", operation_id = "run_simulation", request_body = SimulationInput, responses((status = 201, description = "Counted and kept", body = SimulationView)), security(("bearer" = ["run_simulations"])))]
#[post("/simulations")]
pub async fn run(
    app: web::Data<App>,
    permit: Permit<RunSimulations>,
    body: Body<SimulationInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let name = input.check().map_err(Problem::invalid)?;
    let today = app.today();
    let day = day_of_year(input.year, today)?;
    let (atlas, scope) = (app.atlas.clone(), permit.scope.clone());
    // Counting is long and only reads: it must not hold up those who write.
    let new = app
        .read(move |conn| count(conn, &atlas, &scope, (name, input), (day, today)))
        .await?;
    let atlas = app.atlas.clone();
    let made = app
        .write(move |conn| {
            let simulation = simulations::keep(conn, &permit.scope, &new)?;
            view(conn, &atlas, &permit.actor, &simulation)
        })
        .await?;
    Ok(HttpResponse::Created()
        .insert_header(etag(made.row.version))
        .json(made))
}

/// Read a simulation
///
/// One of an area that lies within the caller's as a whole: before and after by class with rates, movements between
/// classes, what benefits cost a year, and the same by unit directly below.
#[utoipa::path(tag = "simulations", operation_id = "get_simulation", params(("id" = String, Path, description = "The simulation's id")), responses((status = 200, description = "The simulation", body = SimulationView)), security(("bearer" = ["view_statistics"])))]
#[get("/simulations/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let atlas = app.atlas.clone();
    let found = app
        .read(move |conn| {
            let simulation = simulations::get(conn, &permit.scope, &id)?;
            view(conn, &atlas, &permit.actor, &simulation)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(found.row.version))
        .json(found))
}

/// Delete a simulation
///
/// One's own, or one of an area that one administers.
#[utoipa::path(tag = "simulations", operation_id = "delete_simulation", params(("id" = String, Path, description = "The simulation's id"), ("If-Match" = String, Header, description = "The version being deleted, from the ETag", example = "\"1\"")), responses((status = 204, description = "Deleted")), security(("bearer" = ["view_statistics"])))]
#[delete("/simulations/{id}")]
pub async fn remove(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    id: web::Path<String>,
    if_match: IfMatch,
) -> Answer<HttpResponse> {
    app.write(move |conn| {
        let administered = administered(&permit.actor);
        simulations::delete(conn, &permit.scope, administered.as_ref(), &id, if_match.0)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
