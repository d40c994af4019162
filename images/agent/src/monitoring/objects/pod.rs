//! Figures of pods.

use k8s_openapi::api::core::v1::{Pod, PodSpec, PodStatus};

use super::about::{condition_states, created, one, states, text, time, yes};
use super::container;
use super::table::Figures;
use crate::exporter::{Family, Kind, Line};

const PHASES: [&str; 5] = ["Pending", "Succeeded", "Failed", "Unknown", "Running"];
const REASONS: [&str; 5] = ["Evicted", "NodeAffinity", "NodeLost", "Shutdown", "UnexpectedAdmissionError"];

pub const FIGURES: Figures<Pod> = Figures { families: FAMILIES, labels };

const FAMILIES: &[Family<Pod>] = &[
    Family { name: "kube_pod_info", help: "Information about pod.", kind: Kind::Gauge, of: info },
    Family { name: "kube_pod_owner", help: "Information about the Pod's owner.", kind: Kind::Gauge, of: owners },
    Family { name: "kube_pod_created", help: "Unix creation timestamp.", kind: Kind::Gauge, of: created },
    Family {
        name: "kube_pod_start_time",
        help: "Start time in unix timestamp for a pod.",
        kind: Kind::Gauge,
        of: |pod| time(status(pod).and_then(|status| status.start_time.as_ref())),
    },
    Family {
        name: "kube_pod_status_phase",
        help: "The pods current phase.",
        kind: Kind::Gauge,
        of: |pod| states("phase", &PHASES, &text(status(pod).and_then(|status| status.phase.as_ref()))),
    },
    Family {
        name: "kube_pod_status_reason",
        help: "The pod status reasons.",
        kind: Kind::Gauge,
        of: |pod| states("reason", &REASONS, &text(status(pod).and_then(|status| status.reason.as_ref()))),
    },
    Family {
        name: "kube_pod_status_ready",
        help: "Describes whether the pod is ready to serve requests.",
        kind: Kind::Gauge,
        of: |pod| condition(pod, "Ready"),
    },
    Family {
        name: "kube_pod_status_scheduled",
        help: "Describes the status of the scheduling process for the pod.",
        kind: Kind::Gauge,
        of: |pod| condition(pod, "PodScheduled"),
    },
    Family {
        name: "kube_pod_status_unschedulable",
        help: "Describes the unschedulable status for the pod.",
        kind: Kind::Gauge,
        of: unschedulable,
    },
    Family {
        name: "kube_pod_container_info",
        help: "Information about a container in a pod.",
        kind: Kind::Gauge,
        of: container::info,
    },
    Family {
        name: "kube_pod_container_status_ready",
        help: "Describes whether the containers readiness check succeeded.",
        kind: Kind::Gauge,
        of: |pod| container::each(pod, |status| yes(status.ready)),
    },
    Family {
        name: "kube_pod_container_status_running",
        help: "Describes whether the container is currently in running state.",
        kind: Kind::Gauge,
        of: |pod| container::each_state(pod, |state| state.running.is_some()),
    },
    Family {
        name: "kube_pod_container_status_waiting",
        help: "Describes whether the container is currently in waiting state.",
        kind: Kind::Gauge,
        of: |pod| container::each_state(pod, |state| state.waiting.is_some()),
    },
    Family {
        name: "kube_pod_container_status_terminated",
        help: "Describes whether the container is currently in terminated state.",
        kind: Kind::Gauge,
        of: |pod| container::each_state(pod, |state| state.terminated.is_some()),
    },
    Family {
        name: "kube_pod_container_status_waiting_reason",
        help: "Describes the reason the container is currently in waiting state.",
        kind: Kind::Gauge,
        of: container::waiting_reasons,
    },
    Family {
        name: "kube_pod_container_status_terminated_reason",
        help: "Describes the reason the container is currently in terminated state.",
        kind: Kind::Gauge,
        of: |pod| container::ends(pod, |status| status.state.as_ref(), container::reason),
    },
    Family {
        name: "kube_pod_container_status_last_terminated_reason",
        help: "Describes the last reason the container was in terminated state.",
        kind: Kind::Gauge,
        of: |pod| container::ends(pod, |status| status.last_state.as_ref(), container::reason),
    },
    Family {
        name: "kube_pod_container_status_last_terminated_exitcode",
        help: "Describes the exit code for the last container in terminated state.",
        kind: Kind::Gauge,
        of: |pod| container::ends(pod, |status| status.last_state.as_ref(), container::exit_code),
    },
    Family {
        name: "kube_pod_container_status_restarts_total",
        help: "The number of container restarts per container.",
        kind: Kind::Counter,
        of: |pod| container::each(pod, |status| status.restart_count.into()),
    },
    Family {
        name: "kube_pod_container_resource_requests",
        help: "The number of requested request resource by a container.",
        kind: Kind::Gauge,
        of: |pod| container::resources(pod, |resources| resources.requests.as_ref()),
    },
    Family {
        name: "kube_pod_container_resource_limits",
        help: "The number of requested limit resource by a container.",
        kind: Kind::Gauge,
        of: |pod| container::resources(pod, |resources| resources.limits.as_ref()),
    },
];

fn labels(pod: &Pod) -> Vec<(&'static str, String)> {
    let meta = &pod.metadata;
    vec![
        ("namespace", text(meta.namespace.as_ref())),
        ("pod", text(meta.name.as_ref())),
        ("uid", text(meta.uid.as_ref())),
    ]
}

fn status(pod: &Pod) -> Option<&PodStatus> {
    pod.status.as_ref()
}

fn spec(pod: &Pod) -> Option<&PodSpec> {
    pod.spec.as_ref()
}

fn info(pod: &Pod) -> Vec<Line> {
    let owner = pod.metadata.owner_references.iter().flatten().find(|owner| owner.controller == Some(true));
    let on_host = spec(pod).is_some_and(|spec| spec.host_network == Some(true));
    let labels = vec![
        ("host_ip", text(status(pod).and_then(|status| status.host_ip.as_ref()))),
        ("pod_ip", text(status(pod).and_then(|status| status.pod_ip.as_ref()))),
        ("node", text(spec(pod).and_then(|spec| spec.node_name.as_ref()))),
        ("created_by_kind", text(owner.map(|owner| &owner.kind))),
        ("created_by_name", text(owner.map(|owner| &owner.name))),
        ("priority_class", text(spec(pod).and_then(|spec| spec.priority_class_name.as_ref()))),
        ("host_network", on_host.to_string()),
    ];
    vec![Line::new(labels, 1.0)]
}

/// A pod that nobody made has a line too, with nothing in it.
fn owners(pod: &Pod) -> Vec<Line> {
    let line = |kind: &str, name: &str, controls: &str| {
        let labels = [("owner_kind", kind), ("owner_name", name), ("owner_is_controller", controls)];
        Line::new(labels.map(|(label, content)| (label, content.to_owned())).into(), 1.0)
    };
    match pod.metadata.owner_references.as_deref() {
        None | Some([]) => vec![line("", "", "")],
        Some(owners) => owners
            .iter()
            .map(|owner| line(&owner.kind, &owner.name, &(owner.controller == Some(true)).to_string()))
            .collect(),
    }
}

fn condition(pod: &Pod, name: &str) -> Vec<Line> {
    let conditions = status(pod).and_then(|status| status.conditions.as_ref());
    let condition = conditions.and_then(|all| all.iter().find(|condition| condition.type_ == name));
    condition.map(|condition| condition_states("condition", &condition.status)).unwrap_or_default()
}

fn unschedulable(pod: &Pod) -> Vec<Line> {
    let mut conditions = status(pod).into_iter().filter_map(|status| status.conditions.as_ref()).flatten();
    let waits = conditions.any(|condition| {
        condition.type_ == "PodScheduled"
            && condition.status == "False"
            && condition.reason.as_deref() == Some("Unschedulable")
    });
    if waits { one(1.0) } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::monitoring::objects::table::by_family;

    fn crashing() -> Pod {
        from_value(json!({
            "metadata": { "namespace": "lab", "name": "web-1", "uid": "u" },
            "spec": {
                "nodeName": "worker-1",
                "containers": [{ "name": "main", "image": "web:1", "resources": { "requests": { "cpu": "100m" } } }],
            },
            "status": {
                "phase": "Running",
                "conditions": [{ "type": "Ready", "status": "False" }],
                "containerStatuses": [{
                    "name": "main", "image": "web:1", "imageID": "sha256:1", "ready": false, "restartCount": 3,
                    "state": { "waiting": { "reason": "CrashLoopBackOff" } },
                    "lastState": { "terminated": { "reason": "OOMKilled", "exitCode": 137 } },
                }],
            },
        }))
        .unwrap()
    }

    #[test]
    fn have_the_names_and_labels_of_kube_state_metrics() {
        let text = by_family(&crashing(), &FIGURES).concat();
        let pod = "namespace=\"lab\",pod=\"web-1\",uid=\"u\"";
        let main = format!("{pod},container=\"main\"");
        for line in [
            format!("kube_pod_status_phase{{{pod},phase=\"Pending\"}} 0"),
            format!("kube_pod_status_phase{{{pod},phase=\"Running\"}} 1"),
            format!("kube_pod_status_ready{{{pod},condition=\"false\"}} 1"),
            format!("kube_pod_container_status_restarts_total{{{main}}} 3"),
            format!("kube_pod_container_status_waiting{{{main}}} 1"),
            format!("kube_pod_container_status_waiting_reason{{{main},reason=\"CrashLoopBackOff\"}} 1"),
            format!("kube_pod_container_status_last_terminated_reason{{{main},reason=\"OOMKilled\"}} 1"),
            format!("kube_pod_container_status_last_terminated_exitcode{{{main}}} 137"),
            format!(
                "kube_pod_container_resource_requests{{{main},node=\"worker-1\",resource=\"cpu\",unit=\"core\"}} 0.1"
            ),
        ] {
            assert!(text.lines().any(|told| told == line), "{line} is not in\n{text}");
        }
        assert!(!text.contains("kube_pod_container_status_terminated_reason"), "{text}");
    }

    #[test]
    fn a_pod_that_waits_has_no_containers_yet() {
        let pod: Pod = from_value(json!({
            "metadata": { "namespace": "lab", "name": "web-1", "uid": "u" },
            "status": {
                "phase": "Pending",
                "conditions": [{ "type": "PodScheduled", "status": "False", "reason": "Unschedulable" }],
            },
        }))
        .unwrap();
        let text = by_family(&pod, &FIGURES).concat();
        let labels = "namespace=\"lab\",pod=\"web-1\",uid=\"u\"";
        assert!(text.contains(&format!("kube_pod_status_unschedulable{{{labels}}} 1\n")), "{text}");
        assert!(!text.contains("kube_pod_container"), "{text}");
    }
}
