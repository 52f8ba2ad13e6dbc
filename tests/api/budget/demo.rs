//! What the demo shows: the plan of 2022 to the đồng, its postings, and the indicator that reads the books.

use serde_json::Value;

use crate::support::{demo, text};

#[test]
fn the_plan_of_2022_is_settled_to_the_dong() {
    let finance = demo().demo_user("taichinh");
    let found = finance.get("/budget/settlements?year=2022").expect(200);
    let settled = &found["items"][0];
    assert_eq!(settled["state"], "approved");
    for (field, amount) in [
        ("allotted_vnd", 587_000_000_i64),
        ("approved_vnd", 582_582_499),
        ("surplus_vnd", 4_417_501),
        ("carried_vnd", 0),
    ] {
        assert_eq!(settled[field], amount, "{field}");
    }
    assert_ne!(settled["submitted"]["user_id"], settled["decided"]["user_id"]);
    let by_source = finance.get("/budget/execution?year=2022&by=source").expect(200);
    let rows = by_source["rows"].as_array().into_iter().flatten();
    let allotted: Vec<&Value> = rows.map(|row| &row["allotted_vnd"]).collect();
    assert_eq!(allotted, [570_000_000_i64, 17_000_000]);
    // Its book is closed: what was posted there isn't turned around.
    let paid = finance
        .get("/budget/vouchers?year=2022&kind=disburse&limit=1")
        .expect(200);
    assert_eq!(paid["items"][0]["allowed"].as_array().map(Vec::len), Some(0));
}

#[test]
fn each_posting_sums_to_nothing() {
    let finance = demo().demo_user("taichinh");
    for kind in ["grant", "allocate", "commit", "disburse", "settle", "surplus"] {
        let found = finance
            .get(&format!("/budget/vouchers?state=posted&kind={kind}&limit=1"))
            .expect(200);
        let id = text(&found["items"][0]["id"]);
        let entries = finance.get(&format!("/budget/vouchers/{id}/entries")).expect(200);
        let amounts: Vec<i64> = entries
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|entry| entry["amount_vnd"].as_i64())
            .collect();
        assert!(amounts.len() >= 2, "{kind}: {entries}");
        assert_eq!(amounts.iter().sum::<i64>(), 0, "{kind}: {entries}");
    }
    let waits = finance.get("/budget/vouchers?state=entered&limit=1").expect(200);
    let id = text(&waits["items"][0]["id"]);
    let none = finance.get(&format!("/budget/vouchers/{id}/entries")).expect(200);
    assert_eq!(none.as_array().map(Vec::len), Some(0));
}

#[test]
fn the_disbursement_rate_is_that_of_the_books() {
    let leader = demo().demo_user("lanhdaotinh");
    let rate = leader
        .get("/analytics?indicators=I5.1&area=20&periods=2026-S1")
        .expect(200);
    let row = &rate["rows"][0];
    let books = leader
        .get("/budget/execution?year=2026&area=20&until=2026-06")
        .expect(200);
    // Sums of whole đồng go out as numbers.
    let number = |value: &Value| value.as_f64().map(|n| n as i64);
    assert_eq!(
        (number(&row["numerator"]), number(&row["denominator"])),
        (
            books["total"]["disbursed_vnd"].as_i64(),
            books["total"]["allotted_vnd"].as_i64()
        ),
        "{rate}"
    );
}
