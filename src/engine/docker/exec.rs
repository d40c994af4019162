//! Commands in running containers.

use std::pin::Pin;

use bollard::Docker;
use bollard::container::LogOutput;
use bollard::exec::{CreateExecOptions, StartExecOptions, StartExecResults};
use futures::{Stream, StreamExt};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio_util::task::AbortOnDropHandle;

use super::errors;
use crate::engine::{ByteStream, EngineError, ExecOutput, ExecRequest, Result};

/// Chunks of a command's output that may wait to be taken.
const BUFFERED_CHUNKS: usize = 8;
/// What is kept of the errors of a command whose output is streamed: the end says why it failed.
const KEPT_ERRORS: usize = 64 << 10;

type Output = Pin<Box<dyn Stream<Item = std::result::Result<LogOutput, bollard::errors::Error>> + Send>>;
type Input = Pin<Box<dyn AsyncWrite + Send>>;

/// Starts a command; its id and its streams.
async fn start(
    client: &Docker,
    container: &str,
    command: Vec<String>,
    with_stdin: bool,
    fail: impl Fn(bollard::errors::Error) -> EngineError + Clone,
) -> Result<(String, Output, Input)> {
    let options = CreateExecOptions {
        attach_stdin: Some(with_stdin),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        cmd: Some(command),
        ..CreateExecOptions::default()
    };
    let id = client.create_exec(container, options).await.map_err(fail.clone())?.id;
    match client.start_exec(&id, None::<StartExecOptions>).await.map_err(fail)? {
        StartExecResults::Attached { output, input } => Ok((id, output, input)),
        StartExecResults::Detached => Err(EngineError::Refused {
            action: "attach to a command".to_owned(),
            status: 0,
            reason: "it was detached".to_owned(),
        }),
    }
}

async fn exit_code(client: &Docker, id: &str, fail: impl Fn(bollard::errors::Error) -> EngineError) -> Result<i64> {
    Ok(client.inspect_exec(id).await.map_err(fail)?.exit_code.unwrap_or_default())
}

pub async fn run(client: &Docker, request: ExecRequest) -> Result<ExecOutput> {
    let fail = errors::on(&format!("run `{}` in container `{}`", request.command.join(" "), request.container));
    let (id, mut output, input) =
        start(client, &request.container, request.command, request.stdin.is_some(), fail.clone()).await?;
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
    let exit_code = exit_code(client, &id, fail).await?;
    match written {
        Err(error) if exit_code == 0 => Err(error),
        _ => Ok(ExecOutput { exit_code, stdout, stderr }),
    }
}

pub async fn stream(client: &Docker, request: ExecRequest) -> Result<ByteStream> {
    let command = request.command.join(" ");
    let fail = errors::on(&format!("run `{command}` in container `{}`", request.container));
    let (id, mut output, input) = start(client, &request.container, request.command, true, fail.clone()).await?;
    let (sender, receiver) = tokio::sync::mpsc::channel(BUFFERED_CHUNKS);
    let client = client.clone();
    // Without any it is open as long as the output is taken.
    let stdin = request.stdin.unwrap_or_else(|| Box::pin(futures::stream::pending()));
    // By itself: the stream that is given out must not borrow the client.
    tokio::spawn(async move {
        let feeding = AbortOnDropHandle::new(tokio::spawn(feed(input, stdin)));
        let mut said = Vec::new();
        while let Some(chunk) = output.next().await {
            let chunk = match chunk {
                Ok(LogOutput::StdErr { message }) => {
                    said.extend_from_slice(&message);
                    said.drain(..said.len().saturating_sub(KEPT_ERRORS));
                    continue;
                }
                Ok(other) => Ok(other.into_bytes()),
                Err(error) => Err(fail(error)),
            };
            let failed = chunk.is_err();
            if sender.send(chunk).await.is_err() || failed {
                return;
            }
        }
        let end = match exit_code(&client, &id, fail).await {
            // A command may end before it read all of its input.
            Ok(0) if !feeding.is_finished() => return,
            Ok(0) => match feeding.await {
                Ok(Err(error)) => error,
                _ => return,
            },
            Ok(exit_code) => {
                EngineError::CommandFailed { command, exit_code, output: String::from_utf8_lossy(&said).into_owned() }
            }
            Err(error) => error,
        };
        // Who went away does not want to know.
        let _ = sender.send(Err(end)).await;
    });
    Ok(Box::pin(futures::stream::unfold(
        receiver,
        |mut receiver| async move { Some((receiver.recv().await?, receiver)) },
    )))
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
