//! Ports of this machine that lead to an app's pods for as long as the command runs.

use std::net::Ipv4Addr;
use std::str::FromStr;
use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Target, Tools};
use crate::cluster::{self, Backend, Kube, PodsError};
use crate::fault::{Fault, Kind};
use crate::report::{Event, Reporter};

/// `8080:80`, or `80` for the same port on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortPair {
    /// `None` takes the same as the remote one where it is free, else any.
    pub local: Option<u16>,
    pub remote: u16,
}

impl FromStr for PortPair {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| {
            let port: Option<u16> = text.parse().ok().filter(|port| *port != 0);
            port.ok_or_else(|| format!("`{text}` is not a port; write it as `80` or `8080:80`"))
        };
        match text.split_once(':') {
            Some((local, remote)) => Ok(Self { local: Some(number(local)?), remote: number(remote)? }),
            None => Ok(Self { local: None, remote: number(text)? }),
        }
    }
}

/// A port that leads to an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarding {
    pub local: u16,
    pub remote: u16,
}

/// Ports that can't be led to an app.
#[derive(Debug, thiserror::Error)]
pub enum ForwardError {
    #[error("port {port} of this machine can't be used")]
    Port {
        port: u16,
        remote: u16,
        #[source]
        source: std::io::Error,
    },
    #[error(transparent)]
    Pods(#[from] PodsError),
}

impl Fault for ForwardError {
    fn kind(&self) -> Kind {
        match self {
            Self::Port { .. } => Kind::Environment,
            Self::Pods(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Port { port, remote, .. } => Some(format!(
                "choose another with `{}:{remote}`, or see who has it with `ss -ltnp sport = :{port}`",
                port.saturating_add(10_000)
            )),
            Self::Pods(error) => error.hint(),
        }
    }
}

/// Leads ports to an app until the work is interrupted; `begun` is told once all of them listen. Each connection goes to
/// a pod that is ready then, so that it does not matter when pods are replaced.
pub async fn forward(
    tools: &Tools,
    target: &Target,
    namespace: &str,
    app: &str,
    ports: &[PortPair],
    begun: impl FnOnce(&[Forwarding]),
) -> Result<(), ForwardError> {
    // Before anything listens: whether there is such an app.
    let backend = Arc::new(cluster::find_backend(&target.kube, namespace, app).await?);
    let mut listeners = Vec::new();
    for pair in ports {
        listeners.push((listen(*pair).await?, pair.remote));
    }
    let forwardings = listeners.iter().map(|(listener, remote)| {
        let local = listener.local_addr().map_or(*remote, |address| address.port());
        Forwarding { local, remote: *remote }
    });
    begun(&forwardings.collect::<Vec<_>>());
    let ready = watch::Sender::new(Some(Upstream::Ready));
    let mut serving = JoinSet::new();
    for (listener, remote) in listeners {
        let (reporter, kube, backend) = (Arc::clone(&tools.reporter), target.kube.clone(), Arc::clone(&backend));
        serving.spawn(lead(reporter, kube, backend, listener, remote, ready.subscribe()));
    }
    // With the set, all connections end.
    tools.interrupt.cancelled().await;
    Ok(())
}

async fn listen(pair: PortPair) -> Result<TcpListener, ForwardError> {
    let wanted = pair.local.unwrap_or(pair.remote);
    match TcpListener::bind((Ipv4Addr::LOCALHOST, wanted)).await {
        Ok(listener) => Ok(listener),
        Err(source) if pair.local.is_some() => Err(ForwardError::Port { port: wanted, remote: pair.remote, source }),
        Err(_) => TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|source| ForwardError::Port {
            port: wanted,
            remote: pair.remote,
            source,
        }),
    }
}

/// The pod that connections are led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upstream {
    /// The one that is ready when a connection comes.
    Ready,
    /// The one of this name, whatever becomes of it.
    Pod(String),
}

/// Leads each connection of a listener to a port of a pod, until it is dropped. Connections wait while there is no
/// `upstream`.
pub async fn lead(
    reporter: Arc<dyn Reporter>,
    kube: Kube,
    backend: Arc<Backend>,
    listener: TcpListener,
    remote: u16,
    upstream: watch::Receiver<Option<Upstream>>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // A connection that was gone before it was taken is nobody's any more.
                let Ok((stream, _)) = accepted else { continue };
                let (reporter, kube, backend) = (Arc::clone(&reporter), kube.clone(), Arc::clone(&backend));
                let mut upstream = upstream.clone();
                connections.spawn(async move {
                    let chosen = upstream.wait_for(Option::is_some).await.ok().and_then(|chosen| chosen.clone());
                    // Nobody is left to choose one.
                    let Some(chosen) = chosen else { return };
                    if let Err(reason) = connect(&kube, &backend, chosen, stream, remote).await {
                        let text = format!("a connection to port {remote} failed: {reason}");
                        reporter.event(&Event::Warning { text, hint: None });
                    }
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connect(
    kube: &Kube,
    backend: &Backend,
    upstream: Upstream,
    mut local: TcpStream,
    port: u16,
) -> Result<(), String> {
    let remote = match upstream {
        Upstream::Ready => cluster::connect_to_pod(kube, backend, port).await,
        Upstream::Pod(name) => cluster::connect_to_this_pod(kube, backend, name, port).await,
    };
    let mut remote = remote.map_err(|error| error.to_string())?;
    // A side that goes away ends the connection, as it would without us between.
    let _ = copy_bidirectional(&mut local, &mut remote.stream).await;
    match remote.failure().await {
        Some(reason) => Err(reason),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_pairs_or_one() {
        assert_eq!("80".parse(), Ok(PortPair { local: None, remote: 80 }));
        assert_eq!("8080:80".parse(), Ok(PortPair { local: Some(8080), remote: 80 }));
        assert_eq!("web".parse::<PortPair>().unwrap_err(), "`web` is not a port; write it as `80` or `8080:80`");
        assert!("0".parse::<PortPair>().is_err());
    }

    #[tokio::test]
    async fn a_port_that_is_taken_is_replaced_where_nobody_asked_for_it() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = taken.local_addr().unwrap().port();
        let other = listen(PortPair { local: None, remote: port }).await.unwrap();
        assert_ne!(other.local_addr().unwrap().port(), port);
        assert!(listen(PortPair { local: Some(port), remote: 80 }).await.is_err());
    }
}
