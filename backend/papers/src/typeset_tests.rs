//! What stands where on the laid-out pages. The pages themselves are asked, so that no PDF reader is needed.

use chrono::NaiveDate;
use typst::layout::{Frame, FrameItem, Point};

use super::*;
use crate::{Block, Cell, Check, Column, ColumnKind, Issuer, Orientation, Row, Signature, Style, Table};

/// A piece of text on a page: its upper left corner and its right end in points.
struct Piece {
    text: String,
    right: f64,
    bottom: f64,
}

/// A page: its size in points and its texts.
struct Sheet {
    width: f64,
    height: f64,
    pieces: Vec<Piece>,
    missing: usize,
}

impl Sheet {
    /// All text, with no spaces and no places to break.
    fn text(&self) -> String {
        self.pieces
            .iter()
            .flat_map(|p| p.text.chars())
            .filter(|c| !c.is_whitespace() && *c != '\u{200b}')
            .collect()
    }

    fn has(&self, text: &str) -> bool {
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        self.text().contains(&bare)
    }
}

fn sheets(papers: &[Paper]) -> Vec<Sheet> {
    validate(papers).expect("valid papers");
    let data = serde_json::to_vec(&Document::of(papers).expect("a view")).expect("JSON");
    let document = layout(&Desk {
        data: Bytes::new(data),
    })
    .expect("a layout");
    document
        .pages()
        .iter()
        .map(|page| {
            let mut sheet = Sheet {
                width: page.frame.width().to_pt(),
                height: page.frame.height().to_pt(),
                pieces: Vec::new(),
                missing: 0,
            };
            walk(&page.frame, Point::zero(), &mut sheet);
            sheet
        })
        .collect()
}

fn walk(frame: &Frame, origin: Point, sheet: &mut Sheet) {
    for (at, item) in frame.items() {
        let at = origin + *at;
        match item {
            // The mark of a draft is turned: its place says nothing here.
            FrameItem::Group(group) => walk(&group.frame, at, sheet),
            FrameItem::Text(text) => {
                sheet.missing += text.glyphs.iter().filter(|g| g.id == 0).count();
                sheet.pieces.push(Piece {
                    text: text.text.to_string(),
                    right: (at.x + text.width()).to_pt(),
                    bottom: at.y.to_pt(),
                });
            }
            _ => {}
        }
    }
}

fn chair() -> Vec<Signature> {
    vec![Signature {
        lines: vec!["TM. ỦY BAN NHÂN DÂN".into(), "CHỦ TỊCH".into()],
        note: None,
        name: Some("Vi Văn Mẫu".into()),
    }]
}

fn list(rows: usize) -> Paper {
    let mut body: Vec<Row> = (0..rows)
        .map(|i| {
            Row::body(vec![
                Cell::Empty,
                format!("Hộ thứ {i}").into(),
                Cell::Int(1_000 * i as i64),
            ])
        })
        .collect();
    body.push(Row::total(vec![
        "Cộng hết".into(),
        Cell::Empty,
        Cell::Int(1_234_567),
    ]));
    Paper {
        file_stem: "danh-sach".into(),
        issuer: Issuer::new(Some("Ủy ban nhân dân tỉnh Mẫu"), "Ủy ban nhân dân xã Mẫu"),
        place: Some("Mẫu".into()),
        date: NaiveDate::from_ymd_opt(2026, 2, 5),
        kind: Some("DANH SÁCH".into()),
        title: "Hộ nghèo".into(),
        orientation: Orientation::Landscape,
        blocks: vec![Block::Table(Table {
            columns: vec![
                Column::new("STT", ColumnKind::Order),
                Column::new("Tên chủ hộ", ColumnKind::Text).under("Nhóm"),
                Column::new("Số tiền", ColumnKind::Number).under("Nhóm"),
            ],
            rows: body,
            ..Table::default()
        })],
        signatures: chair(),
        ..Paper::default()
    }
}

fn decision(paragraphs: usize) -> Paper {
    Paper {
        file_stem: "quyet-dinh".into(),
        issuer: Issuer::new(None, "Ủy ban nhân dân xã Mẫu"),
        number: Some("12/QĐ-UBND".into()),
        place: Some("Mẫu".into()),
        date: NaiveDate::from_ymd_opt(2026, 12, 5),
        kind: Some("QUYẾT ĐỊNH".into()),
        title: "Về việc công nhận".into(),
        authority: Some("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ MẪU".into()),
        preamble: vec!["Căn cứ Quyết định số 24/2021/QĐ-TTg;".into()],
        blocks: std::iter::once(Block::Centred("QUYẾT ĐỊNH:".into()))
            .chain((1..=paragraphs).map(|i| Block::Article {
                label: format!("Điều {i}."),
                text: format!("Nội dung thứ {i} của quyết định này được ghi ở đây, hết phần {i}./."),
            }))
            .collect(),
        signatures: chair(),
        recipients: vec!["Như Điều 3".into(), "Lưu: VT".into()],
        ..Paper::default()
    }
}

fn certificate(i: usize) -> Paper {
    Paper {
        file_stem: format!("giay-{i}"),
        issuer: Issuer::new(Some("Ủy ban nhân dân tỉnh Mẫu"), "Ủy ban nhân dân xã Mẫu"),
        kind: Some("GIẤY CHỨN NHẬN".into()),
        title: "HỘ NGHÈO, HỘ CẬN NGHÈO".into(),
        style: Style::Certificate,
        orientation: Orientation::Landscape,
        blocks: vec![
            Block::Facts(vec![("Hộ gia đình ông (bà)".into(), format!("Nông Thị Mẫu {i}"))]),
            Block::Check(Check {
                code: format!("ABCD{i:04}"),
                url: format!("https://giamngheo.example/kiem-tra/ABCD{i:04}"),
                text: "Quét mã để kiểm tra.".into(),
            }),
        ],
        signatures: chair(),
        ..Paper::default()
    }
}

#[test]
fn a_decision_says_all_in_order() {
    let sheets = sheets(&[decision(3)]);
    assert_eq!(sheets.len(), 1);
    let text = sheets.first().map(Sheet::text).unwrap_or_default();
    let mut from = 0;
    for part in [
        "ỦYBANNHÂNDÂN",
        "XÃMẪU",
        "CỘNGHÒAXÃHỘICHỦNGHĨAVIỆTNAM",
        "Độclập-Tựdo-Hạnhphúc",
        "Số:12/QĐ-UBND",
        "Mẫu,ngày05tháng12năm2026",
        "QUYẾTĐỊNH",
        "Vềviệccôngnhận",
        "CHỦTỊCHỦYBANNHÂNDÂNXÃMẪU",
        "Căncứ",
        "QUYẾTĐỊNH:",
        "Điều1.Nộidung",
        "Điều3.Nộidung",
        "Nơinhận:-NhưĐiều3;-Lưu:VT.",
        "TM.ỦYBANNHÂNDÂNCHỦTỊCH",
        "ViVănMẫu",
    ] {
        let at = text.get(from..).and_then(|rest| rest.find(part));
        assert!(at.is_some(), "{part} is not where it should be in {text}");
        from += at.unwrap_or(0) + part.len();
    }
}

#[test]
fn each_vietnamese_letter_has_its_glyph_composed_or_not() {
    use unicode_normalization::UnicodeNormalization;
    let letters = "aăâeêioôơuưy".chars().flat_map(|vowel| {
        ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}']
            .map(|tone| [vowel, tone].iter().collect::<String>())
    });
    let lower: String = letters.collect::<String>() + "đăâêôơư";
    for text in [
        lower.nfc().collect::<String>(),
        lower.nfd().collect(),
        lower.to_uppercase().nfd().collect(),
    ] {
        let mut paper = list(1);
        // Each style has a font of its own.
        paper.title.clone_from(&text);
        paper.blocks = vec![Block::Paragraph(text.clone()), Block::Centred(text.clone())];
        paper.preamble = vec![text.clone()];
        paper.recipients = vec![text.clone()];
        let sheets = sheets(&[paper]);
        assert_eq!(sheets.iter().map(|s| s.missing).sum::<usize>(), 0);
        let composed: String = text.nfc().collect();
        assert!(
            sheets.iter().any(|s| s.has(&composed)),
            "the text is not in NFC: {composed}"
        );
    }
}

#[test]
fn what_users_type_is_never_markup() {
    let hostile = [
        "#panic(\"x\")",
        "*a* _b_ $x$ @y <l> \\ // [",
        "= Tiêu đề",
        "#{ while true {} }",
        "\"}]}, {\"is\": \"x\"",
        "]#set page(fill: red)[",
        "/* ` ``` ~ -- --- ... 'x' \"y\" https://a.b",
        "{{x}} ${y} %s \\u{41}",
        "- 1. + / :",
    ];
    let mut paper = certificate(1);
    paper.style = Style::Document;
    let all = || hostile.iter().map(|s| (*s).to_owned());
    paper.title = hostile.join("\n");
    paper.kind = Some(hostile.concat());
    paper.subtitle = Some(hostile.concat());
    paper.form_no = Some(hostile.concat());
    paper.number = Some(hostile.concat());
    paper.place = Some(hostile.concat());
    paper.authority = Some(hostile.concat());
    paper.draft = Some("#panic(1)*x*".into());
    paper.note = Some(hostile.concat());
    paper.issuer = Issuer::new(Some("#panic(2)"), "_A_");
    paper.preamble = all().collect();
    paper.recipients = all().collect();
    paper.signatures = vec![Signature {
        lines: all().collect(),
        note: Some("*n*".into()),
        name: Some("#x".into()),
    }];
    paper.blocks = vec![
        Block::Heading(hostile.concat()),
        Block::Bullets(all().collect()),
        Block::Facts(all().map(|s| (s.clone(), s)).collect()),
        Block::Check(Check {
            code: "#panic(3)".into(),
            url: hostile.concat(),
            text: hostile.concat(),
        }),
    ];
    paper.blocks.extend(all().map(Block::Paragraph));
    paper.blocks.extend(all().map(|text| Block::Article {
        label: text.clone(),
        text,
    }));
    paper.blocks.push(Block::Table(Table {
        caption: Some(hostile.concat()),
        unit: Some(hostile.concat()),
        columns: all()
            .map(|s| Column::new(s.clone(), ColumnKind::Text).under(s))
            .collect(),
        rows: vec![
            Row::body(all().map(Cell::from).collect()),
            Row::total(all().map(Cell::from).collect()),
        ],
        numbered_columns: true,
    }));
    let sheets = sheets(&[paper]);
    let text: String = sheets.iter().map(Sheet::text).collect();
    for line in hostile {
        let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        let times = text.matches(&bare).count();
        assert!(times >= 12, "{line} stands there {times} times");
    }
}

#[test]
fn long_words_stay_on_the_page_and_whole() {
    let long: String = "Nguyễn".repeat(834);
    let mut paper = list(2);
    let cells = [Cell::Empty, Cell::from(long.as_str()), Cell::Int(i64::MIN)];
    paper.blocks.push(Block::Paragraph(long.clone()));
    paper.blocks.push(Block::Table(Table {
        columns: (0..12).map(|_| Column::new("Cột", ColumnKind::Text)).collect(),
        rows: vec![Row::body(cells.iter().cycle().take(12).cloned().collect())],
        ..Table::default()
    }));
    paper.recipients = vec![long.clone()];
    let sheets = sheets(&[paper]);
    let text: String = sheets.iter().map(Sheet::text).collect();
    assert!(text.matches("Nguyễn").count() >= 834 * 2, "letters are lost");
    for sheet in &sheets {
        for piece in &sheet.pieces {
            let (right, bottom) = (piece.right, piece.bottom);
            assert!(
                right <= sheet.width - 30.0,
                "{} leaves the page on the right: {right}",
                piece.text
            );
            assert!(
                bottom <= sheet.height - 30.0,
                "{} leaves the page below: {bottom}",
                piece.text
            );
        }
    }
}

#[test]
fn headers_repeat_and_pages_count_from_the_second_for_each_paper() {
    let sheets = sheets(&[list(150), decision(2), list(150)]);
    let firsts: Vec<usize> = sheets
        .iter()
        .enumerate()
        .filter(|(_, s)| s.has("CỘNG HÒA XÃ HỘI"))
        .map(|(i, _)| i)
        .collect();
    assert_eq!(firsts.len(), 3);
    let top = |s: &Sheet| s.pieces.iter().find(|p| p.bottom < 50.0).map(|p| p.text.clone());
    let mut number = 0;
    for (i, sheet) in sheets.iter().enumerate() {
        number = if firsts.contains(&i) { 1 } else { number + 1 };
        let expected = (number > 1).then(|| number.to_string());
        assert_eq!(top(sheet), expected, "page {}", i + 1);
        assert!(
            sheet.has("QUYẾT ĐỊNH:") || (sheet.has("Tên chủ hộ") && sheet.has("Nhóm")),
            "page {}",
            i + 1
        );
    }
    let text: String = sheets.iter().map(Sheet::text).collect();
    assert!(text.contains("Hộthứ149") && text.contains("1.234.567"));
}

#[test]
fn signatures_are_never_alone_on_their_page() {
    for rows in 0..70 {
        let sheets = sheets(&[list(rows)]);
        let last = sheets.last().expect("a page");
        assert!(
            last.has("Vi Văn Mẫu") && last.has("TM. ỦY BAN") && last.has("Cộng hết"),
            "{rows} rows"
        );
        assert!(
            last.has("Tên chủ hộ"),
            "{rows} rows: no header above the last rows"
        );
    }
    for paragraphs in 1..45 {
        let sheets = sheets(&[decision(paragraphs)]);
        let last = sheets.last().expect("a page");
        let end = format!("hết phần {paragraphs}./.");
        assert!(
            last.has("Vi Văn Mẫu") && last.has("TM. ỦY BAN") && last.has(&end),
            "{paragraphs} articles"
        );
    }
}

#[test]
fn tables_without_rows_say_so() {
    let mut paper = list(0);
    for block in &mut paper.blocks {
        if let Block::Table(table) = block {
            table.rows.clear();
        }
    }
    let sheets = sheets(&[paper]);
    assert!(
        sheets
            .iter()
            .any(|s| s.has("(Không có)") && s.has("Tên chủ hộ") && s.has("Vi Văn Mẫu"))
    );
}

#[test]
fn a_bare_paper_can_be_printed() {
    assert_eq!(sheets(&[Paper::default()]).len(), 1);
    let bare = Paper {
        style: Style::Certificate,
        ..Paper::default()
    };
    assert_eq!(sheets(&[bare]).len(), 1);
}

#[test]
fn drafts_are_marked_on_every_page() {
    let mut paper = list(100);
    paper.draft = Some("DỮ LIỆU MẪU".into());
    let marked = sheets(&[paper, certificate(1)]);
    let (certificate, pages) = marked.split_last().expect("pages");
    assert!(pages.len() > 2 && pages.iter().all(|s| s.has("DỮ LIỆU MẪU")));
    assert!(!certificate.has("DỮ LIỆU MẪU"));
}

#[test]
fn each_certificate_is_one_sheet_of_its_own() {
    let papers: Vec<Paper> = (0..20).map(certificate).collect();
    let sheets = sheets(&papers);
    assert_eq!(sheets.len(), 20);
    for (i, sheet) in sheets.iter().enumerate() {
        assert!(sheet.width > sheet.height && sheet.width < 600.0, "A5, lying");
        let code = format!("ABCD {i:04}");
        assert!(sheet.has(&format!("Nông Thị Mẫu {i}")) && sheet.has(&code) && sheet.has("GIẤY CHỨN NHẬN"));
    }
}

#[test]
fn the_same_papers_give_the_same_bytes() {
    let papers = [list(30), decision(3), certificate(5)];
    let first = pdf(&papers).expect("a PDF");
    assert!(first.starts_with(b"%PDF-1.7"));
    assert_eq!(first, pdf(&papers).expect("a PDF"));
    assert_ne!(
        first,
        pdf(&[list(31), decision(3), certificate(5)]).expect("a PDF")
    );
}

#[test]
fn what_can_not_be_printed_is_named() {
    assert_eq!(pdf(&[]), Err(Error::Nothing));
    let with = |table: Table| Paper {
        file_stem: "p".into(),
        blocks: vec![Block::Table(table)],
        ..Paper::default()
    };
    let paper = "p".to_owned();
    assert_eq!(
        pdf(&[with(Table::default())]),
        Err(Error::NoColumns { paper: paper.clone() })
    );
    let table = |cells: Vec<Cell>| Table {
        columns: vec![Column::new("A", ColumnKind::Number)],
        rows: vec![Row::body(cells)],
        ..Table::default()
    };
    assert_eq!(
        pdf(&[with(table(Vec::new()))]),
        Err(Error::RowLength {
            paper: paper.clone(),
            row: 1,
            cells: 0,
            columns: 1
        })
    );
    assert_eq!(
        pdf(&[with(table(vec![Cell::Decimal {
            value: f64::NAN,
            digits: 1
        }]))]),
        Err(Error::NotFinite {
            paper: paper.clone(),
            row: 1,
            column: 1
        })
    );
    let check = Check {
        url: "x".repeat(4000),
        ..Check::default()
    };
    let long = Paper {
        file_stem: "p".into(),
        blocks: vec![Block::Check(check)],
        ..Paper::default()
    };
    assert_eq!(pdf(&[long]), Err(Error::CodeTooLong { paper, length: 4000 }));
}
