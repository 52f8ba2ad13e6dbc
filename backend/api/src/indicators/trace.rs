//! From a figure down to the households it counts.

use std::sync::Arc;

use actix_web::{get, web};
use chrono::NaiveDate;
use giamngheo_rules::formula::{Kind, Lookup, Measure, Part, Reference, measure_info};
use giamngheo_rules::framework::Indicator;
use giamngheo_rules::period::Period;
use giamngheo_rules::poverty::Deprivations;
use giamngheo_rules::words::Words;
use giamngheo_store::households::cube;
use giamngheo_store::scope::Scope;
use giamngheo_store::{Conn, Error, Result};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::dto::{
    BaselineView, ExplanationView, FigureRow, GapView, PeriodView, RecordView, ReferenceView, number_of,
};
use super::engine::{Frame, Question, Unit, answer};
use super::routes::{of_today, period, unit};
use crate::app::App;
use crate::areas::atlas::last_id;
use crate::areas::dto::AreaRef;
use crate::http::auth::{Permit, ViewHouseholds, ViewStatistics};
use crate::http::extract::Params;
use crate::http::paging::{self, Page};
use crate::http::problem::Answer;

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config.service(explanation).service(records);
}

/// Which figure.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FigureQuery {
    /// The period's code.
    #[param(example = "2025")]
    #[validate(length(max = 10))]
    pub period: String,
    /// The area (code or id); the nation by default. Only what lies in the caller's areas is counted.
    #[param(example = "06154")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// `today` (the default) or `then`: of which day an area's code is.
    #[validate(length(max = 10))]
    pub units: Option<String>,
}

/// Which records of it.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RecordsQuery {
    /// The period's code.
    #[param(example = "2025")]
    #[validate(length(max = 10))]
    pub period: String,
    /// The area (code or id); the nation by default.
    #[param(example = "06154")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// `today` (the default) or `then`: of which day an area's code is.
    #[validate(length(max = 10))]
    pub units: Option<String>,
    /// The number of the reference, as the explanation gives it; the first one by default.
    #[serde(default)]
    #[param(maximum = 200)]
    #[validate(range(max = 200))]
    pub reference: usize,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// Something that an indicator is made of in the end: indicators it builds on are resolved into what they name.
struct Leaf {
    part: Part,
    reference: Reference,
    back: u32,
}

fn leaves(frame: &Frame, code: &str, part: Part, back: u32, outer: Part, out: &mut Vec<Leaf>) {
    let Some(formula) = frame.formula(code, part) else {
        return;
    };
    for reference in formula.references() {
        let (leaf, years) = match &reference {
            Reference::Measure(_, years) => (true, *years),
            Reference::Indicator(inner, which, years) => {
                let computed = frame.formula(inner, Part::Numerator).is_some();
                if computed && back + years < 5 {
                    if *which != Part::Denominator {
                        leaves(frame, inner, Part::Numerator, back + years, outer, out);
                    }
                    if *which != Part::Numerator {
                        leaves(frame, inner, Part::Denominator, back + years, outer, out);
                    }
                }
                (!computed, *years)
            }
            _ => (true, 0),
        };
        let known = |l: &Leaf| l.reference == reference && l.back == back + years && l.part == outer;
        if leaf && !out.iter().any(known) {
            out.push(Leaf {
                part: outer,
                reference,
                back: back + years,
            });
        }
    }
}

fn all_leaves(frame: &Frame, code: &str) -> Vec<Leaf> {
    let mut out = Vec::new();
    for part in [Part::Numerator, Part::Denominator] {
        leaves(frame, code, part, 0, part, &mut out);
    }
    out
}

/// What both endpoints look up first.
fn asked(
    conn: &mut Conn,
    app: &App,
    code: &str,
    area: Option<&str>,
    period: Period,
    of_today: bool,
    today: NaiveDate,
) -> Result<(Arc<Frame>, Indicator, Unit)> {
    let last = period.last_day().min(today);
    let frame = app.answers.frame(conn, last)?;
    let indicator = frame.indicator(code).cloned().ok_or(Error::NotFound)?;
    let days = if of_today { [today, last] } else { [last, today] };
    Ok((frame, indicator, unit(conn, &app.atlas, area, &days)?))
}

/// Explain a figure
///
/// The indicator's definition, its formulae with what each name in them stands for here, and the value in the base
/// period. What is counted from households says from which year's register: their records can be asked for.
#[utoipa::path(tag = "indicators", operation_id = "explain_indicator", params(("code" = String, Path, description = "The indicator's code", example = "I1.2"), FigureQuery), responses((status = 200, description = "The explanation", body = ExplanationView)), security(("bearer" = ["view_statistics"])))]
#[get("/indicators/{code}/explanation")]
pub async fn explanation(
    app: web::Data<App>,
    permit: Permit<ViewStatistics>,
    code: web::Path<String>,
    query: Params<FigureQuery>,
) -> Answer<web::Json<ExplanationView>> {
    let Params(query) = query;
    let period = period("period", &query.period)?;
    let of_today = of_today(query.units.as_deref())?;
    let (today, shared) = (app.today(), app.clone());
    app.read(move |conn| {
        let area = query.area.as_deref();
        let (frame, indicator, unit) = asked(conn, &shared, &code, area, period, of_today, today)?;
        explain(conn, &frame, &permit.scope, &indicator, unit, period, today).map(web::Json)
    })
    .await
}

fn explain(
    conn: &mut Conn,
    frame: &Frame,
    scope: &Scope,
    indicator: &Indicator,
    unit: Unit,
    period: Period,
    today: NaiveDate,
) -> Result<ExplanationView> {
    let units = [unit];
    let codes = [indicator.code.clone()];
    let periods = [period];
    let question = Question {
        codes: &codes,
        extra: &[],
        units: &units,
        periods: &periods,
        by: None,
    };
    let figures = answer(conn, frame, scope, &question)?;
    let figure = figures.figure(0, period, &indicator.code, None);
    let at = figures.lookup(0, period, None);
    let references = all_leaves(frame, &indicator.code)
        .iter()
        .enumerate()
        .map(|(index, leaf)| {
            let (text, name, value, register) = match &leaf.reference {
                Reference::Measure(measure, _) => {
                    let info = measure_info(&measure.name);
                    let of_register =
                        info.is_some_and(|i| i.kind == Kind::Register && i.code != "indicators");
                    let year = period.register_year() - i32::try_from(leaf.back).unwrap_or(0);
                    (
                        measure.to_string(),
                        info.map(|i| i.name.clone()),
                        at.measure(measure, leaf.back),
                        of_register.then_some(year),
                    )
                }
                Reference::Indicator(code, part, _) => (
                    format!("#{code}"),
                    frame.indicator(code).map(|i| i.name.clone()),
                    at.indicator(code, *part, leaf.back),
                    None,
                ),
                Reference::Target(code) => (
                    format!("target(#{code})"),
                    frame.indicator(code).map(|i| i.name.clone()),
                    at.target(code),
                    None,
                ),
                Reference::Baseline(code) => (
                    format!("baseline(#{code})"),
                    frame.indicator(code).map(|i| i.name.clone()),
                    at.baseline(code),
                    None,
                ),
                Reference::Cell(_) => (
                    String::new(),
                    None,
                    Ok(giamngheo_rules::formula::from_e4(0)),
                    None,
                ),
            };
            ReferenceView {
                index,
                part: if leaf.part == Part::Denominator {
                    "denominator"
                } else {
                    "numerator"
                }
                .to_owned(),
                name: name.unwrap_or_else(|| Words {
                    vi: text.clone(),
                    en: text.clone(),
                }),
                text,
                years_back: leaf.back,
                value: number_of(&value, 4),
                gap: value.as_ref().err().map(GapView::from),
                register_year: register,
            }
        })
        .collect();
    let baseline = indicator.baseline_period.map(|base| {
        let value = at.baseline(&indicator.code);
        BaselineView {
            period: base.into(),
            value: number_of(&value, indicator.decimals),
            gap: value.as_ref().err().map(GapView::from),
        }
    });
    let area = units[0].area.as_ref();
    Ok(ExplanationView {
        figure: FigureRow::new(
            indicator,
            area.map(|a| a.id.clone()),
            period,
            None,
            &figure,
            today,
        ),
        indicator: indicator.clone(),
        area: area.map(AreaRef::from),
        period: PeriodView::from(period),
        baseline,
        references,
    })
}

/// The households behind a figure
///
/// Those that one of the names in the figure's formulae counts, each with what it adds: the sum of `adds` over all pages
/// is the value that the explanation gives. Only households of the caller's areas are listed.
#[utoipa::path(tag = "indicators", operation_id = "list_indicator_records", params(("code" = String, Path, description = "The indicator's code", example = "I1.2"), RecordsQuery), responses((status = 200, description = "A page of households", body = Page<RecordView>)), security(("bearer" = ["view_households"])))]
#[get("/indicators/{code}/records")]
pub async fn records(
    app: web::Data<App>,
    permit: Permit<ViewHouseholds>,
    code: web::Path<String>,
    query: Params<RecordsQuery>,
) -> Answer<web::Json<Page<RecordView>>> {
    let Params(query) = query;
    let period = period("period", &query.period)?;
    let of_today = of_today(query.units.as_deref())?;
    let after: Option<String> = paging::keys(query.after.as_deref())?;
    let (today, shared) = (app.today(), app.clone());
    app.read(move |conn| {
        let area = query.area.as_deref();
        let (frame, _, unit) = asked(conn, &shared, &code, area, period, of_today, today)?;
        let scope = permit.scope.within(&unit.paths);
        let leaf = all_leaves(&frame, &code).into_iter().nth(query.reference);
        let (measure, back) = leaf.as_ref().and_then(counted).ok_or_else(|| {
            Error::field(
                "/reference",
                "not_counted",
                "thành phần này không đếm từ hồ sơ hộ",
                "this is not counted from households",
            )
        })?;
        let year = i64::from(period.register_year()) - i64::from(back);
        let standard = cube::standard_of(year);
        let rows = cube::records(
            conn,
            &scope,
            year,
            &frame.column(measure),
            after.as_deref(),
            usize::try_from(query.limit + 1).unwrap_or(1),
        )?;
        let page = Page::cut(rows, query.limit, |row| row.id.clone());
        let last = |path: &str| last_id(path).map(str::to_owned);
        let ids: Vec<String> = page.items.iter().filter_map(|r| last(&r.path)).collect();
        let names = shared.atlas.names(conn, ids)?;
        Ok(web::Json(page.map(|row| {
            RecordView {
                area: last(&row.path)
                    .and_then(|id| names.get(&id))
                    .map(|a| (*a).clone()),
                deprivations: standard
                    .map(|s| {
                        let set = Deprivations::from_bits(u32::try_from(row.deprivations).unwrap_or(0));
                        s.deprived(set).map(|i| i.code.clone()).collect()
                    })
                    .unwrap_or_default(),
                id: row.id,
                head_name: row.head_name,
                class: row.class.to_owned(),
                from_class: row.from_class.to_owned(),
                adds: row.adds,
            }
        })))
    })
    .await
}

/// The measure that a leaf counts from households, and how many years back.
fn counted(leaf: &Leaf) -> Option<(&Measure, u32)> {
    match &leaf.reference {
        Reference::Measure(measure, _) => {
            let info = measure_info(&measure.name)?;
            (info.kind == Kind::Register && info.code != "indicators").then_some((measure, leaf.back))
        }
        _ => None,
    }
}
