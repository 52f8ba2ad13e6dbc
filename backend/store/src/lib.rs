//! The only place that speaks SQL: engines, migrations, scope, and one module a feature.
//!
//! It knows no HTTP and no files. Every read or write of scoped data takes a [`scope::Scope`] first, so that
//! a list, a total or an export can't forget whose data it may show.

pub mod access;
pub mod areas;
pub mod audit;
pub mod budget;
pub mod bulk;
pub mod data_version;
pub mod db;
pub mod definitions;
pub mod documents;
pub mod error;
pub mod evidence;
pub mod households;
pub mod id;
pub mod idempotency;
pub mod imports;
pub mod indicators;
pub mod plans;
pub mod reports;
pub mod reviews;
pub mod scope;
pub mod seeding;
pub mod simulations;
pub mod sql;
pub mod targets;
pub mod users;
pub mod values;
pub mod visits;
pub mod webhooks;

pub use db::{Conn, Db, Engine};
pub use error::{Error, FieldError, Result};
pub use scope::{Actor, Scope};
