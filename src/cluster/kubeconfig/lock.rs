//! client-go's lock on a kubeconfig: a file `<kubeconfig>.lock` that is made exclusively.

use std::fs::{self, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::cluster::ClusterError;

const LOCK_WAIT: Duration = Duration::from_secs(10);
const LOCK_INTERVAL: Duration = Duration::from_millis(20);

/// Held until it is dropped.
pub struct Lock(PathBuf);

impl Lock {
    pub fn take(path: &Path) -> Result<Self, ClusterError> {
        let mut name = path.as_os_str().to_owned();
        name.push(".lock");
        let lock = PathBuf::from(name);
        let deadline = Instant::now() + LOCK_WAIT;
        loop {
            match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&lock) {
                Ok(_) => return Ok(Self(lock)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists && Instant::now() < deadline => {
                    thread::sleep(LOCK_INTERVAL)
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    return Err(ClusterError::KubeconfigLocked { path: path.to_owned(), lock });
                }
                Err(source) => return Err(ClusterError::KubeconfigFile { path: path.to_owned(), source }),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
