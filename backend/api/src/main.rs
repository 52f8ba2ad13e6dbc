//! The program: HTTP, jobs and the command line.

mod app;
mod areas;
mod attachments;
mod budget;
mod config;
mod crypto;
mod documents;
mod framework;
mod households;
mod http;
mod imports;
mod indicators;
mod operation;
mod overview;
mod plans;
mod reminders;
mod reports;
mod reviews;
mod seed;
mod serve;
mod session;
mod simulations;
mod standards;
mod users;
mod values;
mod visits;
mod webhooks;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

/// Giảm Nghèo: the registry, yearly review, results and budgets of the poverty reduction programme.
#[derive(Parser)]
#[command(name = "giamngheo", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts the API and the web app.
    Serve(Config),
    /// Brings the database's schema and areas up to date.
    Migrate(Config),
    /// Fills the database with believable households of a province; the same seed gives the same data.
    Seed {
        #[command(flatten)]
        config: Config,
        #[command(flatten)]
        plan: seed::Plan,
    },
    /// Imports a file of households or members.
    Import {
        #[command(flatten)]
        config: Config,
        #[command(flatten)]
        order: imports::command::Order,
    },
    /// Makes a user with a role, and prints the first password.
    User {
        #[command(flatten)]
        config: Config,
        /// Name to sign in with.
        #[arg(long)]
        username: String,
        /// Name for people.
        #[arg(long)]
        full_name: String,
        /// Role, such as administrator or officer.
        #[arg(long)]
        role: String,
        /// Area's code; none is the whole nation.
        #[arg(long)]
        area: Option<String>,
    },
    /// Prints the OpenAPI document, or writes it to a file.
    Openapi {
        /// Where to write it.
        file: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve(config) => serve::run(config),
        Command::Migrate(config) => serve::prepare(&config).map(|_| ()),
        Command::Seed { config, plan } => seed::run(&config, &plan),
        Command::Import { config, order } => imports::command::run(&config, &order),
        Command::User {
            config,
            username,
            full_name,
            role,
            area,
        } => users::command::run(&config, &username, &full_name, &role, area.as_deref()),
        Command::Openapi { file } => serve::write_openapi(file.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("giamngheo: {sentence}");
            ExitCode::FAILURE
        }
    }
}
