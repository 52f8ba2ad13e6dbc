//! What was counted, as it is kept, and the sums, rates and costs that follow from it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use giamngheo_rules::poverty::simulation::{Benefits, FigureUsed, figures};
use giamngheo_rules::poverty::{Basis, Class, Standard};
use giamngheo_rules::words::Words;
use giamngheo_store::simulations::Cell;
use serde::{Deserialize, Serialize};

use super::dto::{SimulationClass, SimulationMove, SimulationOutcome, SimulationSide, Units, Unjudged};
use crate::areas::atlas::Below;
use crate::overview::dto::Rate;

/// What is kept of a run: what was counted and the figures it rests on, whatever standards say later.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    /// The name of the standard.
    pub standard_name: Words,
    /// The figures used.
    pub figures: Vec<FigureUsed>,
    /// Whether all it rests on was checked against the text of the law.
    pub verified: bool,
    /// Whose units are listed.
    pub units: Units,
    /// The day whose units are listed.
    pub on: NaiveDate,
    /// Ids of the units that have households, by name.
    pub listed: Vec<String>,
    /// The households.
    pub cells: Vec<KeptCell>,
}

/// Households of a unit that are one thing in the register and one thing in the scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCell {
    /// The unit's id; none for households that belong to none of those listed.
    pub unit: Option<String>,
    /// The class in the register.
    pub from: Option<Class>,
    /// The class in the scenario.
    pub to: Option<Class>,
    /// What decides in the scenario; none where nothing was found.
    pub basis: Option<Basis>,
    /// Households.
    pub households: i64,
    /// Their members.
    pub members: i64,
}

impl Kept {
    /// Of what was counted by place, with the units the places lie in.
    pub fn new(to: &Standard, units: Units, on: NaiveDate, below: &Below, counted: &[Cell]) -> Self {
        let mut sums: BTreeMap<_, (i64, i64)> = BTreeMap::new();
        for cell in counted {
            let (from, after) = (Class::from_code(&cell.class), Class::from_code(&cell.after));
            let key = (below.unit_of(&cell.path), from, after, cell.basis.as_str());
            let sum = sums.entry(key).or_default();
            sum.0 += cell.households;
            sum.1 += cell.members;
        }
        let cells: Vec<KeptCell> = sums
            .into_iter()
            .map(|((unit, from, to, basis), (households, members))| KeptCell {
                unit: unit.map(str::to_owned),
                from,
                to,
                basis: Basis::from_code(basis),
                households,
                members,
            })
            .collect();
        Self {
            standard_name: to.name.clone(),
            figures: figures(to),
            verified: to.verified(),
            units,
            on,
            listed: below
                .units
                .iter()
                .filter(|unit| cells.iter().any(|c| c.unit.as_ref() == Some(&unit.id)))
                .map(|unit| unit.id.clone())
                .collect(),
            cells,
        }
    }
}

/// The class in the register and in the scenario.
type Pair = (Option<Class>, Option<Class>);

/// The sums, rates and costs of some cells; none when a cost is more than a whole number holds.
pub fn outcome<'c>(
    cells: impl IntoIterator<Item = &'c KeptCell>,
    benefits: &Benefits,
) -> Option<SimulationOutcome> {
    let mut moves: BTreeMap<Pair, (i64, i64)> = BTreeMap::new();
    let (mut households, mut members, mut no_findings, mut no_rule) = (0, 0, 0, 0);
    for cell in cells {
        households += cell.households;
        members += cell.members;
        let sum = moves.entry((cell.from, cell.to)).or_default();
        sum.0 += cell.households;
        sum.1 += cell.members;
        match (cell.to, cell.basis) {
            (Some(_), _) => {}
            (None, None) => no_findings += cell.households,
            (None, Some(_)) => no_rule += cell.households,
        }
    }
    let side = |class_of: fn(&Pair) -> Option<Option<Class>>| {
        let mut classes = Vec::with_capacity(5);
        let mut cost = 0_i64;
        for class in Class::ALL.into_iter().map(Some).chain([None]) {
            let of_class = moves.iter().filter(|(key, _)| class_of(key) == Some(class));
            let (h, m) = of_class.fold((0, 0), |sum, (_, (h, m))| (sum.0 + h, sum.1 + m));
            let of_class = class.map_or(Some(0), |class| benefits.yearly_vnd(class, h, m))?;
            cost = cost.checked_add(of_class)?;
            classes.push(SimulationClass {
                class,
                households: h,
                members: m,
                household_rate: Rate::of(h, households),
                member_rate: Rate::of(m, members),
                cost_vnd_per_year: of_class,
            });
        }
        let lists = classes[0].households + classes[1].households;
        Some(SimulationSide {
            multidimensional_rate: Rate::of(lists, households),
            classes,
            cost_vnd_per_year: cost,
        })
    };
    let before = side(|(from, _)| Some(*from))?;
    let compared = side(|(from, to)| to.is_some().then_some(*from))?;
    let after = side(|(_, to)| Some(*to))?;
    let unjudged = &after.classes[Class::ALL.len()];
    Some(SimulationOutcome {
        households,
        members,
        cost_difference_vnd_per_year: after.cost_vnd_per_year.checked_sub(compared.cost_vnd_per_year)?,
        unjudged: Unjudged {
            households: unjudged.households,
            members: unjudged.members,
            no_findings,
            no_rule,
        },
        before,
        compared,
        after,
        moves: moves
            .iter()
            .map(|(&(from, to), &(households, members))| SimulationMove {
                from,
                to,
                households,
                members,
            })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use giamngheo_rules::poverty::simulation::Benefit;

    use super::*;

    fn cell(from: Option<Class>, to: Option<Class>, basis: Option<Basis>, households: i64) -> KeptCell {
        KeptCell {
            unit: None,
            from,
            to,
            basis,
            households,
            members: households * 4,
        }
    }

    #[test]
    fn costs_are_compared_like_with_like_and_the_unjudged_are_counted() {
        use Class::{NearPoor, Other, Poor};
        let cells = [
            cell(Some(Poor), Some(Poor), Some(Basis::Income), 3),
            cell(Some(Poor), Some(NearPoor), Some(Basis::Income), 2),
            cell(Some(Other), Some(Poor), Some(Basis::Score), 4),
            cell(Some(Poor), None, Some(Basis::Score), 5),
            cell(None, None, None, 6),
        ];
        let benefits = Benefits {
            poor: Benefit {
                vnd_per_household_month: 50_000,
                vnd_per_person_month: 0,
            },
            ..Benefits::default()
        };
        let found = outcome(&cells, &benefits).expect("small");
        let year = 12 * 50_000;
        assert_eq!((found.households, found.members), (20, 80));
        assert_eq!(found.before.cost_vnd_per_year, 10 * year);
        assert_eq!(found.compared.cost_vnd_per_year, 5 * year);
        assert_eq!(found.after.cost_vnd_per_year, 7 * year);
        assert_eq!(found.cost_difference_vnd_per_year, 2 * year);
        assert_eq!(
            found.unjudged,
            Unjudged {
                households: 11,
                members: 44,
                no_findings: 6,
                no_rule: 5
            }
        );
        let poor = &found.after.classes[0];
        assert_eq!(
            (poor.household_rate.numerator, poor.household_rate.denominator),
            (7, 20)
        );
        assert_eq!(found.after.multidimensional_rate.percent, Some(45.0));
        assert_eq!(found.moves.iter().map(|m| m.households).sum::<i64>(), 20);
        // More than a whole number holds is said, not wrapped.
        let many = [cell(Some(Poor), Some(Poor), None, i64::MAX / 4)];
        assert_eq!(outcome(&many, &benefits), None);
    }
}
