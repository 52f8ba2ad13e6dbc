//! Families: who lives in a household, with ages and names that fit one another.

use chrono::{Datelike, NaiveDate};

use super::dice::Dice;
use super::names::{self, ETHNICITIES};

/// A member of an invented household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identifier.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Male or female.
    pub male: bool,
    /// Birth date; 1 January where only the year is known.
    pub birth_date: NaiveDate,
    /// Whether only the year is known.
    pub year_only: bool,
    /// Index in [`ETHNICITIES`].
    pub ethnicity: usize,
    /// head, spouse, child, parent, grandchild, sibling or other.
    pub relation: &'static str,
    /// 12 digits, where there is one.
    pub citizen_id: Option<String>,
    /// Whether there is a health insurance card.
    pub insured: bool,
}

impl Person {
    /// Age in years that are reached in `year`.
    pub fn age_in(&self, year: i32) -> i32 {
        year - self.birth_date.year()
    }

    /// The ethnicity's name.
    pub fn ethnicity_name(&self) -> &'static str {
        ETHNICITIES[self.ethnicity].name
    }
}

/// Households of 1 to 8 members: about 4 on average.
const SIZES: [f64; 8] = [5.0, 12.0, 18.0, 29.0, 20.0, 10.0, 4.0, 2.0];

/// Someone with an age, before names and papers.
#[derive(Debug, Clone)]
struct Sketch {
    relation: &'static str,
    male: bool,
    age: i64,
}

/// A family as it is at the end of `year`; the head's family name and ethnicity lead. Citizen IDs and insurance are
/// left to the caller.
pub fn family(dice: &mut Dice, ethnicity: usize, year: i32, millisecond: u64) -> Vec<Person> {
    let sketches = sketch(dice);
    let head_family = names::family(dice, ethnicity);
    let head_is_male = sketches[0].male;
    let mut father_family = head_family;
    let mut people = Vec::with_capacity(sketches.len());
    for sketch in sketches {
        // Those who married in come from other families and, at times, another people.
        let married_in = sketch.relation == "spouse" || sketch.relation == "other";
        let mother = sketch.relation == "parent" && !sketch.male;
        let own = if married_in && dice.chance(0.12) {
            usize::from(dice.chance(0.5)) + 1
        } else {
            ethnicity
        };
        let surname = if married_in || mother {
            names::family(dice, own)
        } else {
            head_family
        };
        if sketch.relation == "spouse" && !head_is_male {
            father_family = surname;
        }
        // Children and grandchildren bear their father's name.
        let surname = match sketch.relation {
            "child" | "grandchild" => father_family,
            _ => surname,
        };
        let birth_year = year - sketch.age as i32;
        let year_only = sketch.age >= 60 && dice.chance(0.3);
        // A child of the year itself was born before the review of its autumn.
        let last_day = if sketch.age == 0 { 240 } else { 365 };
        let day = dice.between(1, last_day) as u32;
        let day = if year_only { 1 } else { day };
        people.push(Person {
            id: dice.id(millisecond),
            name: names::full(dice, surname, own, sketch.male, birth_year),
            male: sketch.male,
            birth_date: NaiveDate::from_yo_opt(birth_year, day).unwrap_or_default(),
            year_only,
            ethnicity: own,
            relation: sketch.relation,
            citizen_id: None,
            insured: true,
        });
    }
    people
}

fn sketch(dice: &mut Dice) -> Vec<Sketch> {
    let size = dice.weighted(&SIZES) + 1;
    let head_age = match size {
        1 => *dice.one(&[28, 35, 44, 52, 60, 66, 72, 78]) + dice.between(-3, 6),
        2 => *dice.one(&[27, 34, 48, 58, 64, 70, 75]) + dice.between(-3, 5),
        3..=5 => (44.0 + 10.0 * dice.normal()).clamp(24.0, 80.0) as i64,
        _ => (50.0 + 11.0 * dice.normal()).clamp(30.0, 82.0) as i64,
    };
    let head_male = dice.chance(if size == 1 { 0.45 } else { 0.8 });
    let mut out = vec![Sketch {
        relation: "head",
        male: head_male,
        age: head_age,
    }];
    let paired = size >= 2 && dice.chance(if size == 2 { 0.7 } else { 0.88 });
    // The mother's age bounds the children's.
    let mut mother_age = head_age;
    if paired {
        let younger = dice.between(-2, 5);
        let age = (if head_male {
            head_age - younger
        } else {
            head_age + younger
        })
        .max(20);
        mother_age = if head_male { age } else { head_age };
        out.push(Sketch {
            relation: "spouse",
            male: !head_male,
            age,
        });
    }
    while out.len() < size {
        let next = another(dice, &out, head_age, mother_age, size);
        out.push(next);
    }
    // As officers list them: by relation, the elder first.
    let rank = |s: &Sketch| RELATIONS.iter().position(|r| *r == s.relation);
    out.sort_by(|a, b| rank(a).cmp(&rank(b)).then(b.age.cmp(&a.age)));
    out
}

/// The order of relations in a list of members.
pub const RELATIONS: [&str; 7] = [
    "head",
    "spouse",
    "parent",
    "child",
    "other",
    "grandchild",
    "sibling",
];

fn another(dice: &mut Dice, so_far: &[Sketch], head_age: i64, mother_age: i64, size: usize) -> Sketch {
    let count = |relation: &str| so_far.iter().filter(|s| s.relation == relation).count();
    let male = dice.chance(0.51);
    let parents = count("parent");
    let parent_likely = if size >= 5 { 0.35 } else { 0.12 };
    if parents < 2 && head_age <= 62 && dice.chance(parent_likely) {
        let age = (head_age + dice.between(20, 30)).min(97);
        let sex = so_far
            .iter()
            .find(|s| s.relation == "parent")
            .map_or(dice.chance(0.35), |s| !s.male);
        return Sketch {
            relation: "parent",
            male: sex,
            age,
        };
    }
    // A son who has married, his wife, and their children.
    let eldest = so_far
        .iter()
        .filter(|s| s.relation == "child")
        .map(|s| s.age)
        .max();
    if let Some(age) = eldest.filter(|a| *a >= 22) {
        let in_laws = count("other");
        if in_laws == 0 && dice.chance(0.55) {
            let son = so_far
                .iter()
                .find(|s| s.relation == "child" && s.age == age)
                .is_none_or(|s| s.male);
            return Sketch {
                relation: "other",
                male: !son,
                age: (age - dice.between(-1, 4)).max(20),
            };
        }
        let young = so_far
            .iter()
            .filter(|s| s.relation == "other")
            .map(|s| s.age)
            .min()
            .unwrap_or(age)
            .min(age);
        if in_laws > 0 && count("grandchild") < 3 && dice.chance(0.75) {
            return Sketch {
                relation: "grandchild",
                male,
                age: (young - dice.between(19, 28)).max(0),
            };
        }
    }
    if mother_age >= 19 && count("child") < 5 && dice.chance(0.97) {
        // The eldest when the mother was 19 to 28, the others after; never past her 43rd year.
        let born_at = 19 + dice.between(0, 9) + 3 * count("child") as i64;
        let age = (mother_age - born_at.min(42)).max(0);
        // Most children have left home by thirty.
        if age <= 32 || dice.chance(0.2) {
            return Sketch {
                relation: "child",
                male,
                age,
            };
        }
        if mother_age >= 48 {
            // A grandchild left with its grandparents while the parents work elsewhere.
            return Sketch {
                relation: "grandchild",
                male,
                age: dice.between(1, (mother_age - 40).min(16)),
            };
        }
    }
    Sketch {
        relation: "sibling",
        male,
        age: (head_age + dice.between(-12, 8)).max(14),
    }
}
