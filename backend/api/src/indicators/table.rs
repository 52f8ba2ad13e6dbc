//! Figures as CSV: a line for each, a table with a column for each period, or SDMX-CSV 2.0.

use std::collections::HashMap;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use giamngheo_rules::period::Period;
use giamngheo_rules::text::neutral;

use super::dto::{AnalyticsView, FigureRow};
use crate::http::problem::{Answer, Problem};

/// The media type of SDMX-CSV.
const SDMX: &str = "application/vnd.sdmx.data+csv";

/// How figures are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A line for each figure.
    Long,
    /// A line for each area, indicator and group; a column for each period.
    Table,
    /// SDMX-CSV 2.0.
    Sdmx,
}

impl Form {
    /// The form that `Accept` and the parameter ask for; none is JSON.
    pub fn wanted(request: &HttpRequest, form: Option<&str>) -> Option<Self> {
        let accept = request.headers().get(header::ACCEPT)?.to_str().ok()?;
        accept
            .split(',')
            .find_map(|part| match part.split(';').next()?.trim() {
                SDMX => Some(Self::Sdmx),
                "text/csv" if form == Some("table") => Some(Self::Table),
                "text/csv" => Some(Self::Long),
                _ => None,
            })
    }

    /// The figures as a file.
    pub fn answer(self, response: &mut HttpResponseBuilder, view: &AnalyticsView) -> Answer<HttpResponse> {
        let bytes = match self {
            Self::Long => long(view),
            Self::Table => table(view),
            Self::Sdmx => sdmx(view),
        }
        .map_err(|e| Problem::internal(&e))?;
        let (media, name) = match self {
            Self::Sdmx => (format!("{SDMX}; version=2.0.0; charset=utf-8"), "chi-so.sdmx.csv"),
            _ => ("text/csv; charset=utf-8".to_owned(), "chi-so.csv"),
        };
        Ok(response
            .content_type(media)
            .insert_header((
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{name}\""),
            ))
            .body(bytes))
    }
}

type Written = Result<Vec<u8>, csv::Error>;

fn written(fill: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> Result<(), csv::Error>) -> Written {
    let mut out = csv::Writer::from_writer(Vec::new());
    fill(&mut out)?;
    out.into_inner().map_err(|e| csv::Error::from(e.into_error()))
}

fn text(number: Option<f64>) -> String {
    number.map(|n| n.to_string()).unwrap_or_default()
}

struct Names<'a> {
    areas: HashMap<&'a str, (&'a str, &'a str)>,
    indicators: HashMap<&'a str, (String, String)>,
}

impl<'a> Names<'a> {
    fn of(view: &'a AnalyticsView) -> Self {
        Self {
            areas: (view.areas.iter())
                .map(|a| (a.id.as_str(), (a.code.as_str(), a.name.as_str())))
                .collect(),
            indicators: (view.indicators.iter())
                .map(|i| (i.code.as_str(), (neutral(&i.name.vi), neutral(&i.unit.vi))))
                .collect(),
        }
    }

    fn area(&self, row: &'a FigureRow) -> (&'a str, &'a str) {
        let found = row.area.as_deref().and_then(|id| self.areas.get(id).copied());
        found.unwrap_or(("", ""))
    }

    fn indicator(&self, row: &FigureRow) -> (&str, &str) {
        self.indicators
            .get(row.indicator.as_str())
            .map_or(("", ""), |(name, unit)| (name, unit))
    }
}

fn long(view: &AnalyticsView) -> Written {
    let names = Names::of(view);
    written(|out| {
        out.write_record([
            "area_id",
            "area_code",
            "area",
            "indicator",
            "indicator_name",
            "unit",
            "period",
            "group",
            "value",
            "numerator",
            "denominator",
            "target",
            "light",
            "gap",
            "present",
            "expected",
        ])?;
        for row in &view.rows {
            let ((code, area), (name, unit)) = (names.area(row), names.indicator(row));
            let light = row.light.and_then(|l| serde_json::to_value(l).ok());
            out.write_record([
                row.area.as_deref().unwrap_or(""),
                code,
                area,
                &row.indicator,
                name,
                unit,
                &row.period,
                row.group.as_deref().unwrap_or(""),
                &text(row.value),
                &text(row.numerator),
                &text(row.denominator),
                &text(row.target),
                light.as_ref().and_then(|l| l.as_str()).unwrap_or(""),
                row.gap.as_ref().map_or("", |g| g.code.as_str()),
                &row.partial.map(|p| p.present.to_string()).unwrap_or_default(),
                &row.partial.map(|p| p.expected.to_string()).unwrap_or_default(),
            ])?;
        }
        Ok(())
    })
}

fn table(view: &AnalyticsView) -> Written {
    let names = Names::of(view);
    written(|out| {
        let head = [
            "area_code",
            "area",
            "indicator",
            "indicator_name",
            "unit",
            "group",
        ];
        out.write_record(
            head.into_iter()
                .chain(view.periods.iter().map(|p| p.code.as_str())),
        )?;
        // Rows come by area and indicator, then by period and group.
        for block in view
            .rows
            .chunk_by(|a, b| a.area == b.area && a.indicator == b.indicator)
        {
            let groups: Vec<Option<&str>> = block
                .iter()
                .take_while(|r| r.period == block[0].period)
                .map(|r| r.group.as_deref())
                .collect();
            for group in groups {
                let of_group = block.iter().filter(|r| r.group.as_deref() == group);
                let ((code, area), (name, unit)) = (names.area(&block[0]), names.indicator(&block[0]));
                let head =
                    [code, area, &block[0].indicator, name, unit, group.unwrap_or("")].map(str::to_owned);
                out.write_record(head.into_iter().chain(of_group.map(|r| text(r.value))))?;
            }
        }
        Ok(())
    })
}

/// SDMX-CSV 2.0 (sdmx.org, SDMX 3.0): one column a component of the structure, `_T` for the total of a dimension,
/// status M where a figure is missing and P where parts of it are.
fn sdmx(view: &AnalyticsView) -> Written {
    let names = Names::of(view);
    let by = view.by.as_deref();
    written(|out| {
        out.write_record([
            "STRUCTURE",
            "STRUCTURE_ID",
            "ACTION",
            "REF_AREA",
            "INDICATOR",
            "FREQ",
            "TIME_PERIOD",
            "SETTING",
            "ETHNIC",
            "SEX",
            "AREA_GROUP",
            "OBS_VALUE",
            "NUMERATOR",
            "DENOMINATOR",
            "UNIT_MEASURE",
            "OBS_STATUS",
        ])?;
        for row in &view.rows {
            let frequency = Period::from_code(&row.period).map_or("A", |p| p.frequency().sdmx());
            let apart = |dimension: &str| match (&row.group, by) {
                (Some(group), Some(by)) if by == dimension => group.clone(),
                _ => "_T".to_owned(),
            };
            let status = match (row.value, row.partial) {
                (None, _) => "M",
                (_, Some(_)) => "P",
                _ => "A",
            };
            out.write_record([
                "dataflow",
                "VN_GIAMNGHEO:INDICATORS(1.0.0)",
                "I",
                row.area.as_deref().unwrap_or("_O"),
                &row.indicator,
                frequency,
                &row.period,
                &apart("setting"),
                &apart("ethnic"),
                &apart("sex"),
                &apart("group"),
                &text(row.value),
                &text(row.numerator),
                &text(row.denominator),
                names.indicator(row).1,
                status,
            ])?;
        }
        Ok(())
    })
}
