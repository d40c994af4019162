//! Lives of clusters, as a user gives them: start, stop, start again, delete.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;

use crate::Result;

const NAME: &str = "bench";
const DEADLINE: Duration = Duration::from_secs(60);
const SETTLING: Duration = Duration::from_secs(15);
/// The step of `start` after which pods can be made.
const OBJECTS_STEP: &str = "apply system objects";

/// A pod of nothing but what every node has: the node's own `getent`, run by the pod's resolver settings until DNS is
/// there. It tells when that was: that a container ended shows a second later.
const RESOLVER: &str = r#"
apiVersion: v1
kind: Pod
metadata: { name: resolver }
spec:
  restartPolicy: OnFailure
  terminationGracePeriodSeconds: 0
  containers:
    - name: resolver
      image: registry.k8s.io/pause:3.10.2
      command:
        - /usr/bin/dash
        - -c
        - until /usr/bin/getent hosts kubernetes.default; do /usr/bin/sleep 0.05; done; /usr/bin/date +%s.%N
      volumeMounts:
        - { name: usr, mountPath: /usr, readOnly: true }
        - { name: lib, mountPath: /lib, readOnly: true }
        - { name: lib64, mountPath: /lib64, readOnly: true }
  volumes:
    - { name: usr, hostPath: { path: /usr } }
    - { name: lib, hostPath: { path: /usr/lib } }
    - { name: lib64, hostPath: { path: /usr/lib64 } }
"#;

/// A step of `start`, as its events tell.
#[derive(Debug, Clone)]
pub struct Phase {
    pub step: String,
    /// From the command until the step ended.
    pub ended: Duration,
    pub took: Duration,
}

/// What three lives took.
pub struct Measured {
    /// `start` of one node, until every system pod is Ready.
    pub ready: Duration,
    pub phases: Vec<Phase>,
    pub status: Duration,
    pub help: Duration,
    pub stop: Duration,
    pub resume: Duration,
    pub delete: Duration,
    /// Of one node, until every system pod is Ready and a pod, made meanwhile, resolved `kubernetes.default`.
    pub resolves: Duration,
    /// The same of three nodes.
    pub three_resolve: Duration,
    /// `start` of three nodes after `stop`.
    pub three_resume: Duration,
    pub three_delete: Duration,
    /// One worker more, until it is Ready.
    pub node_add: Duration,
    /// `start` of three control planes.
    pub three_control_planes: Duration,
    /// From the kill of the control plane that leads etcd until the API takes writes again.
    pub recovery: Duration,
    /// Bytes that an idle control plane and an idle worker of three nodes take.
    pub memory: [u64; 2],
}

/// Deletes the cluster whichever way the measurement ends.
struct Cluster<'a> {
    folder: &'a Path,
}

impl Drop for Cluster<'_> {
    fn drop(&mut self) {
        let _ = timed(self.folder, &["delete"]);
    }
}

/// Starts clusters, looks at them, and deletes them.
pub fn measure() -> Result<Measured> {
    // The user's kubeconfig is not for these clusters.
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let _ = timed(folder, &["delete"]);
    let cluster = Cluster { folder };

    let started = Instant::now();
    let phases = start(folder, &[], || {})?;
    let ready = started.elapsed();
    assert_system_pods_are_ready(folder)?;
    let status = timed(folder, &["status"])?;
    let help = timed(folder, &["--help"])?;
    let stop = timed(folder, &["stop"])?;
    let resume = timed(folder, &["start"])?;
    let node_add = timed(folder, &["node", "add"])?;
    timed(folder, &["node", "remove", "worker-1"])?;
    let delete = timed(folder, &["delete"])?;

    let resolves = until_resolved(folder, &[])?;
    timed(folder, &["delete"])?;
    let three_resolve = until_resolved(folder, &["--workers", "2"])?;
    let memory = idle_memory(folder)?;
    timed(folder, &["stop"])?;
    let three_resume = timed(folder, &["start"])?;
    let three_delete = timed(folder, &["delete"])?;
    let three_control_planes = timed(folder, &["start", "--control-planes", "3"])?;
    let recovery = recovery(folder)?;
    drop(cluster);
    Ok(Measured {
        ready,
        phases,
        status,
        help,
        stop,
        resume,
        delete,
        resolves,
        three_resolve,
        three_resume,
        three_delete,
        node_add,
        three_control_planes,
        recovery,
        memory,
    })
}

/// Starts a cluster; the pod is made as soon as the API server has the system objects.
fn until_resolved(folder: &Path, arguments: &[&str]) -> Result<Duration> {
    let started = SystemTime::now();
    std::thread::scope(|scope| {
        let mut resolver = None;
        start(folder, arguments, || {
            resolver = Some(scope.spawn(|| create(folder, RESOLVER).map_err(|error| error.to_string())));
        })?;
        resolver.ok_or("`start` did not tell when the system objects were there")?.join().map_err(|_| "a panic")??;
        let ready = SystemTime::now();
        wait_for_resolver(folder)?;
        let output = kubectl(folder, &["logs", "resolver"], "")?;
        let time = output.lines().last().ok_or("the resolver told no time")?.parse()?;
        // Nodes have the host's clock.
        let resolved = SystemTime::UNIX_EPOCH + Duration::from_secs_f64(time);
        Ok(resolved.max(ready).duration_since(started)?)
    })
}

/// Writes go on until the first one after the kill is acknowledged.
fn recovery(folder: &Path) -> Result<Duration> {
    let leader = leader()?;
    let killed = Instant::now();
    let output = Command::new("docker").args(["kill", &leader]).output()?;
    if !output.status.success() {
        return Err(format!("`docker kill {leader}` failed").into());
    }
    for number in 0.. {
        let name = format!("write-{number}");
        if kubectl(folder, &["create", "configmap", &name, "--request-timeout=1s"], "").is_ok() {
            break;
        }
        if killed.elapsed() > DEADLINE {
            return Err("the API takes no writes after its leader was killed".into());
        }
    }
    Ok(killed.elapsed())
}

/// The container of the control plane that leads etcd.
fn leader() -> Result<String> {
    let containers = (1..=3).map(|number| format!("devcluster-{NAME}-control-plane-{number}"));
    let leads = |container: &String| {
        let mut etcdctl = Command::new("docker");
        etcdctl.args(["exec", container, "etcdctl", "endpoint", "status", "--write-out=fields"]);
        let file = |name: &str, path: &str| format!("--{name}=/etc/kubernetes/pki/etcd/{path}");
        etcdctl.args([file("cacert", "ca.crt"), file("cert", "server.crt"), file("key", "server.key")]);
        let fields = String::from_utf8(etcdctl.output().ok()?.stdout).ok()?;
        let field = |name: &str| {
            fields.lines().find_map(|line| line.strip_prefix(&format!("\"{name}\" : "))).map(str::to_owned)
        };
        Some(field("MemberID")? == field("Leader")?)
    };
    containers.into_iter().find(|container| leads(container) == Some(true)).ok_or_else(|| "etcd has no leader".into())
}

/// After the rest that follows a start.
fn idle_memory(folder: &Path) -> Result<[u64; 2]> {
    std::thread::sleep(SETTLING);
    let output = devcluster(folder).args(["--json", "status"]).output()?;
    let status: Value = serde_json::from_slice(&output.stdout)?;
    let of = |name: &str| {
        let nodes = status["nodes"].as_array().into_iter().flatten();
        let node = nodes.into_iter().find(|node| node["name"] == name);
        node.and_then(|node| node["memoryUsed"].as_u64()).ok_or_else(|| format!("status tells no memory of {name}"))
    };
    Ok([of("control-plane-1")?, of("worker-2")?])
}

fn devcluster(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_devcluster"));
    command.args(["--name", NAME]).env("KUBECONFIG", folder.join("kubeconfig")).env_remove("DEVCLUSTER");
    command
}

fn timed(folder: &Path, arguments: &[&str]) -> Result<Duration> {
    let started = Instant::now();
    let output = devcluster(folder).args(arguments).output()?;
    let took = started.elapsed();
    if output.status.success() {
        return Ok(took);
    }
    Err(format!("`devcluster {}` failed:\n{}", arguments.join(" "), String::from_utf8_lossy(&output.stderr)).into())
}

fn start(folder: &Path, arguments: &[&str], mut at_objects: impl FnMut()) -> Result<Vec<Phase>> {
    let started = Instant::now();
    let mut child = devcluster(folder).args(["--json", "start"]).args(arguments).stdout(Stdio::piped()).spawn()?;
    let output = child.stdout.take().ok_or("`devcluster start` has no output")?;
    let mut phases = Vec::new();
    for line in BufReader::new(output).lines() {
        let event: Value = serde_json::from_str(&line?)?;
        if event["event"] == "step-finished" {
            if event["step"] == OBJECTS_STEP {
                at_objects();
            }
            phases.push(Phase {
                step: event["step"].as_str().unwrap_or_default().to_owned(),
                ended: started.elapsed(),
                took: Duration::from_secs_f64(event["seconds"].as_f64().unwrap_or_default()),
            });
        }
    }
    let status = child.wait()?;
    if status.success() { Ok(phases) } else { Err(format!("`devcluster start` failed: {status}").into()) }
}

fn kubectl(folder: &Path, arguments: &[&str], input: &str) -> Result<String> {
    let mut child = devcluster(folder)
        .args(["kubectl", "--"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    child.stdin.take().ok_or("kubectl has no input")?.write_all(input.as_bytes())?;
    let output = child.wait_with_output()?;
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout)?);
    }
    Err(format!("`kubectl {}` failed:\n{}", arguments.join(" "), String::from_utf8_lossy(&output.stderr)).into())
}

fn create(folder: &Path, manifest: &str) -> Result<()> {
    kubectl(folder, &["create", "--filename", "-"], manifest).map(drop)
}

fn wait_for_resolver(folder: &Path) -> Result<()> {
    let wanted = "--for=jsonpath={.status.phase}=Succeeded";
    let waited = kubectl(folder, &["wait", "pod/resolver", wanted, &format!("--timeout={}s", DEADLINE.as_secs())], "");
    if let Err(error) = waited {
        let pod = kubectl(folder, &["describe", "pod", "resolver"], "")?;
        return Err(format!("no pod resolved kubernetes.default: {error}\n{pod}").into());
    }
    Ok(())
}

/// `start` says that the system pods are Ready; so asks the measurement the cluster itself.
fn assert_system_pods_are_ready(folder: &Path) -> Result<()> {
    let path =
        "jsonpath={range .items[*]}{.metadata.name} {.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}{end}";
    let pods = kubectl(folder, &["get", "pods", "--namespace", "kube-system", "--output", path], "")?;
    let not_ready: BTreeSet<_> = pods.lines().filter(|line| !line.ends_with(" True")).collect();
    if pods.lines().count() < 6 || !not_ready.is_empty() {
        return Err(format!("`devcluster start` returned, but not every system pod is Ready:\n{pods}").into());
    }
    Ok(())
}
