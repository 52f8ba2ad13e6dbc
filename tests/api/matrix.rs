//! Role × endpoint × inside or outside of the area, made from the OpenAPI document: an endpoint that is added is
//! in it at once, and one that says nothing of who may call it, or takes a parameter nobody explained, fails.

use std::collections::{BTreeMap, BTreeSet};

use giamngheo_tests::document::{Operation, operations};
use giamngheo_tests::{Answer, Client};
use serde_json::{Value, json};

use crate::support::{INSIDE, OUTSIDE, household, text, unique, world};

/// What a path parameter names, by the beginning of the path and the parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A household.
    Household,
    /// A user.
    User,
    /// A commune, by its code.
    Commune,
    /// A village of the commune.
    Village,
    /// A standard: public law.
    Standard,
    /// A survey form: public law.
    Form,
    /// An indicator: public law. Whose figures are told is the area's matter.
    Indicator,
    /// An import.
    Import,
    /// A saved mapping of columns: whoever saved it has it.
    Mapping,
    /// A legal document.
    Document,
    /// A file of it.
    DocumentFile,
    /// A plan of a commune.
    Plan,
    /// An activity of it, by its place.
    Activity,
    /// A webhook.
    Webhook,
    /// A message to a webhook.
    Delivery,
    /// A simulation of the commune's register.
    Simulation,
    /// A figure that a commune entered.
    Figure,
    /// A file that proves it.
    Evidence,
    /// A commune's round of the review.
    Round,
    /// A household that is reviewed in it.
    Case,
    /// A complaint: `reviews.rs` makes some.
    Complaint,
    /// A decision. None can be made on the sample form of a real installation: `reviews.rs` has those of the demo.
    Recognition,
    /// A form of reports: public law.
    Template,
    /// A round of reports.
    ReportRound,
    /// A unit's report in it.
    Report,
    /// A comment on it.
    ReportComment,
    /// Which paper: public.
    Paper,
    /// A code on paper: for anybody.
    Code,
    /// What an item of the framework is: the framework is everybody's.
    ItemSort,
    /// An item of the framework, by its code.
    Item,
    /// A monitoring visit to the commune.
    Visit,
    /// A plan of visits.
    VisitPlan,
    /// What a visit found.
    Finding,
    /// What it recommended.
    Recommendation,
    /// A unit of its sample.
    SampleUnit,
    /// A file of it.
    VisitFile,
    /// A checklist: everybody's.
    Checklist,
    /// The secret of a calendar's address: for who knows it.
    Calendar,
    /// A voucher.
    Voucher,
    /// A file of it.
    VoucherFile,
    /// A budget line.
    BudgetLine,
    /// A settlement of a unit's year.
    Settlement,
    /// An item of a programme: the catalogue is everybody's.
    BudgetItem,
    /// A year of the open budget: public.
    OpenYear,
}

impl Kind {
    /// Whether whose area it lies in decides who may see it.
    fn is_scoped(self, operation: &Operation) -> bool {
        match self {
            Self::Household
            | Self::User
            | Self::Village
            | Self::Import
            | Self::Mapping
            | Self::Document
            | Self::DocumentFile
            | Self::Plan
            | Self::Webhook
            | Self::Delivery
            | Self::Simulation
            | Self::Figure
            | Self::Evidence
            | Self::Round
            | Self::Case
            | Self::Complaint
            | Self::Recognition
            | Self::ReportRound
            | Self::Report
            | Self::ReportComment
            | Self::Visit
            | Self::VisitPlan
            | Self::Finding
            | Self::Recommendation
            | Self::SampleUnit
            | Self::VisitFile
            | Self::Voucher
            | Self::VoucherFile
            | Self::BudgetLine
            | Self::Settlement => true,
            // Areas are public facts; what is kept under them is not.
            Self::Commune => operation.action != "session",
            Self::Standard
            | Self::Form
            | Self::Indicator
            | Self::Template
            | Self::Activity
            | Self::Paper
            | Self::Code
            | Self::ItemSort
            | Self::Item
            | Self::Checklist
            | Self::Calendar
            | Self::BudgetItem
            | Self::OpenYear => false,
        }
    }
}

/// What the parameters of a path name. Panics on one that nobody explained here.
fn kinds(operation: &Operation) -> Vec<(String, Kind)> {
    let path = operation.path.as_str();
    let kind = |name: &str| match name {
        "id" if path.starts_with("/api/v1/households/{id}") => Kind::Household,
        "id" if path.starts_with("/api/v1/users/{id}") => Kind::User,
        "id" if path.starts_with("/api/v1/areas/{code}/villages/{id}") => Kind::Village,
        "id" if path.starts_with("/api/v1/imports/{id}") => Kind::Import,
        "id" if path.starts_with("/api/v1/import-mappings/{id}") => Kind::Mapping,
        "id" if path.starts_with("/api/v1/documents/{id}") => Kind::Document,
        "file" if path.starts_with("/api/v1/documents/{id}/files/{") => Kind::DocumentFile,
        "id" if path.starts_with("/api/v1/plans/{id}") => Kind::Plan,
        "n" if path.starts_with("/api/v1/plans/{id}/activities/{") => Kind::Activity,
        "id" if path.starts_with("/api/v1/webhooks/{id}") => Kind::Webhook,
        "delivery" if path.starts_with("/api/v1/webhooks/{id}/deliveries/{") => Kind::Delivery,
        "id" if path.starts_with("/api/v1/simulations/{id}") => Kind::Simulation,
        "id" if path.starts_with("/api/v1/indicator-values/{id}") => Kind::Figure,
        "file" if path.starts_with("/api/v1/indicator-values/{id}/evidence/{") => Kind::Evidence,
        "id" if path.starts_with("/api/v1/review-rounds/{id}") => Kind::Round,
        "household" if path.starts_with("/api/v1/review-rounds/{id}/cases/{") => Kind::Case,
        "complaint" if path.starts_with("/api/v1/review-rounds/{id}/complaints/{") => Kind::Complaint,
        "id" if path.starts_with("/api/v1/recognitions/{id}") => Kind::Recognition,
        "code" if path.starts_with("/api/v1/report-templates/{code}") => Kind::Template,
        "id" if path.starts_with("/api/v1/report-rounds/{id}") => Kind::ReportRound,
        "id" if path.starts_with("/api/v1/reports/{id}") => Kind::Report,
        "comment" if path.starts_with("/api/v1/reports/{id}/comments/{") => Kind::ReportComment,
        "id" if path.starts_with("/api/v1/budget/vouchers/{id}") => Kind::Voucher,
        "file" if path.starts_with("/api/v1/budget/vouchers/{id}/files/{") => Kind::VoucherFile,
        "id" if path.starts_with("/api/v1/budget/lines/{id}") => Kind::BudgetLine,
        "id" if path.starts_with("/api/v1/budget/settlements/{id}") => Kind::Settlement,
        "code" if path.starts_with("/api/v1/budget/items/{code}") => Kind::BudgetItem,
        "file" if path.starts_with("/api/v1/public/budget/{") => Kind::OpenYear,
        "paper" => Kind::Paper,
        "kind" if path.starts_with("/api/v1/framework/items/{kind}/") => Kind::ItemSort,
        "code" if path.starts_with("/api/v1/framework/items/{kind}/{code}") => Kind::Item,
        "code" if path.starts_with("/api/v1/lookups/{code}") => Kind::Code,
        "code" if path.starts_with("/api/v1/indicators/{code}") => Kind::Indicator,
        "id" | "code" if path.starts_with("/api/v1/standards/{") => Kind::Standard,
        "id" | "code" if path.starts_with("/api/v1/forms/{") => Kind::Form,
        "code" if path.starts_with("/api/v1/areas/{code}") => Kind::Commune,
        "id" if path.starts_with("/api/v1/visits/{id}") => Kind::Visit,
        "id" if path.starts_with("/api/v1/visit-plans/{id}") => Kind::VisitPlan,
        "id" if path.starts_with("/api/v1/recommendations/{id}") => Kind::Recommendation,
        "finding" if path.starts_with("/api/v1/visits/{id}/findings/{") => Kind::Finding,
        "unit" if path.starts_with("/api/v1/visits/{id}/sample-units/{") => Kind::SampleUnit,
        "file" if path.starts_with("/api/v1/visits/{id}/files/{") => Kind::VisitFile,
        "code" if path.starts_with("/api/v1/checklists/{code}") => Kind::Checklist,
        "token" if path.starts_with("/api/v1/calendar/{token}") => Kind::Calendar,
        _ => panic!("{path}: say in the matrix what {{{name}}} names"),
    };
    operation
        .path_parameters()
        .into_iter()
        .map(|name| (name.clone(), kind(&name)))
        .collect()
}

/// The path with its parameters filled in.
pub fn path_with(operation: &Operation, value: impl Fn(Kind) -> String) -> String {
    kinds(operation)
        .into_iter()
        .fold(operation.path.clone(), |path, (name, kind)| {
            path.replace(&format!("{{{name}}}"), &value(kind))
        })
}

/// Records of one commune, by kind, and the words that give them away.
struct Place {
    code: &'static str,
    records: BTreeMap<Kind, String>,
    marks: Vec<String>,
}

impl Place {
    fn new(code: &'static str, mark: &str) -> Self {
        let world = world();
        let officer = world.person(&unique("mt-"), "officer", Some(code)).client;
        let head = unique(mark);
        let home = officer.post("/households", &household(code, &head)).expect(201);
        let village = officer
            .post(
                &format!("/areas/{code}/villages"),
                &json!({ "name": unique("Thôn ") }),
            )
            .expect(201);
        let user = world.person(&unique("mt-"), "viewer", Some(code));
        let import = crate::imports::upload(&officer, code);
        let columns = json!({ "kind": "households", "header_row": 1, "header_rows": 1, "columns": { "0": "head_name" } });
        let mapping = officer
            .post(
                "/import-mappings",
                &json!({ "name": unique("Mẫu "), "mapping": columns }),
            )
            .expect(201);
        let (webhook, delivery) = crate::webhooks::one_of(code);
        let simulation = crate::simulations::one_of(&officer, code);
        let (figure, evidence) = crate::values::one_of(code);
        let round = round_of(code);
        let case = json!({ "household_id": home["id"], "origin": "added", "reason": "thử" });
        officer
            .post(&format!("/review-rounds/{round}/cases"), &case)
            .expect(201);
        let (report_round, report, comment) = report_of(code);
        let (document, document_file) = crate::documents::one_of(&officer, code);
        let plan = crate::plans::one_of(&officer, code);
        let [visit, visit_plan, finding, recommendation, unit, visit_file] = crate::visits::one_of(code);
        let [voucher, voucher_file, budget_line, settlement] = crate::budget::one_of(code);
        let records = BTreeMap::from([
            (Kind::Voucher, voucher),
            (Kind::VoucherFile, voucher_file),
            (Kind::BudgetLine, budget_line),
            (Kind::Settlement, settlement),
            (Kind::BudgetItem, "CT2635%2FNL".to_owned()),
            (Kind::OpenYear, "2021.csv".to_owned()),
            (Kind::Template, "TT10-2022-B02".to_owned()),
            (Kind::ReportRound, report_round),
            (Kind::Report, report),
            (Kind::ReportComment, comment),
            (Kind::Round, round),
            (Kind::Case, text(&home["id"])),
            (Kind::Complaint, NOTHING.to_owned()),
            (Kind::Recognition, NOTHING.to_owned()),
            (Kind::Paper, "cases".to_owned()),
            (Kind::Code, NOTHING.to_owned()),
            (Kind::ItemSort, "indicator".to_owned()),
            (Kind::Item, "I1.1".to_owned()),
            (Kind::Webhook, webhook),
            (Kind::Figure, figure),
            (Kind::Evidence, evidence),
            (Kind::Delivery, delivery),
            (Kind::Simulation, simulation),
            (Kind::Mapping, text(&mapping["id"])),
            (Kind::Document, document),
            (Kind::DocumentFile, document_file),
            (Kind::Plan, plan),
            (Kind::Activity, "1".to_owned()),
            (Kind::Household, text(&home["id"])),
            (Kind::Village, text(&village["id"])),
            (Kind::User, user.id),
            (Kind::Commune, code.to_owned()),
            (Kind::Standard, "VN-2022".to_owned()),
            (Kind::Form, "B2-2022".to_owned()),
            (Kind::Indicator, "I1.2".to_owned()),
            (Kind::Import, import),
            (Kind::Visit, visit),
            (Kind::VisitPlan, visit_plan),
            (Kind::Finding, finding),
            (Kind::Recommendation, recommendation),
            (Kind::SampleUnit, unit),
            (Kind::VisitFile, visit_file),
            (Kind::Checklist, "PHUC-TRA-HO".to_owned()),
            (Kind::Calendar, NOTHING.to_owned()),
        ]);
        // Villages are public facts; people, their households and files are not.
        let secret = [
            Kind::Household,
            Kind::User,
            Kind::Import,
            Kind::Mapping,
            Kind::Webhook,
            Kind::Simulation,
            Kind::Figure,
            Kind::Evidence,
            Kind::Document,
            Kind::DocumentFile,
            Kind::Plan,
            Kind::Round,
            Kind::ReportRound,
            Kind::Report,
            Kind::Visit,
            Kind::VisitPlan,
            Kind::Finding,
            Kind::Recommendation,
            Kind::SampleUnit,
            Kind::VisitFile,
            Kind::Voucher,
            Kind::Settlement,
        ];
        let mut marks: Vec<String> = secret.iter().map(|k| records[k].clone()).collect();
        marks.push(head);
        Self { code, records, marks }
    }

    fn path(&self, operation: &Operation) -> String {
        path_with(operation, |kind| self.records[&kind].clone())
    }
}

fn call(client: &Client, operation: &Operation, path: &str, body: Option<&Value>) -> Answer {
    // What must be in the query, by its example: that it is missing would be told before who asks.
    let needed = operation.spec["parameters"].as_array().into_iter().flatten();
    let needed: Vec<String> = needed
        .filter(|p| p["in"] == "query" && p["required"] == true)
        .map(|p| {
            let example = match &p["example"] {
                Value::Null => "1".to_owned(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            format!("{}={example}", p["name"].as_str().unwrap_or(""))
        })
        .collect();
    let joint = if path.contains('?') { '&' } else { '?' };
    let path = if needed.is_empty() {
        path.to_owned()
    } else {
        format!("{path}{joint}{}", needed.join("&"))
    };
    let mut request = client.request(&operation.method, &path);
    if operation.takes("If-Match") {
        request = request.header("if-match", "\"1\"");
    }
    match (body, operation.body()) {
        (Some(body), Some((media, _))) if operation.takes_json() => {
            request.body(&media, body.to_string().into_bytes())
        }
        _ => request,
    }
    .send()
}

/// Bodies that are good but for the place: what the schema alone can't tell.
fn good_body(operation: &Operation, document: &Value, place: &Place) -> Value {
    let mut body = operation.sample(document);
    match operation.id.as_str() {
        "create_household" | "replace_household" => body = household(place.code, "Nông Thị Thử"),
        "create_user" => {
            body = json!({ "username": unique("mt-"), "full_name": "Thử", "grants": [{ "role": "viewer", "area": place.code }] });
        }
        "move_household" => body["area"] = json!(place.code),
        _ => {}
    }
    body
}

/// The id of nothing.
pub const NOTHING: &str = "0198c0de-0000-7000-8000-000000000000";

/// What signs the caller out or takes his password: not for the shared callers.
const ENDS_THE_SESSION: &[&str] = &["logout", "change_password"];

#[test]
fn every_operation_says_who_may_call_it() {
    let world = world();
    let document = world.app.anonymous().get("/openapi.json").expect(200);
    let known: BTreeSet<&str> = world
        .roles
        .iter()
        .flat_map(|(_, actions)| actions.iter().map(String::as_str))
        .collect();
    for operation in operations(&document) {
        kinds(&operation);
        let action = operation.action.as_str();
        assert!(
            known.contains(action) || ["public", "session"].contains(&action),
            "{}: no role may {action}",
            operation.id
        );
        let protected = operation.spec["security"]
            .as_array()
            .is_some_and(|s| !s.is_empty());
        assert_eq!(
            protected,
            action != "public" || operation.id == "refresh",
            "{}: security and x-action differ",
            operation.id
        );
    }
}

#[test]
fn without_a_token_nothing_but_the_public_is_answered() {
    let world = world();
    let document = world.app.anonymous().get("/openapi.json").expect(200);
    let anonymous = world.app.anonymous();
    for operation in operations(&document) {
        let path = path_with(&operation, |_| "06463".to_owned());
        let body = operation.takes_json().then(|| operation.sample(&document));
        let answer = call(&anonymous, &operation, &path, body.as_ref());
        if operation.action == "public" {
            assert!(
                answer.status != 403 && answer.status < 500,
                "{}: {answer}",
                operation.id
            );
        } else {
            assert_eq!(answer.status, 401, "{}: {answer}", operation.id);
            answer.problem(401);
        }
    }
}

#[test]
fn every_role_may_do_what_it_may_where_it_may() {
    let world = world();
    let document = world.app.anonymous().get("/openapi.json").expect(200);
    let operations: Vec<Operation> = operations(&document)
        .into_iter()
        .filter(|o| !ENDS_THE_SESSION.contains(&o.id.as_str()))
        .collect();
    let (inside, outside) = (
        Place::new(INSIDE, "Nông Trong "),
        Place::new(OUTSIDE, "Nông Ngoài "),
    );
    let officer = world.person(&unique("mt-"), "officer", Some(INSIDE)).client;
    let nowhere = |operation: &Operation| {
        path_with(operation, |kind| match kind {
            Kind::Commune => "99999".to_owned(),
            Kind::Template => "TT10-2022-B02".to_owned(),
            Kind::Paper => "cases".to_owned(),
            Kind::Activity => "1".to_owned(),
            Kind::ItemSort => "indicator".to_owned(),
            Kind::BudgetItem => "CT9%2FX".to_owned(),
            _ => NOTHING.to_owned(),
        })
    };
    let mut cases = 0;
    for (role, actions) in &world.roles {
        let person = world.person(&unique("vaitro-"), role, Some(INSIDE)).client;
        for operation in operations.iter().filter(|o| o.action != "public") {
            cases += 1;
            let what = format!("{role} {}", operation.id);
            let may = operation.action == "session" || actions.contains(&operation.action);
            // A reset of a password has no body to leave out: a fresh person gets the new one.
            let names = |kind: Kind| kinds(operation).iter().any(|(_, k)| *k == kind);
            let target = if operation.id == "remove_document_file" {
                // Nothing but its name says which: it is gone afterwards.
                path_with(operation, |kind| match kind {
                    Kind::DocumentFile => NOTHING.to_owned(),
                    kind => inside.records[&kind].clone(),
                })
            } else if names(Kind::User) {
                path_with(operation, |_| newcomer(INSIDE))
            } else if operation.id == "delete_simulation" {
                // It has but one version, and an administrator takes it away.
                path_with(operation, |_| crate::simulations::one_of(&officer, INSIDE))
            } else {
                inside.path(operation)
            };
            if !may {
                // With everything else right; and the same for what isn't there: no way to tell.
                let body = good_body(operation, &document, &outside);
                for path in [target, outside.path(operation), nowhere(operation)] {
                    let answer = call(&person, operation, &path, Some(&body));
                    assert_eq!(answer.status, 403, "{what}: {answer}");
                    assert_eq!(answer.problem(403)["type"], "/problems/not-allowed", "{what}");
                }
                continue;
            }
            // Inside, without a body so that nothing changes: the permit alone speaks.
            let answer = call(&person, operation, &target, None);
            assert!(
                ![401, 403].contains(&answer.status) && answer.status < 500,
                "{what}: {answer}"
            );
            if operation.method == "GET" && !names(Kind::Recognition) {
                assert!(answer.status == 200 || answer.status == 204, "{what}: {answer}");
            }
            let scoped = kinds(operation).iter().any(|(_, k)| k.is_scoped(operation));
            if scoped {
                let body = good_body(operation, &document, &inside);
                let there = call(&person, operation, &outside.path(operation), Some(&body));
                let problem = there.problem(404);
                let none = call(&person, operation, &nowhere(operation), Some(&body)).problem(404);
                for field in ["type", "title", "detail", "errors"] {
                    assert_eq!(
                        problem[field], none[field],
                        "{what}: tells that it exists elsewhere"
                    );
                }
            }
            if operation.method == "GET" && operation.action != "session" {
                for area in [None, Some(outside.code), Some("20")]
                    .iter()
                    .filter(|a| a.is_none() || operation.takes("area"))
                {
                    let query = area.map_or(String::new(), |a| format!("?area={a}"));
                    let list = call(
                        &person,
                        operation,
                        &format!("{}{query}", inside.path(operation)),
                        None,
                    );
                    assert!(list.status == 200 || list.status == 404, "{what}{query}: {list}");
                    for mark in &outside.marks {
                        assert!(
                            !list.text().contains(mark),
                            "{what}{query}: shows {mark} of another area"
                        );
                    }
                }
            }
        }
    }
    assert!(cases >= 8 * 20, "only {cases} cases");
}

/// The commune's round of 2025; the national administrator opens it.
fn round_of(code: &str) -> String {
    let admin = &world().admin;
    let order = json!({ "area": code, "year": 2025, "kind": "yearly", "opens_on": "2025-09-05" });
    // Another test may have been faster.
    let _ = admin.post("/review-rounds", &order);
    let rounds = admin
        .get(&format!("/review-rounds?area={code}&year=2025&kind=yearly"))
        .expect(200);
    text(&rounds["items"][0]["id"])
}

/// A round of a commune for itself, with its report and a comment on that; the national administrator opens it.
fn report_of(code: &str) -> (String, String, String) {
    let admin = &world().admin;
    let order = json!({ "template": "TT10-2022-B02", "period": "2026-S1", "area": code, "levels": [], "due_on": "2100-01-01" });
    // Another test may have been faster.
    let _ = admin.post("/report-rounds", &order);
    let rounds = admin.get(&format!("/report-rounds?area={code}")).expect(200);
    let round = text(&rounds["items"][0]["id"]);
    let board = admin.get(&format!("/report-rounds/{round}")).expect(200);
    let report = text(&board["rows"][0]["report_id"]);
    let officer = world().person(&unique("mt-"), "officer", Some(code)).client;
    let comments = officer.post(
        &format!("/reports/{report}/comments"),
        &json!({ "content": "thử" }),
    );
    (round, report, text(&comments.expect(201)[0]["id"]))
}

/// A user of a commune whom nobody needs any more.
fn newcomer(area: &str) -> String {
    let body = json!({ "username": unique("mt-"), "full_name": "Tạm", "grants": [{ "role": "viewer", "area": area }] });
    text(&world().admin.post("/users", &body).expect(201)["user"]["id"])
}

#[test]
fn nothing_is_made_outside_of_ones_area() {
    let world = world();
    let officer = world.person(&unique("mt-"), "officer", Some(INSIDE)).client;
    // Which areas there are is public; that this one is not the caller's is said at the field.
    officer
        .post("/households", &household(OUTSIDE, "Nông Thị Lấn"))
        .refuses(422, "/area", "outside_area");
    let seen = world.person(&unique("mt-"), "officer", Some(OUTSIDE)).client;
    assert_eq!(
        seen.get("/households?q=nong%20thi%20lan&count=true").expect(200)["total"],
        0
    );
    // The person above sees both sides.
    let province = world.person(&unique("mt-"), "officer", Some("20")).client;
    for area in [INSIDE, OUTSIDE] {
        province
            .get(&format!("/households?area={area}&limit=1"))
            .expect(200);
    }
}
