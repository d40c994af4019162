//! The CPUs of a node that may run on some of the host's only.

/// The list of CPUs that a process may run on, `0-1,4`, from its /proc/PID/status.
pub fn allowed(status: &str) -> String {
    status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap_or_default().trim().to_owned()
}

/// /proc/cpuinfo without the CPUs that are not in the list.
pub fn cpuinfo(text: &str, list: &str) -> String {
    let is_shown = |block: &&str| number(block).is_none_or(|number| contains(list, number));
    text.split_inclusive("\n\n").filter(is_shown).collect()
}

fn number(block: &str) -> Option<u32> {
    block.lines().find_map(|line| line.strip_prefix("processor")?.split_once(':')?.1.trim().parse().ok())
}

fn contains(list: &str, number: u32) -> bool {
    list.split(',').any(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        first.parse().is_ok_and(|first: u32| first <= number) && last.parse().is_ok_and(|last: u32| number <= last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_allowed_cpus_are_shown() {
        assert_eq!(allowed("Cpus_allowed:\t6\nCpus_allowed_list:\t1-2\n"), "1-2");
        let text: String = (0..4).map(|number| format!("processor\t: {number}\nflags\t\t: fpu\n\n")).collect();
        let shown = cpuinfo(&text, "1-2");
        assert_eq!(shown.matches("processor").count(), 2);
        assert!(shown.starts_with("processor\t: 1\n"));
        assert!(contains("0,3", 3) && !contains("0,3", 2));
    }
}
