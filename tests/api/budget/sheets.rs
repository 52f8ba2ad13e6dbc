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

/// A workbook with these cells; numbers are numbers.
fn workbook(rows: &[Vec<Value>]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (r, row) in rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            let at = (
                u32::try_from(r).expect("a row"),
                u16::try_from(c).expect("a column"),
            );
            let written = match cell {
                Value::Number(n) => sheet.write_number(at.0, at.1, n.as_f64().expect("a number")),
                other => sheet.write_string(at.0, at.1, other.as_str().unwrap_or_default()),
            };
            written.expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn a_number_in_a_cell_is_what_it_is() {
    let (home, province) = (commune(), province());
    fund(&home, 1_000_000);
    let row = |amount: Value| {
        let texts = [
            &unique("pb"),
            "20/02/2026",
            "20",
            PROJECT,
            "Vốn sự nghiệp",
            "Ngân sách trung ương",
            &home.code,
            PART,
        ];
        let mut row: Vec<Value> = texts.iter().map(|t| Value::from(*t)).collect();
        row.push(amount);
        row
    };
    let head: Vec<Value> = HEAD.split(',').map(Value::from).collect();
    let told = |amount: Value| {
        province
            .finance
            .client
            .request("POST", &format!("/budget/imports?{QUERY}&dry_run=true"))
            .body("application/octet-stream", workbook(&[head.clone(), row(amount)]))
            .send()
            .expect(200)
    };
    // In million đồng it is no amount, though people write thousands with a point.
    for fraction in [123.456, 1.125, 0.5] {
        let found = told(Value::from(fraction));
        assert_eq!(found["errors"][0]["code"], "not_an_amount", "{fraction}: {found}");
    }
    // Kinds and sources by the names of the screens, too: what is missing is money alone.
    let found = told(Value::from(999_999_999_999_i64));
    assert_eq!(found["errors"][0]["code"], "overdraft", "{found}");
}

#[test]
fn a_sheet_tells_nothing_of_a_neighbour_and_takes_no_other_for_the_same() {
    let (home, other) = (commune(), commune());
    fund(&home, 2_000_000);
    fund(&other, 2_000_000);
    let mut commit = voucher("commit", &other.code, "2026-02-01", &[line(PART, 1_500_000)]);
    let (commitment, number) = (unique("ck"), unique("unc"));
    commit["number"] = commitment.as_str().into();
    post(&other.finance, &other.approver, &commit);
    let head = "number,on_date,unit,item,capital,source,commitment,payee,amount_vnd,purpose";
    let row = |unit: &str, payee: &str, amount: &str| {
        format!("{number},01/03/2026,{unit},{PART},recurrent,central,{commitment},{payee},{amount},in")
    };
    let query = "kind=disbursement&year=2026";
    let kept = import(
        &other.finance,
        query,
        &format!("{head}\n{}\n", row(&other.code, "A", "500")),
    )
    .expect(200);
    assert_eq!(kept["kept"], true, "{kept}");
    // Known to the commune next door or not, its answer is the same.
    for (unit, payee, amount) in [(&other.code, "A", "500"), (&other.code, "A", "501")] {
        let told = import(
            &home.finance,
            query,
            &format!("{head}\n{}\n", row(unit, payee, amount)),
        )
        .expect(200);
        assert_eq!(
            (&told["same"], &told["errors"][0]["code"]),
            (&0.into(), &"outside_area".into())
        );
        assert_eq!(told["errors"].as_array().map(Vec::len), Some(1), "{told}");
    }
    // The same again changes nothing; with another payee, or in other parts, its number is taken.
    let again = import(
        &other.finance,
        query,
        &format!("{head}\n{}\n", row(&other.code, "A", "500")),
    )
    .expect(200);
    assert_eq!(again["same"], 1, "{again}");
    let two = format!(
        "{head}\n{}\n{}\n",
        row(&other.code, "A", "200"),
        row(&other.code, "A", "300")
    );
    for sheet in [format!("{head}\n{}\n", row(&other.code, "B", "500")), two] {
        let told = import(&other.finance, query, &sheet).expect(200);
        assert_eq!(
            (&told["same"], &told["errors"][0]["code"]),
            (&0.into(), &"taken".into()),
            "{told}"
        );
    }
}
