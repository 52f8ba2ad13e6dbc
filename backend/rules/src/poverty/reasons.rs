//! The sentences that tell an officer why a household is what it is.

use super::classify::{Measured, Reason};
use super::{Basis, Class, ClassRow, Deprivations, Findings, Resources, Standard};
use crate::words::{number_en, number_vi};

pub(super) fn of(
    standard: &Standard,
    findings: &Findings,
    row: &ClassRow,
    measured: &Measured,
    verified: bool,
) -> Vec<Reason> {
    let mut reasons = vec![
        conclusion(standard, findings.deprivations, row, measured),
        resources(measured),
        deprivations(standard, findings.deprivations, measured),
    ];
    if let (Basis::Income, Some(b1)) = (measured.basis, findings.b1) {
        reasons.push(Reason {
            code: "score_not_used",
            vi: format!("Đã biết thu nhập nên điểm B1 {b1} không quyết định."),
            en: format!("The income is known, so the {b1} points of B1 do not decide."),
        });
    }
    if measured.resources == Resources::High && measured.average.is_none() {
        let (average, other) = (Class::Average, Class::Other);
        reasons.push(Reason {
            code: "average_unknown",
            vi: format!(
                "Chuẩn {} chưa có mức sống trung bình: không phân biệt \"{}\" và \"{}\".",
                standard.code,
                average.vi(),
                other.vi()
            ),
            en: format!(
                "Standard {} has no band of average living standard yet: \"{}\" and \"{}\" are not told apart.",
                standard.code,
                average.en(),
                other.en()
            ),
        });
    }
    if !verified {
        reasons.push(Reason {
            code: "unverified",
            vi: "Có số liệu hoặc định nghĩa của chuẩn chưa được đối chiếu với văn bản.".into(),
            en: "Some figure or definition of the standard has not been checked against its text.".into(),
        });
    }
    reasons
}

/// "Hộ nghèo: B1 128 ≤ 140 và B2 40 ≥ 30 (4 chỉ số thiếu hụt: …)".
fn conclusion(standard: &Standard, set: Deprivations, row: &ClassRow, measured: &Measured) -> Reason {
    let (means_vi, means_en) = means(measured);
    let mut vi = format!("{}: {means_vi}", row.class.vi());
    let mut en = format!("{}: {means_en}", row.class.en());
    if row.when.deprived.is_some() {
        let sign = if measured.deprived { "≥" } else { "<" };
        let (count, cutoff) = (measured.deprivations, measured.cutoff.value);
        let (names_vi, names_en) = names(standard, set);
        let (of_vi, of_en) = match measured.basis {
            Basis::Score => ("B2", "B2"),
            Basis::Income => ("số chỉ số thiếu hụt", "deprivations"),
        };
        vi = format!("{vi} và {of_vi} {count} {sign} {cutoff} ({names_vi})");
        en = format!("{en} and {of_en} {count} {sign} {cutoff} ({names_en})");
    }
    Reason {
        code: "conclusion",
        vi,
        en,
    }
}

/// "B1 150 > 140 và ≤ 175".
fn means(measured: &Measured) -> (String, String) {
    let low = measured.low.of(measured.setting);
    let average = measured.average.map_or(low, |limit| limit.of(measured.setting));
    let (vi, en) = (number_vi, number_en);
    let value = measured.means;
    let (of_vi, of_en) = match measured.basis {
        Basis::Score => ("B1", "B1"),
        Basis::Income => ("thu nhập", "income"),
    };
    match measured.resources {
        Resources::Low => (
            format!("{of_vi} {} ≤ {}", vi(value), vi(low)),
            format!("{of_en} {} ≤ {}", en(value), en(low)),
        ),
        Resources::Average => (
            format!("{of_vi} {} > {} và ≤ {}", vi(value), vi(low), vi(average)),
            format!("{of_en} {} > {} and ≤ {}", en(value), en(low), en(average)),
        ),
        Resources::High => (
            format!("{of_vi} {} > {}", vi(value), vi(average)),
            format!("{of_en} {} > {}", en(value), en(average)),
        ),
    }
}

/// The means again, with their unit, setting and source.
fn resources(measured: &Measured) -> Reason {
    let (means_vi, means_en) = means(measured);
    let (unit_vi, unit_en) = match measured.basis {
        Basis::Score => ("điểm", "points"),
        Basis::Income => ("đồng/người/tháng", "đồng per person and month"),
    };
    let above_low = measured.resources != Resources::Low;
    let limit = measured.average.filter(|_| above_low).unwrap_or(measured.low);
    let source = limit.source.citation();
    let setting = measured.setting;
    Reason {
        code: "resources",
        vi: format!("{means_vi} {unit_vi}, khu vực {} ({source})", setting.vi()),
        en: format!("{means_en} {unit_en}, {} area ({source})", setting.en()),
    }
}

/// The deprivations with their cut-off and its source.
fn deprivations(standard: &Standard, set: Deprivations, measured: &Measured) -> Reason {
    let sign = if measured.deprived { "≥" } else { "<" };
    let (count, cutoff) = (measured.deprivations, measured.cutoff.value);
    let (names_vi, names_en) = names(standard, set);
    let source = measured.cutoff.source.citation();
    let (vi, en) = match measured.basis {
        Basis::Score => (
            format!("B2 {count} {sign} {cutoff} điểm"),
            format!("B2 {count} {sign} {cutoff} points"),
        ),
        Basis::Income => (
            format!("{count} {sign} {cutoff} chỉ số thiếu hụt"),
            format!("{count} {sign} {cutoff} deprivations"),
        ),
    };
    Reason {
        code: "deprivations",
        vi: format!("{vi}: {names_vi} ({source})"),
        en: format!("{en}: {names_en} ({source})"),
    }
}

/// "3 chỉ số thiếu hụt: Việc làm; Dinh dưỡng; Bảo hiểm y tế".
fn names(standard: &Standard, set: Deprivations) -> (String, String) {
    if set.is_empty() {
        return (
            "không thiếu hụt chỉ số nào".into(),
            "not deprived in any indicator".into(),
        );
    }
    let vi: Vec<&str> = standard.deprived(set).map(|i| i.name.vi.as_str()).collect();
    let en: Vec<&str> = standard.deprived(set).map(|i| i.name.en.as_str()).collect();
    let count = set.len();
    let noun = if count == 1 { "indicator" } else { "indicators" };
    (
        format!("{count} chỉ số thiếu hụt: {}", vi.join("; ")),
        format!("{count} {noun}: {}", en.join("; ")),
    )
}
