//! How much of the units is used: what their containers' processes use of the node, or what the driver measures.

use std::path::Path;

use tokio::sync::watch;
use tokio::time::sleep;

use super::folders::{FOLDER, read_all};
use super::host::{self, Line};
use super::reading::{INTERVAL, Reading};
use super::usage::Sample;
use crate::error::Error;

/// What is looked at.
#[derive(Debug)]
pub enum Instruments {
    Processes,
    /// The last that the driver said.
    Driver(watch::Receiver<Line>),
}

impl Instruments {
    /// What the node's GPUs do now.
    pub async fn read(&self) -> Result<Vec<Reading>, Error> {
        let seen = read_all(Path::new(FOLDER))?;
        match self {
            Self::Processes => {
                let earlier = Sample::take();
                sleep(INTERVAL).await;
                Ok(Reading::simulated(&seen, &earlier, &Sample::take()))
            }
            Self::Driver(line) => Ok(host::readings(&seen, &line.borrow())),
        }
    }
}
