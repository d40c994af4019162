//! An addon's folder looked through: everything that is wrong with it at once.

use super::definition::{Addon, AddonImage, decode};
use super::folder::{DEFINITION, Folder};
use super::options::Settings;
use super::outside::wanted;
use super::render::{Surroundings, render, render_text};
use super::{AddonError, Catalogue};
use crate::cluster::Document;
use crate::image;
use crate::yaml::{Problem, Problems, parse_marked, shown};

/// What a look at a folder found.
#[derive(Debug)]
pub struct Checked {
    /// `None` where its addon.yaml can't be understood.
    pub addon: Option<Addon>,
    /// A paragraph each, with file and place.
    pub problems: Vec<String>,
}

/// What the folder's addon.yaml says; all that is wrong with it where it can't be used.
pub fn read(folder: &Folder) -> Result<Addon, AddonError> {
    let (addon, problems) = definition(folder);
    match addon.filter(|_| problems.is_empty()) {
        Some(addon) => Ok(addon),
        None => Err(AddonError::Problems { place: folder.place.clone(), problems }),
    }
}

/// Looks at definition and manifests, these with the options' defaults.
pub fn check(folder: &Folder) -> Result<Checked, AddonError> {
    let (addon, mut problems) = definition(folder);
    let Some(addon) = addon else { return Ok(Checked { addon: None, problems }) };
    let images = image::Catalogue::load()?;
    problems.extend(unknown_images(&addon, &images));
    problems.extend(unknown_needs(&addon)?);
    let files = &addon.fields;
    let missing = files.iter().filter(|name| !folder.files.contains_key(*name));
    problems.extend(missing.map(|name| format!("{DEFINITION}: `fields` names `{name}`, which is not there")));
    if folder.manifests().next().is_none() && addon.manifests.is_empty() {
        problems.push(format!("{DEFINITION}: there is no manifest beside it, and `manifests` names none"));
    }
    let settings = Settings::defaults(&addon);
    let fill = |text: &str| render_text(&addon, DEFINITION, text, &settings, &Surroundings::sample(), &images);
    problems.extend(wanted(&addon, fill).err().map(|error| told(&error)));
    for (name, text) in folder.manifests() {
        match render(&addon, &format!("{}{name}", folder.place), text, &settings, &Surroundings::sample(), &images) {
            Ok(documents) => problems.extend(documents.iter().filter_map(dangers)),
            Err(error) => problems.push(told(&error)),
        }
    }
    Ok(Checked { addon: Some(addon), problems })
}

fn definition(folder: &Folder) -> (Option<Addon>, Vec<String>) {
    let text = folder.files.get(DEFINITION).map(String::as_str).unwrap_or_default();
    let mut problems = Problems::default();
    let addon = match parse_marked(text) {
        Ok(tree) => decode(&folder.name, &tree, &mut problems),
        Err(problem) => {
            problems.add(problem.place, problem.message);
            None
        }
    };
    let file = format!("{}{DEFINITION}", folder.place);
    let paragraph = |problem: &Problem| shown(std::slice::from_ref(problem), &file, text);
    (addon, problems.into_sorted().iter().map(paragraph).collect())
}

fn unknown_images(addon: &Addon, images: &image::Catalogue) -> Vec<String> {
    let named = addon.images.iter().filter_map(|image| match image {
        AddonImage::Folder(name) => Some(name),
        AddonImage::Reference(_) => None,
    });
    let all = named.chain(addon.manifests.iter().map(|manifests| &manifests.image));
    all.filter_map(|name| images.folder(name).err()).map(|error| format!("{DEFINITION}: {error}")).collect()
}

fn unknown_needs(addon: &Addon) -> Result<Vec<String>, AddonError> {
    // While our own are read, none is known yet: their test looks at them together.
    let catalogue = Catalogue::load()?;
    let unknown = addon.needs.iter().filter_map(|name| catalogue.find(name).err());
    Ok(unknown.map(|error| format!("{DEFINITION}: {error}")).collect())
}

/// What would stop the API server once the addon's pods are dead.
fn dangers(document: &Document) -> Option<String> {
    if !matches!(document.kind.as_str(), "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration") {
        return None;
    }
    let hooks = document.object.get("webhooks").and_then(serde_json::Value::as_array);
    let fails = hooks.into_iter().flatten().any(|hook| hook["failurePolicy"] != "Ignore");
    fails.then(|| {
        format!(
            "`{}`: webhooks need `failurePolicy: Ignore`, or nothing can be changed once their pods are dead",
            document.place
        )
    })
}

/// An error with its causes, in one paragraph.
fn told(error: &AddonError) -> String {
    let error: &dyn std::error::Error = error;
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn folder(files: &[(&str, &str)]) -> Folder {
        let files: BTreeMap<_, _> = files.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect();
        Folder { name: "shop".into(), place: String::new(), files }
    }

    const HEAD: &str = "apiVersion: devcluster.dev/v1alpha1\nkind: Addon\nsummary: A shop\nversion: 1\n";

    #[test]
    fn problems_of_all_files_are_told_together() {
        let definition = format!("{HEAD}images: [nowhere]\nneeds: [nothing]\nfields: [x.yaml]\n");
        let folder = folder(&[
            (DEFINITION, &definition),
            ("a.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: {{ options.nme }}}\n"),
            ("b.yaml", "apiVersion: v1\nkind: Service\n"),
            (
                "c.yaml",
                "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a}\nwebhooks: [{name: a}]\n",
            ),
        ]);
        let problems = check(&folder).unwrap().problems;
        assert_eq!(problems.len(), 6, "{problems:#?}");
        for part in ["nowhere", "nothing", "x.yaml", "a.yaml", "b.yaml", "failurePolicy"] {
            assert!(problems.iter().any(|problem| problem.contains(part)), "{part}: {problems:#?}");
        }
    }

    #[test]
    fn a_definition_that_is_no_yaml_is_told_with_its_place() {
        let problems = check(&folder(&[(DEFINITION, "summary: [\n")])).unwrap().problems;
        assert_eq!(problems.len(), 1);
        assert!(problems[0].starts_with("addon.yaml:"), "{problems:?}");
    }
}
