//! TCP: a pair of copying threads a connection, for answers too large for UDP.

use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// More connections at a time than this are closed at once.
const MOST: usize = 64;
const CONNECT: Duration = Duration::from_secs(5);
/// A connection on which nothing moves for so long is closed.
const IDLE: Duration = Duration::from_secs(30);

pub fn start(here: SocketAddr, there: SocketAddr) -> io::Result<()> {
    let listener = TcpListener::bind(here)?;
    let open = Arc::new(AtomicUsize::new(0));
    thread::Builder::new().name("dns-tcp".into()).spawn(move || {
        loop {
            let Ok((client, _)) = listener.accept() else {
                // Out of file descriptors, most likely: others will be closed.
                thread::sleep(Duration::from_millis(100));
                continue;
            };
            if open.load(Ordering::Relaxed) >= MOST {
                continue;
            }
            open.fetch_add(1, Ordering::Relaxed);
            let counted = Arc::clone(&open);
            let started = thread::Builder::new().name("dns-tcp-relay".into()).spawn(move || {
                // The client sees its connection closed, which says all.
                let _ = relay(&client, there);
                counted.fetch_sub(1, Ordering::Relaxed);
            });
            if started.is_err() {
                open.fetch_sub(1, Ordering::Relaxed);
            }
        }
    })?;
    Ok(())
}

fn relay(client: &TcpStream, there: SocketAddr) -> io::Result<()> {
    let upstream = TcpStream::connect_timeout(&there, CONNECT)?;
    for stream in [client, &upstream] {
        stream.set_read_timeout(Some(IDLE))?;
        stream.set_write_timeout(Some(IDLE))?;
    }
    thread::scope(|scope| {
        scope.spawn(|| copy(client, &upstream));
        copy(&upstream, client);
    });
    Ok(())
}

fn copy(mut from: &TcpStream, mut to: &TcpStream) {
    // Whatever ended the copy, the other side learns that no more will come.
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    #[test]
    fn relays_a_connection() {
        let nameserver = TcpListener::bind("127.0.0.1:0").unwrap();
        let here = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        start(here, nameserver.local_addr().unwrap()).unwrap();
        let mut client = TcpStream::connect(here).unwrap();
        client.write_all(b"question").unwrap();
        client.shutdown(Shutdown::Write).unwrap();

        let (mut upstream, _) = nameserver.accept().unwrap();
        let mut question = String::new();
        upstream.read_to_string(&mut question).unwrap();
        assert_eq!(question, "question");
        upstream.write_all(b"answer").unwrap();
        drop(upstream);

        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        assert_eq!(answer, "answer");
    }
}
