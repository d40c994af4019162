//! The program that is supervised: started in a process group of its own, so that it ends with all that it started.

use std::io::{self, IsTerminal};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::run::Event;
use crate::process::Reaper;

const INTERVAL: Duration = Duration::from_millis(5);

/// A run of the program.
#[derive(Debug)]
pub struct Program {
    pid: Pid,
    has_group: bool,
}

impl Program {
    /// Starts it; `events` is told when it ends, with `number` to tell one run from another.
    pub fn start(words: &[String], number: u64, reaper: &Arc<Reaper>, events: &Sender<Event>) -> io::Result<Self> {
        let (program, arguments) = words.split_first().ok_or_else(|| io::Error::other("no program is named"))?;
        let mut command = Command::new(program);
        command.args(arguments);
        // On a terminal only the group that is in the foreground may read.
        let has_group = !io::stdin().is_terminal();
        if has_group {
            command.process_group(0);
        }
        let child = reaper.spawn(&mut command)?;
        let events = events.clone();
        thread::Builder::new().name("program".into()).spawn(move || {
            if let Ok(status) = child.exit.recv() {
                // Nobody listens any more once the supervisor ends.
                let _ = events.send(Event::Ended { number, status });
            }
        })?;
        Ok(Self { pid: child.pid, has_group })
    }

    /// Passes a signal on, as it would reach the program without a supervisor: it alone.
    pub fn signal(&self, signal: Signal) {
        // One that has ended needs none.
        let _ = kill_process(self.pid, signal);
    }

    /// Ends what is left of its group, and waits until it is gone.
    pub fn clear(&self) {
        let start = Instant::now();
        while self.has_group && kill_process_group(self.pid, Signal::KILL).is_ok() && start.elapsed().as_secs() < 1 {
            thread::sleep(INTERVAL);
        }
    }
}

/// The exit code by which a shell tells how a program ended.
pub fn exit_code(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt;
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}
