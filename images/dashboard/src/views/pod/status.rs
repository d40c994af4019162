//! kubectl's columns READY, STATUS and RESTARTS, by the rules of `printPod`:
//! <https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/printers/internalversion/printers.go>

use std::borrow::Cow;

use super::fields::{ContainerStatus, Pod, Terminated};

#[derive(Debug, PartialEq, Eq)]
pub struct Summary {
    pub status: String,
    pub ready: u32,
    pub containers: u32,
    pub restarts: u32,
}

pub fn summary(pod: &Pod) -> Summary {
    let status = &pod.status;
    let mut reason = if status.reason.is_empty() { status.phase.clone() } else { status.reason.clone() };
    if status
        .conditions
        .iter()
        .any(|condition| condition.kind == "PodScheduled" && condition.reason == "SchedulingGated")
    {
        reason = "SchedulingGated".to_owned();
    }
    let sidecars = pod.spec.init_containers.iter().filter(|container| container.is_sidecar()).count();
    let containers = u32::try_from(pod.spec.containers.len() + sidecars).unwrap_or(u32::MAX);
    let mut summary = Summary { status: reason, ready: 0, containers, restarts: 0 };
    let initializing = look_at_init(pod, &mut summary);
    if !initializing || pod.has_condition("Initialized") {
        summary.restarts = restarts_of_sidecars(pod);
        look_at_containers(pod, &mut summary);
    }
    if pod.is_deleting() {
        if status.reason == "NodeLost" {
            summary.status = "Unknown".to_owned();
        } else if status.phase != "Succeeded" && status.phase != "Failed" {
            summary.status = "Terminating".to_owned();
        }
    }
    summary
}

/// Up to the first init container that is not done. Whether there is one.
fn look_at_init(pod: &Pod, summary: &mut Summary) -> bool {
    for (at, container) in pod.status.init_container_statuses.iter().enumerate() {
        summary.restarts += container.restart_count;
        let state = &container.state;
        if state.terminated.as_ref().is_some_and(|terminated| terminated.exit_code == 0) {
            continue;
        }
        if pod.is_sidecar(&container.name) && container.started {
            summary.ready += u32::from(container.ready);
            continue;
        }
        summary.status = if let Some(terminated) = &state.terminated {
            format!("Init:{}", end_of(terminated))
        } else if let Some(waiting) = &state.waiting
            && !waiting.reason.is_empty()
            && waiting.reason != "PodInitializing"
        {
            format!("Init:{}", waiting.reason)
        } else {
            format!("Init:{at}/{}", pod.spec.init_containers.len())
        };
        return true;
    }
    false
}

fn restarts_of_sidecars(pod: &Pod) -> u32 {
    let statuses = pod.status.init_container_statuses.iter();
    statuses.filter(|status| pod.is_sidecar(&status.name)).map(|status| status.restart_count).sum()
}

fn look_at_containers(pod: &Pod, summary: &mut Summary) {
    let mut running = false;
    for ContainerStatus { ready, restart_count, state, .. } in pod.status.container_statuses.iter().rev() {
        summary.restarts += restart_count;
        if let Some(waiting) = &state.waiting
            && !waiting.reason.is_empty()
        {
            summary.status = waiting.reason.clone();
        } else if let Some(terminated) = &state.terminated {
            summary.status = end_of(terminated).into_owned();
        } else if *ready && state.running.is_some() {
            running = true;
            summary.ready += 1;
        }
    }
    if summary.status == "Completed" && running {
        let status = if pod.has_condition("Ready") { "Running" } else { "NotReady" };
        summary.status = status.to_owned();
    }
}

fn end_of(terminated: &Terminated) -> Cow<'_, str> {
    match (&*terminated.reason, terminated.signal) {
        ("", 0) => format!("ExitCode:{}", terminated.exit_code).into(),
        ("", signal) => format!("Signal:{signal}").into(),
        (reason, _) => reason.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(spec: &str, status: &str, deleted: bool) -> (String, u32, u32, u32) {
        let deleted = if deleted { r#"{"deletionTimestamp": "2026-01-01T00:00:00Z"}"# } else { "{}" };
        let json = format!(r#"{{"metadata": {deleted}, "spec": {spec}, "status": {status}}}"#);
        let Summary { status, ready, containers, restarts } = summary(&serde_json::from_str(&json).unwrap());
        (status, ready, containers, restarts)
    }

    fn check(spec: &str, status: &str, expected: (&str, u32, u32, u32)) {
        let (word, ready, containers, restarts) = expected;
        assert_eq!(of(spec, status, false), (word.to_owned(), ready, containers, restarts), "{status}");
    }

    const ONE: &str = r#"{"containers": [{"name": "a"}]}"#;
    const TWO: &str = r#"{"containers": [{"name": "a"}, {"name": "b"}]}"#;
    const INIT: &str = r#"{"containers": [{"name": "a"}], "initContainers": [{"name": "i"}, {"name": "j"}]}"#;
    const SIDECAR: &str = r#"{"containers": [{"name": "a"}], "initContainers": [{"name": "s", "restartPolicy": "Always"}, {"name": "j"}]}"#;

    #[test]
    fn running_and_waiting() {
        check(ONE, r#"{"phase": "Pending"}"#, ("Pending", 0, 1, 0));
        let status = r#"{"phase": "Running", "containerStatuses": [{"name": "a", "ready": true, "restartCount": 3, "state": {"running": {"startedAt": "x"}}}]}"#;
        check(ONE, status, ("Running", 1, 1, 3));
        for reason in ["ContainerCreating", "CrashLoopBackOff", "ImagePullBackOff"] {
            let status = format!(
                r#"{{"phase": "Pending", "containerStatuses": [{{"name": "a", "state": {{"waiting": {{"reason": "{reason}"}}}}}}]}}"#
            );
            check(ONE, &status, (reason, 0, 1, 0));
        }
        let status = r#"{"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}]}"#;
        check(ONE, status, ("SchedulingGated", 0, 1, 0));
    }

    #[test]
    fn ended() {
        let ended = |reason: &str, code: i32, signal: i32| {
            format!(
                r#"{{"phase": "Failed", "containerStatuses": [{{"name": "a", "state": {{"terminated": {{"reason": "{reason}", "exitCode": {code}, "signal": {signal}}}}}}}]}}"#
            )
        };
        check(ONE, &ended("Completed", 0, 0), ("Completed", 0, 1, 0));
        check(ONE, &ended("OOMKilled", 137, 0), ("OOMKilled", 0, 1, 0));
        check(ONE, &ended("", 3, 0), ("ExitCode:3", 0, 1, 0));
        check(ONE, &ended("", 3, 9), ("Signal:9", 0, 1, 0));
        check(ONE, r#"{"phase": "Failed", "reason": "Evicted"}"#, ("Evicted", 0, 1, 0));
    }

    #[test]
    fn one_completed_beside_one_that_runs() {
        let status = |ready: &str| {
            format!(
                r#"{{"phase": "Running", "conditions": [{{"type": "Ready", "status": "{ready}"}}], "containerStatuses": [
                {{"name": "a", "state": {{"terminated": {{"reason": "Completed", "exitCode": 0}}}}}},
                {{"name": "b", "ready": true, "state": {{"running": {{}}}}}}]}}"#
            )
        };
        check(TWO, &status("True"), ("Running", 1, 2, 0));
        check(TWO, &status("False"), ("NotReady", 1, 2, 0));
    }

    #[test]
    fn init_containers() {
        let init = |first: &str, second: &str| {
            format!(
                r#"{{"phase": "Pending", "initContainerStatuses": [{{"name": "i", "state": {first}, "restartCount": 2}},
                {{"name": "j", "state": {second}}}], "containerStatuses": [{{"name": "a", "state": {{"waiting": {{"reason": "PodInitializing"}}}}}}]}}"#
            )
        };
        let done = r#"{"terminated": {"exitCode": 0, "reason": "Completed"}}"#;
        let next = r#"{"waiting": {"reason": "PodInitializing"}}"#;
        check(INIT, &init(r#"{"running": {}}"#, next), ("Init:0/2", 0, 1, 2));
        check(INIT, &init(done, r#"{"running": {}}"#), ("Init:1/2", 0, 1, 2));
        check(INIT, &init(r#"{"waiting": {"reason": "CrashLoopBackOff"}}"#, next), ("Init:CrashLoopBackOff", 0, 1, 2));
        check(INIT, &init(r#"{"terminated": {"exitCode": 1, "reason": "Error"}}"#, next), ("Init:Error", 0, 1, 2));
        check(INIT, &init(r#"{"terminated": {"exitCode": 1}}"#, next), ("Init:ExitCode:1", 0, 1, 2));
        check(INIT, &init(r#"{"terminated": {"exitCode": 1, "signal": 9}}"#, next), ("Init:Signal:9", 0, 1, 2));
        check(INIT, &init(done, done), ("PodInitializing", 0, 1, 0));
    }

    #[test]
    fn sidecars_count_as_containers() {
        let status = r#"{"phase": "Running", "initContainerStatuses": [
            {"name": "s", "started": true, "ready": true, "restartCount": 1, "state": {"running": {}}},
            {"name": "j", "restartCount": 5, "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}],
            "containerStatuses": [{"name": "a", "ready": true, "restartCount": 2, "state": {"running": {}}}]}"#;
        check(SIDECAR, status, ("Running", 2, 2, 3));
    }

    #[test]
    fn deleted() {
        assert_eq!(of(ONE, r#"{"phase": "Running"}"#, true).0, "Terminating");
        assert_eq!(of(ONE, r#"{"phase": "Running", "reason": "NodeLost"}"#, true).0, "Unknown");
        assert_eq!(of(ONE, r#"{"phase": "Succeeded"}"#, true).0, "Succeeded");
    }
}
