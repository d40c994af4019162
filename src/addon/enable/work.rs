//! An addon into a cluster: its images, its objects, and waiting until it is ready.

use std::sync::Arc;
use std::time::Duration;

use crate::addon::AddonError;
use crate::addon::catalogue::Source;
use crate::addon::definition::Addon;
use crate::addon::folder::{DEFINITION, Folder};
use crate::addon::images::{bring, provide};
use crate::addon::options::Settings;
use crate::addon::outside::{Lock, Outside, carry, refuse, wanted};
use crate::addon::render::{Surroundings, render, render_text};
use crate::addon::state::{AddonPhase, AddonState, write_state};
use crate::app::{self, Tools};
use crate::cluster::{
    self, Applied, ApplySet, ClusterState, Document, Kube, ObjectName, Workload, parse_manifest, set_fields,
    take_back_fields,
};
use crate::image;
use crate::report::Step;

/// Where objects go that name no namespace.
const NAMESPACE: &str = "kube-system";

/// How an addon is enabled.
#[derive(Debug, Clone)]
pub struct EnableOptions {
    /// What is set of it, over what was set before.
    pub set: Vec<(String, String)>,
    /// How long it may take to be ready, each that it needs too; zero does not wait.
    pub timeout: Duration,
    pub lock: Lock,
}

/// An addon that is there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enabled {
    pub name: String,
    /// What to do with it.
    pub notes: Option<String>,
}

/// An addon with all that it takes to put it into a cluster.
pub struct Work<'a> {
    pub tools: &'a Tools,
    pub cluster: &'a ClusterState,
    pub kube: &'a Kube,
    pub images: Arc<image::Catalogue>,
    pub addon: Addon,
    pub content: Content,
    pub source: Source,
    pub settings: Settings,
    /// What the cluster has of it.
    pub before: Option<AddonState>,
}

/// Where an addon's own manifests are.
pub enum Content {
    Folder(Folder),
    /// Rendered already.
    Documents(Vec<Document>),
}

impl Work<'_> {
    /// Puts it there; how far that has come stands in the cluster.
    pub async fn run(&self, timeout: Duration, lock: Lock) -> Result<Enabled, AddonError> {
        let (outside, outside_before) = (wanted(&self.addon, |text| self.fill(text))?, self.outside_before());
        provide(self.tools, &self.addon, &self.images).await?;
        let (fields, documents) = self.objects().await?;
        self.refuse_clash(&documents).await?;
        refuse(self.tools, self.cluster, &outside, &outside_before).await?;
        let names: Vec<_> = fields.iter().map(ObjectName::from).collect();
        self.note(AddonPhase::Enabling, &names, &outside, None).await?;
        let put = self.tools.interrupt.run_until_cancelled(self.put(&fields, &documents, timeout)).await;
        let done = match put.unwrap_or(Err(AddonError::Interrupted)) {
            Ok(()) => carry(self.tools, self.cluster, &outside, &outside_before, lock).await,
            failed => failed,
        };
        match done {
            Ok(()) => self.note(AddonPhase::Enabled, &names, &outside, None).await?,
            Err(error) => {
                // What failed is told, also where this can't be written any more.
                let _ = self.note(AddonPhase::Failed, &names, &outside, Some(error.to_string())).await;
                return Err(error);
            }
        }
        Ok(Enabled { name: self.addon.name.clone(), notes: self.notes()? })
    }

    async fn put(&self, fields: &[Document], documents: &[Document], timeout: Duration) -> Result<(), AddonError> {
        let Self { tools, kube, addon, .. } = self;
        bring(tools, self.cluster, addon, &self.images).await?;
        let step = Step::start(&tools.reporter, format!("apply addon {}", addon.name));
        self.put_fields(fields).await?;
        let set = ApplySet::of_addon(&addon.name);
        let (gates, behind): (Vec<_>, Vec<_>) = documents.iter().cloned().partition(is_gate);
        if !gates.is_empty() && !timeout.is_zero() {
            let applied = cluster::apply_set(kube, &set, false, &behind, NAMESPACE, &|_| None).await?;
            self.wait_for_workloads(&applied, timeout, &step).await?;
        }
        let applied = cluster::apply_set(kube, &set, true, documents, NAMESPACE, &|_| None).await?;
        step.done_with(format!("{} objects", applied.len() + fields.len()));
        if timeout.is_zero() {
            return Ok(());
        }
        let step = Step::start(&tools.reporter, format!("wait for addon {}", addon.name));
        self.wait_for_workloads(&applied, timeout, &step).await?;
        for condition in &addon.ready {
            let seen = |state: &str| step.output(format!("{}: {state}", condition.title()));
            cluster::wait_for_condition(kube, condition, timeout, seen).await?;
        }
        step.done();
        Ok(())
    }

    async fn wait_for_workloads(&self, applied: &[Applied], timeout: Duration, step: &Step) -> Result<(), AddonError> {
        for workload in applied.iter().filter_map(Workload::of) {
            let seen = |state: &str| step.output(format!("{}: {state}", workload.title()));
            cluster::wait_for_rollout(self.kube, &workload, timeout, Duration::ZERO, seen).await?;
        }
        Ok(())
    }

    /// Sets the fields of others' objects, and takes back those of objects that are no longer among them.
    async fn put_fields(&self, fields: &[Document]) -> Result<(), AddonError> {
        let manager = manager(&self.addon.name);
        let before = self.before.iter().flat_map(|state| &state.fields);
        let left: Vec<_> =
            before.filter(|object| !fields.iter().any(|field| ObjectName::from(field) == **object)).cloned().collect();
        take_back_fields(self.kube, &left, &manager).await?;
        Ok(set_fields(self.kube, fields, &manager).await?)
    }

    /// Objects whose fields are set, and objects that are the addon's own.
    async fn objects(&self) -> Result<(Vec<Document>, Vec<Document>), AddonError> {
        let (mut fields, mut own) = (Vec::new(), Vec::new());
        for manifests in &self.addon.manifests {
            let image = self.images.folder(&manifests.image)?.tag();
            let files = app::files_of_image(self.tools, &image, &manifests.path).await?;
            if files.is_empty() {
                return Err(AddonError::NoManifests { image: manifests.image.clone(), path: manifests.path.clone() });
            }
            for (name, text) in files {
                own.extend(parse_manifest(&format!("{}:{name}", manifests.image), &text)?);
            }
        }
        match &self.content {
            Content::Documents(documents) => own.extend(documents.iter().cloned()),
            Content::Folder(folder) => {
                for (name, text) in folder.manifests() {
                    let place = format!("{}{name}", folder.place);
                    let surroundings = Surroundings::of(self.cluster);
                    let found = render(&self.addon, &place, text, &self.settings, &surroundings, &self.images)?;
                    if self.addon.fields.iter().any(|file| file == name) { &mut fields } else { &mut own }
                        .extend(found);
                }
            }
        }
        Ok((fields, own))
    }

    async fn refuse_clash(&self, documents: &[Document]) -> Result<(), AddonError> {
        let set = ApplySet::of_addon(&self.addon.name);
        let objects = cluster::objects_of_others(self.kube, documents, NAMESPACE, &set).await?;
        match objects.is_empty() {
            true => Ok(()),
            false => Err(AddonError::Clash { name: self.addon.name.clone(), objects }),
        }
    }

    fn outside_before(&self) -> Outside {
        self.before.as_ref().map(|state| state.outside.clone()).unwrap_or_default()
    }

    async fn note(
        &self,
        phase: AddonPhase,
        fields: &[ObjectName],
        outside: &Outside,
        reason: Option<String>,
    ) -> Result<(), AddonError> {
        let (mut all, mut outside) = (fields.to_vec(), outside.clone());
        if phase != AddonPhase::Enabled {
            outside = outside.with(&self.outside_before());
            // Until it has come to its end, those of before may be there too.
            let before = self.before.iter().flat_map(|state| &state.fields);
            all.extend(before.filter(|object| !fields.contains(object)).cloned());
        }
        let state = AddonState {
            phase,
            version: self.addon.version.clone(),
            source: self.source.clone(),
            options: self.settings.values().clone(),
            fields: all,
            outside,
            reason,
        };
        write_state(self.kube, &self.addon.name, Some(&state)).await
    }

    fn notes(&self) -> Result<Option<String>, AddonError> {
        self.addon.notes.as_ref().map(|text| self.fill(text)).transpose()
    }

    /// Values into a text of addon.yaml.
    fn fill(&self, text: &str) -> Result<String, AddonError> {
        let surroundings = Surroundings::of(self.cluster);
        render_text(&self.addon, DEFINITION, text, &self.settings, &surroundings, &self.images)
    }
}

/// Whether the API server asks an object's pods before it answers others: such objects wait until the pods run. While an
/// APIService has none, for one, no namespace can go.
fn is_gate(document: &Document) -> bool {
    matches!(document.kind.as_str(), "APIService" | "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration")
}

/// Field manager of the fields of others' objects.
pub fn manager(addon: &str) -> String {
    format!("devcluster-addon-{addon}")
}
