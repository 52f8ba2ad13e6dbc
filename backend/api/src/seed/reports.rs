//! The half-year report of the demo: most communes accepted, some late, one sent back, one commune and the province left
//! for whoever tries the program.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use giamngheo_rules::period::Period;
use giamngheo_rules::report::{Acceptance, ColumnKind, Level, Plan, Rule};
use giamngheo_store::reports::{
    self, CellChange, NewComment, NewRound, Report, ReportFilter, RoundFilter, Writing,
};
use giamngheo_store::{Conn, Error, Result, Scope, areas, definitions};

use super::dice::Dice;
use crate::app::App;
use crate::reports::{Desk, Form, KIND, content};

/// The commune that people fill in themselves.
const LEFT_OUT: &str = "06154";
const FORM: &str = "TT10-2022-M01";
const PERIOD: &str = "2026-S1";

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
}

fn upto(dice: &mut Dice, count: i64) -> i64 {
    dice.between(0, count - 1)
}

/// Makes the round, once: when the summer has come far enough.
pub fn make(app: &App, province: &str) -> std::result::Result<(), String> {
    if !app.config.demo_reviews || app.today() < day(7, 25) {
        return Ok(());
    }
    app.db
        .write(|conn| {
            let scope = Scope::of_the_program();
            let filter = RoundFilter {
                template: Some(FORM.to_owned()),
                period: Some(PERIOD.to_owned()),
            };
            if !reports::rounds(conn, &scope, &filter, None, 1)?.is_empty() {
                return Ok(());
            }
            fill_round(conn, &scope, province)
        })
        .map_err(|e| format!("the demo's reports can't be made: {e}"))
}

fn fill_round(conn: &mut Conn, scope: &Scope, province: &str) -> Result<()> {
    let period = Period::from_code(PERIOD).ok_or(Error::NotFound)?;
    let form = definitions::in_force(conn, &[KIND], period.last_day())?;
    let form = form.into_iter().find(|d| d.code == FORM).ok_or(Error::NotFound)?;
    let new = NewRound {
        template: FORM.to_owned(),
        template_version: form.version,
        period,
        area: areas::find(conn, province, day(6, 15))?,
        levels: vec![Level::Commune],
        document: Some("512/SNNMT-GN".to_owned()),
        opened_on: day(6, 15),
        due_on: day(7, 10),
    };
    let round = reports::open(conn, scope, &new)?;
    let filter = ReportFilter {
        round_id: Some(round.id.clone()),
        ..ReportFilter::default()
    };
    let mut all = reports::list(conn, scope, &filter, None, 1000)?;
    all.retain(|report| !report.is_top() && !report.area_id.starts_with(LEFT_OUT));
    all.sort_by(|a, b| a.path.cmp(&b.path));
    let form = Form::of(conn, FORM, form.version)?;
    let desk = Desk::new(conn, form, PERIOD)?;
    let plan = desk.plan()?;
    // Two communes have sent nothing, two more are being filled in.
    let (empty, last) = (all.len().saturating_sub(2), all.len().saturating_sub(4));
    for report in &all[..empty] {
        let mut dice = Dice::new(2026, &["report", report.area_id.as_str()], 0);
        let writing = writing(scope, day(7, 1), &mut dice);
        reports::put_cells(conn, &writing, report, &entries(&plan, &mut dice))?;
    }
    let units = areas::by_ids(conn, all.iter().map(|r| r.area_id.clone()))?;
    let all = reports::list(conn, scope, &filter, None, 1000)?
        .into_iter()
        .filter(|r| all[..last].iter().any(|o| o.id == r.id));
    let all: Vec<Report> = all.collect();
    let present = desk.fill(conn, &plan, &all)?;
    for (i, (report, present)) in all.iter().zip(present).enumerate() {
        let mut dice = Dice::new(2026, &["submission", report.area_id.as_str()], 0);
        let unit = units
            .iter()
            .find(|u| u.id == report.area_id)
            .ok_or(Error::NotFound)?;
        // One in nine is late.
        let on = if i % 9 == 4 {
            day(7, 11) + Days::new(upto(&mut dice, 9).unsigned_abs())
        } else {
            day(7, 3) + Days::new(upto(&mut dice, 8).unsigned_abs())
        };
        let submitting = writing(scope, on, &mut dice);
        let said = content(report, unit, period, present, None, on);
        reports::submit(conn, &submitting, report, &said)?;
        let report = Report {
            state: "submitted".to_owned(),
            version: report.version + 1,
            ..report.clone()
        };
        let judging = writing(scope, on + Days::new(2), &mut dice);
        match i {
            3 => {
                let comments = [
                    (
                        Some("T2.DA2.spent_rec"),
                        "Số giải ngân cao hơn đối chiếu của Kho bạc; đề nghị rà lại.",
                    ),
                    (
                        Some("V"),
                        "Nêu rõ nguyên nhân chậm giải ngân của từng tiểu dự án.",
                    ),
                ];
                let comments: Vec<NewComment> = comments
                    .into_iter()
                    .map(|(cell, content)| NewComment {
                        cell: cell.map(str::to_owned),
                        content: content.to_owned(),
                    })
                    .collect();
                reports::comment(conn, &judging, &report, &comments)?;
                reports::send_back(
                    conn,
                    &judging,
                    &report,
                    "Số liệu giải ngân chưa khớp, đề nghị chỉnh sửa.",
                )?;
            }
            // Some wait to be judged.
            _ if i % 8 == 5 => {}
            _ => {
                let acceptance = Acceptance {
                    accepted_on: judging.today,
                    number: None,
                    signed_on: None,
                    signer: None,
                    signer_title: None,
                };
                let said = giamngheo_rules::report::Content {
                    acceptance: Some(acceptance),
                    ..said
                };
                reports::accept(conn, &judging, &report, &said)?;
            }
        }
    }
    Ok(())
}

fn writing<'a>(scope: &'a Scope, on: NaiveDate, dice: &mut Dice) -> Writing<'a> {
    let hour = u32::try_from(1 + upto(dice, 8)).unwrap_or(1);
    let minute = u32::try_from(upto(dice, 60)).unwrap_or(0);
    let at: NaiveDateTime = on.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default());
    Writing {
        scope,
        version: None,
        today: on,
        at,
    }
}

/// What a commune enters: money in million đồng, counts, and what it tells in words.
fn entries(plan: &Plan, dice: &mut Dice) -> Vec<CellChange> {
    let mut out = Vec::new();
    let mut given = [0_i64; 2];
    for cell in plan.cells.iter().filter(|c| c.rule == Rule::Entry) {
        let column = plan.column(cell);
        if column.kind == ColumnKind::Text {
            continue;
        }
        let number = match column.code.as_str() {
            "given_dev" | "given_rec" => {
                let which = usize::from(column.code == "given_rec");
                given[which] = if upto(dice, 5) == 0 {
                    0
                } else {
                    40 + upto(dice, 900)
                };
                given[which]
            }
            // Spent by the middle of the year: a fifth to seven tenths.
            "spent_dev" => given[0] * (20 + upto(dice, 50)) / 100,
            "spent_rec" => given[1] * (20 + upto(dice, 50)) / 100,
            _ => match plan.row(cell).code.as_str() {
                "done" => 1,
                "requests" => 1 + upto(dice, 4),
                _ => 1 + upto(dice, 6),
            },
        };
        out.push(CellChange {
            cell: cell.key.clone(),
            number_e4: Some(number * 10_000),
            content: None,
        });
    }
    let texts = [
        (
            "I",
            "Ủy ban nhân dân xã đã kiện toàn Ban Quản lý, ban hành kế hoạch thực hiện năm 2026 và phân công cán bộ phụ trách từng thôn.",
        ),
        (
            "II",
            "Tỷ lệ hộ nghèo giảm theo kế hoạch; các hộ còn lại chủ yếu thiếu lao động, thiếu đất sản xuất.",
        ),
        (
            "III",
            "Vốn được giao từ đầu năm; các dự án khởi công trong quý II đang được giải ngân theo khối lượng.",
        ),
        (
            "V",
            "Một số nội dung hỗ trợ sinh kế triển khai chậm do chờ hướng dẫn; năng lực lập hồ sơ của thôn còn hạn chế.",
        ),
        (
            "VI",
            "Đề nghị cấp trên sớm phân bổ phần vốn sự nghiệp còn lại. Sáu tháng cuối năm tập trung giải ngân và rà soát hộ nghèo.",
        ),
    ];
    out.extend(texts.iter().map(|(cell, text)| CellChange {
        cell: (*cell).to_owned(),
        number_e4: None,
        content: Some((*text).to_owned()),
    }));
    out
}
