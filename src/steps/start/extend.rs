//! `start` of a cluster that lacks nodes: they join those that run.

use std::collections::BTreeSet;

use super::Started;
use super::run::Run;
use crate::cluster::{ClusterState, MadeOf, connect_with, observe, read_admin};
use crate::config::Cluster;
use crate::image::NodeImage;
use crate::plan::Completion;
use crate::steps::StepError;
use crate::steps::journal::Journal;
use crate::steps::nodes::{Joiner, Joining, check_room, join, undo_add};

impl<F> Run<'_, F>
where
    F: AsyncFn(NodeImage) -> Result<String, StepError>,
{
    /// Brings nodes into a cluster whose other nodes run. Where that fails, those that were never there go again: what
    /// etcd has learnt of them, too.
    pub async fn extend(
        &self,
        state: &ClusterState,
        unfinished: &BTreeSet<String>,
        made_of: &MadeOf,
        joiners: Vec<Joiner>,
    ) -> Result<Started, StepError> {
        let image = self.image(state).await?;
        let mut finished = state.clone();
        finished.nodes.retain(|node| !unfinished.contains(&node.name));
        let admin = read_admin(self.engine, &finished).await?;
        self.wait_for_api(&finished, &connect_with(&admin.super_kubeconfig).await?).await?;
        let joined = async {
            let journal = Journal::default();
            join(&Joining { journal: &journal, ..self.joining(state, made_of, &image) }, &joiners).await?;
            self.bring_back(&observe(self.engine, &state.name).await?, false).await
        };
        let joined = joined.await;
        if joined.is_err() && !self.options.retain {
            let new: Vec<_> = joiners.iter().filter(|joiner| !joiner.there).map(Joiner::name).collect();
            undo_add(self.engine, self.reporter, &finished, &new).await;
        }
        joined
    }

    pub fn joining<'a>(&'a self, state: &'a ClusterState, made_of: &'a MadeOf, image: &'a str) -> Joining<'a> {
        Joining {
            engine: self.engine,
            reporter: self.reporter,
            journal: &self.journal,
            state,
            made_of,
            image,
            images: &self.options.images,
            capacity: self.options.capacity,
            interrupt: &self.options.interrupt,
        }
    }

    /// Nodes to be provided with files: unfinished ones, and those that were never there.
    pub fn joiners(
        &self,
        state: &ClusterState,
        unfinished: &BTreeSet<String>,
        plan: &Completion,
        made_of: &Cluster,
    ) -> Result<Vec<Joiner>, StepError> {
        let mut joiners: Vec<_> = state
            .nodes
            .iter()
            .filter(|node| unfinished.contains(&node.name))
            .map(|node| Joiner { record: node.record.clone(), there: true })
            .collect();
        let mut taken: BTreeSet<_> = state.nodes.iter().map(|node| node.record.index).collect();
        for spec in &plan.add {
            joiners.push(Joiner::new(spec.clone(), &mut taken));
        }
        check_room(state, made_of, &joiners, self.options.capacity)?;
        Ok(joiners)
    }
}
