//! What is looked for, as a question in LogsQL.

use std::time::Duration;

/// Labels that carry an app's name.
const APP_LABELS: [&str; 2] = ["app", "app.kubernetes.io/name"];

/// What is looked for; all of it has to be true of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    pub scope: Scope,
    /// Name of a workload, of an app (label `app`) or of a pod.
    pub app: Option<String>,
    pub labels: Vec<LabelFilter>,
    pub node: Option<String>,
    /// A regular expression.
    pub pattern: Option<String>,
    /// How long ago it was written at most.
    pub since: Option<Duration>,
    /// Only so many of the newest lines.
    pub newest: Option<u64>,
}

/// Whose lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Of a namespace's pods.
    Namespace(String),
    /// Of all pods, and of the nodes' own programs.
    Everything,
}

/// A label that the pod had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelFilter {
    pub name: String,
    pub value: String,
}

impl Search {
    /// The filter in LogsQL, without time.
    pub(super) fn filter(&self) -> String {
        let mut all = Vec::new();
        if let Scope::Namespace(namespace) = &self.scope {
            all.push(equals("namespace", namespace));
        }
        all.extend(self.app.iter().map(|app| of_app(app)));
        all.extend(self.labels.iter().map(|label| has_label(&label.name, &label.value)));
        all.extend(self.node.iter().map(|node| equals("node", node)));
        all.extend(self.pattern.iter().map(|pattern| format!("_msg:~{}", quote(pattern))));
        if all.is_empty() { "*".to_owned() } else { all.join(" ") }
    }
}

fn of_app(name: &str) -> String {
    let mut any = vec![equals("workload", name), equals("pod", name)];
    any.extend(APP_LABELS.iter().map(|label| has_label(label, name)));
    format!("({})", any.join(" or "))
}

fn has_label(name: &str, value: &str) -> String {
    equals(&format!("label.{name}"), value)
}

fn equals(field: &str, value: &str) -> String {
    format!("{}:={}", quote(field), quote(value))
}

/// A string as LogsQL reads it, which takes Go's escapes: nothing in it ends the string.
fn quote(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            character if character.is_control() => quoted.push_str(&format!("\\U{:08x}", u32::from(character))),
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everything() -> Search {
        let (app, labels, node, pattern, since, newest) = (None, Vec::new(), None, None, None, None);
        Search { scope: Scope::Everything, app, labels, node, pattern, since, newest }
    }

    #[test]
    fn all_that_is_asked_for_has_to_be_true() {
        assert_eq!(everything().filter(), "*");
        let search = Search {
            scope: Scope::Namespace("shop".into()),
            app: Some("web".into()),
            labels: vec![LabelFilter { name: "example.com/tier".into(), value: "front".into() }],
            node: Some("worker-1".into()),
            pattern: Some("error|panic".into()),
            ..everything()
        };
        insta::assert_snapshot!(search.filter(), @r#""namespace":="shop" ("workload":="web" or "pod":="web" or "label.app":="web" or "label.app.kubernetes.io/name":="web") "label.example.com/tier":="front" "node":="worker-1" _msg:~"error|panic""#);
    }

    #[test]
    fn nothing_ends_a_string_but_its_end() {
        for (text, expected) in [
            (r#"" or namespace:="kube-system"#, r#""\" or namespace:=\"kube-system""#),
            (r"\d+\\", r#""\\d+\\\\""#),
            ("one\ntwo\t\u{7f}\0", r#""one\U0000000atwo\U00000009\U0000007f\U00000000""#),
            ("`$(it)` 'as is' | é", r#""`$(it)` 'as is' | é""#),
        ] {
            let search = Search { pattern: Some(text.to_owned()), ..everything() };
            assert_eq!(search.filter(), format!("_msg:~{expected}"));
        }
    }
}
