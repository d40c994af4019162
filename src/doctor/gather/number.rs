//! Files of one number, as the kernel's parameters are.

use std::fs;
use std::path::Path;

/// The number; `None` where there is no such file, or it holds something else.
pub fn number(path: &Path) -> Option<u64> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}
