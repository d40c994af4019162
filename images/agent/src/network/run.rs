//! The role `network`: what it watches, and who acts on it.

use std::net::IpAddr;
use std::thread;

use futures::future::{join, join3};
use k8s_openapi::api::core::v1::{ConfigMap, Node};
use kube::runtime::watcher;
use kube::{Api, Client};

use super::keep::Keeper;
use super::load_balancer::{Allocator, NAMESPACE, Pool, TABLE};
use super::watch::{Signal, follow};
use super::{closed_ports, policy, prune};
use crate::api::run_role;
use crate::error::{Error, Failure};
use crate::init::node_config;
use crate::interfaces::{self, Changes};

pub fn run() -> Result<(), Failure> {
    run_role("network", follow_cluster)
}

/// Goes on for ever: what fails is tried again where it failed.
async fn follow_cluster(client: Client) -> Result<(), Error> {
    let node = node_config()?;
    let own = node.node_name;
    let pool: Option<Pool> = node.load_balancer_pool.as_deref().map(str::parse).transpose()?;
    let signal = Signal::default();
    watch_interface(node.address, signal.clone())?;
    let nodes = follow(Api::<Node>::all(client.clone()), watcher::Config::default(), prune::node, &signal);
    let policies = policy::run(client.clone(), own.clone());
    let Some(pool) = pool else {
        join(Keeper::new(own, node.address, nodes).run(signal.listen()), policies).await;
        return Ok(());
    };

    closed_ports::install(&pool).await?;
    let tables: Api<ConfigMap> = Api::namespaced(client.clone(), NAMESPACE);
    let only = watcher::Config::default().fields(&format!("metadata.name={TABLE}"));
    let table = follow(tables, only, prune::config_map, &signal);
    let keeper = Keeper::new(own.clone(), node.address, nodes.clone()).with_addresses(pool, table.clone());
    let allocator = Allocator::new(client, own, pool, nodes, table, signal.clone());
    join3(keeper.run(signal.listen()), allocator.run(), policies).await;
    Ok(())
}

/// Gives the signal when the node's own address moves to another interface.
fn watch_interface(address: IpAddr, signal: Signal) -> Result<(), Error> {
    let changes = Changes::listen()?;
    let mut last = interfaces::index_of(address);
    thread::spawn(move || {
        while changes.wait().is_ok() {
            let now = interfaces::index_of(address);
            if now != last {
                last = now;
                signal.give();
            }
        }
    });
    Ok(())
}
