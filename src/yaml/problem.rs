//! What is wrong with a text, and how it is shown: place, message, and the line with a mark under the value.

use std::fmt::Write;

use super::place::Place;

/// Longest excerpt of a line, in characters.
const LONGEST_EXCERPT: usize = 100;

/// One thing that is wrong, or worth a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub place: Place,
    pub message: String,
}

impl Problem {
    /// The problem in one line: `cluster.yaml:3:5: unknown field`.
    pub fn line(&self, file: &str) -> String {
        match self.place {
            Place::Outside(name) => format!("{name}: {}", self.message),
            Place::Text { line, column, .. } => format!("{file}:{line}:{column}: {}", self.message),
        }
    }
}

/// Problems as they are found.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds one more.
    pub fn add(&mut self, place: Place, message: impl Into<String>) {
        self.0.push(Problem { place, message: message.into() });
    }

    /// How many were found.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether none was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in the order of the text.
    pub fn into_sorted(mut self) -> Vec<Problem> {
        self.0.sort_by_key(|problem| problem.place);
        self.0
    }
}

/// Problems as a person reads them: one paragraph each, with the line of `text` that it is about.
pub fn shown(problems: &[Problem], file: &str, text: &str) -> String {
    let paragraphs: Vec<_> = problems
        .iter()
        .map(|problem| {
            let mut paragraph = problem.line(file);
            if let Place::Text { line, column, width } = problem.place {
                paragraph.push_str(&excerpt(text, line, column, width));
            }
            paragraph
        })
        .collect();
    paragraphs.join("\n\n")
}

fn excerpt(text: &str, line: usize, column: usize, width: usize) -> String {
    if text.lines().nth(line - 1).is_none_or(|line| line.trim().is_empty()) {
        return String::new();
    }
    // A tab is as wide as a space here, so that the mark stands where it should.
    let whole: Vec<char> = text.lines().nth(line - 1).unwrap_or_default().replace('\t', " ").chars().collect();
    let cut = if column + width > LONGEST_EXCERPT { (column - 1).saturating_sub(LONGEST_EXCERPT / 2) } else { 0 };
    let mut part: String = whole.iter().skip(cut).take(LONGEST_EXCERPT).collect();
    if cut > 0 {
        part = format!("…{part}");
    }
    if whole.len() > cut + LONGEST_EXCERPT {
        part.push('…');
    }
    let before = column - 1 - cut + usize::from(cut > 0);
    let marks = width.clamp(1, part.trim_end().chars().count().saturating_sub(before).max(1));
    let mut excerpt = String::new();
    let number = line.to_string();
    let _ = write!(excerpt, "\n  {number} | {}", part.trim_end());
    let _ = write!(excerpt, "\n  {:1$} | ", "", number.len());
    let _ = write!(excerpt, "{}{}", " ".repeat(before), "^".repeat(marks));
    excerpt
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: usize, column: usize, width: usize) -> Vec<Problem> {
        vec![Problem { place: Place::Text { line, column, width }, message: "is wrong".into() }]
    }

    #[test]
    fn the_mark_stands_under_the_value() {
        insta::assert_snapshot!(shown(&at(2, 8, 3), "a.yaml", "x: 1\nnäme:\tbad # no\n"), @r"
        a.yaml:2:8: is wrong
          2 | näme: bad # no
            |        ^^^
        ");
        insta::assert_snapshot!(shown(&at(10, 1, 9), "a.yaml", &format!("{}x: 1", "\n".repeat(9))), @r"
        a.yaml:10:1: is wrong
          10 | x: 1
             | ^^^^
        ");
        assert_eq!(shown(&at(1, 1, 1), "a.yaml", ""), "a.yaml:1:1: is wrong");
    }

    #[test]
    fn a_long_line_is_cut_around_the_value() {
        let text = format!("key: {}bad{}", "a".repeat(200), "b".repeat(200));
        let shown = shown(&at(1, 206, 3), "a.yaml", &text);
        let [_, line, mark] = shown.lines().collect::<Vec<_>>().try_into().unwrap();
        let under: String = line.chars().zip(mark.chars()).filter(|(_, mark)| *mark == '^').map(|(c, _)| c).collect();
        assert_eq!(under, "bad", "{shown}");
        assert!(line.chars().count() < 120, "{shown}");
    }

    #[test]
    fn what_is_outside_of_the_text_comes_first() {
        let mut problems = Problems::default();
        problems.add(Place::Text { line: 9, column: 1, width: 1 }, "third");
        problems.add(Place::Text { line: 2, column: 1, width: 1 }, "second");
        problems.add(Place::Outside("--port"), "first");
        let sorted = problems.into_sorted();
        assert_eq!(sorted.iter().map(|one| one.message.as_str()).collect::<Vec<_>>(), ["first", "second", "third"]);
        assert_eq!(sorted[0].line("a.yaml"), "--port: first");
    }
}
