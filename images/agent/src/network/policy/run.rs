//! Keeps the node's rules as the cluster's policies say.

use std::time::Duration;

use futures::{FutureExt, StreamExt};
use kube::Client;

use super::super::commands;
use super::plan::{Isolations, plan};
use super::rules;
use super::watch::{self, Change, Changes};
use super::world::World;
use crate::api::Trouble;
use crate::error::Error;

/// After a failure of nft, where nothing changes before.
const PAUSE: Duration = Duration::from_secs(10);

/// Goes on for ever. Pods are only looked at while there is a policy: without one this is a watch and nothing else.
///
/// Until the lists are whole, what an earlier run of the role put in place holds.
pub async fn run(client: Client, own: String) {
    let mut policies = watch::policies(&client);
    let mut pods: Option<Changes> = None;
    let mut world = World::default();
    let mut enforcer = Enforcer::new();
    loop {
        tokio::select! {
            Some(change) = policies.next() => world.take(change, &own),
            change = next_of(&mut pods) => world.take(change, &own),
            () = enforcer.time_to_try_again() => {}
        }
        // One change seldom comes alone.
        while let Some(change) = at_hand(&mut policies).or_else(|| at_hand(pods.as_mut()?)) {
            world.take(change, &own);
        }
        match world.has_policies() {
            None => {}
            Some(true) if pods.is_none() => pods = Some(watch::pods(&client)),
            Some(true) if world.is_whole() => enforcer.enforce(plan(&world)).await,
            Some(true) => {}
            Some(false) => {
                pods = None;
                world.forget_pods();
                enforcer.enforce(Isolations::new()).await;
            }
        }
    }
}

async fn next_of(changes: &mut Option<Changes>) -> Change {
    match changes {
        Some(changes) => changes.select_next_some().await,
        None => std::future::pending().await,
    }
}

fn at_hand(changes: &mut Changes) -> Option<Change> {
    changes.next().now_or_never().flatten()
}

struct Enforcer {
    /// `None` where that is not known: at the beginning, and after a failure.
    in_force: Option<Isolations>,
    failed: bool,
    trouble: Trouble,
}

impl Enforcer {
    fn new() -> Self {
        Self { in_force: None, failed: false, trouble: Trouble::new("enforce NetworkPolicies") }
    }

    async fn enforce(&mut self, isolations: Isolations) {
        if self.in_force.as_ref() == Some(&isolations) {
            return;
        }
        self.in_force = None;
        let result = install(&rules::table(&isolations)).await;
        self.failed = result.is_err();
        match result {
            Ok(()) => {
                self.trouble.over();
                self.in_force = Some(isolations);
            }
            Err(error) => self.trouble.is(&error),
        }
    }

    async fn time_to_try_again(&self) {
        if !self.failed {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// nft reads from its input: rules are longer than arguments may be.
async fn install(table: &str) -> Result<(), Error> {
    commands::feed("nft", &["--file", "-"], table).await
}
