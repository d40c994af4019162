//! The programs that change the kernel's network: `ip` and `nft`.

use std::io;
use std::process::{Output, Stdio};

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::error::Error;

/// Runs one to its end; its standard output.
pub async fn run(program: &str, arguments: &[&str]) -> Result<String, Error> {
    outcome(program, arguments, Command::new(program).args(arguments).output().await)
}

/// Runs one that reads `input` to its end.
pub async fn feed(program: &str, arguments: &[&str], input: &str) -> Result<(), Error> {
    let fed = async {
        let mut command = Command::new(program);
        let command = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that ends before it has read all has more to say of that than the broken pipe has.
            let _ = stdin.write_all(input.as_bytes()).await;
        }
        child.wait_with_output().await
    };
    outcome(program, arguments, fed.await).map(drop)
}

fn outcome(program: &str, arguments: &[&str], output: io::Result<Output>) -> Result<String, Error> {
    let output = output.map_err(|source| Error::Spawn { program: program.into(), source })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Error::Command {
        command: format!("{program} {}", arguments.join(" ")),
        status: output.status.to_string(),
        said: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}
