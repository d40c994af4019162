//! bollard's errors as ours: the engine's own sentences are read where they tell causes apart.

use std::io::ErrorKind;
use std::path::Path;

use bollard::errors::Error;

use crate::engine::EngineError;

/// Maps an error of an action that reads after "refused to".
pub fn on(action: &str) -> impl Fn(Error) -> EngineError + Clone + use<> {
    let action = action.to_owned();
    move |error| translate(&action, error)
}

/// Whether the engine answered that the object is not there.
pub fn is_missing(error: &Error) -> bool {
    matches!(error, Error::DockerResponseServerError { status_code: 404, .. })
}

/// Whether the engine answered that there is nothing to do (a container already stopped or started, or a removal
/// that is under way).
pub fn is_done_already(error: &Error) -> bool {
    match error {
        Error::DockerResponseServerError { status_code: 304, .. } => true,
        Error::DockerResponseServerError { status_code: 409, message } => message.contains("already in progress"),
        _ => false,
    }
}

fn translate(action: &str, error: Error) -> EngineError {
    match error {
        Error::DockerResponseServerError { status_code, message } => refused(action, status_code, message),
        Error::DockerStreamError { error } => refused(action, 0, error),
        other => EngineError::Broken { action: action.to_owned(), source: Box::new(other) },
    }
}

fn refused(action: &str, status: u16, message: String) -> EngineError {
    if let Some(port) = port_in_use(&message) {
        return EngineError::PortInUse { port, detail: message };
    }
    if message.contains("apply caps") {
        return EngineError::CapabilityLacking { detail: message };
    }
    if lacks_gpus(&message) {
        return EngineError::GpusLacking { detail: message };
    }
    EngineError::Refused { action: action.to_owned(), status, reason: message }
}

/// Without the toolkit Docker says `could not select device driver "" with capabilities: [[gpu]]`; with it, but without
/// a driver or a GPU, its hook says `nvidia-container-cli: initialization error: …`, and by CDI it is an
/// `unresolvable CDI device`.
fn lacks_gpus(message: &str) -> bool {
    let markers = ["could not select device driver", "nvidia-container-cli", "unresolvable CDI device"];
    markers.iter().any(|marker| message.contains(marker))
}

/// Docker says `… Bind for 127.0.0.1:8080 failed: port is already allocated` for its own containers' ports and
/// `listen tcp4 127.0.0.1:8080: bind: address already in use` for other programs'; from 27 on `failed to bind host
/// port for 127.0.0.1:8080:172.17.0.2:80/tcp: address already in use`, from 28 on without `for` and the container's end.
fn port_in_use(message: &str) -> Option<u16> {
    if !message.contains("port is already allocated") && !message.contains("address already in use") {
        return None;
    }
    let markers = ["Bind for ", "host port for ", "host port ", "listen tcp ", "listen tcp4 ", "listen tcp6 "];
    let markers = markers.into_iter().chain(["listen udp ", "listen udp4 ", "listen udp6 "]);
    let place = markers.filter_map(|marker| message.split_once(marker)).map(|(_, place)| place).next()?;
    // IPv6 addresses stand in brackets.
    let after_address = place.strip_prefix('[').and_then(|place| place.split_once(']')).map_or(place, |(_, rest)| rest);
    let digits = after_address.split(':').nth(1)?;
    digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// The operating system's error behind a failed connection to `socket`. The HTTP client hides it in some versions,
/// so the socket is tried once more by hand.
pub fn io_kind(error: &Error, socket: &Path) -> Option<ErrorKind> {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = source {
        if let Some(io) = error.downcast_ref::<std::io::Error>()
            && io.kind() != ErrorKind::Other
        {
            return Some(io.kind());
        }
        source = error.source();
    }
    std::os::unix::net::UnixStream::connect(socket).err().map(|error| error.kind())
}

#[cfg(test)]
mod tests {
    use super::port_in_use;

    #[test]
    fn all_wordings_of_a_taken_port_are_read() {
        let own = "driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:8080 failed: port is already allocated";
        let other =
            "driver failed: Error starting userland proxy: listen tcp4 127.0.0.1:6443: bind: address already in use";
        assert_eq!(port_in_use(own), Some(8080));
        assert_eq!(port_in_use(other), Some(6443));
        let newer =
            "driver failed: failed to bind host port for 0.0.0.0:8000:172.31.0.2:80/tcp: address already in use";
        let newest = "container networking: failed to bind host port [::1]:53/udp: address already in use";
        assert_eq!(port_in_use(newer), Some(8000));
        assert_eq!(port_in_use(newest), Some(53));
        assert_eq!(port_in_use("no such image"), None);
    }
}
