use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Cells and indicators by name; measures by name, with 1 added for each year back.
#[derive(Default)]
struct Known(BTreeMap<&'static str, i64>);

impl Known {
    fn get(&self, name: &str, back: u32) -> Outcome {
        let found = self.0.get(name).ok_or_else(Gap::missing)?;
        Ok(number::whole(*found + i64::from(back)))
    }
}

impl Lookup for Known {
    fn measure(&self, measure: &Measure, back: u32) -> Outcome {
        self.get(&measure.name, back)
    }
    fn indicator(&self, code: &str, part: Part, back: u32) -> Outcome {
        let suffix = match part {
            Part::Value => "",
            Part::Numerator => ".n",
            Part::Denominator => ".d",
        };
        self.get(&format!("#{code}{suffix}"), back)
    }
    fn target(&self, code: &str) -> Outcome {
        self.get(&format!("target {code}"), 0)
    }
    fn baseline(&self, code: &str) -> Outcome {
        self.get(&format!("baseline {code}"), 0)
    }
    fn cells(&self, cell: &CellRef) -> Vec<Outcome> {
        let rows: Vec<&str> = match (&cell.row, &cell.to) {
            (Some(_), Some(_)) => vec!["r1", "r2", "r3"],
            (Some(row), None) => vec![row],
            (None, _) => vec!["here"],
        };
        rows.iter()
            .map(|row| self.get(&format!("{row}.{}", cell.column), 0))
            .collect()
    }
}

fn known() -> Known {
    Known(BTreeMap::from([
        ("households", 200),
        ("members", 0),
        ("#I1.2", 7),
        ("#I1.2.n", 3),
        ("target I1.2", 5),
        ("baseline I1.2", 9),
        ("here.a", 2),
        ("r1.a", 10),
        ("r3.a", 30),
    ]))
}

fn check(text: &str, expected: &str) {
    let value = Formula::parse(text)
        .unwrap_or_else(|e| panic!("{text}: {e}"))
        .evaluate(&known());
    let shown = match &value {
        Ok(number) => decimal(number, 3),
        Err(gap) => gap.code.to_owned(),
    };
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn a_formula_has_its_value() {
    check("1 + 2 * 3", "7.000");
    check("(1 + 2) * 3 - -1", "10.000");
    check("1 / 3", "0.333");
    check("10 - 2 - 3", "5.000");
    check("12.5 * 2", "25.000");
    check("households[class=poor|near_poor; ethnic=minority]", "200.000");
    check("previous(households) - households", "1.000");
    check("previous(previous(households))", "202.000");
    check("#I1.2 + #I1.2.n", "10.000");
    check("target(#I1.2) - baseline( #I1.2 )", "-4.000");
    check("$.a * $r1.a", "20.000");
    check("min(3, $r1.a) + max(1, 2) + abs(-4)", "9.000");
}

#[test]
fn what_has_no_value_says_why() {
    check("households / members", "division_by_zero");
    check("#I9 + 1", "missing");
    check("max(#I9, members / members)", "division_by_zero");
    // One that was not entered is left out of a sum; where none was, there is no sum.
    check("sum($r1:r3.a)", "40.000");
    check("sum($r1:r3.b)", "missing");
    check("$r1:r3.a + 1", "unknown");
}

#[test]
fn what_is_no_formula_says_where() {
    for (text, at, code) in [
        ("", 0, "syntax"),
        ("1 +", 3, "syntax"),
        ("1 2", 2, "syntax"),
        ("1,5", 1, "syntax"),
        ("1.5.2", 0, "syntax"),
        ("(1", 2, "syntax"),
        ("housholds", 0, "unknown_measure"),
        ("households[klass=poor]", 11, "unknown_dimension"),
        ("households[class=poor; class=other]", 23, "unknown_dimension"),
        ("households[indicator=water]", 11, "unknown_dimension"),
        ("households[class=rich]", 17, "unknown_value"),
        ("households[class=poor", 21, "syntax"),
        ("round(1)", 0, "unknown_function"),
        ("abs(1, 2)", 0, "arguments"),
        ("target(I1)", 7, "syntax"),
        ("#", 1, "syntax"),
        ("$a", 2, "syntax"),
        ("$.", 2, "syntax"),
        ("1; DROP TABLE household", 1, "syntax"),
        ("é", 0, "syntax"),
    ] {
        let error = Formula::parse(text).expect_err(text);
        assert_eq!((error.at, error.code), (at, code), "{text}: {error}");
    }
    assert_eq!(Formula::parse(&"(".repeat(500)).unwrap_err().code, "too_deep");
    assert_eq!(Formula::parse(&"-".repeat(500)).unwrap_err().code, "too_deep");
    assert_eq!(Formula::parse(&"1+".repeat(600)).unwrap_err().code, "too_long");
}

#[test]
fn references_are_told_with_the_years_back() {
    let formula = Formula::parse("previous(#I1.2 / households) - #I1.2 + $r1.a + previous(#I1.2)").unwrap();
    let names: Vec<String> = formula
        .references()
        .into_iter()
        .map(|r| match r {
            Reference::Measure(m, back) => format!("{}@{back}", m.name),
            Reference::Indicator(code, _, back) => format!("#{code}@{back}"),
            Reference::Cell(cell) => cell.column,
            Reference::Target(code) | Reference::Baseline(code) => code,
        })
        .collect();
    assert_eq!(names, ["#I1.2@1", "households@1", "#I1.2@0", "a"]);
}

#[test]
fn numbers_are_shown_rounded_half_away_from_zero() {
    for (text, decimals, expected) in [
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("2.5", 0, "3"),
        ("-0.001", 2, "0.00"),
        ("1234567.891", 1, "1234567.9"),
    ] {
        assert_eq!(
            decimal(&parse_decimal(text).unwrap(), decimals),
            expected,
            "{text}"
        );
    }
    assert_eq!(decimal(&Exact::new(1.into(), 8.into()), 2), "0.13");
    for bad in [
        "",
        "-",
        ".5",
        "5.",
        "1e3",
        "1,5",
        "+1",
        "٣",
        "1.2.3",
        &"9".repeat(31),
    ] {
        assert_eq!(parse_decimal(bad), None, "{bad}");
    }
}

proptest! {
    #[test]
    fn any_text_is_understood_or_refused(text in "\\PC{0,60}") {
        let _ = Formula::parse(&text).map(|f| f.evaluate(&known()));
    }

    #[test]
    fn formulae_like_texts_too(text in "[#$a-c0-9.()+*/,:\\[\\]=|; -]{0,40}") {
        let _ = Formula::parse(&text).map(|f| (f.evaluate(&known()), f.references(), f.shape()));
    }

    #[test]
    fn ten_thousandths_round_trip(n in any::<i64>()) {
        prop_assert_eq!(to_e4(&from_e4(n)), Some(n));
        prop_assert_eq!(parse_decimal(&decimal(&from_e4(n), 4)), Some(from_e4(n)));
    }

    #[test]
    fn a_sum_of_quotients_is_exact(n in 1_i64..1000, d in 1_i64..1000) {
        let text = format!("{n} / {d} - {n} / {d} + {d} / {d}");
        prop_assert_eq!(Formula::parse(&text).unwrap().evaluate(&known()), Ok(number::whole(1)));
    }
}
