//! Which addresses are given to which services and held by which nodes: the ConfigMap that all nodes follow.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use k8s_openapi::api::core::v1::ConfigMap;
use serde::{Deserialize, Serialize};

pub const NAMESPACE: &str = "kube-system";
pub const TABLE: &str = "load-balancer-addresses";

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table(pub BTreeMap<Ipv4Addr, Entry>);

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The node that has the address on its interface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// `NAMESPACE/NAME`.
    #[serde(default)]
    pub services: BTreeSet<String>,
}

impl Table {
    /// What can't be read is not there: it is written anew.
    pub fn read(map: &ConfigMap) -> Self {
        let entries = map.data.iter().flatten();
        let entry =
            |(address, entry): (&String, &String)| Some((address.parse().ok()?, serde_json::from_str(entry).ok()?));
        Self(entries.filter_map(entry).collect())
    }

    pub fn held_by(&self, node: &str) -> BTreeSet<Ipv4Addr> {
        let held = self.0.iter().filter(|(_, entry)| entry.node.as_deref() == Some(node));
        held.map(|(address, _)| *address).collect()
    }

    pub fn address_of(&self, service: &str) -> Option<Ipv4Addr> {
        self.0.iter().find(|(_, entry)| entry.services.contains(service)).map(|(address, _)| *address)
    }

    /// What a merge patch has to change in the map's data: `None` removes. Empty where all is right.
    pub fn changes(&self, map: &ConfigMap) -> Result<BTreeMap<String, Option<String>>, serde_json::Error> {
        let there: BTreeMap<_, _> = map.data.clone().unwrap_or_default();
        let mut changes: BTreeMap<_, _> = there.keys().map(|address| (address.clone(), None)).collect();
        for (address, entry) in &self.0 {
            let (address, entry) = (address.to_string(), serde_json::to_string(entry)?);
            if there.get(&address) == Some(&entry) {
                changes.remove(&address);
            } else {
                changes.insert(address, Some(entry));
            }
        }
        Ok(changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(data: &[(&str, &str)]) -> ConfigMap {
        let data = data.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        ConfigMap { data: Some(data), ..ConfigMap::default() }
    }

    #[test]
    fn reads_what_it_writes_and_passes_over_the_rest() {
        let map = map(&[
            ("172.24.3.1", r#"{"node":"worker-1","services":["default/web"]}"#),
            ("172.24.3.2", r#"{"services":["default/dns"]}"#),
            ("172.24.3.3", "worker-1"),
            ("README", "{}"),
        ]);
        let table = Table::read(&map);
        assert_eq!(table.0.len(), 2);
        assert_eq!(table.held_by("worker-1"), [Ipv4Addr::new(172, 24, 3, 1)].into());
        assert_eq!(table.address_of("default/dns"), Some(Ipv4Addr::new(172, 24, 3, 2)));
        let changes = table.changes(&map).unwrap();
        assert_eq!(changes, [("172.24.3.3".to_owned(), None), ("README".to_owned(), None)].into());
    }

    #[test]
    fn changes_are_what_differs() {
        let map = map(&[("172.24.3.1", r#"{"node":"worker-1","services":["default/web"]}"#)]);
        let mut table = Table::read(&map);
        table.0.insert(Ipv4Addr::new(172, 24, 3, 2), Entry::default());
        let changes = table.changes(&map).unwrap();
        assert_eq!(changes, [("172.24.3.2".to_owned(), Some(r#"{"services":[]}"#.to_owned()))].into());
    }
}
