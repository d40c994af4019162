//! Starts that can't succeed, or are not let: nothing is left behind, nothing of others is lost.

use std::process::Command;
use std::time::Duration;

use crate::process::{run, start};
use crate::until::until;
use crate::world::{World, docker};

/// SIGINT while the node comes up.
pub fn interrupted(world: &World) {
    let running = start(&mut world.command(&["start"]), None);
    let limit = Duration::from_secs(600);
    until("the node runs", limit, || {
        world.objects().iter().any(|object| object.starts_with("container ")).then_some(())
    });
    let done = running.interrupt();
    assert!(done.stderr.contains("interrupted"), "{done}");
    done.fails_with(130);
    assert_eq!(world.objects(), Vec::<String>::new());
    assert!(!world.kubeconfig().exists(), "no kubeconfig is written");
}

pub fn invalid_name(world: &World) {
    for name in ["Upper", "under_score", "-dash", "a.b", ""] {
        let done = world.devcluster(&["--name", name, "start"]);
        assert!(done.code == 1 || done.code == 2, "{done}");
        assert!(done.stderr.contains("error: "), "{done}");
    }
}

/// A container of somebody else has the name that the node would get.
pub fn taken_name(world: &World) {
    let container = format!("devcluster-{}-control-plane-1", world.name);
    let image = "devcluster-e2e-taken:v1";
    let folder = world.folder("taken");
    std::fs::write(folder.join("Dockerfile"), "FROM scratch\nLABEL a=b\n").expect("a file");
    run(Command::new("docker").args(["build", "-t", image, "."]).current_dir(&folder)).ok();
    docker(&["create", "--name", &container, image, "nothing"]);
    let done = world.devcluster(&["start"]);
    let left = docker(&["ps", "--all", "--filter", &format!("name={container}"), "--format", "{{.Image}}"]);
    docker(&["rm", &container]);
    docker(&["rmi", image]);
    assert_eq!(left.trim(), image, "it is left alone");
    let stderr = done.fails_with(1);
    assert!(stderr.contains(&format!("`{container}` exists already")) && stderr.contains("hint:"), "{stderr}");
    assert_eq!(world.objects(), Vec::<String>::new());
}

pub fn damaged_kubeconfig(world: &World) {
    let damaged = "apiVersion: v1\nclusters: [\n";
    std::fs::write(world.kubeconfig(), damaged).expect("a file");
    let stderr = world.devcluster(&["start"]).fails_with(1);
    assert!(stderr.contains("is damaged, and left as it is") && stderr.contains("hint:"), "{stderr}");
    assert_eq!(std::fs::read_to_string(world.kubeconfig()).expect("a file"), damaged);
    assert_eq!(world.objects(), Vec::<String>::new());
}
