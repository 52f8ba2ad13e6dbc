//! Users, their roles and areas.

pub mod command;
pub mod password;
pub mod routes;
