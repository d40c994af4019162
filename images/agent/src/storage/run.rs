//! Follows the cluster's objects and does what they ask of this node.

use std::time::Instant;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use kube::Client;
use tokio::time::sleep_until;

use super::act::Hands;
use super::folders::{Folders, ROOT};
use super::orphans;
use super::plan::plan;
use super::retries::Retries;
use super::watch::changes;
use super::world::World;
use crate::api::run_role;
use crate::error::{Error, Failure};
use crate::init::node_name;
use crate::log;

pub fn run() -> Result<(), Failure> {
    run_role("storage", |client| async { serve(client, &node_name()?).await })
}

async fn serve(client: Client, own: &str) -> Result<(), Error> {
    let folders = Folders::prepare(ROOT)?;
    if let Err(error) = orphans::clear(&client, &folders).await {
        log::line(&error.in_full());
    }
    let hands = Hands::new(client.clone(), folders, own);
    let mut changes = changes(&client);
    let mut world = World::default();
    let mut retries = Retries::default();
    let mut work = FuturesUnordered::new();
    let mut said = String::new();
    loop {
        tokio::select! {
            Some(change) = changes.next() => match change {
                Ok(change) => world.take(change),
                Err(error) => said = say_once(said, format!("the API server can't be watched: {error}")),
            },
            Some((todo, is_done)) = work.next() => retries.ended(&todo, is_done, Instant::now()),
            () = until(retries.next()) => {}
        }
        if world.is_whole() {
            for todo in retries.begin(plan(&world, own), Instant::now()) {
                work.push(hands.carry_out(todo));
            }
        }
    }
}

/// Waits for ever where there is nothing to wait for.
async fn until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due.into()).await,
        None => std::future::pending().await,
    }
}

/// An API server that is away is told of once, not every second.
fn say_once(said: String, text: String) -> String {
    if text != said {
        log::line(&text);
    }
    text
}
