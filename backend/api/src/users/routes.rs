//! Users, for administrators: each manages the users whose grants all lie in his own area.

use actix_web::{HttpResponse, get, patch, post, web};
use chrono::{DateTime, Utc};
use giamngheo_rules::text::tidy;
use giamngheo_store::access::Role;
use giamngheo_store::users::{self, NewGrant, NewUser, User, UserChange};
use giamngheo_store::{Conn, Error, FieldError, areas};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::password;
use crate::app::App;
use crate::crypto;
use crate::http::auth::{ManageUsers, Permit, SignedIn};
use crate::http::etag::{IfMatch, etag};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, Problem};
use crate::seed::DemoLogin;
use crate::session::dto::{GrantView, grant_views};

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(change)
        .service(reset_password)
        .service(roles);
}

/// A user, without secrets.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserView {
    /// Identifier.
    pub id: String,
    /// The name to sign in with.
    pub username: String,
    /// The name for people.
    pub full_name: String,
    /// Address for mail.
    pub email: Option<String>,
    /// Whether the user may sign in.
    pub active: bool,
    /// Whether wrong passwords keep the user out at the moment.
    pub locked: bool,
    /// Whether the password must be changed at the next sign-in.
    pub must_change_password: bool,
    /// Roles and where; a null area is the whole nation.
    pub grants: Vec<GrantView>,
    /// For If-Match.
    pub version: i64,
    /// When the user was made.
    pub created_at: DateTime<Utc>,
}

/// A role in an area, as given.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantInput {
    /// The role's code.
    #[schema(example = "officer")]
    #[validate(length(min = 1, max = 40))]
    pub role: String,
    /// The area's code or id; null is the whole nation.
    #[schema(example = "06163")]
    // Required, null or not: who forgets it must not give the whole nation.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    #[validate(length(max = 60))]
    pub area: Option<String>,
}

/// A new user.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserInput {
    /// The name to sign in with: small letters, digits, dots, dashes.
    #[schema(
        example = "nguyen.van.a",
        min_length = 3,
        max_length = 60,
        pattern = "^[A-Za-z0-9._-]+$"
    )]
    #[validate(length(min = 3, max = 60))]
    pub username: String,
    /// The name for people.
    #[schema(min_length = 1, max_length = 120)]
    #[validate(length(min = 1, max = 120))]
    pub full_name: String,
    /// Address for mail.
    #[validate(email)]
    pub email: Option<String>,
    /// Roles and where; at least one.
    #[validate(length(min = 1, max = 20), nested)]
    pub grants: Vec<GrantInput>,
    /// The first password; without one it is made and answered once.
    #[validate(length(max = 200))]
    pub password: Option<String>,
}

/// Changes of a user (JSON merge patch); what is absent stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserPatch {
    /// The name for people.
    #[validate(length(min = 1, max = 120))]
    pub full_name: Option<String>,
    /// Address for mail; null removes it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub email: Option<Option<String>>,
    /// Whether the user may sign in.
    pub active: Option<bool>,
    /// All grants anew.
    #[validate(length(min = 1, max = 20), nested)]
    pub grants: Option<Vec<GrantInput>>,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(Some)
}

/// A new user with the first password, if one was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewUserView {
    /// The user.
    pub user: UserView,
    /// The first password, shown this once; null when one was given.
    pub initial_password: Option<String>,
}

/// A password that was made, shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitialPassword {
    /// The password; it must be changed at the next sign-in.
    pub initial_password: String,
}

/// A role and what it may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleView {
    /// The role's code.
    pub role: &'static str,
    /// Its name in Vietnamese.
    pub vi: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// Codes of the actions it allows in its area.
    pub actions: Vec<&'static str>,
}

/// What to look for among users.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// Part of the username or name, in any case and without accents.
    #[validate(length(max = 100))]
    pub q: Option<String>,
    /// Only users whose grants lie in this area (code or id).
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

fn view(conn: &mut Conn, user: User) -> giamngheo_store::Result<UserView> {
    let grants = users::grants(conn, &user.id)?;
    Ok(UserView {
        locked: user.locked_until.is_some_and(|t| t > giamngheo_store::id::now()),
        grants: grant_views(conn, &grants)?,
        id: user.id,
        username: user.username,
        full_name: user.full_name,
        email: user.email,
        active: user.active,
        must_change_password: user.must_change_password,
        version: user.version,
        created_at: user.created_at.and_utc(),
    })
}

fn resolve(
    conn: &mut Conn,
    grants: &[GrantInput],
    today: chrono::NaiveDate,
) -> giamngheo_store::Result<Vec<NewGrant>> {
    let mut errors = Vec::new();
    let mut out = Vec::new();
    for (i, grant) in grants.iter().enumerate() {
        let role = Role::from_code(&grant.role);
        if role.is_none() {
            errors.push(FieldError::new(
                format!("/grants/{i}/role"),
                "unknown",
                "không có vai trò này",
                "there is no such role",
            ));
        }
        let area_id = match &grant.area {
            None => None,
            Some(code) => match areas::find(conn, code, today) {
                Ok(area) => Some(area.id),
                Err(Error::NotFound) => {
                    errors.push(FieldError::new(
                        format!("/grants/{i}/area"),
                        "unknown",
                        "không có địa bàn này",
                        "there is no such area",
                    ));
                    None
                }
                Err(e) => return Err(e),
            },
        };
        if let Some(role) = role {
            out.push(NewGrant { role, area_id });
        }
    }
    if errors.is_empty() {
        Ok(out)
    } else {
        Err(Error::Invalid(errors))
    }
}

/// List users
///
/// Users whose grants all lie in the caller's area, by username.
#[utoipa::path(tag = "users", operation_id = "list_users", params(UserQuery), responses((status = 200, description = "A page of users", body = Page<UserView>)), security(("bearer" = ["manage_users"])))]
#[get("/users")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ManageUsers>,
    query: Params<UserQuery>,
) -> Answer<web::Json<Page<UserView>>> {
    let Params(query) = query;
    let after: Option<String> = paging::keys(query.after.as_deref())?;
    let today = app.today();
    app.read(move |conn| {
        let scope = match &query.area {
            None => permit.scope,
            Some(code) => {
                let area = areas::find(conn, code, today)?;
                permit.scope.within(&areas::subtrees(conn, &area.id)?)
            }
        };
        let rows = users::list(
            conn,
            &scope,
            query.q.as_deref(),
            after.as_deref(),
            query.limit + 1,
        )?;
        let page = Page::cut(rows, query.limit, |u| u.username.clone());
        let (next, mut items) = (page.next, Vec::new());
        for user in page.items {
            items.push(view(conn, user)?);
        }
        Ok(web::Json(Page {
            items,
            next,
            total: None,
        }))
    })
    .await
}

/// Make a user
///
/// With roles in areas of the caller's own. Without a password one is made and answered this once; it must
/// be changed at the first sign-in.
#[utoipa::path(tag = "users", operation_id = "create_user", request_body = UserInput, responses((status = 201, description = "Made", body = NewUserView)), security(("bearer" = ["manage_users"])))]
#[post("/users")]
pub async fn create(
    app: web::Data<App>,
    permit: Permit<ManageUsers>,
    body: Body<UserInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let username = input.username.trim().to_lowercase();
    if !username
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    {
        return Err(Problem::field(
            "/username",
            "bad_characters",
            "tên đăng nhập chỉ gồm chữ không dấu, số, dấu chấm, gạch ngang, gạch dưới",
            "a username has letters without accents, digits, dots, dashes and underscores",
        ));
    }
    let given = input.password.clone();
    let password = given.clone().unwrap_or_else(password::generate);
    password::check(&password, &username, "/password")?;
    let secret = password.clone();
    let password_hash = web::block(move || crypto::hash_password(&secret))
        .await?
        .map_err(|e| Problem::internal(&e))?;
    let today = app.today();
    let user = app
        .write(move |conn| {
            let grants = resolve(conn, &input.grants, today)?;
            let new = NewUser {
                username,
                full_name: tidy(&input.full_name),
                email: input.email,
                password_hash,
                must_change_password: true,
                grants,
            };
            let user = users::create(conn, &permit.scope, &new)?;
            view(conn, user)
        })
        .await?;
    let answer = NewUserView {
        initial_password: given.is_none().then_some(password),
        user,
    };
    Ok(HttpResponse::Created()
        .insert_header(etag(answer.user.version))
        .json(answer))
}

/// Read a user
///
/// One whose grants all lie in the caller's area.
#[utoipa::path(tag = "users", operation_id = "get_user", params(("id" = String, Path, description = "The user's id")), responses((status = 200, description = "The user", body = UserView)), security(("bearer" = ["manage_users"])))]
#[get("/users/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ManageUsers>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let user = app
        .read(move |conn| {
            let user = users::get(conn, &permit.scope, &id)?;
            view(conn, user)
        })
        .await?;
    Ok(HttpResponse::Ok().insert_header(etag(user.version)).json(user))
}

/// Change a user
///
/// Name, address, whether he may sign in, and all grants anew. Taking a user's access away ends his sessions.
#[utoipa::path(tag = "users", operation_id = "change_user", params(("id" = String, Path, description = "The user's id"), ("If-Match" = String, Header, description = "The version being changed, from the ETag", example = "\"1\"")), request_body(content = UserPatch, content_type = "application/json"), responses((status = 200, description = "Changed", body = UserView)), security(("bearer" = ["manage_users"])))]
#[patch("/users/{id}")]
pub async fn change(
    app: web::Data<App>,
    permit: Permit<ManageUsers>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<UserPatch>,
) -> Answer<HttpResponse> {
    let Body(patch) = body;
    let today = app.today();
    let user = app
        .write(move |conn| {
            let grants = patch
                .grants
                .as_deref()
                .map(|g| resolve(conn, g, today))
                .transpose()?;
            let change = UserChange {
                full_name: patch.full_name.as_deref().map(tidy),
                email: patch.email,
                active: patch.active,
                grants,
            };
            if permit.actor.user_id == *id && (change.active == Some(false) || change.grants.is_some()) {
                return Err(Error::conflict(
                    "own_access",
                    "không thể tự khóa hoặc tự đổi quyền của chính mình",
                    "nobody takes away his own access or changes his own grants",
                ));
            }
            let user = users::change(conn, &permit.scope, &id, if_match.0, &change)?;
            view(conn, user)
        })
        .await?;
    app.tokens.forget_actors();
    Ok(HttpResponse::Ok().insert_header(etag(user.version)).json(user))
}

/// Give a user a new password
///
/// Made and answered this once; all his sessions end, and he must change it at the next sign-in.
#[utoipa::path(tag = "users", operation_id = "reset_password", params(("id" = String, Path, description = "The user's id")), responses((status = 200, description = "The new password", body = InitialPassword)), security(("bearer" = ["manage_users"])))]
#[post("/users/{id}/reset-password")]
pub async fn reset_password(
    app: web::Data<App>,
    permit: Permit<ManageUsers>,
    id: web::Path<String>,
) -> Answer<web::Json<InitialPassword>> {
    let (scope, demo) = (permit.scope.clone(), app.config.demo);
    let user = app.read(move |conn| users::get(conn, &scope, &id)).await?;
    if demo && DemoLogin::is_of(&user.username) {
        return Err(Problem::new(
            actix_web::http::StatusCode::CONFLICT,
            "demo",
            "Bản dùng thử không đổi được mật khẩu.",
            "Passwords of the demo can't be changed.",
        ));
    }
    let initial_password = password::generate();
    let secret = initial_password.clone();
    let hash = web::block(move || crypto::hash_password(&secret))
        .await?
        .map_err(|e| Problem::internal(&e))?;
    app.write(move |conn| {
        // Looked at again: his grants may have changed meanwhile.
        let user = users::get(conn, &permit.scope, &user.id)?;
        users::set_password(conn, &permit.scope, &user.id, &hash, true)
    })
    .await?;
    app.tokens.forget_actors();
    Ok(web::Json(InitialPassword { initial_password }))
}

/// Roles
///
/// All roles with their names and what they allow.
#[utoipa::path(tag = "users", operation_id = "list_roles", responses((status = 200, description = "All roles", body = Vec<RoleView>)), security(("bearer" = [])))]
#[get("/roles")]
pub async fn roles(_: SignedIn) -> web::Json<Vec<RoleView>> {
    web::Json(
        Role::ALL
            .iter()
            .map(|role| RoleView {
                role: role.code(),
                vi: role.vi(),
                en: role.en(),
                actions: role.actions().iter().map(|a| a.code()).collect(),
            })
            .collect(),
    )
}
