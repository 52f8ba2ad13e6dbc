//! A household as lists, sums and decisions tell of it, and how lists are grouped by village.

use std::collections::{BTreeMap, HashMap};

use giamngheo_papers::{Cell, Row};
use giamngheo_rules::movement::{Movement, movement};
use giamngheo_rules::poverty::{Class, Deprivations, Standard};
use giamngheo_store::reviews::{Case, Recognised};

use super::super::dto::village_id;
use super::words;
use crate::areas::atlas::Names;

/// What stands for a village that isn't known.
pub const NO_VILLAGE: &str = "Chưa rõ thôn, tổ dân phố";

/// The names of villages by the paths of what lies in them.
#[derive(Debug, Clone, Default)]
pub struct Villages(pub HashMap<String, String>);

impl Villages {
    /// Of these paths.
    pub fn of<'a>(names: &Names, paths: impl IntoIterator<Item = &'a str>) -> Self {
        Self(
            paths
                .into_iter()
                .filter_map(|path| Some((path.to_owned(), names.get(village_id(path)?)?.name.clone())))
                .collect(),
        )
    }

    /// The village of a path.
    pub fn name(&self, path: &str) -> &str {
        self.0.get(path).map_or(NO_VILLAGE, String::as_str)
    }
}

/// A household with what was found.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Its village.
    pub village: String,
    /// Name of the head.
    pub head_name: String,
    /// The head's name without accents, to sort by.
    pub search_key: String,
    /// Members.
    pub member_count: i64,
    /// Whether the head is of an ethnic minority; none where the ethnicity isn't known.
    pub minority: Option<bool>,
    /// The class before.
    pub previous: Option<Class>,
    /// The class now.
    pub class: Option<Class>,
    /// How it moved.
    pub movement: Option<Movement>,
    /// Points of form B1.
    pub b1: Option<i64>,
    /// Points of form B2.
    pub b2: Option<i64>,
    /// In what it is deprived.
    pub deprivations: Deprivations,
}

/// A set of indicators as it is stored.
pub fn deprivations(bits: Option<i64>) -> Deprivations {
    Deprivations::from_bits(bits.and_then(|b| u32::try_from(b).ok()).unwrap_or(0))
}

/// Whether an ethnicity is a minority's; none where it isn't known.
pub fn minority(ethnicity: Option<&str>) -> Option<bool> {
    let name = giamngheo_rules::text::fold(ethnicity?);
    (!name.is_empty()).then(|| name != "kinh" && name != "viet")
}

impl Line {
    /// Of a case. Before it is recognised its movement is what the recognition would derive from `past`.
    pub fn of_case(
        case: &Case,
        villages: &Villages,
        past: Option<&Vec<Class>>,
        ethnicity: Option<&str>,
    ) -> Self {
        let class = case.class.as_deref().and_then(Class::from_code);
        let movement = if case.state == "recognised" {
            case.movement.as_deref().and_then(words::movement_of)
        } else {
            // As a recognition does: one that was on no list was neither poor nor near-poor.
            let unknown = vec![Class::Other];
            class.and_then(|class| movement(past.unwrap_or(&unknown), class))
        };
        Self {
            village: villages.name(&case.path).to_owned(),
            head_name: case.head_name.clone(),
            search_key: case.search_key.clone(),
            member_count: case.member_count,
            minority: minority(ethnicity),
            previous: case.previous_class.as_deref().and_then(Class::from_code),
            class,
            movement,
            b1: case.b1,
            b2: case.b2,
            deprivations: deprivations(case.deprivations),
        }
    }

    /// Of a household of a decision.
    pub fn of_recognised(row: &Recognised, villages: &Villages) -> Self {
        Self {
            village: villages.name(&row.path).to_owned(),
            head_name: row.head_name.clone(),
            search_key: row.search_key.clone(),
            member_count: row.member_count,
            minority: minority(row.ethnicity.as_deref()),
            previous: row.previous_class.as_deref().and_then(Class::from_code),
            class: Class::from_code(&row.class),
            movement: row.movement.as_deref().and_then(words::movement_of),
            b1: row.b1,
            b2: row.b2,
            deprivations: deprivations(row.deprivations),
        }
    }

    /// Its deprivations in words.
    pub fn deprived(&self, standard: Option<&Standard>) -> String {
        standard.map_or_else(String::new, |s| {
            s.deprived(self.deprivations)
                .map(|indicator| indicator.name.vi.as_str())
                .collect::<Vec<_>>()
                .join("; ")
        })
    }
}

/// Households with their members.
pub type Sum = (i64, i64);

/// How many of these lines, with their members.
pub fn sum<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Sum {
    lines
        .into_iter()
        .fold((0, 0), |(n, members), line| (n + 1, members + line.member_count))
}

/// What orders villages: whether it is unknown, then its name as people sort it.
type VillageKey<'a> = (bool, Vec<(String, u64)>, &'a str);

/// Lines by village in the order of the villages' names, those without a village last; within a village by name.
pub fn by_village<T>(
    lines: &[T],
    village: impl Fn(&T) -> &str,
    key: impl Fn(&T) -> &str,
) -> Vec<(&str, Vec<&T>)> {
    let mut groups: BTreeMap<VillageKey, Vec<&T>> = BTreeMap::new();
    for line in lines {
        let name = village(line);
        groups
            .entry((name == NO_VILLAGE, words::natural(name), name))
            .or_default()
            .push(line);
    }
    groups
        .into_iter()
        .map(|((_, _, name), mut lines)| {
            lines.sort_by(|a, b| key(a).cmp(key(b)));
            (name, lines)
        })
        .collect()
}

/// The rows of a list by village: each village's row counts its households, then they follow.
pub fn rows<T>(
    lines: &[T],
    columns: usize,
    village: impl Fn(&T) -> &str,
    key: impl Fn(&T) -> &str,
    cells: impl Fn(&T) -> Vec<Cell>,
) -> Vec<Row> {
    let mut out = Vec::with_capacity(lines.len() + 16);
    for (i, (name, lines)) in by_village(lines, village, key).into_iter().enumerate() {
        let mut head = vec![Cell::Empty; columns];
        if let [number, title, ..] = head.as_mut_slice() {
            *number = Cell::text(words::roman(i + 1));
            *title = Cell::text(format!("{name} ({} hộ)", words::count(lines.len() as i64)));
        }
        out.push(Row::group(head));
        out.extend(lines.into_iter().map(|line| Row::body(cells(line))));
    }
    out
}
