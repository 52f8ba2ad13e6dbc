//! Black-box tests over HTTP on both engines: the program started as a person would, and a client for it.
//!
//! `TEST_DATABASE` is `sqlite` (the default) or the URL of a PostgreSQL database that may make others;
//! `GIAMNGHEO_BIN` is the program, by default the one in the target folder.

mod app;
mod client;
pub mod document;

pub use app::{SECRET_KEY, Settings, TestApp, access_token, binary, free_port};
pub use client::{Answer, Client, Request};

/// A file of `tests/data`.
pub fn data(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
