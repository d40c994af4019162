//! Finding the engine's address and connecting to it.

use std::path::{Path, PathBuf};

use bollard::{API_DEFAULT_VERSION, ClientVersion, Docker};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{errors, ping};
use crate::engine::{EngineError, Result};

pub const DEFAULT_SOCKET: &str = "/var/run/docker.sock";
/// Kinds of addresses that can be connected to.
const SCHEMES: [&str; 3] = ["unix://", "tcp://", "http://"];
/// Long enough for the slowest single call (a commit of the node image); streams have no limit.
const TIMEOUT_SECONDS: u64 = 600;

/// Where the engine listens, `unix:///var/run/docker.sock` or `tcp://host:2375`.
#[derive(Debug, Clone)]
pub struct Endpoint(String);

impl Endpoint {
    /// DOCKER_HOST, else the endpoint of DOCKER_CONTEXT or the docker client's current context, else the default
    /// socket: the same order as the docker client's.
    pub fn from_environment() -> Result<Self> {
        if let Some(host) = environment("DOCKER_HOST") {
            return Ok(Self(host));
        }
        let folder = docker_folder();
        let context = environment("DOCKER_CONTEXT").or_else(|| current_context(folder.as_deref()?));
        match (context.as_deref(), folder) {
            (None | Some("default"), _) | (_, None) => Ok(Self(format!("unix://{DEFAULT_SOCKET}"))),
            (Some(context), Some(folder)) => context_endpoint(&folder, context).map(Self),
        }
    }

    /// Path of a local socket.
    pub fn socket(&self) -> Option<&Path> {
        self.0.strip_prefix("unix://").map(Path::new)
    }

    /// Connects and agrees on an API version.
    pub async fn connect(&self) -> Result<Docker> {
        if !SCHEMES.iter().any(|scheme| self.0.starts_with(scheme)) {
            let reason = format!("it has to begin with one of {}", SCHEMES.join(", "));
            return Err(EngineError::BadEndpoint { endpoint: self.0.clone(), reason });
        }
        let announced = match self.socket() {
            Some(socket) => ping::api_version(socket).await,
            None => None,
        };
        let version = announced.as_ref().filter(|announced| **announced < *API_DEFAULT_VERSION);
        let client = self.client(version.unwrap_or(API_DEFAULT_VERSION)).map_err(|error| self.unreachable(error))?;
        match announced {
            Some(_) => Ok(client),
            None => client.negotiate_version().await.map_err(|error| self.unreachable(error)),
        }
    }

    fn client(&self, version: &ClientVersion) -> std::result::Result<Docker, bollard::errors::Error> {
        if self.socket().is_some() {
            return Docker::connect_with_unix(&self.0, TIMEOUT_SECONDS, version);
        }
        Docker::connect_with_host(&self.0)
            .map(|docker| docker.with_timeout(std::time::Duration::from_secs(TIMEOUT_SECONDS)))
    }

    fn unreachable(&self, error: bollard::errors::Error) -> EngineError {
        if let Some(path) = self.socket()
            && errors::io_kind(&error, path) == Some(std::io::ErrorKind::PermissionDenied)
        {
            return EngineError::NotPermitted { path: path.to_owned() };
        }
        EngineError::Unreachable { endpoint: self.0.clone(), source: Box::new(error) }
    }
}

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn docker_folder() -> Option<PathBuf> {
    environment("DOCKER_CONFIG").map(PathBuf::from).or_else(|| Some(crate::paths::home()?.join(".docker")))
}

fn current_context(folder: &Path) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Config {
        current_context: Option<String>,
    }
    let text = std::fs::read_to_string(folder.join("config.json")).ok()?;
    serde_json::from_str::<Config>(&text).ok()?.current_context
}

/// The docker client keeps a context's metadata in a folder named by the hash of its name.
fn context_endpoint(folder: &Path, context: &str) -> Result<String> {
    let bad = |reason: String| EngineError::BadEndpoint { endpoint: format!("docker context {context}"), reason };
    let path = folder.join("contexts/meta").join(hex::encode(Sha256::digest(context))).join("meta.json");
    let text = std::fs::read_to_string(&path).map_err(|error| bad(format!("`{}`: {error}", path.display())))?;
    let meta: serde_json::Value = serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
    meta.pointer("/Endpoints/docker/Host")
        .and_then(serde_json::Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| bad("it has no docker endpoint".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_is_read_from_the_docker_clients_store() {
        let folder = tempfile::tempdir().unwrap();
        let meta = folder.path().join("contexts/meta").join(hex::encode(Sha256::digest("work")));
        std::fs::create_dir_all(&meta).unwrap();
        std::fs::write(
            meta.join("meta.json"),
            r#"{"Name":"work","Endpoints":{"docker":{"Host":"tcp://10.0.0.9:2375"}}}"#,
        )
        .unwrap();
        assert_eq!(context_endpoint(folder.path(), "work").unwrap(), "tcp://10.0.0.9:2375");
        assert!(context_endpoint(folder.path(), "gone").is_err());
    }
}
