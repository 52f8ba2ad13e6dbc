//! From a cell to a value of a field, or to the reason why not. Knows how officers write; knows no rows.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use giamngheo_rules::text::{fold, tidy};

use crate::row::Cell;
use crate::types::{Birth, Precision};

/// The earliest year of birth that can be meant.
const FIRST_YEAR: i32 = 1900;
/// The highest B1 score that a form can give (250 was seen; the rest is room for other standards).
const MOST_B1: i64 = 500;
const MOST_B2: i64 = 500;
const MOST_MEMBERS: i64 = 50;
/// Đồng per person and month; above is a slip of the keyboard or a sum for many people.
const MOST_INCOME: i64 = 1_000_000_000;

/// Why a cell is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bad {
    pub(crate) code: &'static str,
    pub(crate) vi: Cow<'static, str>,
    pub(crate) en: Cow<'static, str>,
}

fn bad(code: &'static str, vi: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Bad {
    Bad {
        code,
        vi: vi.into(),
        en: en.into(),
    }
}

/// A value, nothing, or the reason.
pub(crate) type Value<T> = Result<Option<T>, Bad>;

pub(crate) fn missing() -> Bad {
    bad(
        "missing",
        "Thiếu giá trị bắt buộc. Hãy điền vào ô này.",
        "A required value is missing. Fill in this cell.",
    )
}

fn wrong_cell(text: &str) -> Bad {
    if text.starts_with('#') {
        bad(
            "cell_error",
            "Công thức trong ô bị lỗi. Hãy ghi giá trị thay cho công thức.",
            "The cell's formula is in error. Write the value instead of the formula.",
        )
    } else {
        bad(
            "not_a_value",
            "Ô chứa danh sách hoặc đối tượng, cần một giá trị đơn.",
            "A list or an object stands here; a single value is needed.",
        )
    }
}

/// Text as people type it: NFC, trimmed, single spaces. `most` is counted in characters.
pub(crate) fn text(cell: Cell<'_>, most: usize) -> Value<String> {
    let tidied = match cell {
        Cell::Empty => return Ok(None),
        Cell::Wrong(wrong) => return Err(wrong_cell(wrong)),
        Cell::Text(text) => neat(text),
        other => other.shown().into_owned(),
    };
    if tidied.is_empty() {
        return Ok(None);
    }
    if tidied.chars().any(char::is_control) {
        return Err(bad(
            "bad_character",
            "Ô có ký tự điều khiển không đọc được. Hãy gõ lại.",
            "The cell has a control character. Type it again.",
        ));
    }
    if tidied.len() > most && tidied.chars().count() > most {
        return Err(bad(
            "too_long",
            format!("Dài quá {most} ký tự."),
            format!("Longer than {most} characters."),
        ));
    }
    Ok(Some(tidied))
}

/// [`tidy`], quickly for what is tidy already: most cells are, and composing each anew costs more than the rest of
/// the reading together.
fn neat(text: &str) -> String {
    // Letters that are composed and that nothing here can compose further with, since combining marks are not
    // among them: ASCII, Latin-1, Latin Extended-A, ơ and ư, the Vietnamese letters, dashes and quotes.
    let composed = |c: char| matches!(c, ' '..='~' | '\u{c0}'..='\u{17e}' | 'Ơ' | 'ơ' | 'Ư' | 'ư' | '\u{1ea0}'..='\u{1ef9}' | '–' | '—' | '‘' | '’' | '“' | '”');
    let mut space = true;
    for c in text.chars() {
        if !composed(c) || (space && c == ' ') {
            return tidy(text);
        }
        space = c == ' ';
    }
    if space { tidy(text) } else { text.to_owned() }
}

/// A person's name: text with at least one letter.
pub(crate) fn name(cell: Cell<'_>) -> Value<String> {
    let name = text(cell, 200)?;
    match name {
        Some(name) if !name.chars().any(char::is_alphabetic) => Err(bad(
            "not_a_name",
            "Không phải họ tên. Hãy ghi họ và tên bằng chữ.",
            "This is no name. Write the name in letters.",
        )),
        name => Ok(name),
    }
}

fn not_a_number() -> Bad {
    bad(
        "not_a_number",
        "Không phải là số. Hãy ghi bằng chữ số (chú ý chữ o và số 0, chữ l và số 1).",
        "This is not a number. Write it in digits (mind the letter o and zero, the letter l and one).",
    )
}

fn not_an_integer() -> Bad {
    bad(
        "not_an_integer",
        "Cần số nguyên, không có phần lẻ.",
        "A whole number is needed, without a fraction.",
    )
}

/// A whole number, also as text and with separators of thousands.
fn integer(cell: Cell<'_>, round: bool) -> Value<i64> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Number(n) => {
            if !n.is_finite() || n.abs() >= 1e15 {
                return Err(not_a_number());
            }
            let near = n.round();
            if round || (n - near).abs() < 1e-6 {
                Ok(Some(near as i64))
            } else {
                Err(not_an_integer())
            }
        }
        Cell::Text(text) => integer_in(text).map(Some),
        Cell::Wrong(wrong) => Err(wrong_cell(wrong)),
        Cell::Date(_) | Cell::Bool(_) => Err(not_a_number()),
    }
}

fn integer_in(text: &str) -> Result<i64, Bad> {
    let text = text.trim();
    // The common case first: a few digits and nothing else.
    if !text.is_empty() && text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().map_err(|_| not_a_number());
    }
    let folded = fold(text);
    let bare: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = ["vnd", "dong", "diem", "nguoi", "d"]
        .iter()
        .find_map(|unit| bare.strip_suffix(unit))
        .unwrap_or(&bare);
    let (sign, digits) = match bare.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, bare.strip_prefix('+').unwrap_or(bare)),
    };
    let groups: Vec<&str> = digits.split(['.', ',']).collect();
    if digits.len() > 30
        || groups
            .iter()
            .any(|g| g.is_empty() || !g.bytes().all(|b| b.is_ascii_digit()))
    {
        return Err(not_a_number());
    }
    let parse = |digits: &str| match digits.parse::<i64>() {
        Ok(n) if n < 1_000_000_000_000_000 => Ok(sign * n),
        _ => Err(not_a_number()),
    };
    let separators: Vec<char> = digits.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let thousands = |groups: &[&str]| {
        groups.first().is_some_and(|g| g.len() <= 3) && groups.iter().skip(1).all(|g| g.len() == 3)
    };
    match separators.as_slice() {
        [] => parse(digits),
        all if all.iter().all(|s| *s == all[0]) && thousands(&groups) => parse(&groups.concat()),
        // One other mark at the end is that of a fraction; only a fraction of nothing is a whole number.
        [before @ .., _] if before.iter().all(|s| *s == before[0]) => {
            let (fraction, whole) = groups.split_last().ok_or_else(not_a_number)?;
            if !(before.is_empty() || thousands(whole)) {
                return Err(not_a_number());
            }
            if fraction.bytes().all(|b| b == b'0') {
                parse(&whole.concat())
            } else {
                Err(not_an_integer())
            }
        }
        _ => Err(not_a_number()),
    }
}

fn within(number: Option<i64>, least: i64, most: i64) -> Value<i64> {
    match number {
        Some(n) if n < least || n > most => Err(bad(
            "out_of_range",
            format!("Giá trị {n} nằm ngoài khoảng cho phép {least} đến {most}."),
            format!("{n} is outside {least} to {most}."),
        )),
        number => Ok(number),
    }
}

pub(crate) fn b1(cell: Cell<'_>) -> Value<u32> {
    Ok(within(integer(cell, false)?, 0, MOST_B1)?.map(|n| n as u32))
}

pub(crate) fn b2(cell: Cell<'_>) -> Value<u32> {
    Ok(within(integer(cell, false)?, 0, MOST_B2)?.map(|n| n as u32))
}

pub(crate) fn member_count(cell: Cell<'_>) -> Value<u32> {
    Ok(within(integer(cell, false)?, 1, MOST_MEMBERS)?.map(|n| n as u32))
}

pub(crate) fn member_no(cell: Cell<'_>) -> Value<u32> {
    Ok(within(integer(cell, false)?, 1, 99)?.map(|n| n as u32))
}

/// Đồng per person and month; a fraction in a number cell (an average) is rounded to whole đồng.
pub(crate) fn income(cell: Cell<'_>) -> Value<i64> {
    within(integer(cell, true)?, 0, MOST_INCOME)
}

/// A mark: `x`, `1`, "có" and the like are yes; nothing, `0`, "không" are no.
pub(crate) fn mark(cell: Cell<'_>) -> Result<bool, Bad> {
    let unclear = || {
        bad(
            "not_a_mark",
            "Không phải dấu đánh. Ghi x hoặc 1 nếu có, để trống hoặc 0 nếu không.",
            "This is not a mark. Write x or 1 for yes, nothing or 0 for no.",
        )
    };
    match cell {
        Cell::Empty | Cell::Bool(false) | Cell::Text("0") | Cell::Number(0.0) => Ok(false),
        Cell::Bool(true) | Cell::Text("1" | "x" | "X") => Ok(true),
        Cell::Number(n) if (n - 1.0).abs() < f64::EPSILON => Ok(true),
        Cell::Text(text) => match folded(text).as_str() {
            "x" | "1" | "co" | "yes" | "y" | "true" | "v" | "dung" | "✓" | "✔" | "☑" | "☒" => {
                Ok(true)
            }
            "" | "0" | "khong" | "ko" | "k" | "no" | "n" | "false" | "-" | "–" | "sai" | "☐" => Ok(false),
            _ => Err(unclear()),
        },
        Cell::Wrong(wrong) => Err(wrong_cell(wrong)),
        Cell::Number(_) | Cell::Date(_) => Err(unclear()),
    }
}

pub(crate) fn yes_no(cell: Cell<'_>) -> Value<bool> {
    if cell.is_empty() {
        Ok(None)
    } else {
        mark(cell).map(Some)
    }
}

pub(crate) fn sex(cell: Cell<'_>) -> Value<&'static str> {
    let Some(word) = word(cell)? else { return Ok(None) };
    match word.as_str() {
        "nam" | "m" | "male" | "trai" => Ok(Some("male")),
        "nu" | "f" | "female" | "gai" => Ok(Some("female")),
        _ => Err(bad(
            "unknown_sex",
            "Giới tính phải là Nam hoặc Nữ.",
            "Sex must be Nam (M) or Nữ (F).",
        )),
    }
}

/// [`fold`], quickly for ASCII, which has no accents.
fn folded(text: &str) -> String {
    if text.bytes().all(|b| (b' '..0x7f).contains(&b)) {
        let mut words = text.split_ascii_whitespace();
        let mut out = words.next().unwrap_or_default().to_ascii_lowercase();
        for word in words {
            out.push(' ');
            out.extend(word.bytes().map(|b| char::from(b.to_ascii_lowercase())));
        }
        out
    } else {
        fold(text)
    }
}

fn word(cell: Cell<'_>) -> Value<String> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Wrong(wrong) => Err(wrong_cell(wrong)),
        // One-letter codes need no folding.
        Cell::Text(text) if text.len() == 1 => Ok(Some(text.to_ascii_lowercase())),
        other => Ok(Some(folded(&other.shown())).filter(|w| !w.is_empty())),
    }
}

pub(crate) fn relation(cell: Cell<'_>) -> Value<&'static str> {
    let Some(word) = word(cell)? else { return Ok(None) };
    Ok(Some(match word.as_str() {
        "head" | "chu ho" | "ch" | "ban than" => "head",
        "spouse" | "vo" | "chong" | "vo chong" | "vo/chong" | "wife" | "husband" => "spouse",
        "child" | "con" | "con de" | "con trai" | "con gai" | "con dau" | "con re" | "con nuoi" | "son"
        | "daughter" => "child",
        "parent" | "bo" | "me" | "cha" | "bo me" | "bo de" | "me de" | "cha me" | "bo chong" | "me chong"
        | "bo vo" | "me vo" | "father" | "mother" => "parent",
        "grandchild" | "chau" | "chau noi" | "chau ngoai" | "chau ruot" => "grandchild",
        "sibling" | "anh" | "chi" | "em" | "anh trai" | "chi gai" | "em trai" | "em gai" | "anh chi em"
        | "anh ruot" | "chi ruot" | "em ruot" => "sibling",
        "other" | "khac" | "quan he khac" | "ong" | "ba" | "ong noi" | "ba noi" | "ong ngoai"
        | "ba ngoai" | "chat" | "co" | "di" | "chu" | "bac" | "cau" | "o nho" => "other",
        _ => {
            return Err(bad(
                "unknown_relation",
                "Không rõ quan hệ với chủ hộ. Ghi: chủ hộ, vợ/chồng, con, bố/mẹ, cháu, anh/chị/em hoặc khác.",
                "Unknown relation. Write head, spouse, child, parent, grandchild, sibling or other.",
            ));
        }
    }))
}

/// The class as a sheet states it.
pub(crate) fn class(cell: Cell<'_>) -> Value<&'static str> {
    let Some(word) = word(cell)? else { return Ok(None) };
    let word = word.trim_start_matches("ho ").trim_start_matches("gia dinh ");
    Ok(Some(match word {
        "poor" | "ngheo" | "hn" | "n" => "poor",
        "near_poor" | "near poor" | "can ngheo" | "hcn" | "cn" => "near_poor",
        "average" | "trung binh" | "co muc song trung binh" | "muc song trung binh" | "mstb" | "tb" => {
            "average"
        }
        "other" | "khac" => "other",
        "not_poor" | "not poor" | "khong ngheo" | "thoat ngheo" | "thoat can ngheo" | "khong thuoc dien" => {
            "not_poor"
        }
        _ => {
            return Err(bad(
                "unknown_class",
                "Không rõ phân loại. Ghi: hộ nghèo, hộ cận nghèo, hộ có mức sống trung bình, hộ khác hoặc không nghèo.",
                "Unknown class. Write poor, near_poor, average, other or not_poor.",
            ));
        }
    }))
}

/// Twelve digits, or nine of the old card. The flag tells that leading zeros were put back.
pub(crate) fn citizen_id(cell: Cell<'_>) -> Value<(String, bool)> {
    let not_an_id = || {
        bad(
            "bad_citizen_id",
            "Số CCCD/định danh phải có 12 chữ số (hoặc 9 chữ số của CMND cũ).",
            "A citizen ID has 12 digits (or 9 of the old card).",
        )
    };
    let digits = match cell {
        Cell::Empty => return Ok(None),
        Cell::Wrong(wrong) => return Err(wrong_cell(wrong)),
        Cell::Number(n) if n.fract() == 0.0 && (0.0..1e13).contains(&n) => format!("{}", n as u64),
        Cell::Text(text) => {
            let trimmed = text.trim();
            if trimmed.len() == 12 && trimmed.bytes().all(|b| b.is_ascii_digit()) {
                trimmed.to_owned()
            } else {
                let bare: String = tidy(text)
                    .chars()
                    .filter(|c| !matches!(c, ' ' | '.' | '-' | '\'' | '’'))
                    .collect();
                match bare.parse::<f64>() {
                    // 2.0024017765E+10, as a spreadsheet writes long numbers into a text file.
                    Ok(n) if text.contains(['e', 'E']) && text.contains('.') => match scientific(&tidy(text))
                    {
                        Some(digits) if n.is_finite() => digits,
                        _ => return Err(not_an_id()),
                    },
                    _ => bare,
                }
            }
        }
        Cell::Number(_) | Cell::Date(_) | Cell::Bool(_) => return Err(not_an_id()),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit())
        || matches!(cell, Cell::Text(text) if text.trim_start().starts_with('-'))
    {
        return Err(not_an_id());
    }
    // Province codes run from 001 to 096, so a 12-digit ID has one or two leading zeros to lose; old cards of
    // the first provinces begin with one zero.
    let (id, restored) = match digits.len() {
        12 | 9 => (digits, false),
        10 | 11 => (format!("{digits:0>12}"), true),
        8 => (format!("{digits:0>9}"), true),
        _ => return Err(not_an_id()),
    };
    if id.bytes().all(|b| b == b'0') {
        Err(not_an_id())
    } else {
        Ok(Some((id, restored)))
    }
}

/// The digits of a number in scientific notation when none was rounded away.
fn scientific(text: &str) -> Option<String> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let (whole, fraction) = mantissa.split_once(['.', ','])?;
    let exponent: usize = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
    // Fewer digits than the exponent: the rest was rounded away and can't be known.
    (fraction.len() == exponent && exponent <= 12).then(|| format!("{whole}{fraction}"))
}

/// A commune's code: five digits; leading zeros that a spreadsheet cut off are put back.
pub(crate) fn commune_code(cell: Cell<'_>) -> Value<String> {
    let Some(code) = text(cell, 40)? else {
        return Ok(None);
    };
    if (1..=5).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit()) {
        Ok(Some(format!("{code:0>5}")))
    } else {
        Err(bad(
            "bad_commune_code",
            "Mã xã phải có 5 chữ số.",
            "A commune code has 5 digits.",
        ))
    }
}

fn impossible() -> Bad {
    bad(
        "impossible_date",
        "Ngày này không có trong lịch. Ghi ngày/tháng/năm, hoặc chỉ ghi năm nếu không rõ.",
        "There is no such date. Write day/month/year, or only the year if unsure.",
    )
}

fn not_a_date() -> Bad {
    bad(
        "not_a_date",
        "Không phải ngày. Ghi ngày/tháng/năm (ví dụ 07/09/1955), hoặc chỉ năm.",
        "This is not a date. Write day/month/year (such as 07/09/1955), or only the year.",
    )
}

/// A date with what is known of it: `dd/mm/yyyy`, `d-m-yyyy`, ISO, month and year, a year alone, a date cell.
fn any_date(cell: Cell<'_>, from_1904: bool) -> Value<Birth> {
    let day = |date| Birth {
        date,
        precision: Precision::Day,
    };
    match cell {
        Cell::Empty => Ok(None),
        Cell::Date(date) => Ok(Some(day(date))),
        Cell::Number(n) if n.fract() == 0.0 && (1000.0..=2200.0).contains(&n) => {
            parts(0, 0, n as i32).map(Some)
        }
        // A date cell that lost its format: nothing else is so large in a column of dates.
        Cell::Number(n) if (2201.0..80_000.0).contains(&n) => serial_date(n, from_1904)
            .map(day)
            .map(Some)
            .ok_or_else(not_a_date),
        Cell::Text(text) => date_in(text),
        Cell::Wrong(wrong) => Err(wrong_cell(wrong)),
        Cell::Number(_) | Cell::Bool(_) => Err(not_a_date()),
    }
}

fn date_in(text: &str) -> Value<Birth> {
    let text = text.trim();
    // The common case first: 1955-09-07 and 07/09/1955.
    if let &[a, b, c, d, e, f, g, h, i, j] = text.as_bytes() {
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0u32, |n, d| {
                d.is_ascii_digit().then(|| n * 10 + u32::from(d - b'0'))
            })
        };
        let found = match (c, e, f, h) {
            (_, b'-', _, b'-') => (number(&[i, j]), number(&[f, g]), number(&[a, b, c, d])),
            (b'/', _, b'/', _) => (number(&[a, b]), number(&[d, e]), number(&[g, h, i, j])),
            _ => (None, None, None),
        };
        if let (Some(day), Some(month), Some(year)) = found {
            return parts(day, month, year as i32).map(Some);
        }
    }
    // A time of day may follow.
    let date = match text.find([' ', 'T']) {
        Some(at) if text[at + 1..].contains(':') => &text[..at],
        _ => text,
    };
    let date: String = date.chars().filter(|c| !c.is_whitespace()).collect();
    if date.is_empty() {
        return Ok(None);
    }
    let pieces: Vec<&str> = date.split(['/', '-', '.']).collect();
    if date.len() > 12
        || pieces
            .iter()
            .any(|p| p.is_empty() || p.len() > 4 || !p.bytes().all(|b| b.is_ascii_digit()))
    {
        return Err(not_a_date());
    }
    let number = |piece: &str| piece.parse::<u32>().map_err(|_| not_a_date());
    match pieces.as_slice() {
        [year] if year.len() == 4 => parts(0, 0, number(year)? as i32).map(Some),
        [month, year] if year.len() == 4 && month.len() <= 2 => match number(month)? {
            0 => parts(0, 0, number(year)? as i32).map(Some),
            month => parts(0, month, number(year)? as i32).map(Some),
        },
        [year, month, day] | [day, month, year] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            parts(number(day)?, number(month)?, number(year)? as i32).map(Some)
        }
        [_, _, year] if year.len() <= 2 => Err(bad(
            "short_year",
            "Năm phải ghi đủ 4 chữ số.",
            "Write the year with four digits.",
        )),
        _ => Err(not_a_date()),
    }
}

/// A date of its parts; day and month 0 are unknown.
fn parts(day: u32, month: u32, year: i32) -> Result<Birth, Bad> {
    let precision = match (day, month) {
        (0, 0) => Precision::Year,
        (0, _) => Precision::Month,
        (_, 0) => return Err(impossible()),
        _ => Precision::Day,
    };
    let date = NaiveDate::from_ymd_opt(year, month.max(1), day.max(1)).ok_or_else(impossible)?;
    Ok(Birth { date, precision })
}

/// The date of Excel's serial number; the 1900 calendar has a 29 February 1900 that never was.
pub(crate) fn serial_date(serial: f64, from_1904: bool) -> Option<NaiveDate> {
    if !(0.0..3_000_000.0).contains(&serial) {
        return None;
    }
    let days = serial.floor() as i64;
    let (epoch, days) = match (from_1904, days) {
        (true, days) => (NaiveDate::from_ymd_opt(1904, 1, 1)?, days),
        (false, 0 | 60) => return None,
        (false, days @ 1..60) => (NaiveDate::from_ymd_opt(1899, 12, 31)?, days),
        (false, days) => (NaiveDate::from_ymd_opt(1899, 12, 30)?, days),
    };
    epoch.checked_add_signed(chrono::Duration::days(days))
}

fn not_after(date: NaiveDate, today: NaiveDate) -> Result<(), Bad> {
    if date > today {
        return Err(bad(
            "future_date",
            "Ngày này ở tương lai.",
            "This date is in the future.",
        ));
    }
    if date.year() < FIRST_YEAR {
        return Err(bad(
            "date_too_early",
            format!("Năm phải từ {FIRST_YEAR} trở đi."),
            format!("The year must be {FIRST_YEAR} or later."),
        ));
    }
    Ok(())
}

pub(crate) fn birth(cell: Cell<'_>, from_1904: bool, today: NaiveDate) -> Value<Birth> {
    let Some(birth) = any_date(cell, from_1904)? else {
        return Ok(None);
    };
    not_after(birth.date, today)?;
    Ok(Some(birth))
}

/// A full date that is not in the future.
pub(crate) fn survey_date(cell: Cell<'_>, from_1904: bool, today: NaiveDate) -> Value<NaiveDate> {
    let Some(found) = any_date(cell, from_1904)? else {
        return Ok(None);
    };
    if found.precision != Precision::Day {
        return Err(bad(
            "date_needs_day",
            "Cần đủ ngày, tháng và năm.",
            "Day, month and year are all needed.",
        ));
    }
    not_after(found.date, today)?;
    Ok(Some(found.date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn neat_is_tidy(text in "[a-zĐđơưỡạ .\u{a0}\u{300}\u{323}\u{200b}\u{17f}\u{212a}–\t]{0,12}|\\PC{0,12}") {
            prop_assert_eq!(neat(&text), tidy(&text));
            prop_assert_eq!(folded(&text), fold(&text));
        }

        #[test]
        fn numbers_come_back(n in -1_000_000_000_000i64..1_000_000_000_000) {
            let plain = n.to_string();
            prop_assert_eq!(integer(Cell::Text(&plain), false), Ok(Some(n)));
            prop_assert_eq!(integer(Cell::Number(n as f64), false), Ok(Some(n)));
            let digits = n.unsigned_abs().to_string();
            for mark in ["", ".", ",", " "] {
                let mut grouped = String::new();
                for (i, digit) in digits.chars().enumerate() {
                    if i > 0 && (digits.len() - i) % 3 == 0 {
                        grouped.push_str(mark);
                    }
                    grouped.push(digit);
                }
                let text = format!("{}{grouped} đ", if n < 0 { "-" } else { "" });
                prop_assert_eq!(integer(Cell::Text(&text), false), Ok(Some(n)), "{}", text);
            }
        }

        #[test]
        fn dates_come_back(days in 0i64..50_000) {
            let date = NaiveDate::from_ymd_opt(1900, 3, 1).unwrap() + chrono::Duration::days(days);
            for shape in ["%d/%m/%Y", "%-d-%-m-%Y", "%-d.%m.%Y", "%Y-%m-%d", "%Y/%-m/%-d"] {
                let text = date.format(shape).to_string();
                prop_assert_eq!(date_in(&text), Ok(Some(Birth { date, precision: Precision::Day })), "{}", text);
            }
            prop_assert_eq!(serial_date((days + 61) as f64, false), Some(date));
            if days >= 1402 {
                prop_assert_eq!(serial_date((days - 1401) as f64, true), Some(date));
            }
        }
    }
}
