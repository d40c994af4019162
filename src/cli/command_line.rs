//! What the words of a command line mean, and the way from them to a command and its end.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use crate::engine::docker::DockerEngine;
use crate::report::{JsonReporter, PlainReporter, Reporter, SilentReporter, TerminalReporter};

use super::commands::{
    apply, build, completion, config, delete, exec, image, kubeconfig, kubectl, list, logs, new, open, service, start,
    status, stop, up, version,
};
use super::context::Context;
use super::error::CommandError;
use super::output::Output;

/// Real Kubernetes clusters on this machine in seconds, and your app running on them.
#[derive(Parser)]
#[command(name = "devcluster", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// The cluster that the command is about [default: the current context's, else dev]
    #[arg(long, short = 'c', global = true, env = "DEVCLUSTER", value_name = "NAME")]
    name: Option<String>,
    /// Print nothing but data and errors
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Also print the output of the tools that run
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    verbose: bool,
    /// Print data, and the events of long work, as JSON
    #[arg(long, global = true)]
    json: bool,
    /// Print without colours
    #[arg(long, global = true)]
    no_color: bool,
}

#[derive(Subcommand)]
enum Command {
    Start(start::Args),
    Stop(stop::Args),
    Delete(delete::Args),
    Status(status::Args),
    List(list::Args),
    Up(up::Args),
    Build(build::Args),
    Load(image::load::Args),
    Apply(apply::Args),
    Service(service::Args),
    Open(open::Args),
    New(new::Args),
    Logs(logs::Args),
    Exec(exec::Args),
    Kubectl(kubectl::Args),
    Kubeconfig(kubeconfig::Args),
    Version(version::Args),
    Image(image::Args),
    Config(config::Args),
    Completion(completion::Args),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    if cli.global.no_color {
        console::set_colors_enabled(false);
        console::set_colors_enabled_stderr(false);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&CommandError::internal(error)),
    };
    match runtime.block_on(run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

async fn run(cli: Cli) -> Result<(), CommandError> {
    let context = context(&cli)?;
    match cli.command {
        Command::Start(args) => start::run(args, &context).await,
        Command::Stop(args) => stop::run(args, &context).await,
        Command::Delete(args) => delete::run(args, &context).await,
        Command::Status(args) => status::run(args, &context).await,
        Command::List(args) => list::run(args, &context).await,
        Command::Up(args) => up::run(args, &context).await,
        Command::Build(args) => build::run(args, &context).await,
        Command::Load(args) => image::load::run(args, &context).await,
        Command::Apply(args) => apply::run(args, &context).await,
        Command::Service(args) => service::run(args, &context).await,
        Command::Open(args) => open::run(args, &context).await,
        Command::New(args) => new::run(&args, &context),
        Command::Logs(args) => logs::run(args, &context).await,
        Command::Exec(args) => exec::run(args, &context).await,
        Command::Kubectl(args) => kubectl::run(args, &context).await,
        Command::Kubeconfig(args) => kubeconfig::run(args, &context).await,
        Command::Version(args) => version::run(args, &context).await,
        Command::Image(args) => image::run(args, &context).await,
        Command::Config(args) => config::run(args, &context).await,
        Command::Completion(args) => completion::run(&args),
    }
}

fn context(cli: &Cli) -> Result<Context, CommandError> {
    if let Some(name) = &cli.global.name {
        crate::config::cluster_name(name)?;
    }
    Ok(Context {
        engine: Arc::new(DockerEngine::from_environment()?),
        reporter: reporter(&cli.global, cli.command.prints_data()),
        output: if cli.global.json { Output::Json } else { Output::Text },
        name: cli.global.name.clone(),
    })
}

impl Command {
    /// Whether standard output carries one document of data, so that events can't go there.
    fn prints_data(&self) -> bool {
        match self {
            Self::Status(_) | Self::List(_) | Self::Kubeconfig(_) | Self::Version(_) | Self::Completion(_) => true,
            Self::Image(args) => args.prints_data(),
            Self::Apply(_)
            | Self::Service(_)
            | Self::Open(_)
            | Self::New(_)
            | Self::Logs(_)
            | Self::Exec(_)
            | Self::Kubectl(_)
            | Self::Config(_) => true,
            Self::Start(_) | Self::Stop(_) | Self::Delete(_) | Self::Up(_) | Self::Build(_) | Self::Load(_) => false,
        }
    }
}

fn reporter(global: &Global, prints_data: bool) -> Arc<dyn Reporter> {
    let stderr = std::io::stderr();
    if global.quiet {
        Arc::new(SilentReporter)
    } else if global.json && !prints_data {
        Arc::new(JsonReporter::new(std::io::stdout()))
    } else if stderr.is_terminal() {
        Arc::new(TerminalReporter::new(global.verbose))
    } else {
        Arc::new(PlainReporter::new(stderr, global.verbose))
    }
}

fn fail(error: &CommandError) -> ExitCode {
    // Nobody is left to tell where standard error is gone.
    let _ = std::io::stderr().write_all(error.render().as_bytes());
    ExitCode::from(error.exit_code())
}
