//! ports.json: the ports that the CLI published, and where each leads.

use std::fmt::{Display, Formatter};

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::files;

const PATH: &str = "/etc/kubernetes/devcluster/ports.json";

/// A port of this container; the host's port of the same number leads to it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Port {
    pub host_port: u16,
    pub protocol: Protocol,
    pub target: Target,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    Tcp,
    Udp,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Target {
    NodePort(u16),
    Service {
        namespace: String,
        name: String,
        /// Number or name of the service's port.
        port: String,
    },
}

impl Display for Protocol {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        })
    }
}

/// The CLI uploads the file before it starts the container.
pub fn read() -> Result<Vec<Port>, Error> {
    files::read_json(PATH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_command_line_writes() {
        let text = r#"[
            {"hostPort": 8080, "protocol": "tcp", "target": {"nodePort": 30080}},
            {"hostPort": 53, "protocol": "udp", "target": {"service": {"namespace": "a", "name": "dns", "port": "53"}}}
        ]"#;
        let dns = Target::Service { namespace: "a".into(), name: "dns".into(), port: "53".into() };
        assert_eq!(
            serde_json::from_str::<Vec<Port>>(text).unwrap(),
            [
                Port { host_port: 8080, protocol: Protocol::Tcp, target: Target::NodePort(30_080) },
                Port { host_port: 53, protocol: Protocol::Udp, target: dns },
            ]
        );
    }
}
