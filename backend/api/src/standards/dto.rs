//! Findings and verdicts as they go over the wire.

use std::collections::BTreeMap;

use giamngheo_rules::form::{self, AnswerError, Answers, B1Score, Form, Line, Purpose};
use giamngheo_rules::poverty::{self, Deprivations, Findings, Reason, Setting, Standard, Verdict};
use giamngheo_store::{Error, FieldError};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use validator::Validate;

/// What a survey found: income, or points, or answers to the forms.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingsInput {
    /// Income, đồng per person and month; where given, it decides instead of the points.
    #[schema(example = 1_450_000, minimum = 0)]
    #[validate(range(min = 0))]
    pub income_vnd_per_person_month: Option<i64>,
    /// Points of form B1 as on paper; not together with `b1_answers`.
    #[schema(example = 128, minimum = 0)]
    pub b1: Option<u32>,
    /// Codes of the indicators the household is deprived in; not together with `b2_answers`.
    #[schema(example = json!(["water", "toilet", "floor_area"]))]
    #[validate(length(max = 60))]
    pub deprivations: Option<Vec<String>>,
    /// Answers to form B1 by item.
    #[validate(length(max = 200))]
    pub b1_answers: Option<BTreeMap<String, String>>,
    /// Answers to form B2 by item: yes or no.
    #[validate(length(max = 200))]
    pub b2_answers: Option<BTreeMap<String, String>>,
}

/// What findings come to.
#[derive(Debug)]
pub struct Scored {
    /// Urban or rural.
    pub setting: Setting,
    /// The verdict.
    pub verdict: Verdict,
    /// Points by item, when form B1 was answered.
    pub b1: Option<B1Score>,
    /// The form that was answered.
    pub form: Option<String>,
    /// The answers, to be kept.
    pub answers: Option<Value>,
}

fn answer_errors(at: &str, errors: Vec<AnswerError>) -> Vec<FieldError> {
    errors
        .into_iter()
        .map(|e| FieldError::new(format!("{at}/{}", e.item), e.code, e.vi, e.en))
        .collect()
}

fn form_for(purpose: Purpose, standard: &Standard) -> Result<&'static Form, Vec<FieldError>> {
    form::form_for(purpose, &standard.code, standard.valid_from).ok_or_else(|| {
        vec![FieldError::new(
            "",
            "no_form",
            format!("chuẩn {} chưa có phiếu này", standard.code),
            format!("standard {} has no such form", standard.code),
        )]
    })
}

impl FindingsInput {
    /// Scores the findings under a standard; `province` (its area id) chooses the form's region, `at` is the
    /// pointer to them. Errors: 422 naming each bad field.
    pub fn score(
        &self,
        standard: &Standard,
        setting: Setting,
        province: &str,
        at: &str,
    ) -> Result<Scored, Error> {
        let mut errors = Vec::new();
        let mut answers = serde_json::Map::new();
        let mut used = None;
        let b1 = self
            .b1_score(standard, setting, province, at)
            .unwrap_or_else(|e| {
                errors.extend(e);
                None
            });
        let deprivations = self.deprived(standard, at).unwrap_or_else(|e| {
            errors.extend(e);
            Deprivations::default()
        });
        if let Some(given) = &self.b1_answers {
            used = form_for(Purpose::B1, standard).ok().map(|f| f.code.clone());
            answers.insert("b1".into(), json!(given));
        }
        if let Some(given) = &self.b2_answers {
            answers.insert("b2".into(), json!(given));
        }
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let findings = Findings {
            setting,
            income_vnd_per_person_month: self.income_vnd_per_person_month,
            b1: b1.as_ref().map(|b| b.points).or(self.b1),
            deprivations,
        };
        let verdict = poverty::classify(standard, &findings).map_err(|refusal| {
            Error::field(
                format!("{at}/{}", refusal.field),
                refusal.code,
                refusal.vi,
                refusal.en,
            )
        })?;
        let answers = (!answers.is_empty()).then_some(Value::Object(answers));
        Ok(Scored {
            setting,
            verdict,
            b1,
            form: used,
            answers,
        })
    }

    fn b1_score(
        &self,
        standard: &Standard,
        setting: Setting,
        province: &str,
        at: &str,
    ) -> Result<Option<B1Score>, Vec<FieldError>> {
        let Some(answers) = &self.b1_answers else {
            return Ok(None);
        };
        let here = format!("{at}/b1_answers");
        let one = |code, vi: String, en: String| Err(vec![FieldError::new(here.clone(), code, vi, en)]);
        if self.b1.is_some() {
            return one(
                "twice",
                "chỉ nhập điểm B1 hoặc trả lời phiếu B1".into(),
                "give points or answers, not both".into(),
            );
        }
        let form = form_for(Purpose::B1, standard)?;
        let Some(region) = form.region_of(province) else {
            return one(
                "no_region",
                format!("phiếu {} chưa có vùng của tỉnh này", form.code),
                format!("form {} has no region for this province", form.code),
            );
        };
        let answers: Answers = answers.clone();
        let score =
            form::score_b1(form, &region.code, setting, &answers).map_err(|e| answer_errors(&here, e))?;
        if !score.missing.is_empty() {
            return Err(score
                .missing
                .iter()
                .map(|item| {
                    FieldError::new(
                        format!("{here}/{item}"),
                        "missing",
                        "chưa trả lời",
                        "not answered",
                    )
                })
                .collect());
        }
        Ok(Some(score))
    }

    fn deprived(&self, standard: &Standard, at: &str) -> Result<Deprivations, Vec<FieldError>> {
        match (&self.deprivations, &self.b2_answers) {
            (Some(_), Some(_)) => Err(vec![FieldError::new(
                format!("{at}/b2_answers"),
                "twice",
                "chỉ nhập các chỉ số thiếu hụt hoặc trả lời phiếu B2",
                "give deprivations or answers, not both",
            )]),
            (Some(codes), None) => {
                let known: Vec<_> = codes.iter().map(|c| standard.indicator_index(c)).collect();
                let errors: Vec<_> = known
                    .iter()
                    .zip(codes)
                    .enumerate()
                    .filter(|(_, (index, _))| index.is_none())
                    .map(|(i, (_, code))| {
                        FieldError::new(
                            format!("{at}/deprivations/{i}"),
                            "unknown_indicator",
                            format!("chuẩn {} không có chỉ số “{code}”", standard.code),
                            format!("standard {} has no indicator {code}", standard.code),
                        )
                    })
                    .collect();
                if !errors.is_empty() {
                    return Err(errors);
                }
                let mut set = Deprivations::default();
                known.into_iter().flatten().for_each(|index| set.insert(index));
                Ok(set)
            }
            (None, Some(answers)) => {
                let form = form_for(Purpose::B2, standard)?;
                form::deprivations_of(form, standard, answers)
                    .map_err(|e| answer_errors(&format!("{at}/b2_answers"), e))
            }
            (None, None) => Err(vec![FieldError::new(
                format!("{at}/deprivations"),
                "missing",
                "thiếu các chỉ số thiếu hụt (gửi danh sách rỗng nếu hộ không thiếu hụt)",
                "the deprivations are missing (send an empty list where there are none)",
            )]),
        }
    }
}

/// A reason of a verdict.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonView {
    /// Stable machine-readable code.
    pub code: String,
    /// The reason in Vietnamese.
    pub vi: String,
    /// The reason in English.
    pub en: String,
}

impl From<&Reason> for ReasonView {
    fn from(reason: &Reason) -> Self {
        Self {
            code: reason.code.to_owned(),
            vi: reason.vi.clone(),
            en: reason.en.clone(),
        }
    }
}

/// Findings to score, with where they are from.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreInput {
    /// rural or urban; not needed with `area`.
    pub setting: Option<Setting>,
    /// The commune-level unit (code or id): tells rural or urban, and the region of form B1.
    #[schema(example = "06463")]
    #[validate(length(min = 1, max = 60))]
    pub area: Option<String>,
    /// What was found.
    #[validate(nested)]
    pub findings: FindingsInput,
}

/// A verdict that is not kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScoreView {
    /// The standard.
    pub standard: String,
    /// rural or urban.
    pub setting: Setting,
    /// The verdict: poor, near_poor, average or other.
    pub class: poverty::Class,
    /// score or income.
    pub basis: poverty::Basis,
    /// Points of form B1.
    pub b1: Option<u32>,
    /// Points of form B2.
    pub b2: u32,
    /// Codes of the deprived indicators.
    pub deprivations: Vec<String>,
    /// Why.
    pub reasons: Vec<ReasonView>,
    /// Whether all figures the verdict rests on were checked against the text of the law.
    pub verified: bool,
    /// Points by item of form B1.
    pub lines: Vec<Line>,
}

impl ScoreView {
    /// Of findings that were scored under a standard.
    pub fn new(standard: &Standard, scored: Scored) -> Self {
        Self {
            standard: standard.code.clone(),
            setting: scored.setting,
            class: scored.verdict.class,
            basis: scored.verdict.basis,
            b1: scored.verdict.b1,
            b2: scored.verdict.b2,
            deprivations: standard
                .codes(scored.verdict.deprivations)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            reasons: scored.verdict.reasons.iter().map(ReasonView::from).collect(),
            verified: scored.verdict.verified,
            lines: scored.b1.map(|b| b.lines).unwrap_or_default(),
        }
    }
}

/// A standard with what follows from it.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandardView {
    /// The standard.
    #[serde(flatten)]
    pub standard: Standard,
    /// Whether it is in force today.
    pub in_force: bool,
    /// Whether all of it was checked against the text of the law.
    pub verified: bool,
    /// Codes of the forms that serve it.
    pub forms: Vec<String>,
}
