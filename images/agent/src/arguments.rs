//! The command line: one word, no flags; a program to run after `supervise --`. A parser crate would cost more than it saves here.

use crate::gpu::Command;

pub const HELP: &str = "\
devcluster-agent: the parts of devcluster that run in a node's container

Usage: devcluster-agent <COMMAND>

Commands:
  init     be process 1 of a node: prepare it, run containerd and kubelet, stop pods gracefully on SIGTERM
  network  keep the routes to other nodes' pods and the addresses of services that the node holds; init starts it
  ports    lead the ports that this container publishes to services; process 1 of the container `ports`
  storage  make a folder for each volume that a claim asks of this node, and remove it; init starts it
  gpu      offer the node's simulated GPUs to kubelet; init starts it
  gpu list | gpu fail ID | gpu heal ID
           tell of the node's GPUs as JSON, let one fail (by number or id) or work again
  bridge   give nodes images of the engine that they ask for; process 1 of the container `bridge`
  bake     import the images named in /bake/images.json and lay them out unpacked in /opt/baked
  object-metrics
           tell Prometheus figures of the cluster's objects; runs in a pod of the addon `monitoring`
  loopback-metrics
           tell Prometheus the figures of programs that listen on the node's loopback; runs in a pod of the same
  sync     put changed files into running containers, as standard input asks
  supervise -- PROGRAM [ARGUMENT]...
           run an app's program and start it again when `sync` asks for it; process 1 of a container
  help     print this text
  version  print the version
";

#[derive(Debug, PartialEq, Eq)]
pub enum Subcommand {
    Init,
    Network,
    Ports,
    Storage,
    Gpu,
    OfGpus(Command),
    Bake,
    Bridge,
    ObjectMetrics,
    LoopbackMetrics,
    Sync,
    Supervise(Vec<String>),
    Help,
    Version,
}

/// The subcommand that the arguments after the program's name ask for, or what is wrong with them.
pub fn parse(arguments: &[String]) -> Result<Subcommand, String> {
    if let [word, dashes, program @ ..] = arguments
        && word == crate::supervise::WORD
        && dashes == "--"
        && !program.is_empty()
    {
        return Ok(Subcommand::Supervise(program.to_vec()));
    }
    match arguments {
        [gpu, list] if gpu == "gpu" && list == "list" => return Ok(Subcommand::OfGpus(Command::List)),
        [gpu, fail, id] if gpu == "gpu" && fail == "fail" => return Ok(Subcommand::OfGpus(Command::Fail(id.clone()))),
        [gpu, heal, id] if gpu == "gpu" && heal == "heal" => return Ok(Subcommand::OfGpus(Command::Heal(id.clone()))),
        _ => {}
    }
    let [word] = arguments else {
        return Err(format!("one command is expected, {} are given", arguments.len()));
    };
    match word.as_str() {
        "init" => Ok(Subcommand::Init),
        "network" => Ok(Subcommand::Network),
        "ports" => Ok(Subcommand::Ports),
        "storage" => Ok(Subcommand::Storage),
        "gpu" => Ok(Subcommand::Gpu),
        "bake" => Ok(Subcommand::Bake),
        "bridge" => Ok(Subcommand::Bridge),
        "object-metrics" => Ok(Subcommand::ObjectMetrics),
        "loopback-metrics" => Ok(Subcommand::LoopbackMetrics),
        "sync" => Ok(Subcommand::Sync),
        "supervise" => Err("`supervise` needs a program: supervise -- PROGRAM".to_owned()),
        "help" | "--help" | "-h" => Ok(Subcommand::Help),
        "version" | "--version" | "-V" => Ok(Subcommand::Version),
        other => Err(format!("there is no command `{other}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_words(words: &[&str]) -> Result<Subcommand, String> {
        parse(&words.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn knows_its_commands() {
        assert_eq!(parse_words(&["init"]), Ok(Subcommand::Init));
        assert_eq!(parse_words(&["--help"]), Ok(Subcommand::Help));
        assert_eq!(parse_words(&["gpu"]), Ok(Subcommand::Gpu));
        assert_eq!(parse_words(&["gpu", "fail", "0"]), Ok(Subcommand::OfGpus(Command::Fail("0".to_owned()))));
        let words = ["python", "--", "app.py"];
        let program = words.map(str::to_owned).to_vec();
        assert_eq!(parse_words(&[&["supervise", "--"], words.as_slice()].concat()), Ok(Subcommand::Supervise(program)));
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(parse_words(&["fry"]).unwrap_err(), "there is no command `fry`");
        assert_eq!(parse_words(&["supervise", "--"]).unwrap_err(), "one command is expected, 2 are given");
        assert_eq!(parse_words(&[]).unwrap_err(), "one command is expected, 0 are given");
    }
}
