//! Host ports as a person writes them: `8080:30080` to a node port, `8080:80@web` to a service.

use std::fmt::{Display, Formatter};
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use super::cluster::{PortProtocol, PortSpec, PortTarget};

/// Only programs of this host reach a port where nothing else is said.
const DEFAULT_HOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const DEFAULT_NAMESPACE: &str = "default";
/// The API server's range where no flag says else.
const NODE_PORTS: std::ops::RangeInclusive<u16> = 30_000..=32_767;
const FORMS: &str = "`[IP:]HOSTPORT:NODEPORT[/udp]` or `[IP:]HOSTPORT:PORT@[NAMESPACE/]SERVICE[/udp]`";

impl FromStr for PortSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (rest, protocol) = split_protocol(text);
        let (place, service) = match rest.split_once('@') {
            Some((place, service)) => (place, Some(service)),
            None => (rest, None),
        };
        if let Some((_, unknown)) = place.split_once('/') {
            return Err(format!("`{unknown}` is not a protocol of host ports: tcp and udp are"));
        }
        let (host, port) = place
            .rsplit_once(':')
            .ok_or_else(|| format!("`{text}` does not say where it leads: {FORMS} is expected"))?;
        let (host_ip, host_port) = host_address(host)?;
        let target = match service {
            Some(service) => service_target(service, port)?,
            None => PortTarget::NodePort(node_port(port)?),
        };
        Ok(Self { host_ip, host_port, protocol, target })
    }
}

impl Display for PortSpec {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        match self.host_ip {
            DEFAULT_HOST => {}
            IpAddr::V4(address) => write!(formatter, "{address}:")?,
            IpAddr::V6(address) => write!(formatter, "[{address}]:")?,
        }
        write!(formatter, "{}:{}", self.host_port, self.target)?;
        match (self.protocol, &self.target) {
            (PortProtocol::Udp, _) => formatter.write_str("/udp"),
            // Else the name after the slash would be read as the protocol.
            (PortProtocol::Tcp, PortTarget::Service { namespace, name, .. })
                if namespace != DEFAULT_NAMESPACE && protocol(name).is_some() =>
            {
                formatter.write_str("/tcp")
            }
            (PortProtocol::Tcp, _) => Ok(()),
        }
    }
}

impl Display for PortTarget {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NodePort(port) => write!(formatter, "{port}"),
            Self::Service { namespace, name, port } if namespace == DEFAULT_NAMESPACE => {
                write!(formatter, "{port}@{name}")
            }
            Self::Service { namespace, name, port } => write!(formatter, "{port}@{namespace}/{name}"),
        }
    }
}

impl PortProtocol {
    /// `tcp` or `udp`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

fn protocol(name: &str) -> Option<PortProtocol> {
    [PortProtocol::Tcp, PortProtocol::Udp].into_iter().find(|protocol| protocol.name() == name)
}

fn split_protocol(text: &str) -> (&str, PortProtocol) {
    let suffix = text.rsplit_once('/').and_then(|(rest, name)| Some((rest, protocol(name)?)));
    suffix.unwrap_or((text, PortProtocol::Tcp))
}

fn host_address(text: &str) -> Result<(IpAddr, u16), String> {
    let (ip, port) = match text.rsplit_once(':') {
        Some((ip, port)) => (address(ip)?, port),
        None => (DEFAULT_HOST, text),
    };
    Ok((ip, number(port).ok_or_else(|| format!("`{port}` is not a host port: a number from 1 to 65535 is expected"))?))
}

/// IPv6 addresses stand in brackets, as in URLs.
fn address(text: &str) -> Result<IpAddr, String> {
    let parsed = match text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        Some(inner) => inner.parse().map(IpAddr::V6).ok(),
        None => text.parse().map(IpAddr::V4).ok(),
    };
    parsed.ok_or_else(|| format!("`{text}` is not an address of this host, such as 127.0.0.1 or 0.0.0.0"))
}

fn node_port(text: &str) -> Result<u16, String> {
    number(text).filter(|port| NODE_PORTS.contains(port)).ok_or_else(|| {
        format!(
            "`{text}` is not a node port ({} to {}); a service's own port is written `{text}@SERVICE`",
            NODE_PORTS.start(),
            NODE_PORTS.end()
        )
    })
}

fn service_target(service: &str, port: &str) -> Result<PortTarget, String> {
    let (namespace, name) = service.split_once('/').unwrap_or((DEFAULT_NAMESPACE, service));
    if !is_label(namespace, 63) {
        return Err(format!("`{namespace}` is not the name of a namespace"));
    }
    if !is_label(name, 63) {
        return Err(format!("`{name}` is not the name of a service"));
    }
    if number(port).is_none() && !is_port_name(port) {
        return Err(format!("`{port}` is neither the number nor the name of a service's port"));
    }
    Ok(PortTarget::Service { namespace: namespace.to_owned(), name: name.to_owned(), port: port.to_owned() })
}

fn number(text: &str) -> Option<u16> {
    text.parse().ok().filter(|&port| port > 0)
}

/// Kubernetes' rule for the names of most objects (RFC 1123).
fn is_label(text: &str, longest: usize) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=longest).contains(&text.len()) && text.chars().all(fits) && !text.starts_with('-') && !text.ends_with('-')
}

/// Kubernetes' rule for the names of ports.
fn is_port_name(text: &str) -> bool {
    is_label(text, 15) && text.chars().any(|c| c.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_written_again() {
        for text in [
            "8080:30080",
            "53:30053/udp",
            "0.0.0.0:80:30080",
            "[::1]:8080:30080",
            "8080:80@web",
            "8080:http@web",
            "0.0.0.0:5353:53@kube-system/kube-dns/udp",
            "8080:80@udp",
            "8080:80@team/udp/tcp",
        ] {
            assert_eq!(text.parse::<PortSpec>().map(|port| port.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn what_goes_without_saying_is_left_out() {
        for (text, canonical) in [
            ("127.0.0.1:8080:30080/tcp", "8080:30080"),
            ("8080:80@default/web", "8080:80@web"),
            ("8080:80@web/udp", "8080:80@web/udp"),
            ("8080:80@web/tcp", "8080:80@web"),
        ] {
            assert_eq!(text.parse::<PortSpec>().unwrap().to_string(), canonical);
        }
    }

    #[test]
    fn the_parts_are_told_apart() {
        let port: PortSpec = "0.0.0.0:5353:dns@kube-system/kube-dns/udp".parse().unwrap();
        let target =
            PortTarget::Service { namespace: "kube-system".into(), name: "kube-dns".into(), port: "dns".into() };
        let host_ip = Ipv4Addr::UNSPECIFIED.into();
        assert_eq!(port, PortSpec { host_ip, host_port: 5353, protocol: PortProtocol::Udp, target });
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = [
            "8080",
            "",
            "x:30080",
            "0:30080",
            "70000:30080",
            "8080:80",
            "8080:web",
            "localhost:8080:30080",
            "::1:8080:30080",
            "8080:80@",
            "8080:80@Web",
            "8080:80@a/b/c",
            "8080:0@web",
            "8080:30080/sctp",
        ];
        let said: Vec<_> = wrong.map(|text| text.parse::<PortSpec>().unwrap_err()).into();
        insta::assert_snapshot!(said.join("\n"), @r"
        `8080` does not say where it leads: `[IP:]HOSTPORT:NODEPORT[/udp]` or `[IP:]HOSTPORT:PORT@[NAMESPACE/]SERVICE[/udp]` is expected
        `` does not say where it leads: `[IP:]HOSTPORT:NODEPORT[/udp]` or `[IP:]HOSTPORT:PORT@[NAMESPACE/]SERVICE[/udp]` is expected
        `x` is not a host port: a number from 1 to 65535 is expected
        `0` is not a host port: a number from 1 to 65535 is expected
        `70000` is not a host port: a number from 1 to 65535 is expected
        `80` is not a node port (30000 to 32767); a service's own port is written `80@SERVICE`
        `web` is not a node port (30000 to 32767); a service's own port is written `web@SERVICE`
        `localhost` is not an address of this host, such as 127.0.0.1 or 0.0.0.0
        `::1` is not an address of this host, such as 127.0.0.1 or 0.0.0.0
        `` is not the name of a service
        `Web` is not the name of a service
        `b/c` is not the name of a service
        `0` is neither the number nor the name of a service's port
        `sctp` is not a protocol of host ports: tcp and udp are
        ");
    }
}
