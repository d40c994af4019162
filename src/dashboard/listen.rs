//! The port of this machine at which the browser finds the page.

use std::net::Ipv4Addr;

use tokio::net::TcpListener;

use super::DashboardError;

/// Taken where nobody asks for another and it is free: the browser keeps what the page remembers by its port.
const PORT: u16 = 8010;

/// Listens on this machine alone: at the port that was asked for, else at the usual one, else at any.
pub async fn listen(wanted: Option<u16>) -> Result<(TcpListener, u16), DashboardError> {
    let port = wanted.unwrap_or(PORT);
    let mut bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    if bound.is_err() && wanted.is_none() {
        bound = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    }
    let listener = bound.map_err(|source| DashboardError::Port { port, source })?;
    let port = listener.local_addr().map_or(port, |address| address.port());
    Ok((listener, port))
}

/// Where the browser gets its cookie, once.
pub fn url(port: u16, ticket: &str) -> String {
    format!("http://127.0.0.1:{port}/open?ticket={ticket}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_that_was_asked_for_is_taken_or_refused() {
        let (taken, port) = listen(Some(0)).await.unwrap();
        assert!(matches!(listen(Some(port)).await, Err(DashboardError::Port { .. })));
        drop(taken);
        assert_eq!(url(port, "t"), format!("http://127.0.0.1:{port}/open?ticket=t"));
    }

    #[tokio::test]
    async fn where_the_usual_port_is_taken_another_is_found() {
        let (_first, first) = listen(None).await.unwrap();
        let (_second, second) = listen(None).await.unwrap();
        assert_ne!(first, second);
    }
}
