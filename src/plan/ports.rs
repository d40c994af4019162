//! What has to be done so that the host's ports are the wanted ones.

use crate::cluster::state::PortsState;
use crate::config::{PortKey, PortSpec};
use crate::fault::{Fault, Kind};

/// The way from the ports that are there to the wanted ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortsPlan {
    /// All is as it shall be.
    Nothing,
    /// The first ports: make their container.
    Create,
    /// Only the container does not run.
    Start,
    /// A container's ports can't change: another one takes its place.
    Replace,
    /// None is wanted any more.
    Remove,
}

/// Ports that can't be, or are not there to be removed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PortsConflict {
    #[error("host port {port} is asked for twice")]
    Twice { port: PortKey },
    #[error("host port {} leads elsewhere already: `{there}`", .there.key())]
    LeadsElsewhere { there: Box<PortSpec> },
    #[error("there is no host port {port}{}", there_are(.there))]
    Unknown { port: PortKey, there: Vec<PortKey> },
}

fn there_are(ports: &[PortKey]) -> String {
    let list = ports.iter().map(PortKey::to_string).collect::<Vec<_>>().join(", ");
    if list.is_empty() { "; the cluster has none".to_owned() } else { format!("; there is {list}") }
}

impl Fault for PortsConflict {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Twice { .. } => None,
            Self::LeadsElsewhere { there } => {
                Some(format!("remove it first with `devcluster port remove {}`", there.key()))
            }
            Self::Unknown { .. } => Some("see where ports lead with `devcluster port list`".to_owned()),
        }
    }
}

/// Compares the wanted ports, in the order that the functions below give, with what is there. In a cluster that does
/// not run nothing is started.
pub fn plan_ports(wanted: &[PortSpec], there: Option<&PortsState>, cluster_runs: bool) -> PortsPlan {
    match there {
        None if wanted.is_empty() => PortsPlan::Nothing,
        None => PortsPlan::Create,
        Some(_) if wanted.is_empty() => PortsPlan::Remove,
        Some(there) if there.ports != wanted => PortsPlan::Replace,
        Some(there) if there.running || !cluster_runs => PortsPlan::Nothing,
        Some(_) => PortsPlan::Start,
    }
}

/// Ports in the order of their numbers; an error where two have the same.
pub fn distinct_ports(mut ports: Vec<PortSpec>) -> Result<Vec<PortSpec>, PortsConflict> {
    ports.sort_by_key(PortSpec::key);
    match ports.windows(2).find(|pair| pair[0].key() == pair[1].key()) {
        Some(pair) => Err(PortsConflict::Twice { port: pair[0].key() }),
        None => Ok(ports),
    }
}

/// The ports that are there and those that are asked for; none is bent to another place.
pub fn ports_with(there: &[PortSpec], asked: &[PortSpec]) -> Result<Vec<PortSpec>, PortsConflict> {
    let elsewhere = |port: &&PortSpec| asked.iter().any(|asked| asked.key() == port.key() && asked != *port);
    if let Some(there) = there.iter().find(elsewhere) {
        return Err(PortsConflict::LeadsElsewhere { there: Box::new(there.clone()) });
    }
    let kept = there.iter().filter(|port| !asked.contains(port));
    distinct_ports(kept.chain(asked).cloned().collect())
}

/// The ports that are there, and over them those that are asked for.
pub fn ports_over(there: &[PortSpec], asked: &[PortSpec]) -> Vec<PortSpec> {
    let kept = there.iter().filter(|port| !asked.iter().any(|asked| asked.key() == port.key()));
    kept.chain(asked).cloned().collect()
}

/// The ports that are there without those that shall go.
pub fn ports_without(there: &[PortSpec], gone: &[PortKey]) -> Result<Vec<PortSpec>, PortsConflict> {
    let unknown = gone.iter().find(|key| !there.iter().any(|port| port.key() == **key));
    if let Some(&port) = unknown {
        return Err(PortsConflict::Unknown { port, there: there.iter().map(PortSpec::key).collect() });
    }
    distinct_ports(there.iter().filter(|port| !gone.contains(&port.key())).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::shown;

    fn ports(texts: &[&str]) -> Vec<PortSpec> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn plan(wanted: &[&str], there: Option<(&[&str], bool)>, cluster_runs: bool) -> PortsPlan {
        let there = there.map(|(there, running)| PortsState { container: "x".into(), ports: ports(there), running });
        plan_ports(&ports(wanted), there.as_ref(), cluster_runs)
    }

    #[test]
    fn each_state_has_its_plan() {
        let web: &[&str] = &["8080:30080"];
        assert_eq!(plan(&[], None, true), PortsPlan::Nothing);
        assert_eq!(plan(web, None, true), PortsPlan::Create);
        assert_eq!(plan(web, Some((web, true)), true), PortsPlan::Nothing);
        assert_eq!(plan(web, Some((web, false)), true), PortsPlan::Start);
        assert_eq!(plan(web, Some((web, false)), false), PortsPlan::Nothing);
        assert_eq!(plan(&["8080:30081"], Some((web, true)), true), PortsPlan::Replace);
        assert_eq!(plan(&[], Some((web, true)), true), PortsPlan::Remove);
    }

    #[test]
    fn ports_are_added_in_the_order_of_their_numbers() {
        let there = ports(&["8080:30080"]);
        let asked = ports(&["9090:30090", "53:53@dns/udp", "8080:30080"]);
        assert_eq!(ports_with(&there, &asked), Ok(ports(&["53:53@dns/udp", "8080:30080", "9090:30090"])));
    }

    #[test]
    fn one_number_serves_each_protocol() {
        assert!(distinct_ports(ports(&["53:53@dns", "53:53@dns/udp"])).is_ok());
    }

    #[test]
    fn what_can_not_be_is_said() {
        let there = ports(&["53:53@dns/udp", "8080:30080"]);
        let twice = distinct_ports(ports(&["8080:30080", "0.0.0.0:8080:30081"])).unwrap_err();
        insta::assert_snapshot!(shown(&twice), @"error: host port 8080/tcp is asked for twice");
        insta::assert_snapshot!(shown(&ports_with(&there, &ports(&["8080:80@web"])).unwrap_err()), @r"
        error: host port 8080/tcp leads elsewhere already: `8080:30080`
        hint: remove it first with `devcluster port remove 8080/tcp`
        ");
        let gone = [PortKey { port: 53, protocol: crate::config::PortProtocol::Tcp }];
        insta::assert_snapshot!(shown(&ports_without(&there, &gone).unwrap_err()), @r"
        error: there is no host port 53/tcp; there is 53/udp, 8080/tcp
        hint: see where ports lead with `devcluster port list`
        ");
        insta::assert_snapshot!(shown(&ports_without(&[], &gone).unwrap_err()), @r"
        error: there is no host port 53/tcp; the cluster has none
        hint: see where ports lead with `devcluster port list`
        ");
    }

    #[test]
    fn a_start_bends_a_port_to_where_it_is_asked_to_lead() {
        let there = ports(&["53:53@dns/udp", "8080:30080"]);
        assert_eq!(ports_over(&there, &ports(&["8080:80@web"])), ports(&["53:53@dns/udp", "8080:80@web"]));
    }

    #[test]
    fn ports_are_removed_by_number_and_protocol() {
        let there = ports(&["53:53@dns/udp", "8080:30080"]);
        assert_eq!(ports_without(&there, &["53/udp".parse().unwrap()]), Ok(ports(&["8080:30080"])));
    }
}
