//! Programs run to their end within a deadline, with all that they said.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::until::until;

/// Long enough for the slowest command, an image build on a slow machine.
const DEADLINE: Duration = Duration::from_secs(600);

/// A program that has ended.
pub struct Done {
    pub command: String,
    /// 128 and more for a signal, as shells have it.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Done {
    /// Its standard output, where it ended well.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{self}");
        self.stdout
    }

    /// Its standard error, where it ended with `code`.
    #[track_caller]
    pub fn fails_with(self, code: i32) -> String {
        assert_eq!(self.code, code, "{self}");
        self.stderr
    }
}

impl std::fmt::Display for Done {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { command, code, stdout, stderr } = self;
        write!(formatter, "`{command}` ended with {code}\n--- stdout\n{stdout}\n--- stderr\n{stderr}\n---")
    }
}

/// Runs a command to its end, without input.
#[track_caller]
pub fn run(command: &mut Command) -> Done {
    start(command, None).wait()
}

/// Runs a command to its end, with `input` on its standard input.
#[track_caller]
pub fn run_with_input(command: &mut Command, input: &str) -> Done {
    start(command, Some(input)).wait()
}

/// A program that runs. Killed when it is dropped.
pub struct Running {
    shown: String,
    pub child: Child,
    streams: Option<[JoinHandle<String>; 2]>,
}

/// Starts a command.
#[track_caller]
pub fn start(command: &mut Command, input: Option<&str>) -> Running {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let shown = words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    command
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("`{shown}` could not be run: {error}"));
    if let (Some(input), Some(mut stdin)) = (input, child.stdin.take()) {
        stdin.write_all(input.as_bytes()).expect("the program reads its input");
    }
    let streams = [collect(child.stdout.take()), collect(child.stderr.take())];
    Running { shown, child, streams: Some(streams) }
}

impl Running {
    /// Sends it the signal of Ctrl-C, and waits for its end.
    #[track_caller]
    pub fn interrupt(self) -> Done {
        run(Command::new("kill").args(["-INT", &self.child.id().to_string()])).ok();
        self.wait()
    }

    /// Waits for its end.
    #[track_caller]
    pub fn wait(mut self) -> Done {
        let status = until(&format!("`{}` ends", self.shown), DEADLINE, || {
            self.child.try_wait().expect("the program can be waited for")
        });
        let [stdout, stderr] = self
            .streams
            .take()
            .expect("it is waited for once")
            .map(|stream| stream.join().expect("its output is read"));
        use std::os::unix::process::ExitStatusExt;
        let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(-1);
        Done { command: self.shown.clone(), code, stdout, stderr }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already, most times.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect(stream: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            // What came before an error is what there is to show.
            let _ = stream.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
