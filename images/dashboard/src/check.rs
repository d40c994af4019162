//! `check`: whether a server answers. kubelet runs it in the container, because the server listens on its loopback alone.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::server::Failure;

const LIMIT: Duration = Duration::from_secs(2);

pub fn run(listen: SocketAddr) -> Result<(), Failure> {
    ask(listen).map_err(|source| Failure::NoAnswer { listen, source })
}

fn ask(listen: SocketAddr) -> io::Result<()> {
    let mut connection = TcpStream::connect_timeout(&listen, LIMIT)?;
    connection.set_read_timeout(Some(LIMIT))?;
    connection.set_write_timeout(Some(LIMIT))?;
    // Any answer will do, also that there is no session.
    write!(connection, "GET /api/session HTTP/1.1\r\nHost: {listen}\r\nConnection: close\r\n\r\n")?;
    let mut start = [0; 5];
    connection.read_exact(&mut start)?;
    if &start == b"HTTP/" { Ok(()) } else { Err(io::Error::other("what answers does not speak HTTP")) }
}
