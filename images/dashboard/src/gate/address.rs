//! The address that the browser believes to talk to. A page of another name that leads to the loopback (DNS rebinding)
//! would show here.

use http::HeaderMap;
use http::header::HOST;

/// The `Host` of a request, known to be the loopback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub host: String,
    pub port: u16,
}

impl Address {
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let mut hosts = headers.get_all(HOST).iter();
        let host = hosts.next()?.to_str().ok()?;
        if hosts.next().is_some() {
            return None;
        }
        Self::parse(host)
    }

    pub fn parse(host: &str) -> Option<Self> {
        let host = host.to_ascii_lowercase();
        let names = ["127.0.0.1", "localhost", "[::1]"];
        let rest = names.iter().find_map(|name| host.strip_prefix(name))?;
        let port = match rest.strip_prefix(':') {
            Some(digits) if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) => {
                digits.parse().ok()?
            }
            None if rest.is_empty() => 80,
            _ => return None,
        };
        Some(Self { host, port })
    }

    /// What the browser calls pages that came from here.
    pub fn is_origin(&self, origin: &str) -> bool {
        origin.to_ascii_lowercase().strip_prefix("http://") == Some(&self.host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loopback_is_known_by_its_names() {
        for (host, port) in [("127.0.0.1:8080", 8080), ("localhost", 80), ("LocalHost:1", 1), ("[::1]:65535", 65535)] {
            assert_eq!(Address::parse(host).map(|address| address.port), Some(port), "{host}");
        }
    }

    #[test]
    fn other_names_are_not() {
        let hosts = [
            "",
            "evil.example",
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "localhost.evil.example:80",
            "127.0.0.2",
            "localhost:",
            "localhost:x",
            "localhost:+1",
            "localhost:65536",
            "127.0.0.1@evil.example",
            "::1",
            "0.0.0.0",
            "127.1",
            "[::1",
            "localhost:80:80",
            "2130706433",
        ];
        for host in hosts {
            assert_eq!(Address::parse(host), None, "{host}");
        }
    }

    #[test]
    fn an_origin_is_the_same_to_the_letter() {
        let address = Address::parse("127.0.0.1:8080").unwrap();
        assert!(address.is_origin("http://127.0.0.1:8080"));
        for origin in
            ["https://127.0.0.1:8080", "http://127.0.0.1:8081", "http://127.0.0.1", "http://localhost:8080", "null", ""]
        {
            assert!(!address.is_origin(origin), "{origin}");
        }
    }
}
