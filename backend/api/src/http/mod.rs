//! What every endpoint shares: problems, strict bodies, tokens and permits, pages, entity tags.

pub mod auth;
pub mod done;
pub mod etag;
pub mod extract;
pub mod idempotency;
pub mod openapi;
pub mod paging;
pub mod problem;
