//! What a password must be (NIST SP 800-63B: long, not common, not one's own name; no composition rules).

use crate::http::problem::{Answer, Problem};

/// Fewest characters.
pub const MIN_LENGTH: usize = 10;

/// Folded beginnings of passwords that are tried first.
const COMMON: &[&str] = &[
    "0123456789",
    "1234567890",
    "abcdefghij",
    "admin12345",
    "administrator",
    "aaaaaaaaaa",
    "giamngheo",
    "iloveyou12",
    "matkhau123",
    "password",
    "qwertyuiop",
    "qwerty1234",
    "vietnam123",
    "welcome123",
];

/// Checks a new password. Errors: 422 at `pointer`.
pub fn check(password: &str, username: &str, pointer: &str) -> Answer<()> {
    let folded = giamngheo_rules::text::fold(password);
    let refuse = |code, vi: &str, en: &str| Err(Problem::field(pointer, code, vi, en));
    if password.chars().count() < MIN_LENGTH {
        return refuse(
            "too_short",
            "mật khẩu phải có ít nhất 10 ký tự",
            "a password has at least 10 characters",
        );
    }
    if folded.contains(&username.to_lowercase()) {
        return refuse(
            "holds_username",
            "mật khẩu không được chứa tên đăng nhập",
            "a password must not contain the username",
        );
    }
    let mut different: Vec<char> = folded.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < 5 || COMMON.iter().any(|c| folded.starts_with(c)) {
        return refuse(
            "too_common",
            "mật khẩu quá dễ đoán",
            "the password is too easy to guess",
        );
    }
    Ok(())
}

/// A first password: random, easy to read aloud (no 0/O, 1/l).
pub fn generate() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system gives random bytes");
    let text: String = bytes
        .iter()
        .map(|b| LETTERS[*b as usize % LETTERS.len()] as char)
        .collect();
    format!("{}-{}-{}-{}", &text[..4], &text[4..8], &text[8..12], &text[12..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_common_and_own_names_are_refused() {
        for bad in [
            "ngan",
            "Password-2026!",
            "aaaaaaaaaaaa",
            "toi la canbo day",
            "1234567890",
        ] {
            assert!(check(bad, "canbo", "/password").is_err(), "{bad}");
        }
        assert!(check("ruộng bậc thang", "canbo", "/password").is_ok());
        assert!(check(&generate(), "canbo", "/password").is_ok());
        assert_ne!(generate(), generate());
    }
}
