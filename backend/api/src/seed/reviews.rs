//! The autumn review of the demo: rounds of the province's communes, each as far as some communes are in November.
//!
//! They are walked by the same functions that people's acts go through, so nothing here is a state that could not
//! have come about. The commune of the demo's own logins is left out: its round is opened by who tries the program.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use giamngheo_rules::form::{self, Purpose};
use giamngheo_rules::poverty::{self, Class, Deprivations, Findings, Setting, Standard};
use giamngheo_rules::review::{self, Act, Kind, Step};
use giamngheo_store::access::{Action, Role};
use giamngheo_store::areas::{self, Area, AreaFilter};
use giamngheo_store::households::NewSurvey;
use giamngheo_store::reviews::{
    self, Check, Decision, FoundSurvey, NewMeeting, NewRecognition, Opening, Reading, Round, RoundFilter,
    StepAct,
};
use giamngheo_store::scope::{Actor, Grant, Scope};
use giamngheo_store::{Conn, Error, Result, users};
use serde_json::json;

use super::dice::Dice;
use super::logins::scope;
use crate::app::App;

/// The commune in which people try the procedure from its beginning.
const LEFT_OUT: &str = "06154";
/// The year of the rounds: the one after the last register.
const YEAR: i32 = 2026;

/// From 0 up to, but not, a number.
fn upto(dice: &mut Dice, count: i64) -> u64 {
    dice.between(0, count - 1).unsigned_abs()
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(YEAR, month, day).unwrap_or_default()
}

/// Makes the rounds, once: when there is a province with households and the autumn has come far enough.
pub fn make(app: &App, province: &str) -> std::result::Result<(), String> {
    let today = app.today();
    if !app.config.demo_reviews || today < day(11, 20) {
        return Ok(());
    }
    app.db
        .write(|conn| {
            let scope = Scope::of_the_program();
            let filter = RoundFilter {
                year: Some(i64::from(YEAR)),
                ..RoundFilter::default()
            };
            if !reviews::rounds(conn, &scope, &filter, None, 1)?.is_empty() {
                return Ok(());
            }
            let unit = areas::find(conn, province, day(9, 3))?;
            let filter = AreaFilter {
                on: Some(day(9, 3)),
                level: Some("commune".to_owned()),
                within: Some(unit.path.clone()),
                ..AreaFilter::default()
            };
            let communes = areas::list(conn, &filter, None, 1000)?;
            for (i, (commune, _)) in communes
                .into_iter()
                .filter(|(c, _)| c.code != LEFT_OUT)
                .enumerate()
            {
                let mut walk = Walk::new(conn, &unit, &commune, today, i as u64)?;
                walk.open(conn)?;
                walk.go(conn)?;
            }
            Ok(())
        })
        .map_err(|e| format!("the demo's reviews can't be made: {e}"))
}

/// Somebody with these roles in an area.
fn somebody(conn: &mut Conn, username: &str, roles: &[Role], area: &Area) -> Result<Actor> {
    let user_id = users::by_username(conn, username)?.map_or_else(|| users::SYSTEM.to_owned(), |u| u.id);
    let paths = areas::subtrees(conn, &area.id)?;
    let own = std::iter::once(area.path.clone()).chain(paths.into_iter().filter(|p| *p != area.path));
    let paths: Vec<String> = own.collect();
    Ok(Actor {
        user_id,
        session_id: String::new(),
        full_name: String::new(),
        must_change_password: false,
        grants: roles
            .iter()
            .map(|role| Grant {
                role: *role,
                area_id: Some(area.id.clone()),
                paths: paths.clone(),
            })
            .collect(),
    })
}

/// A commune's way through its review.
struct Walk {
    commune: Area,
    today: NaiveDate,
    dice: Dice,
    /// The last state it comes to.
    until: &'static str,
    officer: Actor,
    enumerator: Actor,
    above: Actor,
    approver: Actor,
    standard: &'static Standard,
    round_id: String,
}

/// How far communes are, and how many of a hundred.
const FAR: [(&str, u64); 8] = [
    ("list", 3),
    ("survey", 14),
    ("meeting", 14),
    ("posting", 18),
    ("report", 8),
    ("opinion", 14),
    ("recognition", 9),
    ("recognised", 20),
];

impl Walk {
    fn new(conn: &mut Conn, province: &Area, commune: &Area, today: NaiveDate, number: u64) -> Result<Self> {
        let mut dice = Dice::new(
            u64::from(YEAR.unsigned_abs()),
            &["review", commune.code.as_str()],
            number,
        );
        let mut throw = upto(&mut dice, 100);
        let mut until = "recognised";
        for (state, share) in FAR {
            if throw < share {
                until = state;
                break;
            }
            throw -= share;
        }
        Ok(Self {
            officer: somebody(conn, "canbo2", &[Role::Officer], commune)?,
            enumerator: somebody(conn, "ravien", &[Role::Enumerator], commune)?,
            above: somebody(conn, "so", &[Role::Officer], province)?,
            approver: somebody(conn, "lanhdao", &[Role::Approver], commune)?,
            standard: poverty::in_force(day(9, 3)).ok_or(Error::NotFound)?,
            commune: commune.clone(),
            today,
            dice,
            until,
            round_id: String::new(),
        })
    }

    fn open(&mut self, conn: &mut Conn) -> Result<()> {
        let procedure = review::in_force(Kind::Yearly, day(9, 3)).ok_or(Error::NotFound)?;
        let form = form::form_for(Purpose::B1, &self.standard.code, day(9, 3));
        let order = Opening {
            paths: areas::subtrees(conn, &self.commune.id)?,
            area: self.commune.clone(),
            year: YEAR,
            procedure,
            standard: self.standard.code.clone(),
            sample_form: form.is_some_and(|f| f.sample),
            form: form.map(|f| f.code.clone()),
            document: Some("145/KH-UBND".to_owned()),
            opened_on: day(9, 3),
            closes_on: None,
            schedule: BTreeMap::new(),
        };
        let opened = reviews::open(conn, &scope(&self.above, Action::OpenReviews)?, &order)?;
        self.round_id = opened.rounds.into_iter().next().ok_or(Error::NotFound)?;
        Ok(())
    }

    fn round(&self, conn: &mut Conn) -> Result<Round> {
        reviews::get(conn, &Scope::of_the_program(), &self.round_id)
    }

    fn step(&self, conn: &mut Conn, act: Act, on: NaiveDate) -> Result<()> {
        let round = self.round(conn)?;
        let scope = match act {
            Act::Agree => scope(&self.above, Action::GiveOpinion)?,
            _ => scope(&self.officer, Action::ConductReview)?,
        };
        let step = StepAct {
            act,
            on,
            pointer: "/on",
            back_to: None,
            detail: json!({}),
        };
        reviews::act(conn, &scope, &round, round.version, &step, self.today, true)?;
        Ok(())
    }

    /// Goes on until the state it shall come to.
    fn go(&mut self, conn: &mut Conn) -> Result<()> {
        if self.until == "list" {
            return Ok(());
        }
        let officer = scope(&self.officer, Action::ConductReview)?;
        let round = self.round(conn)?;
        let enumerator = self.enumerator.user_id.clone();
        reviews::assign(conn, &officer, &round, None, &[], Some(&enumerator), self.today)?;
        self.step(conn, Act::CloseList, day(9, 15))?;
        let all = self.until != "survey";
        self.survey(conn, all)?;
        if !all {
            return Ok(());
        }
        self.step(conn, Act::CloseSurvey, day(10, 27))?;
        self.meet(conn)?;
        if self.until == "meeting" {
            return Ok(());
        }
        self.step(conn, Act::CloseMeetings, day(11, 4))?;
        let round = self.round(conn)?;
        let places = "Trụ sở Ủy ban nhân dân xã; nhà văn hóa các thôn; loa truyền thanh";
        reviews::post(
            conn,
            &officer,
            &round,
            round.version,
            day(11, 5),
            places,
            self.today,
        )?;
        if self.until == "posting" {
            return Ok(());
        }
        self.step(conn, Act::ClosePosting, day(11, 11))?;
        if self.until == "report" {
            return Ok(());
        }
        self.step(conn, Act::Report, day(11, 12))?;
        if self.until == "opinion" {
            return Ok(());
        }
        self.step(conn, Act::Agree, day(11, 17))?;
        if self.until == "recognition" {
            return Ok(());
        }
        let round = self.round(conn)?;
        let new = NewRecognition {
            decision: Decision {
                number: format!("{}/QĐ-UBND", 80 + upto(&mut self.dice, 90)),
                decided_on: day(11, 19),
                signer: "Chu Văn Hải".to_owned(),
                signer_title: "Chủ tịch".to_owned(),
            },
            demo: true,
        };
        let approver = scope(&self.approver, Action::RecogniseHouseholds)?;
        reviews::recognise(conn, &approver, &round, round.version, &new, self.today)?;
        Ok(())
    }

    /// What is found: mostly what was known, sometimes better, rarely worse.
    fn found(&mut self, b1: Option<i64>, deprivations: Option<i64>, on: NaiveDate) -> NewSurvey {
        let old = Deprivations::from_bits(deprivations.and_then(|d| u32::try_from(d).ok()).unwrap_or(0));
        let mut b1 = b1.unwrap_or(120);
        let mut set = Deprivations::default();
        for i in 0..self.standard.indicators.len() {
            // One lack in four is mended.
            if old.contains(i) && upto(&mut self.dice, 4) > 0 {
                set.insert(i);
            }
        }
        b1 += match upto(&mut self.dice, 10) {
            0..=4 => upto(&mut self.dice, 12) as i64,
            5..=7 => 20 + upto(&mut self.dice, 30) as i64,
            _ => -(upto(&mut self.dice, 10) as i64),
        };
        let b1 = b1.max(20);
        let setting = Setting::of(self.commune.urban);
        let findings = Findings {
            setting,
            income_vnd_per_person_month: None,
            b1: u32::try_from(b1).ok(),
            deprivations: set,
        };
        let class = poverty::class_of(self.standard, &findings).map_or(Class::Other, |(class, _)| class);
        NewSurvey {
            surveyed_on: on,
            standard: self.standard.code.clone(),
            form: None,
            setting: setting.code().to_owned(),
            income_vnd_per_person_month: None,
            b1: Some(b1),
            b2: i64::from(self.standard.b2(set).unwrap_or(0)),
            deprivations: i64::from(set.bits()),
            class: class.code().to_owned(),
            basis: "score".to_owned(),
            origin: "seed".to_owned(),
            surveyor: None,
            note: None,
            answers: None,
        }
    }

    fn cases(&self, conn: &mut Conn) -> Result<Vec<reviews::Case>> {
        let round = self.round(conn)?;
        let all = reviews::CaseFilter::default();
        reviews::cases(conn, &Scope::of_the_program(), &round, &all, None, 100_000)
    }

    /// Surveys all cases, or two thirds of them.
    fn survey(&mut self, conn: &mut Conn, all: bool) -> Result<()> {
        let surveys = scope(&self.enumerator, Action::SurveyHouseholds)?;
        let officer = scope(&self.officer, Action::ConductReview)?;
        for case in self.cases(conn)? {
            if !all && upto(&mut self.dice, 3) == 0 {
                continue;
            }
            let was = reviews::class_of_year(conn, &case.province_id, &case.household_id, i64::from(YEAR))?;
            let on = day(9, 20) + chrono::Days::new(upto(&mut self.dice, 28));
            let (b1, lacks) = was.map_or((None, None), |w| (w.b1, w.deprivations));
            let found = FoundSurvey {
                survey: self.found(b1, lacks, on),
                flags: json!([]),
            };
            let round = self.round(conn)?;
            let case = reviews::survey(
                conn,
                &surveys,
                &round,
                &case.household_id,
                case.version,
                &found,
                self.today,
            )?;
            if all || upto(&mut self.dice, 2) == 0 {
                let reading = Reading {
                    accepted: true,
                    note: None,
                };
                let (id, version) = (case.household_id.clone(), case.version);
                reviews::read_case(conn, &officer, &round, &id, version, &reading, self.today)?;
            }
        }
        let round = self.round(conn)?;
        if !all || round.total == 0 {
            return Ok(());
        }
        let percent = round.procedure()?.spot_check_percent.value;
        let seed = format!("{}-{}", self.commune.code, YEAR);
        reviews::draw_sample(conn, &officer, &round, percent, &seed, self.today)?;
        let checks = scope(&self.officer, Action::SurveyHouseholds)?;
        for case in self.cases(conn)?.into_iter().filter(|c| c.sampled) {
            let round = self.round(conn)?;
            let check = Check {
                on: day(10, 22),
                class: case.class.clone().unwrap_or_default(),
                b1: case.b1,
                b2: case.b2.unwrap_or(0),
                deprivations: case.deprivations.unwrap_or(0),
                note: None,
            };
            reviews::check(
                conn,
                &checks,
                &round,
                &case.household_id,
                case.version,
                &check,
                self.today,
            )?;
        }
        Ok(())
    }

    /// Every village meets; of those that are to stay at this step one is still to come.
    fn meet(&mut self, conn: &mut Conn) -> Result<()> {
        let officer = scope(&self.officer, Action::ConductReview)?;
        let round = self.round(conn)?;
        let mut villages = reviews::villages(conn, &Scope::of_the_program(), &round)?;
        if self.until == Step::Meeting.code() {
            villages.pop();
        }
        for village in villages {
            let round = self.round(conn)?;
            let present = 28 + upto(&mut self.dice, 40) as i64;
            let new = NewMeeting {
                path: village.path,
                held_on: day(11, 1),
                place: "Nhà văn hóa thôn".to_owned(),
                chair: "Hoàng Văn Thắng".to_owned(),
                secretary: "Lý Thị Liên".to_owned(),
                present,
                in_favour: present - upto(&mut self.dice, 5) as i64,
                objections: None,
                votes: Vec::new(),
            };
            reviews::record_meeting(conn, &officer, &round, &new, self.today)?;
        }
        Ok(())
    }
}
