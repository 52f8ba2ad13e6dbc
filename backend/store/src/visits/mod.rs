//! Monitoring visits: plans, visits with team, sample, answers and findings, and the recommendations that follow.
//!
//! A visit belongs to the unit that sends the team. Whoever works there or above it sees all of it; who works in a
//! unit that is visited sees the visit and what concerns that unit. What the states allow is `rules::visit`'s part.

mod amounts;
mod calendar;
mod field;
mod findings;
mod plan;
mod recommendations;
mod sample;
mod visit;

pub use amounts::{Amount, Money, NewAmount, money, see_amount};
pub use calendar::{Link, link, make_link, owner, revoke_link};
pub use field::{
    Answer, NewAnswer, NewSignature, Signature, answers, attachable, put_answers, sign, signatures,
};
pub use findings::{Finding, FindingChange, NewFinding, change_finding, find, finding, findings};
pub use plan::{
    NewPlan, NewPlanItem, Plan, PlanArea, PlanIssue, PlanItem, change_plan, create_plan, issue_plan, plan,
    plan_areas, plan_items, plans,
};
pub use recommendations::{
    Action, NewRecommendation, Recommendation, RecommendationFilter, actions, answer, judge, recommend,
    recommendation, recommendations, recommendations_of,
};
pub use sample::{Draw, Sample, Sampled, Seen, Work, draw_sample, samples, see, units};
pub use visit::{
    Mandate, Member, NewMember, NewVisit, Visit, VisitArea, VisitChange, VisitFilter, areas, calendar_visits,
    cancel, change, checklist, close, create, finish, get, list, mandate, members, own, set_team, start,
};

use giamngheo_rules::visit::{Fault, Refusal};

use crate::error::{Error, FieldError};

/// The kind of definition that a checklist is.
pub const CHECKLIST: &str = "checklist";

/// A refusal as an error.
pub(crate) fn refused(refusal: Refusal) -> Error {
    Error::Refused {
        code: refusal.code,
        vi: refusal.vi,
        en: refusal.en,
        state: refusal.state.to_owned(),
        allowed: refusal.allowed,
    }
}

/// A fault as a bad field.
pub fn bad_field(fault: Fault) -> FieldError {
    FieldError::new(fault.pointer, fault.code, fault.vi, fault.en)
}
