//! Official reports: rounds that ask them of units, what units enter, and the versions that were accepted.
//!
//! What may follow what, and what a form says, is [`giamngheo_rules::report`]'s part; here it is kept, with its
//! history. A report's `version` is for optimistic locking; its `version_no` counts what was accepted.

mod cells;
mod history;
mod report;
mod rounds;

pub use cells::{CellChange, CellRow, below, entered, entered_of, put_cells};
pub use history::{
    Comment, Event, NewComment, VersionRow, comment, comments, events, resolve, version, versions,
};
pub use report::{Report, ReportFilter, Writing, accept, get, list, lock, revise, send_back, submit};
pub use rounds::{BoardRow, NewRound, Round, RoundFilter, board, open, round, rounds};
