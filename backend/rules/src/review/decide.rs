//! The machine: from a state and an act to the next state, or the reason why not and what is allowed instead.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::procedure::{Procedure, Step};

/// Where a round stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// At a step that isn't closed yet.
    At(Step),
    /// Recognised: nothing changes but by a correcting decision.
    Recognised,
    /// Called off by who opened it.
    Cancelled,
}

impl State {
    /// Its code: that of the step, `recognised` or `cancelled`.
    pub fn code(self) -> &'static str {
        match self {
            Self::At(step) => step.code(),
            Self::Recognised => "recognised",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "recognised" => Some(Self::Recognised),
            "cancelled" => Some(Self::Cancelled),
            code => Step::from_code(code).map(Self::At),
        }
    }

    /// The step, while there is one.
    pub fn step(self) -> Option<Step> {
        match self {
            Self::At(step) => Some(step),
            Self::Recognised | Self::Cancelled => None,
        }
    }
}

macro_rules! acts {
    ($($(#[$meta:meta])* $name:ident = $code:literal, $vi:literal, $en:literal;)*) => {
        /// Something done with a round.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Act { $($(#[$meta])* $name),* }

        impl Act {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// Its name in Vietnamese.
            pub fn vi(self) -> &'static str {
                match self { $(Self::$name => $vi),* }
            }

            /// Its name in English.
            pub fn en(self) -> &'static str {
                match self { $(Self::$name => $en),* }
            }
        }
    };
}

acts! {
    /// Puts a household on the list.
    AddCase = "add_case", "thêm hộ vào danh sách", "add a household";
    /// Takes a household off the list, with a reason.
    WithdrawCase = "withdraw_case", "đưa hộ ra khỏi danh sách", "take a household off";
    /// Gives households to an enumerator.
    Assign = "assign", "phân công rà soát viên", "assign an enumerator";
    /// Ends the listing.
    CloseList = "close_list", "chốt danh sách", "close the list";
    /// Keeps a survey of a case, or a draft of one.
    Survey = "survey", "khảo sát hộ", "survey a household";
    /// Reads a survey a second time.
    Read = "read", "đọc soát phiếu", "read a survey";
    /// Draws the sample for spot checks.
    DrawSample = "draw_sample", "chọn mẫu phúc tra", "draw the sample";
    /// Surveys a case of the sample again.
    SpotCheck = "spot_check", "phúc tra mẫu", "spot-check";
    /// Ends the survey.
    CloseSurvey = "close_survey", "kết thúc khảo sát", "close the survey";
    /// Keeps the minutes of a village meeting.
    RecordMeeting = "record_meeting", "ghi biên bản họp", "record a meeting";
    /// Ends the meetings.
    CloseMeetings = "close_meetings", "kết thúc họp dân", "close the meetings";
    /// Puts the list up.
    Post = "post", "niêm yết", "post";
    /// Takes a complaint in.
    Complain = "complain", "tiếp nhận khiếu nại", "take a complaint in";
    /// Decides a complaint after the re-check.
    DecideComplaint = "decide_complaint", "giải quyết khiếu nại", "decide a complaint";
    /// Ends the posting.
    ClosePosting = "close_posting", "kết thúc niêm yết", "close the posting";
    /// Sends the report up.
    Report = "report", "gửi báo cáo cấp trên", "report";
    /// The level above agrees.
    Agree = "agree", "đồng ý", "agree";
    /// The level above, or who recognises, sends it back.
    Return = "return", "trả lại", "return";
    /// Recognises the result.
    Recognise = "recognise", "công nhận", "recognise";
    /// Calls the round off.
    Cancel = "cancel", "hủy đợt rà soát", "cancel";
}

/// How far the cases of a round are. Those withdrawn don't count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// On the list.
    pub total: i64,
    /// Without a survey of this round.
    pub unsurveyed: i64,
    /// Surveyed, not read a second time (or sent back to the enumerator).
    pub unread: i64,
    /// Of the sample, not visited a second time.
    pub unchecked: i64,
    /// Without the village's agreement, or a decision on a complaint in its place.
    pub unagreed: i64,
    /// Complaints without a decision.
    pub open_complaints: i64,
    /// Re-checked, the result not posted yet.
    pub unposted: i64,
}

/// The list that is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The day it was put up.
    pub posted_on: NaiveDate,
    /// The last day that it must stay up.
    pub until: NaiveDate,
    /// Whether it posts results of re-checks, after a first posting.
    pub again: bool,
}

/// What a round has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// Where it stands.
    pub state: State,
    /// The day the last step ended, or the round opened: nothing can be dated before it.
    pub since: NaiveDate,
    /// Today.
    pub today: NaiveDate,
    /// How far the cases are.
    pub counts: Counts,
    /// Whether a sample for spot checks has been drawn, or none is asked for.
    pub sampled: bool,
    /// The last posting since the step began.
    pub posting: Option<Posting>,
    /// Whether the surveys rest on a form that is only a sample.
    pub sample_form: bool,
    /// Whether this is a demo, in which sample forms may be recognised.
    pub demo: bool,
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

/// Whether more than the share of those present agree.
pub fn carried(procedure: &Procedure, present: i64, in_favour: i64) -> bool {
    present > 0 && in_favour * 100 > present * i64::from(procedure.more_than_percent.value)
}

/// What the state allows at all, whoever acts and however far the cases are.
pub fn allowed_acts(procedure: &Procedure, situation: &Situation) -> Vec<Act> {
    Act::ALL
        .iter()
        .copied()
        .filter(|act| may_act(procedure, situation, *act).is_ok())
        .collect()
}

fn fits(situation: &Situation, act: Act) -> bool {
    use Act as A;
    let State::At(step) = situation.state else {
        return false;
    };
    let up = situation.posting.is_some();
    match act {
        A::AddCase | A::Assign => matches!(step, Step::List | Step::Survey),
        // While the list is up only one that moved away or is no more.
        A::WithdrawCase => {
            matches!(step, Step::List | Step::Survey | Step::Meeting) || (step == Step::Posting && up)
        }
        A::CloseList => step == Step::List,
        // After the survey, only what the village or a complaint sent back is surveyed again.
        A::Survey | A::Read => match step {
            Step::Survey | Step::Meeting => true,
            Step::Posting => up,
            _ => false,
        },
        A::DrawSample | A::SpotCheck | A::CloseSurvey => step == Step::Survey,
        A::RecordMeeting | A::CloseMeetings => step == Step::Meeting,
        A::Post => step == Step::Posting && (!up || situation.counts.unposted > 0),
        A::Complain | A::DecideComplaint | A::ClosePosting => step == Step::Posting && up,
        A::Report => step == Step::Report,
        A::Agree => step == Step::Opinion,
        A::Return => matches!(step, Step::Opinion | Step::Recognition),
        A::Recognise => step == Step::Recognition,
        A::Cancel => true,
    }
}

/// Whether an act fits the state, however far the cases are. Refuses with what is allowed instead.
pub fn may_act(procedure: &Procedure, situation: &Situation, act: Act) -> Result<(), Refusal> {
    let known = situation
        .state
        .step()
        .is_none_or(|step| procedure.step(step).is_some());
    if known && fits(situation, act) {
        return Ok(());
    }
    let allowed: Vec<Act> = Act::ALL
        .iter()
        .copied()
        .filter(|other| known && fits(situation, *other))
        .collect();
    let (state_vi, state_en) = match situation.state {
        State::Recognised => (
            "đợt rà soát đã được công nhận".to_owned(),
            "the round is recognised".to_owned(),
        ),
        State::Cancelled => (
            "đợt rà soát đã bị hủy".to_owned(),
            "the round is cancelled".to_owned(),
        ),
        State::At(step) => procedure.step(step).map_or_else(
            || {
                (
                    "bước không có trong quy trình".to_owned(),
                    "the step is not in the procedure".to_owned(),
                )
            },
            |rule| {
                (
                    format!("đợt rà soát đang ở bước “{}”", rule.name.vi),
                    format!("the round is at the step “{}”", rule.name.en),
                )
            },
        ),
    };
    let list =
        |name: fn(Act) -> &'static str| allowed.iter().map(|a| name(*a)).collect::<Vec<_>>().join(", ");
    let (may_vi, may_en) = if allowed.is_empty() {
        (
            "không còn việc nào được làm".to_owned(),
            "nothing more can be done".to_owned(),
        )
    } else {
        (
            format!("việc được làm: {}", list(Act::vi)),
            format!("allowed: {}", list(Act::en)),
        )
    };
    Err(Refusal {
        code: "out_of_order",
        vi: format!("Không thể {}: {state_vi}; {may_vi}.", act.vi()),
        en: format!("Can't {}: {state_en}; {may_en}.", act.en()),
        allowed,
    })
}

/// Whether an act may bear this date: not before the step before ended, not after today.
pub fn check_date(situation: &Situation, on: NaiveDate) -> Result<(), (&'static str, String, String)> {
    if on > situation.today {
        return Err((
            "in_future",
            "ngày ở tương lai".into(),
            "the day is in the future".into(),
        ));
    }
    if on < situation.since {
        return Err((
            "before_previous_step",
            format!(
                "trước ngày {} là ngày bước trước kết thúc",
                vi_date(situation.since)
            ),
            format!(
                "before {}, the day on which the step before ended",
                situation.since
            ),
        ));
    }
    Ok(())
}

/// A date as it is written in Vietnamese.
fn vi_date(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// The state after an act on a day, or why not. Dates are checked by [`check_date`] before; `back_to` is where a
/// return leads, the survey if none is named.
pub fn decide(
    procedure: &Procedure,
    situation: &Situation,
    act: Act,
    on: NaiveDate,
    back_to: Option<Step>,
) -> Result<State, Refusal> {
    may_act(procedure, situation, act)?;
    let counts = &situation.counts;
    let refuse = |code, vi: String, en: String| {
        Err(Refusal {
            code,
            vi,
            en,
            allowed: allowed_acts(procedure, situation),
        })
    };
    let next = |step: Step| procedure.after(step).map_or(State::Recognised, State::At);
    match act {
        Act::CloseList => {
            if counts.total == 0 && procedure.total_working_days.is_some() {
                return refuse(
                    "no_cases",
                    "Danh sách chưa có hộ nào.".into(),
                    "There is no household on the list.".into(),
                );
            }
            Ok(next(Step::List))
        }
        Act::CloseSurvey => {
            if counts.unsurveyed > 0 {
                return refuse(
                    "not_surveyed",
                    format!("Còn {} hộ chưa khảo sát.", counts.unsurveyed),
                    format!("{} households are not surveyed.", counts.unsurveyed),
                );
            }
            if counts.unread > 0 {
                return refuse(
                    "not_read",
                    format!("Còn {} phiếu chưa được đọc soát.", counts.unread),
                    format!("{} surveys are not read a second time.", counts.unread),
                );
            }
            if !situation.sampled && counts.total > 0 {
                return refuse(
                    "no_sample",
                    "Chưa chọn mẫu phúc tra.".into(),
                    "The sample for spot checks is not drawn.".into(),
                );
            }
            if counts.unchecked > 0 {
                return refuse(
                    "not_checked",
                    format!("Còn {} hộ trong mẫu chưa phúc tra.", counts.unchecked),
                    format!("{} households of the sample are not checked.", counts.unchecked),
                );
            }
            Ok(next(Step::Survey))
        }
        Act::CloseMeetings => {
            // A survey that was done again must be read again, too.
            let open = counts.unagreed.max(counts.unsurveyed).max(counts.unread);
            if open > 0 {
                return refuse(
                    "not_agreed",
                    format!("Còn {open} hộ chưa được họp dân nhất trí."),
                    format!("{open} households have no agreement of their village."),
                );
            }
            Ok(next(Step::Meeting))
        }
        Act::Post if counts.open_complaints > 0 => refuse(
            "open_complaints",
            format!(
                "Còn {} khiếu nại chưa giải quyết; niêm yết lại sau khi giải quyết.",
                counts.open_complaints
            ),
            format!(
                "{} complaints are open; post again once they are decided.",
                counts.open_complaints
            ),
        ),
        Act::ClosePosting => {
            if counts.open_complaints > 0 {
                return refuse(
                    "open_complaints",
                    format!("Còn {} khiếu nại chưa giải quyết.", counts.open_complaints),
                    format!("{} complaints are open.", counts.open_complaints),
                );
            }
            if counts.unposted > 0 {
                return refuse(
                    "not_posted_again",
                    format!("Kết quả phúc tra của {} hộ chưa niêm yết lại.", counts.unposted),
                    format!(
                        "The results of {} re-checks are not posted again.",
                        counts.unposted
                    ),
                );
            }
            if counts.unsurveyed + counts.unread + counts.unagreed > 0 {
                return refuse(
                    "not_agreed",
                    "Còn hộ đang phúc tra.".into(),
                    "Some households are being re-checked.".into(),
                );
            }
            match situation.posting {
                Some(posting) if on <= posting.until => {
                    let share = if posting.again {
                        &procedure.reposting_working_days
                    } else {
                        &procedure.posting_working_days
                    };
                    let (days, citation) = (share.value, share.source.citation());
                    refuse(
                        "still_up",
                        format!(
                            "Phải niêm yết đủ {days} ngày làm việc, đến hết ngày {} ({citation}).",
                            vi_date(posting.until)
                        ),
                        format!(
                            "The list must stay up {days} working days, until the end of {} ({citation}).",
                            posting.until
                        ),
                    )
                }
                _ => Ok(next(Step::Posting)),
            }
        }
        Act::Report => Ok(next(Step::Report)),
        Act::Agree => Ok(next(Step::Opinion)),
        Act::Return => {
            let to = back_to.unwrap_or(Step::Survey);
            let here = situation.state.step().unwrap_or(Step::Recognition);
            let known = matches!(to, Step::Survey | Step::Meeting | Step::Posting);
            if !known || !procedure.is_before(to, here) {
                return refuse(
                    "bad_return",
                    "Chỉ trả lại về bước khảo sát, họp dân hoặc niêm yết.".into(),
                    "It can be returned to the survey, the meetings or the posting.".into(),
                );
            }
            Ok(State::At(to))
        }
        Act::Recognise => {
            if situation.sample_form && !situation.demo {
                return refuse(
                    "sample_form",
                    "Phiếu rà soát đang dùng là phiếu mẫu để dùng thử, không phải phiếu chính thức; không thể ra quyết định công nhận.".into(),
                    "The surveys rest on a sample form, not the official one; no recognition can be decided on it.".into(),
                );
            }
            Ok(State::Recognised)
        }
        Act::Cancel => Ok(State::Cancelled),
        // The rest changes cases, not the state.
        _ => Ok(situation.state),
    }
}
