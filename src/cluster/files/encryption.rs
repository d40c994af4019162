//! Encryption of Secrets in etcd (https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::cluster::ClusterError;
use crate::cluster::templates::render;

/// Bytes of a key of XSalsa20-Poly1305.
const KEY_BYTES: usize = 32;

/// The API servers' EncryptionConfiguration (YAML), with a new key.
pub fn encryption_configuration() -> Result<String, ClusterError> {
    let mut key = [0; KEY_BYTES];
    getrandom::fill(&mut key).map_err(ClusterError::Randomness)?;
    render("node/encryption.yaml", &serde_json::json!({ "key": BASE64.encode(key) }))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::yaml;

    fn key(configuration: &str) -> Vec<u8> {
        let configuration: Value = yaml::parse(configuration).unwrap();
        let key = configuration.pointer("/resources/0/providers/0/secretbox/keys/0/secret").and_then(Value::as_str);
        BASE64.decode(key.unwrap()).unwrap()
    }

    #[test]
    fn every_cluster_has_a_key_of_its_own() {
        let keys = [(), ()].map(|()| key(&encryption_configuration().unwrap()));
        assert_eq!(keys[0].len(), KEY_BYTES);
        assert_ne!(keys[0], keys[1]);
    }
}
