//! Single files of containers, running or not.

use std::io::{ErrorKind, Read};

use futures::TryStreamExt;

use super::{ClusterError, NodeState};
use crate::engine::{Engine, EngineError};

/// Text of a node's file.
pub async fn read_node_file(engine: &dyn Engine, node: &NodeState, path: &str) -> Result<String, ClusterError> {
    read_file(engine, &node.container, path)
        .await?
        .ok_or_else(|| unreadable(&node.name, path, ErrorKind::NotFound.into()))
}

/// Text of a container's file; `None` where there is none.
pub async fn read_file(engine: &dyn Engine, container: &str, path: &str) -> Result<Option<String>, ClusterError> {
    let archive = async {
        let chunks = engine.download(container, path).await?;
        chunks
            .try_fold(Vec::new(), |mut all, chunk| async move {
                all.extend_from_slice(&chunk);
                Ok(all)
            })
            .await
    };
    match archive.await {
        Ok(archive) => first_file(&archive).map_err(|source| unreadable(container, path, source)),
        Err(EngineError::Refused { status: 404, .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn unreadable(node: &str, path: &str, source: std::io::Error) -> ClusterError {
    ClusterError::NodeFile { node: node.to_owned(), path: path.to_owned(), source }
}

fn first_file(archive: &[u8]) -> std::io::Result<Option<String>> {
    let mut archive = tar::Archive::new(archive);
    let Some(first) = archive.entries()?.next() else { return Ok(None) };
    let mut text = String::new();
    first?.read_to_string(&mut text)?;
    Ok(Some(text))
}
