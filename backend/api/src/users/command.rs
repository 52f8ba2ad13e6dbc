//! Users from the command line, and the first administrator at the first start.

use giamngheo_store::access::Role;
use giamngheo_store::scope::Scope;
use giamngheo_store::users::{NewGrant, NewUser};
use giamngheo_store::{Error, areas, users};

use super::password;
use crate::app::App;
use crate::config::Config;
use crate::crypto;
use crate::seed::demo_logins;

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

/// Checks before anything is written that a demo stays a demo: its logins are public, so they must never stand
/// beside real users, nor open a server that doesn't say it is a demo.
///
/// Errors: demo mode on a database with real users; no demo mode on a database with public logins.
pub fn keep_demo_apart(app: &App) -> Result<(), String> {
    let failed = |e| format!("the users can't be read: {e}");
    let (marked, names) = app
        .db
        .read(|conn| Ok((users::is_demo(conn)?, users::usernames(conn)?)))
        .map_err(failed)?;
    if app.config.demo && marked {
        return Ok(());
    }
    // A name alone makes nobody public: somebody may really be called so.
    let mut public = Vec::new();
    for login in demo_logins() {
        if names.iter().any(|n| n == login.username) {
            let user = app
                .db
                .read(|conn| users::by_username(conn, login.username))
                .map_err(failed)?;
            if user.is_some_and(|u| crypto::password_holds(login.password, &u.password_hash)) {
                public.push(login.username);
            }
        }
    }
    if !app.config.demo {
        return if marked || !public.is_empty() {
            Err(
                "this database has the demo's public logins, so it is served in demo mode alone (--demo); \
                 a real installation starts with a database of its own"
                    .into(),
            )
        } else {
            Ok(())
        };
    }
    match names.iter().find(|name| !public.contains(&name.as_str())) {
        Some(name) => Err(format!(
            "this database has real users (such as {name}): demo mode would add logins whose passwords everybody \
             knows. Serve it without --demo, or give the demo another database or data folder"
        )),
        None => app
            .db
            .write(users::mark_demo)
            .map_err(|e| format!("the database can't be marked as a demo: {e}")),
    }
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
                .map(|code| match areas::find(conn, code, today) {
                    Err(Error::NotFound) => Err(Error::field(
                        "/area",
                        "unknown",
                        format!("không có địa bàn {code}"),
                        format!("there is no area {code} on {today}"),
                    )),
                    found => found,
                })
                .transpose()?
                .map(|a| a.id);
            let new = NewUser {
                grants: vec![NewGrant { role, area_id }],
                ..new
            };
            users::create(conn, &Scope::of_the_program(), &new)
        })
        .map_err(|e| {
            let cause = match e {
                Error::Invalid(fields) => fields.into_iter().map(|f| f.en).collect::<Vec<_>>().join("; "),
                other => other.to_string(),
            };
            format!("the user {username} can't be made: {cause}")
        })?;
    Ok(password)
}
