//! Which Linux capabilities a node can ask for: what the engine itself lacks it can't hand to a container, and a
//! container that asks for it does not start.

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

/// What a node asks for: `ALL`, or, where the engine's bounding set has gaps, the names that are in it (engine 20.10
/// refuses `ALL` with a gap that is not dropped, engine 26 refuses to drop what is a gap). Read from the process at the
/// other end of its socket; `ALL` where that can't be seen (an engine on another machine).
pub async fn available(endpoint: &Endpoint) -> Vec<String> {
    bounding_set(endpoint).await.and_then(in_set_with_gaps).unwrap_or_else(|| vec!["ALL".to_owned()])
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

/// The names in a set with gaps; none where it has none. A kernel older than a capability lacks its bit, and the
/// engine then does not know its name; so only bits below the highest one that is set count.
fn in_set_with_gaps(bounding_set: u64) -> Option<Vec<String>> {
    let known = (u64::BITS - bounding_set.leading_zeros()) as usize;
    let names: Vec<_> = NAMES
        .iter()
        .take(known)
        .enumerate()
        .filter(|(bit, _)| bounding_set & (1 << bit) != 0)
        .map(|(_, name)| (*name).to_owned())
        .collect();
    (names.len() < known.min(NAMES.len())).then_some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_set_has_no_gaps() {
        assert_eq!(in_set_with_gaps(0x1ff_ffff_ffff), None);
        assert_eq!(in_set_with_gaps(0x3f_ffff_ffff), None, "an older kernel with 38 capabilities");
    }

    #[test]
    fn a_sandbox_without_sys_resource_gets_the_rest() {
        let status = "Name:\tdockerd\nCapBnd:\t000001fffeffffff\nCapAmb:\t0\n";
        let names = parse_bounding_set(status).and_then(in_set_with_gaps).unwrap();
        assert_eq!(names.len(), NAMES.len() - 1);
        assert!(!names.contains(&"SYS_RESOURCE".to_owned()));
    }
}
