//! Who may ask: the bridge shows a certificate of the cluster's, and takes only those that nodes have.

use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use super::settings::file;
use crate::error::Error;

/// A name that only certificates of nodes carry (src/cluster/files/pki_files.rs).
const NODE_NAME: &str = "node.devcluster.internal";

pub fn acceptor() -> Result<TlsAcceptor, Error> {
    let unfit = |what: &'static str| move |error: &dyn std::fmt::Display| Error::Unfit(format!("{what}: {error}"));
    let mut roots = RootCertStore::empty();
    for certificate in certificates("ca.crt")? {
        roots.add(certificate).map_err(|error| unfit("the cluster's authority")(&error))?;
    }
    let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build();
    let verifier = verifier.map_err(|error| unfit("the cluster's authority")(&error))?;
    let key = PrivateKeyDer::from_pem_file(file("server.key")).map_err(|error| unfit("the bridge's key")(&error))?;
    let config = ServerConfig::builder()
        .with_client_cert_verifier(verifier)
        .with_single_cert(certificates("server.crt")?, key)
        .map_err(|error| unfit("the bridge's certificate")(&error))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Whether a certificate that the cluster's authority signed is a node's.
pub fn is_node(certificates: Option<&[CertificateDer<'_>]>) -> bool {
    let Some(certificate) = certificates.and_then(|all| all.first()) else { return false };
    let Ok(name) = ServerName::try_from(NODE_NAME) else { return false };
    webpki::EndEntityCert::try_from(certificate)
        .is_ok_and(|certificate| certificate.verify_is_valid_for_subject_name(&name).is_ok())
}

fn certificates(name: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
    let read = CertificateDer::pem_file_iter(file(name)).and_then(Iterator::collect);
    read.map_err(|error| Error::Unfit(format!("{name}: {error}")))
}
