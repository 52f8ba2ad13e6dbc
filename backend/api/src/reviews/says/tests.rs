//! What the papers say, from rows made by hand.

use std::collections::HashMap;

use chrono::NaiveDate;
use giamngheo_papers::{Block, Cell, Paper, RowKind, Table};
use giamngheo_rules::movement::Movement;
use giamngheo_rules::poverty::{self, Class, Deprivations};
use giamngheo_rules::review;
use giamngheo_store::areas::Area;
use giamngheo_store::reviews::{
    self, Case, Certificate, CertificateMember, Complaint, Event, Meeting, PostedCase, PostingRow,
    RecognisedSum, Recognition,
};

use super::line::{Line, Villages};
use super::lists::{Frame, Results};
use super::words::{self, Seat};
use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn frame() -> Frame {
    Frame {
        seat: Seat {
            commune: "Xã Văn Lãng".into(),
            above: Some("Tỉnh Lạng Sơn".into()),
            within: "tỉnh Lạng Sơn".into(),
        },
        period: "năm 2026".into(),
        year: 2026,
        standard: poverty::by_code("VN-2022"),
        ..Frame::default()
    }
}

fn line(
    village: &str,
    name: &str,
    previous: Option<Class>,
    class: Class,
    movement: Option<Movement>,
) -> Line {
    Line {
        village: village.into(),
        head_name: name.into(),
        search_key: giamngheo_rules::text::fold(name),
        member_count: 4,
        minority: Some(true),
        previous,
        class: Some(class),
        movement,
        b1: Some(120),
        b2: Some(30),
        deprivations: Deprivations::from_bits(0b1011),
    }
}

/// One household of each kind.
fn lines() -> Vec<Line> {
    use Class::{Average, NearPoor, Other, Poor};
    vec![
        line("Thôn 10", "Nông Văn A", Some(Poor), Poor, None),
        line(
            "Thôn 2",
            "Lý Thị B",
            Some(NearPoor),
            Poor,
            Some(Movement::NewlyPoor),
        ),
        line(
            "Thôn 2",
            "Vi Văn C",
            Some(Poor),
            NearPoor,
            Some(Movement::EscapedToNearPoor),
        ),
        line("Thôn 2", "Vi Văn D", Some(Poor), Average, Some(Movement::Escaped)),
        line(
            "Thôn 10",
            "Vi Văn E",
            Some(NearPoor),
            Other,
            Some(Movement::EscapedNearPoverty),
        ),
        line("Thôn 10", "Vi Văn G", None, Other, None),
    ]
}

fn decision(kind: &str) -> Recognition {
    Recognition {
        province_id: "20".into(),
        id: "1".into(),
        round_id: "1".into(),
        commune_id: "06187.20250701".into(),
        path: "20.20250701/06187.20250701/".into(),
        kind: kind.into(),
        year: 2026,
        number: "45/QĐ-UBND".into(),
        decided_on: day("2026-12-05"),
        signer: "Hoàng Văn Thụy".into(),
        signer_title: "Phó Chủ tịch".into(),
        corrects_id: (kind == "correction").then(|| "0".into()),
        reason: (kind == "correction").then(|| "Nhập nhầm điểm B1".into()),
        sums: "{}".into(),
    }
}

fn case(id: &str, name: &str, village: &str) -> Case {
    Case {
        province_id: "20".into(),
        round_id: "1".into(),
        household_id: id.into(),
        path: format!("20.20250701/06187.20250701/{village}/"),
        origin: "carried".into(),
        reason_code: None,
        reason: None,
        requester: None,
        requested_on: None,
        tracking_code: "7KQ2-M4XZ-90AB".into(),
        previous_class: Some("poor".into()),
        state: "agreed".into(),
        enumerator_id: Some("u".into()),
        enumerator_name: Some("Hứa Thị Mai".into()),
        draft: None,
        draft_name: None,
        draft_at: None,
        survey_id: Some("s".into()),
        surveyed_on: Some(day("2026-10-01")),
        surveyed_by: Some("u".into()),
        surveyor_name: Some("Hứa Thị Mai".into()),
        class: Some("near_poor".into()),
        b1: Some(130),
        b2: Some(20),
        deprivations: Some(3),
        flags: "[]".into(),
        flag_count: 0,
        reader_name: None,
        read_at: None,
        read_note: None,
        sampled: false,
        check_on: None,
        checker_name: None,
        check_class: None,
        check_b1: None,
        check_b2: None,
        check_deprivations: None,
        check_note: None,
        meeting_id: Some("m".into()),
        in_favour: Some(30),
        meeting_note: None,
        unposted: false,
        withdrawn_reason: None,
        movement: None,
        version: 1,
        head_name: name.into(),
        search_key: giamngheo_rules::text::fold(name),
        member_count: 4,
        address: Some("Số 3".into()),
        external_id: Some("SO-77".into()),
        household_province: "20".into(),
        household_path: format!("20.20250701/06187.20250701/{village}/"),
        household_status: "active".into(),
    }
}

fn round_row() -> reviews::Round {
    reviews::Round {
        province_id: "20".into(),
        id: "1".into(),
        kind: "yearly".into(),
        year: 2026,
        commune_id: "06187.20250701".into(),
        path: "20.20250701/06187.20250701/".into(),
        procedure_code: "QD24-2025-YEARLY".into(),
        standard: "VN-2022".into(),
        form: None,
        sample_form: false,
        document: Some("145/KH-UBND".into()),
        state: "report".into(),
        pass: 1,
        opened_on: day("2026-09-03"),
        closes_on: Some(day("2026-12-14")),
        since: day("2026-11-10"),
        due_on: None,
        worked_on: None,
        schedule: "{}".into(),
        sample_seed: None,
        sample_percent: None,
        sampled: 0,
        total: 2,
        unassigned: 0,
        unsurveyed: 0,
        unread: 0,
        unchecked: 0,
        unagreed: 0,
        open_complaints: 0,
        unposted: 0,
        poor: 0,
        near_poor: 0,
        version: 1,
        updated_at: day("2026-11-10").and_hms_opt(0, 0, 0).expect("a time"),
    }
}

fn round(row: &reviews::Round) -> Round<'_> {
    Round {
        row,
        procedure: review::by_code(&row.procedure_code).expect("a procedure"),
    }
}

fn village_names() -> Villages {
    Villages(HashMap::from([
        ("20.20250701/06187.20250701/v1/".to_owned(), "Thôn 10".to_owned()),
        ("20.20250701/06187.20250701/v2/".to_owned(), "Thôn 2".to_owned()),
    ]))
}

/// Everything a paper says, one text a line.
fn said(paper: &Paper) -> String {
    serde_json::to_string(paper).expect("plain data")
}

/// Every paper can be set, as PDF and as a workbook.
fn set(papers: &[Paper]) {
    assert!(giamngheo_papers::pdf(papers).expect("a PDF").starts_with(b"%PDF"));
    assert!(
        giamngheo_papers::xlsx(papers)
            .expect("a workbook")
            .starts_with(b"PK")
    );
}

fn tables(paper: &Paper) -> Vec<&Table> {
    paper
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
        .collect()
}

/// The texts of a column of the ordinary rows of all tables.
fn column(paper: &Paper, at: usize) -> Vec<String> {
    tables(paper)
        .into_iter()
        .flat_map(|t| &t.rows)
        .filter(|row| row.kind == RowKind::Body)
        .filter_map(|row| match row.cells.get(at) {
            Some(Cell::Text(text)) => Some(text.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn each_list_holds_its_own_by_village() {
    let all = lines();
    let check = |which, expected: &[&str]| {
        let paper = lists::results(&frame(), which, &all);
        assert_eq!(column(&paper, 1), expected, "{which:?}");
        set(&[paper]);
    };
    // "Thôn 2" comes before "Thôn 10".
    check(Results::Poor, &["Lý Thị B", "Nông Văn A"]);
    check(Results::NearPoor, &["Vi Văn C"]);
    // Who is near-poor after having been poor escaped poverty, too.
    check(Results::Escaped, &["Vi Văn C", "Vi Văn D", "Vi Văn E"]);
    let poor = lists::results(&frame(), Results::Poor, &all);
    let text = said(&poor);
    assert!(
        text.contains("Thôn 2 (01 hộ)") && text.contains("Tổng cộng: 02 hộ"),
        "{text}"
    );
    let deprived = frame()
        .standard
        .map(|s| s.indicators[3].name.vi.clone())
        .expect("a standard");
    assert!(text.contains(&deprived), "deprivations aren't in words");
    set(&[lists::results(&frame(), Results::Poor, &[])]);
}

fn posted(id: &str, name: &str, previous: Option<&str>, class: &str) -> PostedCase {
    PostedCase {
        household_id: id.into(),
        path: "20.20250701/06187.20250701/v1/".into(),
        head_name: name.into(),
        member_count: 3,
        previous_class: previous.map(Into::into),
        class: class.into(),
    }
}

#[test]
fn everybody_who_was_reviewed_is_posted_once() {
    let cases = [
        posted("1", "Ông Nhất", Some("poor"), "poor"),
        posted("2", "Ông Hai", Some("poor"), "near_poor"),
        posted("3", "Ông Ba", Some("poor"), "average"),
        posted("4", "Ông Tư", Some("near_poor"), "other"),
        posted("5", "Ông Năm", None, "other"),
        posted("6", "Ông Sáu", Some("average"), "average"),
        posted("7", "Ông Bảy", Some("other"), "poor"),
    ];
    let posting = PostingRow {
        id: "p".into(),
        round_id: "1".into(),
        pass: 1,
        again: false,
        posted_on: day("2026-11-05"),
        until: day("2026-11-10"),
        places: "Trụ sở Ủy ban nhân dân xã; nhà văn hóa các thôn.".into(),
        code: "7KQ2-M4XZ-90AB".into(),
        list: "{}".into(),
    };
    let row = round_row();
    let make = |posting: &PostingRow, cases: &[PostedCase]| {
        lists::posting(
            &frame(),
            round(&row).procedure,
            posting,
            cases,
            &village_names(),
            "https://giamngheo.example/",
        )
    };
    let paper = make(&posting, &cases);
    let mut names = column(&paper, 1);
    names.sort();
    let mut expected: Vec<String> = cases.iter().map(|c| c.head_name.clone()).collect();
    expected.sort();
    assert_eq!(names, expected);
    let text = said(&paper);
    for part in [
        "https://giamngheo.example/tra-cuu?code=7KQ2-M4XZ-90AB",
        "từ ngày 05 tháng 11 năm 2026 đến hết ngày 10 tháng 11 năm 2026",
        "chậm nhất ngày 10 tháng 11 năm 2026",
    ] {
        assert!(text.contains(part), "lacks {part}");
    }
    assert_eq!(tables(&paper).len(), 5);
    // A second list has only the sections of what was checked again.
    let again = PostingRow {
        again: true,
        ..posting
    };
    assert_eq!(tables(&make(&again, &cases[..1])).len(), 1);
    set(&[paper]);
}

#[test]
fn minutes_tell_each_vote() {
    let row = round_row();
    let (mut a, mut b) = (case("1", "Nông Văn A", "v1"), case("2", "Lý Thị B", "v1"));
    a.head_name = "=CMD()".into();
    // Surveyed again after the meeting: what the meeting saw is not known any more.
    b.surveyed_on = Some(day("2026-11-02"));
    let meeting = Meeting {
        id: "m".into(),
        path: a.path.clone(),
        held_on: day("2026-11-01"),
        place: "Nhà văn hóa".into(),
        chair: "Hoàng Văn Thắng".into(),
        secretary: "Lý Thị Liên".into(),
        present: 40,
        in_favour: 38,
        objections: Some("Ông C đề nghị xem lại hộ B".into()),
        votes: r#"[{"household_id":"1","in_favour":38,"note":null,"carried":true},
            {"household_id":"2","in_favour":20,"note":"Chưa rõ","carried":false},
            {"household_id":"9","in_favour":38,"note":null,"carried":true}]"#
            .into(),
    };
    let cases = HashMap::from([("1", &a), ("2", &b)]);
    let paper =
        minutes::minutes(&frame(), &round(&row), &meeting, &cases, &village_names()).expect("minutes");
    assert_eq!(paper.issuer.name, "Thôn 10");
    assert_eq!(
        column(&paper, 6),
        ["Thống nhất", "Không thống nhất", "Thống nhất"],
        "{paper:?}"
    );
    let text = said(&paper);
    for part in [
        "Cuộc họp thống nhất kết quả rà soát của 02/03 hộ; 01 hộ chưa được thống nhất",
        "Đã rà soát lại sau cuộc họp",
        "(Hộ không còn trong danh sách)",
        "trên 50% số người dự họp",
        "Ông C đề nghị xem lại hộ B.",
        "lập thành 02 bản",
    ] {
        assert!(text.contains(part), "lacks {part}: {text}");
    }
    assert_eq!(paper.signatures.len(), 3);
    set(&[paper]);
}

#[test]
fn a_receipt_leads_to_its_case_and_the_list_says_why() {
    let row = round_row();
    let mut asked = case("1", "Nông Văn A", "v1");
    asked.origin = "requested".into();
    asked.requester = Some("Nông Thị Xin".into());
    asked.requested_on = Some(day("2026-09-04"));
    asked.reason = Some("Nhà bị sập".into());
    let paper = receipt::receipt(
        &frame(),
        &round(&row),
        &asked,
        &village_names(),
        "https://g.example",
    );
    let text = said(&paper);
    for part in [
        "GIẤY BIÊN NHẬN",
        "Nông Thị Xin",
        "https://g.example/tra-cuu?code=7KQ2-M4XZ-90AB",
        "04/09/2026",
        "ngày 14 tháng 12 năm 2026",
        "Số 3, thôn 10, xã Văn Lãng, tỉnh Lạng Sơn",
    ] {
        assert!(text.contains(part), "lacks {part}: {text}");
    }
    let list = lists::cases(
        &frame(),
        &round(&row),
        &[asked, case("2", "Lý Thị B", "v2")],
        &village_names(),
    );
    assert_eq!(
        column(&list, 4),
        ["Hộ nghèo đang quản lý", "Có giấy đề nghị ngày 04/09/2026"]
    );
    assert_eq!(column(&list, 5), ["Nhà bị sập"]);
    assert!(!said(&list).contains("Số 3"), "the list tells addresses");
    set(&[paper, list]);
}

#[test]
fn the_report_has_the_figures_and_asks_who_is_above() {
    let row = round_row();
    let all = lines();
    let cases = [case("1", "Nông Văn A", "v1"), case("2", "Lý Thị B", "v2")];
    let complaint = |outcome: Option<&str>| Complaint {
        id: "k".into(),
        household_id: "1".into(),
        head_name: "Nông Văn A".into(),
        path: "20/".into(),
        posting_id: "p".into(),
        complainant: "Người Khiếu Nại".into(),
        received_on: day("2026-11-06"),
        due_on: day("2026-11-09"),
        text: "Chuyện riêng".into(),
        outcome: outcome.map(Into::into),
        decided_on: None,
        answer: None,
    };
    let event = Event {
        id: "e".into(),
        act: "report".into(),
        from_state: "report".into(),
        to_state: "opinion".into(),
        on_date: day("2026-11-12"),
        due_on: None,
        at: day("2026-11-12").and_hms_opt(1, 0, 0).expect("a time"),
        actor_name: None,
        detail: r#"{"note":"12/BC-UBND"}"#.into(),
    };
    let findings = report::Findings {
        cases: &cases,
        lines: &all,
        meetings: &[],
        postings: &[],
        complaints: &[
            complaint(Some("upheld")),
            complaint(Some("rejected")),
            complaint(None),
        ],
        events: &[event],
    };
    let paper = report::report(&frame(), &round(&row), &findings);
    assert_eq!(paper.number.as_deref(), Some("12/BC-UBND"));
    assert_eq!(paper.date, Some(day("2026-11-12")));
    let text = said(&paper);
    for part in [
        "và Văn bản số 145/KH-UBND",
        "1. Hộ nghèo: 02 hộ, 08 nhân khẩu, trong đó 02 hộ dân tộc thiểu số; 01 hộ phát sinh mới",
        "3. Hộ thoát nghèo: 02 hộ, 08 nhân khẩu, trong đó 01 hộ trở thành hộ cận nghèo",
        "03 khiếu nại; kết quả phúc tra: 01 khiếu nại đúng, 01 khiếu nại không đúng; đang giải quyết 01",
        "Kính gửi: Ủy ban nhân dân tỉnh Lạng Sơn",
        "02 hộ nghèo, 01 hộ cận nghèo, 02 hộ thoát nghèo và 01 hộ thoát cận nghèo",
    ] {
        assert!(text.contains(part), "lacks {part}: {text}");
    }
    for secret in ["Người Khiếu Nại", "Chuyện riêng", "Nông Văn A"] {
        assert!(!text.contains(secret), "tells {secret}");
    }
    // During the year nobody above is asked.
    let row = reviews::Round {
        procedure_code: "QD24-2021-DURING".into(),
        kind: "during_year".into(),
        ..row
    };
    let paper = report::report(&frame(), &round(&row), &findings);
    assert!(said(&paper).contains("Kính gửi: Chủ tịch Ủy ban nhân dân xã Văn Lãng"));
    set(&[paper, report::summary(&frame(), &all)]);
}

#[test]
fn the_summary_counts_every_line_once() {
    let table = tables::villages(&lines());
    let total = table.rows.last().expect("totals");
    let numbers: Vec<i64> = total
        .cells
        .iter()
        .filter_map(|c| if let Cell::Int(n) = c { Some(*n) } else { None })
        .collect();
    // Reviewed; poor, members, minority; near-poor, members, minority; into and out of poverty, of near-poverty.
    assert_eq!(numbers, [6, 2, 8, 2, 1, 4, 1, 1, 2, 1, 0, 1]);
    for (i, _) in table.columns.iter().enumerate().skip(2) {
        let of = |row: &giamngheo_papers::Row| match row.cells.get(i) {
            Some(Cell::Int(n)) => *n,
            _ => 0,
        };
        let sum: i64 = table
            .rows
            .iter()
            .filter(|r| r.kind == RowKind::Body)
            .map(of)
            .sum();
        assert_eq!(sum, of(total), "column {i}");
    }
    let standard = frame().standard.expect("a standard");
    let causes = tables::deprivations(&lines(), standard);
    let indicators = causes.rows.iter().filter(|r| r.kind == RowKind::Body).count();
    assert_eq!(indicators, standard.indicators.len());
}

#[test]
fn a_decision_brings_its_lists_and_a_deputy_signs_for_the_chair() {
    let opinion = decision::Opinion {
        on: day("2026-11-20"),
        number: Some("88/SNN-PTNT".into()),
    };
    let papers = decision::recognition(&frame(), &decision("yearly"), &lines(), Some(&opinion));
    let stems: Vec<&str> = papers.iter().map(|p| p.file_stem.as_str()).collect();
    assert_eq!(
        stems,
        [
            "quyet-dinh-cong-nhan-45-qd-ubnd",
            "danh-sach-ho-ngheo-2026",
            "danh-sach-ho-can-ngheo-2026",
            "danh-sach-ho-thoat-ngheo-2026"
        ]
    );
    let text = said(&papers[0]);
    for part in [
        "1. Hộ nghèo: 02 hộ, 08 nhân khẩu;",
        "3. Hộ thoát nghèo: 02 hộ, 08 nhân khẩu;",
        "tại Văn bản số 88/SNN-PTNT ngày 20 tháng 11 năm 2026",
        "KT. CHỦ TỊCH",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ VĂN LÃNG",
    ] {
        assert!(text.contains(part), "lacks {part}: {text}");
    }
    assert!(!text.contains("TM. ỦY BAN"), "the chair decides himself");
    assert!(
        papers[1]
            .subtitle
            .as_deref()
            .is_some_and(|s| s.starts_with("(Kèm theo Quyết định số 45/QĐ-UBND"))
    );
    set(&papers);
}

#[test]
fn a_correction_names_what_it_corrects() {
    let old = Recognition {
        number: "40/QĐ-UBND".into(),
        decided_on: day("2026-12-01"),
        ..decision("yearly")
    };
    let changed = [line(
        "Thôn 2",
        "Vi Văn C",
        Some(Class::Poor),
        Class::NearPoor,
        None,
    )];
    let papers = decision::correction(&frame(), &decision("correction"), &old, &changed);
    assert_eq!(papers.len(), 2);
    let text = said(&papers[0]);
    for part in [
        "Về việc điều chỉnh Quyết định số 40/QĐ-UBND ngày 01 tháng 12 năm 2026",
        "Lý do điều chỉnh: Nhập nhầm điểm B1.",
        "01 hộ, 04 nhân khẩu",
    ] {
        assert!(text.contains(part), "lacks {part}: {text}");
    }
    assert_eq!(
        (column(&papers[1], 3), column(&papers[1], 4)),
        (vec!["Hộ nghèo".into()], vec!["Hộ cận nghèo".into()])
    );
    set(&papers);
}

#[test]
fn a_certificate_that_holds_no_more_says_so() {
    let (seat, decision, villages) = (frame().seat, decision("yearly"), village_names());
    let office = certificate::Office {
        seat: &seat,
        decision: &decision,
        villages: &villages,
        public_url: "https://g.example",
        draft: None,
        today: day("2027-02-01"),
    };
    let given = |kind: &str, withdrawn: Option<&str>| Certificate {
        code: "AAAA-BBBB-CCCC".into(),
        household_id: "1".into(),
        head_name: "Nông Văn A".into(),
        path: "20.20250701/06187.20250701/v1/".into(),
        address: None,
        member_count: 9,
        kind: kind.into(),
        year: 2026,
        issued_on: day("2026-12-05"),
        withdrawn_on: withdrawn.map(day),
        recognition_id: "1".into(),
    };
    let head = CertificateMember {
        household_id: "1".into(),
        name: "Nông Văn A".into(),
        sex: Some("male".into()),
        birth_date: Some(day("1970-03-04")),
        ethnicity: Some("Tày".into()),
        relation: "head".into(),
    };
    let check = |kind: &str, name: &str, title: &str| {
        let paper = certificate::certificate(&office, &given(kind, None), &[&head]);
        assert_eq!((paper.kind.as_deref(), paper.title.as_str()), (Some(name), title));
        assert_eq!(paper.draft, None);
        let text = said(&paper);
        assert!(
            text.contains("https://g.example/tra-cuu?code=AAAA-BBBB-CCCC"),
            "{text}"
        );
        assert!(text.contains("1970") && !text.contains("1970-03-04"), "{text}");
        set(&[paper]);
    };
    check("poor", "GIẤY CHỨNG NHẬN", "HỘ NGHÈO");
    check("near_poor", "GIẤY CHỨNG NHẬN", "HỘ CẬN NGHÈO");
    check("escaped", "GIẤY XÁC NHẬN", "HỘ THOÁT NGHÈO");
    check("escaped_near_poverty", "GIẤY XÁC NHẬN", "HỘ THOÁT CẬN NGHÈO");
    let over = certificate::certificate(&office, &given("poor", Some("2027-01-15")), &[]);
    assert_eq!(over.draft.as_deref(), Some("HẾT HIỆU LỰC"));
    let later = certificate::certificate(&office, &given("poor", Some("2027-03-15")), &[]);
    assert_eq!(later.draft, None);
}

#[test]
fn an_area_counts_its_registers_not_its_decisions() {
    let unit = |id: &str, name: &str, province: &str| Area {
        id: id.into(),
        code: id.into(),
        level: "commune".into(),
        kind: "commune".into(),
        urban: false,
        name: name.into(),
        name_en: name.into(),
        parent_id: None,
        path: format!("{province}/{id}/"),
        exists_from: day("2025-07-01"),
        exists_to: None,
    };
    let units = vec![unit("a", "Xã A", "20"), unit("b", "Xã B", "24")];
    let below = Below {
        paths: vec![
            ("20/a/".into(), "a".into()),
            // A commune of before that went into A whole.
            ("20/d/old/".into(), "a".into()),
            ("24/b/".into(), "b".into()),
        ],
        units,
    };
    let of = |commune: &str, kind: &str| Recognition {
        commune_id: commune.into(),
        ..decision(kind)
    };
    let sum = |path: &str, class: &str, movement: Option<&str>, households| RecognisedSum {
        path: path.into(),
        class: class.into(),
        movement: movement.map(Into::into),
        households,
        members: households * 4,
    };
    let decisions = [of("a", "correction"), of("a", "yearly"), of("b", "during_year")];
    let sums = [
        sum("20/a/", "poor", None, 3),
        sum("20/d/old/", "poor", Some("newly_poor"), 2),
        sum("20/z/", "poor", None, 100),
        sum("24/b/", "other", Some("escaped"), 1),
    ];
    let names = HashMap::from([
        ("20".to_owned(), "Tỉnh Lạng Sơn".to_owned()),
        ("24".to_owned(), "Tỉnh Bắc Ninh".to_owned()),
    ]);
    let communes = area::communes(&decisions, &sums, &below, &names);
    let a = communes.iter().find(|c| c.name == "Xã A").expect("commune A");
    assert_eq!(a.classes.get(&Class::Poor), Some(&(5, 20)));
    assert_eq!((a.corrections, a.during_year, a.yearly.is_some()), (1, 0, true));
    let paper = area::summary(None, 2026, day("2026-12-31"), &communes, true, false);
    let text = said(&paper);
    for part in [
        "Toàn quốc: 01 đơn vị",
        "Tỉnh Bắc Ninh",
        "01 QĐ điều chỉnh",
        "Chưa công nhận định kỳ",
    ] {
        assert!(text.contains(part), "lacks {part}: {text}");
    }
    let total = tables(&paper)[0].rows.last().expect("totals");
    assert_eq!(total.cells[3], Cell::Int(5));
    set(&[paper]);
}

#[test]
fn csv_cells_are_no_formulas() {
    let paper = Paper {
        blocks: vec![Block::Table(Table {
            columns: vec![
                giamngheo_papers::Column::new("STT", giamngheo_papers::ColumnKind::Order),
                giamngheo_papers::Column::new("Đơn vị", giamngheo_papers::ColumnKind::Text),
                giamngheo_papers::Column::new("Hộ nghèo", giamngheo_papers::ColumnKind::Number)
                    .under("Kết quả"),
            ],
            rows: vec![
                giamngheo_papers::Row::body(vec![Cell::Empty, "=HYPERLINK(1)".into(), Cell::Int(1_234)]),
                giamngheo_papers::Row::total(vec!["Tổng số".into(), Cell::Empty, Cell::Int(1_234)]),
            ],
            ..Table::default()
        })],
        ..Paper::default()
    };
    let text = String::from_utf8(csv(&paper)).expect("text");
    assert_eq!(
        text,
        "\u{feff}STT,Đơn vị,Kết quả: Hộ nghèo\n1,'=HYPERLINK(1),1234\nTổng số,,1234\n"
    );
}

#[test]
fn years_stay_with_their_word_in_titles() {
    assert_eq!(words::unbroken("Kết quả năm 2026"), "Kết quả năm\u{a0}2026");
}
