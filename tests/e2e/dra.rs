//! Simulated GPUs that pods claim (Dynamic Resource Allocation): by what they are, shared, split, lost.

use std::time::Duration;

use crate::cluster::Cluster;
use crate::gpus::{apply, process};
use crate::process::Done;
use crate::until::until;
use crate::world::{World, docker};

const LIMIT: Duration = Duration::from_secs(120);
/// A control plane with a GPU in two parts, and a worker with two GPUs.
const CONFIG: &str = "\
apiVersion: devcluster.dev/v1alpha1
kind: Cluster
nodes:
  - role: control-plane
    gpus: {count: 1, profile: 3g.20gb, allocation: dra}
  - role: worker
    gpus: {count: 2, allocation: dra}
";
pub const GPU: &str = "gpu.nvidia.com";
const A100: &str = "device.attributes['gpu.nvidia.com'].productName == 'NVIDIA A100-SXM4-40GB' && \
                    device.capacity['gpu.nvidia.com'].memory.compareTo(quantity('40Gi')) >= 0";
const T4: &str = "device.attributes['gpu.nvidia.com'].productName == 'Tesla T4'";

/// Starts it, with templates of claims.
pub fn start() -> Cluster {
    let world = World::new("dra");
    let file = world.home().join("cluster.yaml");
    std::fs::write(&file, CONFIG).expect("a file");
    let cluster = Cluster::start_as(world, &["start", "--config", &file.display().to_string()]);
    for (name, class, selector) in [("a100", GPU, A100), ("t4", GPU, T4), ("part", "mig.nvidia.com", "true")] {
        let spec = spec(class, selector);
        let template = format!("kind: ResourceClaimTemplate\nmetadata: {{name: {name}}}\nspec: {{{spec}}}");
        apply(&cluster, &format!("apiVersion: resource.k8s.io/v1\n{template}"));
    }
    cluster
}

/// Nodes are ready with all that they have, in slices and nowhere else.
pub fn are_offered(cluster: &Cluster) {
    let devices = |node: &str, path: &str| {
        let words = format!(
            "get resourceslices --field-selector spec.nodeName={node} -o jsonpath={{.items[*].spec.devices[*]{path}}}"
        );
        cluster.kubectl(&words)
    };
    assert_eq!(devices("worker-1", ".name"), "gpu-0 gpu-1");
    assert_eq!(devices("control-plane-1", ".name"), "gpu-0-mig-0 gpu-0-mig-1");
    assert_eq!(devices("control-plane-1", ".attributes.profile.string"), "3g.20gb 3g.20gb");
    assert_eq!(devices("worker-1", ".capacity.memory.value"), "40Gi 40Gi");
    let counted = cluster.kubectl("get nodes -o jsonpath={.items[*].status.capacity.nvidia\\.com/gpu}");
    assert_eq!(counted, "", "a GPU is offered in one way");
}

/// A claim by model and memory gets one GPU, which its pod sees, and no other.
pub fn are_chosen_by_what_they_are(cluster: &Cluster) {
    apply(cluster, &pod("e2e-one", "resourceClaimTemplateName: a100"));
    ready(cluster, "e2e-one");
    let uuid = only_gpu_of(cluster, "e2e-one");
    let environment =
        docker(&["exec", &cluster.container("worker-1"), "sh", "-c", "cat /proc/[0-9]*/environ | tr '\\0' '\\n'"]);
    for variable in ["NVIDIA_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES"] {
        assert!(environment.contains(&format!("{variable}={uuid}")), "{variable}");
    }
    assert!(holders(cluster, &uuid).contains("default/e2e-one"));
    delete(cluster, "e2e-one");
    until("nobody has it any more", LIMIT, || (!holders(cluster, &uuid).contains("default/")).then_some(()));
}

/// Claims that can't be served keep their pods waiting, and `status` says why.
pub fn are_waited_for(cluster: &Cluster) {
    for name in ["e2e-a", "e2e-b"] {
        apply(cluster, &pod(name, "resourceClaimTemplateName: a100"));
        ready(cluster, name);
    }
    let waits = |name: &str, template: &str| {
        apply(cluster, &pod(name, &format!("resourceClaimTemplateName: {template}")));
        until("status tells of the pod", LIMIT, || {
            let status = cluster.devcluster(&["status"]).ok();
            status.contains(&format!("pod default/{name} waits")).then_some(status)
        })
    };
    let status = waits("e2e-c", "a100");
    assert!(status.contains("for 1 of the 2 that there are: too many are taken"), "{status}");
    let status = waits("e2e-d", "t4");
    assert!(status.contains("for a Tesla T4, which no node offers: there is NVIDIA A100-SXM4-40GB"), "{status}");
    assert_eq!(cluster.kubectl("get pods e2e-c e2e-d -o jsonpath={.items[*].status.phase}"), "Pending Pending");
    delete(cluster, "e2e-a");
    ready(cluster, "e2e-c");
    delete(cluster, "e2e-b e2e-c e2e-d");
}

/// Two pods share a GPU by sharing a claim.
pub fn are_shared(cluster: &Cluster) {
    apply(
        cluster,
        &format!(
            "apiVersion: resource.k8s.io/v1\nkind: ResourceClaim\nmetadata: {{name: e2e-shared}}\n{}",
            spec(GPU, A100)
        ),
    );
    for name in ["e2e-a", "e2e-b"] {
        apply(cluster, &pod(name, "resourceClaimName: e2e-shared"));
        ready(cluster, name);
    }
    let uuid = only_gpu_of(cluster, "e2e-a");
    assert_eq!(only_gpu_of(cluster, "e2e-b"), uuid);
    let holders = holders(cluster, &uuid);
    assert!(holders.contains("default/e2e-a") && holders.contains("default/e2e-b"), "{holders}");
    delete(cluster, "e2e-a");
    assert_eq!(only_gpu_of(cluster, "e2e-b"), uuid, "who stays keeps it");
    delete(cluster, "e2e-b");
    cluster.kubectl("delete resourceclaim e2e-shared");
}

/// Parts of GPUs have a class of their own.
pub fn are_split(cluster: &Cluster) {
    apply(cluster, &pod("e2e-part", "resourceClaimTemplateName: part"));
    ready(cluster, "e2e-part");
    let list = cluster.kubectl("exec e2e-part -- nvidia-smi -L");
    assert!(list.starts_with("GPU 0: NVIDIA A100-SXM4-40GB") && list.matches("MIG 3g.20gb").count() == 1, "{list}");
    delete(cluster, "e2e-part");
}

/// Pods that ask for a number get a claim from the scheduler.
pub fn are_counted(cluster: &Cluster) {
    let asking = |name: &str, count: u32| {
        let container = format!(
            "{{name: main, image: registry.k8s.io/pause:3.10.2, resources: {{limits: {{nvidia.com/gpu: {count}}}}}}}"
        );
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{terminationGracePeriodSeconds: 1, containers: [{container}]}}"
        )
    };
    apply(cluster, &asking("e2e-two", 2));
    ready(cluster, "e2e-two");
    assert_eq!(cluster.kubectl("exec e2e-two -- nvidia-smi -L").lines().count(), 2);
    apply(cluster, &asking("e2e-three", 3));
    let waits = "pod default/e2e-three waits for 3 of nvidia.com/gpu on one node, where 2 are the most";
    until("status tells of the pod", LIMIT, || cluster.devcluster(&["status"]).ok().contains(waits).then_some(()));
    delete(cluster, "e2e-two e2e-three");
}

/// The role of a node tells of that node's devices alone.
pub fn are_told_of_by_their_node(cluster: &Cluster) {
    let delete = |slice: &str| -> Done {
        let words =
            format!("kubectl -- delete resourceslice {slice} --as=devcluster:gpu:worker-1 --as-group=devcluster:gpus");
        cluster.devcluster(&words.split(' ').collect::<Vec<_>>())
    };
    let stderr = delete("control-plane-1-gpu.nvidia.com-0").fails_with(1);
    assert!(stderr.contains("tells of no devices but its own node's GPUs"), "{stderr}");
    delete("worker-1-gpu.nvidia.com-0").ok();
    until("what was removed is told again", LIMIT, || {
        let slices = cluster.kubectl("get resourceslices -o name");
        slices.contains("resourceslice.resource.k8s.io/worker-1-gpu.nvidia.com-0").then_some(())
    });
}

/// A GPU that fails gets no claims any more, its pod comes up with another one, and it can be healed.
pub fn fail_and_heal(cluster: &Cluster) {
    apply(cluster, &deployment("e2e-server"));
    cluster.kubectl("rollout status deployment/e2e-server --timeout=60s");
    let before = only_gpu_of(cluster, "deployment/e2e-server");
    cluster.devcluster(&["gpu", "fail", "worker-1", &before]).ok();
    let uuid = || {
        let words = "kubectl -- exec deployment/e2e-server -- nvidia-smi --query-gpu=uuid --format=csv,noheader";
        cluster.devcluster(&words.split(' ').collect::<Vec<_>>()).stdout.trim().to_owned()
    };
    let after = until("the pod has another GPU", LIMIT, || {
        let ready = cluster.kubectl("get deployment e2e-server -o jsonpath={.status.readyReplicas}") == "1";
        ready.then(uuid).filter(|uuid| *uuid != before && !uuid.is_empty())
    });
    assert!(holders(cluster, &before).contains("failed") && holders(cluster, &after).contains("default/e2e-server"));
    apply(cluster, &pod("e2e-waits", "resourceClaimTemplateName: a100"));
    until("no other pod gets it", LIMIT, || {
        cluster.devcluster(&["status"]).ok().contains("pod default/e2e-waits waits").then_some(())
    });
    cluster.devcluster(&["gpu", "heal", "worker-1", &before]).ok();
    ready(cluster, "e2e-waits");
    assert_eq!(only_gpu_of(cluster, "e2e-waits"), before);
    delete(cluster, "e2e-waits");
    cluster.kubectl("delete deployment e2e-server");
}

/// Claims are kept, and new ones served, after the role, kubelet, the node and the cluster were started again.
pub fn outlive_restarts(cluster: &Cluster) {
    apply(cluster, &deployment("e2e-stays"));
    cluster.kubectl("rollout status deployment/e2e-stays --timeout=60s");
    let pod_name = || cluster.kubectl("get pods -l app=e2e-stays -o jsonpath={.items[*].metadata.name}");
    let (name, uuid) = (pod_name(), only_gpu_of(cluster, "deployment/e2e-stays"));
    let node = cluster.container("worker-1");
    for program in ["/usr/local/bin/devcluster-agent gpu", "/usr/local/bin/kubelet"] {
        docker(&["exec", &node, "sh", "-c", &format!("kill {}", process(&node, program))]);
        apply(cluster, &pod("e2e-again", "resourceClaimTemplateName: a100"));
        ready(cluster, "e2e-again");
        assert_ne!(only_gpu_of(cluster, "e2e-again"), uuid, "after the end of {program}");
        delete(cluster, "e2e-again");
        assert_eq!((pod_name(), only_gpu_of(cluster, "deployment/e2e-stays")), (name.clone(), uuid.clone()));
    }
    cluster.devcluster(&["stop"]).ok();
    cluster.devcluster(&["start"]).ok();
    cluster.kubectl("rollout status deployment/e2e-stays --timeout=120s");
    assert_eq!((pod_name(), only_gpu_of(cluster, "deployment/e2e-stays")), (name, uuid), "the pod itself comes back");
    cluster.kubectl("delete deployment e2e-stays");
}

pub fn ready(cluster: &Cluster, pod: &str) {
    cluster.kubectl(&format!("wait --for=condition=Ready pod/{pod} --timeout=120s"));
}

pub fn delete(cluster: &Cluster, pods: &str) {
    cluster.kubectl(&format!("delete pod {pods} --grace-period=1"));
}

/// The id of the one GPU that a pod sees.
fn only_gpu_of(cluster: &Cluster, pod: &str) -> String {
    let list = cluster.kubectl(&format!("exec {pod} -- nvidia-smi -L"));
    assert_eq!(list.lines().count(), 1, "{list}");
    let uuid = list.split_once("(UUID: ").and_then(|(_, rest)| rest.split_once(')'));
    uuid.unwrap_or_else(|| panic!("no id in {list}")).0.to_owned()
}

/// The line of `gpu list` about a GPU.
fn holders(cluster: &Cluster, uuid: &str) -> String {
    let list = cluster.devcluster(&["gpu", "list"]).ok();
    list.lines().find(|line| line.contains(uuid)).unwrap_or_else(|| panic!("no {uuid} in {list}")).to_owned()
}

/// A claim for one device, as a field of a template's spec and of a claim.
pub fn spec(class: &str, selector: &str) -> String {
    let exactly = format!("{{deviceClassName: {class}, selectors: [{{cel: {{expression: \"{selector}\"}}}}]}}");
    format!("spec: {{devices: {{requests: [{{name: gpu, exactly: {exactly}}}]}}}}")
}

/// A pod that does nothing, in an image without a shell, with a claim.
pub fn pod(name: &str, claim: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {}\n", pod_spec(claim))
}

fn deployment(name: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  selector: {{matchLabels: {{app: {name}}}}}\n  \
         template: {{metadata: {{labels: {{app: {name}}}}}, spec: {}}}\n",
        pod_spec("resourceClaimTemplateName: a100")
    )
}

fn pod_spec(claim: &str) -> String {
    format!(
        "{{tolerations: [{{operator: Exists}}], terminationGracePeriodSeconds: 1, resourceClaims: [{{name: gpu, {claim}}}], \
         containers: [{{name: main, image: registry.k8s.io/pause:3.10.2, resources: {{claims: [{{name: gpu}}]}}}}]}}"
    )
}
