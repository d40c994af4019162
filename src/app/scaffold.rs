//! New apps from the templates that are part of this program.

use std::path::{Path, PathBuf};

use include_dir::{Dir, DirEntry, include_dir};

use crate::fault::{Fault, Kind};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/apps");

/// A template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub name: String,
    /// Its files, relative to the new app's folder.
    pub files: Vec<PathBuf>,
}

/// A new app that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ScaffoldError {
    #[error("there is no template `{name}`; there is {}", .known.join(", "))]
    Unknown { name: String, known: Vec<String> },
    #[error("`{}` exists already{}", .path.display(), and_more(*.others))]
    Exists { path: PathBuf, others: usize, template: String },
    #[error("`{path}` could not be written")]
    Unwritable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
}

fn and_more(count: usize) -> String {
    if count == 0 { String::new() } else { format!(", and {count} more of the files that would be written") }
}

impl Fault for ScaffoldError {
    fn kind(&self) -> Kind {
        match self {
            Self::Unknown { .. } | Self::Exists { .. } | Self::Unwritable { .. } => Kind::User,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Unknown { .. } => Some("see the templates with `devcluster new`".to_owned()),
            Self::Exists { template, .. } => Some(format!("choose another folder: `devcluster new {template} my-app`")),
            Self::Unwritable { path, .. } => {
                Some(format!("look at the folder with `ls -ld {}`", path.parent().unwrap_or(path).display()))
            }
        }
    }
}

/// All templates, by name.
pub fn templates() -> Vec<Template> {
    let mut all: Vec<_> = TEMPLATES
        .dirs()
        .map(|folder| {
            let mut files: Vec<_> = contents(folder).into_iter().map(|(path, _)| path).collect();
            files.sort();
            Template { name: folder.path().display().to_string(), files }
        })
        .collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// Writes the files of a template into `folder`, or none of them where one is there already. What was written.
pub fn scaffold(template: &str, folder: &Path) -> Result<Vec<PathBuf>, ScaffoldError> {
    let source =
        TEMPLATES.dirs().find(|dir| dir.path() == Path::new(template)).ok_or_else(|| ScaffoldError::Unknown {
            name: template.to_owned(),
            known: templates().into_iter().map(|template| template.name).collect(),
        })?;
    let files: Vec<_> = contents(source).into_iter().map(|(path, content)| (folder.join(path), content)).collect();
    let existing: Vec<_> = files.iter().filter(|(path, _)| path.symlink_metadata().is_ok()).collect();
    if let Some((path, _)) = existing.first() {
        return Err(ScaffoldError::Exists {
            path: path.clone(),
            others: existing.len() - 1,
            template: template.to_owned(),
        });
    }
    for (path, content) in &files {
        let fail = |source| ScaffoldError::Unwritable { path: path.clone(), source };
        std::fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(fail)?;
        std::fs::write(path, content).map_err(fail)?;
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// Files of a template, below its own folder; what running an app leaves in a checkout is no part of it.
fn contents<'dir>(template: &'dir Dir<'dir>) -> Vec<(PathBuf, &'dir [u8])> {
    fn walk<'dir>(folder: &'dir Dir<'dir>, root: &Path, found: &mut Vec<(PathBuf, &'dir [u8])>) {
        for entry in folder.entries() {
            match entry {
                DirEntry::Dir(inner) if inner.path().ends_with("__pycache__") => {}
                DirEntry::Dir(inner) => walk(inner, root, found),
                DirEntry::File(file) => {
                    found.push((file.path().strip_prefix(root).unwrap_or(file.path()).to_owned(), file.contents()))
                }
            }
        }
    }
    let mut found = Vec::new();
    walk(template, template.path(), &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flask_app_is_there_with_its_hidden_files() {
        let flask = templates().into_iter().find(|template| template.name == "flask-api").unwrap();
        for file in ["app.py", "Dockerfile", "deployment.yaml", "service.yaml", "requirements.txt", ".dockerignore"] {
            assert!(flask.files.contains(&PathBuf::from(file)), "{file} of {:?}", flask.files);
        }
    }

    #[test]
    fn nothing_is_overwritten_and_then_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("app.py"), "mine").unwrap();
        let error = crate::fault::shown(&scaffold("flask-api", folder.path()).unwrap_err());
        insta::assert_snapshot!(error.replace(&folder.path().display().to_string(), "FOLDER"), @r"
        error: `FOLDER/app.py` exists already
        hint: choose another folder: `devcluster new flask-api my-app`
        ");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(std::fs::read_to_string(folder.path().join("app.py")).unwrap(), "mine");
    }

    #[tokio::test]
    async fn a_new_app_is_an_app() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("deep/app");
        scaffold("flask-api", &target).unwrap();
        let file = crate::app::AppFile::read(&target).unwrap();
        let app = crate::app::App::load(&crate::app::Tools::for_tests(), file, None).await.unwrap();
        assert_eq!(app.images[0].name, "flask-api:v1");
        assert_eq!(app.service, Some(("default".to_owned(), "flask-api-service".to_owned())));
        assert!(matches!(scaffold("nothing", &target), Err(ScaffoldError::Unknown { .. })));
    }
}
