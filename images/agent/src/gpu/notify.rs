//! Hears of files that come and go in folders.

use std::mem::MaybeUninit;
use std::path::Path;
use std::thread;

use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
use rustix::io::Errno;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, channel};

use crate::error::Error;

/// Folders that are watched by a thread.
#[derive(Debug)]
pub struct Folders(Receiver<()>);

impl Folders {
    pub fn watch(folders: &[&str]) -> Result<Self, Error> {
        let failed = |errno: Errno| Error::call("watch folders by", Path::new("inotify"))(errno);
        let watch = inotify::init(CreateFlags::CLOEXEC).map_err(failed)?;
        let flags = WatchFlags::CREATE | WatchFlags::DELETE | WatchFlags::MOVED_TO | WatchFlags::MOVED_FROM;
        for folder in folders {
            inotify::add_watch(&watch, *folder, flags).map_err(Error::call("watch", folder))?;
        }
        let (changed, changes) = channel(1);
        thread::spawn(move || {
            let mut buffer = [MaybeUninit::uninit(); 4096];
            let mut reader = inotify::Reader::new(&watch, &mut buffer);
            loop {
                match reader.next() {
                    Ok(_) => {}
                    Err(Errno::INTR) => continue,
                    Err(_) => return,
                }
                // One that waits to be heard stands for all since then.
                if matches!(changed.try_send(()), Err(TrySendError::Closed(()))) {
                    return;
                }
            }
        });
        Ok(Self(changes))
    }

    /// Waits until something has changed since the last call.
    pub async fn changed(&mut self) -> Result<(), Error> {
        self.0.recv().await.ok_or_else(|| Error::Unfit("folders can't be watched any more".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn files_that_come_and_go_are_heard_of() {
        let folder = tempfile::tempdir().unwrap();
        let mut folders = Folders::watch(&[folder.path().to_str().unwrap()]).unwrap();
        let quiet = tokio::time::timeout(Duration::from_millis(20), folders.changed()).await;
        assert!(quiet.is_err());
        std::fs::write(folder.path().join("a"), "").unwrap();
        folders.changed().await.unwrap();
        std::fs::remove_file(folder.path().join("a")).unwrap();
        folders.changed().await.unwrap();
    }
}
