//! The API version that an engine announces in the head of its answer to `/_ping`: a tenth of the time that `/version`
//! takes, which the client library asks for.

use std::path::Path;
use std::time::Duration;

use bollard::ClientVersion;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

const REQUEST: &[u8] = b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n";
const LIMIT: Duration = Duration::from_secs(2);
const MOST_BYTES: u64 = 16 * 1024;

/// `None` where nothing answers, or not as an engine does: asking properly tells why.
pub async fn api_version(socket: &Path) -> Option<ClientVersion> {
    let answer = tokio::time::timeout(LIMIT, ask(socket)).await.ok()?.ok()?;
    parse(&String::from_utf8_lossy(&answer))
}

async fn ask(socket: &Path) -> std::io::Result<Vec<u8>> {
    let mut stream = UnixStream::connect(socket).await?;
    stream.write_all(REQUEST).await?;
    let mut answer = Vec::new();
    stream.take(MOST_BYTES).read_to_end(&mut answer).await?;
    Ok(answer)
}

fn parse(answer: &str) -> Option<ClientVersion> {
    let mut headers = answer.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.split_once(':'));
    let (_, version) = headers.find(|(name, _)| name.eq_ignore_ascii_case("api-version"))?;
    let (major, minor) = version.trim().split_once('.')?;
    Some(ClientVersion { major_version: major.parse().ok()?, minor_version: minor.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_in_the_head() {
        let version = parse("HTTP/1.0 200 OK\r\nApi-Version: 1.41\r\nServer: Docker/20.10\r\n\r\nOK").unwrap();
        assert_eq!((version.major_version, version.minor_version), (1, 41));
        assert!(parse("HTTP/1.0 200 OK\r\n\r\nApi-Version: 1.41").is_none());
    }
}
