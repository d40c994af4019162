//! A shell script that compiles binaries: the same text runs on the host and in a compiler's container.

use std::path::Path;

/// A script, what it needs, and which image has that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// What to call it in errors: `go build`.
    pub name: &'static str,
    pub text: String,
    /// Programs that must be on the host for it to run there.
    pub programs: &'static [&'static str],
    /// Image that has them.
    pub image: &'static str,
    /// Volumes that keep downloads and compiled parts between containers of that image: name, path.
    pub caches: &'static [(&'static str, &'static str)],
    /// Whether it makes binaries for any machine, whatever it runs on.
    pub crosses: bool,
}

/// Where a script finds and leaves things.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub output: &'a Path,
    /// For a compiler that keeps what it compiled.
    pub cache: &'a Path,
    /// Go's name of the machine that the binaries are for: `amd64`.
    pub architecture: &'a str,
}

/// A word as the shell reads it back.
pub fn quote(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=,@%+".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Words as the shell reads them back.
pub fn quote_all<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(quote).collect::<Vec<_>>().join(" ")
}

/// A path as the shell reads it back.
pub fn quote_path(path: &Path) -> String {
    quote(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn words_survive_the_shell() {
        assert_eq!(quote("v1.36.3"), "v1.36.3");
        assert_eq!(quote("-s -w"), "'-s -w'");
        assert_eq!(quote("it's"), r"'it'\''s'");
    }
}
