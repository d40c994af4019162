//! Which nodes don't answer any more, long before the API server calls them unknown (40 s and more).
//!
//! A connection to each kubelet stays open and silent. When a node dies its kernel closes the connection; when its
//! network goes, keepalive finds out. A node whose kernel then answers nothing at all is silent: a kubelet that
//! merely restarts is refused by its kernel, and the node's addresses work meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use nix::sys::socket::{setsockopt, sockopt};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use super::super::watch::Signal;
use crate::log;

/// A kernel that lives answers in less than a millisecond, also where programs wait for the processor.
const ANSWER: Duration = Duration::from_millis(500);
const PAUSE: Duration = Duration::from_millis(250);
/// So many knocks in a row without an answer.
const KNOCKS: u32 = 3;
/// Seconds without traffic before keepalive asks, and between its questions.
const KEEPALIVE: u32 = 5;

#[derive(Debug, Default)]
pub struct Reachable {
    silent: Arc<Mutex<BTreeSet<String>>>,
    signal: Signal,
    followed: BTreeMap<String, (SocketAddr, JoinHandle<()>)>,
}

impl Reachable {
    /// `signal` is given at each change.
    pub fn new(signal: Signal) -> Self {
        Self { signal, ..Self::default() }
    }

    /// From now on these nodes are followed, by the addresses of their kubelets, and no others.
    pub fn follow(&mut self, nodes: &BTreeMap<String, SocketAddr>) {
        self.followed.retain(|name, (address, task)| {
            let stays = nodes.get(name) == Some(address);
            if !stays {
                task.abort();
                lock(&self.silent).remove(name);
            }
            stays
        });
        for (name, address) in nodes {
            if !self.followed.contains_key(name) {
                let task = tokio::spawn(listen(name.clone(), *address, Arc::clone(&self.silent), self.signal.clone()));
                self.followed.insert(name.clone(), (*address, task));
            }
        }
    }

    /// Those that were followed for a while and do not answer.
    pub fn silent(&self) -> BTreeSet<String> {
        lock(&self.silent).clone()
    }
}

async fn listen(name: String, address: SocketAddr, silent: Arc<Mutex<BTreeSet<String>>>, signal: Signal) {
    let mut in_vain = 0;
    loop {
        match tokio::time::timeout(ANSWER, TcpStream::connect(address)).await {
            Ok(Ok(connection)) => {
                in_vain = 0;
                if lock(&silent).remove(&name) {
                    log::line(&format!("{name} answers again"));
                    signal.give();
                }
                until_closed(connection).await;
            }
            // A kernel that lives. Its kubelet may be about to: only who accepts gets addresses again.
            Ok(Err(error)) if error.kind() == ErrorKind::ConnectionRefused => in_vain = 0,
            Ok(Err(_)) | Err(_) => in_vain += 1,
        }
        if in_vain == KNOCKS && lock(&silent).insert(name.clone()) {
            log::line(&format!("{name} does not answer any more"));
            signal.give();
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn until_closed(mut connection: TcpStream) {
    // Without keepalive a death that closes nothing is seen by the API server alone.
    let _ = setsockopt(&connection, sockopt::KeepAlive, &true)
        .and_then(|()| setsockopt(&connection, sockopt::TcpKeepIdle, &KEEPALIVE))
        .and_then(|()| setsockopt(&connection, sockopt::TcpKeepInterval, &1))
        .and_then(|()| setsockopt(&connection, sockopt::TcpKeepCount, &KNOCKS));
    let mut heard = [0; 64];
    while let Ok(1..) = connection.read(&mut heard).await {}
}

fn lock(silent: &Mutex<BTreeSet<String>>) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
    silent.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn refusal_is_an_answer_and_silence_is_none() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let refusing = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        // No route leads there.
        let nowhere = "255.255.255.255:1".parse().unwrap();
        let signal = Signal::default();
        let mut changes = signal.listen();
        let mut reachable = Reachable::new(signal);
        let nodes = [("up", listener.local_addr().unwrap()), ("refusing", refusing), ("gone", nowhere)];
        let mut nodes: BTreeMap<_, _> = nodes.map(|(name, address)| (name.to_owned(), address)).into();
        reachable.follow(&nodes);
        assert!(changes.changed_within(LIMIT).await);
        assert_eq!(reachable.silent(), ["gone".to_owned()].into());

        nodes.insert("gone".into(), listener.local_addr().unwrap());
        reachable.follow(&nodes);
        assert_eq!(reachable.silent(), BTreeSet::new());
    }
}
