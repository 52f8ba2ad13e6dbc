//! A report's cells: worked out now while it is filled in, read as they were submitted after that.

use std::collections::{BTreeMap, HashMap};

use giamngheo_rules::formula::Formula;
use giamngheo_rules::period::Period;
use giamngheo_rules::report::{Below, Content, Filled, Partial, Plan, PlanFault, Sources, State, Template};
use giamngheo_store::areas::{self, Area};
use giamngheo_store::definitions;
use giamngheo_store::reports::{self, Report};
use giamngheo_store::{Conn, Error, Result, Scope};

use super::dto::TemplateRef;
use super::templates::KIND;
use crate::indicators::engine::{self, Frame, Question, Unit};

/// A version of a form.
#[derive(Debug, Clone)]
pub struct Form {
    /// Which version.
    pub version: i64,
    /// What it says.
    pub template: Template,
}

impl Form {
    /// The version of a form that reports of a round follow.
    pub fn of(conn: &mut Conn, code: &str, version: i64) -> Result<Self> {
        let found = definitions::versions(conn, KIND, code)?;
        let found = found
            .into_iter()
            .find(|v| v.version == version)
            .ok_or(Error::NotFound)?;
        Ok(Self {
            version,
            template: serde_json::from_str(&found.body)?,
        })
    }

    /// It, named.
    pub fn reference(&self) -> TemplateRef {
        TemplateRef {
            code: self.template.code.clone(),
            version: self.version,
            name: self.template.name.clone(),
            verified: self.template.verified,
        }
    }
}

/// The forms that reports follow, each read once.
#[derive(Debug, Default)]
pub struct Forms(HashMap<(String, i64), Form>);

impl Forms {
    /// The form of a code and version.
    pub fn get(&mut self, conn: &mut Conn, code: &str, version: i64) -> Result<&Form> {
        use std::collections::hash_map::Entry;
        Ok(match self.0.entry((code.to_owned(), version)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Form::of(conn, code, version)?),
        })
    }
}

/// What reports of a round are worked out with: the form, the period, and the framework in force at its end.
pub struct Desk {
    /// The form.
    pub form: Form,
    /// The period.
    pub period: Period,
    frame: Frame,
}

/// What a report says.
#[derive(Debug, Clone)]
pub struct Present {
    /// Its cells, by key.
    pub cells: BTreeMap<String, Filled>,
    /// How many reports of units below are in it.
    pub below: Option<Partial>,
    /// Whether it is what was submitted.
    pub as_submitted: bool,
    /// Why required cells are empty, as it was submitted.
    pub empty_reason: Option<String>,
    /// What was submitted or accepted.
    pub content: Option<Content>,
}

impl Desk {
    /// Of a report.
    pub fn of(conn: &mut Conn, report: &Report) -> Result<Self> {
        let form = Form::of(conn, &report.template, report.template_version)?;
        Self::new(conn, form, &report.period)
    }

    /// Of a form and period.
    pub fn new(conn: &mut Conn, form: Form, period: &str) -> Result<Self> {
        let period = Period::from_code(period)
            .ok_or_else(|| Error::Corrupt(format!("the period {period} of a report")))?;
        Ok(Self {
            form,
            period,
            frame: Frame::in_force(conn, period.last_day())?,
        })
    }

    /// The form, made ready.
    pub fn plan(&self) -> Result<Plan<'_>> {
        Plan::new(&self.form.template).map_err(|fault| {
            let why = match fault {
                PlanFault::Formula { error, .. } => error.en,
                PlanFault::Circle(keys) => keys.join(" → "),
            };
            Error::Corrupt(format!("the form {}: {why}", self.form.template.code))
        })
    }

    /// The digits an indicator is shown with.
    pub fn decimals(&self, code: &str) -> Option<u8> {
        self.frame.indicator(code).map(|i| i.decimals.min(4))
    }

    /// The unit of a row whose indicator has one.
    pub fn unit(&self, code: &str) -> Option<&str> {
        self.frame.indicator(code).map(|i| i.unit.vi.as_str())
    }

    /// Works reports of this form and period out, all at once.
    pub fn fill(&self, conn: &mut Conn, plan: &Plan, reports: &[Report]) -> Result<Vec<Present>> {
        let units = units(conn, reports)?;
        let extra: Vec<Formula> = plan.formulas().into_iter().cloned().collect();
        let codes = plan.indicators();
        let question = Question {
            codes: &codes,
            extra: &extra,
            units: &units,
            periods: &[self.period],
            by: None,
        };
        // A report's figures are those of its unit, whoever reads it: who may read it was asked before.
        let figures = engine::answer(conn, &self.frame, &Scope::of_the_program(), &question)?;
        let mut entered = reports::entered_of(conn, reports)?;
        let mut out = Vec::with_capacity(reports.len());
        for (i, report) in reports.iter().enumerate() {
            let entered = entered.remove(&report.id).unwrap_or_default();
            let below = reports::below(conn, report)?;
            let lookup = figures.lookup(i, self.period, None);
            let partial = |code: &str| {
                let partial = figures.figure(i, self.period, code, None).partial?;
                Some(Partial {
                    present: partial.present,
                    expected: partial.expected,
                })
            };
            let cells = plan.fill(&Sources {
                lookup: &lookup,
                decimals: &|code| self.decimals(code),
                partial: &partial,
                entered: &entered,
                below: below.as_ref(),
            });
            out.push(Present {
                cells,
                below: below.as_ref().map(Below::partial),
                as_submitted: false,
                empty_reason: None,
                content: None,
            });
        }
        Ok(out)
    }

    /// What a report says now: while it is filled in as it is worked out now, after that as it was submitted.
    pub fn present(&self, conn: &mut Conn, plan: &Plan, report: &Report) -> Result<Present> {
        if matches!(report.state()?, State::Submitted | State::Accepted) {
            return submitted(conn, report, report.version_no);
        }
        self.fill(conn, plan, std::slice::from_ref(report))?
            .pop()
            .ok_or(Error::NotFound)
    }

    /// What a version of a report says. Errors: it has no such version.
    pub fn version(
        &self,
        conn: &mut Conn,
        plan: &Plan,
        report: &Report,
        version_no: Option<i64>,
    ) -> Result<Present> {
        match version_no {
            Some(version) if version != report.version_no => submitted(conn, report, version),
            _ => self.present(conn, plan, report),
        }
    }
}

/// A version as it was submitted.
fn submitted(conn: &mut Conn, report: &Report, version_no: i64) -> Result<Present> {
    let row = reports::version(conn, report, version_no)?;
    let content: Content = serde_json::from_str(&row.body)?;
    Ok(Present {
        cells: content.cells.clone(),
        below: content.below,
        as_submitted: true,
        empty_reason: content.empty_reason.clone(),
        content: Some(content),
    })
}

/// The units of reports, each with the paths that belong to it.
fn units(conn: &mut Conn, reports: &[Report]) -> Result<Vec<Unit>> {
    let ids: Vec<String> = reports.iter().map(|r| r.area_id.clone()).collect();
    let areas: HashMap<String, Area> = areas::by_ids(conn, ids.iter().cloned())?
        .into_iter()
        .map(|area| (area.id.clone(), area))
        .collect();
    let mut paths: HashMap<String, Vec<String>> = HashMap::new();
    for (unit, path) in areas::lineage(conn, ids)? {
        paths.entry(unit).or_default().push(path);
    }
    Ok(reports
        .iter()
        .map(|report| Unit {
            area: areas.get(&report.area_id).cloned(),
            paths: paths
                .get(&report.area_id)
                .cloned()
                .unwrap_or_else(|| vec![report.path.clone()]),
        })
        .collect())
}

/// What a report submits on a day.
pub fn content(
    report: &Report,
    area: &Area,
    period: Period,
    present: Present,
    empty_reason: Option<String>,
    on: chrono::NaiveDate,
) -> Content {
    Content {
        report_id: report.id.clone(),
        template: report.template.clone(),
        template_version: report.template_version,
        area: area.code.clone(),
        area_name: area.name.clone(),
        period,
        version_no: report.version_no,
        submitted_on: on,
        empty_reason,
        below: present.below,
        cells: present.cells,
        acceptance: None,
    }
}
