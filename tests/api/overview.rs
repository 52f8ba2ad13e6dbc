//! `/overview…`: totals, rates, trends.

use serde_json::Value;

use crate::support::{demo, text};

fn counts(overview: &Value) -> [i64; 4] {
    ["households", "members", "poor", "near_poor"].map(|f| overview["counts"][f].as_i64().expect("a number"))
}

#[test]
fn the_province_is_the_sum_of_its_parts_in_every_year() {
    let reader = demo().demo_user("xem");
    let years = reader.get("/overview?area=20").expect(200)["years"].clone();
    let years = years.as_array().expect("years");
    assert!(years.len() >= 2, "the demo has several years: {years:?}");
    for year in years {
        for units in ["then", "today"] {
            let whole = reader
                .get(&format!("/overview?area=20&year={year}&units={units}"))
                .expect(200);
            let mut sum = [0; 4];
            for child in whole["children"].as_array().expect("children") {
                for (total, part) in sum.iter_mut().zip(counts(child)) {
                    *total += part;
                }
            }
            assert_eq!(sum, counts(&whole), "{year} {units}");
        }
    }
}

#[test]
fn totals_are_what_the_list_counts() {
    let reader = demo().demo_user("giamsat");
    let overview = reader.get("/overview?area=20&year=2024").expect(200);
    let count = |class: &str| {
        let path = format!("/households?area=20&year=2024&class={class}&count=true&limit=1");
        reader.get(&path).expect(200)["total"].as_i64().expect("a total")
    };
    for class in ["poor", "near_poor", "average", "other"] {
        assert_eq!(overview["counts"][class].as_i64(), Some(count(class)), "{class}");
    }
}

#[test]
fn every_rate_has_its_numerator_and_denominator() {
    let overview = demo()
        .demo_user("xem")
        .get("/overview?area=20&year=2024")
        .expect(200);
    let counts = &overview["counts"];
    for (rate, of) in [("poor_rate", "poor"), ("near_poor_rate", "near_poor")] {
        let rate = &counts[rate];
        assert_eq!(
            (&rate["numerator"], &rate["denominator"]),
            (&counts[of], &counts["households"])
        );
        let exact =
            rate["numerator"].as_f64().unwrap_or(0.0) / rate["denominator"].as_f64().unwrap_or(1.0) * 100.0;
        assert!(
            (rate["percent"].as_f64().expect("a percentage") - exact).abs() <= 0.005 + 1e-9,
            "{rate}"
        );
    }
    // M0 = H × A.
    let index = &overview["index"];
    let [h, a, m0] = ["h", "a", "m0"].map(|f| index[f].as_f64().expect("a number"));
    assert!((h * a - m0).abs() < 1e-9, "{index}");
}

#[test]
fn the_trend_has_the_years_of_the_overview() {
    let reader = demo().demo_user("xem");
    let trend = reader.get("/overview/trend?area=20").expect(200);
    for point in trend.as_array().expect("points") {
        let of_year = reader
            .get(&format!("/overview?area=20&year={}", point["year"]))
            .expect(200);
        assert_eq!(
            point["counts"]["households"], of_year["counts"]["households"],
            "{}",
            point["year"]
        );
    }
}

#[test]
fn the_profile_names_every_indicator() {
    let profile = demo()
        .demo_user("xem")
        .get("/overview/profile?area=20&year=2024")
        .expect(200);
    let rows = profile.as_array().expect("rows");
    assert_eq!(rows.len(), 12);
    assert!(rows.iter().any(|r| r["poor"].as_i64() > Some(0)), "{profile}");
    assert!(rows.iter().all(|r| !text(&r["vi"]).is_empty()));
}

#[test]
fn a_commune_sees_itself_alone() {
    let app = demo();
    let here = app.demo_user("canbo").get("/overview?year=2025").expect(200);
    let whole = app
        .demo_user("xem")
        .get("/overview?year=2025&area=20")
        .expect(200);
    assert!(
        counts(&here)[0] > 0 && counts(&here)[0] < counts(&whole)[0],
        "{here}"
    );
    // Another commune's totals are nothing to it.
    assert_eq!(
        counts(
            &app.demo_user("canbo")
                .get("/overview?year=2025&area=06463")
                .expect(200)
        )[0],
        0
    );
    app.demo_user("ravien").get("/overview").problem(403);
    for bad in [
        "/overview?units=moon",
        "/overview?year=1",
        "/overview?area=20&area=26",
        "/overview?x=1",
    ] {
        app.demo_user("xem").get(bad).problem(400);
    }
    app.demo_user("xem").get("/overview?area=99999").problem(404);
}
