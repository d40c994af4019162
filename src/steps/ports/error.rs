//! What can go wrong with host ports.

use std::net::IpAddr;

use crate::config::{PortKey, PortSpec};
use crate::fault::{Fault, Kind};
use crate::plan::PortsConflict;

/// Host ports that can't be published.
#[derive(Debug, thiserror::Error)]
pub enum PortsError {
    #[error(transparent)]
    Conflict(#[from] PortsConflict),
    #[error("host port {port} is in use{}", .holder.as_ref().map(|name| format!(" by container `{name}`")).unwrap_or_default())]
    InUse { port: PortKey, holder: Option<String> },
    #[error("`{address}` of port `{port}` is not an address of this host")]
    NoSuchAddress { address: IpAddr, port: Box<PortSpec> },
    #[error("the container `{container}`, which carries the host's ports, {what}")]
    NotWorking { container: String, what: &'static str, output: String },
}

impl Fault for PortsError {
    fn kind(&self) -> Kind {
        match self {
            Self::Conflict(conflict) => conflict.kind(),
            Self::NoSuchAddress { .. } => Kind::User,
            Self::InUse { .. } => Kind::Environment,
            Self::NotWorking { .. } => Kind::Cluster,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Conflict(conflict) => conflict.hint(),
            Self::InUse { holder: Some(holder), .. } => {
                Some(format!("free it with `docker stop {holder}`, or choose another port"))
            }
            Self::InUse { port, holder: None } => {
                let PortKey { port, protocol } = port;
                let sockets = &protocol.name()[..1];
                Some(format!(
                    "see who listens with `ss -l{sockets}np 'sport = :{port}'`, and stop it or choose another port"
                ))
            }
            Self::NoSuchAddress { .. } => {
                Some("see the host's addresses with `ip address`; 0.0.0.0 means all of them".to_owned())
            }
            Self::NotWorking { .. } => Some("see whether the API server is well with `devcluster status`".to_owned()),
        }
    }

    fn output(&self) -> Option<&str> {
        match self {
            Self::NotWorking { output, .. } => Some(output),
            Self::Conflict(_) | Self::InUse { .. } | Self::NoSuchAddress { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::shown;

    #[test]
    fn a_port_in_use_says_by_whom_where_that_is_known() {
        let port = "53/udp".parse().unwrap();
        insta::assert_snapshot!(shown(&PortsError::InUse { port, holder: Some("web".into()) }), @r"
        error: host port 53/udp is in use by container `web`
        hint: free it with `docker stop web`, or choose another port
        ");
        insta::assert_snapshot!(shown(&PortsError::InUse { port, holder: None }), @r"
        error: host port 53/udp is in use
        hint: see who listens with `ss -lunp 'sport = :53'`, and stop it or choose another port
        ");
    }
}
