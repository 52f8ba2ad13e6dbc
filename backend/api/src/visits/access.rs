//! What a caller may do with a visit or a recommendation now: by role, by unit, and by the state.

use giamngheo_rules::visit::{RecommendationAct, VisitAct};
use giamngheo_store::access::Action;
use giamngheo_store::visits::{Recommendation, Visit};
use giamngheo_store::{Actor, Result};

/// Which action an act on a visit needs.
fn needs(act: VisitAct) -> Action {
    match act {
        VisitAct::Mandate | VisitAct::Close | VisitAct::Cancel => Action::ApproveVisits,
        _ => Action::ConductVisits,
    }
}

/// What the caller may do with a visit.
pub fn on_visit(actor: &Actor, visit: &Visit) -> Result<Vec<&'static str>> {
    let here = |action| actor.scope(action).is_some_and(|scope| scope.covers(&visit.path));
    let own = visit.created_by == actor.user_id;
    Ok(visit
        .state()?
        .allowed()
        .into_iter()
        .filter(|act| here(needs(*act)))
        .filter(|act| !(own && matches!(act, VisitAct::Mandate | VisitAct::Close)))
        .map(VisitAct::code)
        .collect())
}

/// What the caller may do with a recommendation.
pub fn on_recommendation(actor: &Actor, of: &Recommendation) -> Result<Vec<&'static str>> {
    let answers = actor
        .scope(Action::AnswerRecommendations)
        .is_some_and(|scope| scope.is_of(&of.path));
    let judges = actor
        .scope(Action::ApproveVisits)
        .is_some_and(|scope| scope.covers(&of.visit_path));
    let own = of.created_by == actor.user_id || of.done_by.as_deref() == Some(actor.user_id.as_str());
    Ok(of
        .state()?
        .allowed()
        .into_iter()
        .filter(|act| if act.is_answer() { answers } else { judges })
        .filter(|act| !(own && *act == RecommendationAct::Verify))
        .map(RecommendationAct::code)
        .collect())
}
