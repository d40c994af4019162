//! Which command, in which container.

use form_urlencoded::{Serializer, parse};

use crate::api::is_name;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Target {
    namespace: String,
    pod: String,
    container: String,
    command: Vec<String>,
    pub tty: bool,
}

impl Target {
    pub fn of_query(query: &str) -> Result<Self, String> {
        let mut target = Self::default();
        for (name, value) in parse(query.as_bytes()) {
            let value = value.into_owned();
            match &*name {
                "namespace" => target.namespace = value,
                "pod" => target.pod = value,
                "container" => target.container = value,
                "command" => target.command.push(value),
                "tty" => target.tty = value == "true",
                _ => {}
            }
        }
        for (what, name) in [("namespace", &target.namespace), ("pod", &target.pod), ("container", &target.container)] {
            if !is_name(name) {
                return Err(format!("`{name}` is no name of a {what}"));
            }
        }
        if target.command.is_empty() { Err("a `command` is missing".to_owned()) } else { Ok(target) }
    }

    pub fn pod_path(&self) -> String {
        format!("/api/v1/namespaces/{}/pods/{}", self.namespace, self.pod)
    }

    pub fn exec_path(&self) -> String {
        let mut query = Serializer::new(String::new());
        query.append_pair("container", &self.container).append_pair("stdin", "true").append_pair("stdout", "true");
        // A terminal has one output for both.
        query.append_pair(if self.tty { "tty" } else { "stderr" }, "true");
        query.extend_pairs(self.command.iter().map(|word| ("command", word)));
        format!("{}/exec?{}", self.pod_path(), query.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_names_a_command() {
        let query = "namespace=a&pod=b&container=c&command=sh&command=-c&command=echo+%26&tty=true";
        let target = Target::of_query(query).unwrap();
        let expected = "/api/v1/namespaces/a/pods/b/exec?container=c&stdin=true&stdout=true&tty=true\
                        &command=sh&command=-c&command=echo+%26";
        assert_eq!(target.exec_path(), expected);
    }

    #[test]
    fn says_what_is_missing() {
        assert_eq!(Target::of_query("").unwrap_err(), "`` is no name of a namespace");
        assert_eq!(Target::of_query("namespace=a&pod=b/../c&container=c").unwrap_err(), "`b/../c` is no name of a pod");
        assert_eq!(Target::of_query("namespace=a&pod=b&container=c").unwrap_err(), "a `command` is missing");
    }
}
