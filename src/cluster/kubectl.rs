//! A kubectl to pass commands to: the host's, else the node's own.

use std::ffi::OsString;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use futures::TryStreamExt;
use sha2::{Digest, Sha256};

use super::node::Program;
use super::{ClusterError, ClusterState, host_kubeconfig};
use crate::engine::{Engine, EngineError};
use crate::fault::{Fault, Kind};

/// Path of kubectl in a node.
const NODE_KUBECTL: &str = "/usr/local/bin/kubectl";
/// Path of the administrator's kubeconfig in a control plane.
const NODE_KUBECONFIG: &str = "/etc/kubernetes/admin.conf";

/// A kubectl that could not be found or made ready.
#[derive(Debug, thiserror::Error)]
pub enum KubectlError {
    #[error("the node's kubectl could not be kept at `{path}`")]
    Keep {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("a kubeconfig for kubectl could not be written")]
    Kubeconfig(#[source] std::io::Error),
    #[error("there is no kubectl on this machine, which the context `{context}` needs")]
    NotThere { context: String },
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Cluster(#[from] ClusterError),
}

impl Fault for KubectlError {
    fn kind(&self) -> Kind {
        match self {
            Self::Keep { .. } | Self::Kubeconfig(_) | Self::NotThere { .. } => Kind::Environment,
            Self::Engine(error) => error.kind(),
            Self::Cluster(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Keep { path, .. } => {
                Some(format!("free some space there, or clear the cache with `rm -r {}`", path.display()))
            }
            Self::Kubeconfig(_) => {
                Some("see whether the folder for temporary files is full with `df -h /tmp`".to_owned())
            }
            Self::NotThere { .. } => Some(
                "install it as https://kubernetes.io/docs/tasks/tools/ says, then look with `kubectl version`"
                    .to_owned(),
            ),
            Self::Engine(error) => error.hint(),
            Self::Cluster(error) => error.hint(),
        }
    }
}

/// The host's kubectl, if it has one.
pub fn kubectl_on_path() -> Option<PathBuf> {
    on_path(std::env::var_os("PATH").unwrap_or_default(), std::env::current_exe().ok().as_deref())
}

/// The host's kubectl for a context of the user's kubeconfig.
pub fn context_kubectl(context: &str) -> Result<Program, KubectlError> {
    let program = kubectl_on_path().ok_or_else(|| KubectlError::NotThere { context: context.to_owned() })?;
    Ok(Program { program: program.into(), prefix: vec!["--context".into(), context.into()], kubeconfig: None })
}

/// Finds the kubectl for a cluster and writes its kubeconfig, readable by the user only. `terminal` says that standard
/// input and output are one.
pub async fn kubectl(engine: &dyn Engine, cluster: &ClusterState, terminal: bool) -> Result<Program, KubectlError> {
    let found = match kubectl_on_path() {
        Some(path) => Some(path),
        // The node's binary is for Linux; the processor is the engine's, which for a local one is this host's.
        None if cfg!(target_os = "linux") && engine.info().await?.local => Some(from_node(engine, cluster).await?),
        None => None,
    };
    let Some(program) = found else { return Ok(in_node(cluster, terminal)?) };
    let kubeconfig = host_kubeconfig(engine, cluster).await?;
    let mut file =
        tempfile::Builder::new().prefix("devcluster-kubeconfig-").tempfile().map_err(KubectlError::Kubeconfig)?;
    file.write_all(kubeconfig.as_bytes()).map_err(KubectlError::Kubeconfig)?;
    Ok(Program { program: program.into(), prefix: Vec::new(), kubeconfig: Some(file) })
}

fn in_node(cluster: &ClusterState, terminal: bool) -> Result<Program, ClusterError> {
    let node = cluster.first_control_plane()?;
    let mut program = Program::in_node(&node.container, terminal, &[format!("KUBECONFIG={NODE_KUBECONFIG}")]);
    program.prefix.push(NODE_KUBECTL.into());
    Ok(program)
}

/// The first kubectl of PATH that can be executed and is not `ourselves` under another name.
fn on_path(path: OsString, ourselves: Option<&Path>) -> Option<PathBuf> {
    let ours = ourselves.and_then(|path| path.canonicalize().ok());
    std::env::split_paths(&path).map(|folder| folder.join("kubectl")).find(|candidate| {
        let is_executable =
            candidate.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0);
        is_executable && candidate.canonicalize().ok() != ours
    })
}

/// The node's kubectl in the cache, fetched where it is not there yet. It must keep its name: the binary holds
/// several programs and goes by that.
async fn from_node(engine: &dyn Engine, cluster: &ClusterState) -> Result<PathBuf, KubectlError> {
    let node = cluster.first_control_plane()?;
    let image = engine.container(&node.container).await?.image;
    let image = engine.find_image(&image).await?.map_or(image, |image| image.id);
    let hash = hex::encode(&Sha256::digest(&image)[..6]);
    let folder = crate::paths::cache().join("bin").join(format!("kubectl-{hash}"));
    let path = folder.join("kubectl");
    if path.is_file() {
        return Ok(path);
    }
    let archive = engine.download(&node.container, NODE_KUBECTL).await?;
    let chunks: Vec<_> = archive.try_collect().await?;
    let keep = path.clone();
    let unpacked = tokio::task::spawn_blocking(move || unpack(&chunks.concat(), &keep)).await;
    unpacked
        .unwrap_or_else(|error| Err(std::io::Error::other(error)))
        .map_err(|source| KubectlError::Keep { path: folder, source })?;
    Ok(path)
}

/// Writes the only file of `archive` to `path`: whole or not at all, also when two do it at the same time.
fn unpack(archive: &[u8], path: &Path) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut archive = tar::Archive::new(archive);
    let mut entry = archive.entries()?.next().ok_or(std::io::ErrorKind::NotFound)??;
    if !entry.header().entry_type().is_file() {
        return Err(std::io::Error::other(format!("{NODE_KUBECTL} is not a plain file in the node")));
    }
    let partial = folder.join(format!(".kubectl-{}", std::process::id()));
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o755).open(&partial)?;
    let written = std::io::copy(&mut entry, &mut file).and_then(|_| std::fs::rename(&partial, path));
    if written.is_err() {
        // The failure itself is what is told.
        let _ = std::fs::remove_file(&partial);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn executable(folder: &Path, mode: u32) -> PathBuf {
        let path = folder.join("kubectl");
        std::fs::write(&path, "#!/bin/sh\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    #[test]
    fn the_first_executable_that_is_not_ourselves_is_taken() {
        let folders: Vec<_> = (0..4).map(|_| tempfile::tempdir().unwrap()).collect();
        executable(folders[1].path(), 0o644);
        let ours = folders[0].path().join("devcluster");
        std::fs::write(&ours, "").unwrap();
        std::fs::set_permissions(&ours, std::fs::Permissions::from_mode(0o755)).unwrap();
        std::os::unix::fs::symlink(&ours, folders[2].path().join("kubectl")).unwrap();
        let expected = executable(folders[3].path(), 0o755);
        let path = std::env::join_paths(folders.iter().map(tempfile::TempDir::path)).unwrap();
        assert_eq!(on_path(path, Some(&ours)), Some(expected));
        assert_eq!(on_path("/nowhere".into(), None), None);
    }

    #[test]
    fn an_archive_becomes_an_executable() {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(2);
        header.set_mode(0o755);
        archive.append_data(&mut header, "kubectl", &b"hi"[..]).unwrap();
        let path = folder.path().join("kubectl-12/kubectl");
        unpack(&archive.into_inner().unwrap(), &path).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"hi");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o755);
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
