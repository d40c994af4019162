//! What was in the place of our entries, noted in our context's extensions: removing them then restores it.
//!
//! A key's note is the text of its value, or null where the key was not there. Kubernetes' own programs keep
//! extensions that they don't know.

use serde_json::{Value, json};

use super::Config;
use super::names::{CURRENT, is_named};
use crate::yaml;

/// The key under which it is noted that there was no file.
pub const FILE: &str = "file";
const EXTENSION: &str = "devcluster.dev/before";

/// What an entry of the list of contexts notes; `None` where it notes nothing.
pub fn noted(context: &Value) -> Option<&Config> {
    let extensions = context.pointer("/context/extensions")?.as_array()?;
    extensions.iter().find(|extension| is_named(extension, EXTENSION))?.get("extension")?.as_object()
}

/// Has a context note it, in place of what it noted before.
pub fn note(context: &mut Value, before: &Config) {
    let Some(context) = context.get_mut("context").and_then(Value::as_object_mut) else { return };
    let extensions = context.entry("extensions").or_insert_with(|| json!([]));
    if let Some(extensions) = extensions.as_array_mut() {
        extensions.retain(|extension| !is_named(extension, EXTENSION));
        extensions.push(json!({ "name": EXTENSION, "extension": before }));
    }
}

/// Hands what a context that goes has noted, and what was not needed, to the others of ours: they stand in the same
/// places.
pub fn hand_on(contexts: &mut [Value], gone: &str, current: Option<Value>, mut left: Config) {
    for context in contexts {
        let Some(mut before) = noted(context).cloned() else { continue };
        let former = before.get(CURRENT).and_then(Value::as_str).and_then(|text| yaml::parse::<String>(text).ok());
        if former.as_deref() == Some(gone) {
            before.remove(CURRENT);
            before.extend(current.clone().map(|current| (CURRENT.to_owned(), current)));
        }
        for (key, text) in std::mem::take(&mut left) {
            before.entry(key).or_insert(text);
        }
        note(context, &before);
    }
}
