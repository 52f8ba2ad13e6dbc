//! How the lists of several dates become one history.
//!
//! One rule: a unit goes on from a list to the next if its code, level, kind, parent unit and name (but for
//! accents, so that Hòa and Hoà are one) are the same; it keeps its first spelling. Any other change ends it on the
//! list's date, begins a new unit, and makes that the whole successor of the one that bore the code.
//! Where a list comes with a table of successions, that alone says what became of communes, because codes were
//! then given anew, and what became of a province follows from its communes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{DatedUnit, Extent, History, Level, Succession};
use crate::text::{fold, tidy};

/// A list of all units on a date, and what became of the communes before it where that was re-drawn.
struct Snapshot {
    date: &'static str,
    units: &'static str,
    successions: Option<&'static str>,
}

/// In the order of their dates.
const SNAPSHOTS: [Snapshot; 4] = [
    Snapshot {
        date: "2022-10-01",
        units: include_str!("../../data/areas/areas_2022-10-01.csv"),
        successions: None,
    },
    Snapshot {
        date: "2025-03-01",
        units: include_str!("../../data/areas/areas_2025-03-01.csv"),
        successions: None,
    },
    Snapshot {
        date: "2025-07-01",
        units: include_str!("../../data/areas/areas_2025-07-01.csv"),
        successions: Some(include_str!("../../data/areas/area_successions_2025-07-01.csv")),
    },
    Snapshot {
        date: "2026-04-30",
        units: include_str!("../../data/areas/areas_2026-04-30.csv"),
        successions: None,
    },
];

const KINDS: &str = include_str!("../../data/areas/kinds.csv");

#[derive(Deserialize)]
struct Row {
    code: String,
    level: Level,
    kind: String,
    name: String,
    name_en: String,
    parent_code: String,
}

#[derive(Deserialize)]
struct Link {
    old_code: String,
    new_code: String,
    extent: Extent,
}

#[derive(Deserialize)]
struct Kind {
    kind: String,
    urban: bool,
}

/// The history of the files in `data/areas`. Panics if a shipped file is damaged, which the tests rule out.
pub(super) fn shipped() -> History {
    let mut builder = Builder::new(
        rows::<Kind>(KINDS)
            .into_iter()
            .map(|k| (k.kind, k.urban))
            .collect(),
    );
    for snapshot in &SNAPSHOTS {
        let date = snapshot.date.parse().expect("a date in SNAPSHOTS");
        builder.advance(date, rows(snapshot.units), snapshot.successions.map(rows));
    }
    builder.history
}

fn rows<T: DeserializeOwned>(csv_text: &str) -> Vec<T> {
    csv::Reader::from_reader(csv_text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("a shipped list of units is well formed")
}

struct Builder {
    urban_by_kind: HashMap<String, bool>,
    history: History,
    /// Code to index in `history.units`, of what exists at the last list's date.
    living: HashMap<String, usize>,
}

impl Builder {
    fn new(urban_by_kind: HashMap<String, bool>) -> Self {
        Self {
            urban_by_kind,
            history: History::default(),
            living: HashMap::new(),
        }
    }

    fn advance(&mut self, date: NaiveDate, mut listed: Vec<Row>, links: Option<Vec<Link>>) {
        listed.sort_by(|a, b| (a.level, &a.code).cmp(&(b.level, &b.code)));
        let before = std::mem::take(&mut self.living);
        let mut begun = Vec::new();
        for row in listed {
            let parent = (!row.parent_code.is_empty()).then(|| self.living[&row.parent_code]);
            let same = before
                .get(&row.code)
                .copied()
                .filter(|&old| self.goes_on(old, &row, parent));
            let unit = same.unwrap_or_else(|| self.begin(date, &row, parent));
            if same.is_none() {
                begun.push(unit);
            }
            let twice = self.living.insert(row.code, unit);
            assert!(twice.is_none(), "a code is listed twice on {date}");
        }
        for (code, &old) in &before {
            if self.living.get(code) != Some(&old) {
                self.history.units[old].exists_to = Some(date);
            }
        }
        match links {
            None => self.succeed_by_code(date, &before, &begun),
            Some(links) => self.succeed_by_table(date, &before, &links),
        }
    }

    fn goes_on(&self, old: usize, row: &Row, parent: Option<usize>) -> bool {
        let old = &self.history.units[old];
        old.level == row.level
            && old.kind == row.kind
            && fold(&old.name) == fold(&row.name)
            && old.parent_id.as_deref() == parent.map(|p| self.history.units[p].id.as_str())
    }

    fn begin(&mut self, date: NaiveDate, row: &Row, parent: Option<usize>) -> usize {
        let parent = parent.map(|p| &self.history.units[p]);
        let id = format!("{}.{}", row.code, date.format("%Y%m%d"));
        let unit = DatedUnit {
            path: format!("{}{id}/", parent.map_or("", |p| &p.path)),
            id,
            code: row.code.clone(),
            level: row.level,
            kind: row.kind.clone(),
            urban: self.urban_by_kind[&row.kind],
            name: tidy(&row.name),
            name_en: tidy(&row.name_en),
            parent_id: parent.map(|p| p.id.clone()),
            exists_from: date,
            exists_to: None,
        };
        self.history.units.push(unit);
        self.history.units.len() - 1
    }

    fn succeed_by_code(&mut self, date: NaiveDate, before: &HashMap<String, usize>, begun: &[usize]) {
        for &new in begun {
            let unit = &self.history.units[new];
            let old = before.get(&unit.code).copied();
            if let Some(old) = old.filter(|&old| self.history.units[old].level == unit.level) {
                self.succeed(date, old, new, Extent::Whole);
            }
        }
    }

    fn succeed_by_table(&mut self, date: NaiveDate, before: &HashMap<String, usize>, links: &[Link]) {
        let mut provinces: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for link in links {
            let (old, new) = (before[&link.old_code], self.living[&link.new_code]);
            self.succeed(date, old, new, link.extent);
            let went_to = self.province(new, &self.living);
            provinces
                .entry(self.province(old, before))
                .or_default()
                .insert(went_to);
        }
        for (old, heirs) in provinces {
            // A province that goes on is its own heir; what it gave away its communes tell.
            if self.history.units[old].exists_to.is_some() {
                let extent = if heirs.len() == 1 {
                    Extent::Whole
                } else {
                    Extent::Part
                };
                for heir in heirs {
                    self.succeed(date, old, heir, extent);
                }
            }
        }
    }

    /// The index of the province above a unit, among what existed with it.
    fn province(&self, unit: usize, among: &HashMap<String, usize>) -> usize {
        let path = &self.history.units[unit].path;
        let code = path.split('.').next().unwrap_or_default();
        among[code]
    }

    fn succeed(&mut self, date: NaiveDate, old: usize, new: usize, extent: Extent) {
        self.history.successions.push(Succession {
            predecessor_id: self.history.units[old].id.clone(),
            successor_id: self.history.units[new].id.clone(),
            extent,
            on: date,
        });
    }
}
