//! Keys and what they protect: citizen IDs at rest, passwords, refresh tokens.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::{hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The secret of an installation: every key is derived from it.
pub struct Secret([u8; 32]);

impl Secret {
    /// From 32 bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A key for one purpose.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let mut out = [0; 32];
        out.copy_from_slice(hmac::sign(&key, purpose.as_bytes()).as_ref());
        out
    }
}

/// Encrypts citizen IDs (AES-256-GCM) and gives the keyed hash they are found by (HMAC-SHA-256).
pub struct Vault {
    key: LessSafeKey,
    index: hmac::Key,
}

impl Vault {
    /// The vault of an installation's secret.
    pub fn new(secret: &Secret) -> Result<Self, String> {
        let key = UnboundKey::new(&AES_256_GCM, &secret.derive("citizen id at rest"))
            .map_err(|_| "the key does not fit AES-256-GCM".to_owned())?;
        Ok(Self {
            key: LessSafeKey::new(key),
            index: hmac::Key::new(hmac::HMAC_SHA256, &secret.derive("citizen id index")),
        })
    }

    /// The citizen ID encrypted: nonce (12 bytes), ciphertext, tag. Each call gives other bytes.
    pub fn seal(&self, citizen_id: &str) -> Vec<u8> {
        let mut nonce = [0; 12];
        rand::fill(&mut nonce).expect("the system gives random bytes");
        let mut bytes = citizen_id.as_bytes().to_vec();
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut bytes)
            .expect("a citizen id is short enough to encrypt");
        [nonce.as_slice(), &bytes].concat()
    }

    /// The citizen ID again; `None` when the bytes were made with another key or damaged.
    pub fn open(&self, sealed: &[u8]) -> Option<String> {
        let (nonce, bytes) = sealed.split_at_checked(12)?;
        let mut bytes = bytes.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let plain = self.key.open_in_place(nonce, Aad::empty(), &mut bytes).ok()?;
        String::from_utf8(plain.to_vec()).ok()
    }

    /// The keyed hash by which a citizen ID is found.
    pub fn index(&self, citizen_id: &str) -> String {
        URL_SAFE_NO_PAD.encode(&hmac::sign(&self.index, citizen_id.as_bytes()).as_ref()[..18])
    }
}

/// A citizen ID for those who needn't know it: the first three and last three digits.
pub fn mask(citizen_id: &str) -> String {
    let digits: Vec<char> = citizen_id.chars().collect();
    if digits.len() < 7 {
        return "•".repeat(digits.len());
    }
    let hidden = "•".repeat(digits.len() - 6);
    let part = |range: std::ops::Range<usize>| digits[range].iter().collect::<String>();
    format!("{}{hidden}{}", part(0..3), part(digits.len() - 3..digits.len()))
}

/// Hashes a password with Argon2id.
pub fn hash_password(password: &str) -> Result<String, String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|h| h.to_string())
        .map_err(|e| e.to_string())
}

/// Whether the password is the one that was hashed.
pub fn password_holds(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

/// A random text of `bytes` bytes of entropy, safe in URLs and cookies.
pub fn random_text(bytes: usize) -> String {
    let mut buffer = vec![0; bytes];
    rand::fill(&mut buffer).expect("the system gives random bytes");
    URL_SAFE_NO_PAD.encode(buffer)
}

/// The SHA-256 of a text, for tokens that are random enough not to need more.
pub fn fingerprint(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_citizen_id_opens_with_its_key_alone() {
        let vault = Vault::new(&Secret::new([1; 32])).unwrap();
        let other = Vault::new(&Secret::new([2; 32])).unwrap();
        let sealed = vault.seal("020058511078");
        assert_eq!(vault.open(&sealed).as_deref(), Some("020058511078"));
        assert_eq!(other.open(&sealed), None);
        assert_ne!(sealed, vault.seal("020058511078"));
        assert_eq!(vault.index("020058511078"), vault.index("020058511078"));
        assert_ne!(vault.index("020058511078"), other.index("020058511078"));
        assert_eq!(vault.open(b"short"), None);
    }

    #[test]
    fn a_mask_hides_the_middle() {
        assert_eq!(mask("020058511078"), "020••••••078");
        assert_eq!(mask("12345"), "•••••");
    }
}
