//! Flows that the kernel remembers: a UDP client that goes on would be led to where its port led before.

use tokio::process::Command;

use super::definition::{Port, Protocol};
use crate::error::Error;

/// Forgets the flows to a port. Connections of TCP end by themselves.
pub async fn forget(port: &Port) -> Result<(), Error> {
    if port.protocol != Protocol::Udp {
        return Ok(());
    }
    let number = port.host_port.to_string();
    let output = Command::new("conntrack").args(["--delete", "--proto", "udp", "--orig-port-dst", &number]).output();
    // It also ends with an error where there was nothing to forget.
    output.await.map(drop).map_err(|source| Error::Spawn { program: "conntrack".into(), source })
}
