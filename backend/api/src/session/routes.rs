//! Sessions: a short access token in the body, a rotating refresh token in a strict cookie.

use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{Duration, NaiveDateTime};
use giamngheo_store::access::Action;
use giamngheo_store::id::{new_id, now};
use giamngheo_store::scope::Scope;
use giamngheo_store::{households, users};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::dto::{GrantView, grant_views};
use crate::app::App;
use crate::crypto;
use crate::http::auth::{ACCESS_SECONDS, SignedIn};
use crate::http::extract::Body;
use crate::http::problem::{Answer, Problem};
use crate::seed::DemoLogin;

/// The refresh token's cookie.
pub const COOKIE: &str = "gn_refresh";
const SESSION_DAYS: i64 = 14;
/// Two tabs may refresh at the same moment, and a weak line may lose the answer; the token before the last is forgiven for
/// so long, and gets the same one after it again.
const ROTATION_LEEWAY: Duration = Duration::seconds(60);

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(login)
        .service(refresh)
        .service(logout)
        .service(me)
        .service(change_password);
}

/// A name and a password.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The name to sign in with.
    #[validate(length(min = 1, max = 100))]
    #[schema(example = "canbo", min_length = 1, max_length = 100)]
    pub username: String,
    /// The password.
    #[validate(length(min = 1, max = 200))]
    #[schema(example = "demo-canbo-2026", min_length = 1, max_length = 200)]
    pub password: String,
}

/// Tokens of a session.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tokens {
    /// JWT for the Authorization header.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds until the access token ends.
    pub expires_in: i64,
    /// Who signed in.
    pub user: Me,
}

/// Who is signed in and what he may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// Identifier.
    pub id: String,
    /// The name to sign in with.
    pub username: String,
    /// The name for people.
    pub full_name: String,
    /// Whether the password must be changed before anything else.
    pub must_change_password: bool,
    /// Roles and where; a null area is the whole nation.
    pub grants: Vec<GrantView>,
    /// All actions the roles allow somewhere.
    pub actions: Vec<&'static str>,
    /// The last year that has a register in the user's areas.
    pub latest_year: Option<i64>,
}

/// A new password for oneself.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password now.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub current_password: String,
    /// The password from now on: at least 10 characters, not the username, not among the common ones.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub new_password: String,
}

/// Sign in
///
/// Gives an access token of 10 minutes, and sets the refresh token's cookie. Wrong passwords lock the
/// user for a growing time.
#[utoipa::path(tag = "session", operation_id = "login", request_body = Credentials, responses(
    (status = 200, description = "Signed in", body = Tokens),
    (status = 401, description = "Wrong name or password", body = crate::http::problem::ProblemDocument, content_type = "application/problem+json"),
    (status = 429, description = "Locked after wrong passwords; see Retry-After", body = crate::http::problem::ProblemDocument, content_type = "application/problem+json"),
))]
#[post("/auth/login")]
pub async fn login(app: web::Data<App>, body: Body<Credentials>) -> Answer<HttpResponse> {
    let Body(given) = body;
    let username = given.username.clone();
    let user = app.read(move |conn| users::by_username(conn, &username)).await?;
    if let Some(until) = user.as_ref().and_then(|u| u.locked_until).filter(|t| *t > now()) {
        return Err(locked(until));
    }
    // An unknown name costs as much as a wrong password, so that names can't be found out by the clock.
    let hash = user
        .as_ref()
        .map_or_else(|| DECOY.to_owned(), |u| u.password_hash.clone());
    let holds = web::block(move || crypto::password_holds(&given.password, &hash)).await?;
    let Some(user) = user.filter(|_| holds).filter(|u| u.active) else {
        return Err(refuse(&app, given.username).await?);
    };
    let session = new_id();
    let secret = crypto::random_text(32);
    let (id, session_id, hash) = (user.id.clone(), session.clone(), crypto::fingerprint(&secret));
    app.write(move |conn| {
        users::login_succeeded(conn, &id)?;
        users::begin_session(
            conn,
            &session_id,
            &id,
            &hash,
            now() + Duration::days(SESSION_DAYS),
        )
    })
    .await?;
    answer(&app, &user.id, &session, Some(&secret)).await
}

/// The hash of a password nobody has.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

async fn refuse(app: &App, username: String) -> Answer<Problem> {
    let until = app
        .write(move |conn| {
            let Some(user) = users::by_username(conn, &username)? else {
                return Ok(None);
            };
            let until = lockout(user.failed_logins + 1).map(|wait| now() + wait);
            users::login_failed(conn, &user.id, until)?;
            Ok(until)
        })
        .await?;
    Ok(until.map_or_else(
        || {
            Problem::new(
                StatusCode::UNAUTHORIZED,
                "wrong_credentials",
                "Sai tên đăng nhập hoặc mật khẩu.",
                "Wrong username or password.",
            )
        },
        locked,
    ))
}

/// How long a user waits after so many wrong passwords in a row: nothing up to 4, then 30 s doubling to an hour.
fn lockout(failed: i64) -> Option<Duration> {
    (failed >= 5).then(|| Duration::seconds((30 << (failed - 5).min(7)).min(3600)))
}

fn locked(until: NaiveDateTime) -> Problem {
    let seconds = (until - now()).num_seconds().max(1);
    let mut problem = Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "locked",
        format!("Nhập sai mật khẩu nhiều lần; xin thử lại sau {seconds} giây."),
        format!("Too many wrong passwords; try again in {seconds} seconds."),
    );
    problem.retry_after = Some(seconds as u64);
    problem
}

async fn answer(app: &App, user_id: &str, session_id: &str, secret: Option<&str>) -> Answer<HttpResponse> {
    let tokens = Tokens {
        access_token: app.tokens.issue(user_id, session_id)?,
        token_type: "Bearer",
        expires_in: ACCESS_SECONDS,
        user: describe(app, user_id.to_owned()).await?,
    };
    let mut response = HttpResponse::Ok();
    if let Some(secret) = secret {
        response.cookie(cookie(
            app,
            format!("{session_id}.{secret}"),
            time::Duration::days(SESSION_DAYS),
        ));
    }
    Ok(response.json(tokens))
}

fn cookie(app: &App, value: String, age: time::Duration) -> Cookie<'static> {
    Cookie::build(COOKIE, value)
        .path("/api/v1/auth")
        .http_only(true)
        .secure(!app.config.insecure_cookie)
        .same_site(SameSite::Strict)
        .max_age(age)
        .finish()
}

async fn describe(app: &App, user_id: String) -> Answer<Me> {
    app.read(move |conn| {
        let user = users::by_id(conn, &user_id)?;
        let grants = users::grants(conn, &user_id)?;
        let scope = users::actor_of_user(conn, &user_id)?.and_then(|a| a.scope(Action::ViewStatistics));
        let latest_year = match scope {
            Some(scope) => households::summary::latest_year(conn, &scope)?,
            None => None,
        };
        let actions = Action::ALL
            .iter()
            .filter(|a| grants.iter().any(|g| g.role.may(**a)))
            .map(|a| a.code())
            .collect();
        Ok(Me {
            id: user.id,
            username: user.username,
            full_name: user.full_name,
            must_change_password: user.must_change_password,
            grants: grant_views(conn, &grants)?,
            actions,
            latest_year,
        })
    })
    .await
}

/// Exchange the refresh token
///
/// Takes the cookie, gives a new access token and a new cookie. A refresh token that was exchanged before
/// ends the whole session: somebody else may have it.
#[utoipa::path(tag = "session", operation_id = "refresh", responses(
    (status = 200, description = "New tokens", body = Tokens),
    (status = 401, description = "No session", body = crate::http::problem::ProblemDocument, content_type = "application/problem+json"),
), security(("refresh" = [])))]
#[post("/auth/refresh")]
pub async fn refresh(app: web::Data<App>, request: HttpRequest) -> Answer<HttpResponse> {
    let ended = || Problem::unauthenticated("session_ended");
    let (session_id, secret) = presented(&request).ok_or_else(ended)?;
    let hash = crypto::fingerprint(&secret);
    let fresh = app.tokens.successor(&secret);
    let fresh_hash = crypto::fingerprint(&fresh);
    let id = session_id.clone();
    let kept = app
        .write(move |conn| {
            let Some(session) = users::session(conn, &id)? else {
                return Ok(None);
            };
            if session.revoked_at.is_some() || session.expires_at <= now() {
                return Ok(None);
            }
            if users::rotate_session(conn, &id, &hash, &fresh_hash)? {
                return Ok(Some((session.user_id, true)));
            }
            let current = users::session(conn, &id)?.unwrap_or(session);
            let just_rotated = current.previous_hash.as_deref() == Some(hash.as_str())
                && now() - current.rotated_at < ROTATION_LEEWAY;
            if just_rotated {
                let again = current.token_hash == fresh_hash;
                return Ok(Some((current.user_id, again)));
            }
            users::end_session(conn, &id)?;
            Ok(None)
        })
        .await?;
    let Some((user_id, rotated)) = kept else {
        app.tokens.forget_actors();
        return Err(ended());
    };
    answer(&app, &user_id, &session_id, rotated.then_some(fresh.as_str())).await
}

fn presented(request: &HttpRequest) -> Option<(String, String)> {
    let cookie = request.cookie(COOKIE)?;
    // No token made here has control characters, and PostgreSQL takes no NUL in text.
    if cookie.value().chars().any(char::is_control) {
        return None;
    }
    let (id, secret) = cookie.value().split_once('.')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// Sign out
///
/// Ends the session of the access token, and that of the cookie: neither works any more. One of the two is
/// enough, so that who comes back after the access token's end can sign out.
#[utoipa::path(tag = "session", operation_id = "logout", responses((status = 204, description = "Signed out")), security(("bearer" = []), ("refresh" = [])))]
#[post("/auth/logout")]
pub async fn logout(
    app: web::Data<App>,
    request: HttpRequest,
    signed_in: Result<SignedIn, Problem>,
) -> Answer<HttpResponse> {
    let cookie_session = presented(&request).map(|(id, secret)| (id, crypto::fingerprint(&secret)));
    let (by_token, refusal) = match signed_in {
        Ok(signed_in) => (Some(signed_in.0.session_id.clone()), None),
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED => (None, Some(problem)),
        Err(problem) => return Err(problem),
    };
    let by_cookie = app
        .write(move |conn| {
            if let Some(id) = &by_token {
                users::end_session(conn, id)?;
            }
            let Some((id, hash)) = cookie_session else {
                return Ok(false);
            };
            let live = users::session(conn, &id)?.is_some_and(|session| {
                session.revoked_at.is_none()
                    && session.expires_at > now()
                    && (session.token_hash == hash || session.previous_hash.as_ref() == Some(&hash))
            });
            if live {
                users::end_session(conn, &id)?;
            }
            Ok(live)
        })
        .await?;
    app.tokens.forget_actors();
    if let Some(refusal) = refusal.filter(|_| !by_cookie) {
        return Err(refusal);
    }
    Ok(HttpResponse::NoContent()
        .cookie(cookie(&app, String::new(), time::Duration::ZERO))
        .finish())
}

/// Who am I
///
/// The signed-in user, his roles, areas and actions.
#[utoipa::path(tag = "session", operation_id = "get_me", responses((status = 200, description = "The signed-in user", body = Me)), security(("bearer" = [])))]
#[get("/auth/me")]
pub async fn me(app: web::Data<App>, signed_in: SignedIn) -> Answer<web::Json<Me>> {
    describe(&app, signed_in.0.user_id.clone()).await.map(web::Json)
}

/// Change one's password
///
/// Ends all sessions of the old password, this one too: sign in again.
#[utoipa::path(tag = "session", operation_id = "change_password", request_body = PasswordChange, responses(
    (status = 204, description = "Changed; sign in again"),
), security(("bearer" = [])))]
#[post("/auth/password")]
pub async fn change_password(
    app: web::Data<App>,
    signed_in: SignedIn,
    body: Body<PasswordChange>,
) -> Answer<HttpResponse> {
    let Body(change) = body;
    let id = signed_in.0.user_id.clone();
    let user = app.read(move |conn| users::by_id(conn, &id)).await?;
    if app.config.demo && DemoLogin::is_of(&user.username) {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "demo",
            "Bản dùng thử không đổi được mật khẩu.",
            "Passwords of the demo can't be changed.",
        ));
    }
    crate::users::password::check(&change.new_password, &user.username, "/new_password")?;
    let (given, hash) = (change.current_password, user.password_hash);
    if !web::block(move || crypto::password_holds(&given, &hash)).await? {
        return Err(Problem::field(
            "/current_password",
            "wrong_password",
            "mật khẩu hiện tại không đúng",
            "the current password is wrong",
        ));
    }
    let new = change.new_password;
    let hash = web::block(move || crypto::hash_password(&new))
        .await?
        .map_err(|e| Problem::internal(&e))?;
    // The scope says who did it; which action's it is doesn't matter here.
    let scope = Action::ALL
        .iter()
        .find_map(|action| signed_in.0.scope(*action))
        .unwrap_or_else(Scope::of_the_program);
    app.write(move |conn| users::set_password(conn, &scope, &user.id, &hash, false))
        .await?;
    app.tokens.forget_actors();
    Ok(HttpResponse::NoContent().finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lockout_grows_and_ends_at_an_hour() {
        let seconds: Vec<_> = (4..15)
            .map(|n| lockout(n).map_or(0, |d| d.num_seconds()))
            .collect();
        assert_eq!(seconds, [0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    }
}
