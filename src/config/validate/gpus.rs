//! GPUs: what their number, the model, its memory and its parts mean together.

use crate::config::gpus::{GpuAllocation, GpuCount, GpuModel, Gpus, SimulatedGpus};
use crate::config::syntax::{self, known_models};
use crate::config::v1alpha1;
use crate::yaml::{Located, Problems};

/// nvidia-smi, labels and metrics count in MiB.
const LEAST_MEMORY: u64 = 1 << 20;
const MOST_MEMORY: u64 = 1 << 40;

/// The GPUs of each node of a group; `None` where something was noted as a problem.
pub fn gpus(wire: &v1alpha1::Gpus, problems: &mut Problems) -> Option<Gpus> {
    if wire.doubtful {
        return None;
    }
    let before = problems.count();
    if let Some(allocation) = &wire.allocation {
        check_allocation(allocation, wire.replicas?, problems);
    }
    let gpus = match wire.count? {
        GpuCount::Simulated(count) => Gpus::Simulated(simulated(wire, count, problems)?),
        GpuCount::Host => host(wire, problems)?,
    };
    (problems.count() == before).then_some(gpus)
}

/// What they are the driver says.
fn host(wire: &v1alpha1::Gpus, problems: &mut Problems) -> Option<Gpus> {
    let places = [
        ("model", wire.model.as_ref().map(|model| model.place)),
        ("memory", wire.memory.as_ref().map(|memory| memory.place)),
        ("profile", wire.profile.as_ref().map(|profile| profile.place)),
    ];
    for (name, place) in places {
        if let Some(place) = place {
            problems
                .add(place, format!("`{name}` can't be set beside `count: all`: the host's GPUs are what they are"));
        }
    }
    Some(Gpus::Host { replicas: wire.replicas?, allocation: allocation(wire) })
}

fn simulated(wire: &v1alpha1::Gpus, count: u32, problems: &mut Problems) -> Option<SimulatedGpus> {
    let default = SimulatedGpus::new(count);
    let model = wire.model.as_ref().map_or(default.model.as_str(), |model| &model.value);
    let known = GpuModel::find(model);
    if known.is_none() && wire.memory.is_none() {
        let place = wire.model.as_ref().map_or(wire.place, |model| model.place);
        let known = known_models();
        problems.add(place, format!("model `{model}` needs `memory`; that of these is known: {known}"));
    }
    if let Some(memory) = &wire.memory {
        check_memory(memory, wire.profile.is_some(), problems);
    }
    if let Some(profile) = &wire.profile {
        check_profile(model, profile, problems);
    }
    Some(SimulatedGpus {
        model: model.to_owned(),
        memory: wire.memory.as_ref().map(|memory| memory.value).or(known.map(|model| model.memory_mib << 20))?,
        replicas: wire.replicas?,
        profile: wire.profile.as_ref().map(|profile| profile.value.clone()),
        allocation: allocation(wire),
        ..default
    })
}

fn allocation(wire: &v1alpha1::Gpus) -> GpuAllocation {
    wire.allocation.as_ref().map(|allocation| allocation.value).unwrap_or_default()
}

fn check_memory(memory: &Located<u64>, is_split: bool, problems: &mut Problems) {
    if is_split {
        problems.add(memory.place, "`memory` can't be set beside `profile`, which says what each part has");
    } else if !(LEAST_MEMORY..=MOST_MEMORY).contains(&memory.value) {
        let given = syntax::bytes_as_text(memory.value);
        problems
            .add(memory.place, format!("`{given}` is no memory of a GPU: it has 1Mi at the least, 1Ti at the most"));
    }
}

fn check_allocation(allocation: &Located<GpuAllocation>, replicas: u32, problems: &mut Problems) {
    if allocation.value == GpuAllocation::Dra && replicas > 1 {
        let text = "`allocation: dra` can't be set beside `replicas`: pods share a GPU by sharing a claim";
        problems.add(allocation.place, text);
    }
}

fn check_profile(model: &str, profile: &Located<String>, problems: &mut Problems) {
    let profiles = GpuModel::find(model).map_or(&[][..], |model| model.profiles);
    let name = &profile.value;
    if profiles.is_empty() {
        problems.add(profile.place, format!("`{model}` can't be split, so there is no profile `{name}`"));
    } else if !profiles.iter().any(|profile| profile.name == name) {
        let names = profiles.iter().map(|profile| profile.name).collect::<Vec<_>>().join(", ");
        problems.add(profile.place, format!("`{name}` is no profile of `{model}`, which has {names}"));
    }
}
