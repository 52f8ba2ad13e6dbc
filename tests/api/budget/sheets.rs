//! Sheets of vouchers: nothing is half-taken, errors stand at their cells, the same sheet twice changes nothing.

use serde_json::Value;

use super::help::{Commune, PART, PROJECT, approve, book, commune, fund, line, post, province, voucher};
use crate::support::{Person, text, unique};

fn import(who: &Person, query: &str, sheet: &str) -> giamngheo_tests::Answer {
    who.client
        .request("POST", &format!("/budget/imports?{query}"))
        .body("application/octet-stream", sheet.as_bytes().to_vec())
        .send()
}

fn allocation(home: &Commune, number: &str, amount: &str) -> String {
    format!(
        "{number},20/02/2026,20,{PROJECT},recurrent,central,{},{PART},{amount},thử",
        home.code
    )
}

const HEAD: &str = "number,on_date,unit,item,capital,source,to_unit,to_item,amount_vnd,purpose";
const QUERY: &str = "kind=allocation&year=2026";

fn waiting(who: &Person, number: &str) -> usize {
    who.client
        .all(&format!("/budget/vouchers?year=2026&q={number}"))
        .len()
}

#[test]
fn a_sheet_of_allocations_is_entered_whole_or_not_at_all() {
    let (home, other, province) = (commune(), commune(), province());
    let grant = voucher("grant", "20", "2026-01-05", &[line(PROJECT, 5_000_000)]);
    post(&province.finance, &province.approver, &grant);
    let number = unique("pb");
    let good = format!(
        "{HEAD}\n{}\n{}\nTổng cộng,,,,,,,,3.000.000,\n",
        allocation(&home, &number, "1.000.000"),
        allocation(&other, &number, "2.000.000"),
    );
    let dry = import(&province.finance, &format!("{QUERY}&dry_run=true"), &good).expect(200);
    assert_eq!(
        (&dry["kept"], &dry["rows"], &dry["total_vnd"]),
        (&Value::from(false), &2.into(), &3_000_000.into()),
        "{dry}"
    );
    assert_eq!(dry["errors"].as_array().map(Vec::len), Some(0), "{dry}");
    assert_eq!(waiting(&province.finance, &number), 0);
    let kept = import(&province.finance, QUERY, &good).expect(200);
    assert_eq!(kept["kept"], true, "{kept}");
    let vouchers = kept["vouchers"].as_array().expect("vouchers");
    assert_eq!(
        (vouchers.len(), &vouchers[0]["amount_vnd"]),
        (1, &Value::from(3_000_000))
    );
    let again = import(&province.finance, QUERY, &good).expect(200);
    assert_eq!(
        (&again["same"], again["vouchers"].as_array().map(Vec::len)),
        (&Value::from(1), Some(0))
    );
    assert_eq!(waiting(&province.finance, &number), 1);
    approve(&province.approver, &vouchers[0]).expect(200);
    assert_eq!(book(&home.finance.client, &home.code)["available_vnd"], 1_000_000);

    // One bad cell, and nothing of the good rows stays.
    let fresh = unique("pb");
    let check = |rows: &str, row: u64, column: &str, code: &str| {
        let sheet = format!("{HEAD}\n{}\n{rows}\n", allocation(&home, &fresh, "1.000"));
        let told = import(&province.finance, QUERY, &sheet).expect(200);
        let found = told["errors"].as_array().into_iter().flatten();
        assert!(
            found
                .clone()
                .any(|e| e["row"] == row && e["column"] == column && e["code"] == code),
            "{row}{column} {code}: {told}"
        );
        assert_eq!(told["kept"], false);
        assert_eq!(waiting(&province.finance, &fresh), 0, "{code}");
    };
    check("Tổng cộng,,,,,,,,1.001,", 3, "I", "unbalanced");
    for amount in ["-5", "0", "1.5", "12a", ""] {
        check(&allocation(&other, "x", amount), 3, "I", "not_an_amount");
    }
    check(
        &allocation(&other, "x", "999.999.999.999.999"),
        3,
        "I",
        "overdraft",
    );
    check(
        &allocation(&other, "x", "1").replace("20/02/2026", "31/02/2026"),
        3,
        "B",
        "not_a_date",
    );
    check(
        &allocation(&other, "x", "1").replace("20/02/2026", "20/12/2025"),
        3,
        "B",
        "wrong_year",
    );
    check(
        &allocation(&other, "x", "1").replace(&other.code, "99999"),
        3,
        "G",
        "unknown",
    );
    check(
        &allocation(&other, "x", "1").replace("central", "moon"),
        3,
        "F",
        "unknown",
    );
    check(
        &allocation(&other, "x", "1").replace("recurrent", "gold"),
        3,
        "E",
        "unknown",
    );
    check(&allocation(&other, &number, "1"), 3, "A", "taken");
    check(&allocation(&other, "", "1"), 3, "A", "length");
    let told = import(&province.finance, QUERY, "a,b\n1,2\n").expect(200);
    assert_eq!(told["errors"][0]["code"], "no_header");
    import(&province.finance, QUERY, "").problem(422);
    import(&province.finance, "kind=theft&year=2026", &good).problem(400);
}

#[test]
fn a_treasury_list_pays_commitments_by_their_number() {
    let home = commune();
    fund(&home, 2_000_000);
    let mut commit = voucher("commit", &home.code, "2026-02-01", &[line(PART, 1_500_000)]);
    let commitment = unique("ck");
    commit["number"] = commitment.as_str().into();
    post(&home.finance, &home.approver, &commit);
    let row = |number: &str, commitment: &str, amount: &str| {
        format!(
            "{number},01/03/2026,{},{PART},recurrent,central,{commitment},Công ty In,{amount},in",
            home.code
        )
    };
    let head = "Số chứng từ,Ngày,Đơn vị (mã),Khoản mục (mã),Loại vốn,Nguồn vốn,Số cam kết chi,Người nhận tiền,Số tiền (đồng),Nội dung";
    let (a, b) = (unique("unc"), unique("unc"));
    let sheet = format!(
        "{head}\n{}\n{}\n",
        row(&a, &commitment, "500.000"),
        row(&b, &commitment, "250.000")
    );
    let query = "kind=disbursement&year=2026";
    let kept = import(&home.finance, query, &sheet).expect(200);
    assert_eq!(kept["kept"], true, "{kept}");
    for voucher in kept["vouchers"].as_array().expect("vouchers") {
        approve(&home.approver, voucher).expect(200);
    }
    assert_eq!(book(&home.finance.client, &home.code)["disbursed_vnd"], 750_000);
    let wrong = format!("{head}\n{}\n", row(&unique("unc"), "khong-co", "1"));
    let told = import(&home.finance, query, &wrong).expect(200);
    assert_eq!(
        (&told["errors"][0]["column"], &told["errors"][0]["code"]),
        (&"G".into(), &"unknown".into())
    );
    let template = home
        .finance
        .client
        .get("/budget/imports/template?kind=disbursement");
    assert!(template.status == 200 && template.body.starts_with(b"PK"));
    assert!(!text(&kept["vouchers"][0]["id"]).is_empty());
}
