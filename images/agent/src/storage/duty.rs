//! Which one node does what is no node's own: all nodes come to the same answer from the same nodes, and a node that
//! comes or goes changes few answers.

/// The node whose duty the object with this UID is; None where there are no nodes.
pub fn of<'a>(uid: &str, nodes: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    nodes.max_by_key(|node| (weight(uid, node), *node))
}

/// FNV-1a, which stays the same from one build of the agent to the next, and a last mixing: its upper bits alone hardly
/// change with the last letters.
fn weight(uid: &str, node: &str) -> u64 {
    let sum = uid
        .bytes()
        .chain([0])
        .chain(node.bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mixed = (sum ^ (sum >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ (mixed >> 33)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const NODES: [&str; 3] = ["control-plane-1", "worker-1", "worker-2"];

    #[test]
    fn is_shared_out_evenly() {
        let mut shares = BTreeMap::new();
        for number in 0..300 {
            let node = of(&format!("uid-{number}"), NODES.into_iter()).unwrap();
            *shares.entry(node).or_insert(0) += 1;
        }
        assert!(shares.len() == 3 && shares.values().all(|share| (60..140).contains(share)), "{shares:?}");
    }

    #[test]
    fn does_not_hang_on_the_order_and_moves_only_from_the_node_that_went() {
        for number in 0..50 {
            let uid = format!("uid-{number}");
            let all = of(&uid, NODES.into_iter());
            assert_eq!(all, of(&uid, NODES.into_iter().rev()));
            if all != Some("worker-2") {
                assert_eq!(all, of(&uid, NODES[..2].iter().copied()));
            }
        }
        assert_eq!(of("uid", std::iter::empty()), None);
    }
}
