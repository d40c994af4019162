//! A machine for tests that break the engine: processes, mounts, network and engine of its own, in namespaces of this one.
//!
//! Killing the namespaces' first process ends all others at the same moment, as a power failure does; what is on the
//! disk stays. The machine goes with the thread that made it, also where that panics or is killed.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::process::{Done, run};
use crate::until::until;

/// An engine that finds containers of a killed one ends them first, which takes a node's grace.
const ENGINE_LIMIT: Duration = Duration::from_secs(120);
/// The first process stays, and takes the exit codes of those that lost their parents.
const FIRST: &str = "mount -t tmpfs tmpfs /run && ip link set lo up && { [ ! -e $0/image ] || mount -o loop $0/image \
    $0/data; } && echo up && { sleep infinity & wait; }";
const PYTHON: &str = "python:3.9-slim";

pub struct Machine {
    /// The engine's socket and log; a socket's path may not be long.
    folder: TempDir,
    /// What stays when all else is lost.
    disk: TempDir,
    /// The cgroup that its containers are in: cgroups have no namespace that would keep them apart.
    cgroup: String,
    /// What it has beside what all machines have: programs in `bin/`, and image folders in `images/`.
    extras: Option<PathBuf>,
    running: RefCell<Option<Running>>,
}

struct Running {
    /// The parent of the first process, in its namespaces.
    holder: Child,
    engine: Child,
}

impl Machine {
    /// Whether this user may make one; says why not.
    pub fn is_possible() -> bool {
        let dockerd = run(Command::new("sh").args(["-c", "command -v dockerd"])).code == 0;
        let possible = rustix::process::geteuid().is_root() && dockerd;
        if !possible {
            crate::cluster::say("skipped: a machine of its own needs root and dockerd");
        }
        possible
    }

    /// One that runs, whose engine has the images that clusters and their pods need.
    pub fn start() -> Self {
        Self::with_disk(None)
    }

    /// One that runs, whose engine has nothing.
    pub fn bare() -> Self {
        Self::booted(None, None)
    }

    /// As `start`, with what a folder of tests/fixtures has in `bin/` and `images/`.
    pub fn start_with(fixture: &str) -> Self {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        Self::booted(None, Some(fixtures.join(fixture))).supplied()
    }

    /// As `start`, with a disk of so many bytes.
    pub fn start_with_disk(bytes: u64) -> Self {
        Self::with_disk(Some(bytes))
    }

    fn with_disk(bytes: Option<u64>) -> Self {
        Self::booted(bytes, None).supplied()
    }

    fn supplied(self) -> Self {
        self.load_images();
        self
    }

    fn booted(bytes: Option<u64>, extras: Option<PathBuf>) -> Self {
        let disk = tempfile::Builder::new().prefix("disk").tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        std::fs::create_dir(disk.path().join("data")).expect("a folder");
        if let Some(bytes) = bytes {
            let image = disk.path().join("image");
            std::fs::File::create(&image).and_then(|file| file.set_len(bytes)).expect("a sparse file");
            run(Command::new("mkfs.ext4").args(["-q", "-F", "-m", "0"]).arg(image)).ok();
        }
        let folder = TempDir::new().expect("a folder");
        let unique = folder.path().file_name().expect("a name").to_string_lossy().replace('.', "");
        let cgroup = format!("devcluster-e2e-{unique}");
        let machine = Self { disk, cgroup, extras, folder, running: RefCell::new(None) };
        machine.boot();
        machine
    }

    /// Where its engine listens.
    pub fn host(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// What programs find on it: PATH, and image folders where it has some of its own.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let Some(extras) = &self.extras else { return Vec::new() };
        let join = |folders: Vec<PathBuf>| std::env::join_paths(folders).expect("folders without colons");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let images = Path::new(env!("CARGO_MANIFEST_DIR")).join("images");
        vec![
            ("PATH", join([extras.join("bin")].into_iter().chain(std::env::split_paths(&path)).collect())),
            ("DEVCLUSTER_IMAGES", join(vec![images, extras.join("images")])),
        ]
    }

    /// Runs docker on its engine.
    #[track_caller]
    pub fn docker(&self, arguments: &[&str]) -> Done {
        run(Command::new("docker").args(["--host", &self.host()]).args(arguments))
    }

    /// Sends SIGKILL to one of its processes, by the number that it has there.
    pub fn kill(&self, process: &str) {
        run(&mut self.inside(&["sh", "-c", &format!("kill -KILL {process}")])).ok();
    }

    /// Kills the engine, and nothing else: containers go on.
    pub fn kill_engine(&self) {
        self.kill("$(cat /run/docker.pid)");
        self.running.borrow_mut().as_mut().expect("the machine runs").engine.wait().expect("the engine ends");
    }

    /// Starts the engine again, and waits until it answers.
    pub fn start_engine(&self) {
        let engine = self.spawn_engine(self.running.borrow().as_ref().expect("the machine runs").holder.id());
        self.running.borrow_mut().as_mut().expect("the machine runs").engine = engine;
        self.wait_for_engine();
    }

    /// All that runs ends at the same moment.
    pub fn lose_power(&self) {
        let Some(Running { mut holder, mut engine }) = self.running.take() else { return };
        // Its first process goes with it, and with that all others.
        let _ = holder.kill();
        let _ = holder.wait();
        let _ = engine.wait();
        let _ = std::fs::remove_file(self.socket());
        until("its processes have left their cgroups", ENGINE_LIMIT, || remove_cgroups(&self.cgroup).then_some(()));
    }

    /// Switches it on: what is on its disk is as it was left, all else is new.
    pub fn boot(&self) {
        let mut holder = Command::new("setpriv")
            .args(["--pdeathsig", "KILL"])
            .args(["unshare", "--fork", "--kill-child", "--pid", "--mount", "--net", "--mount-proc"])
            .args(["sh", "-c", FIRST])
            .arg(self.disk.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("unshare runs");
        let mut line = String::new();
        let stdout = holder.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("its output can be read");
        assert_eq!(line, "up\n", "the namespaces could not be made: see above");
        let engine = self.spawn_engine(holder.id());
        *self.running.borrow_mut() = Some(Running { holder, engine });
        self.wait_for_engine();
    }

    fn spawn_engine(&self, holder: u32) -> Child {
        let log = std::fs::File::options().create(true).append(true).open(self.log()).expect("a log");
        let mut command = inside(holder, &["dockerd", "--exec-root=/run/docker", "--pidfile=/run/docker.pid"]);
        command
            .arg(format!("--data-root={}", self.data().display()))
            .arg(format!("--host={}", self.host()))
            .arg(format!("--cgroup-parent=/{}", self.cgroup))
            .arg("--exec-opt=native.cgroupdriver=cgroupfs")
            .envs(self.environment())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log);
        command.spawn().expect("nsenter runs")
    }

    fn wait_for_engine(&self) {
        until(&format!("the engine answers; its log is {}", self.log().display()), ENGINE_LIMIT, || {
            (self.docker(&["version"]).code == 0).then_some(())
        });
    }

    /// Hands it the images that clusters of this checkout are made of, and the Python of the tests' pods.
    fn load_images(&self) {
        run(&mut Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/python/build.sh"))).ok();
        let devcluster = env!("CARGO_BIN_EXE_devcluster");
        run(Command::new(devcluster).args(["image", "build"])).ok();
        let list = run(Command::new(devcluster).args(["image", "build", "--list", "--json"])).ok();
        let list: serde_json::Value = serde_json::from_str(&list).expect("JSON");
        let list = list.as_array().expect("a list");
        let tag = |name| list.iter().find(|image| image["name"] == name).expect("an image")["tag"].clone();
        let (node, registry) = (tag("node"), tag("registry"));
        let script = format!("docker save {node} {registry} {PYTHON} | docker --host {} load", self.host());
        run(Command::new("sh").args(["-c", &script])).ok();
    }

    /// A program in all of the machine's namespaces; its files are the host's but for what the machine has mounted.
    pub fn inside(&self, words: &[&str]) -> Command {
        inside(self.running.borrow().as_ref().expect("the machine runs").holder.id(), words)
    }

    /// Where its engine keeps its things; to be seen inside only.
    pub fn data(&self) -> PathBuf {
        self.disk.path().join("data")
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("docker.sock")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("dockerd.log")
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.lose_power();
    }
}

/// A program in all of the machine's namespaces.
fn inside(holder: u32, words: &[&str]) -> Command {
    let mut command = Command::new("nsenter");
    let namespace = |kind: &str, file: &str| format!("--{kind}=/proc/{holder}/ns/{file}");
    command.args([namespace("net", "net"), namespace("mount", "mnt"), namespace("pid", "pid_for_children")]);
    command.arg("--").args(words);
    command
}

/// Removes the cgroups of a name in all hierarchies; whether none is left.
fn remove_cgroups(name: &str) -> bool {
    let root = Path::new("/sys/fs/cgroup");
    let hierarchies = std::fs::read_dir(root).into_iter().flatten().flatten().map(|entry| entry.path());
    let found: Vec<_> = hierarchies.chain([root.to_owned()]).map(|folder| folder.join(name)).collect();
    found.iter().for_each(|folder| remove_folders(folder));
    !found.iter().any(|folder| folder.exists())
}

/// A cgroup's files can't be removed, and go with their folder.
fn remove_folders(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_folders(&entry.path());
        }
    }
    let _ = std::fs::remove_dir(folder);
}
