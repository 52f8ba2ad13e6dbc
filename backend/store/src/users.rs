//! Users, their grants and their sessions. Passwords and tokens come hashed; hashing is the API's part.

use chrono::NaiveDateTime;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamp};
use giamngheo_rules::text::fold;

use crate::access::Role;
use crate::areas;
use crate::error::{Error, FieldError, Result};
use crate::id::{new_id, now};
use crate::scope::{Actor, Grant, Scope};
use crate::sql::{Sql, containing, sql};
use crate::{Conn, audit};

/// The program's own user id, for what it does by itself.
pub const SYSTEM: &str = "00000000-0000-7000-8000-000000000000";

/// A user's row.
#[derive(Debug, Clone, QueryableByName)]
pub struct User {
    /// Identifier.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// The name to sign in with.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// The name for people.
    #[diesel(sql_type = Text)]
    pub full_name: String,
    /// Address for mail.
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    /// Argon2id, PHC string.
    #[diesel(sql_type = Text)]
    pub password_hash: String,
    /// Whether the next act must be a new password.
    #[diesel(sql_type = Bool)]
    pub must_change_password: bool,
    /// Whether the user may sign in.
    #[diesel(sql_type = Bool)]
    pub active: bool,
    /// Wrong passwords since the last right one.
    #[diesel(sql_type = BigInt)]
    pub failed_logins: i64,
    /// No attempt is looked at before this instant (UTC).
    #[diesel(sql_type = Nullable<Timestamp>)]
    pub locked_until: Option<NaiveDateTime>,
    /// For optimistic locking.
    #[diesel(sql_type = BigInt)]
    pub version: i64,
    /// When made (UTC).
    #[diesel(sql_type = Timestamp)]
    pub created_at: NaiveDateTime,
}

const USER: &str = "SELECT id, username, full_name, email, password_hash, must_change_password, active,
    failed_logins, locked_until, version, created_at FROM app_user u";

/// A role in an area, as given: `None` is the nation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrant {
    /// The role.
    pub role: Role,
    /// The area's id.
    pub area_id: Option<String>,
}

/// What a new user needs.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The name to sign in with; unique.
    pub username: String,
    /// The name for people.
    pub full_name: String,
    /// Address for mail.
    pub email: Option<String>,
    /// Argon2id, PHC string.
    pub password_hash: String,
    /// Whether the first act must be a new password.
    pub must_change_password: bool,
    /// Roles and where.
    pub grants: Vec<NewGrant>,
}

/// What an administrator changes of a user; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    /// The name for people.
    pub full_name: Option<String>,
    /// Address for mail; inner none removes it.
    pub email: Option<Option<String>>,
    /// Whether the user may sign in.
    pub active: Option<bool>,
    /// All grants anew.
    pub grants: Option<Vec<NewGrant>>,
}

/// Whether nobody has been made yet.
pub fn is_empty(conn: &mut Conn) -> Result<bool> {
    Ok(sql("SELECT COUNT(*) AS n FROM app_user").number(conn)? == 0)
}

/// The names of all users.
pub fn usernames(conn: &mut Conn) -> Result<Vec<String>> {
    sql("SELECT username AS t FROM app_user ORDER BY username").texts(conn)
}

/// Whether the database was filled in demo mode: its logins are public.
pub fn is_demo(conn: &mut Conn) -> Result<bool> {
    Ok(sql("SELECT COUNT(*) AS n FROM setting WHERE name = 'demo'").number(conn)? > 0)
}

/// Marks the database as one of the demo, for good.
pub fn mark_demo(conn: &mut Conn) -> Result<()> {
    sql("INSERT INTO setting (name, value) VALUES ('demo', 'true') ON CONFLICT (name) DO NOTHING")
        .run(conn)?;
    Ok(())
}

/// Gives the users from before there was a search key theirs. Idempotent.
pub fn fill_search_keys(conn: &mut Conn) -> Result<()> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Text)]
        full_name: String,
    }
    let rows: Vec<Row> = sql("SELECT id, full_name FROM app_user WHERE search_key = ''").all(conn)?;
    for row in rows {
        sql("UPDATE app_user SET search_key = ? WHERE id = ?")
            .bind(fold(&row.full_name))
            .bind(row.id)
            .run(conn)?;
    }
    Ok(())
}

/// The user of this name, in any case of letters.
pub fn by_username(conn: &mut Conn, username: &str) -> Result<Option<User>> {
    sql(USER)
        .text(" WHERE username = ?")
        .bind(username.trim().to_lowercase())
        .first(conn)
}

/// The user of this id, for signing in and out.
pub fn by_id(conn: &mut Conn, id: &str) -> Result<User> {
    sql(USER).text(" WHERE id = ?").bind(id).one(conn)
}

#[derive(QueryableByName)]
struct GrantRow {
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Nullable<Text>)]
    area_id: Option<String>,
}

/// A user's grants, with the subtrees they open.
pub fn grants(conn: &mut Conn, user_id: &str) -> Result<Vec<Grant>> {
    let rows: Vec<GrantRow> = sql("SELECT role, area_id FROM user_grant WHERE user_id = ? ORDER BY id")
        .bind(user_id)
        .all(conn)?;
    rows.into_iter()
        .map(|row| {
            let role =
                Role::from_code(&row.role).ok_or_else(|| Error::Corrupt(format!("role {}", row.role)))?;
            let paths = match &row.area_id {
                None => vec![String::new()],
                // A user's area follows the unit it went into.
                Some(id) => {
                    let id = areas::living(conn, id)?;
                    let own = areas::by_id(conn, &id)?.map(|area| area.path);
                    let mut paths = areas::subtrees(conn, &id)?;
                    paths.sort_by_key(|path| Some(path) != own.as_ref());
                    paths
                }
            };
            Ok(Grant {
                role,
                area_id: row.area_id,
                paths,
            })
        })
        .collect()
}

/// The condition "every grant of user `u` lies in the scope", so that nobody manages a user above himself.
fn managed(scope: &Scope) -> Sql {
    if scope.is_national() {
        return sql("1 = 1");
    }
    sql("EXISTS (SELECT 1 FROM user_grant g WHERE g.user_id = u.id)
         AND NOT EXISTS (SELECT 1 FROM user_grant g LEFT JOIN area a ON a.id = g.area_id
                         WHERE g.user_id = u.id AND (a.id IS NULL OR NOT ")
    .push(scope.condition("a.path"))
    .text("))")
}

/// Users whose grants all lie in the scope, by username, from after `after`; `q` is a part of the
/// username, or of the full name in any case and without accents.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    q: Option<&str>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<User>> {
    let mut query = sql(USER).text(" WHERE ").push(managed(scope));
    if let Some(q) = q {
        query = query
            .text(r" AND (username LIKE ? ESCAPE '\' OR search_key LIKE ? ESCAPE '\')")
            .bind(containing(&q.trim().to_lowercase()))
            .bind(containing(&fold(q)));
    }
    if let Some(after) = after {
        query = query.text(" AND username > ?").bind(after);
    }
    query.text(" ORDER BY username LIMIT ?").bind(limit).all(conn)
}

/// A user whom the scope may manage.
pub fn get(conn: &mut Conn, scope: &Scope, id: &str) -> Result<User> {
    sql(USER)
        .text(" WHERE id = ? AND ")
        .bind(id)
        .push(managed(scope))
        .one(conn)
}

fn check_grants(conn: &mut Conn, scope: &Scope, grants: &[NewGrant]) -> Result<()> {
    let mut errors = Vec::new();
    for (i, grant) in grants.iter().enumerate() {
        let inside = match &grant.area_id {
            None => scope.is_national(),
            Some(id) => areas::by_id(conn, id)?.is_some_and(|a| scope.covers(&a.path)),
        };
        if !inside {
            errors.push(FieldError::new(
                format!("/grants/{i}/area"),
                "outside_area",
                "địa bàn không thuộc phạm vi quản lý của bạn",
                "the area is outside of yours",
            ));
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}

fn put_grants(conn: &mut Conn, user_id: &str, grants: &[NewGrant]) -> Result<()> {
    sql("DELETE FROM user_grant WHERE user_id = ?")
        .bind(user_id)
        .run(conn)?;
    for grant in grants {
        sql("INSERT INTO user_grant (id, user_id, role, area_id) VALUES (?, ?, ?, ?)")
            .bind(new_id())
            .bind(user_id)
            .bind(grant.role.code())
            .bind(grant.area_id.clone())
            .run(conn)?;
    }
    Ok(())
}

/// Makes a user. Errors: the username is taken; a grant lies outside of the scope.
pub fn create(conn: &mut Conn, scope: &Scope, new: &NewUser) -> Result<User> {
    check_grants(conn, scope, &new.grants)?;
    let username = new.username.trim().to_lowercase();
    if by_username(conn, &username)?.is_some() {
        return Err(Error::field(
            "/username",
            "taken",
            "tên đăng nhập đã có người dùng",
            "the username is taken",
        ));
    }
    let (id, at) = (new_id(), now());
    sql(
        "INSERT INTO app_user (id, username, full_name, search_key, email, password_hash, must_change_password,
         active, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id.as_str())
    .bind(username)
    .bind(new.full_name.as_str())
    .bind(fold(&new.full_name))
    .bind(new.email.clone())
    .bind(new.password_hash.as_str())
    .bind(new.must_change_password)
    .bind(true)
    .bind(at)
    .bind(at)
    .run(conn)?;
    put_grants(conn, &id, &new.grants)?;
    audit::note(conn, scope, "create", ("user", &id), "", &serde_json::json!({}))?;
    by_id(conn, &id)
}

/// Changes a user. Errors: not in scope, stale version, grants outside of the scope.
pub fn change(conn: &mut Conn, scope: &Scope, id: &str, version: i64, change: &UserChange) -> Result<User> {
    let user = get(conn, scope, id)?;
    if let Some(grants) = &change.grants {
        check_grants(conn, scope, grants)?;
    }
    let full_name = change.full_name.clone().unwrap_or(user.full_name);
    let touched = sql(
        "UPDATE app_user SET full_name = ?, search_key = ?, email = ?, active = ?, version = version + 1,
         updated_at = ? WHERE id = ? AND version = ?",
    )
    .bind(full_name.as_str())
    .bind(fold(&full_name))
    .bind(change.email.clone().unwrap_or(user.email))
    .bind(change.active.unwrap_or(user.active))
    .bind(now())
    .bind(id)
    .bind(version)
    .run(conn)?;
    if touched == 0 {
        return Err(Error::Stale {
            current: user.version,
        });
    }
    if let Some(grants) = &change.grants {
        put_grants(conn, id, grants)?;
    }
    if change.active == Some(false) {
        end_sessions(conn, id)?;
    }
    audit::note(conn, scope, "change", ("user", id), "", &serde_json::json!({}))?;
    by_id(conn, id)
}

/// Gives a user another password and ends all sessions of the old one. `scope` is that of whoever does it.
pub fn set_password(
    conn: &mut Conn,
    scope: &Scope,
    id: &str,
    password_hash: &str,
    must_change: bool,
) -> Result<()> {
    sql(
        "UPDATE app_user SET password_hash = ?, must_change_password = ?, failed_logins = 0,
         locked_until = NULL, version = version + 1, updated_at = ? WHERE id = ?",
    )
    .bind(password_hash)
    .bind(must_change)
    .bind(now())
    .bind(id)
    .run(conn)?;
    let action = if must_change {
        "reset_password"
    } else {
        "change_password"
    };
    audit::note(conn, scope, action, ("user", id), "", &serde_json::json!({}))?;
    end_sessions(conn, id)
}

/// Notes a wrong password: `failed` in a row now, and no attempt before `locked_until`.
pub fn login_failed(conn: &mut Conn, id: &str, locked_until: Option<NaiveDateTime>) -> Result<()> {
    sql("UPDATE app_user SET failed_logins = failed_logins + 1, locked_until = ? WHERE id = ?")
        .bind(locked_until)
        .bind(id)
        .run(conn)?;
    if let Some(until) = locked_until {
        // Nobody is signed in: the program itself does it.
        let detail = serde_json::json!({ "until": until.and_utc() });
        audit::note(conn, &Scope::of_the_program(), "lock", ("user", id), "", &detail)?;
    }
    Ok(())
}

/// Notes a right password.
pub fn login_succeeded(conn: &mut Conn, id: &str) -> Result<()> {
    sql("UPDATE app_user SET failed_logins = 0, locked_until = NULL WHERE id = ? AND failed_logins > 0")
        .bind(id)
        .run(conn)?;
    Ok(())
}

/// A session's row.
#[derive(Debug, Clone, QueryableByName)]
pub struct Session {
    /// Identifier, in every token of it.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// Whose.
    #[diesel(sql_type = Text)]
    pub user_id: String,
    /// Hash of the refresh token in force.
    #[diesel(sql_type = Text)]
    pub token_hash: String,
    /// Hash of the one before.
    #[diesel(sql_type = Nullable<Text>)]
    pub previous_hash: Option<String>,
    /// When the one before was exchanged (UTC).
    #[diesel(sql_type = Timestamp)]
    pub rotated_at: NaiveDateTime,
    /// When it ends by itself (UTC).
    #[diesel(sql_type = Timestamp)]
    pub expires_at: NaiveDateTime,
    /// When it was ended (UTC).
    #[diesel(sql_type = Nullable<Timestamp>)]
    pub revoked_at: Option<NaiveDateTime>,
}

/// Begins a session.
pub fn begin_session(
    conn: &mut Conn,
    id: &str,
    user_id: &str,
    token_hash: &str,
    expires_at: NaiveDateTime,
) -> Result<()> {
    sql("INSERT INTO session (id, user_id, token_hash, rotated_at, expires_at) VALUES (?, ?, ?, ?, ?)")
        .bind(id)
        .bind(user_id)
        .bind(token_hash)
        .bind(now())
        .bind(expires_at)
        .run(conn)?;
    Ok(())
}

/// The session of this id.
pub fn session(conn: &mut Conn, id: &str) -> Result<Option<Session>> {
    sql(
        "SELECT id, user_id, token_hash, previous_hash, rotated_at, expires_at, revoked_at
         FROM session WHERE id = ?",
    )
    .bind(id)
    .first(conn)
}

/// Exchanges the refresh token; false when another exchange came first.
pub fn rotate_session(conn: &mut Conn, id: &str, old_hash: &str, new_hash: &str) -> Result<bool> {
    Ok(sql(
        "UPDATE session SET token_hash = ?, previous_hash = ?, rotated_at = ?
            WHERE id = ? AND token_hash = ? AND revoked_at IS NULL",
    )
    .bind(new_hash)
    .bind(old_hash)
    .bind(now())
    .bind(id)
    .bind(old_hash)
    .run(conn)?
        == 1)
}

/// Ends one session.
pub fn end_session(conn: &mut Conn, id: &str) -> Result<()> {
    sql("UPDATE session SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL")
        .bind(now())
        .bind(id)
        .run(conn)?;
    Ok(())
}

/// Ends all sessions of a user.
pub fn end_sessions(conn: &mut Conn, user_id: &str) -> Result<()> {
    sql("UPDATE session SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL")
        .bind(now())
        .bind(user_id)
        .run(conn)?;
    Ok(())
}

/// The actor behind a live session; `None` when it ended, expired or the user may no longer sign in.
pub fn actor(conn: &mut Conn, session_id: &str) -> Result<Option<Actor>> {
    let Some(session) = session(conn, session_id)? else {
        return Ok(None);
    };
    if session.revoked_at.is_some() || session.expires_at <= now() {
        return Ok(None);
    }
    let actor = actor_of_user(conn, &session.user_id)?;
    Ok(actor.map(|actor| Actor {
        session_id: session.id,
        ..actor
    }))
}

/// The actor that a user is, for work that goes on without a session; `None` when he may no longer sign in.
pub fn actor_of_user(conn: &mut Conn, user_id: &str) -> Result<Option<Actor>> {
    let user = by_id(conn, user_id)?;
    if !user.active {
        return Ok(None);
    }
    Ok(Some(Actor {
        grants: grants(conn, &user.id)?,
        user_id: user.id,
        session_id: String::new(),
        full_name: user.full_name,
        must_change_password: user.must_change_password,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Db;

    /// An empty database in a folder of its own, removed at the end.
    struct Scratch(std::path::PathBuf, Db);

    impl Scratch {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("giamngheo_{name}_{}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            let db = Db::open(&folder.join("x.sqlite").to_string_lossy(), 1).unwrap();
            db.migrate().unwrap();
            Self(folder, db)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn somebody() -> NewUser {
        NewUser {
            username: "canbo.moi".into(),
            full_name: "Đặng Thị Hoà".into(),
            email: None,
            password_hash: "x".into(),
            must_change_password: false,
            grants: vec![NewGrant {
                role: Role::Viewer,
                area_id: None,
            }],
        }
    }

    #[test]
    fn users_from_before_the_search_key_are_found_too() {
        let scratch = Scratch::new("search_key");
        let scope = Scope::of_the_program();
        scratch
            .1
            .write(|conn| {
                create(conn, &scope, &somebody())?;
                sql("UPDATE app_user SET search_key = ''").run(conn)?;
                assert!(list(conn, &scope, Some("thi hoa"), None, 10)?.is_empty());
                fill_search_keys(conn)?;
                for q in ["thi hoa", "THỊ HÒA", "đặng", "BO.MOI"] {
                    assert_eq!(list(conn, &scope, Some(q), None, 10)?.len(), 1, "{q}");
                }
                for q in ["%", "_", "\\", "thi%hoa"] {
                    assert!(list(conn, &scope, Some(q), None, 10)?.is_empty(), "{q}");
                }
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn locks_and_passwords_are_noted() {
        let scratch = Scratch::new("user_audit");
        let scope = Scope::of_the_program();
        let noted = scratch
            .1
            .write(|conn| {
                let id = create(conn, &scope, &somebody())?.id;
                login_failed(conn, &id, None)?;
                login_failed(conn, &id, Some(now()))?;
                set_password(conn, &scope, &id, "y", true)?;
                set_password(conn, &scope, &id, "z", false)?;
                sql("SELECT action AS t FROM audit_event WHERE object_id = ? ORDER BY id")
                    .bind(id)
                    .texts(conn)
            })
            .unwrap();
        assert_eq!(noted, ["create", "lock", "reset_password", "change_password"]);
    }
}
