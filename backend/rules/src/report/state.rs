//! The way of a report: filled in, submitted, returned or accepted, and after acceptance changed only by another version.

use serde::{Deserialize, Serialize};

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportState))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being filled in.
    Draft,
    /// Sent up, waiting to be judged.
    Submitted,
    /// Sent back with comments.
    Returned,
    /// Accepted: this version is frozen.
    Accepted,
}

impl State {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Submitted, Self::Returned, Self::Accepted];

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
        }
    }

    /// The state of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Its name in Vietnamese.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Draft => "đang lập",
            Self::Submitted => "đã nộp, chờ xem xét",
            Self::Returned => "bị trả lại",
            Self::Accepted => "đã được chấp nhận",
        }
    }

    /// Its name in English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Draft => "being filled in",
            Self::Submitted => "submitted and waits to be judged",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
        }
    }
}

/// Something done with a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportAct))]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Enters cells.
    Fill,
    /// Sends it up.
    Submit,
    /// Sends it back.
    Return,
    /// Accepts it, which freezes the version.
    Accept,
    /// Begins the next version of an accepted one.
    Revise,
}

impl Act {
    /// Every one of them.
    pub const ALL: [Self; 5] = [Self::Fill, Self::Submit, Self::Return, Self::Accept, Self::Revise];

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fill => "fill",
            Self::Submit => "submit",
            Self::Return => "return",
            Self::Accept => "accept",
            Self::Revise => "revise",
        }
    }
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable machine-readable reason.
    pub code: &'static str,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
    /// What is allowed in this state.
    pub allowed: Vec<Act>,
}

fn next(state: State, act: Act) -> Option<State> {
    Some(match (state, act) {
        (State::Draft | State::Returned, Act::Fill) => state,
        (State::Draft | State::Returned, Act::Submit) => State::Submitted,
        (State::Submitted, Act::Return) => State::Returned,
        (State::Submitted, Act::Accept) => State::Accepted,
        (State::Accepted, Act::Revise) => State::Draft,
        _ => return None,
    })
}

/// What a state allows, whoever acts.
pub fn allowed_acts(state: State) -> Vec<Act> {
    Act::ALL
        .into_iter()
        .filter(|act| next(state, *act).is_some())
        .collect()
}

/// The state after an act.
///
/// Errors: the state doesn't allow it; a second submission says so.
pub fn decide(state: State, act: Act) -> Result<State, Refusal> {
    next(state, act).ok_or_else(|| {
        let twice = act == Act::Submit && state == State::Submitted;
        Refusal {
            code: if twice { "already_submitted" } else { "wrong_state" },
            vi: if twice {
                "Báo cáo này đã được nộp.".to_owned()
            } else {
                format!("Báo cáo {}, không làm được việc này.", state.vi())
            },
            en: if twice {
                "This report was submitted already.".to_owned()
            } else {
                format!("The report is {}; this can't be done.", state.en())
            },
            allowed: allowed_acts(state),
        }
    })
}
