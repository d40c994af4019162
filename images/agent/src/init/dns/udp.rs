//! UDP: one socket to the clients, one to the nameserver, and IDs of ours in between.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::rand::{GetRandomFlags, getrandom};

use super::pending::Pending;

const LARGEST: usize = 64 * 1024;
/// Bytes of a DNS header, which begins with the ID.
const HEADER: usize = 12;
const ATTEMPTS: usize = 16;

pub fn start(here: SocketAddr, there: SocketAddr) -> io::Result<()> {
    let clients = Arc::new(UdpSocket::bind(here)?);
    let any = match there.ip() {
        IpAddr::V4(_) => IpAddr::from(Ipv4Addr::UNSPECIFIED),
        IpAddr::V6(_) => IpAddr::from(Ipv6Addr::UNSPECIFIED),
    };
    let upstream = Arc::new(UdpSocket::bind((any, 0))?);
    // Connected, so that the kernel drops what others than the nameserver send.
    upstream.connect(there)?;
    let pending = Arc::new(Mutex::new(Pending::default()));

    let (from_clients, to_upstream, queries) = (Arc::clone(&clients), Arc::clone(&upstream), Arc::clone(&pending));
    thread::Builder::new()
        .name("dns-queries".into())
        .spawn(move || forward_queries(&from_clients, &to_upstream, &queries))?;
    thread::Builder::new().name("dns-answers".into()).spawn(move || return_answers(&upstream, &clients, &pending))?;
    Ok(())
}

fn forward_queries(clients: &UdpSocket, upstream: &UdpSocket, pending: &Mutex<Pending>) {
    let mut buffer = vec![0; LARGEST];
    loop {
        let Some((length, client)) = received(clients.recv_from(&mut buffer)) else {
            continue;
        };
        let message = &mut buffer[..length];
        let Some(id) = id(message) else { continue };
        let Some(ours) = register(pending, client, id) else {
            continue;
        };
        set_id(message, ours);
        // A query that is lost here is like one lost on the way: the client asks again.
        let _ = upstream.send(message);
    }
}

fn return_answers(upstream: &UdpSocket, clients: &UdpSocket, pending: &Mutex<Pending>) {
    let mut buffer = vec![0; LARGEST];
    loop {
        let Some(length) = received(upstream.recv(&mut buffer)) else {
            continue;
        };
        let message = &mut buffer[..length];
        let Some(ours) = id(message) else { continue };
        let asked = pending.lock().unwrap_or_else(PoisonError::into_inner).take(ours);
        if let Some((client, id)) = asked {
            set_id(message, id);
            let _ = clients.send_to(message, client);
        }
    }
}

/// None on an error, after a pause: a refused message shows up here, and a lasting error must not spin.
fn received<T>(result: io::Result<T>) -> Option<T> {
    if result.is_err() {
        thread::sleep(Duration::from_millis(10));
    }
    result.ok()
}

/// Keeps a query under a random ID that is free: one that can be guessed would let others answer.
fn register(pending: &Mutex<Pending>, client: SocketAddr, id: u16) -> Option<u16> {
    let mut pending = pending.lock().unwrap_or_else(PoisonError::into_inner);
    for _ in 0..ATTEMPTS {
        let mut bytes = [0; 2];
        getrandom(&mut bytes, GetRandomFlags::empty()).ok()?;
        let ours = u16::from_be_bytes(bytes);
        if pending.insert(ours, client, id, Instant::now()) {
            return Some(ours);
        }
    }
    None
}

/// The ID of a DNS message; None for what is too short to be one.
fn id(message: &[u8]) -> Option<u16> {
    (message.len() >= HEADER).then(|| u16::from_be_bytes([message[0], message[1]]))
}

fn set_id(message: &mut [u8], id: u16) {
    message[..2].copy_from_slice(&id.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relays_a_query_and_its_answer() {
        let nameserver = UdpSocket::bind("127.0.0.1:0").unwrap();
        let here = free_address();
        start(here, nameserver.local_addr().unwrap()).unwrap();
        let client = UdpSocket::bind("127.0.0.1:0").unwrap();
        client.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        nameserver.set_read_timeout(Some(Duration::from_secs(5))).unwrap();

        client.send_to(b"\x12\x34 the question", here).unwrap();
        let mut buffer = [0; 64];
        let (length, relay) = nameserver.recv_from(&mut buffer).unwrap();
        assert_eq!(&buffer[2..length], b" the question");
        nameserver.send_to(&[&buffer[..2], b" the answer"].concat(), relay).unwrap();

        let length = client.recv(&mut buffer).unwrap();
        assert_eq!(&buffer[..length], b"\x12\x34 the answer");
    }

    fn free_address() -> SocketAddr {
        UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
    }
}
