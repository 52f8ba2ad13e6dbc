//! Where uploaded files lie, and what the reader must know of the law to understand them.

use std::path::PathBuf;
use std::time::Duration;

use giamngheo_intake::{IndicatorNames, Schema};
use giamngheo_rules::poverty;

use crate::config::Config;

/// The file of an import.
pub fn path(config: &Config, import_id: &str) -> PathBuf {
    config.data_dir.join("uploads").join(import_id)
}

/// How long a file is kept for being run again and for marking its errors: it holds personal data.
const KEPT_FOR: Duration = Duration::from_hours(7 * 24);

/// Removes files that were kept long enough.
pub fn sweep(config: &Config) -> std::io::Result<()> {
    for entry in std::fs::read_dir(config.data_dir.join("uploads"))? {
        let entry = entry?;
        let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
        if age > KEPT_FOR {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// The indicators whose marks a sheet may carry: those of the standard in force, in the order of its bits.
pub fn schema(today: chrono::NaiveDate) -> Schema {
    let standard = poverty::in_force(today).or_else(|| poverty::standards().last());
    Schema {
        indicators: standard
            .map(|s| {
                s.indicators
                    .iter()
                    .map(|i| IndicatorNames {
                        code: i.code.clone(),
                        vi: i.name.vi.clone(),
                        en: i.name.en.clone(),
                        aliases: Vec::new(),
                    })
                    .collect()
            })
            .unwrap_or_default(),
    }
}
