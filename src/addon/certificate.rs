//! Certificates that templates ask for: what an addon's webhook shows the API server.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use minijinja::value::{Rest, Value};
use minijinja::{Error, ErrorKind};
use sha2::{Digest, Sha256};

use crate::cluster::server_identity;

/// `certificate("web.shop.svc")`: a new certificate for a server of these names. `ca`, `certificate` and `key` are base64
/// of PEM, as Secrets and webhooks take them; `digest` tells one from another, for pods that have to start again with it.
pub fn certificate(names: Rest<String>) -> Result<Value, Error> {
    if names.is_empty() {
        return Err(Error::new(ErrorKind::MissingArgument, "a certificate needs a name: `web.shop.svc`"));
    }
    let (authority, identity) = server_identity(&names)
        .map_err(|source| Error::new(ErrorKind::InvalidOperation, "no certificate can be made").with_source(source))?;
    let digest = hex::encode(&Sha256::digest(&identity.certificate)[..8]);
    let encoded = |text: &str| BASE64.encode(text);
    let (ca, certificate, key) = (encoded(&authority), encoded(&identity.certificate), encoded(&identity.key));
    Ok(minijinja::context! { ca, certificate, key, digest })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(template: &str) -> Result<String, Error> {
        let mut environment = minijinja::Environment::new();
        environment.add_function("certificate", certificate);
        environment.render_str(template, ())
    }

    #[test]
    fn its_parts_are_base64_of_pem() {
        let text =
            rendered("{% set tls = certificate('a.b') %}{{ tls.ca }} {{ tls.certificate }} {{ tls.key }}").unwrap();
        let parts = text.split(' ').map(|part| String::from_utf8(BASE64.decode(part).unwrap()).unwrap());
        let heads: Vec<_> = parts.map(|pem| pem.lines().next().unwrap().to_owned()).collect();
        assert_eq!(heads[..2], ["-----BEGIN CERTIFICATE-----"; 2]);
        assert!(heads[2].ends_with("PRIVATE KEY-----"), "{}", heads[2]);
    }

    #[test]
    fn each_is_new() {
        let digests = rendered("{{ certificate('a').digest }} {{ certificate('a').digest }}").unwrap();
        let (one, other) = digests.split_once(' ').unwrap();
        assert!(one.len() == 16 && one != other, "{digests}");
    }

    #[test]
    fn one_without_a_name_is_refused() {
        assert!(rendered("{{ certificate().ca }}").unwrap_err().to_string().contains("needs a name"));
    }
}
