//! The review of poor and near-poor households: a round a commune, its cases, and the decisions that end it.
//!
//! What may follow what is [`giamngheo_rules::review`]'s part; here it is kept, under the round's lock, with its
//! counts and its history. A round's `version` is that of its steps; each case has one of its own, so that many
//! enumerators work at once.

mod board;
mod cases;
mod complaints;
mod meetings;
mod open;
mod recognise;
mod round;

pub use board::{
    CertificateMember, Ethnicity, OpenComplaint, Past, Progress, ProvinceSum, Recognised, RecognisedSum,
    Surveyor, Waiting, by_province, certificate_members, due, ethnicities, open_complaints, pasts, progress,
    recognised, recognised_sums, surveyors, waiting,
};
pub use cases::{
    Case, CaseFilter, CaseKeys, Check, FoundSurvey, NewCase, Reading, VillageRow, YearFinding,
    add as add_case, assign, case, cases, check, class_of_year, draw_sample, keep_draft, read as read_case,
    send_back, survey, villages, withdraw,
};
pub use complaints::{Complaint, NewComplaint, Outcome, complaints, decide as decide_complaint, receive};
pub use meetings::{Meeting, NewMeeting, Vote, meetings, record as record_meeting};
pub use open::{Opened, Opening, Uncarried, check_opening_day, open};
pub use recognise::{
    Certificate, Change, ClassPeriod, Correction, Decision, Found, NewRecognition, Recognition, certificates,
    correct, lookup, periods, recognise, recognition, recognition_of, recognitions, sums_of,
};
pub use round::{
    Event, PostedCase, PostedList, PostingRow, Round, RoundFilter, StepAct, act, events, get, lock, post,
    postings, rounds, situation, tell_late,
};
