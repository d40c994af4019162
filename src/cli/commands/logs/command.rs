//! `devcluster logs`.

use std::path::Path;
use std::time::Duration;

use super::search;
use crate::app::{AppFile, Target};
use crate::cli::commands::kubectl;
use crate::cli::destination::ContextArgs;
use crate::cli::{CommandError, Context, duration};
use crate::cluster::{self, AppPods};
use crate::logs::LabelFilter;

/// Show the output of an app's pods, or search what all pods and nodes wrote
///
/// With one of the options of a search, pods that are gone, earlier runs of containers and the nodes' own programs are
/// looked at, too. That needs the addon `logging`.
#[derive(clap::Args)]
pub struct Args {
    /// Name of a Deployment, of an app (label `app`) or of a pod [default: the app in this folder]
    pub(super) app: Option<String>,
    /// Go on as more comes
    #[arg(long, short, conflicts_with = "search")]
    follow: bool,
    /// Namespace of the app
    #[arg(long, short)]
    pub(super) namespace: Option<String>,
    /// Only the last lines: of each container, or of all that a search finds [default: all]
    #[arg(long, value_name = "LINES", default_value_t = -1, allow_negative_numbers = true, hide_default_value = true)]
    pub(super) tail: i64,
    /// Begin each line with its time
    #[arg(long)]
    pub(super) timestamps: bool,
    #[command(flatten)]
    pub(super) search: SearchArgs,
    #[command(flatten)]
    pub(super) place: ContextArgs,
}

/// Options of which each makes it a search.
#[derive(Default, clap::Args)]
#[command(next_help_heading = "Search")]
#[group(id = "search", multiple = true)]
pub struct SearchArgs {
    /// Written within this time: 90s, 30m, 2h, 3days
    #[arg(long, value_name = "TIME", value_parser = duration::parse)]
    pub(super) since: Option<Duration>,
    /// Lines that a regular expression matches
    #[arg(long, value_name = "REGEX", value_parser = pattern)]
    pub(super) grep: Option<String>,
    /// Written on this node, by pods of all namespaces and by its own programs: kubelet, containerd
    #[arg(long)]
    pub(super) node: Option<String>,
    /// Of pods with this label, as in -l app=web,tier=front
    #[arg(long, short = 'l', value_name = "LABEL=VALUE", value_delimiter = ',', value_parser = label)]
    pub(super) selector: Vec<LabelFilter>,
    /// Of all namespaces and the nodes' own programs
    #[arg(long, short = 'A', conflicts_with = "namespace")]
    pub(super) all_namespaces: bool,
}

impl SearchArgs {
    fn is_asked_for(&self) -> bool {
        let Self { since, grep, node, selector, all_namespaces } = self;
        since.is_some() || grep.is_some() || node.is_some() || !selector.is_empty() || *all_namespaces
    }
}

fn pattern(text: &str) -> Result<String, String> {
    match regex::Regex::new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!("{error}\n\nfor a text as it is, put `\\` before characters such as ( [ * ? . +")),
    }
}

fn label(text: &str) -> Result<LabelFilter, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !name.ends_with('!') => {
            Ok(LabelFilter { name: name.to_owned(), value: value.strip_prefix('=').unwrap_or(value).to_owned() })
        }
        _ => Err("write it as `app=web`".to_owned()),
    }
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    if args.search.is_asked_for() { search::run(args, context).await } else { show(args, context).await }
}

async fn show(args: Args, context: &Context) -> Result<(), CommandError> {
    let (namespace, app) = AppFile::named_or_here(args.app.as_deref(), args.namespace.as_deref(), Path::new("."))?;
    let target = Target::find(context.engine.as_ref(), &args.place.destination(context), false).await?;
    let pods = cluster::find_app_pods(&target.kube, &namespace, &app).await?;
    let arguments = arguments(&args, &namespace, &pods);
    kubectl::run_on(context, &target, &arguments.into_iter().map(Into::into).collect::<Vec<_>>()).await
}

fn arguments(args: &Args, namespace: &str, pods: &AppPods) -> Vec<String> {
    let mut words =
        vec!["logs".to_owned(), "--namespace".to_owned(), namespace.to_owned(), "--all-containers".to_owned()];
    words.push(format!("--tail={}", args.tail));
    if args.follow {
        words.push("--follow".to_owned());
    }
    if args.timestamps {
        words.push("--timestamps".to_owned());
    }
    match &pods.selector {
        // With several pods each line says whose it is; kubectl's limit of five is for slow clusters.
        Some(selector) => words.extend([
            "--selector".to_owned(),
            selector.clone(),
            "--prefix".to_owned(),
            "--max-log-requests=50".to_owned(),
        ]),
        None => words.push(pods.best.clone()),
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args() -> Args {
        let (search, place) = (SearchArgs::default(), ContextArgs::default());
        Args { app: None, follow: true, namespace: None, tail: -1, timestamps: false, search, place }
    }

    #[test]
    fn all_pods_of_an_app_are_followed() {
        let args = args();
        let words =
            arguments(&args, "default", &AppPods { selector: Some("app=web".into()), best: "web-1".into() }).join(" ");
        assert_eq!(
            words,
            "logs --namespace default --all-containers --tail=-1 --follow --selector app=web --prefix --max-log-requests=50"
        );
        let words = arguments(&args, "default", &AppPods { selector: None, best: "web-1".into() }).join(" ");
        assert_eq!(words, "logs --namespace default --all-containers --tail=-1 --follow web-1");
    }

    #[test]
    fn labels_and_patterns_are_looked_at() {
        let expected = Ok(LabelFilter { name: "app".into(), value: "web".into() });
        assert_eq!((label("app=web"), label("app==web")), (expected.clone(), expected));
        assert!(label("app").is_err() && label("app!=web").is_err() && label("=web").is_err());
        assert!(pattern("a(b|c)+$").is_ok() && pattern("a(b").unwrap_err().contains("unclosed group"));
    }
}
