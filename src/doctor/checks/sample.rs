//! Facts of a host where all is well, for tests to change, and findings as tests compare them.

use std::path::PathBuf;

use time::Duration;

use crate::doctor::facts::{
    Facts, HostFacts, InotifyFacts, KernelFacts, NameFacts, NetworkFacts, ProgramFacts, ProxyFacts,
};
use crate::doctor::{Finding, Verdict};
use crate::engine::EngineInfo;

const GIB: u64 = 1 << 30;

/// A host that lacks nothing.
pub fn healthy() -> Facts {
    let names = |names: &str| names.split(' ').map(str::to_owned).collect();
    Facts {
        engine: Ok(EngineInfo {
            version: "28.0.1".into(),
            api_version: "1.48".into(),
            operating_system: "Debian GNU/Linux 13 (trixie)".into(),
            kernel: "6.12.0-1-amd64".into(),
            cgroup_version: 2,
            cpus: 4,
            memory: 16 << 30,
            root_folder: Some("/var/lib/docker".into()),
            local: true,
            ..EngineInfo::default()
        }),
        clock_skew: Some(Duration::milliseconds(3)),
        host: Some(HostFacts {
            kernel: KernelFacts {
                filesystems: names("ext4 overlay"),
                loaded: names("bridge veth nf_tables nf_conntrack"),
                ip_forward: Some(true),
                conntrack_max: Some(262_144),
                ..KernelFacts::default()
            },
            cgroup_controllers: Some(names("cpuset cpu io memory pids")),
            inotify: InotifyFacts { max_user_instances: Some(1024), max_user_watches: Some(1_048_576) },
            disk_free: Some(100 * GIB),
            memory_available: Some(8 * GIB),
            swap: Some(0),
        }),
        networks: NetworkFacts::default(),
        names: NameFacts { on_host: true, in_node: None },
        proxy: ProxyFacts::default(),
        programs: ProgramFacts {
            docker: Some(PathBuf::from("/usr/bin/docker")),
            buildx: true,
            kubectl: Some(PathBuf::from("/usr/bin/kubectl")),
        },
        loopback_port: Ok(()),
    }
}

/// As `healthy`, on an engine elsewhere.
pub fn remote() -> Facts {
    let mut facts = healthy();
    facts.host = None;
    if let Ok(engine) = &mut facts.engine {
        engine.local = false;
    }
    facts
}

/// Findings as lines.
pub fn shown(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let remedy = finding.remedy.as_ref().map(|remedy| format!("\n  {remedy}")).unwrap_or_default();
        format!("{} {}: {}{remedy}", finding.verdict.name(), finding.check, finding.message)
    };
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_is_wrong_with_the_sample() {
    let found = super::findings(&healthy());
    let wrong: Vec<_> = found.into_iter().filter(|finding| finding.verdict != Verdict::Ok).collect();
    assert_eq!(wrong, []);
}

#[test]
fn of_an_engine_elsewhere_the_host_is_not_checked() {
    let found = super::findings(&remote());
    let left_out = found.iter().filter(|finding| finding.verdict == Verdict::NotChecked).count();
    assert!(left_out == 4 && found.iter().all(|finding| finding.verdict <= Verdict::NotChecked), "{}", shown(&found));
}
