//! Who is reminded of a recommendation, and when the unit above is told of a late one: days as data.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::named;
use crate::words::Source;

named! {
    /// How serious a finding is.
    VisitSeverity {
        /// Nhẹ.
        Low = "low", "nhẹ", "low";
        /// Trung bình.
        Medium = "medium", "trung bình", "medium";
        /// Nghiêm trọng.
        High = "high", "nghiêm trọng", "high";
        /// Rất nghiêm trọng.
        Critical = "critical", "rất nghiêm trọng", "critical";
    }
}

/// How recommendations are followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// For how many days before the last one the responsible unit is reminded.
    pub remind_days_before: u64,
    /// How many days after the last one the unit above is told, by severity.
    pub escalate_days_after: BTreeMap<VisitSeverity, u64>,
    /// Where it is from.
    pub legal: Source,
    /// Whether it was checked against the text.
    pub verified: bool,
}

impl FollowUp {
    /// The day on which the unit above is told, unless it is done before.
    pub fn escalates_on(&self, severity: VisitSeverity, due_on: NaiveDate) -> NaiveDate {
        let days = self.escalate_days_after.get(&severity).copied().unwrap_or(0);
        due_on.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
    }

    /// The first day on which the responsible unit is reminded.
    pub fn reminds_on(&self, due_on: NaiveDate) -> NaiveDate {
        due_on
            .checked_sub_days(Days::new(self.remind_days_before))
            .unwrap_or(NaiveDate::MIN)
    }

    /// The last day of those of which somebody is reminded today.
    pub fn reminded_until(&self, today: NaiveDate) -> NaiveDate {
        today
            .checked_add_days(Days::new(self.remind_days_before))
            .unwrap_or(NaiveDate::MAX)
    }
}

/// As the product ships it.
pub fn follow_up() -> &'static FollowUp {
    static SHIPPED: OnceLock<FollowUp> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        serde_json::from_str(include_str!("../../data/visits/follow-up.json"))
            .expect("the shipped data is well formed")
    })
}
