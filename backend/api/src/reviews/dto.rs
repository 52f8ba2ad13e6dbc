//! What goes out over the wire.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use giamngheo_rules::contradiction::Flag;
use giamngheo_rules::review::{Act, Kind, Level, Step};
use giamngheo_rules::words::Words;
use giamngheo_store::reviews::{
    Case, Certificate, ClassPeriod, Complaint, Event, Meeting, PostingRow, Recognition, Round, Vote,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::areas::atlas::{Names, last_id};
use crate::areas::dto::AreaRef;
use crate::households::dto::deprivation_codes;

/// How far the cases of a round are.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct CountsView {
    /// On the list, without those taken off.
    pub total: i64,
    /// Without an enumerator.
    pub unassigned: i64,
    /// Without a survey.
    pub unsurveyed: i64,
    /// Surveyed, not read a second time.
    pub unread: i64,
    /// Of the sample, not checked by a second visit.
    pub unchecked: i64,
    /// Without the village's agreement.
    pub unagreed: i64,
    /// Complaints without a decision.
    pub open_complaints: i64,
    /// Re-checked, the result not posted yet.
    pub unposted: i64,
    /// Found poor.
    pub poor: i64,
    /// Found near-poor.
    pub near_poor: i64,
}

impl CountsView {
    /// Of one round.
    pub fn of(round: &Round) -> Self {
        Self {
            total: round.total,
            unassigned: round.unassigned,
            unsurveyed: round.unsurveyed,
            unread: round.unread,
            unchecked: round.unchecked,
            unagreed: round.unagreed,
            open_complaints: round.open_complaints,
            unposted: round.unposted,
            poor: round.poor,
            near_poor: round.near_poor,
        }
    }

    /// Adds another's.
    pub fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.unassigned += other.unassigned;
        self.unsurveyed += other.unsurveyed;
        self.unread += other.unread;
        self.unchecked += other.unchecked;
        self.unagreed += other.unagreed;
        self.open_complaints += other.open_complaints;
        self.unposted += other.unposted;
        self.poor += other.poor;
        self.near_poor += other.near_poor;
    }
}

/// A commune's round.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RoundView {
    /// Identifier.
    pub id: String,
    /// yearly or during_year.
    #[schema(value_type = Kind)]
    pub kind: String,
    /// The year it is of.
    pub year: i64,
    /// The commune-level unit.
    #[schema(value_type = Option<AreaRef>)]
    pub commune: Option<Arc<AreaRef>>,
    /// Code of the procedure's version.
    pub procedure: String,
    /// Code of the poverty standard.
    pub standard: String,
    /// Whether its form is only a sample, on which nothing can be recognised but in a demo.
    pub sample_form: bool,
    /// The order it rests on.
    pub document: Option<String>,
    /// Code of the step it is at, `recognised` or `cancelled`.
    #[schema(example = "survey")]
    pub state: String,
    /// The day it was opened.
    pub opened_on: NaiveDate,
    /// The last day it should end.
    pub closes_on: Option<NaiveDate>,
    /// The day the last step ended: nothing is dated before it.
    pub since: NaiveDate,
    /// When the present step is due.
    pub due_on: Option<NaiveDate>,
    /// Days by which it is late.
    pub days_late: i64,
    /// Whether the sample for spot checks is drawn.
    pub sampled: bool,
    /// How far its cases are.
    pub counts: CountsView,
    /// For If-Match.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl RoundView {
    /// With the commune's name.
    pub fn new(round: &Round, names: &Names, today: NaiveDate) -> Self {
        Self {
            id: round.id.clone(),
            kind: round.kind.clone(),
            year: round.year,
            commune: names.get(&round.commune_id),
            procedure: round.procedure_code.clone(),
            standard: round.standard.clone(),
            sample_form: round.sample_form,
            document: round.document.clone(),
            state: round.state.clone(),
            opened_on: round.opened_on,
            closes_on: round.closes_on,
            since: round.since,
            due_on: round.due_on,
            days_late: round.days_late(today),
            sampled: round.sample_seed.is_some(),
            counts: CountsView::of(round),
            version: round.version,
            updated_at: round.updated_at.and_utc(),
        }
    }
}

/// Where a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Ended.
    Done,
    /// The round is at it.
    Current,
    /// Still to come.
    Ahead,
}

/// A step of a round.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepView {
    /// Which.
    pub code: Step,
    /// Its name.
    pub name: Words,
    /// Who acts: the commune, or a level above.
    pub level: Level,
    /// What it needs.
    pub needs: Vec<Words>,
    /// Where it is.
    pub state: StepState,
    /// When it is due; of a step ahead as it stands now, where that can be told.
    pub due_on: Option<NaiveDate>,
    /// The day it ended.
    pub ended_on: Option<NaiveDate>,
    /// Who ended it.
    pub ended_by: Option<String>,
    /// Where it is from.
    pub source: String,
    /// Whether that was checked against the text.
    pub verified: bool,
}

/// The cases of a village.
#[derive(Debug, Serialize, ToSchema)]
pub struct VillageView {
    /// The village; the commune's own id stands for those whose village is not known.
    pub id: String,
    /// Its name; null where the village is not known.
    pub name: Option<String>,
    /// Cases.
    pub total: i64,
    /// With a survey.
    pub surveyed: i64,
    /// Agreed on.
    pub agreed: i64,
    /// The enumerator, when one alone has them all.
    pub enumerator_id: Option<String>,
}

/// A round with its steps.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoundDetail {
    /// The round.
    #[serde(flatten)]
    pub round: RoundView,
    /// Its steps, in their order.
    pub steps: Vec<StepView>,
    /// What the caller may do with it now.
    pub allowed: Vec<Act>,
    /// The first day that an act ending the step may bear: nothing is dated before the work it rests on.
    pub earliest_on: NaiveDate,
    /// The last day that the list which is up must stay up.
    pub up_until: Option<NaiveDate>,
    /// The seed of the sample: with it anybody draws the same one.
    pub sample_seed: Option<String>,
    /// Its villages, as far as the caller sees them.
    pub villages: Vec<VillageView>,
    /// Whether all of the procedure was checked against the text of the law.
    pub verified: bool,
    /// The decision that recognised it.
    pub recognition_id: Option<String>,
}

/// What was opened.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenedView {
    /// Names the opening.
    pub id: String,
    /// How many rounds.
    pub rounds: i64,
    /// The round, where it is one alone.
    pub round_id: Option<String>,
    /// Communes that had a round of the year already.
    pub already: i64,
    /// Households carried over from the year before.
    pub cases: i64,
    /// Households on the list that are not carried, since another round is open for them.
    pub under_review: i64,
    /// Poor and near-poor households that no round took over, by the unit they stand in: it was divided. Move each
    /// to the commune it lives in, then add it there.
    pub uncarried: Vec<UncarriedView>,
}

/// Households that no round took over.
#[derive(Debug, Serialize, ToSchema)]
pub struct UncarriedView {
    /// The unit.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// How many.
    pub households: i64,
}

/// Something that was done with a round.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoundEventView {
    /// What.
    #[schema(example = "close_list")]
    pub act: String,
    /// The state before.
    pub from: String,
    /// The state after.
    pub to: String,
    /// The day it happened.
    pub on: NaiveDate,
    /// When that step was due.
    pub due_on: Option<NaiveDate>,
    /// When it was entered.
    pub at: DateTime<Utc>,
    /// Who entered it.
    pub by: Option<String>,
    /// What there is to know of it.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
}

impl RoundEventView {
    /// Without names, households and what was written freely: figures, numbers of decisions and seeds stay.
    pub fn without_persons(mut self) -> Self {
        if let Some(detail) = self.detail.as_object_mut() {
            detail.retain(|key, value| {
                value.is_number()
                    || value.is_boolean()
                    || ["number", "document", "seed"].contains(&key.as_str())
            });
        }
        self
    }
}

impl From<Event> for RoundEventView {
    fn from(event: Event) -> Self {
        Self {
            act: event.act,
            from: event.from_state,
            to: event.to_state,
            on: event.on_date,
            due_on: event.due_on,
            at: event.at.and_utc(),
            by: event.actor_name,
            detail: serde_json::from_str(&event.detail).unwrap_or_default(),
        }
    }
}

/// What a spot check found.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckView {
    /// The day.
    pub on: NaiveDate,
    /// Who made it.
    pub by: Option<String>,
    /// The class found.
    pub class: Option<String>,
    /// Points of B1.
    pub b1: Option<i64>,
    /// Points of B2.
    pub b2: Option<i64>,
    /// Deprivations.
    pub deprivations: Vec<&'static str>,
    /// Deprivations that only one of the two visits found.
    pub differences: Vec<&'static str>,
    /// Whether the class is another.
    pub class_differs: bool,
    /// Remarks.
    pub note: Option<String>,
}

/// A case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseView {
    /// The household.
    pub household_id: String,
    /// Its head.
    pub head_name: String,
    /// Its code in the officers' books.
    pub external_id: Option<String>,
    /// Its village.
    #[schema(value_type = Option<AreaRef>)]
    pub village: Option<Arc<AreaRef>>,
    /// Its address.
    pub address: Option<String>,
    /// Its members.
    pub member_count: i64,
    /// carried, requested or added.
    pub origin: String,
    /// Code of the reason.
    pub reason_code: Option<String>,
    /// Why it was added.
    pub reason: Option<String>,
    /// Who asked for it.
    pub requester: Option<String>,
    /// The day of the request.
    pub requested_on: Option<NaiveDate>,
    /// The code by which the family follows its case.
    #[schema(example = "7KQ2-M4XZ-90AB")]
    pub tracking_code: String,
    /// The class before.
    pub previous_class: Option<String>,
    /// listed, drafted, surveyed, returned, read, agreed, not_agreed, recognised or withdrawn.
    pub state: String,
    /// Who surveys it.
    pub enumerator_id: Option<String>,
    /// That user's name.
    pub enumerator: Option<String>,
    /// The survey that counts.
    pub survey_id: Option<String>,
    /// Its day.
    pub surveyed_on: Option<NaiveDate>,
    /// Who entered it.
    pub surveyed_by: Option<String>,
    /// That user.
    pub surveyed_by_id: Option<String>,
    /// The class found.
    pub class: Option<String>,
    /// Points of form B1.
    pub b1: Option<i64>,
    /// Points of form B2.
    pub b2: Option<i64>,
    /// Codes of the deprived indicators.
    pub deprivations: Vec<&'static str>,
    /// What contradicts itself, the registry or last year.
    pub flags: Vec<Flag>,
    /// Who read it a second time.
    pub read_by: Option<String>,
    /// When.
    pub read_at: Option<DateTime<Utc>>,
    /// What the reader noted.
    pub read_note: Option<String>,
    /// Whether it is in the sample for spot checks.
    pub sampled: bool,
    /// What the spot check found.
    pub check: Option<CheckView>,
    /// The meeting that voted on it.
    pub meeting_id: Option<String>,
    /// Votes in favour.
    pub in_favour: Option<i64>,
    /// What the meeting said of it.
    pub meeting_note: Option<String>,
    /// Whether its result must be posted again.
    pub unposted: bool,
    /// Why it was taken off.
    pub withdrawn_reason: Option<String>,
    /// The movement that was recognised.
    pub movement: Option<String>,
    /// For If-Match.
    pub version: i64,
}

impl CaseView {
    /// With its village's name.
    pub fn new(case: Case, year: i64, names: &Names) -> Self {
        let bits = |bits| deprivation_codes(bits, Some(year));
        let check = case.check_on.map(|on| {
            let different = case.deprivations.unwrap_or(0) ^ case.check_deprivations.unwrap_or(0);
            CheckView {
                on,
                by: case.checker_name.clone(),
                class_differs: case.check_class != case.class,
                class: case.check_class.clone(),
                b1: case.check_b1,
                b2: case.check_b2,
                deprivations: bits(case.check_deprivations),
                differences: bits(Some(different)),
                note: case.check_note.clone(),
            }
        });
        Self {
            village: village_id(&case.path).and_then(|id| names.get(id)),
            deprivations: bits(case.deprivations),
            flags: serde_json::from_str(&case.flags).unwrap_or_default(),
            check,
            household_id: case.household_id,
            head_name: case.head_name,
            external_id: case.external_id,
            address: case.address,
            member_count: case.member_count,
            origin: case.origin,
            reason_code: case.reason_code,
            reason: case.reason,
            requester: case.requester,
            requested_on: case.requested_on,
            tracking_code: case.tracking_code,
            previous_class: case.previous_class,
            state: case.state,
            enumerator_id: case.enumerator_id,
            enumerator: case.enumerator_name,
            survey_id: case.survey_id,
            surveyed_on: case.surveyed_on,
            surveyed_by: case.surveyor_name,
            surveyed_by_id: case.surveyed_by,
            class: case.class,
            b1: case.b1,
            b2: case.b2,
            read_by: case.reader_name,
            read_at: case.read_at.map(|at| at.and_utc()),
            read_note: case.read_note,
            sampled: case.sampled,
            meeting_id: case.meeting_id,
            in_favour: case.in_favour,
            meeting_note: case.meeting_note,
            unposted: case.unposted,
            withdrawn_reason: case.withdrawn_reason,
            movement: case.movement,
            version: case.version,
        }
    }
}

/// The village of a path; official units have a dot in their id, villages none.
pub fn village_id(path: &str) -> Option<&str> {
    last_id(path).filter(|id| !id.contains('.'))
}

/// A case with its unfinished survey.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseDetail {
    /// The case.
    #[serde(flatten)]
    pub case: CaseView,
    /// An unfinished survey, as it was left.
    #[schema(value_type = Option<Object>)]
    pub draft: Option<serde_json::Value>,
    /// Who left it.
    pub draft_by: Option<String>,
    /// When.
    pub draft_at: Option<DateTime<Utc>>,
    /// What the caller may do with it now.
    pub allowed: Vec<Act>,
}

/// How many cases were given.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssignedView {
    /// Cases.
    pub cases: i64,
}

/// Somebody who may survey in the commune.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnumeratorView {
    /// The user.
    pub id: String,
    /// The name.
    pub full_name: String,
    /// Cases given.
    pub cases: i64,
    /// Of these with a survey.
    pub surveyed: i64,
}

/// The vote on a household.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoteView {
    /// The household.
    pub household_id: String,
    /// Votes in favour.
    pub in_favour: i64,
    /// What was said.
    pub note: Option<String>,
    /// Whether more than half of those present agreed.
    pub carried: bool,
}

/// A village meeting.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingView {
    /// Identifier.
    pub id: String,
    /// The village; null for those whose village is not known.
    #[schema(value_type = Option<AreaRef>)]
    pub village: Option<Arc<AreaRef>>,
    /// The day.
    pub held_on: NaiveDate,
    /// Where.
    pub place: String,
    /// Who chaired it.
    pub chair: String,
    /// Who took the minutes.
    pub secretary: String,
    /// How many were present.
    pub present: i64,
    /// How many agreed to each household without a vote of its own.
    pub in_favour: i64,
    /// What was objected.
    pub objections: Option<String>,
    /// The votes.
    pub votes: Vec<VoteView>,
}

impl MeetingView {
    /// With its village's name.
    pub fn new(meeting: Meeting, names: &Names) -> Self {
        let votes: Vec<Vote> = serde_json::from_str(&meeting.votes).unwrap_or_default();
        Self {
            village: village_id(&meeting.path).and_then(|id| names.get(id)),
            id: meeting.id,
            held_on: meeting.held_on,
            place: meeting.place,
            chair: meeting.chair,
            secretary: meeting.secretary,
            present: meeting.present,
            in_favour: meeting.in_favour,
            objections: meeting.objections,
            votes: votes
                .into_iter()
                .map(|v| VoteView {
                    household_id: v.household_id,
                    in_favour: v.in_favour,
                    note: v.note,
                    carried: v.carried,
                })
                .collect(),
        }
    }
}

/// A list that was put up.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostingView {
    /// Identifier.
    pub id: String,
    /// Whether it posts results of re-checks.
    pub again: bool,
    /// The day.
    pub posted_on: NaiveDate,
    /// The last day that it must stay up.
    pub until: NaiveDate,
    /// Where it hangs.
    pub places: String,
    /// By it anybody finds the list, as long as it is up.
    pub code: String,
    /// Households on it.
    pub households: i64,
}

impl From<&PostingRow> for PostingView {
    fn from(posting: &PostingRow) -> Self {
        let list: giamngheo_store::reviews::PostedList =
            serde_json::from_str(&posting.list).unwrap_or_default();
        Self {
            id: posting.id.clone(),
            again: posting.again,
            posted_on: posting.posted_on,
            until: posting.until,
            places: posting.places.clone(),
            code: posting.code.clone(),
            households: list.cases.len() as i64,
        }
    }
}

/// A complaint.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComplaintView {
    /// Identifier.
    pub id: String,
    /// The list it is against.
    pub posting_id: String,
    /// The household it is on.
    pub household_id: String,
    /// Its head.
    pub head_name: String,
    /// Who complains.
    pub complainant: String,
    /// The day it came in.
    pub received_on: NaiveDate,
    /// The last day to re-check.
    pub due_on: NaiveDate,
    /// What is said.
    pub text: String,
    /// upheld or rejected; null while it is open.
    pub outcome: Option<String>,
    /// The day of the decision.
    pub decided_on: Option<NaiveDate>,
    /// What the complainant is answered.
    pub answer: Option<String>,
}

impl From<Complaint> for ComplaintView {
    fn from(c: Complaint) -> Self {
        Self {
            id: c.id,
            posting_id: c.posting_id,
            household_id: c.household_id,
            head_name: c.head_name,
            complainant: c.complainant,
            received_on: c.received_on,
            due_on: c.due_on,
            text: c.text,
            outcome: c.outcome,
            decided_on: c.decided_on,
            answer: c.answer,
        }
    }
}

/// Households and their members.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct SumView {
    /// Households.
    pub households: i64,
    /// Members.
    pub members: i64,
}

/// A decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecognitionView {
    /// Identifier.
    pub id: String,
    /// The round it ended, or whose recognition it corrects.
    pub round_id: String,
    /// yearly, during_year or correction.
    pub kind: String,
    /// The year it is of.
    pub year: i64,
    /// The commune-level unit.
    #[schema(value_type = Option<AreaRef>)]
    pub commune: Option<Arc<AreaRef>>,
    /// Its official number.
    pub number: String,
    /// Its day: classes hold from it.
    pub decided_on: NaiveDate,
    /// Who signed it.
    pub signer: String,
    /// As what.
    pub signer_title: String,
    /// The decision it corrects.
    pub corrects_id: Option<String>,
    /// Why it corrects.
    pub reason: Option<String>,
    /// By class.
    #[schema(value_type = std::collections::HashMap<String, SumView>)]
    pub classes: BTreeMap<String, SumView>,
    /// By movement.
    #[schema(value_type = std::collections::HashMap<String, SumView>)]
    pub movements: BTreeMap<String, SumView>,
}

impl RecognitionView {
    /// With the commune's name.
    pub fn new(recognition: &Recognition, names: &Names) -> giamngheo_store::Result<Self> {
        let sums = giamngheo_store::reviews::sums_of(recognition)?;
        let views = |map: BTreeMap<String, (i64, i64)>| {
            map.into_iter()
                .map(|(key, (households, members))| (key, SumView { households, members }))
                .collect()
        };
        Ok(Self {
            id: recognition.id.clone(),
            round_id: recognition.round_id.clone(),
            kind: recognition.kind.clone(),
            year: recognition.year,
            commune: names.get(&recognition.commune_id),
            number: recognition.number.clone(),
            decided_on: recognition.decided_on,
            signer: recognition.signer.clone(),
            signer_title: recognition.signer_title.clone(),
            corrects_id: recognition.corrects_id.clone(),
            reason: recognition.reason.clone(),
            classes: views(sums.classes),
            movements: views(sums.movements),
        })
    }
}

/// A certificate.
#[derive(Debug, Serialize, ToSchema)]
pub struct CertificateView {
    /// By it anybody checks that it is real.
    #[schema(example = "7KQ2-M4XZ-90AB")]
    pub code: String,
    /// The household.
    pub household_id: String,
    /// Its head.
    pub head_name: String,
    /// Its village.
    #[schema(value_type = Option<AreaRef>)]
    pub village: Option<Arc<AreaRef>>,
    /// poor, near_poor, escaped or escaped_near_poverty.
    pub kind: String,
    /// The year of the review.
    pub year: i64,
    /// The day of the decision.
    pub issued_on: NaiveDate,
    /// The day from which it holds no more.
    pub withdrawn_on: Option<NaiveDate>,
}

impl CertificateView {
    /// With its village's name.
    pub fn new(certificate: Certificate, names: &Names) -> Self {
        Self {
            village: village_id(&certificate.path).and_then(|id| names.get(id)),
            code: certificate.code,
            household_id: certificate.household_id,
            head_name: certificate.head_name,
            kind: certificate.kind,
            year: certificate.year,
            issued_on: certificate.issued_on,
            withdrawn_on: certificate.withdrawn_on,
        }
    }
}

/// What a household legally is for a time.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClassPeriodView {
    /// poor, near_poor, average or other.
    pub class: String,
    /// First day.
    pub from: NaiveDate,
    /// First day of the next period; null while it holds.
    pub to: Option<NaiveDate>,
    /// The year of the review.
    pub year: i64,
    /// The decision.
    pub recognition_id: String,
    /// Its number.
    pub number: String,
    /// How it came there.
    pub movement: Option<String>,
}

impl From<ClassPeriod> for ClassPeriodView {
    fn from(period: ClassPeriod) -> Self {
        Self {
            class: period.class,
            from: period.from_date,
            to: period.to_date,
            year: period.year,
            recognition_id: period.recognition_id,
            number: period.number,
            movement: period.movement,
        }
    }
}

/// A line of the board: a commune's round, or a province's sums.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardRow {
    /// The unit.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// The round, of a commune.
    pub round_id: Option<String>,
    /// Its state, of a commune.
    pub state: Option<String>,
    /// When its step is due.
    pub due_on: Option<NaiveDate>,
    /// Days by which it is late; of a province the latest round's.
    pub days_late: i64,
    /// Rounds.
    pub rounds: i64,
    /// Of these late.
    pub late: i64,
    /// Rounds by state.
    #[schema(value_type = std::collections::HashMap<String, i64>)]
    pub by_state: BTreeMap<String, i64>,
    /// How far the cases are.
    pub counts: CountsView,
}

/// How far all rounds of an area are.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardView {
    /// The area; null is the nation.
    pub area: Option<AreaRef>,
    /// The year.
    pub year: i64,
    /// yearly or during_year.
    pub kind: Kind,
    /// Today, by which lateness is told.
    pub today: NaiveDate,
    /// The steps, in their order.
    pub steps: Vec<StepName>,
    /// All together.
    pub total: BoardRow,
    /// By commune, or by province for the nation; late ones first.
    pub rows: Vec<BoardRow>,
}

/// A step's name.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepName {
    /// Which.
    pub code: Step,
    /// Its name.
    pub name: Words,
}

/// A household on a public list: enough for neighbours, not for strangers.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostedCaseView {
    /// The head's name with all but the first word shortened.
    #[schema(example = "Nông V. S.")]
    pub head_name: String,
    /// The village.
    pub village: Option<String>,
    /// What it was before.
    pub previous_class: Option<String>,
    /// What it was found to be.
    pub class: String,
}

/// What a code stands for. Fields that the kind doesn't have are null.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookupView {
    /// certificate, case or posting.
    pub kind: String,
    /// The commune-level unit, with those above it.
    pub commune: Option<String>,
    /// The year of the review.
    pub year: i64,
    /// Of a certificate: poor, near_poor, escaped or escaped_near_poverty.
    pub certificate: Option<String>,
    /// Of a certificate: whether it holds.
    pub valid: Option<bool>,
    /// Of a certificate: the day from which it holds no more.
    pub withdrawn_on: Option<NaiveDate>,
    /// Of a certificate: the decision's number.
    pub number: Option<String>,
    /// Of a certificate: the decision's day.
    pub decided_on: Option<NaiveDate>,
    /// Of a case: its state.
    pub case_state: Option<String>,
    /// Of a case: the round's state.
    pub round_state: Option<String>,
    /// Of a case: the steps, with the days they ended.
    pub steps: Vec<LookupStep>,
    /// Of a case: the day of the request.
    pub requested_on: Option<NaiveDate>,
    /// Of a case: the day of the survey.
    pub surveyed_on: Option<NaiveDate>,
    /// Of a posting: the day it was put up.
    pub posted_on: Option<NaiveDate>,
    /// Of a posting, and of a case while a list is up: the last day that it stays up.
    pub up_until: Option<NaiveDate>,
    /// Of a posting: where it hangs.
    pub places: Option<String>,
    /// Of a posting: the households.
    pub list: Vec<PostedCaseView>,
}

/// A step, for the family that follows its case.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookupStep {
    /// Its name.
    pub name: Words,
    /// Where it is.
    pub state: StepState,
    /// The day it ended.
    pub ended_on: Option<NaiveDate>,
    /// When it is due.
    pub due_on: Option<NaiveDate>,
}
