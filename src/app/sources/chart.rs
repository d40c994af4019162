//! Helm charts, rendered by helm itself in a container of ours: only what it prints is applied, by us.

use std::path::PathBuf;

use serde_json::Value;

use super::container::{Run, run};
use super::{Chart, Tools, archive};
use crate::app::AppError;
use crate::cluster::{Document, Served, parse_manifest};
use crate::image::{Catalogue, ensure_image};
use crate::report::{Event, Reporter};

const IMAGE: &str = "helm";
const HOOK: &str = "helm.sh/hook";
/// Moments that come when an app is applied; the others belong to deletion, rollback and tests.
const MOMENTS: [&str; 4] = ["pre-install", "post-install", "pre-upgrade", "post-upgrade"];

/// All objects of a chart, in the namespace of its release.
pub async fn render(tools: &Tools, chart: &Chart, served: Option<&Served>) -> Result<Vec<Document>, AppError> {
    check(chart)?;
    let catalogue = Catalogue::load()?.into();
    let image = ensure_image(&tools.engine, &tools.reporter, &catalogue, IMAGE, &tools.interrupt).await?;
    let name = |index: usize| PathBuf::from(format!("values-{index}.yaml"));
    let values =
        chart.values.iter().enumerate().map(|(index, path)| archive::Entry { name: name(index), path: path.clone() });
    let entry = archive::Entry { name: chart_name(chart), path: chart.path.clone() };
    let files = archive::pack(std::iter::once(entry).chain(values).collect())?;
    let request = Run { image, idle: &["/usr/local/bin/idle"], command: command(chart, served), files };
    let failed = |output| AppError::Chart { path: chart.path.clone(), output };
    let text = run(tools, request).await?.map_err(failed)?;
    let mut documents = parse_manifest(&chart.path.display().to_string(), &text)?;
    documents.retain(|document| stays(&*tools.reporter, document));
    for document in &mut documents {
        document.namespace = document.namespace.take().or_else(|| Some(chart.namespace.clone()));
    }
    Ok(documents)
}

fn check(chart: &Chart) -> Result<(), AppError> {
    if !chart.path.exists() {
        return Err(AppError::NoManifest { path: chart.path.clone() });
    }
    if chart.path.is_dir() && !chart.path.join("Chart.yaml").is_file() {
        return Err(AppError::NoChart { path: chart.path.clone() });
    }
    match chart.values.iter().find(|path| !path.is_file()) {
        Some(path) => Err(AppError::NoManifest { path: path.clone() }),
        None => Ok(()),
    }
}

/// Helm goes by the name of a packed chart, not by that of a folder.
fn chart_name(chart: &Chart) -> PathBuf {
    if chart.path.is_dir() { "chart".into() } else { "chart.tgz".into() }
}

fn command(chart: &Chart, served: Option<&Served>) -> Vec<String> {
    let mut words = ["helm", "template", &chart.release, &archive::inside(&chart_name(chart)), "--include-crds"]
        .map(str::to_owned)
        .to_vec();
    let mut option = |name: &str, value: &str| words.extend([name.to_owned(), value.to_owned()]);
    option("--namespace", &chart.namespace);
    if let Some(served) = served {
        option("--kube-version", &served.kubernetes);
        option("--api-versions", &served.api_versions.join(","));
    }
    for index in 0..chart.values.len() {
        option("--values", &archive::inside(format!("values-{index}.yaml").as_ref()));
    }
    chart.set.iter().for_each(|setting| option("--set", setting));
    words
}

/// Whether an object is applied: hooks of moments that never come here are not. Hooks have no moments here at all,
/// which is worth a word.
fn stays(reporter: &dyn Reporter, document: &Document) -> bool {
    let Some(hook) = hook(document) else { return true };
    let moments: Vec<&str> = hook.split(',').map(str::trim).collect();
    if moments.iter().all(|moment| moment.starts_with("test")) {
        return false;
    }
    let comes = moments.iter().any(|moment| MOMENTS.contains(moment));
    let what = format!("{} `{}` is a hook ({hook})", document.kind.to_lowercase(), document.name);
    let text = match comes {
        true => format!("{what}: it is applied together with all other objects"),
        false => format!("{what}: it is left out"),
    };
    reporter.event(&Event::Warning { text, hint: None });
    comes
}

fn hook(document: &Document) -> Option<&str> {
    document.object.pointer("/metadata/annotations")?.get(HOOK).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::SilentReporter;

    #[test]
    fn helm_is_told_of_the_cluster_and_the_settings() {
        let chart = Chart {
            path: "/nowhere/chart.tgz".into(),
            release: "shop".into(),
            namespace: "prod".into(),
            values: vec!["a.yaml".into(), "b.yaml".into()],
            set: vec!["image.tag=v1".into()],
        };
        let served = Served { kubernetes: "v1.36.3".into(), api_versions: vec!["v1".into(), "apps/v1".into()] };
        assert_eq!(
            command(&chart, Some(&served)).join(" "),
            "helm template shop /files/chart.tgz --include-crds --namespace prod --kube-version v1.36.3 \
             --api-versions v1,apps/v1 --values /files/values-0.yaml --values /files/values-1.yaml --set image.tag=v1"
        );
    }

    #[test]
    fn hooks_of_other_moments_are_left_out() {
        let is_kept = |hook: &str| {
            let text = format!(
                "apiVersion: batch/v1\nkind: Job\nmetadata: {{name: a, annotations: {{helm.sh/hook: \"{hook}\"}}}}\n"
            );
            stays(&SilentReporter, &parse_manifest("a", &text).unwrap()[0])
        };
        assert!(is_kept("pre-install, pre-delete"));
        assert!(!is_kept("test"));
        assert!(!is_kept("post-delete"));
    }
}
