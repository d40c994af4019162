//! Measures how images get to the nodes of a cluster: for the first time, and after a change of the last layer, beside what
//! the engine takes to save and to push the same image. Clusters of one and of three nodes; images of several sizes.
//!
//! `cargo bench --bench load [-- --runs N] [--print]` writes its table of docs/benchmarks.md; `--print` only shows it.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own that talks to its user")]

#[path = "../shared/arguments.rs"]
mod arguments;
mod cluster;
#[path = "../shared/document.rs"]
mod document;
mod image;

use std::error::Error;
use std::fmt::Write;
use std::process::ExitCode;
use std::time::Duration;

use arguments::Arguments;
use cluster::{Cluster, Measured};

/// Any error ends the run; its text is all that is needed.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Of all layers but the last, in millions of bytes.
const SIZES: [usize; 3] = [8, 150, 1000];
const NODES: [usize; 2] = [1, 3];

const FILE: &str = "docs/benchmarks.md";
const BEGIN: &str = "<!-- bench load: written by `just bench` -->";
const END: &str = "<!-- bench load: end -->";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let Arguments { runs, write } = Arguments::parse()?;
    let mut text = String::from(
        "| image | nodes | `docker save` | `docker push` of the change | first load | to `save` | load after the change | memory |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for nodes in NODES {
        for megabytes in SIZES {
            let mut rounds = Vec::new();
            for _ in 0..runs {
                // A cluster of its own each time: what it has seen makes loads quicker.
                rounds.push(Cluster::start(nodes)?.measure(megabytes)?);
            }
            let row = row(megabytes, nodes, &rounds);
            print!("{row}");
            text += &row;
        }
    }
    if write {
        document::put(FILE, BEGIN, END, &text)?;
    }
    Ok(())
}

/// Medians.
fn row(megabytes: usize, nodes: usize, rounds: &[Measured]) -> String {
    let of = |what: fn(&Measured) -> Duration| {
        let mut times: Vec<_> = rounds.iter().map(what).collect();
        times.sort();
        times[times.len() / 2].as_secs_f64()
    };
    let (save, first) = (of(|round| round.save), of(|round| round.first));
    let mut row = String::new();
    let memory = rounds.iter().map(|round| round.memory).max().unwrap_or_default() >> 20;
    let _ = writeln!(
        row,
        "| {megabytes} MB | {nodes} | {save:.2} s | {:.2} s | {first:.2} s | {:.2} | {:.2} s | {memory} MiB |",
        of(|round| round.push),
        first / save,
        of(|round| round.again),
    );
    row
}
