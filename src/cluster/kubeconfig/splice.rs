//! Changes a kubeconfig's text only where its values change: comments, order and style stay the user's.

use std::ops::Range;

use serde_json::Value;

use super::Config;
use super::style::{Edit, Style, line_end, line_start};
use crate::yaml::{self, Part, Spanned, YamlError, spans};

/// The text that says `new` instead of `old`; `texts` has texts for some of the new values. Written anew as a whole
/// where the text can't be changed in place.
pub fn rewrite(text: &str, old: &Config, new: &Config, texts: &Config) -> Result<String, YamlError> {
    match splice(text, old, new, texts).filter(|spliced| says(spliced, new)) {
        Some(spliced) => Ok(spliced),
        None => yaml::render(new),
    }
}

/// The text after the colon of a key of the document, up to its value's end; `None` where the key is not there.
pub fn value_text(text: &str, key: &str) -> Option<String> {
    let Part::Map(pairs) = spans(text)?.content else { return None };
    let (key, value) = pairs.iter().find(|(name, _)| is_text(name, key))?;
    Some(text[value_span(text, key, value)?].to_owned())
}

fn says(text: &str, config: &Config) -> bool {
    match yaml::parse::<Value>(text) {
        Ok(Value::Null) => config.is_empty(),
        Ok(Value::Object(said)) => said == *config,
        _ => false,
    }
}

fn splice(text: &str, old: &Config, new: &Config, texts: &Config) -> Option<String> {
    let Some(Spanned { content: Part::Map(pairs), flow, .. }) = spans(text) else {
        // Nothing but comments.
        let newline = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        return Some(format!("{text}{newline}{}", yaml::render(new).ok()?));
    };
    let style = if flow { Style::Flow } else { Style::Block(indent(text, pairs.first()?.0.span.start)?) };
    let mut edits = Vec::new();
    let wholes: Vec<_> = pairs.iter().map(|(key, value)| key.span.start..value.span.end.max(key.span.end)).collect();
    for (index, (key, value)) in pairs.iter().enumerate() {
        let Part::Scalar(name) = &key.content else { return None };
        let Some(wanted) = new.get(name) else {
            edits.push((style.cut(text, &wholes, index), String::new()));
            continue;
        };
        let former = old.get(name)?;
        if wanted == former {
            continue;
        }
        let span = value_span(text, key, value)?;
        match (&value.content, former, wanted) {
            (Part::List(items), Value::Array(former), Value::Array(wanted))
                if items.len() == former.len() && !items.is_empty() && !wanted.is_empty() =>
            {
                edits.extend(splice_list(text, span.start, value.flow, items, former, wanted)?);
            }
            _ => {
                let written = texts.get(name).and_then(Value::as_str).map(str::to_owned);
                edits.extend(style.change(text, span, value.flow, wanted, written)?);
            }
        }
    }
    let missing = new.iter().filter(|(key, _)| !old.contains_key(*key));
    let missing: Config = missing.map(|(key, value)| (key.clone(), value.clone())).collect();
    if !missing.is_empty() {
        edits.push(style.first_pair(text, wholes.first()?.start, &missing)?);
    }
    apply(text, edits)
}

/// The edits that make a list's entries other ones: by name, as kubectl tells them apart.
fn splice_list(
    text: &str,
    after_colon: usize,
    flow: bool,
    items: &[Spanned],
    former: &[Value],
    wanted: &[Value],
) -> Option<Vec<Edit>> {
    let spans: Vec<_> = items.iter().map(|item| item.span.clone()).collect();
    let first = spans.first()?.start;
    let style = if flow { Style::Flow } else { Style::Block(dash(text, first)?) };
    let same = |one: &Value, other: &Value| one.get("name") == other.get("name");
    let mut edits = Vec::new();
    for entry in wanted.iter().filter(|entry| !former.iter().any(|other| same(entry, other))) {
        edits.push(match &style {
            Style::Flow => (first..first, format!("{entry}, ")),
            // Above the comments of the entry that was first.
            Style::Block(_) => (line_end(text, after_colon)..line_end(text, after_colon), style.item(entry)?),
        });
    }
    for (index, entry) in former.iter().enumerate() {
        match wanted.iter().find(|other| same(entry, other)) {
            None => edits.push((style.cut(text, &spans, index), String::new())),
            Some(other) if other == entry => {}
            Some(other) if flow => edits.push((spans[index].clone(), other.to_string())),
            Some(other) => edits.push((style.cut(text, &spans, index), style.item(other)?)),
        }
    }
    Some(edits)
}

fn apply(text: &str, mut edits: Vec<Edit>) -> Option<String> {
    edits.sort_by_key(|(span, _)| (span.start, span.end));
    let (mut spliced, mut end) = (String::with_capacity(text.len()), 0);
    for (span, instead) in edits {
        spliced.push_str(text.get(end..span.start)?);
        spliced.push_str(&instead);
        end = span.end;
    }
    spliced.push_str(text.get(end..)?);
    Some(spliced)
}

fn value_span(text: &str, key: &Spanned, value: &Spanned) -> Option<Range<usize>> {
    let behind = text.get(key.span.end..)?;
    let gap = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    let start = key.span.end + gap + behind[gap..].starts_with(':').then_some(1)?;
    Some(start..if value.span.is_empty() { start } else { value.span.end })
}

fn is_text(node: &Spanned, text: &str) -> bool {
    matches!(&node.content, Part::Scalar(scalar) if scalar == text)
}

/// What is before the key that a line begins with.
fn indent(text: &str, start: usize) -> Option<String> {
    let before = &text[line_start(text, start)..start];
    before.trim().is_empty().then(|| before.to_owned())
}

/// What is before the dash of the entry that begins there; an anchor may follow it.
fn dash(text: &str, start: usize) -> Option<String> {
    let before = &text[line_start(text, start)..start];
    let indent = before.len() - before.trim_start().len();
    before[indent..].starts_with('-').then(|| before[..indent].to_owned())
}
