//! A survey as it comes in, judged by the standard of its day: for the registry and for the review.

use chrono::NaiveDate;
use giamngheo_rules::poverty::{self, Standard};
use giamngheo_rules::text::tidy;
use giamngheo_store::Error;
use giamngheo_store::areas::Area;
use giamngheo_store::households::NewSurvey;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::standards::dto::FindingsInput;

/// A survey as given: points or answers; the class is the rule's part.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyInput {
    /// The day of the survey; it chooses the standard, and urban or rural from the commune of then.
    #[schema(example = "2024-10-15")]
    pub surveyed_on: NaiveDate,
    /// What was found.
    #[validate(nested)]
    pub findings: FindingsInput,
    /// Who asked.
    #[schema(max_length = 120)]
    #[validate(length(max = 120))]
    pub surveyor: Option<String>,
    /// Remarks.
    #[schema(max_length = 2000)]
    #[validate(length(max = 2000))]
    pub note: Option<String>,
}

impl SurveyInput {
    /// The survey with what the rules make of it, in a commune-level unit. Errors: 422 for a day in the future or
    /// without a standard, and for each finding that doesn't fit.
    pub fn judged(&self, commune: &Area, today: NaiveDate) -> Result<NewSurvey, Error> {
        self.judged_by(standard_of(self.surveyed_on, today)?, commune)
    }

    /// The same under a standard that was chosen before: the one of a review round.
    pub fn judged_by(&self, standard: &Standard, commune: &Area) -> Result<NewSurvey, Error> {
        let scored = self.findings.score(
            standard,
            poverty::Setting::of(commune.urban),
            commune.path.split('/').next().unwrap_or_default(),
            "/findings",
        )?;
        Ok(NewSurvey {
            surveyed_on: self.surveyed_on,
            standard: standard.code.clone(),
            form: scored.form,
            setting: scored.setting.code().to_owned(),
            income_vnd_per_person_month: self.findings.income_vnd_per_person_month,
            b1: scored.verdict.b1.map(i64::from),
            b2: i64::from(scored.verdict.b2),
            deprivations: i64::from(scored.verdict.deprivations.bits()),
            class: scored.verdict.class.code().to_owned(),
            basis: scored.verdict.basis.code().to_owned(),
            origin: "app".to_owned(),
            surveyor: self.surveyor.as_deref().map(tidy),
            note: self.note.clone(),
            answers: scored.answers,
        })
    }
}

/// The standard in force on the day of a survey. Errors: 422 for a day in the future or without a standard.
fn standard_of(on: NaiveDate, today: NaiveDate) -> Result<&'static Standard, Error> {
    if on > today {
        return Err(Error::field(
            "/surveyed_on",
            "in_future",
            "ngày rà soát ở tương lai",
            "the day is in the future",
        ));
    }
    poverty::in_force(on).ok_or_else(|| {
        Error::field(
            "/surveyed_on",
            "no_standard",
            "không có chuẩn nghèo nào có hiệu lực vào ngày này",
            "no standard was in force on that day",
        )
    })
}
