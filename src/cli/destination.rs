//! Which cluster a command on an app is about: one of ours by `--name`, or any by `--context`.

use super::prompt::confirm;
use super::{CommandError, Context};
use crate::app::Destination;
use crate::fault::Kind;

/// Contexts whose clusters are on this machine, as other tools name them.
const LOCAL: [&str; 2] = ["docker-desktop", "minikube"];
const LOCAL_PREFIXES: [&str; 3] = ["devcluster-", "k3d-", "kind-"];

/// Where to look.
#[derive(Default, clap::Args)]
pub struct ContextArgs {
    /// Another cluster: a context of the kubeconfig
    #[arg(long, value_name = "CONTEXT")]
    context: Option<String>,
}

/// Where to change something.
#[derive(clap::Args)]
pub struct ChangedContextArgs {
    /// Another cluster: a context of the kubeconfig; images go there by the registry that devcluster.yaml names
    #[arg(long, value_name = "CONTEXT")]
    context: Option<String>,
    /// Do not ask before a cluster is changed that is not on this machine
    #[arg(long, short)]
    yes: bool,
}

impl ContextArgs {
    /// The cluster that is meant.
    pub fn destination(&self, context: &Context) -> Destination {
        destination(self.context.as_deref(), context)
    }
}

impl ChangedContextArgs {
    /// The cluster that is meant, once it is sure that it is. `what` will be done there: `bring the app up`.
    pub fn destination(&self, what: &str, context: &Context) -> Result<Destination, CommandError> {
        if let Some(name) = self.context.as_deref().filter(|name| !self.yes && !is_local(name)) {
            match confirm(&format!("Context `{name}` leads to a cluster elsewhere. Do you want to {what} there?"))? {
                Some(true) => {}
                Some(false) => return Err(CommandError::new(Kind::User, "nothing was done")),
                None => return Err(nobody_to_ask(name)),
            }
        }
        Ok(self.unasked(context))
    }

    /// The cluster that is meant, where it is refused later if it is elsewhere.
    pub fn unasked(&self, context: &Context) -> Destination {
        destination(self.context.as_deref(), context)
    }
}

fn destination(name: Option<&str>, context: &Context) -> Destination {
    match name {
        Some(name) => Destination::Context(name.to_owned()),
        None => Destination::Cluster(context.cluster_name()),
    }
}

fn is_local(context: &str) -> bool {
    LOCAL.contains(&context) || LOCAL_PREFIXES.iter().any(|prefix| context.starts_with(prefix))
}

fn nobody_to_ask(name: &str) -> CommandError {
    CommandError::new(
        Kind::User,
        format!("context `{name}` leads to a cluster elsewhere, and nobody is here to be asked"),
    )
    .hint("if it is meant, say so with `--yes`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_of_this_machine_are_told_from_others() {
        for name in ["devcluster-dev", "kind-kind", "k3d-a", "minikube", "docker-desktop"] {
            assert!(is_local(name), "{name}");
        }
        for name in ["arn:aws:eks:eu-west-1:1:cluster/prod", "minikube-prod", "prod"] {
            assert!(!is_local(name), "{name}");
        }
    }
}
