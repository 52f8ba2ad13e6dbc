//! The API as its callers see it. The modules mirror the tree of routes; [`matrix`] and [`bad_input`] are made
//! from the OpenAPI document, so that no endpoint can be left out.

mod areas;
mod bad_input;
mod documents;
mod households;
mod imports;
mod leaks;
mod matrix;
mod operation;
mod overview;
mod reviews;
mod session;
mod standards;
mod support;
mod users;
mod values;
mod webhooks;
