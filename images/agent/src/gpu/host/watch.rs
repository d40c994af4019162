//! What GPUs do, and which of them fail: what `nvidia-gpus watch` prints, a line a second.

use std::collections::BTreeMap;
use std::process::Stdio;

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::sync::watch;

use super::program::GPUS;
use crate::error::Error;
use crate::gpu::folders::Seen;
use crate::gpu::health::Failures;
use crate::gpu::reading::{Gauges, Reading, grouped};
use crate::gpu::unit::Unit;
use crate::gpu::usage::Usage;
use crate::log;

/// What is told at once.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Line {
    /// By UUID of GPUs and of parts of GPUs.
    #[serde(default)]
    readings: BTreeMap<String, Instruments>,
    /// GPUs that failed since the line before.
    #[serde(default)]
    failed: Vec<Failed>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Instruments {
    /// 0 to 100.
    utilization: u32,
    used_mib: u64,
    /// Degrees Celsius.
    temperature: u32,
    /// Watts.
    power: f64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Failed {
    /// Of a GPU.
    uuid: String,
    /// NVIDIA's number of what happened (<https://docs.nvidia.com/deploy/xid-errors/>).
    xid: u64,
}

/// Hands on each line, and notes what fails, until the program ends: that is an error.
pub async fn follow(units: &[Unit], failures: &Failures, told: &watch::Sender<Line>) -> Result<(), Error> {
    let spawn = |source| Error::Spawn { program: GPUS.to_owned(), source };
    let mut command = Command::new(GPUS);
    command.arg("watch").stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(spawn)?;
    if let Some(output) = child.stdout.take() {
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await.map_err(spawn)? {
            let line: Line = serde_json::from_str(&line).map_err(|source| Error::Json { path: GPUS.into(), source })?;
            note(&line.failed, units, failures)?;
            told.send_replace(line);
        }
    }
    let status = child.wait().await.map_err(spawn)?;
    // What it said is in this process's log.
    Err(Error::Command { command: format!("{GPUS} watch"), status: status.to_string(), said: String::new() })
}

/// With a GPU all its parts have failed.
fn note(failed: &[Failed], units: &[Unit], failures: &Failures) -> Result<(), Error> {
    for Failed { uuid, xid } in failed {
        log::line(&format!("{uuid} has failed: XID {xid}"));
        for unit in units.iter().filter(|unit| unit.gpu.uuid == *uuid) {
            failures.add(unit.uuid())?;
        }
    }
    Ok(())
}

/// The GPUs as a line shows them. What it does not tell of shows nothing.
pub fn readings(seen: &[Seen], line: &Line) -> Vec<Reading> {
    let silent = Instruments::default();
    let of = |uuid: &str| line.readings.get(uuid).unwrap_or(&silent);
    let usage = |unit: &Unit| {
        let Instruments { utilization, used_mib, .. } = of(unit.uuid());
        Usage { share: f64::from(*utilization) / 100.0, memory_mib: *used_mib, processes: Vec::new() }
    };
    grouped(seen, usage, |gpu, _| {
        let Instruments { utilization, used_mib, temperature, power } = of(&gpu.uuid);
        let share = f64::from(*utilization) / 100.0;
        Gauges { share, used_mib: *used_mib, temperature: f64::from(*temperature), power: *power }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smi::samples::{split, whole};

    fn seen(reading: Reading) -> Vec<Seen> {
        reading.units.into_iter().map(|(unit, _)| Seen { unit, failed: false }).collect()
    }

    /// A line of a machine with one H200 that computes, as told of another GPU.
    fn recorded(uuid: &str) -> Line {
        let text = include_str!("../../../../nvidia/testdata/watch.json");
        serde_json::from_str(&text.replace("GPU-46075656-60ce-815d-2046-7d4bf0c4e4b6", uuid)).unwrap()
    }

    #[test]
    fn a_recorded_gpu_computes() {
        let readings = readings(&seen(whole(0)), &recorded("GPU-0"));
        let [Reading { units, gauges, failed: false, .. }] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!(*gauges, Gauges { share: 0.22, used_mib: 1010, temperature: 49.0, power: 197.212 });
        assert_eq!((units[0].1.memory_mib, units[0].1.share), (1010, 0.22));
    }

    #[test]
    fn parts_have_memory_of_their_own_and_what_is_not_told_is_nothing() {
        let line = r#"{"readings":{"GPU-1":{"usedMib":900,"power":80.5},"MIG-a":{"usedMib":700}}}"#;
        let readings = readings(&seen(split()), &serde_json::from_str(line).unwrap());
        let [Reading { units, gauges, .. }] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!((gauges.used_mib, gauges.power, gauges.share), (900, 80.5, 0.0));
        assert_eq!((units[0].1.memory_mib, units[1].1.memory_mib), (700, 0));
    }

    #[test]
    fn with_a_gpu_its_parts_fail() {
        let folder = tempfile::tempdir().unwrap();
        let failures = Failures::at(folder.path()).unwrap();
        let units: Vec<_> = [whole(0), split()].into_iter().flat_map(seen).map(|seen| seen.unit).collect();
        let line: Line = serde_json::from_str(r#"{"readings":{},"failed":[{"uuid":"GPU-1","xid":79}]}"#).unwrap();
        note(&line.failed, &units, &failures).unwrap();
        assert_eq!(failures.all().unwrap(), ["MIG-a", "MIG-b"].map(str::to_owned).into());
    }
}
