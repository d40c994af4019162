//! Lines that the user's app writes: data, so they go to standard output, whatever else is shown elsewhere.

use std::io::Write;

use console::style;

/// Writes a line with its source before it.
pub fn write(source: &str, line: &str) {
    let mut stdout = std::io::stdout().lock();
    let source = style(format!("[{source}]")).cyan().for_stdout();
    // A reader that went away is no reason to stop the work.
    let _ = writeln!(stdout, "{source} {line}").and_then(|()| stdout.flush());
}
