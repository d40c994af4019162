//! Pods that run an older image than the one that was loaded under its name: restarted, or told.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::outdated::{outdated, suspects};
use super::{ImagesError, choose_nodes};
use crate::cluster::{self, ClusterState, ImageUser, Kube, Owner, Workload};
use crate::engine::Engine;
use crate::image::node_store;
use crate::image::transfer::Wanted;
use crate::report::{Event, Reporter, Step};

/// Longest that a word on old pods is waited for.
const TELLING: Duration = Duration::from_secs(5);

/// Tells which pods run something else under the names of `images`, which the nodes have by now. These are there: that
/// nobody can be asked about pods is no reason to fail.
pub async fn tell_old_pods(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &ClusterState,
    images: &[Wanted],
    kube: &Kube,
) {
    let look = async {
        let users = cluster::image_users(kube).await.ok()?;
        let old = old(engine, cluster, images, &users).await.ok()?;
        (!old.is_empty()).then(|| hint(&old))
    };
    if let Ok(Some(hint)) = tokio::time::timeout(TELLING, look).await {
        reporter.event(&hint);
    }
}

/// Restarts the workloads of pods that run something else under the names of `images`, which the nodes have by now. They
/// may take `timeout` to be ready.
pub async fn restart_old_pods(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &ClusterState,
    images: &[Wanted],
    timeout: Duration,
) -> Result<(), ImagesError> {
    let kube = cluster::connect(engine, cluster).await?;
    let step = Step::start(reporter, "look for pods that run an older image");
    let users = cluster::image_users(&kube).await?;
    let old = old(engine, cluster, images, &users).await?;
    if old.is_empty() {
        step.skipped("there is none: nothing to restart");
        return Ok(());
    }
    let count = pods(&old).len();
    step.done_with(if count == 1 { "1 pod".to_owned() } else { format!("{count} pods") });
    restart(reporter, &kube, &old, timeout).await
}

async fn old<'users>(
    engine: &dyn Engine,
    cluster: &ClusterState,
    images: &[Wanted],
    users: &'users [ImageUser],
) -> Result<Vec<&'users ImageUser>, ImagesError> {
    let suspects = suspects(users, images);
    if suspects.is_empty() {
        return Ok(Vec::new());
    }
    let there = node_store::list(engine, &choose_nodes(cluster, None)?.running).await?;
    Ok(outdated(&suspects, &there))
}

async fn restart(
    reporter: &Arc<dyn Reporter>,
    kube: &Kube,
    old: &[&ImageUser],
    timeout: Duration,
) -> Result<(), ImagesError> {
    let owners = futures::future::try_join_all(old.iter().map(|user| cluster::owner_of(kube, user))).await?;
    let mut workloads = BTreeSet::new();
    for (user, owner) in old.iter().zip(owners) {
        match owner {
            Owner::Workload(workload) => drop(workloads.insert(workload)),
            Owner::Nothing(why) => reporter.event(&left(user, &why)),
        }
    }
    let restarts = workloads.iter().map(|workload| restart_one(reporter, kube, workload, timeout));
    // All of them come to their end before the first failure is told.
    futures::future::join_all(restarts).await.into_iter().collect()
}

async fn restart_one(
    reporter: &Arc<dyn Reporter>,
    kube: &Kube,
    workload: &Workload,
    timeout: Duration,
) -> Result<(), ImagesError> {
    let title = format!("restart {} {}/{}", workload.kind.to_lowercase(), workload.namespace, workload.name);
    let step = Step::start(reporter, title);
    cluster::restart_workload(kube, workload).await?;
    let seen = |state: &str| step.output(state);
    cluster::wait_for_rollout(kube, workload, timeout, Duration::ZERO, seen).await?;
    step.done();
    Ok(())
}

fn pods<'users>(users: &[&'users ImageUser]) -> BTreeSet<(&'users str, &'users str)> {
    users.iter().map(|user| (user.namespace.as_str(), user.pod.as_str())).collect()
}

/// Pods that a hint names before it only counts.
const NAMED_PODS: usize = 3;

fn hint(old: &[&ImageUser]) -> Event {
    let pods = pods(old);
    let named = pods.iter().take(NAMED_PODS).map(|(namespace, pod)| format!("{namespace}/{pod}")).collect::<Vec<_>>();
    let more = pods.len() - named.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let images: BTreeSet<_> = old.iter().map(|user| user.image.as_str()).collect();
    let images = images.into_iter().collect::<Vec<_>>().join(" ");
    let run = if pods.len() == 1 { "runs" } else { "run" };
    Event::Warning {
        text: format!("{}{more} still {run} an older {images}", named.join(", ")),
        hint: Some(format!("restart them with `devcluster image load {images} --restart`")),
    }
}

fn left(user: &ImageUser, why: &str) -> Event {
    Event::Warning {
        text: format!(
            "pod {}/{} ({why}) still runs an older {}: nothing replaces it by itself",
            user.namespace, user.pod, user.image
        ),
        hint: Some(format!(
            "delete it with `devcluster kubectl -- delete pod {} -n {}`, and make it again where nothing else does",
            user.pod, user.namespace
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(pod: &str) -> ImageUser {
        ImageUser {
            namespace: "default".to_owned(),
            pod: pod.to_owned(),
            node: "a".to_owned(),
            image: "app:v1".to_owned(),
            image_id: "sha256:1".to_owned(),
            running: true,
            owner: None,
        }
    }

    fn said(event: &Event) -> (String, String) {
        match event {
            Event::Warning { text, hint } => (text.clone(), hint.clone().unwrap_or_default()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn pods_are_named_and_counted_by_a_hint() {
        let users = ["a", "b", "c", "d", "d"].map(user);
        let (text, hinted) = said(&hint(&users.each_ref()));
        assert_eq!(text, "default/a, default/b, default/c and 1 more still run an older app:v1");
        assert_eq!(hinted, "restart them with `devcluster image load app:v1 --restart`");
        assert_eq!(said(&hint(&[&user("a")])).0, "default/a still runs an older app:v1");
    }

    #[test]
    fn a_pod_that_nothing_replaces_is_told() {
        let (text, hint) = said(&left(&user("debug"), "made by hand"));
        assert_eq!(text, "pod default/debug (made by hand) still runs an older app:v1: nothing replaces it by itself");
        assert!(hint.contains("`devcluster kubectl -- delete pod debug -n default`"), "{hint}");
    }
}
