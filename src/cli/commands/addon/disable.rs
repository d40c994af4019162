//! `devcluster addon disable`.

use std::time::Duration;

use crate::addon::{self, AddonError, DisableOptions};
use crate::app::Target;
use crate::cli::{CommandError, Context, duration, prompt};
use crate::cluster::{self, Applied, Outcome};
use crate::report::Event;

/// Disable addons: remove all that they made. Data in volumes is kept unless that is asked for
#[derive(clap::Args)]
pub struct Args {
    /// Their names
    #[arg(required = true, value_name = "ADDON")]
    addons: Vec<String>,
    /// Remove their volumes and the data in them too
    #[arg(long)]
    volumes: bool,
    /// Remove what you have made of the kinds that they bring too
    #[arg(long)]
    force: bool,
    /// How long each may take to go
    #[arg(long, default_value = "2m", value_name = "DURATION", value_parser = duration::parse)]
    timeout: Duration,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let tools = context.tools()?;
    let destination = crate::app::Destination::Cluster(context.cluster_name());
    let target = Target::find(context.engine.as_ref(), &destination, false).await?;
    let mut removed: Vec<Applied> = Vec::new();
    for name in &args.addons {
        let failed = |error| CommandError::from(error).while_trying_to(&format!("disable addon `{name}`"));
        let Args { addons, volumes, force, timeout } = &args;
        let mut options = DisableOptions { also: addons, volumes: *volumes, force: *force, timeout: *timeout };
        let mut gone = addon::disable(&tools, &target, name, options).await;
        if let Err(AddonError::TakesObjects { objects, .. }) = &gone
            && prompt::confirm(&format!("Remove {} too?", objects.join(", ")))? == Some(true)
        {
            options.force = true;
            gone = addon::disable(&tools, &target, name, options).await;
        }
        let mut objects = gone.map_err(failed)?;
        let kept = objects.iter().filter(|object| object.outcome == Outcome::Kept).map(Applied::title);
        let kept = kept.collect::<Vec<_>>().join(", ");
        if !kept.is_empty() {
            match prompt::confirm(&format!("Remove {kept} too, and the data in them?"))? {
                Some(true) => {
                    let rest = cluster::ApplySet::of_addon(name);
                    let options = crate::app::DownOptions { volumes: true, timeout: args.timeout };
                    objects = crate::app::down(&tools, &target, &rest, options).await?;
                }
                _ => context.reporter.event(&Event::Warning {
                    text: format!("kept, for the data in volumes: {kept}"),
                    hint: Some(format!(
                        "`devcluster addon enable {name}` uses them again; `devcluster kubectl -- delete` removes them"
                    )),
                }),
            }
        }
        removed.extend(objects);
    }
    context.output.print(&removed, |removed| removed.iter().map(Applied::line).collect::<Vec<_>>().join("\n"))
}
