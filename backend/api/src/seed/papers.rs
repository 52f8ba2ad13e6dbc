//! The documents that come with the data: the plan of Lạng Sơn for 2022, the first one there is.

use giamngheo_store::documents::{self, NewDocument};
use giamngheo_store::scope::Scope;
use giamngheo_store::{Error, areas};
use serde_json::Value;

use super::dice::Dice;
use crate::app::App;

const PLANS: &[&str] = &[include_str!("../../data/plan_lang_son_2022.json")];

/// The id of the plan of 2022.
pub fn plan_of_2022() -> String {
    let body: Value = serde_json::from_str(PLANS[0]).unwrap_or_default();
    document_id(body["title"].as_str().unwrap_or_default())
}

/// The id of a document that is shipped: the same everywhere.
pub fn document_id(title: &str) -> String {
    // 2022-10-01 in milliseconds.
    Dice::new(0, &["document", title], 0).id(1_664_582_400_000)
}

/// Files the documents of a province that are not there yet.
pub fn file(app: &App, province: &str) -> Result<(), String> {
    for text in PLANS {
        let body: Value =
            serde_json::from_str(text).map_err(|e| format!("a shipped plan is damaged: {e}"))?;
        if body["area"] != province {
            continue;
        }
        app.db
            .write(|conn| {
                let first_day = body["period"]["from"].as_str().and_then(|d| d.parse().ok());
                let first_day = first_day.ok_or_else(|| Error::Corrupt("a plan without a period".into()))?;
                let area = areas::find(conn, province, first_day)?;
                let of = |pointer: &str| {
                    body.pointer(pointer)
                        .and_then(Value::as_str)
                        .unwrap_or_default()
                        .to_owned()
                };
                let new = NewDocument {
                    id: document_id(&of("/title")),
                    kind: of("/document/kind"),
                    number: Some(of("/document/number")),
                    issued_on: of("/document/date"),
                    issuer: of("/document/issuer"),
                    title: of("/title"),
                    area,
                    body: body.clone(),
                };
                documents::file(conn, &Scope::of_the_program(), &new).map(|_| ())
            })
            .map_err(|e| format!("the plan of province {province} can't be filed: {e}"))?;
    }
    Ok(())
}
