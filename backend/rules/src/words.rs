//! Text in the two languages of the product.

use serde::{Deserialize, Serialize};

/// The same words in Vietnamese and in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// Where a figure or wording comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The legal document, such as "Nghị định 07/2021/NĐ-CP".
    pub document: String,
    /// Its article or annex, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// How sure it is, or what to know about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Source {
    /// Article and document as officers cite them: "Điều 3, Nghị định 07/2021/NĐ-CP".
    pub fn citation(&self) -> String {
        match &self.article {
            Some(article) => format!("{article}, {}", self.document),
            None => self.document.clone(),
        }
    }
}

/// A whole number as it is written in Vietnamese: 1.500.000.
pub fn number_vi(number: i64) -> String {
    grouped(number, '.')
}

/// A whole number as it is written in English: 1,500,000.
pub fn number_en(number: i64) -> String {
    grouped(number, ',')
}

fn grouped(number: i64, separator: char) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "-" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(number_vi(1_500_000), "1.500.000");
        assert_eq!(number_en(-25_000), "-25,000");
        assert_eq!((number_vi(0), number_en(999)), ("0".into(), "999".into()));
        assert_eq!(number_en(i64::MIN), "-9,223,372,036,854,775,808");
    }
}
