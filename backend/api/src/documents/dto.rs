//! Documents as they go over the wire.

use chrono::NaiveDate;
use giamngheo_rules::text::tidy;
use giamngheo_store::areas::Area;
use giamngheo_store::documents::{Document, NewDocument, Related, Relations};
use giamngheo_store::{Error, FieldError};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use crate::areas::dto::AreaRef;

/// What a document is (Nghị định 30/2020/NĐ-CP Điều 7, and the law above it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Luật.
    Law,
    /// Nghị quyết.
    Resolution,
    /// Nghị định.
    Decree,
    /// Thông tư.
    Circular,
    /// Quyết định.
    Decision,
    /// Kế hoạch.
    Plan,
    /// Công văn.
    Dispatch,
    /// Thông báo.
    Notice,
    /// Báo cáo.
    Report,
    /// Biên bản.
    Minutes,
    /// Another one.
    Other,
}

impl DocumentKind {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Law => "law",
            Self::Resolution => "resolution",
            Self::Decree => "decree",
            Self::Circular => "circular",
            Self::Decision => "decision",
            Self::Plan => "plan",
            Self::Dispatch => "dispatch",
            Self::Notice => "notice",
            Self::Report => "report",
            Self::Minutes => "minutes",
            Self::Other => "other",
        }
    }
}

/// A document, as it is filed.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentInput {
    /// What it is.
    pub kind: DocumentKind,
    /// Its official number.
    #[schema(example = "164/KH-UBND", min_length = 1, max_length = 100)]
    #[validate(length(min = 1, max = 100))]
    pub number: String,
    /// When it was issued, as precisely as is known: YYYY, YYYY-MM or YYYY-MM-DD.
    #[schema(example = "2022-07-21", max_length = 10)]
    #[validate(length(max = 10))]
    pub issued_on: String,
    /// The office that issued it.
    #[schema(example = "Ủy ban nhân dân tỉnh Lạng Sơn", min_length = 1, max_length = 200)]
    #[validate(length(min = 1, max = 200))]
    pub issuer: String,
    /// Its title.
    #[schema(min_length = 1, max_length = 500)]
    #[validate(length(min = 1, max = 500))]
    pub title: String,
    /// The area it is for: its code today, or its id.
    #[schema(example = "06463", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub area: String,
    /// What it says in short.
    #[serde(default)]
    #[schema(max_length = 4000)]
    #[validate(length(max = 4000))]
    pub summary: Option<String>,
    /// Documents it takes the place of, by their ids.
    #[serde(default)]
    #[schema(max_items = 20)]
    #[validate(length(max = 20))]
    pub replaces: Vec<String>,
    /// Documents it changes in part.
    #[serde(default)]
    #[schema(max_items = 20)]
    #[validate(length(max = 20))]
    pub amends: Vec<String>,
    /// Documents it rests on.
    #[serde(default)]
    #[schema(max_items = 20)]
    #[validate(length(max = 20))]
    pub based_on: Vec<String>,
}

/// The last day on which a document known to the year, month or day may have been issued. None when it is no day.
pub fn known_day(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let digits = |from: usize, to: usize| -> Option<u32> {
        let part = text.get(from..to)?;
        part.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| part.parse().ok())?
    };
    let year = i32::try_from(digits(0, 4)?).ok()?;
    let (first, last) = match text.len() {
        4 => (
            NaiveDate::from_ymd_opt(year, 1, 1)?,
            NaiveDate::from_ymd_opt(year, 12, 31)?,
        ),
        7 | 10 if text.as_bytes()[4] == b'-' => {
            let month = digits(5, 7)?;
            if text.len() == 10 {
                if text.as_bytes()[7] != b'-' {
                    return None;
                }
                let day = NaiveDate::from_ymd_opt(year, month, digits(8, 10)?)?;
                (day, day)
            } else {
                let first = NaiveDate::from_ymd_opt(year, month, 1)?;
                (first, first + chrono::Months::new(1) - chrono::Days::new(1))
            }
        }
        _ => return None,
    };
    (1900..=2100).contains(&year).then_some((first, last))
}

/// Whether a day of issue is one, and not in the future. Errors: 422 at the pointer.
pub fn check_issued_on(pointer: &str, text: &str, today: NaiveDate) -> Result<NaiveDate, FieldError> {
    let Some((first, last)) = known_day(text) else {
        return Err(FieldError::new(
            pointer,
            "not_a_date",
            "ngày ban hành ghi theo dạng 2022, 2022-07 hoặc 2022-07-21 (từ 1900 đến 2100)",
            "the day is written as 2022, 2022-07 or 2022-07-21 (from 1900 to 2100)",
        ));
    };
    if first > today {
        return Err(FieldError::new(
            pointer,
            "in_future",
            "ngày ban hành ở tương lai",
            "the day is in the future",
        ));
    }
    Ok(last.min(today))
}

impl DocumentInput {
    /// As the store takes it. Errors: fields that can't be kept.
    pub fn checked(
        self,
        conn: &mut giamngheo_store::Conn,
        today: NaiveDate,
        id: String,
    ) -> giamngheo_store::Result<(NewDocument, Relations)> {
        let mut wrong = Vec::new();
        let mut text = |pointer: &str, text: &str| {
            let text = tidy(text);
            if text.is_empty() {
                wrong.push(FieldError::new(
                    pointer,
                    "length",
                    "cần ghi nội dung",
                    "it must not be empty",
                ));
            }
            text
        };
        let (number, issuer, title) = (
            text("/number", &self.number),
            text("/issuer", &self.issuer),
            text("/title", &self.title),
        );
        if let Err(field) = check_issued_on("/issued_on", &self.issued_on, today) {
            wrong.push(field);
        }
        // The list it stands in names a unit of today; an older unit is named by its id.
        let area = match giamngheo_store::areas::find(conn, &self.area, today) {
            Ok(area) => Some(area),
            Err(Error::NotFound) => {
                wrong.push(FieldError::new(
                    "/area",
                    "unknown",
                    "không có địa bàn này",
                    "there is no such area",
                ));
                None
            }
            Err(other) => return Err(other),
        };
        let Some(area) = area.filter(|_| wrong.is_empty()) else {
            return Err(Error::Invalid(wrong));
        };
        let summary = self
            .summary
            .map(|s| s.trim().to_owned())
            .filter(|s| !s.is_empty());
        let new = NewDocument {
            id,
            kind: self.kind.code().to_owned(),
            number: Some(number),
            issued_on: self.issued_on,
            issuer,
            title,
            area,
            body: summary.map_or_else(|| json!({}), |summary| json!({ "summary": summary })),
        };
        let relations = Relations {
            replaces: self.replaces,
            amends: self.amends,
            based_on: self.based_on,
        };
        Ok((new, relations))
    }
}

/// A document in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentView {
    /// Identifier.
    pub id: String,
    /// What it is.
    #[schema(example = "plan")]
    pub kind: String,
    /// Its official number.
    #[schema(example = "164/KH-UBND")]
    pub number: Option<String>,
    /// When it was issued, as precisely as is known: YYYY, YYYY-MM or YYYY-MM-DD.
    #[schema(example = "2022-10")]
    pub issued_on: String,
    /// The office that issued it.
    pub issuer: String,
    /// Its title.
    pub title: String,
    /// The area it is for, as it was then.
    pub area: Option<AreaRef>,
    /// Whether another one takes its place.
    pub replaced: bool,
    /// The plan that it is, where it is one.
    pub plan_id: Option<String>,
}

/// A document that another one refers to.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentRef {
    /// Identifier.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// Its official number.
    pub number: Option<String>,
    /// When it was issued.
    pub issued_on: String,
    /// Its title.
    pub title: String,
}

/// A document with what it says.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentDetail {
    /// The document.
    #[serde(flatten)]
    pub document: DocumentView,
    /// What it says; the fields depend on the kind.
    pub body: serde_json::Value,
    /// Documents it takes the place of, as far as the caller may read them.
    pub replaces: Vec<DocumentRef>,
    /// Documents it changes in part.
    pub amends: Vec<DocumentRef>,
    /// Documents it rests on.
    pub based_on: Vec<DocumentRef>,
    /// Documents that take its place.
    pub replaced_by: Vec<DocumentRef>,
    /// Documents that change it in part.
    pub amended_by: Vec<DocumentRef>,
    /// What the caller may do: change (what was filed), `keep_files`.
    pub allowed: Vec<&'static str>,
    /// For If-Match.
    pub version: i64,
}

impl DocumentView {
    /// With its area.
    pub fn new(document: &Document, area: Option<&Area>) -> Self {
        Self {
            id: document.id.clone(),
            kind: document.kind.clone(),
            number: document.number.clone(),
            issued_on: document.issued_on.clone(),
            issuer: document.issuer.clone(),
            title: document.title.clone(),
            area: area.map(AreaRef::from),
            replaced: document.replaced,
            plan_id: document.plan_id.clone(),
        }
    }
}

impl DocumentDetail {
    /// With its area and what it has to do with others; `kept` is whether the caller may keep documents there.
    pub fn new(
        document: &Document,
        area: Option<&Area>,
        related: &[Related],
        kept: bool,
    ) -> giamngheo_store::Result<Self> {
        let of = |relation: &str, backwards: bool| {
            related
                .iter()
                .filter(|r| r.relation == relation && r.backwards == backwards)
                .map(|r| DocumentRef {
                    id: r.id.clone(),
                    kind: r.kind.clone(),
                    number: r.number.clone(),
                    issued_on: r.issued_on.clone(),
                    title: r.title.clone(),
                })
                .collect()
        };
        Ok(Self {
            document: DocumentView::new(document, area),
            body: serde_json::from_str(&document.body)?,
            replaces: of("replaces", false),
            amends: of("amends", false),
            based_on: of("based_on", false),
            replaced_by: of("replaces", true),
            amended_by: of("amends", true),
            allowed: if !kept {
                Vec::new()
            } else if document.plan_id.is_some() {
                vec!["keep_files"]
            } else {
                vec!["change", "keep_files"]
            },
            version: document.version,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_known_as_far_as_it_is() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let check = |text: &str, expected| assert_eq!(known_day(text), expected, "{text}");
        check("2022", Some((day(2022, 1, 1), day(2022, 12, 31))));
        check("2024-02", Some((day(2024, 2, 1), day(2024, 2, 29))));
        check("2022-07-21", Some((day(2022, 7, 21), day(2022, 7, 21))));
        for bad in [
            "",
            "22",
            "2022-13",
            "2022-02-30",
            "2022/07",
            "2022-7",
            "1899",
            "2101-01",
            "+022",
            "năm 22",
            "2022-07/21",
        ] {
            check(bad, None);
        }
        assert_eq!(
            check_issued_on("/x", "2026", day(2026, 5, 1)).unwrap(),
            day(2026, 5, 1)
        );
        assert_eq!(
            check_issued_on("/x", "2026-06", day(2026, 5, 1))
                .unwrap_err()
                .code,
            "in_future"
        );
    }
}
