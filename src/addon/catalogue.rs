//! The addons that there are: those that are part of this program, and folders that are named.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

use super::check::read;
use super::definition::Addon;
use super::folder::Folder;
use super::{AddonError, order};

static ADDONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/addons");

/// Where an addon comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// Part of this program.
    #[default]
    Ours,
    /// A folder of this machine.
    Folder(PathBuf),
    /// A Helm chart.
    Chart(ChartSource),
}

/// A Helm chart of this machine, and what of it is set once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartSource {
    /// Its folder, or a packed chart (.tgz).
    pub path: PathBuf,
    /// Of objects that name none.
    pub namespace: String,
    /// Files, later ones over earlier ones.
    pub values: Vec<PathBuf>,
}

/// Addons of this program, each read once and in the order in which they need each other.
pub struct Catalogue {
    addons: Vec<(Addon, Folder)>,
}

impl Catalogue {
    /// Reads what is part of this program.
    pub fn load() -> Result<Self, AddonError> {
        let addons: Result<Vec<_>, _> = ADDONS
            .dirs()
            .map(|dir| {
                let folder = Folder::embedded(dir);
                Ok::<_, AddonError>((read(&folder)?, folder))
            })
            .collect();
        let mut addons = addons?;
        addons.sort_by(|(one, _), (other, _)| one.name.cmp(&other.name));
        Ok(Self { addons })
    }

    /// All of them, by name.
    pub fn addons(&self) -> impl Iterator<Item = &Addon> {
        self.addons.iter().map(|(addon, _)| addon)
    }

    /// One of them.
    pub fn find(&self, name: &str) -> Result<(&Addon, &Folder), AddonError> {
        let found = self.addons.iter().find(|(addon, _)| addon.name == name);
        found.map(|(addon, folder)| (addon, folder)).ok_or_else(|| AddonError::Unknown {
            name: name.to_owned(),
            known: self.addons().map(|addon| addon.name.clone()).collect(),
        })
    }

    /// What a word means: an addon's name, or a folder where the word is a path (`./my-addon`, `/srv/addon`).
    pub fn of_word(&self, word: &str) -> Result<(Addon, Folder, Source), AddonError> {
        if !is_path(word) {
            let (addon, folder) = self.find(word)?;
            return Ok((addon.clone(), folder.clone(), Source::Ours));
        }
        let folder = Folder::read(Path::new(word))?;
        let path = Path::new(word).canonicalize();
        let path = path.map_err(|source| AddonError::Unreadable { path: word.into(), source })?;
        Ok((read(&folder)?, folder, Source::Folder(path)))
    }

    /// Names of the addons that `name` needs, directly or not, each after those that it needs itself.
    pub fn needs_of(&self, addon: &Addon) -> Result<Vec<String>, AddonError> {
        order::needs(addon, |name| Ok(self.find(name)?.0))
    }
}

/// Whether a word can only be a path.
fn is_path(word: &str) -> bool {
    word.contains('/') || word == "." || word == ".."
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::addon::check::check;

    #[test]
    fn our_own_addons_have_no_problems() {
        let catalogue = Catalogue::load().unwrap();
        assert!(catalogue.addons().count() > 0);
        for (addon, folder) in &catalogue.addons {
            let checked = check(folder).unwrap();
            assert!(checked.problems.is_empty(), "{}: {:?}", addon.name, checked.problems);
            catalogue.needs_of(addon).unwrap();
        }
    }

    #[test]
    fn an_unknown_name_is_told_with_those_that_there_are() {
        let error = Catalogue::load().unwrap().of_word("metric").map(drop).unwrap_err();
        assert!(error.to_string().starts_with("there is no addon `metric`; there is "), "{error}");
    }
}
