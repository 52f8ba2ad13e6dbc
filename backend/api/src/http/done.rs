//! Who did something, and when.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// Who did it, and when.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoneBy {
    /// The user's id.
    pub user_id: String,
    /// The name.
    pub full_name: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl DoneBy {
    /// What was done, of the columns that tell it.
    pub fn new(user_id: String, name: Option<String>, at: NaiveDateTime) -> Self {
        Self {
            full_name: name.unwrap_or_default(),
            user_id,
            at: at.and_utc(),
        }
    }

    /// What may not have been done yet.
    pub fn maybe(user_id: Option<String>, name: Option<String>, at: Option<NaiveDateTime>) -> Option<Self> {
        Some(Self::new(user_id?, name, at?))
    }
}
