//! Simulations as they go over the wire.

use chrono::{DateTime, NaiveDate, Utc};
use giamngheo_rules::poverty::Class;
use giamngheo_rules::poverty::simulation::{Benefits, Fault, FigureUsed, Scenario};
use giamngheo_rules::text::tidy;
use giamngheo_rules::words::Words;
use giamngheo_store::FieldError;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::areas::dto::AreaRef;
use crate::http::paging;
use crate::overview::dto::Rate;

/// Whose units a simulation lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SimulationUnits)]
pub enum Units {
    /// The units of the year.
    #[default]
    Then,
    /// The units of today, with the households of the units that went into them whole.
    Today,
}

/// What is to be simulated.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulationInput {
    /// Its name.
    #[schema(
        example = "Chuẩn 2027, ngưỡng thu nhập cao hơn",
        min_length = 1,
        max_length = 120
    )]
    #[validate(length(min = 1, max = 120))]
    pub name: String,
    /// The area (code or id); null is the whole nation.
    // Required, null or not: who forgets it must not count the whole nation.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(example = "06463", required = true)]
    #[validate(length(min = 1, max = 60))]
    pub area: Option<String>,
    /// The year of the register.
    #[schema(example = 2024, minimum = 2000, maximum = 2100)]
    #[validate(range(min = 2000, max = 2100))]
    pub year: i64,
    /// `then` (the default) lists the units of the year, `today` those of today.
    #[serde(default)]
    pub units: Units,
    /// The standard and what is supposed of it.
    pub scenario: Scenario,
    /// What households are given, by class.
    #[serde(default)]
    pub benefits: Benefits,
}

impl SimulationInput {
    /// The name as it is kept. Errors: each field that can't be.
    pub fn check(&self) -> Result<String, Vec<FieldError>> {
        let fields = |at: &'static str, faults: Vec<Fault>| {
            faults
                .into_iter()
                .map(move |f| FieldError::new(format!("{at}{}", f.pointer), f.code, f.vi, f.en))
        };
        let mut errors = Vec::new();
        let name = tidy(&self.name);
        if name.is_empty() {
            errors.push(FieldError::new(
                "/name",
                "length",
                "thiếu tên",
                "the name is missing",
            ));
        }
        errors.extend(fields(
            "/scenario",
            self.scenario.standard().err().unwrap_or_default(),
        ));
        errors.extend(fields(
            "/benefits",
            self.benefits.check().err().unwrap_or_default(),
        ));
        if errors.is_empty() { Ok(name) } else { Err(errors) }
    }
}

/// Households of a class.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SimulationClass {
    /// The class; null for those without one.
    pub class: Option<Class>,
    /// Households.
    pub households: i64,
    /// Their members.
    pub members: i64,
    /// The households out of all of the register.
    pub household_rate: Rate,
    /// The members out of all of the register.
    pub member_rate: Rate,
    /// What the benefits of the class cost a year, đồng.
    pub cost_vnd_per_year: i64,
}

/// Households by class, and what they cost.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SimulationSide {
    /// From worst to best; those without a class last.
    pub classes: Vec<SimulationClass>,
    /// Poor and near-poor households out of all of the register.
    pub multidimensional_rate: Rate,
    /// What the benefits cost a year, đồng.
    pub cost_vnd_per_year: i64,
}

/// Households that are one thing in the register and one thing in the simulation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SimulationMove {
    /// The class in the register; null for none.
    pub from: Option<Class>,
    /// The class in the simulation; null where it can't be said.
    pub to: Option<Class>,
    /// Households.
    pub households: i64,
    /// Their members.
    pub members: i64,
}

/// Households that the scenario's standard can't judge: they are counted, and never guessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Unjudged {
    /// Households.
    pub households: i64,
    /// Their members.
    pub members: i64,
    /// Households of which no finding is kept.
    pub no_findings: i64,
    /// Households whose findings the standard has no rule for: points of B1 where it has none for them, values out of
    /// its bounds, or indicators that were not asked.
    pub no_rule: i64,
}

/// What a simulation found of an area.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SimulationOutcome {
    /// All households of the register.
    pub households: i64,
    /// Their members.
    pub members: i64,
    /// The register as it is.
    pub before: SimulationSide,
    /// The register as it is, of the households that the scenario judges: what `after` is to be compared with.
    pub compared: SimulationSide,
    /// Under the scenario; those without a class are the unjudged.
    pub after: SimulationSide,
    /// `after` less `compared`, đồng a year.
    pub cost_difference_vnd_per_year: i64,
    /// From class to class, those that stay too.
    pub moves: Vec<SimulationMove>,
    /// What can't be said.
    pub unjudged: Unjudged,
}

/// What a simulation found of a unit below.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimulationUnit {
    /// The unit; null for households that belong to none of those listed.
    pub area: Option<AreaRef>,
    /// What was found.
    pub outcome: SimulationOutcome,
}

/// A simulation in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimulationRow {
    /// Identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The area; null is the nation.
    pub area: Option<AreaRef>,
    /// The year of the register.
    pub year: i64,
    /// The standard's code.
    #[schema(example = "VN-2027")]
    pub standard: String,
    /// Whether figures of the standard are supposed to be others.
    pub edited: bool,
    /// Who made it.
    pub created_by: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// For If-Match.
    pub version: i64,
}

/// A simulation with what it found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimulationView {
    /// What it is.
    #[serde(flatten)]
    pub row: SimulationRow,
    /// The name of the standard.
    pub standard_name: Words,
    /// The standard and what is supposed of it.
    pub scenario: Scenario,
    /// What households are given, by class.
    pub benefits: Benefits,
    /// The figures used, each with whether it is supposed and whether it is verified.
    pub figures: Vec<FigureUsed>,
    /// Whether all it rests on was checked against the text of the law.
    pub verified: bool,
    /// Whose units are listed.
    pub units: Units,
    /// The day whose units are listed.
    pub on: NaiveDate,
    /// The same in two simulations of an area and year says that the register was the same for both.
    pub data_version: String,
    /// The whole area.
    pub whole: SimulationOutcome,
    /// The units directly below that have households, by name; they add up to the whole.
    pub parts: Vec<SimulationUnit>,
    /// Whether the caller may delete it.
    pub deletable: bool,
}

/// Which page.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SimulationQuery {
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}
