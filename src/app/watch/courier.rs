//! Keeps the files in the app's containers as they are in its folder, by what has changed since their image was built.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::tree::Tree;
use crate::app::App;
use crate::app::sync::{Delivery, Sent, SyncError, Then, deliveries, send};
use crate::cluster::{AppContainer, ContainerState};
use crate::engine::Engine;

/// What containers are to have.
#[derive(Clone)]
pub struct Goal {
    pub app: App,
    /// The app's folder, whole.
    pub root: PathBuf,
    /// The engine's ids of the images that were built last; containers of others are on their way out.
    pub image_ids: Vec<String>,
    /// The files that the images were built from.
    pub built_from: Arc<Tree>,
    pub tree: Arc<Tree>,
}

impl Goal {
    /// The files that containers have to be sent, or lose, to be as the folder is.
    pub fn ahead_of_image(&self) -> Vec<PathBuf> {
        let changes = self.tree.since(&self.built_from);
        let is_synced = |path: &&PathBuf| self.app.sync.iter().any(|rule| rule.target(path).is_some());
        changes.paths().filter(is_synced).cloned().collect()
    }

    /// Their size in bytes.
    pub fn size(&self) -> u64 {
        let size = |path: &PathBuf| self.root.join(path).symlink_metadata().map_or(0, |found| found.len());
        self.ahead_of_image().iter().map(size).sum()
    }
}

/// What a round of deliveries did.
#[derive(Debug, Default)]
pub struct Delivered {
    /// Files that came or went.
    pub files: usize,
    pub containers: usize,
    pub errors: Vec<SyncError>,
    /// Their programs are started again.
    pub restarts: bool,
    /// A container that should have been sent files has ended, and will only be started again some time.
    pub has_ended: bool,
}

/// Brings files to containers.
pub struct Courier<'a> {
    engine: &'a dyn Engine,
    cluster: String,
    pub goal: Option<Goal>,
    /// The files that containers have, by containerd's id; others have those of their image.
    delivered: BTreeMap<String, Arc<Tree>>,
}

impl<'a> Courier<'a> {
    /// For the pods of a cluster, by its name.
    pub fn new(engine: &'a dyn Engine, cluster: &str) -> Self {
        Self { engine, cluster: cluster.to_owned(), goal: None, delivered: BTreeMap::new() }
    }

    /// Brings all containers that run what they lack.
    pub async fn deliver(&mut self, containers: &[AppContainer]) -> Delivered {
        let Some(goal) = self.goal.clone().filter(|goal| !goal.app.sync.is_empty()) else {
            return Delivered::default();
        };
        self.delivered.retain(|id, _| containers.iter().any(|container| container.id.as_ref() == Some(id)));
        let ours: Vec<_> = containers.iter().filter(|container| is_of_images(container, &goal.image_ids)).collect();
        let running: Vec<_> = ours.iter().filter(|container| container.state == ContainerState::Running).collect();
        let lacking: Vec<_> =
            running.iter().map(|container| (**container, goal.tree.since(self.files_of(container, &goal)))).collect();
        let all = deliveries(&goal.app, &goal.tree, &lacking);
        let Sent { done, errors } = send(self.engine, &self.cluster, &goal.root, &all).await;
        let is_sent = |id: &String| all.iter().any(|delivery| has(delivery, id));
        let unneeded = running.iter().filter_map(|container| container.id.clone()).filter(|id| !is_sent(id));
        for id in unneeded.chain(done.iter().cloned()) {
            self.delivered.insert(id, Arc::clone(&goal.tree));
        }
        Delivered {
            files: all.iter().map(|delivery| delivery.written.len() + delivery.removed.len()).max().unwrap_or(0),
            containers: done.len(),
            errors,
            restarts: all.iter().any(|delivery| delivery.then == Then::Restart),
            has_ended: ours.iter().any(|container| matches!(container.state, ContainerState::Ended { .. })),
        }
    }

    fn files_of<'t>(&'t self, container: &AppContainer, goal: &'t Goal) -> &'t Tree {
        container.id.as_ref().and_then(|id| self.delivered.get(id)).unwrap_or(&goal.built_from)
    }
}

/// A pod may use several images of ours, whose ids its mark lists; one that has an older one among them is on its way out.
fn is_of_images(container: &AppContainer, built: &[String]) -> bool {
    container.image_id.as_ref().is_some_and(|ids| ids.split(',').all(|id| built.iter().any(|one| one == id)))
}

fn has(delivery: &Delivery, id: &str) -> bool {
    delivery.containers.iter().any(|(container, _)| container == id)
}
