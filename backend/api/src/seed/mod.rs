//! Invented data: the households of a province and the logins to try the program with.
//!
//! What households look like is [`invent`]'s part, which knows no database; [`write`] keeps what it invents.

mod budget;
mod dice;
mod invent;
mod logins;
mod names;
mod papers;
mod people;
mod places;
mod plans;
mod reports;
mod reviews;
mod targets;
mod visits;
mod write;

use clap::Args;
use giamngheo_store::seeding;

pub use logins::{DemoLogin, demo_logins};

use crate::app::App;
use crate::config::Config;

/// The seed of the demo: one where the communes of its logins have households of every class.
const DEMO_SEED: u64 = 2022;

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
    #[arg(long, default_value_t = DEMO_SEED)]
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

impl Plan {
    /// Lạng Sơn, as the demo shows it.
    fn of_the_demo() -> Self {
        Self {
            province: "20".into(),
            households: 0,
            seed: DEMO_SEED,
            from_year: 2022,
            to_year: 2025,
            survey_years: 2,
        }
    }

    /// The command line that gives the same data.
    fn line(&self) -> String {
        format!(
            "giamngheo seed --province {} --households {} --seed {} --from-year {} --to-year {} --survey-years {}",
            self.province, self.households, self.seed, self.from_year, self.to_year, self.survey_years
        )
    }
}

/// Fills the database as planned. Errors: a sentence for the operator.
pub fn run(config: &Config, plan: &Plan) -> Result<(), String> {
    let app = crate::serve::prepare(config)?;
    let began = std::time::Instant::now();
    let written = write::fill(&app, plan)?;
    papers::file(&app, &plan.province)?;
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{} households, {} members, {seconds:.1} s",
        written.households, written.members
    );
    Ok(())
}

/// Makes what the demo needs and isn't there yet: logins, and households in an empty registry.
pub fn demo(app: &App) -> Result<(), String> {
    let plan = Plan {
        households: app.config.demo_households,
        ..Plan::of_the_demo()
    };
    let (empty, progress) = app
        .db
        .read(|conn| {
            Ok((
                seeding::registry_is_empty(conn)?,
                seeding::progress(conn, &plan.province)?,
            ))
        })
        .map_err(|e| format!("the registry can't be read: {e}"))?;
    // One that was interrupted goes on.
    if plan.households > 0 && (empty || progress.is_some_and(|p| p.plan == plan.line())) {
        write::fill(app, &plan)?;
    }
    papers::file(app, &plan.province)?;
    targets::make(app, &plan.province)?;
    logins::make(app)?;
    plans::make(app, &plan.province)?;
    budget::make(app, &plan.province)?;
    reviews::make(app, &plan.province)?;
    reports::make(app, &plan.province)?;
    visits::make(app, &plan.province)
}
