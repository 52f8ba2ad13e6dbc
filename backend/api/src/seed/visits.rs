//! The demo's monitoring visits: the province's plan of the year, a finished visit with recommendations (one verified,
//! two late), and an ad hoc visit that is in the field today. All of it is done by the demo's own people.

use chrono::{Days, NaiveDate};
use giamngheo_rules::visit::{RecommendationAct, Value};
use giamngheo_store::access::Action;
use giamngheo_store::areas::{self, Area};
use giamngheo_store::definitions;
use giamngheo_store::scope::{Actor, Scope};
use giamngheo_store::visits::{
    self, CHECKLIST, Draw, Mandate, NewAmount, NewAnswer, NewFinding, NewMember, NewPlan, NewPlanItem,
    NewRecommendation, NewSignature, NewVisit, PlanIssue, Recommendation, Seen, Visit, VisitFilter,
};
use giamngheo_store::{Conn, Error, Result};

use super::logins::{actor, scope};
use crate::app::App;

/// The communes that are visited: those of the demo's logins.
const COMMUNES: [&str; 2] = ["06154", "06463"];
const OFFICE: &str = "Sở Nông nghiệp và Môi trường tỉnh Lạng Sơn";
const YEAR: i32 = 2026;
/// What the team misses in a commune's books, in đồng.
const MISSING_VND: i64 = 2_500_000;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(YEAR, month, day).unwrap_or_default()
}

/// The people who act.
struct Cast {
    monitor: Actor,
    approver: Actor,
    officers: [Actor; 2],
}

impl Cast {
    fn new(conn: &mut Conn) -> Result<Self> {
        Ok(Self {
            monitor: actor(conn, "giamsat")?,
            approver: actor(conn, "lanhdaotinh")?,
            officers: [actor(conn, "canbo")?, actor(conn, "canbo2")?],
        })
    }
}

/// Makes them, once: when the year has come far enough.
pub fn make(app: &App, province: &str) -> std::result::Result<(), String> {
    let today = app.today();
    if today < day(6, 15) || province != "20" {
        return Ok(());
    }
    app.db
        .write(|conn| {
            let scope = Scope::of_the_program();
            if !visits::list(conn, &scope, &VisitFilter::default(), None, 1)?.is_empty() {
                return Ok(());
            }
            let cast = Cast::new(conn)?;
            let unit = areas::find(conn, province, today)?;
            let communes = COMMUNES
                .iter()
                .map(|code| areas::find(conn, code, today))
                .collect::<Result<Vec<Area>>>()?;
            let plan = plan(conn, &cast, &unit, &communes)?;
            finished(conn, &cast, (&unit, &communes), &plan, today)?;
            in_field(conn, &cast, (&unit, &communes[..1]), today)
        })
        .map_err(|e| format!("the demo's visits can't be made: {e}"))
}

fn plan(conn: &mut Conn, cast: &Cast, unit: &Area, communes: &[Area]) -> Result<String> {
    let item = |kind, purpose, due_on, areas: &[Area], notes: &str| NewPlanItem {
        kind,
        purpose,
        due_on,
        areas: areas.to_vec(),
        items: vec!["CT2635/NL/GS".to_owned()],
        notes: Some(notes.to_owned()),
    };
    let new = NewPlan {
        year: i64::from(YEAR),
        area: unit.clone(),
        title: "Kế hoạch kiểm tra, giám sát thực hiện Chương trình giảm nghèo năm 2026".to_owned(),
        items: vec![
            item(
                "periodic",
                "inspection",
                day(3, 31),
                communes,
                "Kiểm tra định kỳ quý I",
            ),
            item(
                "periodic",
                "supervision",
                day(9, 30),
                &communes[1..],
                "Giám sát hỗ trợ sinh kế",
            ),
            item("yearly", "evaluation", day(12, 31), communes, "Đánh giá cuối năm"),
        ],
    };
    let drafted = visits::create_plan(conn, &scope(&cast.monitor, Action::ConductVisits)?, &new)?;
    let issue = PlanIssue {
        number: "15/KH-SNNMT".to_owned(),
        on: day(1, 15),
        document_id: None,
    };
    let approves = scope(&cast.approver, Action::ApproveVisits)?;
    let at = (drafted.id.as_str(), drafted.version);
    Ok(visits::issue_plan(conn, &approves, at, &issue, day(1, 15))?.id)
}

/// A visit up to the day on which the team sets out.
fn sent(
    conn: &mut Conn,
    cast: &Cast,
    new: &NewVisit,
    (number, on): (&str, NaiveDate),
    today: NaiveDate,
) -> Result<Visit> {
    let conducts = scope(&cast.monitor, Action::ConductVisits)?;
    let approves = scope(&cast.approver, Action::ApproveVisits)?;
    let visit = visits::create(conn, &conducts, new)?;
    let mandate = Mandate {
        number: number.to_owned(),
        on,
        issuer: OFFICE.to_owned(),
        document_id: None,
        area: new.area.clone(),
        from: new.starts_on,
        to: new.ends_on,
    };
    let visit = visits::mandate(conn, &approves, (&visit.id, visit.version), &mandate, today)?;
    let member = |name: &str, office: &str, role, user_id| NewMember {
        name: name.to_owned(),
        office: office.to_owned(),
        role,
        user_id,
    };
    let team = [
        member(
            &cast.monitor.full_name,
            OFFICE,
            "lead",
            Some(cast.monitor.user_id.clone()),
        ),
        member("Hoàng Văn Tám", "Phòng Bảo trợ xã hội", "secretary", None),
        member("Bế Thị Lụa", "Ban Dân tộc tỉnh", "member", None),
    ];
    let visit = visits::set_team(conn, &conducts, (&visit.id, visit.version), &team)?;
    visits::start(conn, &conducts, (&visit.id, visit.version), new.starts_on, today)
}

fn new_visit(
    conn: &mut Conn,
    (unit, communes): (&Area, &[Area]),
    checklist: &str,
    days: (NaiveDate, NaiveDate),
) -> Result<NewVisit> {
    let known = definitions::in_force(conn, &[CHECKLIST], days.0)?;
    let found = known
        .into_iter()
        .find(|d| d.code == checklist)
        .ok_or(Error::NotFound)?;
    Ok(NewVisit {
        kind: "ad_hoc",
        purpose: "inspection",
        title: String::new(),
        area: unit.clone(),
        areas: communes.to_vec(),
        starts_on: days.0,
        ends_on: days.1,
        agenda: Some(
            "Buổi 1: làm việc với UBND xã. Buổi 2: kiểm tra hồ sơ. Buổi 3: đến thôn và các hộ trong mẫu."
                .to_owned(),
        ),
        items: vec!["CT2635/NL/GS".to_owned()],
        checklist: (found.code, found.version),
        plan: None,
    })
}

fn sample(conn: &mut Conn, scope: &Scope, visit: &Visit, seed: &str) -> Result<()> {
    let draw = Draw {
        of: "households",
        stratify: "village",
        classes: vec!["poor", "near_poor"],
        works: Vec::new(),
        size: 8,
        seed: Some(seed.to_owned()),
    };
    match visits::draw_sample(conn, scope, &visit.id, &draw) {
        // A demo without households has nothing to draw from.
        Ok(_) | Err(Error::Conflict { .. }) => Ok(()),
        Err(e) => Err(e),
    }
}

fn answer(question: &str, area: &Area, value: Value, note: Option<&str>) -> NewAnswer {
    NewAnswer {
        question: question.to_owned(),
        area: area.id.clone(),
        value: Some(value),
        note: note.map(str::to_owned),
        version: None,
    }
}

fn finding(
    conn: &mut Conn,
    scope: &Scope,
    visit: &Visit,
    area: &Area,
    (severity, body, question): (&'static str, &str, &str),
) -> Result<String> {
    let new = NewFinding {
        severity,
        body: body.to_owned(),
        area: area.id.clone(),
        unit: Some("Ủy ban nhân dân xã".to_owned()),
        item: Some("CT2635/NL/GS".to_owned()),
        question: Some(question.to_owned()),
        household_id: None,
        evidence: Some("Biên bản làm việc tại xã".to_owned()),
        position: None,
    };
    Ok(visits::find(conn, scope, &visit.id, &new)?.id)
}

fn recommend(
    conn: &mut Conn,
    scope: &Scope,
    at: (&str, &str),
    (area, body, due_on): (&Area, &str, NaiveDate),
    today: NaiveDate,
) -> Result<Recommendation> {
    let new = NewRecommendation {
        body: body.to_owned(),
        area: area.clone(),
        office: Some("Phòng Kinh tế".to_owned()),
        owner: "Chủ tịch UBND xã".to_owned(),
        due_on,
    };
    visits::recommend(conn, scope, at, &new, today)
}

/// The visit of the first quarter: closed, with one recommendation verified, two late and one under way.
fn finished(
    conn: &mut Conn,
    cast: &Cast,
    (unit, communes): (&Area, &[Area]),
    plan: &str,
    today: NaiveDate,
) -> Result<()> {
    let conducts = scope(&cast.monitor, Action::ConductVisits)?;
    let approves = scope(&cast.approver, Action::ApproveVisits)?;
    let mut new = new_visit(conn, (unit, communes), "KT-DA7-TDA2", (day(3, 10), day(3, 13)))?;
    new.kind = "periodic";
    "Kiểm tra định kỳ việc thực hiện Chương trình giảm nghèo quý I năm 2026".clone_into(&mut new.title);
    new.plan = Some((plan.to_owned(), 1));
    let visit = sent(conn, cast, &new, ("37/QĐ-SNNMT", day(3, 4)), day(3, 10))?;
    sample(conn, &conducts, &visit, "2026-QI")?;
    for (i, unit) in visits::units(conn, &conducts, &visit)?.into_iter().enumerate() {
        let class = match (i, unit.class_then.as_deref()) {
            (2, Some("near_poor")) => "average",
            (2, _) | (_, Some("near_poor")) => "near_poor",
            _ => "poor",
        };
        let seen = Seen {
            seen: if i == 5 { "absent" } else { "seen" },
            class: (i != 5).then_some(class),
            note: (i == 2).then(|| "Thu nhập đã tăng, có việc làm ổn định".to_owned()),
            position: None,
        };
        visits::see(conn, &conducts, &visit.id, (&unit.id, unit.version), &seen)?;
    }
    let mut answers = Vec::new();
    for (i, area) in communes.iter().enumerate() {
        let text = |t: &str| Value::Text(t.to_owned());
        for code in ["TC1", "TC2", "HT1", "TT1"] {
            answers.push(answer(code, area, Value::YesNo(true), None));
        }
        let posted = (i > 0).then_some(());
        answers.push(answer(
            "RS1",
            area,
            Value::YesNo(posted.is_some()),
            posted.is_none().then_some("Hai thôn chưa niêm yết"),
        ));
        answers.push(answer("RS2", area, Value::Number(f64::from(i == 0)), None));
        answers.push(answer(
            "VN3",
            area,
            text("partly"),
            Some("Thiếu biên bản nghiệm thu của ba mô hình"),
        ));
        answers.push(answer(
            "BC1",
            area,
            Value::YesNo(i == 0),
            (i > 0).then_some("Báo cáo năm 2025 gửi chậm 12 ngày"),
        ));
        answers.push(answer("KK1", area, text("Cán bộ kiêm nhiệm nhiều việc."), None));
    }
    visits::put_answers(conn, &conducts, &visit.id, &answers)?;
    let (own, other) = (&communes[0], &communes[1]);
    let posting = (
        "medium",
        "Danh sách hộ nghèo, hộ cận nghèo chưa niêm yết tại hai thôn.",
        "RS1",
    );
    let posting = finding(conn, &conducts, &visit, own, posting)?;
    let vouchers = (
        "high",
        "Hồ sơ thanh toán của ba mô hình sinh kế thiếu biên bản nghiệm thu.",
        "VN3",
    );
    let vouchers = finding(conn, &conducts, &visit, own, vouchers)?;
    let late = ("low", "Báo cáo năm 2025 gửi chậm so với quy định.", "BC1");
    let late = finding(conn, &conducts, &visit, other, late)?;
    let on = day(3, 13);
    let say = |conn: &mut Conn, finding: &str, what: (&Area, &str, NaiveDate)| {
        recommend(conn, &conducts, (&visit.id, finding), what, on)
    };
    let text = "Niêm yết đầy đủ danh sách tại tất cả các thôn.";
    let verified = say(conn, &posting, (own, text, day(4, 15)))?;
    let text = "Bổ sung biên bản nghiệm thu, đối chiếu lại số đã thanh toán.";
    say(conn, &vouchers, (own, text, day(5, 30)))?;
    let text = "Kiểm điểm trách nhiệm và lập lịch theo dõi hạn báo cáo.";
    let under_way = say(conn, &late, (other, text, day(12, 31)))?;
    let text = "Tổ chức phổ biến lại quy định về niêm yết cho trưởng thôn.";
    say(conn, &posting, (own, text, today - Days::new(3)))?;
    let conclusion = "Các xã cơ bản thực hiện đúng quy trình; còn thiếu sót về niêm yết và hồ sơ thanh toán.";
    let visit = visits::get(conn, &conducts, &visit.id)?;
    let at = (visit.id.as_str(), visit.version);
    let visit = visits::finish(conn, &conducts, at, (on, Some(conclusion)), on)?;
    for (side, area, name, title) in [
        ("team", None, cast.monitor.full_name.as_str(), "Trưởng đoàn"),
        ("visited", Some(own), "Nông Văn Thành", "Phó Chủ tịch"),
        ("visited", Some(other), "Triệu Văn Quý", "Phó Chủ tịch"),
    ] {
        let signature = NewSignature {
            side,
            area: area.map(|a| a.id.clone()),
            name: name.to_owned(),
            title: title.to_owned(),
            signed_on: day(3, 16),
        };
        visits::sign(conn, &conducts, &visit.id, &signature, day(3, 16))?;
    }
    let at = (visit.id.as_str(), visit.version);
    visits::close(conn, &approves, at, day(3, 25), day(3, 25))?;
    // What became of the recommendations.
    let does = |conn: &mut Conn, who: usize, of: &Recommendation, act, note: Option<&str>, on| {
        let answers = scope(&cast.officers[who], Action::AnswerRecommendations)?;
        visits::answer(conn, &answers, (&of.id, of.version), act, note, on)
    };
    let begun = does(conn, 0, &verified, RecommendationAct::Begin, None, day(3, 30))?;
    let note = Some("Đã niêm yết tại các thôn, có ảnh kèm theo.");
    let done = does(conn, 0, &begun, RecommendationAct::ReportDone, note, day(4, 10))?;
    let at = (done.id.as_str(), done.version);
    visits::judge(
        conn,
        &approves,
        at,
        RecommendationAct::Verify,
        (Some("Đã kiểm tra thực tế"), None),
        day(4, 20),
    )?;
    does(
        conn,
        1,
        &under_way,
        RecommendationAct::Begin,
        Some("Đang lập lịch"),
        day(4, 2),
    )?;
    Ok(())
}

/// The ad hoc visit that began yesterday.
fn in_field(conn: &mut Conn, cast: &Cast, place: (&Area, &[Area]), today: NaiveDate) -> Result<()> {
    let yesterday = today - Days::new(1);
    let mut new = new_visit(conn, place, "PHUC-TRA-HO", (yesterday, today + Days::new(3)))?;
    "Kiểm tra đột xuất kết quả rà soát hộ nghèo, hộ cận nghèo".clone_into(&mut new.title);
    let visit = sent(
        conn,
        cast,
        &new,
        ("112/QĐ-SNNMT", today - Days::new(3)),
        yesterday,
    )?;
    let conducts = scope(&cast.monitor, Action::ConductVisits)?;
    sample(conn, &conducts, &visit, "2026-DX1")?;
    // The team found less paid at the commune than its books say.
    for row in visits::money(conn, &conducts, &visit, today)? {
        if row.disbursed_vnd > MISSING_VND {
            let amount = NewAmount {
                area: row.area_id,
                item: row.item,
                seen_vnd: Some(row.disbursed_vnd - MISSING_VND),
                note: Some("Một chứng từ chưa có biên bản nghiệm thu".to_owned()),
                version: None,
            };
            visits::see_amount(conn, &conducts, &visit.id, &amount)?;
        }
    }
    Ok(())
}
