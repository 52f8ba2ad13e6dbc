use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_visit_goes_its_way_and_no_other() {
    use VisitAct as A;
    let mut state = VisitState::Planned;
    for (act, next) in [
        (A::Change, "planned"),
        (A::Mandate, "mandated"),
        (A::Team, "mandated"),
        (A::Start, "in_field"),
        (A::Record, "in_field"),
        (A::Finish, "reporting"),
        (A::Sign, "reporting"),
        (A::Close, "closed"),
    ] {
        state = state.decide(act).unwrap();
        assert_eq!(state.code(), next, "{act:?}");
    }
    assert!(state.allowed().is_empty());
    let refusal = VisitState::Planned.decide(A::Start).unwrap_err();
    assert_eq!((refusal.code, refusal.state), ("wrong_state", "planned"));
    assert!(refusal.allowed.contains(&"mandate") && !refusal.allowed.contains(&"start"));
    assert!(VisitState::Reporting.decide(A::Cancel).is_err());
}

#[test]
fn what_lies_outside_of_the_mandate_is_named() {
    let check = |paths: &[&str], from: &str, to: &str, expected: &[&str]| {
        let found = within(
            ("20.1/", day("2026-03-01"), day("2026-03-31")),
            paths,
            (day(from), day(to)),
        );
        let found: Vec<String> = found.into_iter().map(|f| f.pointer).collect();
        assert_eq!(found, expected);
    };
    check(&["20.1/06154.1/"], "2026-03-01", "2026-03-31", &[]);
    check(&["20.1/"], "2026-03-05", "2026-03-05", &[]);
    check(
        &["20.1/06154.1/", "26.1/1/"],
        "2026-02-28",
        "2026-04-01",
        &["/areas/1", "/starts_on", "/ends_on"],
    );
}

#[test]
fn late_is_what_is_open_after_its_day() {
    use RecommendationState as S;
    let due = day("2026-05-10");
    assert_eq!(S::Open.days_late(due, due), None);
    assert_eq!(S::Reopened.days_late(due, day("2026-05-12")), Some(2));
    for state in [S::Done, S::Verified] {
        assert_eq!(state.days_late(due, day("2027-01-01")), None);
    }
    let rule = follow_up();
    let order: Vec<NaiveDate> = VisitSeverity::ALL
        .iter()
        .map(|s| rule.escalates_on(*s, due))
        .collect();
    assert!(
        order.is_sorted_by(|a, b| a > b),
        "the worse the sooner: {order:?}"
    );
    assert!(order.iter().all(|on| *on > due) && rule.reminds_on(due) < due);
    assert_eq!(
        rule.escalates_on(VisitSeverity::Low, NaiveDate::MAX),
        NaiveDate::MAX
    );
}

#[test]
fn shipped_checklists_are_good() {
    let framework = crate::framework::shipped();
    let indicators: BTreeSet<String> = framework.indicators.iter().map(|i| i.code.clone()).collect();
    for shipped in shipped() {
        assert_eq!(
            check(&shipped.checklist, &indicators),
            [],
            "{}",
            shipped.checklist.code
        );
        assert!(!shipped.checklist.verified);
    }
}

fn question(answer: VisitAnswerKind) -> Question {
    let mut question = shipped()[0].checklist.questions[0].clone();
    question.answer = answer;
    question.needs_note_when = None;
    question
}

#[test]
fn what_is_wrong_with_a_checklist_is_named() {
    let check = |change: &dyn Fn(&mut Checklist), pointer: &str, code: &str| {
        let mut checklist = shipped()[0].checklist.clone();
        change(&mut checklist);
        let found = super::check(
            &checklist,
            &BTreeSet::from(["I1.1", "I5.1", "I4.1", "I5.5"].map(String::from)),
        );
        let found: Vec<_> = found.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
        assert_eq!(found, [(pointer, code)]);
    };
    check(&|c| c.code = "a b".into(), "/code", "bad_code");
    check(&|c| c.name.en = " ".into(), "/name", "length");
    check(&|c| c.questions.clear(), "/questions", "length");
    check(
        &|c| c.questions[1].code = "TC1".into(),
        "/questions/1/code",
        "twice",
    );
    check(&|c| c.questions[0].text.vi.clear(), "/questions/0/text", "length");
    check(
        &|c| c.questions[0].indicator = Some("I9".into()),
        "/questions/0/indicator",
        "unknown",
    );
    check(
        &|c| c.questions[0].needs_note_when = Some(Value::Number(1.0)),
        "/questions/0/needs_note_when",
        "wrong_type",
    );
    check(
        &|c| c.questions[3].answer = VisitAnswerKind::Choice,
        "/questions/3/options",
        "bad_options",
    );
}

#[test]
fn answers_fit_their_questions() {
    let text = |t: &str| Value::Text(t.into());
    let check = |kind, value: Value, expected: Option<&str>| {
        let found = admit(&question(kind), &value).err().map(|e| e.0);
        assert_eq!(found, expected, "{kind:?} {value:?}");
    };
    check(VisitAnswerKind::YesNo, Value::YesNo(false), None);
    check(VisitAnswerKind::YesNo, text("có"), Some("wrong_type"));
    check(VisitAnswerKind::Number, Value::Number(-2.5), None);
    check(
        VisitAnswerKind::Number,
        Value::Number(1e308),
        Some("out_of_range"),
    );
    check(VisitAnswerKind::Number, Value::YesNo(true), Some("wrong_type"));
    check(VisitAnswerKind::Text, text("được"), None);
    check(VisitAnswerKind::Text, text("  "), Some("length"));
    check(VisitAnswerKind::Text, Value::Number(1.0), Some("wrong_type"));
    let choice = shipped()[0].checklist.question("VN3").unwrap();
    assert!(admit(choice, &text("full")).is_ok());
    assert_eq!(admit(choice, &text("Full")).unwrap_err().0, "unknown");
}

#[test]
fn required_questions_are_asked_in_every_area() {
    let checklist = &shipped()[1].checklist;
    let all: BTreeSet<String> = checklist.questions.iter().map(|q| q.code.clone()).collect();
    let mut answered = BTreeMap::from([("a".to_owned(), all.clone()), ("b".to_owned(), BTreeSet::new())]);
    let required = checklist.questions.iter().filter(|q| q.required).count();
    assert_eq!(checklist.open(&answered).len(), required);
    answered.insert("b".into(), all);
    assert!(checklist.open(&answered).is_empty());
}

proptest! {
    /// Whatever is tried in whatever order: nothing is verified that was not reported done just before, and what is
    /// refused changes nothing.
    #[test]
    fn nothing_is_verified_that_was_not_done(acts in proptest::collection::vec(0_usize..6, 0..60)) {
        let mut state = RecommendationState::Open;
        let mut last_change = None;
        for act in acts.into_iter().map(|i| RecommendationAct::ALL[i]) {
            match state.decide(act) {
                Ok(next) => {
                    if next == RecommendationState::Verified {
                        prop_assert_eq!(last_change, Some(RecommendationAct::ReportDone));
                    }
                    if next != state {
                        last_change = Some(act);
                    }
                    state = next;
                }
                Err(refusal) => {
                    prop_assert_eq!(refusal.state, state.code());
                    prop_assert!(!refusal.allowed.contains(&act.code()));
                }
            }
        }
    }

    /// No way leads to a closed visit but through its mandate, the field and the report.
    #[test]
    fn nothing_is_closed_without_a_mandate(acts in proptest::collection::vec(0_usize..12, 0..80)) {
        let mut state = VisitState::Planned;
        let mut way = vec![state];
        for act in acts.into_iter().map(|i| VisitAct::ALL[i]) {
            if let Ok(next) = state.decide(act) {
                if next != state {
                    way.push(next);
                }
                state = next;
            }
        }
        if state == VisitState::Closed {
            use VisitState as S;
            prop_assert_eq!(way, vec![S::Planned, S::Mandated, S::InField, S::Reporting, S::Closed]);
        }
    }
}
