//! A short report on pods that are not well: their state, their last events, the last lines of their output.

use k8s_openapi::api::core::v1::{Event, Pod};
use kube::api::{ListParams, LogParams};
use kube::{Api, Client, ResourceExt};

use super::pod_trouble;

/// So that all of it fits in what an error shows.
const SHOWN_PODS: usize = 2;
const SHOWN_EVENTS: usize = 4;
const SHOWN_LINES: i64 = 8;

/// The report on the pods that are not ready. What can't be asked is left out: the report is about another error.
pub(super) async fn report(client: &Client, pods: &[Pod]) -> String {
    let mut lines = Vec::new();
    if pods.is_empty() {
        lines.push("it has no pods".to_owned());
    }
    let unready: Vec<_> = pods.iter().filter(|pod| !is_ready(pod)).collect();
    for pod in unready.iter().take(SHOWN_PODS) {
        lines.extend(pod_trouble::describe(pod));
    }
    if unready.len() > SHOWN_PODS {
        lines.push(format!("and {} more pods", unready.len() - SHOWN_PODS));
    }
    if let Some(pod) = unready.first() {
        lines.extend(events(client, pod).await);
        lines.extend(output(client, pod).await);
    }
    lines.join("\n")
}

pub(super) fn is_ready(pod: &Pod) -> bool {
    let conditions = pod.status.as_ref().and_then(|status| status.conditions.as_ref());
    conditions.is_some_and(|all| all.iter().any(|condition| condition.type_ == "Ready" && condition.status == "True"))
}

async fn events(client: &Client, pod: &Pod) -> Vec<String> {
    let api: Api<Event> = Api::namespaced(client.clone(), &pod.namespace().unwrap_or_default());
    let of_pod =
        ListParams::default().fields(&format!("involvedObject.name={},involvedObject.kind=Pod", pod.name_any()));
    let Ok(found) = api.list(&of_pod).await else { return Vec::new() };
    let mut events = found.items;
    events.sort_by_key(|event| {
        let last = event.last_timestamp.as_ref().map(|time| time.0).or(event.event_time.as_ref().map(|time| time.0));
        let last = last.or(event.metadata.creation_timestamp.as_ref().map(|time| time.0));
        // Times are whole seconds; versions tell the order within one.
        let version = event.resource_version().and_then(|version| version.parse::<u64>().ok());
        (last, version)
    });
    let first = events.len().saturating_sub(SHOWN_EVENTS);
    let line = |event: &Event| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default().replace('\n', " ");
        format!("  {} {}: {}", text(&event.type_), text(&event.reason), pod_trouble::plain(&text(&event.message)))
    };
    titled("events:", events[first..].iter().map(line).collect())
}

async fn output(client: &Client, pod: &Pod) -> Vec<String> {
    let Some((container, previous)) = pod_trouble::talking_container(pod) else { return Vec::new() };
    let api: Api<Pod> = Api::namespaced(client.clone(), &pod.namespace().unwrap_or_default());
    let params = LogParams {
        container: Some(container.clone()),
        previous,
        tail_lines: Some(SHOWN_LINES),
        ..LogParams::default()
    };
    let Ok(text) = api.logs(&pod.name_any(), &params).await else { return Vec::new() };
    titled(
        &format!("last lines of container {container}:"),
        text.lines().map(|line| format!("  {}", console::strip_ansi_codes(line))).collect(),
    )
}

fn titled(title: &str, lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() { lines } else { std::iter::once(title.to_owned()).chain(lines).collect() }
}
