//! This host as its kernel describes it.

use std::fs;
use std::path::{Path, PathBuf};

use super::kernel;
use super::number::number;
use crate::doctor::facts::{HostFacts, InotifyFacts};

/// Looks at the host whose file system begins at `root`; `None` where that has no /proc.
pub async fn look(root: &Path, release: &str, engine_folder: Option<PathBuf>) -> Option<HostFacts> {
    let (root, release) = (root.to_owned(), release.to_owned());
    let looked = move || {
        let memory = fs::read_to_string(root.join("proc/meminfo")).ok()?;
        Some(HostFacts {
            kernel: kernel::look(&root, &release),
            cgroup_controllers: controllers(&root),
            inotify: inotify(&root.join("proc/sys")),
            disk_free: engine_folder.and_then(|folder| crate::host::free_space(&folder)),
            memory_available: field(&memory, "MemAvailable:"),
            swap: field(&memory, "SwapTotal:"),
        })
    };
    tokio::task::spawn_blocking(looked).await.ok().flatten()
}

/// The limits below a folder of kernel parameters.
pub fn inotify(sysctls: &Path) -> InotifyFacts {
    let read = |name: &str| number(&sysctls.join("fs/inotify").join(name));
    InotifyFacts { max_user_instances: read("max_user_instances"), max_user_watches: read("max_user_watches") }
}

/// Version 2 lists what it has in one file of its root; version 1 in a table whose last column says what is on.
fn controllers(root: &Path) -> Option<std::collections::BTreeSet<String>> {
    if let Ok(line) = fs::read_to_string(root.join("sys/fs/cgroup/cgroup.controllers")) {
        return Some(line.split_whitespace().map(str::to_owned).collect());
    }
    let table = fs::read_to_string(root.join("proc/cgroups")).ok()?;
    let enabled = |line: &str| line.split_whitespace().last() == Some("1");
    let lines = table.lines().filter(|line| !line.starts_with('#') && enabled(line));
    Some(lines.filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect())
}

/// A line of /proc/meminfo in bytes; it is written in KiB.
fn field(memory: &str, name: &str) -> Option<u64> {
    let rest = memory.lines().find_map(|line| line.strip_prefix(name))?;
    Some(rest.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[tokio::test]
    async fn a_host_is_read_from_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, "proc/meminfo", "MemTotal: 2048 kB\nMemAvailable:    1024 kB\nSwapTotal:       0 kB\n");
        write(root, "proc/cgroups", "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t3\t9\t1\nmemory\t0\t1\t0\n");
        write(root, "proc/sys/fs/inotify/max_user_instances", "128\n");
        write(root, "proc/filesystems", "nodev\toverlay\n\text4\n");
        let facts = look(root, "6.12.0", Some(root.to_owned())).await.unwrap();
        assert_eq!((facts.memory_available, facts.swap), (Some(1 << 20), Some(0)));
        assert_eq!(facts.cgroup_controllers.unwrap().into_iter().collect::<Vec<_>>(), ["cpu"]);
        assert_eq!(facts.inotify, InotifyFacts { max_user_instances: Some(128), max_user_watches: None });
        assert!(facts.disk_free.is_some() && facts.kernel.filesystems.contains("overlay"));
        write(root, "sys/fs/cgroup/cgroup.controllers", "cpu memory\n");
        assert_eq!(controllers(root).unwrap().len(), 2);
        assert!(look(&root.join("none"), "6.12.0", None).await.is_none());
    }
}
