//! One household: reading it whole, creating and replacing it, its surveys and its history.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Bool, Date, Nullable, Text, Timestamp};
use giamngheo_rules::text::{fold, tidy};
use serde_json::{Value, json};

use super::summary::{self, Cell};
use super::{Household, PRESENT, path_of};
use crate::areas::Area;
use crate::error::{Error, FieldError, Result};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{Sql, sql};
use crate::{Conn, audit};

/// A member's row.
#[derive(Debug, Clone, QueryableByName)]
pub struct Member {
    /// Identifier.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// The household.
    #[diesel(sql_type = Text)]
    pub household_id: String,
    /// Place in the list; the head is 1.
    #[diesel(sql_type = BigInt)]
    pub position: i64,
    /// Full name, NFC.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// male or female.
    #[diesel(sql_type = Nullable<Text>)]
    pub sex: Option<String>,
    /// Birth date; the first of what is known of it.
    #[diesel(sql_type = Nullable<Date>)]
    pub birth_date: Option<NaiveDate>,
    /// day, month or year.
    #[diesel(sql_type = Nullable<Text>)]
    pub birth_precision: Option<String>,
    /// Ethnicity.
    #[diesel(sql_type = Nullable<Text>)]
    pub ethnicity: Option<String>,
    /// Relation to the head.
    #[diesel(sql_type = Text)]
    pub relation: String,
    /// Citizen ID, encrypted.
    #[diesel(sql_type = Nullable<Binary>)]
    pub citizen_id_enc: Option<Vec<u8>>,
    /// Whether the member has health insurance.
    #[diesel(sql_type = Nullable<Bool>)]
    pub insured: Option<bool>,
    /// When the member left the household.
    #[diesel(sql_type = Nullable<Date>)]
    pub left_on: Option<NaiveDate>,
    /// Why.
    #[diesel(sql_type = Nullable<Text>)]
    pub left_reason: Option<String>,
}

/// What becomes of a citizen ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CitizenId {
    /// It stays what it is (the caller saw a masked one).
    Keep,
    /// It is removed.
    Clear,
    /// It is this one.
    Set {
        /// Encrypted.
        sealed: Vec<u8>,
        /// Keyed hash.
        hash: String,
    },
}

/// A member as given.
#[derive(Debug, Clone)]
pub struct MemberData {
    /// Known members have one.
    pub id: Option<String>,
    /// Full name.
    pub name: String,
    /// male or female.
    pub sex: Option<String>,
    /// Birth date.
    pub birth_date: Option<NaiveDate>,
    /// day, month or year.
    pub birth_precision: Option<String>,
    /// Ethnicity.
    pub ethnicity: Option<String>,
    /// Relation to the head.
    pub relation: String,
    /// Citizen ID.
    pub citizen_id: CitizenId,
    /// Whether the member has health insurance.
    pub insured: Option<bool>,
    /// When the member left the household.
    pub left_on: Option<NaiveDate>,
    /// Why.
    pub left_reason: Option<String>,
}

/// A household as given. The members must hold exactly one present head (checked here).
#[derive(Debug, Clone)]
pub struct HouseholdData {
    /// The code it has in the officers' own books.
    pub external_id: Option<String>,
    /// The commune-level unit.
    pub commune: Area,
    /// The village, one of the commune's.
    pub village_id: Option<String>,
    /// House number, street, hamlet.
    pub address: Option<String>,
    /// Members, the head first.
    pub members: Vec<MemberData>,
    /// How many people live in it, where some are not listed yet (paper lists name the head alone). None
    /// keeps what is known; it is never less than those listed.
    pub member_count: Option<i64>,
}

/// A household of the scope. Errors: not there or not in scope.
pub fn get(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Household> {
    sql(PRESENT)
        .text(" WHERE h.id = ? AND h.province_id IN ")
        .bind(id)
        .list(scope.province_list())
        .text(" AND ")
        .push(scope.condition("h.path"))
        .one(conn)
}

/// The members of households that were read within a scope, those present and those who left.
pub fn members(conn: &mut Conn, household: &Household) -> Result<Vec<Member>> {
    sql(
        "SELECT id, household_id, position, name, sex, birth_date, birth_precision, ethnicity, relation,
           citizen_id_enc, insured, left_on, left_reason
         FROM member WHERE province_id = ? AND household_id = ? ORDER BY position, id",
    )
    .bind(household.province_id.as_str())
    .bind(household.id.as_str())
    .all(conn)
}

/// The present members (or the heads alone) of many households that were read within a scope, by household
/// and position.
pub fn people_of(
    conn: &mut Conn,
    scope: &Scope,
    households: &[Household],
    heads_only: bool,
) -> Result<Vec<Member>> {
    let households: Vec<&Household> = households
        .iter()
        .filter(|h| scope.covers(&h.present_path))
        .collect();
    if households.is_empty() {
        return Ok(Vec::new());
    }
    let provinces: BTreeSet<String> = households.iter().map(|h| h.province_id.clone()).collect();
    sql("SELECT id, household_id, position, name, sex, birth_date, birth_precision, ethnicity, relation,
           citizen_id_enc, insured, left_on, left_reason FROM member WHERE left_on IS NULL AND province_id IN ")
    .list(provinces)
    .text(" AND household_id IN ")
    .list(households.iter().map(|h| h.id.as_str()))
    .text(if heads_only { " AND relation = 'head'" } else { "" })
    .text(" ORDER BY household_id, position, id")
    .all(conn)
}

fn check(conn: &mut Conn, scope: &Scope, data: &HouseholdData) -> Result<()> {
    let mut errors = Vec::new();
    if data.commune.level != "commune" {
        errors.push(FieldError::new(
            "/area",
            "not_a_commune",
            "hộ gia đình phải thuộc một đơn vị cấp xã",
            "a household belongs to a commune-level unit",
        ));
    } else if !scope.covers(&path_of(&data.commune, data.village_id.as_deref())) {
        errors.push(FieldError::new(
            "/area",
            "outside_area",
            "địa bàn không thuộc phạm vi của bạn",
            "the area is outside of yours",
        ));
    }
    if let Some(village) = &data.village_id {
        let known = crate::areas::by_id(conn, village)?;
        if known.and_then(|v| v.parent_id).as_ref() != Some(&data.commune.id) {
            errors.push(FieldError::new(
                "/village_id",
                "unknown",
                "thôn không thuộc xã này",
                "the village is not of this commune",
            ));
        }
    }
    let heads = data
        .members
        .iter()
        .filter(|m| m.relation == "head" && m.left_on.is_none())
        .count();
    if heads != 1 {
        errors.push(FieldError::new(
            "/members",
            "one_head",
            format!("hộ phải có đúng một chủ hộ, hiện có {heads}"),
            format!("a household has exactly one head, not {heads}"),
        ));
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}

fn taken(conn: &mut Conn, province: &str, external_id: Option<&str>, but: &str) -> Result<()> {
    let Some(external_id) = external_id else {
        return Ok(());
    };
    let n = sql("SELECT COUNT(*) AS n FROM household WHERE province_id = ? AND external_id = ? AND id <> ?")
        .bind(province)
        .bind(external_id)
        .bind(but)
        .number(conn)?;
    if n > 0 {
        return Err(Error::field(
            "/external_id",
            "taken",
            "mã hộ đã được dùng cho hộ khác",
            "another household has this code",
        ));
    }
    Ok(())
}

fn head(data: &HouseholdData) -> &MemberData {
    data.members
        .iter()
        .find(|m| m.relation == "head" && m.left_on.is_none())
        .expect("checked: one head")
}

/// The number of members: those listed and present, or the number given where some are not listed yet.
fn people(data: &HouseholdData, known: Option<i64>) -> i64 {
    let listed = data.members.iter().filter(|m| m.left_on.is_none()).count() as i64;
    data.member_count.or(known).unwrap_or(0).max(listed)
}

/// Makes a household; it stands in the register of the year of `on`, without a class.
pub fn create(conn: &mut Conn, scope: &Scope, data: &HouseholdData, on: NaiveDate) -> Result<Household> {
    check(conn, scope, data)?;
    let id = new_id();
    let province = data.commune.province_code().to_owned();
    taken(conn, &province, data.external_id.as_deref(), &id)?;
    let at = now();
    let path = path_of(&data.commune, data.village_id.as_deref());
    let head_data = head(data);
    sql("INSERT INTO household (province_id, id, external_id, commune_id, village_id, path, address, head_name,
           head_birth, search_key, ethnicity, member_count, status, version, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'active', 1, ?, ?)")
    .bind(province.as_str())
    .bind(id.as_str())
    .bind(data.external_id.clone())
    .bind(data.commune.id.as_str())
    .bind(data.village_id.clone())
    .bind(path.as_str())
    .bind(data.address.clone())
    .bind(tidy(&head_data.name))
    .bind(head_data.birth_date)
    .bind(fold(&head_data.name))
    .bind(head_data.ethnicity.clone())
    .bind(people(data, None))
    .bind(at)
    .bind(at)
    .run(conn)?;
    put_members(conn, &province, &id, &data.members, &[])?;
    let year = i64::from(on.year());
    enter_year(
        conn,
        &province,
        &id,
        year,
        &data.commune.id,
        &path,
        people(data, None),
    )?;
    summary::refresh(conn, &BTreeSet::from([cell(&province, &data.commune.id, year)]))?;
    note(conn, scope, (&province, &id), "created", on, &path, &json!({}))?;
    get(conn, scope, &id)
}

/// Puts a household into the register of a year, without a class, unless it stands there.
pub(super) fn enter_year(
    conn: &mut Conn,
    province: &str,
    id: &str,
    year: i64,
    commune_id: &str,
    path: &str,
    members: i64,
) -> Result<()> {
    sql(
        "INSERT INTO household_year (province_id, year, household_id, commune_id, path, member_count)
         SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM household_year
           WHERE province_id = ? AND year = ? AND household_id = ?)",
    )
    .bind(province)
    .bind(year)
    .bind(id)
    .bind(commune_id)
    .bind(path)
    .bind(members)
    .bind(province)
    .bind(year)
    .bind(id)
    .run(conn)?;
    Ok(())
}

pub(super) fn cell(province: &str, commune: &str, year: i64) -> Cell {
    Cell {
        province_id: province.to_owned(),
        commune_id: commune.to_owned(),
        year,
    }
}

/// Notes an event of a household, in its history and in the audit log.
pub(super) fn note(
    conn: &mut Conn,
    scope: &Scope,
    (province, id): (&str, &str),
    kind: &str,
    on: NaiveDate,
    path: &str,
    detail: &Value,
) -> Result<()> {
    sql(
        "INSERT INTO household_event (province_id, id, household_id, kind, on_date, at, actor_id, detail)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(province)
    .bind(new_id())
    .bind(id)
    .bind(kind)
    .bind(on)
    .bind(now())
    .bind(scope.user_id())
    .bind(detail.to_string())
    .run(conn)?;
    audit::note(conn, scope, kind, ("household", id), path, &json!({}))
}

fn put_members(
    conn: &mut Conn,
    province: &str,
    household: &str,
    members: &[MemberData],
    known: &[Member],
) -> Result<()> {
    for (i, member) in members.iter().enumerate() {
        let (sealed, hash) = match (
            &member.citizen_id,
            known.iter().find(|k| Some(&k.id) == member.id.as_ref()),
        ) {
            (CitizenId::Set { sealed, hash }, _) => (Some(sealed.clone()), Some(Some(hash.clone()))),
            (CitizenId::Clear, _) | (CitizenId::Keep, None) => (None, Some(None)),
            (CitizenId::Keep, Some(known)) => (known.citizen_id_enc.clone(), None),
        };
        let position = if member.relation == "head" && member.left_on.is_none() {
            1
        } else {
            i as i64 + 2
        };
        if let Some(id) = &member.id {
            let mut update = sql(
                "UPDATE member SET position = ?, name = ?, search_key = ?, sex = ?, birth_date = ?,
                birth_precision = ?, ethnicity = ?, relation = ?, insured = ?, left_on = ?, left_reason = ?",
            )
            .bind(position)
            .bind(tidy(&member.name))
            .bind(fold(&member.name))
            .bind(member.sex.clone())
            .bind(member.birth_date)
            .bind(member.birth_precision.clone())
            .bind(member.ethnicity.clone())
            .bind(member.relation.as_str())
            .bind(member.insured)
            .bind(member.left_on)
            .bind(member.left_reason.clone());
            if let Some(hash) = hash {
                update = update
                    .text(", citizen_id_enc = ?, citizen_id_hash = ?")
                    .bind(sealed)
                    .bind(hash);
            }
            update
                .text(" WHERE province_id = ? AND id = ? AND household_id = ?")
                .bind(province)
                .bind(id.as_str())
                .bind(household)
                .run(conn)?;
        } else {
            sql("INSERT INTO member (province_id, id, household_id, position, name, search_key, sex, birth_date,
                   birth_precision, ethnicity, relation, citizen_id_enc, citizen_id_hash, insured, left_on, left_reason)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(province)
            .bind(new_id())
            .bind(household)
            .bind(position)
            .bind(tidy(&member.name))
            .bind(fold(&member.name))
            .bind(member.sex.clone())
            .bind(member.birth_date)
            .bind(member.birth_precision.clone())
            .bind(member.ethnicity.clone())
            .bind(member.relation.as_str())
            .bind(sealed)
            .bind(hash.flatten())
            .bind(member.insured)
            .bind(member.left_on)
            .bind(member.left_reason.clone())
            .run(conn)?;
        }
    }
    Ok(())
}

/// Locks a household at a version: the next one is written, or the caller is told that he is late.
pub(super) fn advance(conn: &mut Conn, household: &Household, version: i64) -> Result<()> {
    if household.status != "active" {
        return Err(Error::conflict(
            "not_active",
            "hộ không còn được quản lý (đã chuyển đi, đã nhập hoặc đã giải thể)",
            "the household is no longer active",
        ));
    }
    let touched = sql("UPDATE household SET version = version + 1, updated_at = ?
                       WHERE province_id = ? AND id = ? AND version = ?")
    .bind(now())
    .bind(household.province_id.as_str())
    .bind(household.id.as_str())
    .bind(version)
    .run(conn)?;
    if touched == 0 {
        Err(Error::Stale {
            current: household.version,
        })
    } else {
        Ok(())
    }
}

/// Replaces a household: every known member must be named, those who left with date and reason.
/// The commune stays; [`super::move_to`] changes it.
pub fn replace(
    conn: &mut Conn,
    scope: &Scope,
    id: &str,
    version: i64,
    data: &HouseholdData,
    on: NaiveDate,
) -> Result<Household> {
    let before = get(conn, scope, id)?;
    check(conn, scope, data)?;
    if data.commune.id != before.commune_id {
        return Err(Error::field(
            "/area",
            "use_move",
            "muốn chuyển hộ sang xã khác, dùng chức năng Chuyển hộ",
            "to change the commune, move the household",
        ));
    }
    taken(conn, &before.province_id, data.external_id.as_deref(), id)?;
    let known = members(conn, &before)?;
    let mut errors = Vec::new();
    for (i, member) in data.members.iter().enumerate() {
        if member.id.is_some() && !known.iter().any(|k| Some(&k.id) == member.id.as_ref()) {
            errors.push(FieldError::new(
                format!("/members/{i}/id"),
                "unknown",
                "không có thành viên này trong hộ",
                "the household has no such member",
            ));
        }
    }
    let mut named = BTreeSet::new();
    for (i, member) in data.members.iter().enumerate() {
        if member.id.as_ref().is_some_and(|id| !named.insert(id)) {
            errors.push(FieldError::new(
                format!("/members/{i}/id"),
                "twice",
                "thành viên này đã có trong danh sách",
                "this member is listed twice",
            ));
        }
    }
    for missing in known
        .iter()
        .filter(|k| !data.members.iter().any(|m| m.id.as_ref() == Some(&k.id)))
    {
        errors.push(FieldError::new(
            "/members",
            "member_missing",
            format!(
                "thiếu thành viên {}: ghi ngày và lý do nếu đã rời hộ",
                missing.name
            ),
            format!(
                "member {} is missing: say when and why the person left",
                missing.name
            ),
        ));
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    advance(conn, &before, version)?;
    let path = path_of(&data.commune, data.village_id.as_deref());
    let head_data = head(data);
    // Those not listed before are still not listed; those listed are counted anew.
    let listed = known.iter().filter(|m| m.left_on.is_none()).count() as i64;
    let count = people(
        data,
        (before.member_count > listed).then_some(before.member_count),
    );
    sql("UPDATE household SET external_id = ?, village_id = ?, path = ?, address = ?, head_name = ?, head_birth = ?,
           search_key = ?, ethnicity = ?, member_count = ? WHERE province_id = ? AND id = ?")
    .bind(data.external_id.clone())
    .bind(data.village_id.clone())
    .bind(path.as_str())
    .bind(data.address.clone())
    .bind(tidy(&head_data.name))
    .bind(head_data.birth_date)
    .bind(fold(&head_data.name))
    .bind(head_data.ethnicity.clone())
    .bind(count)
    .bind(before.province_id.as_str())
    .bind(id)
    .run(conn)?;
    put_members(conn, &before.province_id, id, &data.members, &known)?;
    let year = i64::from(on.year());
    let touched = sql("UPDATE household_year SET path = ?, member_count = ?
         WHERE province_id = ? AND household_id = ? AND year = ? AND commune_id = ?
           AND (state IS NULL OR state = 'surveyed')")
    .bind(path.as_str())
    .bind(count)
    .bind(before.province_id.as_str())
    .bind(id)
    .bind(year)
    .bind(before.commune_id.as_str())
    .run(conn)?;
    let mut cells = BTreeSet::new();
    if touched > 0 {
        cells.insert(cell(&before.province_id, &before.commune_id, year));
    }
    // Households are told apart by their head, in the registers of all years.
    let head_before = known.iter().find(|m| m.relation == "head" && m.left_on.is_none());
    let told_apart_by = (head_data.ethnicity.as_deref(), head_data.sex.as_deref());
    if head_before.map(|m| (m.ethnicity.as_deref(), m.sex.as_deref())) != Some(told_apart_by) {
        let stands_in = years(conn, &before)?;
        cells.extend(
            stands_in
                .iter()
                .map(|y| cell(&before.province_id, &y.commune_id, y.year)),
        );
    }
    summary::refresh(conn, &cells)?;
    let changed = changes(&before, data, &known, count);
    note(
        conn,
        scope,
        (&before.province_id, id),
        "changed",
        on,
        &path,
        &changed,
    )?;
    get(conn, scope, id)
}

/// What a replacement changes, each field with the value before and after. Citizen IDs are only said to change.
fn changes(before: &Household, data: &HouseholdData, known: &[Member], count: i64) -> Value {
    let mut fields = serde_json::Map::new();
    let mut note = |name: &str, was: Value, is: Value| {
        if was != is {
            fields.insert(name.to_owned(), json!({ "before": was, "after": is }));
        }
    };
    note("external_id", json!(before.external_id), json!(data.external_id));
    note("address", json!(before.address), json!(data.address));
    note("village_id", json!(before.village_id()), json!(data.village_id));
    note("member_count", json!(before.member_count), json!(count));
    for member in &data.members {
        let name = tidy(&member.name);
        let Some(old) = known.iter().find(|k| Some(&k.id) == member.id.as_ref()) else {
            note(
                &format!("member {name}"),
                Value::Null,
                json!({ "name": name, "relation": member.relation }),
            );
            continue;
        };
        let was = json!([
            old.name,
            old.sex,
            old.birth_date,
            old.birth_precision,
            old.ethnicity,
            old.relation,
            old.insured,
            old.left_on,
            old.left_reason
        ]);
        let is = json!([
            name,
            member.sex,
            member.birth_date,
            member.birth_precision,
            member.ethnicity,
            member.relation,
            member.insured,
            member.left_on,
            member.left_reason
        ]);
        note(&format!("member {}", old.name), was, is);
        if member.citizen_id != CitizenId::Keep {
            note(
                &format!("member {} citizen_id", old.name),
                json!("…"),
                json!("changed"),
            );
        }
    }
    json!({ "fields": fields })
}

/// A survey as given, with what the rules made of it.
#[derive(Debug, Clone)]
pub struct NewSurvey {
    /// The day.
    pub surveyed_on: NaiveDate,
    /// The standard in force that day.
    pub standard: String,
    /// The form whose items were answered.
    pub form: Option<String>,
    /// rural or urban, of the commune on that day.
    pub setting: String,
    /// Income, đồng per person and month.
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
    /// app, import or seed.
    pub origin: String,
    /// Who asked.
    pub surveyor: Option<String>,
    /// Remarks.
    pub note: Option<String>,
    /// The answers by item, as JSON.
    pub answers: Option<Value>,
}

/// A survey's row.
#[derive(Debug, Clone, QueryableByName)]
pub struct Survey {
    /// Identifier.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// The day.
    #[diesel(sql_type = Date)]
    pub surveyed_on: NaiveDate,
    /// The standard it was judged by.
    #[diesel(sql_type = Text)]
    pub standard: String,
    /// The form whose items were answered.
    #[diesel(sql_type = Nullable<Text>)]
    pub form: Option<String>,
    /// rural or urban.
    #[diesel(sql_type = Text)]
    pub setting: String,
    /// Income, đồng per person and month.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub income_vnd_per_person_month: Option<i64>,
    /// Points of form B1.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub b1: Option<i64>,
    /// Points of form B2.
    #[diesel(sql_type = BigInt)]
    pub b2: i64,
    /// Bits of the deprived indicators.
    #[diesel(sql_type = BigInt)]
    pub deprivations: i64,
    /// The verdict.
    #[diesel(sql_type = Text)]
    pub class: String,
    /// score or income.
    #[diesel(sql_type = Text)]
    pub basis: String,
    /// app, import or seed.
    #[diesel(sql_type = Text)]
    pub origin: String,
    /// Who asked.
    #[diesel(sql_type = Nullable<Text>)]
    pub surveyor: Option<String>,
    /// Remarks.
    #[diesel(sql_type = Nullable<Text>)]
    pub note: Option<String>,
    /// The answers by item, as JSON.
    #[diesel(sql_type = Nullable<Text>)]
    pub answers: Option<String>,
    /// Who entered it.
    #[diesel(sql_type = Nullable<Text>)]
    pub actor_name: Option<String>,
    /// When it was entered (UTC).
    #[diesel(sql_type = Timestamp)]
    pub created_at: NaiveDateTime,
}

/// Keeps a survey and what follows from it: the year's class (unless recognised) and the latest class.
pub fn add_survey(
    conn: &mut Conn,
    scope: &Scope,
    id: &str,
    version: i64,
    survey: &NewSurvey,
) -> Result<Survey> {
    let household = get(conn, scope, id)?;
    advance(conn, &household, version)?;
    let survey_id = new_id();
    let province = household.province_id.as_str();
    let year = i64::from(survey.surveyed_on.year());
    sql(
        "INSERT INTO survey (province_id, id, household_id, year, surveyed_on, standard, form, setting,
           income_vnd_per_person_month, b1, b2, deprivations, class, basis, origin, surveyor, note, answers,
           created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(province)
    .bind(survey_id.as_str())
    .bind(id)
    .bind(year)
    .bind(survey.surveyed_on)
    .bind(survey.standard.as_str())
    .bind(survey.form.clone())
    .bind(survey.setting.as_str())
    .bind(survey.income_vnd_per_person_month)
    .bind(survey.b1)
    .bind(survey.b2)
    .bind(survey.deprivations)
    .bind(survey.class.as_str())
    .bind(survey.basis.as_str())
    .bind(survey.origin.as_str())
    .bind(survey.surveyor.clone())
    .bind(survey.note.clone())
    .bind(survey.answers.as_ref().map(ToString::to_string))
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    enter_year(
        conn,
        province,
        id,
        year,
        &household.commune_id,
        &household.path,
        household.member_count,
    )?;
    // The last survey of the year stands for it, until a recognition does.
    sql("UPDATE household_year SET class = ?, state = 'surveyed', b1 = ?, b2 = ?, deprivations = ?, survey_id = ?,
           member_count = ?
         WHERE province_id = ? AND household_id = ? AND year = ? AND (state IS NULL OR state = 'surveyed')
           AND NOT EXISTS (SELECT 1 FROM survey s WHERE s.province_id = household_year.province_id
             AND s.household_id = household_year.household_id AND s.year = household_year.year AND s.surveyed_on > ?)")
    .bind(survey.class.as_str())
    .bind(survey.b1)
    .bind(survey.b2)
    .bind(survey.deprivations)
    .bind(survey_id.as_str())
    .bind(household.member_count)
    .bind(province)
    .bind(id)
    .bind(year)
    .bind(survey.surveyed_on)
    .run(conn)?;
    take_latest_class(conn, province, id)?;
    let communes = sql(
        "SELECT commune_id AS t FROM household_year WHERE province_id = ? AND household_id = ? AND year = ?",
    )
    .bind(province)
    .bind(id)
    .bind(year)
    .texts(conn)?;
    summary::refresh(conn, &communes.iter().map(|c| cell(province, c, year)).collect())?;
    note(
        conn,
        scope,
        (province, id),
        "surveyed",
        survey.surveyed_on,
        &household.path,
        &json!({ "survey": survey_id, "class": survey.class }),
    )?;
    surveys(conn, &household)?
        .into_iter()
        .find(|s| s.id == survey_id)
        .ok_or(Error::NotFound)
}

/// Copies the class of the last year that has one to the household itself.
pub(super) fn take_latest_class(conn: &mut Conn, province: &str, id: &str) -> Result<()> {
    take_latest_classes(conn, sql("province_id = ? AND id = ?").bind(province).bind(id))
}

/// Copies the class of the last year that has one to households: those of the condition.
pub(crate) fn take_latest_classes(conn: &mut Conn, which: Sql) -> Result<()> {
    let columns: Vec<String> = [
        ("class", "class"),
        ("class_year", "year"),
        ("class_state", "state"),
        ("b1", "b1"),
        ("b2", "b2"),
        ("deprivations", "deprivations"),
    ]
    .iter()
    .map(|(name, from)| {
        format!(
            "{name} = (SELECT y.{from} FROM household_year y WHERE y.province_id = household.province_id
               AND y.household_id = household.id AND y.class IS NOT NULL ORDER BY y.year DESC LIMIT 1)"
        )
    })
    .collect();
    sql(&format!("UPDATE household SET {} WHERE ", columns.join(", ")))
        .push(which)
        .run(conn)?;
    Ok(())
}

/// The surveys of a household that was read within a scope, the last first.
pub fn surveys(conn: &mut Conn, household: &Household) -> Result<Vec<Survey>> {
    sql("SELECT s.id, s.surveyed_on, s.standard, s.form, s.setting, s.income_vnd_per_person_month, s.b1, s.b2,
           s.deprivations, s.class, s.basis, s.origin, s.surveyor, s.note, s.answers, u.full_name AS actor_name,
           s.created_at
         FROM survey s LEFT JOIN app_user u ON u.id = s.created_by
         WHERE s.province_id = ? AND s.household_id = ? ORDER BY s.surveyed_on DESC, s.id DESC")
    .bind(household.province_id.as_str())
    .bind(household.id.as_str())
    .all(conn)
}

/// An event of a household's life.
#[derive(Debug, Clone, QueryableByName)]
pub struct Event {
    /// created, changed, surveyed, moved, split, merged or dissolved.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// The day it holds from.
    #[diesel(sql_type = Date)]
    pub on_date: NaiveDate,
    /// When it was entered (UTC).
    #[diesel(sql_type = Timestamp)]
    pub at: NaiveDateTime,
    /// Who entered it.
    #[diesel(sql_type = Nullable<Text>)]
    pub actor_name: Option<String>,
    /// What happened, as JSON.
    #[diesel(sql_type = Text)]
    pub detail: String,
}

/// The events of a household that was read within a scope, the last first.
pub fn events(conn: &mut Conn, household: &Household) -> Result<Vec<Event>> {
    sql(
        "SELECT e.kind, e.on_date, e.at, u.full_name AS actor_name, e.detail
         FROM household_event e LEFT JOIN app_user u ON u.id = e.actor_id
         WHERE e.province_id = ? AND e.household_id = ? ORDER BY e.id DESC",
    )
    .bind(household.province_id.as_str())
    .bind(household.id.as_str())
    .all(conn)
}

/// What a household was found to be in a year.
#[derive(Debug, Clone, QueryableByName)]
pub struct YearClass {
    /// The year.
    #[diesel(sql_type = BigInt)]
    pub year: i64,
    /// The commune-level unit of then.
    #[diesel(sql_type = Text)]
    pub commune_id: String,
    /// Its place that year.
    #[diesel(sql_type = Text)]
    pub path: String,
    /// The class, if known.
    #[diesel(sql_type = Nullable<Text>)]
    pub class: Option<String>,
    /// surveyed or recognised.
    #[diesel(sql_type = Nullable<Text>)]
    pub state: Option<String>,
    /// Points of form B1.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub b1: Option<i64>,
    /// Points of form B2.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub b2: Option<i64>,
    /// How it came from the year before, such as newly_poor.
    #[diesel(sql_type = Nullable<Text>)]
    pub movement: Option<String>,
}

/// The classes of a household that was read within a scope, the last year first.
pub fn years(conn: &mut Conn, household: &Household) -> Result<Vec<YearClass>> {
    sql(
        "SELECT year, commune_id, path, class, state, b1, b2, movement FROM household_year
         WHERE province_id = ? AND household_id = ? ORDER BY year DESC",
    )
    .bind(household.province_id.as_str())
    .bind(household.id.as_str())
    .all(conn)
}
