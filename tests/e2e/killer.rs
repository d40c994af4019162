//! Stands between devcluster and the engine, and kills devcluster as soon as the engine has done what one of its requests
//! asks for.

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::process::start;
use crate::world::World;

/// Where the engine listens, unless DOCKER_HOST says otherwise.
const ENGINE: &str = "/var/run/docker.sock";
const INTERVAL: Duration = Duration::from_millis(10);

/// What the threads of one run share.
struct Run {
    engine: PathBuf,
    /// The change after which devcluster is killed, counted from 1.
    fatal: usize,
    changes: AtomicUsize,
    process: AtomicI32,
    killed: AtomicBool,
}

/// Runs a command, killed with SIGKILL when the engine has answered its change of that number; whether it came so far.
pub fn killed_after(world: &World, arguments: &[&str], fatal: usize) -> bool {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let socket = folder.path().join("engine.sock");
    let listener = UnixListener::bind(&socket).expect("a socket");
    listener.set_nonblocking(true).expect("a socket that does not block");
    let run = Arc::new(Run {
        engine: engine(),
        fatal,
        changes: AtomicUsize::new(0),
        process: AtomicI32::new(0),
        killed: AtomicBool::new(false),
    });
    let mut command = world.command(arguments);
    command.env("DOCKER_HOST", format!("unix://{}", socket.display()));
    let mut running = start(&mut command, None);
    run.process.store(running.child.id().try_into().expect("a process ID"), Ordering::SeqCst);
    while running.child.try_wait().expect("a process").is_none() {
        match listener.accept() {
            Ok((client, _)) => {
                let run = Arc::clone(&run);
                std::thread::spawn(move || run.serve(client));
            }
            Err(_) => std::thread::sleep(INTERVAL),
        }
    }
    let done = running.wait();
    let killed = run.killed.load(Ordering::SeqCst);
    assert!(killed || done.code == 0, "{done}");
    killed
}

fn engine() -> PathBuf {
    let set = std::env::var("DOCKER_HOST").ok();
    set.as_deref().and_then(|host| host.strip_prefix("unix://")).map_or_else(|| Path::new(ENGINE).into(), PathBuf::from)
}

impl Run {
    /// One connection, which carries one request: both sides are told to close it then.
    fn serve(&self, mut client: UnixStream) {
        // A connection that breaks is one of a process that was killed.
        let _ = self.pass_on(&mut client);
    }

    fn pass_on(&self, client: &mut UnixStream) -> std::io::Result<()> {
        client.set_nonblocking(false)?;
        let (head, rest) = head(client)?;
        let mut engine = UnixStream::connect(&self.engine)?;
        let upgrades = head.to_lowercase().contains("upgrade:");
        let close = if upgrades { "" } else { "Connection: close\r\n" };
        engine.write_all(format!("{head}\r\n{close}\r\n").as_bytes())?;
        engine.write_all(&rest)?;
        let (mut from, mut to) = (client.try_clone()?, engine.try_clone()?);
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut from, &mut to);
            let _ = to.shutdown(std::net::Shutdown::Write);
        });
        let changes = !head.starts_with("GET ") && !head.starts_with("HEAD ");
        let mut first = [0; 4096];
        let length = engine.read(&mut first)?;
        if changes && self.changes.fetch_add(1, Ordering::SeqCst) + 1 == self.fatal {
            self.kill();
            return Ok(());
        }
        client.write_all(&first[..length])?;
        std::io::copy(&mut engine, client)?;
        client.shutdown(std::net::Shutdown::Both)
    }

    fn kill(&self) {
        self.killed.store(true, Ordering::SeqCst);
        let process = Pid::from_raw(self.process.load(Ordering::SeqCst)).expect("it has begun");
        kill_process(process, Signal::KILL).expect("it is ours");
    }
}

/// The request's line and headers, without the empty line after them; and what was read of the body.
fn head(client: &mut UnixStream) -> std::io::Result<(String, Vec<u8>)> {
    const END: &[u8] = b"\r\n\r\n";
    let mut read = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some(end) = read.windows(END.len()).position(|window| window == END) {
            let rest = read.split_off(end + END.len());
            read.truncate(end);
            return Ok((String::from_utf8_lossy(&read).into_owned(), rest));
        }
        match client.read(&mut buffer)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            length => read.extend_from_slice(&buffer[..length]),
        }
    }
}
