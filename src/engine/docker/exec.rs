//! Commands in running containers.

use bollard::Docker;
use bollard::container::LogOutput;
use bollard::exec::{CreateExecOptions, StartExecOptions, StartExecResults};
use futures::StreamExt;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::errors;
use crate::engine::{ByteStream, EngineError, ExecOutput, ExecRequest, Result};

pub async fn run(client: &Docker, request: ExecRequest) -> Result<ExecOutput> {
    let fail = errors::on(&format!("run `{}` in container `{}`", request.command.join(" "), request.container));
    let options = CreateExecOptions {
        attach_stdin: Some(request.stdin.is_some()),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        cmd: Some(request.command),
        ..CreateExecOptions::default()
    };
    let id = client.create_exec(&request.container, options).await.map_err(fail.clone())?.id;
    let started = client.start_exec(&id, None::<StartExecOptions>).await.map_err(fail.clone())?;
    let StartExecResults::Attached { mut output, input } = started else {
        return Err(EngineError::Refused {
            action: "attach to a command".to_owned(),
            status: 0,
            reason: "it was detached".to_owned(),
        });
    };
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let read = async {
        while let Some(chunk) = output.next().await {
            match chunk.map_err(fail.clone())? {
                LogOutput::StdErr { message } => stderr.extend_from_slice(&message),
                other => stdout.extend_from_slice(&other.into_bytes()),
            }
        }
        Ok(())
    };
    let write = async {
        match request.stdin {
            Some(stdin) => feed(input, stdin).await,
            None => Ok(()),
        }
    };
    // A command that ends before it read all of its input closes the pipe: its exit code tells more than that.
    let (written, read) = tokio::join!(write, read);
    read?;
    let exit_code = client.inspect_exec(&id).await.map_err(fail)?.exit_code.unwrap_or_default();
    match written {
        Err(error) if exit_code == 0 => Err(error),
        _ => Ok(ExecOutput { exit_code, stdout, stderr }),
    }
}

async fn feed(mut input: impl AsyncWrite + Unpin, mut stdin: ByteStream) -> Result<()> {
    let fail = |error: std::io::Error| EngineError::Broken {
        action: "send input to a command".to_owned(),
        source: Box::new(error),
    };
    while let Some(chunk) = stdin.next().await {
        input.write_all(&chunk?).await.map_err(fail)?;
    }
    input.shutdown().await.map_err(fail)
}
