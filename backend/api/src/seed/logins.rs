//! The public logins of the demo: one a role, in areas that show what a role sees.

use giamngheo_store::access::{Action, Role};
use giamngheo_store::scope::{Actor, Scope};
use giamngheo_store::users::{NewGrant, NewUser};
use giamngheo_store::{Conn, Error, areas, users};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::crypto;

/// A public login of the demo.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DemoLogin {
    /// Name to sign in with.
    #[schema(example = "canbo")]
    pub username: &'static str,
    /// Its password, which everybody knows.
    #[schema(example = "demo-canbo-2026")]
    pub password: &'static str,
    /// Name for people.
    pub full_name: &'static str,
    /// The role's code.
    #[schema(example = "officer")]
    pub role: &'static str,
    /// The area's name.
    pub area_name: &'static str,
}

impl DemoLogin {
    /// Whether the name is that of a public login.
    pub fn is_of(username: &str) -> bool {
        LINES.iter().any(|line| line.0 == username)
    }
}

/// A login, its role and the code of its area (of the units since 2025-07-01); none is the nation.
type Line = (
    &'static str,
    &'static str,
    &'static str,
    Role,
    Option<&'static str>,
    &'static str,
);

/// Xã Văn Lãng took in Xã Thành Hòa (06163), whose officers' sheet of 2024 is among the samples. Xã Chi Lăng
/// bears a code that named a township before.
const LINES: [Line; 12] = [
    (
        "quantri",
        "demo-quantri-2026",
        "Trần Quốc Bảo",
        Role::Administrator,
        None,
        "Cả nước",
    ),
    (
        "so",
        "demo-so-2026",
        "Hoàng Thị Nguyệt",
        Role::Officer,
        Some("20"),
        "Tỉnh Lạng Sơn",
    ),
    (
        "lanhdao",
        "demo-lanhdao-2026",
        "Nông Văn Thành",
        Role::Approver,
        Some("06154"),
        "Xã Văn Lãng",
    ),
    (
        "lanhdaotinh",
        "demo-lanhdaotinh-2026",
        "Dương Thị Vân",
        Role::Approver,
        Some("20"),
        "Tỉnh Lạng Sơn",
    ),
    (
        "canbo",
        "demo-canbo-2026",
        "Lương Thị Hạnh",
        Role::Officer,
        Some("06154"),
        "Xã Văn Lãng",
    ),
    (
        "canbo2",
        "demo-canbo2-2026",
        "Vi Văn Dũng",
        Role::Officer,
        Some("06463"),
        "Xã Chi Lăng",
    ),
    (
        "ravien",
        "demo-ravien-2026",
        "Hứa Thị Mai",
        Role::Enumerator,
        Some("06154"),
        "Xã Văn Lãng",
    ),
    (
        "taichinh",
        "demo-taichinh-2026",
        "Phạm Minh Tuấn",
        Role::Finance,
        Some("20"),
        "Tỉnh Lạng Sơn",
    ),
    (
        "ketoan",
        "demo-ketoan-2026",
        "Lý Thị Thơm",
        Role::Finance,
        Some("06154"),
        "Xã Văn Lãng",
    ),
    (
        "giamsat",
        "demo-giamsat-2026",
        "Đinh Thị Hòa",
        Role::Monitor,
        Some("20"),
        "Tỉnh Lạng Sơn",
    ),
    (
        "xem",
        "demo-xem-2026",
        "Nguyễn Thu Hà",
        Role::Viewer,
        Some("20"),
        "Tỉnh Lạng Sơn",
    ),
    (
        "thanhtra",
        "demo-thanhtra-2026",
        "Lê Quang Vinh",
        Role::Auditor,
        None,
        "Cả nước",
    ),
];

/// The public logins.
pub fn demo_logins() -> Vec<DemoLogin> {
    LINES
        .iter()
        .map(|&(username, password, full_name, role, _, area_name)| DemoLogin {
            username,
            password,
            full_name,
            role: role.code(),
            area_name,
        })
        .collect()
}

/// Makes the logins that are not there yet; those that are stay as they are.
pub fn make(app: &App) -> Result<(), String> {
    let today = app.today();
    for (username, password, full_name, role, area, _) in LINES {
        let failed = |e| format!("the demo login {username} can't be made: {e}");
        if app
            .db
            .read(|conn| users::by_username(conn, username))
            .map_err(failed)?
            .is_some()
        {
            continue;
        }
        let password_hash = crypto::hash_password(password)?;
        app.db
            .write(|conn| {
                let area_id = area
                    .map(|code| areas::find(conn, code, today))
                    .transpose()?
                    .map(|a| a.id);
                let new = NewUser {
                    username: username.to_owned(),
                    full_name: full_name.to_owned(),
                    email: None,
                    password_hash,
                    must_change_password: false,
                    grants: vec![NewGrant { role, area_id }],
                };
                users::create(conn, &Scope::of_the_program(), &new)
            })
            .map_err(failed)?;
    }
    Ok(())
}

/// Somebody with one of these logins, to act as.
pub fn actor(conn: &mut Conn, username: &str) -> giamngheo_store::Result<Actor> {
    let user = users::by_username(conn, username)?.ok_or(Error::NotFound)?;
    users::actor_of_user(conn, &user.id)?.ok_or(Error::NotFound)
}

/// Where somebody may do this.
pub fn scope(of: &Actor, action: Action) -> giamngheo_store::Result<Scope> {
    of.scope(action).ok_or(Error::NotFound)
}

#[cfg(test)]
mod tests {
    use giamngheo_rules::area::shipped_history;

    use super::*;

    #[test]
    fn areas_are_called_so_today() {
        let today = "2026-11-01".parse().unwrap();
        for (username, password, _, _, area, name) in LINES {
            let found = area.map_or("Cả nước", |code| {
                &shipped_history().find(code, today).unwrap().name
            });
            assert_eq!(found, name, "{username}");
            assert_eq!(password, format!("demo-{username}-2026"));
        }
    }

    #[test]
    fn every_role_has_a_login() {
        for role in Role::ALL {
            assert!(LINES.iter().any(|l| l.3 == *role), "{}", role.code());
        }
    }
}
