//! From a row as read to a row to be staged: its place, its standard, its verdict; or what is wrong with it.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use giamngheo_intake::{CellProblem, HouseholdRow, MemberRow, Severity};
use giamngheo_rules::poverty::{self, Deprivations, Findings, Setting};
use giamngheo_rules::text::fold;
use giamngheo_store::areas::{self, Area, AreaFilter, village_key};
use giamngheo_store::households;
use giamngheo_store::id::new_id;
use giamngheo_store::imports::merge::NewVillage;
use giamngheo_store::imports::stage::{StagedHousehold, StagedMember};
use giamngheo_store::{Conn, Db, Error, Scope};

use crate::crypto::Vault;

/// What rows are judged by.
pub struct Judge<'a> {
    /// For looking up areas.
    pub db: &'a Db,
    /// For citizen IDs.
    pub vault: &'a Vault,
    /// Where the sender may import.
    pub scope: &'a Scope,
    /// The area that rows without one belong to.
    pub area: Option<Area>,
    /// The day of surveys without one.
    pub surveyed_on: Option<NaiveDate>,
    /// Today.
    pub today: NaiveDate,
    /// Villages that rows name and their commune doesn't have.
    pub new_villages: Vec<NewVillage>,
    communes: HashMap<(String, NaiveDate), Option<Area>>,
    villages: HashMap<String, HashMap<String, String>>,
}

/// A row's place.
struct Place {
    commune: Area,
    village_id: Option<String>,
}

impl<'a> Judge<'a> {
    /// Nothing looked up yet.
    pub fn new(db: &'a Db, vault: &'a Vault, scope: &'a Scope, today: NaiveDate) -> Self {
        Self {
            db,
            vault,
            scope,
            area: None,
            surveyed_on: None,
            today,
            new_villages: Vec::new(),
            communes: HashMap::new(),
            villages: HashMap::new(),
        }
    }

    /// Judges a household's row. What is wrong (and what differs) goes into `problems`; none when it can't be taken.
    ///
    /// Errors: the database fails.
    pub fn household(
        &mut self,
        row: &mut HouseholdRow,
        problems: &mut Vec<CellProblem>,
    ) -> Result<Option<StagedHousehold>, Error> {
        problems.append(&mut row.problems);
        let before = problems.len();
        let surveyed_on = row.survey_date.or(self.surveyed_on).unwrap_or(self.today);
        if surveyed_on > self.today {
            problems.push(error(
                row,
                "survey_date",
                "in_future",
                "ngày rà soát ở tương lai",
                "the survey is in the future",
            ));
        }
        let place = self.place(row, surveyed_on, problems)?;
        let standard = poverty::in_force(surveyed_on);
        if let Some(standard) = standard {
            unknown_marks(row, standard, problems);
        }
        if standard.is_none() {
            problems.push(error(
                row,
                "survey_date",
                "no_standard",
                "không có chuẩn nghèo có hiệu lực vào ngày rà soát",
                "no standard was in force on the day of the survey",
            ));
        }
        let verdict = match (&place, standard) {
            (Some(place), Some(standard))
                if !has_error(problems, row, &["b1_score", "income_vnd_per_person_month"]) =>
            {
                let findings = Findings {
                    setting: Setting::of(place.commune.urban),
                    income_vnd_per_person_month: row.income_vnd_per_person_month,
                    b1: row.b1,
                    deprivations: Deprivations::from_bits(row.deprivations),
                };
                match poverty::classify(standard, &findings) {
                    Ok(verdict) => Some((standard, findings.setting, verdict)),
                    Err(refusal) => {
                        let field = if refusal.field == "b1" {
                            "b1_score"
                        } else {
                            refusal.field
                        };
                        problems.push(row.problem(
                            field,
                            "",
                            refusal.code,
                            refusal.vi,
                            refusal.en,
                            Severity::Error,
                        ));
                        None
                    }
                }
            }
            _ => None,
        };
        if let Some((_, _, verdict)) = &verdict {
            compare(row, verdict, problems);
        }
        let bad = problems[before..].iter().any(|p| p.severity == Severity::Error)
            || problems[..before]
                .iter()
                .any(|p| p.severity == Severity::Error && p.row == row.row);
        let (Some(place), Some((standard, setting, verdict)), Some(name), false) =
            (place, verdict, row.head_name.take(), bad)
        else {
            return Ok(None);
        };
        let path = households::path_of(&place.commune, place.village_id.as_deref());
        Ok(Some(StagedHousehold {
            row_no: i64::from(row.row),
            province_id: place.commune.province_code().to_owned(),
            household_id: new_id(),
            survey_id: new_id(),
            member_id: new_id(),
            external_id: row.external_id.take(),
            commune_id: place.commune.id,
            village_id: place.village_id,
            path,
            address: row.address.take(),
            search_key: fold(&name),
            head_name: name,
            head_birth: row.birth.map(|b| b.date),
            birth_precision: row.birth.map(|b| b.precision.code().to_owned()),
            sex: row.sex.take(),
            ethnicity: row.ethnicity.take(),
            citizen_id_enc: row.citizen_id.as_deref().map(|c| self.vault.seal(c)),
            citizen_id_hash: row.citizen_id.as_deref().map(|c| self.vault.index(c)),
            member_count: i64::from(row.member_count.unwrap_or(1)),
            year: i64::from(surveyed_on.year()),
            surveyed_on,
            standard: standard.code.clone(),
            setting: setting.code().to_owned(),
            income_vnd_per_person_month: row.income_vnd_per_person_month,
            b1: verdict.b1.map(i64::from),
            b2: i64::from(verdict.b2),
            deprivations: i64::from(verdict.deprivations.bits()),
            class: verdict.class.code().to_owned(),
            basis: verdict.basis.code().to_owned(),
        }))
    }

    /// Judges a member's row. `province` is the tenant key of the households it may join.
    pub fn member(
        &self,
        row: &mut MemberRow,
        province: &str,
        problems: &mut Vec<CellProblem>,
    ) -> Option<StagedMember> {
        let bad = row.problems.iter().any(|p| p.severity == Severity::Error);
        problems.append(&mut row.problems);
        let (Some(external_id), Some(name), false) = (row.external_id.take(), row.name.take(), bad) else {
            return None;
        };
        Some(StagedMember {
            row_no: i64::from(row.row),
            province_id: province.to_owned(),
            member_id: new_id(),
            external_id,
            position: i64::from(row.member_no.unwrap_or(99)),
            search_key: fold(&name),
            name,
            sex: row.sex.take(),
            birth_date: row.birth.map(|b| b.date),
            birth_precision: row.birth.map(|b| b.precision.code().to_owned()),
            ethnicity: row.ethnicity.take(),
            relation: row.relation.take().unwrap_or_else(|| "other".to_owned()),
            citizen_id_enc: row.citizen_id.as_deref().map(|c| self.vault.seal(c)),
            citizen_id_hash: row.citizen_id.as_deref().map(|c| self.vault.index(c)),
            insured: row.health_insurance,
        })
    }

    fn place(
        &mut self,
        row: &HouseholdRow,
        on: NaiveDate,
        problems: &mut Vec<CellProblem>,
    ) -> Result<Option<Place>, Error> {
        let (field, told) = match (&row.commune_code, &row.commune_name) {
            (Some(code), _) => ("commune_code", Some(code.clone())),
            (None, Some(name)) => ("commune", Some(name.clone())),
            (None, None) => ("commune_code", None),
        };
        let commune = match &told {
            Some(told) => self.commune(told, field == "commune", on)?,
            None => self.area.clone().filter(|a| a.level == "commune"),
        };
        let Some(commune) = commune else {
            let (vi, en) = match told {
                Some(_) => (
                    format!("không có xã này vào ngày {}", on.format("%d/%m/%Y")),
                    format!("there is no such commune on {on}"),
                ),
                None => (
                    "không rõ hộ thuộc xã nào; hãy chọn xã khi nhập".to_owned(),
                    "the commune is not known; choose one for the import".to_owned(),
                ),
            };
            let code = if told.is_some() {
                "unknown_commune"
            } else {
                "missing"
            };
            problems.push(row.problem(field, told.unwrap_or_default(), code, vi, en, Severity::Error));
            return Ok(None);
        };
        if !self.scope.covers(&commune.path) {
            problems.push(row.problem(
                field,
                told.unwrap_or_default(),
                "outside_area",
                "xã không thuộc địa bàn của bạn",
                "the commune is not in your area",
                Severity::Error,
            ));
            return Ok(None);
        }
        let village_id = row
            .village
            .as_deref()
            .map(|name| self.village(&commune, name))
            .transpose()?;
        Ok(Some(Place { commune, village_id }))
    }

    fn commune(&mut self, told: &str, by_name: bool, on: NaiveDate) -> Result<Option<Area>, Error> {
        let key = (told.to_owned(), on);
        if let Some(known) = self.communes.get(&key) {
            return Ok(known.clone());
        }
        let area = self.area.clone();
        let found = self.db.read(|conn| {
            if by_name {
                by_commune_name(conn, told, area.as_ref(), on)
            } else {
                by_commune_code(conn, told, on)
            }
        })?;
        self.communes.insert(key, found.clone());
        Ok(found)
    }

    /// The village of this name in the commune; a new one is remembered, to be made with the households.
    fn village(&mut self, commune: &Area, name: &str) -> Result<String, Error> {
        if !self.villages.contains_key(&commune.id) {
            let known = self.db.read(|conn| areas::villages(conn, &commune.id))?;
            let by_key = known.into_iter().map(|v| (village_key(&v.name), v.id)).collect();
            self.villages.insert(commune.id.clone(), by_key);
        }
        let of_commune = self.villages.entry(commune.id.clone()).or_default();
        let key = village_key(name);
        if let Some(id) = of_commune.get(&key) {
            return Ok(id.clone());
        }
        let id = new_id();
        of_commune.insert(key, id.clone());
        self.new_villages.push(NewVillage {
            id: id.clone(),
            commune: commune.clone(),
            name: name.to_owned(),
        });
        Ok(id)
    }
}

fn by_commune_code(conn: &mut Conn, code: &str, on: NaiveDate) -> Result<Option<Area>, Error> {
    // A spreadsheet drops the zeros in front of a code.
    let code = format!("{:0>5}", code.trim());
    match areas::find(conn, &code, on) {
        Ok(area) => Ok(Some(area).filter(|a| a.level == "commune")),
        Err(Error::NotFound) => Ok(None),
        Err(e) => Err(e),
    }
}

/// The one commune of this name (with or without its kind) within an area; none when there are several.
pub fn by_commune_name(
    conn: &mut Conn,
    name: &str,
    within: Option<&Area>,
    on: NaiveDate,
) -> Result<Option<Area>, Error> {
    let filter = AreaFilter {
        on: Some(on),
        level: Some("commune".into()),
        within: within.map(|a| a.path.clone()),
        q: Some(name.to_owned()),
        ..AreaFilter::default()
    };
    let wanted = fold(name);
    let mut found: Vec<Area> = areas::list(conn, &filter, None, 50)?
        .into_iter()
        .map(|(a, _)| a)
        .filter(|a| {
            let key = fold(&a.name);
            key == wanted || key.split_once(' ').is_some_and(|(_, bare)| bare == wanted)
        })
        .collect();
    Ok(if found.len() == 1 { found.pop() } else { None })
}

fn error(row: &HouseholdRow, field: &str, code: &str, vi: &str, en: &str) -> CellProblem {
    row.problem(field, "", code, vi, en, Severity::Error)
}

fn has_error(problems: &[CellProblem], row: &HouseholdRow, fields: &[&str]) -> bool {
    problems.iter().any(|p| {
        p.row == row.row
            && p.severity == Severity::Error
            && p.field.as_deref().is_some_and(|f| fields.contains(&f))
    })
}

/// An indicator that the row doesn't tell of is unknown, which is not the same as "not deprived".
fn unknown_marks(row: &HouseholdRow, standard: &poverty::Standard, problems: &mut Vec<CellProblem>) {
    for (i, indicator) in standard.indicators.iter().enumerate() {
        let told = row.deprivations_known & (1 << i) != 0;
        if !told && !has_error(problems, row, &[&indicator.code]) {
            problems.push(row.problem(
                &indicator.code,
                "",
                "missing",
                format!("không rõ hộ có thiếu hụt “{}” hay không", indicator.name.vi),
                format!(
                    "whether the household is deprived in “{}” is not told",
                    indicator.name.en
                ),
                Severity::Error,
            ));
        }
    }
}

/// What the sheet states of points and class against what the rule says: told, never silently taken.
fn compare(row: &HouseholdRow, verdict: &poverty::Verdict, problems: &mut Vec<CellProblem>) {
    if let Some(stated) = row.stated_b2.filter(|b2| *b2 != verdict.b2) {
        problems.push(row.problem(
            "b2_score",
            stated.to_string(),
            "b2_differs",
            format!(
                "tệp ghi B2 là {stated}, các dấu thiếu hụt cộng lại là {}",
                verdict.b2
            ),
            format!("the file states B2 {stated}, the marks add up to {}", verdict.b2),
            Severity::Difference,
        ));
    }
    let rule = verdict.class;
    let Some(stated) = &row.stated_class else { return };
    let agrees = match stated.as_str() {
        "not_poor" => !matches!(rule, poverty::Class::Poor | poverty::Class::NearPoor),
        code => code == rule.code(),
    };
    if !agrees {
        let reason = verdict.reasons.first();
        problems.push(row.problem(
            "class",
            stated.clone(),
            "class_differs",
            format!(
                "tệp ghi khác với quy định: {}",
                reason.map_or(rule.vi(), |r| r.vi.as_str())
            ),
            format!(
                "the file states otherwise than the rule: {}",
                reason.map_or(rule.en(), |r| r.en.as_str())
            ),
            Severity::Difference,
        ));
    }
}
