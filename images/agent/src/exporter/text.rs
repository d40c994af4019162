//! Figures in Prometheus' text (<https://prometheus.io/docs/instrumenting/exposition_formats/>).

use std::fmt::Write;

/// Figures of one name, as they follow from an object.
pub struct Family<K: 'static> {
    pub name: &'static str,
    pub help: &'static str,
    pub kind: Kind,
    /// Those of one object; none where it has nothing of this.
    pub of: fn(&K) -> Vec<Line>,
}

#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Counter,
    Gauge,
}

/// One figure, and what it is about beside its object.
#[derive(Debug)]
pub struct Line {
    pub labels: Vec<(&'static str, String)>,
    pub value: f64,
}

impl Line {
    pub fn new(labels: Vec<(&'static str, String)>, value: f64) -> Self {
        Self { labels, value }
    }
}

/// What stands before the figures of a family.
pub fn head(name: &str, help: &str, kind: Kind) -> String {
    let kind = match kind {
        Kind::Counter => "counter",
        Kind::Gauge => "gauge",
    };
    format!("# HELP {name} {help}\n# TYPE {name} {kind}\n")
}

/// The lines of a family, each with the labels of its object before its own.
pub fn lines(name: &str, object: &[(&str, String)], lines: &[Line]) -> String {
    let mut text = String::new();
    for Line { labels, value } in lines {
        let mut separator = '{';
        text.push_str(name);
        for (label, content) in object.iter().chain(labels) {
            let _ = write!(text, "{separator}{label}=\"{}\"", escaped(content));
            separator = ',';
        }
        let close = if separator == ',' { "}" } else { "" };
        let _ = writeln!(text, "{close} {value}");
    }
    text
}

fn escaped(content: &str) -> String {
    content.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped() {
        let object = [("node", "worker-1".to_owned())];
        let taint = Line::new(vec![("value", "a\"b\\c\nd".to_owned())], 0.5);
        let text = lines("kube_node_spec_taint", &object, &[taint]);
        assert_eq!(text, "kube_node_spec_taint{node=\"worker-1\",value=\"a\\\"b\\\\c\\nd\"} 0.5\n");
    }

    #[test]
    fn figures_without_labels_have_no_braces() {
        assert_eq!(lines("up", &[], &[Line::new(Vec::new(), 1.0)]), "up 1\n");
        assert_eq!(head("up", "Whether.", Kind::Counter), "# HELP up Whether.\n# TYPE up counter\n");
    }
}
