//! What a running container uses. The engine takes a sample a second and lets a caller wait for the next one, so the
//! kernel's own figures are read where the container's processes are on this host.

use std::path::{Path, PathBuf};

use bollard::Docker;
use bollard::models::ContainerStatsResponse;
use bollard::query_parameters::{InspectContainerOptions, StatsOptionsBuilder};
use futures::StreamExt;

use super::errors;
use crate::engine::{ContainerStats, EngineError, Result};

const CGROUPS: &str = "/sys/fs/cgroup";

pub async fn of(client: &Docker, name: &str) -> Result<ContainerStats> {
    let fail = errors::on(&format!("say what container `{name}` uses"));
    let answer = client.inspect_container(name, None::<InspectContainerOptions>).await.map_err(fail.clone())?;
    let limit = answer.host_config.and_then(|host| host.memory).and_then(|bytes| u64::try_from(bytes).ok());
    let memory_limit = limit.filter(|&bytes| bytes > 0);
    let pid = answer.state.and_then(|state| state.pid).filter(|&pid| pid > 0);
    if let (Some(pid), Some(id)) = (pid, answer.id)
        && let Ok(Some(memory_used)) = tokio::task::spawn_blocking(move || from_kernel(pid, &id)).await
    {
        return Ok(ContainerStats { memory_used, memory_limit });
    }
    let options = StatsOptionsBuilder::new().stream(false).one_shot(true).build();
    match Box::pin(client.stats(name, Some(options))).next().await {
        Some(sample) => Ok(ContainerStats { memory_used: from_engine(&sample.map_err(fail)?), memory_limit }),
        None => Err(EngineError::NoContainer { name: name.to_owned() }),
    }
}

fn from_engine(sample: &ContainerStatsResponse) -> u64 {
    let memory = sample.memory_stats.clone().unwrap_or_default();
    let details = memory.stats.unwrap_or_default();
    let droppable = details.get("total_inactive_file").or_else(|| details.get("inactive_file")).copied();
    memory.usage.unwrap_or_default().saturating_sub(droppable.unwrap_or_default())
}

/// `None` where the process is not on this host, or not one of the container with that id.
fn from_kernel(pid: i64, id: &str) -> Option<u64> {
    let membership = std::fs::read_to_string(format!("/proc/{pid}/cgroup")).ok()?;
    let (folder, [usage, droppable]) = memory_cgroup(&membership, id)?;
    let folder = Path::new(CGROUPS).join(folder);
    let usage: u64 = std::fs::read_to_string(folder.join(usage)).ok()?.trim().parse().ok()?;
    let details = std::fs::read_to_string(folder.join("memory.stat")).ok()?;
    Some(usage.saturating_sub(field(&details, droppable).unwrap_or_default()))
}

/// The container's memory cgroup below the mount point, with the file of its usage and the field of what of that can
/// be dropped. A process may be in a cgroup below its container's, whose name has the container's id.
fn memory_cgroup(membership: &str, id: &str) -> Option<(PathBuf, [&'static str; 2])> {
    let lines =
        || membership.lines().filter_map(|line| line.split_once(':').and_then(|(_, rest)| rest.split_once(':')));
    let own = |path: &str| {
        let above: Vec<_> = path.split('/').take_while(|part| !part.contains(id)).collect();
        let name = path.split('/').find(|part| part.contains(id))?;
        Some(format!("{}/{name}", above.join("/")).trim_start_matches('/').to_owned())
    };
    let version1 = lines().find(|(controllers, _)| controllers.split(',').any(|name| name == "memory"));
    if let Some((_, path)) = version1 {
        return Some((Path::new("memory").join(own(path)?), ["memory.usage_in_bytes", "total_inactive_file"]));
    }
    let (_, path) = lines().find(|(controllers, _)| controllers.is_empty())?;
    Some((own(path)?.into(), ["memory.current", "inactive_file"]))
}

fn field(details: &str, name: &str) -> Option<u64> {
    details.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_containers_cgroup_is_found_above_its_processes() {
        let version1 = "12:pids:/docker/abc\n5:memory:/docker/abc/kubelet/pod1\n0::/\n";
        let (folder, _) = memory_cgroup(version1, "abc").unwrap();
        assert_eq!(folder, Path::new("memory/docker/abc"));
        let version2 = "0::/system.slice/docker-abc.scope/init\n";
        let (folder, files) = memory_cgroup(version2, "abc").unwrap();
        assert_eq!(folder, Path::new("system.slice/docker-abc.scope"));
        assert_eq!(files, ["memory.current", "inactive_file"]);
        assert_eq!(memory_cgroup(version2, "other"), None, "a process of something else");
    }

    #[test]
    fn the_file_cache_that_can_go_does_not_count() {
        assert_eq!(field("anon 1\ninactive_file 300\nactive_file 5\n", "inactive_file"), Some(300));
        let sample = r#"{"memory_stats":{"usage":1000,"stats":{"inactive_file":100,"total_inactive_file":300}}}"#;
        assert_eq!(from_engine(&serde_json::from_str(sample).unwrap()), 700);
    }
}
