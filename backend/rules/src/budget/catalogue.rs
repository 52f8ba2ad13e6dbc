//! Programmes with their projects, sources and kinds of capital, as data in versions.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::words::{Source, Words};

/// What an item of a programme is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = BudgetItemKind))]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Chương trình.
    Programme,
    /// Dự án.
    Project,
    /// Tiểu dự án.
    SubProject,
    /// Hoạt động.
    Activity,
}

impl ItemKind {
    /// Whether an item of this kind may stand directly below one of the other.
    fn fits_below(self, above: Option<Self>) -> bool {
        match self {
            Self::Programme => above.is_none(),
            Self::Project => above == Some(Self::Programme),
            Self::SubProject => above == Some(Self::Project),
            Self::Activity => matches!(above, Some(Self::Project | Self::SubProject)),
        }
    }
}

/// Something that money is given for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = BudgetItem))]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The codes from the programme down, with `/` between: `CT2125/DA7/TDA2`.
    pub code: String,
    /// The code of the item above; none of a programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The code of its programme.
    pub programme: String,
    /// What it is.
    pub kind: ItemKind,
    /// Its name.
    pub name: Words,
    /// The kinds of capital it may get.
    pub capital: Vec<String>,
    /// The first fiscal year that gives money for it.
    pub first_year: i32,
    /// The last one; none while it goes on. What is carried over may be spent later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_year: Option<i32>,
    /// Its place among its siblings.
    #[serde(default)]
    pub position: u32,
    /// Where it is from.
    pub legal: Source,
    /// Whether it was compared with the text.
    pub verified: bool,
}

impl Item {
    /// What is wrong with it beside the others: the field, a code, and the reason in Vietnamese and in English.
    pub fn faults(&self, others: &Catalogue) -> Vec<(&'static str, &'static str, Words)> {
        let words = |vi: &str, en: &str| Words {
            vi: vi.to_owned(),
            en: en.to_owned(),
        };
        let mut out = Vec::new();
        let segment = |s: &str| {
            !s.is_empty()
                && s.bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
        };
        let above = self.code.rsplit_once('/').map(|(above, _)| above);
        if !self.code.split('/').all(segment) || above != self.parent.as_deref() {
            out.push((
                "code",
                "bad_code",
                words(
                    "mã gồm mã của mục trên, dấu / và một phần chữ hoa, chữ số",
                    "a code is that of the item above, a slash, and capitals and digits",
                ),
            ));
        }
        let parent = self.parent.as_ref().map(|code| others.items.get(code));
        if let Some(None) = parent {
            out.push((
                "parent",
                "unknown",
                words("không có mục trên này", "there is no such item above"),
            ));
        } else if !self.kind.fits_below(parent.flatten().map(|p| p.kind)) {
            out.push((
                "kind",
                "wrong_kind",
                words(
                    "loại này không nằm dưới mục trên",
                    "this kind doesn't belong below the item above",
                ),
            ));
        }
        if self.code.split('/').next() != Some(self.programme.as_str()) {
            out.push((
                "programme",
                "another_programme",
                words(
                    "mã phải bắt đầu bằng mã chương trình",
                    "the code begins with the programme's",
                ),
            ));
        }
        if self.capital.is_empty() || self.capital.iter().any(|c| !others.capital_kinds.contains_key(c)) {
            out.push((
                "capital",
                "unknown",
                words("không có loại vốn này", "there is no such kind of capital"),
            ));
        }
        if self.last_year.is_some_and(|last| last < self.first_year) {
            out.push((
                "last_year",
                "before_first",
                words("năm cuối trước năm đầu", "the last year is before the first"),
            ));
        }
        out
    }

    /// Whether a fiscal year gives money for it.
    pub fn is_funded_in(&self, year: i32) -> bool {
        self.first_year <= year && self.last_year.is_none_or(|last| year <= last)
    }

    /// The code of the project it belongs to; a programme is its own.
    pub fn project_of(code: &str) -> &str {
        let second = code.match_indices('/').nth(1);
        second.map_or(code, |(end, _)| &code[..end])
    }
}

/// Whether and until when what is left goes into the next year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = BudgetCarryOver))]
#[serde(deny_unknown_fields)]
pub struct CarryOver {
    /// Money for investment.
    pub investment: bool,
    /// Recurrent money.
    pub recurrent: bool,
    /// Month and day of the next year until which it is decided, such as `12-31`.
    pub until: String,
}

/// Where money comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = BudgetFundSource))]
#[serde(deny_unknown_fields)]
pub struct FundSource {
    /// Its code: central, provincial, district, commune or other.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// Whether money is spent against a commitment only.
    pub must_commit: bool,
    /// The levels of units at which it enters the books; below them it is allocated.
    pub granted_at: Vec<String>,
    /// Month and day of the next year until which a year's money is paid and cleared, such as `01-31`.
    pub pays_until: String,
    /// What may go into the next year.
    pub carry_over: CarryOver,
    /// Its place in tables.
    #[serde(default)]
    pub position: u32,
    /// Where the rule is from.
    pub legal: Source,
    /// Whether it was compared with the text.
    pub verified: bool,
}

impl FundSource {
    /// Whether what is left of this kind of capital may go into the next year.
    pub fn carries(&self, capital: &str) -> bool {
        match capital {
            "investment" => self.carry_over.investment,
            _ => self.carry_over.recurrent,
        }
    }
}

/// The day `MM-DD` of a year; the year's last one where it has none.
pub(super) fn day_of(year: i32, month_day: &str) -> NaiveDate {
    let parsed = NaiveDate::parse_from_str(&format!("{year:04}-{month_day}"), "%Y-%m-%d");
    parsed.unwrap_or_else(|_| NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or_default())
}

/// A kind of capital.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = BudgetCapitalKind))]
#[serde(deny_unknown_fields)]
pub struct CapitalKind {
    /// Its code: investment or recurrent.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// Its place in tables.
    #[serde(default)]
    pub position: u32,
    /// Where it is from.
    pub legal: Source,
    /// Whether it was compared with the text.
    pub verified: bool,
}

/// What holds on a day, by code.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Items of all programmes.
    pub items: BTreeMap<String, Item>,
    /// Sources.
    pub sources: BTreeMap<String, FundSource>,
    /// Kinds of capital.
    pub capital_kinds: BTreeMap<String, CapitalKind>,
}

/// What an installation begins with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipped {
    /// First day of all of it.
    pub valid_from: NaiveDate,
    /// Items.
    #[serde(default)]
    pub items: Vec<Item>,
    /// Sources.
    #[serde(default)]
    pub sources: Vec<FundSource>,
    /// Kinds of capital.
    #[serde(default)]
    pub capital_kinds: Vec<CapitalKind>,
}

/// The catalogues that the product ships.
pub fn shipped() -> &'static [Shipped] {
    static SHIPPED: OnceLock<Vec<Shipped>> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        [
            include_str!("../../data/budgets/sources.json"),
            include_str!("../../data/budgets/ct2125.json"),
            include_str!("../../data/budgets/ct2635.json"),
        ]
        .iter()
        .map(|text| serde_json::from_str(text).expect("a shipped catalogue is well formed"))
        .collect()
    })
}
