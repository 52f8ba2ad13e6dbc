//! The review of poor and near-poor households as an order of steps: who may do what, when it is due, and why not.
//!
//! The steps, deadlines and shares are data by version ([`Procedure`]); [`State`] and [`decide`] are the machine
//! over them. Pure: what a round has come to is told in a [`Situation`], today included.
//!
//! Source: Quyết định 24/2021/QĐ-TTg, articles 4 and 5.

mod decide;
mod procedure;
#[cfg(test)]
mod tests;

pub use decide::{
    Act, Counts, Posting, Refusal, Situation, State, allowed_acts, carried, check_date, decide, may_act,
};
pub use procedure::{
    Due, Kind, Level, Origin, Procedure, Reason, Share, Step, StepRule, Window, by_code, in_force, procedures,
};
