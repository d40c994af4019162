//! A Helm chart as an addon: rendered by helm, put into the cluster and taken out as any other.

use std::path::PathBuf;
use std::sync::Arc;

use super::work::{Content, EnableOptions, Enabled, Work};
use crate::addon::AddonError;
use crate::addon::catalogue::{ChartSource, Source};
use crate::addon::definition::{Addon, AddonImage};
use crate::addon::options::Settings;
use crate::addon::state::read_states;
use crate::app::{Chart, ManifestSource, Tools, manifests};
use crate::cluster::{ClusterState, Document, Kube, container_images, served};
use crate::image;

/// Enables a chart as an addon, named as its file or folder where no name is given; what is set of it goes to helm.
pub async fn enable_chart(
    tools: &Tools,
    cluster: &ClusterState,
    kube: &Kube,
    name: Option<&str>,
    chart: ChartSource,
    options: &EnableOptions,
) -> Result<Vec<Enabled>, AddonError> {
    let name = name.map_or_else(|| name_of(&chart.path), str::to_owned);
    let rendered = Chart {
        path: chart.path.clone(),
        release: Chart::release_of(&name),
        namespace: chart.namespace.clone(),
        values: chart.values.clone(),
        set: options.set.iter().map(|(key, value)| format!("{key}={value}")).collect(),
    };
    let served = served(kube).await?;
    let base = std::path::Path::new("");
    let documents = manifests(tools, &[ManifestSource::Chart(rendered)], base, Some(&served)).await?;
    // Another folder may be the current one when it is enabled again.
    let whole =
        |path: &PathBuf| path.canonicalize().map_err(|source| AddonError::Unreadable { path: path.clone(), source });
    let values = chart.values.iter().map(whole).collect::<Result<_, _>>()?;
    let source = Source::Chart(ChartSource { path: whole(&chart.path)?, values, namespace: chart.namespace });
    let settings = Settings::of_chart(&options.set);
    let addon = addon(&name, &documents);
    let before = read_states(kube).await?.remove(&addon.name);
    let (images, content) = (Arc::new(image::Catalogue::load()?), Content::Documents(documents));
    let work = Work { tools, cluster, kube, images, addon, content, source, settings, before };
    Ok(vec![work.run(options.timeout, options.lock).await?])
}

/// `shop` for `/srv/shop/` and for `shop-1.2.0.tgz`.
fn name_of(path: &std::path::Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = name.trim_end_matches(".tgz");
    let has_version = |(_, rest): &(&str, &str)| {
        rest.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit()) && rest.contains('.')
    };
    let name = name.rsplit_once('-').filter(has_version).map_or(name, |(name, _)| name);
    Chart::release_of(name)
}

fn addon(name: &str, documents: &[Document]) -> Addon {
    let mut images: Vec<_> = documents.iter().flat_map(container_images).map(str::to_owned).collect();
    images.sort();
    images.dedup();
    let label = |document: &Document| {
        let labels = document.object.pointer("/metadata/labels")?;
        labels.get("helm.sh/chart").or_else(|| labels.get("app.kubernetes.io/version"))?.as_str().map(str::to_owned)
    };
    Addon {
        name: Chart::release_of(name),
        version: documents.iter().find_map(label).unwrap_or_else(|| "chart".to_owned()),
        images: images.into_iter().map(AddonImage::Reference).collect(),
        ..Addon::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charts_name_is_that_of_its_file_without_version() {
        assert_eq!(name_of("/nowhere/shop".as_ref()), "shop");
        assert_eq!(name_of("/nowhere/cert-manager-v1.2.0.tgz".as_ref()), "cert-manager");
        assert_eq!(name_of("/nowhere/web-shop-1.2.0.tgz".as_ref()), "web-shop");
    }
}
