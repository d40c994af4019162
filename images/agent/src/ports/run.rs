//! Keeps rules and routes as the API server's nodes and services say. Process 1 of the container `ports`.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use futures::future::ready;
use futures::{FutureExt, Stream, StreamExt, pin_mut, stream};
use k8s_openapi::api::core::v1::{Node, Service};
use kube::runtime::reflector::Store;
use kube::runtime::watcher::Event;
use kube::runtime::{WatchStreamExt, reflector, watcher};
use kube::{Api, Client, Resource};
use serde::de::DeserializeOwned;
use tokio::process::Command;
use tokio::time::interval;

use super::definition::{self, Port};
use super::destination::{self, Destination};
use super::gateway::{self, Gateway};
use super::{conntrack, report, rules};
use crate::api::run_role;
use crate::error::{Error, Failure};
use crate::log;
use crate::network::routes::{self, Routes};

const PROBE_INTERVAL: Duration = Duration::from_secs(1);
/// While there is no way yet.
const FIRST_PROBES: Duration = Duration::from_millis(100);

pub fn run() -> Result<(), Failure> {
    report::clear().map_err(|source| Failure {
        what: "forget what an earlier run reported",
        hint: "see `docker logs` of this container; it starts again by itself",
        source,
    })?;
    run_role("ports", follow)
}

/// What is in force: where each port leads, and by which node.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Ways {
    ports: Vec<(Port, Result<Destination, String>)>,
    routes: Routes,
}

async fn follow(client: Client) -> Result<(), Error> {
    let ports = definition::read()?;
    let (nodes, node_changes) = watch::<Node>(&client);
    let (services, service_changes) = watch::<Service>(&client);
    let changes = stream::select(node_changes, service_changes);
    pin_mut!(changes);
    let mut probe = interval(FIRST_PROBES);
    let mut gateway = Gateway::default();
    let mut in_force = None;
    loop {
        tokio::select! {
            _ = changes.next() => {}
            _ = probe.tick() => gateway.probe(&gateway::ready(&nodes.state())).await,
        }
        if !is_listed(&nodes) || !is_listed(&services) {
            continue;
        }
        let by = gateway.choose(&gateway::ready(&nodes.state())).map(str::to_owned);
        if in_force.is_none() {
            if by.is_none() {
                continue;
            }
            probe = interval(PROBE_INTERVAL);
        }
        let wanted = ways(&ports, &services.state(), by.as_deref());
        if in_force.as_ref() != Some(&wanted) {
            enforce(&wanted, &in_force.unwrap_or_default()).await?;
            in_force = Some(wanted);
        }
    }
}

/// All objects of a kind, and a stream that says when they are others.
fn watch<K>(client: &Client) -> (Store<K>, impl Stream<Item = ()> + use<K>)
where
    K: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned + Send + Sync + 'static,
{
    let (store, writer) = reflector::store();
    let events = watcher(Api::<K>::all(client.clone()), watcher::Config::default());
    let events = reflector(writer, events).default_backoff();
    let changes = events.filter_map(|event| {
        ready(match event {
            Ok(Event::Apply(_) | Event::Delete(_) | Event::InitDone) => Some(()),
            Ok(Event::Init | Event::InitApply(_)) => None,
            Err(error) => {
                log::line(&format!("the API server can't be watched: {error}"));
                None
            }
        })
    });
    (store, changes)
}

fn is_listed<K>(store: &Store<K>) -> bool
where
    K: Resource<DynamicType = ()> + Clone + 'static,
{
    store.wait_until_ready().now_or_never().is_some()
}

fn ways(ports: &[Port], services: &[Arc<Service>], gateway: Option<&str>) -> Ways {
    let lead = |port: &Port| {
        let destination = destination::find(port, services)?;
        gateway.map(|_| destination).ok_or_else(|| "no node is ready".to_owned())
    };
    let ports: Vec<_> = ports.iter().map(|port| (port.clone(), lead(port))).collect();
    let addresses = ports.iter().filter_map(|(_, destination)| Some(destination.as_ref().ok()?.address.to_string()));
    let routes = addresses.zip(gateway.into_iter().cycle()).map(|(address, by)| (address, by.to_owned())).collect();
    Ways { ports, routes }
}

async fn enforce(wanted: &Ways, before: &Ways) -> Result<(), Error> {
    routes::set(&wanted.routes).await?;
    nft(&rules::table(&wanted.ports)).await?;
    for (port, destination) in wanted.ports.iter().filter(|way| !before.ports.contains(way)) {
        conntrack::forget(port).await?;
        let place = destination.as_ref().map_or_else(|problem| format!("nowhere: {problem}"), ToString::to_string);
        log::line(&format!("port {}/{} leads to {place}", port.host_port, port.protocol));
    }
    report::write(&wanted.ports)
}

async fn nft(rules: &str) -> Result<(), Error> {
    let output = Command::new("nft").arg(rules).output();
    let output = output.await.map_err(|source| Error::Spawn { program: "nft".into(), source })?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::Command {
        command: "nft".to_owned(),
        status: output.status.to_string(),
        said: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use k8s_openapi::serde_json::{from_value, json};

    use super::super::definition::{Protocol, Target};
    use super::*;

    #[test]
    fn services_are_reached_by_the_gateway() {
        let port =
            |host_port, node_port| Port { host_port, protocol: Protocol::Tcp, target: Target::NodePort(node_port) };
        let service = json!({
            "metadata": { "namespace": "default", "name": "web" },
            "spec": { "clusterIP": "10.96.3.4", "ports": [{ "port": 80, "nodePort": 30080 }] },
        });
        let services = [Arc::new(from_value(service).unwrap())];
        let ports = [port(8080, 30_080), port(8081, 30_081)];
        let found = ways(&ports, &services, Some("172.24.0.10"));
        assert_eq!(found.routes, Routes::from([("10.96.3.4".into(), "172.24.0.10".into())]));
        assert!(found.ports[0].1.is_ok() && found.ports[1].1.is_err());

        let none = ways(&ports, &services, None);
        assert_eq!(none.routes, Routes::new());
        assert_eq!(none.ports[0].1, Err("no node is ready".to_owned()));
    }
}
