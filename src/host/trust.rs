//! Certificate authorities that programs on this host trust: put in and taken out by the system's own tools.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fault::{Fault, Kind};

/// Name of our file in a store.
const FILE: &str = "devcluster-local-authority.crt";
/// Name in stores that go by names.
const NICKNAME: &str = "devcluster local authority";

/// Folders of certificates beside those of the system, and the command that makes them known.
const STORES: [(&str, &[&str]); 3] = [
    ("/usr/local/share/ca-certificates", &["update-ca-certificates"]),
    ("/etc/pki/ca-trust/source/anchors", &["update-ca-trust", "extract"]),
    ("/etc/ca-certificates/trust-source/anchors", &["trust", "extract-compat"]),
];

/// Where an authority is trusted now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trusted {
    /// The stores, for people.
    pub stores: Vec<String>,
}

/// A store that could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    #[error("this system has no certificate store that is known here")]
    NoStore { certificate: PathBuf },
    #[error("`{path}` can't be written")]
    Unwritable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("`{command}` failed")]
    Command { command: String, output: String },
}

impl Fault for TrustError {
    fn kind(&self) -> Kind {
        Kind::Environment
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NoStore { certificate } => {
                Some(format!("have your programs trust {} by their own settings", certificate.display()))
            }
            Self::Unwritable { .. } => Some(
                "the system's store is its administrator's: run `sudo -E devcluster trust`, which uses your authority"
                    .to_owned(),
            ),
            Self::Command { command, .. } => Some(format!("see what it says with `{command}`")),
        }
    }

    fn output(&self) -> Option<&str> {
        match self {
            Self::Command { output, .. } => Some(output),
            _ => None,
        }
    }
}

/// Has the system trust an authority, and the user's browsers where their store's tool (`certutil`) is there.
pub fn trust(certificate: &Path, home: Option<&Path>) -> Result<Trusted, TrustError> {
    let mut stores = Vec::new();
    for (folder, command) in system_stores() {
        let path = Path::new(folder).join(FILE);
        std::fs::copy(certificate, &path).map_err(|source| TrustError::Unwritable { path: path.clone(), source })?;
        run(command)?;
        stores.push(path.display().to_string());
    }
    for database in browser_stores(home) {
        let path = certificate.display().to_string();
        if run(&["certutil", "-d", &database, "-A", "-t", "C,,", "-n", NICKNAME, "-i", &path]).is_ok() {
            stores.push(database);
        }
    }
    match stores.is_empty() {
        true => Err(TrustError::NoStore { certificate: certificate.to_owned() }),
        false => Ok(Trusted { stores }),
    }
}

/// Takes the authority out of all stores again.
pub fn distrust(home: Option<&Path>) -> Result<Trusted, TrustError> {
    let mut stores = Vec::new();
    for (folder, command) in system_stores() {
        let path = Path::new(folder).join(FILE);
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(source) => return Err(TrustError::Unwritable { path, source }),
        }
        run(command)?;
        stores.push(path.display().to_string());
    }
    for database in browser_stores(home) {
        if run(&["certutil", "-d", &database, "-D", "-n", NICKNAME]).is_ok() {
            stores.push(database);
        }
    }
    Ok(Trusted { stores })
}

fn system_stores() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    STORES.into_iter().filter(|(folder, _)| Path::new(folder).is_dir())
}

/// Chromium's, and that of each profile of Firefox.
fn browser_stores(home: Option<&Path>) -> Vec<String> {
    let Some(home) = home else { return Vec::new() };
    let mut found: Vec<_> = [home.join(".pki/nssdb")].into_iter().collect();
    for profiles in [".mozilla/firefox", "snap/firefox/common/.mozilla/firefox"] {
        let entries = std::fs::read_dir(home.join(profiles)).into_iter().flatten().flatten();
        found.extend(entries.map(|entry| entry.path()));
    }
    found.retain(|path| path.join("cert9.db").is_file());
    found.iter().map(|path| format!("sql:{}", path.display())).collect()
}

fn run(words: &[&str]) -> Result<(), TrustError> {
    let command = words.join(" ");
    let failed = |output: String| TrustError::Command { command: command.clone(), output };
    let [program, arguments @ ..] = words else { return Ok(()) };
    let output = Command::new(program).args(arguments).output().map_err(|error| failed(error.to_string()))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned())),
    }
}
