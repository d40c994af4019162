//! The service DevicePlugin: which devices there are, how they are, and what comes with them.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use futures::{Stream, stream};
use hyper::Request;
use hyper::body::Incoming;
use tokio::sync::watch;

use super::allocate::{allocate, prefer};
use super::messages::{Device, DeviceList, Empty, Options};
use crate::error::Error;
use crate::gpu::{advertised, offered};
use crate::grpc::{Answer, Server, serve, streaming, unary, unknown_method};

/// What the service knows.
#[derive(Debug, Clone)]
pub struct Plugin {
    /// Of all units.
    pub uuids: Arc<Vec<String>>,
    pub replicas: u32,
    /// The units that have failed.
    pub failed: watch::Receiver<BTreeSet<String>>,
}

impl Plugin {
    pub(super) fn options() -> Options {
        Options { pre_start_required: false, get_preferred_allocation_available: true }
    }

    /// Answers kubelet on a socket until the server is dropped.
    pub(super) fn serve(&self, socket: &Path) -> Result<Server, Error> {
        let plugin = self.clone();
        serve(socket, move |request| plugin.clone().answer(request))
    }

    async fn answer(self, request: Request<Incoming>) -> Answer {
        let method = request.uri().path().strip_prefix("/v1beta1.DevicePlugin/").unwrap_or_default().to_owned();
        match method.as_str() {
            "GetDevicePluginOptions" => unary(request, |_: Empty| Ok(Self::options())).await,
            "ListAndWatch" => streaming::<Empty, _, _>(request, self.lists()).await,
            "GetPreferredAllocation" => unary(request, |request| Ok(prefer(&request))).await,
            "Allocate" => unary(request, |request| allocate(request, &self.uuids.iter().cloned().collect())).await,
            "PreStartContainer" => unary(request, |_: Empty| Ok(Empty {})).await,
            _ => unknown_method(&request),
        }
    }

    /// The list as it is, and again whenever it has changed.
    fn lists(self) -> impl Stream<Item = DeviceList> {
        stream::unfold((self, true), |(mut plugin, is_first)| async move {
            if !is_first {
                offered::mark();
                plugin.failed.changed().await.ok()?;
            }
            let list = plugin.list();
            Some((list, (plugin, false)))
        })
    }

    fn list(&mut self) -> DeviceList {
        let failed = self.failed.borrow_and_update();
        let device = |id: String| {
            let health = if failed.contains(advertised::uuid(&id)) { "Unhealthy" } else { "Healthy" };
            Device { id, health: health.to_owned() }
        };
        let ids = advertised::ids(self.uuids.iter().map(String::as_str), self.replicas);
        DeviceList { devices: ids.into_iter().map(device).collect() }
    }
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;

    use super::*;

    fn shown(list: &DeviceList) -> String {
        list.devices.iter().map(|device| format!("{} {}", device.id, device.health)).collect::<Vec<_>>().join(", ")
    }

    #[tokio::test]
    async fn a_failure_is_told_at_once() {
        let (sender, failed) = watch::channel(BTreeSet::new());
        let uuids = Arc::new(vec!["GPU-a".to_owned(), "GPU-b".to_owned()]);
        let mut lists = Box::pin(Plugin { uuids, replicas: 2, failed }.lists());
        let first = lists.next().await.unwrap();
        assert_eq!(shown(&first), "GPU-a::0 Healthy, GPU-a::1 Healthy, GPU-b::0 Healthy, GPU-b::1 Healthy");
        sender.send(BTreeSet::from(["GPU-b".to_owned()])).unwrap();
        let second = lists.next().await.unwrap();
        assert_eq!(shown(&second), "GPU-a::0 Healthy, GPU-a::1 Healthy, GPU-b::0 Unhealthy, GPU-b::1 Unhealthy");
        drop(sender);
        assert_eq!(lists.next().await, None);
    }
}
