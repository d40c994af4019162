//! `gpu list`, `gpu fail ID` and `gpu heal ID`: how those who run the node ask for its GPUs and let them fail.

use serde::Serialize;

use super::dra;
use super::health::{FOLDER, Failures};
use super::holders::{Holder, Holders, holders};
use super::unit::Unit;
use crate::error::{Error, Failure};
use crate::init::node_config;
use crate::log;
use crate::process::until_told;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    List,
    Fail(String),
    Heal(String),
}

/// A unit as it is listed.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    /// Of its GPU on the node.
    index: usize,
    id: String,
    /// Of the GPU that it is a part of.
    gpu: String,
    model: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<String>,
    memory_mib: u64,
    /// What pods ask for to have it.
    resource: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    capability: Option<String>,
    /// Whether the product knows MIG.
    can_be_split: bool,
    healthy: bool,
    /// How many may share it.
    replicas: u32,
    holders: Vec<Holder>,
}

/// Does it, and prints the units that are meant, as JSON.
pub fn run_command(command: &Command) -> Result<(), Failure> {
    until_told(carry_out(command)).map_err(|source| Failure {
        what: "ask for the node's GPUs",
        hint: "see them with `devcluster gpu list`",
        source,
    })
}

async fn carry_out(command: &Command) -> Result<(), Error> {
    let source = node_config()?.gpus.ok_or_else(|| Error::Unfit("this node has no GPUs".to_owned()))?;
    let all = source.units()?;
    let names = dra::names(&all);
    let failures = Failures::at(FOLDER)?;
    let meant = match command {
        Command::List => all,
        Command::Fail(id) | Command::Heal(id) => meant(all, id)?,
    };
    for unit in &meant {
        match command {
            Command::List => {}
            Command::Fail(_) => failures.add(unit.uuid())?,
            Command::Heal(_) => failures.remove(unit.uuid())?,
        }
    }
    let listed = list(source.replicas(), meant, &failures, holders(&names).await?)?;
    log::print(&format!("{}\n", serde_json::to_string(&listed).unwrap_or_default()));
    Ok(())
}

/// The units of a GPU, by its index or UUID, or one part by its own UUID.
fn meant(units: Vec<Unit>, id: &str) -> Result<Vec<Unit>, Error> {
    let is_meant = |unit: &Unit| [unit.uuid(), &unit.gpu.uuid, &unit.gpu.index.to_string()].contains(&id);
    let meant: Vec<_> = units.into_iter().filter(is_meant).collect();
    if meant.is_empty() { Err(Error::Unfit(format!("there is no GPU `{id}` here"))) } else { Ok(meant) }
}

fn list(replicas: u32, units: Vec<Unit>, failures: &Failures, mut holders: Holders) -> Result<Vec<Listed>, Error> {
    let failed = failures.all()?;
    let listed = |unit: Unit| Listed {
        index: unit.gpu.index,
        id: unit.uuid().to_owned(),
        gpu: unit.gpu.uuid.clone(),
        memory_mib: unit.memory_mib(),
        healthy: !failed.contains(unit.uuid()),
        replicas,
        resource: unit.resource(),
        holders: holders.remove(unit.uuid()).unwrap_or_default(),
        capability: unit.gpu.capability,
        can_be_split: unit.gpu.can_be_split,
        model: unit.gpu.model,
        profile: unit.part.map(|part| part.profile),
    };
    Ok(units.into_iter().map(listed).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gpu::definition::{Allocation, Definition, Device, Profile};
    use crate::gpu::unit::units;

    fn definition() -> Definition {
        let device = |index: u32| Device {
            uuid: format!("GPU-{index}"),
            parts: ["a", "b"].map(|part| format!("MIG-{index}{part}")).to_vec(),
        };
        Definition {
            model: "NVIDIA A100-SXM4-40GB".into(),
            memory_mib: 40_960,
            watts: 400,
            capability: None,
            can_be_split: true,
            replicas: 1,
            allocation: Allocation::default(),
            profile: Some(Profile { name: "3g.20gb".into(), memory_mib: 19_073, slices: 3 }),
            devices: (0..2).map(device).collect(),
        }
    }

    #[test]
    fn a_gpu_is_meant_with_its_parts() {
        let ids = |id: &str| -> Vec<String> {
            let meant = meant(units(&definition()), id).unwrap();
            meant.iter().map(|unit| unit.uuid().to_owned()).collect()
        };
        assert_eq!(ids("1"), ["MIG-1a", "MIG-1b"]);
        assert_eq!(ids("GPU-0"), ["MIG-0a", "MIG-0b"]);
        assert_eq!(ids("MIG-0b"), ["MIG-0b"]);
        let error = meant(units(&definition()), "2").unwrap_err();
        assert_eq!(error.to_string(), "go on: there is no GPU `2` here");
    }
}
