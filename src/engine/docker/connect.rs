//! Finding the engine's address and connecting to it.

use std::path::{Path, PathBuf};

use bollard::{API_DEFAULT_VERSION, Docker};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::errors;
use crate::engine::{EngineError, EngineInfo, Result};

const DEFAULT_SOCKET: &str = "/var/run/docker.sock";
const OLDEST_API: (u32, u32) = (1, 41);
const OLDEST_ENGINE: &str = "20.10 (API 1.41)";
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
        let client = if self.socket().is_some() {
            Docker::connect_with_unix(&self.0, TIMEOUT_SECONDS, API_DEFAULT_VERSION)
        } else {
            Docker::connect_with_host(&self.0)
                .map(|docker| docker.with_timeout(std::time::Duration::from_secs(TIMEOUT_SECONDS)))
        };
        let client = client.map_err(|error| self.unreachable(error))?;
        client.negotiate_version().await.map_err(|error| self.unreachable(error))
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

/// Version and host of a connected engine; an error where it is too old.
pub async fn info(client: &Docker, endpoint: &Endpoint) -> Result<EngineInfo> {
    let fail = errors::on("say what it is");
    let (version, info) = tokio::try_join!(client.version(), client.info()).map_err(fail)?;
    let api = version.api_version.unwrap_or_default();
    let engine = version.version.unwrap_or_default();
    if parse_api(&api).is_none_or(|api| api < OLDEST_API) {
        return Err(EngineError::TooOld { version: engine, api, needed: OLDEST_ENGINE });
    }
    let desktop = info.operating_system.as_deref().is_some_and(|os| os.contains("Docker Desktop"));
    Ok(EngineInfo {
        version: engine,
        os: info.os_type.unwrap_or_default(),
        architecture: info.architecture.unwrap_or_default(),
        cgroup_version: if info.cgroup_version.is_some_and(|v| v.to_string() == "2") { 2 } else { 1 },
        cpus: info.ncpu.unwrap_or_default(),
        memory: info.mem_total.unwrap_or_default(),
        local: cfg!(target_os = "linux") && endpoint.socket().is_some() && !desktop,
    })
}

fn parse_api(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
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

    #[test]
    fn api_versions_compare_by_number() {
        assert!(parse_api("1.9") < Some(OLDEST_API));
        assert!(parse_api("1.41") >= Some(OLDEST_API));
        assert_eq!(parse_api("x"), None);
    }
}
