//! What kubelet is told of and what it chooses from: ids, a unit's once, or once for each container that may share it.

use std::collections::{BTreeMap, BTreeSet};

/// Between a unit's id and the number of its share, as NVIDIA's plugin names shares.
const SHARE: &str = "::";

/// The ids under which units are known to kubelet, with the unit of each.
pub fn ids<'a>(uuids: impl Iterator<Item = &'a str>, replicas: u32) -> Vec<String> {
    let of_unit = |uuid: &str| match replicas {
        0 | 1 => vec![uuid.to_owned()],
        _ => (0..replicas).map(|share| format!("{uuid}{SHARE}{share}")).collect(),
    };
    uuids.flat_map(of_unit).collect()
}

/// The unit that an id belongs to.
pub fn uuid(id: &str) -> &str {
    id.split_once(SHARE).map_or(id, |(uuid, _)| uuid)
}

/// Which of the available ids a container should get: all that it must have, then shares of units that are shared
/// least, each of another unit as long as there is one; in the order in which they are available.
pub fn preferred(available: &[String], must: &[String], wanted: usize) -> Vec<String> {
    let mut chosen: Vec<String> = must.to_vec();
    let mut free: Vec<&String> = available.iter().filter(|id| !must.contains(id)).collect();
    let mut shares: BTreeMap<&str, usize> = BTreeMap::new();
    for id in available {
        *shares.entry(uuid(id)).or_default() += 1;
    }
    while chosen.len() < wanted {
        let taken: BTreeSet<&str> = chosen.iter().map(|id| uuid(id)).collect();
        let rank = |id: &str| {
            let unit = uuid(id);
            (!taken.contains(unit), shares.get(unit).copied().unwrap_or_default())
        };
        // Of those that rank alike the first.
        let best = free.iter().enumerate().rev().max_by_key(|(_, id)| rank(id)).map(|(index, _)| index);
        let Some(best) = best else { break };
        let id = free.remove(best);
        if let Some(left) = shares.get_mut(uuid(id)) {
            *left -= 1;
        }
        chosen.push(id.clone());
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_share_is_named_after_its_unit() {
        assert_eq!(ids(["GPU-a", "GPU-b"].into_iter(), 1), ["GPU-a", "GPU-b"]);
        let shared = ids(["GPU-a", "GPU-b"].into_iter(), 2);
        assert_eq!(shared, ["GPU-a::0", "GPU-a::1", "GPU-b::0", "GPU-b::1"]);
        assert_eq!((uuid("GPU-a::1"), uuid("GPU-a")), ("GPU-a", "GPU-a"));
    }

    #[test]
    fn whole_units_are_taken_in_their_order() {
        assert_eq!(preferred(&words("a b c d"), &[], 2), ["a", "b"]);
        assert_eq!(preferred(&words("a b c d"), &words("c"), 2), ["c", "a"]);
        assert_eq!(preferred(&words("a"), &[], 2), ["a"]);
    }

    #[test]
    fn shares_are_spread() {
        let available = words("a::0 a::1 b::0 b::1 b::2");
        assert_eq!(preferred(&available, &[], 1), ["b::0"], "of what is shared least");
        assert_eq!(preferred(&available, &[], 2), ["b::0", "a::0"], "each of another unit");
        assert_eq!(preferred(&available, &[], 4), ["b::0", "a::0", "b::1", "a::1"]);
        assert_eq!(preferred(&available, &words("a::1"), 2), ["a::1", "b::0"]);
    }
}
