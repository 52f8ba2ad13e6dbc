//! The minutes of village meetings.

use std::collections::{BTreeSet, HashMap};

use giamngheo_papers::{Block, Cell, Column, ColumnKind, Paper, Row, Table};
use giamngheo_rules::poverty::Class;
use giamngheo_store::reviews::{Case, Meeting, Vote};

use super::Round;
use super::line::{NO_VILLAGE, Villages};
use super::lists::Frame;
use super::words;

/// What the meeting knew of a household. One that was surveyed again afterwards may be of another class today.
fn found(case: &Case, meeting: &Meeting) -> Option<Class> {
    let same = case.meeting_id.as_deref() == Some(meeting.id.as_str());
    let before = case.surveyed_on.is_some_and(|on| on <= meeting.held_on);
    (same && before)
        .then(|| case.class.as_deref().and_then(Class::from_code))
        .flatten()
}

/// The minutes of one meeting. `cases` are all of the round's by household, those taken off it too.
pub fn minutes(
    frame: &Frame,
    round: &Round,
    meeting: &Meeting,
    cases: &HashMap<&str, &Case>,
    villages: &Villages,
) -> giamngheo_store::Result<Paper> {
    let votes: Vec<Vote> = serde_json::from_str(&meeting.votes)?;
    let seat = &frame.seat;
    let village = villages.name(&meeting.path);
    let known = village != NO_VILLAGE;
    let here = if known {
        words::lower_first(village)
    } else {
        seat.name()
    };
    let mut votes: Vec<(&Vote, Option<&Case>)> = votes
        .iter()
        .map(|vote| (vote, cases.get(vote.household_id.as_str()).copied()))
        .collect();
    votes.sort_by_key(|(_, case)| case.map(|c| (c.search_key.as_str(), c.household_id.as_str())));
    let enumerators: BTreeSet<&str> = votes
        .iter()
        .filter_map(|(_, case)| case.as_ref()?.surveyor_name.as_deref())
        .collect();
    let carried = votes.iter().filter(|(vote, _)| vote.carried).count() as i64;
    let all = votes.len() as i64;
    let objections = meeting
        .objections
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let percent = round.procedure.more_than_percent.value;
    let blank = |name: &str| (name.to_owned(), String::new());
    let mut blocks = vec![
        Block::Paragraph(format!(
            "Hôm nay, {}, tại {}, {here} đã tổ chức cuộc họp dân để thống nhất kết quả rà soát hộ nghèo, hộ cận nghèo {} \
             trên địa bàn.",
            words::day(meeting.held_on),
            meeting.place.trim(),
            frame.period
        )),
        Block::Heading("I. THÀNH PHẦN THAM DỰ".into()),
        Block::Facts(vec![
            ("Chủ trì cuộc họp".to_owned(), meeting.chair.clone()),
            ("Thư ký cuộc họp".to_owned(), meeting.secretary.clone()),
            (
                "Tổng số người dự họp".to_owned(),
                format!("{} người", words::count(meeting.present)),
            ),
            (
                "Rà soát viên".to_owned(),
                enumerators.into_iter().collect::<Vec<_>>().join(", "),
            ),
            blank("Đại diện Ban Chỉ đạo rà soát cấp xã"),
            blank("Đại diện tổ chức Đảng, đoàn thể, Mặt trận Tổ quốc Việt Nam"),
        ]),
        Block::Heading("II. NỘI DUNG CUỘC HỌP".into()),
        Block::Paragraph(format!(
            "Rà soát viên báo cáo kết quả rà soát, phân loại {} hộ gia đình. Cuộc họp thảo luận công khai từng hộ và biểu \
             quyết; kết quả của mỗi hộ được thống nhất khi có trên {percent}% số người dự họp nhất trí. Kết quả biểu quyết \
             như sau:",
            words::count(all)
        )),
        Block::Table(table(&votes, meeting)),
        Block::Paragraph(outcome(&votes, meeting, carried)),
        Block::Heading("III. Ý KIẾN KHÁC".into()),
    ];
    blocks.extend(
        objections
            .unwrap_or("Không có ý kiến khác.")
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| Block::Paragraph(words::sentence(line))),
    );
    blocks.push(Block::Paragraph(format!(
        "Biên bản được đọc lại cho những người dự họp cùng nghe, thống nhất thông qua và lập thành 02 bản: 01 bản lưu tại \
         {}, 01 bản gửi Ban Chỉ đạo rà soát {}./.",
        if known { here.as_str() } else { "thôn, tổ dân phố" },
        seat.name()
    )));
    Ok(Paper {
        file_stem: format!("bien-ban-hop-{}-{}", words::slug(village), meeting.held_on),
        issuer: if known {
            seat.village(village)
        } else {
            seat.committee()
        },
        place: Some(if known {
            words::bare(village).to_owned()
        } else {
            seat.place()
        }),
        date: Some(meeting.held_on),
        kind: Some("BIÊN BẢN".into()),
        title: format!(
            "Kết quả họp dân để thống nhất kết quả rà soát hộ nghèo, hộ cận nghèo {}",
            frame.period
        ),
        blocks,
        signatures: vec![
            words::hand("ĐẠI DIỆN HỘ DÂN", None),
            words::hand("THƯ KÝ", Some(&meeting.secretary)),
            words::hand("CHỦ TRÌ", Some(&meeting.chair)),
        ],
        draft: frame.draft.clone(),
        note: Some(words::UNCHECKED.into()),
        ..Paper::default()
    })
}

fn table(votes: &[(&Vote, Option<&Case>)], meeting: &Meeting) -> Table {
    let rows = votes
        .iter()
        .map(|(vote, case)| {
            let result = case.map_or("", |case| {
                found(case, meeting).map_or("Đã rà soát lại sau cuộc họp", |class| {
                    words::class(Some(class))
                })
            });
            Row::body(vec![
                Cell::Empty,
                Cell::text(case.map_or("(Hộ không còn trong danh sách)", |c| c.head_name.as_str())),
                Cell::text(case.map_or("", |c| {
                    words::before(c.previous_class.as_deref().and_then(Class::from_code))
                })),
                Cell::text(result),
                Cell::Int(vote.in_favour),
                Cell::Ratio {
                    numerator: vote.in_favour,
                    denominator: meeting.present,
                    digits: 1,
                },
                Cell::text(if vote.carried {
                    "Thống nhất"
                } else {
                    "Không thống nhất"
                }),
                vote.note.clone().into(),
            ])
        })
        .collect();
    Table {
        columns: vec![
            Column::new("STT", ColumnKind::Order),
            Column::new("Họ và tên chủ hộ", ColumnKind::Text).weighing(4.4),
            Column::new("Phân loại trước rà soát", ColumnKind::Text).weighing(3.0),
            Column::new("Kết quả rà soát", ColumnKind::Text).weighing(3.0),
            Column::new("Số người", ColumnKind::Number)
                .weighing(1.5)
                .under("Nhất trí"),
            Column::new("Tỷ lệ (%)", ColumnKind::Percent)
                .weighing(1.6)
                .under("Nhất trí"),
            Column::new("Kết luận", ColumnKind::Text).weighing(2.4),
            Column::new("Ý kiến", ColumnKind::Text).weighing(2.6),
        ],
        rows,
        ..Table::default()
    }
}

/// How many households were agreed on, and as what.
fn outcome(votes: &[(&Vote, Option<&Case>)], meeting: &Meeting, carried: i64) -> String {
    let all = votes.len() as i64;
    let classes: Vec<Option<Class>> = votes
        .iter()
        .filter(|(vote, _)| vote.carried)
        .map(|(_, case)| case.and_then(|case| found(case, meeting)))
        .collect();
    let of = |class| classes.iter().filter(|c| **c == Some(class)).count() as i64;
    let (poor, near) = (of(Class::Poor), of(Class::NearPoor));
    let rest = of(Class::Average) + of(Class::Other);
    let mut text = format!(
        "Cuộc họp thống nhất kết quả rà soát của {}/{} hộ",
        words::count(carried),
        words::count(all)
    );
    // Where some were surveyed again since, the classes of that day can't be told any more.
    if carried > 0 && poor + near + rest == carried {
        text.push_str(&format!(
            ", gồm: {} hộ nghèo, {} hộ cận nghèo, {} hộ không thuộc hộ nghèo, hộ cận nghèo",
            words::count(poor),
            words::count(near),
            words::count(rest)
        ));
    }
    if carried < all {
        text.push_str(&format!(
            "; {} hộ chưa được thống nhất, đề nghị rà soát lại hoặc họp lại theo quy định",
            words::count(all - carried)
        ));
    }
    text.push('.');
    text
}
