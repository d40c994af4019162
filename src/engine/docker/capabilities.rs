//! Which Linux capabilities the engine itself lacks: it can't hand them to a container, and a container that asks for
//! them does not start.

use super::connect::Endpoint;

/// Capability names by bit number, from linux/capability.h.
const NAMES: [&str; 41] = [
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "KILL",
    "SETGID",
    "SETUID",
    "SETPCAP",
    "LINUX_IMMUTABLE",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_ADMIN",
    "NET_RAW",
    "IPC_LOCK",
    "IPC_OWNER",
    "SYS_MODULE",
    "SYS_RAWIO",
    "SYS_CHROOT",
    "SYS_PTRACE",
    "SYS_PACCT",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_NICE",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "MKNOD",
    "LEASE",
    "AUDIT_WRITE",
    "AUDIT_CONTROL",
    "SETFCAP",
    "MAC_OVERRIDE",
    "MAC_ADMIN",
    "SYSLOG",
    "WAKE_ALARM",
    "BLOCK_SUSPEND",
    "AUDIT_READ",
    "PERFMON",
    "BPF",
    "CHECKPOINT_RESTORE",
];

/// Names of the capabilities outside the engine's bounding set. Read from the process at the other end of its socket;
/// none where that can't be seen (an engine on another machine), and then the engine's own answer tells.
pub async fn lacking(endpoint: &Endpoint) -> Vec<String> {
    bounding_set(endpoint).await.map_or_else(Vec::new, missing_in)
}

#[cfg(target_os = "linux")]
async fn bounding_set(endpoint: &Endpoint) -> Option<u64> {
    let stream = tokio::net::UnixStream::connect(endpoint.socket()?).await.ok()?;
    let pid = stream.peer_cred().ok()?.pid().filter(|&pid| pid > 0)?;
    let status = tokio::fs::read_to_string(format!("/proc/{pid}/status")).await.ok()?;
    parse_bounding_set(&status)
}

#[cfg(not(target_os = "linux"))]
async fn bounding_set(_endpoint: &Endpoint) -> Option<u64> {
    None
}

fn parse_bounding_set(status: &str) -> Option<u64> {
    let hexadecimal = status.lines().find_map(|line| line.strip_prefix("CapBnd:"))?;
    u64::from_str_radix(hexadecimal.trim(), 16).ok()
}

/// A kernel older than a capability lacks its bit, and the engine then does not know its name; so only bits below
/// the highest one that is set count.
fn missing_in(bounding_set: u64) -> Vec<String> {
    let known = (u64::BITS - bounding_set.leading_zeros()) as usize;
    NAMES
        .iter()
        .take(known)
        .enumerate()
        .filter(|(bit, _)| bounding_set & (1 << bit) == 0)
        .map(|(_, name)| (*name).to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_set_lacks_nothing() {
        assert!(missing_in(0x1ff_ffff_ffff).is_empty());
        assert!(missing_in(0x3f_ffff_ffff).is_empty(), "an older kernel with 38 capabilities");
    }

    #[test]
    fn a_sandbox_without_sys_resource_is_seen() {
        let status = "Name:\tdockerd\nCapBnd:\t000001fffeffffff\nCapAmb:\t0\n";
        assert_eq!(parse_bounding_set(status).map(missing_in), Some(vec!["SYS_RESOURCE".to_owned()]));
    }
}
