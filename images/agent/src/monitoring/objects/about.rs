//! What families of several kinds have in common.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use kube::Resource;

use crate::exporter::Line;

/// A line that has no labels but its object's.
pub fn one(value: f64) -> Vec<Line> {
    vec![Line::new(Vec::new(), value)]
}

/// A count that the object may not have.
pub fn count<N: Into<f64>>(value: Option<N>) -> Vec<Line> {
    value.map(|value| one(value.into())).unwrap_or_default()
}

/// A generation, or 0 where none has been seen.
pub fn generation(value: Option<i64>) -> Vec<Line> {
    one(value.unwrap_or_default() as f64)
}

/// A line for each value that `label` may have: 1 for the one that it has.
pub fn states(label: &'static str, all: &[&str], has: &str) -> Vec<Line> {
    all.iter().map(|state| Line::new(vec![(label, (*state).to_owned())], yes(*state == has))).collect()
}

/// The states of a condition, whose status Kubernetes writes with a capital.
pub fn condition_states(label: &'static str, status: &str) -> Vec<Line> {
    states(label, &["true", "false", "unknown"], &status.to_lowercase())
}

pub fn yes(is_so: bool) -> f64 {
    f64::from(u8::from(is_so))
}

/// Seconds since 1970.
pub fn time(time: Option<&Time>) -> Vec<Line> {
    time.map(|time| one(time.0.as_second() as f64)).unwrap_or_default()
}

pub fn created(object: &impl Resource) -> Vec<Line> {
    time(object.meta().creation_timestamp.as_ref())
}

/// Labels of an object with a namespace; `name` is the one that has its name.
pub fn named(object: &impl Resource, name: &'static str) -> Vec<(&'static str, String)> {
    let meta = object.meta();
    vec![("namespace", text(meta.namespace.as_ref())), (name, text(meta.name.as_ref()))]
}

/// Nothing where there is nothing.
pub fn text(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}
