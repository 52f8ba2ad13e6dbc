//! Households as they go over the wire.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use giamngheo_rules::poverty;
use giamngheo_rules::text::tidy;
use giamngheo_store::access::Action;
use giamngheo_store::households::{CitizenId, Household, Member, MemberData};
use giamngheo_store::{Actor, FieldError, Scope};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::areas::atlas::Names;
use crate::areas::dto::AreaRef;
use crate::crypto::{Vault, mask};

/// A household as lists show it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HouseholdItem {
    /// Identifier.
    pub id: String,
    /// The code it has in the officers' own books.
    #[schema(example = "LS-2024-000001")]
    pub external_id: Option<String>,
    /// Name of the head; empty when withheld.
    pub head_name: String,
    /// The commune-level unit (of the year asked for).
    #[schema(value_type = Option<AreaRef>)]
    pub commune: Option<Arc<AreaRef>>,
    /// The village.
    #[schema(value_type = Option<AreaRef>)]
    pub village: Option<Arc<AreaRef>>,
    /// House number, street, hamlet.
    pub address: Option<String>,
    /// Ethnicity of the head.
    pub ethnicity: Option<String>,
    /// Whether it lives out of the caller's areas now: of a year's register only what was found then is shown.
    pub withheld: bool,
    /// Present members.
    pub member_count: i64,
    /// active, moved_out, dissolved or merged.
    pub status: String,
    /// poor, near_poor, average or other; null when never surveyed.
    pub class: Option<String>,
    /// The year the class is of.
    pub class_year: Option<i64>,
    /// surveyed, or recognised by a decision.
    pub class_state: Option<String>,
    /// Points of form B1.
    pub b1: Option<i64>,
    /// Points of form B2.
    pub b2: Option<i64>,
    /// Codes of the indicators the household is deprived in.
    pub deprivations: Vec<&'static str>,
    /// For If-Match.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// The areas that households mention.
pub fn areas_of<'a>(households: impl IntoIterator<Item = &'a Household>) -> impl Iterator<Item = String> {
    households
        .into_iter()
        .flat_map(|h| [Some(h.commune_id.clone()), h.village_id().map(str::to_owned)])
        .flatten()
}

/// Codes of the deprived indicators, by the standard of the class's year.
pub fn deprivation_codes(bits: Option<i64>, year: Option<i64>) -> Vec<&'static str> {
    let day = year.and_then(|y| NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, 12, 31));
    let standard = day
        .and_then(poverty::in_force)
        .or_else(|| poverty::standards().last());
    let bits = u32::try_from(bits.unwrap_or(0)).unwrap_or(0);
    standard
        .map(|s| s.codes(poverty::Deprivations::from_bits(bits)))
        .unwrap_or_default()
}

impl HouseholdItem {
    /// With the names of its areas.
    pub fn new(household: &Household, names: &Names) -> Self {
        Self {
            id: household.id.clone(),
            external_id: household.external_id.clone(),
            head_name: household.head_name.clone(),
            commune: names.get(&household.commune_id),
            village: household.village_id().and_then(|v| names.get(v)),
            address: household.address.clone(),
            ethnicity: household.ethnicity.clone(),
            withheld: household.withheld,
            member_count: household.member_count,
            status: household.status.clone(),
            class: household.class.clone(),
            class_year: household.class_year,
            class_state: household.class_state.clone(),
            b1: household.b1,
            b2: household.b2,
            deprivations: deprivation_codes(household.deprivations, household.class_year),
            version: household.version,
            updated_at: household.updated_at.and_utc(),
        }
    }
}

/// A member of a household.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberView {
    /// Identifier.
    pub id: String,
    /// Full name.
    pub name: String,
    /// male or female.
    pub sex: Option<String>,
    /// Birth date; the first day of what is known of it.
    pub birth_date: Option<NaiveDate>,
    /// How much of the birth date is known: day, month or year.
    pub birth_precision: Option<String>,
    /// Ethnicity.
    pub ethnicity: Option<String>,
    /// Relation to the head: head, spouse, child, parent, grandchild, sibling or other.
    pub relation: String,
    /// Citizen ID, in full or with its middle hidden, as the role allows.
    #[schema(example = "020••••••078")]
    pub citizen_id: Option<String>,
    /// Whether the member has health insurance.
    pub insured: Option<bool>,
    /// When the member left the household.
    pub left_on: Option<NaiveDate>,
    /// Why: died, moved, married, split, duplicate or other.
    pub left_reason: Option<String>,
}

impl MemberView {
    /// With the citizen ID opened, and hidden unless `full`.
    pub fn new(member: Member, vault: &Vault, full: bool) -> Self {
        Self {
            citizen_id: opened(&member, vault, full),
            id: member.id,
            name: member.name,
            sex: member.sex,
            birth_date: member.birth_date,
            birth_precision: member.birth_precision,
            ethnicity: member.ethnicity,
            relation: member.relation,
            insured: member.insured,
            left_on: member.left_on,
            left_reason: member.left_reason,
        }
    }
}

/// Where the caller sees citizen IDs in full: by role and by area, like everything else.
pub struct Sight(Option<Scope>);

impl Sight {
    /// Of an actor.
    pub fn of(actor: &Actor) -> Self {
        Self(actor.scope(Action::SeeCitizenIds))
    }

    /// Whether those of this household are shown in full.
    pub fn full(&self, household: &Household) -> bool {
        self.0
            .as_ref()
            .is_some_and(|scope| scope.covers(&household.present_path))
    }
}

/// A member's citizen ID as the caller may see it.
pub fn opened(member: &Member, vault: &Vault, full: bool) -> Option<String> {
    let plain = vault.open(member.citizen_id_enc.as_deref()?)?;
    Some(if full { plain } else { mask(&plain) })
}

/// A household with its members.
#[derive(Debug, Serialize, ToSchema)]
pub struct HouseholdView {
    /// The household.
    #[serde(flatten)]
    pub household: HouseholdItem,
    /// Its members, the head first; those who left at the end.
    pub members: Vec<MemberView>,
}

/// A household as given.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HouseholdInput {
    /// The code it has in the officers' own books; unique in the province.
    #[schema(example = "LS-2024-000001", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub external_id: Option<String>,
    /// The commune-level unit: code or id.
    #[schema(example = "06463", min_length = 1, max_length = 60)]
    #[validate(length(min = 1, max = 60))]
    pub area: String,
    /// The village's id.
    #[validate(length(min = 1, max = 60))]
    pub village_id: Option<String>,
    /// House number, street, hamlet.
    #[schema(max_length = 300)]
    #[validate(length(max = 300))]
    pub address: Option<String>,
    /// How many people live in it, where not all are listed yet; never less than those listed.
    #[schema(minimum = 1, maximum = 50)]
    #[validate(range(min = 1, max = 50))]
    pub member_count: Option<i64>,
    /// The day the change holds from; today by default.
    pub on: Option<NaiveDate>,
    /// Its members: exactly one present head. Known members keep their id.
    #[validate(length(min = 1, max = 60), nested)]
    pub members: Vec<MemberInput>,
}

/// A member as given.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberInput {
    /// The id of a known member; none is a new one.
    #[validate(length(min = 1, max = 60))]
    pub id: Option<String>,
    /// Full name.
    #[schema(example = "Nông Đức Sơn", min_length = 1, max_length = 120)]
    #[validate(length(min = 1, max = 120))]
    pub name: String,
    /// male or female.
    pub sex: Option<Sex>,
    /// Birth date; with precision `year` or `month` the rest is not looked at.
    pub birth_date: Option<NaiveDate>,
    /// How much of the birth date is known; the day by default.
    pub birth_precision: Option<Precision>,
    /// Ethnicity.
    #[schema(example = "Tày", max_length = 60)]
    #[validate(length(max = 60))]
    pub ethnicity: Option<String>,
    /// Relation to the head.
    pub relation: Relation,
    /// Citizen ID, 12 digits (or 9 of the old card). Absent or masked keeps what is known, null removes it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "020058511078")]
    pub citizen_id: Option<Option<String>>,
    /// Whether the member has health insurance.
    pub insured: Option<bool>,
    /// When the member left the household.
    pub left_on: Option<NaiveDate>,
    /// Why.
    pub left_reason: Option<LeftReason>,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(Some)
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vmeta])* $variant),* }

        impl $name {
            /// The code that is stored and sent.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
        }
    };
}

words! {
    /// Sex.
    Sex {
        /// Nam.
        Male = "male",
        /// Nữ.
        Female = "female",
    }
}

words! {
    /// How much of a date is known.
    Precision {
        /// All of it.
        Day = "day",
        /// Month and year.
        Month = "month",
        /// The year alone.
        Year = "year",
    }
}

words! {
    /// Relation to the head.
    Relation {
        /// Chủ hộ.
        Head = "head",
        /// Vợ, chồng.
        Spouse = "spouse",
        /// Con.
        Child = "child",
        /// Bố, mẹ.
        Parent = "parent",
        /// Cháu.
        Grandchild = "grandchild",
        /// Anh, chị, em.
        Sibling = "sibling",
        /// Khác.
        Other = "other",
    }
}

words! {
    /// Why a member left.
    LeftReason {
        /// Chết.
        Died = "died",
        /// Chuyển đi.
        Moved = "moved",
        /// Kết hôn.
        Married = "married",
        /// Tách hộ.
        Split = "split",
        /// Khai trùng.
        Duplicate = "duplicate",
        /// Lý do khác.
        Other = "other",
    }
}

/// The earliest birth year that is believed.
const EARLIEST_BIRTH: i32 = 1900;

impl MemberInput {
    /// Checks what one field can't tell and seals the citizen ID; what is wrong goes into `errors`.
    pub fn checked(
        self,
        at: &str,
        today: NaiveDate,
        vault: &Vault,
        errors: &mut Vec<FieldError>,
    ) -> MemberData {
        use chrono::Datelike;
        let mut refuse = |field: &str, code, vi: &str, en: &str| {
            errors.push(FieldError::new(format!("{at}/{field}"), code, vi, en));
        };
        if tidy(&self.name).is_empty() {
            refuse("name", "missing", "thiếu họ và tên", "the name is missing");
        }
        if self.birth_date.is_some_and(|d| d > today) {
            refuse(
                "birth_date",
                "in_future",
                "ngày sinh ở tương lai",
                "the birth date is in the future",
            );
        }
        if self.birth_date.is_some_and(|d| d.year() < EARLIEST_BIRTH) {
            refuse(
                "birth_date",
                "too_early",
                "năm sinh quá xa",
                "the birth year is too early",
            );
        }
        if self.left_on.is_some_and(|d| d > today) {
            refuse(
                "left_on",
                "in_future",
                "ngày rời hộ ở tương lai",
                "the day of leaving is in the future",
            );
        }
        if self
            .left_on
            .zip(self.birth_date)
            .is_some_and(|(left, born)| left < born)
        {
            refuse(
                "left_on",
                "before_birth",
                "ngày rời hộ trước ngày sinh",
                "the day of leaving is before the birth",
            );
        }
        if self.left_on.is_some() != self.left_reason.is_some() {
            refuse(
                if self.left_on.is_some() {
                    "left_reason"
                } else {
                    "left_on"
                },
                "missing",
                "ngày rời hộ và lý do phải đi cùng nhau",
                "the day of leaving and its reason go together",
            );
        }
        let citizen_id = match self.citizen_id.map(|c| c.map(|c| c.trim().to_owned())) {
            None => CitizenId::Keep,
            Some(None) => CitizenId::Clear,
            Some(Some(text)) if text.is_empty() => CitizenId::Clear,
            Some(Some(text)) if text.contains('•') => CitizenId::Keep,
            Some(Some(text)) if matches!(text.len(), 9 | 12) && text.bytes().all(|b| b.is_ascii_digit()) => {
                CitizenId::Set {
                    sealed: vault.seal(&text),
                    hash: vault.index(&text),
                }
            }
            Some(Some(_)) => {
                refuse(
                    "citizen_id",
                    "not_a_citizen_id",
                    "số định danh gồm 12 chữ số (hoặc 9 chữ số của CMND cũ)",
                    "a citizen ID has 12 digits (9 on the old card)",
                );
                CitizenId::Keep
            }
        };
        let precision = self
            .birth_date
            .map(|_| self.birth_precision.unwrap_or(Precision::Day));
        let birth_date = self.birth_date.and_then(|d| match precision {
            Some(Precision::Year) => NaiveDate::from_ymd_opt(d.year(), 1, 1),
            Some(Precision::Month) => d.with_day(1),
            _ => Some(d),
        });
        MemberData {
            id: self.id,
            name: self.name,
            sex: self.sex.map(|s| s.code().to_owned()),
            birth_date,
            birth_precision: precision.map(|p| p.code().to_owned()),
            ethnicity: self.ethnicity.map(|e| tidy(&e)).filter(|e| !e.is_empty()),
            relation: self.relation.code().to_owned(),
            citizen_id,
            insured: self.insured,
            left_on: self.left_on,
            left_reason: self.left_reason.map(|r| r.code().to_owned()),
        }
    }
}

/// A survey of a household.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyView {
    /// Identifier.
    pub id: String,
    /// The day.
    pub surveyed_on: NaiveDate,
    /// The standard it was judged by.
    #[schema(example = "VN-2022")]
    pub standard: String,
    /// The form whose items were answered.
    pub form: Option<String>,
    /// rural or urban.
    pub setting: String,
    /// Income, đồng per person and month.
    pub income_vnd_per_person_month: Option<i64>,
    /// Points of form B1.
    pub b1: Option<i64>,
    /// Points of form B2.
    pub b2: i64,
    /// Codes of the deprived indicators.
    pub deprivations: Vec<&'static str>,
    /// The verdict: poor, near_poor, average or other.
    pub class: String,
    /// score or income.
    pub basis: String,
    /// Why, as the rule says it today.
    pub reasons: Vec<crate::standards::dto::ReasonView>,
    /// Whether all figures the verdict rests on were checked against the text of the law.
    pub verified: bool,
    /// app, import or seed.
    pub origin: String,
    /// Who asked.
    pub surveyor: Option<String>,
    /// Remarks.
    pub note: Option<String>,
    /// The answers by item.
    pub answers: Option<serde_json::Value>,
    /// Who entered it.
    pub entered_by: Option<String>,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

/// An event of a household's life.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventView {
    /// created, changed, surveyed, moved, split, merged or dissolved.
    pub kind: String,
    /// The day it holds from.
    pub on: NaiveDate,
    /// When it was entered.
    pub at: DateTime<Utc>,
    /// Who entered it.
    pub by: Option<String>,
    /// What happened.
    pub detail: serde_json::Value,
}

/// What a household was found to be in a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct YearView {
    /// The year.
    pub year: i64,
    /// The commune-level unit of then.
    #[schema(value_type = Option<AreaRef>)]
    pub commune: Option<Arc<AreaRef>>,
    /// The class, if known.
    pub class: Option<String>,
    /// surveyed or recognised.
    pub state: Option<String>,
    /// Points of form B1.
    pub b1: Option<i64>,
    /// Points of form B2.
    pub b2: Option<i64>,
    /// How it came from the year before, such as newly_poor.
    pub movement: Option<String>,
}

/// A household's life.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryView {
    /// Its classes, the last year first.
    pub years: Vec<YearView>,
    /// Its events, the last first.
    pub events: Vec<EventView>,
}

/// Households that may be one.
#[derive(Debug, Serialize, ToSchema)]
pub struct DuplicateView {
    /// citizen_id: the same citizen ID; name_birth: the same name and birth date in one commune.
    pub reason: String,
    /// The households, two or more.
    pub households: Vec<HouseholdItem>,
}
