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
    pub failed: bool,
}

impl Reading {
    /// The units by their GPUs, in the order in which they are given.
    pub fn all(seen: &[Seen], earlier: &Sample, now: &Sample) -> Vec<Self> {
        let mut readings: Vec<Self> = Vec::new();
        for Seen { unit, failed } in seen {
            let usage = now.usage_since(earlier, unit.uuid(), unit.memory_mib());
            match readings.last_mut().filter(|reading| reading.gpu.uuid == unit.gpu.uuid) {
                Some(reading) => {
                    reading.units.push((unit.clone(), usage));
                    reading.failed |= failed;
                }
                None => {
                    let units = vec![(unit.clone(), usage)];
                    readings.push(Self { gpu: unit.gpu.clone(), units, failed: *failed });
                }
            }
        }
        readings
    }

    pub fn is_split(&self) -> bool {
        self.units.iter().any(|(unit, _)| unit.part.is_some())
    }

    pub fn used_mib(&self) -> u64 {
        self.units.iter().map(|(_, usage)| usage.memory_mib).sum()
    }

    /// How much of it works, from 0 to 1.
    pub fn share(&self) -> f64 {
        let part = |unit: &Unit| unit.part.as_ref().map_or(1.0, |part| f64::from(part.slices) / SLICES);
        self.units.iter().map(|(unit, usage)| usage.share * part(unit)).sum::<f64>().min(1.0)
    }

    /// Degrees Celsius.
    pub fn temperature(&self) -> f64 {
        between(TEMPERATURES, self.share()).round()
    }

    /// Watts.
    pub fn power(&self) -> f64 {
        between(POWER, self.share()) * f64::from(self.gpu.watts)
    }
}

fn between((least, most): (f64, f64), share: f64) -> f64 {
    least + (most - least) * share
}
