//! A line as the store has it.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A line that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    #[serde(with = "time::serde::rfc3339")]
    pub time: OffsetDateTime,
    pub node: String,
    #[serde(flatten)]
    pub source: Source,
    pub text: String,
}

/// Who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Source {
    Pod {
        namespace: String,
        pod: String,
        container: String,
        /// How often the container had been restarted.
        restarts: u32,
        /// `stdout`.
        stream: String,
    },
    /// One of the node's own: `kubelet`.
    Program { program: String },
}

/// A row of the store's answer; fields that a line has not are missing.
#[derive(Deserialize)]
struct Row {
    #[serde(rename = "_time", with = "time::serde::rfc3339")]
    time: OffsetDateTime,
    #[serde(rename = "_msg")]
    text: String,
    #[serde(default)]
    node: String,
    #[serde(default)]
    namespace: String,
    #[serde(default)]
    pod: String,
    #[serde(default)]
    container: String,
    #[serde(default)]
    run: String,
    #[serde(default)]
    stream: String,
    #[serde(default)]
    program: String,
}

/// The fields that are asked for.
pub(super) const FIELDS: &str = "_time, _msg, node, namespace, pod, container, run, stream, program";

impl Line {
    /// Reads a row of the store's answer.
    pub(super) fn parse(row: &str) -> Result<Self, serde_json::Error> {
        let Row { time, text, node, namespace, pod, container, run, stream, program } = serde_json::from_str(row)?;
        let source = if program.is_empty() {
            Source::Pod { namespace, pod, container, restarts: run.parse().unwrap_or_default(), stream }
        } else {
            Source::Program { program }
        };
        Ok(Self { time, node, source, text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_of_pods_or_of_the_nodes_programs() {
        let row = r#"{"_time":"2026-11-27T10:20:30.5Z","_msg":"a \"b\"\n","node":"worker-1","namespace":"shop","pod":"web-1",
            "container":"web","run":"2","stream":"stderr","label.app":"web"}"#;
        let line = Line::parse(row).unwrap();
        assert_eq!(
            (line.text.as_str(), line.node.as_str(), line.time.unix_timestamp()),
            ("a \"b\"\n", "worker-1", 1_795_774_830)
        );
        insta::assert_snapshot!(serde_json::to_string(&line).unwrap(), @r#"{"time":"2026-11-27T10:20:30.5Z","node":"worker-1","namespace":"shop","pod":"web-1","container":"web","restarts":2,"stream":"stderr","text":"a \"b\"\n"}"#);
        let row = r#"{"_time":"2026-11-27T10:20:30Z","_msg":"a","node":"worker-1","program":"kubelet"}"#;
        assert_eq!(Line::parse(row).unwrap().source, Source::Program { program: "kubelet".into() });
        assert!(Line::parse("no healthy upstream").is_err());
    }
}
