//! `/analytics…`, `/indicators…`, `/public…`: figures that add up, and that lead down to the households they count.

use giamngheo_tests::{Client, TestApp};
use serde_json::{Value, json};

use crate::support::{demo, text};

/// All rows of an answer for the province of the demo.
fn rows(client: &Client, query: &str) -> Vec<Value> {
    let answer = client.get(&format!("/analytics?{query}")).expect(200);
    answer["rows"].as_array().expect("rows").clone()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// A count, which JSON has as a number with a point.
fn whole(value: &Value) -> Option<i64> {
    let text = value.to_string();
    text.strip_suffix(".0").unwrap_or(&text).parse().ok()
}

fn of<'a>(rows: &'a [Value], indicator: &str, period: &str) -> &'a Value {
    rows.iter()
        .find(|r| r["indicator"] == indicator && r["period"] == period && r["group"].is_null())
        .unwrap_or_else(|| panic!("no {indicator} of {period}"))
}

#[test]
fn rates_are_those_of_the_overview_over_the_merger() {
    let reader = demo().demo_user("xem");
    let periods = "2022,2023,2024,2025,2026-S1";
    let found = rows(
        &reader,
        &format!("indicators=I1.1,I1.2,I1.3,I1.4&area=20&periods={periods}"),
    );
    for year in [2022, 2023, 2024, 2025] {
        let counts = reader.get(&format!("/overview?area=20&year={year}")).expect(200)["counts"].clone();
        for (indicator, rate) in [
            ("I1.1", "multidimensional_rate"),
            ("I1.2", "poor_rate"),
            ("I1.3", "near_poor_rate"),
        ] {
            let row = of(&found, indicator, &year.to_string());
            assert_eq!(row["value"], counts[rate]["percent"], "{indicator} {year}");
            assert_eq!(
                number(&row["numerator"]) as i64,
                counts[rate]["numerator"].as_i64().unwrap()
            );
            assert_eq!(
                number(&row["denominator"]) as i64,
                counts[rate]["denominator"].as_i64().unwrap()
            );
        }
    }
    // The fall is that of the unrounded rates, year on year over the merger of 2025.
    let rate = |year: i32| {
        let row = of(&found, "I1.1", &year.to_string());
        100.0 * number(&row["numerator"]) / number(&row["denominator"])
    };
    for year in [2023, 2024, 2025] {
        let fall = number(&of(&found, "I1.4", &year.to_string())["value"]);
        assert!(
            (fall - (rate(year - 1) - rate(year))).abs() < 0.005_001,
            "{year}: {fall}"
        );
    }
    assert_eq!(of(&found, "I1.4", "2022")["gap"]["code"], "no_register");
    assert_eq!(of(&found, "I1.4", "2022")["value"], Value::Null);
    // Until December the list of the year before holds.
    assert_eq!(
        of(&found, "I1.1", "2026-S1")["value"],
        of(&found, "I1.1", "2025")["value"]
    );
}

#[test]
fn parts_add_up_to_the_whole_then_and_today_and_told_apart() {
    let reader = demo().demo_user("so");
    for (level, units) in [
        ("below", "today"),
        ("below", "then"),
        ("communes", "then"),
        ("communes", "today"),
    ] {
        for year in [2023, 2025] {
            let query =
                format!("indicators=I1.1,I1.6,I1.8,I2.9&area=20&periods={year}&level={level}&units={units}");
            let answer = reader.get(&format!("/analytics?{query}")).expect(200);
            let province = text(&answer["areas"][0]["id"]);
            assert!(answer["areas"].as_array().is_some_and(|a| a.len() > 5));
            let all = answer["rows"].as_array().expect("rows");
            for indicator in ["I1.1", "I1.6", "I1.8", "I2.9"] {
                for part in ["numerator", "denominator"] {
                    let sum = |whole: bool| -> f64 {
                        all.iter()
                            .filter(|r| {
                                r["indicator"] == indicator && (r["area"] == province.as_str()) == whole
                            })
                            .filter_map(|r| r[part].as_f64())
                            .sum()
                    };
                    assert!(
                        (sum(true) - sum(false)).abs() < 1e-6,
                        "{indicator} {part} {query}"
                    );
                }
            }
        }
    }
    for by in ["setting", "ethnic", "sex"] {
        let found = rows(&reader, &format!("indicators=I1.2&area=20&periods=2025&by={by}"));
        let (whole, parts): (Vec<_>, Vec<_>) = found.iter().partition(|r| r["group"].is_null());
        for part in ["numerator", "denominator"] {
            let sum: f64 = parts.iter().map(|r| number(&r[part])).sum();
            assert!((sum - number(&whole[0][part])).abs() < 1e-9, "{by} {part}");
        }
    }
}

#[test]
fn alkire_foster_decomposes_by_subgroup_and_indicator() {
    let reader = demo().demo_user("so");
    let contributions: Vec<String> = (1..=12).map(|i| format!("I1.8c{i}")).collect();
    let query = format!(
        "indicators=I1.8,I1.8a,I1.8b,{}&area=20&periods=2024&by=ethnic",
        contributions.join(",")
    );
    let found = rows(&reader, &query);
    let all_of = |code: &str| of(&found, code, "2024").clone();
    let ratio = |row: &Value| number(&row["numerator"]) / number(&row["denominator"]);
    // M0 = H × A.
    let m0 = ratio(&all_of("I1.8"));
    assert!((m0 - ratio(&all_of("I1.8a")) * ratio(&all_of("I1.8b"))).abs() < 1e-12);
    // The contributions of the indicators sum to 1.
    let sum: f64 = contributions.iter().map(|c| ratio(&all_of(c))).sum();
    assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    // M0 is the sum of the subgroups' M0, each weighed by its people.
    let parts = found
        .iter()
        .filter(|r| r["indicator"] == "I1.8" && !r["group"].is_null());
    let weighed: f64 = parts
        .filter(|r| number(&r["denominator"]) > 0.0)
        .map(|r| ratio(r) * number(&r["denominator"]) / number(&all_of("I1.8")["denominator"]))
        .sum();
    assert!((weighed - m0).abs() < 1e-12);
    // The overview says the same.
    let index = reader.get("/overview?area=20&year=2024").expect(200)["index"].clone();
    assert!((number(&index["m0"]) - m0).abs() < 1e-9);
}

/// The households behind a reference add up to its value.
fn check_records(client: &Client, code: &str, area: &str, period: &str) {
    let explanation = client
        .get(&format!(
            "/indicators/{code}/explanation?area={area}&period={period}"
        ))
        .expect(200);
    let mut checked = 0;
    for reference in explanation["references"].as_array().expect("references") {
        if reference["register_year"].is_null() {
            continue;
        }
        let index = reference["index"].as_u64().expect("a number");
        let path =
            format!("/indicators/{code}/records?area={area}&period={period}&reference={index}&limit=200");
        let records = client.all(&path);
        let sum: i64 = records.iter().filter_map(|r| r["adds"].as_i64()).sum();
        assert_eq!(Some(sum), whole(&reference["value"]), "{code} {reference}");
        let ids: std::collections::BTreeSet<_> = records.iter().map(|r| text(&r["id"])).collect();
        assert_eq!(ids.len(), records.len(), "no household twice");
        checked += 1;
    }
    assert!(checked > 0, "{code} is counted from households");
}

#[test]
fn each_number_leads_to_its_households() {
    let officer = demo().demo_user("canbo");
    for code in [
        "I1.1", "I1.4", "I1.6", "I1.7", "I1.8", "I1.8c3", "I2.9", "I4.5", "I1.5",
    ] {
        check_records(&officer, code, "06154", "2025");
    }
    // Of the province too, of a year before the merger.
    check_records(&demo().demo_user("so"), "I1.7a", "20", "2024");
}

#[test]
fn nobody_gets_a_neighbours_figure_or_household() {
    let officer = demo().demo_user("canbo");
    // What lies outside of his commune is not counted.
    let own = rows(&officer, "indicators=I1.1&area=06154&periods=2025");
    let province = rows(&officer, "indicators=I1.1&area=20&periods=2025&level=below");
    assert_eq!(own[0]["numerator"], province[0]["numerator"]);
    assert!(
        province
            .iter()
            .all(|r| r["area"].is_null() || r["numerator"].is_number())
    );
    let listed: std::collections::BTreeSet<_> = province.iter().map(|r| r["area"].to_string()).collect();
    assert!(
        listed.len() <= 2,
        "only the province and his own commune: {listed:?}"
    );
    let other = rows(&officer, "indicators=I1.1&area=06463&periods=2025");
    assert_eq!(other[0]["value"], Value::Null);
    assert_eq!(other[0]["gap"]["code"], "no_register");
    assert!(
        officer
            .all("/indicators/I1.1/records?area=06463&period=2025")
            .is_empty()
    );
    // Totals only: no households.
    let viewer = demo().demo_user("xem");
    viewer
        .get("/indicators/I1.1/records?area=20&period=2025")
        .problem(403);
    let enumerator = demo().demo_user("ravien");
    enumerator
        .get("/analytics?indicators=I1.1&periods=2025")
        .problem(403);
    let flows = officer.get("/analytics/flow?area=20&year=2025").expect(200);
    let moved: i64 = flows["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|r| r["households"].as_i64())
        .sum();
    assert_eq!(Some(moved), whole(&own[0]["denominator"]));
}

#[test]
fn figures_go_out_as_csv_and_sdmx() {
    let reader = demo().demo_user("xem");
    let ask = |accept: &str, query: &str| {
        reader
            .request("GET", &format!("/analytics?area=20&{query}"))
            .header("accept", accept)
            .send()
    };
    let long = ask("text/csv", "indicators=I1.2&periods=2024,2025&by=ethnic").text();
    assert_eq!(long.lines().count(), 1 + 2 * 4, "{long}");
    assert!(long.starts_with("area_id,area_code,area,indicator"), "{long}");
    let table = ask("text/csv", "indicators=I1.2,I1.1&periods=2024,2025&form=table").text();
    assert!(
        table.starts_with("area_code,area,indicator,indicator_name,unit,group,2024,2025"),
        "{table}"
    );
    assert_eq!(table.lines().count(), 3, "{table}");
    let sdmx = ask(
        "application/vnd.sdmx.data+csv",
        "indicators=I1.2&periods=2025,2026-S1&by=sex",
    )
    .text();
    let mut lines = sdmx.lines();
    let columns = lines.next().expect("a head").split(',').count();
    assert_eq!(columns, 16);
    assert!(
        sdmx.contains(",S,2026-S1,") && sdmx.contains(",A,2025,"),
        "{sdmx}"
    );
    assert!(sdmx.contains(",_T,_T,female,_T,"), "{sdmx}");
    assert!(lines.all(|line| line.split(',').count() == columns), "{sdmx}");
}

#[test]
fn an_answer_holds_until_its_figures_change() {
    let app = TestApp::demo(300);
    let officer = app.demo_user("canbo");
    let path = "/analytics?indicators=I1.1,I5.0&area=06154&periods=2025,2026&by=ethnic";
    let first = officer.get(path);
    let tag = first.header("etag").to_owned();
    let again = officer.request("GET", path).header("if-none-match", &tag).send();
    assert_eq!(again.status, 304);
    // Another ethnicity of a head is another figure, in the registers of all years.
    let household = officer.get("/households?area=06154&limit=1").expect(200)["items"][0].clone();
    let id = text(&household["id"]);
    let found = officer.get(&format!("/households/{id}"));
    let etag = found.header("etag").to_owned();
    let mut body = found.expect(200);
    let members: Vec<Value> = body["members"]
        .as_array()
        .expect("members")
        .iter()
        .map(|m| {
            let mut member = json!({ "id": m["id"], "name": m["name"], "relation": m["relation"], "sex": m["sex"],
                "birth_date": m["birth_date"], "birth_precision": m["birth_precision"] });
            member["ethnicity"] = if m["ethnicity"] == "Kinh" { json!("Tày") } else { json!("Kinh") };
            member
        })
        .collect();
    body = json!({ "area": "06154", "address": body["address"], "members": members });
    let changed = officer
        .request("PUT", &format!("/households/{id}"))
        .header("if-match", &etag)
        .json(&body)
        .send();
    changed.expect(200);
    let after = officer.request("GET", path).header("if-none-match", &tag).send();
    assert_eq!(after.status, 200);
    let told = |answer: &Value| {
        let rows = answer["rows"].as_array().expect("rows").clone();
        let row = rows
            .iter()
            .find(|r| r["group"] == "kinh" && r["period"] == "2025" && r["indicator"] == "I1.1");
        row.expect("a row")["denominator"].clone()
    };
    assert_ne!(told(&first.expect(200)), told(&after.expect(200)));
}

#[test]
fn what_nobody_can_answer_is_refused() {
    let reader = demo().demo_user("xem");
    for (path, status, code) in [
        ("/analytics?indicators=I99&periods=2025", 422, "unknown_indicator"),
        ("/analytics?indicators=I1.1&periods=25", 400, "bad_parameter"),
        ("/analytics?indicators=I1.1&periods=2025-S3", 400, "bad_parameter"),
        (
            "/analytics?indicators=I1.1&periods=2025&level=x",
            400,
            "bad_parameter",
        ),
        (
            "/analytics?indicators=I1.1&periods=2025&by=class",
            400,
            "bad_parameter",
        ),
        (
            "/analytics?indicators=I1.1&periods=2025&units=x",
            400,
            "bad_parameter",
        ),
        ("/analytics?indicators=I1.1", 400, "bad_parameter"),
        ("/indicators/I1.1/explanation?period=x", 400, "bad_parameter"),
        ("/public/poverty?year=2026", 400, "bad_parameter"),
    ] {
        let problem = reader.get(path).problem(status);
        if status == 422 {
            assert_eq!(problem["errors"][0]["code"], code, "{path}");
        }
    }
    reader.get("/indicators/I99/explanation?period=2025").problem(404);
    reader
        .get("/analytics?indicators=I1.1&periods=2025&area=99999")
        .problem(404);
    let officer = demo().demo_user("canbo");
    let problem = officer
        .get("/indicators/I1.1/records?period=2025&reference=50")
        .problem(422);
    assert_eq!(problem["errors"][0]["code"], "not_counted");
    // Nothing to divide by is no 0.
    let found = rows(&reader, "indicators=I5.0a&area=20&periods=2023");
    assert_eq!(
        (&found[0]["value"], &found[0]["gap"]["code"]),
        (&Value::Null, &json!("division_by_zero"))
    );
}

#[test]
fn the_public_sees_no_small_cell() {
    let anybody = demo().anonymous();
    let view = anybody.get("/public/poverty?area=20&year=2025").expect(200);
    let rows = view["rows"].as_array().expect("rows");
    assert!(rows.len() > 30);
    let threshold = view["threshold"].as_i64().expect("a threshold");
    for class in ["poor", "near_poor"] {
        let shown: Vec<i64> = rows[1..].iter().filter_map(|r| r[class].as_i64()).collect();
        assert!(
            shown.iter().all(|n| *n == 0 || *n >= threshold),
            "{class}: {shown:?}"
        );
        // What is left out can't be worked out from the whole, nor be told to be small.
        let hidden = rows[1..].iter().filter(|r| r["suppressed"] == true).count();
        let left = rows[0][class].as_i64().expect("the whole") - shown.iter().sum::<i64>();
        assert!(hidden != 1, "{class}");
        assert!(left == 0 || left >= threshold, "{class}: {left}");
    }
    let csv = anybody
        .request("GET", "/public/poverty?area=20&year=2025")
        .header("accept", "text/csv")
        .send()
        .text();
    assert_eq!(csv.lines().count(), rows.len() + 1);
}
