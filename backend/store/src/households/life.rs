//! What happens to whole households: moving, splitting, merging, dissolving.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde_json::json;

use super::record::{advance, cell, enter_year, note, take_latest_class};
use super::summary::{self, Cell};
use super::{Household, get, members, path_of};
use crate::Conn;
use crate::areas::{self, Area};
use crate::error::{Error, Result};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::sql;

/// Where a household goes.
#[derive(Debug, Clone)]
pub struct MoveOut {
    /// The commune-level unit.
    pub commune: Area,
    /// The village, one of the commune's.
    pub village_id: Option<String>,
    /// The day.
    pub on: NaiveDate,
    /// The paper it rests on.
    pub document: Option<String>,
}

/// Who leaves to form a household of their own.
#[derive(Debug, Clone)]
pub struct Split {
    /// The members who leave.
    pub member_ids: Vec<String>,
    /// The head of the new household, one of them.
    pub head_id: String,
    /// The day.
    pub on: NaiveDate,
    /// The new household's address.
    pub address: Option<String>,
}

/// The cells of a household's year from a day on that no recognition has closed.
fn open_cells(conn: &mut Conn, household: &Household, from_year: i64) -> Result<BTreeSet<Cell>> {
    Ok(super::years(conn, household)?
        .into_iter()
        .filter(|y| y.year >= from_year && y.state.as_deref() != Some("recognised"))
        .map(|y| cell(&household.province_id, &y.commune_id, y.year))
        .collect())
}

/// Moves a household to another commune or village. Within the province it stays itself; beyond it, it is
/// marked as moved out and the receiving province enters it anew.
pub fn move_to(
    conn: &mut Conn,
    scope: &Scope,
    id: &str,
    version: i64,
    to: &MoveOut,
) -> Result<Option<Household>> {
    let household = get(conn, scope, id)?;
    if to.commune.level != "commune" {
        return Err(Error::field(
            "/area",
            "not_a_commune",
            "phải chọn đơn vị cấp xã",
            "choose a commune-level unit",
        ));
    }
    if let Some(village) = &to.village_id
        && areas::by_id(conn, village)?.and_then(|v| v.parent_id).as_ref() != Some(&to.commune.id)
    {
        return Err(Error::field(
            "/village_id",
            "unknown",
            "thôn không thuộc xã này",
            "the village is not of this commune",
        ));
    }
    if to.commune.exists_to.is_some() || to.on < to.commune.exists_from {
        return Err(Error::field(
            "/area",
            "not_then",
            "đơn vị này không còn, hoặc chưa có vào ngày chuyển; hãy chọn đơn vị hiện nay và ngày từ khi có đơn vị",
            "the unit exists no more, or did not exist yet on the day; choose a unit of today and a day in its time",
        ));
    }
    advance(conn, &household, version)?;
    let path = path_of(&to.commune, to.village_id.as_deref());
    let mut cells = open_cells(conn, &household, i64::from(to.on.year()))?;
    let keys = (household.province_id.as_str(), id);
    if to.commune.province_code() == household.province_id {
        sql("UPDATE household SET commune_id = ?, village_id = ?, path = ? WHERE province_id = ? AND id = ?")
            .bind(to.commune.id.as_str())
            .bind(to.village_id.clone())
            .bind(path.as_str())
            .bind(keys.0)
            .bind(id)
            .run(conn)?;
        sql(
            "UPDATE household_year SET commune_id = ?, path = ? WHERE province_id = ? AND household_id = ?
             AND year >= ? AND (state IS NULL OR state = 'surveyed')",
        )
        .bind(to.commune.id.as_str())
        .bind(path.as_str())
        .bind(keys.0)
        .bind(id)
        .bind(to.on.year())
        .run(conn)?;
        cells.extend(open_cells(conn, &household, i64::from(to.on.year()))?);
    } else {
        set_status(conn, &household, "moved_out")?;
        leave_open_years(conn, &household, to.on)?;
        end_class(conn, &household, to.on)?;
    }
    summary::refresh(conn, &cells)?;
    let detail = json!({ "from": household.commune_id, "to": to.commune.id, "document": to.document });
    note(conn, scope, keys, "moved", to.on, &household.path, &detail)?;
    // Out of the caller's area it can no longer be read by him.
    match get(conn, scope, id) {
        Ok(moved) => Ok(Some(moved)),
        Err(Error::NotFound) => Ok(None),
        Err(e) => Err(e),
    }
}

fn set_status(conn: &mut Conn, household: &Household, status: &str) -> Result<()> {
    sql("UPDATE household SET status = ?, updated_at = ? WHERE province_id = ? AND id = ?")
        .bind(status)
        .bind(now())
        .bind(household.province_id.as_str())
        .bind(household.id.as_str())
        .run(conn)?;
    Ok(())
}

/// Ends what a household that is no more legally was: the period of its class, and its certificates.
fn end_class(conn: &mut Conn, household: &Household, on: NaiveDate) -> Result<()> {
    sql(
        "UPDATE class_period SET to_date = CASE WHEN from_date > ? THEN from_date ELSE ? END
         WHERE province_id = ? AND household_id = ? AND to_date IS NULL",
    )
    .bind(on)
    .bind(on)
    .bind(household.province_id.as_str())
    .bind(household.id.as_str())
    .run(conn)?;
    sql(
        "UPDATE certificate SET withdrawn_on = CASE WHEN issued_on > ? THEN issued_on ELSE ? END
         WHERE household_province = ? AND household_id = ?
         AND withdrawn_on IS NULL",
    )
    .bind(on)
    .bind(on)
    .bind(household.province_id.as_str())
    .bind(household.id.as_str())
    .run(conn)?;
    Ok(())
}

/// Takes a household that is no more out of the registers that no recognition has closed.
fn leave_open_years(conn: &mut Conn, household: &Household, on: NaiveDate) -> Result<()> {
    sql(
        "DELETE FROM household_year WHERE province_id = ? AND household_id = ? AND year >= ?
         AND (state IS NULL OR state = 'surveyed')",
    )
    .bind(household.province_id.as_str())
    .bind(household.id.as_str())
    .bind(on.year())
    .run(conn)?;
    Ok(())
}

/// Adds to the number of a household's members (unlisted ones stay counted), in its open years too.
fn recount(conn: &mut Conn, province: &str, id: &str, on: NaiveDate, by: i64) -> Result<()> {
    sql("UPDATE household SET member_count = member_count + ? WHERE province_id = ? AND id = ?")
        .bind(by)
        .bind(province)
        .bind(id)
        .run(conn)?;
    sql(
        "UPDATE household_year SET member_count = member_count + ? WHERE province_id = ? AND household_id = ?
         AND year = ? AND (state IS NULL OR state = 'surveyed')",
    )
    .bind(by)
    .bind(province)
    .bind(id)
    .bind(on.year())
    .run(conn)?;
    Ok(())
}

/// Splits members off into a household of their own, in the same village. Returns the new one.
pub fn split(conn: &mut Conn, scope: &Scope, id: &str, version: i64, order: &Split) -> Result<Household> {
    let household = get(conn, scope, id)?;
    let all = members(conn, &household)?;
    let leaving: Vec<_> = all
        .iter()
        .filter(|m| m.left_on.is_none() && order.member_ids.contains(&m.id))
        .collect();
    if leaving.len() != order.member_ids.len() || leaving.is_empty() {
        return Err(Error::field(
            "/member_ids",
            "unknown",
            "có người không thuộc hộ này",
            "some are not members of this household",
        ));
    }
    let Some(head) = leaving.iter().find(|m| m.id == order.head_id) else {
        return Err(Error::field(
            "/head_id",
            "not_leaving",
            "chủ hộ mới phải là người tách ra",
            "the new head must be among those who leave",
        ));
    };
    if leaving.iter().any(|m| m.relation == "head") {
        return Err(Error::field(
            "/member_ids",
            "head_leaves",
            "chủ hộ hiện tại không tách ra được; hãy đổi chủ hộ trước",
            "the present head can't leave; name another head first",
        ));
    }
    advance(conn, &household, version)?;
    let province = household.province_id.clone();
    let (new, at) = (new_id(), now());
    sql("INSERT INTO household (province_id, id, commune_id, village_id, path, address, head_name, head_birth,
           search_key, ethnicity, member_count, status, version, created_at, updated_at)
         SELECT province_id, ?, commune_id, village_id, path, ?, ?, ?, ?, ?, ?, 'active', 1, ?, ?
         FROM household WHERE province_id = ? AND id = ?")
    .bind(new.as_str())
    .bind(order.address.clone().or_else(|| household.address.clone()))
    .bind(head.name.as_str())
    .bind(head.birth_date)
    .bind(giamngheo_rules::text::fold(&head.name))
    .bind(head.ethnicity.clone())
    .bind(leaving.len() as i64)
    .bind(at)
    .bind(at)
    .bind(province.as_str())
    .bind(id)
    .run(conn)?;
    for member in &leaving {
        let is_head = member.id == order.head_id;
        // How they are related to the new head is not known from how they were to the old one.
        sql(
            "UPDATE member SET household_id = ?, relation = ?, position = ? WHERE province_id = ? AND id = ?",
        )
        .bind(new.as_str())
        .bind(if is_head { "head" } else { "other" })
        .bind(if is_head { 1 } else { member.position + 1 })
        .bind(province.as_str())
        .bind(member.id.as_str())
        .run(conn)?;
    }
    recount(conn, &province, id, order.on, -(leaving.len() as i64))?;
    let year = i64::from(order.on.year());
    // In a year's register both stand where the old household stood that year.
    let then = super::years(conn, &household)?
        .into_iter()
        .find(|y| y.year == year);
    let (commune, path) = then.map_or((household.commune_id.clone(), household.path.clone()), |y| {
        (y.commune_id, y.path)
    });
    enter_year(conn, &province, &new, year, &commune, &path, leaving.len() as i64)?;
    summary::refresh(conn, &BTreeSet::from([cell(&province, &commune, year)]))?;
    let moved: Vec<_> = leaving.iter().map(|m| m.id.as_str()).collect();
    note(
        conn,
        scope,
        (&province, id),
        "split",
        order.on,
        &household.path,
        &json!({ "into": new, "members": moved }),
    )?;
    note(
        conn,
        scope,
        (&province, &new),
        "created",
        order.on,
        &household.path,
        &json!({ "split_from": id }),
    )?;
    get(conn, scope, &new)
}

/// Merges another household into this one: its present members come over, it is marked as merged. The
/// event keeps who came, so that a split can undo it.
pub fn merge(
    conn: &mut Conn,
    scope: &Scope,
    id: &str,
    version: i64,
    other_id: &str,
    on: NaiveDate,
) -> Result<Household> {
    let household = get(conn, scope, id)?;
    let other = match get(conn, scope, other_id) {
        Err(Error::NotFound) => {
            return Err(Error::field(
                "/other_id",
                "unknown",
                "không có hộ này trong địa bàn của bạn",
                "there is no such household in your area",
            ));
        }
        found => found?,
    };
    if id == other_id || household.province_id != other.province_id {
        return Err(Error::field(
            "/other_id",
            "not_mergeable",
            "không thể nhập hai hộ này",
            "these two can't be merged",
        ));
    }
    advance(conn, &household, version)?;
    advance(conn, &other, other.version)?;
    let province = household.province_id.clone();
    let coming: Vec<_> = members(conn, &other)?
        .into_iter()
        .filter(|m| m.left_on.is_none())
        .collect();
    let hashes = sql(
        "SELECT citizen_id_hash AS t FROM member WHERE province_id = ? AND household_id = ?
         AND left_on IS NULL AND citizen_id_hash IS NOT NULL",
    )
    .bind(province.as_str())
    .bind(id)
    .texts(conn)?;
    let twice = sql(
        "SELECT id AS t FROM member WHERE province_id = ? AND household_id = ? AND left_on IS NULL
         AND citizen_id_hash IN ",
    )
    .bind(province.as_str())
    .bind(other_id)
    .list(hashes.clone())
    .texts(conn)?;
    // A person who stands in both comes over as gone: the record stays, the person is counted once.
    sql(
        "UPDATE member SET left_on = ?, left_reason = 'duplicate' WHERE province_id = ? AND household_id = ?
         AND left_on IS NULL AND citizen_id_hash IN ",
    )
    .bind(on)
    .bind(province.as_str())
    .bind(other_id)
    .list(hashes)
    .run(conn)?;
    sql("UPDATE member SET household_id = ?, relation = CASE WHEN relation = 'head' THEN 'other' ELSE relation END,
           position = position + 100 WHERE province_id = ? AND household_id = ? AND left_on IS NULL")
    .bind(id)
    .bind(province.as_str())
    .bind(other_id)
    .run(conn)?;
    let mut cells = open_cells(conn, &household, i64::from(on.year()))?;
    // Without a head it is told apart otherwise, in the years that are closed too.
    let stood_in = super::years(conn, &other)?;
    cells.extend(stood_in.iter().map(|y| cell(&province, &y.commune_id, y.year)));
    set_status(conn, &other, "merged")?;
    leave_open_years(conn, &other, on)?;
    end_class(conn, &other, on)?;
    let known_twice = coming.iter().filter(|m| twice.contains(&m.id)).count() as i64;
    recount(conn, &province, id, on, other.member_count - known_twice)?;
    take_latest_class(conn, &province, id)?;
    summary::refresh(conn, &cells)?;
    let people: Vec<_> = coming.iter().map(|m| m.id.as_str()).collect();
    note(
        conn,
        scope,
        (&province, id),
        "merged",
        on,
        &household.path,
        &json!({ "from": other_id, "members": people }),
    )?;
    note(
        conn,
        scope,
        (&province, other_id),
        "merged",
        on,
        &other.path,
        &json!({ "into": id }),
    )?;
    get(conn, scope, id)
}

/// Ends a household: death of its last member, emigration and the like.
pub fn dissolve(
    conn: &mut Conn,
    scope: &Scope,
    id: &str,
    version: i64,
    on: NaiveDate,
    reason: &str,
) -> Result<Household> {
    let household = get(conn, scope, id)?;
    advance(conn, &household, version)?;
    let cells = open_cells(conn, &household, i64::from(on.year()))?;
    set_status(conn, &household, "dissolved")?;
    leave_open_years(conn, &household, on)?;
    end_class(conn, &household, on)?;
    summary::refresh(conn, &cells)?;
    note(
        conn,
        scope,
        (&household.province_id, id),
        "dissolved",
        on,
        &household.path,
        &json!({ "reason": reason }),
    )?;
    get(conn, scope, id)
}
