//! Keeps the node's network as the API server's objects say.

use futures::{StreamExt, pin_mut};
use k8s_openapi::api::core::v1::Node;
use kube::runtime::{WatchStreamExt, reflector, watcher};
use kube::{Api, Client};

use super::routes;
use crate::api::run_role;
use crate::error::{Error, Failure};
use crate::init::node_name;
use crate::log;

pub fn run() -> Result<(), Failure> {
    run_role("network", |client| async { follow_nodes(client, &node_name()?).await })
}

/// Sets the routes anew after each change of a node.
async fn follow_nodes(client: Client, own: &str) -> Result<(), Error> {
    let (nodes, writer) = reflector::store();
    let changes = watcher(Api::<Node>::all(client), watcher::Config::default());
    let changes = reflector(writer, changes).default_backoff().touched_objects();
    pin_mut!(changes);
    while let Some(change) = changes.next().await {
        match change {
            Ok(_) => routes::set(&routes::wanted(&nodes.state(), own)).await?,
            Err(error) => log::line(&format!("the nodes can't be watched: {error}")),
        }
    }
    Ok(())
}
