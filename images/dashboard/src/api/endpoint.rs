//! Where the API server is, and by which authority its certificate has to be signed.

use std::path::{Path, PathBuf};

use http::Uri;
use http::uri::{Authority, Scheme};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    #[error("understand `{0}` as the API server's URL: https://HOST:PORT is expected")]
    Url(String),
    #[error("read certificates from `{}`", path.display())]
    Authority { path: PathBuf, source: rustls::pki_types::pem::Error },
    #[error("find a usable certificate in `{}`", path.display())]
    NoCertificate { path: PathBuf },
}

#[derive(Debug, Clone)]
pub struct Endpoint {
    pub scheme: Scheme,
    pub authority: Authority,
    ca: PathBuf,
}

impl Endpoint {
    pub fn new(url: &str, ca: &Path) -> Result<Self, EndpointError> {
        let wrong = || EndpointError::Url(url.to_owned());
        let parts = url.parse::<Uri>().map_err(|_| wrong())?.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else { return Err(wrong()) };
        let bare = parts.path_and_query.is_none_or(|path| path.as_str() == "/");
        if !bare || (scheme != Scheme::HTTPS && scheme != Scheme::HTTP) {
            return Err(wrong());
        }
        Ok(Self { scheme, authority, ca: ca.to_owned() })
    }

    /// The authorities of the file as it is now: kubelet replaces it when the cluster's authority changes.
    pub fn authorities(&self) -> Result<RootCertStore, EndpointError> {
        let mut store = RootCertStore::empty();
        if self.scheme == Scheme::HTTP {
            return Ok(store);
        }
        let unread = |source| EndpointError::Authority { path: self.ca.clone(), source };
        for certificate in CertificateDer::pem_file_iter(&self.ca).map_err(unread)? {
            // One that rustls can't use doesn't make the others useless.
            let _ = store.add(certificate.map_err(unread)?);
        }
        if store.is_empty() {
            return Err(EndpointError::NoCertificate { path: self.ca.clone() });
        }
        Ok(store)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wants_a_url_without_a_path() {
        let endpoint = Endpoint::new("https://10.96.0.1:443", Path::new("/ca")).unwrap();
        assert_eq!(endpoint.authority.as_str(), "10.96.0.1:443");
        for url in ["10.96.0.1", "ftp://a", "https://a/b", ""] {
            assert!(matches!(Endpoint::new(url, Path::new("/ca")), Err(EndpointError::Url(_))), "{url}");
        }
    }

    #[test]
    fn says_which_file_has_no_authority() {
        let folder = tempfile::tempdir().unwrap();
        let ca = folder.path().join("ca.crt");
        let endpoint = Endpoint::new("https://a", &ca).unwrap();
        assert!(endpoint.authorities().unwrap_err().to_string().starts_with("read certificates from `/"));
        std::fs::write(&ca, "nothing").unwrap();
        assert!(endpoint.authorities().unwrap_err().to_string().starts_with("find a usable certificate in `/"));
    }
}
