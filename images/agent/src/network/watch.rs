//! Objects kept as the API server has them, and a signal at each change.

use std::fmt::Debug;
use std::time::Duration;

use futures::{StreamExt, pin_mut};
use kube::runtime::reflector::{self, Store};
use kube::runtime::utils::Backoff;
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Resource};
use serde::de::DeserializeOwned;
use tokio::sync::watch;

use crate::api::Trouble;

/// After an error. Always the same: each try begins with a success of its own, which would set a growing one back.
const PAUSE: Duration = Duration::from_millis(500);

/// Tells all who listen that something has changed. Changes that come while nobody looks are told as one.
#[derive(Debug, Clone, Default)]
pub struct Signal(watch::Sender<()>);

impl Signal {
    pub fn give(&self) {
        self.0.send_replace(());
    }

    pub fn listen(&self) -> Listener {
        Listener(self.0.subscribe())
    }
}

#[derive(Debug)]
pub struct Listener(watch::Receiver<()>);

impl Listener {
    /// Waits for a change since the last call, `limit` at most; whether one came.
    pub async fn changed_within(&mut self, limit: Duration) -> bool {
        match tokio::time::timeout(limit, self.0.changed()).await {
            Ok(Ok(())) => true,
            // Nobody gives signals any more.
            Ok(Err(_)) => {
                tokio::time::sleep(limit).await;
                false
            }
            Err(_) => false,
        }
    }
}

/// Watches from now on. The store keeps what it has while the API server is away; `prune` removes what is not needed.
pub fn follow<K>(api: Api<K>, config: watcher::Config, prune: fn(&mut K), signal: &Signal) -> Store<K>
where
    K: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned + Send + Sync + 'static,
{
    let (store, writer) = reflector::store();
    let events = watcher(api, config).modify(prune).reflect(writer).backoff(SamePause);
    let signal = signal.clone();
    tokio::spawn(async move {
        pin_mut!(events);
        let mut trouble = Trouble::new(format!("watch {}", K::plural(&())));
        while let Some(event) = events.next().await {
            match event {
                // What a try begins with; says nothing of the API server yet.
                Ok(watcher::Event::Init) => {}
                Ok(_) => {
                    trouble.over();
                    signal.give();
                }
                Err(error) => trouble.is(&error),
            }
        }
    });
    store
}

/// For ever, from error to error.
pub struct SamePause;

impl Iterator for SamePause {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        Some(PAUSE)
    }
}

impl Backoff for SamePause {
    fn reset(&mut self) {}
}
