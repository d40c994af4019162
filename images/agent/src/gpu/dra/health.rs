//! How the node's devices are, for kubelet: it notes it in the status of the containers that have them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{SystemTime, UNIX_EPOCH};

use futures::{Stream, stream};
use tokio::sync::watch;

use super::messages::{DeviceHealth, DeviceIdentifier, DevicesHealth};

const HEALTHY: i32 = 1;
const UNHEALTHY: i32 = 2;
/// What was told holds until something else is told: ten years.
const TIMEOUT_SECONDS: i64 = 10 * 365 * 24 * 60 * 60;

/// The devices of a node.
#[derive(Debug, Clone)]
pub struct Health {
    pub node: String,
    /// The ids of units by the names of their devices.
    pub names: BTreeMap<String, String>,
    /// The units that have failed.
    pub failed: watch::Receiver<BTreeSet<String>>,
}

impl Health {
    /// How they are, and again whenever it has changed.
    pub fn reports(self) -> impl Stream<Item = DevicesHealth> {
        stream::unfold((self, true), |(mut health, is_first)| async move {
            if !is_first {
                health.failed.changed().await.ok()?;
            }
            let report = health.report();
            Some((report, (health, false)))
        })
    }

    fn report(&mut self) -> DevicesHealth {
        let failed = self.failed.borrow_and_update();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let device = |(name, uuid): (&String, &String)| DeviceHealth {
            device: Some(DeviceIdentifier { pool: self.node.clone(), name: name.clone() }),
            health: if failed.contains(uuid) { UNHEALTHY } else { HEALTHY },
            updated: i64::try_from(now).unwrap_or_default(),
            timeout_seconds: TIMEOUT_SECONDS,
        };
        DevicesHealth { devices: self.names.iter().map(device).collect() }
    }
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;

    use super::*;

    #[tokio::test]
    async fn a_failure_is_told_at_once() {
        let (sender, failed) = watch::channel(BTreeSet::new());
        let names = [("gpu-0", "GPU-a"), ("gpu-1", "GPU-b")].map(|(name, id)| (name.to_owned(), id.to_owned())).into();
        let mut reports = Box::pin(Health { node: "worker-1".into(), names, failed }.reports());
        let health = |report: &DevicesHealth| report.devices.iter().map(|device| device.health).collect::<Vec<_>>();
        assert_eq!(health(&reports.next().await.unwrap()), [HEALTHY, HEALTHY]);
        sender.send(BTreeSet::from(["GPU-b".to_owned()])).unwrap();
        assert_eq!(health(&reports.next().await.unwrap()), [HEALTHY, UNHEALTHY]);
        drop(sender);
        assert_eq!(reports.next().await, None);
    }
}
