//! The way of a plan of work: drafted, issued, carried out, closed; and how far its activities are.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = PlanState))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being drawn up.
    Draft,
    /// Signed, with a number and a day.
    Issued,
    /// Being carried out.
    Running,
    /// Carried out, or ended.
    Closed,
}

/// Something done with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Another text.
    Edit,
    /// Signs it.
    Issue,
    /// Begins it.
    Start,
    /// Tells how far an activity is.
    Report,
    /// Ends it.
    Close,
}

impl State {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Issued, Self::Running, Self::Closed];

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Issued => "issued",
            Self::Running => "running",
            Self::Closed => "closed",
        }
    }

    /// The state of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Its name in Vietnamese.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Draft => "đang dự thảo",
            Self::Issued => "đã ban hành",
            Self::Running => "đang thực hiện",
            Self::Closed => "đã kết thúc",
        }
    }

    /// Its name in English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Draft => "a draft",
            Self::Issued => "issued",
            Self::Running => "being carried out",
            Self::Closed => "closed",
        }
    }

    /// What may be done in it.
    pub fn allows(self) -> &'static [Act] {
        match self {
            Self::Draft => &[Act::Edit, Act::Issue],
            Self::Issued => &[Act::Start],
            Self::Running => &[Act::Report, Act::Close],
            Self::Closed => &[],
        }
    }
}

impl Act {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Issue => "issue",
            Self::Start => "start",
            Self::Report => "report",
            Self::Close => "close",
        }
    }

    /// The state after it.
    pub fn leads_to(self) -> State {
        match self {
            Self::Edit => State::Draft,
            Self::Issue => State::Issued,
            Self::Start | Self::Report => State::Running,
            Self::Close => State::Closed,
        }
    }
}

/// Where an activity stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = PlanActivityState))]
#[serde(rename_all = "snake_case")]
pub enum ActivityState {
    /// Not begun.
    Planned,
    /// Begun.
    UnderWay,
    /// Carried out.
    Done,
    /// Not to be carried out (any more).
    Dropped,
}

impl ActivityState {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Planned, Self::UnderWay, Self::Done, Self::Dropped];

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::UnderWay => "under_way",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    /// The state of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// What so many per cent alone tell.
    pub fn of_progress(percent: i64) -> Self {
        match percent {
            ..=0 => Self::Planned,
            1..=99 => Self::UnderWay,
            _ => Self::Done,
        }
    }

    /// Whether so many per cent can be said in this state: begun work can stand at nothing yet, what was dropped
    /// anywhere but at the end.
    pub fn fits(self, percent: i64) -> bool {
        match self {
            Self::Planned => percent == 0,
            Self::UnderWay | Self::Dropped => (0..100).contains(&percent),
            Self::Done => percent == 100,
        }
    }

    /// Whether there is nothing more to do.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Dropped)
    }

    /// Whether it should have been over before this day.
    pub fn is_late(self, last_day: NaiveDate, today: NaiveDate) -> bool {
        !self.is_over() && last_day < today
    }
}

/// How far a plan is, in whole per cent: its activities count alike, those dropped don't count. 100 only when all are
/// done; none when there is nothing to count.
pub fn progress(activities: impl IntoIterator<Item = (ActivityState, i64)>) -> Option<i64> {
    let (mut sum, mut count) = (0_i64, 0_i64);
    for (_, percent) in activities
        .into_iter()
        .filter(|(state, _)| *state != ActivityState::Dropped)
    {
        sum = sum.saturating_add(percent);
        count += 1;
    }
    (count > 0).then(|| sum / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_goes_one_way() {
        let mut state = State::Draft;
        for act in [Act::Edit, Act::Issue, Act::Start, Act::Report, Act::Close] {
            assert!(state.allows().contains(&act), "{act:?} in {state:?}");
            state = act.leads_to();
            assert_eq!(State::from_code(state.code()), Some(state));
        }
        assert!(State::Closed.allows().is_empty());
        assert!(!State::Issued.allows().contains(&Act::Edit));
        assert!(!State::Draft.allows().contains(&Act::Report));
    }

    #[test]
    fn progress_counts_what_is_to_be_done() {
        use ActivityState as S;
        assert_eq!(progress([]), None);
        assert_eq!(progress([(S::Dropped, 30)]), None);
        assert_eq!(progress([(S::Done, 100), (S::UnderWay, 99)]), Some(99));
        assert_eq!(progress([(S::Done, 100), (S::Dropped, 0)]), Some(100));
        assert_eq!(
            progress([(S::Planned, 0), (S::UnderWay, 25), (S::UnderWay, 75)]),
            Some(33)
        );
    }

    #[test]
    fn per_cent_and_state_agree() {
        use ActivityState as S;
        for percent in [0, 1, 50, 99, 100] {
            let state = S::of_progress(percent);
            assert!(state.fits(percent), "{percent}");
            assert_eq!(S::from_code(state.code()), Some(state));
        }
        assert!(S::UnderWay.fits(0) && S::Dropped.fits(40));
        for (state, percent) in [
            (S::Done, 99),
            (S::Planned, 1),
            (S::Dropped, 100),
            (S::UnderWay, 100),
        ] {
            assert!(!state.fits(percent), "{state:?} {percent}");
        }
    }

    #[test]
    fn late_is_after_the_last_day() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 6, d).unwrap();
        assert!(!ActivityState::Planned.is_late(day(10), day(10)));
        assert!(ActivityState::UnderWay.is_late(day(10), day(11)));
        assert!(!ActivityState::Done.is_late(day(10), day(11)));
    }
}
