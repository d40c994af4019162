//! What the API server says of policies, and of pods and namespaces where there is a policy.

use std::fmt::Debug;
use std::future::ready;

use futures::StreamExt;
use futures::stream::{BoxStream, SelectAll, select_all};
use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::api::networking::v1::NetworkPolicy;
use kube::runtime::WatchStreamExt;
use kube::runtime::watcher::{Config, Event, watcher};
use kube::{Api, Client, Resource};
use serde::de::DeserializeOwned;

use super::super::watch::SamePause;
use super::objects::WirePod;
use super::sandboxes::{self, Addresses};
use crate::api::Trouble;

/// Pods that have, or will have, an address of their own. One that has come to its end is told as deleted.
const PODS: &str = "spec.hostNetwork=false,status.phase!=Succeeded,status.phase!=Failed";
/// Objects a page of a list: a page is in memory as it is sent, which is far more than what is kept of it.
const PAGE: u32 = 100;

#[derive(Debug)]
pub enum Change {
    Policy(Box<Event<NetworkPolicy>>),
    Pod(Box<Event<WirePod>>),
    Namespace(Box<Event<Namespace>>),
    /// All that there are.
    Sandboxes(Addresses),
}

pub type Changes = SelectAll<BoxStream<'static, Change>>;

/// All policies, and from then on changes. Never ends: after an error a watch starts again.
pub fn policies(client: &Client) -> Changes {
    select_all([follow(client, Config::default(), Change::Policy)])
}

/// All pods, namespaces and this node's sandboxes, and from then on changes.
pub fn pods(client: &Client) -> Changes {
    let pods = follow(client, Config::default().fields(PODS), Change::Pod);
    let namespaces = follow(client, Config::default(), Change::Namespace);
    select_all([pods, namespaces, sandboxes::follow().map(Change::Sandboxes).boxed()])
}

fn follow<K>(client: &Client, config: Config, wrap: fn(Box<Event<K>>) -> Change) -> BoxStream<'static, Change>
where
    K: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned + Send + 'static,
{
    let events = watcher(Api::<K>::all(client.clone()), config.page_size(PAGE)).backoff(SamePause);
    let mut trouble = Trouble::new(format!("watch {}", K::plural(&())));
    let changes = events.filter_map(move |event| {
        ready(match event {
            Ok(event) => {
                // What a try begins with says nothing of the API server yet.
                if !matches!(event, Event::Init) {
                    trouble.over();
                }
                Some(wrap(Box::new(event)))
            }
            Err(error) => {
                trouble.is(&error);
                None
            }
        })
    });
    changes.boxed()
}
