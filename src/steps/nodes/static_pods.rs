//! Static pods of control planes, changed in their nodes: kubelet follows.

use std::time::Duration;

use crate::cluster::{ClusterState, Kube, NodeState, wait_for_leaders};
use crate::engine::{Engine, ExecRequest};
use crate::steps::StepError;

/// How long kubelet may take to see a changed static pod and run it.
const RESTART_LIMIT: Duration = Duration::from_mins(1);
/// Changes flags of a static pod: `edit.sh EXPRESSION NAME…`. Beside the manifests, and moved among them in one go.
const EDIT: &str = r#"set -e
expression=$1
shift
for name; do
    manifest=/etc/kubernetes/manifests/$name.yaml
    edited=/etc/kubernetes/devcluster/$name.yaml
    sed -E "$expression" "$manifest" >"$edited"
    if cmp -s "$manifest" "$edited"; then rm "$edited"; else mv "$edited" "$manifest"; fi
done"#;

/// Has kubelet end the API server, and waits until nobody listens in its place: not longer than kubelet's own patience.
const RETIRE: &str = "mv /etc/kubernetes/manifests/kube-apiserver.yaml /etc/kubernetes/devcluster/retired.yaml
timeout 40 bash -c 'while : </dev/tcp/127.0.0.1/6443; do sleep 0.1; done 2>/dev/null'
[ $? -ne 124 ]";
/// The way back of the above.
const BACK: &str = "retired=/etc/kubernetes/devcluster/retired.yaml
[ ! -e $retired ] || mv $retired /etc/kubernetes/manifests/kube-apiserver.yaml";

/// Has the controllers and schedulers of all control planes act only while they lead: before there are several. etcd's
/// shorter timing on the first stays: to change it would stop the API, and members ask before they call an election.
pub async fn elect_leaders(engine: &dyn Engine, kube: &Kube, state: &ClusterState) -> Result<(), StepError> {
    let pods = ["kube-controller-manager", "kube-scheduler"];
    edit(engine, state, "s/--leader-elect=false/--leader-elect=true/", &pods).await?;
    Ok(wait_for_leaders(kube, &pods, RESTART_LIMIT).await?)
}

/// Ends the API server of a node that is about to go: it takes its address out of the service `kubernetes`, for which it
/// needs its etcd.
pub async fn retire_api_server(engine: &dyn Engine, node: &NodeState) -> Result<(), StepError> {
    run(engine, node, &["bash", "-c", RETIRE]).await
}

/// Has an API server run again that was ended for a removal that never came to its end.
pub async fn recall_api_server(engine: &dyn Engine, node: &NodeState) -> Result<(), StepError> {
    run(engine, node, &["sh", "-c", BACK]).await
}

async fn edit(engine: &dyn Engine, state: &ClusterState, expression: &str, pods: &[&str]) -> Result<(), StepError> {
    for node in state.control_planes().filter(|node| node.running) {
        let command: Vec<_> = ["sh", "-c", EDIT, "edit.sh", expression].iter().chain(pods).copied().collect();
        run(engine, node, &command).await?;
    }
    Ok(())
}

async fn run(engine: &dyn Engine, node: &NodeState, command: &[&str]) -> Result<(), StepError> {
    let output = engine.exec(ExecRequest::new(&node.container, command)).await?;
    if output.exit_code == 0 {
        return Ok(());
    }
    let output = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(StepError::Manifests { node: node.name.clone(), output })
}
