//! Every act in every state of every procedure, and walks that never reach recognition unposted.

use proptest::prelude::*;

use super::*;
use crate::calendar::add_working_days;
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn states() -> Vec<State> {
    Step::ALL
        .into_iter()
        .map(State::At)
        .chain([State::Recognised, State::Cancelled])
        .collect()
}

fn situation(state: State) -> Situation {
    Situation {
        state,
        since: day("2024-10-01"),
        today: day("2024-12-01"),
        counts: Counts {
            total: 10,
            ..Counts::default()
        },
        sampled: true,
        posting: None,
        sample_form: false,
        demo: false,
    }
}

fn up(procedure: &Procedure, on: &str, again: bool) -> Posting {
    Posting {
        posted_on: day(on),
        until: procedure.up_until(day(on), again),
        again,
    }
}

#[test]
fn every_act_in_every_state_moves_on_or_says_why_not() {
    let mut cases = 0;
    for procedure in procedures() {
        for state in states() {
            for is_up in [false, true] {
                for act in Act::ALL {
                    cases += 1;
                    let mut now = situation(state);
                    now.posting = is_up.then_some(up(procedure, "2024-10-02", false));
                    let allowed = allowed_acts(procedure, &now);
                    match decide(procedure, &now, *act, day("2024-11-30"), None) {
                        Ok(next) => {
                            assert!(allowed.contains(act), "{act:?} in {state:?}");
                            // What it leads to is of this procedure.
                            assert!(next.step().is_none_or(|step| procedure.step(step).is_some()));
                        }
                        Err(refusal) => {
                            assert_eq!(refusal.allowed, allowed);
                            assert!(refusal.vi.len() > 10 && refusal.en.len() > 10);
                            assert!(!allowed.contains(act), "{act:?} in {state:?}: {refusal:?}");
                        }
                    }
                }
            }
        }
    }
    assert_eq!(cases, procedures().len() * 9 * 2 * Act::ALL.len());
}

#[test]
fn ended_rounds_allow_nothing() {
    for procedure in procedures() {
        for state in [State::Recognised, State::Cancelled] {
            assert_eq!(allowed_acts(procedure, &situation(state)), []);
        }
        // A step that the procedure doesn't have is nobody's.
        for step in Step::ALL.into_iter().filter(|s| procedure.step(*s).is_none()) {
            assert_eq!(
                allowed_acts(procedure, &situation(State::At(step))),
                [],
                "{step:?}"
            );
        }
    }
}

#[test]
fn each_thing_that_is_open_keeps_its_step_open() {
    let procedure = by_code("QD24-2021-YEARLY").unwrap();
    let check = |state, act, change: &dyn Fn(&mut Situation), code: Option<&str>| {
        let mut now = situation(State::At(state));
        change(&mut now);
        let got = decide(procedure, &now, act, day("2024-11-30"), None);
        assert_eq!(got.as_ref().err().map(|r| r.code), code, "{act:?}: {got:?}");
    };
    let posted = |s: &mut Situation, on: &str, again| {
        s.posting = Some(up(procedure, on, again));
    };
    check(Step::List, Act::CloseList, &|_| {}, None);
    check(Step::List, Act::CloseSurvey, &|_| {}, Some("out_of_order"));
    check(
        Step::Survey,
        Act::CloseSurvey,
        &|s| s.counts.unsurveyed = 1,
        Some("not_surveyed"),
    );
    check(
        Step::Survey,
        Act::CloseSurvey,
        &|s| s.counts.unread = 1,
        Some("not_read"),
    );
    check(
        Step::Survey,
        Act::CloseSurvey,
        &|s| s.sampled = false,
        Some("no_sample"),
    );
    check(
        Step::Survey,
        Act::CloseSurvey,
        &|s| s.counts.unchecked = 1,
        Some("not_checked"),
    );
    check(Step::Survey, Act::CloseSurvey, &|_| {}, None);
    check(
        Step::Meeting,
        Act::CloseMeetings,
        &|s| s.counts.unagreed = 2,
        Some("not_agreed"),
    );
    check(
        Step::Meeting,
        Act::CloseMeetings,
        &|s| s.counts.unread = 1,
        Some("not_agreed"),
    );
    check(Step::Meeting, Act::CloseMeetings, &|_| {}, None);
    check(Step::Posting, Act::ClosePosting, &|_| {}, Some("out_of_order"));
    check(Step::Posting, Act::Post, &|_| {}, None);
    check(
        Step::Posting,
        Act::Post,
        &|s| posted(s, "2024-10-02", false),
        Some("out_of_order"),
    );
    check(
        Step::Posting,
        Act::Post,
        &|s| {
            posted(s, "2024-10-02", false);
            s.counts.unposted = 1;
            s.counts.open_complaints = 1;
        },
        Some("open_complaints"),
    );
    check(
        Step::Posting,
        Act::ClosePosting,
        &|s| {
            posted(s, "2024-10-02", false);
            s.counts.open_complaints = 1;
        },
        Some("open_complaints"),
    );
    check(
        Step::Posting,
        Act::ClosePosting,
        &|s| {
            posted(s, "2024-10-02", false);
            s.counts.unposted = 1;
        },
        Some("not_posted_again"),
    );
    // Thursday and two more days are no three working days before Sunday.
    check(
        Step::Posting,
        Act::ClosePosting,
        &|s| posted(s, "2024-11-28", false),
        Some("still_up"),
    );
    check(
        Step::Posting,
        Act::ClosePosting,
        &|s| posted(s, "2024-11-26", true),
        Some("still_up").filter(|_| false),
    );
    check(
        Step::Posting,
        Act::ClosePosting,
        &|s| posted(s, "2024-11-27", true),
        Some("still_up"),
    );
    check(
        Step::Recognition,
        Act::Recognise,
        &|s| s.sample_form = true,
        Some("sample_form"),
    );
    check(
        Step::Recognition,
        Act::Recognise,
        &|s| {
            s.sample_form = true;
            s.demo = true;
        },
        None,
    );
}

#[test]
fn a_posting_stays_up_its_working_days_to_their_end() {
    let procedure = by_code("QD24-2021-YEARLY").unwrap();
    let mut now = situation(State::At(Step::Posting));
    // A Friday: Monday, Tuesday and Wednesday follow.
    now.posting = Some(up(procedure, "2022-11-04", false));
    now.since = day("2022-11-01");
    now.today = day("2022-12-01");
    let close = |on: &str| decide(procedure, &now, Act::ClosePosting, day(on), None);
    let refusal = close("2022-11-09").unwrap_err();
    assert!(refusal.en.contains("2022-11-09"), "{}", refusal.en);
    assert!(refusal.vi.contains("09/11/2022"), "{}", refusal.vi);
    assert_eq!(close("2022-11-10"), Ok(State::At(Step::Report)));
}

#[test]
fn half_is_not_more_than_half() {
    let procedure = by_code("QD24-2021-YEARLY").unwrap();
    for (present, in_favour, expected) in [
        (40, 20, false),
        (40, 21, true),
        (41, 20, false),
        (41, 21, true),
        (0, 0, false),
        (1, 1, true),
    ] {
        assert_eq!(
            carried(procedure, present, in_favour),
            expected,
            "{in_favour} of {present}"
        );
    }
}

#[test]
fn a_return_leads_back_and_never_forward() {
    let procedure = by_code("QD24-2021-YEARLY").unwrap();
    let now = situation(State::At(Step::Opinion));
    let back = |to| decide(procedure, &now, Act::Return, day("2024-11-30"), to);
    assert_eq!(back(None), Ok(State::At(Step::Survey)));
    for to in [Step::Survey, Step::Meeting, Step::Posting] {
        assert_eq!(back(Some(to)), Ok(State::At(to)));
    }
    for to in [Step::List, Step::Report, Step::Opinion, Step::Recognition] {
        assert_eq!(back(Some(to)).unwrap_err().code, "bad_return", "{to:?}");
    }
}

#[test]
fn dates_lie_between_the_step_before_and_today() {
    let now = situation(State::At(Step::List));
    for (on, code) in [
        ("2024-09-30", Some("before_previous_step")),
        ("2024-10-01", None),
        ("2024-12-01", None),
        ("2024-12-02", Some("in_future")),
    ] {
        assert_eq!(check_date(&now, day(on)).err().map(|e| e.0), code, "{on}");
    }
}

#[test]
fn the_version_goes_by_the_day_of_opening() {
    for (kind, on, code) in [
        (Kind::Yearly, "2021-08-31", None),
        (Kind::Yearly, "2021-09-01", Some("QD24-2021-YEARLY")),
        (Kind::Yearly, "2025-06-30", Some("QD24-2021-YEARLY")),
        (Kind::Yearly, "2025-07-01", Some("QD24-2025-YEARLY")),
        (Kind::DuringYear, "2024-05-05", Some("QD24-2021-DURING")),
    ] {
        assert_eq!(
            in_force(kind, day(on)).map(|p| p.code.as_str()),
            code,
            "{kind:?} {on}"
        );
    }
    for procedure in procedures() {
        let steps: Vec<Step> = procedure.steps.iter().map(|s| s.code).collect();
        let mut sorted = steps.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(steps, sorted, "{}: steps in the law's order", procedure.code);
        assert_eq!(steps.last(), Some(&Step::Recognition));
        assert!(steps.contains(&Step::Posting) && steps.contains(&Step::Survey));
    }
}

#[test]
fn deadlines_follow_the_data() {
    let yearly = by_code("QD24-2021-YEARLY").unwrap();
    let none = std::collections::BTreeMap::new();
    let (opened, since) = (day("2024-09-03"), day("2024-11-12"));
    let due = |p: &Procedure, step, schedule| p.due_on(step, since, opened, 2024, schedule);
    assert_eq!(due(yearly, Step::Survey, &none), Some(day("2024-10-31")));
    assert_eq!(
        due(yearly, Step::Opinion, &none),
        Some(add_working_days(since, 5))
    );
    let ordered = [(Step::Survey, day("2024-10-20"))].into();
    assert_eq!(due(yearly, Step::Survey, &ordered), Some(day("2024-10-20")));
    assert_eq!(yearly.closes_on(opened, 2024), Some(day("2024-12-14")));
    // During the year the whole has 15 working days, whatever the steps have.
    let during = by_code("QD24-2021-DURING").unwrap();
    let end = add_working_days(opened, 15);
    assert_eq!(during.closes_on(opened, 2024), Some(end));
    assert_eq!(due(during, Step::Recognition, &none), Some(end));
}

/// What a walk does.
fn act() -> impl Strategy<Value = Act> {
    proptest::sample::select(Act::ALL)
}

proptest! {
    /// Whatever is tried in whatever order: recognition comes only after every step, the posting up its days.
    #[test]
    fn no_walk_reaches_recognition_without_its_steps(
        acts in proptest::collection::vec((act(), 0..4_u64, 0..3_usize, 0..6_i64), 1..120),
        which in 0..3_usize,
    ) {
        let procedure = &procedures()[which];
        let mut now = situation(State::At(procedure.first()));
        now.today = day("2026-01-01");
        let mut on = now.since;
        let mut closed: Vec<Step> = Vec::new();
        let mut stood: Option<NaiveDate> = None;
        for (act, days, back, open) in acts {
            on = on + chrono::Days::new(days);
            // Mostly everything is done, so that walks get far.
            now.counts = Counts { total: 10, unagreed: i64::from(open == 5), unsurveyed: i64::from(open == 4), ..Counts::default() };
            let to = [Step::Survey, Step::Meeting, Step::Posting][back];
            let before = now.state;
            if act == Act::Post && may_act(procedure, &now, act).is_ok() {
                now.posting = Some(Posting { posted_on: on, until: procedure.up_until(on, false), again: false });
            }
            let Ok(next) = decide(procedure, &now, act, on, Some(to)) else {
                prop_assert_eq!(now.state, before);
                continue;
            };
            if next == before { continue; }
            match act {
                Act::Return => {
                    closed.retain(|step| procedure.is_before(*step, to));
                    now.posting = None;
                }
                Act::Cancel => { now.state = next; break; }
                _ => {
                    if act == Act::ClosePosting {
                        let posting = now.posting.expect("something was up");
                        prop_assert!(on > add_working_days(posting.posted_on, procedure.posting_working_days.value));
                        stood = Some(posting.posted_on);
                        now.posting = None;
                    }
                    closed.extend(before.step());
                }
            }
            now.state = next;
            now.since = on;
        }
        if now.state == State::Recognised {
            let steps: Vec<Step> = procedure.steps.iter().map(|s| s.code).collect();
            prop_assert_eq!(closed, steps);
            prop_assert!(stood.is_some());
        }
    }
}
