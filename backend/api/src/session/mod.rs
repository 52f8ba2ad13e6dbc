//! Signing in and out.

pub mod routes;
