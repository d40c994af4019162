//! Commands in running containers.

use std::pin::Pin;

use bollard::Docker;
use bollard::container::LogOutput;
use bollard::exec::{CreateExecOptions, StartExecOptions, StartExecResults};
use futures::{Stream, StreamExt};
use tokio::io::{AsyncWrite, AsyncWriteExt};

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
    let (id, output, input) =
        start(client, &request.container, request.command, request.stdin.is_some(), fail.clone()).await?;
    let mut talk = Talk::new(output, input, request.stdin);
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    while let Some(chunk) = talk.next(&fail).await {
        match chunk? {
            LogOutput::StdErr { message } => stderr.extend_from_slice(&message),
            other => stdout.extend_from_slice(&other.into_bytes()),
        }
    }
    // A command that ends before it read all of its input closes the pipe: its exit code tells more than that.
    let fed = talk.fed().await;
    match exit_code(client, &id, fail).await? {
        0 => fed.map(|()| ExecOutput { exit_code: 0, stdout, stderr }),
        exit_code => Ok(ExecOutput { exit_code, stdout, stderr }),
    }
}

pub async fn stream(client: &Docker, request: ExecRequest) -> Result<ByteStream> {
    let command = request.command.join(" ");
    let fail = errors::on(&format!("run `{command}` in container `{}`", request.container));
    let (id, output, input) = start(client, &request.container, request.command, true, fail.clone()).await?;
    let (sender, receiver) = tokio::sync::mpsc::channel(BUFFERED_CHUNKS);
    let client = client.clone();
    // By itself: the stream that is given out must not borrow the client.
    tokio::spawn(async move {
        let mut talk = Talk::new(output, input, request.stdin);
        let mut said = Vec::new();
        loop {
            let chunk = tokio::select! {
                chunk = talk.next(&fail) => chunk,
                // Nobody wants to know what else it says.
                () = sender.closed() => return,
            };
            match chunk {
                Some(Ok(LogOutput::StdErr { message })) => {
                    said.extend_from_slice(&message);
                    said.drain(..said.len().saturating_sub(KEPT_ERRORS));
                }
                Some(chunk) => {
                    let failed = chunk.is_err();
                    if sender.send(chunk.map(LogOutput::into_bytes)).await.is_err() || failed {
                        return;
                    }
                }
                None => break,
            }
        }
        let end = match exit_code(&client, &id, fail).await {
            Ok(0) => return,
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

/// A command that is fed while it is heard. Whoever lets go of it closes the command's input.
struct Talk {
    output: Output,
    feeding: Pin<Box<dyn Future<Output = Fed> + Send>>,
    /// How feeding it ended, where it did.
    fed: Option<Result<()>>,
}

/// How feeding a command ended.
enum Fed {
    Whole,
    /// The input itself broke off: what came of it would look like the whole.
    Broken(EngineError),
    /// The command took no more.
    Refused(EngineError),
}

impl Talk {
    /// Without `stdin` the command's input stays open and empty.
    fn new(output: Output, input: Input, stdin: Option<ByteStream>) -> Self {
        let fed = stdin.is_none().then_some(Ok(()));
        let stdin = stdin.unwrap_or_else(|| Box::pin(futures::stream::empty()));
        Self { output, feeding: Box::pin(feed(input, stdin)), fed }
    }

    /// What the command says next: `None` where it has ended, an error where its input broke off.
    async fn next(&mut self, fail: &impl Fn(bollard::errors::Error) -> EngineError) -> Option<Result<LogOutput>> {
        loop {
            tokio::select! {
                chunk = self.output.next() => return chunk.map(|chunk| chunk.map_err(fail)),
                fed = &mut self.feeding, if self.fed.is_none() => match fed {
                    Fed::Whole => self.fed = Some(Ok(())),
                    Fed::Refused(error) => self.fed = Some(Err(error)),
                    Fed::Broken(error) => {
                        self.fed = Some(Ok(()));
                        return Some(Err(error));
                    }
                },
            }
        }
    }

    /// Whether it got all of its input, when that is over.
    async fn fed(self) -> Result<()> {
        match self.fed {
            Some(fed) => fed,
            None => match self.feeding.await {
                Fed::Whole => Ok(()),
                Fed::Broken(error) | Fed::Refused(error) => Err(error),
            },
        }
    }
}

async fn feed(mut input: Input, mut stdin: ByteStream) -> Fed {
    let refused = |error: std::io::Error| {
        Fed::Refused(EngineError::Broken { action: "send input to a command".to_owned(), source: Box::new(error) })
    };
    while let Some(chunk) = stdin.next().await {
        let written = match chunk {
            Ok(chunk) => input.write_all(&chunk).await,
            Err(error) => return Fed::Broken(error),
        };
        if let Err(error) = written {
            return refused(error);
        }
    }
    input.shutdown().await.map_or_else(refused, |()| Fed::Whole)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures::stream;

    use super::*;
    use crate::engine::bytes;

    fn fail(error: bollard::errors::Error) -> EngineError {
        errors::on("test")(error)
    }

    #[tokio::test]
    async fn input_that_breaks_off_is_told_though_the_command_waits_for_more() {
        let broken: ByteStream = Box::pin(stream::iter([
            Ok(Bytes::from_static(b"a part")),
            Err(EngineError::NoImage { reference: "app".to_owned() }),
        ]));
        let mut talk = Talk::new(Box::pin(stream::pending()), Box::pin(tokio::io::sink()), Some(broken));
        assert!(matches!(talk.next(&fail).await, Some(Err(EngineError::NoImage { .. }))));
    }

    #[tokio::test]
    async fn without_input_the_commands_end_is_the_end() {
        let (input, mut other) = tokio::io::duplex(1);
        let mut talk = Talk::new(Box::pin(stream::pending()), Box::pin(input), None);
        let wait = std::time::Duration::from_millis(50);
        assert!(tokio::time::timeout(wait, talk.next(&fail)).await.is_err());
        let mut byte = [0];
        let read = tokio::io::AsyncReadExt::read(&mut other, &mut byte);
        assert!(tokio::time::timeout(wait, read).await.is_err(), "its input is open");
        talk.output = Box::pin(stream::empty());
        assert!(talk.next(&fail).await.is_none());
        assert!(talk.fed().await.is_ok());
    }

    #[tokio::test]
    async fn a_command_that_takes_no_more_is_heard_to_its_end() {
        let (input, _) = tokio::io::duplex(1);
        let output = Box::pin(stream::iter([Ok(LogOutput::StdOut { message: Bytes::from_static(b"why") })]));
        let mut talk = Talk::new(output, Box::pin(input), Some(bytes("more than it takes")));
        assert!(matches!(talk.next(&fail).await, Some(Ok(LogOutput::StdOut { .. }))));
        assert!(talk.next(&fail).await.is_none());
        assert!(talk.fed().await.is_err());
    }
}
