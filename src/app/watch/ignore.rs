//! What of an app's folder docker does not send to a build: its .dockerignore, order and exceptions included.

use std::path::Path;

use super::pattern::Pattern;

/// The file's name.
pub const FILE: &str = ".dockerignore";

/// The patterns of a .dockerignore file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ignore {
    patterns: Vec<Pattern>,
}

impl Ignore {
    /// Reads the file in `folder`. One that can't be read ignores nothing: the build says what is wrong with it.
    pub fn of(folder: &Path) -> Self {
        Self::parse(&std::fs::read_to_string(folder.join(FILE)).unwrap_or_default())
    }

    /// Reads the text of a file.
    pub fn parse(text: &str) -> Self {
        let lines = text.trim_start_matches('\u{feff}').lines().filter(|line| !line.starts_with('#'));
        Self { patterns: lines.filter_map(Pattern::parse).collect() }
    }

    /// Whether a path (with slashes, relative to the folder) is left out: the last pattern that matches decides.
    pub fn ignores(&self, path: &str) -> bool {
        decide(&self.patterns, path)
    }

    /// Whether a folder is left out with all that it may hold.
    pub fn ignores_all_of(&self, folder: &str) -> bool {
        let mut exceptions = self.patterns.iter().filter(|pattern| pattern.is_exception);
        self.ignores(folder) && !exceptions.any(|pattern| pattern.may_reach_into(folder))
    }
}

/// Whether a list of patterns matches a path; the last one that does decides.
pub fn decide(patterns: &[Pattern], path: &str) -> bool {
    patterns.iter().fold(false, |matched, pattern| {
        // An exception has something to say only of what is matched, another pattern only of what is not.
        if pattern.is_exception == matched && pattern.covers(path) { !matched } else { matched }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_exceptions_count() {
        let ignore = Ignore::parse("# comment\n *.md \n!README*.md\nREADME-secret.md\n\n/build/\n");
        let ignored = |path| ignore.ignores(path);
        assert!(ignored("notes.md") && ignored("README-secret.md") && ignored("build/out/a.o"));
        assert!(!ignored("README.md") && !ignored("docs/notes.md") && !ignored("src/build/a.o"));
        let other = Ignore::parse("*.md\nREADME-secret.md\n!README*.md\n");
        assert!(!other.ignores("README-secret.md"));
    }

    #[test]
    fn a_folder_may_hold_exceptions() {
        let ignore = Ignore::parse("*\n!src\n!docs/**/*.md\nnode_modules\n");
        assert!(!ignore.ignores("src/app.py") && ignore.ignores("Makefile"));
        assert!(ignore.ignores("docs/a.png") && !ignore.ignores("docs/deep/a.md"));
        assert!(!ignore.ignores_all_of("docs") && !ignore.ignores_all_of("docs/deep"));
        assert!(ignore.ignores_all_of("node_modules") && ignore.ignores_all_of("web"));
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_pattern() {
        assert!(Ignore::parse("\u{feff}a\n").ignores("a"));
    }
}
