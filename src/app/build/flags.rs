//! What a person adds to `docker build`: passed on as it is, but for what has to be known here.

use std::ffi::OsString;
use std::path::PathBuf;

/// Flags that take the result elsewhere than into the engine.
const ELSEWHERE: [&str; 4] = ["--push", "--output", "-o", "--check"];

/// Flags of `docker build`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildFlags {
    pub words: Vec<OsString>,
    /// In place of the image's own: it may have to be changed on its way.
    pub dockerfile: Option<PathBuf>,
    /// Whether the engine may not have the image afterwards.
    pub leaves_engine: bool,
}

impl BuildFlags {
    /// Reads a person's words.
    pub fn of(words: Vec<OsString>) -> Self {
        let mut flags = Self::default();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let text = word.to_string_lossy().into_owned();
            if text == "--file" || text == "-f" {
                flags.dockerfile = words.next().map(PathBuf::from).or(flags.dockerfile);
                continue;
            }
            if let Some(path) = text.strip_prefix("--file=").or_else(|| short_file(&text)) {
                flags.dockerfile = Some(path.into());
                continue;
            }
            let name = text.split('=').next().unwrap_or_default();
            flags.leaves_engine |= ELSEWHERE.contains(&name);
            flags.words.push(word);
        }
        flags
    }
}

/// `-fdocker/Dockerfile`.
fn short_file(text: &str) -> Option<&str> {
    text.strip_prefix("-f").filter(|rest| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &str) -> BuildFlags {
        BuildFlags::of(words.split(' ').map(OsString::from).collect())
    }

    #[test]
    fn the_dockerfile_is_taken_out_and_all_else_is_passed_on() {
        for words in ["-f a/Dockerfile --no-cache", "--file=a/Dockerfile --no-cache", "-fa/Dockerfile --no-cache"] {
            let flags = of(words);
            assert_eq!(flags.dockerfile, Some("a/Dockerfile".into()), "{words}");
            assert_eq!(flags.words, ["--no-cache"], "{words}");
        }
        assert!(!of("--secret id=a --cache-to type=local").leaves_engine);
        assert!(of("--push").leaves_engine);
        assert!(of("--output=type=tar").leaves_engine);
    }
}
