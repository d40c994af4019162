//! What is wrong with a pod, container by container.

use serde::Serialize;

use super::fields::{ContainerStatus, Pod, Terminated};

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trouble<'a> {
    /// None where it is the whole pod.
    pub container: Option<&'a str>,
    pub reason: &'a str,
    pub message: Option<&'a str>,
    pub exit_code: Option<i32>,
    pub restarts: u32,
}

/// Every container begins with these.
const BEGINNINGS: [&str; 3] = ["", "ContainerCreating", "PodInitializing"];

pub fn trouble(pod: &Pod) -> Vec<Trouble<'_>> {
    let of_containers =
        pod.status.init_container_statuses.iter().chain(&pod.status.container_statuses).filter_map(|status| {
            let runs_beside = pod.spec.containers.iter().any(|container| container.name == status.name)
                || pod.is_sidecar(&status.name);
            of_container(status, runs_beside, pod.is_deleting())
        });
    of_pod(pod).into_iter().chain(of_containers).collect()
}

fn of_pod(pod: &Pod) -> Option<Trouble<'_>> {
    let whole = |reason, message| Trouble { container: None, reason, message, exit_code: None, restarts: 0 };
    if pod.status.phase == "Failed" && !pod.status.reason.is_empty() {
        return Some(whole(&pod.status.reason, said(&pod.status.message)));
    }
    let unscheduled = pod
        .status
        .conditions
        .iter()
        .find(|condition| condition.kind == "PodScheduled" && condition.status == "False")
        .filter(|condition| condition.reason == "Unschedulable")?;
    Some(whole(&unscheduled.reason, said(&unscheduled.message)))
}

fn of_container(status: &ContainerStatus, runs_beside: bool, deleting: bool) -> Option<Trouble<'_>> {
    let last = status.last_state.terminated.as_ref();
    let (reason, message, exit_code) = if let Some(waiting) = &status.state.waiting {
        if BEGINNINGS.contains(&waiting.reason.as_str()) {
            return None;
        }
        (waiting.reason.as_str(), said(&waiting.message), last.map(|last| last.exit_code))
    } else if let Some(terminated) = &status.state.terminated {
        // Whoever is told to stop may say so with any code.
        if terminated.exit_code == 0 || deleting {
            return None;
        }
        (reason_of(terminated), said(&terminated.message), Some(terminated.exit_code))
    } else {
        if status.state.running.is_none() || status.ready || !runs_beside || deleting {
            return None;
        }
        ("Unready", None, None)
    };
    Some(Trouble { container: Some(&status.name), reason, message, exit_code, restarts: status.restart_count })
}

fn reason_of(terminated: &Terminated) -> &str {
    if terminated.reason.is_empty() { "Error" } else { &terminated.reason }
}

fn said(message: &str) -> Option<&str> {
    (!message.is_empty()).then_some(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: &str) -> String {
        let json = format!(
            r#"{{"spec": {{"containers": [{{"name": "a"}}], "initContainers": [{{"name": "i"}}]}}, "status": {status}}}"#
        );
        serde_json::to_string(&trouble(&serde_json::from_str(&json).unwrap())).unwrap()
    }

    #[test]
    fn a_pod_that_is_well_has_none() {
        let statuses = [
            r#"{"phase": "Pending"}"#,
            r#"{"containerStatuses": [{"name": "a", "ready": true, "state": {"running": {}}}]}"#,
            r#"{"containerStatuses": [{"name": "a", "state": {"waiting": {"reason": "ContainerCreating"}}}]}"#,
            r#"{"containerStatuses": [{"name": "a", "state": {"terminated": {"exitCode": 0}}}]}"#,
            r#"{"initContainerStatuses": [{"name": "i", "ready": false, "state": {"running": {}}}]}"#,
        ];
        for status in statuses {
            assert_eq!(of(status), "[]", "{status}");
        }
    }

    #[test]
    fn what_crashed_says_how() {
        let status = r#"{"containerStatuses": [{"name": "a", "restartCount": 4, "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}},
            "lastState": {"terminated": {"exitCode": 7, "reason": "Error"}}}]}"#;
        let expected =
            r#"[{"container":"a","reason":"CrashLoopBackOff","message":"back-off","exitCode":7,"restarts":4}]"#;
        assert_eq!(of(status), expected);
        let status = r#"{"containerStatuses": [{"name": "a", "state": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}]}"#;
        assert_eq!(
            of(status),
            r#"[{"container":"a","reason":"OOMKilled","message":null,"exitCode":137,"restarts":0}]"#
        );
    }

    #[test]
    fn what_runs_but_is_not_ready_is_told() {
        let status = r#"{"containerStatuses": [{"name": "a", "state": {"running": {}}}]}"#;
        assert_eq!(of(status), r#"[{"container":"a","reason":"Unready","message":null,"exitCode":null,"restarts":0}]"#);
    }

    #[test]
    fn a_whole_pod_can_be_in_trouble() {
        let status = r#"{"conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/1 nodes"}]}"#;
        let expected =
            r#"[{"container":null,"reason":"Unschedulable","message":"0/1 nodes","exitCode":null,"restarts":0}]"#;
        assert_eq!(of(status), expected);
        let status = r#"{"phase": "Failed", "reason": "Evicted", "message": "low on memory"}"#;
        let expected =
            r#"[{"container":null,"reason":"Evicted","message":"low on memory","exitCode":null,"restarts":0}]"#;
        assert_eq!(of(status), expected);
    }
}
