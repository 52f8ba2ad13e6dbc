//! Rounds: asking a form of units, and how far they are.

use actix_web::http::header;
use actix_web::{HttpResponse, get, post, web};
use chrono::Datelike;
use giamngheo_rules::period::Period;
use giamngheo_rules::report::{Level, State, Template};
use giamngheo_rules::text::tidy;
use giamngheo_store::definitions;
use giamngheo_store::reports::{self, NewRound, RoundFilter};
use giamngheo_store::{Conn, Error};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::{RoundDetail, RoundRow, RoundTotals, RoundView};
use super::filling::{Form, Forms};
use super::inputs::{RoundInput, RoundQuery};
use super::templates::KIND;
use crate::app::App;
use crate::http::auth::{OpenReportRounds, Permit, ViewStatistics};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, ProblemDocument};

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config.service(list).service(open).service(get_one);
}

/// List rounds
///
/// Those of the caller's areas, and those in which a unit above asked them; the last opened first.
#[utoipa::path(tag = "reports", operation_id = "list_report_rounds", params(RoundQuery), responses((status = 200, description = "A page of rounds", body = Page<RoundView>)), security(("bearer" = ["view_statistics"])))]
#[get("/report-rounds")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    query: Params<RoundQuery>,
) -> Answer<web::Json<Page<RoundView>>> {
    let Params(query) = query;
    let before: Option<String> = paging::keys(query.after.as_deref())?;
    let shared = App::clone(&app);
    app.read(move |conn| {
        let scope = match &query.area {
            None => permit.scope.clone(),
            Some(code) => permit
                .scope
                .within(&shared.atlas.place(conn, code, shared.today())?.paths),
        };
        let filter = RoundFilter {
            template: query.template,
            period: query.period,
        };
        let rows = reports::rounds(conn, &scope, &filter, before.as_deref(), query.limit + 1)?;
        let names = shared.atlas.names(conn, rows.iter().map(|r| r.area_id.clone()))?;
        let page = Page::cut(rows, query.limit, |r| r.id.clone());
        let (mut forms, mut items) = (Forms::default(), Vec::new());
        for round in &page.items {
            let form = forms.get(conn, &round.template, round.template_version)?;
            items.push(RoundView::new(round, form.reference(), names.get(&round.area_id)));
        }
        Ok(web::Json(Page {
            items,
            next: page.next,
            total: None,
        }))
    })
    .await
}

/// Open a round
///
/// A report for the unit and for every unit below it of the levels asked, as there are today. The unit consolidates
/// theirs. The form is the version in force on the period's last day.
#[utoipa::path(tag = "reports", operation_id = "open_report_round", request_body = RoundInput, responses((status = 201, description = "Opened", body = RoundDetail), (status = 409, description = "The unit asked this form for this period already", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["open_report_rounds"])))]
#[post("/report-rounds")]
pub async fn open(
    app: web::Data<App>,
    permit: Permit<OpenReportRounds>,
    body: Body<RoundInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let shared = App::clone(&app);
    let opened = app
        .write(move |conn| {
            let new = ordered(conn, &shared, input)?;
            let round = reports::open(conn, &permit.scope, &new)?;
            view(conn, &shared, &permit.scope, &round)
        })
        .await?;
    Ok(HttpResponse::Created()
        .insert_header((
            header::LOCATION,
            format!("/api/v1/report-rounds/{}", opened.round.id),
        ))
        .json(opened))
}

/// The input as an order: the form in force, the unit as it is today.
fn ordered(conn: &mut Conn, app: &App, input: RoundInput) -> giamngheo_store::Result<NewRound> {
    let today = app.today();
    let period = Period::from_code(&input.period).ok_or_else(|| {
        Error::field(
            "/period",
            "no_period",
            "kỳ báo cáo có dạng 2026, 2026-S1, 2026-Q3 hoặc 2026-M07",
            "a period is 2026, 2026-S1, 2026-Q3 or 2026-M07",
        )
    })?;
    let in_force = definitions::in_force(conn, &[KIND], period.last_day())?;
    let definition = in_force
        .into_iter()
        .find(|d| d.code == input.template)
        .ok_or_else(|| {
            Error::field(
                "/template",
                "unknown",
                "không có biểu mẫu này đang có hiệu lực vào cuối kỳ",
                "no such form is in force at the end of the period",
            )
        })?;
    let template: Template = serde_json::from_str(&definition.body)?;
    if !template.frequencies.contains(&period.frequency()) {
        return Err(Error::field(
            "/period",
            "wrong_frequency",
            "biểu mẫu không dùng cho kỳ này",
            "the form isn't for such periods",
        ));
    }
    let place = match app.atlas.place(conn, &input.area, today) {
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
    let fits = |level: Level| template.levels.contains(&level);
    if !Level::from_code(&place.area.level).is_some_and(fits) {
        return Err(Error::field(
            "/area",
            "wrong_level",
            "biểu mẫu không dùng cho cấp này",
            "the form isn't for this level",
        ));
    }
    if let Some(i) = input.levels.iter().position(|level| !fits(*level)) {
        return Err(Error::field(
            format!("/levels/{i}"),
            "wrong_level",
            "biểu mẫu không dùng cho cấp này",
            "the form isn't for this level",
        ));
    }
    if input.due_on < today || input.due_on.year() > 2100 {
        return Err(Error::field(
            "/due_on",
            if input.due_on < today {
                "in_past"
            } else {
                "out_of_range"
            },
            "hạn nộp phải từ hôm nay trở đi, không quá năm 2100",
            "it is due today or later, by 2100",
        ));
    }
    let mut levels = input.levels;
    levels.sort_unstable();
    levels.dedup();
    Ok(NewRound {
        template: input.template,
        template_version: definition.version,
        period,
        area: place.area,
        levels,
        document: input.document.as_deref().map(tidy).filter(|d| !d.is_empty()),
        opened_on: today,
        due_on: input.due_on,
    })
}

/// Read a round
///
/// With its units within the caller's areas: where each stands, who is late and by how many days.
#[utoipa::path(tag = "reports", operation_id = "get_report_round", params(("id" = String, Path, description = "The round's id")), responses((status = 200, description = "The round", body = RoundDetail)), security(("bearer" = ["view_statistics"])))]
#[get("/report-rounds/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    id: web::Path<String>,
) -> Answer<web::Json<RoundDetail>> {
    let shared = App::clone(&app);
    app.read(move |conn| {
        let round = reports::round(conn, &permit.scope, &id)?;
        Ok(web::Json(view(conn, &shared, &permit.scope, &round)?))
    })
    .await
}

fn view(
    conn: &mut Conn,
    app: &App,
    scope: &giamngheo_store::Scope,
    round: &reports::Round,
) -> giamngheo_store::Result<RoundDetail> {
    let today = app.today();
    let board = reports::board(conn, scope, round)?;
    let ids = board
        .iter()
        .map(|r| r.area_id.clone())
        .chain([round.area_id.clone()]);
    let names = app.atlas.names(conn, ids)?;
    let mut totals = RoundTotals {
        reports: board.len(),
        ..RoundTotals::default()
    };
    let mut rows = Vec::with_capacity(board.len());
    for unit in &board {
        let row = RoundRow::new(
            unit,
            unit.area_id == round.area_id,
            names.get(&unit.area_id),
            today,
        );
        *match State::from_code(&row.state) {
            Some(State::Submitted) => &mut totals.submitted,
            Some(State::Returned) => &mut totals.returned,
            Some(State::Accepted) => &mut totals.accepted,
            Some(State::Draft) | None => &mut totals.draft,
        } += 1;
        match (row.late, row.first_submitted_on) {
            (true, None) => totals.overdue += 1,
            (true, Some(_)) => totals.submitted_late += 1,
            (false, _) => {}
        }
        rows.push(row);
    }
    let name = |row: &RoundRow| row.area.as_ref().map(|a| a.name.clone());
    rows.sort_by(|a, b| {
        let overdue = |row: &RoundRow| row.late && row.first_submitted_on.is_none();
        (b.top.cmp(&a.top))
            .then_with(|| overdue(b).cmp(&overdue(a)))
            .then_with(|| b.days_late.cmp(&a.days_late))
            .then_with(|| name(a).cmp(&name(b)))
    });
    let form = Form::of(conn, &round.template, round.template_version)?;
    Ok(RoundDetail {
        round: RoundView::new(round, form.reference(), names.get(&round.area_id)),
        totals,
        rows,
    })
}
