//! Dimensions and their values in words, for people who read or write a formula.

use super::Dimension;
use crate::poverty;
use crate::words::Words;

fn words(vi: &str, en: &str) -> Words {
    Words {
        vi: vi.into(),
        en: en.into(),
    }
}

impl Dimension {
    /// Its name for people.
    pub fn name(self) -> Words {
        match self {
            Self::Class => words("Phân loại của năm", "Class of the year"),
            Self::From => words("Phân loại của lần rà soát trước", "Class before"),
            Self::Movement => words("Biến động", "Movement"),
            Self::Ethnic => words("Dân tộc của hộ", "Ethnicity of the household"),
            Self::Sex => words("Giới tính của chủ hộ", "Sex of the head"),
            Self::Setting => words("Khu vực", "Setting"),
            Self::Group => words("Nhóm địa bàn", "Area group"),
            Self::Indicator => words("Chỉ số thiếu hụt", "Deprivation indicator"),
        }
    }

    /// A value's name for people. None for what is no value of it, and for area groups, which are data.
    pub fn value_name(self, value: &str) -> Option<Words> {
        Some(match (self, value) {
            (Self::Indicator, code) => {
                let indicators = poverty::standards().iter().flat_map(|s| &s.indicators);
                indicators.into_iter().find(|i| i.code == code)?.name.clone()
            }
            (Self::Class | Self::From, "none") => words("Chưa rà soát", "Not surveyed"),
            (Self::Class | Self::From, code) => {
                let class = poverty::Class::from_code(code)?;
                words(class.vi(), class.en())
            }
            (Self::Movement, code) => match code {
                "newly_poor" => words("Phát sinh nghèo", "Newly poor"),
                "fell_back" => words("Tái nghèo", "Fell back into poverty"),
                "escaped_to_near_poor" => words("Thoát nghèo, còn cận nghèo", "Escaped, near-poor now"),
                "escaped" => words("Thoát nghèo, vượt chuẩn cận nghèo", "Escaped poverty"),
                "near_poor_new" => words("Phát sinh cận nghèo", "Newly near-poor"),
                "fell_back_near_poor" => words("Tái cận nghèo", "Near-poor again"),
                "escaped_near_poverty" => words("Thoát cận nghèo", "Escaped near-poverty"),
                "none" => words("Không biến động", "No movement"),
                _ => return None,
            },
            (Self::Ethnic, "kinh") => words("Kinh", "Kinh"),
            (Self::Ethnic, "minority") => words("Dân tộc thiểu số", "Ethnic minority"),
            (Self::Sex, "male") => words("Nam", "Male"),
            (Self::Sex, "female") => words("Nữ", "Female"),
            (Self::Ethnic | Self::Sex, "unknown") => words("Không rõ", "Unknown"),
            (Self::Setting, "rural") => words("Nông thôn", "Rural"),
            (Self::Setting, "urban") => words("Thành thị", "Urban"),
            // Area groups are data.
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_name() {
        for dimension in Dimension::ALL {
            for value in dimension.values().unwrap_or_default() {
                assert!(dimension.value_name(value).is_some(), "{dimension:?} {value}");
            }
            assert_eq!(dimension.value_name("no such value"), None);
        }
    }
}
