//! A YAML document as a tree in which every value knows its place. With `spans`, the only user of granit-parser.

use std::collections::HashMap;
use std::rc::Rc;

use granit_parser::{Event, Options, Parser, ScalarStyle, Span, Tag, options};

use super::place::Place;
use super::problem::Problem;

/// A value of the document.
#[derive(Debug)]
pub struct Node {
    pub place: Place,
    pub content: Content,
}

/// What a value is.
#[derive(Debug)]
pub enum Content {
    Scalar(Scalar),
    List(Vec<Rc<Node>>),
    /// In the document's order; a key may be there twice.
    Map(Vec<(Key, Rc<Node>)>),
}

/// A key of a mapping.
#[derive(Debug)]
pub struct Key {
    pub name: String,
    pub place: Place,
}

/// A value that is neither list nor mapping.
#[derive(Debug)]
pub struct Scalar {
    /// As written, without quotes.
    pub text: String,
    pub kind: ScalarKind,
}

/// What a scalar is by the rules of YAML 1.2's core schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarKind {
    Null,
    Boolean(bool),
    Number,
    Text,
}

impl Node {
    /// Whether it says nothing: `key:` without a value, or `null`.
    pub fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar(scalar) if scalar.kind == ScalarKind::Null)
    }

    /// The value in words: ``the number `3` ``.
    pub fn described(&self) -> String {
        match &self.content {
            Content::List(_) => "a list".to_owned(),
            Content::Map(_) => "a mapping".to_owned(),
            Content::Scalar(scalar) => match scalar.kind {
                ScalarKind::Null => "nothing".to_owned(),
                ScalarKind::Boolean(value) => format!("`{value}`"),
                ScalarKind::Number => format!("the number `{}`", scalar.text),
                ScalarKind::Text => format!("the text `{}`", scalar.text),
            },
        }
    }
}

/// Parses one document; an empty text is a null.
pub fn parse_marked(text: &str) -> Result<Rc<Node>, Problem> {
    let options: Options = options! { emit_comments: false };
    let mut tree = Tree::default();
    for step in Parser::new_from_str_with_options(text, options) {
        let (event, span) = step.map_err(|error| Problem {
            place: Place::Text { line: error.marker().line(), column: error.marker().col() + 1, width: 1 },
            message: format!("not valid YAML: {}", error.info()),
        })?;
        tree.take(event, &span)?;
    }
    Ok(tree.root.unwrap_or_else(|| Rc::new(null(Place::Text { line: 1, column: 1, width: 1 }))))
}

/// A document as far as it was read.
#[derive(Default)]
struct Tree {
    root: Option<Rc<Node>>,
    /// Lists and mappings that are still open, outermost first.
    open: Vec<Open>,
    /// What aliases stand for.
    anchors: HashMap<usize, Rc<Node>>,
}

struct Open {
    place: Place,
    anchor: usize,
    content: Content,
    /// The key whose value comes next.
    key: Option<Key>,
}

impl Tree {
    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), Problem> {
        let place = place(span);
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                Err(problem(place, "a second document begins here; there has to be one"))
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.begin(place, anchor, Content::List(Vec::new()), tag.as_deref())
            }
            Event::MappingStart(_, anchor, tag) => self.begin(place, anchor, Content::Map(Vec::new()), tag.as_deref()),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(open) => self.add(open.anchor, Rc::new(Node { place: open.place, content: open.content })),
                None => Ok(()),
            },
            Event::Scalar(text, style, anchor, tag) => {
                let kind = scalar_kind(&text, style, tag.as_deref(), place)?;
                let text = if kind == ScalarKind::Null { String::new() } else { text.into_owned() };
                self.add(anchor, Rc::new(Node { place, content: Content::Scalar(Scalar { text, kind }) }))
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => self.add(0, node),
                None => Err(problem(place, "this alias stands inside of what it refers to")),
            },
            _ => Ok(()),
        }
    }

    fn begin(&mut self, place: Place, anchor: usize, content: Content, tag: Option<&Tag>) -> Result<(), Problem> {
        if let Some(tag) = tag {
            return Err(unknown_tag(place, tag));
        }
        self.open.push(Open { place, anchor, content, key: None });
        Ok(())
    }

    /// Puts a whole value where it belongs: into what is open, else it is the document.
    fn add(&mut self, anchor: usize, node: Rc<Node>) -> Result<(), Problem> {
        if anchor > 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match (&mut open.content, open.key.take()) {
            (Content::List(items), _) => items.push(node),
            (Content::Map(entries), Some(key)) => entries.push((key, node)),
            (Content::Map(_), None) => match &node.content {
                Content::Scalar(scalar) => open.key = Some(Key { name: scalar.text.clone(), place: node.place }),
                _ => return Err(problem(node.place, "a key has to be text")),
            },
            (Content::Scalar(_), _) => {}
        }
        Ok(())
    }
}

fn place(span: &Span) -> Place {
    let same_line = span.start.line() == span.end.line();
    let width = if same_line { span.end.col().saturating_sub(span.start.col()) } else { 1 };
    Place::Text { line: span.start.line(), column: span.start.col() + 1, width: width.max(1) }
}

fn problem(place: Place, message: impl Into<String>) -> Problem {
    Problem { place, message: message.into() }
}

fn null(place: Place) -> Node {
    Node { place, content: Content::Scalar(Scalar { text: String::new(), kind: ScalarKind::Null }) }
}

fn unknown_tag(place: Place, tag: &Tag) -> Problem {
    problem(place, format!("the tag `{}` is not understood here", tag.original()))
}

fn scalar_kind(text: &str, style: ScalarStyle, tag: Option<&Tag>, place: Place) -> Result<ScalarKind, Problem> {
    match tag {
        Some(tag) if tag.is_yaml_core_schema_tag("str") => return Ok(ScalarKind::Text),
        Some(tag) => return Err(unknown_tag(place, tag)),
        None if style != ScalarStyle::Plain => return Ok(ScalarKind::Text),
        None => {}
    }
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => ScalarKind::Null,
        "true" | "True" | "TRUE" => ScalarKind::Boolean(true),
        "false" | "False" | "FALSE" => ScalarKind::Boolean(false),
        _ if is_number(text) => ScalarKind::Number,
        _ => ScalarKind::Text,
    })
}

/// A number of the core schema; of the floats those that Rust reads too, which are all but its own `inf` and `nan`.
fn is_number(text: &str) -> bool {
    let based = |prefix: &str, base: u32| {
        text.strip_prefix(prefix).is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_digit(base)))
    };
    let unsigned = text.trim_start_matches(['-', '+', '.']);
    based("0x", 16)
        || based("0o", 8)
        || (unsigned.starts_with(|c: char| c.is_ascii_digit()) && text.parse::<f64>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree in one line, with places.
    fn outline(node: &Node) -> String {
        let Place::Text { line, column, width } = node.place else { return "?".into() };
        let content = match &node.content {
            Content::Scalar(scalar) => format!("{:?} {:?}", scalar.kind, scalar.text),
            Content::List(items) => items.iter().map(|item| outline(item)).collect::<Vec<_>>().join(", "),
            Content::Map(entries) => entries
                .iter()
                .map(|(key, value)| format!("{}={}", key.name, outline(value)))
                .collect::<Vec<_>>()
                .join("; "),
        };
        format!("{line}:{column}+{width}({content})")
    }

    fn message(text: &str) -> String {
        parse_marked(text).unwrap_err().line("a.yaml")
    }

    #[test]
    fn values_know_their_places() {
        let text = "# a comment\nname: dev\nnodes:\n  - {role: 'w', count: 2}\nnothing:\n";
        insta::assert_snapshot!(outline(&parse_marked(text).unwrap()), @r#"2:1+1(name=2:7+3(Text "dev"); nodes=4:3+1(4:5+1(role=4:12+3(Text "w"); count=4:24+1(Number "2"))); nothing=5:8+1(Null ""))"#);
    }

    #[test]
    fn scalars_are_what_yaml_1_2_says() {
        let kind = |text: &str| match &parse_marked(text).unwrap().content {
            Content::Scalar(scalar) => scalar.kind,
            other => panic!("{other:?}"),
        };
        for text in ["1", "-1", "+1.5", ".5", "1e3", "0x1F", "0o17"] {
            assert_eq!(kind(text), ScalarKind::Number, "{text}");
        }
        for text in ["yes", "on", "v1.36.3", "1.36.3", "'1'", "\"true\"", "!!str 1", "0xG", "-x", "inf", "1_000", "4Gi"]
        {
            assert_eq!(kind(text), ScalarKind::Text, "{text}");
        }
        assert_eq!(kind("True"), ScalarKind::Boolean(true));
        for text in ["", "# nothing", "~", "null"] {
            assert_eq!(kind(text), ScalarKind::Null, "{text}");
        }
    }

    #[test]
    fn aliases_are_what_they_stand_for() {
        let tree = parse_marked("- &a {x: 1}\n- *a\n").unwrap();
        let Content::List(items) = &tree.content else { panic!("{tree:?}") };
        assert!(Rc::ptr_eq(&items[0], &items[1]));
        assert_eq!(message("&a [*a]"), "a.yaml:1:5: this alias stands inside of what it refers to");
    }

    #[test]
    fn what_is_no_document_is_a_problem_with_a_place() {
        assert_eq!(message("a: b: c"), "a.yaml:1:5: not valid YAML: mapping values are not allowed in this context");
        assert_eq!(message("a: 1\n---\nb: 2\n"), "a.yaml:2:1: a second document begins here; there has to be one");
        assert_eq!(message("a: !secret x"), "a.yaml:1:12: the tag `!secret` is not understood here");
        assert_eq!(message("? [a]\n: b"), "a.yaml:1:3: a key has to be text");
        let deep = "[".repeat(100_000);
        assert!(message(&deep).starts_with("a.yaml:1:"));
    }
}
