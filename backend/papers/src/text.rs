//! Texts, numbers and dates as an official paper writes them.

use chrono::{Datelike, NaiveDate};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A word above this many characters may be broken after each [`PIECE`] characters: names and addresses never are.
const LONG_WORD: usize = 24;
/// How many characters of a long word stay together.
const PIECE: usize = 8;

/// A text in NFC (the fonts have each Vietnamese letter as one glyph) without what can't be printed: control
/// characters, and marks that turn the writing's direction and so make a paper read otherwise than it is.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        match c {
            '\t' => out.push(' '),
            '\n' | '\u{2028}' | '\u{2029}' | '\u{85}' => out.push('\n'),
            c if c.is_control() || unprintable(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Marks of direction, and what is no character.
fn unprintable(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A cleaned text for the PDF, with places where very long words may be broken (zero-width spaces), since the
/// typesetter would let them run over the edge.
pub fn breakable(text: &str) -> String {
    let text = clean(text);
    if text.split_whitespace().all(|word| word.len() <= LONG_WORD) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + text.len() / 2);
    for piece in text.split_inclusive(char::is_whitespace) {
        if piece.chars().count() <= LONG_WORD {
            out.push_str(piece);
            continue;
        }
        let mut since = 0;
        for c in piece.chars() {
            if since >= PIECE && !is_combining_mark(c) && !c.is_whitespace() && c != '\u{200d}' {
                out.push('\u{200b}');
                since = 0;
            }
            out.push(c);
            since += 1;
        }
    }
    out
}

/// An address for the PDF, to be broken behind its slashes rather than anywhere.
pub fn breakable_address(address: &str) -> String {
    let mut out = String::with_capacity(address.len() * 2);
    for piece in clean(address).split_inclusive(['/', '?', '&', '=']) {
        if !out.is_empty() && piece != "/" && !out.ends_with(":/") {
            out.push('\u{200b}');
        }
        out.push_str(&breakable(piece));
    }
    out
}

/// A cleaned text, or nothing where nothing is left of it.
pub fn filled(text: Option<&String>) -> Option<String> {
    text.map(|t| clean(t).trim().to_owned()).filter(|t| !t.is_empty())
}

/// The line with place and date, or nothing where both are missing. Days below 10 and the months 1 and 2 get a zero
/// in front, so that nobody adds a digit (Nghị định 30/2020/NĐ-CP, annex I).
pub fn place_and_date(place: Option<&str>, date: Option<NaiveDate>) -> Option<String> {
    let day = match (date, place) {
        (Some(date), _) => long_date(date),
        (None, Some(_)) => "ngày …… tháng …… năm 20……".to_owned(),
        (None, None) => return None,
    };
    Some(match place {
        Some(place) => format!("{place}, {day}"),
        None => day.replacen("ngày", "Ngày", 1),
    })
}

fn long_date(date: NaiveDate) -> String {
    let month = date.month();
    if month <= 2 {
        format!("ngày {:02} tháng {month:02} năm {}", date.day(), date.year())
    } else {
        format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
    }
}

/// A date in a table.
pub fn short_date(date: NaiveDate) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// A whole number in groups of three, with points.
pub fn int(number: i64) -> String {
    grouped(number < 0, &number.unsigned_abs().to_string())
}

/// A finite number with decimals, after a comma.
pub fn decimal(value: f64, digits: u8) -> String {
    let text = format!("{value:.*}", usize::from(digits.min(9)));
    signed(text.trim_start_matches('-'), text.starts_with('-'))
}

/// A quotient times `factor`, rounded exactly, half away from zero; `-` for a zero denominator.
pub fn ratio(numerator: i64, denominator: i64, factor: u32, digits: u8) -> String {
    if denominator == 0 {
        return "-".to_owned();
    }
    let digits = u32::from(digits.min(9));
    let (n, d) = (i128::from(numerator).abs(), i128::from(denominator).abs());
    let scaled = n * i128::from(factor) * 10_i128.pow(digits);
    let rounded = (2 * scaled + d) / (2 * d);
    let text = format!("{rounded:0>width$}", width = digits as usize + 1);
    let (whole, fraction) = text.split_at(text.len() - digits as usize);
    let text = if fraction.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{fraction}")
    };
    signed(&text, (numerator < 0) != (denominator < 0))
}

/// An unsigned number as Rust writes it, in the Vietnamese way; what rounds to zero has no sign.
fn signed(unsigned: &str, negative: bool) -> String {
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let negative = negative && unsigned.bytes().any(|b| matches!(b, b'1'..=b'9'));
    let whole = grouped(negative, whole);
    if fraction.is_empty() {
        whole
    } else {
        format!("{whole},{fraction}")
    }
}

fn grouped(negative: bool, digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() * 4 / 3 + 2);
    if negative {
        out.push('-');
    }
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(c);
    }
    out
}

/// The recipients with dash and semicolon, the last with a full stop.
pub fn recipients(list: &[String]) -> Vec<String> {
    let list: Vec<String> = list
        .iter()
        .map(|r| {
            clean(r)
                .trim()
                .trim_start_matches(['-', '–'])
                .trim_end_matches([';', '.', ','])
                .trim()
                .to_owned()
        })
        .filter(|r| !r.is_empty())
        .collect();
    let last = list.len().saturating_sub(1);
    list.iter()
        .enumerate()
        .map(|(i, r)| format!("- {r}{}", if i == last { '.' } else { ';' }))
        .collect()
}

/// "Số: 12/QĐ-UBND", with room for the number where there is only the sign.
pub fn number_line(number: &str) -> String {
    if number.starts_with('/') {
        format!("Số:\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}{number}")
    } else {
        format!("Số: {number}")
    }
}

/// A code in groups of four, if it has no groups of its own.
pub fn code_groups(code: &str) -> String {
    let code = clean(code);
    if code.contains(['-', ' ', '.', '/']) {
        return code;
    }
    let chars: Vec<char> = code.chars().collect();
    chars
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("\u{a0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default()
    }

    #[test]
    fn dates_have_zeros_where_the_decree_wants_them() {
        let line = |p, d| place_and_date(p, d).unwrap_or_default();
        assert_eq!(
            line(Some("Văn Lãng"), Some(day(2026, 2, 5))),
            "Văn Lãng, ngày 05 tháng 02 năm 2026"
        );
        assert_eq!(
            line(Some("Văn Lãng"), Some(day(2026, 3, 15))),
            "Văn Lãng, ngày 15 tháng 3 năm 2026"
        );
        assert_eq!(line(None, Some(day(2026, 12, 1))), "Ngày 01 tháng 12 năm 2026");
        assert!(line(Some("Văn Lãng"), None).contains("ngày ……"));
        assert_eq!(place_and_date(None, None), None);
    }

    #[test]
    fn numbers_are_vietnamese() {
        assert_eq!(int(0), "0");
        assert_eq!(int(999), "999");
        assert_eq!(int(1_234_567), "1.234.567");
        assert_eq!(int(i64::MIN), "-9.223.372.036.854.775.808");
        assert_eq!(decimal(1234.5, 2), "1.234,50");
        assert_eq!(decimal(-0.001, 2), "0,00");
        assert_eq!(decimal(-12.0, 0), "-12");
    }

    #[test]
    fn quotients_are_rounded_exactly() {
        assert_eq!(ratio(1, 8, 100, 1), "12,5");
        assert_eq!(ratio(1, 8, 100, 0), "13");
        assert_eq!(ratio(-1, 8, 100, 0), "-13");
        assert_eq!(ratio(1, 3, 100, 2), "33,33");
        assert_eq!(ratio(5, 1000, 1, 2), "0,01");
        assert_eq!(ratio(-1, 100_000, 1, 2), "0,00");
        assert_eq!(ratio(7, 0, 100, 2), "-");
        assert_eq!(
            ratio(i64::MAX, 1, 100, 9),
            "922.337.203.685.477.580.700,000000000"
        );
    }

    #[test]
    fn texts_are_composed_and_harmless() {
        assert_eq!(
            clean("Nguye\u{302}\u{303}n\u{202e}\u{0}\u{7} A\tB\r\nC"),
            "Nguyễn A B\nC"
        );
        assert_eq!(breakable("Nguyễn Thị Hoài"), "Nguyễn Thị Hoài");
        let long = "x".repeat(5000);
        assert_eq!(breakable(&long).replace('\u{200b}', ""), long);
        assert!(
            breakable(&long)
                .split('\u{200b}')
                .all(|piece| piece.len() <= PIECE)
        );
    }

    #[test]
    fn lines_around_the_text() {
        let list = ["Như Điều 3;", "- Lưu: VT", " "].map(String::from);
        assert_eq!(recipients(&list), ["- Như Điều 3;", "- Lưu: VT."]);
        assert_eq!(number_line("12/QĐ-UBND"), "Số: 12/QĐ-UBND");
        assert!(number_line("/QĐ-UBND").ends_with("\u{a0}/QĐ-UBND"));
        assert_eq!(code_groups("ABCDEFGHJK"), "ABCD\u{a0}EFGH\u{a0}JK");
        assert_eq!(code_groups("ABC-DEF"), "ABC-DEF");
    }
}
