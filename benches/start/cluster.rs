//! One life of a cluster, as a user gives it: start, stop, start again, delete.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Result;

const NAME: &str = "bench";
const DEADLINE: Duration = Duration::from_secs(60);

/// A pod of nothing but what every node has: the node's own `getent`, run by the pod's resolver settings.
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
      command: [/usr/bin/getent, hosts, kubernetes.default]
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

/// What one life took.
pub struct Measured {
    /// `start`, until every system pod is Ready.
    pub ready: Duration,
    /// As `ready`, and on until a pod resolved `kubernetes.default`.
    pub resolves: Duration,
    pub phases: Vec<Phase>,
    pub status: Duration,
    pub help: Duration,
    pub stop: Duration,
    pub resume: Duration,
    pub delete: Duration,
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

/// Starts a cluster, looks at it, and deletes it.
pub fn measure() -> Result<Measured> {
    // The user's kubeconfig is not for this cluster.
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let _ = timed(folder, &["delete"]);
    let cluster = Cluster { folder };

    let started = Instant::now();
    let phases = start(folder)?;
    let ready = started.elapsed();
    create(folder, RESOLVER)?;
    wait_for_resolver(folder)?;
    let resolves = started.elapsed();
    assert_system_pods_are_ready(folder)?;

    let status = timed(folder, &["status"])?;
    let help = timed(folder, &["--help"])?;
    let stop = timed(folder, &["stop"])?;
    let resume = timed(folder, &["start"])?;
    let delete = timed(folder, &["delete"])?;
    drop(cluster);
    Ok(Measured { ready, resolves, phases, status, help, stop, resume, delete })
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

fn start(folder: &Path) -> Result<Vec<Phase>> {
    let started = Instant::now();
    let mut child = devcluster(folder).args(["--json", "start"]).stdout(Stdio::piped()).spawn()?;
    let output = child.stdout.take().ok_or("`devcluster start` has no output")?;
    let mut phases = Vec::new();
    for line in BufReader::new(output).lines() {
        let event: Value = serde_json::from_str(&line?)?;
        if event["event"] == "step-finished" {
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
