//! Monitoring visits: what their states allow, the way of their recommendations, checklists, and who must do what by when.

mod checklist;
mod follow_up;
mod recommendation;
mod state;

pub use checklist::{Checklist, Question, Shipped, Value, VisitAnswerKind, admit, check, shipped};
pub use follow_up::{FollowUp, VisitSeverity, follow_up};
pub use recommendation::{RecommendationAct, RecommendationState};
pub use state::{VisitAct, VisitState, within};

/// Something that can't be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable machine-readable reason.
    pub code: &'static str,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
    /// The state that doesn't allow it.
    pub state: &'static str,
    /// Codes of what it allows.
    pub allowed: Vec<&'static str>,
}

/// Something that is wrong in an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer to it.
    pub pointer: String,
    /// Stable machine-readable reason.
    pub code: &'static str,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl Fault {
    /// A fault with its reason in both languages.
    pub fn new(
        pointer: impl Into<String>,
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            vi: vi.into(),
            en: en.into(),
        }
    }
}

/// Declares an enum with its codes and its names in both languages.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal, $vi:literal, $en:literal;)* }) => {
        $crate::codes! {
            $(#[$meta])*
            #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
            $name { $($(#[$vmeta])* $variant = $code),* }
        }

        impl $name {
            /// In Vietnamese.
            pub fn vi(self) -> &'static str {
                match self { $(Self::$variant => $vi),* }
            }

            /// In English.
            pub fn en(self) -> &'static str {
                match self { $(Self::$variant => $en),* }
            }
        }
    };
}
use named;

named! {
    /// How a visit comes about.
    VisitKind {
        /// Định kỳ.
        Periodic = "periodic", "định kỳ", "periodic";
        /// Hằng năm.
        Yearly = "yearly", "hằng năm", "yearly";
        /// Đột xuất.
        AdHoc = "ad_hoc", "đột xuất", "ad hoc";
    }
}

named! {
    /// What a visit is for.
    VisitPurpose {
        /// Kiểm tra.
        Inspection = "inspection", "kiểm tra", "inspection";
        /// Giám sát.
        Supervision = "supervision", "giám sát", "supervision";
        /// Đánh giá.
        Evaluation = "evaluation", "đánh giá", "evaluation";
    }
}

named! {
    /// A member's part in the team.
    VisitRole {
        /// Trưởng đoàn.
        Lead = "lead", "Trưởng đoàn", "Head";
        /// Thành viên.
        Member = "member", "Thành viên", "Member";
        /// Thư ký.
        Secretary = "secretary", "Thư ký", "Secretary";
    }
}

named! {
    /// What a sample is drawn of.
    VisitSampleOf {
        /// Households of the register.
        Households = "households", "hộ gia đình", "households";
        /// Works that the team lists.
        Works = "works", "công trình", "works";
    }
}

named! {
    /// By what a sample is stratified.
    VisitStratify {
        /// Village by village.
        Village = "village", "thôn", "village";
        /// Class by class.
        Class = "class", "diện hộ", "class";
    }
}

named! {
    /// What became of a unit of a sample.
    VisitSeen {
        /// Not visited yet.
        Pending = "pending", "chưa kiểm tra", "not visited yet";
        /// Visited.
        Seen = "seen", "đã kiểm tra", "visited";
        /// Nobody or nothing was found there.
        Absent = "absent", "không gặp", "not found";
    }
}

named! {
    /// Who signs the minutes of a visit.
    VisitSide {
        /// The team.
        Team = "team", "Đoàn kiểm tra", "The team";
        /// Who was visited.
        Visited = "visited", "Đơn vị được kiểm tra", "The unit visited";
    }
}

#[cfg(test)]
mod tests;
