//! A person's private address of the calendar: only the hash of its secret is kept.

use chrono::NaiveDateTime;
use diesel::sql_types::{Text, Timestamp};

use crate::error::{Error, Result};
use crate::id::now;
use crate::scope::Actor;
use crate::sql::{row, sql};
use crate::{Conn, users};

row! {
    /// A person's address.
    Link {
        /// Whose.
        user_id: String = Text,
        /// Since when (UTC).
        created_at: NaiveDateTime = Timestamp,
    }
}

/// The person's address, if there is one.
pub fn link(conn: &mut Conn, user_id: &str) -> Result<Option<Link>> {
    sql("SELECT user_id, created_at FROM calendar_link WHERE user_id = ?")
        .bind(user_id)
        .first(conn)
}

/// Gives a person a new address; the one before holds no more.
pub fn make_link(conn: &mut Conn, user_id: &str, token_hash: &str) -> Result<Link> {
    sql("INSERT INTO calendar_link (user_id, token_hash, created_at) VALUES (?, ?, ?)
         ON CONFLICT (user_id) DO UPDATE SET token_hash = EXCLUDED.token_hash, created_at = EXCLUDED.created_at")
    .bind(user_id)
    .bind(token_hash)
    .bind(now())
    .run(conn)?;
    link(conn, user_id)?.ok_or(Error::NotFound)
}

/// Takes a person's address away.
pub fn revoke_link(conn: &mut Conn, user_id: &str) -> Result<()> {
    sql("DELETE FROM calendar_link WHERE user_id = ?")
        .bind(user_id)
        .run(conn)?;
    Ok(())
}

/// Whose address it is, with the rights of this moment. Errors: nobody's, or of somebody who may no longer sign in.
pub fn owner(conn: &mut Conn, token_hash: &str) -> Result<Actor> {
    let found: Option<Link> = sql("SELECT user_id, created_at FROM calendar_link WHERE token_hash = ?")
        .bind(token_hash)
        .first(conn)?;
    let link = found.ok_or(Error::NotFound)?;
    users::actor_of_user(conn, &link.user_id)?.ok_or(Error::NotFound)
}
