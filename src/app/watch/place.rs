//! Paths in one form each, so that they can be compared: whole ones, and those that files are called by from a folder.

use std::path::{Component, Path, PathBuf};

/// A path without `.` and, as far as it can be, without `..`.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// What a place is called from a folder: with `..` where it is elsewhere. Both are whole paths.
pub fn seen_from(folder: &Path, place: &Path) -> PathBuf {
    let place = plain(place);
    let above = folder.ancestors().position(|above| place.starts_with(above)).unwrap_or_default();
    let shared = folder.ancestors().nth(above).unwrap_or(folder);
    let below = place.strip_prefix(shared).unwrap_or(&place);
    // An empty path joined would leave a slash.
    let up = std::iter::repeat_n(Component::ParentDir, above);
    up.chain(below.components()).collect()
}

/// A path as patterns have it.
pub fn slashed(path: &Path) -> String {
    path.iter().map(|name| name.to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_one_name() {
        let seen = |place: &str| seen_from(Path::new("/a/app"), Path::new(place));
        assert_eq!(seen("/a/app/./web/../k8s/a.yaml"), Path::new("k8s/a.yaml"));
        assert_eq!(seen("/a/app/../base/a.yaml"), Path::new("../base/a.yaml"));
        assert_eq!(seen("/a/app/../app/a.py"), Path::new("a.py"));
        assert_eq!(seen("/a"), Path::new(".."));
        assert_eq!(seen("/a/app"), Path::new(""));
    }
}
