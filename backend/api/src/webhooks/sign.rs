//! Signing messages as the Standard Webhooks specification has it (standardwebhooks.com), so that receivers can
//! use a library that is there already.

use aws_lc_rs::{hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// Bytes of a secret; the specification asks for 24 to 64.
const SECRET_BYTES: usize = 32;

/// A new secret, as it is shown once: `whsec_` and base64.
pub fn new_secret() -> Result<String, String> {
    let mut bytes = [0; SECRET_BYTES];
    rand::fill(&mut bytes).map_err(|_| "the system gives no random bytes".to_owned())?;
    Ok(format!("{PREFIX}{}", STANDARD.encode(bytes)))
}

/// The value of `webhook-signature`: one signature for each secret, the present one first.
///
/// `timestamp` is in seconds since 1970. Errors: a secret that is not of this form.
pub fn signatures(secrets: &[String], id: &str, timestamp: i64, body: &str) -> Result<String, String> {
    let signed = format!("{id}.{timestamp}.{body}");
    let mut out = Vec::new();
    for secret in secrets {
        let key = secret
            .strip_prefix(PREFIX)
            .and_then(|text| STANDARD.decode(text).ok())
            .ok_or("a secret is not whsec_ and base64")?;
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), signed.as_bytes());
        out.push(format!("v1,{}", STANDARD.encode(tag)));
    }
    Ok(out.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn the_published_example() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
        let signature = signatures(
            std::slice::from_ref(&secret),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(
            signature.unwrap(),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
        let other = new_secret().unwrap();
        let both = signatures(
            &[other, secret],
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        let both = both.unwrap();
        assert!(
            both.ends_with(" v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            "{both}"
        );
        assert_eq!(both.split(' ').count(), 2);
        assert!(signatures(&["whsec_%".to_owned()], "a", 0, "").is_err());
        assert!(signatures(&["MfKQ9r8GKYqrTwjUPD8I".to_owned()], "a", 0, "").is_err());
    }

    #[test]
    fn every_secret_is_another() {
        let (one, other) = (new_secret().unwrap(), new_secret().unwrap());
        assert_ne!(one, other);
        assert_eq!(STANDARD.decode(&one[PREFIX.len()..]).unwrap().len(), SECRET_BYTES);
    }
}
