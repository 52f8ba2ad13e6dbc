//! What a caller may do with a report now: by role, by level, and by the report's state.

use giamngheo_rules::report::{Act, State, allowed_acts};
use giamngheo_store::access::{Action, Role};
use giamngheo_store::reports::Report;
use giamngheo_store::{Actor, Error, Result};

/// Whether the caller stands where the act is done: a unit fills in its own report; a unit above judges it, and that
/// of the unit that opened the round its own approver, too.
fn stands(actor: &Actor, report: &Report, act: Act) -> bool {
    match act {
        Act::Fill | Act::Submit | Act::Revise => actor
            .scope(Action::FillReports)
            .is_some_and(|scope| scope.is_of(&report.path)),
        Act::Return | Act::Accept => {
            let above = actor
                .scope(Action::JudgeReports)
                .is_some_and(|scope| scope.is_above(&report.path));
            above || (report.is_top() && approves(actor, report))
        }
    }
}

fn approves(actor: &Actor, report: &Report) -> bool {
    let grants = actor.grants.iter().filter(|g| g.role == Role::Approver);
    grants.flat_map(|g| &g.paths).any(|path| *path == report.path)
}

/// What the caller may do now.
pub fn allowed(actor: &Actor, report: &Report) -> Vec<Act> {
    let acts = report.state().map(allowed_acts).unwrap_or_default();
    let own = report.submitted_by.as_deref() == Some(actor.user_id.as_str());
    acts.into_iter()
        .filter(|act| stands(actor, report, *act) && !(*act == Act::Accept && own))
        .collect()
}

/// Errors: the caller stands elsewhere.
pub fn check_level(actor: &Actor, report: &Report, act: Act) -> Result<()> {
    if stands(actor, report, act) {
        return Ok(());
    }
    let (vi, en) = match act {
        Act::Fill | Act::Submit | Act::Revise => (
            "Việc này do cán bộ của chính đơn vị báo cáo thực hiện.",
            "This is for an officer of the unit that reports.",
        ),
        Act::Return | Act::Accept if report.is_top() => (
            "Việc này do lãnh đạo phê duyệt của đơn vị hoặc cấp trên thực hiện.",
            "This is for the unit's own approver, or a level above.",
        ),
        Act::Return | Act::Accept => (
            "Việc này do cấp trên của đơn vị báo cáo thực hiện.",
            "This is for a level above the unit.",
        ),
    };
    Err(Error::Refused {
        code: "wrong_level",
        vi: vi.to_owned(),
        en: en.to_owned(),
        state: report.state.clone(),
        allowed: Vec::new(),
    })
}

/// A refusal with what the caller may do instead, where it doesn't tell yet.
pub fn told(actor: &Actor, report: &Report, error: Error) -> Error {
    match error {
        Error::Refused {
            code,
            vi,
            en,
            state,
            allowed: acts,
        } if acts.is_empty() => Error::Refused {
            code,
            vi,
            en,
            state,
            allowed: allowed(actor, report).into_iter().map(Act::code).collect(),
        },
        other => other,
    }
}

/// Whether a report waits for the caller: his own to fill in, or one to judge.
pub fn waits(actor: &Actor, report: &Report) -> bool {
    report.state().is_ok_and(|state| state != State::Accepted) && !allowed(actor, report).is_empty()
}
