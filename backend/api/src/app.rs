//! The application: its state and its routes.

use std::sync::Arc;

use actix_web::web;
use giamngheo_store::{Conn, Db, Result};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::areas::atlas::Atlas;
use crate::attachments::Attachments;
use crate::config::Config;
use crate::crypto::Vault;
use crate::http::auth::Tokens;
use crate::http::problem::{Answer, Problem};
use crate::{
    areas, budget, documents, framework, households, imports, indicators, operation, overview, plans,
    reminders, reports, reviews, session, simulations, standards, users, values, visits, webhooks,
};

/// What handlers share. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// Signing and verifying access tokens.
    pub tokens: Arc<Tokens>,
    /// Encrypting and hashing citizen IDs.
    pub vault: Arc<Vault>,
    /// Areas, remembered.
    pub atlas: Arc<Atlas>,
    /// Figures that were worked out before and still hold.
    pub answers: Arc<indicators::routes::Answers>,
    /// Files that prove something.
    pub attachments: Attachments,
    /// The configuration it was started with.
    pub config: Arc<Config>,
}

impl App {
    /// Reads from the database, off the async workers.
    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Answer<T> {
        let db = self.db.clone();
        web::block(move || db.read(f)).await?.map_err(Problem::from)
    }

    /// Changes the database in one transaction, off the async workers.
    pub async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Answer<T> {
        let db = self.db.clone();
        web::block(move || db.write(f)).await?.map_err(Problem::from)
    }

    /// Today's civil date in Asia/Ho_Chi_Minh (UTC+7, no summer time).
    pub fn today(&self) -> chrono::NaiveDate {
        self.config
            .today
            .unwrap_or_else(|| (chrono::Utc::now() + chrono::Duration::hours(7)).date_naive())
    }
}

/// All routes below `/api/v1`.
pub fn routes(config: &mut ServiceConfig) {
    session::routes::register(config);
    users::routes::register(config);
    areas::routes::register(config);
    standards::routes::register(config);
    households::routes::register(config);
    overview::routes::register(config);
    indicators::register(config);
    simulations::routes::register(config);
    framework::routes::register(config);
    reviews::register(config);
    reports::register(config);
    reminders::register(config);
    documents::routes::register(config);
    plans::register(config);
    imports::routes::register(config);
    webhooks::routes::register(config);
    values::routes::register(config);
    visits::register(config);
    budget::register(config);
    operation::register(config);
}
