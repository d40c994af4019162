//! devcluster, killed with SIGKILL after each single change that it makes.

use crate::killer::killed_after;
use crate::world::World;

/// A start that was killed is completed by the next, or removed wholly by `delete`.
pub fn start(world: &World) {
    for change in 1.. {
        if !killed_after(world, &["start"], change) {
            assert!(change > 5, "start makes more changes than {change}");
            break;
        }
        if change % 2 == 0 {
            world.devcluster(&["start"]).ok();
            assert_eq!(world.kubectl("get nodes -o name"), "node/control-plane-1\n", "killed after change {change}");
            world.devcluster(&["status"]).ok();
        }
        world.devcluster(&["delete"]).ok();
        assert_eq!(world.objects(), Vec::<String>::new(), "killed after change {change}");
    }
    world.devcluster(&["delete"]).ok();
}

/// As above, of three nodes, each kill completed.
pub fn start_of_three(world: &World) {
    let command = ["start", "--workers", "2"];
    for change in 1.. {
        if !killed_after(world, &command, change) {
            break;
        }
        world.devcluster(&command).ok();
        assert_eq!(world.kubectl("get nodes -o name").lines().count(), 3, "killed after change {change}");
        world.devcluster(&["status"]).ok();
        world.devcluster(&["delete"]).ok();
        assert_eq!(world.objects(), Vec::<String>::new(), "killed after change {change}");
    }
    world.devcluster(&["delete"]).ok();
}

/// Commands on a cluster that is there: whatever they had done, `start` brings it back whole.
pub fn commands(world: &World) {
    world.devcluster(&["start"]).ok();
    world.kubectl("create configmap e2e-kept");
    each_change(world, &["stop"]);
    each_change(world, &["restart"]);
    each_change(world, &["node", "add"]);
    let has_worker = || world.kubectl("get nodes -o name").contains("node/worker-1");
    assert!(has_worker(), "a node was added in the end");
    for change in 1.. {
        if !has_worker() {
            world.devcluster(&["node", "add"]).ok();
        }
        let killed = killed_after(world, &["node", "remove", "worker-1"], change);
        world.devcluster(&["start"]).ok();
        let status = world.devcluster(&["status"]);
        assert_eq!(status.code, 0, "node remove killed after change {change}: {status}");
        if !killed {
            break;
        }
    }
    assert!(!has_worker(), "a node was removed in the end");
    for change in 1.. {
        if !killed_after(world, &["delete"], change) {
            break;
        }
        world.devcluster(&["delete"]).ok();
        assert_eq!(world.objects(), Vec::<String>::new(), "killed after change {change}");
        world.devcluster(&["start"]).ok();
    }
    assert_eq!(world.objects(), Vec::<String>::new());
}

fn each_change(world: &World, command: &[&str]) {
    for change in 1.. {
        let killed = killed_after(world, command, change);
        world.devcluster(&["start"]).ok();
        world.kubectl("get configmap e2e-kept");
        let status = world.devcluster(&["status"]);
        assert_eq!(status.code, 0, "{command:?} killed after change {change}: {status}");
        if !killed {
            break;
        }
    }
}
