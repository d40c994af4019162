//! The cluster that scenarios share, and how a scenario is run.

use std::io::Write;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::time::Instant;

use crate::process::run;
use crate::world::World;

/// A cluster that runs, and its user.
pub struct Cluster(World);

impl Deref for Cluster {
    type Target = World;

    fn deref(&self) -> &World {
        &self.0
    }
}

impl Cluster {
    /// Starts one.
    pub fn start(purpose: &str) -> Self {
        Self::start_as(World::new(purpose), &["start"])
    }

    /// Starts the cluster of a user by a command of theirs.
    pub fn start_as(world: World, command: &[&str]) -> Self {
        let begun = Instant::now();
        world.devcluster(command).ok();
        say(&format!("cluster {} started after {:.1?}", world.name, begun.elapsed()));
        Self(world)
    }

    /// Name of its network in the engine.
    pub fn network(&self) -> String {
        format!("devcluster-{}", self.name)
    }

    /// The engine's container of its first node.
    pub fn node(&self) -> String {
        self.container("control-plane-1")
    }

    /// Name of the pod with a label that runs on a node.
    pub fn pod_on(&self, label: &str, node: &str) -> String {
        self.of_pod_on(label, node, "{.items[0].metadata.name}")
    }

    /// Address of the pod with a label that runs on a node.
    pub fn pod_address(&self, label: &str, node: &str) -> String {
        self.of_pod_on(label, node, "{.items[0].status.podIP}")
    }

    fn of_pod_on(&self, label: &str, node: &str, path: &str) -> String {
        self.kubectl(&format!("get pods -l {label} --field-selector spec.nodeName={node} -o jsonpath={path}"))
    }

    /// Has the stand-in of python:3.9-slim on all nodes.
    pub fn load_python(&self) {
        let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/python/build.sh");
        run(&mut Command::new(fixture)).ok();
        self.devcluster(&["image", "load", "python:3.9-slim"]).ok();
    }

    /// Deletes it and sees that nothing is left.
    pub fn delete_and_check(&self) {
        let kubeconfig = std::fs::read_to_string(self.kubeconfig()).expect("start wrote a kubeconfig");
        let context = format!("devcluster-{}", self.name);
        assert!(kubeconfig.contains(&context), "{kubeconfig}");
        self.devcluster(&["delete"]).ok();
        assert_eq!(self.objects(), Vec::<String>::new());
        let kubeconfig = std::fs::read_to_string(self.kubeconfig()).unwrap_or_default();
        assert!(!kubeconfig.contains(&context), "{kubeconfig}");
    }
}

/// Runs a scenario; whether it passed. What went wrong is printed where it goes wrong.
pub fn passes(name: &str, scenario: impl FnOnce()) -> bool {
    let begun = Instant::now();
    let passed = catch_unwind(AssertUnwindSafe(scenario)).is_ok();
    say(&format!("{} {name} ({:.1?})", if passed { "ok    " } else { "FAILED" }, begun.elapsed()));
    passed
}

/// Past the test harness, which keeps the output of tests to itself until they end.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
