//! The certificate by which Prometheus knows us: it sends its token.

use std::path::Path;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::error::Error;

/// Where the addon mounts its Secret.
const FOLDER: &str = "/certs";

pub fn acceptor() -> Result<TlsAcceptor, Error> {
    let unfit = |error: &dyn std::fmt::Display| Error::Unfit(format!("the certificate in {FOLDER}: {error}"));
    let file = |name: &str| Path::new(FOLDER).join(name);
    let certificates = CertificateDer::pem_file_iter(file("tls.crt")).and_then(Iterator::collect);
    let certificates = certificates.map_err(|error| unfit(&error))?;
    let key = PrivateKeyDer::from_pem_file(file("tls.key")).map_err(|error| unfit(&error))?;
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(certificates, key);
    Ok(TlsAcceptor::from(Arc::new(config.map_err(|error| unfit(&error))?)))
}
