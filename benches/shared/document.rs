//! The documents that hold what was measured.

use std::path::Path;

use crate::Result;

/// Puts tables between the two markers of a bench in a file of this repository.
pub fn put(file: &str, begin: &str, end: &str, tables: &str) -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(&path)?;
    let (before, rest) = text.split_once(begin).ok_or_else(|| format!("{file} has no line `{begin}`"))?;
    let (_, after) = rest.split_once(end).ok_or_else(|| format!("{file} has no line `{end}`"))?;
    std::fs::write(&path, format!("{before}{begin}\n{tables}{end}{after}"))?;
    println!("written to {file}");
    Ok(())
}
