//! What the words of a command line mean, and the way from them to a command and its end.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::engine::docker::DockerEngine;
use crate::report::{JsonReporter, PlainReporter, Reporter, SilentReporter, TerminalReporter};

use super::commands::cluster::{delete, diagnose, list, pause, restart, start, status, stop, unpause};
use super::commands::{
    addon, apply, build, bundle, completion, config, dashboard, doctor, down, exec, forward, gpu, image, kubeconfig,
    kubectl, load_test, logs, new, node, open, port, service, trust, up, version,
};
use super::context::Context;
use super::error::CommandError;
use super::invocation::Invocation;
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
    /// How to print data; json also prints the events of long work, one object a line [default: table]
    #[arg(long, short, global = true, value_enum, value_name = "FORMAT")]
    output: Option<Output>,
    /// Short for -o json
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
    Restart(restart::Args),
    Pause(pause::Args),
    Unpause(unpause::Args),
    Delete(delete::Args),
    Status(status::Args),
    List(list::Args),
    Node(node::Args),
    Gpu(gpu::Args),
    Up(up::Args),
    Down(down::Args),
    Build(build::Args),
    Load(image::load::Args),
    Apply(apply::Args),
    Service(service::Args),
    Open(open::Args),
    Dashboard(dashboard::Args),
    Port(port::Args),
    Addon(addon::Args),
    Trust(trust::Args),
    Bundle(bundle::Args),
    New(new::Args),
    Logs(logs::Args),
    Exec(exec::Args),
    Forward(forward::Args),
    LoadTest(load_test::Args),
    Kubectl(kubectl::Args),
    Kubeconfig(kubeconfig::Args),
    Doctor(doctor::Args),
    Diagnose(diagnose::Args),
    Version(version::Args),
    Image(image::Args),
    Config(config::Args),
    Completion(completion::Args),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = match output(&cli) {
        Ok(output) => output,
        Err(error) => error.exit(),
    };
    if cli.global.no_color {
        console::set_colors_enabled(false);
        console::set_colors_enabled_stderr(false);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&CommandError::internal(error), None),
    };
    let name = cli.global.name.clone();
    match runtime.block_on(run(cli, output)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error, name.as_deref()),
    }
}

async fn run(cli: Cli, output: Output) -> Result<(), CommandError> {
    let context = context(&cli, output)?;
    match cli.command {
        Command::Start(args) => start::run(args, &context).await,
        Command::Stop(args) => stop::run(args, &context).await,
        Command::Restart(args) => restart::run(args, &context).await,
        Command::Pause(args) => pause::run(args, &context).await,
        Command::Unpause(args) => unpause::run(args, &context).await,
        Command::Delete(args) => delete::run(args, &context).await,
        Command::Status(args) => status::run(args, &context).await,
        Command::List(args) => list::run(args, &context).await,
        Command::Node(args) => node::run(args, &context).await,
        Command::Gpu(args) => gpu::run(args, &context).await,
        Command::Up(args) => up::run(args, &context).await,
        Command::Down(args) => down::run(args, &context).await,
        Command::Build(args) => build::run(args, &context).await,
        Command::Load(args) => image::load::run(args, &context).await,
        Command::Apply(args) => apply::run(args, &context).await,
        Command::Service(args) => service::run(args, &context).await,
        Command::Open(args) => open::run(args, &context).await,
        Command::Dashboard(args) => dashboard::run(args, &context).await,
        Command::Port(args) => port::run(args, &context).await,
        Command::Addon(args) => addon::run(args, &context).await,
        Command::Trust(args) => trust::run(args, &context).await,
        Command::Bundle(args) => bundle::run(args, &context).await,
        Command::New(args) => new::run(&args, &context),
        Command::Logs(args) => logs::run(args, &context).await,
        Command::Exec(args) => exec::run(args, &context).await,
        Command::Forward(args) => forward::run(args, &context).await,
        Command::LoadTest(args) => load_test::run(args, &context).await,
        Command::Kubectl(args) => kubectl::run(args, &context).await,
        Command::Kubeconfig(args) => kubeconfig::run(args, &context).await,
        Command::Doctor(args) => doctor::run(args, &context).await,
        Command::Diagnose(args) => diagnose::run(args, &context).await,
        Command::Version(args) => version::run(args, &context).await,
        Command::Image(args) => image::run(args, &context).await,
        Command::Config(args) => config::run(args, &context).await,
        Command::Completion(args) => completion::run(&args),
    }
}

/// The format that was asked for; an error as clap's own where the words contradict each other.
fn output(cli: &Cli) -> Result<Output, clap::Error> {
    let conflict = |kind, text: &str| Err(Cli::command().error(kind, text));
    match cli.global.output {
        Some(output) if cli.global.json && output != Output::Json => {
            conflict(ErrorKind::ArgumentConflict, "--json means -o json and can't be used with another --output")
        }
        Some(Output::Yaml) if !cli.command.prints_data() => {
            conflict(ErrorKind::InvalidValue, "this command has no data to print; its events can be had with -o json")
        }
        Some(output) => Ok(output),
        None if cli.global.json => Ok(Output::Json),
        None => Ok(Output::Table),
    }
}

fn context(cli: &Cli, output: Output) -> Result<Context, CommandError> {
    if let Some(name) = &cli.global.name {
        crate::config::cluster_name(name)?;
    }
    Ok(Context {
        engine: Arc::new(DockerEngine::from_environment()?),
        reporter: reporter(&cli.global, output, cli.command.prints_data()),
        output,
        name: cli.global.name.clone(),
    })
}

impl Command {
    /// Whether standard output carries one document of data, so that events can't go there.
    fn prints_data(&self) -> bool {
        match self {
            Self::Status(_) | Self::List(_) | Self::Kubeconfig(_) | Self::Version(_) | Self::Completion(_) => true,
            Self::Image(args) => args.prints_data(),
            Self::Port(args) => args.prints_data(),
            Self::Addon(args) => args.prints_data(),
            Self::Node(args) => args.prints_data(),
            Self::Gpu(args) => args.prints_data(),
            Self::Apply(_)
            | Self::Down(_)
            | Self::Forward(_)
            | Self::LoadTest(_)
            | Self::Trust(_)
            | Self::Doctor(_)
            | Self::Service(_)
            | Self::Open(_)
            | Self::Dashboard(_)
            | Self::New(_)
            | Self::Logs(_)
            | Self::Exec(_)
            | Self::Kubectl(_)
            | Self::Config(_) => true,
            Self::Start(args) => args.prints_data(),
            Self::Stop(_) | Self::Restart(_) | Self::Pause(_) | Self::Unpause(_) => false,
            Self::Diagnose(_) | Self::Delete(_) | Self::Up(_) | Self::Build(_) | Self::Load(_) | Self::Bundle(_) => {
                false
            }
        }
    }
}

fn reporter(global: &Global, output: Output, prints_data: bool) -> Arc<dyn Reporter> {
    let stderr = std::io::stderr();
    if global.quiet {
        Arc::new(SilentReporter)
    } else if output == Output::Json && !prints_data {
        Arc::new(JsonReporter::new(std::io::stdout()))
    } else if stderr.is_terminal() {
        Arc::new(TerminalReporter::new(global.verbose))
    } else {
        Arc::new(PlainReporter::new(stderr, global.verbose))
    }
}

/// `name` is the cluster that was named.
fn fail(error: &CommandError, name: Option<&str>) -> ExitCode {
    let text = error.render(&Invocation::of(name));
    // Nobody is left to tell where standard error is gone.
    let _ = std::io::stderr().write_all(text.as_bytes());
    ExitCode::from(error.exit_code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_words_of_the_command_line_collide() {
        Cli::command().debug_assert();
    }
}
