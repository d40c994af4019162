//! What the engine says of itself, out of `/version` and `/info`.

use std::path::{Path, PathBuf};

use bollard::Docker;
use bollard::models::{SystemInfo, SystemVersion};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::connect::{DEFAULT_SOCKET, Endpoint};
use super::errors;
use crate::engine::{EngineError, EngineInfo, EngineKind, Result};

const OLDEST_API: (u32, u32) = (1, 41);
const OLDEST_ENGINE: &str = "20.10 (API 1.41)";

/// Version and host of a connected engine; an error where it is too old.
pub async fn info(client: &Docker, endpoint: &Endpoint, lacking_capabilities: &[String]) -> Result<EngineInfo> {
    let fail = errors::on("say what it is");
    let (version, info) = tokio::try_join!(client.version(), client.info()).map_err(fail)?;
    let api = version.api_version.clone().unwrap_or_default();
    if parse_api(&api).is_none_or(|api| api < OLDEST_API) {
        let version = version.version.unwrap_or_default();
        return Err(EngineError::TooOld { version, api, needed: OLDEST_ENGINE });
    }
    let info = convert(version, info);
    // Docker Desktop runs in a virtual machine, a rootless engine in a network of its own.
    let apart = info.kind == EngineKind::DockerDesktop || info.rootless;
    Ok(EngineInfo {
        local: cfg!(target_os = "linux") && endpoint.socket().is_some() && !apart,
        lacking_capabilities: lacking_capabilities.to_vec(),
        socket: own_socket(endpoint, info.kind),
        ..info
    })
}

/// An engine that is reached by a virtual machine's or another host's door has its socket where it is by default.
fn own_socket(endpoint: &Endpoint, kind: EngineKind) -> PathBuf {
    let here = endpoint.socket().filter(|_| cfg!(target_os = "linux") && kind != EngineKind::DockerDesktop);
    here.unwrap_or(Path::new(DEFAULT_SOCKET)).to_owned()
}

fn convert(version: SystemVersion, info: SystemInfo) -> EngineInfo {
    let kind = kind(&version, &info);
    EngineInfo {
        version: version.version.unwrap_or_default(),
        api_version: version.api_version.unwrap_or_default(),
        kind,
        lacking_limits: lacking_limits(&info),
        rootless: info.security_options.iter().flatten().any(|option| option.contains("rootless")),
        os: info.os_type.unwrap_or_default(),
        operating_system: info.operating_system.unwrap_or_default(),
        architecture: info.architecture.unwrap_or_default(),
        kernel: info.kernel_version.unwrap_or_default(),
        cgroup_version: if info.cgroup_version.is_some_and(|version| version.to_string() == "2") { 2 } else { 1 },
        cpus: info.ncpu.unwrap_or_default(),
        memory: info.mem_total.unwrap_or_default(),
        root_folder: info.docker_root_dir.map(Into::into),
        storage_driver: info.driver.unwrap_or_default(),
        time: info.system_time.and_then(|time| OffsetDateTime::parse(&time, &Rfc3339).ok()),
        proxy: info.https_proxy.or(info.http_proxy).filter(|proxy| !proxy.is_empty()),
        ..EngineInfo::default()
    }
}

fn kind(version: &SystemVersion, info: &SystemInfo) -> EngineKind {
    let mut components = version.components.iter().flatten();
    if components.any(|component| component.name.starts_with("Podman")) {
        EngineKind::Podman
    } else if info.operating_system.as_deref().is_some_and(|os| os.contains("Docker Desktop")) {
        EngineKind::DockerDesktop
    } else {
        EngineKind::Docker
    }
}

/// Engines that do not say whether they can set a limit are taken to be able to.
fn lacking_limits(info: &SystemInfo) -> Vec<&'static str> {
    let limits = [
        ("memory", info.memory_limit),
        ("cpu", info.cpu_cfs_quota),
        ("cpuset", info.cpu_set),
        ("pids", info.pids_limit),
    ];
    limits.into_iter().filter(|(_, can)| *can == Some(false)).map(|(name, _)| name).collect()
}

fn parse_api(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn api_versions_compare_by_number() {
        assert!(parse_api("1.9") < Some(OLDEST_API));
        assert!(parse_api("1.41") >= Some(OLDEST_API));
        assert_eq!(parse_api("x"), None);
    }

    #[test]
    fn a_rootless_engine_without_delegated_controllers_is_seen() {
        let info = convert(
            SystemVersion::default(),
            SystemInfo {
                security_options: Some(vec!["name=seccomp,profile=default".into(), "name=rootless".into()]),
                memory_limit: Some(true),
                cpu_cfs_quota: Some(false),
                cpu_set: Some(false),
                ..SystemInfo::default()
            },
        );
        assert!(info.rootless);
        assert_eq!(info.lacking_limits, ["cpu", "cpuset"]);
        assert_eq!(info.kind, EngineKind::Docker);
    }

    #[test]
    fn podman_and_docker_desktop_are_told_apart() {
        let version = serde_json::from_str(r#"{"Components":[{"Name":"Podman Engine","Version":"5.4.0"}]}"#).unwrap();
        assert_eq!(kind(&version, &SystemInfo::default()), EngineKind::Podman);
        let desktop = SystemInfo { operating_system: Some("Docker Desktop".into()), ..SystemInfo::default() };
        assert_eq!(kind(&SystemVersion::default(), &desktop), EngineKind::DockerDesktop);
    }
}
