//! Vietnamese text as people type it: one form to keep, one form to look up by.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Marks that spreadsheets leave behind and nobody sees: zero width space, byte order mark, soft hyphen.
const INVISIBLE: [char; 3] = ['\u{200b}', '\u{feff}', '\u{ad}'];

/// The form to keep: composed (NFC), trimmed, each run of white space one space, invisible marks gone.
pub fn tidy(text: &str) -> String {
    let visible: String = text.nfc().filter(|c| !INVISIBLE.contains(c)).collect();
    // Taking a mark out can bring two characters together that compose.
    spaced(&visible.nfc().collect::<String>())
}

/// The form to look up by: as [`tidy`], then without accents, `đ` as `d`, in lower case.
/// NFC and NFD input give the same; so do "Hòa" and "Hoà".
pub fn fold(text: &str) -> String {
    let bare: String = text
        .nfd()
        .flat_map(char::to_lowercase)
        .nfd()
        .filter(|c| !is_combining_mark(*c) && !INVISIBLE.contains(c))
        .map(|c| match c {
            // The eth stands for đ in sheets made with old Vietnamese keyboards.
            'đ' | 'ð' => 'd',
            c => c,
        })
        .collect();
    spaced(&bare)
}

/// A name for strangers: the first word whole, the others by their first letter: "Nông Văn Sơn" is "Nông V. S.". Of a
/// name of one word only the letter stays.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().peekable();
    let mut out = String::new();
    if let Some(first) = words.next_if(|_| name.split_whitespace().nth(1).is_some()) {
        out.push_str(first);
    }
    for letter in words.filter_map(|word| word.nfc().next()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(letter.to_uppercase());
        out.push('.');
    }
    out
}

fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A text that no spreadsheet takes for a formula: one that could be gets an apostrophe in front.
pub fn neutral(text: impl Into<String>) -> String {
    let text = text.into();
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text
    }
}

/// Bytes, such as those of a hash, as hexadecimal digits.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes
        .as_ref()
        .iter()
        .fold(String::with_capacity(64), |out, byte| format!("{out}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn strangers_see_initials() {
        assert_eq!(initials("Nông Văn Sơn"), "Nông V. S.");
        assert_eq!(initials("Đặng  thị ế"), "Đặng T. Ế.");
        assert_eq!(initials("Páo"), "P.");
        assert_eq!(initials(""), "");
    }

    #[track_caller]
    fn check(input: &str, tidied: &str, folded: &str) {
        assert_eq!(
            (tidy(input).as_str(), fold(input).as_str()),
            (tidied, folded),
            "{input:?}"
        );
    }

    #[test]
    fn names_as_officers_type_them() {
        check("Xã Thành Hòa", "Xã Thành Hòa", "xa thanh hoa");
        check("  Xã\u{a0}Thành   Hoà\t", "Xã Thành Hoà", "xa thanh hoa");
        check("ĐẶNG ĐỨC ƯỚC", "ĐẶNG ĐỨC ƯỚC", "dang duc uoc");
        check("Ðặng", "Ðặng", "dang");
        check("Nguye\u{302}\u{303}n", "Nguyễn", "nguyen");
        check("\u{feff}La\u{323}ng So\u{31b}n\u{200b}", "Lạng Sơn", "lang son");
        check(" \n ", "", "");
    }

    proptest! {
        #[test]
        fn fold_is_idempotent(text in any::<String>()) {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn fold_does_not_depend_on_the_normal_form(text in any::<String>()) {
            prop_assert_eq!(fold(&text.nfc().collect::<String>()), fold(&text.nfd().collect::<String>()));
        }

        #[test]
        fn tidy_is_idempotent_and_keeps_the_key(text in any::<String>()) {
            prop_assert_eq!(tidy(&tidy(&text)), tidy(&text));
            prop_assert_eq!(fold(&tidy(&text)), fold(&text));
        }
    }
}
