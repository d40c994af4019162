//! Keeps the node's routes and addresses as the API server's objects say.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use k8s_openapi::api::core::v1::{ConfigMap, Node};
use kube::runtime::reflector::Store;

use super::addresses;
use super::load_balancer::{Pool, Table};
use super::routes::{self, Routes};
use super::watch::Listener;
use crate::api::Trouble;
use crate::error::Error;
use crate::interfaces;

/// How often all is looked through though nothing has changed: others may have changed the kernel's network.
const INTERVAL: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_secs(1);

pub struct Keeper {
    own: String,
    /// The node's own address.
    address: IpAddr,
    nodes: Store<Node>,
    balancing: Option<Balancing>,
}

struct Balancing {
    pool: Pool,
    table: Store<ConfigMap>,
}

/// What the kernel shall have.
#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    /// Of the node's own address: with another one, all has to be set anew.
    interface: Option<u32>,
    routes: Routes,
    /// `None` where nobody says: those that are there stay.
    addresses: Option<BTreeSet<Ipv4Addr>>,
}

impl Keeper {
    pub fn new(own: String, address: IpAddr, nodes: Store<Node>) -> Self {
        Self { own, address, nodes, balancing: None }
    }

    /// Addresses of services too, as the table says.
    pub fn with_addresses(self, pool: Pool, table: Store<ConfigMap>) -> Self {
        Self { balancing: Some(Balancing { pool, table }), ..self }
    }

    /// Acts on each change that matters, and now and then without one.
    pub async fn run(self, mut changes: Listener) {
        // The writers never go: their watches go on for ever.
        let _ = self.nodes.wait_until_ready().await;
        if let Some(balancing) = &self.balancing {
            let _ = balancing.table.wait_until_ready().await;
        }
        let mut trouble = Trouble::new("set routes and addresses");
        let mut done = None;
        loop {
            let wanted = self.wanted();
            if done.as_ref() != Some(&wanted) {
                match self.set(&wanted).await {
                    Ok(()) => {
                        trouble.over();
                        done = Some(wanted);
                    }
                    Err(error) => {
                        trouble.is(&error);
                        done = None;
                    }
                }
            }
            let limit = if done.is_some() { INTERVAL } else { PAUSE };
            if !changes.changed_within(limit).await {
                done = None;
            }
        }
    }

    fn wanted(&self) -> Wanted {
        let table = self.balancing.as_ref().and_then(|balancing| balancing.table.state().first().cloned());
        Wanted {
            interface: interfaces::index_of(self.address),
            routes: routes::wanted(&self.nodes.state(), &self.own),
            addresses: table.map(|map| Table::read(&map).held_by(&self.own)),
        }
    }

    async fn set(&self, wanted: &Wanted) -> Result<(), Error> {
        let routes = routes::set(&wanted.routes).await;
        if let (Some(Balancing { pool, .. }), Some(addresses)) = (&self.balancing, &wanted.addresses) {
            addresses::set(pool, self.address, addresses).await?;
        }
        routes
    }
}
