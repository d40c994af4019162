//! Reads the request, goes from container to container, answers for each.

use std::io::{self, BufRead, Read};
use std::path::Path;

use rustix::process::{Signal, kill_process};

use super::enter::{self, Container};
use super::remove::remove_all;
use super::request::{Answer, Outcome, Request, Then};
use super::write::write_all;
use crate::error::{Error, Failure};
use crate::{log, supervise};

/// Does what standard input asks. An error means that the request itself could not be read.
pub fn run() -> Result<(), Failure> {
    let (request, archive) = read().map_err(|source| Failure {
        what: "read the request",
        hint: "the versions of devcluster and of this node may differ; see `devcluster version`",
        source,
    })?;
    let found: Vec<_> = request.containers.iter().map(|id| (id, enter::find(id))).collect();
    for (id, container) in found {
        let answer = match container.and_then(|found| found.map(|there| change(&there, &request, &archive)).transpose())
        {
            Ok(outcome) => Answer { container: id, outcome: outcome.unwrap_or(Outcome::Gone), reason: None },
            Err(error) => Answer { container: id, outcome: Outcome::Failed, reason: Some(with_cause(&error)) },
        };
        log::print(&format!("{}\n", serde_json::to_string(&answer).unwrap_or_default()));
    }
    Ok(())
}

fn read() -> Result<(Request, Vec<u8>), Error> {
    let unreadable = || Error::file("read", "/dev/stdin");
    let mut stdin = io::stdin().lock();
    let mut line = String::new();
    stdin.read_line(&mut line).map_err(unreadable())?;
    let request = serde_json::from_str(&line).map_err(|source| Error::Json { path: "/dev/stdin".into(), source })?;
    let mut archive = Vec::new();
    stdin.read_to_end(&mut archive).map_err(unreadable())?;
    Ok((request, archive))
}

fn change(container: &Container, request: &Request, archive: &[u8]) -> Result<Outcome, Error> {
    container.enter()?;
    remove_all(&request.remove)?;
    write_all(archive, Path::new("/"))?;
    let signal = match request.then {
        Then::Nothing => return Ok(Outcome::Done),
        Then::Restart if !container.is_supervised => return Ok(Outcome::Unsupervised),
        Then::Restart => supervise::RESTART,
        Then::Signal(number) => Signal::from_named_raw(number)
            .ok_or_else(|| Error::Unfit(format!("there is no signal {number} to send")))?,
    };
    // A process that ended meanwhile has its files renewed when it is back.
    Ok(if kill_process(container.pid, signal).is_ok() { Outcome::Done } else { Outcome::Gone })
}

fn with_cause(error: &Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |&cause| cause.source());
    std::iter::once(error.to_string()).chain(causes.map(ToString::to_string)).collect::<Vec<_>>().join(": ")
}
