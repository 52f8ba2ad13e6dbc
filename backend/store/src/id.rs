//! Identifiers: time-ordered UUIDv7 in their usual text form.

/// A new identifier.
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Now, in UTC, to the microsecond (what both engines keep).
pub fn now() -> chrono::NaiveDateTime {
    use chrono::Timelike;
    let now = chrono::Utc::now().naive_utc();
    now.with_nanosecond(now.nanosecond() / 1000 * 1000).unwrap_or(now)
}

/// Digits and letters without those taken for one another (Crockford's base 32).
const CODE_LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code that people type from paper and nobody guesses: 12 characters in groups of four, 60 random bits.
pub fn new_code() -> String {
    let mut bytes = [0; 12];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system gives random bytes");
    let mut out = String::with_capacity(14);
    for (i, byte) in bytes.iter().enumerate() {
        if i > 0 && i % 4 == 0 {
            out.push('-');
        }
        out.push(CODE_LETTERS[usize::from(byte & 31)] as char);
    }
    out
}

/// A code as somebody typed it: any case, with or without its dashes, O for 0, I and L for 1. None when it is none.
pub fn tidy_code(text: &str) -> Option<String> {
    let mut out = String::with_capacity(14);
    for letter in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        if !u8::try_from(letter).is_ok_and(|b| CODE_LETTERS.contains(&b)) || out.len() >= 14 {
            return None;
        }
        if out.len() == 4 || out.len() == 9 {
            out.push('-');
        }
        out.push(letter);
    }
    (out.len() == 14).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        let code = new_code();
        assert_eq!(tidy_code(&code).as_deref(), Some(code.as_str()));
        assert_eq!(
            tidy_code(&code.to_lowercase().replace('-', " ")).as_deref(),
            Some(code.as_str())
        );
        assert_eq!(tidy_code("oil0-ABCD-efgh").as_deref(), Some("0110-ABCD-EFGH"));
        for bad in ["", "ABCD", "ABCD-EFGH-JKMU", "ABCD-EFGH-JKMN-P", "ằBCD-EFGH-JKMN"] {
            assert_eq!(tidy_code(bad), None, "{bad}");
        }
    }
}
