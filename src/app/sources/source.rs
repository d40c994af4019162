//! A place that manifests come from.

use std::path::{Path, PathBuf};

/// Where manifests come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManifestSource {
    /// A file, or a folder whose .yaml, .yml and .json files are meant.
    Path(PathBuf),
    /// A document of the web.
    Url(String),
    /// Text that was read already, with a name for errors.
    Text {
        name: String,
        text: String,
    },
    /// A folder with a kustomization.yaml.
    Kustomization(PathBuf),
    Chart(Chart),
}

/// A Helm chart and its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Its folder, or a packed chart (.tgz).
    pub path: PathBuf,
    pub release: String,
    /// Of the release, and of objects that name none.
    pub namespace: String,
    /// Files, later ones over earlier ones.
    pub values: Vec<PathBuf>,
    /// As `helm --set` takes them: `image.tag=v1`.
    pub set: Vec<String>,
}

impl Chart {
    /// A name as that of a Helm release: at most 53 lower-case letters, digits and dashes.
    pub fn release_of(name: &str) -> String {
        let of = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let text: String = name.chars().map(of).take(53).collect();
        let text = text.trim_matches('-');
        if text.is_empty() { "app".to_owned() } else { text.to_owned() }
    }
}

impl ManifestSource {
    /// What a word means: a URL, or a file or folder relative to `folder`.
    pub fn of_word(word: &str, folder: &Path) -> Self {
        let is_url = word.starts_with("http://") || word.starts_with("https://");
        if is_url { Self::Url(word.to_owned()) } else { Self::Path(folder.join(word)) }
    }

    /// What to call it in an error.
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) | Self::Kustomization(path) => path.display().to_string(),
            Self::Url(url) => url.clone(),
            Self::Text { name, .. } => name.clone(),
            Self::Chart(chart) => chart.path.display().to_string(),
        }
    }
}
