//! Users from the command line, and the first administrator at the first start.

use giamngheo_store::access::Role;
use giamngheo_store::scope::Scope;
use giamngheo_store::users::{NewGrant, NewUser};
use giamngheo_store::{areas, users};

use super::password;
use crate::app::App;
use crate::config::Config;
use crate::crypto;

/// Makes a user with one role and prints the first password.
pub fn run(
    config: &Config,
    username: &str,
    full_name: &str,
    role: &str,
    area: Option<&str>,
) -> Result<(), String> {
    let app = crate::serve::prepare(config)?;
    let role = Role::from_code(role).ok_or_else(|| {
        let known: Vec<_> = Role::ALL.iter().map(|r| r.code()).collect();
        format!("there is no role {role:?}; there are {}", known.join(", "))
    })?;
    let password = make(&app, username, full_name, role, area)?;
    println!("{username}  {password}");
    Ok(())
}

/// Makes the first administrator when there is no user yet, and prints the password this once.
pub fn first_administrator(app: &App) -> Result<(), String> {
    if !app.db.read(users::is_empty).map_err(|e| e.to_string())? {
        return Ok(());
    }
    let password = make(app, "admin", "Quản trị hệ thống", Role::Administrator, None)?;
    println!("First administrator, shown this once:  admin  {password}");
    Ok(())
}

fn make(
    app: &App,
    username: &str,
    full_name: &str,
    role: Role,
    area: Option<&str>,
) -> Result<String, String> {
    let password = password::generate();
    let new = NewUser {
        username: username.to_owned(),
        full_name: full_name.to_owned(),
        email: None,
        password_hash: crypto::hash_password(&password)?,
        must_change_password: true,
        grants: Vec::new(),
    };
    let today = app.today();
    app.db
        .write(|conn| {
            let area_id = area
                .map(|code| areas::find(conn, code, today))
                .transpose()?
                .map(|a| a.id);
            let new = NewUser {
                grants: vec![NewGrant { role, area_id }],
                ..new
            };
            users::create(conn, &Scope::of_the_program(), &new)
        })
        .map_err(|e| format!("the user {username} can't be made: {e}"))?;
    Ok(password)
}
