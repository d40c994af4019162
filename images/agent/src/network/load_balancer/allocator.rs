//! Fills the table: on the control plane that decides, at each change of what it follows from.

use std::collections::BTreeMap;
use std::time::Duration;

use k8s_openapi::api::core::v1::{ConfigMap, Node, Service};
use k8s_openapi::api::discovery::v1::EndpointSlice;
use kube::api::{Patch, PatchParams};
use kube::runtime::reflector::Store;
use kube::runtime::watcher;
use kube::{Api, Client};
use serde_json::json;

use super::super::prune;
use super::super::watch::{Signal, follow};
use super::addresses::allocate;
use super::holders::hold;
use super::pool::Pool;
use super::publish::Publisher;
use super::reachable::Reachable;
use super::service::Balanced;
use super::table::{NAMESPACE, TABLE, Table};
use super::{endpoints, nodes};
use crate::api::Trouble;
use crate::error::Error;

/// How often all is looked through though nothing has changed.
const INTERVAL: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_secs(1);

pub struct Allocator {
    client: Client,
    own: String,
    pool: Pool,
    nodes: Store<Node>,
    table: Store<ConfigMap>,
    signal: Signal,
    reachable: Reachable,
    publisher: Publisher,
}

impl Allocator {
    /// `nodes` and `table` give `signal` at each change.
    pub fn new(
        client: Client,
        own: String,
        pool: Pool,
        nodes: Store<Node>,
        table: Store<ConfigMap>,
        signal: Signal,
    ) -> Self {
        let reachable = Reachable::new(signal.clone());
        let publisher = Publisher::new(client.clone(), own.clone());
        Self { client, own, pool, nodes, table, signal, reachable, publisher }
    }

    /// Allocates for ever, where this node is a control plane.
    pub async fn run(mut self) {
        let mut changes = self.signal.listen();
        while !self.nodes.state().iter().any(|node| self.is_own(node) && nodes::is_control_plane(node)) {
            changes.changed_within(INTERVAL).await;
        }
        let balanced = watcher::Config::default().fields("spec.type=LoadBalancer");
        let services = follow(Api::all(self.client.clone()), balanced, prune::service, &self.signal);
        let slices = watcher::Config::default();
        let slices = follow(Api::all(self.client.clone()), slices, prune::endpoint_slice, &self.signal);
        // Their writers never go.
        let _ = services.wait_until_ready().await;
        let _ = slices.wait_until_ready().await;
        let _ = self.table.wait_until_ready().await;

        let mut trouble = Trouble::new("give addresses to services");
        loop {
            let limit = match self.allocate(&services, &slices).await {
                Ok(()) => {
                    trouble.over();
                    INTERVAL
                }
                Err(error) => {
                    trouble.is(&error);
                    PAUSE
                }
            };
            changes.changed_within(limit).await;
        }
    }

    fn is_own(&self, node: &Node) -> bool {
        node.metadata.name.as_ref() == Some(&self.own)
    }

    async fn allocate(&mut self, services: &Store<Service>, slices: &Store<EndpointSlice>) -> Result<(), Error> {
        let services = Balanced::all(services.state());
        let nodes = self.nodes.state();
        self.reachable.follow(&self.to_follow(&nodes, !services.is_empty()));
        let silent = self.reachable.silent();
        if nodes::first_control_plane(&nodes, &silent).as_ref() != Some(&self.own) {
            return Ok(());
        }
        let map = self.table.state().first().cloned().ok_or_else(|| {
            Error::Unfit(format!("the ConfigMap `{NAMESPACE}/{TABLE}` is not there; `devcluster start` makes it"))
        })?;

        let before = Table::read(&map);
        let (given, refusals) = allocate(&self.pool, &before, &services);
        let table = hold(&given, &before, &nodes::able(&nodes, &silent), &endpoints::ready(&slices.state()));
        if !self.write(&map, &table).await? {
            return Ok(());
        }
        for service in &services {
            self.publisher.show(service, table.address_of(&service.name)).await?;
        }
        self.publisher.refuse(&services, refusals).await
    }

    /// The kubelets whose silence matters: all that may hold addresses, and who may decide in this one's place.
    fn to_follow(&self, nodes: &[std::sync::Arc<Node>], balancing: bool) -> BTreeMap<String, std::net::SocketAddr> {
        let others = nodes.iter().filter(|node| !self.is_own(node));
        let matter = others.filter(|node| balancing || nodes::is_control_plane(node));
        matter.filter_map(|node| Some((node.metadata.name.clone()?, nodes::kubelet(node)?))).collect()
    }

    /// Makes the map say what the table says; false where it has changed since it was read, which gives a signal.
    async fn write(&self, map: &ConfigMap, table: &Table) -> Result<bool, Error> {
        let changes = table
            .changes(map)
            .map_err(|source| Error::Json { path: format!("the ConfigMap {TABLE}").into(), source })?;
        if changes.is_empty() {
            return Ok(true);
        }
        let maps: Api<ConfigMap> = Api::namespaced(self.client.clone(), NAMESPACE);
        let patch = json!({ "metadata": { "resourceVersion": map.metadata.resource_version }, "data": changes });
        match maps.patch(TABLE, &PatchParams::default(), &Patch::Merge(patch)).await {
            Ok(_) => Ok(true),
            Err(kube::Error::Api(status)) if status.code == 409 => Ok(false),
            Err(source) => Err(Error::Api { action: "write the table of addresses", source: Box::new(source) }),
        }
    }
}
