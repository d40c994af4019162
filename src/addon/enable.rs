//! An addon into a cluster: what it needs before it, its images, its objects, and waiting until it is ready.

use std::sync::Arc;
use std::time::Duration;

use super::catalogue::{Catalogue, Source};
use super::chart::enable_chart;
use super::definition::Addon;
use super::folder::{DEFINITION, Folder};
use super::images::{bring, provide};
use super::options::Settings;
use super::outside::{Lock, Outside, carry, refuse, wanted};
use super::render::{Surroundings, render, render_text};
use super::state::{AddonPhase, AddonState, read_states, write_state};
use super::{AddonError, check};
use crate::app::{self, Tools};
use crate::cluster::{
    self, Applied, ApplySet, ClusterState, Document, Kube, ObjectName, Workload, parse_manifest, set_fields,
    take_back_fields,
};
use crate::image;
use crate::report::Step;

/// Where objects go that name no namespace.
pub const NAMESPACE: &str = "kube-system";

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
struct Work<'a> {
    tools: &'a Tools,
    cluster: &'a ClusterState,
    kube: &'a Kube,
    images: Arc<image::Catalogue>,
    addon: Addon,
    content: Content,
    source: Source,
    settings: Settings,
    before: Option<AddonState>,
}

/// Where an addon's own manifests are.
enum Content {
    Folder(Folder),
    /// Rendered already.
    Documents(Vec<Document>),
}

/// Enables an addon by name or folder, and before it all that it needs and is not there. The name of one that is there
/// already stands for the folder or chart that it came from.
pub async fn enable(
    tools: &Tools,
    cluster: &ClusterState,
    kube: &Kube,
    word: &str,
    options: &EnableOptions,
) -> Result<Vec<Enabled>, AddonError> {
    let catalogue = Catalogue::load()?;
    let states = read_states(kube).await?;
    let there = states.get(word).filter(|_| catalogue.find(word).is_err());
    let (addon, folder, source) = match there.map(|state| (&state.source, state)) {
        Some((Source::Chart(chart), state)) => {
            let before = state.options.iter().filter(|(name, _)| !options.set.iter().any(|(set, _)| set == *name));
            let before = before.map(|(name, value)| (name.clone(), value.to_string()));
            let options = EnableOptions { set: before.chain(options.set.clone()).collect(), ..options.clone() };
            return enable_chart(tools, cluster, kube, Some(word), chart.clone(), &options).await;
        }
        Some((Source::Folder(path), _)) => catalogue.of_word(&path.display().to_string())?,
        _ => catalogue.of_word(word)?,
    };
    if source != Source::Ours {
        let problems = check(&folder)?.problems;
        if !problems.is_empty() {
            return Err(AddonError::Problems { place: folder.place, problems });
        }
    }
    let mut all = Vec::new();
    for name in catalogue.needs_of(&addon)? {
        if states.get(&name).is_none_or(|state| state.phase != AddonPhase::Enabled) {
            let (addon, folder) = catalogue.find(&name)?;
            all.push((addon.clone(), folder.clone(), Source::Ours, &[][..]));
        }
    }
    all.push((addon, folder, source, &options.set));
    let images = Arc::new(image::Catalogue::load()?);
    let mut enabled = Vec::new();
    for (addon, folder, source, set) in all {
        let before = states.get(&addon.name).cloned();
        let options_before = before.as_ref().map(|state| state.options.clone()).unwrap_or_default();
        let settings = Settings::new(&addon, &options_before, set)?;
        let (images, content) = (Arc::clone(&images), Content::Folder(folder));
        let work = Work { tools, cluster, kube, images, addon, content, source, settings, before };
        enabled.push(work.run(options.timeout, options.lock).await?);
    }
    Ok(enabled)
}

/// A chart that helm has rendered.
pub struct Rendered {
    pub addon: Addon,
    pub documents: Vec<Document>,
    pub source: Source,
    pub settings: Settings,
}

/// Enables a chart as the addon that it was made.
pub async fn enable_rendered(
    tools: &Tools,
    cluster: &ClusterState,
    kube: &Kube,
    rendered: Rendered,
    options: &EnableOptions,
) -> Result<Enabled, AddonError> {
    let Rendered { addon, documents, source, settings } = rendered;
    let before = read_states(kube).await?.remove(&addon.name);
    let (images, content) = (Arc::new(image::Catalogue::load()?), Content::Documents(documents));
    Work { tools, cluster, kube, images, addon, content, source, settings, before }
        .run(options.timeout, options.lock)
        .await
}

impl Work<'_> {
    async fn run(&self, timeout: Duration, lock: Lock) -> Result<Enabled, AddonError> {
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
