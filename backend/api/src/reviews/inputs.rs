//! What comes in over the wire, checked field by field; whether it fits the round is the rules' part.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use giamngheo_rules::poverty::Class;
use giamngheo_rules::review::{Kind, Step};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What to open.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningInput {
    /// Each commune-level unit in this area (code or id) gets a round.
    #[schema(example = "20", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub area: String,
    /// The year the review is of.
    #[schema(example = 2025, minimum = 2000, maximum = 2100)]
    #[validate(range(min = 2000, max = 2100))]
    pub year: i32,
    /// yearly (from above, for all communes) or during_year (by the commune, for itself).
    pub kind: Kind,
    /// The first day; it chooses the version of the procedure and the units.
    #[schema(example = "2025-09-05")]
    pub opens_on: NaiveDate,
    /// The last day, where another than the procedure's is ordered.
    pub closes_on: Option<NaiveDate>,
    /// The order it rests on.
    #[schema(example = "120/KH-UBND", max_length = 200)]
    #[validate(length(max = 200))]
    pub document: Option<String>,
    /// Days ordered for single steps, by the step's code.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, String>)]
    pub schedule: BTreeMap<Step, NaiveDate>,
}

/// A household to be reviewed.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseInput {
    /// The household, of this commune.
    #[schema(max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub household_id: String,
    /// requested (by the household: form 01) or added (by the commune).
    pub origin: AddedOrigin,
    /// Code of the reason, where the procedure lists some (during the year): request, disaster, illness or other.
    #[schema(max_length = 40)]
    #[validate(length(max = 40))]
    pub reason_code: Option<String>,
    /// Why; needed for one that is added.
    #[schema(max_length = 1000)]
    #[validate(length(max = 1000))]
    pub reason: Option<String>,
    /// Who asks; needed for a request.
    #[schema(max_length = 120)]
    #[validate(length(max = 120))]
    pub requester: Option<String>,
    /// The day of the request; needed for one.
    pub requested_on: Option<NaiveDate>,
}

/// How a household comes onto the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddedOrigin {
    /// By its own request (form 01).
    Requested,
    /// By the commune, with a reason.
    Added,
}

/// Why something is done.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonInput {
    /// The reason.
    #[schema(min_length = 1, max_length = 1000)]
    #[validate(length(min = 1, max = 1000))]
    pub reason: String,
}

/// Who surveys which households.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentInput {
    /// All cases of this village; the commune's own id means those whose village is not known.
    #[schema(max_length = 60)]
    #[validate(length(max = 60))]
    pub village_id: Option<String>,
    /// Only these households; empty is all.
    #[serde(default)]
    #[schema(max_items = 500)]
    #[validate(length(max = 500))]
    pub household_ids: Vec<String>,
    /// Somebody who may survey there; null takes the cases back.
    #[schema(max_length = 60)]
    #[validate(length(max = 60))]
    pub enumerator_id: Option<String>,
}

/// An unfinished survey, in the form of the screen it was typed in.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftInput {
    /// Anything up to 64 KiB; it comes back as it was sent.
    #[schema(value_type = Object)]
    pub draft: serde_json::Map<String, serde_json::Value>,
}

/// What the second reader says.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadingInput {
    /// Whether the survey stands; else it goes back to be done again.
    pub accepted: bool,
    /// Why it goes back; how contradictions are explained; or why one person asked and read.
    #[schema(max_length = 2000)]
    #[validate(length(max = 2000))]
    pub note: Option<String>,
}

/// How large a sample for spot checks is.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleInput {
    /// Share of the cases in percent; the procedure's by default, never less.
    #[schema(minimum = 0, maximum = 100)]
    #[validate(range(max = 100))]
    pub percent: Option<u32>,
    /// What the drawing starts from, such as a lottery number of the day; something random is added to it.
    #[schema(min_length = 1, max_length = 100)]
    #[validate(length(min = 1, max = 100))]
    pub seed: Option<String>,
}

/// Minutes of a village meeting.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingInput {
    /// The village; the commune's own id means those whose village is not known.
    #[schema(max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub village_id: String,
    /// The day.
    pub held_on: NaiveDate,
    /// Where.
    #[schema(min_length = 1, max_length = 200)]
    #[validate(length(min = 1, max = 200))]
    pub place: String,
    /// Who chaired it.
    #[schema(min_length = 1, max_length = 120)]
    #[validate(length(min = 1, max = 120))]
    pub chair: String,
    /// Who took the minutes.
    #[schema(min_length = 1, max_length = 120)]
    #[validate(length(min = 1, max = 120))]
    pub secretary: String,
    /// How many were present.
    #[schema(minimum = 1, maximum = 100_000)]
    #[validate(range(min = 1, max = 100_000))]
    pub present: i64,
    /// How many agreed to each household without a vote of its own.
    #[schema(minimum = 0, maximum = 100_000)]
    #[validate(range(min = 0, max = 100_000))]
    pub in_favour: i64,
    /// What was objected.
    #[schema(max_length = 4000)]
    #[validate(length(max = 4000))]
    pub objections: Option<String>,
    /// Households with a vote of their own.
    #[serde(default)]
    #[schema(max_items = 2000)]
    #[validate(length(max = 2000), nested)]
    pub votes: Vec<VoteInput>,
}

/// The vote on one household.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoteInput {
    /// The household.
    #[schema(max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub household_id: String,
    /// How many agreed to what was found.
    #[schema(minimum = 0, maximum = 100_000)]
    #[validate(range(min = 0, max = 100_000))]
    pub in_favour: i64,
    /// What was said.
    #[schema(max_length = 1000)]
    #[validate(length(max = 1000))]
    pub note: Option<String>,
}

/// A list that is put up.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostingInput {
    /// The day it was put up.
    pub on: NaiveDate,
    /// Where it hangs, and on which loudspeakers it was read.
    #[schema(min_length = 1, max_length = 1000)]
    #[validate(length(min = 1, max = 1000))]
    pub places: String,
}

/// Which step ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepAction {
    /// The list is complete.
    CloseList,
    /// All is surveyed, read and checked.
    CloseSurvey,
    /// All villages have agreed.
    CloseMeetings,
    /// The list was up long enough.
    ClosePosting,
    /// The report goes to the level above.
    Report,
}

/// A step that ends.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepInput {
    /// Which.
    pub action: StepAction,
    /// The day.
    pub on: NaiveDate,
    /// Number of the report, or a remark.
    #[schema(max_length = 1000)]
    #[validate(length(max = 1000))]
    pub note: Option<String>,
}

/// The opinion of the level above.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpinionInput {
    /// Whether it agrees.
    pub agree: bool,
    /// The day.
    pub on: NaiveDate,
    /// Number of the letter, or why it is sent back; needed for that.
    #[schema(max_length = 2000)]
    #[validate(length(max = 2000))]
    pub note: Option<String>,
    /// Where it goes back to: survey, meeting or posting.
    pub back_to: Option<Step>,
    /// The households to be done again; for the survey at least one.
    #[serde(default)]
    #[schema(max_items = 2000)]
    #[validate(length(max = 2000))]
    pub household_ids: Vec<String>,
}

/// Who is to recognise sends it back.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusalInput {
    /// The day.
    pub on: NaiveDate,
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    #[validate(length(min = 1, max = 2000))]
    pub reason: String,
    /// Where it goes back to: survey, meeting or posting.
    pub back_to: Step,
    /// The households to be done again; for the survey at least one.
    #[serde(default)]
    #[schema(max_items = 2000)]
    #[validate(length(max = 2000))]
    pub household_ids: Vec<String>,
}

/// A round is called off.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancellationInput {
    /// The day.
    pub on: NaiveDate,
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    #[validate(length(min = 1, max = 1000))]
    pub reason: String,
}

/// A complaint.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintInput {
    /// The household it is on; one of the commune that isn't on the list comes onto it.
    #[schema(max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub household_id: String,
    /// Who complains.
    #[schema(min_length = 1, max_length = 120)]
    #[validate(length(min = 1, max = 120))]
    pub complainant: String,
    /// The day it came in.
    pub received_on: NaiveDate,
    /// What is said.
    #[schema(min_length = 1, max_length = 4000)]
    #[validate(length(min = 1, max = 4000))]
    pub text: String,
}

/// What a re-check came to.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintDecisionInput {
    /// Whether the complaint was right; then the household must have been surveyed again.
    pub upheld: bool,
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// What the complainant is answered.
    #[schema(min_length = 1, max_length = 4000)]
    #[validate(length(min = 1, max = 4000))]
    pub answer: String,
}

/// A decision that recognises.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecognitionInput {
    /// Its official number.
    #[schema(example = "45/QĐ-UBND", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub number: String,
    /// Its day: classes hold from it.
    pub decided_on: NaiveDate,
    /// Who signed it.
    #[schema(min_length = 1, max_length = 120)]
    #[validate(length(min = 1, max = 120))]
    pub signer: String,
    /// As what.
    #[schema(example = "Chủ tịch", min_length = 1, max_length = 120)]
    #[validate(length(min = 1, max = 120))]
    pub signer_title: String,
}

/// A decision that corrects another.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionInput {
    /// Its official number.
    #[schema(min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub number: String,
    /// Its day.
    pub decided_on: NaiveDate,
    /// Who signed it.
    #[schema(min_length = 1, max_length = 120)]
    #[validate(length(min = 1, max = 120))]
    pub signer: String,
    /// As what.
    #[schema(min_length = 1, max_length = 120)]
    #[validate(length(min = 1, max = 120))]
    pub signer_title: String,
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    #[validate(length(min = 1, max = 2000))]
    pub reason: String,
    /// The households with what they are.
    #[schema(min_items = 1, max_items = 500)]
    #[validate(length(min = 1, max = 500), nested)]
    pub changes: Vec<ChangeInput>,
}

/// What a household is by a correction.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeInput {
    /// The household.
    #[schema(max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub household_id: String,
    /// What it is.
    pub class: Class,
}
