//! What a user proves to the API server who they are with: a certificate and its key, or a bearer token.

use std::sync::Arc;

use http::HeaderValue;
use rustls::ClientConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde::Deserialize;

use super::endpoint::{Endpoint, EndpointError};

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Credentials {
    Certificate { certificate: String, key: String },
    Token { token: String },
}

/// Says nothing of the secret itself.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    #[error("read the certificate: PEM is expected")]
    Certificate,
    #[error("read the certificate's key: PEM is expected")]
    Key,
    #[error("use the certificate with its key")]
    Pair(#[source] rustls::Error),
    #[error("use the token: it is empty or has characters that no token has")]
    Token,
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
}

impl Credentials {
    /// What connections are made with, and the header that requests carry.
    pub(super) fn apply(&self, endpoint: &Endpoint) -> Result<(ClientConfig, Option<HeaderValue>), CredentialsError> {
        let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(CredentialsError::Pair)?
            .with_root_certificates(endpoint.authorities()?);
        match self {
            Self::Certificate { certificate, key } => {
                let chain: Vec<_> = CertificateDer::pem_slice_iter(certificate.as_bytes())
                    .collect::<Result<_, _>>()
                    .map_err(|_| CredentialsError::Certificate)?;
                if chain.is_empty() {
                    return Err(CredentialsError::Certificate);
                }
                let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|_| CredentialsError::Key)?;
                Ok((builder.with_client_auth_cert(chain, key).map_err(CredentialsError::Pair)?, None))
            }
            Self::Token { token } => Ok((builder.with_no_client_auth(), Some(bearer(token)?))),
        }
    }
}

fn bearer(token: &str) -> Result<HeaderValue, CredentialsError> {
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(CredentialsError::Token);
    }
    let mut value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| CredentialsError::Token)?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn apply(json: &str) -> Result<Option<HeaderValue>, CredentialsError> {
        let endpoint = Endpoint::new("http://a", Path::new("/ca")).unwrap();
        serde_json::from_str::<Credentials>(json).unwrap().apply(&endpoint).map(|(_, header)| header)
    }

    #[test]
    fn a_token_becomes_a_header() {
        assert_eq!(apply(r#"{"token": "abc.def"}"#).unwrap().unwrap(), "Bearer abc.def");
        for json in [r#"{"token": ""}"#, r#"{"token": "a\r\nImpersonate-User: root"}"#, r#"{"token": "a b"}"#] {
            assert!(matches!(apply(json), Err(CredentialsError::Token)), "{json}");
        }
    }

    #[test]
    fn says_what_of_a_certificate_is_wrong() {
        let json = r#"{"certificate": "nothing", "key": "nothing"}"#;
        assert!(matches!(apply(json), Err(CredentialsError::Certificate)));
    }

    #[test]
    fn nothing_else_is_taken() {
        // Credentials that name a file or a program of the server's machine would be a way into it.
        assert!(serde_json::from_str::<Credentials>(r#"{"tokenFile": "/etc/passwd"}"#).is_err());
        assert!(serde_json::from_str::<Credentials>(r#"{"token": "a", "tokenFile": "/etc/passwd"}"#).is_err());
    }
}
