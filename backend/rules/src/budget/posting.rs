//! Kinds of postings, the accounts they move and the days they may bear.

use chrono::NaiveDate;

use super::catalogue::{FundSource, day_of};
use crate::codes;
use crate::words::Words;

codes! {
    /// What a posting does with money.
    #[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = BudgetPostingKind))]
    Kind {
        /// Giao: money from outside enters a line.
        Grant = "grant",
        /// Phân bổ: from a line to one below it.
        Allocate = "allocate",
        /// Thu hồi: back from a line below.
        Withdraw = "withdraw",
        /// Chuyển nguồn: into the same line of the next year.
        CarryOver = "carry_over",
        /// Cam kết chi.
        Commit = "commit",
        /// A commitment, or a part of it, is given up.
        Release = "release",
        /// Giải ngân.
        Disburse = "disburse",
        /// Tạm ứng.
        Advance = "advance",
        /// Thanh toán tạm ứng: an advance was spent.
        ClearAdvance = "clear_advance",
        /// Thu hồi tạm ứng: an advance, or a part of it, comes back.
        ReturnAdvance = "return_advance",
        /// Giảm chi: what was disbursed comes back.
        ReturnDisbursement = "return_disbursement",
        /// Quyết toán: what was disbursed is approved.
        Settle = "settle",
        /// Kinh phí còn dư, hủy hoặc nộp trả.
        Surplus = "surplus",
        /// Bút toán đảo: the counter-entries of another posting.
        Reversal = "reversal",
    }
}

codes! {
    /// An account of a line.
    #[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = BudgetAccount))]
    Account {
        /// What came from outside of the year's books, negative.
        Origin = "origin",
        /// What may still be passed on, committed or spent.
        Available = "available",
        /// Committed and not yet paid.
        Committed = "committed",
        /// Advanced and not yet cleared.
        Advanced = "advanced",
        /// Disbursed and not yet settled.
        Disbursed = "disbursed",
        /// Settled.
        Settled = "settled",
        /// Given back.
        Returned = "returned",
        /// Carried over into the next year.
        Carried = "carried",
    }
}

codes! {
    /// A sum that is kept of a line and month, for views.
    #[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = BudgetColumn))]
    Column {
        /// Net in from above or from outside.
        Allotted = "allotted",
        /// Net out to lines below.
        PassedOn = "passed_on",
        /// Committed.
        Committed = "committed",
        /// Advanced.
        Advanced = "advanced",
        /// Disbursed.
        Disbursed = "disbursed",
        /// Settled.
        Settled = "settled",
        /// Given back.
        Returned = "returned",
        /// Carried over.
        Carried = "carried",
    }
}

impl Account {
    /// Its name in both languages.
    pub fn name(self) -> Words {
        let (vi, en) = match self {
            Self::Origin => ("nguồn ngoài sổ", "what came from outside"),
            Self::Available => ("dự toán còn lại", "what is available"),
            Self::Committed => ("số đã cam kết", "what is committed"),
            Self::Advanced => ("số dư tạm ứng", "what is advanced"),
            Self::Disbursed => ("số đã giải ngân", "what is disbursed"),
            Self::Settled => ("số đã quyết toán", "what is settled"),
            Self::Returned => ("số đã nộp trả", "what is returned"),
            Self::Carried => ("số đã chuyển nguồn", "what is carried over"),
        };
        Words {
            vi: vi.into(),
            en: en.into(),
        }
    }
}

impl Kind {
    /// Its name in both languages.
    pub fn name(self) -> Words {
        let (vi, en) = match self {
            Self::Grant => ("Giao dự toán", "Grant"),
            Self::Allocate => ("Phân bổ dự toán", "Allocation"),
            Self::Withdraw => ("Thu hồi dự toán", "Withdrawal"),
            Self::CarryOver => ("Chuyển nguồn", "Carry-over"),
            Self::Commit => ("Cam kết chi", "Commitment"),
            Self::Release => ("Giảm cam kết chi", "Release of a commitment"),
            Self::Disburse => ("Giải ngân", "Disbursement"),
            Self::Advance => ("Tạm ứng", "Advance"),
            Self::ClearAdvance => ("Thanh toán tạm ứng", "Clearing of an advance"),
            Self::ReturnAdvance => ("Thu hồi tạm ứng", "Return of an advance"),
            Self::ReturnDisbursement => ("Giảm chi", "Return of a disbursement"),
            Self::Settle => ("Quyết toán", "Settlement"),
            Self::Surplus => ("Kinh phí hủy, nộp trả", "Surplus returned"),
            Self::Reversal => ("Bút toán đảo", "Reversal"),
        };
        Words {
            vi: vi.into(),
            en: en.into(),
        }
    }

    /// Whether people enter it themselves; the others follow from settlements and reversals.
    pub fn is_entered(self) -> bool {
        !matches!(self, Self::Settle | Self::Surplus | Self::Reversal)
    }

    /// Whether it moves money to or from another line.
    pub fn has_other_line(self) -> bool {
        matches!(self, Self::Allocate | Self::Withdraw | Self::CarryOver)
    }

    /// Whether somebody outside is paid or promised something, who must be named.
    pub fn has_payee(self) -> bool {
        matches!(self, Self::Commit | Self::Disburse | Self::Advance)
    }

    /// Which obligation it draws on: a commitment, or an advance; whether it must.
    pub fn draws_on(self) -> Option<(Asked, bool)> {
        match self {
            Self::Release => Some((Asked::Commitment, true)),
            Self::Disburse | Self::Advance => Some((Asked::Commitment, false)),
            Self::ClearAdvance | Self::ReturnAdvance => Some((Asked::Advance, true)),
            _ => None,
        }
    }

    /// Which obligation it makes.
    pub fn makes(self) -> Option<Asked> {
        match self {
            Self::Commit => Some(Asked::Commitment),
            Self::Advance => Some(Asked::Advance),
            _ => None,
        }
    }
}

codes! {
    /// What somebody owes.
    #[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = BudgetObligationKind))]
    Asked {
        /// A commitment to pay.
        Commitment = "commitment",
        /// An advance to be cleared.
        Advance = "advance",
    }
}

/// Which line a leg is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The voucher's.
    Own,
    /// The one below, or that of the next year.
    Other,
}

/// A leg of a posting: an account that gets (or gives) the amount, and the sum it counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    /// Of which line.
    pub side: Side,
    /// Which account.
    pub account: Account,
    /// 1 or -1.
    pub sign: i64,
    /// The sum it counts in, and how.
    pub counts: Option<(Column, i64)>,
}

/// The legs of a posting; they sum to nothing. `committed` says whether it draws on a commitment. None of a reversal, which
/// turns those of another around.
pub fn legs(kind: Kind, committed: bool) -> Vec<Leg> {
    use Account as A;
    use Column as C;
    use Side::{Other, Own};
    let leg = |side, account, sign, column: Option<(Column, i64)>| Leg {
        side,
        account,
        sign,
        counts: column,
    };
    let plain = |account: Account, sign: i64| {
        let column = match account {
            A::Origin | A::Available => None,
            A::Committed => Some(C::Committed),
            A::Advanced => Some(C::Advanced),
            A::Disbursed => Some(C::Disbursed),
            A::Settled => Some(C::Settled),
            A::Returned => Some(C::Returned),
            A::Carried => Some(C::Carried),
        };
        leg(Own, account, sign, column.map(|c| (c, sign)))
    };
    let between = |from: Account, to: Account| vec![plain(from, -1), plain(to, 1)];
    let from = if committed { A::Committed } else { A::Available };
    match kind {
        Kind::Grant => vec![
            plain(A::Origin, -1),
            leg(Own, A::Available, 1, Some((C::Allotted, 1))),
        ],
        Kind::Allocate => vec![
            leg(Own, A::Available, -1, Some((C::PassedOn, 1))),
            leg(Other, A::Available, 1, Some((C::Allotted, 1))),
        ],
        Kind::Withdraw => vec![
            leg(Other, A::Available, -1, Some((C::Allotted, -1))),
            leg(Own, A::Available, 1, Some((C::PassedOn, -1))),
        ],
        Kind::CarryOver => vec![
            plain(A::Available, -1),
            plain(A::Carried, 1),
            leg(Other, A::Origin, -1, None),
            leg(Other, A::Available, 1, Some((C::Allotted, 1))),
        ],
        Kind::Commit => between(A::Available, A::Committed),
        Kind::Release => between(A::Committed, A::Available),
        Kind::Disburse => between(from, A::Disbursed),
        Kind::Advance => between(from, A::Advanced),
        Kind::ClearAdvance => between(A::Advanced, A::Disbursed),
        Kind::ReturnAdvance => between(A::Advanced, A::Available),
        Kind::ReturnDisbursement => between(A::Disbursed, A::Available),
        Kind::Settle => between(A::Disbursed, A::Settled),
        Kind::Surplus => between(A::Available, A::Returned),
        Kind::Reversal => Vec::new(),
    }
}

/// The accounts of a line that are never negative.
pub fn accounts_of() -> impl Iterator<Item = Account> {
    Account::ALL.iter().copied().filter(|a| *a != Account::Origin)
}

/// Whether a line is below another: its unit and its item are the same or lower, and not both the same. A unit is its path
/// and whether it is an office; the office of an area stands below its people's committee.
pub fn is_below(lower: (&str, bool, &str), upper: (&str, bool, &str)) -> bool {
    let unit_same = lower.0 == upper.0 && lower.1 == upper.1;
    let unit_lower = if lower.0 == upper.0 {
        lower.1 && !upper.1
    } else {
        lower.0.starts_with(upper.0)
    };
    let item_same = lower.2 == upper.2;
    let item_lower = lower
        .2
        .strip_prefix(upper.2)
        .is_some_and(|rest| rest.starts_with('/'));
    (unit_same || unit_lower) && (item_same || item_lower) && !(unit_same && item_same)
}

/// Why a posting of a year's money can't bear a day: a code, and the reason. Law on the state budget, article 64: what a
/// year gave is paid and cleared until some weeks of the next.
pub fn day_refused(
    kind: Kind,
    year: i32,
    on: NaiveDate,
    source: &FundSource,
    today: NaiveDate,
) -> Option<(&'static str, Words)> {
    let first = match kind {
        // What is left is known when the year is over.
        Kind::CarryOver => day_of(year, "12-31"),
        _ => NaiveDate::from_ymd_opt(year, 1, 1)?,
    };
    let last = match kind {
        Kind::Grant | Kind::Allocate | Kind::Withdraw | Kind::Commit => day_of(year, "12-31"),
        Kind::CarryOver => day_of(year + 1, &source.carry_over.until),
        Kind::Settle | Kind::Surplus | Kind::Reversal => day_of(year + 2, "12-31"),
        Kind::Release
        | Kind::Disburse
        | Kind::Advance
        | Kind::ClearAdvance
        | Kind::ReturnAdvance
        | Kind::ReturnDisbursement => day_of(year + 1, &source.pays_until),
    };
    let said = |code, vi: String, en: String| Some((code, Words { vi, en }));
    if on > today {
        return said(
            "in_future",
            "ngày này chưa đến".into(),
            "this day is still to come".into(),
        );
    }
    if on < first || on > last {
        return said(
            "wrong_year",
            format!(
                "với năm ngân sách {year}, ngày phải từ {} đến {}",
                first.format("%d/%m/%Y"),
                last.format("%d/%m/%Y")
            ),
            format!("for the fiscal year {year} the day must be from {first} to {last}"),
        );
    }
    None
}
