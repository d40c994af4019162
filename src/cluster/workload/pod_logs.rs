//! The output of a container, line by line as it comes.

use futures::{AsyncBufReadExt, TryStreamExt};
use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use kube::api::LogParams;

use super::AppContainer;
use crate::cluster::Kube;

/// Which of a container's lines are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    All,
    /// What it writes from now on.
    New,
}

/// Passes the lines of a container's present or last run on until it ends, or until the way to them is lost.
pub async fn follow_output(kube: &Kube, container: &AppContainer, lines: Lines, line: impl Fn(&str)) {
    let api: Api<Pod> = Api::namespaced(kube.client.clone(), &container.namespace);
    let params = LogParams {
        container: Some(container.name.clone()),
        follow: true,
        tail_lines: (lines == Lines::New).then_some(0),
        ..LogParams::default()
    };
    let Ok(stream) = api.log_stream(&container.pod, &params).await else { return };
    let mut stream = stream.lines();
    while let Ok(Some(text)) = stream.try_next().await {
        line(&text);
    }
}
