//! Figures of many indicators, areas and periods in one answer, and where households moved.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::NaiveDate;
use giamngheo_rules::formula::Dimension;
use giamngheo_rules::framework::Indicator;
use giamngheo_rules::period::Period;
use giamngheo_rules::words::Words;
use giamngheo_store::areas::Area;
use giamngheo_store::households::cube;
use giamngheo_store::scope::Scope;
use giamngheo_store::{Conn, Error, Result, data_version, definitions, indicators};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::dto::{AnalyticsView, FigureRow, FlowRow, FlowView, GroupRef, IndicatorRef, PeriodView};
use super::engine::{Frame, Question, Unit, answer, no_such};
use super::table;
use crate::app::App;
use crate::areas::atlas::Atlas;
use crate::areas::dto::AreaRef;
use crate::areas::routes::day_of_year;
use crate::http::auth::{Permit, ViewStatistics};
use crate::http::extract::Params;
use crate::http::paging::comma_list;
use crate::http::problem::{Answer, Problem};

/// The most rows of one answer.
const MOST_ROWS: usize = 200_000;

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config.service(analytics).service(flow);
}

/// Answers that still hold, by what was asked and the version of the data; and frameworks, by day and revision.
#[derive(Default)]
pub struct Answers {
    views: Mutex<HashMap<String, Arc<AnalyticsView>>>,
    frames: Mutex<HashMap<(NaiveDate, String), Arc<Frame>>>,
}

impl Answers {
    /// More than a day's dashboards; past it everything is forgotten.
    const MOST: usize = 300;

    fn get(&self, key: &str) -> Option<Arc<AnalyticsView>> {
        self.views.lock().ok()?.get(key).cloned()
    }

    /// The framework in force on a day.
    pub fn frame(&self, conn: &mut Conn, on: NaiveDate) -> Result<Arc<Frame>> {
        let key = (on, definitions::revision(conn)?);
        if let Some(known) = self
            .frames
            .lock()
            .ok()
            .and_then(|frames| frames.get(&key).cloned())
        {
            return Ok(known);
        }
        let frame = Arc::new(Frame::in_force(conn, on)?);
        if let Ok(mut frames) = self.frames.lock() {
            if frames.len() >= Self::MOST {
                frames.clear();
            }
            frames.insert(key, frame.clone());
        }
        Ok(frame)
    }

    fn put(&self, key: String, answer: Arc<AnalyticsView>) {
        if let Ok(mut kept) = self.views.lock() {
            if kept.len() >= Self::MOST {
                kept.clear();
            }
            // Large answers are for scripts, which ask once.
            if answer.rows.len() <= 20_000 {
                kept.insert(key, answer);
            }
        }
    }
}

/// Which figures.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AnalyticsQuery {
    /// Codes of indicators, parted by commas; at most 100.
    #[param(value_type = String, example = "I1.1,I1.2")]
    #[serde(deserialize_with = "comma_list")]
    #[validate(length(min = 1, max = 100))]
    pub indicators: Vec<String>,
    /// Codes of periods, parted by commas: `2025`, `2026-S1`, `2026-Q3`, `2026-M07`; at most 60.
    #[param(value_type = String, example = "2024,2025")]
    #[serde(deserialize_with = "comma_list")]
    #[validate(length(min = 1, max = 60))]
    pub periods: Vec<String>,
    /// The area (code or id); the nation by default. Only what lies in the caller's areas is counted.
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// `self` (the default) is the area alone; `below` the areas directly below as well; `communes` all communes.
    #[validate(length(max = 10))]
    pub level: Option<String>,
    /// `today` (the default) lists the units of today, with the figures of those that went into them; `then` the units
    /// at the end of the (last) period.
    #[validate(length(max = 10))]
    pub units: Option<String>,
    /// Figures told apart by `setting`, `ethnic`, `sex` or `group` besides.
    #[validate(length(max = 10))]
    pub by: Option<String>,
    /// As CSV: `long` (the default) has a line for each figure, `table` one for each area and indicator.
    #[validate(length(max = 10))]
    pub form: Option<String>,
}

/// What is asked, understood.
pub(super) struct Asked {
    pub periods: Vec<Period>,
    pub level: Level,
    pub of_today: bool,
    pub by: Option<Dimension>,
}

/// Which areas' figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Own,
    Below,
    Communes,
}

fn one_of<T: Copy>(name: &'static str, value: Option<&str>, all: &[(&str, T)]) -> Answer<T> {
    let wanted = value.unwrap_or(all[0].0);
    all.iter()
        .find(|(code, _)| *code == wanted)
        .map(|(_, value)| *value)
        .ok_or_else(|| {
            let all: Vec<&str> = all.iter().map(|(code, _)| *code).collect();
            let all = all.join(", ");
            Problem::parameter(
                name,
                format!("“{wanted}” không hợp lệ; chọn một trong: {all}"),
                format!("{wanted} is not valid; one of: {all}"),
            )
        })
}

/// A period's code understood, as a parameter.
pub(super) fn period(name: &'static str, code: &str) -> Answer<Period> {
    Period::from_code(code).ok_or_else(|| {
        Problem::parameter(
            name,
            format!("“{code}” không phải mã kỳ (2026, 2026-S1, 2026-Q3, 2026-M07)"),
            format!("{code} is no period (2026, 2026-S1, 2026-Q3, 2026-M07)"),
        )
    })
}

/// Whether `units` asks for those of today.
pub(super) fn of_today(units: Option<&str>) -> Answer<bool> {
    one_of("units", units, &[("today", true), ("then", false)])
}

impl AnalyticsQuery {
    fn understood(&self) -> Answer<Asked> {
        let mut periods = Vec::new();
        for code in &self.periods {
            let period = period("periods", code)?;
            if !periods.contains(&period) {
                periods.push(period);
            }
        }
        let levels = [
            ("self", Level::Own),
            ("below", Level::Below),
            ("communes", Level::Communes),
        ];
        let dimensions = [
            Dimension::Setting,
            Dimension::Ethnic,
            Dimension::Sex,
            Dimension::Group,
        ];
        let by = match self.by.as_deref() {
            None => None,
            Some(_) => Some(one_of(
                "by",
                self.by.as_deref(),
                &dimensions.map(|d| (d.code(), d)),
            )?),
        };
        one_of("form", self.form.as_deref(), &[("long", ()), ("table", ())])?;
        Ok(Asked {
            periods,
            level: one_of("level", self.level.as_deref(), &levels)?,
            of_today: of_today(self.units.as_deref())?,
            by,
        })
    }
}

/// The unit asked for: all of the scope where none is.
pub(super) fn unit(conn: &mut Conn, atlas: &Atlas, area: Option<&str>, days: &[NaiveDate]) -> Result<Unit> {
    let Some(code) = area else {
        return Ok(Unit {
            area: None,
            paths: vec![String::new()],
        });
    };
    let mut found = Err(Error::NotFound);
    for day in days {
        found = atlas.place(conn, code, *day);
        if found.is_ok() {
            break;
        }
    }
    let place = found?;
    Ok(Unit {
        paths: place.paths.to_vec(),
        area: Some(place.area),
    })
}

/// The units asked for: the area first, then those below that the scope reaches, by name, then what belongs to none.
fn units(
    conn: &mut Conn,
    atlas: &Atlas,
    scope: &Scope,
    whole: Unit,
    level: Level,
    on: NaiveDate,
    years: &BTreeSet<i64>,
) -> Result<Vec<Unit>> {
    let mut below = Vec::new();
    let mut parents: Vec<Option<Area>> = match level {
        Level::Own => Vec::new(),
        Level::Below | Level::Communes => vec![whole.area.clone()],
    };
    // Districts, where there are any, stand between a province and its communes.
    while !parents.is_empty() {
        let mut next = Vec::new();
        for parent in &parents {
            if parent
                .as_ref()
                .is_some_and(|p| p.level == "commune" || p.level == "village")
            {
                continue;
            }
            let found = atlas.below(conn, parent.as_ref(), on)?;
            for area in &found.units {
                let paths = found
                    .paths
                    .iter()
                    .filter(|(_, root)| *root == area.id)
                    .map(|(path, _)| path.clone())
                    .collect();
                if level == Level::Communes && area.level != "commune" {
                    next.push(Some(area.clone()));
                } else {
                    below.push(Unit {
                        area: Some(area.clone()),
                        paths,
                    });
                }
            }
        }
        parents = next;
    }
    // A unit that the caller sees nothing of is not listed.
    below.retain(|unit| unit.paths.iter().any(|path| scope.touches(path)));
    let mut out = vec![whole];
    if level != Level::Own && !below.is_empty() {
        let known: Vec<&str> = below.iter().flat_map(|u| &u.paths).map(String::as_str).collect();
        let rest: Vec<String> = cube::paths(conn, &scope.within(&out[0].paths), years)?
            .into_iter()
            .filter(|path| !known.iter().any(|p| path.starts_with(p)))
            .collect();
        out.append(&mut below);
        if !rest.is_empty() {
            out.push(Unit {
                area: None,
                paths: rest,
            });
        }
    }
    Ok(out)
}

/// Figures of indicators
///
/// For an area and those below it, by period and, if asked, told apart by a dimension; each with numerator, denominator,
/// target and, where there is no value, the reason. What belongs to none of the areas below (of units that were divided)
/// comes last, without an area, so that the parts add up. With `Accept: text/csv` as CSV, with
/// `application/vnd.sdmx.data+csv` as SDMX-CSV 2.0. The `ETag` holds as long as the figures do.
#[utoipa::path(tag = "indicators", operation_id = "get_analytics", params(AnalyticsQuery), responses((status = 200, description = "The figures", body = AnalyticsView), (status = 304, description = "Nothing changed since the ETag in If-None-Match")), security(("bearer" = ["view_statistics"])))]
#[get("/analytics")]
pub async fn analytics(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    request: HttpRequest,
    query: Params<AnalyticsQuery>,
) -> Answer<HttpResponse> {
    let Params(query) = query;
    let asked = query.understood()?;
    let (atlas, answers, today) = (app.atlas.clone(), app.answers.clone(), app.today());
    let form = table::Form::wanted(&request, query.form.as_deref());
    let view = app
        .read(move |conn| {
            let version = version(conn, &permit.scope)?;
            let key = format!("{version} {today} {:?} {query:?}", permit.scope);
            if let Some(known) = answers.get(&key) {
                return Ok(known);
            }
            let view = Arc::new(work_out(
                conn,
                (&atlas, &answers),
                &permit.scope,
                &query,
                &asked,
                version,
                today,
            )?);
            answers.put(key, view.clone());
            Ok(view)
        })
        .await?;
    let tag = format!("\"{}\"", view.data_version);
    let known = request.headers().get(header::IF_NONE_MATCH);
    if known.is_some_and(|known| {
        known
            .to_str()
            .is_ok_and(|k| k.split(',').any(|k| k.trim() == tag))
    }) {
        return Ok(HttpResponse::NotModified()
            .insert_header((header::ETAG, tag))
            .finish());
    }
    let mut response = HttpResponse::Ok();
    response.insert_header((header::ETAG, tag));
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    Ok(match form {
        None => response.json(&*view),
        Some(form) => form.answer(&mut response, &view)?,
    })
}

/// The version of all that figures of this scope are made of.
pub(super) fn version(conn: &mut Conn, scope: &Scope) -> Result<String> {
    Ok(format!(
        "{}-{}-{}",
        data_version::of(conn, scope)?,
        indicators::events_version(conn, scope)?,
        definitions::revision(conn)?
    ))
}

fn work_out(
    conn: &mut Conn,
    (atlas, answers): (&Atlas, &Answers),
    scope: &Scope,
    query: &AnalyticsQuery,
    asked: &Asked,
    data_version: String,
    today: NaiveDate,
) -> Result<AnalyticsView> {
    let last = asked.periods.iter().map(|p| p.last_day()).max().unwrap_or(today);
    let on = if asked.of_today { today } else { last.min(today) };
    let frame = answers.frame(conn, last.min(today))?;
    let mut wanted = Vec::new();
    for code in &query.indicators {
        let indicator = frame.indicator(code).ok_or_else(|| no_such(code))?;
        if !wanted.contains(&indicator) {
            wanted.push(indicator);
        }
    }
    let whole = unit(conn, atlas, query.area.as_deref(), &[on, today])?;
    let years = asked
        .periods
        .iter()
        .map(|p| i64::from(p.register_year()))
        .collect();
    let units = units(conn, atlas, scope, whole, asked.level, on, &years)?;
    let groups: Vec<Option<String>> = match asked.by {
        None => vec![None],
        Some(by) => [None]
            .into_iter()
            .chain(frame.values_of(by).into_iter().map(Some))
            .collect(),
    };
    if units.len() * wanted.len() * asked.periods.len() * groups.len() > MOST_ROWS {
        return Err(Error::field(
            "",
            "too_many",
            format!("quá {MOST_ROWS} số liệu; hãy hỏi ít chỉ số, kỳ hoặc địa bàn hơn"),
            format!("more than {MOST_ROWS} figures; ask for fewer indicators, periods or areas"),
        ));
    }
    let question = Question {
        codes: &query.indicators,
        extra: &[],
        units: &units,
        periods: &asked.periods,
        by: asked.by,
    };
    let figures = answer(conn, &frame, scope, &question)?;
    let before = of_other_origin(conn, answers, &wanted, &asked.periods, today)?;
    let mut earlier = HashMap::new();
    for (period, then, codes) in &before {
        let question = Question {
            codes,
            extra: &[],
            units: &units,
            periods: std::slice::from_ref(period),
            by: asked.by,
        };
        earlier.insert(*period, (codes, answer(conn, then, scope, &question)?));
    }
    let mut rows = Vec::with_capacity(units.len() * wanted.len() * asked.periods.len() * groups.len());
    for (i, unit) in units.iter().enumerate() {
        for indicator in &wanted {
            for period in &asked.periods {
                for group in &groups {
                    // Only what an indicator is told apart by.
                    if group.is_some() && !asked.by.is_some_and(|by| indicator.by.contains(&by)) {
                        continue;
                    }
                    let figures = earlier
                        .get(period)
                        .filter(|(codes, _)| codes.contains(&indicator.code))
                        .map_or(&figures, |(_, figures)| figures);
                    let figure = figures.figure(i, *period, &indicator.code, group.as_deref());
                    let area = unit.area.as_ref().map(|a| a.id.clone());
                    rows.push(FigureRow::new(
                        indicator,
                        area,
                        *period,
                        group.as_deref(),
                        &figure,
                        today,
                    ));
                }
            }
        }
    }
    let name_of = |code: &String| GroupRef {
        name: group_name(&frame, code),
        code: code.clone(),
    };
    Ok(AnalyticsView {
        data_version,
        indicators: wanted.into_iter().map(IndicatorRef::from).collect(),
        areas: units
            .iter()
            .filter_map(|u| u.area.as_ref().map(AreaRef::from))
            .collect(),
        periods: asked.periods.iter().map(|p| PeriodView::from(*p)).collect(),
        by: asked.by.map(|by| by.code().to_owned()),
        groups: groups.iter().flatten().map(name_of).collect(),
        rows,
    })
}

/// A period with the framework of that time, and codes of indicators in it.
type OfThen = (Period, Arc<Frame>, Vec<String>);

/// Periods in which some of the indicators were entered and are computed by now, or the other way round, with the
/// framework of that time: what was entered then stays what holds for it.
fn of_other_origin(
    conn: &mut Conn,
    answers: &Answers,
    wanted: &[&Indicator],
    periods: &[Period],
    today: NaiveDate,
) -> Result<Vec<OfThen>> {
    let mut out = Vec::new();
    for period in periods {
        let then = answers.frame(conn, period.last_day().min(today))?;
        let other = |i: &&&Indicator| then.indicator(&i.code).is_some_and(|t| t.origin != i.origin);
        let codes: Vec<String> = wanted.iter().filter(other).map(|i| i.code.clone()).collect();
        if !codes.is_empty() {
            out.push((*period, then, codes));
        }
    }
    Ok(out)
}

/// What people call a value of a dimension.
fn group_name(frame: &Frame, code: &str) -> Words {
    let words = |vi: &str, en: &str| Words {
        vi: vi.into(),
        en: en.into(),
    };
    match code {
        "rural" => words("Nông thôn", "Rural"),
        "urban" => words("Thành thị", "Urban"),
        "kinh" => words("Kinh", "Kinh"),
        "minority" => words("Dân tộc thiểu số", "Ethnic minority"),
        "male" => words("Chủ hộ nam", "Male head"),
        "female" => words("Chủ hộ nữ", "Female head"),
        "unknown" => words("Chưa rõ", "Not known"),
        _ => frame
            .groups
            .iter()
            .find(|g| g.definition.code == code)
            .map_or_else(|| words(code, code), |g| g.definition.name.clone()),
    }
}

/// Which area and year.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FlowQuery {
    /// The area (code or id); the nation by default. Only what lies in the caller's areas is counted.
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// The year of the register.
    #[param(example = 2025, minimum = 2000, maximum = 2100)]
    #[validate(range(min = 2000, max = 2100))]
    pub year: i64,
}

/// Movements between classes
///
/// How many households of a year's register came from which class: the class they had when they were last surveyed.
#[utoipa::path(tag = "indicators", operation_id = "get_flow", params(FlowQuery), responses((status = 200, description = "The movements", body = FlowView)), security(("bearer" = ["view_statistics"])))]
#[get("/analytics/flow")]
pub async fn flow(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    query: Params<FlowQuery>,
) -> Answer<web::Json<FlowView>> {
    let Params(query) = query;
    let (atlas, today) = (app.atlas.clone(), app.today());
    let day = day_of_year(query.year, today)?;
    app.read(move |conn| {
        let unit = unit(conn, &atlas, query.area.as_deref(), &[day, today])?;
        let rows = indicators::flows(conn, &permit.scope.within(&unit.paths), query.year)?;
        Ok(web::Json(FlowView {
            area: unit.area.as_ref().map(AreaRef::from),
            year: query.year,
            rows: rows
                .into_iter()
                .map(|row| FlowRow {
                    from: row.from_class,
                    to: row.class,
                    households: row.households,
                })
                .collect(),
        }))
    })
    .await
}
