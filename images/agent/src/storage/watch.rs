//! One stream of all changes that matter here.

use std::fmt::Debug;

use futures::stream::{BoxStream, SelectAll, select_all};
use futures::{StreamExt, TryStreamExt};
use k8s_openapi::api::core::v1::{Node, PersistentVolume, PersistentVolumeClaim};
use k8s_openapi::api::storage::v1::StorageClass;
use kube::runtime::WatchStreamExt;
use kube::runtime::watcher::{self, Event, watcher};
use kube::{Api, Client, Resource};
use serde::de::DeserializeOwned;

use crate::api::EverySecond;

/// What a watch said.
pub enum Change {
    Claim(Box<Event<PersistentVolumeClaim>>),
    Volume(Box<Event<PersistentVolume>>),
    Class(Box<Event<StorageClass>>),
    Node(Box<Event<Node>>),
}

pub type Changes = SelectAll<BoxStream<'static, Result<Change, watcher::Error>>>;

/// Lists, and from then on changes. Never ends: after an error a watch starts again.
pub fn changes(client: &Client) -> Changes {
    select_all([
        follow(client, Change::Claim),
        follow(client, Change::Volume),
        follow(client, Change::Class),
        follow(client, Change::Node),
    ])
}

fn follow<K>(client: &Client, wrap: fn(Box<Event<K>>) -> Change) -> BoxStream<'static, Result<Change, watcher::Error>>
where
    K: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned + Send + 'static,
{
    let events = watcher(Api::<K>::all(client.clone()), watcher::Config::default());
    events.backoff(EverySecond).map_ok(move |event| wrap(Box::new(event))).boxed()
}
