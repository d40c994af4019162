//! A cluster that images are loaded into.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::Result;
use crate::image::{Image, NAME};

const CLUSTER: &str = "bench-load";
const REGISTRY: &str = "devcluster-bench-load-registry";
const DEADLINE: Duration = Duration::from_secs(300);
const LOOK: Duration = Duration::from_millis(10);

/// What one round took.
pub struct Measured {
    /// `docker save` to /dev/null.
    pub save: Duration,
    /// The first `image load`.
    pub first: Duration,
    /// `image load` after a change of the last layer.
    pub again: Duration,
    /// `docker push` to the cluster's registry after one.
    pub push: Duration,
    /// Bytes that the first `image load` took at most.
    pub memory: u64,
}

/// Deletes the cluster whichever way the measurement ends.
pub struct Cluster {
    folder: tempfile::TempDir,
}

impl Cluster {
    pub fn start(nodes: usize) -> Result<Self> {
        let cluster = Self { folder: tempfile::tempdir()? };
        cluster.devcluster(&["delete"])?;
        cluster.devcluster(&["start", "--nodes", &nodes.to_string()])?;
        Ok(cluster)
    }

    pub fn measure(&self, megabytes: usize) -> Result<Measured> {
        let context = tempfile::tempdir()?;
        let image = Image::build(context.path(), megabytes)?;
        let save = timed(Command::new("docker").args(["save", NAME]).stdout(Stdio::null()))?;
        let (first, memory) = self.first_load()?;
        self.wait_until_primed()?;
        image.change(1)?;
        let again = timed(&mut self.command(&["image", "load", NAME]))?;
        image.change(2)?;
        Ok(Measured { save, first, again, push: self.push()?, memory })
    }

    fn first_load(&self) -> Result<(Duration, u64)> {
        let begun = Instant::now();
        let mut child = self.command(&["image", "load", NAME]).spawn()?;
        let mut memory = 0;
        let status = loop {
            memory = memory.max(most_memory(&child));
            if let Some(status) = child.try_wait()? {
                break status;
            }
            std::thread::sleep(LOOK);
        };
        if status.success() { Ok((begun.elapsed(), memory)) } else { Err("the image could not be loaded".into()) }
    }

    /// The process in the background ends when the registry knows the image.
    fn wait_until_primed(&self) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < DEADLINE {
            let found = Command::new("pgrep").args(["-f", &format!("--name {CLUSTER} image prime")]).output()?;
            if found.stdout.is_empty() {
                return Ok(());
            }
            std::thread::sleep(LOOK);
        }
        Err("the registry did not get the image in time".into())
    }

    fn push(&self) -> Result<Duration> {
        let port = said(Command::new("docker").args(["port", REGISTRY, "5000/tcp"]))?;
        let label = "{{index .Config.Labels \"dev.devcluster.registry\"}}";
        let password = said(Command::new("docker").args(["inspect", "--format", label, REGISTRY]))?;
        let home = self.folder.path();
        let docker = |words: &[&str]| {
            let mut command = Command::new("docker");
            command.env("DOCKER_CONFIG", home).args(words).stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        said(&mut docker(&["login", "--username", "devcluster", "--password", &password, &port]))?;
        let target = format!("{port}/images:bench");
        let begun = Instant::now();
        said(&mut docker(&["tag", NAME, &target]))?;
        said(&mut docker(&["push", &target]))?;
        let took = begun.elapsed();
        said(&mut docker(&["rmi", &target]))?;
        Ok(took)
    }

    fn devcluster(&self, words: &[&str]) -> Result<String> {
        said(&mut self.command(words))
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(Path::new(env!("CARGO_BIN_EXE_devcluster")));
        // The user's kubeconfig is not for these clusters.
        command.args(["--quiet", "--name", CLUSTER]).args(words).env("KUBECONFIG", self.folder.path().join("config"));
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.devcluster(&["delete"]);
    }
}

/// The most memory that a program that runs has taken so far.
fn most_memory(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() << 10
}

fn timed(command: &mut Command) -> Result<Duration> {
    let begun = Instant::now();
    let status = command.status()?;
    if status.success() { Ok(begun.elapsed()) } else { Err(format!("{command:?} failed").into()) }
}

fn said(command: &mut Command) -> Result<String> {
    let Output { status, stdout, stderr } = command.output()?;
    if !status.success() {
        return Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&stderr).trim()).into());
    }
    Ok(String::from_utf8(stdout)?.lines().next().unwrap_or_default().to_owned())
}
