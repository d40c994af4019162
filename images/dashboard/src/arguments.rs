//! The command line: a few flags and a subcommand. A parser crate would cost more than it saves here.

use std::net::SocketAddr;
use std::path::PathBuf;

pub const HELP: &str = "\
devcluster-dashboard: serves the dashboard's page, and leads its requests to the API server

Usage: devcluster-dashboard [OPTIONS]
       devcluster-dashboard check [--listen ADDRESS]

Commands:
  check    succeed when a server answers at the address that it would listen on
  help     print this text
  version  print the version

Options:
  --listen ADDRESS   where to listen [default: 127.0.0.1:8080]
  --assets FOLDER    the page's files [default: /usr/share/dashboard]
  --api-server URL   the API server [default: from KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT]
  --ca FILE          its certificate authority, PEM
                     [default: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt]
  --cluster NAME     what the page calls the cluster [default: kubernetes]
";

#[derive(Debug, PartialEq, Eq)]
pub enum Subcommand {
    Serve(Options),
    Check(SocketAddr),
    Help,
    Version,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    pub listen: SocketAddr,
    pub assets: PathBuf,
    pub api_server: String,
    pub ca: PathBuf,
    /// What the page calls the cluster.
    pub cluster: String,
}

/// What the arguments after the program's name ask for, or what is wrong with them.
pub fn parse(words: &[String], environment: &dyn Fn(&str) -> Option<String>) -> Result<Subcommand, String> {
    let (check, flags) = match words.first().map(String::as_str) {
        Some("help" | "--help" | "-h") => return Ok(Subcommand::Help),
        Some("version" | "--version" | "-V") => return Ok(Subcommand::Version),
        Some("check") => (true, &words[1..]),
        Some(word) if !word.starts_with('-') => return Err(format!("there is no command `{word}`")),
        _ => (false, words),
    };
    let (mut listen, mut api_server) = (SocketAddr::from(([127, 0, 0, 1], 8080)), None);
    let mut assets = PathBuf::from("/usr/share/dashboard");
    let mut ca = PathBuf::from("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt");
    let mut cluster = "kubernetes".to_owned();
    let mut rest = flags.iter();
    while let Some(flag) = rest.next() {
        let value = rest.next().ok_or_else(|| format!("`{flag}` needs a value"))?;
        match (flag.as_str(), check) {
            ("--listen", _) => listen = value.parse().map_err(|_| format!("`{value}` is no address with a port"))?,
            ("--assets", false) => assets = value.into(),
            ("--api-server", false) => api_server = Some(value.clone()),
            ("--ca", false) => ca = value.into(),
            ("--cluster", false) => cluster.clone_from(value),
            _ => return Err(format!("there is no option `{flag}`")),
        }
    }
    if check {
        return Ok(Subcommand::Check(listen));
    }
    let api_server = api_server.or_else(|| in_cluster(environment)).ok_or(
        "the API server's address is missing: give `--api-server URL`, or run where \
         KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are set",
    )?;
    Ok(Subcommand::Serve(Options { listen, assets, api_server, ca, cluster }))
}

/// The address that kubelet tells every container.
fn in_cluster(environment: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let host = environment("KUBERNETES_SERVICE_HOST")?;
    let port = environment("KUBERNETES_SERVICE_PORT")?;
    Some(if host.contains(':') { format!("https://[{host}]:{port}") } else { format!("https://{host}:{port}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_words(words: &[&str]) -> Result<Subcommand, String> {
        let environment = |name: &str| match name {
            "KUBERNETES_SERVICE_HOST" => Some("fd00::1".to_owned()),
            "KUBERNETES_SERVICE_PORT" => Some("443".to_owned()),
            _ => None,
        };
        parse(&words.iter().map(ToString::to_string).collect::<Vec<_>>(), &environment)
    }

    #[test]
    fn has_defaults_for_a_pod() {
        let Ok(Subcommand::Serve(options)) = parse_words(&[]) else { panic!("it should serve") };
        assert_eq!(options.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(options.api_server, "https://[fd00::1]:443");
        assert!(parse(&[], &|_| None).unwrap_err().starts_with("the API server's address is missing"));
    }

    #[test]
    fn reads_its_flags() {
        let words =
            ["--listen", "127.0.0.1:1", "--assets", "/a", "--api-server", "http://b", "--ca", "/c", "--cluster", "dev"];
        let Ok(Subcommand::Serve(options)) = parse_words(&words) else { panic!("it should serve") };
        assert_eq!((options.api_server.as_str(), options.ca), ("http://b", PathBuf::from("/c")));
        assert_eq!(options.cluster, "dev");
        assert_eq!(
            parse_words(&["check", "--listen", "127.0.0.1:9"]),
            Ok(Subcommand::Check(([127, 0, 0, 1], 9).into()))
        );
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(parse_words(&["fry"]).unwrap_err(), "there is no command `fry`");
        assert_eq!(parse_words(&["--fry", "1"]).unwrap_err(), "there is no option `--fry`");
        assert_eq!(parse_words(&["check", "--ca", "/c"]).unwrap_err(), "there is no option `--ca`");
        assert_eq!(parse_words(&["--ca"]).unwrap_err(), "`--ca` needs a value");
        assert_eq!(parse_words(&["--listen", "here"]).unwrap_err(), "`here` is no address with a port");
    }
}
