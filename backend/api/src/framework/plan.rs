//! The versions of all items as they are and as a change would make them, and what would be wrong then.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use giamngheo_rules::framework::{Fault, Item, ItemKind, Items, Misfit, check_all};
use giamngheo_store::definitions::{self, Definition};
use giamngheo_store::{Conn, Error, Result, areas};

/// A version of an item.
#[derive(Debug, Clone)]
pub struct Version {
    /// What it says.
    pub item: Item,
    /// Counts from 1.
    pub number: i64,
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// First day it holds no more.
    pub valid_to: Option<NaiveDate>,
    /// Whether it is the product's own wording.
    pub shipped: bool,
}

impl Version {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|end| day < end)
    }

    /// Reads what is kept. Errors: it is of another shape.
    pub fn read(row: &Definition) -> Result<Self> {
        let kind = ItemKind::from_code(&row.kind).ok_or_else(|| Error::Corrupt(row.kind.clone()))?;
        Ok(Self {
            item: Item::from_json(kind, &row.body)?,
            number: row.version,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            shipped: row.origin == "shipped",
        })
    }
}

/// Kind and code: what an item is known by.
pub type Key = (ItemKind, String);

/// All versions of all items.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    versions: BTreeMap<Key, Vec<Version>>,
}

impl Plan {
    /// As it is kept.
    pub fn load(conn: &mut Conn) -> Result<Self> {
        let mut plan = Self::default();
        for row in definitions::all(conn, &ItemKind::ALL.map(ItemKind::code))? {
            let version = Version::read(&row)?;
            plan.of_item(&version.item).push(version);
        }
        Ok(plan)
    }

    fn of_item(&mut self, item: &Item) -> &mut Vec<Version> {
        let key = (item.kind(), item.code().to_owned());
        self.versions.entry(key).or_default()
    }

    /// The versions of an item, the first one first; none of one that isn't there.
    pub fn versions(&self, key: &Key) -> &[Version] {
        self.versions.get(key).map_or(&[], Vec::as_slice)
    }

    /// Whether a version would begin before the one before it, which [`definitions::put`] refuses.
    pub fn before_version(&self, item: &Item, valid_from: NaiveDate) -> Option<Fault> {
        let key = (item.kind(), item.code().to_owned());
        let last = self.versions(&key).last().filter(|v| valid_from < v.valid_from)?;
        Some(Fault::new(
            "/valid_from",
            "before_version",
            format!(
                "phiên bản hiện tại có hiệu lực từ {}; phiên bản mới không thể sớm hơn",
                last.valid_from.format("%d/%m/%Y")
            ),
            format!(
                "the present version holds from {}; a new one can't begin before",
                last.valid_from
            ),
        ))
    }

    /// Puts a version after those of its item, as [`definitions::put`] will.
    pub fn put(&mut self, item: &Item, valid_from: NaiveDate) {
        let versions = self.of_item(item);
        if let Some(before) = versions.last_mut() {
            before.valid_to = Some(before.valid_to.map_or(valid_from, |end| end.min(valid_from)));
        }
        let number = versions.last().map_or(1, |v| v.number + 1);
        versions.push(Version {
            item: item.clone(),
            number,
            valid_from,
            valid_to: None,
            shipped: false,
        });
    }

    /// Ends an item, as [`definitions::end`] will.
    pub fn end(&mut self, key: &Key, on: NaiveDate) {
        if let Some(last) = self.versions.get_mut(key).and_then(|v| v.last_mut()) {
            last.valid_to = Some(on);
        }
    }

    /// What holds on a day, in the order of the tree: each item after the one it belongs to, siblings by their place;
    /// at the end the area groups.
    pub fn tree(&self, on: NaiveDate) -> Vec<&Version> {
        let mut below: HashMap<&str, Vec<&Version>> = HashMap::new();
        let mut rest = Vec::new();
        let held = self.versions.values().flatten().filter(|v| v.holds_on(on));
        for version in held {
            match version.item.parent() {
                Some(parent) => below.entry(parent).or_default().push(version),
                None => rest.push(version),
            }
        }
        let place = |v: &&Version| {
            // Indicators of an objective itself come before its results.
            let below = v.item.kind() != ItemKind::Indicator;
            (below, v.item.position(), v.item.code().to_owned())
        };
        rest.sort_by_key(|v| (v.item.kind(), place(v)));
        let mut out = Vec::new();
        let mut open: Vec<&Version> = rest.into_iter().rev().collect();
        while let Some(version) = open.pop() {
            out.push(version);
            if matches!(version.item, Item::Heading(..)) {
                let mut children = below.remove(version.item.code()).unwrap_or_default();
                children.sort_by_key(place);
                open.extend(children.into_iter().rev());
            }
        }
        out
    }

    fn items(&self, on: NaiveDate) -> Items {
        let held = self.versions.iter().filter_map(|(key, versions)| {
            let version = versions.iter().rev().find(|v| v.holds_on(on))?;
            Some((key.clone(), version.item.clone()))
        });
        held.collect()
    }

    /// Days from `since` on on which something begins or ends, and `since` itself.
    fn days(&self, since: NaiveDate) -> BTreeSet<NaiveDate> {
        let all = self.versions.values().flatten();
        all.flat_map(|v| [Some(v.valid_from), v.valid_to])
            .flatten()
            .chain([since])
            .filter(|day| *day >= since)
            .collect()
    }

    /// What is wrong with it on the days from `since` on.
    fn misfits(&self, since: NaiveDate) -> Vec<Misfit> {
        let mut out: Vec<Misfit> = Vec::new();
        for day in self.days(since) {
            for misfit in check_all(&self.items(day)) {
                if !out.contains(&misfit) {
                    out.push(misfit);
                }
            }
        }
        out
    }

    /// What is wrong with it from `since` on that wasn't wrong before the change, or is wrong with what was changed.
    pub fn worse_than(&self, before: &Self, since: NaiveDate, changed: &BTreeSet<Key>) -> Vec<Misfit> {
        let was = before.misfits(since);
        let is = self.misfits(since).into_iter();
        is.filter(|m| changed.contains(&(m.kind, m.code.clone())) || !was.contains(m))
            .collect()
    }
}

/// Units of a group that don't exist on their day.
pub fn unknown_areas(conn: &mut Conn, item: &Item) -> Result<Vec<Fault>> {
    let Item::AreaGroup(group) = item else {
        return Ok(Vec::new());
    };
    let mut faults = Vec::new();
    for (i, member) in group.members.iter().enumerate() {
        match areas::find(conn, &member.area, member.on) {
            Ok(_) => {}
            Err(Error::NotFound) => faults.push(Fault::new(
                format!("/members/{i}/area"),
                "unknown_area",
                format!(
                    "không có địa bàn mang mã {} vào ngày {}",
                    member.area,
                    member.on.format("%d/%m/%Y")
                ),
                format!("there is no area with the code {} on {}", member.area, member.on),
            )),
            Err(e) => return Err(e),
        }
    }
    Ok(faults)
}
