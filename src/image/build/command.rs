//! Runs the programs that builds need: output lines become events, the last ones stay for the error.

use std::collections::VecDeque;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;

use crate::image::error::{ImageError, Result};
use crate::report::Step;

const KEPT_LINES: usize = 40;
const INTERRUPT_GRACE: Duration = Duration::from_secs(10);

/// A program that is about to run for an image.
pub struct Program<'a> {
    pub image: &'a str,
    pub step: &'a Step,
    pub cancel: &'a CancellationToken,
}

impl Program<'_> {
    /// Runs `command`, called `name` in errors, in `directory` to its end; all output goes to the step.
    pub async fn run(&self, name: &str, command: &mut Command, directory: &Path) -> Result<()> {
        let program = command.as_std().get_program().to_string_lossy().into_owned();
        command.current_dir(directory).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own, so that an interrupt reaches what the program has started too.
        command.process_group(0);
        let mut child = Interrupted(command.spawn().map_err(|source| ImageError::NotStarted { program, source })?);
        let (stdout, stderr) = (child.0.stdout.take(), child.0.stderr.take());
        let kept = std::sync::Mutex::new(VecDeque::new());
        let finished = async {
            tokio::join!(self.follow(stdout, &kept), self.follow(stderr, &kept));
            child.0.wait().await
        };
        let status = tokio::select! {
            status = finished => status,
            () = self.cancel.cancelled() => return Err(self.interrupt(child).await),
        };
        let status = match status {
            Ok(status) if status.success() => return Ok(()),
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        };
        let output = kept.into_inner().unwrap_or_default().into_iter().collect::<Vec<String>>().join("\n");
        Err(ImageError::Command { image: self.image.to_owned(), command: name.to_owned(), status, output })
    }

    /// Waits for the program to clean up after itself.
    async fn interrupt(&self, mut child: Interrupted) -> ImageError {
        child.signal();
        let _ = tokio::time::timeout(INTERRUPT_GRACE, child.0.wait()).await;
        ImageError::Interrupted { image: self.image.to_owned() }
    }

    async fn follow(&self, stream: Option<impl AsyncRead + Unpin>, kept: &std::sync::Mutex<VecDeque<String>>) {
        let Some(stream) = stream else { return };
        let mut lines = BufReader::new(stream).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            self.step.output(line.clone());
            if let Ok(mut kept) = kept.lock() {
                kept.push_back(line);
                if kept.len() > KEPT_LINES {
                    kept.pop_front();
                }
            }
        }
    }
}

/// A child that is interrupted with its own children, as by Ctrl-C, when it is dropped while it runs.
struct Interrupted(Child);

impl Interrupted {
    fn signal(&self) {
        let id = self.0.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
        if let Some(id) = id {
            // It may have ended by now, and then there is nothing to interrupt.
            let _ = rustix::process::kill_process_group(id, rustix::process::Signal::INT);
        }
    }
}

impl Drop for Interrupted {
    fn drop(&mut self) {
        self.signal();
    }
}

/// Whether `program` is installed.
pub fn is_installed(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}
