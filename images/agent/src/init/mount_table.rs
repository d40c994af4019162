//! Reads /proc/self/mountinfo.

use std::path::PathBuf;

/// One mount. `options` are of the mount itself, `super_options` of the file system that may be mounted elsewhere too.
#[derive(Debug, PartialEq, Eq)]
pub struct Mount {
    pub path: PathBuf,
    pub kind: String,
    pub options: Vec<String>,
    pub super_options: Vec<String>,
}

impl Mount {
    pub fn has(&self, option: &str) -> bool {
        self.options.iter().any(|own| own == option)
    }

    pub fn is_superblock_read_only(&self) -> bool {
        self.super_options.iter().any(|option| option == "ro")
    }
}

/// The mounts in a mountinfo text; lines that don't have its shape are skipped.
pub fn parse(text: &str) -> Vec<Mount> {
    text.lines().filter_map(parse_line).collect()
}

/// `36 35 98:0 /root /path rw,noatime master:1 - ext4 /dev/root rw,errors=continue` (see proc_pid_mountinfo(5))
fn parse_line(line: &str) -> Option<Mount> {
    let (mount, file_system) = line.split_once(" - ")?;
    let mount: Vec<&str> = mount.split(' ').collect();
    let file_system: Vec<&str> = file_system.split(' ').collect();
    Some(Mount {
        path: PathBuf::from(mount.get(4)?),
        kind: (*file_system.first()?).to_owned(),
        options: split(mount.get(5)?),
        super_options: split(file_system.get(2)?),
    })
}

fn split(options: &str) -> Vec<String> {
    options.split(',').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_mounts() {
        let text = "\
725 724 0:56 / /sys ro,nosuid,nodev,noexec,relatime - sysfs sysfs ro
727 726 0:30 /docker/1f /sys/fs/cgroup/memory ro,nosuid master:11 - cgroup cgroup rw,memory
nonsense
";
        let mounts = parse(text);
        assert_eq!(mounts.len(), 2);
        assert_eq!(mounts[0].path, PathBuf::from("/sys"));
        assert!(mounts[0].has("ro") && mounts[0].is_superblock_read_only());
        assert_eq!(mounts[1].kind, "cgroup");
        assert!(mounts[1].has("ro") && !mounts[1].is_superblock_read_only());
    }
}
