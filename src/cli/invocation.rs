//! How a command of ours is to be typed so that it is about the same cluster as the one that speaks.

/// Commands that are about no cluster in particular.
const WITHOUT_CLUSTER: [&str; 7] = ["build", "completion", "config", "doctor", "list", "new", "version"];
/// How a command stands in the text of a hint.
const QUOTED: &str = "`devcluster ";

/// The words with which this program was called that the next call has to repeat.
#[derive(Debug, Clone, Default)]
pub struct Invocation {
    name: Option<String>,
}

impl Invocation {
    /// `given` is the name from `--name` or DEVCLUSTER, if any.
    pub fn of(given: Option<&str>) -> Self {
        let remembered = std::env::var("DEVCLUSTER").ok().filter(|name| !name.is_empty());
        let implied = remembered.unwrap_or_else(super::context::implied_name);
        Self { name: given.filter(|&given| given != implied).map(str::to_owned) }
    }

    /// A hint whose commands repeat `--name`, where they would be about another cluster without it.
    pub fn in_hint(&self, hint: &str) -> String {
        let Some(name) = &self.name else { return hint.to_owned() };
        let mut parts = hint.split(QUOTED);
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            text += QUOTED;
            let command = part.split([' ', '`']).next().unwrap_or_default();
            if !command.starts_with('-') && !WITHOUT_CLUSTER.contains(&command) {
                text += &format!("--name {name} ");
            }
            text += part;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_in_hints_are_about_the_same_cluster() {
        let hint = "try `devcluster service web -n default`, `devcluster list` or `devcluster --name lab start`";
        let here = Invocation { name: None };
        assert_eq!(here.in_hint(hint), hint);
        let other = Invocation { name: Some("lab".into()) };
        assert_eq!(
            other.in_hint(hint),
            "try `devcluster --name lab service web -n default`, `devcluster list` or `devcluster --name lab start`"
        );
        assert_eq!(other.in_hint("use the cluster's `devcluster`"), "use the cluster's `devcluster`");
    }
}
