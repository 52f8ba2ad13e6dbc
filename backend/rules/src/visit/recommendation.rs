//! The way of a recommendation: open, in progress, done, and then verified, or reopened.

use chrono::NaiveDate;

use super::{Refusal, named};

named! {
    /// Where a recommendation stands.
    RecommendationState {
        /// Nobody has begun.
        Open = "open", "chưa thực hiện", "open";
        /// The responsible unit is at work.
        InProgress = "in_progress", "đang thực hiện", "in progress";
        /// The responsible unit says that it is done.
        Done = "done", "đã báo cáo hoàn thành", "reported done";
        /// Somebody else looked, and it is.
        Verified = "verified", "đã xác nhận hoàn thành", "verified";
        /// Somebody else looked, and it isn't.
        Reopened = "reopened", "bị mở lại", "reopened";
    }
}

named! {
    /// Something that is done with a recommendation.
    RecommendationAct {
        /// The responsible unit begins.
        Begin = "begin", "bắt đầu thực hiện", "begin";
        /// The responsible unit reports it done.
        ReportDone = "report_done", "báo cáo hoàn thành", "report done";
        /// The visiting side finds it done.
        Verify = "verify", "xác nhận", "verify";
        /// The visiting side finds it not done.
        Reopen = "reopen", "mở lại", "reopen";
        /// It gets a later day.
        Extend = "extend", "gia hạn", "extend";
        /// The unit above is told.
        Escalate = "escalate", "báo cáo cấp trên", "escalate";
    }
}

impl RecommendationAct {
    /// Whether it is the responsible unit's to do; the others are the visiting side's.
    pub fn is_answer(self) -> bool {
        matches!(self, Self::Begin | Self::ReportDone)
    }
}

impl RecommendationState {
    /// Whether the responsible unit still has to work on it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::InProgress | Self::Reopened)
    }

    fn next(self, act: RecommendationAct) -> Option<Self> {
        use RecommendationAct as A;
        Some(match (self, act) {
            (Self::Open | Self::Reopened, A::Begin) => Self::InProgress,
            (Self::InProgress, A::ReportDone) => Self::Done,
            (Self::Done, A::Verify) => Self::Verified,
            (Self::Done, A::Reopen) => Self::Reopened,
            (Self::Open | Self::InProgress | Self::Reopened, A::Extend | A::Escalate) => self,
            _ => return None,
        })
    }

    /// What it allows, whoever acts.
    pub fn allowed(self) -> Vec<RecommendationAct> {
        let all = RecommendationAct::ALL.iter().copied();
        all.filter(|act| self.next(*act).is_some()).collect()
    }

    /// The state after an act. Errors: this one doesn't allow it.
    pub fn decide(self, act: RecommendationAct) -> Result<Self, Refusal> {
        self.next(act).ok_or_else(|| Refusal {
            code: "wrong_state",
            vi: format!("Kiến nghị {}: không làm được việc này.", self.vi()),
            en: format!("The recommendation is {}: this can't be done.", self.en()),
            state: self.code(),
            allowed: self.allowed().into_iter().map(RecommendationAct::code).collect(),
        })
    }

    /// Days by which it is late today; none while it isn't, and when it is done.
    pub fn days_late(self, due_on: NaiveDate, today: NaiveDate) -> Option<i64> {
        let days = (today - due_on).num_days();
        (self.is_open() && days > 0).then_some(days)
    }
}
