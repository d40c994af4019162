//! The files of an addon's folder.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::Dir;

use super::AddonError;

/// The file that makes a folder an addon.
pub const DEFINITION: &str = "addon.yaml";

/// An addon's files, by name; what is not YAML is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Of the addon: the folder's.
    pub name: String,
    /// What to call the folder in front of a file's name in errors; empty for what is part of this program.
    pub place: String,
    pub files: BTreeMap<String, String>,
}

impl Folder {
    /// A folder that is part of this program.
    pub fn embedded(dir: &Dir<'_>) -> Self {
        let name = dir.path().display().to_string();
        let files = dir.files().filter_map(|file| {
            let name = file.path().file_name()?.to_str()?.to_owned();
            is_yaml(&name).then_some((name, file.contents_utf8()?.to_owned()))
        });
        Self { place: format!("addons/{name}/"), name, files: files.collect() }
    }

    /// A folder of this machine.
    pub fn read(path: &Path) -> Result<Self, AddonError> {
        let unreadable = |source| AddonError::Unreadable { path: path.to_owned(), source };
        if !path.join(DEFINITION).is_file() {
            return Err(AddonError::NotAnAddon { path: path.to_owned() });
        }
        let whole = path.canonicalize().map_err(unreadable)?;
        let name = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(path).map_err(unreadable)? {
            let file = entry.map_err(unreadable)?.path();
            let Some(name) = file.file_name().and_then(|name| name.to_str()).filter(|name| is_yaml(name)) else {
                continue;
            };
            if file.is_file() {
                let content = std::fs::read_to_string(&file)
                    .map_err(|source| AddonError::Unreadable { path: file.clone(), source })?;
                files.insert(name.to_owned(), content);
            }
        }
        Ok(Self { name, place: format!("{}/", path.display()), files })
    }

    /// Names and texts of its manifests, in the order of their names.
    pub fn manifests(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.files.iter().filter(|(name, _)| *name != DEFINITION);
        files.map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

fn is_yaml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|end| end == "yaml" || end == "yml")
}
