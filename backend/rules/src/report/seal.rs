//! What is frozen of a version: canonical JSON, its hash, and what changed between two versions.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fill::{Entry, Filled, Origin, exact_of};
use crate::period::Period;
use crate::text::hex;

/// Who put his name to a version, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportAcceptance))]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The day it was accepted.
    pub accepted_on: NaiveDate,
    /// The official number.
    pub number: Option<String>,
    /// The day it was signed.
    pub signed_on: Option<NaiveDate>,
    /// Who signs.
    pub signer: Option<String>,
    /// As what.
    pub signer_title: Option<String>,
}

/// What a version of a report says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportContent))]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// The report.
    pub report_id: String,
    /// The form.
    pub template: String,
    /// The version of the form.
    pub template_version: i64,
    /// The unit's code.
    pub area: String,
    /// The unit's name.
    pub area_name: String,
    /// The period.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub period: Period,
    /// Which version of the report, from 1.
    pub version_no: i64,
    /// The day it was submitted.
    pub submitted_on: NaiveDate,
    /// Why required cells are empty, where some are.
    pub empty_reason: Option<String>,
    /// How many units below it is made from, and of how many.
    pub below: Option<super::fill::Partial>,
    /// The cells, by key.
    pub cells: BTreeMap<String, Filled>,
    /// Who accepted it; none while it waits for that.
    pub acceptance: Option<Acceptance>,
}

impl Content {
    /// What the unit above consolidates: the cells that were entered, and those consolidated with all their parts.
    pub fn entries(&self) -> BTreeMap<String, Entry> {
        self.cells
            .iter()
            .filter(|(_, cell)| matches!(cell.origin, Origin::Entered | Origin::Consolidated))
            .filter_map(|(key, cell)| {
                let entry = match (exact_of(cell), &cell.text) {
                    (Some(number), _) => Entry::Number(number),
                    (None, Some(text)) => Entry::Text(text.clone()),
                    (None, None) => return None,
                };
                Some((key.clone(), entry))
            })
            .collect()
    }
}

/// JSON with the keys of every object in the order of their bytes and nothing between: the same content is always the
/// same text. Numbers in it are whole; figures are texts.
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            let sorted: BTreeMap<&String, &Value> = fields.iter().collect();
            for (i, (key, item)) in sorted.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write(item, out);
            }
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
}

/// A version's canonical JSON and its SHA-256 in hexadecimal.
///
/// Errors: it can't be written as JSON.
pub fn seal(content: &Content) -> Result<(String, String), serde_json::Error> {
    let text = canonical(&serde_json::to_value(content)?);
    let hash = hex(digest(&SHA256, text.as_bytes()));
    Ok((text, hash))
}

/// A cell that differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The cell's key.
    pub cell: String,
    /// What stood there.
    pub before: Option<String>,
    /// What stands there.
    pub after: Option<String>,
}

/// The cells that say something else in `b` than in `a`, by key.
pub fn difference(a: &BTreeMap<String, Filled>, b: &BTreeMap<String, Filled>) -> Vec<Change> {
    let said = |cells: &BTreeMap<String, Filled>, key: &str| {
        cells
            .get(key)
            .and_then(|cell| cell.value.clone().or_else(|| cell.text.clone()))
    };
    let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let (before, after) = (said(a, key), said(b, key));
            (before != after).then(|| Change {
                cell: key.clone(),
                before,
                after,
            })
        })
        .collect()
}
