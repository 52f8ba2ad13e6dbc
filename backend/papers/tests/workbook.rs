//! The workbook, read back as a program would read it.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use chrono::NaiveDate;
use giamngheo_papers::{
    Block, Cell, Check, Column, ColumnKind, Error, Formula, Issuer, Paper, Row, Signature, Style, Table, xlsx,
};

fn list() -> Paper {
    let columns = vec![
        Column::new("STT", ColumnKind::Order),
        Column::new("Họ và tên", ColumnKind::Text),
        Column::new("Ngày sinh", ColumnKind::Code),
        Column::new("Số tiền", ColumnKind::Number).under("Tổng hợp"),
        Column::new("Tỷ lệ (%)", ColumnKind::Percent).under("Tổng hợp"),
    ];
    let ratio = Cell::Ratio {
        numerator: 1,
        denominator: 8,
        digits: 2,
    };
    let row = |name: &str| {
        let born = NaiveDate::from_ymd_opt(1975, 4, 30);
        Row::body(vec![
            Cell::Empty,
            name.into(),
            born.into(),
            Cell::Int(1_234_567),
            ratio.clone(),
        ])
    };
    let mut rows = vec![Row::group(vec![
        "I".into(),
        "Thôn Mẫu".into(),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ])];
    rows.extend(
        [
            "=HYPERLINK(\"http://x\")",
            "+1",
            "-1",
            "@SUM(A1)",
            "Nguyễn Thị Mẫu",
        ]
        .map(row),
    );
    rows.push(Row::total(vec![
        "Tổng".into(),
        Cell::Empty,
        Cell::Empty,
        Cell::Int(i64::MAX),
        Cell::Empty,
    ]));
    Paper {
        file_stem: "danh-sach".into(),
        issuer: Issuer::new(Some("Ủy ban nhân dân tỉnh Mẫu"), "Ủy ban nhân dân xã Mẫu"),
        number: Some("/TB-UBND".into()),
        place: Some("Mẫu".into()),
        date: NaiveDate::from_ymd_opt(2026, 3, 5),
        kind: Some("DANH SÁCH".into()),
        title: "Hộ nghèo".into(),
        draft: Some("DỮ LIỆU MẪU".into()),
        blocks: vec![
            Block::Paragraph("=1+1".into()),
            Block::Article {
                label: "Điều 1.".into(),
                text: "Công nhận.\nThi hành.".into(),
            },
            Block::Table(Table {
                columns,
                rows,
                ..Table::default()
            }),
            Block::Table(Table {
                columns: vec![Column::new("Một cột", ColumnKind::Text)],
                ..Table::default()
            }),
        ],
        signatures: ["THƯ KÝ", "CHỦ TRÌ", "ĐẠI DIỆN"]
            .map(|l| Signature {
                lines: vec![l.into()],
                note: None,
                name: Some("Vi Văn Mẫu".into()),
            })
            .to_vec(),
        recipients: vec!["Lưu: VT".into()],
        ..Paper::default()
    }
}

fn read(papers: &[Paper]) -> Vec<(String, Range<Data>)> {
    let bytes = xlsx(papers).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a readable workbook");
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).expect("formulas");
        assert!(
            formulas.cells().all(|(_, _, f)| f.is_empty()),
            "there is a formula in {name}"
        );
    }
    book.worksheets()
}

fn texts(range: &Range<Data>) -> Vec<String> {
    range
        .cells()
        .filter(|(.., d)| **d != Data::Empty)
        .map(|(.., d)| d.to_string())
        .collect()
}

#[test]
fn a_list_keeps_its_types() {
    let books = read(&[list()]);
    let (name, range) = books.first().expect("a sheet");
    assert_eq!(name, "danh-sach");
    let texts = texts(range);
    assert_eq!(texts.first().map(String::as_str), Some("DỮ LIỆU MẪU"));
    for text in [
        "ỦY BAN NHÂN DÂN XÃ MẪU",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Mẫu, ngày 05 tháng 3 năm 2026",
        "DANH SÁCH",
        "=1+1",
        "Điều 1. Công nhận.",
        "Thi hành.",
        "Tổng hợp",
        "THƯ KÝ",
        "- Lưu: VT.",
        "(Không có)",
        "9.223.372.036.854.775.807",
    ] {
        assert!(texts.iter().any(|t| t == text), "{text} is missing in {texts:?}");
    }
    let row = range
        .rows()
        .find(|r| r.get(1).is_some_and(|c| *c == "Nguyễn Thị Mẫu"))
        .expect("the row");
    assert_eq!(row.first(), Some(&Data::Float(5.0)), "the running number");
    assert!(matches!(row.get(2), Some(Data::DateTime(_))), "{row:?}");
    assert_eq!(row.get(3), Some(&Data::Float(1_234_567.0)));
    assert_eq!(row.get(4), Some(&Data::Float(12.5)));
    for text in ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)"] {
        assert!(
            range.rows().any(|r| r.get(1) == Some(&Data::String(text.into()))),
            "{text}"
        );
    }
}

#[test]
fn each_paper_has_its_sheet_and_the_bytes_are_the_same() {
    let certificate = Paper {
        style: Style::Certificate,
        blocks: vec![
            Block::Facts(vec![
                ("Chủ hộ".into(), "Lý Văn Mẫu".into()),
                ("Ký nhận".into(), String::new()),
            ]),
            Block::Check(Check {
                code: "ABCD1234".into(),
                url: "https://x.example/ABCD1234".into(),
                text: "Mã".into(),
            }),
        ],
        ..list()
    };
    let papers = [list(), list(), certificate, Paper::default()];
    let books = read(&papers);
    let names: Vec<_> = books.iter().map(|(name, _)| name.to_lowercase()).collect();
    assert_eq!(names.len(), 4);
    assert!(
        names
            .iter()
            .enumerate()
            .all(|(i, n)| !names.iter().skip(i + 1).any(|m| m == n)),
        "{names:?}"
    );
    assert!(
        books
            .get(2)
            .is_some_and(|(_, r)| texts(r).iter().any(|t| t.contains("ABCD")))
    );
    assert_eq!(xlsx(&papers), xlsx(&papers));
}

#[test]
fn what_excel_can_not_hold_is_named() {
    assert_eq!(xlsx(&[]), Err(Error::Nothing));
    let mut paper = list();
    paper.blocks = vec![Block::Table(Table {
        columns: vec![Column::new("A", ColumnKind::Text)],
        rows: vec![Row::body(vec!["x".repeat(40_000).into()])],
        ..Table::default()
    })];
    assert!(matches!(xlsx(&[paper.clone()]), Err(Error::TooLarge { paper, .. }) if paper == "danh-sach"));
    // Running text goes on in the next row instead.
    let text = "dài ".repeat(20_000);
    paper.blocks = vec![Block::Paragraph(text.clone())];
    let written: String = read(&[paper]).iter().flat_map(|(_, r)| texts(r)).collect();
    assert_eq!(written.matches("dài").count(), 20_000);
}

/// A summary: two villages, their sum, and rates that follow; the second table lies over the columns of the first.
fn summary() -> Paper {
    let column = |t: &str| Column::new(t, ColumnKind::Number);
    let rate = |row: usize, numerator: i64, denominator: i64| {
        let value = Cell::Ratio {
            numerator,
            denominator,
            digits: 2,
        };
        value.following(Formula::percent(row, 2, 1))
    };
    let wide = Table {
        columns: vec![
            Column::new("Thôn", ColumnKind::Text),
            column("Tổng số hộ"),
            column("Hộ nghèo"),
            Column::new("Tỷ lệ (%)", ColumnKind::Percent),
        ],
        rows: vec![
            Row::body(vec!["=1+1".into(), Cell::Int(80), Cell::Int(10), rate(0, 10, 80)]),
            Row::body(vec!["Trống".into(), Cell::Int(0), Cell::Int(0), rate(1, 0, 0)]),
            Row::total(vec![
                "Cộng".into(),
                Cell::Int(80).following(Formula::column_sum(1, 0, 1)),
                Cell::Int(10).following(Formula::rows_sum(2, [0, 1])),
                rate(2, 10, 80),
            ]),
        ],
        ..Table::default()
    };
    let narrow = Table {
        columns: vec![Column::new("Nội dung", ColumnKind::Text), column("Số")],
        rows: vec![
            Row::body(vec!["a".into(), Cell::Int(i64::MAX)]),
            Row::body(vec![
                "b".into(),
                Cell::Decimal {
                    value: 0.5,
                    digits: 1,
                }
                .following(Formula::cell(0, 1) * Formula::Number(0.5)),
            ]),
            Row::total(vec![
                "c".into(),
                Cell::Int(7).following(Formula::column_sum(1, 0, 1)),
            ]),
            Row::total(vec![
                "d".into(),
                Cell::Int(8).following(Formula::rows_sum(1, vec![0; 300])),
            ]),
        ],
        ..Table::default()
    };
    Paper {
        file_stem: "tong-hop".into(),
        blocks: vec![Block::Table(wide), Block::Table(narrow)],
        ..Paper::default()
    }
}

#[test]
fn formulas_live_and_have_their_values() {
    let bytes = xlsx(&[summary()]).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a readable workbook");
    let range = book.worksheet_range("tong-hop").expect("the sheet");
    let formulas = book.worksheet_formula("tong-hop").expect("formulas");
    let at = |name: &str| {
        let found = range.cells().find(|(.., d)| **d == name);
        let (row, column, _) = found.expect("the cell");
        let from = range.start().expect("a start");
        (row as u32 + from.0, column as u32 + from.1)
    };
    let value = |cell| range.get_value(cell).cloned();
    let formula = |cell| formulas.get_value(cell).cloned().unwrap_or_default();

    let (first, column) = at("=1+1");
    let (a, b) = (first + 1, first + 2);
    assert_eq!(column, 0);
    assert_eq!(formula((first, 0)), "");
    assert_eq!(formula((first, 3)), format!("IF(B{a}=0,\"-\",C{a}*100/B{a})"));
    assert_eq!(value((first, 3)), Some(Data::Float(12.5)));
    assert_eq!(value((first + 1, 3)), Some(Data::String("-".into())));
    assert_eq!(formula((first + 2, 1)), format!("SUM(B{a}:B{b})"));
    assert_eq!(value((first + 2, 1)), Some(Data::Float(80.0)));
    assert_eq!(formula((first + 2, 2)), format!("SUM(C{a},C{b})"));

    let (first, _) = at("a");
    let a = first + 1;
    let column = (1..4)
        .find(|&c| !formula((first + 1, c)).is_empty())
        .expect("a formula");
    let letter = ["A", "B", "C", "D"][column as usize];
    assert_eq!(formula((first + 1, column)), format!("N({letter}{a})*0.5"));
    assert_eq!(value((first + 1, column)), Some(Data::Float(0.5)));
    let sum = formula((first + 2, column));
    assert!(
        sum.starts_with(&format!("SUM({letter}{a}:")) && sum.ends_with(&format!("{})", a + 1)),
        "{sum}"
    );
    assert_eq!(formula((first + 3, column)), "", "more than Excel takes");
    assert_eq!(value((first + 3, column)), Some(Data::Float(8.0)));
}

#[test]
fn formulas_that_lead_nowhere_are_named() {
    let with = |cell: Cell| {
        xlsx(&[Paper {
            file_stem: "p".into(),
            blocks: vec![Block::Table(Table {
                columns: vec![Column::new("A", ColumnKind::Number)],
                rows: vec![Row::body(vec![Cell::Int(1)]), Row::total(vec![cell])],
                ..Table::default()
            })],
            ..Paper::default()
        }])
    };
    assert!(with(Cell::Int(1).following(Formula::column_sum(0, 0, 0))).is_ok());
    for wrong in [
        Cell::Int(1).following(Formula::column_sum(0, 0, 1)),
        Cell::Int(1).following(Formula::cell(2, 0)),
        Cell::Int(1).following(Formula::cell(0, 1)),
        Cell::Text("1".into()).following(Formula::cell(0, 0)),
        Cell::Int(1)
            .following(Formula::cell(0, 0))
            .following(Formula::cell(0, 0)),
    ] {
        assert!(
            matches!(
                with(wrong.clone()),
                Err(Error::Formula {
                    row: 2,
                    column: 1,
                    ..
                })
            ),
            "{wrong:?}"
        );
    }
}
