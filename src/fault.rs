//! What every error of this project can say beside its message: whose fault it is, and what to try.

use std::error::Error;

/// Whose fault an error is; each has its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The command's words, a config file or the user's app: exit code 1.
    User,
    /// The engine, the host or the network: exit code 3.
    Environment,
    /// A step on a cluster failed: exit code 4.
    Cluster,
    /// A defect of devcluster: exit code 70.
    Internal,
    /// Ctrl-C: exit code 130.
    Interrupted,
}

impl Kind {
    /// The process's exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::User => 1,
            Self::Environment => 3,
            Self::Cluster => 4,
            Self::Internal => 70,
            Self::Interrupted => 130,
        }
    }
}

/// An error that a person will read. Its `Display` is a lower-case fragment that reads after "failed to …:", with its
/// cause chained as `source` and not repeated.
pub trait Fault: Error + Send + Sync + 'static {
    /// Whose fault it is.
    fn kind(&self) -> Kind;
    /// What to try, with a command to run; none rather than an empty phrase.
    fn hint(&self) -> Option<String>;
    /// Output of a command that failed; its last lines are shown.
    fn output(&self) -> Option<&str> {
        None
    }
}

/// A fault as a test compares it: message, causes, output and hint.
#[cfg(test)]
pub(crate) fn shown(fault: &dyn Fault) -> String {
    let mut text = format!("error: {fault}\n");
    let causes =
        std::iter::successors(fault.source(), |&cause| cause.source()).map(|cause| format!("caused by: {cause}\n"));
    text.extend(causes);
    text.extend(fault.output().into_iter().map(|output| format!("{output}\n")));
    text.extend(fault.hint().map(|hint| format!("hint: {hint}\n")));
    text
}
