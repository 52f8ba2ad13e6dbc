//! `/budget…`: money from the decision to the settlement, to the đồng.

mod concurrency;
mod demo;
mod help;
mod model;
mod refusals;
mod sheets;
mod walk;

pub use help::one_of;
