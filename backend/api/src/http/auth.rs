//! Tokens and permits. A handler gets at scoped data only through a [`Permit`] that names its action.

use std::collections::HashMap;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, web};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use giamngheo_store::access::Action;
use giamngheo_store::scope::{Actor, Scope};
use giamngheo_store::users;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use super::problem::Problem;
use crate::app::App;

/// How long an access token holds, in seconds.
pub const ACCESS_SECONDS: i64 = 600;

/// How long an actor's grants are trusted before they are read again.
const ACTOR_FRESH: Duration = Duration::from_secs(5);

/// What an access token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer.
    pub iss: String,
    /// Audience.
    pub aud: String,
    /// The user.
    pub sub: String,
    /// The session.
    pub sid: String,
    /// Issued at, seconds since 1970.
    pub iat: i64,
    /// Expires at, seconds since 1970.
    pub exp: i64,
}

const ISSUER: &str = "giamngheo";

/// Signs and verifies access tokens (EdDSA) and remembers what it verified a moment ago.
pub struct Tokens {
    kid: String,
    public: Vec<u8>,
    encoding: EncodingKey,
    decoding: DecodingKey,
    refresh: hmac::Key,
    verified: Mutex<HashMap<[u8; 32], Claims>>,
    actors: Mutex<HashMap<String, (Instant, Arc<Actor>)>>,
}

impl Tokens {
    /// Keys from a secret seed of 32 bytes: every process with the same configuration has the same keys.
    pub fn new(seed: &[u8; 32]) -> Result<Self, String> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|e| e.to_string())?;
        let public = pair.public_key().as_ref().to_vec();
        let document = pair.to_pkcs8v1().map_err(|e| e.to_string())?;
        Ok(Self {
            kid: URL_SAFE_NO_PAD.encode(&digest(&SHA256, &public).as_ref()[..12]),
            encoding: EncodingKey::from_ed_der(document.as_ref()),
            decoding: DecodingKey::from_ed_der(&public),
            public,
            refresh: hmac::Key::new(hmac::HMAC_SHA256, seed),
            verified: Mutex::default(),
            actors: Mutex::default(),
        })
    }

    /// The refresh token that follows one: always the same, so that who lost the answer gets it again.
    pub fn successor(&self, refresh: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.refresh, format!("refresh {refresh}").as_bytes()))
    }

    /// A new access token for a session.
    pub fn issue(&self, user_id: &str, session_id: &str) -> Result<String, Problem> {
        let iat = chrono::Utc::now().timestamp();
        let claims = Claims {
            iss: ISSUER.into(),
            aud: ISSUER.into(),
            sub: user_id.into(),
            sid: session_id.into(),
            iat,
            exp: iat + ACCESS_SECONDS,
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, &claims, &self.encoding).map_err(|e| Problem::internal(&e))
    }

    /// The claims of a token that this program signed and that holds now.
    pub fn verify(&self, token: &str) -> Option<Claims> {
        let mut key = [0; 32];
        key.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        let now = chrono::Utc::now().timestamp();
        if let Some(claims) = self.verified.lock().ok()?.get(&key) {
            return (claims.exp > now).then(|| claims.clone());
        }
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.kid.as_deref() != Some(&self.kid) {
            return None;
        }
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[ISSUER]);
        rules.leeway = 0;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &rules)
            .ok()?
            .claims;
        let mut verified = self.verified.lock().ok()?;
        if verified.len() >= 10_000 {
            verified.retain(|_, c| c.exp > now);
        }
        verified.insert(key, claims.clone());
        Some(claims)
    }

    /// The public key as a JSON Web Key Set (RFC 7517, RFC 8037).
    pub fn jwks(&self) -> serde_json::Value {
        serde_json::json!({ "keys": [{
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA",
            "kid": self.kid, "x": URL_SAFE_NO_PAD.encode(&self.public),
        }]})
    }

    fn remembered(&self, session_id: &str) -> Option<Arc<Actor>> {
        let actors = self.actors.lock().ok()?;
        actors
            .get(session_id)
            .filter(|(at, _)| at.elapsed() < ACTOR_FRESH)
            .map(|(_, actor)| actor.clone())
    }

    fn remember(&self, actor: Arc<Actor>) {
        if let Ok(mut actors) = self.actors.lock() {
            if actors.len() >= 10_000 {
                actors.retain(|_, (at, _)| at.elapsed() < ACTOR_FRESH);
            }
            actors.insert(actor.session_id.clone(), (Instant::now(), actor));
        }
    }

    /// Forgets all actors: grants, users or sessions changed.
    pub fn forget_actors(&self) {
        if let Ok(mut actors) = self.actors.lock() {
            actors.clear();
        }
    }
}

/// A signed-in actor, with no action named: for what everybody may do with his own session.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Arc<Actor>);

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<App>>().cloned();
        let claims = request
            .headers()
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.strip_prefix("Bearer "))
            .map(str::trim)
            .map(|token| app.as_ref().and_then(|app| app.tokens.verify(token)));
        Box::pin(async move {
            let app = app.ok_or_else(|| Problem::internal(&"no application state"))?;
            let claims = match claims {
                None => return Err(Problem::unauthenticated("no_token")),
                Some(None) => return Err(Problem::unauthenticated("bad_token")),
                Some(Some(claims)) => claims,
            };
            if let Some(actor) = app
                .tokens
                .remembered(&claims.sid)
                .filter(|a| a.user_id == claims.sub)
            {
                return Ok(Self(actor));
            }
            let session = claims.sid.clone();
            let actor = app
                .read(move |conn| users::actor(conn, &session))
                .await?
                .filter(|actor| actor.user_id == claims.sub)
                .ok_or_else(|| Problem::unauthenticated("session_ended"))?;
            let actor = Arc::new(actor);
            app.tokens.remember(actor.clone());
            Ok(Self(actor))
        })
    }
}

/// An action as a type, for [`Permit`].
pub trait Permitted: 'static {
    /// The action it stands for.
    const ACTION: Action;
}

macro_rules! permitted {
    ($($name:ident),* $(,)?) => {$(
        #[doc = concat!("Stands for [`Action::", stringify!($name), "`].")]
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl Permitted for $name {
            const ACTION: Action = Action::$name;
        }
    )*};
}

permitted!(
    ViewHouseholds,
    EditHouseholds,
    SurveyHouseholds,
    RestructureHouseholds,
    ImportHouseholds,
    ExportHouseholds,
    ViewStatistics,
    RunSimulations,
    ViewReviews,
    OpenReviews,
    ConductReview,
    GiveOpinion,
    RecogniseHouseholds,
    ManageUsers,
    ManageAreas,
    ManageWebhooks,
    ManageFramework,
    SetTargets,
    EnterValues,
    CheckValues,
    ApproveValues,
    OpenReportRounds,
    FillReports,
    JudgeReports,
    EditPlans,
    IssuePlans,
    ViewVisits,
    ConductVisits,
    ApproveVisits,
    AnswerRecommendations,
    ViewBudget,
    EnterBudget,
    ApproveBudget,
    ManageBudget,
);

/// Proof that the actor may do the action, and where.
#[derive(Debug, Clone)]
pub struct Permit<A: Permitted> {
    /// Who acts.
    pub actor: Arc<Actor>,
    /// Where the action is allowed.
    pub scope: Scope,
    action: PhantomData<A>,
}

impl<A: Permitted> FromRequest for Permit<A> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        Box::pin(async move {
            let SignedIn(actor) = signed_in.await?;
            if actor.must_change_password {
                return Err(Problem::new(
                    StatusCode::FORBIDDEN,
                    "password_change_required",
                    "Bạn phải đổi mật khẩu trước khi làm việc.",
                    "Change your password first.",
                ));
            }
            let scope = actor.scope(A::ACTION).ok_or_else(|| {
                Problem::new(
                    StatusCode::FORBIDDEN,
                    "not_allowed",
                    "Vai trò của bạn không được làm việc này.",
                    "Your role may not do this.",
                )
            })?;
            Ok(Self {
                actor,
                scope,
                action: PhantomData,
            })
        })
    }
}
