//! `devcluster logs`.

use std::path::Path;

use super::kubectl;
use crate::app::{AppFile, Target};
use crate::cli::destination::ContextArgs;
use crate::cli::{CommandError, Context};
use crate::cluster::{self, AppPods};

/// Show the output of an app's pods
#[derive(clap::Args)]
pub struct Args {
    /// Name of a Deployment, of an app (label `app`) or of a pod [default: the app in this folder]
    app: Option<String>,
    /// Go on as more comes
    #[arg(long, short)]
    follow: bool,
    /// Namespace of the app
    #[arg(long, short)]
    namespace: Option<String>,
    /// Only the last lines of each container [default: all]
    #[arg(long, value_name = "LINES", default_value_t = -1, allow_negative_numbers = true, hide_default_value = true)]
    tail: i64,
    #[command(flatten)]
    place: ContextArgs,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
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

    #[test]
    fn all_pods_of_an_app_are_followed() {
        let place = ContextArgs::default();
        let args = Args { app: None, follow: true, namespace: None, tail: -1, place };
        let words =
            arguments(&args, "default", &AppPods { selector: Some("app=web".into()), best: "web-1".into() }).join(" ");
        assert_eq!(
            words,
            "logs --namespace default --all-containers --tail=-1 --follow --selector app=web --prefix --max-log-requests=50"
        );
        let words = arguments(&args, "default", &AppPods { selector: None, best: "web-1".into() }).join(" ");
        assert_eq!(words, "logs --namespace default --all-containers --tail=-1 --follow web-1");
    }
}
