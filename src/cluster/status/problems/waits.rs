//! What pods wait for in vain: nothing is wrong with the cluster then, but it has not what they ask for.

use super::Problem;
use super::problem::command;
use crate::cluster::ClusterState;
use crate::cluster::gpus::GpuWait;

/// In words, with what would help.
pub fn waits(state: &ClusterState, waits: &[GpuWait]) -> Vec<Problem> {
    waits.iter().map(|wait| in_words(state, wait)).collect()
}

fn in_words(state: &ClusterState, GpuWait { pod, resource, asked, most, all }: &GpuWait) -> Problem {
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
