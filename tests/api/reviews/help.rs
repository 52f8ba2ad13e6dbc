//! A demo server on a fixed day, communes that nobody else's test touches, and the steps of a review as a commune
//! takes them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock};

use giamngheo_tests::{Answer, Client, Settings, TestApp};
use serde_json::{Value, json};

use crate::support::{household, take_password, text, unique};

/// The day on the server: a Wednesday.
pub const TODAY: &str = "2026-11-25";

/// A demo server of this day.
pub fn start(households: u32) -> TestApp {
    TestApp::start(&Settings {
        demo_households: Some(households),
        flags: vec!["--today".to_owned(), TODAY.to_owned()],
    })
}

/// The server that these tests share.
pub fn server() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| start(3000))
}

/// The people of a commune.
pub struct Team {
    /// Conducts the review.
    pub officer: Client,
    /// Surveys.
    pub enumerator: Client,
    /// That user's id.
    pub enumerator_id: String,
    /// Surveys, too.
    pub second: Client,
    /// That user's id.
    pub second_id: String,
    /// Recognises.
    pub approver: Client,
}

/// Somebody new on the shared server, with a role in these areas.
pub fn person(role: &str, areas: &[&str]) -> (Client, String) {
    let name = unique("rs-");
    let grants: Vec<Value> = areas
        .iter()
        .map(|area| json!({ "role": role, "area": area }))
        .collect();
    let body = json!({ "username": name, "full_name": format!("Người dùng {name}"), "grants": grants });
    let made = server().demo_user("quantri").post("/users", &body).expect(201);
    let client = take_password(server(), &name, &text(&made["initial_password"]));
    (client, text(&made["user"]["id"]))
}

/// A team for some communes: the same people work in all of them, since passwords take their time.
fn team(communes: &[&str]) -> Team {
    let [officer, enumerator, second, approver] = std::thread::scope(|scope| {
        ["officer", "enumerator", "enumerator", "approver"]
            .map(|role| scope.spawn(move || person(role, communes)))
            .map(|made| made.join().expect("somebody new"))
    });
    let ((officer, _), (approver, _)) = (officer, approver);
    let ((enumerator, enumerator_id), (second, second_id)) = (enumerator, second);
    Team {
        officer,
        enumerator,
        enumerator_id,
        second,
        second_id,
        approver,
    }
}

/// A commune with its people.
#[derive(Clone)]
pub struct Commune {
    /// Its code.
    pub code: String,
    /// Those who work in it.
    pub team: &'static Team,
}

/// A rural commune with poor and near-poor households of 2025 in two villages or more, which nobody had before.
pub fn commune() -> Commune {
    static FREE: OnceLock<Mutex<Vec<Commune>>> = OnceLock::new();
    let free = FREE.get_or_init(|| {
        let mut found: BTreeMap<String, (usize, BTreeSet<String>)> = BTreeMap::new();
        let so = server().demo_user("so");
        for h in so.all("/households?year=2025&class=poor,near_poor&limit=500") {
            let rural = text(&h["commune"]["kind"]) == "commune";
            let demo = ["06154", "06463", "06211"].contains(&h["commune"]["code"].as_str().unwrap_or(""));
            if rural && !demo {
                let of = found.entry(text(&h["commune"]["code"])).or_default();
                of.0 += 1;
                of.1.insert(h["village"]["id"].to_string());
            }
        }
        found.retain(|_, (cases, villages)| (4..=16).contains(cases) && villages.len() >= 2);
        let codes: Vec<String> = found.into_keys().collect();
        // A user has at most twenty roles.
        let communes = codes.chunks(20).flat_map(|some| {
            let names: Vec<&str> = some.iter().map(String::as_str).collect();
            let team: &'static Team = Box::leak(Box::new(team(&names)));
            some.iter().map(move |code| Commune {
                code: code.clone(),
                team,
            })
        });
        Mutex::new(communes.collect())
    });
    let mut free = free.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    free.pop()
        .expect("the demo has too few communes: let tests share, or start more households")
}

/// A commune for rounds during the year: each has its own households there, so that many find room.
pub fn shared() -> Commune {
    static ONE: OnceLock<Commune> = OnceLock::new();
    ONE.get_or_init(commune).clone()
}

impl Commune {
    /// A household of it, not on any list, with a name that nobody else has.
    pub fn household(&self) -> Value {
        let name = unique("Nông Thị ");
        self.team
            .officer
            .post("/households", &household(&self.code, &name))
            .expect(201)
    }

    /// A household of it by its id, as the officer sees it.
    pub fn read(&self, id: &str) -> Value {
        self.team.officer.get(&format!("/households/{id}")).expect(200)
    }

    /// The classes of a household by year, the first year first.
    pub fn years(&self, id: &str) -> Vec<Value> {
        let history = self
            .team
            .officer
            .get(&format!("/households/{id}/history"))
            .expect(200);
        let mut years = history["years"].as_array().expect("years").clone();
        years.sort_by_key(|y| y["year"].as_i64());
        years
    }

    /// The periods of a household's class, the last first.
    pub fn periods(&self, id: &str) -> Vec<Value> {
        let periods = self
            .team
            .officer
            .get(&format!("/households/{id}/class-periods"))
            .expect(200);
        periods.as_array().expect("periods").clone()
    }
}

/// The days of a round.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    pub opened: &'static str,
    pub list: &'static str,
    pub survey: &'static str,
    pub survey_ends: &'static str,
    pub meeting: &'static str,
    pub meetings_end: &'static str,
    pub posting: &'static str,
    /// The last day that the list must stay up.
    pub until: &'static str,
    pub posting_ends: &'static str,
    pub report: &'static str,
    pub opinion: &'static str,
    pub decision: &'static str,
}

/// Of a yearly review. The list goes up on a Thursday.
pub const AUTUMN: Days = Days {
    opened: "2026-09-03",
    list: "2026-09-15",
    survey: "2026-09-20",
    survey_ends: "2026-10-20",
    meeting: "2026-10-25",
    meetings_end: "2026-10-28",
    posting: "2026-10-29",
    until: "2026-11-03",
    posting_ends: "2026-11-04",
    report: "2026-11-05",
    opinion: "2026-11-06",
    decision: "2026-11-10",
};

/// Of a review during the year.
pub const SPRING: Days = Days {
    opened: "2026-03-02",
    list: "2026-03-03",
    survey: "2026-03-04",
    survey_ends: "2026-03-09",
    meeting: "2026-03-10",
    meetings_end: "2026-03-11",
    posting: "2026-03-12",
    until: "2026-03-17",
    posting_ends: "2026-03-18",
    report: "",
    opinion: "",
    decision: "2026-03-20",
};

/// A round and who works on it.
pub struct Round {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub commune: Commune,
    /// When it is done.
    pub days: Days,
}

/// A body that opens a round.
pub fn opening(area: &str, kind: &str, on: &str) -> Value {
    json!({ "area": area, "year": on[..4].parse::<i32>().expect("a year"), "kind": kind, "opens_on": on, "document": "12/KH-UBND" })
}

/// Findings in a rural commune, by the class they come to.
pub fn findings(class: &str) -> Value {
    match class {
        "poor" => json!({ "b1": 100, "deprivations": ["water", "toilet", "telecoms"] }),
        "near_poor" => json!({ "b1": 130, "deprivations": ["water"] }),
        "average" => json!({ "b1": 160, "deprivations": [] }),
        _ => json!({ "b1": 260, "deprivations": [] }),
    }
}

/// The classes that households of a round are found to be of, in turn.
pub const CLASSES: [&str; 4] = ["poor", "near_poor", "average", "other"];

/// A decision, with a number that nobody else has.
pub fn decision(on: &str) -> Value {
    json!({ "number": unique("QĐ-"), "decided_on": on, "signer": "Hoàng Văn Lãnh", "signer_title": "Chủ tịch" })
}

impl Round {
    /// A yearly round of a commune of its own.
    pub fn yearly() -> Self {
        let commune = commune();
        let so = server().demo_user("so");
        let made = so
            .post("/review-rounds", &opening(&commune.code, "yearly", AUTUMN.opened))
            .expect(201);
        Self {
            id: text(&made["round_id"]),
            commune,
            days: AUTUMN,
        }
    }

    /// A round during the year of this commune, without a household on its list.
    pub fn during(commune: &Commune, days: Days) -> Self {
        let made = commune.team.officer.post(
            "/review-rounds",
            &opening(&commune.code, "during_year", days.opened),
        );
        Self {
            id: text(&made.expect(201)["round_id"]),
            commune: commune.clone(),
            days,
        }
    }

    /// The officer.
    pub fn officer(&self) -> &Client {
        &self.commune.team.officer
    }

    /// A path of the round.
    pub fn path(&self, what: &str) -> String {
        if what.is_empty() {
            format!("/review-rounds/{}", self.id)
        } else {
            format!("/review-rounds/{}/{what}", self.id)
        }
    }

    /// The round as its officer sees it.
    pub fn read(&self) -> Value {
        self.officer().get(&self.path("")).expect(200)
    }

    /// Its state.
    pub fn state(&self) -> String {
        text(&self.read()["state"])
    }

    /// Its cases without those taken off, as the officer sees them.
    pub fn cases(&self) -> Vec<Value> {
        self.officer().all(&self.path("cases?limit=500"))
    }

    /// One case.
    pub fn case(&self, household: &str) -> Value {
        self.officer()
            .get(&self.path(&format!("cases/{household}")))
            .expect(200)
    }

    /// The round, its cases (those taken off too), meetings, postings, complaints and history: all that an act may change.
    pub fn whole(&self) -> Value {
        let get = |what: &str| self.officer().get(&self.path(what)).expect(200);
        let states = "listed,drafted,surveyed,returned,read,agreed,not_agreed,recognised,withdrawn";
        json!({
            "round": self.read(),
            "cases": self.officer().all(&self.path(&format!("cases?limit=500&state={states}"))),
            "meetings": get("meetings"),
            "postings": get("postings"),
            "complaints": get("complaints"),
            "events": get("events"),
        })
    }

    /// A call that changes the round as it is now.
    pub fn act(&self, who: &Client, what: &str, body: &Value) -> Answer {
        let version = self.read()["version"].clone();
        who.request("POST", &self.path(what))
            .if_match(&version)
            .json(body)
            .send()
    }

    /// Ends a step, by the officer.
    pub fn step(&self, action: &str, on: &str) -> Answer {
        self.act(self.officer(), "steps", &json!({ "action": action, "on": on }))
    }

    /// A call that changes a case as it was read.
    pub fn on_case(&self, who: &Client, case: &Value, what: &str, body: &Value) -> Answer {
        let path = self.path(&format!("cases/{}/{what}", text(&case["household_id"])));
        let method = if what == "draft" { "PUT" } else { "POST" };
        who.request(method, &path)
            .if_match(&case["version"])
            .json(body)
            .send()
    }

    /// Surveys a case, by the enumerator.
    pub fn survey(&self, case: &Value, on: &str, class: &str) -> Answer {
        self.on_case(
            &self.commune.team.enumerator,
            case,
            "survey",
            &json!({ "surveyed_on": on, "findings": findings(class) }),
        )
    }

    /// Reads a case's survey and accepts it, with a note.
    pub fn accept(&self, case: &Value) -> Answer {
        self.on_case(
            self.officer(),
            case,
            "reading",
            &json!({ "accepted": true, "note": "Đã xác minh tại hộ" }),
        )
    }

    /// Puts a household on the list with a reason.
    pub fn add(&self, household: &Value) -> Answer {
        let mut body =
            json!({ "household_id": household["id"], "origin": "added", "reason": "Nhà cháy ngày 02/9" });
        if self.days.report.is_empty() {
            body["reason_code"] = json!("disaster");
        }
        self.officer().post(&self.path("cases"), &body)
    }

    /// Surveys every case that waits for it, by the enumerator: the classes in turn.
    pub fn survey_all(&self, on: &str) {
        for (i, case) in self.cases().iter().enumerate() {
            if ["listed", "drafted", "returned"].contains(&text(&case["state"]).as_str()) {
                self.survey(case, on, CLASSES[i % 4]).expect(200);
            }
        }
    }

    /// Reads every survey that waits for it.
    pub fn read_all(&self) {
        for case in self.cases().iter().filter(|c| c["state"] == "surveyed") {
            self.accept(case).expect(200);
        }
    }

    /// Draws the sample, where one is asked for, and checks it by the second enumerator.
    pub fn check_all(&self, on: &str) {
        if self.read()["sampled"] == false && !self.days.report.is_empty() && !self.cases().is_empty() {
            self.officer()
                .post(&self.path("sample"), &json!({ "seed": "20-09" }))
                .expect(200);
        }
        for case in self
            .cases()
            .iter()
            .filter(|c| c["sampled"] == true && c["check"].is_null())
        {
            let body =
                json!({ "surveyed_on": on, "findings": findings(case["class"].as_str().unwrap_or("other")) });
            self.on_case(&self.commune.team.second, case, "check", &body)
                .expect(200);
        }
    }

    /// Minutes of a village.
    pub fn minutes(village: &Value, on: &str, present: i64, in_favour: i64) -> Value {
        json!({
            "village_id": village["id"], "held_on": on, "place": "Nhà văn hóa thôn", "chair": "Nông Văn Chủ",
            "secretary": "Lý Thị Thư", "present": present, "in_favour": in_favour,
        })
    }

    /// Every village meets that has something to vote on, and agrees.
    pub fn meet_all(&self, on: &str) {
        for village in self.read()["villages"].as_array().expect("villages") {
            if village["agreed"] != village["total"] {
                self.officer()
                    .post(&self.path("meetings"), &Self::minutes(village, on, 40, 38))
                    .expect(201);
            }
        }
    }

    /// Puts the list up.
    pub fn post(&self, on: &str) -> Answer {
        let body = json!({ "on": on, "places": "Trụ sở UBND xã, nhà văn hóa các thôn" });
        self.act(self.officer(), "postings", &body)
    }

    /// Takes a complaint in.
    pub fn complain(&self, household: &str, on: &str) -> Answer {
        let body = json!({ "household_id": household, "complainant": "Vi Văn Khiếu", "received_on": on, "text": "Hộ này có xe tải" });
        self.officer().post(&self.path("complaints"), &body)
    }

    /// Decides a complaint.
    pub fn decide(&self, complaint: &Value, upheld: bool, on: &str) -> Answer {
        let body = json!({ "upheld": upheld, "decided_on": on, "answer": "Đã phúc tra" });
        self.officer().post(
            &self.path(&format!("complaints/{}/decision", text(&complaint["id"]))),
            &body,
        )
    }

    /// The level above agrees.
    pub fn agree(&self, on: &str) -> Answer {
        self.act(
            &server().demo_user("so"),
            "opinion",
            &json!({ "agree": true, "on": on }),
        )
    }

    /// The approver recognises.
    pub fn recognise(&self, on: &str) -> Answer {
        self.act(&self.commune.team.approver, "recognition", &decision(on))
    }

    /// Does what the step needs and ends it.
    pub fn advance(&self) {
        let days = self.days;
        match self.state().as_str() {
            "list" => {
                if self.cases().is_empty() {
                    self.add(&self.commune.household()).expect(201);
                }
                self.step("close_list", days.list).expect(200);
            }
            "survey" => {
                self.survey_all(days.survey);
                self.read_all();
                self.check_all(days.survey);
                self.step("close_survey", days.survey_ends).expect(200);
            }
            "meeting" => {
                self.meet_all(days.meeting);
                self.step("close_meetings", days.meetings_end).expect(200);
            }
            "posting" => {
                if self.read()["up_until"].is_null() {
                    self.post(days.posting).expect(200);
                }
                self.step("close_posting", days.posting_ends).expect(200);
            }
            "report" => {
                self.step("report", days.report).expect(200);
            }
            "opinion" => {
                self.agree(days.opinion).expect(200);
            }
            "recognition" => {
                self.recognise(days.decision).expect(201);
            }
            other => panic!("{}: nothing comes after {other}", self.id),
        }
    }

    /// Does all that comes before a state, as the procedure wants it.
    pub fn walk_to(&self, state: &str) {
        for _ in 0..8 {
            if self.state() == state {
                return;
            }
            self.advance();
        }
        panic!("{} came to {} and not to {state}", self.id, self.state());
    }

    /// Does all that comes before a state, posts, and stands there with the list up.
    pub fn walk_to_posted(&self) {
        self.walk_to("posting");
        self.post(self.days.posting).expect(200);
    }
}

/// The number of a field.
#[track_caller]
pub fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// That it is refused by the state: with the reason, the state and what is allowed in it.
#[track_caller]
pub fn refused(answer: &Answer, state: &str, code: &str) -> Value {
    let problem = answer.problem(409);
    assert_eq!(
        problem["type"],
        format!("/problems/{}", code.replace('_', "-")),
        "{answer}"
    );
    assert_eq!(problem["state"], state, "{answer}");
    assert!(problem["allowed"].is_array(), "{answer}");
    problem
}
