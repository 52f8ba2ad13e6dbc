//! Webhooks as they go over the wire.

use chrono::{DateTime, Utc};
use giamngheo_store::areas::Area;
use giamngheo_store::webhooks::{Delivery, EVENTS, REASON_GONE, Webhook};
use giamngheo_store::{Error, FieldError};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::send::ERRORS;
use crate::areas::dto::AreaRef;
use crate::http::paging;

/// A webhook, as it is made or changed.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookInput {
    /// Where messages go: a public https address.
    #[schema(
        example = "https://receiver.example/giamngheo",
        min_length = 1,
        max_length = 2000
    )]
    #[validate(length(min = 1, max = 2000))]
    pub url: String,
    /// The area it hears of (code or id), with all below; null is the whole nation.
    // Required, null or not: who forgets it must not hear of the whole nation.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(example = "06463", required = true)]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Names of the events it is told, of `GET /webhook-events`; null or absent is all, and those to come.
    #[serde(default)]
    #[validate(length(min = 1, max = 50))]
    pub events: Option<Vec<String>>,
    /// What it is for.
    #[serde(default)]
    #[schema(max_length = 200)]
    #[validate(length(max = 200))]
    pub description: String,
    /// Whether it is told anything.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

impl WebhookInput {
    /// The events in the order of the table, each once. Errors: each name that is none.
    pub fn events(&self) -> Result<Option<Vec<String>>, Vec<FieldError>> {
        let Some(names) = &self.events else {
            return Ok(None);
        };
        let unknown = names
            .iter()
            .enumerate()
            .filter(|(_, n)| !EVENTS.iter().any(|e| e.name == *n));
        let errors: Vec<FieldError> = unknown
            .map(|(i, _)| {
                FieldError::new(
                    format!("/events/{i}"),
                    "unknown",
                    "không có sự kiện này",
                    "there is no such event",
                )
            })
            .collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        let wanted = EVENTS.iter().filter(|e| names.iter().any(|n| n == e.name));
        Ok(Some(wanted.map(|e| e.name.to_owned()).collect()))
    }
}

/// A reason, for programs and for people.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookReason {
    /// Stable machine-readable reason.
    #[schema(example = "timeout")]
    pub code: String,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl WebhookReason {
    fn new(code: &str, vi: &str, en: &str) -> Self {
        Self {
            code: code.to_owned(),
            vi: vi.to_owned(),
            en: en.to_owned(),
        }
    }

    fn of_error(code: &str) -> Self {
        let (_, vi, en) = ERRORS.iter().find(|(c, ..)| *c == code).unwrap_or(&(
            "",
            "Không gửi được.",
            "It could not be sent.",
        ));
        Self::new(code, vi, en)
    }

    fn of_disabling(code: &str) -> Self {
        if code == REASON_GONE {
            return Self::of_error(code);
        }
        Self::new(
            code,
            "Cả ngày không gửi được lần nào.",
            "For a day nothing could be delivered.",
        )
    }
}

/// A webhook, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookView {
    /// Identifier.
    pub id: String,
    /// Where messages go.
    pub url: String,
    /// The area it hears of; null is the whole nation.
    pub area: Option<AreaRef>,
    /// Names of the events it is told; null is all.
    pub events: Option<Vec<String>>,
    /// What it is for.
    pub description: String,
    /// Whether it is told anything.
    pub active: bool,
    /// Why the program made it inactive; null when it is active, or a person did.
    pub disabled: Option<WebhookReason>,
    /// Attempts since one last succeeded.
    pub failures: i64,
    /// When an attempt last succeeded.
    pub succeeded_at: Option<DateTime<Utc>>,
    /// Until when the secret before signs too; null when no exchange is under way.
    pub old_secret_until: Option<DateTime<Utc>>,
    /// For If-Match.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl WebhookView {
    /// With its area. Errors: what is stored can't be read.
    pub fn new(webhook: Webhook, area: Option<&Area>) -> Result<Self, Error> {
        let events = webhook.wanted()?;
        let old = webhook
            .previous_until
            .filter(|until| *until > giamngheo_store::id::now());
        Ok(Self {
            id: webhook.id,
            url: webhook.url,
            area: area.map(AreaRef::from),
            events,
            description: webhook.description,
            active: webhook.active,
            disabled: webhook
                .disabled_reason
                .as_deref()
                .filter(|_| !webhook.active)
                .map(WebhookReason::of_disabling),
            failures: webhook.failures,
            succeeded_at: webhook.succeeded_at.map(|t| t.and_utc()),
            old_secret_until: old.map(|t| t.and_utc()),
            version: webhook.version,
            created_at: webhook.created_at.and_utc(),
        })
    }
}

/// A webhook with its secret, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookSecret {
    /// The webhook.
    pub webhook: WebhookView,
    /// What messages are signed with, as the Standard Webhooks specification has it: `whsec_` and base64.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub secret: String,
}

/// An event that webhooks are told.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookEvent {
    /// Its name, in `type` of a message.
    #[schema(example = "review.opened")]
    pub event: &'static str,
    /// What it means, in Vietnamese.
    pub vi: &'static str,
    /// What it means, in English.
    pub en: &'static str,
}

/// A message and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryView {
    /// Identifier, in `webhook-id` of the message: the same in each attempt.
    pub id: String,
    /// What happened.
    #[schema(example = "ping")]
    pub event: String,
    /// The message.
    pub payload: serde_json::Value,
    /// queued, delivered or failed.
    #[schema(example = "delivered")]
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next; null when it is tried no more.
    pub next_at: Option<DateTime<Utc>>,
    /// The HTTP status of the last answer.
    pub last_status: Option<i64>,
    /// What went wrong last.
    pub last_error: Option<WebhookReason>,
    /// When it happened.
    pub created_at: DateTime<Utc>,
    /// When the receiver took it.
    pub delivered_at: Option<DateTime<Utc>>,
}

impl TryFrom<Delivery> for DeliveryView {
    type Error = Error;

    fn try_from(delivery: Delivery) -> Result<Self, Error> {
        Ok(Self {
            payload: serde_json::from_str(&delivery.payload)?,
            next_at: (delivery.state == "queued").then(|| delivery.next_at.and_utc()),
            id: delivery.id,
            event: delivery.event,
            state: delivery.state,
            attempts: delivery.attempts,
            last_status: delivery.last_status,
            last_error: delivery.last_error.as_deref().map(WebhookReason::of_error),
            created_at: delivery.created_at.and_utc(),
            delivered_at: delivery.delivered_at.map(|t| t.and_utc()),
        })
    }
}

/// Which page.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WebhookQuery {
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// A state of a message.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It waits to be sent, or to be sent again.
    Queued,
    /// The receiver took it.
    Delivered,
    /// It is tried no more.
    Failed,
}

impl DeliveryState {
    /// The code that is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

/// Which messages.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveryQuery {
    /// Only those in this state.
    #[param(inline)]
    #[serde(default, deserialize_with = "present")]
    pub state: Option<DeliveryState>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DeliveryState>, D::Error> {
    DeliveryState::deserialize(deserializer).map(Some)
}
