//! Measures `devcluster start` against the floor, bare etcd and kube-apiserver, in one run; both again and again in
//! turn, so that what else the machine does falls on both.
//!
//! `cargo bench --bench start [-- --runs N] [--print]` writes the tables of docs/benchmarks.md; `--print` only shows
//! them.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own that talks to its user")]

#[path = "../shared/arguments.rs"]
mod arguments;
mod cluster;
#[path = "../shared/document.rs"]
mod document;
mod floor;
mod table;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use arguments::Arguments;

/// Any error ends the run; its text is all that is needed.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What one round measured.
struct Round {
    floor: Duration,
    cluster: cluster::Measured,
}

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
    let binaries = floor::Binaries::find()?;
    let mut rounds = Vec::new();
    for number in 1..=runs {
        let floor = floor::measure(&binaries)?;
        let cluster = cluster::measure()?;
        println!(
            "round {number} of {runs}: floor {:.2} s, start {:.2} s, and a pod resolves {:.2} s, 3 nodes {:.2} s",
            floor.as_secs_f64(),
            cluster.ready.as_secs_f64(),
            cluster.resolves.as_secs_f64(),
            cluster.three_resolve.as_secs_f64()
        );
        rounds.push(Round { floor, cluster });
    }

    let text = table::render(&rounds);
    println!("\n{text}");
    if write {
        document::put(table::FILE, table::BEGIN, table::END, &text)?;
    }
    Ok(())
}
