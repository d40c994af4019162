//! The engine's API, as far as the bridge uses it (https://docs.docker.com/reference/api/engine/).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http1::handshake;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::json;
use tokio::net::UnixStream;

use super::settings::Settings;
use crate::files;

/// Where the command line mounts the engine's socket.
const SOCKET: &str = "/run/engine.sock";
const REPOSITORY: &str = "images";

/// Why the engine did not do what was asked, for the log.
pub type Reason = String;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Image {
    id: String,
}

#[derive(Deserialize)]
struct Progress {
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    status: Option<String>,
}

/// Whether the engine is the one that runs this container: at the path of the socket another one may answer.
pub async fn is_ours() -> Result<bool, Reason> {
    // A container's host name is its id, where it is given no other.
    let id = files::read("/etc/hostname").map_err(|error| error.to_string())?;
    let answer = ask(Method::GET, &format!("/containers/{}/json", id.trim()), None).await?;
    match answer.status() {
        StatusCode::NOT_FOUND => Ok(false),
        StatusCode::OK => Ok(true),
        _ => Err(refusal(answer).await),
    }
}

/// The id of an image of that name.
pub async fn find(name: &str) -> Result<Option<String>, Reason> {
    let answer = ask(Method::GET, &format!("/images/{name}/json"), None).await?;
    match answer.status() {
        StatusCode::NOT_FOUND => Ok(None),
        StatusCode::OK => {
            let image: Image = serde_json::from_slice(&whole(answer).await?).map_err(|error| error.to_string())?;
            Ok(Some(image.id))
        }
        _ => Err(refusal(answer).await),
    }
}

/// Sends an image to the cluster's registry; the digest of its manifest.
pub async fn push(settings: &Settings, id: &str, tag: &str) -> Result<String, Reason> {
    let repository = format!("127.0.0.1:{}/{REPOSITORY}", settings.registry_port);
    done(ask(Method::POST, &format!("/images/{id}/tag?repo={repository}&tag={tag}"), None).await?).await?;
    let pushed = push_tagged(settings, &repository, tag).await;
    // Its name was only for the way.
    done(ask(Method::DELETE, &format!("/images/{repository}:{tag}"), None).await?).await?;
    pushed
}

async fn push_tagged(settings: &Settings, repository: &str, tag: &str) -> Result<String, Reason> {
    let credentials = json!({"username": settings.user, "password": settings.password}).to_string();
    let path = format!("/images/{repository}/push?tag={tag}");
    let answer = ask(Method::POST, &path, Some(&URL_SAFE.encode(credentials))).await?;
    if !answer.status().is_success() {
        return Err(refusal(answer).await);
    }
    let text = whole(answer).await?;
    let mut digest = None;
    for line in text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        let progress: Progress = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        if let Some(error) = progress.error {
            return Err(error);
        }
        digest = progress.status.as_deref().and_then(pushed_digest).or(digest);
    }
    digest.ok_or_else(|| "the engine named no digest".to_owned())
}

/// From the engine's last words, `v1: digest: sha256:… size: 1234`.
fn pushed_digest(status: &str) -> Option<String> {
    status.split_once("digest: ")?.1.split_whitespace().next().map(str::to_owned)
}

async fn ask(method: Method, path: &str, credentials: Option<&str>) -> Result<Response<Incoming>, Reason> {
    let socket = UnixStream::connect(SOCKET).await.map_err(|error| format!("{SOCKET}: {error}"))?;
    let (mut sender, connection) = handshake(TokioIo::new(socket)).await.map_err(|error| error.to_string())?;
    tokio::spawn(connection);
    let mut request = Request::builder().method(method).uri(path).header("Host", "engine");
    if let Some(credentials) = credentials {
        request = request.header("X-Registry-Auth", credentials);
    }
    let request = request.body(Empty::<Bytes>::new()).map_err(|error| error.to_string())?;
    sender.send_request(request).await.map_err(|error| error.to_string())
}

async fn done(answer: Response<Incoming>) -> Result<(), Reason> {
    if answer.status().is_success() { whole(answer).await.map(drop) } else { Err(refusal(answer).await) }
}

async fn refusal(answer: Response<Incoming>) -> Reason {
    let status = answer.status();
    let said = whole(answer).await.unwrap_or_default();
    format!("{status}: {}", String::from_utf8_lossy(&said).trim())
}

async fn whole(answer: Response<Incoming>) -> Result<Bytes, Reason> {
    Ok(answer.into_body().collect().await.map_err(|error| error.to_string())?.to_bytes())
}

#[cfg(test)]
mod tests {
    use super::pushed_digest;

    #[test]
    fn the_digest_is_in_the_last_words() {
        assert_eq!(pushed_digest("v1: digest: sha256:ab size: 528"), Some("sha256:ab".to_owned()));
        assert_eq!(pushed_digest("Layer already exists"), None);
    }
}
