//! What there is to give money for, who has budgets, lines, the tree of units, and what is owed.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get, post, put, web};
use chrono::Datelike;
use giamngheo_rules::budget::{Item, Kind, percent};
use giamngheo_rules::text::{fold, tidy};
use giamngheo_store::budget::{self, Execution, ObligationFilter, Slice, Sums, Unit};
use giamngheo_store::definitions::{self, NewVersion};
use giamngheo_store::{Error, FieldError, areas};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::{
    BudgetDayQuery, BudgetFundingView, BudgetItemInput, BudgetItemView, BudgetKindView, BudgetLineQuery,
    BudgetLineView, BudgetLinesView, BudgetNode, BudgetObligationQuery, BudgetObligationView,
    BudgetOfficeInput, BudgetSourcesView, BudgetTreeQuery, BudgetTreeView, BudgetUnitQuery, UnitRef,
};
use super::{days_of, within};
use crate::app::App;
use crate::http::auth::{ManageBudget, Permit, SignedIn, ViewBudget};
use crate::http::etag::{IfMatchWhenThere, etag};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, Problem};

/// More lines than these are not shown at once.
const MOST_LINES: i64 = 2000;

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list_items)
        .service(put_item)
        .service(list_sources)
        .service(list_units)
        .service(add_office)
        .service(list_lines)
        .service(list_funding)
        .service(get_tree)
        .service(list_obligations);
}

/// A day that is kept. Errors: outside of 1900 to 2100.
pub(super) fn kept_day(pointer: &str, day: chrono::NaiveDate) -> Answer<chrono::NaiveDate> {
    if (1900..=2100).contains(&day.year()) {
        return Ok(day);
    }
    Err(Problem::field(
        pointer,
        "out_of_range",
        "ngày phải trong khoảng 1900 – 2100",
        "the day must be in 1900 – 2100",
    ))
}

/// List what money is given for
///
/// Programmes, projects, sub-projects and activities as they hold on a day, by code: plans and visits name them too.
#[utoipa::path(tag = "budget", operation_id = "list_budget_items", params(BudgetDayQuery), responses((status = 200, description = "The items", body = Vec<BudgetItemView>)), security(("bearer" = [])))]
#[get("/budget/items")]
pub async fn list_items(
    app: web::Data<App>,
    _signed_in: SignedIn,
    query: Params<BudgetDayQuery>,
) -> Answer<web::Json<Vec<BudgetItemView>>> {
    let on = asked_day(&app, &query.0)?;
    app.read(move |conn| {
        let rows = definitions::in_force(conn, &["budget_item"], on)?;
        let views: giamngheo_store::Result<Vec<_>> = rows.into_iter().map(item_view).collect();
        Ok(web::Json(views?))
    })
    .await
}

fn asked_day(app: &App, query: &BudgetDayQuery) -> Answer<chrono::NaiveDate> {
    let day = query.on.unwrap_or_else(|| app.today());
    kept_day("/on", day).map_err(|_| {
        Problem::parameter(
            "on",
            "ngày phải trong khoảng 1900 – 2100",
            "the day must be in 1900 – 2100",
        )
    })
}

fn item_view(row: definitions::Definition) -> giamngheo_store::Result<BudgetItemView> {
    Ok(BudgetItemView {
        item: serde_json::from_str(&row.body)?,
        version: row.version,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    })
}

/// Define what money is given for
///
/// By a new version that holds from a day on; with If-Match where the code is there already. For national administrators.
#[utoipa::path(tag = "budget", operation_id = "put_budget_item", params(("code" = String, Path, description = "The item's code, percent-encoded", example = "CT2635/NL/GS"), ("If-Match" = Option<String>, Header, description = "The version being changed, when the item is there already", example = "\"1\"")), request_body = BudgetItemInput, responses((status = 200, description = "Changed", body = BudgetItemView), (status = 201, description = "Added", body = BudgetItemView)), security(("bearer" = ["manage_budget"])))]
#[put("/budget/items/{code}")]
pub async fn put_item(
    app: web::Data<App>,
    permit: Permit<ManageBudget>,
    code: web::Path<String>,
    if_match: IfMatchWhenThere,
    body: Body<BudgetItemInput>,
) -> Answer<HttpResponse> {
    if !permit.scope.is_national() {
        return Err(Problem::new(
            actix_web::http::StatusCode::FORBIDDEN,
            "not_national",
            "Danh mục dùng chung cho cả nước: chỉ quản trị hệ thống cấp toàn quốc được sửa.",
            "The catalogue holds for the whole nation: only a national administrator may change it.",
        ));
    }
    let (input, code) = (body.0, code.into_inner());
    let valid_from = kept_day("/valid_from", input.valid_from)?;
    if code.len() > 60 {
        return Err(Problem::not_found());
    }
    let item = Item {
        programme: code.split('/').next().unwrap_or_default().to_owned(),
        code,
        parent: input.parent.filter(|p| !p.is_empty()),
        kind: input.kind,
        name: input.name,
        capital: input.capital,
        first_year: input.first_year,
        last_year: input.last_year,
        position: input.position,
        legal: input.legal,
        verified: input.verified,
    };
    let view = app
        .write(move |conn| {
            let known = budget::catalogue(conn, valid_from)?;
            let mut faults: Vec<FieldError> = item
                .faults(&known)
                .into_iter()
                .map(|(field, code, words)| FieldError::new(format!("/{field}"), code, words.vi, words.en))
                .collect();
            for (field, text) in [("/name/vi", &item.name.vi), ("/name/en", &item.name.en)] {
                if text.trim().is_empty() || text.chars().count() > 500 {
                    faults.push(FieldError::new(
                        field,
                        "length",
                        "tên phải có từ 1 đến 500 ký tự",
                        "a name has 1 to 500 characters",
                    ));
                }
            }
            if !faults.is_empty() {
                return Err(Error::Invalid(faults));
            }
            let new = NewVersion {
                kind: "budget_item",
                code: &item.code,
                valid_from,
                body: serde_json::to_string(&item)?,
            };
            item_view(definitions::put(conn, &permit.scope, &new, if_match.0)?)
        })
        .await?;
    let mut answer = if view.version == 1 {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(answer.insert_header(etag(view.version)).json(view))
}

/// List sources and kinds
///
/// Sources and kinds of capital as they hold on a day, and the kinds of vouchers with what they ask for.
#[utoipa::path(tag = "budget", operation_id = "list_budget_sources", params(BudgetDayQuery), responses((status = 200, description = "Sources and kinds", body = BudgetSourcesView)), security(("bearer" = ["view_budget"])))]
#[get("/budget/sources")]
pub async fn list_sources(
    app: web::Data<App>,
    _permit: Permit<ViewBudget>,
    query: Params<BudgetDayQuery>,
) -> Answer<web::Json<BudgetSourcesView>> {
    let on = asked_day(&app, &query.0)?;
    let known = app.read(move |conn| budget::catalogue(conn, on)).await?;
    let mut sources: Vec<_> = known.sources.into_values().collect();
    sources.sort_by_key(|s| s.position);
    let mut capital_kinds: Vec<_> = known.capital_kinds.into_values().collect();
    capital_kinds.sort_by_key(|c| c.position);
    let kinds = Kind::ALL.iter().map(|kind| BudgetKindView {
        code: *kind,
        name: kind.name(),
        entered: kind.is_entered(),
        to: matches!(kind, Kind::Allocate | Kind::Withdraw),
        payee: kind.has_payee(),
        draws_on: kind.draws_on().map(|(asked, _)| asked.code().to_owned()),
    });
    Ok(web::Json(BudgetSourcesView {
        sources,
        capital_kinds,
        kinds: kinds.collect(),
    }))
}

/// List who has budgets
///
/// People's committees of the caller's areas that something was entered for, and their offices.
#[utoipa::path(tag = "budget", operation_id = "list_budget_units", params(BudgetUnitQuery), responses((status = 200, description = "The units", body = Vec<UnitRef>)), security(("bearer" = ["view_budget"])))]
#[get("/budget/units")]
pub async fn list_units(
    app: web::Data<App>,
    permit: Permit<ViewBudget>,
    query: Params<BudgetUnitQuery>,
) -> Answer<web::Json<Vec<UnitRef>>> {
    let (atlas, today) = (app.atlas.clone(), app.today());
    app.read(move |conn| {
        let scope = within(conn, &atlas, &permit.scope, query.0.area.as_deref(), &[today])?;
        let units = budget::units(conn, &scope)?;
        Ok(web::Json(units.iter().map(UnitRef::from).collect()))
    })
    .await
}

/// Add an office
///
/// Of an area, that has a budget of its own.
#[utoipa::path(tag = "budget", operation_id = "add_budget_office", request_body = BudgetOfficeInput, responses((status = 201, description = "Added", body = UnitRef)), security(("bearer" = ["manage_budget"])))]
#[post("/budget/units")]
pub async fn add_office(
    app: web::Data<App>,
    permit: Permit<ManageBudget>,
    body: Body<BudgetOfficeInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let code_fits = input.code.starts_with(|c: char| c.is_ascii_uppercase())
        && input
            .code
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
    if !code_fits {
        return Err(Problem::field(
            "/code",
            "bad_code",
            "mã bắt đầu bằng chữ hoa, gồm chữ hoa, chữ số và gạch nối",
            "a code begins with a capital and has capitals, digits and hyphens",
        ));
    }
    let name = tidy(&input.name);
    if name.is_empty() {
        return Err(Problem::field("/name", "length", "cần ghi tên", "give a name"));
    }
    let name_en = input.name_en.map(|n| tidy(&n)).filter(|n| !n.is_empty());
    let today = app.today();
    let office = app
        .write(move |conn| {
            let area = areas::find(conn, &input.area, today).map_err(|e| match e {
                Error::NotFound => Error::field(
                    "/area",
                    "unknown",
                    "không có địa bàn này",
                    "there is no such area",
                ),
                other => other,
            })?;
            let names = (name.as_str(), name_en.as_deref().unwrap_or(&name));
            budget::add_office(conn, &permit.scope, &area, &input.code, names)
        })
        .await?;
    Ok(HttpResponse::Created().json(UnitRef::from(&office)))
}

/// List budget lines
///
/// Of the caller's areas, with what came in, what was passed on, and where the rest is. Each line's sums add up: allotted =
/// passed on + available + committed + advanced + disbursed + settled + returned + carried over.
#[utoipa::path(tag = "budget", operation_id = "list_budget_lines", params(BudgetLineQuery), responses((status = 200, description = "The lines", body = BudgetLinesView)), security(("bearer" = ["view_budget"])))]
#[get("/budget/lines")]
pub async fn list_lines(
    app: web::Data<App>,
    permit: Permit<ViewBudget>,
    query: Params<BudgetLineQuery>,
) -> Answer<web::Json<BudgetLinesView>> {
    let (Params(query), atlas, today) = (query, app.atlas.clone(), app.today());
    app.read(move |conn| {
        let year = query.year.unwrap_or(today.year());
        let days = days_of(year, today);
        let scope = within(conn, &atlas, &permit.scope, query.area.as_deref(), &days)?;
        let unit_id = match &query.unit {
            Some(unit) => Some(budget::unit(conn, &scope, unit, days[0])?.id),
            None => None,
        };
        let slice = Slice {
            year: Some(i64::from(year)),
            unit_id,
            item: query.item,
            source: query.source,
            capital: query.capital,
            until: None,
        };
        let mut rows = budget::lines(conn, &scope, &slice, MOST_LINES + 1)?;
        let more = rows.len() as i64 > MOST_LINES;
        rows.truncate(MOST_LINES as usize);
        let units = budget::units_by_id(conn, rows.iter().map(|l| l.unit_id.clone()))?;
        let names = budget::names(conn)?;
        Ok(web::Json(BudgetLinesView {
            items: rows
                .into_iter()
                .map(|line| BudgetLineView::new(line, &units, &names))
                .collect(),
            more,
        }))
    })
    .await
}

/// List what funds a budget line
///
/// The postings that gave the line its money, or took some back: its allotted sum in parts, with number and day of the
/// decision also where the voucher is that of a unit above.
#[utoipa::path(tag = "budget", operation_id = "list_budget_line_funding", params(("id" = String, Path, description = "The line's id")), responses((status = 200, description = "The postings, by day", body = Vec<BudgetFundingView>)), security(("bearer" = ["view_budget"])))]
#[get("/budget/lines/{id}/funding")]
pub async fn list_funding(
    app: web::Data<App>,
    permit: Permit<ViewBudget>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<BudgetFundingView>>> {
    app.read(move |conn| {
        let scope = &permit.scope;
        let rows = budget::funding(conn, scope, &id)?;
        let units = budget::units_by_id(conn, rows.iter().map(|row| row.unit_id.clone()))?;
        let views = rows
            .into_iter()
            .map(|row| BudgetFundingView::new(row, scope, &units));
        Ok(web::Json(views.collect::<giamngheo_store::Result<_>>()?))
    })
    .await
}

/// Read the tree of units
///
/// Who holds how much of a year's money, each with all below it.
#[utoipa::path(tag = "budget", operation_id = "get_budget_tree", params(BudgetTreeQuery), responses((status = 200, description = "The tree", body = BudgetTreeView)), security(("bearer" = ["view_budget"])))]
#[get("/budget/tree")]
pub async fn get_tree(
    app: web::Data<App>,
    permit: Permit<ViewBudget>,
    query: Params<BudgetTreeQuery>,
) -> Answer<web::Json<BudgetTreeView>> {
    let (Params(query), atlas, today) = (query, app.atlas.clone(), app.today());
    app.read(move |conn| {
        let year = query.year.unwrap_or(today.year());
        let scope = within(
            conn,
            &atlas,
            &permit.scope,
            query.area.as_deref(),
            &days_of(year, today),
        )?;
        let slice = Slice {
            year: Some(i64::from(year)),
            item: query.programme,
            ..Slice::default()
        };
        let sums = budget::execution(conn, &scope, &slice, (Some(Execution::Unit), None))?;
        let units = budget::units_by_id(conn, sums.iter().map(|s| s.first.clone()))?;
        let sums: BTreeMap<String, Sums> = sums.into_iter().map(|s| (s.first.clone(), s)).collect();
        Ok(web::Json(BudgetTreeView {
            year,
            nodes: nest(units.into_values().collect(), &sums),
        }))
    })
    .await
}

/// Units below one another: a committee's offices and the units of areas below it are its children.
fn nest(mut units: Vec<Unit>, sums: &BTreeMap<String, Sums>) -> Vec<BudgetNode> {
    units.sort_by(|a, b| (&a.path, a.is_office(), &a.name_vi).cmp(&(&b.path, b.is_office(), &b.name_vi)));
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); units.len()];
    let (mut roots, mut open): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for (i, unit) in units.iter().enumerate() {
        while open
            .last()
            .is_some_and(|o| !unit.path.starts_with(&units[*o].path))
        {
            open.pop();
        }
        match open.last() {
            Some(above) => below[*above].push(i),
            None => roots.push(i),
        }
        if !unit.is_office() {
            open.push(i);
        }
    }
    roots.into_iter().map(|i| node(i, &units, &below, sums)).collect()
}

fn node(i: usize, units: &[Unit], below: &[Vec<usize>], sums: &BTreeMap<String, Sums>) -> BudgetNode {
    let mut children: Vec<BudgetNode> = below[i].iter().map(|c| node(*c, units, below, sums)).collect();
    children.sort_by_cached_key(|child| fold(&child.unit.name));
    let own = sums.get(&units[i].id);
    let sum = |mine: fn(&Sums) -> i64, theirs: fn(&BudgetNode) -> i64| -> i64 {
        own.map_or(0, mine) + children.iter().map(theirs).sum::<i64>()
    };
    let allotted = sum(|s| s.held_vnd, |c| c.allotted_vnd);
    let disbursed = sum(|s| s.disbursed_vnd, |c| c.disbursed_vnd);
    BudgetNode {
        unit: UnitRef::from(&units[i]),
        allotted_vnd: allotted,
        available_vnd: sum(left, |c| c.available_vnd),
        committed_vnd: sum(|s| s.committed_vnd, |c| c.committed_vnd),
        advanced_vnd: sum(|s| s.advanced_vnd, |c| c.advanced_vnd),
        disbursed_vnd: disbursed,
        own_vnd: own.map_or(0, |s| s.held_vnd),
        percent: percent(disbursed, allotted),
        children,
    }
}

/// What is left to pass on, to commit or to spend.
pub(super) fn left(sums: &Sums) -> i64 {
    sums.held_vnd
        - sums.committed_vnd
        - sums.advanced_vnd
        - sums.disbursed_vnd
        - sums.returned_vnd
        - sums.carried_vnd
}

/// List commitments and advances
///
/// Of the caller's areas, the last first.
#[utoipa::path(tag = "budget", operation_id = "list_budget_obligations", params(BudgetObligationQuery), responses((status = 200, description = "A page of obligations", body = Page<BudgetObligationView>)), security(("bearer" = ["view_budget"])))]
#[get("/budget/obligations")]
pub async fn list_obligations(
    app: web::Data<App>,
    permit: Permit<ViewBudget>,
    query: Params<BudgetObligationQuery>,
) -> Answer<web::Json<Page<BudgetObligationView>>> {
    let (Params(query), atlas, today) = (query, app.atlas.clone(), app.today());
    let after: Option<(chrono::NaiveDate, String)> = paging::keys(query.after.as_deref())?;
    app.read(move |conn| {
        let scope = within(conn, &atlas, &permit.scope, query.area.as_deref(), &[today])?;
        let unit_id = match &query.unit {
            Some(unit) => Some(budget::unit(conn, &scope, unit, today)?.id),
            None => None,
        };
        let slice = Slice {
            year: query.year,
            unit_id,
            ..Slice::default()
        };
        let filter = ObligationFilter {
            kind: query.kind,
            open: query.open,
        };
        let rows = budget::obligations(conn, &scope, &slice, &filter, after.as_ref(), query.limit + 1)?;
        let page = Page::cut(rows, query.limit, |o| (o.on_date, o.id.clone()));
        let units = budget::units_by_id(conn, page.items.iter().map(|o| o.unit_id.clone()))?;
        let names = budget::names(conn)?;
        Ok(web::Json(
            page.map(|o| BudgetObligationView::new(o, &units, &names)),
        ))
    })
    .await
}
