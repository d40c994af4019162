//! How the parts of a kubeconfig's lists and mappings are written, and what goes with a part that goes.

use std::ops::Range;

use serde_json::{Value, json};

use super::Config;
use crate::yaml;

/// A part of the text, and what comes in its place.
pub type Edit = (Range<usize>, String);

/// How the parts of a list or mapping are written.
pub enum Style {
    /// In brackets or braces.
    Flow,
    /// On lines of their own, with that before them.
    Block(String),
}

impl Style {
    /// What goes with a part that goes.
    pub fn cut(&self, text: &str, parts: &[Range<usize>], index: usize) -> Range<usize> {
        let part = &parts[index];
        match (self, parts.get(index + 1)) {
            (Self::Block(_), _) => line_start(text, part.start)..line_end(text, part.end),
            (Self::Flow, Some(next)) => part.start..next.start,
            (Self::Flow, None) if index > 0 => parts[index - 1].end..part.end,
            (Self::Flow, None) => part.clone(),
        }
    }

    /// Puts another value behind a key's colon, by that text if there is one. What stands on the key's own line stays
    /// there; a list in lines goes below it.
    pub fn change(
        &self,
        text: &str,
        span: Range<usize>,
        was_flow: bool,
        value: &Value,
        written: Option<String>,
    ) -> Option<Vec<Edit>> {
        let is_long = value.as_array().is_some_and(|items| !items.is_empty());
        let Self::Block(indent) = self else { return Some(vec![(span, written.unwrap_or(format!(" {value}")))]) };
        let lines = yaml::render(value).ok()?;
        if is_long && was_flow {
            let below = line_break(text, span.end);
            return Some(vec![
                (span, String::new()),
                (below..below, format!("\n{}", indented(lines.trim_end(), indent))),
            ]);
        }
        let written = written.unwrap_or(format!(" {}", lines.trim_end()));
        if was_flow {
            return Some(vec![(span, written)]);
        }
        let below = line_break(text, span.start)..line_break(text, span.end);
        Some(vec![(span.start..span.start, written), (below, String::new())])
    }

    /// An entry of a list in lines.
    pub fn item(&self, item: &Value) -> Option<String> {
        match self {
            Self::Flow => None,
            Self::Block(indent) => Some(indented(&yaml::render(&json!([item])).ok()?, indent)),
        }
    }

    /// New keys before the first one.
    pub fn first_pair(&self, text: &str, first: usize, pairs: &Config) -> Option<Edit> {
        match self {
            Self::Flow => {
                let pairs = pairs.iter().map(|(key, value)| format!("{}: {value}, ", json!(key)));
                Some((first..first, pairs.collect()))
            }
            Self::Block(indent) => {
                let start = line_start(text, first);
                Some((start..start, indented(&yaml::render(pairs).ok()?, indent)))
            }
        }
    }
}

fn indented(lines: &str, indent: &str) -> String {
    lines.split_inclusive('\n').map(|line| format!("{indent}{line}")).collect()
}

pub fn line_start(text: &str, position: usize) -> usize {
    text[..position].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Behind the newline.
pub fn line_end(text: &str, position: usize) -> usize {
    (line_break(text, position) + 1).min(text.len())
}

/// Before the newline.
fn line_break(text: &str, position: usize) -> usize {
    text[position..].find('\n').map_or(text.len(), |newline| position + newline)
}
