//! Where invented households live: today's communes of a province, the units each grew out of, its villages, and
//! how many households and how much poverty each has.

use chrono::NaiveDate;
use giamngheo_rules::area::{DatedUnit, Extent, History, Level};

use super::dice::{Dice, share_out};
use super::names::{self, ETHNICITIES};

/// A village of one of today's communes, and the line of units it has belonged to.
#[derive(Debug, Clone)]
pub struct Village {
    /// Identifier.
    pub id: String,
    /// Name with its kind.
    pub name: String,
    /// Today's commune, then what it grew out of, back in time.
    pub line: Vec<&'static DatedUnit>,
    /// How many households.
    pub households: u32,
    /// Shares of ethnicities, in the order of [`ETHNICITIES`].
    pub mix: Vec<f64>,
    /// How much more often than in the province a household is poor, its ethnicity aside.
    pub hardship: f64,
}

impl Village {
    /// Today's commune.
    pub fn commune(&self) -> &'static DatedUnit {
        self.line[0]
    }

    /// The commune-level unit it belonged to on a day, where known.
    pub fn unit_on(&self, day: NaiveDate) -> Option<&'static DatedUnit> {
        self.line.iter().copied().find(|unit| unit.lives_on(day))
    }
}

/// Ethnicities of a province in the order of [`ETHNICITIES`]: Kinh, Tày, Nùng, Dao, Hoa, Sán Chay, Mông, Thái,
/// Mường, Khmer. Lạng Sơn after the census of 2019 (recalled), the nation for provinces without a mix of their own.
const LANG_SON: [f64; 10] = [0.13, 0.375, 0.445, 0.036, 0.004, 0.006, 0.003, 0.0, 0.001, 0.0];
const NATION: [f64; 10] = [
    0.853, 0.019, 0.011, 0.009, 0.008, 0.002, 0.014, 0.019, 0.015, 0.014,
];

/// Former districts of Lạng Sơn: their code, how poor they are against the province, and how many times the
/// share of Kinh and of Dao of the province live there. The order of size is the point, not the figure.
const DISTRICTS: &[(&str, f64, f64, f64)] = &[
    ("178", 0.35, 3.0, 0.1),
    ("180", 1.20, 0.5, 1.5),
    ("181", 1.70, 0.4, 2.5),
    ("182", 1.10, 0.6, 0.5),
    ("183", 0.75, 1.2, 0.6),
    ("184", 1.35, 0.4, 0.2),
    ("185", 0.85, 0.8, 1.5),
    ("186", 0.60, 3.0, 0.5),
    ("187", 0.80, 1.5, 0.4),
    ("188", 1.05, 0.6, 1.5),
    ("189", 1.80, 0.7, 3.5),
];

/// A line of units that led to one of today's communes, and how big it is.
struct Line {
    units: Vec<&'static DatedUnit>,
    weight: f64,
    hardship: f64,
    mix: Vec<f64>,
}

/// The villages of a province with `households` shared out among them, in the order of communes' codes.
/// Empty where the province doesn't exist on the day or has no communes.
pub fn villages(
    history: &'static History,
    province: &str,
    today: NaiveDate,
    first_day: NaiveDate,
    households: u32,
    seed: u64,
) -> Vec<Village> {
    let Some(province) = history
        .find(province, today)
        .filter(|u| u.level == Level::Province)
    else {
        return Vec::new();
    };
    let mut communes: Vec<&DatedUnit> = history
        .living(today)
        .filter(|u| u.level == Level::Commune && u.path.starts_with(&province.path))
        .collect();
    communes.sort_by(|a, b| a.code.cmp(&b.code));
    let lines: Vec<Vec<Line>> = communes
        .iter()
        .map(|commune| {
            lines(history, commune, first_day, 1.0)
                .into_iter()
                .map(|(units, part)| describe(units, part, &province.code, seed))
                .collect()
        })
        .collect();
    let flat: Vec<&Line> = lines.iter().flatten().collect();
    let counts = share_out(households, &flat.iter().map(|l| l.weight).collect::<Vec<_>>());
    // Hardship of place times hardship of ethnicity has the mean 1 over the province's households.
    let of_mix = |l: &Line| {
        l.mix
            .iter()
            .zip(ETHNICITIES)
            .map(|(m, e)| m * e.hardship)
            .sum::<f64>()
    };
    let mean = flat
        .iter()
        .map(|l| l.hardship * of_mix(l) * l.weight)
        .sum::<f64>()
        / flat.iter().map(|l| l.weight).sum::<f64>().max(f64::MIN_POSITIVE);
    let mut counts = counts.into_iter();
    let mut out = Vec::new();
    for (commune, lines) in communes.iter().zip(&lines) {
        let counts: Vec<u32> = counts.by_ref().take(lines.len()).collect();
        settle(commune, lines, &counts, mean, &province.code, seed, &mut out);
    }
    out
}

/// All lines of units from `unit` back to the first day, with the part of the oldest one that went this way.
fn lines(
    history: &'static History,
    unit: &'static DatedUnit,
    first_day: NaiveDate,
    part: f64,
) -> Vec<(Vec<&'static DatedUnit>, f64)> {
    let mut out = Vec::new();
    if unit.exists_from > first_day {
        for link in history.successions.iter().filter(|s| s.successor_id == unit.id) {
            let Some(before) = history.by_id(&link.predecessor_id) else {
                continue;
            };
            let ways = history
                .successions
                .iter()
                .filter(|s| s.predecessor_id == before.id)
                .count();
            let part = if link.extent == Extent::Part {
                part / ways.max(1) as f64
            } else {
                part
            };
            for (mut line, part) in lines(history, before, first_day, part) {
                line.insert(0, unit);
                out.push((line, part));
            }
        }
    }
    if out.is_empty() {
        out.push((vec![unit], part));
    }
    out
}

fn describe(units: Vec<&'static DatedUnit>, part: f64, province: &str, seed: u64) -> Line {
    // The oldest unit is the smallest: what it is like tells most.
    let oldest = units[units.len() - 1];
    let mut dice = Dice::new(seed, &["unit", &oldest.id], 0);
    let (size, kind_hardship) = match oldest.kind.as_str() {
        "ward" => (2.2 + dice.unit(), 0.3),
        "township" => (1.5 + 0.8 * dice.unit(), 0.5),
        _ => (0.5 + 0.9 * dice.unit(), 0.7 + 0.6 * dice.unit()),
    };
    let mut mix: Vec<f64> = if province == "20" {
        LANG_SON.to_vec()
    } else {
        NATION.to_vec()
    };
    let mut hardship = kind_hardship;
    let district = oldest.parent_id.as_deref().and_then(|id| id.split('.').next());
    if let Some((_, poor, kinh, dao)) = DISTRICTS
        .iter()
        .find(|d| province == "20" && Some(d.0) == district)
    {
        hardship *= poor;
        mix[0] *= kinh;
        mix[3] *= dao;
    }
    if oldest.urban {
        mix[0] *= 2.0;
        mix[4] *= 2.0;
        mix[3] *= 0.2;
    }
    let sum: f64 = mix.iter().sum();
    for share in &mut mix {
        *share /= sum;
    }
    Line {
        units,
        weight: size * part,
        hardship,
        mix,
    }
}

/// Founds the villages of a commune and shares the households of its lines out among them.
fn settle(
    commune: &'static DatedUnit,
    lines: &[Line],
    households: &[u32],
    mean_hardship: f64,
    province: &str,
    seed: u64,
    out: &mut Vec<Village>,
) {
    let mut dice = Dice::new(seed, &["villages", &commune.id], 0);
    let total: u32 = households.iter().sum();
    let wanted = dice
        .between(3, 8)
        .max(i64::from(total / 110).min(24))
        .max(lines.len() as i64) as u32;
    let weights: Vec<f64> = households.iter().map(|h| f64::from(*h)).collect();
    let counts: Vec<u32> = share_out(wanted, &weights)
        .into_iter()
        .map(|c| c.max(1))
        .collect();
    let rural_names = names::villages(&mut dice, counts.iter().sum::<u32>() as usize, province == "20");
    let mut rural_names = rural_names.into_iter();
    let mut numbers = 0;
    for ((line, households), count) in lines.iter().zip(households).zip(counts) {
        let oldest = line.units[line.units.len() - 1];
        let sizes: Vec<f64> = (0..count).map(|_| 0.5 + dice.unit()).collect();
        for households in share_out(*households, &sizes) {
            let rural = rural_names.next().unwrap_or_default();
            let name = match oldest.kind.as_str() {
                "ward" | "township" => {
                    numbers += 1;
                    format!("{} {numbers}", if oldest.kind == "ward" { "Khối" } else { "Khu" })
                }
                _ => rural,
            };
            // Most of a village is of one ethnicity.
            let chief = dice.weighted(&line.mix);
            let mut mix: Vec<f64> = line.mix.iter().map(|m| m * 0.25).collect();
            mix[chief] += 0.75;
            out.push(Village {
                id: dice.id(FOUNDED_MS + out.len() as u64),
                name,
                line: line.units.clone(),
                households,
                mix,
                hardship: line.hardship / mean_hardship,
            });
        }
    }
}

/// 2025-11-30 in milliseconds of Unix time: invented records are older than all real ones.
pub const FOUNDED_MS: u64 = 1_764_460_800_000;
