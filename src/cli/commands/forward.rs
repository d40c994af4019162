//! `devcluster forward`.

use std::path::Path;

use serde::Serialize;

use crate::app::{self, AppFile, Forwarding, PortPair, Target};
use crate::cli::destination::ContextArgs;
use crate::cli::output::write_line;
use crate::cli::{CommandError, Context};
use crate::fault::Kind;

/// Lead ports of this machine to an app or a service, until Ctrl-C
#[derive(clap::Args)]
pub struct Args {
    /// Name of a Deployment, an app, a pod or a service [default: the app in this folder]; then ports: 8080:80, or 80 for
    /// the same on both sides
    #[arg(value_name = "APP|[LOCAL:]PORT", required = true)]
    words: Vec<String>,
    /// Namespace of the app
    #[arg(long, short)]
    namespace: Option<String>,
    #[command(flatten)]
    place: ContextArgs,
}

#[derive(Serialize)]
struct Shown {
    local: String,
    remote: u16,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let (app, ports) = read(&args.words)?;
    let (namespace, app) = AppFile::named_or_here(app.as_deref(), args.namespace.as_deref(), Path::new("."))?;
    let tools = context.tools()?;
    let target = Target::find(context.engine.as_ref(), &args.place.destination(context), false).await?;
    let mut shown = Ok(());
    app::forward(&tools, &target, &namespace, &app, &ports, |all| shown = show(all, &app, context)).await?;
    shown
}

/// The name, if the first word is one, and the ports.
fn read(words: &[String]) -> Result<(Option<String>, Vec<PortPair>), CommandError> {
    let (app, ports) = match words {
        [first, rest @ ..] if first.parse::<PortPair>().is_err() => (Some(first.clone()), rest),
        all => (None, all),
    };
    let usage = |message: String| CommandError::new(Kind::User, message);
    let ports: Result<Vec<_>, _> = ports.iter().map(|word| word.parse().map_err(usage)).collect();
    let ports = ports?;
    if ports.is_empty() {
        let name = app.unwrap_or_default();
        return Err(usage("no port is named".to_owned()).hint(format!("name one: `devcluster forward {name} 8080:80`")));
    }
    Ok((app, ports))
}

/// One line each, as soon as connections are taken.
fn show(all: &[Forwarding], app: &str, context: &Context) -> Result<(), CommandError> {
    let local = |one: &Forwarding| format!("127.0.0.1:{}", one.local);
    if context.output.is_text() {
        return all.iter().try_for_each(|one| write_line(&format!("{} -> {app}:{}", local(one), one.remote)));
    }
    let shown: Vec<_> = all.iter().map(|one| Shown { local: local(one), remote: one.remote }).collect();
    context.output.print(&shown, |_| String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_word_that_is_no_port_is_a_name() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let (app, ports) = read(&words("web 8080:80 9090")).unwrap();
        assert_eq!((app.as_deref(), ports.len()), (Some("web"), 2));
        assert_eq!(read(&words("80")).unwrap().0, None);
        assert!(read(&words("web")).is_err());
        assert!(read(&words("web 80x")).is_err());
    }
}
