//! Events as JSON, one object a line.

use std::io::Write;
use std::sync::Mutex;

use super::{Event, Reporter};

/// Writes each event as a line of JSON to `output` (standard output).
pub struct JsonReporter<W> {
    output: Mutex<W>,
}

impl<W: Write + Send> JsonReporter<W> {
    pub fn new(output: W) -> Self {
        Self { output: Mutex::new(output) }
    }
}

impl<W: Write + Send> Reporter for JsonReporter<W> {
    fn event(&self, event: &Event) {
        let Ok(mut output) = self.output.lock() else { return };
        // A reader that went away is no reason to stop the work.
        let _ = serde_json::to_writer(&mut *output, event);
        let _ = output.write_all(b"\n").and_then(|()| output.flush());
    }
}
