//! cgroup v1: one hierarchy a controller, with kubelet's cgroup in each of them.

use std::path::{Path, PathBuf};

use super::KUBELET;
use crate::error::Error;
use crate::files;
use crate::init::mount_table::Mount;

/// Where v1 hierarchies are mounted; none on a host with only v2.
pub fn hierarchies(mounts: &[Mount]) -> Vec<PathBuf> {
    mounts
        .iter()
        .filter(|mount| mount.kind == "cgroup" && mount.path.starts_with("/sys/fs/cgroup"))
        .map(|mount| mount.path.clone())
        .collect()
}

pub fn prepare(hierarchies: &[PathBuf]) -> Result<(), Error> {
    for hierarchy in hierarchies {
        let kubelet = hierarchy.join(KUBELET);
        files::make_folder(&kubelet)?;
        if hierarchy.join("cpuset.cpus").exists() {
            fill_cpuset(hierarchy, &kubelet)?;
        }
    }
    Ok(())
}

/// A new cpuset is empty and takes no process until it has CPUs and memory nodes.
fn fill_cpuset(parent: &Path, child: &Path) -> Result<(), Error> {
    for file in ["cpuset.cpus", "cpuset.mems"] {
        if files::read(child.join(file))?.trim().is_empty() {
            files::write(child.join(file), files::read(parent.join(file))?.trim())?;
        }
    }
    // Children of kubelet's cgroup then begin filled.
    files::write(child.join("cgroup.clone_children"), "1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::mount_table;

    #[test]
    fn finds_hierarchies() {
        let text = "\
1 0 0:1 / /sys/fs/cgroup rw - tmpfs tmpfs rw
2 1 0:2 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
3 1 0:3 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd
4 1 0:4 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
";
        let expected = ["/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/systemd"].map(PathBuf::from);
        assert_eq!(hierarchies(&mount_table::parse(text)), expected);
    }

    #[test]
    fn fills_an_empty_cpuset_from_its_parent() {
        let parent = tempfile::tempdir().unwrap();
        let child = parent.path().join("kubelet");
        for (file, text) in [("cpuset.cpus", "0-1\n"), ("cpuset.mems", "0\n")] {
            files::write(parent.path().join(file), text).unwrap();
            files::write(child.join(file), "\n").unwrap();
        }
        fill_cpuset(parent.path(), &child).unwrap();
        assert_eq!(files::read(child.join("cpuset.cpus")).unwrap(), "0-1");
        assert_eq!(files::read(child.join("cgroup.clone_children")).unwrap(), "1");
    }
}
