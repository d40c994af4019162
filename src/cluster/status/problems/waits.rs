//! What pods wait for in vain: nothing is wrong with the cluster then, but it has not what they ask for.

use super::Problem;
use super::problem::command;
use crate::cluster::ClusterState;
use crate::cluster::gpus::{ClaimWait, GpuWait, GpuWaits, Lack};
use crate::config::GpuModel;

/// In words, with what would help.
pub fn waits(state: &ClusterState, waits: &GpuWaits) -> Vec<Problem> {
    let by_number = waits.by_number.iter().map(|wait| by_number(state, wait));
    by_number.chain(waits.by_claim.iter().map(|wait| by_claim(state, wait))).collect()
}

fn by_number(state: &ClusterState, GpuWait { pod, resource, asked, most, all }: &GpuWait) -> Problem {
    let add = command(state, &format!("node add --gpus {asked}"));
    if *most == 0 {
        let problem = format!("pod {pod} waits for {asked} of {resource}, which no node can give");
        return Problem { problem, remedy: format!("add a node that has GPUs, as with {add}") };
    }
    if asked > most {
        let problem = format!("pod {pod} waits for {asked} of {resource} on one node, where {most} are the most");
        return Problem { problem, remedy: format!("ask for less, or add a larger node with {add}") };
    }
    Problem {
        problem: format!("pod {pod} waits for {asked} of {resource}: of the {all} that there are too many are taken"),
        remedy: format!("see who has them with {}, or add a node with {add}", command(state, "gpu list")),
    }
}

fn by_claim(state: &ClusterState, ClaimWait { pod, claim, asked, lack }: &ClaimWait) -> Problem {
    let waits = format!("pod {pod} waits for claim {claim}");
    let add = command(state, &format!("node add --gpus {asked} --gpu-allocation dra"));
    match lack {
        Lack::Devices => Problem {
            problem: format!("{waits}, and no node offers such GPUs to claims"),
            remedy: format!("add a node that does, as with {add}"),
        },
        Lack::Product { named, there } => Problem {
            problem: format!("{waits} for a {named}, which no node offers: there is {}", there.join(", ")),
            remedy: remedy_for_product(state, named, *asked),
        },
        Lack::Free { all } => Problem {
            problem: format!("{waits} for {asked} of the {all} that there are: too many are taken or have failed"),
            remedy: format!("see who has them with {}, or add a node with {add}", command(state, "gpu list")),
        },
        Lack::Fitting { free } => Problem {
            problem: format!("{waits}: {free} GPUs are free, but no node has {asked} that its selectors ask for"),
            remedy: format!("compare them with {}", command(state, "kubectl -- get resourceslices -o yaml")),
        },
    }
}

fn remedy_for_product(state: &ClusterState, named: &str, asked: usize) -> String {
    // A product's label is its name without spaces.
    match GpuModel::find(&named.replace(' ', "-")) {
        Some(GpuModel { label, .. }) => {
            let add = format!("node add --gpus {asked} --gpu-model {label} --gpu-allocation dra");
            format!("ask for what there is, or add a node with {}", command(state, &add))
        }
        None => format!("ask for what there is, as {} tells it", command(state, "gpu list")),
    }
}
