//! What the demo's province shall reach, so that the dashboard has lights.

use giamngheo_rules::period::Period;
use giamngheo_store::targets::{self, NewTarget};
use giamngheo_store::{Error, Result, Scope, areas};

use crate::app::App;

/// Indicator, and its targets of 2023, 2024, 2025 and 2026. Invented, after the programme's aims (Quyết định 90/QĐ-TTg).
const TARGETS: [(&str, [&str; 4]); 6] = [
    ("I1.1", ["19.4", "16.8", "14.2", "11.5"]),
    ("I1.2", ["9.5", "7.5", "5.5", "4.5"]),
    ("I1.3", ["9.9", "9.3", "8", "7"]),
    ("I1.4", ["3", "2.6", "2.6", "2.6"]),
    ("I1.5", ["3", "3", "3", "3"]),
    ("I3.1", ["32.6", "28", "23.5", "19"]),
];

/// Sets them, once.
pub fn make(app: &App, province: &str) -> std::result::Result<(), String> {
    let today = app.today();
    let fill = |conn: &mut giamngheo_store::Conn| -> Result<()> {
        let scope = Scope::of_the_program();
        let area = areas::find(conn, province, today)?;
        if !targets::list(conn, &scope, (None, None), None, 1)?.is_empty() {
            return Ok(());
        }
        for (indicator, values) in TARGETS {
            for (year, value) in (2023..).zip(values) {
                let new = NewTarget {
                    indicator: indicator.to_owned(),
                    area: area.clone(),
                    period: Period::year_of(year).ok_or(Error::NotFound)?,
                    value: value.to_owned(),
                    source: "Kế hoạch của tỉnh (dữ liệu mẫu)".to_owned(),
                    version: None,
                };
                targets::set(conn, &scope, &new)?;
            }
        }
        Ok(())
    };
    app.db
        .write(fill)
        .map_err(|e| format!("the demo's targets can't be set: {e}"))
}
