//! Webhooks: other programs are told what happens in an area, in messages that are signed.

mod address;
mod dto;
pub mod job;
pub mod routes;
mod send;
mod sign;
