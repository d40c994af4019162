//! A log file that is rotated by size, fed from a process's output.

use std::fs::{self, File, OpenOptions};
use std::io::{self, PipeReader, Read, Write};
use std::path::{Path, PathBuf};

/// Bytes after which a file is put aside.
const LARGEST: u64 = 10 * 1024 * 1024;
/// How many files that were put aside are kept.
const KEPT: u32 = 3;

#[derive(Debug)]
pub struct LogFile {
    path: PathBuf,
    file: File,
    size: u64,
    largest: u64,
}

impl LogFile {
    /// Opens a log file to append to.
    pub fn open(path: &Path) -> io::Result<Self> {
        Self::with_limit(path, LARGEST)
    }

    fn with_limit(path: &Path, largest: u64) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        let size = file.metadata()?.len();
        Ok(Self { path: path.to_path_buf(), file, size, largest })
    }

    /// Copies all that comes out of a pipe, until its writers are gone. Output that can't be written (a full disk) is
    /// dropped: the process must not block on its log.
    pub fn follow(mut self, mut pipe: PipeReader) {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match pipe.read(&mut buffer) {
                Ok(0) => return,
                Ok(length) => {
                    let _ = self.write(&buffer[..length]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return,
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.size >= self.largest {
            self.rotate()?;
        }
        self.file.write_all(bytes)?;
        self.size += bytes.len() as u64;
        Ok(())
    }

    fn rotate(&mut self) -> io::Result<()> {
        for number in (1..KEPT).rev() {
            // Gaps in the series are fine: a file that is not there has nothing to lose.
            let _ = fs::rename(self.numbered(number), self.numbered(number + 1));
        }
        fs::rename(&self.path, self.numbered(1))?;
        *self = Self::with_limit(&self.path, self.largest)?;
        Ok(())
    }

    fn numbered(&self, number: u32) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(format!(".{number}"));
        name.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rotates_by_size_and_keeps_three() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kubelet.log");
        let mut log = LogFile::with_limit(&path, 4).unwrap();
        for text in ["one ", "two ", "three ", "four ", "five ", "six"] {
            log.write(text.as_bytes()).unwrap();
        }
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).ok();
        assert_eq!(read("kubelet.log").unwrap(), "six");
        assert_eq!(read("kubelet.log.1").unwrap(), "five ");
        assert_eq!(read("kubelet.log.3").unwrap(), "three ");
        assert_eq!(read("kubelet.log.4"), None);
    }

    #[test]
    fn appends_to_what_an_earlier_run_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kubelet.log");
        LogFile::open(&path).unwrap().write(b"before\n").unwrap();
        LogFile::open(&path).unwrap().write(b"after\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "before\nafter\n");
    }
}
