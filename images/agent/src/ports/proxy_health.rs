//! Whether a node leads to services: kube-proxy says so where it watches over its own health.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Of kube-proxy, on every node (`--healthz-bind-address`).
const PORT: u16 = 10256;
const PATIENCE: Duration = Duration::from_secs(1);
/// Told once the rules of an address family have been set.
const STATUS: &str = r#""status":{"#;

/// Whether the proxy of a node answers, and has set its rules since it was started.
pub async fn leads_on(node: &str) -> bool {
    matches!(timeout(PATIENCE, ask(node)).await, Ok(Ok(answer)) if works(&answer))
}

async fn ask(node: &str) -> std::io::Result<String> {
    let mut connection = TcpStream::connect((node, PORT)).await?;
    connection.write_all(b"GET /healthz HTTP/1.0\r\n\r\n").await?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await?;
    Ok(answer)
}

fn works(answer: &str) -> bool {
    answer.split(' ').nth(1) == Some("200") && answer.contains(STATUS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_without_rules_does_not_work_yet() {
        let answer =
            |status, more| format!("HTTP/1.0 {status}\r\n\r\n{{\"nodeEligible\":true,\"healthy\":true{more}}}");
        let set = r#","status":{"IPv4":{"lastUpdated":"2026-01-02T03:04:05Z","healthy":true}}"#;
        assert!(works(&answer("200 OK", set)));
        assert!(!works(&answer("200 OK", "")));
        assert!(!works(&answer("503 Service Unavailable", set)));
        assert!(!works(""));
    }
}
