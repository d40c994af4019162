//! How far a workload is, read from its status as `kubectl rollout status` reads it.

use serde_json::Value;

/// A workload's progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// All of its pods are new and ready (a Job: has ended well).
    Done,
    /// Not there yet; what is lacking.
    Waiting(String),
    /// It will not get there by itself; why.
    Failed(String),
}

/// Progress of an object of a kind that has pods. Other kinds are done when they exist.
pub fn progress(kind: &str, object: &Value) -> Progress {
    let is_counted = matches!(kind, "Deployment" | "StatefulSet" | "DaemonSet");
    if is_counted && number(object, "/status/observedGeneration") < number(object, "/metadata/generation") {
        return Progress::Waiting("the change is not seen yet".to_owned());
    }
    match kind {
        "Deployment" => deployment(object),
        "StatefulSet" => stateful_set(object),
        "DaemonSet" => daemon_set(object),
        "Job" => by_condition(object, "Complete", "Failed", "it has not ended"),
        "Pod" if object.pointer("/status/phase").and_then(Value::as_str) == Some("Succeeded") => Progress::Done,
        "Pod" => by_condition(object, "Ready", "DisruptionTarget", "it is not ready"),
        _ => Progress::Done,
    }
}

fn deployment(object: &Value) -> Progress {
    if let Some(condition) = condition(object, "Progressing")
        && text(condition, "reason") == "ProgressDeadlineExceeded"
    {
        return Progress::Failed(text(condition, "message").to_owned());
    }
    let wanted = wanted_replicas(object);
    let [all, updated, available] =
        ["replicas", "updatedReplicas", "availableReplicas"].map(|field| number(object, &format!("/status/{field}")));
    if updated < wanted {
        Progress::Waiting(format!("{updated} of {wanted} pods are new"))
    } else if all > updated {
        Progress::Waiting(format!("old pods still there: {}", all - updated))
    } else if available < updated {
        Progress::Waiting(format!("{available} of {wanted} pods are ready"))
    } else {
        Progress::Done
    }
}

fn stateful_set(object: &Value) -> Progress {
    let wanted = wanted_replicas(object);
    let [updated, ready] =
        ["updatedReplicas", "readyReplicas"].map(|field| number(object, &format!("/status/{field}")));
    let partition = number(object, "/spec/updateStrategy/rollingUpdate/partition");
    if updated < wanted - partition {
        Progress::Waiting(format!("{updated} of {wanted} pods are new"))
    } else if ready < wanted {
        Progress::Waiting(format!("{ready} of {wanted} pods are ready"))
    } else {
        Progress::Done
    }
}

fn daemon_set(object: &Value) -> Progress {
    let [wanted, updated, available] = ["desiredNumberScheduled", "updatedNumberScheduled", "numberAvailable"]
        .map(|field| number(object, &format!("/status/{field}")));
    if updated < wanted {
        Progress::Waiting(format!("{updated} of {wanted} pods are new"))
    } else if available < wanted {
        Progress::Waiting(format!("{available} of {wanted} pods are ready"))
    } else {
        Progress::Done
    }
}

fn by_condition(object: &Value, done: &str, failed: &str, waiting: &str) -> Progress {
    let is_true = |kind| condition(object, kind).filter(|condition| text(condition, "status") == "True");
    if is_true(done).is_some() {
        Progress::Done
    } else if let Some(condition) = is_true(failed) {
        Progress::Failed(text(condition, "message").to_owned())
    } else {
        Progress::Waiting(waiting.to_owned())
    }
}

fn wanted_replicas(object: &Value) -> i64 {
    object.pointer("/spec/replicas").and_then(Value::as_i64).unwrap_or(1)
}

fn condition<'object>(object: &'object Value, kind: &str) -> Option<&'object Value> {
    object.pointer("/status/conditions")?.as_array()?.iter().find(|condition| text(condition, "type") == kind)
}

fn number(object: &Value, pointer: &str) -> i64 {
    object.pointer(pointer).and_then(Value::as_i64).unwrap_or_default()
}

fn text<'object>(object: &'object Value, field: &str) -> &'object str {
    object.get(field).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn deployment_with(status: Value) -> Progress {
        progress("Deployment", &json!({ "metadata": { "generation": 2 }, "spec": { "replicas": 3 }, "status": status }))
    }

    #[test]
    fn a_deployment_is_done_when_only_new_pods_are_left_and_ready() {
        let waiting = |why: &str| Progress::Waiting(why.to_owned());
        assert_eq!(deployment_with(json!({ "observedGeneration": 1 })), waiting("the change is not seen yet"));
        let counts = |all, updated, available| {
            deployment_with(
                json!({ "observedGeneration": 2, "replicas": all, "updatedReplicas": updated, "availableReplicas": available }),
            )
        };
        assert_eq!(counts(3, 1, 3), waiting("1 of 3 pods are new"));
        assert_eq!(counts(4, 3, 3), waiting("old pods still there: 1"));
        assert_eq!(counts(3, 3, 2), waiting("2 of 3 pods are ready"));
        assert_eq!(counts(3, 3, 3), Progress::Done);
    }

    #[test]
    fn a_deployment_that_gave_up_has_failed() {
        let status = json!({ "observedGeneration": 2, "conditions": [
            { "type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "timed out" } ] });
        assert_eq!(deployment_with(status), Progress::Failed("timed out".to_owned()));
    }

    #[test]
    fn jobs_and_pods_go_by_their_conditions() {
        let with =
            |kind: &str| json!({ "status": { "conditions": [{ "type": kind, "status": "True", "message": "why" }] } });
        assert_eq!(progress("Job", &with("Complete")), Progress::Done);
        assert_eq!(progress("Job", &with("Failed")), Progress::Failed("why".to_owned()));
        assert_eq!(progress("Pod", &with("Ready")), Progress::Done);
        assert_eq!(progress("Pod", &json!({ "status": { "phase": "Succeeded" } })), Progress::Done);
        assert_eq!(progress("Pod", &json!({})), Progress::Waiting("it is not ready".to_owned()));
    }
}
