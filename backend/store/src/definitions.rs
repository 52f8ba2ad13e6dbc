//! What administrators define, in versions: items of the results framework, area groups, report templates.
//!
//! Definitions are law, not personal data: whoever may sign in may read them. What they say is `rules`' part.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamp};
use serde_json::json;

use crate::error::{Error, Result};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{Sql, row, sql};
use crate::{Conn, audit};

/// A version of a definition.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Definition {
    /// Identifier of this version.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// `programme`, `objective`, `result`, `indicator`, `area_group` or `report_template`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Its code, unique among its kind.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// Counts from 1.
    #[diesel(sql_type = BigInt)]
    pub version: i64,
    /// First day it holds.
    #[diesel(sql_type = Date)]
    pub valid_from: NaiveDate,
    /// First day it holds no more.
    #[diesel(sql_type = Nullable<Date>)]
    pub valid_to: Option<NaiveDate>,
    /// What it says, as JSON.
    #[diesel(sql_type = Text)]
    pub body: String,
    /// `shipped` or `edited`.
    #[diesel(sql_type = Text)]
    pub origin: String,
}

const DEFINITION: &str = "SELECT id, kind, code, version, valid_from, valid_to, body, origin FROM definition";

fn in_force_on(on: NaiveDate) -> Sql {
    sql("valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)")
        .bind(on)
        .bind(on)
}

/// All of these kinds that hold on a day, by kind and code.
pub fn in_force(conn: &mut Conn, kinds: &[&str], on: NaiveDate) -> Result<Vec<Definition>> {
    sql(DEFINITION)
        .text(" WHERE kind IN ")
        .list(kinds.iter().copied())
        .text(" AND ")
        .push(in_force_on(on))
        .text(" ORDER BY kind, code, version")
        .all(conn)
}

/// A number that changes whenever a definition does.
pub fn revision(conn: &mut Conn) -> Result<String> {
    Ok(sql("SELECT COALESCE(CAST(MAX(id) AS TEXT), '') || '.' || CAST(COUNT(valid_to) AS TEXT) AS t FROM definition")
        .texts(conn)?
        .pop()
        .unwrap_or_default())
}

/// A definition on its way in, as the product ships it.
#[derive(Debug, Clone)]
pub struct Shipped<'a> {
    /// Its kind.
    pub kind: &'static str,
    /// Its code.
    pub code: &'a str,
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// What it says.
    pub body: String,
}

/// Adds shipped definitions of codes that are not there in any version. Idempotent.
pub fn load(conn: &mut Conn, shipped: &[Shipped]) -> Result<()> {
    let known: std::collections::HashSet<String> =
        sql("SELECT kind || ' ' || CAST(code AS TEXT) AS t FROM definition")
            .texts(conn)?
            .into_iter()
            .collect();
    for new in shipped {
        if known.contains(&format!("{} {}", new.kind, new.code)) {
            continue;
        }
        sql("INSERT INTO definition (id, kind, code, version, valid_from, body, origin, created_by, created_at)
             VALUES (?, ?, ?, 1, ?, ?, 'shipped', ?, ?) ON CONFLICT (kind, code, version) DO NOTHING")
            .bind(new_id())
            .bind(new.kind)
            .bind(new.code)
            .bind(new.valid_from)
            .bind(new.body.as_str())
            .bind(crate::users::SYSTEM)
            .bind(now())
            .run(conn)?;
    }
    Ok(())
}

/// Lets a later version that the product ships follow one that it shipped before. What an administrator changed or ended
/// stays as it is. Idempotent.
pub fn follow(conn: &mut Conn, new: &Shipped) -> Result<()> {
    lock(conn)?;
    let before = latest(conn, new.kind, new.code)?;
    if before.origin != "shipped" || before.valid_to.is_some() || before.valid_from >= new.valid_from {
        return Ok(());
    }
    sql("UPDATE definition SET valid_to = ? WHERE id = ?")
        .bind(new.valid_from)
        .bind(before.id.as_str())
        .run(conn)?;
    sql(
        "INSERT INTO definition (id, kind, code, version, valid_from, body, origin, created_by, created_at)
         VALUES (?, ?, ?, ?, ?, ?, 'shipped', ?, ?)",
    )
    .bind(new_id())
    .bind(new.kind)
    .bind(new.code)
    .bind(before.version + 1)
    .bind(new.valid_from)
    .bind(new.body.as_str())
    .bind(crate::users::SYSTEM)
    .bind(now())
    .run(conn)?;
    Ok(())
}

/// Lets changes of definitions come one after the other: what was checked together is kept together. Held until the
/// transaction ends.
pub fn lock(conn: &mut Conn) -> Result<()> {
    conn.lock("definitions")
}

/// All versions of all definitions of these kinds, by kind, code and version.
pub fn all(conn: &mut Conn, kinds: &[&str]) -> Result<Vec<Definition>> {
    sql(DEFINITION)
        .text(" WHERE kind IN ")
        .list(kinds.iter().copied())
        .text(" ORDER BY kind, code, version")
        .all(conn)
}

/// The last version of a definition, which need not be in force. Errors: there is none.
pub fn latest(conn: &mut Conn, kind: &str, code: &str) -> Result<Definition> {
    sql(DEFINITION)
        .text(" WHERE kind = ? AND code = ? ORDER BY version DESC LIMIT 1")
        .bind(kind)
        .bind(code)
        .one(conn)
}

row! {
    /// A version with who made it.
    Version {
        /// Counts from 1.
        version: i64 = BigInt,
        /// First day it holds.
        valid_from: NaiveDate = Date,
        /// First day it holds no more.
        valid_to: Option<NaiveDate> = Nullable<Date>,
        /// What it says, as JSON.
        body: String = Text,
        /// `shipped` or `edited`.
        origin: String = Text,
        /// Who made it; none for what the program ships.
        created_by: Option<String> = Nullable<Text>,
        /// When (UTC).
        created_at: NaiveDateTime = Timestamp,
    }
}

/// The versions of a definition, the last one first. Errors: there is none.
pub fn versions(conn: &mut Conn, kind: &str, code: &str) -> Result<Vec<Version>> {
    let found: Vec<Version> = sql(
        "SELECT d.version, d.valid_from, d.valid_to, d.body, d.origin, u.full_name AS created_by, d.created_at
         FROM definition d LEFT JOIN app_user u ON u.id = d.created_by AND u.id <> ?
         WHERE d.kind = ? AND d.code = ? ORDER BY d.version DESC",
    )
    .bind(crate::users::SYSTEM)
    .bind(kind)
    .bind(code)
    .all(conn)?;
    if found.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(found)
}

/// A new version on its way in.
#[derive(Debug, Clone)]
pub struct NewVersion<'a> {
    /// Its kind.
    pub kind: &'static str,
    /// Its code.
    pub code: &'a str,
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// What it says, as JSON.
    pub body: String,
}

/// Refuses whoever may not define anything for the whole nation: definitions hold everywhere.
fn national(scope: &Scope) -> Result<()> {
    if scope.is_national() {
        return Ok(());
    }
    // The API has told it before, as what it is: 403.
    Err(Error::NotFound)
}

/// Keeps a version: the first of its code when `base` is none, else the one after version `base`, which ends on the
/// day the new one begins. One that begins on the same day leaves the one before no day.
///
/// Errors: the code is taken, somebody made a version meanwhile, or it would begin before the version before.
pub fn put(conn: &mut Conn, scope: &Scope, new: &NewVersion, base: Option<i64>) -> Result<Definition> {
    national(scope)?;
    lock(conn)?;
    let before = match latest(conn, new.kind, new.code) {
        Ok(before) => Some(before),
        Err(Error::NotFound) => None,
        Err(e) => return Err(e),
    };
    let version = match (&before, base) {
        (None, None) => 1,
        (None, Some(_)) => return Err(Error::NotFound),
        (Some(_), None) => {
            return Err(Error::conflict(
                "taken",
                format!("đã có mục mang mã {}", new.code),
                format!("the code {} is taken", new.code),
            ));
        }
        (Some(before), Some(base)) if before.version != base => {
            return Err(Error::Stale {
                current: before.version,
            });
        }
        (Some(before), Some(_)) => before.version + 1,
    };
    if let Some(before) = &before {
        if new.valid_from < before.valid_from {
            return Err(Error::field(
                "/valid_from",
                "before_version",
                format!(
                    "phiên bản hiện tại có hiệu lực từ {}; phiên bản mới không thể sớm hơn",
                    before.valid_from.format("%d/%m/%Y")
                ),
                format!(
                    "the present version holds from {}; a new one can't begin before",
                    before.valid_from
                ),
            ));
        }
        if before.valid_to.is_none_or(|end| end > new.valid_from) {
            sql("UPDATE definition SET valid_to = ? WHERE id = ?")
                .bind(new.valid_from)
                .bind(before.id.as_str())
                .run(conn)?;
        }
    }
    sql(
        "INSERT INTO definition (id, kind, code, version, valid_from, body, origin, created_by, created_at)
         VALUES (?, ?, ?, ?, ?, ?, 'edited', ?, ?)",
    )
    .bind(new_id())
    .bind(new.kind)
    .bind(new.code)
    .bind(version)
    .bind(new.valid_from)
    .bind(new.body.as_str())
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    let detail = json!({ "version": version, "valid_from": new.valid_from });
    audit::note(
        conn,
        scope,
        "define",
        ("definition", &format!("{}/{}", new.kind, new.code)),
        "",
        &detail,
    )?;
    latest(conn, new.kind, new.code)
}

/// Ends a definition: from this day on it holds no more. The day may be its first: then it held on no day.
///
/// Errors: there is none, somebody made a version meanwhile, it has ended already, or the day is before its first.
pub fn end(
    conn: &mut Conn,
    scope: &Scope,
    (kind, code): (&str, &str),
    base: i64,
    on: NaiveDate,
) -> Result<Definition> {
    national(scope)?;
    lock(conn)?;
    let before = latest(conn, kind, code)?;
    if before.version != base {
        return Err(Error::Stale {
            current: before.version,
        });
    }
    if let Some(ended) = before.valid_to {
        return Err(Error::Refused {
            code: "ended",
            vi: format!("mục này đã hết hiệu lực từ {}", ended.format("%d/%m/%Y")),
            en: format!("this item holds no more since {ended}"),
            state: "ended".into(),
            allowed: vec!["put"],
        });
    }
    if on < before.valid_from {
        return Err(Error::field(
            "/on",
            "before_version",
            format!(
                "phiên bản hiện tại có hiệu lực từ {}",
                before.valid_from.format("%d/%m/%Y")
            ),
            format!("the present version holds from {}", before.valid_from),
        ));
    }
    sql("UPDATE definition SET valid_to = ? WHERE id = ?")
        .bind(on)
        .bind(before.id.as_str())
        .run(conn)?;
    audit::note(
        conn,
        scope,
        "end",
        ("definition", &format!("{kind}/{code}")),
        "",
        &json!({ "version": base, "on": on }),
    )?;
    latest(conn, kind, code)
}
