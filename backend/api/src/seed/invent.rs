//! What invented households look like: families, where they live, and what each autumn's survey found.
//!
//! Pure: the same plan gives the same households, in the same order. A household has a place in the ranking of
//! prosperity that moves a little every year; who is poor follows from the poverty rate of that year and place.
//! Points and deprivations are then thrown to fit, and the class is what the rule makes of them, never the throw.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use giamngheo_rules::area::{DatedUnit, History};
use giamngheo_rules::movement::Movement;
use giamngheo_rules::poverty::{self, Class, Deprivations, Findings, Setting, Standard};

use super::dice::{Dice, share_below};
use super::names::{self, ETHNICITIES};
use super::people::{self, Person};
use super::places::{self, FOUNDED_MS, Village};

/// What to invent.
#[derive(Debug, Clone)]
pub struct Order {
    /// The province's code.
    pub province: String,
    /// How many households.
    pub households: u32,
    /// The same seed gives the same households.
    pub seed: u64,
    /// First and last year with a register.
    pub years: (i32, i32),
    /// The day whose units households live in now.
    pub today: NaiveDate,
}

/// An invented household.
#[derive(Debug, Clone, PartialEq)]
pub struct Household {
    /// Identifier.
    pub id: String,
    /// The code in the officers' books.
    pub external_id: String,
    /// Index of its village.
    pub village: usize,
    /// House number, street, hamlet.
    pub address: Option<String>,
    /// The head first.
    pub members: Vec<Person>,
    /// What was found, year by year.
    pub years: Vec<Found>,
}

/// What the survey of a year found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The year.
    pub year: i32,
    /// The day of the survey.
    pub surveyed_on: NaiveDate,
    /// The commune-level unit of that year.
    pub unit: &'static DatedUnit,
    /// The standard in force on the day.
    pub standard: &'static str,
    /// Rural or urban, as the unit was.
    pub setting: Setting,
    /// Members then.
    pub member_count: i64,
    /// Points of form B1.
    pub b1: u32,
    /// Points of form B2.
    pub b2: u32,
    /// The deprivations.
    pub deprivations: Deprivations,
    /// The class by the rule.
    pub class: Class,
    /// How it came from the year before.
    pub movement: Option<&'static str>,
    /// Identifier of the survey.
    pub survey_id: String,
}

/// The households of an order, one after the other, and the villages they live in.
pub struct Invention {
    order: Order,
    /// The villages, in the order of their communes.
    pub villages: Vec<Village>,
    standards: Vec<(i32, &'static Standard)>,
    /// Next household: in which village, the how manyth of it, the how manyth of all.
    next: (usize, u32, u64),
    /// How many citizen IDs were given for a sex and birth year.
    given: HashMap<(bool, i32), u32>,
}

/// Begins an order. Errors: a sentence when there is no such province, or no standard with points for a year.
pub fn begin(history: &'static History, order: Order) -> Result<Invention, String> {
    let (first, last) = order.years;
    if first > last {
        return Err(format!("the first year {first} is after the last one {last}"));
    }
    let mut standards = Vec::new();
    for year in first..=last {
        let standard = autumn(year, 0)
            .and_then(poverty::in_force)
            .filter(|s| s.score.is_some());
        let standard = standard.ok_or_else(|| {
            format!("there is no poverty standard with points of B1 and B2 for the autumn of {year}")
        })?;
        standards.push((year, standard));
    }
    let first_day = autumn(first, 0).unwrap_or_default();
    let villages = places::villages(
        history,
        &order.province,
        order.today,
        first_day,
        order.households,
        order.seed,
    );
    if villages.is_empty() {
        return Err(format!(
            "there is no province with the code {:?} on {}",
            order.province, order.today
        ));
    }
    Ok(Invention {
        order,
        villages,
        standards,
        next: (0, 0, 0),
        given: HashMap::new(),
    })
}

/// A day of the autumn's review: 5 October and up to 45 days later.
fn autumn(year: i32, days: u64) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 10, 5)?.checked_add_days(chrono::Days::new(days.min(45)))
}

/// The province's shares of poor, near-poor and average households in the autumn of a year: poverty falls by two
/// to three points a year, as Lạng Sơn's did.
fn rates(year: i32) -> [f64; 3] {
    let passed = f64::from((year - 2022).max(-4));
    [
        (0.115 - 0.024 * passed).max(0.012),
        (0.106 - 0.008 * passed).max(0.03),
        0.24,
    ]
}

impl Iterator for Invention {
    type Item = Household;

    fn next(&mut self) -> Option<Household> {
        let (mut village, mut nth, serial) = self.next;
        while nth >= self.villages.get(village)?.households {
            (village, nth) = (village + 1, 0);
        }
        self.next = (village, nth + 1, serial + 1);
        Some(self.invent(village, nth, serial))
    }
}

impl Invention {
    fn invent(&mut self, village: usize, nth: u32, serial: u64) -> Household {
        let mut dice = Dice::new(self.order.seed, &["household", &self.order.province], serial);
        let millisecond = FOUNDED_MS + 1_000_000 + serial;
        let place = &self.villages[village];
        let ethnicity = dice.weighted(&place.mix);
        let mut members = people::family(&mut dice, ethnicity, self.order.years.1, millisecond);
        let years = self.findings(&mut dice, place, ethnicity, &members, millisecond);
        insure(&mut dice, &mut members, &years);
        let address = address(&mut dice, place, nth);
        for member in &mut members {
            // Some of the smallest have no number yet, some of the oldest never asked for one.
            let without = if member.age_in(self.order.years.1) < 6 {
                0.15
            } else {
                0.01
            };
            if !dice.chance(without) {
                member.citizen_id = Some(self.citizen_id(member));
            }
        }
        Household {
            id: dice.id(millisecond),
            external_id: format!("{}-{:07}", self.order.province, serial + 1),
            village,
            address,
            members,
            years,
        }
    }

    /// 12 digits: province of birth, century and sex, year of birth, six more; no number twice.
    fn citizen_id(&mut self, member: &Person) -> String {
        let year = member.birth_date.year();
        let count = self.given.entry((member.male, year)).or_insert(0);
        *count += 1;
        // A multiplier without a common factor with 10^6 reaches each of the numbers once.
        let tail = (u64::from(*count) * 618_033
            + u64::from(year.unsigned_abs()) * 7_919
            + self.order.seed % 1_000_000)
            % 1_000_000;
        let century = (year - 1900).max(0) / 100 * 2 + i32::from(!member.male);
        format!(
            "0{:0>2}{century}{:02}{tail:06}",
            self.order.province,
            year.rem_euclid(100)
        )
    }

    fn findings(
        &self,
        dice: &mut Dice,
        place: &Village,
        ethnicity: usize,
        members: &[Person],
        millisecond: u64,
    ) -> Vec<Found> {
        let hardship = place.hardship * ETHNICITIES[ethnicity].hardship;
        let mut standing = dice.normal();
        let mut set = Deprivations::default();
        let mut out: Vec<Found> = Vec::with_capacity(self.standards.len());
        for &(year, standard) in &self.standards {
            // A birth, an illness, a job in the city: in some years fortune turns.
            let steady = if dice.chance(0.04) { 0.6 } else { 0.985_f64 };
            standing = steady * standing + (1.0 - steady * steady).sqrt() * dice.normal();
            let Some(surveyed_on) = autumn(year, dice.between(0, 45) as u64) else {
                continue;
            };
            let Some(unit) = place.unit_on(surveyed_on) else {
                continue;
            };
            let present: Vec<&Person> = members.iter().filter(|m| m.birth_date <= surveyed_on).collect();
            let setting = Setting::of(unit.urban);
            let [poor, near, average] = rates(year);
            let bounds = [
                poor * hardship,
                (poor + near) * hardship,
                (poor + near) * hardship + average,
            ];
            let (aim, depth) = aim(share_below(standing), bounds);
            let b1 = points(dice, standard, setting, aim, depth);
            set = deprived(dice, standard, aim, &present, year, set);
            let findings = Findings {
                setting,
                income_vnd_per_person_month: None,
                b1: Some(b1),
                deprivations: set,
            };
            // begin() has seen to it that the standard classifies by points.
            let Ok((class, _)) = poverty::class_of(standard, &findings) else {
                continue;
            };
            let movement = movement(&out, class);
            out.push(Found {
                year,
                surveyed_on,
                unit,
                standard: &standard.code,
                setting,
                member_count: present.len() as i64,
                b1,
                b2: standard.b2(set).unwrap_or(0),
                deprivations: set,
                class,
                movement,
                survey_id: dice.id(millisecond),
            });
        }
        out
    }
}

/// The class to throw for, and how deep in it a household stands (0 worst, 1 best).
fn aim(rank: f64, bounds: [f64; 3]) -> (Class, f64) {
    // However hard a place is, some of its households do well.
    let bounds = bounds.map(|b| b.min(0.85));
    let mut low = 0.0;
    for (class, high) in Class::ALL.into_iter().zip(bounds.into_iter().chain([1.0])) {
        if rank < high {
            return (class, (rank - low) / (high - low));
        }
        low = high;
    }
    (Class::Other, 1.0)
}

fn points(dice: &mut Dice, standard: &Standard, setting: Setting, aim: Class, depth: f64) -> u32 {
    let Some(score) = &standard.score else { return 0 };
    let cutoff = score.b1_cutoff.of(setting);
    let upper = score.b1_average_upper.as_ref().map_or(cutoff, |u| u.of(setting));
    let (low, high) = match aim {
        Class::Poor => (cutoff * 4 / 10, cutoff),
        Class::NearPoor => (cutoff * 6 / 10, cutoff),
        Class::Average => (cutoff + 1, upper),
        Class::Other => (upper + 1, (upper + 130).min(standard.bounds.b1_points.into())),
    };
    let noise = (high - low) as f64 * 0.15 * dice.normal();
    let points = low + ((high - low) as f64 * depth + noise) as i64;
    points.clamp(low, high.max(low)) as u32
}

/// The deprivations of a household of the class aimed at: what the members rule out is left out, what was found the
/// year before mostly stays.
fn deprived(
    dice: &mut Dice,
    standard: &Standard,
    aim: Class,
    members: &[&Person],
    year: i32,
    before: Deprivations,
) -> Deprivations {
    let ages: Vec<i32> = members.iter().map(|m| m.age_in(year)).collect();
    let children = ages.iter().filter(|a| **a < 16).count();
    let has = |from: i32, to: i32| ages.iter().any(|a| (from..to).contains(a));
    let old = ages.iter().filter(|a| **a >= 60).count();
    // How likely an indicator is: 0 cannot be, infinity must be.
    let likely: Vec<f64> = standard
        .indicators
        .iter()
        .map(|indicator| match indicator.code.as_str() {
            "employment" if has(16, 60) => 1.4,
            "dependents" if children * 2 > members.len() => f64::INFINITY,
            "dependents" if (children + old) * 2 > members.len() => 0.8,
            "nutrition" if children > 0 => 0.8,
            "health_insurance" if has(7, 200) => 0.8,
            "adult_education" if has(17, 30) => 0.9,
            "child_schooling" if has(4, 15) => 0.3,
            "employment" | "dependents" | "nutrition" | "health_insurance" | "adult_education"
            | "child_schooling" => 0.0,
            "toilet" => 1.7,
            "housing_quality" | "telecoms" => 1.2,
            "water" => 1.1,
            "floor_area" => 0.7,
            _ => 0.6,
        })
        .collect();
    let cutoff = standard
        .score
        .as_ref()
        .map_or(standard.deprivation_cutoff.value, |s| {
            s.b2_cutoff.value.div_ceil(s.b2_points_per_indicator.value.max(1))
        });
    let extra = |dice: &mut Dice, weights: &[f64]| dice.weighted(weights) as u32;
    let wanted = match aim {
        Class::Poor => cutoff + extra(dice, &[45.0, 28.0, 15.0, 8.0, 4.0]),
        Class::NearPoor => extra(dice, &[15.0, 35.0, 50.0]).min(cutoff.saturating_sub(1)),
        Class::Average => extra(dice, &[42.0, 35.0, 17.0, 6.0]),
        Class::Other => extra(dice, &[70.0, 22.0, 7.0, 1.0]),
    };
    let mut set = Deprivations::default();
    for (i, _) in likely.iter().enumerate().filter(|(_, l)| l.is_infinite()) {
        set.insert(i);
    }
    // Nine in ten that were found before are found again, as long as there is room.
    let mut order: Vec<usize> = (0..likely.len()).collect();
    dice.shuffle(&mut order);
    for i in order {
        if set.len() < wanted && before.contains(i) && likely[i] > 0.0 && dice.chance(0.9) {
            set.insert(i);
        }
    }
    while set.len() < wanted {
        let weights: Vec<f64> = likely
            .iter()
            .enumerate()
            .map(|(i, l)| {
                if set.contains(i) || l.is_infinite() {
                    0.0
                } else {
                    *l
                }
            })
            .collect();
        if weights.iter().all(|w| *w <= 0.0) {
            break;
        }
        set.insert(dice.weighted(&weights));
    }
    set
}

/// How a household moved, from what was found before and its class now.
fn movement(before: &[Found], now: Class) -> Option<&'static str> {
    let before: Vec<Class> = before.iter().map(|f| f.class).collect();
    giamngheo_rules::movement::movement(&before, now).map(Movement::code)
}

/// Gives health insurance to all, but for somebody of six or older where the last survey found it missing.
fn insure(dice: &mut Dice, members: &mut [Person], years: &[Found]) {
    let Some(last) = years.last() else { return };
    let missing = poverty::by_code(last.standard)
        .and_then(|s| s.indicator_index("health_insurance"))
        .is_some_and(|i| last.deprivations.contains(i));
    if !missing {
        return;
    }
    let mut asked: Vec<usize> = (0..members.len())
        .filter(|&i| members[i].age_in(last.year) > 6)
        .collect();
    dice.shuffle(&mut asked);
    for (nth, i) in asked.into_iter().enumerate() {
        members[i].insured = nth > 0 && dice.chance(0.6);
    }
}

fn address(dice: &mut Dice, place: &Village, nth: u32) -> Option<String> {
    let oldest = place.line.last()?;
    if oldest.urban {
        return Some(format!(
            "Số {}, đường {}",
            dice.between(1, 320),
            dice.one(names::STREETS)
        ));
    }
    // In the countryside the village is the address; some books number the houses.
    dice.chance(0.3)
        .then(|| format!("Nhà số {}, {}", nth + 1, place.name))
}

#[cfg(test)]
mod tests;
