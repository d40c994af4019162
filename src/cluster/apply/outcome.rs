//! What became of an object.

use serde::Serialize;

/// An object after it was applied, or after it was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// `Deployment`.
    pub kind: String,
    /// `apps`; empty for the core group.
    pub group: String,
    /// `None` for objects of the whole cluster.
    pub namespace: Option<String>,
    pub name: String,
    pub outcome: Outcome,
}

/// What was done to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Created,
    Configured,
    Unchanged,
    /// Removed, since the app no longer has it.
    Pruned,
    /// Removed with the app.
    Deleted,
    /// Left where it is for the data that it holds.
    Kept,
}

impl Outcome {
    /// Whether the object is one that the manifests have.
    pub fn is_applied(self) -> bool {
        matches!(self, Self::Created | Self::Configured | Self::Unchanged)
    }
}

impl Applied {
    /// As kubectl names it: `deployment.apps/web`.
    pub fn title(&self) -> String {
        let group = if self.group.is_empty() { String::new() } else { format!(".{}", self.group) };
        format!("{}{group}/{}", self.kind.to_lowercase(), self.name)
    }

    /// As kubectl tells it: `deployment.apps/web created`.
    pub fn line(&self) -> String {
        let outcome = match self.outcome {
            Outcome::Created => "created",
            Outcome::Configured => "configured",
            Outcome::Unchanged => "unchanged",
            Outcome::Pruned => "pruned",
            Outcome::Deleted => "deleted",
            Outcome::Kept => "kept",
        };
        format!("{} {outcome}", self.title())
    }
}
