//! Rows on their way in: staged in bulk, then matched and merged by set-based SQL.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};

use crate::Conn;
use crate::bulk::{Bulk, STAGE_HOUSEHOLD, STAGE_MEMBER};
use crate::error::Result;
use crate::sql::{Value, sql};

/// A household with its head and its survey, judged and ready to be matched.
#[derive(Debug, Clone)]
pub struct StagedHousehold {
    /// The row as the file counts it.
    pub row_no: i64,
    /// Tenant key.
    pub province_id: String,
    /// The id it gets if it is new.
    pub household_id: String,
    /// The id of its survey.
    pub survey_id: String,
    /// The id of its head if it is new.
    pub member_id: String,
    /// The code it has in the officers' own books.
    pub external_id: Option<String>,
    /// The commune-level unit.
    pub commune_id: String,
    /// The village.
    pub village_id: Option<String>,
    /// The path of its place.
    pub path: String,
    /// Address.
    pub address: Option<String>,
    /// Name of the head.
    pub head_name: String,
    /// The head's name, folded.
    pub search_key: String,
    /// The head's birth.
    pub head_birth: Option<NaiveDate>,
    /// day, month or year.
    pub birth_precision: Option<String>,
    /// The head's sex.
    pub sex: Option<String>,
    /// The head's ethnicity.
    pub ethnicity: Option<String>,
    /// The head's citizen ID, encrypted.
    pub citizen_id_enc: Option<Vec<u8>>,
    /// Its keyed hash.
    pub citizen_id_hash: Option<String>,
    /// Members, as far as told.
    pub member_count: i64,
    /// The year of the survey.
    pub year: i64,
    /// The day of the survey.
    pub surveyed_on: NaiveDate,
    /// The standard of that day.
    pub standard: String,
    /// rural or urban.
    pub setting: String,
    /// Income.
    pub income_vnd_per_person_month: Option<i64>,
    /// Points of form B1.
    pub b1: Option<i64>,
    /// Points of form B2.
    pub b2: i64,
    /// Bits of the deprived indicators.
    pub deprivations: i64,
    /// The verdict.
    pub class: String,
    /// score or income.
    pub basis: String,
}

/// A member, ready to be matched.
#[derive(Debug, Clone)]
pub struct StagedMember {
    /// The row as the file counts it.
    pub row_no: i64,
    /// Tenant key.
    pub province_id: String,
    /// The id of the member if new.
    pub member_id: String,
    /// The household's code in the officers' own books.
    pub external_id: String,
    /// Place in the list.
    pub position: i64,
    /// Full name.
    pub name: String,
    /// Folded name.
    pub search_key: String,
    /// Sex.
    pub sex: Option<String>,
    /// Birth.
    pub birth_date: Option<NaiveDate>,
    /// day, month or year.
    pub birth_precision: Option<String>,
    /// Ethnicity.
    pub ethnicity: Option<String>,
    /// Relation to the head.
    pub relation: String,
    /// Citizen ID, encrypted.
    pub citizen_id_enc: Option<Vec<u8>>,
    /// Its keyed hash.
    pub citizen_id_hash: Option<String>,
    /// Whether the member has health insurance.
    pub insured: Option<bool>,
}

/// A row that can be staged.
pub trait Staged {
    /// How it is filled.
    const BULK: &'static Bulk;
    /// The staging table.
    const TABLE: &'static str;
    /// Its values.
    fn values(&self, import_id: &str) -> Vec<Value>;
}

impl Staged for StagedHousehold {
    const TABLE: &'static str = "stage_household";
    const BULK: &'static Bulk = &STAGE_HOUSEHOLD;

    fn values(&self, import_id: &str) -> Vec<Value> {
        vec![
            import_id.into(),
            self.row_no.into(),
            self.province_id.as_str().into(),
            self.household_id.as_str().into(),
            self.survey_id.as_str().into(),
            self.member_id.as_str().into(),
            self.external_id.clone().into(),
            self.commune_id.as_str().into(),
            self.village_id.clone().into(),
            self.path.as_str().into(),
            self.address.clone().into(),
            self.head_name.as_str().into(),
            self.search_key.as_str().into(),
            self.head_birth.into(),
            self.birth_precision.clone().into(),
            self.sex.clone().into(),
            self.ethnicity.clone().into(),
            self.citizen_id_enc.clone().into(),
            self.citizen_id_hash.clone().into(),
            self.member_count.into(),
            self.year.into(),
            self.surveyed_on.into(),
            self.standard.as_str().into(),
            self.setting.as_str().into(),
            self.income_vnd_per_person_month.into(),
            self.b1.into(),
            self.b2.into(),
            self.deprivations.into(),
            self.class.as_str().into(),
            self.basis.as_str().into(),
            "new".into(),
        ]
    }
}

impl Staged for StagedMember {
    const TABLE: &'static str = "stage_member";
    const BULK: &'static Bulk = &STAGE_MEMBER;

    fn values(&self, import_id: &str) -> Vec<Value> {
        vec![
            import_id.into(),
            self.row_no.into(),
            self.province_id.as_str().into(),
            self.member_id.as_str().into(),
            self.external_id.as_str().into(),
            self.position.into(),
            self.name.as_str().into(),
            self.search_key.as_str().into(),
            self.sex.clone().into(),
            self.birth_date.into(),
            self.birth_precision.clone().into(),
            self.ethnicity.clone().into(),
            self.relation.as_str().into(),
            self.citizen_id_enc.clone().into(),
            self.citizen_id_hash.clone().into(),
            self.insured.into(),
            "new".into(),
        ]
    }
}

/// Adds rows to the staging table of an import.
pub fn put<T: Staged>(conn: &mut Conn, import_id: &str, rows: &[T]) -> Result<()> {
    conn.need_not_last()?;
    T::BULK.insert(conn, rows.iter().map(|row| row.values(import_id)))
}

/// Removes what an import has staged.
pub fn clear(conn: &mut Conn, import_id: &str) -> Result<()> {
    for table in [StagedHousehold::TABLE, StagedMember::TABLE] {
        sql(&format!("DELETE FROM {table} WHERE import_id = ?"))
            .bind(import_id)
            .run(conn)?;
    }
    Ok(())
}

/// Removes what an import has staged and reported: it starts from the beginning.
pub fn restart(conn: &mut Conn, import_id: &str) -> Result<()> {
    clear(conn, import_id)?;
    sql("DELETE FROM import_problem WHERE import_id = ?")
        .bind(import_id)
        .run(conn)?;
    Ok(())
}

/// How many staged rows came to which outcome.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Outcome {
    /// new, changed, same, or the code of a refusal.
    #[diesel(sql_type = Text)]
    pub outcome: String,
    /// Rows.
    #[diesel(sql_type = BigInt)]
    pub rows: i64,
}

/// The staged rows by outcome.
pub fn outcomes<T: Staged>(conn: &mut Conn, import_id: &str) -> Result<Vec<Outcome>> {
    sql(&format!(
        "SELECT outcome, COUNT(*) AS rows FROM {} WHERE import_id = ? GROUP BY outcome ORDER BY outcome",
        T::TABLE
    ))
    .bind(import_id)
    .all(conn)
}

/// Rows that the match refused, in order.
#[derive(Debug, Clone, QueryableByName)]
pub struct Refused {
    /// The row as the file counts it.
    #[diesel(sql_type = BigInt)]
    pub row_no: i64,
    /// Why: the code of the refusal.
    #[diesel(sql_type = Text)]
    pub outcome: String,
}

/// The staged rows that the match refused.
pub fn refused<T: Staged>(conn: &mut Conn, import_id: &str) -> Result<Vec<Refused>> {
    sql(&format!(
        "SELECT row_no, outcome FROM {} WHERE import_id = ? AND outcome NOT IN ('new', 'changed', 'filled', 'same') ORDER BY row_no",
        T::TABLE
    ))
    .bind(import_id)
    .all(conn)
}
