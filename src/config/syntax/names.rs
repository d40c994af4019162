//! Names of clusters and addons, and versions.

use crate::config::default;

/// Longest cluster name: container names, host names and context names are made of it.
const LONGEST_NAME: usize = 40;
/// The addons of this release.
const ADDONS: &[&str] = include!(concat!(env!("OUT_DIR"), "/addon_names.rs"));

/// A cluster's name.
pub fn cluster_name(text: &str) -> Result<String, String> {
    let characters_fit = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let ends_fit = !text.starts_with('-') && !text.ends_with('-');
    if text.is_empty() || text.len() > LONGEST_NAME || !characters_fit || !ends_fit {
        return Err(format!(
            "`{text}` is no cluster name: up to {LONGEST_NAME} lower-case letters, digits and `-`, beginning and ending with a letter or digit"
        ));
    }
    Ok(text.to_owned())
}

/// The version of Kubernetes, with or without its `v`.
pub fn kubernetes_version(text: &str) -> Result<String, String> {
    let known = default::KUBERNETES_VERSION;
    if text.trim_start_matches('v') == known.trim_start_matches('v') {
        return Ok(known.to_owned());
    }
    Err(format!("Kubernetes `{text}` is not to be had; this release of devcluster runs {known}"))
}

/// Name of an addon.
pub fn addon(text: &str) -> Result<String, String> {
    if ADDONS.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(format!("addon `{text}` is unknown; there is {}", ADDONS.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_break_container_names_are_refused() {
        for name in ["", "-a", "a-", "A", "a_b", "a/b", &"a".repeat(41)] {
            assert!(cluster_name(name).is_err(), "{name}");
        }
        for name in ["a", "dev", "ci-42", "42"] {
            assert!(cluster_name(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_version_goes_without_its_v() {
        assert_eq!(kubernetes_version("1.36.3").as_deref(), Ok("v1.36.3"));
        assert!(kubernetes_version("1.36").is_err());
    }

    #[test]
    fn an_addon_has_to_be_there() {
        assert_eq!(addon("metrics").as_deref(), Ok("metrics"));
        let error = addon("metric").unwrap_err();
        assert!(error.starts_with("addon `metric` is unknown; there is "), "{error}");
    }
}
