//! How a sheet is laid out: where its header is, what each column gives, which rows are households and which are
//! titles, groups, totals and signatures.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use giamngheo_rules::text::{fold, tidy};

use crate::error::FileError;
use crate::fields::{Field, HeaderCell, Kind, Names, Schema};
use crate::ndjson::Pairs;
use crate::row::{Cell, RowBuf, cut};
use crate::source::Source;
use crate::types::{Column, Format, Inspection, Mapping, SheetInspection, Title, column_letter};

/// How many filled rows of a sheet are looked at.
const LOOK: usize = 200;
/// The header must begin within so many filled rows.
const HEADER_WITHIN: usize = 40;
const MOST_HEADER_ROWS: usize = 3;
const MOST_SHEETS: usize = 50;
const SAMPLES: usize = 5;

/// Looks at the beginning of a file and proposes how to read it. `file_name` names the only sheet of a text
/// file. A file that can't be read, or in which no list of households or members is found, is an error.
pub fn inspect(path: &Path, file_name: &str, schema: &Schema) -> Result<Inspection, FileError> {
    let mut source = Source::open(path, file_name)?;
    if source.format == Format::Ndjson {
        return inspect_ndjson(&mut source, schema);
    }
    let names = [Kind::Households, Kind::Members].map(|kind| Names::new(kind, schema));
    let mut sheets = Vec::new();
    let mut best: Option<(usize, usize, Kind, Mapping)> = None;
    for name in source.sheets.clone().into_iter().take(MOST_SHEETS) {
        let mut rows: Vec<RowBuf> = Vec::new();
        source.walk(&name, None, &mut |row, _| {
            rows.push(row.clone());
            Ok(if rows.len() < LOOK {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            })
        })?;
        let (sheet, found) = inspect_sheet(&name, &rows, &names, schema);
        if let Some((score, mapping)) = found
            && best.as_ref().is_none_or(|(_, most, ..)| score > *most)
        {
            best = Some((sheets.len(), score, mapping.kind, mapping));
        }
        sheets.push(sheet);
    }
    let Some((_, _, kind, mapping)) = best else {
        return Err(no_header());
    };
    let missing_required = missing_required(kind, mapping.columns.values().map(String::as_str), schema);
    let sheet = mapping.sheet.clone().unwrap_or_default();
    Ok(Inspection {
        format: source.format,
        kind,
        sheet,
        sheets,
        mapping,
        missing_required,
    })
}

pub(crate) fn no_header() -> FileError {
    FileError::new(
        "no_header",
        "Không tìm thấy dòng tiêu đề có “Họ và tên chủ hộ” và các cột của danh sách (ngày sinh, thôn, điểm B1, …).",
        "No header row was found with the head's name and the columns of a list (birth, village, score B1, …).",
    )
}

/// Codes of the fields that rows of this kind need and `given` lacks.
pub(crate) fn missing_required<'a>(
    kind: Kind,
    given: impl Iterator<Item = &'a str>,
    schema: &Schema,
) -> Vec<String> {
    let given: Vec<&str> = given.collect();
    let has = |field: Field| given.contains(&field.code(schema));
    let mut needed: Vec<Field> = hard_required(kind).to_vec();
    if kind == Kind::Households {
        if !has(Field::Income) {
            needed.push(Field::B1);
        }
        needed.extend((0..schema.indicators.len().min(32)).map(Field::Deprivation));
    }
    needed
        .into_iter()
        .filter(|f| !has(*f))
        .map(|f| f.code(schema).to_owned())
        .collect()
}

/// The fields without which rows mean nothing.
pub(crate) fn hard_required(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Households => &[Field::HeadName],
        Kind::Members => &[Field::ExternalId, Field::MemberName],
    }
}

fn inspect_sheet(
    name: &str,
    rows: &[RowBuf],
    names: &[Names],
    schema: &Schema,
) -> (SheetInspection, Option<(usize, Mapping)>) {
    let mut sheet = SheetInspection {
        name: name.to_owned(),
        kind: None,
        header_row: None,
        header_rows: 0,
        columns: Vec::new(),
        title: Title::default(),
        data_rows_seen: 0,
        usable: false,
        reason_vi: String::new(),
        reason_en: String::new(),
    };
    let Some(found) = find_header(rows, names) else {
        let error = no_header();
        (sheet.reason_vi, sheet.reason_en) = if rows.is_empty() {
            ("Trang tính trống.".into(), "The sheet is empty.".into())
        } else {
            (error.vi, error.en)
        };
        return (sheet, None);
    };
    let header = &rows[found.at..found.at + found.rows];
    let first = header.first().map_or(1, |r| r.number);
    sheet.kind = Some(found.kind);
    sheet.header_row = Some(first);
    sheet.header_rows = found.rows as u32;
    sheet.usable = true;
    sheet.title = title(&rows[..found.at]);
    let columns: BTreeMap<usize, String> = found
        .fields
        .iter()
        .map(|(column, field)| (*column, field.code(schema).to_owned()))
        .collect();
    let mut samples: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut judge = Judge::new(&found.fields, header);
    let mut beyond = Vec::new();
    for row in &rows[found.at + found.rows..] {
        if !matches!(judge.judge(row), RowKind::Data | RowKind::Stray) {
            continue;
        }
        sheet.data_rows_seen += 1;
        for (column, cell) in row.filled() {
            let seen = samples.entry(column).or_default();
            if seen.len() < SAMPLES {
                seen.push(cut(&tidy(&cell.shown()), 60));
            }
            if !found.headers.iter().any(|h| h.column == column) && !beyond.contains(&column) {
                beyond.push(column);
            }
        }
    }
    let mut all: Vec<HeaderCell> = found.headers;
    all.extend(beyond.into_iter().map(|column| HeaderCell {
        column,
        ..HeaderCell::default()
    }));
    all.sort_by_key(|h| h.column);
    sheet.columns = all
        .iter()
        .map(|h| Column {
            index: h.column,
            letter: column_letter(h.column),
            header: h.full(),
            field: columns.get(&h.column).cloned(),
            samples: samples.remove(&h.column).unwrap_or_default(),
        })
        .collect();
    let score = columns.len() * 1000 + sheet.data_rows_seen as usize;
    let mapping = Mapping {
        kind: found.kind,
        sheet: Some(name.to_owned()),
        header_row: first,
        header_rows: found.rows as u32,
        columns,
    };
    (sheet, Some((score, mapping)))
}

struct Found {
    kind: Kind,
    /// Where the header begins among the rows looked at.
    at: usize,
    rows: usize,
    headers: Vec<HeaderCell>,
    fields: Vec<(usize, Field)>,
}

/// The header is where most fields are recognised; among equals the fewest rows, then the highest.
fn find_header(rows: &[RowBuf], names: &[Names]) -> Option<Found> {
    let mut best: Option<(usize, Found)> = None;
    for at in 0..rows.len().min(HEADER_WITHIN) {
        for count in 1..=MOST_HEADER_ROWS {
            let Some(header) = rows.get(at..at + count) else {
                break;
            };
            if !header.windows(2).all(|w| w[0].number + 1 == w[1].number)
                || header.iter().any(|r| r.filled_count() > 200)
            {
                break;
            }
            let headers = merge_header(header);
            for names in names {
                let fields = names.assign(&headers);
                let has = |field: &Field| fields.iter().any(|(_, f)| f == field);
                let score = fields.iter().filter(|(_, f)| *f != Field::Stt).count();
                if score < 3 || !hard_required(names.kind()).iter().all(has) {
                    continue;
                }
                if best
                    .as_ref()
                    .is_none_or(|(most, b)| score > *most || (score == *most && at == b.at && count < b.rows))
                {
                    best = Some((
                        score,
                        Found {
                            kind: names.kind(),
                            at,
                            rows: count,
                            headers: headers.clone(),
                            fields,
                        },
                    ));
                }
            }
        }
    }
    best.map(|(_, found)| found)
}

/// One header cell a column out of one to three rows: the lowest text is the column's own name, the texts above
/// are its groups; a group's name stands over its first column only and holds for those to the right.
pub(crate) fn merge_header(rows: &[RowBuf]) -> Vec<HeaderCell> {
    let text = |level: usize, column: usize| tidy(&rows[level].cell(column).shown());
    let mut columns: Vec<usize> = rows.iter().flat_map(|r| r.filled().map(|(c, _)| c)).collect();
    columns.sort_unstable();
    columns.dedup();
    let mut cells = Vec::with_capacity(columns.len());
    // The group that runs on at each level.
    let mut running: Vec<String> = vec![String::new(); rows.len()];
    for column in columns {
        let Some(lowest) = (0..rows.len())
            .rev()
            .find(|level| !text(*level, column).is_empty())
        else {
            continue;
        };
        let mut groups: Vec<String> = Vec::new();
        for (level, run) in running.iter_mut().enumerate() {
            let here = text(level, column);
            if level >= lowest {
                // A column without a name below ends the groups to its left.
                run.clear();
            } else if !here.is_empty() {
                run.clone_from(&here);
            }
            if level < lowest && !run.is_empty() {
                groups.push(run.clone());
            }
        }
        cells.push(HeaderCell {
            column,
            group: groups.join(" – "),
            own: text(lowest, column),
        });
    }
    cells
}

/// What a row below the header is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// The name of a village; it holds for the rows below.
    Group(String),
    /// Sums.
    Total,
    /// Signatures, places and dates, remarks under the list.
    Signature,
    /// The header again, on a new page.
    Header,
    /// The numbers of the columns under the header.
    Numbers,
    /// One text alone that is none of these.
    Stray,
    /// A household or a member.
    Data,
}

/// Tells the rows below a header apart. Remembers whether the list's end was passed.
pub(crate) struct Judge {
    /// Columns that only a household or a member has something in.
    telling: Vec<usize>,
    name: Option<usize>,
    b1: Option<usize>,
    /// The header's own texts in the columns that are read.
    header: Vec<(usize, String)>,
    after_end: bool,
    first: bool,
}

impl Judge {
    pub(crate) fn new(fields: &[(usize, Field)], header: &[RowBuf]) -> Self {
        let column = |field: Field| fields.iter().find(|(_, f)| *f == field).map(|(c, _)| *c);
        let telling = [
            Field::BirthDate,
            Field::Sex,
            Field::CitizenId,
            Field::Ethnicity,
            Field::Relation,
            Field::ExternalId,
            Field::CommuneCode,
        ];
        let own = merge_header(header);
        Self {
            telling: telling.into_iter().filter_map(column).collect(),
            name: column(Field::HeadName).or_else(|| column(Field::MemberName)),
            b1: column(Field::B1),
            header: own
                .into_iter()
                .filter(|h| fields.iter().any(|(c, _)| *c == h.column))
                .map(|h| (h.column, h.own))
                .collect(),
            after_end: false,
            first: true,
        }
    }

    pub(crate) fn judge(&mut self, row: &RowBuf) -> RowKind {
        let first = std::mem::take(&mut self.first);
        if row.broken.is_some() {
            return RowKind::Data;
        }
        if first && numbers_of_columns(row) {
            return RowKind::Numbers;
        }
        if self.repeats_header(row) {
            return RowKind::Header;
        }
        let filled = |column: Option<usize>| column.is_some_and(|c| !row.cell(c).is_empty());
        // Sums have a number there as well, but no name; signatures have a name, but no number.
        let scored = self
            .b1
            .is_some_and(|c| row.cell(c).shown().contains(|d: char| d.is_ascii_digit()));
        let signs = |cell: Cell<'_>| matches!(cell, Cell::Text(text) if is_signature(text));
        let nameless = self
            .name
            .is_none_or(|c| row.cell(c).is_empty() || signs(row.cell(c)));
        if self.telling.iter().any(|c| !row.cell(*c).is_empty()) {
            // The place and the date under a list may stand in any column.
            if nameless && row.filled_count() <= 3 && row.filled().any(|(_, cell)| signs(cell)) {
                self.after_end = true;
                return RowKind::Signature;
            }
            return RowKind::Data;
        }
        let mut texts = row.filled().filter_map(|(_, cell)| match cell {
            Cell::Text(text) => Some(tidy(text)),
            _ => None,
        });
        let mut leading: Vec<String> = texts.by_ref().take(2).collect();
        if leading.first().is_some_and(|t| enumerates(t)) {
            leading.remove(0);
        } else {
            leading.truncate(1);
        }
        let text = leading.first().map_or("", |t| without_enumeration(t));
        if let Some(village) = village_of(text, row.filled_count() == 1) {
            return RowKind::Group(village);
        }
        if is_total(text) {
            self.after_end = true;
            return RowKind::Total;
        }
        if !(filled(self.name) && scored) && row.filled().any(|(_, cell)| signs(cell)) {
            self.after_end = true;
            return RowKind::Signature;
        }
        if self.after_end && !(filled(self.name) && scored) {
            return RowKind::Signature;
        }
        if row.filled_count() == 1 && !scored {
            return if text.starts_with('(') {
                RowKind::Signature
            } else {
                RowKind::Stray
            };
        }
        RowKind::Data
    }

    fn repeats_header(&self, row: &RowBuf) -> bool {
        let Some((column, own)) = self.header.first() else {
            return false;
        };
        // Cheap for nearly all rows: their first cell is not the header's.
        let same = |column: usize, own: &str| matches!(row.cell(column), Cell::Text(text) if text.trim() == own || tidy(text) == own);
        let first_filled = row.filled().next().map(|(c, _)| c);
        if first_filled == Some(*column) && !same(*column, own) {
            return false;
        }
        let equal = self.header.iter().filter(|(c, own)| same(*c, own)).count();
        equal >= 3 || (equal >= 1 && equal == row.filled_count() && self.header.len() < 3)
    }
}

/// `1 2 3 …`, `(1) (2) (3)`, `A B 1 2`: the row that numbers the columns.
fn numbers_of_columns(row: &RowBuf) -> bool {
    row.filled_count() >= 4
        && row.filled().all(|(_, cell)| match cell {
            Cell::Number(n) => n.fract() == 0.0 && (0.0..=100.0).contains(&n),
            Cell::Text(text) => {
                let bare = text.trim().trim_matches(['(', ')', '[', ']']);
                bare.len() == 1 && bare.chars().all(char::is_alphanumeric)
                    || !bare.is_empty()
                        && bare.len() <= 12
                        && bare.bytes().all(|b| b.is_ascii_digit() || b"=+-".contains(&b))
            }
            _ => false,
        })
        && {
            // Numbers go up by one, or else this is a household of small numbers without a name.
            let numbers: Vec<i64> = row
                .filled()
                .filter_map(|(_, cell)| {
                    cell.shown()
                        .trim()
                        .trim_matches(['(', ')', '[', ']'])
                        .parse()
                        .ok()
                })
                .collect();
            numbers.len() >= 2 && numbers.windows(2).all(|w| w[1] == w[0] + 1)
        }
}

/// `1`, `II`, `a)`: what stands before a group's name in a cell of its own.
fn enumerates(text: &str) -> bool {
    let bare = text.trim_end_matches(['.', ')', '/', ':']);
    bare.len() <= 5
        && !bare.is_empty()
        && (bare.bytes().all(|b| b.is_ascii_digit())
            || bare.bytes().all(|b| b"IVXLivxl".contains(&b))
            || bare.len() == 1 && bare.is_ascii())
}

fn without_enumeration(text: &str) -> &str {
    match text.split_once([' ', '.', ')']) {
        Some((head, rest)) if enumerates(head) => rest.trim_start_matches(['.', ')', ' ', '/', '-']),
        _ => text,
    }
}

/// The village that a group row names, such as `Thôn Tằm Nguyên` from `Thôn: Tằm Nguyên`. Accents count where a
/// surname looks alike without them (Bàn, Lăng, Âu); `alone` is whether the row has nothing else.
fn village_of(text: &str, alone: bool) -> Option<String> {
    const PREFIXES: &[&str] = &[
        "Tổ dân phố",
        "Khối phố",
        "Khu phố",
        "Tiểu khu",
        "Khu dân cư",
        "TDP",
        "Thôn",
        "Bản",
        "Xóm",
        "Ấp",
        "Buôn",
        "Làng",
        "Khối",
        "Khu",
        "Phum",
        "Sóc",
        "Tổ",
        "Phố",
    ];
    let lower = text.to_lowercase();
    let folded = fold(text);
    PREFIXES.iter().find_map(|prefix| {
        let same = lower
            .strip_prefix(&prefix.to_lowercase())
            .is_some_and(|rest| !rest.starts_with(char::is_alphabetic));
        let alike = folded.strip_prefix(&fold(prefix)).is_some_and(|rest| {
            rest.trim_start().starts_with(':')
                || alone && rest.starts_with(' ') && matches!(*prefix, "Thôn" | "Xóm")
        });
        if !same && !alike {
            return None;
        }
        let words = prefix.split(' ').count();
        // The prefix ends with its last word, or at the colon that touches it.
        let mut rest = text;
        for _ in 0..words {
            let word = rest.find([' ', ':', '.']).unwrap_or(rest.len());
            rest = rest.get(word..)?.trim_start_matches(' ');
        }
        let name = rest.trim_start_matches([':', '-', '–', '.', ' ']);
        let name = name
            .split(['(', '[', ';'])
            .next()
            .unwrap_or(name)
            .trim_end_matches([':', '.', ',', ' ']);
        (!name.is_empty() && name.chars().count() <= 60).then(|| format!("{prefix} {name}"))
    })
}

fn is_total(text: &str) -> bool {
    let lower = text.to_lowercase();
    // With its accents: Tống and Công are names.
    let word = |start: &str| {
        lower
            .strip_prefix(start)
            .is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    };
    if word("tổng") || word("cộng") || word("total") {
        return true;
    }
    let folded = fold(text);
    let bare = folded.trim_end_matches([':', '.', ' ']);
    matches!(bare, "tong" | "cong") || ["tong cong", "tong so"].iter().any(|t| bare.starts_with(t))
}

fn is_signature(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "nguoi lap bieu",
        "nguoi lap",
        "lap bieu",
        "tm. ubnd",
        "tm.ubnd",
        "tm ubnd",
        "tm. uy ban",
        "tm. ban chi dao",
        "ky ten",
        "ky, ghi",
        "ghi ro ho ten",
        "xac nhan cua",
        "dieu tra vien",
        "ra soat vien",
        "nguoi ra soat",
        "truong ban chi dao",
        "noi nhan",
    ];
    // With their accents: Chu, Trương and Bàn are surnames.
    const ACCENTED: &[&str] = &[
        "chủ tịch",
        "trưởng thôn",
        "trưởng bản",
        "trưởng ban",
        "cán bộ",
        "thủ trưởng",
    ];
    let folded = fold(text);
    if WORDS.iter().any(|w| folded.contains(w))
        || (folded.contains("ngay") && folded.contains("thang") && folded.contains("nam"))
    {
        return true;
    }
    let lower = tidy(text).to_lowercase();
    ACCENTED.iter().any(|w| lower.contains(w))
}

/// What the rows above a header tell.
pub(crate) fn title(rows: &[RowBuf]) -> Title {
    let mut title = Title::default();
    for row in rows.iter().take(HEADER_WITHIN) {
        for (_, cell) in row.filled() {
            if let Cell::Text(text) = cell {
                for line in text.lines().map(tidy).filter(|l| !l.is_empty()) {
                    title.lines.push(cut(&line, 300));
                }
            }
        }
    }
    let mut year = None;
    for line in &title.lines {
        for part in line
            .split([',', ';', '–', '(', ')', ':'])
            .flat_map(|p| p.split(" - "))
        {
            places(part, &mut title.commune, &mut title.district, &mut title.province);
        }
        let folded = fold(line);
        // The year of the list's name comes before that of a date.
        let certain = ["ra soat", "danh sach", "ket qua", "tong hop", "bieu"]
            .iter()
            .any(|w| folded.contains(w));
        let found = year_in(&folded);
        if title.year.is_none() && certain {
            title.year = found;
        }
        year = year.or(found);
    }
    title.year = title.year.or(year);
    title
}

/// The year after the word `năm`, or one alone; of a period (2022-2025) none.
fn year_in(folded: &str) -> Option<i32> {
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|w| !w.is_empty())
        .collect();
    let year = |word: &str| {
        word.parse::<i32>()
            .ok()
            .filter(|y| word.len() == 4 && (2000..=2100).contains(y))
    };
    let named = words
        .windows(2)
        .filter(|w| w[0] == "nam")
        .find_map(|w| year(w[1]));
    let alone: Vec<i32> = words.iter().filter_map(|w| year(w)).collect();
    named.or(match alone.as_slice() {
        [one] => Some(*one),
        _ => None,
    })
}

/// Finds the units named in a part of a title line.
fn places(
    part: &str,
    commune: &mut Option<String>,
    district: &mut Option<String>,
    province: &mut Option<String>,
) {
    #[derive(Clone, Copy, PartialEq)]
    enum Level {
        Commune,
        District,
        Province,
        City,
    }
    const UNITS: &[(&str, &str, Level)] = &[
        ("thi tran", "Thị trấn", Level::Commune),
        ("thi xa", "Thị xã", Level::District),
        ("dac khu", "Đặc khu", Level::Commune),
        ("thanh pho", "Thành phố", Level::City),
        ("xa", "Xã", Level::Commune),
        ("phuong", "Phường", Level::Commune),
        ("huyen", "Huyện", Level::District),
        ("quan", "Quận", Level::District),
        ("tinh", "Tỉnh", Level::Province),
    ];
    const CENTRAL: &[&str] = &["ha noi", "ho chi minh", "hai phong", "da nang", "can tho", "hue"];
    const END: &[&str] = &[
        "nam", "giai", "theo", "den", "thang", "quy", "ngay", "sau", "truoc", "dot", "lan",
    ];
    const NOT_NAMES: &[&str] = &["hoi", "phuong", "trang", "hinh", "chat", "ly", "he", "doi"];
    let words: Vec<&str> = part.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|w| fold(w)).collect();
    let unit_at = |i: usize| {
        UNITS.iter().find(|(unit, ..)| {
            let pieces: Vec<&str> = unit.split(' ').collect();
            folded
                .get(i..i + pieces.len())
                .is_some_and(|w| w.iter().zip(&pieces).all(|(a, b)| a == b))
        })
    };
    let mut i = 0;
    while i < words.len() {
        let Some((unit, shown, level)) = unit_at(i) else {
            i += 1;
            continue;
        };
        let from = i + unit.split(' ').count();
        let mut to = from;
        while to < words.len()
            && to - from < 5
            && !END.contains(&folded[to].as_str())
            && unit_at(to).is_none()
            && words[to]
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '.'))
        {
            to += 1;
        }
        i = to.max(i + 1);
        let Some(name) = words.get(from..to).filter(|n| !n.is_empty()) else {
            continue;
        };
        // A name begins with a capital or a number; "xã hội", "tình hình", "huyện đã" are no places.
        let capital = name[0]
            .chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
        if !capital || NOT_NAMES.contains(&folded[from].as_str()) {
            continue;
        }
        let name: Vec<String> = name
            .iter()
            .map(|w| capitalised(w.trim_end_matches('.')))
            .collect();
        let place = format!("{shown} {}", name.join(" "));
        let slot = match level {
            Level::Commune => &mut *commune,
            Level::Province => &mut *province,
            Level::City if CENTRAL.contains(&fold(&name.join(" ")).as_str()) => &mut *province,
            Level::City | Level::District => &mut *district,
        };
        if slot.is_none() {
            *slot = Some(place);
        }
    }
}

/// `THÀNH` as `Thành`; what is not all in capitals stays.
fn capitalised(word: &str) -> String {
    if word.chars().count() < 2 || word.chars().any(char::is_lowercase) {
        return word.to_owned();
    }
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_string() + &chars.as_str().to_lowercase()
    })
}

fn inspect_ndjson(source: &mut Source, schema: &Schema) -> Result<Inspection, FileError> {
    let name = source.sheets.first().cloned().unwrap_or_default();
    let mut seen: Vec<(String, Vec<String>)> = Vec::new();
    let mut rows = 0;
    source.walk(&name, None, &mut |row, _| {
        rows += 1;
        if let Cell::Text(line) = row.cell(0) {
            for (key, value) in serde_json::from_str::<Pairs>(line)
                .map(|p| p.0)
                .unwrap_or_default()
            {
                let at = seen.iter().position(|(k, _)| *k == key);
                let at = at.unwrap_or_else(|| {
                    seen.push((key, Vec::new()));
                    seen.len() - 1
                });
                let samples = &mut seen[at].1;
                if samples.len() < SAMPLES {
                    samples.push(
                        value
                            .as_str()
                            .map_or_else(|| cut(&value.to_string(), 60), |s| cut(s, 60)),
                    );
                }
            }
        }
        Ok(if rows < LOOK && seen.len() < 500 {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        })
    })?;
    let known = |kind: Kind| {
        seen.iter()
            .filter(|(k, _)| Field::from_code(k, kind, schema).is_some())
            .count()
    };
    let usable = |kind: Kind| {
        hard_required(kind)
            .iter()
            .all(|f| seen.iter().any(|(k, _)| k == f.code(schema)))
    };
    let kind = [Kind::Members, Kind::Households]
        .into_iter()
        .filter(|k| usable(*k))
        .max_by_key(|k| known(*k))
        .ok_or_else(|| {
            FileError::new(
                "no_header",
                "Không dòng nào có khóa “head_name” (hộ) hoặc “external_id” và “name” (thành viên).",
                "No line has the key “head_name” (households) or “external_id” and “name” (members).",
            )
        })?;
    let fields = Field::all(kind, schema);
    let columns: Vec<Column> = fields
        .iter()
        .enumerate()
        .map(|(index, field)| {
            let code = field.code(schema).to_owned();
            let samples = seen
                .iter()
                .find(|(k, _)| *k == code)
                .map(|(_, s)| s.clone())
                .unwrap_or_default();
            Column {
                index,
                letter: String::new(),
                header: code.clone(),
                field: Some(code),
                samples,
            }
        })
        .collect();
    let mapping = Mapping {
        kind,
        sheet: Some(name.clone()),
        header_row: 0,
        header_rows: 0,
        columns: columns.iter().map(|c| (c.index, c.header.clone())).collect(),
    };
    let sheet = SheetInspection {
        name: name.clone(),
        kind: Some(kind),
        header_row: None,
        header_rows: 0,
        columns,
        title: Title::default(),
        data_rows_seen: rows as u32,
        usable: true,
        reason_vi: String::new(),
        reason_en: String::new(),
    };
    let missing_required = missing_required(kind, seen.iter().map(|(k, _)| k.as_str()), schema);
    Ok(Inspection {
        format: Format::Ndjson,
        kind,
        sheet: name,
        sheets: vec![sheet],
        mapping,
        missing_required,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, cells: &[(usize, &str)]) -> RowBuf {
        let mut row = RowBuf::default();
        row.start(number);
        for (column, text) in cells {
            row.push(*column, Cell::Text(text));
        }
        row
    }

    #[test]
    fn villages_of_group_rows() {
        let check = |text: &str, village: Option<&str>| {
            assert_eq!(village_of(text, true).as_deref(), village, "{text}");
        };
        check("Thôn: Tằm Nguyên", Some("Thôn Tằm Nguyên"));
        check("THÔN NÀ LỐC", Some("Thôn NÀ LỐC"));
        check("Thon Na Loc", Some("Thôn Na Loc"));
        check("Thôn Nà Lốc (20 hộ)", Some("Thôn Nà Lốc"));
        check("Tổ dân phố số 3", Some("Tổ dân phố số 3"));
        check("Bản Lải", Some("Bản Lải"));
        check("Bàn Quang Sơn", None);
        check("Ban Quang Son", None);
        check("Tô Văn An", None);
        check("Thôn", None);
    }

    #[test]
    fn rows_below_a_header() {
        let header = [row(
            5,
            &[(0, "STT"), (1, "Họ và tên"), (2, "Ngày sinh"), (3, "Điểm B1")],
        )];
        let fields = [
            (0, Field::Stt),
            (1, Field::HeadName),
            (2, Field::BirthDate),
            (3, Field::B1),
        ];
        let mut judge = Judge::new(&fields, &header);
        let mut check = |cells: &[(usize, &str)], kind: RowKind| {
            assert_eq!(judge.judge(&row(6, cells)), kind, "{cells:?}");
        };
        check(
            &[(0, "(1)"), (1, "(2)"), (2, "(3)"), (3, "(4)")],
            RowKind::Numbers,
        );
        check(
            &[(0, "I"), (1, "Thôn Nà Lốc"), (3, "20")],
            RowKind::Group("Thôn Nà Lốc".into()),
        );
        check(&[(0, "1"), (1, "Tống Văn An"), (3, "120")], RowKind::Data);
        check(
            &[(0, "2"), (1, "Chu Tịch"), (2, "1960"), (3, "120")],
            RowKind::Data,
        );
        check(
            &[(0, "STT"), (1, "Họ và tên"), (2, "Ngày sinh"), (3, "Điểm B1")],
            RowKind::Header,
        );
        check(&[(0, "chưa xong")], RowKind::Stray);
        check(&[(0, "Cộng thôn"), (3, "240")], RowKind::Total);
        check(
            &[(0, "3"), (1, "Lý Văn Ba"), (2, "1960"), (3, "120")],
            RowKind::Data,
        );
        check(&[(0, "Tổng cộng"), (3, "360")], RowKind::Total);
        check(&[(2, "Thành Hòa, ngày 5 tháng 10 năm 2024")], RowKind::Signature);
        check(&[(1, "Người lập biểu"), (3, "CHỦ TỊCH")], RowKind::Signature);
        check(&[(1, "Nông Văn Ký")], RowKind::Signature);
    }

    #[test]
    fn titles() {
        let rows = [
            row(
                1,
                &[
                    (0, "ỦY BAN NHÂN DÂN XÃ THÀNH HÒA"),
                    (8, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
                ],
            ),
            row(2, &[(0, "Huyện Văn Lãng, tỉnh Lạng Sơn")]),
            row(3, &[(0, "Thành Hòa, ngày 3 tháng 1 năm 2025")]),
            row(4, &[(0, "DANH SÁCH HỘ GIA ĐÌNH RÀ SOÁT NĂM 2024")]),
        ];
        let title = title(&rows);
        assert_eq!(title.commune.as_deref(), Some("Xã Thành Hòa"));
        assert_eq!(title.district.as_deref(), Some("Huyện Văn Lãng"));
        assert_eq!(title.province.as_deref(), Some("Tỉnh Lạng Sơn"));
        assert_eq!(title.year, Some(2024));
        let other = super::title(&[row(
            1,
            &[(
                0,
                "UBND phường Tam Thanh - thành phố Lạng Sơn năm 2023, giai đoạn 2022-2025",
            )],
        )]);
        assert_eq!(other.commune.as_deref(), Some("Phường Tam Thanh"));
        assert_eq!(other.district.as_deref(), Some("Thành phố Lạng Sơn"));
        assert_eq!(other.year, Some(2023));
    }
}
