//! Entered figures and targets as they go over the wire.

use std::sync::Arc;

use giamngheo_rules::formula::decimal;
use giamngheo_rules::framework::Indicator;
use giamngheo_rules::framework::plausible::{Flag, plain};
use giamngheo_rules::period::Period;
use giamngheo_rules::words::Words;
use giamngheo_store::Error;
use giamngheo_store::evidence::File;
use giamngheo_store::targets::Target;
use giamngheo_store::values::{Comment, NewValue, Value};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::areas::dto::AreaRef;
use crate::http::done::DoneBy;
use crate::http::paging;

/// A number, as a decimal in a text (which is exact) or as a JSON number.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(example = "12")]
pub enum DecimalInput {
    /// A decimal such as `12.5`, with a point and without separators.
    Text(String),
    /// A number.
    Number(f64),
}

impl DecimalInput {
    /// As a text; what is no decimal stays what it is.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.trim().to_owned(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// A figure, as it is entered.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorValueInput {
    /// The indicator's code.
    #[schema(example = "I3.3", min_length = 1, max_length = 30)]
    #[validate(length(min = 1, max = 30))]
    pub indicator: String,
    /// The unit it is of: its code at the end of the period (today, while the period runs), or its id.
    #[schema(example = "06463", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub area: String,
    /// When it is of: `2026`, `2026-S1`, `2026-Q3` or `2026-M07`, as the indicator is collected.
    #[schema(value_type = String, example = "2025-S2")]
    pub period: Period,
    /// What is counted.
    pub numerator: DecimalInput,
    /// Out of what; only of indicators that have one.
    #[serde(default)]
    pub denominator: Option<DecimalInput>,
    /// What is to be said with it.
    #[serde(default)]
    #[schema(max_length = 1000)]
    #[validate(length(max = 1000))]
    pub note: Option<String>,
}

/// A figure of a sheet.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchValueInput {
    /// The indicator's code.
    #[schema(example = "I3.3", min_length = 1, max_length = 30)]
    #[validate(length(min = 1, max = 30))]
    pub indicator: String,
    /// What is counted.
    pub numerator: DecimalInput,
    /// Out of what; only of indicators that have one.
    #[serde(default)]
    pub denominator: Option<DecimalInput>,
    /// What is to be said with it.
    #[serde(default)]
    #[schema(max_length = 1000)]
    #[validate(length(max = 1000))]
    pub note: Option<String>,
    /// The version it takes the place of; none for the first.
    #[serde(default)]
    #[schema(minimum = 1)]
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

impl BatchValueInput {
    /// As the store takes it.
    pub fn new_value(self) -> NewValue {
        NewValue {
            indicator: self.indicator,
            numerator: self.numerator.text(),
            denominator: self.denominator.map(|d| d.text()),
            note: said(self.note),
            version: self.version,
        }
    }
}

/// A sheet of figures of one unit and period.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchInput {
    /// The unit they are of: its code at the end of the period (today, while the period runs), or its id.
    #[schema(example = "06463", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub area: String,
    /// When they are of.
    #[schema(value_type = String, example = "2025-S2")]
    pub period: Period,
    /// The figures, each indicator once.
    #[schema(min_items = 1, max_items = 200)]
    #[validate(length(min = 1, max = 200), nested)]
    pub values: Vec<BatchValueInput>,
}

/// A text without spaces around it; none when nothing is left.
pub fn said(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

/// An act, with what is to be said with it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueActInput {
    /// A comment that is kept with it.
    #[serde(default)]
    #[schema(max_length = 2000)]
    #[validate(length(max = 2000))]
    pub comment: Option<String>,
}

/// Something that is said.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueCommentInput {
    /// What is said.
    #[schema(
        example = "Đề nghị bổ sung biên bản nghiệm thu.",
        min_length = 1,
        max_length = 2000
    )]
    #[validate(length(min = 1, max = 2000))]
    pub comment: String,
}

/// An indicator, by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValueIndicatorRef {
    /// Its code.
    #[schema(example = "I3.3")]
    pub code: String,
    /// Its name.
    pub name: Words,
    /// Its unit.
    pub unit: Words,
}

impl ValueIndicatorRef {
    fn new(code: String, indicator: Option<&Indicator>) -> Self {
        let unnamed = |text: &str| Words {
            vi: text.to_owned(),
            en: text.to_owned(),
        };
        Self {
            name: indicator.map_or_else(|| unnamed(&code), |i| i.name.clone()),
            unit: indicator.map_or_else(|| unnamed(""), |i| i.unit.clone()),
            code,
        }
    }
}

/// An entered figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorValueView {
    /// Identifier.
    pub id: String,
    /// The indicator.
    pub indicator: ValueIndicatorRef,
    /// The unit it is of.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// When it is of.
    #[schema(value_type = String, example = "2025-S2")]
    pub period: Period,
    /// What is counted, as an exact decimal.
    #[schema(example = "12")]
    pub numerator: String,
    /// Out of what; null for plain counts.
    pub denominator: Option<String>,
    /// The indicator's value by it, rounded as the indicator is shown; null when there is nothing to divide by.
    #[schema(example = "12")]
    pub value: Option<String>,
    /// entered, checked, approved or locked.
    #[schema(example = "entered")]
    pub state: String,
    /// What the state allows: change, evidence, check, approve, return, lock.
    pub allowed: Vec<&'static str>,
    /// What was said with it.
    pub note: Option<String>,
    /// What is to be asked about it.
    pub flags: Vec<Flag>,
    /// How many files prove it.
    pub files: i64,
    /// For If-Match.
    pub version: i64,
    /// Who entered it.
    pub entered: DoneBy,
    /// Who checked it.
    pub checked: Option<DoneBy>,
    /// Who approved it.
    pub approved: Option<DoneBy>,
    /// Who locked it.
    pub locked: Option<DoneBy>,
}

impl IndicatorValueView {
    /// With its area, its indicator as it held then, and the number of its files. Errors: what is stored can't be read.
    pub fn new(
        value: Value,
        area: Option<Arc<AreaRef>>,
        indicator: Option<&Indicator>,
        files: i64,
    ) -> Result<Self, Error> {
        let shown = indicator.and_then(|i| Some(decimal(&i.value(value.figures()).ok()?, i.decimals)));
        Ok(Self {
            area,
            period: value.period()?,
            numerator: plain(value.numerator_e4),
            denominator: value.denominator_e4.map(plain),
            value: shown,
            allowed: value.state()?.allowed_codes(),
            flags: value.flags()?,
            indicator: ValueIndicatorRef::new(value.indicator, indicator),
            id: value.id,
            state: value.state,
            note: value.note,
            files,
            version: value.version,
            entered: DoneBy::new(value.entered_by, value.entered_name, value.entered_at),
            checked: DoneBy::maybe(value.checked_by, value.checked_name, value.checked_at),
            approved: DoneBy::maybe(value.approved_by, value.approved_name, value.approved_at),
            locked: DoneBy::maybe(value.locked_by, value.locked_name, value.locked_at),
        })
    }
}

/// Something that was said about a figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValueCommentView {
    /// Identifier.
    pub id: String,
    /// With which act: comment, check, approve, return or lock.
    #[schema(example = "return")]
    pub act: String,
    /// What was said.
    pub comment: String,
    /// By whom, and when.
    pub said: DoneBy,
}

impl From<Comment> for ValueCommentView {
    fn from(comment: Comment) -> Self {
        Self {
            id: comment.id,
            act: comment.act,
            comment: comment.body,
            said: DoneBy::new(comment.said_by, comment.said_name, comment.said_at),
        }
    }
}

/// A file that proves something.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceView {
    /// Identifier.
    pub id: String,
    /// Its name.
    #[schema(example = "Biên bản nghiệm thu.pdf")]
    pub name: String,
    /// Its type by its content.
    #[schema(example = "application/pdf")]
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Hash of its content, in hexadecimal digits.
    pub sha256: String,
    /// Who added it, and when.
    pub added: DoneBy,
}

impl From<File> for EvidenceView {
    fn from(file: File) -> Self {
        Self {
            id: file.id,
            name: file.name,
            media_type: file.media_type,
            size: file.size,
            sha256: file.sha256,
            added: DoneBy::new(file.added_by, file.added_name, file.added_at),
        }
    }
}

/// A target, as it is set.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorTargetInput {
    /// The indicator's code.
    #[schema(example = "I1.2", min_length = 1, max_length = 30)]
    #[validate(length(min = 1, max = 30))]
    pub indicator: String,
    /// The unit it is for: its code at the end of the period (today, before it ends), or its id.
    #[schema(example = "06463", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub area: String,
    /// For when: a year, or a period the indicator is collected for.
    #[schema(value_type = String, example = "2026")]
    pub period: Period,
    /// What shall be reached, in the indicator's unit.
    pub value: DecimalInput,
    /// Where it is from, such as a plan and its number.
    #[schema(example = "Kế hoạch 126/KH-UBND", min_length = 1, max_length = 500)]
    #[validate(length(min = 1, max = 500))]
    pub source: String,
}

/// A target.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorTargetView {
    /// The indicator.
    pub indicator: ValueIndicatorRef,
    /// The unit it is for.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// For when.
    #[schema(value_type = String, example = "2026")]
    pub period: Period,
    /// What shall be reached, as an exact decimal.
    #[schema(example = "12.5")]
    pub value: String,
    /// Where it is from.
    pub source: String,
    /// For If-Match.
    pub version: i64,
    /// Who set it.
    pub set: DoneBy,
}

impl IndicatorTargetView {
    /// With its area, and its indicator as it holds then.
    pub fn new(
        target: Target,
        period: Period,
        area: Option<Arc<AreaRef>>,
        indicator: Option<&Indicator>,
    ) -> Self {
        Self {
            area,
            period,
            value: plain(target.value_e4),
            indicator: ValueIndicatorRef::new(target.indicator, indicator),
            source: target.source,
            version: target.version,
            set: DoneBy::new(target.set_by, target.set_name, target.set_at),
        }
    }
}

/// Which figures.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ValueQuery {
    /// Of this area (code or id) and all below it.
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Of this period.
    #[validate(length(max = 8))]
    #[param(example = "2025-S2")]
    pub period: Option<String>,
    /// Of this indicator.
    #[validate(length(max = 30))]
    pub indicator: Option<String>,
    /// In this state: entered, checked, approved or locked.
    #[validate(length(max = 20))]
    pub state: Option<String>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// Which targets.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TargetQuery {
    /// For this area (code or id) and all below it.
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// For this period.
    #[validate(length(max = 8))]
    #[param(example = "2026")]
    pub period: Option<String>,
    /// Of this indicator.
    #[validate(length(max = 30))]
    pub indicator: Option<String>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// Which page.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CommentQuery {
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// What is told with a file.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EvidenceQuery {
    /// The file's name.
    #[param(example = "nghiem_thu.pdf")]
    #[validate(length(min = 1, max = 500))]
    pub filename: String,
}
