//! Until when a node's certificates are valid, and when they are renewed: the only user of x509_parser.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use time::OffsetDateTime;
use x509_parser::pem::parse_x509_pem;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::cluster::node::KubernetesFolder;

/// A certificate of a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certificate {
    pub node: String,
    /// As kubeadm names it: `apiserver`, `etcd-ca`, and `admin.conf` for the one in a kubeconfig.
    pub name: String,
    #[serde(with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
    /// From when on `start` renews it: a third of its life is left. Authorities are not renewed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub renewed_from: Option<OffsetDateTime>,
}

impl Certificate {
    /// Whether `start` would renew it.
    pub fn is_due(&self, now: OffsetDateTime) -> bool {
        self.renewed_from.is_some_and(|from| from <= now)
    }
}

/// The certificates among a node's files, in the order of their names; what is none is left out.
pub fn certificates(node: &str, files: &KubernetesFolder) -> Vec<Certificate> {
    let mut found: Vec<_> = files
        .0
        .iter()
        .filter_map(|(path, content)| {
            let (expires, renewed_from) = match path.strip_suffix(".conf") {
                Some(_) => dates(&client_certificate(std::str::from_utf8(content).ok()?)?),
                None => dates(content),
            }?;
            Some(Certificate { node: node.to_owned(), name: name(path), expires, renewed_from })
        })
        .collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

/// The certificate (DER) that the API server of a node shows to those who connect.
pub fn shown_by_api_server(node: &str, certificate: &[u8]) -> Option<Certificate> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    let (expires, renewed_from) = dates_of(&certificate);
    Some(Certificate { node: node.to_owned(), name: "apiserver".to_owned(), expires, renewed_from })
}

/// `pki/etcd/ca.crt` is `etcd-ca`.
fn name(path: &str) -> String {
    path.trim_start_matches("pki/").trim_end_matches(".crt").replace('/', "-")
}

/// The certificate in a kubeconfig. Its line is looked for: parsing the YAML of all of them would take longer than all
/// the rest.
fn client_certificate(kubeconfig: &str) -> Option<Vec<u8>> {
    let encoded = kubeconfig.lines().find_map(|line| line.trim_start().strip_prefix("client-certificate-data:"))?;
    BASE64.decode(encoded.trim().trim_matches('"')).ok()
}

/// When it expires, and from when on it is renewed.
fn dates(pem: &[u8]) -> Option<(OffsetDateTime, Option<OffsetDateTime>)> {
    let (_, pem) = parse_x509_pem(pem).ok()?;
    Some(dates_of(&pem.parse_x509().ok()?))
}

fn dates_of(certificate: &X509Certificate<'_>) -> (OffsetDateTime, Option<OffsetDateTime>) {
    let [begins, expires] =
        [certificate.validity().not_before, certificate.validity().not_after].map(|time| time.to_datetime());
    (expires, (!certificate.is_ca()).then(|| expires - (expires - begins) / 3))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn they_are_named_as_kubeadm_names_them() {
        let mut params = rcgen::CertificateParams::default();
        params.not_before = rcgen::date_time_ymd(2036, 8, 21);
        params.not_after = rcgen::date_time_ymd(2036, 11, 19);
        let certificate = params.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().pem();
        let kubeconfig = format!(
            "users:\n- user:\n    client-certificate-data: {}\n    client-key-data: x\n",
            BASE64.encode(&certificate)
        );
        let files = KubernetesFolder(BTreeMap::from([
            ("admin.conf".to_owned(), kubeconfig.into_bytes()),
            ("pki/apiserver.crt".to_owned(), certificate.clone().into_bytes()),
            ("pki/broken.crt".to_owned(), b"nothing".to_vec()),
            ("pki/etcd/ca.crt".to_owned(), certificate.into_bytes()),
        ]));
        let found = certificates("control-plane-1", &files);
        let shown: Vec<_> = found.iter().map(|one| format!("{} {}", one.name, one.expires.date())).collect();
        assert!(
            found[0].is_due(rcgen::date_time_ymd(2036, 10, 20)) && !found[0].is_due(rcgen::date_time_ymd(2036, 10, 19))
        );
        assert_eq!(shown, ["admin.conf 2036-11-19", "apiserver 2036-11-19", "etcd-ca 2036-11-19"]);
    }
}
