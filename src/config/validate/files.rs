//! Files of the host that a config names.

use std::path::{Path, PathBuf};

/// How paths of a config are understood.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// What paths are relative to; `None` takes absolute ones as they are, without a look at the host.
    pub folder: Option<&'a Path>,
}

impl Files<'_> {
    /// The absolute path of something that is there.
    pub fn existing(self, text: &str) -> Result<PathBuf, String> {
        if text.is_empty() {
            return Err("expected a path, found nothing".to_owned());
        }
        let Some(folder) = self.folder else {
            let path = PathBuf::from(text);
            return if path.is_absolute() {
                Ok(path)
            } else {
                Err(format!("expected an absolute path, found `{text}`"))
            };
        };
        if text.starts_with("~/") || text == "~" {
            return Err(format!("`{text}` is taken literally: write your home folder's whole path in place of `~`"));
        }
        // The engine wants paths without `..`.
        folder.join(text).canonicalize().map_err(|error| unusable(folder, text, &error))
    }

    /// The text of a file.
    pub fn read(self, text: &str) -> Result<String, String> {
        let path = self.existing(text)?;
        std::fs::read(&path)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .map_err(|error| unusable(Path::new(""), text, &error))
    }
}

fn unusable(folder: &Path, text: &str, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound if Path::new(text).is_relative() => {
            format!(
                "`{text}` is not there: paths are relative to the config file, so {} was looked for",
                folder.join(text).display()
            )
        }
        std::io::ErrorKind::NotFound => format!("`{text}` is not there"),
        _ => format!("`{text}` can't be read: {error}"),
    }
}
