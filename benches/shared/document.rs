//! The document that holds what was measured.

use std::path::Path;

use crate::Result;

const FILE: &str = "docs/benchmarks.md";

/// Puts tables between the two markers of a bench.
pub fn put(begin: &str, end: &str, tables: &str) -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let text = std::fs::read_to_string(&path)?;
    let (before, rest) = text.split_once(begin).ok_or_else(|| format!("{FILE} has no line `{begin}`"))?;
    let (_, after) = rest.split_once(end).ok_or_else(|| format!("{FILE} has no line `{end}`"))?;
    std::fs::write(&path, format!("{before}{begin}\n{tables}{end}{after}"))?;
    println!("written to {FILE}");
    Ok(())
}
