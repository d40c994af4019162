//! A rule as devcluster.yaml has it; every problem is noted with its place.

use std::path::PathBuf;

use super::rule::{SIGNALS, SyncRule, Then};
use crate::app::watch::Pattern;
use crate::yaml::decode::{Fields, list, located, text};
use crate::yaml::{Content, Node, Problems};

/// The fields of a rule.
pub const RULE_FIELDS: &[&str] = &["from", "to", "container", "then", "signal"];

/// Reads a rule.
pub fn decode_rule(node: &Node, problems: &mut Problems) -> Option<SyncRule> {
    let mut fields = Fields::of(node, RULE_FIELDS, problems)?;
    let from = fields.required("from", located(patterns));
    let to = fields.required("to", text(folder));
    let container = fields.optional("container", text(filled));
    let then = fields.optional("then", text(then));
    let signal = fields.optional("signal", located(text(signal)));
    let from = from?;
    if !from.value.is_empty() && from.value.iter().all(|pattern| pattern.is_exception) {
        problems.add(from.place, "`from` names no files, it only takes some back");
    }
    if let (Some(_), Some(signal)) = (then, &signal) {
        problems.add(signal.place, "`then: restart` and `signal` exclude each other");
    }
    let then = then.or(signal.map(|signal| signal.value)).unwrap_or(Then::Nothing);
    Some(SyncRule { patterns: from.value, to: to?, container, then })
}

/// A pattern, or a list of them.
fn patterns(node: &Node, problems: &mut Problems) -> Option<Vec<Pattern>> {
    if matches!(node.content, Content::List(_)) {
        let found = list(text(pattern))(node, problems)?;
        if matches!(&node.content, Content::List(items) if items.is_empty()) {
            problems.add(node.place, "`from` names no files");
        }
        return Some(found);
    }
    Some(vec![text(pattern)(node, problems)?])
}

fn pattern(text: &str) -> Result<Pattern, String> {
    Pattern::parse(text).ok_or_else(|| format!("`{text}` is not a pattern of files; one looks like `src/**/*.py`"))
}

fn folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let is_whole = path.is_absolute() && !path.components().any(|part| part == std::path::Component::ParentDir);
    let told = || format!("`{text}` is not a whole path of a folder in the container, such as `/app`");
    if is_whole { Ok(path) } else { Err(told()) }
}

fn filled(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("expected text that is not empty".to_owned()) } else { Ok(text.to_owned()) }
}

fn then(text: &str) -> Result<Then, String> {
    if text == "restart" { Ok(Then::Restart) } else { Err(format!("expected `restart`, found `{text}`")) }
}

fn signal(name: &str) -> Result<Then, String> {
    let short = name.strip_prefix("SIG").unwrap_or(name);
    let known = SIGNALS.iter().find(|(known, _)| *known == short).map(|(_, number)| Then::Signal(*number));
    known.ok_or_else(|| {
        format!("there is no signal `{name}` to send; there is {}", SIGNALS.map(|(name, _)| name).join(", "))
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::yaml::parse_marked;

    /// The rule in a text; else all that is wrong with it.
    pub fn rule(text: &str) -> Result<SyncRule, String> {
        let mut problems = Problems::default();
        let rule = decode_rule(&parse_marked(text).unwrap(), &mut problems).filter(|_| problems.is_empty());
        let told = |problems: Problems| problems.into_sorted().into_iter().map(|problem| problem.message);
        rule.ok_or_else(|| told(problems).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn what_happens_then_is_said_once() {
        assert_eq!(rule("{from: a, to: /a, then: restart}").unwrap().then, Then::Restart);
        assert_eq!(rule("{from: a, to: /a, signal: SIGHUP}").unwrap().then, Then::Signal(1));
        assert_eq!(rule("{from: a, to: /a}").unwrap().then, Then::Nothing);
        let problems = [
            "{from: a, to: /a, then: restart, signal: HUP}",
            "{from: a, to: /a, then: reload}",
            "{from: a, to: /a, signal: STOP}",
            "{from: a, to: app}",
            "{from: '!a', to: /a}",
            "{from: [], to: /a}",
            "{from: 'a[', to: /a}",
            "{from: 7, to: /a}",
            "{form: a}",
        ];
        insta::assert_snapshot!(problems.map(|text| rule(text).unwrap_err()).join("\n"));
    }
}
