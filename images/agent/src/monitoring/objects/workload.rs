//! Figures of what keeps pods: Deployments, StatefulSets and DaemonSets.

use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, StatefulSet};

use super::about::{condition_states, count, created, generation, named, one, text, yes};
use super::table::Figures;
use crate::exporter::{Family, Kind, Line};

pub const DEPLOYMENTS: Figures<Deployment> = Figures {
    families: &[
        Family { name: "kube_deployment_created", help: "Unix creation timestamp.", kind: Kind::Gauge, of: created },
        Family {
            name: "kube_deployment_spec_replicas",
            help: "Number of desired pods for a deployment.",
            kind: Kind::Gauge,
            of: |object| count(object.spec.as_ref().and_then(|spec| spec.replicas)),
        },
        Family {
            name: "kube_deployment_spec_paused",
            help: "Whether the deployment is paused and will not be processed by the deployment controller.",
            kind: Kind::Gauge,
            of: |object| one(yes(object.spec.as_ref().is_some_and(|spec| spec.paused == Some(true)))),
        },
        Family {
            name: "kube_deployment_metadata_generation",
            help: "Sequence number representing a specific generation of the desired state.",
            kind: Kind::Gauge,
            of: |object| generation(object.metadata.generation),
        },
        Family {
            name: "kube_deployment_status_observed_generation",
            help: "The generation observed by the deployment controller.",
            kind: Kind::Gauge,
            of: |object| generation(object.status.as_ref().and_then(|status| status.observed_generation)),
        },
        Family {
            name: "kube_deployment_status_replicas",
            help: "The number of replicas per deployment.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().and_then(|status| status.replicas)),
        },
        Family {
            name: "kube_deployment_status_replicas_ready",
            help: "The number of ready replicas per deployment.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().and_then(|status| status.ready_replicas)),
        },
        Family {
            name: "kube_deployment_status_replicas_available",
            help: "The number of available replicas per deployment.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().and_then(|status| status.available_replicas)),
        },
        Family {
            name: "kube_deployment_status_replicas_unavailable",
            help: "The number of unavailable replicas per deployment.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().and_then(|status| status.unavailable_replicas)),
        },
        Family {
            name: "kube_deployment_status_replicas_updated",
            help: "The number of updated replicas per deployment.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().and_then(|status| status.updated_replicas)),
        },
        Family {
            name: "kube_deployment_status_condition",
            help: "The current status conditions of a deployment.",
            kind: Kind::Gauge,
            of: conditions,
        },
    ],
    labels: |object| named(object, "deployment"),
};

pub const STATEFUL_SETS: Figures<StatefulSet> = Figures {
    families: &[
        Family { name: "kube_statefulset_created", help: "Unix creation timestamp.", kind: Kind::Gauge, of: created },
        Family {
            name: "kube_statefulset_replicas",
            help: "Number of desired pods for a StatefulSet.",
            kind: Kind::Gauge,
            of: |object| count(object.spec.as_ref().and_then(|spec| spec.replicas)),
        },
        Family {
            name: "kube_statefulset_metadata_generation",
            help: "Sequence number representing a specific generation of the desired state for the StatefulSet.",
            kind: Kind::Gauge,
            of: |object| generation(object.metadata.generation),
        },
        Family {
            name: "kube_statefulset_status_observed_generation",
            help: "The generation observed by the StatefulSet controller.",
            kind: Kind::Gauge,
            of: |object| generation(object.status.as_ref().and_then(|status| status.observed_generation)),
        },
        Family {
            name: "kube_statefulset_status_replicas",
            help: "The number of replicas per StatefulSet.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().map(|status| status.replicas)),
        },
        Family {
            name: "kube_statefulset_status_replicas_ready",
            help: "The number of ready replicas per StatefulSet.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().and_then(|status| status.ready_replicas)),
        },
        Family {
            name: "kube_statefulset_status_replicas_current",
            help: "The number of current replicas per StatefulSet.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().and_then(|status| status.current_replicas)),
        },
        Family {
            name: "kube_statefulset_status_replicas_updated",
            help: "The number of updated replicas per StatefulSet.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().and_then(|status| status.updated_replicas)),
        },
    ],
    labels: |object| named(object, "statefulset"),
};

pub const DAEMON_SETS: Figures<DaemonSet> = Figures {
    families: &[
        Family { name: "kube_daemonset_created", help: "Unix creation timestamp.", kind: Kind::Gauge, of: created },
        Family {
            name: "kube_daemonset_status_desired_number_scheduled",
            help: "The number of nodes that should be running the daemon pod.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().map(|status| status.desired_number_scheduled)),
        },
        Family {
            name: "kube_daemonset_status_current_number_scheduled",
            help: "The number of nodes running at least one daemon pod and are supposed to.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().map(|status| status.current_number_scheduled)),
        },
        Family {
            name: "kube_daemonset_status_number_misscheduled",
            help: "The number of nodes running a daemon pod but are not supposed to.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().map(|status| status.number_misscheduled)),
        },
        Family {
            name: "kube_daemonset_status_number_ready",
            help: "The number of nodes that should be running the daemon pod and have one or more of it running and ready.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().map(|status| status.number_ready)),
        },
        Family {
            name: "kube_daemonset_status_number_available",
            help: "The number of nodes that should be running the daemon pod and have one or more of it available.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().and_then(|status| status.number_available)),
        },
        Family {
            name: "kube_daemonset_status_number_unavailable",
            help: "The number of nodes that should be running the daemon pod and have none of it available.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().and_then(|status| status.number_unavailable)),
        },
        Family {
            name: "kube_daemonset_status_updated_number_scheduled",
            help: "The total number of nodes that are running updated daemon pod.",
            kind: Kind::Gauge,
            of: |object| of(object.status.as_ref().and_then(|status| status.updated_number_scheduled)),
        },
    ],
    labels: |object| named(object, "daemonset"),
};

/// What Kubernetes leaves out is none.
fn of(replicas: Option<i32>) -> Vec<Line> {
    one(replicas.unwrap_or_default().into())
}

fn conditions(object: &Deployment) -> Vec<Line> {
    let mut lines = Vec::new();
    for condition in object.status.iter().filter_map(|status| status.conditions.as_ref()).flatten() {
        for mut line in condition_states("status", &condition.status) {
            let reason = ("reason", text(condition.reason.as_ref()));
            line.labels.splice(0..0, [("condition", condition.type_.clone()), reason]);
            lines.push(line);
        }
    }
    lines
}
