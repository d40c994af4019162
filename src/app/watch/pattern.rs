//! A pattern as .dockerignore files have them, matched as Docker's own matcher does it.

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Character(char),
    /// `?`: one character, no slash.
    One,
    /// `*`: any characters of one name.
    Name,
    /// `**/`, or `**` before something else: any folders, none too.
    Folders,
    /// `**` at the end: all that is left.
    Rest,
    /// `[a-z]`, `[^a-z]`.
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

/// A pattern of paths below a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    /// Begins with `!`: takes back what patterns before it matched.
    pub is_exception: bool,
    parts: Vec<Part>,
}

impl Pattern {
    /// Reads a pattern; `None` for one that means nothing: it is empty, or has a class that is not closed.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (is_exception, text) = match text.strip_prefix('!') {
            Some(rest) => (true, rest.trim()),
            None => (false, text),
        };
        let text = clean(text)?;
        let parts = parts(&text)?;
        Some(Self { text, is_exception, parts })
    }

    /// Whether it matches a path (with slashes, relative to the folder) or a folder above it.
    pub fn covers(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        ends.map(|end| path.get(..end).unwrap_or(path)).any(|path| self.matches(path))
    }

    fn matches(&self, path: &str) -> bool {
        match_parts(&self.parts, &path.chars().collect::<Vec<_>>())
    }

    /// Whether something below a folder could be matched that the folder itself is not.
    pub fn may_reach_into(&self, folder: &str) -> bool {
        let has_any_depth = self.parts.iter().any(|part| matches!(part, Part::Folders | Part::Rest));
        let is_deeper = self.text.split('/').count() > folder.split('/').count();
        // As far as the pattern names folders, it has to name this one.
        let literal = self.literal();
        let fits =
            literal.split('/').filter(|name| !name.is_empty()).zip(folder.split('/')).all(|(one, other)| one == other);
        (has_any_depth || is_deeper) && fits
    }

    /// The folders at its beginning that are named without wildcards: `src/api` of `src/api/*.py`. All of it where
    /// it has none.
    pub fn literal(&self) -> String {
        let is_literal = |name: &&str| !name.contains(['*', '?', '[', '\\']);
        self.text.split('/').take_while(is_literal).collect::<Vec<_>>().join("/")
    }
}

/// As Go's filepath.Clean does it, without the leading slash; `None` where nothing is left.
fn clean(text: &str) -> Option<String> {
    let mut names = Vec::new();
    for name in text.split('/') {
        match name {
            "" | "." => {}
            ".." if names.last().is_some_and(|last| *last != "..") => drop(names.pop()),
            name => names.push(name),
        }
    }
    (!names.is_empty()).then(|| names.join("/"))
}

fn parts(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        parts.push(match character {
            '*' if characters.next_if_eq(&'*').is_some() => {
                characters.next_if_eq(&'/');
                if characters.peek().is_none() { Part::Rest } else { Part::Folders }
            }
            '*' => Part::Name,
            '?' => Part::One,
            '[' => class(&mut characters)?,
            '\\' => Part::Character(characters.next()?),
            character => Part::Character(character),
        });
    }
    Some(parts)
}

/// What follows a `[`.
fn class(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Part> {
    let negated = characters.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        let first = match characters.next()? {
            ']' if !ranges.is_empty() => return Some(Part::Class { negated, ranges }),
            '\\' => characters.next()?,
            character => character,
        };
        let last = match characters.next_if_eq(&'-') {
            Some(_) => match characters.next()? {
                '\\' => characters.next()?,
                character => character,
            },
            None => first,
        };
        ranges.push((first, last));
    }
}

fn match_parts(parts: &[Part], path: &[char]) -> bool {
    let Some((part, parts)) = parts.split_first() else { return path.is_empty() };
    let one = |fits: &dyn Fn(char) -> bool| {
        path.split_first().is_some_and(|(&first, path)| fits(first) && match_parts(parts, path))
    };
    match part {
        Part::Rest => true,
        Part::Folders => {
            let after_slashes = path.iter().enumerate().filter(|(_, character)| **character == '/');
            match_parts(parts, path) || after_slashes.into_iter().any(|(at, _)| match_parts(parts, &path[at + 1..]))
        }
        Part::Name => {
            let length = path.iter().position(|&character| character == '/').unwrap_or(path.len());
            (0..=length).any(|taken| match_parts(parts, &path[taken..]))
        }
        Part::One => one(&|first| first != '/'),
        Part::Character(character) => one(&|first| first == *character),
        Part::Class { negated, ranges } => {
            one(&|first| ranges.iter().any(|(low, high)| (*low..=*high).contains(&first)) != *negated)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(pattern: &str, path: &str) -> bool {
        Pattern::parse(pattern).unwrap().covers(path)
    }

    /// Cases of the tests of moby/patternmatcher.
    #[test]
    fn matches_as_docker_does() {
        let cases = [
            ("**", "dir/file", true),
            ("**/", "dir/file", true),
            ("**/**", "dir/file2/file", true),
            ("dir/**", "dir/dir2/file", true),
            ("**/dir2/*", "dir/dir2/dir2/file", true),
            ("**file", "dir/dir/file", true),
            ("**file*txt", "dir/dir/file.txt", true),
            ("**/*.txt", "file.txt", true),
            ("**/**/*.txt", "dir/dir/file.txt", true),
            ("a**/*.txt", "a/dir/file.txt", true),
            ("a/*.txt", "a/dir/file.txt", false),
            ("a/*.txt", "a/file.txt", true),
            ("a/*.txt**", "a/file.txt", true),
            ("a[b-d]e", "ae", false),
            ("a[b-d]e", "ace", true),
            ("a[^b-d]e", "aze", true),
            (".*", ".foo", true),
            (".*", "foo", false),
            ("abc.def", "abcdef", false),
            ("abc?def", "abcZdef", true),
            ("abc?def", "abcdef", false),
            ("a\\*b", "a*b", true),
            ("a\\*b", "acb", false),
            ("**/foo/bar", "foo/bar", true),
            ("**/foo/bar", "dir/dir2/foo/bar", true),
            ("abc/**", "abc", false),
            ("abc/**", "abc/def/ghi", true),
            ("*", "dir/file", true),
            ("*.py", "src/app.py", false),
            ("/temp?/./a/../b//", "temp1/b/c", true),
            ("node_modules", "node_modules/a/b.js", true),
            ("node_modules", "web/node_modules/a", false),
            ("**/node_modules", "web/node_modules/a", true),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(covers(pattern, path), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn what_means_nothing_is_no_pattern() {
        assert_eq!(Pattern::parse(""), None);
        assert_eq!(Pattern::parse("!"), None);
        assert_eq!(Pattern::parse("./"), None);
        assert_eq!(Pattern::parse("a[b"), None);
        assert!(Pattern::parse("! docs/*.md ").unwrap().is_exception);
    }

    #[test]
    fn its_beginning_without_wildcards_is_known() {
        let literal = |text| Pattern::parse(text).unwrap().literal();
        assert_eq!(literal("src/api/*.py"), "src/api");
        assert_eq!(literal("*.py"), "");
        assert_eq!(literal("app.py"), "app.py");
        let reaches = |text: &str, folder| Pattern::parse(text).unwrap().may_reach_into(folder);
        assert!(reaches("!docs/a/b.md", "docs"));
        assert!(reaches("!**/b.md", "docs"));
        assert!(reaches("!docs/**", "docs/deep") && !reaches("!docs/*.md", "docs/deep"));
        assert!(!reaches("!*.md", "docs"));
        assert!(!reaches("!docs/*.md", "web"));
        assert!(!reaches("!docs", "docs"));
    }
}
