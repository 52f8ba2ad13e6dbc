//! What a caller may do with a round now: by role, by level, and by the round's state.

use giamngheo_rules::review::{self, Act, Level, Situation, State, Step};
use giamngheo_store::access::Action;
use giamngheo_store::reviews;
use giamngheo_store::reviews::Round;
use giamngheo_store::{Actor, Conn, Error, Result};

use crate::app::App;

/// The action of roles that an act needs in a state.
pub fn action_of(act: Act, state: State) -> Action {
    match act {
        Act::Survey | Act::SpotCheck => Action::SurveyHouseholds,
        Act::Agree => Action::GiveOpinion,
        Act::Return if state == State::At(Step::Opinion) => Action::GiveOpinion,
        Act::Return | Act::Recognise => Action::RecogniseHouseholds,
        Act::Cancel => Action::OpenReviews,
        _ => Action::ConductReview,
    }
}

/// What the caller may do: the state allows it, a role of his may, and he stands where the step wants it done.
pub fn allowed(actor: &Actor, round: &Round, situation: &Situation) -> Result<Vec<Act>> {
    let procedure = round.procedure()?;
    let level = situation
        .state
        .step()
        .and_then(|step| procedure.step(step))
        .map_or(Level::Commune, |rule| rule.level);
    Ok(review::allowed_acts(procedure, situation)
        .into_iter()
        .filter(|act| {
            let Some(scope) = actor.scope(action_of(*act, situation.state)) else {
                return false;
            };
            let own = scope.is_of(&round.path);
            match act {
                Act::Survey | Act::SpotCheck => scope.touches(&round.path),
                Act::Cancel => scope.is_above(&round.path) || (own && procedure.total_working_days.is_some()),
                _ if level == Level::Above => scope.is_above(&round.path),
                _ => own,
            }
        })
        .collect())
}

/// A refusal with the round's state and what the caller may do instead, where it doesn't tell yet.
pub fn told(conn: &mut Conn, app: &App, actor: &Actor, round: &Round, error: Error) -> Error {
    let (code, vi, en) = match error {
        Error::Conflict { code, vi, en } => (code, vi, en),
        Error::Refused {
            code,
            vi,
            en,
            allowed,
            ..
        } if allowed.is_empty() => (code, vi, en),
        other => return other,
    };
    // Where even that can't be read any more, the reason alone goes out.
    let acts = reviews::situation(conn, round, app.today(), app.config.demo)
        .and_then(|situation| allowed(actor, round, &situation))
        .unwrap_or_default();
    Error::Refused {
        code,
        vi,
        en,
        state: round.state.clone(),
        allowed: acts.into_iter().map(Act::code).collect(),
    }
}
