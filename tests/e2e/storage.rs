//! Volumes: what pods write to claims stays, and goes when it should.

use std::process::Command;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::kubernetes::load_python;
use crate::process::run;
use crate::until::until;
use crate::world::docker;

const LIMIT: Duration = Duration::from_secs(120);
/// Where the volumes of a node are on it.
const ROOT: &str = "/var/lib/kubelet/devcluster-volumes";

/// Each start of its container adds a line to a file of its volume, as a user who is not root.
const STATEFUL_SET: &str = r#"
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: keeper }
spec:
  serviceName: keeper
  selector: { matchLabels: { app: keeper } }
  template:
    metadata: { labels: { app: keeper } }
    spec:
      terminationGracePeriodSeconds: 0
      securityContext: { runAsUser: 1000, fsGroup: 2000 }
      containers:
        - name: main
          image: python:3.9-slim
          imagePullPolicy: IfNotPresent
          command: [sh, -c, "echo started >> /data/starts && exec sleep 3600"]
          volumeMounts: [{ name: data, mountPath: /data, subPath: deeper }]
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
"#;

const CLASS: &str = "
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: at-once }
provisioner: devcluster.dev/local
---";

const CLAIM: &str = "
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: NAME }
spec: { storageClassName: CLASS, accessModes: [MODE], resources: { requests: { storage: 1Gi } } }
---";

/// Writes to the claim of its name.
const POD: &str = r#"
apiVersion: v1
kind: Pod
metadata: { name: NAME }
spec:
  containers:
    - name: main
      image: python:3.9-slim
      imagePullPolicy: IfNotPresent
      command: [sh, -c, "echo kept > /data/file && exec sleep 3600"]
      volumeMounts: [{ name: data, mountPath: /data }]
  volumes: [{ name: data, persistentVolumeClaim: { claimName: NAME } }]
---"#;

/// The data outlives the pod, a restart of its node, and the cluster's stop; it goes with its claim.
pub fn stateful_sets_keep_their_data(cluster: &Cluster) {
    load_python(cluster);
    apply(cluster, STATEFUL_SET);
    cluster.kubectl("rollout status statefulset keeper --timeout=90s");
    let volume = cluster.kubectl("get pvc data-keeper-0 -o jsonpath={.spec.volumeName}");
    let wait_for_starts = |number: usize| {
        until(&format!("the container was started {number} times"), LIMIT, || {
            let file = format!("{ROOT}/{volume}/deeper/starts");
            let starts = run(Command::new("docker").args(["exec", &cluster.node(), "cat", &file]));
            (starts.stdout.lines().count() >= number).then_some(())
        });
    };
    wait_for_starts(1);

    cluster.kubectl("delete pod keeper-0");
    wait_for_starts(2);
    docker(&["restart", &cluster.node()]);
    cluster.devcluster(&["start"]).ok();
    wait_for_starts(3);
    cluster.devcluster(&["stop"]).ok();
    cluster.devcluster(&["start"]).ok();
    wait_for_starts(4);

    cluster.kubectl("patch pvc data-keeper-0 -p {\"spec\":{\"resources\":{\"requests\":{\"storage\":\"2Gi\"}}}}");
    until("the claim has grown", LIMIT, || {
        (cluster.kubectl("get pvc data-keeper-0 -o jsonpath={.status.capacity.storage}") == "2Gi").then_some(())
    });

    cluster.kubectl("delete statefulset keeper");
    cluster.kubectl("delete pvc data-keeper-0");
    cluster.kubectl(&format!("wait --for=delete pv/{volume} --timeout=60s"));
    assert!(!folders(cluster).contains(&volume));
}

/// Each class removes or keeps what its reclaim policy says, and makes volumes when its binding mode says.
pub fn classes_retain_delete_and_bind(cluster: &Cluster) {
    load_python(cluster);
    let retained = claim("retained", "standard-retain", "ReadWriteOnce") + &pod("retained");
    apply(cluster, &[CLASS, &retained, &claim("unused", "at-once", "ReadWriteOncePod")].concat());
    for name in ["retained", "unused"] {
        cluster.kubectl(&format!("wait pvc/{name} --for=jsonpath={{.status.phase}}=Bound --timeout=60s"));
    }
    cluster.kubectl("wait pod/retained --for=condition=Ready --timeout=60s");
    let volume = |name: &str| cluster.kubectl(&format!("get pvc {name} -o jsonpath={{.spec.volumeName}}"));
    let (retained, deleted) = (volume("retained"), volume("unused"));
    let there = folders(cluster);
    assert!(there.contains(&retained) && there.contains(&deleted), "{there:?}");

    cluster.kubectl("delete pod retained --grace-period=0 --force");
    cluster.kubectl("delete pvc retained unused");
    cluster.kubectl(&format!("wait --for=delete pv/{deleted} --timeout=60s"));
    cluster.kubectl(&format!("wait pv/{retained} --for=jsonpath={{.status.phase}}=Released --timeout=60s"));
    cluster.kubectl(&format!("delete pv {retained} --timeout=60s"));
    assert!(!folders(cluster).contains(&deleted));
    let file = format!("{ROOT}/{retained}/file");
    assert_eq!(docker(&["exec", &cluster.node(), "cat", &file]), "kept\n");

    docker(&["exec", &cluster.node(), "rm", "-r", &format!("{ROOT}/{retained}")]);
    cluster.kubectl("delete storageclass at-once");
}

/// Claims that a folder of one node can't serve are told so by an Event, not left to wait without a word.
pub fn what_can_not_be_served_is_refused(cluster: &Cluster) {
    load_python(cluster);
    apply(cluster, &(claim("shared", "standard", "ReadWriteMany") + &pod("shared")));
    let message = until("an Event tells why there is no volume", LIMIT, || {
        let about = "involvedObject.name=shared,reason=ProvisioningFailed";
        let words = format!("get events --field-selector {about} -o jsonpath={{.items[*].message}}");
        Some(cluster.kubectl(&words)).filter(|message| !message.is_empty())
    });
    assert!(message.contains("ReadWriteMany") && message.contains("ask for ReadWriteOnce"), "{message}");
    assert_eq!(cluster.kubectl("get pvc shared -o jsonpath={.status.phase}"), "Pending");
    cluster.kubectl("delete pod shared --grace-period=0 --force");
    cluster.kubectl("delete pvc shared");

    let escape = claim("../../escape", "standard", "ReadWriteOnce");
    let stderr = cluster.devcluster_with(&escape, &["kubectl", "--", "apply", "-f", "-"]).fails_with(1);
    assert!(stderr.contains("metadata.name"), "{stderr}");
}

fn claim(name: &str, class: &str, mode: &str) -> String {
    CLAIM.replace("NAME", name).replace("CLASS", class).replace("MODE", mode)
}

fn pod(name: &str) -> String {
    POD.replace("NAME", name)
}

fn apply(cluster: &Cluster, manifest: &str) {
    cluster.devcluster_with(manifest, &["kubectl", "--", "apply", "-f", "-"]).ok();
}

/// Names of the volumes that the node has.
fn folders(cluster: &Cluster) -> Vec<String> {
    docker(&["exec", &cluster.node(), "ls", "-A", ROOT]).lines().map(str::to_owned).collect()
}
