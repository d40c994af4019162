//! Amounts of resources as labels and values.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use crate::exporter::Line;
use crate::quantity;

/// A line for each resource. An amount that is none is left out.
pub fn lines(amounts: Option<&BTreeMap<String, Quantity>>) -> Vec<Line> {
    let line = |(name, Quantity(amount)): (&String, &Quantity)| {
        let labels = vec![("resource", sanitized(name)), ("unit", unit(name).to_owned())];
        Some(Line::new(labels, quantity::value(amount)?))
    };
    amounts.into_iter().flatten().filter_map(line).collect()
}

fn unit(name: &str) -> &'static str {
    match name {
        "cpu" => "core",
        "memory" | "storage" | "ephemeral-storage" => "byte",
        _ if name.starts_with("hugepages-") => "byte",
        _ => "integer",
    }
}

/// kube-state-metrics writes `nvidia.com/gpu` as `nvidia_com_gpu`.
fn sanitized(name: &str) -> String {
    name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn have_names_and_units_of_kube_state_metrics() {
        let amounts = [("cpu", "250m"), ("memory", "64Mi"), ("nvidia.com/gpu", "2"), ("pods", "many")];
        let amounts = amounts.map(|(name, amount)| (name.to_owned(), Quantity(amount.to_owned())));
        let told = lines(Some(&amounts.into()));
        let told: Vec<_> = told.iter().map(|line| (&*line.labels[0].1, &*line.labels[1].1, line.value)).collect();
        let expected =
            [("cpu", "core", 0.25), ("memory", "byte", f64::from(64 << 20)), ("nvidia_com_gpu", "integer", 2.0)];
        assert_eq!(told, expected);
    }
}
