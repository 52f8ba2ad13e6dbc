//! Who may do what: the matrix of roles and actions. Where they may do it is [`crate::scope`]'s part.

use giamngheo_rules::codes;

codes! {
    /// A person's part in the programme, given for an area.
    Role {
        /// Quản trị hệ thống: users, roles and areas.
        Administrator = "administrator",
        /// Lãnh đạo phê duyệt: recognises or refuses.
        Approver = "approver",
        /// Cán bộ giảm nghèo: keeps the registry and runs the review.
        Officer = "officer",
        /// Rà soát viên: surveys households.
        Enumerator = "enumerator",
        /// Kế hoạch - Tài chính: plans and budgets.
        Finance = "finance",
        /// Đoàn kiểm tra, giám sát.
        Monitor = "monitor",
        /// Người xem: totals only.
        Viewer = "viewer",
        /// Thanh tra, bảo vệ dữ liệu: who saw and changed what.
        Auditor = "auditor",
    }
}

codes! {
    /// Something that can be done; each protected endpoint names one.
    Action {
        /// Read households, members, surveys and history.
        ViewHouseholds = "view_households",
        /// Create and change households and members.
        EditHouseholds = "edit_households",
        /// Add surveys.
        SurveyHouseholds = "survey_households",
        /// Move, split, merge and dissolve households.
        RestructureHouseholds = "restructure_households",
        /// Take lists of households out as files.
        ExportHouseholds = "export_households",
        /// Bring files of households in.
        ImportHouseholds = "import_households",
        /// See citizen IDs in full and search by them.
        SeeCitizenIds = "see_citizen_ids",
        /// See totals and rates.
        ViewStatistics = "view_statistics",
        /// Re-classify a register under another standard, without touching it.
        RunSimulations = "run_simulations",
        /// Manage users and their roles.
        ManageUsers = "manage_users",
        /// Keep the villages of a commune.
        ManageAreas = "manage_areas",
        /// See how far reviews are: steps, deadlines, counts.
        ViewReviews = "view_reviews",
        /// Open reviews of communes, and call them off.
        OpenReviews = "open_reviews",
        /// Run a commune's review: list, assignments, second reading, meetings, posting, complaints, report.
        ConductReview = "conduct_review",
        /// Agree to a commune's report, or send it back.
        GiveOpinion = "give_opinion",
        /// Recognise a commune's result, and correct a recognition.
        RecogniseHouseholds = "recognise_households",
        /// Read who saw and changed what.
        ViewAudit = "view_audit",
        /// Keep the webhooks by which other programs are told what happens.
        ManageWebhooks = "manage_webhooks",
        /// Change the results framework and the report templates.
        ManageFramework = "manage_framework",
        /// Set what areas shall reach.
        SetTargets = "set_targets",
        /// Enter figures of indicators that no record holds.
        EnterValues = "enter_values",
        /// Check figures that somebody else entered.
        CheckValues = "check_values",
        /// Approve checked figures, and lock them.
        ApproveValues = "approve_values",
        /// Open rounds of reports for the units below.
        OpenReportRounds = "open_report_rounds",
        /// Fill in and submit the report of one's own unit.
        FillReports = "fill_reports",
        /// Accept reports of the units below, or send them back.
        JudgeReports = "judge_reports",
        /// Draft plans, report on their activities, and file documents.
        EditPlans = "edit_plans",
        /// Issue plans that somebody else drafted, and close them.
        IssuePlans = "issue_plans",
        /// See monitoring visits, their findings and recommendations.
        ViewVisits = "view_visits",
        /// Prepare and carry out monitoring visits.
        ConductVisits = "conduct_visits",
        /// Order visits, accept their reports, verify that recommendations are carried out.
        ApproveVisits = "approve_visits",
        /// Carry out what visits recommended to one's own unit.
        AnswerRecommendations = "answer_recommendations",
        /// See budgets: lines, vouchers, execution, settlements.
        ViewBudget = "view_budget",
        /// Enter vouchers and draw up settlements.
        EnterBudget = "enter_budget",
        /// Post or refuse vouchers and settlements that somebody else entered.
        ApproveBudget = "approve_budget",
        /// Keep the programmes' items and the offices that have budgets.
        ManageBudget = "manage_budget",
    }
}

impl Role {
    /// Its name in Vietnamese.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Administrator => "Quản trị hệ thống",
            Self::Approver => "Lãnh đạo phê duyệt",
            Self::Officer => "Cán bộ giảm nghèo",
            Self::Enumerator => "Rà soát viên",
            Self::Finance => "Kế hoạch - Tài chính",
            Self::Monitor => "Giám sát, đánh giá",
            Self::Viewer => "Người xem số liệu",
            Self::Auditor => "Thanh tra, bảo vệ dữ liệu",
        }
    }

    /// Its name in English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Administrator => "Administrator",
            Self::Approver => "Approver",
            Self::Officer => "Poverty reduction officer",
            Self::Enumerator => "Enumerator",
            Self::Finance => "Planning and finance",
            Self::Monitor => "Monitoring and evaluation",
            Self::Viewer => "Viewer of statistics",
            Self::Auditor => "Auditor, data protection",
        }
    }

    /// What the role may do, in its areas.
    pub fn actions(self) -> &'static [Action] {
        use Action as A;
        match self {
            Self::Administrator => &[
                A::ViewHouseholds,
                A::ViewReviews,
                A::OpenReviews,
                A::ViewStatistics,
                A::ManageUsers,
                A::ManageAreas,
                A::ViewAudit,
                A::ManageWebhooks,
                A::ManageFramework,
                A::OpenReportRounds,
                A::ViewVisits,
                A::ViewBudget,
                A::ManageBudget,
            ],
            Self::Approver => &[
                A::ViewHouseholds,
                A::ExportHouseholds,
                A::SeeCitizenIds,
                A::ViewReviews,
                A::GiveOpinion,
                A::RecogniseHouseholds,
                A::ViewStatistics,
                A::ApproveValues,
                A::JudgeReports,
                A::RunSimulations,
                A::IssuePlans,
                A::ViewVisits,
                A::ApproveVisits,
                A::ViewBudget,
                A::ApproveBudget,
            ],
            Self::Officer => &[
                A::ViewHouseholds,
                A::EditHouseholds,
                A::SurveyHouseholds,
                A::RestructureHouseholds,
                A::ExportHouseholds,
                A::ImportHouseholds,
                A::SeeCitizenIds,
                A::ViewReviews,
                A::OpenReviews,
                A::ConductReview,
                A::GiveOpinion,
                A::ViewStatistics,
                A::RunSimulations,
                A::ManageAreas,
                A::SetTargets,
                A::EnterValues,
                A::CheckValues,
                A::ApproveValues,
                A::OpenReportRounds,
                A::FillReports,
                A::JudgeReports,
                A::EditPlans,
                A::ViewVisits,
                A::AnswerRecommendations,
                A::ViewBudget,
            ],
            Self::Enumerator => &[
                A::ViewHouseholds,
                A::EditHouseholds,
                A::SurveyHouseholds,
                A::ViewReviews,
            ],
            Self::Finance => &[
                A::ViewReviews,
                A::ViewStatistics,
                A::EnterValues,
                A::EditPlans,
                A::AnswerRecommendations,
                A::ViewBudget,
                A::EnterBudget,
                A::ApproveBudget,
            ],
            Self::Viewer => &[A::ViewReviews, A::ViewStatistics, A::ViewBudget],
            Self::Monitor => &[
                A::ViewHouseholds,
                A::ViewReviews,
                A::ViewStatistics,
                A::EnterValues,
                A::CheckValues,
                A::RunSimulations,
                A::ViewVisits,
                A::ConductVisits,
            ],
            Self::Auditor => &[
                A::ViewHouseholds,
                A::ViewReviews,
                A::ViewStatistics,
                A::ViewAudit,
                A::ViewVisits,
                A::ViewBudget,
            ],
        }
    }

    /// Whether the role may do it.
    pub fn may(self, action: Action) -> bool {
        self.actions().contains(&action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_round_trip() {
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(*role));
        }
        for action in Action::ALL {
            assert_eq!(Action::from_code(action.code()), Some(*action));
            assert!(
                Role::ALL.iter().any(|r| r.may(*action)),
                "{} is nobody's",
                action.code()
            );
        }
    }
}
