//! What is wrong with a pod: containers that will not start by themselves, and its state in a line.

use k8s_openapi::api::core::v1::{ContainerStatus, Pod};

/// A container may crash this often and still be waiting for something that it needs; then it is given up.
const TOLERATED_CRASHES: i32 = 2;

/// A container that will not start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub pod: String,
    pub container: String,
    pub image: String,
    pub cause: Cause,
    /// Kubernetes' word for it, `ImagePullBackOff`.
    pub reason: String,
}

/// What has to change for a container to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Its image is not in the node and can't be pulled.
    Image,
    /// It ends again and again.
    Crash,
    /// Something that its configuration names is missing or wrong.
    Configuration,
}

/// The first container of a pod that can't be expected to start.
pub fn hopeless(pod: &Pod) -> Option<Trouble> {
    containers(pod).find_map(|status| {
        let state = status.state.as_ref()?;
        let crashes = status.restart_count >= TOLERATED_CRASHES;
        let (cause, reason) = match (&state.waiting, &state.terminated) {
            // Between two tries kubelet shows how the last one ended until it has said CrashLoopBackOff.
            (None, Some(_)) if crashes => (Cause::Crash, "CrashLoopBackOff".to_owned()),
            (Some(waiting), _) => {
                let reason = waiting.reason.clone()?;
                (cause_of(&reason, crashes)?, reason)
            }
            _ => return None,
        };
        let pod = pod.metadata.name.clone().unwrap_or_default();
        Some(Trouble { pod, container: status.name.clone(), image: status.image.clone(), cause, reason })
    })
}

fn cause_of(reason: &str, crashes: bool) -> Option<Cause> {
    match reason {
        "ImagePullBackOff" | "ErrImagePull" | "ErrImageNeverPull" | "InvalidImageName" => Some(Cause::Image),
        "CrashLoopBackOff" if crashes => Some(Cause::Crash),
        "CreateContainerConfigError" | "CreateContainerError" | "RunContainerError" => Some(Cause::Configuration),
        _ => None,
    }
}

/// Lines that say how a pod and its containers are.
pub fn describe(pod: &Pod) -> Vec<String> {
    let name = pod.metadata.name.as_deref().unwrap_or_default();
    let phase = pod.status.as_ref().and_then(|status| status.phase.as_deref()).unwrap_or("Unknown");
    let mut lines = vec![format!("pod {name}: {phase}")];
    if let Some(message) = unscheduled(pod) {
        lines.push(format!("  not scheduled: {message}"));
    }
    lines.extend(
        containers(pod)
            .filter(|status| !status.ready)
            .map(|status| format!("  container {}: {}", status.name, state(status))),
    );
    lines
}

/// The container whose output tells most, and whether its last run is meant rather than the present one: the first
/// that is not ready.
pub fn talking_container(pod: &Pod) -> Option<(String, bool)> {
    let status = containers(pod).find(|status| !status.ready)?;
    let runs = status.state.as_ref().is_some_and(|state| state.running.is_some() || state.terminated.is_some());
    let has_output = runs || status.restart_count > 0;
    has_output.then(|| (status.name.clone(), !runs))
}

/// Whether the pod is on its way out.
pub fn is_leaving(pod: &Pod) -> bool {
    pod.metadata.deletion_timestamp.is_some()
}

fn containers(pod: &Pod) -> impl Iterator<Item = &ContainerStatus> {
    let status = pod.status.as_ref();
    let init = status.and_then(|status| status.init_container_statuses.as_ref());
    let main = status.and_then(|status| status.container_statuses.as_ref());
    let unfinished = |container: &&ContainerStatus| {
        container.state.as_ref().and_then(|state| state.terminated.as_ref()).is_none_or(|end| end.exit_code != 0)
    };
    init.into_iter().flatten().filter(unfinished).chain(main.into_iter().flatten())
}

fn unscheduled(pod: &Pod) -> Option<&str> {
    let conditions = pod.status.as_ref()?.conditions.as_ref()?;
    let condition =
        conditions.iter().find(|condition| condition.type_ == "PodScheduled" && condition.status == "False")?;
    condition.message.as_deref()
}

fn state(status: &ContainerStatus) -> String {
    let Some(state) = &status.state else { return "not started".to_owned() };
    let restarts =
        if status.restart_count > 0 { format!(", {} restarts", status.restart_count) } else { String::new() };
    if let Some(waiting) = &state.waiting {
        let message = waiting.message.as_ref().map(|message| format!(": {}", plain(message))).unwrap_or_default();
        format!("{}{message}{restarts}", waiting.reason.as_deref().unwrap_or("waiting"))
    } else if let Some(end) = &state.terminated {
        format!("ended with exit code {}{restarts}", end.exit_code)
    } else {
        format!("running, not ready{restarts}")
    }
}

/// A message without what gRPC puts before each part of it.
pub(super) fn plain(message: &str) -> String {
    let mut text = message.to_owned();
    while let Some(begin) = text.find("rpc error: code = ")
        && let Some(length) = text[begin..].find(" desc = ")
    {
        text.replace_range(begin..begin + length + " desc = ".len(), "");
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn pod(state: Value, restarts: i32) -> Pod {
        serde_json::from_value(json!({
            "metadata": { "name": "app-1" },
            "status": { "phase": "Pending", "containerStatuses": [{
                "name": "app", "image": "app:v1", "imageID": "", "ready": false, "restartCount": restarts, "state": state }] },
        }))
        .unwrap()
    }

    fn waiting(reason: &str, restarts: i32) -> Pod {
        pod(json!({ "waiting": { "reason": reason, "message": "back-off" } }), restarts)
    }

    #[test]
    fn an_image_that_is_not_there_is_hopeless_at_once_a_crash_after_some() {
        let cause = |pod: &Pod| hopeless(pod).map(|trouble| trouble.cause);
        assert_eq!(cause(&waiting("ErrImagePull", 0)), Some(Cause::Image));
        assert_eq!(cause(&waiting("CreateContainerConfigError", 0)), Some(Cause::Configuration));
        assert_eq!(cause(&waiting("CrashLoopBackOff", 1)), None);
        assert_eq!(cause(&waiting("CrashLoopBackOff", 2)), Some(Cause::Crash));
        assert_eq!(cause(&waiting("ContainerCreating", 0)), None);
        assert_eq!(cause(&pod(json!({ "running": {} }), 9)), None);
        assert_eq!(cause(&pod(json!({ "terminated": { "exitCode": 1 } }), 1)), None);
        assert_eq!(cause(&pod(json!({ "terminated": { "exitCode": 1 } }), 2)), Some(Cause::Crash));
    }

    #[test]
    fn a_pod_is_described_by_what_is_not_ready() {
        assert_eq!(
            describe(&waiting("CrashLoopBackOff", 3)),
            ["pod app-1: Pending", "  container app: CrashLoopBackOff: back-off, 3 restarts"]
        );
        assert_eq!(describe(&pod(json!({ "running": {} }), 0))[1], "  container app: running, not ready");
    }

    #[test]
    fn output_is_asked_of_a_container_that_has_run() {
        assert_eq!(talking_container(&waiting("ImagePullBackOff", 0)), None);
        assert_eq!(talking_container(&waiting("CrashLoopBackOff", 1)), Some(("app".to_owned(), true)));
        assert_eq!(talking_container(&pod(json!({ "running": {} }), 1)), Some(("app".to_owned(), false)));
    }
}
