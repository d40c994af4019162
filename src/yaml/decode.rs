//! From marked trees to values of Rust: every problem is noted with its place, and reading goes on.
//!
//! A decoder is a function of a node that gives the value, or `None` after it has noted a problem in its place.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;

use super::marked::{Content, Key, Node, ScalarKind};
use super::place::{Located, Place};
use super::problem::Problems;

/// Text that may be taken for a misspelling of another is at least this similar to it, of 1.
const SIMILAR: f64 = 0.8;

/// The fields of a mapping.
pub struct Fields<'a> {
    place: Place,
    entries: Vec<(&'a Key, &'a Node)>,
    /// Fields that were meant by others: no second problem is made of their absence.
    misspelt: Vec<String>,
    problems: &'a mut Problems,
}

impl<'a> Fields<'a> {
    /// Takes a mapping whose fields are `known`; others, and those that are there twice, are problems.
    pub fn of(node: &'a Node, known: &[&str], problems: &'a mut Problems) -> Option<Self> {
        let entries = entries(node, problems)?;
        let mut misspelt = Vec::new();
        for (key, _) in entries.iter().filter(|(key, _)| !known.contains(&key.name.as_str())) {
            let meant = meant(&key.name, known);
            let rest = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("the fields here are {}", known.join(", ")),
            };
            problems.add(key.place, format!("unknown field `{}`; {rest}", key.name));
            misspelt.extend(meant.map(str::to_owned));
        }
        Some(Self { place: node.place, entries, misspelt, problems })
    }

    /// Where the mapping begins.
    pub fn place(&self) -> Place {
        self.place
    }

    /// A field that may be left out.
    pub fn optional<T>(&mut self, name: &str, decode: impl Fn(&Node, &mut Problems) -> Option<T>) -> Option<T> {
        decode(self.value(name)?, self.problems)
    }

    /// A field that has to be there.
    pub fn required<T>(&mut self, name: &str, decode: impl Fn(&Node, &mut Problems) -> Option<T>) -> Option<T> {
        if self.value(name).is_none() && !self.misspelt.iter().any(|meant| meant == name) {
            self.problems.add(self.place, format!("field `{name}` is missing"));
        }
        self.optional(name, decode)
    }

    /// A field with a default; `None` where what is there is a problem.
    pub fn or<T>(
        &mut self,
        name: &str,
        default: impl FnOnce() -> T,
        decode: impl Fn(&Node, &mut Problems) -> Option<T>,
    ) -> Option<T> {
        match self.value(name) {
            Some(node) => decode(node, self.problems),
            None => Some(default()),
        }
    }

    /// A field that is a list; empty where it is left out. Items that are problems are left out.
    pub fn list<T>(&mut self, name: &str, item: impl Fn(&Node, &mut Problems) -> Option<T>) -> Vec<T> {
        self.optional(name, list(item)).unwrap_or_default()
    }

    /// A field that is a mapping of names; empty where it is left out. Entries that are problems are left out.
    pub fn map<T>(
        &mut self,
        name: &str,
        key: impl Fn(&str) -> Result<(), String>,
        value: impl Fn(&Node, &mut Problems) -> Option<T>,
    ) -> BTreeMap<String, T> {
        self.optional(name, map(key, value)).unwrap_or_default()
    }

    /// A null is as good as no value: what is left of a field whose lines were commented out.
    fn value(&self, name: &str) -> Option<&'a Node> {
        self.entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| *node).filter(|node| !node.is_null())
    }
}

/// The value with its place.
pub fn located<T>(
    decode: impl Fn(&Node, &mut Problems) -> Option<T>,
) -> impl Fn(&Node, &mut Problems) -> Option<Located<T>> {
    move |node, problems| Some(Located { value: decode(node, problems)?, place: node.place })
}

/// Text, as `parse` understands it; a number or a boolean that was meant as text needs quotes.
pub fn text<T>(parse: impl Fn(&str) -> Result<T, String>) -> impl Fn(&Node, &mut Problems) -> Option<T> {
    move |node, problems| {
        let Content::Scalar(scalar) = &node.content else { return expected("text", node, problems) };
        match scalar.kind {
            ScalarKind::Text => parsed(&scalar.text, &parse, node, problems),
            ScalarKind::Null => expected("text", node, problems),
            ScalarKind::Boolean(_) | ScalarKind::Number => {
                problems.add(
                    node.place,
                    format!("expected text, found {}; put it in quotes: \"{}\"", node.described(), scalar.text),
                );
                None
            }
        }
    }
}

/// Text, a number or a boolean, by its text.
pub fn scalar<T>(parse: impl Fn(&str) -> Result<T, String>) -> impl Fn(&Node, &mut Problems) -> Option<T> {
    move |node, problems| match &node.content {
        Content::Scalar(scalar) if scalar.kind != ScalarKind::Null => parsed(&scalar.text, &parse, node, problems),
        _ => expected("text or a number", node, problems),
    }
}

/// `true` or `false`.
pub fn boolean(node: &Node, problems: &mut Problems) -> Option<bool> {
    match &node.content {
        Content::Scalar(scalar) => match scalar.kind {
            ScalarKind::Boolean(value) => Some(value),
            _ => expected("true or false", node, problems),
        },
        _ => expected("true or false", node, problems),
    }
}

/// A whole number of a range.
pub fn integer(range: RangeInclusive<u32>) -> impl Fn(&Node, &mut Problems) -> Option<u32> {
    move |node, problems| {
        let value = match &node.content {
            Content::Scalar(scalar) if scalar.kind == ScalarKind::Number => scalar.text.parse().ok(),
            _ => None,
        };
        value.filter(|value| range.contains(value)).or_else(|| {
            let what = match *range.end() {
                u32::MAX => format!("a whole number from {}", range.start()),
                end => format!("a whole number from {} to {end}", range.start()),
            };
            expected(what, node, problems)
        })
    }
}

/// A list; items that are problems are left out.
pub fn list<T>(item: impl Fn(&Node, &mut Problems) -> Option<T>) -> impl Fn(&Node, &mut Problems) -> Option<Vec<T>> {
    move |node, problems| {
        let Content::List(items) = &node.content else { return expected("a list", node, problems) };
        Some(items.iter().filter_map(|node| item(node, problems)).collect())
    }
}

/// A mapping of names to values; entries that are problems are left out.
pub fn map<T>(
    check_key: impl Fn(&str) -> Result<(), String>,
    value: impl Fn(&Node, &mut Problems) -> Option<T>,
) -> impl Fn(&Node, &mut Problems) -> Option<BTreeMap<String, T>> {
    move |node, problems| {
        let mut found = BTreeMap::new();
        for (key, node) in entries(node, problems)? {
            if let Err(message) = check_key(&key.name) {
                problems.add(key.place, message);
            }
            if let Some(value) = value(node, problems) {
                found.insert(key.name.clone(), value);
            }
        }
        Some(found)
    }
}

/// Notes that something else was expected here.
pub fn expected<T>(what: impl Display, node: &Node, problems: &mut Problems) -> Option<T> {
    problems.add(node.place, format!("expected {what}, found {}", node.described()));
    None
}

/// The known name that an unknown one resembles most, if it does at all.
fn meant<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let similarity = |known: &str| strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase());
    let scored = known.iter().map(|known| (similarity(known), *known)).filter(|(score, _)| *score >= SIMILAR);
    scored.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, known)| known)
}

fn parsed<T>(text: &str, parse: impl Fn(&str) -> Result<T, String>, node: &Node, problems: &mut Problems) -> Option<T> {
    parse(text).map_err(|message| problems.add(node.place, message)).ok()
}

/// The entries of a mapping; of a key that is there twice the first.
fn entries<'a>(node: &'a Node, problems: &mut Problems) -> Option<Vec<(&'a Key, &'a Node)>> {
    let Content::Map(entries) = &node.content else { return expected("a mapping", node, problems) };
    let mut kept: Vec<(&Key, &Node)> = Vec::new();
    for (key, value) in entries {
        match kept.iter().find(|(first, _)| first.name == key.name) {
            Some((Key { place: Place::Text { line, .. }, .. }, _)) => {
                problems.add(key.place, format!("`{}` is given twice, first in line {line}", key.name));
            }
            _ => kept.push((key, value)),
        }
    }
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse_marked;

    type Value = (Option<u32>, Option<String>);

    /// What is read of `{alpha: …, beta: …}`, and the problems.
    fn read(yaml: &str) -> (Option<Value>, Vec<String>) {
        let mut problems = Problems::default();
        let tree = parse_marked(yaml).unwrap();
        let value = Fields::of(&tree, &["alpha", "beta"], &mut problems).map(|mut fields| {
            (fields.required("alpha", integer(1..=9)), fields.optional("beta", text(|text| Ok(text.to_owned()))))
        });
        (value, problems.into_sorted().iter().map(|problem| problem.line("a")).collect())
    }

    #[test]
    fn what_fits_is_read() {
        assert_eq!(read("{alpha: 3, beta: x}"), (Some((Some(3), Some("x".into()))), vec![]));
        assert_eq!(read("{alpha: 3, beta: }"), (Some((Some(3), None)), vec![]));
    }

    #[test]
    fn reading_goes_on_after_a_problem() {
        let (value, problems) = read("alpha: 10\nbeta: 7\nbeta: x\ngamma: 1\n");
        assert_eq!(value, Some((None, None)));
        insta::assert_snapshot!(problems.join("\n"), @r#"
        a:1:8: expected a whole number from 1 to 9, found the number `10`
        a:2:7: expected text, found the number `7`; put it in quotes: "7"
        a:3:1: `beta` is given twice, first in line 2
        a:4:1: unknown field `gamma`; the fields here are alpha, beta
        "#);
    }

    #[test]
    fn a_misspelt_field_is_not_missing_too() {
        assert_eq!(read("alpah: 1").1, ["a:1:1: unknown field `alpah`; did you mean `alpha`?"]);
        assert_eq!(read("{}").1, ["a:1:1: field `alpha` is missing"]);
        assert_eq!(read("[]"), (None, vec!["a:1:1: expected a mapping, found a list".into()]));
    }
}
