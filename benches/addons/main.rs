//! Measures what addons cost: the time until they are ready, with their images still to be sent to the node and with
//! images that are there, the time until they are gone, and the memory that their pods take at rest.
//!
//! `cargo bench --bench addons [-- --runs N] [--print]` writes its table of README.md; `--print` only shows it. Images are
//! built before anything is measured.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own that talks to its user")]

#[path = "../shared/arguments.rs"]
mod arguments;
mod cluster;
#[path = "../shared/document.rs"]
mod document;

use std::error::Error;
use std::fmt::Write;
use std::process::ExitCode;
use std::time::Duration;

use arguments::Arguments;
use cluster::{Addon, Cluster, Measured};

/// Any error ends the run; its text is all that is needed.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

const FILE: &str = "README.md";
const BEGIN: &str = "<!-- bench addons: written by `just bench` -->";
const END: &str = "<!-- bench addons: end -->";

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
        "| addon | what | enabled, for the first time | again | disabled | memory |\n\
         |---|---|---|---|---|---|\n",
    );
    let addons = cluster::addons()?;
    cluster::build_images(&addons)?;
    // A cluster of its own each round: it shall not know the images.
    let mut rounds = vec![Vec::new(); addons.len()];
    for _ in 0..runs {
        let cluster = Cluster::start()?;
        for (addon, measured) in addons.iter().zip(&mut rounds) {
            measured.push(cluster.measure(addon)?);
        }
    }
    for (addon, measured) in addons.iter().zip(&rounds) {
        let row = row(addon, measured);
        print!("{row}");
        text += &row;
    }
    if write {
        document::put(FILE, BEGIN, END, &text)?;
    }
    Ok(())
}

/// Medians.
fn row(addon: &Addon, rounds: &[Measured]) -> String {
    let of = |what: fn(&Measured) -> Duration| {
        let mut times: Vec<_> = rounds.iter().map(what).collect();
        times.sort();
        times[times.len() / 2].as_secs_f64()
    };
    let mut memory: Vec<_> = rounds.iter().map(|round| round.memory).collect();
    memory.sort_unstable();
    let mut row = String::new();
    let _ = writeln!(
        row,
        "| `{}` | {} | {:.1} s | {:.1} s | {:.1} s | {} MiB |",
        addon.name,
        addon.summary,
        of(|round| round.first),
        of(|round| round.again),
        of(|round| round.gone),
        memory[memory.len() / 2].div_ceil(1 << 20),
    );
    row
}
