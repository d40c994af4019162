//! What a pod asks of its node, as the scheduler counts it.

use serde::Serialize;

use super::fields::{Container, Pod, Quantities};
use super::quantity;

#[derive(Debug, Default, Clone, Copy, PartialEq, Serialize)]
pub struct Requests {
    /// Cores.
    pub cpu: f64,
    /// Bytes.
    pub memory: f64,
    pub gpu: f64,
}

impl Requests {
    fn of(quantities: &Quantities) -> Self {
        let mut requests = Self::default();
        for (name, quantity) in quantities {
            let Some(value) = quantity::value(&quantity.text) else { continue };
            match name.as_str() {
                "cpu" => requests.cpu = value,
                "memory" => requests.memory = value,
                name if name.ends_with("/gpu") => requests.gpu += value,
                _ => {}
            }
        }
        requests
    }

    fn of_container(container: &Container) -> Self {
        Self::of(&container.resources.requests)
    }

    fn combine(self, other: Self, by: fn(f64, f64) -> f64) -> Self {
        Self { cpu: by(self.cpu, other.cpu), memory: by(self.memory, other.memory), gpu: by(self.gpu, other.gpu) }
    }

    fn plus(self, other: Self) -> Self {
        self.combine(other, |one, two| one + two)
    }
}

/// Init containers run one after the other beside the sidecars before them; then all containers run beside all sidecars.
pub fn requests(pod: &Pod) -> Requests {
    let (mut sidecars, mut most) = (Requests::default(), Requests::default());
    for container in &pod.spec.init_containers {
        let own = Requests::of_container(container);
        most = most.combine(sidecars.plus(own), f64::max);
        if container.is_sidecar() {
            sidecars = sidecars.plus(own);
        }
    }
    let together = pod.spec.containers.iter().map(Requests::of_container).fold(sidecars, Requests::plus);
    let mut total = most.combine(together, f64::max);
    let whole = &pod.spec.resources.requests;
    let of_pod = Requests::of(whole);
    total.cpu = if whole.contains_key("cpu") { of_pod.cpu } else { total.cpu };
    total.memory = if whole.contains_key("memory") { of_pod.memory } else { total.memory };
    total.plus(Requests::of(&pod.spec.overhead))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(spec: &str) -> (f64, f64, f64) {
        let json = format!(r#"{{"spec": {spec}}}"#);
        let Requests { cpu, memory, gpu } = requests(&serde_json::from_str(&json).unwrap());
        (cpu, memory, gpu)
    }

    #[test]
    fn containers_add_up() {
        let spec = r#"{"containers": [
            {"resources": {"requests": {"cpu": "100m", "memory": "1Mi", "nvidia.com/gpu": "2"}}},
            {"resources": {"requests": {"cpu": "1"}}}, {"resources": {}}], "overhead": {"memory": "1Mi"}}"#;
        assert_eq!(of(spec), (1.1, 2_097_152.0, 2.0));
        assert_eq!(of("{}"), (0.0, 0.0, 0.0));
    }

    #[test]
    fn init_containers_count_where_they_need_more() {
        let spec = r#"{"initContainers": [
            {"restartPolicy": "Always", "resources": {"requests": {"cpu": "1"}}},
            {"resources": {"requests": {"cpu": "5", "memory": "10"}}}],
            "containers": [{"resources": {"requests": {"cpu": "2", "memory": "20"}}}]}"#;
        assert_eq!(of(spec), (6.0, 20.0, 0.0));
    }

    #[test]
    fn what_the_pod_asks_as_a_whole_counts_instead() {
        let spec = r#"{"resources": {"requests": {"cpu": "4"}},
            "containers": [{"resources": {"requests": {"cpu": "2", "memory": "20"}}}]}"#;
        assert_eq!(of(spec), (4.0, 20.0, 0.0));
    }
}
