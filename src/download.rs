//! Documents of the web: the only user of reqwest. Proxies are those of the environment, authorities the system's.

use std::time::Duration;

use crate::fault::{Fault, Kind};

/// A manifest that is larger is none.
const LARGEST: u64 = 16 << 20;
const CONNECT_LIMIT: Duration = Duration::from_secs(15);
const LIMIT: Duration = Duration::from_secs(60);

/// A document that could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    #[error("`{url}` can't be reached")]
    Unreachable {
        url: String,
        #[source]
        source: reqwest::Error,
    },
    #[error("the server of `{url}` answers {status}")]
    Refused { url: String, status: String },
    #[error("`{url}` is larger than {} MiB", LARGEST >> 20)]
    TooLarge { url: String },
    #[error("`{url}` is not text")]
    NoText { url: String },
}

impl Fault for DownloadError {
    fn kind(&self) -> Kind {
        match self {
            Self::Unreachable { .. } => Kind::Environment,
            Self::Refused { .. } | Self::TooLarge { .. } | Self::NoText { .. } => Kind::User,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Unreachable { url, .. } | Self::Refused { url, .. } => {
                Some(format!("look at it with `curl --location --head {url}`"))
            }
            Self::TooLarge { .. } | Self::NoText { .. } => None,
        }
    }
}

/// Fetches a document as text.
pub async fn download_text(url: &str) -> Result<String, DownloadError> {
    // Where the process has one already, that is as good.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    let fail =
        |source: reqwest::Error| DownloadError::Unreachable { url: url.to_owned(), source: source.without_url() };
    let client = reqwest::Client::builder()
        .user_agent(concat!("devcluster/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_LIMIT)
        .timeout(LIMIT)
        .build()
        .map_err(fail)?;
    let mut answer = client.get(url).send().await.map_err(fail)?;
    if !answer.status().is_success() {
        return Err(DownloadError::Refused { url: url.to_owned(), status: answer.status().to_string() });
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(fail)? {
        body.extend_from_slice(&chunk);
        if body.len() as u64 > LARGEST {
            return Err(DownloadError::TooLarge { url: url.to_owned() });
        }
    }
    String::from_utf8(body).map_err(|_| DownloadError::NoText { url: url.to_owned() })
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// Answers one request.
    async fn serve(answer: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/a.yaml", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
        });
        url
    }

    #[tokio::test]
    async fn what_is_there_is_fetched_and_what_is_not_is_told() {
        let url = serve("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nkind: A\n").await;
        assert_eq!(download_text(&url).await.unwrap(), "kind: A\n");
        let url = serve("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").await;
        let error = download_text(&url).await.unwrap_err();
        assert_eq!(error.to_string(), format!("the server of `{url}` answers 404 Not Found"));
        assert!(matches!(download_text("http://127.0.0.1:1/a").await, Err(DownloadError::Unreachable { .. })));
    }
}
