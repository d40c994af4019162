//! What every bench may be told.

use crate::Result;

const DEFAULT_RUNS: usize = 3;

/// What a bench was told.
pub struct Arguments {
    /// How often each thing is measured, at least once.
    pub runs: usize,
    /// Whether the document gets the new tables.
    pub write: bool,
}

impl Arguments {
    pub fn parse() -> Result<Self> {
        let mut parsed = Self { runs: DEFAULT_RUNS, write: true };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--runs" => parsed.runs = arguments.next().ok_or("--runs wants a number")?.parse::<usize>()?.max(1),
                "--print" => parsed.write = false,
                // cargo passes it to every bench.
                "--bench" => {}
                other => return Err(format!("unknown option `{other}`; there are --runs N and --print").into()),
            }
        }
        Ok(parsed)
    }
}
