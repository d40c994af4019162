//! `devcluster addon info`.

use std::fmt::Write;

use serde::Serialize;

use super::list::kube;
use crate::addon::{self, Addon, AddonState, Catalogue};
use crate::cli::table::table;
use crate::cli::{CommandError, Context};

/// Show what an addon is, what can be set, and what the cluster has of it
#[derive(clap::Args)]
pub struct Args {
    /// Its name, or the path of a folder
    addon: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    name: String,
    summary: String,
    version: String,
    upstream: Option<String>,
    memory: Option<String>,
    needs: Vec<String>,
    /// What its pods run: folders of the catalogue (`image build`), and names of other images.
    images: Vec<String>,
    options: Vec<OptionInfo>,
    /// `None` where the cluster has it not, or does not run.
    state: Option<AddonState>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OptionInfo {
    name: String,
    about: String,
    #[serde(rename = "type")]
    kind: String,
    default: String,
    /// As it is in the cluster.
    value: Option<String>,
}

pub async fn run(args: &Args, context: &Context) -> Result<(), CommandError> {
    let (addon, ..) = Catalogue::load()?.of_word(&args.addon)?;
    let state = match kube(context).await? {
        Some(kube) => addon::state_of(&kube, &addon.name).await?,
        None => None,
    };
    context.output.print(&info(addon, state), text)
}

fn info(addon: Addon, state: Option<AddonState>) -> Info {
    let options = addon.options.into_iter().map(|(name, option)| OptionInfo {
        value: state.as_ref().and_then(|state| state.options.get(&name)).map(ToString::to_string),
        name,
        about: option.about,
        kind: option.kind.to_string(),
        default: option.default.to_string(),
    });
    Info {
        name: addon.name,
        summary: addon.summary,
        version: addon.version,
        upstream: addon.upstream,
        memory: addon.memory,
        needs: addon.needs,
        images: addon.images.iter().map(|image| image.name().to_owned()).collect(),
        options: options.collect(),
        state,
    }
}

fn text(info: &Info) -> String {
    let mut text = format!("{}: {}\n\n", info.name, info.summary);
    let state = info.state.as_ref().map_or("not enabled", |state| state.phase.name());
    let needs = (!info.needs.is_empty()).then(|| info.needs.join(", "));
    let images = (!info.images.is_empty()).then(|| info.images.join(", "));
    let reason = info.state.as_ref().and_then(|state| state.reason.clone());
    let facts = [
        ("State", Some(state.to_owned())),
        ("Reason", reason),
        ("Version", Some(info.version.clone())),
        ("Upstream", info.upstream.clone()),
        ("Needs", needs),
        ("Images", images),
        ("Memory", info.memory.clone()),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            let _ = writeln!(text, "  {name:<10}{fact}");
        }
    }
    if !info.options.is_empty() {
        let rows = info.options.iter().map(|option| {
            let value = option.value.clone().unwrap_or_default();
            vec![option.name.clone(), option.kind.clone(), option.default.clone(), value, option.about.clone()]
        });
        let _ = write!(text, "\n{}", table(&["OPTION", "TYPE", "DEFAULT", "SET TO", "WHAT"], rows));
    }
    text
}
