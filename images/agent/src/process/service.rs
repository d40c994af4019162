//! A daemon that is kept running: started again when it ends, with growing waits, until it is told to stop.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::Reaper;
use super::backoff::Backoff;
use super::log_file::LogFile;
use crate::log;

#[derive(Debug)]
pub struct Service {
    name: &'static str,
    state: Arc<Mutex<State>>,
    stop: Sender<()>,
    /// Disconnects when the supervising thread has ended.
    done: Receiver<()>,
}

#[derive(Debug, Default)]
struct State {
    running: Option<Pid>,
    stopping: bool,
}

impl Service {
    /// Starts the thread that keeps the daemon running; its output goes to `/var/log/NAME.log`.
    pub fn start(name: &'static str, words: Vec<String>, reaper: Arc<Reaper>) -> io::Result<Self> {
        let state = Arc::new(Mutex::new(State::default()));
        let (stop, stopped) = channel();
        let (finished, done) = channel::<()>();
        let supervisor = Supervisor { name, words, log: log_path(name), reaper, state: Arc::clone(&state), stopped };
        thread::Builder::new().name(name.into()).spawn(move || {
            supervisor.run();
            drop(finished);
        })?;
        Ok(Self { name, state, stop, done })
    }

    /// Asks the daemon to end, and ends it by force where it takes longer than `patience`.
    pub fn stop(&self, patience: Duration) {
        let start = Instant::now();
        self.signal_to_stop(Signal::TERM);
        if !self.ended_within(patience) {
            log::line(&format!("{} did not stop within {} s: killed", self.name, patience.as_secs_f32()));
            self.signal_to_stop(Signal::KILL);
            self.ended_within(Duration::from_secs(1));
        }
        log::line(&format!("{} stopped in {}", self.name, log::milliseconds(start.elapsed())));
    }

    fn signal_to_stop(&self, signal: Signal) {
        let mut state = lock(&self.state);
        state.stopping = true;
        if let Some(pid) = state.running {
            // The process may just have ended.
            let _ = kill_process(pid, signal);
        }
        // Ends a wait before the next start. The thread may be gone already.
        let _ = self.stop.send(());
    }

    fn ended_within(&self, patience: Duration) -> bool {
        use std::sync::mpsc::RecvTimeoutError::Disconnected;
        self.done.recv_timeout(patience) == Err(Disconnected)
    }
}

struct Supervisor {
    name: &'static str,
    words: Vec<String>,
    log: PathBuf,
    reaper: Arc<Reaper>,
    state: Arc<Mutex<State>>,
    stopped: Receiver<()>,
}

impl Supervisor {
    fn run(&self) {
        let mut backoff = Backoff::new();
        loop {
            let start = Instant::now();
            let end = match self.run_once() {
                Ok(Some(end)) => end,
                Ok(None) => return,
                Err(error) => format!("can't be started: {error}"),
            };
            if lock(&self.state).stopping {
                return;
            }
            let wait = backoff.after(start.elapsed());
            log::line(&format!(
                "{} {end}; starting it again in {} s; its log is {}",
                self.name,
                wait.as_secs_f32(),
                self.log.display()
            ));
            if self.stopped.recv_timeout(wait).is_ok() {
                return;
            }
        }
    }

    /// Runs the daemon until it ends and says how; None where it is not to be started any more.
    fn run_once(&self) -> io::Result<Option<String>> {
        let (output, input) = io::pipe()?;
        let log = LogFile::open(&self.log)?;
        let Some((program, arguments)) = self.words.split_first() else {
            return Ok(None);
        };
        let child = {
            // Held over the start: a stop that comes now must see the process.
            let mut state = lock(&self.state);
            if state.stopping {
                return Ok(None);
            }
            let mut command = Command::new(program);
            command.args(arguments).stdin(Stdio::null()).stdout(input.try_clone()?).stderr(input);
            let child = self.reaper.spawn(&mut command)?;
            state.running = Some(child.pid);
            child
        };
        thread::Builder::new().name(format!("{}-log", self.name)).spawn(move || log.follow(output))?;
        let status = child.exit.recv();
        lock(&self.state).running = None;
        Ok(Some(match status {
            Ok(status) => format!("ended with {status}"),
            Err(_) => "ended".into(),
        }))
    }
}

fn log_path(name: &str) -> PathBuf {
    Path::new("/var/log").join(format!("{name}.log"))
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
