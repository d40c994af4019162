//! What the instruments of a GPU show.

use std::time::Duration;

use super::folders::Seen;
use super::unit::{Gpu, Unit};
use super::usage::{Sample, Usage};

/// Between two looks at processes.
pub const INTERVAL: Duration = Duration::from_millis(250);
/// Degrees Celsius of a GPU that does nothing, and of one that does all it can.
const TEMPERATURES: (f64, f64) = (31.0, 74.0);
/// Of the most power: what a GPU takes that does nothing, and one that does all it can.
const POWER: (f64, f64) = (0.12, 0.95);
/// A GPU's slices of compute.
const SLICES: f64 = 7.0;

/// A GPU with those of its units that are seen from here.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub gpu: Gpu,
    /// One, which is the GPU itself, or parts.
    pub units: Vec<(Unit, Usage)>,
    pub gauges: Gauges,
    pub failed: bool,
}

/// Of a GPU as a whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gauges {
    /// How much of it works, from 0 to 1.
    pub share: f64,
    pub used_mib: u64,
    /// Degrees Celsius.
    pub temperature: f64,
    /// Watts.
    pub power: f64,
}

impl Reading {
    /// Of GPUs that only seem to be there: what was used of them between two samples.
    pub fn simulated(seen: &[Seen], earlier: &Sample, now: &Sample) -> Vec<Self> {
        grouped(seen, |unit| now.usage_since(earlier, unit.uuid(), unit.memory_mib()), Gauges::simulated)
    }

    pub fn is_split(&self) -> bool {
        self.units.iter().any(|(unit, _)| unit.part.is_some())
    }
}

impl Gauges {
    pub fn simulated(gpu: &Gpu, units: &[(Unit, Usage)]) -> Self {
        let part = |unit: &Unit| unit.part.as_ref().map_or(1.0, |part| f64::from(part.slices) / SLICES);
        let share = units.iter().map(|(unit, usage)| usage.share * part(unit)).sum::<f64>().min(1.0);
        Self {
            share,
            used_mib: units.iter().map(|(_, usage)| usage.memory_mib).sum(),
            temperature: between(TEMPERATURES, share).round(),
            power: between(POWER, share) * f64::from(gpu.watts),
        }
    }
}

/// The units by their GPUs, in the order in which they are given.
pub fn grouped(
    seen: &[Seen],
    usage: impl Fn(&Unit) -> Usage,
    gauges: impl Fn(&Gpu, &[(Unit, Usage)]) -> Gauges,
) -> Vec<Reading> {
    let groups = seen.chunk_by(|one, next| one.unit.gpu.uuid == next.unit.gpu.uuid);
    let reading = |group: &[Seen]| {
        let gpu = group[0].unit.gpu.clone();
        let units: Vec<_> = group.iter().map(|seen| (seen.unit.clone(), usage(&seen.unit))).collect();
        Reading { gauges: gauges(&gpu, &units), failed: group.iter().any(|seen| seen.failed), gpu, units }
    };
    groups.map(reading).collect()
}

fn between((least, most): (f64, f64), share: f64) -> f64 {
    least + (most - least) * share
}
