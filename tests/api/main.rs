//! The API as its callers see it. The modules mirror the tree of routes; [`matrix`] and [`bad_input`] are made
//! from the OpenAPI document, so that no endpoint can be left out.

mod areas;
mod bad_input;
mod budget;
mod documents;
mod framework;
mod households;
mod imports;
mod indicators;
mod leaks;
mod matrix;
mod operation;
mod overview;
mod plans;
mod reports;
mod reviews;
mod session;
mod simulations;
mod standards;
mod support;
mod users;
mod values;
mod visits;
mod webhooks;
