//! /proc/meminfo of a node with a memory limit.

use crate::error::Error;
use crate::files;

/// Memory of the node's cgroup, cgroup v2 first.
const USAGE: [&str; 2] = ["/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory/memory.usage_in_bytes"];
const STATISTICS: [&str; 2] = ["/sys/fs/cgroup/memory.stat", "/sys/fs/cgroup/memory/memory.stat"];

/// The text, for a limit in bytes and what the node uses now.
pub fn text(limit: u64) -> Result<String, Error> {
    let usage = first(&USAGE)?.trim().parse().unwrap_or(0);
    Ok(render(limit, usage, &first(&STATISTICS)?))
}

fn first(paths: &[&str; 2]) -> Result<String, Error> {
    files::read(paths[0]).or_else(|_| files::read(paths[1]))
}

fn render(limit: u64, usage: u64, statistics: &str) -> String {
    // v1 counts only the cgroup's own processes without `total_`.
    let of = |names: [&str; 2]| names.iter().find_map(|name| field(statistics, name)).unwrap_or(0);
    let cached = of(["total_cache", "file"]);
    let reclaimable = of(["total_inactive_file", "inactive_file"]);
    let anonymous = of(["total_rss", "anon"]);
    let free = limit.saturating_sub(usage);
    let available = limit.min(free + reclaimable);
    let fields = [
        ("MemTotal", limit),
        ("MemFree", free),
        ("MemAvailable", available),
        ("Buffers", 0),
        ("Cached", cached),
        ("SwapCached", 0),
        ("Active", usage.saturating_sub(reclaimable)),
        ("Inactive", reclaimable),
        ("SwapTotal", 0),
        ("SwapFree", 0),
        ("Dirty", 0),
        ("Writeback", 0),
        ("AnonPages", anonymous),
        ("Mapped", 0),
        ("Shmem", of(["total_shmem", "shmem"])),
        ("Slab", 0),
        ("SReclaimable", 0),
    ];
    fields.iter().map(|(name, bytes)| format!("{:<16}{:>12} kB\n", format!("{name}:"), bytes >> 10)).collect()
}

fn field(statistics: &str, name: &str) -> Option<u64> {
    statistics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const V1: &str = "cache 1\ntotal_cache 209715200\ntotal_rss 104857600\ntotal_inactive_file 52428800\n";
    const V2: &str = "anon 104857600\nfile 209715200\ninactive_file 52428800\n";

    #[test]
    fn the_limit_is_all_the_memory_there_is() {
        let of = |text: &str, name: &str| {
            let line = text.lines().find(|line| line.starts_with(&format!("{name}:"))).unwrap().to_owned();
            line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
        };
        for statistics in [V1, V2] {
            let text = render(1 << 30, 314_572_800, statistics);
            assert_eq!(of(&text, "MemTotal"), 1 << 20);
            assert_eq!(of(&text, "MemFree"), (1 << 20) - 307_200);
            assert_eq!(of(&text, "MemAvailable"), (1 << 20) - 256_000);
            assert_eq!(of(&text, "Cached"), 204_800);
        }
    }

    #[test]
    fn its_length_never_changes() {
        assert_eq!(render(1 << 40, 0, "").len(), render(1 << 20, 1 << 30, V1).len());
    }
}
