//! What the CLI shows of the ports: where each leads, or why nowhere.

use std::path::Path;

use serde::Serialize;

use super::definition::{Port, Protocol};
use super::destination::Destination;
use crate::error::Error;
use crate::files;

const PATH: &str = "/run/devcluster/ports.json";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    host_port: u16,
    protocol: Protocol,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a str>,
}

/// What an earlier run reported holds no more.
pub fn clear() -> Result<(), Error> {
    files::remove_file(PATH)
}

/// Replaces the report at once: it may be read at any time.
pub fn write(ways: &[(Port, Result<Destination, String>)]) -> Result<(), Error> {
    let path = Path::new(PATH);
    let new = path.with_extension("new");
    files::write(&new, &text(ways)?)?;
    files::rename(&new, path)
}

fn text(ways: &[(Port, Result<Destination, String>)]) -> Result<String, Error> {
    let lines: Vec<_> = ways
        .iter()
        .map(|(port, destination)| Line {
            host_port: port.host_port,
            protocol: port.protocol,
            address: destination.as_ref().ok().map(ToString::to_string),
            problem: destination.as_ref().err().map(String::as_str),
        })
        .collect();
    serde_json::to_string(&lines).map_err(|source| Error::Json { path: PATH.into(), source })
}

#[cfg(test)]
mod tests {
    use super::super::definition::Target;
    use super::*;

    #[test]
    fn says_where_a_port_leads_or_why_nowhere() {
        let port = |host_port, protocol| Port { host_port, protocol, target: Target::NodePort(30_000) };
        let ways = [
            (port(8080, Protocol::Tcp), Ok(Destination { address: [10, 96, 3, 4].into(), port: 80 })),
            (port(53, Protocol::Udp), Err("there is no service a/b".to_owned())),
        ];
        assert_eq!(
            text(&ways).unwrap(),
            r#"[{"hostPort":8080,"protocol":"tcp","address":"10.96.3.4:80"},{"hostPort":53,"protocol":"udp","problem":"there is no service a/b"}]"#
        );
    }
}
