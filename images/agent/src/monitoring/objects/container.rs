//! Figures of pods' containers.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    ContainerState, ContainerStateTerminated, ContainerStatus, Pod, ResourceRequirements,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::about::{text, yes};
use super::resources;
use crate::exporter::Line;

type Amounts = BTreeMap<String, Quantity>;

fn statuses(pod: &Pod) -> impl Iterator<Item = &ContainerStatus> {
    pod.status.iter().filter_map(|status| status.container_statuses.as_ref()).flatten()
}

fn label(name: &str) -> (&'static str, String) {
    ("container", name.to_owned())
}

pub fn info(pod: &Pod) -> Vec<Line> {
    let spec_of = |name: &str| {
        let mut containers = pod.spec.iter().flat_map(|spec| &spec.containers);
        text(containers.find(|container| container.name == name).and_then(|container| container.image.as_ref()))
    };
    let line = |status: &ContainerStatus| {
        let labels = vec![
            label(&status.name),
            ("image_spec", spec_of(&status.name)),
            ("image", status.image.clone()),
            ("image_id", status.image_id.clone()),
            ("container_id", text(status.container_id.as_ref())),
        ];
        Line::new(labels, 1.0)
    };
    statuses(pod).map(line).collect()
}

/// A line for each container.
pub fn each(pod: &Pod, value: fn(&ContainerStatus) -> f64) -> Vec<Line> {
    statuses(pod).map(|status| Line::new(vec![label(&status.name)], value(status))).collect()
}

/// A line for each container: 1 where its state is the one asked about.
pub fn each_state(pod: &Pod, is: fn(&ContainerState) -> bool) -> Vec<Line> {
    let value = |status: &ContainerStatus| yes(status.state.as_ref().is_some_and(is));
    statuses(pod).map(|status| Line::new(vec![label(&status.name)], value(status))).collect()
}

pub fn waiting_reasons(pod: &Pod) -> Vec<Line> {
    let line = |status: &ContainerStatus| {
        let reason = status.state.as_ref()?.waiting.as_ref()?.reason.clone()?;
        Some(Line::new(vec![label(&status.name), ("reason", reason)], 1.0))
    };
    statuses(pod).filter_map(line).collect()
}

/// A line for each container that has ended, in the state asked about.
pub fn ends(
    pod: &Pod,
    state: fn(&ContainerStatus) -> Option<&ContainerState>,
    line: fn(&ContainerStateTerminated) -> Option<Line>,
) -> Vec<Line> {
    let of = |status: &ContainerStatus| {
        let mut line = line(state(status)?.terminated.as_ref()?)?;
        line.labels.insert(0, label(&status.name));
        Some(line)
    };
    statuses(pod).filter_map(of).collect()
}

pub fn reason(end: &ContainerStateTerminated) -> Option<Line> {
    Some(Line::new(vec![("reason", end.reason.clone()?)], 1.0))
}

#[expect(clippy::unnecessary_wraps, reason = "what `ends` takes: not every end has a reason, but all have a code")]
pub fn exit_code(end: &ContainerStateTerminated) -> Option<Line> {
    Some(Line::new(Vec::new(), end.exit_code.into()))
}

/// What the containers of a pod that has a node ask for, or may have.
pub fn resources(pod: &Pod, of: fn(&ResourceRequirements) -> Option<&Amounts>) -> Vec<Line> {
    let Some(spec) = &pod.spec else { return Vec::new() };
    let mut lines = Vec::new();
    for container in &spec.containers {
        for mut line in resources::lines(container.resources.as_ref().and_then(of)) {
            line.labels.splice(0..0, [label(&container.name), ("node", text(spec.node_name.as_ref()))]);
            lines.push(line);
        }
    }
    lines
}
