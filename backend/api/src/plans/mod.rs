//! Plans of work: drafted, issued, carried out activity by activity, closed; and on paper.

pub mod dto;
mod routes;
mod says;

pub use routes::register;
