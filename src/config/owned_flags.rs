//! Flags that devcluster sets itself, since a cluster would not come up with other values: why, and what to do instead.

use super::cluster::Component::{self, ApiServer, ControllerManager, Etcd, KubeProxy, Kubelet, Scheduler};

const ADDRESSES: &str = "devcluster lays out addresses and ports";
const CERTIFICATES: &str = "devcluster makes the certificates and keys, and trusts those of `trustedCAs`";
const CONFIGURATION: &str = "devcluster writes its configuration";
const ETCD: &str = "devcluster makes etcd's members";
const KUBECONFIGS: &str = "devcluster makes the kubeconfigs";
const LEADERS: &str = "devcluster elects leaders where there are several control planes";
const GATES: &str = "set it with `components.featureGates`";
const POD_SUBNET: &str = "set it with `network.podSubnet`";
const SERVICE_SUBNET: &str = "set it with `network.serviceSubnet`";

type Owned = (&'static [Component], &'static [&'static str], &'static str);

const OWNED: &[Owned] = &[
    (&[ApiServer, ControllerManager, Scheduler, Kubelet, KubeProxy], &["feature-gates"], GATES),
    (&[ApiServer], &["runtime-config"], "set it with `components.runtimeConfig`"),
    (&[ApiServer, ControllerManager], &["service-cluster-ip-range"], SERVICE_SUBNET),
    (
        &[ControllerManager, KubeProxy],
        &["allocate-node-cidrs", "cluster-cidr", "node-cidr-mask-size", "node-cidr-mask-size-ipv4"],
        POD_SUBNET,
    ),
    (
        &[ApiServer, ControllerManager, Scheduler],
        &["advertise-address", "bind-address", "secure-port", "apiserver-count"],
        ADDRESSES,
    ),
    (&[ApiServer], &["etcd-servers", "etcd-cafile", "etcd-certfile", "etcd-keyfile", "etcd-prefix"], ETCD),
    (
        &[ApiServer, ControllerManager, Scheduler, Kubelet],
        &[
            "cert-dir",
            "client-ca-file",
            "requestheader-client-ca-file",
            "root-ca-file",
            "service-account-private-key-file",
            "service-account-key-file",
            "service-account-signing-key-file",
            "tls-cert-file",
            "tls-private-key-file",
            "kubelet-certificate-authority",
            "kubelet-client-certificate",
            "kubelet-client-key",
            "proxy-client-cert-file",
            "proxy-client-key-file",
            "cluster-signing-cert-file",
            "cluster-signing-key-file",
        ],
        CERTIFICATES,
    ),
    (
        &[ControllerManager, Scheduler, Kubelet, KubeProxy],
        &["kubeconfig", "bootstrap-kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig", "master"],
        KUBECONFIGS,
    ),
    (&[ControllerManager, Scheduler], &["leader-elect"], LEADERS),
    (&[ControllerManager], &["cluster-name"], "set it with `name`"),
    (&[Scheduler, Kubelet, KubeProxy], &["config", "config-dir"], CONFIGURATION),
    (&[Kubelet, KubeProxy], &["hostname-override", "node-ip"], "devcluster gives nodes their names and addresses"),
    (&[Kubelet], &["node-labels"], "set them with `labels` of the nodes"),
    (&[Kubelet], &["register-with-taints"], "set them with `taints` of the nodes"),
    (
        &[Kubelet],
        &[
            "cgroup-driver",
            "cgroup-root",
            "cgroups-per-qos",
            "cluster-dns",
            "cluster-domain",
            "container-runtime-endpoint",
            "image-service-endpoint",
            "pod-manifest-path",
            "register-node",
            "resolv-conf",
            "root-dir",
        ],
        "devcluster's nodes depend on it",
    ),
    (
        &[Etcd],
        &[
            "name",
            "data-dir",
            "wal-dir",
            "config-file",
            "force-new-cluster",
            "discovery",
            "initial-cluster",
            "initial-cluster-state",
            "initial-cluster-token",
            "initial-advertise-peer-urls",
            "advertise-client-urls",
            "listen-client-urls",
            "listen-peer-urls",
            "listen-metrics-urls",
        ],
        ETCD,
    ),
    (
        &[Etcd],
        &[
            "auto-tls",
            "cert-file",
            "client-cert-auth",
            "key-file",
            "trusted-ca-file",
            "peer-auto-tls",
            "peer-cert-file",
            "peer-client-cert-auth",
            "peer-key-file",
            "peer-trusted-ca-file",
        ],
        CERTIFICATES,
    ),
];

/// Refuses a flag that is devcluster's.
pub fn check(component: Component, flag: &str) -> Result<(), String> {
    let owned = OWNED.iter().find(|(components, flags, _)| components.contains(&component) && flags.contains(&flag));
    match owned {
        Some((_, _, reason)) => Err(format!("flag `{flag}` can't be set: {reason}")),
        None => Ok(()),
    }
}
