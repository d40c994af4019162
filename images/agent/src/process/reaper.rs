//! Starts children and reaps every process that ends, its own and those that were handed down to process 1.
//!
//! Only this file waits for processes: a second waiter would steal exit statuses from the first.

use std::collections::HashMap;
use std::io::{self, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use rustix::process::{Pid, WaitOptions, wait};
use signal_hook::consts::SIGCHLD;
use signal_hook::iterator::Signals;

use crate::error::Error;

#[derive(Debug, Default)]
pub struct Reaper {
    /// Who wants to know about the end of which child.
    children: Mutex<HashMap<Pid, Sender<ExitStatus>>>,
}

/// A child that was started; its exit status arrives once.
#[derive(Debug)]
pub struct Child {
    pub pid: Pid,
    pub exit: Receiver<ExitStatus>,
}

impl Reaper {
    /// Starts the thread that reaps.
    pub fn start() -> io::Result<Arc<Self>> {
        let reaper = Arc::new(Self::default());
        let mut signals = Signals::new([SIGCHLD])?;
        let reaping = Arc::clone(&reaper);
        thread::Builder::new().name("reaper".into()).spawn(move || {
            for _ in signals.forever() {
                reaping.reap();
            }
        })?;
        Ok(reaper)
    }

    pub fn spawn(&self, command: &mut Command) -> io::Result<Child> {
        // Held until the child is registered, so that it can't be reaped as a stranger.
        let mut children = self.children();
        let child = command.spawn()?;
        let pid = Pid::from_child(&child);
        let (sender, exit) = channel();
        children.insert(pid, sender);
        Ok(Child { pid, exit })
    }

    /// Runs a command to its end and returns what it wrote to stdout; an exit status other than 0 is an error that
    /// carries what it wrote to stderr.
    pub fn run(&self, command: &mut Command) -> Result<String, Error> {
        let program = command.get_program().to_string_lossy().into_owned();
        let failed_start = |source| Error::Spawn { program: program.clone(), source };
        let (mut output, stdout) = io::pipe().map_err(failed_start)?;
        let (mut complaint, stderr) = io::pipe().map_err(failed_start)?;
        command.stdin(Stdio::null()).stdout(stdout).stderr(stderr);
        let child = self.spawn(command).map_err(failed_start)?;
        let shown = show(command);
        // The command holds the pipes' other ends: reading would not end while they are open here.
        command.stdout(Stdio::null()).stderr(Stdio::null());

        let complaints = thread::spawn(move || {
            let mut text = Vec::new();
            let _ = complaint.read_to_end(&mut text);
            String::from_utf8_lossy(&text).trim().to_owned()
        });
        let mut text = Vec::new();
        output.read_to_end(&mut text).map_err(failed_start)?;
        let said = complaints.join().unwrap_or_default();
        match child.exit.recv() {
            Ok(status) if status.success() => Ok(String::from_utf8_lossy(&text).into_owned()),
            Ok(status) => Err(Error::Command { command: shown, status: status.to_string(), said }),
            Err(_) => Err(Error::Command { command: shown, status: "an unknown status".into(), said }),
        }
    }

    fn reap(&self) {
        let mut children = self.children();
        // One signal may stand for many ends. An error means that no child is left.
        while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
            if let Some(sender) = children.remove(&pid) {
                // Who asked may have gone; the process is reaped all the same.
                let _ = sender.send(ExitStatus::from_raw(status.as_raw()));
            }
        }
    }

    fn children(&self) -> MutexGuard<'_, HashMap<Pid, Sender<ExitStatus>>> {
        self.children.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn show(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    // One test, since all tests of a run share one process and its children.
    #[test]
    fn runs_commands_to_their_end() {
        let reaper = Reaper::start().unwrap();
        let output = reaper.run(Command::new("echo").arg("here")).unwrap();
        assert_eq!(output, "here\n");

        let failing = reaper.run(Command::new("sh").args(["-c", "echo broken >&2; exit 3"]));
        assert_eq!(
            failing.unwrap_err().to_string(),
            "run `sh -c echo broken >&2; exit 3`, which ended with exit status: 3 and said: broken"
        );

        let missing = reaper.run(&mut Command::new("/no/such/program"));
        assert_eq!(missing.unwrap_err().to_string(), "start `/no/such/program`");
    }
}
