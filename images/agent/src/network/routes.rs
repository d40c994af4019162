//! Routes to the pods of other nodes.

use std::collections::BTreeMap;
use std::sync::Arc;

use k8s_openapi::api::core::v1::Node;
use serde::Deserialize;
use tokio::process::Command;

use crate::error::Error;

/// Routing protocol number that marks our routes (see /etc/iproute2/rt_protos; 17 to 41 and 43 to 185 are free).
const PROTOCOL: &str = "100";

/// Pod subnets and the nodes' addresses that lead to them.
pub type Routes = BTreeMap<String, String>;

/// The routes that follow from the nodes there are.
pub fn wanted(nodes: &[Arc<Node>], own: &str) -> Routes {
    nodes.iter().filter(|node| node.metadata.name.as_deref() != Some(own)).filter_map(|node| route(node)).collect()
}

fn route(node: &Node) -> Option<(String, String)> {
    let addresses = node.status.as_ref()?.addresses.as_ref()?;
    let address = addresses.iter().find(|address| address.type_ == "InternalIP")?;
    Some((node.spec.as_ref()?.pod_cidr.clone()?, address.address.clone()))
}

/// Makes the node's routes the wanted ones; those that others made stay.
pub async fn set(wanted: &Routes) -> Result<(), Error> {
    let there = there().await?;
    for subnet in there.keys().filter(|subnet| !wanted.contains_key(*subnet)) {
        ip(&["route", "delete", subnet, "proto", PROTOCOL]).await?;
    }
    for (subnet, address) in wanted.iter().filter(|(subnet, address)| there.get(*subnet) != Some(*address)) {
        ip(&["route", "replace", subnet, "via", address, "proto", PROTOCOL]).await?;
    }
    Ok(())
}

async fn there() -> Result<Routes, Error> {
    #[derive(Deserialize)]
    struct Route {
        dst: String,
        gateway: Option<String>,
    }
    let text = ip(&["-json", "route", "show", "proto", PROTOCOL]).await?;
    let routes: Vec<Route> =
        serde_json::from_str(&text).map_err(|source| Error::Json { path: "the output of ip route".into(), source })?;
    Ok(routes.into_iter().map(|route| (route.dst, route.gateway.unwrap_or_default())).collect())
}

async fn ip(arguments: &[&str]) -> Result<String, Error> {
    let output = Command::new("ip")
        .args(arguments)
        .output()
        .await
        .map_err(|source| Error::Spawn { program: "ip".into(), source })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Error::Command {
        command: format!("ip {}", arguments.join(" ")),
        status: output.status.to_string(),
        said: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use k8s_openapi::serde_json::{from_value, json};

    use super::*;

    fn node(name: &str, subnet: Option<&str>, address: Option<&str>) -> Arc<Node> {
        let addresses = address.map(|address| json!([{ "type": "InternalIP", "address": address }]));
        let node = json!({
            "metadata": { "name": name }, "spec": { "podCIDR": subnet }, "status": { "addresses": addresses },
        });
        Arc::new(from_value(node).unwrap())
    }

    #[test]
    fn only_other_nodes_that_are_known_whole_get_a_route() {
        let nodes = [
            node("control-plane-1", Some("10.244.0.0/24"), Some("172.24.0.10")),
            node("worker-1", Some("10.244.1.0/24"), Some("172.24.0.11")),
            node("worker-2", Some("10.244.2.0/24"), None),
            node("worker-3", None, Some("172.24.0.13")),
        ];
        let expected = Routes::from([("10.244.1.0/24".into(), "172.24.0.11".into())]);
        assert_eq!(wanted(&nodes, "control-plane-1"), expected);
    }
}
