//! What requests ask of areas again and again, remembered: names, and the subtrees of the unit a request names.
//!
//! Official units are facts that don't change while the program runs. Villages can be renamed, by another process
//! too, and are looked up again after a minute.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use giamngheo_store::areas::{self, Area};
use giamngheo_store::{Conn, Result};

use super::dto::AreaRef;

const VILLAGE_FRESH: Duration = Duration::from_secs(60);
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

/// The memory.
#[derive(Default)]
pub struct Atlas {
    names: Mutex<HashMap<String, (Instant, AreaRef)>>,
    places: Mutex<HashMap<(String, NaiveDate), Place>>,
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
        if let Ok(mut names) = self.names.lock() {
            if names.len() > MOST {
                names.clear();
            }
            for area in &fresh {
                names.insert(area.id.clone(), (Instant::now(), AreaRef::from(area)));
            }
        }
        found.extend(fresh.iter().map(|area| (area.id.clone(), AreaRef::from(area))));
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

    /// Forgets a village: it was renamed.
    pub fn forget(&self, id: &str) {
        if let Ok(mut names) = self.names.lock() {
            names.remove(id);
        }
    }
}

/// Names of the areas that some rows mention.
pub struct Names(HashMap<String, AreaRef>);

impl Names {
    /// The area of this id.
    pub fn get(&self, id: &str) -> Option<AreaRef> {
        self.0.get(id).cloned()
    }
}
