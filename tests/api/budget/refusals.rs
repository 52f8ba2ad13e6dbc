//! What is refused, and that nothing of it is half-posted.

use serde_json::{Value, json};

use super::help::{PART, PROJECT, approve, book, commune, enter, fund, line, made, post, province, voucher};
use crate::support::unique;

#[test]
fn bad_vouchers_name_their_fields_and_change_nothing() {
    let home = commune();
    fund(&home, 1_000_000);
    let before = book(&home.finance.client, &home.code);
    let good = || voucher("commit", &home.code, "2026-02-01", &[line(PART, 1000)]);
    let check = |change: &dyn Fn(&mut Value), pointer: &str, code: &str| {
        let mut body = good();
        change(&mut body);
        enter(&home.finance, &body).refuses(422, pointer, code);
    };
    for amount in [json!(0), json!(-5), json!(1_000_000_000_000_001_i64)] {
        check(
            &|b| b["lines"][0]["amount_vnd"] = amount.clone(),
            "/lines/0/amount_vnd",
            "out_of_range",
        );
    }
    for amount in [json!(1.5), json!("1000"), json!(1e20), Value::Null] {
        check(
            &|b| b["lines"][0]["amount_vnd"] = amount.clone(),
            "/lines/0/amount_vnd",
            "wrong_type",
        );
    }
    check(&|b| b["year"] = json!(2025), "/on_date", "wrong_year");
    check(&|b| b["on_date"] = json!("2025-12-31"), "/on_date", "wrong_year");
    check(&|b| b["on_date"] = json!("2026-12-31"), "/on_date", "in_future");
    check(
        &|b| b["on_date"] = json!("2026-01-02"),
        "/on_date",
        "before_money",
    );
    check(&|b| b["lines"] = json!([]), "/lines", "length");
    check(
        &|b| b["lines"][0]["item"] = json!("CT2635/XX"),
        "/lines/0/item",
        "unknown",
    );
    check(
        &|b| b["lines"][0]["source"] = json!("moon"),
        "/lines/0/source",
        "unknown",
    );
    check(
        &|b| b["lines"][0]["capital"] = json!("gold"),
        "/lines/0/capital",
        "unknown",
    );
    check(
        &|b| b["lines"][0]["capital"] = json!("investment"),
        "/lines/0/capital",
        "not_of_item",
    );
    check(&|b| b["unit"] = json!("99999"), "/unit", "unknown");
    check(&|b| b["payee"] = Value::Null, "/payee", "missing");
    check(&|b| b["number"] = json!("  "), "/number", "length");
    check(
        &|b| b["document_id"] = json!("nothing"),
        "/document_id",
        "unknown",
    );
    check(
        &|b| b["lines"][0]["to_unit"] = json!("20"),
        "/lines/0/to_unit",
        "not_expected",
    );
    check(
        &|b| b["lines"][0]["commitment_id"] = json!("x"),
        "/lines/0/commitment_id",
        "not_expected",
    );
    check(&|b| b["kind"] = json!("settle"), "/kind", "not_entered");
    check(&|b| b["kind"] = json!("steal"), "/kind", "wrong_type");
    // Money of the state is not made in a commune, and not spent without a commitment.
    check(
        &|b| {
            b["kind"] = json!("grant");
            b["payee"] = Value::Null;
        },
        "/lines/0/source",
        "wrong_level",
    );
    check(
        &|b| b["kind"] = json!("disburse"),
        "/lines/0/commitment_id",
        "missing",
    );
    check(
        &|b| {
            b["kind"] = json!("disburse");
            b["lines"][0]["commitment_id"] = json!("no such thing");
        },
        "/lines/0/commitment_id",
        "unknown",
    );
    check(
        &|b| {
            b["kind"] = json!("clear_advance");
            b["lines"][0]["advance_id"] = json!("no such thing");
        },
        "/lines/0/advance_id",
        "unknown",
    );
    // A programme that has ended gives nothing.
    let mut late = voucher("grant", "20", "2026-02-01", &[line("CT2125/DA7", 1)]);
    late["year"] = json!(2026);
    enter(&province().finance, &late).refuses(422, "/year", "wrong_year");
    assert_eq!(book(&home.finance.client, &home.code), before);
}

#[test]
fn more_than_there_is_is_refused_with_what_is_left() {
    let home = commune();
    fund(&home, 1_000_000);
    let over = enter(
        &home.finance,
        &voucher("commit", &home.code, "2026-02-01", &[line(PART, 1_000_001)]),
    )
    .problem(409);
    assert_eq!(
        (&over["type"], &over["state"]),
        (&json!("/problems/overdraft"), &json!("1000000"))
    );
    assert!(
        over["detail"]
            .as_str()
            .is_some_and(|d| d.contains("1.000.000") && d.contains(PART))
    );
    // Two lines of one voucher together.
    let both = [line(PART, 600_000), line(PART, 600_000)];
    enter(&home.finance, &voucher("commit", &home.code, "2026-02-01", &both)).problem(409);
    // Two that wait, of which only one fits: the second is told when it is posted, and stays as it is.
    let six = || voucher("commit", &home.code, "2026-02-01", &[line(PART, 600_000)]);
    let (first, second) = (
        enter(&home.finance, &six()).expect(201),
        enter(&home.finance, &six()).expect(201),
    );
    let posted = approve(&home.approver, &first).expect(200);
    let late = approve(&home.approver, &second).problem(409);
    assert_eq!(late["type"], "/problems/overdraft");
    let path = format!("/budget/vouchers/{}", second["id"].as_str().expect("an id"));
    assert_eq!(home.finance.client.get(&path).expect(200)["state"], "entered");
    // Posting twice, refusing what is posted.
    let again = approve(&home.approver, &first).problem(409);
    assert_eq!(
        (&again["state"], &again["allowed"]),
        (&json!("posted"), &json!(["reverse"]))
    );
    let refuse = |reason: &str| {
        home.approver
            .client
            .post(&format!("{path}/refusal"), &json!({ "reason": reason }))
    };
    refuse(" ").refuses(422, "/reason", "length");
    assert_eq!(refuse("Không đủ tiền").expect(200)["state"], "refused");
    refuse("nữa").problem(409);
    // More than a commitment has left.
    let mut paid = line(PART, 600_001);
    paid["commitment_id"] = json!(made(&posted));
    let problem = enter(
        &home.finance,
        &voucher("disburse", &home.code, "2026-02-02", &[paid]),
    )
    .problem(409);
    assert_eq!(
        (&problem["type"], &problem["state"]),
        (&json!("/problems/over-obligation"), &json!("600000"))
    );
    // A disbursement before its commitment.
    let mut early = line(PART, 1);
    early["commitment_id"] = json!(made(&posted));
    enter(
        &home.finance,
        &voucher("disburse", &home.code, "2026-01-31", &[early]),
    )
    .refuses(422, "/on_date", "before_obligation");
    let now = book(&home.finance.client, &home.code);
    assert_eq!(
        (&now["committed_vnd"], &now["available_vnd"]),
        (&json!(600_000), &json!(400_000))
    );
    // Money that was used is not taken back from above.
    let mut back = line(PROJECT, 400_001);
    back["to_unit"] = json!(home.code);
    back["to_item"] = json!(PART);
    let province = province();
    let problem = enter(
        &province.finance,
        &voucher("withdraw", "20", "2026-03-01", &[back.clone()]),
    )
    .problem(409);
    assert_eq!(problem["type"], "/problems/overdraft");
    back["amount_vnd"] = json!(400_000);
    post(
        &province.finance,
        &province.approver,
        &voucher("withdraw", "20", "2026-03-01", &[back]),
    );
    assert_eq!(book(&home.finance.client, &home.code)["available_vnd"], 0);
}

#[test]
fn a_number_is_used_once_a_year() {
    let home = commune();
    fund(&home, 1_000_000);
    let mut body = voucher("commit", &home.code, "2026-02-01", &[line(PART, 1)]);
    let number = unique("SO-");
    body["number"] = json!(number);
    let first = enter(&home.finance, &body).expect(201);
    enter(&home.finance, &body).refuses(422, "/number", "taken");
    // One that was refused frees its number.
    home.approver
        .client
        .post(
            &format!(
                "/budget/vouchers/{}/refusal",
                first["id"].as_str().expect("an id")
            ),
            &json!({ "reason": "sai" }),
        )
        .expect(200);
    enter(&home.finance, &body).expect(201);
    // The same request twice happens once.
    body["number"] = json!(unique("SO-"));
    let key = unique("khoa-");
    let send = || {
        home.finance
            .client
            .request("POST", "/budget/vouchers")
            .header("idempotency-key", &key)
            .json(&body)
            .send()
    };
    assert_eq!(send().expect(201)["id"], send().expect(201)["id"]);
}

#[test]
fn money_goes_down_alone() {
    let (home, other, province) = (commune(), commune(), province());
    fund(&home, 1_000_000);
    let down = |unit: &str, item: &str, to: &str| {
        let mut line = line(item, 1);
        line["to_unit"] = json!(to);
        voucher("allocate", unit, "2026-02-01", &[line])
    };
    enter(&home.finance, &down(&home.code, PART, &other.code)).refuses(422, "/lines/0/to_unit", "not_below");
    enter(&home.finance, &down(&home.code, PART, "20")).refuses(422, "/lines/0/to_unit", "not_below");
    enter(&home.finance, &down(&home.code, PART, &home.code)).refuses(422, "/lines/0/to_unit", "not_below");
    enter(&province.finance, &down("20", PROJECT, "99999")).refuses(422, "/lines/0/to_unit", "unknown");
    let mut up = line(PROJECT, 1);
    up["to_unit"] = json!(home.code);
    up["to_item"] = json!("CT2635");
    enter(&province.finance, &voucher("allocate", "20", "2026-02-01", &[up])).refuses(
        422,
        "/lines/0/to_unit",
        "not_below",
    );
}
