//! Certificate authorities, certificates and keys of a cluster, laid out as kubeadm lays them out
//! (https://kubernetes.io/docs/setup/best-practices/certificates/).

use std::net::{IpAddr, Ipv4Addr};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SanType,
};
use time::{Duration, OffsetDateTime};

use super::ClusterError;

/// As kubeadm has it.
const AUTHORITY_LIFE: Duration = Duration::days(3650);
/// As kubeadm has it; `start` renews them when a third of it is left.
const LIFE: Duration = Duration::days(365);
/// Certificates count from here in the past, so that a node whose clock is behind accepts them.
const CLOCK_SKEW: Duration = Duration::hours(1);

/// Name of the authority that signs for the API server and its clients.
pub const CLUSTER_AUTHORITY: &str = "kubernetes";

/// A certificate with its key, PEM.
#[derive(Debug, Clone)]
pub struct Identity {
    pub certificate: String,
    pub key: String,
}

/// A certificate authority that signs.
pub struct Authority {
    certificate: String,
    issuer: Issuer<'static, KeyPair>,
}

/// Whom a certificate is for and what it may be used for.
#[derive(Debug, Default, Clone)]
pub struct Subject<'a> {
    pub common_name: &'a str,
    pub organization: Option<&'a str>,
    /// DNS names; with addresses they make a serving certificate.
    pub names: Vec<String>,
    pub addresses: Vec<Ipv4Addr>,
    /// Also a client certificate (always the case without names and addresses).
    pub client: bool,
}

impl Authority {
    /// Makes a self-signed authority.
    pub fn new(common_name: &str) -> Result<Self, ClusterError> {
        let params = authority_params(common_name);
        let key = KeyPair::generate().map_err(ClusterError::Certificates)?;
        let certificate = params.self_signed(&key).map_err(ClusterError::Certificates)?.pem();
        Ok(Self { certificate, issuer: Issuer::new(params, key) })
    }

    /// An authority that `new` made with that name before.
    pub fn load(common_name: &str, identity: Identity) -> Result<Self, ClusterError> {
        let key = KeyPair::from_pem(&identity.key).map_err(ClusterError::Certificates)?;
        Ok(Self { certificate: identity.certificate, issuer: Issuer::new(authority_params(common_name), key) })
    }

    /// The authority's own certificate and key.
    pub fn identity(&self) -> Identity {
        Identity { certificate: self.certificate.clone(), key: self.issuer.key().serialize_pem() }
    }

    /// Issues a certificate with a new key.
    pub fn issue(&self, subject: &Subject<'_>) -> Result<Identity, ClusterError> {
        self.issue_for(subject, LIFE)
    }

    fn issue_for(&self, subject: &Subject<'_>, life: Duration) -> Result<Identity, ClusterError> {
        let mut params = params(subject.common_name, subject.organization, life);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
        let serves = !subject.names.is_empty() || !subject.addresses.is_empty();
        if serves {
            params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
        }
        if subject.client || !serves {
            params.extended_key_usages.push(ExtendedKeyUsagePurpose::ClientAuth);
        }
        for name in &subject.names {
            let name = name.as_str().try_into().map_err(ClusterError::Certificates)?;
            params.subject_alt_names.push(SanType::DnsName(name));
        }
        let addresses = subject.addresses.iter().map(|&address| SanType::IpAddress(IpAddr::V4(address)));
        params.subject_alt_names.extend(addresses);
        let key = KeyPair::generate().map_err(ClusterError::Certificates)?;
        let certificate = params.signed_by(&key, &self.issuer).map_err(ClusterError::Certificates)?;
        Ok(Identity { certificate: certificate.pem(), key: key.serialize_pem() })
    }
}

/// A server's certificate, with the only authority that signed for it: its certificate (PEM) comes first. Nobody renews
/// the two, so both last as authorities do, and nobody can sign with that authority again.
pub fn server_identity(names: &[String]) -> Result<(String, Identity), ClusterError> {
    let common_name = names.first().map_or("server", String::as_str);
    let authority = Authority::new(&format!("authority of {common_name}"))?;
    let subject = Subject { common_name, names: names.to_vec(), ..Subject::default() };
    let identity = authority.issue_for(&subject, AUTHORITY_LIFE)?;
    Ok((authority.certificate, identity))
}

/// The key pair that signs service account tokens: (private, public), PEM.
pub fn service_account_keys() -> Result<(String, String), ClusterError> {
    let key = KeyPair::generate().map_err(ClusterError::Certificates)?;
    Ok((key.serialize_pem(), key.public_key_pem()))
}

fn authority_params(common_name: &str) -> CertificateParams {
    let mut params = params(common_name, None, AUTHORITY_LIFE);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages =
        vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment, KeyUsagePurpose::KeyCertSign];
    params
}

fn params(common_name: &str, organization: Option<&str>, life: Duration) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common_name);
    if let Some(organization) = organization {
        params.distinguished_name.push(DnType::OrganizationName, organization);
    }
    params.not_before = OffsetDateTime::now_utc() - CLOCK_SKEW;
    params.not_after = params.not_before + life;
    params
}

#[cfg(test)]
mod tests {
    use x509_parser::pem::parse_x509_pem;

    use super::*;

    #[test]
    fn a_server_has_an_authority_of_its_own() {
        let (authority, identity) = server_identity(&["a.b.svc".to_owned(), "c".to_owned()]).unwrap();
        let pems = [&authority, &identity.certificate].map(|pem| parse_x509_pem(pem.as_bytes()).unwrap().1);
        let [authority, certificate] = pems.each_ref().map(|pem| pem.parse_x509().unwrap());
        assert!(authority.is_ca() && !certificate.is_ca());
        assert_eq!(certificate.issuer(), authority.subject());
        let names = &certificate.subject_alternative_name().unwrap().unwrap().value.general_names;
        assert_eq!(names.iter().map(ToString::to_string).collect::<Vec<_>>(), ["DNSName(a.b.svc)", "DNSName(c)"]);
        let years =
            (certificate.validity().not_after.timestamp() - OffsetDateTime::now_utc().unix_timestamp()) / 31_536_000;
        assert_eq!(years, 9);
    }
}
