//! Who gets at what from this host: without a certificate, with the wrong one, with another user's rights on files.

use std::io::ErrorKind;
use std::net::{IpAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::process::{Done, run};
use crate::until::until;
use crate::world::docker;

const PKI: &str = "/etc/kubernetes/pki";
const LIMIT: Duration = Duration::from_secs(20);
/// Content of a Secret.
const HIDDEN: &str = "e2e-never-in-plain-text";
/// Content of a ConfigMap.
const SHOWN: &str = "e2e-in-plain-text";

/// A Secret's content is nowhere in etcd's files, and the API still tells it.
pub fn secrets_are_encrypted_in_etcd(cluster: &Cluster) {
    cluster.kubectl(&format!("create secret generic e2e-encrypted --from-literal=key={HIDDEN}"));
    cluster.kubectl(&format!("create configmap e2e-encrypted --from-literal=key={SHOWN}"));
    let stored = |key: &str| {
        let etcdctl = format!(
            "etcdctl --cacert={PKI}/etcd/ca.crt --cert={PKI}/etcd/healthcheck-client.crt \
             --key={PKI}/etcd/healthcheck-client.key get --print-value-only /registry/{key}/default/e2e-encrypted"
        );
        docker(&["exec", &cluster.node(), "sh", "-c", &etcdctl])
    };
    let secret = stored("secrets");
    assert!(secret.starts_with("k8s:enc:secretbox:v1:devcluster:") && !secret.contains(HIDDEN), "{secret}");
    // A ConfigMap is not, so what is in plain text would be found.
    assert!(stored("configmaps").contains(SHOWN));
    let search = |text: &str| ["exec", &cluster.node(), "grep", "-raq", text, "/var/lib/etcd"].map(str::to_owned);
    let found = |text: &str| run(Command::new("docker").args(search(text))).code == 0;
    assert!(found(SHOWN) && !found(HIDDEN));

    let told = cluster.kubectl("get secret e2e-encrypted -o go-template={{.data.key|base64decode}}");
    assert_eq!(told, HIDDEN);
    cluster.kubectl("delete secret,configmap e2e-encrypted");
}

/// Without a certificate: health and version of the API server, and nothing of kubelet's; with another authority's, nothing.
pub fn strangers_are_told_nothing(cluster: &Cluster) {
    let server = published(cluster);
    let server = server.first().expect("a port of the API server");
    for (path, expected) in [
        ("/version", "200"),
        ("/healthz", "200"),
        ("/livez", "200"),
        ("/readyz", "200"),
        ("/api", "403"),
        ("/api/v1/secrets", "403"),
        ("/api/v1/namespaces/kube-public/configmaps/cluster-info", "403"),
        ("/metrics", "403"),
        ("/openapi/v2", "403"),
    ] {
        assert_eq!(status(&format!("https://{server}{path}"), None), expected, "{path}");
    }
    let foreign = identity(cluster, "etcd/healthcheck-client");
    assert_eq!(status(&format!("https://{server}/version"), Some(&foreign)), "401");
    let kubelet = format!("https://{}:10250", address(cluster));
    for path in ["/pods", "/metrics", "/healthz"] {
        assert_eq!(status(&format!("{kubelet}{path}"), None), "401", "{path} of kubelet");
    }
}

/// etcd, for clients and for its peers, answers only those who have a certificate of its own authority.
pub fn etcd_has_an_authority_of_its_own(cluster: &Cluster) {
    let address = address(cluster);
    let etcds = identity(cluster, "etcd/healthcheck-client");
    let clusters = identity(cluster, "apiserver-kubelet-client");
    for port in [2379, 2380] {
        let ask = |identity| curl(&[], &format!("https://{address}:{port}/version"), identity);
        assert!(ask(Some(&etcds)).ok().contains("etcdserver"));
        for wrong in [None, Some(&clusters)] {
            let refused = ask(wrong);
            assert!(refused.code != 0 && refused.stdout.is_empty(), "{refused}");
        }
    }
}

/// What need not be reached from outside of a node listens on the node's loopback alone, as the API server does on the host's.
pub fn ports_are_open_where_they_have_to_be(cluster: &Cluster) {
    for published in published(cluster) {
        assert!(published.starts_with("127.0.0.1:"), "{published}");
    }
    let address = address(cluster);
    for (port, what) in [
        (10255, "kubelet, read-only"),
        (10248, "kubelet's health"),
        (10249, "kube-proxy's metrics"),
        (10257, "kube-controller-manager"),
        (10259, "kube-scheduler"),
        (2381, "etcd's metrics"),
    ] {
        let refused = connect(&address, port).expect_err(what);
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused, "{what}: {refused}");
    }
}

/// Keys and kubeconfigs are for root in the node, and for the user on this host.
pub fn keys_are_for_their_owners(cluster: &Cluster) {
    let find = "find /etc/kubernetes /run/devcluster/kubelet-gate.conf -type f \\( -name '*.key' -o -name '*.conf' -o -name encryption.yaml \
                -o -name cluster.yaml -o -path '*/manifests/*' \\) -printf '%m %u %p\\n'";
    let files = docker(&["exec", &cluster.node(), "sh", "-c", find]);
    assert!(files.lines().count() > 20, "{files}");
    for file in files.lines() {
        assert!(file.starts_with("600 root "), "{file}");
    }

    let mode = |path: &Path| path.metadata().expect("a kubeconfig").permissions().mode() & 0o777;
    assert_eq!(mode(&cluster.kubeconfig()), 0o600);
    let merged = cluster.home().join("merged");
    std::fs::write(&merged, "apiVersion: v1\nkind: Config\n").expect("a file");
    std::fs::set_permissions(&merged, std::fs::Permissions::from_mode(0o644)).expect("permissions");
    run(cluster.command(&["kubeconfig", "merge"]).env("KUBECONFIG", &merged)).ok();
    assert_eq!(mode(&merged), 0o600);
}

/// Of a cluster whose config asks for it: who did what, but no content and no heartbeats.
pub fn the_audit_log_tells_who_did_what(cluster: &Cluster) {
    cluster.kubectl(&format!("create secret generic e2e-audited --from-literal=key={HIDDEN}"));
    let log = until("the request is in the audit log", LIMIT, || {
        let log = docker(&["exec", &cluster.node(), "cat", "/var/log/kubernetes/audit.log"]);
        log.contains("e2e-audited").then_some(log)
    });
    cluster.kubectl("delete secret e2e-audited");
    let entries: Vec<serde_json::Value> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let about = |name: &'static str| entries.iter().filter(move |entry| entry["objectRef"]["resource"] == name);
    let created = about("secrets").find(|entry| entry["objectRef"]["name"] == "e2e-audited");
    let created = created.expect("the Secret's entry");
    let facts = [&created["level"], &created["verb"], &created["user"]["username"], &created["responseStatus"]["code"]];
    assert_eq!(facts.map(ToString::to_string), ["\"Metadata\"", "\"create\"", "\"kubernetes-admin\"", "201"]);
    assert!(!log.contains(HIDDEN), "a Secret's content is in the audit log");
    assert_eq!(about("leases").chain(about("events")).count(), 0);
    assert!(!entries.iter().any(|entry| entry["requestURI"].as_str().is_some_and(|uri| uri.starts_with("/readyz"))));
}

/// Host addresses and ports that lead to the first node.
fn published(cluster: &Cluster) -> Vec<String> {
    let format = "{{range .NetworkSettings.Ports}}{{range .}}{{.HostIp}}:{{.HostPort}} {{end}}{{end}}";
    let ports = docker(&["inspect", "--format", format, &cluster.node()]);
    ports.split_whitespace().map(str::to_owned).collect()
}

/// Address of the first node.
fn address(cluster: &Cluster) -> String {
    cluster.kubectl("get node control-plane-1 -o jsonpath={.status.addresses[?(@.type=='InternalIP')].address}")
}

fn connect(address: &str, port: u16) -> std::io::Result<TcpStream> {
    let address: IpAddr = address.parse().expect("an address");
    TcpStream::connect_timeout(&(address, port).into(), LIMIT)
}

/// A certificate and its key.
struct Identity {
    certificate: PathBuf,
    key: PathBuf,
}

/// Copies it out of the first node: its path below the node's folder of certificates.
fn identity(cluster: &Cluster, path: &str) -> Identity {
    let [certificate, key] = ["crt", "key"].map(|extension| {
        let copy = cluster.folder("pki").join(format!("{}.{extension}", path.replace('/', "-")));
        docker(&["cp", &format!("{}:{PKI}/{path}.{extension}", cluster.node()), &copy.display().to_string()]);
        copy
    });
    Identity { certificate, key }
}

fn curl(options: &[&str], url: &str, identity: Option<&Identity>) -> Done {
    let mut command = Command::new("curl");
    command.args(["--silent", "--show-error", "--insecure", "--http1.1", "--max-time", "20"]).args(options).arg(url);
    if let Some(Identity { certificate, key }) = identity {
        command.arg("--cert").arg(certificate).arg("--key").arg(key);
    }
    run(&mut command)
}

/// The code of an answer.
fn status(url: &str, identity: Option<&Identity>) -> String {
    curl(&["--output", "/dev/null", "--write-out", "%{http_code}"], url, identity).ok()
}
