//! The board: how far all communes of an area are, late ones first; and what waits for the caller.

use std::collections::{BTreeMap, HashMap};

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{Datelike, NaiveDate};
use giamngheo_rules::calendar::add_working_days;
use giamngheo_rules::review::{self, Kind};
use giamngheo_store::access::Action;
use giamngheo_store::areas::{self, AreaFilter};
use giamngheo_store::reviews::{self, ProvinceSum, Round, RoundFilter};
use giamngheo_store::{Actor, Conn, Error, Scope};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::access::allowed;
use super::dto::{BoardRow, BoardView, CountsView, StepName};
use super::papers::{self, Format};
use super::routes::place;
use crate::app::App;
use crate::areas::atlas::Names;
use crate::areas::dto::AreaRef;
use crate::http::auth::{Permit, ViewReviews};
use crate::http::extract::Params;
use crate::http::problem::Answer;
use crate::reminders::ReminderView;

/// Most rounds of one board; the nation is summed up by province.
const MOST: i64 = 5_000;

/// Working days ahead of which the caller is reminded.
const AHEAD: u32 = 3;

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config.service(board);
}

/// Which board.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// The area (code or id); the nation by default, by province.
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// The year; this one by default.
    #[param(example = 2025, minimum = 2000, maximum = 2100)]
    #[validate(range(min = 2000, max = 2100))]
    pub year: Option<i32>,
    /// yearly (the default) or during_year.
    #[param(value_type = Option<Kind>)]
    pub kind: Option<Kind>,
}

/// Progress of the reviews
///
/// Every commune's round with its step, deadline and counts, late ones first; of the nation every province. With
/// `Accept: text/csv` or the Excel type as a file.
#[utoipa::path(tag = "reviews", operation_id = "get_review_board", params(BoardQuery), responses((status = 200, description = "The board", body = BoardView)), security(("bearer" = ["view_reviews"])))]
#[get("/review-board")]
pub async fn board(
    app: web::Data<App>,
    permit: Permit<ViewReviews>,
    request: HttpRequest,
    query: Params<BoardQuery>,
) -> Answer<HttpResponse> {
    let Params(query) = query;
    let (shared, today) = (App::clone(&app), app.today());
    let board = app
        .read(move |conn| view(conn, &shared, &permit.scope, &query, today))
        .await?;
    match Format::wanted(&request) {
        None => Ok(HttpResponse::Ok().json(board)),
        Some(format) => papers::board(&board, format),
    }
}

fn view(
    conn: &mut Conn,
    app: &App,
    scope: &Scope,
    query: &BoardQuery,
    today: NaiveDate,
) -> giamngheo_store::Result<BoardView> {
    let year = query.year.unwrap_or_else(|| today.year());
    let kind = query.kind.unwrap_or(Kind::Yearly);
    let found = query
        .area
        .as_deref()
        .map(|code| place(conn, &app.atlas, code, Some(i64::from(year)), today))
        .transpose()?;
    let rows = match &found {
        Some(place) => {
            let filter = RoundFilter {
                year: Some(i64::from(year)),
                kind: Some(kind.code().to_owned()),
                ..RoundFilter::default()
            };
            let rounds = reviews::rounds(conn, &scope.within(&place.paths), &filter, None, MOST)?;
            let names = app
                .atlas
                .names(conn, rounds.iter().map(|r| r.commune_id.clone()))?;
            rounds
                .iter()
                .filter(|r| r.state != "cancelled")
                .map(|r| of_round(r, &names, today))
                .collect()
        }
        None => by_province(conn, scope, year, kind, today)?,
    };
    Ok(made(
        found.map(|p| AreaRef::from(&p.area)),
        year,
        kind,
        today,
        rows,
    ))
}

/// The rows with their sum, late ones first.
fn made(
    area: Option<AreaRef>,
    year: i32,
    kind: Kind,
    today: NaiveDate,
    mut rows: Vec<BoardRow>,
) -> BoardView {
    rows.sort_by(|a, b| {
        let name = |row: &BoardRow| row.area.as_ref().map(|area| area.name.clone());
        (b.days_late.cmp(&a.days_late))
            .then_with(|| a.due_on.is_none().cmp(&b.due_on.is_none()))
            .then_with(|| a.due_on.cmp(&b.due_on))
            .then_with(|| name(a).cmp(&name(b)))
    });
    let mut total = BoardRow {
        area: None,
        round_id: None,
        state: None,
        due_on: rows.iter().filter_map(|r| r.due_on).min(),
        days_late: rows.iter().map(|r| r.days_late).max().unwrap_or(0),
        rounds: 0,
        late: 0,
        by_state: BTreeMap::new(),
        counts: CountsView::default(),
    };
    for row in &rows {
        total.rounds += row.rounds;
        total.late += row.late;
        total.counts.add(&row.counts);
        for (state, n) in &row.by_state {
            *total.by_state.entry(state.clone()).or_default() += n;
        }
    }
    // The steps of the year's procedure, by the day on which its autumn begins.
    let day = NaiveDate::from_ymd_opt(year, 9, 1).unwrap_or(today);
    let steps = review::in_force(kind, day)
        .or_else(|| review::procedures().iter().find(|p| p.kind == kind))
        .map(|p| {
            p.steps
                .iter()
                .map(|s| StepName {
                    code: s.code,
                    name: s.name.clone(),
                })
                .collect()
        })
        .unwrap_or_default();
    BoardView {
        area,
        year: i64::from(year),
        kind,
        today,
        steps,
        total,
        rows,
    }
}

fn of_round(round: &Round, names: &Names, today: NaiveDate) -> BoardRow {
    let days_late = round.days_late(today);
    BoardRow {
        area: names.get(&round.commune_id),
        round_id: Some(round.id.clone()),
        state: Some(round.state.clone()),
        due_on: round.due_on,
        days_late,
        rounds: 1,
        late: i64::from(days_late > 0),
        by_state: BTreeMap::from([(round.state.clone(), 1)]),
        counts: CountsView::of(round),
    }
}

fn by_province(
    conn: &mut Conn,
    scope: &Scope,
    year: i32,
    kind: Kind,
    today: NaiveDate,
) -> giamngheo_store::Result<Vec<BoardRow>> {
    let sums = reviews::by_province(conn, scope, i64::from(year), kind.code(), today)?;
    let filter = AreaFilter {
        level: Some("province".to_owned()),
        ..AreaFilter::default()
    };
    let provinces: HashMap<String, AreaRef> = areas::list(conn, &filter, None, 500)?
        .into_iter()
        .map(|(area, _)| (area.id.clone(), AreaRef::from(&area)))
        .collect();
    let mut rows: BTreeMap<String, BoardRow> = BTreeMap::new();
    for sum in &sums {
        let province = sum.path.split('/').next().unwrap_or_default();
        let row = rows.entry(province.to_owned()).or_insert_with(|| BoardRow {
            area: provinces.get(province).cloned().map(std::sync::Arc::new),
            round_id: None,
            state: None,
            due_on: None,
            days_late: 0,
            rounds: 0,
            late: 0,
            by_state: BTreeMap::new(),
            counts: CountsView::default(),
        });
        row.rounds += sum.rounds;
        row.late += sum.late;
        row.due_on = row.due_on.into_iter().chain(sum.due_on).min();
        row.days_late = row.due_on.map_or(0, |due| (today - due).num_days().max(0));
        *row.by_state.entry(sum.state.clone()).or_default() += sum.rounds;
        row.counts.add(&counts_of(sum));
    }
    Ok(rows.into_values().collect())
}

fn counts_of(sum: &ProvinceSum) -> CountsView {
    CountsView {
        total: sum.total,
        unassigned: sum.unassigned,
        unsurveyed: sum.unsurveyed,
        unread: sum.unread,
        unchecked: sum.unchecked,
        unagreed: sum.unagreed,
        open_complaints: sum.open_complaints,
        unposted: sum.unposted,
        poor: sum.poor,
        near_poor: sum.near_poor,
    }
}

/// What is found; nothing where it is out of sight.
fn seen<T>(found: giamngheo_store::Result<T>) -> giamngheo_store::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound) => Ok(None),
        Err(e) => Err(e),
    }
}

/// What waits for the actor in reviews: steps of rounds that are his to do and due within three working days or late,
/// households given to him to survey, complaints to decide.
pub fn remind(
    conn: &mut Conn,
    app: &App,
    actor: &Actor,
    today: NaiveDate,
) -> giamngheo_store::Result<Vec<ReminderView>> {
    let Some(scope) = actor.scope(Action::ViewReviews) else {
        return Ok(Vec::new());
    };
    let scope = &scope;
    let mut found: Vec<(&'static str, Round, Option<NaiveDate>, i64)> = Vec::new();
    for round in reviews::due(conn, scope, add_working_days(today, AHEAD), 500)? {
        let situation = reviews::situation(conn, &round, today, app.config.demo)?;
        let acts = allowed(actor, &round, &situation)?;
        let moves = acts.iter().any(|act| {
            !matches!(
                act,
                review::Act::Cancel | review::Act::Survey | review::Act::SpotCheck | review::Act::Return
            )
        });
        if moves {
            let (due, count) = (round.due_on, round.total);
            found.push(("step", round, due, count));
        }
    }
    if let Some(surveys) = actor.scope(Action::SurveyHouseholds) {
        for waiting in reviews::waiting(conn, &surveys, actor)? {
            let Some(round) = seen(reviews::get(conn, &surveys, &waiting.round_id))? else {
                continue;
            };
            let due = round.due_on;
            found.push(("survey", round, due, waiting.n));
        }
    }
    if let Some(conducts) = actor.scope(Action::ConductReview) {
        for complaint in reviews::open_complaints(conn, &conducts)? {
            let Some(round) = seen(reviews::get(conn, scope, &complaint.round_id))? else {
                continue;
            };
            if conducts.is_of(&round.path) {
                found.push(("complaint", round, Some(complaint.due_on), complaint.n));
            }
        }
    }
    let names = app.atlas.names(
        conn,
        found
            .iter()
            .map(|(_, r, _, _)| r.commune_id.clone())
            .collect::<Vec<_>>(),
    )?;
    Ok(found
        .into_iter()
        .map(|(kind, round, due_on, count)| ReminderView {
            area: names.get(&round.commune_id),
            id: round.id,
            round_kind: Some(round.kind),
            year: round.year,
            state: round.state,
            count,
            ..ReminderView::new(kind, due_on, today)
        })
        .collect())
}
