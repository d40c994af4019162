//! Clusters come and go, one after the other, and leave nothing behind.

use std::collections::BTreeSet;
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::machine::Machine;
use crate::process::run;
use crate::world::World;

/// The engine's own tidying goes on after its answer.
const LIMIT: Duration = Duration::from_secs(20);
/// A person's file: other clusters, comments, a style of its own.
const KUBECONFIG: &str = "\
# of the office
kind: Config
apiVersion: v1
current-context:   'office'   # by day

users: # who
  # me
  - name: \"me\"
    user: { token:   abc }   # not the real one
clusters:
  - {name: office, cluster: {server: \"https://office.invalid\"}}
contexts:
  - name: office
    context: {cluster: office, user: me}

preferences: {colors: true}";

/// So many clusters; the machine is as before after each.
pub fn of(cycles: usize) {
    if !Machine::is_possible() {
        return;
    }
    let machine = Rc::new(Machine::start());
    let world = World::on(&machine, "soak");
    std::fs::write(world.kubeconfig(), KUBECONFIG).expect("a file");
    let before = Traces::of(&machine, &world);
    for cycle in 1..=cycles {
        world.devcluster(&["start"]).ok();
        let meanwhile = std::fs::read_to_string(world.kubeconfig()).expect("a file");
        assert!(KUBECONFIG.lines().filter(|line| !line.starts_with("current-")).all(|line| meanwhile.contains(line)));
        world.devcluster(&["delete"]).ok();
        assert_eq!(std::fs::read_to_string(world.kubeconfig()).expect("a file"), KUBECONFIG, "cycle {cycle}");
        let deadline = Instant::now() + LIMIT;
        loop {
            let left = Traces::of(&machine, &world).since(&before);
            if left.is_empty() {
                break;
            }
            assert!(Instant::now() < deadline, "left of cluster {cycle}: {left:#?}");
        }
    }
}

/// All that a cluster could leave on a machine, one line a thing.
struct Traces(BTreeSet<String>);

impl Traces {
    fn of(machine: &Machine, world: &World) -> Self {
        let inside = |words: &[&str]| run(&mut machine.inside(words)).ok();
        let engine = |words: &[&str]| machine.docker(words).ok();
        let files = run(Command::new("find").arg(world.home())).ok();
        let all = [
            ("container", engine(&["ps", "--all", "--format", "{{.Names}}"])),
            ("volume", engine(&["volume", "ls", "--format", "{{.Name}}"])),
            ("network", engine(&["network", "ls", "--format", "{{.Name}}"])),
            ("image", engine(&["image", "ls", "--all", "--format", "{{.ID}}"])),
            ("process", inside(&["ps", "-e", "-o", "args="])),
            ("mount", inside(&["cut", "-d ", "-f5", "/proc/self/mountinfo"])),
            ("interface", inside(&["ls", "/proc/sys/net/ipv4/conf"])),
            ("rule", inside(&["sh", "-c", "iptables-save | grep ^-A"])),
            ("file", files),
        ];
        let lines = all.iter().flat_map(|(kind, lines)| lines.lines().map(move |line| format!("{kind} {line}")));
        Self(lines.collect())
    }

    fn since(self, before: &Self) -> Vec<String> {
        self.0.into_iter().filter(|trace| !before.0.contains(trace)).collect()
    }
}
