//! What requests ask of areas again and again, remembered: names, and the subtrees of the unit a request names.
//!
//! Official units are facts that don't change while the program runs. Villages can be renamed, by another process
//! too, and are looked up again after a minute.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use giamngheo_store::areas::{self, Area, AreaFilter};
use giamngheo_store::{Conn, Error, Result, Scope};

use super::dto::AreaRef;

const VILLAGE_FRESH: Duration = Duration::from_mins(1);
/// More than the nation's communes; past it everything is forgotten and looked up anew.
const MOST: usize = 50_000;

/// A unit that a request named, and the paths that belong to it.
#[derive(Debug, Clone)]
pub struct Place {
    /// The unit.
    pub area: Area,
    /// Its own path and those of the units that went into it whole.
    pub paths: Arc<Vec<String>>,
}

/// The units directly below another on a day, and where each came from.
#[derive(Debug, Default)]
pub struct Below {
    /// The units, by name.
    pub units: Vec<Area>,
    /// Pairs of a path and the id of the unit it belongs to: the unit's own path, and those of the units that went
    /// into it whole. Sorted.
    pub paths: Vec<(String, String)>,
}

impl Below {
    /// Of these units.
    pub fn of(conn: &mut Conn, units: Vec<Area>) -> Result<Self> {
        let lineage = areas::lineage(conn, units.iter().map(|u| u.id.clone()))?;
        let mut paths: Vec<_> = lineage.into_iter().map(|(root, path)| (path, root)).collect();
        paths.sort_unstable();
        Ok(Self { units, paths })
    }

    /// The unit that a path lies in.
    pub fn unit_of(&self, path: &str) -> Option<&str> {
        // The last path not after it is its prefix, if any is.
        let at = self.paths.partition_point(|(p, _)| p.as_str() <= path);
        let (prefix, unit) = self.paths[..at].last()?;
        path.starts_with(prefix.as_str()).then_some(unit)
    }
}

/// What was found of something on a day.
type OnDay<K, V> = Mutex<HashMap<(K, NaiveDate), V>>;

/// The last id of a path: the unit that it leads to.
pub fn last_id(path: &str) -> Option<&str> {
    path.trim_end_matches('/').rsplit('/').next()
}

/// The memory.
#[derive(Default)]
pub struct Atlas {
    below: OnDay<Option<String>, Arc<Below>>,
    names: Mutex<HashMap<String, (Instant, Arc<AreaRef>)>>,
    places: OnDay<String, Place>,
}

impl Atlas {
    /// The names of these areas.
    pub fn names(&self, conn: &mut Conn, ids: impl IntoIterator<Item = String>) -> Result<Names> {
        let mut wanted: BTreeSet<String> = ids.into_iter().collect();
        let mut found = HashMap::with_capacity(wanted.len());
        if let Ok(names) = self.names.lock() {
            wanted.retain(|id| match names.get(id) {
                Some((at, area)) if area.level != "village" || at.elapsed() < VILLAGE_FRESH => {
                    found.insert(id.clone(), area.clone());
                    false
                }
                _ => true,
            });
        }
        if wanted.is_empty() {
            return Ok(Names(found));
        }
        let fresh = areas::by_ids(conn, wanted)?;
        let fresh: Vec<_> = fresh
            .iter()
            .map(|area| (area.id.clone(), Arc::new(AreaRef::from(area))))
            .collect();
        if let Ok(mut names) = self.names.lock() {
            if names.len() > MOST {
                names.clear();
            }
            names.extend(
                fresh
                    .iter()
                    .map(|(id, area)| (id.clone(), (Instant::now(), area.clone()))),
            );
        }
        found.extend(fresh);
        Ok(Names(found))
    }

    /// The unit of this code (on the day) or id, and the paths that belong to it. Errors: there is none.
    pub fn place(&self, conn: &mut Conn, code: &str, on: NaiveDate) -> Result<Place> {
        let key = (code.to_owned(), on);
        if let Some(place) = self
            .places
            .lock()
            .ok()
            .and_then(|places| places.get(&key).cloned())
        {
            return Ok(place);
        }
        let area = areas::find(conn, code, on)?;
        let place = Place {
            paths: Arc::new(areas::subtrees(conn, &area.id)?),
            area,
        };
        if place.area.level != "village"
            && let Ok(mut places) = self.places.lock()
        {
            if places.len() > MOST {
                places.clear();
            }
            places.insert(key, place.clone());
        }
        Ok(place)
    }

    /// The unit of this code or id (none is the nation) on the first of these days that knows it, and the part of
    /// the scope that lies in it. Errors: there is none.
    pub fn within(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        code: Option<&str>,
        days: &[NaiveDate],
    ) -> Result<(Option<Place>, Scope)> {
        let Some(code) = code else {
            return Ok((None, scope.clone()));
        };
        let mut found = Err(Error::NotFound);
        for day in days {
            found = self.place(conn, code, *day);
            if found.is_ok() {
                break;
            }
        }
        let place = found?;
        let scope = scope.within(&place.paths);
        Ok((Some(place), scope))
    }

    /// The units directly below a place (none is the nation) on a day, and whether they are villages: those of a
    /// commune, and none of a village.
    pub fn parts(&self, conn: &mut Conn, place: Option<&Place>, on: NaiveDate) -> Result<(Arc<Below>, bool)> {
        let paths = place.map_or(&[][..], |p| p.paths.as_slice());
        // The units that the paths lead to.
        let ids = paths.iter().filter_map(|path| last_id(path));
        match place.map(|p| &p.area) {
            Some(area) if area.level == "village" => Ok((Arc::default(), true)),
            // A unit that did not exist then: the units that went into it.
            Some(area) if area.level == "commune" && area.exists_from > on => {
                let units = areas::by_ids(conn, ids.map(str::to_owned))?;
                let units = units.into_iter().filter(|a| a.lives_on(on)).collect();
                Ok((Arc::new(Below::of(conn, units)?), false))
            }
            Some(area) if area.level == "commune" => {
                let mut units = Vec::new();
                for id in ids {
                    units.extend(areas::villages(conn, id)?);
                }
                Ok((Arc::new(Below::of(conn, units)?), true))
            }
            parent => Ok((self.below(conn, parent, on)?, false)),
        }
    }

    /// The provinces, or the districts or communes directly below a unit, on a day.
    pub fn below(&self, conn: &mut Conn, parent: Option<&Area>, on: NaiveDate) -> Result<Arc<Below>> {
        let key = (parent.map(|p| p.id.clone()), on);
        if let Some(known) = self.below.lock().ok().and_then(|below| below.get(&key).cloned()) {
            return Ok(known);
        }
        let filter = AreaFilter {
            on: Some(on),
            parent_id: parent.map(|p| p.id.clone()),
            level: parent.is_none().then(|| "province".to_owned()),
            ..AreaFilter::default()
        };
        let units = areas::list(conn, &filter, None, 2000)?
            .into_iter()
            .map(|(a, _)| a)
            .collect();
        let found = Arc::new(Below::of(conn, units)?);
        if let Ok(mut below) = self.below.lock() {
            if below.len() > MOST / 10 {
                below.clear();
            }
            below.insert(key, found.clone());
        }
        Ok(found)
    }

    /// Forgets a village: it was renamed.
    pub fn forget(&self, id: &str) {
        if let Ok(mut names) = self.names.lock() {
            names.remove(id);
        }
    }
}

/// Names of the areas that some rows mention.
pub struct Names(HashMap<String, Arc<AreaRef>>);

impl Names {
    /// The area of this id.
    pub fn get(&self, id: &str) -> Option<Arc<AreaRef>> {
        self.0.get(id).cloned()
    }
}
