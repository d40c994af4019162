//! Registries, and the certificates that nodes trust.

use super::certificates::{certificates, is_pem};
use super::files::Files;
use super::findings::Findings;
use crate::config::cluster::RegistrySpec;
use crate::config::v1alpha1::Registry;
use crate::yaml::{Located, Problems};

/// The registries, each of them once.
pub fn registries(wire: Vec<Registry>, files: Files<'_>, findings: &mut Findings) -> Vec<RegistrySpec> {
    let mut registries: Vec<RegistrySpec> = Vec::new();
    for registry in wire {
        let ca = certificate_authority(&registry, files, &mut findings.problems);
        warn(&registry, findings);
        let Some(host) = registry.host else { continue };
        if registries.iter().any(|other| other.host == host.value) {
            findings.problems.add(host.place, format!("registry `{}` is given twice", host.value));
        }
        registries.push(RegistrySpec {
            host: host.value,
            mirrors: registry.mirrors.into_iter().map(|mirror| mirror.value).collect(),
            ca,
            insecure: registry.insecure.is_some_and(|insecure| insecure.value),
        });
    }
    registries
}

/// The certificates of `trustedCAs`, as PEM.
pub fn trusted_cas(wire: &[Located<String>], files: Files<'_>, findings: &mut Findings) -> Vec<String> {
    wire.iter()
        .filter_map(|given| match is_pem(&given.value) {
            true => inline(given, &mut findings.problems),
            false => of_file(given, files, &mut findings.problems),
        })
        .collect()
}

fn certificate_authority(registry: &Registry, files: Files<'_>, problems: &mut Problems) -> Option<String> {
    match (&registry.ca, &registry.ca_file) {
        (Some(_), Some(file)) => {
            problems.add(file.place, "say `ca` or `caFile`, not both");
            None
        }
        (Some(pem), None) => inline(pem, problems),
        (None, Some(file)) => of_file(file, files, problems),
        (None, None) => None,
    }
}

fn inline(pem: &Located<String>, problems: &mut Problems) -> Option<String> {
    let read = certificates(&pem.value).map_err(|reason| format!("this can't be trusted: {reason}"));
    note(read, pem, problems)
}

fn of_file(path: &Located<String>, files: Files<'_>, problems: &mut Problems) -> Option<String> {
    let read = files
        .read(&path.value)
        .and_then(|text| certificates(&text).map_err(|reason| format!("`{}` can't be trusted: {reason}", path.value)));
    note(read, path, problems)
}

fn note(result: Result<String, String>, given: &Located<String>, problems: &mut Problems) -> Option<String> {
    result.map_err(|reason| problems.add(given.place, reason)).ok()
}

fn warn(registry: &Registry, findings: &mut Findings) {
    if let Some(insecure) = registry.insecure.as_ref().filter(|insecure| insecure.value) {
        let text = "certificates of this registry are not checked: anyone on the way can hand out other images";
        findings.warnings.add(insecure.place, text);
    }
    for mirror in registry.mirrors.iter().filter(|mirror| mirror.value.starts_with("http://")) {
        let text = format!(
            "mirror `{}` is asked without encryption: anyone on the way can hand out other images",
            mirror.value
        );
        findings.warnings.add(mirror.place, text);
    }
}
