//! What can be counted without being asked for: the measures over the registry, the reviews and the reports.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::words::Words;

/// A way to tell rows of a measure apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// The class of the year: `poor`, `near_poor`, `average`, `other`, `none` (not surveyed).
    Class,
    /// The class the household had when it was last surveyed in an earlier year; `none` where it was not.
    From,
    /// How it moved since then (see [`crate::movement`]); `none` where it didn't.
    Movement,
    /// `kinh`, `minority` or `unknown`: the ethnicity of the household.
    Ethnic,
    /// `male`, `female` or `unknown`: the sex of its head.
    Sex,
    /// `rural` or `urban`: of the commune-level unit.
    Setting,
    /// An area group, such as the poor districts of a period.
    Group,
    /// An indicator of deprivation, by its code in the standard.
    Indicator,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Class,
        Self::From,
        Self::Movement,
        Self::Ethnic,
        Self::Sex,
        Self::Setting,
        Self::Group,
        Self::Indicator,
    ];

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::From => "from",
            Self::Movement => "movement",
            Self::Ethnic => "ethnic",
            Self::Sex => "sex",
            Self::Setting => "setting",
            Self::Group => "group",
            Self::Indicator => "indicator",
        }
    }

    /// The one with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.code() == code)
    }

    /// The values it can have; none where they are data (area groups).
    pub fn values(self) -> Option<Vec<&'static str>> {
        Some(match self {
            Self::Class | Self::From => vec!["poor", "near_poor", "average", "other", "none"],
            Self::Movement => vec![
                "newly_poor",
                "fell_back",
                "escaped_to_near_poor",
                "escaped",
                "near_poor_new",
                "fell_back_near_poor",
                "escaped_near_poverty",
                "none",
            ],
            Self::Ethnic => vec!["kinh", "minority", "unknown"],
            Self::Sex => vec!["male", "female", "unknown"],
            Self::Setting => vec!["rural", "urban"],
            Self::Group => return None,
            Self::Indicator => crate::poverty::standards()
                .iter()
                .flat_map(|s| s.indicators.iter().map(|i| i.code.as_str()))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
        })
    }
}

/// How the majority people writes itself, in small letters; all others are ethnic minorities. Danh mục các dân tộc Việt
/// Nam (Quyết định 121-TCTK/PPCĐ, 1979), number 1: Kinh (Việt).
pub const KINH: [&str; 3] = ["kinh", "việt", "viet"];

/// What rows of a measure are asked for: for each dimension the values that count.
pub type Filters = BTreeMap<Dimension, BTreeSet<String>>;

/// A measure, with what is asked of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Measure {
    /// Its name in [`measures`].
    pub name: String,
    /// Which rows of it.
    pub filters: Filters,
}

impl Measure {
    /// The same with one more condition; where there is one on that dimension already, what meets both.
    #[must_use]
    pub fn with(&self, dimension: Dimension, value: &str) -> Self {
        let mut out = self.clone();
        let wanted = BTreeSet::from([value.to_owned()]);
        let values = match out.filters.remove(&dimension) {
            Some(before) => before.intersection(&wanted).cloned().collect(),
            None => wanted,
        };
        out.filters.insert(dimension, values);
        out
    }
}

impl fmt::Display for Measure {
    /// As it is written in a formula.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        for (i, (dimension, values)) in self.filters.iter().enumerate() {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            let before = if i == 0 { "[" } else { "; " };
            write!(f, "{before}{}={}", dimension.code(), values.join("|"))?;
        }
        f.write_str(if self.filters.is_empty() { "" } else { "]" })
    }
}

/// Where a measure is counted, and so what it means in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = MeasureKind))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A stock: of the register that holds at the period's end.
    Register,
    /// A flow: of what happened on days of the period.
    Event,
}

/// What a measure is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MeasureInfo {
    /// Its name in formulae.
    pub code: &'static str,
    /// Its name for people.
    pub name: Words,
    /// What it counts.
    pub unit: Words,
    /// Stock or flow.
    pub kind: Kind,
    /// What it can be told apart by.
    pub dimensions: Vec<Dimension>,
}

/// All measures.
pub fn measures() -> &'static [MeasureInfo] {
    static MEASURES: OnceLock<Vec<MeasureInfo>> = OnceLock::new();
    MEASURES.get_or_init(|| {
        use Dimension as D;
        let register = [
            D::Class,
            D::From,
            D::Movement,
            D::Ethnic,
            D::Sex,
            D::Setting,
            D::Group,
        ];
        let of_indicators = [&register[..], &[D::Indicator]].concat();
        let info =
            |code, kind, dimensions: &[D], vi: &str, en: &str, unit_vi: &str, unit_en: &str| MeasureInfo {
                code,
                name: Words {
                    vi: vi.into(),
                    en: en.into(),
                },
                unit: Words {
                    vi: unit_vi.into(),
                    en: unit_en.into(),
                },
                kind,
                dimensions: dimensions.to_vec(),
            };
        let stock = |code, dimensions: &[D], vi, en, unit_vi, unit_en| {
            info(code, Kind::Register, dimensions, vi, en, unit_vi, unit_en)
        };
        let flow = |code, vi, en, unit_vi, unit_en| {
            info(
                code,
                Kind::Event,
                &[D::Setting, D::Group],
                vi,
                en,
                unit_vi,
                unit_en,
            )
        };
        vec![
            stock(
                "households",
                &register,
                "Số hộ dân cư",
                "Households",
                "hộ",
                "households",
            ),
            stock("members", &register, "Số nhân khẩu", "People", "người", "people"),
            stock(
                "deprived_members",
                &register,
                "Số người thuộc hộ thiếu hụt từ ngưỡng trở lên",
                "People of households deprived in at least the cut-off of indicators (q)",
                "người",
                "people",
            ),
            stock(
                "censored_deprivations",
                &register,
                "Tổng số thiếu hụt của những người đó",
                "Deprivations of those people, summed",
                "lượt",
                "deprivations",
            ),
            stock(
                "deprived_households",
                &of_indicators,
                "Số hộ thiếu hụt chỉ số",
                "Households deprived in an indicator",
                "hộ",
                "households",
            ),
            stock(
                "censored_members",
                &of_indicators,
                "Số người thuộc hộ thiếu hụt từ ngưỡng trở lên và thiếu hụt chỉ số",
                "People of households at the cut-off who are deprived in an indicator",
                "người",
                "people",
            ),
            stock(
                "indicators",
                &[],
                "Số chỉ số của chuẩn nghèo",
                "Indicators of the standard",
                "chỉ số",
                "indicators",
            ),
            flow(
                "review_rounds",
                "Số đợt rà soát mở trong kỳ",
                "Reviews opened",
                "đợt",
                "reviews",
            ),
            flow(
                "review_rounds_recognised",
                "Số đợt rà soát đã công nhận kết quả",
                "Reviews recognised",
                "đợt",
                "reviews",
            ),
            flow(
                "complaints",
                "Số khiếu nại, phản ánh nhận được",
                "Complaints received",
                "đơn",
                "complaints",
            ),
            flow(
                "complaints_in_time",
                "Số khiếu nại giải quyết đúng hạn",
                "Complaints decided in time",
                "đơn",
                "complaints",
            ),
            flow(
                "complaints_upheld",
                "Số khiếu nại được chấp nhận",
                "Complaints upheld",
                "đơn",
                "complaints",
            ),
            flow(
                "reports_due",
                "Số báo cáo đến hạn",
                "Reports due",
                "báo cáo",
                "reports",
            ),
            flow(
                "reports_in_time",
                "Số báo cáo nộp đúng hạn",
                "Reports submitted in time",
                "báo cáo",
                "reports",
            ),
            flow(
                "visits_due",
                "Số đơn vị phải kiểm tra theo kế hoạch",
                "Units planned to be visited",
                "đơn vị",
                "units",
            ),
            flow(
                "visits_done",
                "Số đơn vị đã kiểm tra theo kế hoạch",
                "Units visited of those planned",
                "đơn vị",
                "units",
            ),
            flow(
                "recommendations_due",
                "Số kiến nghị đến hạn",
                "Recommendations due",
                "kiến nghị",
                "recommendations",
            ),
            flow(
                "recommendations_in_time",
                "Số kiến nghị hoàn thành đúng hạn",
                "Recommendations done in time",
                "kiến nghị",
                "recommendations",
            ),
            flow(
                "funds_allotted",
                "Vốn được giao của năm ngân sách đến cuối kỳ",
                "Money of the fiscal year allotted until the period's end",
                "đồng",
                "đồng",
            ),
            flow(
                "funds_disbursed",
                "Vốn của năm ngân sách đã giải ngân đến cuối kỳ",
                "Money of the fiscal year disbursed until the period's end",
                "đồng",
                "đồng",
            ),
        ]
    })
}

/// The measure of this name.
pub fn measure_info(code: &str) -> Option<&'static MeasureInfo> {
    measures().iter().find(|m| m.code == code)
}
