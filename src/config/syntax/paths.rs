//! Paths in nodes.

use std::path::Path;

/// What a node is made of: a mount must neither replace one of these nor what holds it.
const NEEDED: [&str; 17] = [
    "/bin",
    "/dev",
    "/etc/cni",
    "/etc/containerd",
    "/etc/kubernetes",
    "/lib",
    "/opt/baked",
    "/opt/cni",
    "/proc",
    "/run",
    "/sbin",
    "/sys",
    "/tmp",
    "/usr",
    "/var/lib/containerd",
    "/var/lib/etcd",
    "/var/lib/kubelet",
];
/// File systems of the kernel, in which nothing can be mounted either.
const KERNELS: [&str; 3] = ["/dev", "/proc", "/sys"];

/// Where a mount appears in a node.
pub fn mount_target(text: &str) -> Result<String, String> {
    let path = Path::new(text);
    if !path.is_absolute() || path.components().any(|part| part.as_os_str() == "..") {
        return Err(format!("expected an absolute path in the node, found `{text}`"));
    }
    let replaced = NEEDED.iter().find(|needed| Path::new(needed).starts_with(path));
    if let Some(needed) = replaced.or_else(|| KERNELS.iter().find(|kernels| path.starts_with(kernels))) {
        return Err(format!("`{text}` can't be mounted over: the node needs its own {needed}"));
    }
    // Without repeated and trailing slashes, so that the same target is the same text.
    Ok(path.components().collect::<std::path::PathBuf>().display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mount_does_not_replace_the_node() {
        assert_eq!(mount_target("/data//shop/").as_deref(), Ok("/data/shop"));
        for path in ["/mnt", "/var/lib/devices", "/usr/local/share/data", "/tmp/x"] {
            assert!(mount_target(path).is_ok(), "{path}");
        }
        for path in ["", "data", "/", "/var", "/var/lib/", "/etc/kubernetes", "/usr", "/proc/sys", "/a/../usr"] {
            assert!(mount_target(path).is_err(), "{path}");
        }
    }
}
