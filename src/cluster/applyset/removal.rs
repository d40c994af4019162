//! An app out of a cluster: all that was applied as its own, but not its data unless that is said.

use std::time::Duration;

use futures::future::{join_all, try_join_all};
use kube::{Client, ResourceExt};
use tokio::time::Instant;

use super::claims::{Holders, holds_data};
use super::members::{Member, members};
use super::parent;
use super::set::ApplySet;
use super::wave::{Wave, waves};
use crate::cluster::{Applied, ApplyError, Kube, Outcome};

const INTERVAL: Duration = Duration::from_millis(100);

/// How an app is removed.
#[derive(Debug, Clone, Copy)]
pub struct RemoveOptions {
    /// Its volumes with it.
    pub volumes: bool,
    /// How long objects, and pods with them, may take to go.
    pub timeout: Duration,
}

/// Removes the members of a set and waits until they are gone; what became of each, in that order. Empty where there
/// was nothing.
pub async fn remove_set(
    kube: &Kube,
    set: &ApplySet,
    options: RemoveOptions,
    seen: impl Fn(&Applied),
) -> Result<Vec<Applied>, ApplyError> {
    let client = &kube.client;
    let contents = parent::read(client, set).await?;
    let holders = Holders::of(client).await?;
    let mut all = match &contents {
        Some(contents) => members(client, set, contents).await?,
        None => Vec::new(),
    };
    let made = holders.made_by(client, &all).await?;
    if !options.volumes {
        holders.note(client, set, &made).await?;
    }
    for member in made.into_iter().chain(holders.kept(client, set).await?) {
        if !all.iter().any(|other| other.object.uid() == member.object.uid()) {
            all.push(member);
        }
    }
    // What is on its way out already is waited for like the rest.
    let (kept, gone) = if options.volumes { (Vec::new(), all) } else { split(client, &holders, all).await? };
    let mut results = Vec::new();
    let deadline = Instant::now() + options.timeout;
    for wave in waves(gone) {
        results.extend(remove(client, wave, deadline, options.timeout, &seen).await?);
    }
    if contents.is_some() {
        parent::remove(client, set).await?;
    }
    results.extend(kept.iter().map(|member| member.told(Outcome::Kept)));
    Ok(results)
}

/// What is kept for its data, and what goes.
async fn split(client: &Client, holders: &Holders, all: Wave) -> Result<(Wave, Wave), ApplyError> {
    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    for member in all {
        let is_namespace = member.kind.kind.is_core("Namespace");
        let keep = holds_data(&member.kind.kind)
            || (is_namespace && holders.are_in(client, &member.object.name_any()).await?);
        if keep { kept.push(member) } else { gone.push(member) }
    }
    Ok((kept, gone))
}

async fn remove(
    client: &Client,
    mut wave: Wave,
    deadline: Instant,
    timeout: Duration,
    seen: &impl Fn(&Applied),
) -> Result<Vec<Applied>, ApplyError> {
    // All are asked to go, whatever one of them answers.
    join_all(wave.iter().map(|member| member.delete(client))).await.into_iter().collect::<Result<(), _>>()?;
    let mut results = Vec::new();
    while !wave.is_empty() {
        let there = try_join_all(wave.iter().map(|member| member.is_there(client))).await?;
        let (left, gone): (Vec<_>, Vec<_>) = wave.into_iter().zip(there).partition(|(_, there)| *there);
        for (member, _) in gone {
            let told = member.told(Outcome::Deleted);
            seen(&told);
            results.push(told);
        }
        wave = left.into_iter().map(|(member, _)| member).collect();
        if Instant::now() > deadline && !wave.is_empty() {
            let objects = wave.iter().map(|member| member.told(Outcome::Deleted).title()).collect();
            return Err(ApplyError::StillThere { objects, seconds: timeout.as_secs() });
        }
        if !wave.is_empty() {
            tokio::time::sleep(INTERVAL).await;
        }
    }
    Ok(results)
}

impl Member {
    /// As it is told to a person.
    pub(super) fn told(&self, outcome: Outcome) -> Applied {
        Applied {
            kind: self.kind.kind.kind.clone(),
            group: self.kind.kind.group.clone(),
            namespace: self.object.namespace(),
            name: self.object.name_any(),
            outcome,
        }
    }
}
