//! Between signals and the program's end: signals are passed on, a restart is made, an end is handed up.

use std::process::ExitStatus;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};
use std::{io, thread};

use rustix::process::Signal;
use signal_hook::consts::{SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH};
use signal_hook::iterator::Signals;

use super::RESTART;
use super::program::{Program, exit_code};
use crate::error::{Error, Failure};
use crate::process::Reaper;

const PASSED_ON: [i32; 9] = [SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM, SIGCONT, SIGWINCH];
/// How long a program may take to end before it is started again.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub enum Event {
    Signal(i32),
    /// The run of that number ended.
    Ended {
        number: u64,
        status: ExitStatus,
    },
}

/// Runs the program that `words` name until it ends by itself; the exit code to end with.
pub fn run(words: &[String]) -> Result<u8, Failure> {
    let program = words.first().cloned().unwrap_or_default();
    supervise(words).map_err(|source| Failure {
        what: "run the app's program",
        hint: "its words are the manifest's command and args, else the image's ENTRYPOINT and CMD; a program without a slash is looked for in PATH",
        source: Error::Spawn { program, source },
    })
}

fn supervise(words: &[String]) -> io::Result<u8> {
    let (sender, events) = channel();
    listen(sender.clone())?;
    let reaper = Reaper::start()?;
    for number in 0.. {
        let program = Program::start(words, number, &reaper, &sender)?;
        if let Some(status) = wait(&program, number, &events) {
            return Ok(exit_code(status));
        }
        program.clear();
    }
    Ok(0)
}

fn listen(events: Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new(PASSED_ON.into_iter().chain([RESTART.as_raw()]))?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            // Nobody listens any more once the supervisor ends.
            let _ = events.send(Event::Signal(signal));
        }
    })?;
    Ok(())
}

/// Until the program has ended: by itself, with its status, or because it is to be started again.
fn wait(program: &Program, number: u64, events: &Receiver<Event>) -> Option<ExitStatus> {
    let mut asked_at: Option<Instant> = None;
    loop {
        let left = asked_at.map_or(PATIENCE, |asked| PATIENCE.saturating_sub(asked.elapsed()));
        match events.recv_timeout(left) {
            Ok(Event::Ended { number: ended, status }) if ended == number => {
                return asked_at.is_none().then_some(status);
            }
            // Of a run before, or asked for already.
            Ok(Event::Ended { .. }) => {}
            Ok(Event::Signal(signal)) if signal == RESTART.as_raw() => {
                asked_at.get_or_insert_with(|| {
                    program.signal(Signal::TERM);
                    Instant::now()
                });
            }
            Ok(Event::Signal(signal)) => {
                // Who ends the container now wants no new run.
                asked_at = asked_at.filter(|_| signal != SIGTERM);
                Signal::from_named_raw(signal).into_iter().for_each(|signal| program.signal(signal));
            }
            Err(RecvTimeoutError::Timeout) if asked_at.is_some() => program.signal(Signal::KILL),
            Err(_) => {}
        }
    }
}
