//! Names in a kubeconfig.

use serde_json::Value;

/// The lists whose entries carry a name: of clusters, users and contexts.
pub const LISTS: [&str; 3] = ["clusters", "users", "contexts"];
/// The key that says which context is meant where none is named.
pub const CURRENT: &str = "current-context";

/// Whether an entry of a list has that name.
pub fn is_named(entry: &Value, name: &str) -> bool {
    entry.get("name").and_then(Value::as_str) == Some(name)
}
