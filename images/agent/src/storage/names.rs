//! Names that tie classes, claims and volumes to this provisioner. Those of `kubernetes.io` are what
//! kube-controller-manager, kube-scheduler and Kubernetes' own provisioners use.

/// What a StorageClass names.
pub const PROVISIONER: &str = "devcluster.dev/local";

/// Annotation of a volume: who made it.
pub const PROVISIONED_BY: &str = "pv.kubernetes.io/provisioned-by";
/// Annotations of a claim: who is to make its volume; kube-controller-manager sets both.
pub const TO_BE_PROVISIONED_BY: [&str; 2] =
    ["volume.kubernetes.io/storage-provisioner", "volume.beta.kubernetes.io/storage-provisioner"];
/// Annotation of a claim: where kube-scheduler wants its first pod.
pub const SELECTED_NODE: &str = "volume.kubernetes.io/selected-node";
/// Annotation of a claim: its class, as it was written before the field.
pub const CLASS: &str = "volume.beta.kubernetes.io/storage-class";

/// Keeps a volume's object until its data is gone.
pub const FINALIZER: &str = "external-provisioner.volume.kubernetes.io/finalizer";

/// Label of a node that volumes are tied to. kubelet keeps it at the node's name.
pub const HOSTNAME: &str = "kubernetes.io/hostname";
/// Taint of a node that has not been heard of for long enough that its pods are moved.
pub const UNREACHABLE: &str = "node.kubernetes.io/unreachable";
