//! The plans of the demo: the one the programme began with, carried out and closed; one that is under way; one that waits
//! to be issued.

use chrono::NaiveDate;
use giamngheo_store::plans::{self, Issue};
use giamngheo_store::{Conn, Result, Scope, id};
use serde::Deserialize;

use super::papers;
use crate::app::App;
use crate::plans::dto::{PlanInput, PlanIssueInput, PlanProgressInput};

const PLANS: &str = include_str!("../../data/plans_demo.json");
/// The province of these plans.
const PROVINCE: &str = "20";

/// A plan and what was done with it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Course {
    /// The title of the document it was issued as, where that is filed already.
    document: Option<String>,
    plan: PlanInput,
    issue: Option<PlanIssueInput>,
    started_on: Option<NaiveDate>,
    #[serde(default)]
    reports: Vec<Told>,
    closed_on: Option<NaiveDate>,
    closing_note: Option<String>,
}

#[derive(Deserialize)]
struct Told {
    n: i64,
    #[serde(flatten)]
    progress: PlanProgressInput,
}

/// Makes the plans, once.
pub fn make(app: &App, province: &str) -> std::result::Result<(), String> {
    if province != PROVINCE {
        return Ok(());
    }
    let courses: Vec<Course> =
        serde_json::from_str(PLANS).map_err(|e| format!("the demo's plans are damaged: {e}"))?;
    let today = app.today();
    app.db
        .write(|conn| {
            let scope = Scope::of_the_program();
            if plans::count(conn, &scope, province)? > 0 {
                return Ok(());
            }
            for course in courses {
                run(conn, &scope, course, today)?;
            }
            Ok(())
        })
        .map_err(|e| format!("the demo's plans can't be made: {e}"))
}

/// Takes a plan as far as it had come by today.
fn run(conn: &mut Conn, scope: &Scope, course: Course, today: NaiveDate) -> Result<()> {
    let new = course.plan.checked(conn, today)?;
    let mut plan = plans::create(conn, scope, &new)?;
    let Some(issue) = course.issue.filter(|issue| issue.issued_on <= today) else {
        return Ok(());
    };
    let how = Issue {
        document_id: course
            .document
            .map_or_else(id::new_id, |title| papers::document_id(&title)),
        number: issue.number,
        issued_on: issue.issued_on.to_string(),
    };
    plan = plans::issue(conn, scope, (&plan.id, plan.version), &how)?;
    let Some(started_on) = course.started_on.filter(|on| *on <= today) else {
        return Ok(());
    };
    plan = plans::start(conn, scope, (&plan.id, plan.version), started_on)?;
    for told in course.reports {
        if told.progress.on.is_some_and(|on| on > today) {
            return Ok(());
        }
        let new = told.progress.checked(told.n, today)?;
        plan = plans::report(conn, scope, (&plan.id, plan.version), &new)?;
    }
    if let Some(closed_on) = course.closed_on {
        let said = course.closing_note.as_deref();
        plans::close(conn, scope, (&plan.id, plan.version), closed_on, said)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use validator::Validate;

    use super::*;

    #[test]
    fn the_first_plan_has_its_587_million() {
        let courses: Vec<Course> = serde_json::from_str(PLANS).unwrap();
        for course in &courses {
            course.plan.validate().unwrap();
        }
        let sums = |course: &Course| -> Vec<i64> {
            course
                .plan
                .content
                .budget
                .iter()
                .map(|line| line.amount_vnd)
                .collect()
        };
        assert_eq!(sums(&courses[0]), [570_000_000, 17_000_000]);
        assert_eq!(
            courses[0].document.as_deref(),
            Some(courses[0].plan.title.as_str())
        );
    }
}
