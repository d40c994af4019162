//! Certificates in PEM.

use pem::{EncodeConfig, LineEnding, Pem};
use webpki::anchor_from_trusted_cert;

const TAG: &str = "CERTIFICATE";

/// Whether a text is PEM, and not the path of a file.
pub fn is_pem(text: &str) -> bool {
    text.contains("-----BEGIN")
}

/// The certificates of a text and nothing else of it: no keys, no comments.
pub fn certificates(text: &str) -> Result<String, String> {
    if !is_pem(text) {
        return Err("it holds no certificate in PEM; `openssl x509 -inform der` makes that of one in DER".to_owned());
    }
    let blocks = pem::parse_many(text).map_err(|error| format!("it is damaged: {error}"))?;
    let found: Vec<Pem> = blocks.into_iter().filter(|block| block.tag() == TAG).collect();
    if found.is_empty() {
        return Err(format!("it holds no block `-----BEGIN {TAG}-----`"));
    }
    for (index, block) in found.iter().enumerate() {
        anchor_from_trusted_cert(&block.contents().into())
            .map_err(|error| format!("certificate {} of it can't be decoded: {error}", index + 1))?;
    }
    Ok(pem::encode_many_config(&found, EncodeConfig::new().set_line_ending(LineEnding::LF)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CERTIFICATE: &str = include_str!("../../../tests/config/valid/certificate.pem");
    /// Looks like a key; nothing of it is taken.
    const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----\n";

    #[test]
    fn certificates_are_taken_and_nothing_else() {
        let taken = certificates(&format!("# ours\n{CERTIFICATE}{KEY}{CERTIFICATE}")).unwrap();
        assert_eq!(taken.matches("BEGIN CERTIFICATE").count(), 2);
        assert!(!taken.contains("PRIVATE") && !taken.contains("ours") && !taken.contains('\r'));
        assert_eq!(certificates(&taken), Ok(taken));
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        let damaged = CERTIFICATE.replace("-----\nMII", "-----\nAAA");
        for text in ["", "hello", "\u{30}\u{82}", KEY, &damaged, &CERTIFICATE[..CERTIFICATE.len() - 40]] {
            assert!(certificates(text).is_err(), "{text}");
        }
    }
}
