//! What the papers of a review say, as plain data for [`giamngheo_papers`].
//!
//! Here the data is read, in a few statements a paper however many households there are; the other files make the
//! papers of it and read nothing.

mod area;
mod certificate;
mod decision;
mod grounds;
mod line;
mod lists;
mod minutes;
mod progress;
mod receipt;
mod report;
mod tables;
#[cfg(test)]
mod tests;
pub mod words;

use std::collections::HashMap;

use giamngheo_papers::Paper;
use giamngheo_rules::poverty::{self, Class};
use giamngheo_rules::review::{Act, Kind, Procedure, State};
use giamngheo_store::areas::{self, Area};
use giamngheo_store::reviews::{self, Case, CaseFilter, PostedList, Recognition};
use giamngheo_store::{Conn, Error, Scope};

use super::dto::village_id;
use super::papers::{PaperQuery, public_url};
use crate::app::App;
use crate::areas::atlas::{Below, last_id};
use line::{Line, Villages};
use lists::{Frame, Results};
pub use progress::{board, csv};
use words::Seat;

macro_rules! papers {
    ($($(#[$meta:meta])* $enum:ident { $($(#[$vmeta:meta])* $name:ident = $code:literal),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $enum { $($(#[$vmeta])* $name),* }

        impl $enum {
            /// Its code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The one of this code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)* _ => None }
            }
        }
    )*};
}

papers! {
    /// Papers of a round.
    RoundPaper {
        /// The list to review.
        Cases = "cases",
        /// Of a request, with the code to follow the case.
        Receipt = "receipt",
        /// Of the village meetings.
        Minutes = "minutes",
        /// The list as it was last put up.
        Posting = "posting",
        /// To the level above.
        Report = "report",
        /// Poor households.
        Poor = "poor",
        /// Near-poor households.
        NearPoor = "near_poor",
        /// Households that escaped poverty or near-poverty.
        Escaped = "escaped",
        /// By village and by deprivation.
        Summary = "summary",
    }
    /// Papers of a decision.
    DecisionPaper {
        /// The decision with its lists.
        Decision = "decision",
        /// One a household.
        Certificates = "certificates",
    }
}

/// A round with the procedure it follows.
struct Round<'a> {
    row: &'a reviews::Round,
    procedure: &'static Procedure,
}

/// More households than any commune has.
const ALL: i64 = 1_000_000;

fn seat(conn: &mut Conn, commune_id: &str) -> giamngheo_store::Result<Seat> {
    let commune = areas::by_id(conn, commune_id)?.ok_or(Error::NotFound)?;
    let ancestors = areas::ancestors(conn, &commune)?;
    Ok(Seat::new(&commune, &ancestors))
}

fn villages<'a>(
    conn: &mut Conn,
    app: &App,
    paths: impl Iterator<Item = &'a str> + Clone,
) -> giamngheo_store::Result<Villages> {
    let ids: Vec<String> = paths
        .clone()
        .filter_map(|path| village_id(path).map(str::to_owned))
        .collect();
    let names = app.atlas.names(conn, ids)?;
    Ok(Villages::of(&names, paths))
}

fn period(round: &reviews::Round) -> String {
    if round.kind == Kind::Yearly.code() {
        format!("năm {}", round.year)
    } else {
        format!("(rà soát thường xuyên) năm {}", round.year)
    }
}

/// There is nothing yet that the paper could say.
fn nothing(vi: &str, en: &str) -> Error {
    Error::conflict("nothing_to_print", vi, en)
}

/// The papers of a round. Errors: nothing there yet that the paper could say, a household that isn't of the round.
pub fn of_round(
    conn: &mut Conn,
    app: &App,
    scope: &Scope,
    round: &reviews::Round,
    kind: RoundPaper,
    query: &PaperQuery,
) -> giamngheo_store::Result<Vec<Paper>> {
    papers_of_round(conn, app, scope, round, kind, query).map(tidied)
}

/// Without a year that stands alone on the last line of a title.
fn tidied(mut papers: Vec<Paper>) -> Vec<Paper> {
    for paper in &mut papers {
        paper.title = words::unbroken(&paper.title);
    }
    papers
}

fn papers_of_round(
    conn: &mut Conn,
    app: &App,
    scope: &Scope,
    round: &reviews::Round,
    kind: RoundPaper,
    query: &PaperQuery,
) -> giamngheo_store::Result<Vec<Paper>> {
    let round = Round {
        row: round,
        procedure: round.procedure()?,
    };
    let standard = poverty::by_code(&round.row.standard);
    let recognised = round.row.state()? == State::Recognised;
    // What rests on a sample form, or on law that nobody checked, is no more than a draft until it is recognised.
    let unsure = round.row.sample_form
        || !round.procedure.verified
        || !standard.is_some_and(poverty::Standard::verified);
    let mark = |draft: bool| words::mark(app.config.demo, draft && !recognised);
    let frame = Frame {
        seat: seat(conn, &round.row.commune_id)?,
        period: period(round.row),
        year: round.row.year,
        subtitle: (!scope.covers(&round.row.path))
            .then(|| "(Phần thuộc các thôn, tổ dân phố được giao)".to_owned()),
        standard,
        draft: mark(unsure),
        ..Frame::default()
    };
    let wanted = |path: &str| {
        query
            .village
            .as_deref()
            .is_none_or(|id| last_id(path) == Some(id))
    };
    match kind {
        RoundPaper::Cases | RoundPaper::Receipt => {
            // Requests and the list rest on no form and no figure of the law.
            let frame = Frame {
                draft: mark(false),
                ..frame
            };
            let cases = reviews::cases(conn, scope, round.row, &CaseFilter::default(), None, ALL)?;
            let villages = villages(conn, app, cases.iter().map(|c| c.path.as_str()))?;
            if kind == RoundPaper::Cases {
                let cases: Vec<Case> = cases.into_iter().filter(|c| wanted(&c.path)).collect();
                return Ok(vec![lists::cases(&frame, &round, &cases, &villages)]);
            }
            receipts(&frame, &round, &cases, &villages, app, query)
        }
        RoundPaper::Minutes => of_meetings(conn, app, scope, &round, &frame, wanted),
        RoundPaper::Posting => posting(conn, app, scope, &round, &frame, wanted).map(|paper| vec![paper]),
        RoundPaper::Report => {
            let (cases, lines) = lines(conn, app, scope, round.row)?;
            let findings = report::Findings {
                cases: &cases,
                lines: &lines,
                meetings: &reviews::meetings(conn, scope, round.row)?,
                postings: &reviews::postings(conn, round.row)?,
                complaints: &reviews::complaints(conn, scope, round.row)?,
                events: &reviews::events(conn, round.row)?,
            };
            Ok(vec![report::report(&frame, &round, &findings)])
        }
        RoundPaper::Poor | RoundPaper::NearPoor | RoundPaper::Escaped | RoundPaper::Summary => {
            let (_, lines) = lines(conn, app, scope, round.row)?;
            let decision = decision_of(conn, round.row)?;
            let mut frame = Frame {
                draft: mark(true),
                ..frame
            };
            if let Some(decision) = &decision {
                let note = decision::attached(&frame, decision);
                frame.subtitle = Some(match frame.subtitle {
                    Some(part) => format!("{note}\n{part}"),
                    None => note,
                });
                frame.date = Some(decision.decided_on);
                frame.signatures = vec![words::chair(&decision.signer_title, Some(&decision.signer))];
            } else {
                frame.signatures = vec![words::hand("NGƯỜI LẬP", None), words::chair("", None)];
            }
            Ok(vec![match kind {
                RoundPaper::Poor => lists::results(&frame, Results::Poor, &lines),
                RoundPaper::NearPoor => lists::results(&frame, Results::NearPoor, &lines),
                RoundPaper::Escaped => lists::results(&frame, Results::Escaped, &lines),
                _ => report::summary(&frame, &lines),
            }])
        }
    }
}

/// The decision that recognised a round. It was read within a scope; number and signer are no secret in it.
fn decision_of(conn: &mut Conn, round: &reviews::Round) -> giamngheo_store::Result<Option<Recognition>> {
    reviews::recognition_of(conn, round)?
        .map(|id| reviews::recognition(conn, &Scope::of_the_program(), &id))
        .transpose()
}

/// The cases of a round with their lines.
fn lines(
    conn: &mut Conn,
    app: &App,
    scope: &Scope,
    round: &reviews::Round,
) -> giamngheo_store::Result<(Vec<Case>, Vec<Line>)> {
    let cases = reviews::cases(conn, scope, round, &CaseFilter::default(), None, ALL)?;
    let villages = villages(conn, app, cases.iter().map(|c| c.path.as_str()))?;
    let mut pasts: HashMap<String, Vec<Class>> = HashMap::new();
    for past in reviews::pasts(conn, round)? {
        if let Some(class) = Class::from_code(&past.class) {
            pasts.entry(past.household_id).or_default().push(class);
        }
    }
    let ethnicities: HashMap<String, Option<String>> = reviews::ethnicities(conn, scope, round)?
        .into_iter()
        .map(|row| (row.household_id, row.ethnicity))
        .collect();
    let lines = cases
        .iter()
        .map(|case| {
            let ethnicity = ethnicities.get(&case.household_id).and_then(Option::as_deref);
            Line::of_case(case, &villages, pasts.get(&case.household_id), ethnicity)
        })
        .collect();
    Ok((cases, lines))
}

fn receipts(
    frame: &Frame,
    round: &Round,
    cases: &[Case],
    villages: &Villages,
    app: &App,
    query: &PaperQuery,
) -> giamngheo_store::Result<Vec<Paper>> {
    let url = public_url(app);
    let papers: Vec<Paper> = cases
        .iter()
        .filter(|case| match query.household.as_deref() {
            Some(household) => case.household_id == household,
            None => {
                case.origin == "requested"
                    && query
                        .village
                        .as_deref()
                        .is_none_or(|id| last_id(&case.path) == Some(id))
            }
        })
        .map(|case| receipt::receipt(frame, round, case, villages, &url))
        .collect();
    match (papers.is_empty(), query.household.is_some()) {
        (false, _) => Ok(papers),
        (true, true) => Err(Error::NotFound),
        (true, false) => Err(nothing(
            "Đợt rà soát chưa có hộ nào có giấy đề nghị.",
            "No household of the round has asked for it.",
        )),
    }
}

fn of_meetings(
    conn: &mut Conn,
    app: &App,
    scope: &Scope,
    round: &Round,
    frame: &Frame,
    wanted: impl Fn(&str) -> bool,
) -> giamngheo_store::Result<Vec<Paper>> {
    let mut meetings = reviews::meetings(conn, scope, round.row)?;
    meetings.retain(|meeting| wanted(&meeting.path));
    if meetings.is_empty() {
        return Err(nothing(
            "Chưa có biên bản họp dân nào được ghi.",
            "No minutes were recorded yet.",
        ));
    }
    // Households that were taken off the list since were voted on, too.
    let filter = CaseFilter {
        states: [
            "listed",
            "drafted",
            "surveyed",
            "returned",
            "read",
            "agreed",
            "not_agreed",
            "recognised",
            "withdrawn",
        ]
        .map(str::to_owned)
        .to_vec(),
        ..CaseFilter::default()
    };
    let cases = reviews::cases(conn, scope, round.row, &filter, None, ALL)?;
    let by_id: HashMap<&str, &Case> = cases.iter().map(|c| (c.household_id.as_str(), c)).collect();
    let villages = villages(conn, app, meetings.iter().map(|m| m.path.as_str()))?;
    meetings.sort_by_cached_key(|m| (words::natural(villages.name(&m.path)), m.held_on, m.id.clone()));
    meetings
        .iter()
        .map(|meeting| minutes::minutes(frame, round, meeting, &by_id, &villages))
        .collect()
}

fn posting(
    conn: &mut Conn,
    app: &App,
    scope: &Scope,
    round: &Round,
    frame: &Frame,
    wanted: impl Fn(&str) -> bool,
) -> giamngheo_store::Result<Paper> {
    let postings = reviews::postings(conn, round.row)?;
    let Some(last) = postings.last() else {
        return Err(nothing(
            "Danh sách chưa được niêm yết.",
            "The list was not put up yet.",
        ));
    };
    let list: PostedList = serde_json::from_str(&last.list)?;
    let mut cases = list.cases;
    let all = scope.covers(&round.row.path);
    cases.retain(|case| wanted(&case.path) && (all || scope.covers(&case.path)));
    let villages = villages(conn, app, cases.iter().map(|c| c.path.as_str()))?;
    Ok(lists::posting(
        frame,
        round.procedure,
        last,
        &cases,
        &villages,
        &public_url(app),
    ))
}

/// The papers of a decision.
pub fn of_recognition(
    conn: &mut Conn,
    app: &App,
    scope: &Scope,
    decision: &Recognition,
    kind: DecisionPaper,
    query: &PaperQuery,
) -> giamngheo_store::Result<Vec<Paper>> {
    let seat = seat(conn, &decision.commune_id)?;
    let draft = words::mark(app.config.demo, false);
    match kind {
        DecisionPaper::Certificates => {
            let household = query.household.as_deref();
            let mut certificates = reviews::certificates(conn, decision, household)?;
            certificates.retain(|c| {
                query
                    .village
                    .as_deref()
                    .is_none_or(|id| last_id(&c.path) == Some(id))
            });
            let members = reviews::certificate_members(conn, decision, household)?;
            let mut of: HashMap<&str, Vec<&reviews::CertificateMember>> = HashMap::new();
            for member in &members {
                of.entry(member.household_id.as_str()).or_default().push(member);
            }
            let villages = villages(conn, app, certificates.iter().map(|c| c.path.as_str()))?;
            let office = certificate::Office {
                seat: &seat,
                decision,
                villages: &villages,
                public_url: &public_url(app),
                draft: draft.as_deref(),
                today: app.today(),
            };
            Ok(certificates
                .iter()
                .map(|c| {
                    let people = of.get(c.household_id.as_str()).map_or(&[][..], Vec::as_slice);
                    certificate::certificate(&office, c, people)
                })
                .collect())
        }
        DecisionPaper::Decision => {
            // The decision was read within the scope, its round lies where it does.
            let program = Scope::of_the_program();
            let round = reviews::get(conn, &program, &decision.round_id)?;
            let rows = reviews::recognised(conn, decision)?;
            let villages = villages(conn, app, rows.iter().map(|r| r.path.as_str()))?;
            let lines: Vec<Line> = rows
                .iter()
                .map(|row| Line::of_recognised(row, &villages))
                .collect();
            let frame = Frame {
                seat,
                period: period(&round),
                year: decision.year,
                standard: poverty::by_code(&round.standard),
                draft,
                ..Frame::default()
            };
            if let Some(old) = &decision.corrects_id {
                let old = reviews::recognition(conn, scope, old)?;
                return Ok(tidied(decision::correction(&frame, decision, &old, &lines)));
            }
            let events = reviews::events(conn, &round)?;
            let opinion = report::last_event(&events, Act::Agree).map(|event| decision::Opinion {
                on: event.on_date,
                number: report::note_of(event).filter(|note| report::is_number(note)),
            });
            Ok(tidied(decision::recognition(
                &frame,
                decision,
                &lines,
                opinion.as_ref(),
            )))
        }
    }
}

/// The summary of an area by commune.
pub fn summary(
    conn: &mut Conn,
    app: &App,
    scope: &Scope,
    area: Option<Area>,
    year: i32,
) -> giamngheo_store::Result<Paper> {
    let decisions = reviews::recognitions(conn, scope, Some(i64::from(year)), None, None, ALL)?;
    let sums = if decisions.is_empty() {
        Vec::new()
    } else {
        reviews::recognised_sums(conn, scope, i64::from(year))?
    };
    let mut ids: Vec<String> = decisions.iter().map(|d| d.commune_id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    let units = areas::by_ids(conn, ids)?;
    let provinces: Vec<String> = units
        .iter()
        .filter_map(|unit| unit.path.split('/').next().map(str::to_owned))
        .collect();
    let names: HashMap<String, String> = {
        let names = app.atlas.names(conn, provinces.iter().cloned())?;
        provinces
            .into_iter()
            .filter_map(|id| names.get(&id).map(|area| (id, area.name.clone())))
            .collect()
    };
    let below = Below::of(conn, units)?;
    let communes = area::communes(&decisions, &sums, &below, &names);
    Ok(area::summary(
        area.as_ref(),
        year,
        app.today(),
        &communes,
        area.is_none() && scope.is_national(),
        app.config.demo,
    ))
}
