//! Signing in and out.

pub mod dto;
pub mod routes;
