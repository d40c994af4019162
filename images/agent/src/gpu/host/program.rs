//! Running the programs that speak with the driver.

use std::process::Stdio;

use tokio::process::Command;

use crate::error::Error;

pub const GPUS: &str = "/usr/local/bin/nvidia-gpus";
pub const CTK: &str = "/usr/local/bin/nvidia-ctk";

/// What a program wrote; an error with what it complained of where it ended with a code that is not 0.
pub async fn output(program: &str, arguments: &[&str]) -> Result<Vec<u8>, Error> {
    let spawn = |source| Error::Spawn { program: program.to_owned(), source };
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().await.map_err(spawn)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(Error::Command {
        command: format!("{program} {}", arguments.join(" ")),
        status: output.status.to_string(),
        said: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}
