//! Secrets of 256 random bits. The server keeps their digests, and compares those in constant time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use subtle::ConstantTimeEq;

/// 256 bits in base64 without padding are 43 letters.
const SHORTEST: usize = 43;
const LONGEST: usize = 128;

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    #[error("use the secret: 43 to 128 letters, digits, `-` and `_` are expected")]
    Form,
    #[error("get random bits from the system")]
    Random,
}

#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    /// Of the text that the other side sends, which can also be a cookie's value.
    pub fn of(text: &str) -> Result<Self, SecretError> {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if !(SHORTEST..=LONGEST).contains(&text.len()) || !text.bytes().all(known) {
            return Err(SecretError::Form);
        }
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
        Ok(Self(bytes))
    }

    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// The text of a new one.
    pub fn random() -> Result<String, SecretError> {
        let mut bytes = [0; 32];
        SystemRandom::new().fill(&mut bytes).map_err(|_| SecretError::Random)?;
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_itself_alone() {
        let text = Secret::random().unwrap();
        assert!(Secret::of(&text).unwrap().is(&Secret::of(&text).unwrap()));
        assert!(!Secret::of(&text).unwrap().is(&Secret::of(&Secret::random().unwrap()).unwrap()));
    }

    #[test]
    fn short_ones_and_other_letters_are_none() {
        for text in ["", "short", &"a".repeat(42), &"a".repeat(129), &format!("{};", "a".repeat(43))] {
            assert_eq!(Secret::of(text).err(), Some(SecretError::Form), "{text}");
        }
        assert!(Secret::of(&"0f".repeat(32)).is_ok());
    }
}
