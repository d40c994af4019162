//! A user of devcluster: a home, a kubeconfig and a cluster name of their own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use tempfile::TempDir;

use crate::machine::Machine;
use crate::process::{Done, run, run_with_input};

/// Removes the cluster that it names when it goes.
pub struct World {
    home: TempDir,
    /// Name of the cluster.
    pub name: String,
    /// Whose engine is used; this machine's where there is none.
    machine: Option<Rc<Machine>>,
}

impl World {
    /// A user whose cluster has a name that no other test and no other run uses.
    pub fn new(purpose: &str) -> Self {
        Self::of(purpose, None)
    }

    /// As `new`, of a user of that machine.
    pub fn on(machine: &Rc<Machine>, purpose: &str) -> Self {
        Self::of(purpose, Some(Rc::clone(machine)))
    }

    fn of(purpose: &str, machine: Option<Rc<Machine>>) -> Self {
        let answers = run(Command::new("docker").arg("version"));
        assert_eq!(answers.code, 0, "these tests need a container engine that answers\n{answers}");
        Self {
            home: TempDir::new().expect("a temporary folder"),
            name: format!("e2e-{purpose}-{}", std::process::id()),
            machine,
        }
    }

    /// The home folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The file that KUBECONFIG names.
    pub fn kubeconfig(&self) -> PathBuf {
        self.home().join("kubeconfig")
    }

    /// Name of a container of the cluster, by the node's or what it is.
    pub fn container(&self, node: &str) -> String {
        format!("devcluster-{}-{node}", self.name)
    }

    /// A folder of the home, made where it is missing.
    pub fn folder(&self, name: &str) -> PathBuf {
        let folder = self.home().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    /// The program, not yet run.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = self.program(env!("CARGO_BIN_EXE_devcluster"));
        command.args(arguments);
        self.environment(&mut command);
        command
    }

    /// Gives a command this user's environment. The docker client's own configuration stays where it is: it may say
    /// which engine is meant.
    pub fn environment(&self, command: &mut Command) {
        let docker = std::env::var_os("DOCKER_CONFIG").map(PathBuf::from);
        let docker = docker.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".docker")));
        command.env("HOME", self.home()).env("KUBECONFIG", self.kubeconfig()).env("DEVCLUSTER", &self.name);
        command
            .env("XDG_CACHE_HOME", self.home().join("cache"))
            .env("CI", "1")
            .env("NO_COLOR", "1")
            .envs(docker.map(|path| ("DOCKER_CONFIG", path)))
            .envs(self.machine.as_ref().map(|machine| ("DOCKER_HOST", machine.host())))
            .envs(self.machine.iter().flat_map(|machine| machine.environment()));
    }

    /// A program where this user is.
    pub fn program(&self, name: &str) -> Command {
        self.machine.as_ref().map_or_else(|| Command::new(name), |machine| machine.inside(&[name]))
    }

    /// Runs docker on this user's engine.
    #[track_caller]
    pub fn docker(&self, arguments: &[&str]) -> Done {
        let mut command = self.program("docker");
        self.environment(&mut command);
        run(command.args(arguments))
    }

    /// Runs devcluster.
    #[track_caller]
    pub fn devcluster(&self, arguments: &[&str]) -> Done {
        run(&mut self.command(arguments))
    }

    /// Runs devcluster in a folder.
    #[track_caller]
    pub fn devcluster_in(&self, folder: &Path, arguments: &[&str]) -> Done {
        run(self.command(arguments).current_dir(folder))
    }

    /// Runs devcluster with `input` on its standard input.
    #[track_caller]
    pub fn devcluster_with(&self, input: &str, arguments: &[&str]) -> Done {
        run_with_input(&mut self.command(arguments), input)
    }

    /// Runs kubectl on the cluster; its standard output.
    #[track_caller]
    pub fn kubectl(&self, arguments: &str) -> String {
        let words: Vec<_> = ["kubectl", "--"].into_iter().chain(arguments.split(' ')).collect();
        self.devcluster(&words).ok()
    }

    /// Names of all that the engine holds of the cluster: containers, networks, volumes.
    pub fn objects(&self) -> Vec<String> {
        let label = format!("label=dev.devcluster.cluster={}", self.name);
        let list = |words: &[&str]| self.docker(&[words, &["--filter", &label]].concat()).ok();
        let all = [
            list(&["ps", "--all", "--format", "container {{.Names}}"]),
            list(&["network", "ls", "--format", "network {{.Name}}"]),
            list(&["volume", "ls", "--format", "volume {{.Name}}"]),
        ];
        all.iter().flat_map(|names| names.lines()).map(str::to_owned).collect()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.command(&["--quiet", "delete"]).output();
    }
}

/// Runs docker; its standard output.
#[track_caller]
pub fn docker(arguments: &[&str]) -> String {
    run(Command::new("docker").args(arguments)).ok()
}
