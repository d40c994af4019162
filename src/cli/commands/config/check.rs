//! `devcluster config check`.

use std::path::PathBuf;

use serde::Serialize;

use crate::cli::{CommandError, Context};
use crate::config::{self, Cluster, ConfigError, Loaded, NodeRole, Overrides};
use crate::fault::Kind;
use crate::report::Event;
use crate::yaml::{Place, Problem};

/// Find all that is wrong with a config file; exits with 1 where anything is
#[derive(clap::Args)]
pub struct Args {
    /// Config file
    #[arg(default_value = "cluster.yaml")]
    file: PathBuf,
}

/// What was found, for programs.
#[derive(Serialize)]
struct Findings<'a> {
    valid: bool,
    problems: Vec<Finding<'a>>,
    warnings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    line: usize,
    column: usize,
    message: &'a str,
}

impl<'a> Finding<'a> {
    fn all(problems: &'a [Problem]) -> Vec<Self> {
        let finding = |problem: &'a Problem| {
            let (line, column) = match problem.place {
                Place::Text { line, column, .. } => (line, column),
                Place::Outside(_) => (1, 1),
            };
            Self { line, column, message: &problem.message }
        };
        problems.iter().map(finding).collect()
    }
}

pub fn run(args: &Args, context: &Context) -> Result<(), CommandError> {
    let checked = config::load(Some(&args.file), &Overrides::default());
    if !context.output.is_text() {
        return print(checked, context);
    }
    let loaded = checked?;
    for text in loaded.warning_lines() {
        context.reporter.event(&Event::Warning { text, hint: None });
    }
    let text = format!("`{}` is valid: {}.", args.file.display(), summary(&loaded.cluster));
    context.reporter.event(&Event::Note { text });
    Ok(())
}

fn print(checked: Result<Loaded, ConfigError>, context: &Context) -> Result<(), CommandError> {
    let (problems, warnings) = match checked {
        Ok(loaded) => (Vec::new(), loaded.warnings),
        Err(ConfigError::Invalid(invalid)) => (invalid.problems, Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let findings =
        Findings { valid: problems.is_empty(), problems: Finding::all(&problems), warnings: Finding::all(&warnings) };
    context.output.print(&findings, |_| String::new())?;
    if findings.valid { Ok(()) } else { Err(CommandError::passed_on(Kind::User.exit_code())) }
}

fn summary(cluster: &Cluster) -> String {
    let count = |role| cluster.nodes.iter().filter(|node| node.role == role).count();
    let control_planes = match count(NodeRole::ControlPlane) {
        1 => "one control plane".to_owned(),
        several => format!("{several} control planes"),
    };
    let workers = match count(NodeRole::Worker) {
        0 => String::new(),
        1 => " and one worker".to_owned(),
        workers => format!(" and {workers} workers"),
    };
    format!("cluster `{}` of {control_planes}{workers}", cluster.name)
}
