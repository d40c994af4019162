//! Whether the kernel is new enough and has the features that nodes and networks are made of.

use crate::doctor::facts::KernelFacts;
use crate::doctor::{Facts, Finding};

const CHECK: &str = "kernel";
/// kube-proxy's nftables mode: https://kubernetes.io/docs/reference/networking/virtual-ips/#proxy-mode-nftables
const OLDEST: (u32, u32) = (5, 13);
/// Each connection through a Service is an entry of this table.
const LEAST_CONNTRACK: u64 = 32_768;

/// Module, the option that it is built by, and what needs it.
const FEATURES: [(&str, &str, &str); 5] = [
    ("overlay", "CONFIG_OVERLAY_FS", "containers' file systems"),
    ("bridge", "CONFIG_BRIDGE", "the nodes' network"),
    ("veth", "CONFIG_VETH", "pods' interfaces"),
    ("nf_tables", "CONFIG_NF_TABLES", "Services"),
    ("nf_conntrack", "CONFIG_NF_CONNTRACK", "Services"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    There,
    Missing,
    Unknown,
}

pub fn check(facts: &Facts) -> Vec<Finding> {
    let Some(engine) = facts.engine() else { return super::elsewhere(CHECK, facts) };
    let too_old = version(&engine.kernel).is_some_and(|version| version < OLDEST);
    if too_old {
        return vec![Finding::problem(
            CHECK,
            format!("Linux {} is too old: Services need {}.{} or newer", engine.kernel, OLDEST.0, OLDEST.1),
            "upgrade the kernel; on Debian: `sudo apt-get install linux-image-amd64`",
        )];
    }
    let Some(host) = &facts.host else {
        return vec![Finding::ok(CHECK, format!("Linux {} is new enough", engine.kernel))];
    };
    let mut found = features(&engine.kernel, &host.kernel);
    found.extend(settings(&host.kernel));
    found
}

fn features(release: &str, kernel: &KernelFacts) -> Vec<Finding> {
    let missing = FEATURES.iter().filter(|(module, option, _)| presence(kernel, module, option) == Presence::Missing);
    let missing: Vec<_> = missing
        .map(|(module, option, what)| {
            Finding::problem(
                CHECK,
                format!("Linux {release} lacks `{module}`, which {what} need"),
                format!("load it with `sudo modprobe {module}`, or take a kernel with {option}"),
            )
        })
        .collect();
    if !missing.is_empty() {
        return missing;
    }
    let unknown = FEATURES.iter().filter(|(module, option, _)| presence(kernel, module, option) == Presence::Unknown);
    let unknown: Vec<_> = unknown.map(|(module, ..)| *module).collect();
    let known = if unknown.is_empty() {
        "has all features that are needed".to_owned()
    } else {
        format!("is new enough; it does not tell whether it has {}", unknown.join(", "))
    };
    vec![Finding::ok(CHECK, format!("Linux {release} {known}"))]
}

fn presence(kernel: &KernelFacts, module: &str, option: &str) -> Presence {
    let available = kernel.available.as_ref().map(|available| available.contains(module));
    let configured = kernel.config.as_ref().map(|config| config.get(option).map(String::as_str));
    if kernel.filesystems.contains(module) || kernel.loaded.contains(module) || available == Some(true) {
        return Presence::There;
    }
    match (configured, available) {
        (Some(Some("y")), _) => Presence::There,
        // A module, and no list says that it is not installed.
        (Some(Some(_)), None) => Presence::There,
        (None, None) => Presence::Unknown,
        _ => Presence::Missing,
    }
}

fn settings(kernel: &KernelFacts) -> Vec<Finding> {
    let mut found = Vec::new();
    if kernel.ip_forward == Some(false) {
        found.push(Finding::problem(
            CHECK,
            "IP forwarding is off: pods reach nothing outside of their node",
            "switch it on with `sudo sysctl -w net.ipv4.ip_forward=1`",
        ));
    }
    if let Some(most) = kernel.conntrack_max.filter(|&most| most < LEAST_CONNTRACK) {
        found.push(Finding::warning(
            CHECK,
            format!("only {most} connections are tracked at a time: busy Services will lose some"),
            "raise the limit with `sudo sysctl -w net.netfilter.nf_conntrack_max=131072`",
        ));
    }
    found
}

/// `6.12.0-1-amd64` is (6, 12).
fn version(release: &str) -> Option<(u32, u32)> {
    let mut numbers = release.split(|sign: char| !sign.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::super::sample::{healthy, remote, shown};
    use super::*;

    fn with(change: impl FnOnce(&mut KernelFacts)) -> String {
        let mut facts = healthy();
        change(&mut facts.host.as_mut().unwrap().kernel);
        shown(&check(&facts))
    }

    #[test]
    fn what_the_kernel_lacks_is_named() {
        insta::assert_snapshot!(with(|_| {}), @"ok kernel: Linux 6.12.0-1-amd64 has all features that are needed");
        insta::assert_snapshot!(with(|kernel| { kernel.loaded.remove("nf_tables"); }), @"ok kernel: Linux 6.12.0-1-amd64 is new enough; it does not tell whether it has nf_tables");
        insta::assert_snapshot!(
            with(|kernel| {
                kernel.loaded.clear();
                kernel.available = Some(BTreeSet::from(["bridge".into(), "veth".into(), "nf_conntrack".into()]));
            }),
            @r"
        problem kernel: Linux 6.12.0-1-amd64 lacks `nf_tables`, which Services need
          load it with `sudo modprobe nf_tables`, or take a kernel with CONFIG_NF_TABLES
        "
        );
        insta::assert_snapshot!(with(|kernel| kernel.ip_forward = Some(false)), @r"
        ok kernel: Linux 6.12.0-1-amd64 has all features that are needed
        problem kernel: IP forwarding is off: pods reach nothing outside of their node
          switch it on with `sudo sysctl -w net.ipv4.ip_forward=1`
        ");
        insta::assert_snapshot!(with(|kernel| kernel.conntrack_max = Some(4096)), @r"
        ok kernel: Linux 6.12.0-1-amd64 has all features that are needed
        warning kernel: only 4096 connections are tracked at a time: busy Services will lose some
          raise the limit with `sudo sysctl -w net.netfilter.nf_conntrack_max=131072`
        ");
    }

    #[test]
    fn a_version_is_enough_to_be_too_old() {
        let mut facts = remote();
        insta::assert_snapshot!(shown(&check(&facts)), @"ok kernel: Linux 6.12.0-1-amd64 is new enough");
        if let Ok(engine) = &mut facts.engine {
            engine.kernel = "5.10.0-9-amd64".into();
        }
        insta::assert_snapshot!(shown(&check(&facts)), @r"
        problem kernel: Linux 5.10.0-9-amd64 is too old: Services need 5.13 or newer
          upgrade the kernel; on Debian: `sudo apt-get install linux-image-amd64`
        ");
    }

    #[test]
    fn presence_follows_from_whatever_tells() {
        let config = |value: &str| Some(BTreeMap::from([("CONFIG_VETH".to_owned(), value.to_owned())]));
        let none = Some(BTreeSet::new());
        let presence = |kernel: KernelFacts| presence(&kernel, "veth", "CONFIG_VETH");
        assert_eq!(presence(KernelFacts::default()), Presence::Unknown);
        assert_eq!(
            presence(KernelFacts { config: config("y"), available: none.clone(), ..Default::default() }),
            Presence::There
        );
        assert_eq!(presence(KernelFacts { config: config("m"), ..Default::default() }), Presence::There);
        assert_eq!(
            presence(KernelFacts { config: config("m"), available: none.clone(), ..Default::default() }),
            Presence::Missing
        );
        assert_eq!(presence(KernelFacts { config: Some(BTreeMap::new()), ..Default::default() }), Presence::Missing);
        assert_eq!(presence(KernelFacts { available: none, ..Default::default() }), Presence::Missing);
    }
}
