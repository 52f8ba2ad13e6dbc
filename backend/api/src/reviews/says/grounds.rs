//! The grounds of a decision: which documents it rests on, by its day and the poverty standard.

use std::sync::OnceLock;

use chrono::NaiveDate;
use giamngheo_rules::poverty::Standard;
use serde::Deserialize;

/// A document that decisions cite.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ground {
    /// Its full title, as a decision cites it.
    title: String,
    /// Cited only where the standard names this document among its sources.
    #[serde(default)]
    standard: Option<String>,
    /// First day in force.
    valid_from: NaiveDate,
    /// Last day in force.
    valid_to: NaiveDate,
    /// Whether it was checked against the text.
    verified: bool,
}

fn grounds() -> &'static [Ground] {
    static GROUNDS: OnceLock<Vec<Ground>> = OnceLock::new();
    GROUNDS.get_or_init(|| {
        serde_json::from_str(include_str!("grounds.json")).expect("the shipped grounds are well formed")
    })
}

fn holding(on: NaiveDate, standard: Option<&Standard>) -> impl Iterator<Item = &'static Ground> + '_ {
    grounds().iter().filter(move |ground| {
        let of_standard = ground.standard.as_ref().is_none_or(|document| {
            standard.is_some_and(|s| s.sources.iter().any(|source| source.document == *document))
        });
        ground.valid_from <= on && on <= ground.valid_to && of_standard
    })
}

/// `Căn cứ …;`, in the order of their rank and date.
pub fn cited(on: NaiveDate, standard: Option<&Standard>) -> Vec<String> {
    holding(on, standard)
        .map(|ground| format!("Căn cứ {};", ground.title))
        .collect()
}

/// Whether all of them were checked against their texts.
pub fn verified(on: NaiveDate, standard: Option<&Standard>) -> bool {
    holding(on, standard).all(|ground| ground.verified)
}

#[cfg(test)]
mod tests {
    use super::*;
    use giamngheo_rules::poverty;

    fn check(on: &str, standard: &str, wanted: &[&str], unwanted: &[&str]) {
        let all = cited(on.parse().unwrap(), poverty::by_code(standard)).join("\n");
        for part in wanted {
            assert!(all.contains(part), "{on} {standard} lacks {part}: {all}");
        }
        for part in unwanted {
            assert!(!all.contains(part), "{on} {standard} has {part}: {all}");
        }
    }

    #[test]
    fn a_decision_cites_what_is_in_force_on_its_day() {
        let old = "chính quyền địa phương ngày 19 tháng 6 năm 2015";
        let new = "chính quyền địa phương ngày 16 tháng 6 năm 2025";
        let decree = "07/2021/NĐ-CP ngày 27 tháng 01 năm 2021";
        check(
            "2024-12-05",
            "VN-2022",
            &[old, "22 tháng 11 năm 2019", decree, "24/2021/QĐ-TTg"],
            &[new, "351/2025"],
        );
        check(
            "2025-04-01",
            "VN-2022",
            &["19 tháng 02 năm 2025", decree],
            &[old, new],
        );
        check(
            "2025-12-05",
            "VN-2022",
            &[new, decree, "07/2021/TT-BLĐTBXH"],
            &[old, "351/2025"],
        );
        // Nghị định 351/2025/NĐ-CP lets the old standard hold on.
        check("2026-12-05", "VN-2022", &[new, decree, "351/2025"], &[old]);
        check("2027-12-05", "VN-2027", &[new, "351/2025/NĐ-CP"], &[old, decree]);
    }
}
