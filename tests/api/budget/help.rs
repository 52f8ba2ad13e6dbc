//! People, communes of their own, and vouchers that go through.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use giamngheo_tests::{Answer, Client};
use serde_json::{Value, json};

use crate::support::{INSIDE, OUTSIDE, Person, text, unique, world};

/// The project whose money the province gets in 2026.
pub const PROJECT: &str = "CT2635/NL";
/// Its sub-project, which communes spend.
pub const PART: &str = "CT2635/NL/GS";

/// Finance and approver of the province.
pub struct Province {
    pub finance: Person,
    pub second: Person,
    pub approver: Person,
}

pub fn province() -> &'static Province {
    static PROVINCE: OnceLock<Province> = OnceLock::new();
    PROVINCE.get_or_init(|| {
        let person = |role| world().person(&unique("ns-"), role, Some("20"));
        Province {
            finance: person("finance"),
            second: person("finance"),
            approver: person("approver"),
        }
    })
}

/// A commune that no other test has, with its people.
pub struct Commune {
    pub code: String,
    pub finance: Person,
    pub approver: Person,
}

/// The next commune.
pub fn commune() -> Commune {
    static CODES: OnceLock<Vec<String>> = OnceLock::new();
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let codes = CODES.get_or_init(|| {
        let all = world().admin.all("/areas?parent=20&level=commune&limit=500");
        let codes = all.iter().map(|a| text(&a["code"]));
        codes.filter(|c| c != INSIDE && c != OUTSIDE).collect()
    });
    of(&codes[NEXT.fetch_add(1, Ordering::Relaxed)])
}

fn of(code: &str) -> Commune {
    Commune {
        code: code.to_owned(),
        finance: world().person(&unique("ns-"), "finance", Some(code)),
        approver: world().person(&unique("ns-"), "approver", Some(code)),
    }
}

/// A line of a voucher, of the central budget's recurrent money.
pub fn line(item: &str, amount: i64) -> Value {
    json!({ "item": item, "capital": "recurrent", "source": "central", "amount_vnd": amount })
}

/// A voucher of 2026.
pub fn voucher(kind: &str, unit: &str, on: &str, lines: &[Value]) -> Value {
    let mut body = json!({
        "kind": kind, "number": unique("CT-"), "on_date": on, "year": 2026, "unit": unit, "purpose": "thử", "lines": lines,
    });
    if ["commit", "disburse", "advance"].contains(&kind) {
        body["payee"] = json!("Công ty In");
    }
    body
}

pub fn enter(who: &Person, body: &Value) -> Answer {
    who.client.post("/budget/vouchers", body)
}

pub fn approve(who: &Person, voucher: &Value) -> Answer {
    who.client.post(
        &format!("/budget/vouchers/{}/approval", text(&voucher["id"])),
        &Value::Null,
    )
}

/// Enters a voucher and posts it.
#[track_caller]
pub fn post(by: &Person, approver: &Person, body: &Value) -> Value {
    let entered = enter(by, body).expect(201);
    approve(approver, &entered).expect(200)
}

/// Grants money to the province and allocates it to a commune's part of the project.
pub fn fund(commune: &Commune, amount: i64) {
    let province = province();
    let grant = voucher("grant", "20", "2026-01-05", &[line(PROJECT, amount)]);
    post(&province.finance, &province.approver, &grant);
    let mut down = line(PROJECT, amount);
    down["to_unit"] = json!(commune.code);
    down["to_item"] = json!(PART);
    let allocation = voucher("allocate", "20", "2026-01-10", &[down]);
    post(&province.finance, &province.approver, &allocation);
}

/// The one line of a commune's part.
pub fn book(reader: &Client, unit: &str) -> Value {
    let lines = reader
        .get(&format!("/budget/lines?unit={unit}&year=2026"))
        .expect(200);
    let lines = lines["items"].as_array().expect("lines");
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines[0].clone()
}

/// Whether a line's sums add up.
#[track_caller]
pub fn adds_up(line: &Value) {
    let of = |field: &str| {
        line[field]
            .as_i64()
            .unwrap_or_else(|| panic!("{field} of {line}"))
    };
    let parts = [
        "passed_on",
        "available",
        "committed",
        "advanced",
        "disbursed",
        "settled",
        "returned",
        "carried",
    ];
    let sum: i64 = parts.iter().map(|p| of(&format!("{p}_vnd"))).sum();
    assert_eq!(of("allotted_vnd"), sum, "{line}");
}

/// What a posted commitment or advance made.
pub fn made(voucher: &Value) -> String {
    text(&voucher["lines"][0]["makes_id"])
}

/// A voucher that waits, with a file, and a settlement of a commune; for the matrix.
pub fn one_of(code: &str) -> [String; 4] {
    let commune = of(code);
    // Of the year before the programme's end, which no other test asks for.
    let own =
        json!({ "item": "CT2125/DA7/TDA1", "capital": "recurrent", "source": "commune", "amount_vnd": 1000 });
    let mut grant = voucher("grant", code, "2025-10-01", &[own]);
    grant["year"] = json!(2025);
    post(&commune.finance, &commune.approver, &grant);
    grant["number"] = json!(unique("CT-"));
    let waiting = enter(&commune.finance, &grant).expect(201);
    let id = text(&waiting["id"]);
    let file = commune
        .finance
        .client
        .request("POST", &format!("/budget/vouchers/{id}/files?filename=a.pdf"))
        .body("application/octet-stream", b"%PDF-1.7\n%%EOF\n".to_vec())
        .send()
        .expect(201);
    let settlement = commune
        .finance
        .client
        .post("/budget/settlements", &json!({ "unit": code, "year": 2025 }))
        .expect(201);
    let line = &waiting["lines"][0]["line_id"];
    [id, text(&file["id"]), text(line), text(&settlement["id"])]
}
