//! Where the parts of a document stand in its text, so that a file of the user's can be changed in place.

use std::ops::Range;

use granit_parser::{Event, Options, Parser, Span, StructureStyle, options};

/// A value and the bytes that it takes, without comments and without a list's first dash.
#[derive(Debug, Clone)]
pub struct Spanned {
    pub span: Range<usize>,
    /// In brackets or braces.
    pub flow: bool,
    pub content: Part,
}

/// What a value is made of.
#[derive(Debug, Clone)]
pub enum Part {
    /// Also an alias, whatever it stands for. Its text without quotes.
    Scalar(String),
    List(Vec<Spanned>),
    /// Keys and values, in the document's order.
    Map(Vec<(Spanned, Spanned)>),
}

/// The document's value; `None` where there is none, or text that is not valid YAML.
pub fn spans(text: &str) -> Option<Spanned> {
    let options: Options = options! { emit_comments: false };
    let mut open: Vec<Vec<Spanned>> = vec![Vec::new()];
    let mut begun: Vec<(usize, bool)> = Vec::new();
    for step in Parser::new_from_str_with_options(text, options) {
        let (event, span) = step.ok()?;
        let span = bytes(&span)?;
        match event {
            Event::Scalar(text, ..) => open.last_mut()?.push(leaf(span, text.into_owned())),
            Event::Alias(_) => open.last_mut()?.push(leaf(span, String::new())),
            Event::SequenceStart(style, ..) | Event::MappingStart(style, ..) => {
                begun.push((span.start, style == StructureStyle::Flow));
                open.push(Vec::new());
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let ((start, flow), parts) = (begun.pop()?, open.pop()?);
                // The end of one without brackets is noticed only at what follows it.
                let inner = parts.iter().map(|part| part.span.end).max().unwrap_or(start);
                let span = start..if flow { span.end } else { inner };
                let content = if matches!(event, Event::SequenceEnd) { Part::List(parts) } else { pairs(parts) };
                open.last_mut()?.push(Spanned { span, flow, content });
            }
            _ => {}
        }
    }
    open.pop()?.pop()
}

fn leaf(span: Range<usize>, text: String) -> Spanned {
    Spanned { span, flow: true, content: Part::Scalar(text) }
}

fn pairs(parts: Vec<Spanned>) -> Part {
    let mut parts = parts.into_iter();
    Part::Map(std::iter::from_fn(|| Some((parts.next()?, parts.next()?))).collect())
}

fn bytes(span: &Span) -> Option<Range<usize>> {
    span.byte_range().filter(|range| range.start <= range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, node: &Spanned) -> String {
        let own = &text[node.span.clone()];
        match &node.content {
            Part::Scalar(_) => format!("<{own}>"),
            Part::List(items) => {
                let items: Vec<_> = items.iter().map(|item| shown(text, item)).collect();
                format!("{}[{}]", own.len(), items.join(" "))
            }
            Part::Map(pairs) => {
                let pairs: Vec<_> =
                    pairs.iter().map(|(key, value)| format!("{}={}", shown(text, key), shown(text, value))).collect();
                format!("{}{{{}}}", own.len(), pairs.join(" "))
            }
        }
    }

    #[test]
    fn values_end_where_their_text_does() {
        let text = "# é\na: 'x'  # y\nb:\n- c: 1\n  d: [e,  f ] # z\n\n# end\n- g\nh: {i: j}\n";
        insta::assert_snapshot!(shown(text, &spans(text).unwrap()), @"60{<a>=<'x'> <b>=33[18{<c>=<1> <d>=8[<e> <f>]} <g>] <h>=6{<i>=<j>}}");
    }

    #[test]
    fn what_is_no_document_has_no_spans() {
        assert!(spans("").is_none() && spans("# nothing\n").is_none() && spans("a: [").is_none());
    }
}
