//! A cluster whose addons come and go.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::Value;

use crate::Result;

const CLUSTER: &str = "bench-addons";
/// Until a program has given back what it took to begin; kubelet looks at memory every ten seconds.
const REST: Duration = Duration::from_secs(40);

/// An addon that is part of the program.
#[derive(Deserialize)]
pub struct Addon {
    pub name: String,
    pub summary: String,
    /// Names of those that have to be there before it.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What its pods run.
    #[serde(default)]
    pub images: Vec<String>,
}

/// What one round took.
#[derive(Clone)]
pub struct Measured {
    /// Until it was ready, with its images still to be sent.
    pub first: Duration,
    /// With the images there.
    pub again: Duration,
    /// Until all of it was gone.
    pub gone: Duration,
    /// Bytes of the working sets of the pods that came with it.
    pub memory: u64,
}

/// All of them, by name.
pub fn addons() -> Result<Vec<Addon>> {
    let folder = tempfile::tempdir()?;
    let listed = said(&mut command(folder.path(), &["addon", "list", "--json"]))?;
    let listed: Vec<Addon> = serde_json::from_str(&listed)?;
    let whole = |addon: &Addon| {
        let told = said(&mut command(folder.path(), &["addon", "info", &addon.name, "--json"]))?;
        Ok(serde_json::from_str(&told)?)
    };
    listed.iter().map(whole).collect()
}

/// Has the engine make the images that it lacks.
pub fn build_images(addons: &[Addon]) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let images = addons.iter().flat_map(|addon| &addon.images).map(String::as_str);
    let words: Vec<_> = ["image", "build"].into_iter().chain(images).collect();
    said(&mut command(folder.path(), &words)).map(drop)
}

/// Deletes the cluster whichever way the measurement ends.
pub struct Cluster {
    folder: tempfile::TempDir,
}

impl Cluster {
    pub fn start() -> Result<Self> {
        let cluster = Self { folder: tempfile::tempdir()? };
        cluster.devcluster(&["delete"])?;
        cluster.devcluster(&["start"])?;
        Ok(cluster)
    }

    /// What it needs is there before, and gone afterwards.
    pub fn measure(&self, addon: &Addon) -> Result<Measured> {
        for need in &addon.needs {
            self.devcluster(&["addon", "enable", need])?;
        }
        let measured = self.measure_alone(&addon.name)?;
        for need in addon.needs.iter().rev() {
            self.devcluster(&["addon", "disable", need])?;
        }
        Ok(measured)
    }

    fn measure_alone(&self, addon: &str) -> Result<Measured> {
        let before = self.pods()?;
        let first = self.timed(&["addon", "enable", addon])?;
        std::thread::sleep(REST);
        let pods = self.pods()?;
        let memory = pods.iter().filter(|(uid, _)| !before.contains_key(*uid)).map(|(_, bytes)| bytes).sum();
        let gone = self.timed(&["addon", "disable", addon])?;
        let again = self.timed(&["addon", "enable", addon])?;
        self.devcluster(&["addon", "disable", addon])?;
        Ok(Measured { first, again, gone, memory })
    }

    /// Memory of all pods, by their UIDs.
    fn pods(&self) -> Result<BTreeMap<String, u64>> {
        let path = "/api/v1/nodes/control-plane-1/proxy/stats/summary";
        let summary: Value = serde_json::from_str(&self.devcluster(&["kubectl", "--", "get", "--raw", path])?)?;
        let pods = summary["pods"].as_array().ok_or("kubelet tells of no pods")?;
        let memory = |pod: &Value| {
            let uid = pod["podRef"]["uid"].as_str()?;
            Some((uid.to_owned(), pod["memory"]["workingSetBytes"].as_u64()?))
        };
        Ok(pods.iter().filter_map(memory).collect())
    }

    fn devcluster(&self, words: &[&str]) -> Result<String> {
        said(&mut command(self.folder.path(), words))
    }

    fn timed(&self, words: &[&str]) -> Result<Duration> {
        let begun = Instant::now();
        self.devcluster(words)?;
        Ok(begun.elapsed())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.devcluster(&["delete"]);
    }
}

fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(Path::new(env!("CARGO_BIN_EXE_devcluster")));
    // The user's kubeconfig is not for these clusters.
    command.args(["--quiet", "--name", CLUSTER]).args(words).env("KUBECONFIG", folder.join("config"));
    command.stdin(Stdio::null());
    command
}

fn said(command: &mut Command) -> Result<String> {
    let Output { status, stdout, stderr } = command.output()?;
    if !status.success() {
        return Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&stderr).trim()).into());
    }
    Ok(String::from_utf8(stdout)?)
}
