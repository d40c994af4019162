//! GPUs: numbers, products, how pods ask for them.

use super::labels::label_value;
use crate::config::gpus::{GpuAllocation, GpuCount, GpuModel, MODELS};

/// More than any machine has.
const MOST_GPUS: u32 = 64;
/// Of one GPU.
pub const MOST_REPLICAS: u32 = 100;
/// Longest label of a product: `-SHARED` may be added to it.
const LONGEST_MODEL: usize = 56;

/// As `docker run --gpus all` has it: the host's.
const ALL: &str = "all";

/// Number of a node's GPUs.
pub fn gpu_count(text: &str) -> Result<GpuCount, String> {
    if text == ALL {
        return Ok(GpuCount::Host);
    }
    let count = text.parse().ok().filter(|count| (1..=MOST_GPUS).contains(count)).map(GpuCount::Simulated);
    count.ok_or_else(|| format!("expected a whole number from 1 to {MOST_GPUS}, or `{ALL}`, found `{text}`"))
}

/// A product, known or not.
pub fn gpu_model(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("the model has no name".to_owned());
    }
    if text.len() > LONGEST_MODEL {
        return Err(format!("the model's name has {} characters, {LONGEST_MODEL} are the most", text.len()));
    }
    label_value(text).map_err(|_| {
        format!("`{text}` is no label of a model: letters, digits, `-`, `_` and `.`, as in {}", MODELS[0].label)
    })
}

/// How pods ask for GPUs.
pub fn gpu_allocation(text: &str) -> Result<GpuAllocation, String> {
    let named = GpuAllocation::ALL.into_iter().find(|allocation| allocation.name() == text);
    named.ok_or_else(|| format!("expected `device-plugin` or `dra`, found `{text}`"))
}

/// A product that is known.
pub fn known_gpu_model(text: &str) -> Result<&'static GpuModel, String> {
    GpuModel::find(text).ok_or_else(|| format!("model `{text}` is not known; there is {}", known_models()))
}

/// The products that are known.
pub fn known_models() -> String {
    MODELS.iter().map(|model| model.label).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_a_machine() {
        for count in [1, 64] {
            assert_eq!(gpu_count(&count.to_string()), Ok(GpuCount::Simulated(count)));
        }
        assert_eq!(gpu_count("all"), Ok(GpuCount::Host));
        for text in ["0", "65", "-1", "two", "", "1.5", "99999999999"] {
            assert!(gpu_count(text).is_err(), "{text}");
        }
    }

    #[test]
    fn there_are_two_ways_to_ask() {
        assert_eq!(gpu_allocation("dra"), Ok(GpuAllocation::Dra));
        assert_eq!(gpu_allocation("DRA").unwrap_err(), "expected `device-plugin` or `dra`, found `DRA`");
    }

    #[test]
    fn models_are_labels() {
        for text in ["Tesla-T4", "My_GPU.2"] {
            assert_eq!(gpu_model(text).as_deref(), Ok(text));
        }
        for text in ["", "Tesla T4", "-T4", "a/b", &"a".repeat(57)] {
            assert!(gpu_model(text).is_err(), "{text}");
        }
        assert!(known_gpu_model("Tesla-T4").is_ok());
        assert!(
            known_gpu_model("My_GPU.2").unwrap_err().starts_with("model `My_GPU.2` is not known; there is NVIDIA-")
        );
    }
}
