//! What waits for a person in reporting, for the reminders.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use giamngheo_rules::period::Period;
use giamngheo_rules::report::State;
use giamngheo_rules::words::Words;
use giamngheo_store::access::Action;
use giamngheo_store::reports::{self, Report, ReportFilter};
use giamngheo_store::{Actor, Conn, Error, Result};

use super::access::{allowed, waits};
use super::filling::Forms;
use crate::app::App;
use crate::reminders::ReminderView;

/// Days ahead of which a unit is reminded of its report.
const AHEAD: Days = Days::new(10);
/// Most reports that are looked through.
const MOST: i64 = 2_000;

fn period(report: &Report) -> Result<Period> {
    Period::from_code(&report.period).ok_or_else(|| Error::Corrupt(format!("the period {}", report.period)))
}

/// The actor's own reports that were sent back or are due within ten days or late, and the rounds in which reports wait
/// for his judgement.
pub fn remind(conn: &mut Conn, app: &App, actor: &Actor, today: NaiveDate) -> Result<Vec<ReminderView>> {
    let mut found: Vec<(&str, Report, Option<NaiveDate>, i64)> = Vec::new();
    if let Some(scope) = actor.scope(Action::FillReports) {
        let filter = ReportFilter {
            states: [State::Draft, State::Returned]
                .map(|s| s.code().to_owned())
                .into(),
            units: Some(
                actor
                    .grants
                    .iter()
                    .flat_map(|g| g.paths.iter().cloned())
                    .collect(),
            ),
            ..ReportFilter::default()
        };
        for report in reports::list(conn, &scope, &filter, None, MOST)? {
            let soon = report.due_on <= today + AHEAD || report.state == State::Returned.code();
            if soon && !allowed(actor, &report).is_empty() {
                let due = report.due_on;
                found.push(("report", report, Some(due), 1));
            }
        }
    }
    if let Some(scope) = actor.scope(Action::JudgeReports) {
        let filter = ReportFilter {
            states: vec![State::Submitted.code().to_owned()],
            ..ReportFilter::default()
        };
        let mut rounds: BTreeMap<String, (Report, i64)> = BTreeMap::new();
        for report in reports::list(conn, &scope, &filter, None, MOST)? {
            if waits(actor, &report) {
                rounds.entry(report.round_id.clone()).or_insert((report, 0)).1 += 1;
            }
        }
        found.extend(
            rounds
                .into_values()
                .map(|(report, count)| ("judge", report, None, count)),
        );
    }
    let unit = |kind: &str, report: &Report| match kind {
        "judge" => report.round_area_id.clone(),
        _ => report.area_id.clone(),
    };
    let ids: Vec<String> = found
        .iter()
        .map(|(kind, report, ..)| unit(kind, report))
        .collect();
    let names = app.atlas.names(conn, ids)?;
    let mut forms = Forms::default();
    found
        .into_iter()
        .map(|(kind, report, due_on, count)| {
            let form = forms.get(conn, &report.template, report.template_version)?;
            let (name, period) = (&form.template.name, period(&report)?);
            let when = period.words();
            Ok(ReminderView {
                area: names.get(&unit(kind, &report)),
                id: if kind == "judge" {
                    report.round_id
                } else {
                    report.id
                },
                year: i64::from(period.year()),
                name: Some(Words {
                    vi: format!("{}, {}", name.vi, when.vi),
                    en: format!("{}, {}", name.en, when.en),
                }),
                state: report.state,
                count,
                ..ReminderView::new(kind, due_on, today)
            })
        })
        .collect()
}
