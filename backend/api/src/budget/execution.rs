//! How far the money is spent: by project, source, unit, capital, item or month; and month by month against the year.

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use aws_lc_rs::digest::{SHA256, digest};
use chrono::{Datelike, NaiveDate};
use giamngheo_rules::budget::{Catalogue, Item, millions, percent};
use giamngheo_rules::text::hex;
use giamngheo_rules::words::Words;
use giamngheo_store::budget::{self, Execution, Slice, Sums, Unit};
use giamngheo_store::{Conn, Scope, areas};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::routes::left;
use super::{days_of, paper, within};
use crate::app::App;
use crate::areas::atlas::last_id;
use crate::http::auth::{Permit, ViewBudget};
use crate::http::extract::Params;
use crate::http::paging::comma_list;
use crate::http::problem::{Answer, Problem};

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config.service(execution).service(burn_down);
}

/// What rows are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The project, with all below it.
    Project,
    /// The item itself.
    Item,
    /// The source.
    Source,
    /// The kind of capital.
    Capital,
    /// The unit.
    Unit,
    /// The month.
    Month,
}

impl By {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Project, "project"),
        (Self::Item, "item"),
        (Self::Source, "source"),
        (Self::Capital, "capital"),
        (Self::Unit, "unit"),
        (Self::Month, "month"),
    ];

    /// Its code.
    pub fn code(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(by, _)| *by == self)
            .map_or("", |(_, code)| code)
    }

    fn of_store(self) -> Execution {
        match self {
            Self::Project | Self::Item => Execution::Item,
            Self::Source => Execution::Source,
            Self::Capital => Execution::Capital,
            Self::Unit => Execution::Unit,
            Self::Month => Execution::Month,
        }
    }

    /// Its title in a table.
    pub fn title(self) -> &'static str {
        match self {
            Self::Project => "Dự án",
            Self::Item => "Khoản mục",
            Self::Source => "Nguồn vốn",
            Self::Capital => "Loại vốn",
            Self::Unit => "Đơn vị",
            Self::Month => "Tháng",
        }
    }
}

/// Which execution.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BudgetExecutionQuery {
    /// The fiscal year; the present one by default.
    #[validate(range(min = 1900, max = 2100))]
    #[param(minimum = 1900, maximum = 2100)]
    pub year: Option<i32>,
    /// In this area (code or id) and all below it.
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// project, item, source, capital, unit or month; up to two of them with a comma between. `project` by default.
    #[serde(default, deserialize_with = "comma_list")]
    #[param(value_type = Option<String>, example = "project,source")]
    #[validate(length(max = 2))]
    pub by: Vec<String>,
    /// Up to the end of this month (YYYY-MM).
    #[validate(length(max = 7))]
    #[param(example = "2026-06")]
    pub until: Option<String>,
    /// Of this programme, or this item of one.
    #[validate(length(max = 60))]
    pub programme: Option<String>,
    /// json, csv, xlsx, pdf or docx; by default what `Accept` asks for.
    #[validate(length(max = 10))]
    pub form: Option<String>,
}

/// Sums in whole million đồng that add up to their printed total.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct BudgetMillions {
    /// Held.
    pub allotted: i64,
    /// Committed and not yet paid.
    pub committed: i64,
    /// Advanced and not yet cleared.
    pub advanced: i64,
    /// Disbursed, settled or not.
    pub disbursed: i64,
    /// Settled.
    pub settled: i64,
    /// Left.
    pub left: i64,
}

/// A row of an execution.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BudgetExecutionRow {
    /// What it is of: the code by what it is told apart by. Empty of the total.
    pub keys: BTreeMap<&'static str, String>,
    /// The names of those.
    pub names: BTreeMap<&'static str, Words>,
    /// What the units of the area hold: net in, without what they passed on to others.
    pub allotted_vnd: i64,
    /// Committed and not yet paid.
    pub committed_vnd: i64,
    /// Advanced and not yet cleared.
    pub advanced_vnd: i64,
    /// Disbursed, settled or not.
    pub disbursed_vnd: i64,
    /// Settled.
    pub settled_vnd: i64,
    /// Given back.
    pub returned_vnd: i64,
    /// Carried over into the next year.
    pub carried_vnd: i64,
    /// What is left to commit or to spend.
    pub left_vnd: i64,
    /// What is disbursed of what is allotted, in per cent.
    pub percent: Option<f64>,
    /// The same in million đồng; the rows add up to the total.
    pub million: BudgetMillions,
}

/// An execution.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetExecutionView {
    /// The fiscal year.
    pub year: i32,
    /// Up to the end of this month; null is all.
    pub until: Option<String>,
    /// The unit of the sums: vnd.
    pub unit: &'static str,
    /// What rows are told apart by.
    pub by: Vec<&'static str>,
    /// The rows, in their order.
    pub rows: Vec<BudgetExecutionRow>,
    /// The whole.
    pub total: BudgetExecutionRow,
}

fn row(sums: &Sums) -> BudgetExecutionRow {
    BudgetExecutionRow {
        keys: BTreeMap::new(),
        names: BTreeMap::new(),
        allotted_vnd: sums.held_vnd,
        committed_vnd: sums.committed_vnd,
        advanced_vnd: sums.advanced_vnd,
        disbursed_vnd: sums.disbursed_vnd,
        settled_vnd: sums.settled_vnd,
        returned_vnd: sums.returned_vnd,
        carried_vnd: sums.carried_vnd,
        left_vnd: left(sums),
        percent: percent(sums.disbursed_vnd, sums.held_vnd),
        million: BudgetMillions::default(),
    }
}

/// Names of keys, and their place among others.
pub(super) struct Namer<'a> {
    pub names: &'a Catalogue,
    pub units: &'a BTreeMap<String, Unit>,
}

impl Namer<'_> {
    pub(super) fn name(&self, by: By, code: &str) -> Words {
        let both = |vi: &str, en: &str| Words {
            vi: vi.to_owned(),
            en: en.to_owned(),
        };
        let found = match by {
            By::Project | By::Item => self.names.items.get(code).map(|i| i.name.clone()),
            By::Source => self.names.sources.get(code).map(|s| s.name.clone()),
            By::Capital => self.names.capital_kinds.get(code).map(|c| c.name.clone()),
            By::Unit => self.units.get(code).map(|u| both(&u.name_vi, &u.name_en)),
            By::Month => code
                .split_once('-')
                .map(|(year, month)| both(&format!("{month}/{year}"), code)),
        };
        found.unwrap_or_else(|| both(code, code))
    }

    fn place(&self, by: By, code: &str) -> (u32, String) {
        match by {
            By::Source => (
                self.names.sources.get(code).map_or(99, |s| s.position),
                code.to_owned(),
            ),
            By::Capital => (
                self.names.capital_kinds.get(code).map_or(99, |c| c.position),
                code.to_owned(),
            ),
            By::Unit => {
                let unit = self.units.get(code);
                // The province first, its offices, then what lies below, by name.
                let depth = unit.map_or(9, |u| u.path.matches('/').count());
                let place = depth * 2 + usize::from(unit.is_some_and(Unit::is_office));
                (
                    u32::try_from(place).unwrap_or(u32::MAX),
                    unit.map_or_else(|| code.to_owned(), |u| giamngheo_rules::text::fold(&u.name_vi)),
                )
            }
            By::Project | By::Item | By::Month => (0, code.to_owned()),
        }
    }
}

fn add(into: &mut Sums, more: &Sums) {
    for (a, b) in [
        (&mut into.held_vnd, more.held_vnd),
        (&mut into.committed_vnd, more.committed_vnd),
        (&mut into.advanced_vnd, more.advanced_vnd),
        (&mut into.disbursed_vnd, more.disbursed_vnd),
        (&mut into.settled_vnd, more.settled_vnd),
        (&mut into.returned_vnd, more.returned_vnd),
        (&mut into.carried_vnd, more.carried_vnd),
    ] {
        *a = a.saturating_add(b);
    }
}

/// Works an execution out.
fn work_out(
    conn: &mut Conn,
    scope: &Scope,
    slice: &Slice,
    year: i32,
    by: &[By],
) -> giamngheo_store::Result<BudgetExecutionView> {
    let (first, second) = (by.first().copied(), by.get(1).copied());
    let sums = budget::execution(
        conn,
        scope,
        slice,
        (first.map(By::of_store), second.map(By::of_store)),
    )?;
    let folded = |by: Option<By>, code: &str| match by {
        Some(By::Project) => Item::project_of(code).to_owned(),
        _ => code.to_owned(),
    };
    let mut grouped: BTreeMap<(String, String), Sums> = BTreeMap::new();
    let mut whole = Sums::default();
    for sum in &sums {
        add(&mut whole, sum);
        let key = (folded(first, &sum.first), folded(second, &sum.second));
        add(grouped.entry(key).or_default(), sum);
    }
    let units: Vec<String> = match (first, second) {
        (Some(By::Unit), _) => grouped.keys().map(|(a, _)| a.clone()).collect(),
        (_, Some(By::Unit)) => grouped.keys().map(|(_, b)| b.clone()).collect(),
        _ => Vec::new(),
    };
    let units = budget::units_by_id(conn, units)?;
    let names = budget::names(conn)?;
    let namer = Namer {
        names: &names,
        units: &units,
    };
    let place = |by: Option<By>, code: &str| by.map(|by| namer.place(by, code));
    let mut grouped: Vec<((String, String), Sums)> = grouped.into_iter().collect();
    grouped.sort_by_cached_key(|((a, b), _)| (place(first, a), place(second, b)));
    let mut rows: Vec<BudgetExecutionRow> = grouped
        .into_iter()
        .map(|((a, b), sums)| {
            let mut row = row(&sums);
            for (by, code) in [(first, a), (second, b)] {
                if let Some(by) = by {
                    row.names.insert(by.code(), namer.name(by, &code));
                    row.keys.insert(by.code(), code);
                }
            }
            row
        })
        .collect();
    let mut total = row(&whole);
    in_millions(&mut rows, &mut total);
    Ok(BudgetExecutionView {
        year,
        until: slice.until.clone(),
        unit: "vnd",
        by: by.iter().map(|by| by.code()).collect(),
        rows,
        total,
    })
}

/// Fills in the million đồng, so that the printed parts of each column add up.
fn in_millions(rows: &mut [BudgetExecutionRow], total: &mut BudgetExecutionRow) {
    type Exact = fn(&BudgetExecutionRow) -> i64;
    type Printed = fn(&mut BudgetMillions) -> &mut i64;
    let columns: [(Exact, Printed); 6] = [
        (|r| r.allotted_vnd, |m| &mut m.allotted),
        (|r| r.committed_vnd, |m| &mut m.committed),
        (|r| r.advanced_vnd, |m| &mut m.advanced),
        (|r| r.disbursed_vnd, |m| &mut m.disbursed),
        (|r| r.settled_vnd, |m| &mut m.settled),
        (|r| r.left_vnd, |m| &mut m.left),
    ];
    for (exact, printed) in columns {
        let parts: Vec<i64> = rows.iter().map(exact).collect();
        let (parts, sum) = millions(&parts);
        for (row, part) in rows.iter_mut().zip(parts) {
            *printed(&mut row.million) = part;
        }
        *printed(&mut total.million) = sum;
    }
}

/// Read the execution
///
/// What is allotted, committed, advanced, disbursed, settled and left, told apart by up to two of project, item, source,
/// capital, unit and month. By `Accept` or `form` as JSON, CSV, Excel, PDF or Word; tables are in million đồng whose parts
/// add up to the printed total. The `ETag` holds as long as the figures do.
#[utoipa::path(tag = "budget", operation_id = "get_budget_execution", params(BudgetExecutionQuery), responses((status = 200, description = "The execution", body = BudgetExecutionView), (status = 304, description = "Nothing changed since the ETag in If-None-Match")), security(("bearer" = ["view_budget"])))]
#[get("/budget/execution")]
pub async fn execution(
    app: web::Data<App>,
    permit: Permit<ViewBudget>,
    request: HttpRequest,
    query: Params<BudgetExecutionQuery>,
) -> Answer<HttpResponse> {
    let Params(query) = query;
    let by = asked(&query.by)?;
    let until = month(query.until.as_deref())?;
    let form = paper::Form::wanted(&request, query.form.as_deref())?;
    let (atlas, today) = (app.atlas.clone(), app.today());
    let year = query.year.unwrap_or(today.year());
    let keys = by.clone();
    let (view, place) = app
        .read(move |conn| {
            let days = days_of(year, today);
            let (place, scope) = atlas.within(conn, &permit.scope, query.area.as_deref(), &days)?;
            // Who asks for no area has his own.
            let area = match (place, last_id(&permit.scope.home())) {
                (Some(place), _) => Some(place.area),
                (None, Some(home)) => areas::by_id(conn, home)?,
                (None, None) => None,
            };
            let slice = Slice {
                year: Some(i64::from(year)),
                item: query.programme,
                until,
                ..Slice::default()
            };
            let view = work_out(conn, &scope, &slice, year, &keys)?;
            Ok((view, area))
        })
        .await?;
    // Of the figures themselves: what others post or define elsewhere leaves an answer as it is.
    let figures = serde_json::to_vec(&view).map_err(|e| Problem::internal(&e))?;
    let tag = format!("\"{}-{}\"", hex(digest(&SHA256, &figures)), form.code());
    let known = request.headers().get(header::IF_NONE_MATCH);
    if known.is_some_and(|k| k.to_str().is_ok_and(|k| k.split(',').any(|k| k.trim() == tag))) {
        return Ok(HttpResponse::NotModified()
            .insert_header((header::ETAG, tag))
            .finish());
    }
    let mut response = if form == paper::Form::Json {
        HttpResponse::Ok().json(view)
    } else {
        let demo = app.config.demo;
        let (view, bytes) = web::block(move || {
            let bytes = paper::file(&view, &by, place.as_ref(), form, today, demo);
            (view, bytes)
        })
        .await?;
        paper::attachment(&view, form, bytes.map_err(|e| Problem::internal(&e))?)
    };
    let tag = header::HeaderValue::from_str(&tag).map_err(|e| Problem::internal(&e))?;
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("private, no-cache"),
    );
    Ok(response)
}

fn asked(codes: &[String]) -> Answer<Vec<By>> {
    if codes.is_empty() {
        return Ok(vec![By::Project]);
    }
    let bad = || {
        Problem::parameter(
            "by",
            "chỉ nhận project, item, source, capital, unit, month; mỗi tiêu thức một lần",
            "by is of project, item, source, capital, unit, month; each once",
        )
    };
    let mut out: Vec<By> = Vec::new();
    for code in codes {
        let (by, _) = By::ALL.iter().find(|(_, c)| c == code).ok_or_else(bad)?;
        if out.contains(by) {
            return Err(bad());
        }
        out.push(*by);
    }
    // Both are of the same column: the finer one tells the other.
    if out.contains(&By::Project) && out.contains(&By::Item) {
        return Err(bad());
    }
    Ok(out)
}

fn month(text: Option<&str>) -> Answer<Option<String>> {
    text.map(|text| {
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d")
            .ok()
            .filter(|day| text.len() == 7 && (1900..=2100).contains(&day.year()))
            .map(|_| text.to_owned())
            .ok_or_else(|| {
                Problem::parameter(
                    "until",
                    "tháng phải viết như 2026-06",
                    "a month is written like 2026-06",
                )
            })
    })
    .transpose()
}

/// Which burn-down.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BudgetBurnDownQuery {
    /// The fiscal year; the present one by default.
    #[validate(range(min = 1900, max = 2100))]
    #[param(minimum = 1900, maximum = 2100)]
    pub year: Option<i32>,
    /// In this area (code or id) and all below it.
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// For this item or one below.
    #[validate(length(max = 60))]
    pub item: Option<String>,
}

/// A month of a burn-down.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetMonth {
    /// The month (YYYY-MM).
    pub month: String,
    /// Disbursed in it, net; null of months to come.
    pub disbursed_vnd: Option<i64>,
    /// Disbursed since the year began; null of months to come.
    pub cumulative_vnd: Option<i64>,
    /// What an even pace would have spent by its end.
    pub planned_vnd: i64,
    /// What the pace so far would spend by its end, at most all there is; of months to come alone.
    pub forecast_vnd: Option<i64>,
}

/// A year's spending, month by month.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetBurnDownView {
    /// The fiscal year.
    pub year: i32,
    /// What there is to spend.
    pub allotted_vnd: i64,
    /// The months: those of the year, and of the next where something was paid then.
    pub months: Vec<BudgetMonth>,
}

/// Read the burn-down
///
/// What was disbursed month by month, against an even pace, with a forecast by the pace so far.
#[utoipa::path(tag = "budget", operation_id = "get_budget_burn_down", params(BudgetBurnDownQuery), responses((status = 200, description = "The months", body = BudgetBurnDownView)), security(("bearer" = ["view_budget"])))]
#[get("/budget/burn-down")]
pub async fn burn_down(
    app: web::Data<App>,
    permit: Permit<ViewBudget>,
    query: Params<BudgetBurnDownQuery>,
) -> Answer<web::Json<BudgetBurnDownView>> {
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
            item: query.item,
            ..Slice::default()
        };
        let posted = budget::months(conn, &scope, &slice)?;
        Ok(web::Json(burning(&posted, year, today)))
    })
    .await
}

fn burning(posted: &[Sums], year: i32, today: NaiveDate) -> BudgetBurnDownView {
    let allotted: i64 = posted.iter().map(|s| s.held_vnd).sum();
    let spent: BTreeMap<&str, i64> = posted
        .iter()
        .map(|s| (s.first.as_str(), s.disbursed_vnd))
        .collect();
    let now = today.format("%Y-%m").to_string();
    let mut codes: Vec<String> = (1..=12).map(|m| format!("{year:04}-{m:02}")).collect();
    let last = codes[11].clone();
    let later = spent
        .iter()
        .filter(|(month, sum)| **month > last.as_str() && **sum != 0);
    codes.extend(later.map(|(month, _)| (*month).to_owned()));
    let so_far: i64 = spent
        .iter()
        .filter(|(m, _)| **m <= now.as_str())
        .map(|(_, sum)| sum)
        .sum();
    // Months that have begun, of which the pace is taken.
    let begun = codes
        .iter()
        .take(12)
        .filter(|m| m.as_str() <= now.as_str())
        .count();
    let mut cumulative = 0_i64;
    let months = codes.into_iter().enumerate().map(|(i, month)| {
        let planned = i128::from(allotted) * (i as i128 + 1).min(12) / 12;
        let over = month.as_str() <= now.as_str();
        let disbursed = spent.get(month.as_str()).copied().unwrap_or(0);
        cumulative += disbursed;
        let forecast = (!over && begun > 0).then(|| {
            let pace = i128::from(so_far) * (i as i128 + 1) / begun as i128;
            i64::try_from(pace.min(i128::from(allotted))).unwrap_or(allotted)
        });
        BudgetMonth {
            month,
            disbursed_vnd: over.then_some(disbursed),
            cumulative_vnd: over.then_some(cumulative),
            planned_vnd: i64::try_from(planned).unwrap_or(allotted),
            forecast_vnd: forecast,
        }
    });
    BudgetBurnDownView {
        year,
        allotted_vnd: allotted,
        months: months.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_keeps_the_pace_and_stops_at_what_there_is() {
        let month = |code: &str, held, disbursed| Sums {
            first: code.to_owned(),
            held_vnd: held,
            disbursed_vnd: disbursed,
            ..Sums::default()
        };
        let posted = [month("2026-01", 1200, 100), month("2026-03", 0, 200)];
        let view = burning(&posted, 2026, "2026-03-31".parse().unwrap());
        let at = |i: usize| &view.months[i];
        assert_eq!((at(0).planned_vnd, at(11).planned_vnd), (100, 1200));
        assert_eq!((at(2).cumulative_vnd, at(2).forecast_vnd), (Some(300), None));
        assert_eq!((at(3).cumulative_vnd, at(3).forecast_vnd), (None, Some(400)));
        assert_eq!(at(11).forecast_vnd, Some(1200));
        assert_eq!(view.months.len(), 12);
    }
}
