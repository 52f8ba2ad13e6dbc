//! Open budget data for everybody: a Fiscal Data Package (<https://specs.frictionlessdata.io/fiscal-data-package/>) of sums by
//! item, source, capital, level and month, without a payee or a voucher.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get, web};
use chrono::Datelike;
use giamngheo_store::budget::{self, OpenRow};
use giamngheo_store::{Scope, budget::open_rows};
use serde_json::{Value, json};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::app::App;
use crate::http::problem::{Answer, Problem};

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config.service(package).service(open_year);
}

const COLUMNS: [(&str, &str, &str, &str); 15] = [
    ("year", "integer", "date:fiscal-year", "Fiscal year"),
    (
        "month",
        "string",
        "date:generic",
        "Month of the posting (YYYY-MM)",
    ),
    (
        "province",
        "string",
        "administrative-classification:generic:level1:code",
        "Code of the province",
    ),
    (
        "level",
        "string",
        "administrative-classification:generic:level2:code",
        "Level of the unit: province, district or commune",
    ),
    (
        "programme",
        "string",
        "activity:generic:program:code",
        "Code of the programme",
    ),
    (
        "programme_name",
        "string",
        "activity:generic:program:label",
        "Name of the programme",
    ),
    (
        "item",
        "string",
        "activity:generic:subprogram:code",
        "Code of the project, sub-project or activity",
    ),
    (
        "item_name",
        "string",
        "activity:generic:subprogram:label",
        "Its name",
    ),
    (
        "source",
        "string",
        "fin-source:generic:code",
        "Source of the money",
    ),
    (
        "source_name",
        "string",
        "fin-source:generic:label",
        "Name of the source",
    ),
    (
        "capital",
        "string",
        "economic-classification:generic:code",
        "Kind of capital",
    ),
    (
        "allotted_vnd",
        "integer",
        "value",
        "Allotted and held, change in the month",
    ),
    (
        "committed_vnd",
        "integer",
        "value",
        "Committed, change in the month",
    ),
    (
        "disbursed_vnd",
        "integer",
        "value",
        "Disbursed, change in the month",
    ),
    ("settled_vnd", "integer", "value", "Settled, change in the month"),
];

/// Read the open budget's description
///
/// A Fiscal Data Package: which years there are, and what the columns of their files mean.
#[utoipa::path(tag = "budget", operation_id = "get_open_budget", responses((status = 200, description = "The data package", body = Object)))]
#[get("/public/budget/datapackage.json")]
pub async fn package(app: web::Data<App>) -> Answer<HttpResponse> {
    let years = app
        .read(|conn| budget::years(conn, &Scope::of_the_program()))
        .await?;
    let fields: Vec<Value> = COLUMNS
        .iter()
        .map(|(name, kind, column, title)| {
            let mut field = json!({ "name": name, "type": kind, "columnType": column, "title": title });
            if *kind == "integer" && name.ends_with("_vnd") {
                field["currency"] = json!("VND");
            }
            field
        })
        .collect();
    let resources: Vec<Value> = years
        .iter()
        .map(|year| {
            json!({
                "name": format!("budget-{year}"),
                "path": format!("{year}.csv"),
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": { "fields": fields, "missingValues": [""] },
            })
        })
        .collect();
    Ok(HttpResponse::Ok().json(json!({
        "profile": "fiscal-data-package",
        "name": "giam-ngheo-budget",
        "title": "Ngân sách các chương trình mục tiêu quốc gia về giảm nghèo / Budgets of the poverty reduction programmes",
        "countryCode": "VN",
        "granularity": "aggregated",
        "fiscalPeriod": years.first().zip(years.last()).map(|(first, last)| json!({ "start": format!("{first}-01-01"), "end": format!("{last}-12-31") })),
        "resources": resources,
    })))
}

/// Read a year of the open budget
///
/// As CSV; a file of the data package.
#[utoipa::path(tag = "budget", operation_id = "get_open_budget_year", params(("file" = String, Path, description = "The fiscal year and .csv", example = "2026.csv")), responses((status = 200, description = "The year's sums", body = String, content_type = "text/csv")))]
#[get("/public/budget/{file}")]
pub async fn open_year(app: web::Data<App>, file: web::Path<String>) -> Answer<HttpResponse> {
    let digits = file
        .strip_suffix(".csv")
        .filter(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit()));
    let year: i64 = digits
        .and_then(|y| y.parse().ok())
        .ok_or_else(Problem::not_found)?;
    if year < 1900 || year > i64::from(app.today().year()) + 1 {
        return Err(Problem::not_found());
    }
    let (rows, names) = app
        .read(move |conn| {
            let scope = Scope::of_the_program();
            Ok((open_rows(conn, &scope, year)?, budget::names(conn)?))
        })
        .await?;
    if rows.is_empty() {
        return Err(Problem::not_found());
    }
    let item_names: BTreeMap<&str, &str> = names
        .items
        .values()
        .map(|i| (i.code.as_str(), i.name.vi.as_str()))
        .collect();
    let source_names: BTreeMap<&str, &str> = names
        .sources
        .values()
        .map(|s| (s.code.as_str(), s.name.vi.as_str()))
        .collect();
    let text = written(year, &rows, &item_names, &source_names).map_err(|e| Problem::internal(&e))?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .body(text))
}

fn written(
    year: i64,
    rows: &[OpenRow],
    items: &BTreeMap<&str, &str>,
    sources: &BTreeMap<&str, &str>,
) -> Result<Vec<u8>, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |e: csv::Error| e.to_string();
    writer.write_record(COLUMNS.iter().map(|c| c.0)).map_err(failed)?;
    let year = year.to_string();
    for row in rows {
        let programme = row.item.split('/').next().unwrap_or_default();
        let name = |names: &BTreeMap<&str, &str>, code: &str| {
            names.get(code).copied().unwrap_or_default().to_owned()
        };
        let [allotted, committed, disbursed, settled] = [
            row.held_vnd,
            row.committed_vnd,
            row.disbursed_vnd,
            row.settled_vnd,
        ]
        .map(|n| n.to_string());
        writer
            .write_record([
                &year,
                &row.month,
                &row.province_id,
                &row.level,
                programme,
                &name(items, programme),
                &row.item,
                &name(items, &row.item),
                &row.source,
                &name(sources, &row.source),
                &row.capital,
                &allotted,
                &committed,
                &disbursed,
                &settled,
            ])
            .map_err(failed)?;
    }
    writer.into_inner().map_err(|e| e.to_string())
}
