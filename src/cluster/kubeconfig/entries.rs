//! A cluster's entries in a kubeconfig: put in, taken out, and made of a node's admin.conf.

use serde_json::{Value, json};

use super::names::{CURRENT, LISTS, is_named};
use super::{Config, Current, before, splice};
use crate::cluster::{ClusterError, names};
use crate::yaml;

/// What every kubeconfig says of itself.
const HEAD: [(&str, &str); 2] = [("apiVersion", "v1"), ("kind", "Config")];

/// Whether any entry has that name.
pub fn is_in(config: &Config, name: &str) -> bool {
    LISTS.iter().any(|list| entries(config, list).iter().any(|entry| is_named(entry, name)))
}

/// The text of a kubeconfig with the entries of `ours`. `config` is what `text` says.
pub fn merge(text: Option<&str>, config: &Config, ours: &Config, current: Current) -> Result<String, ClusterError> {
    let name = ours.get(CURRENT).and_then(Value::as_str).unwrap_or_default();
    let mut ours = ours.clone();
    let mut new = config.clone();
    let present = entries(config, "contexts").iter().find(|context| is_named(context, name));
    let mut noted = present.and_then(before::noted).cloned().unwrap_or_default();
    let mut remember =
        |key: &str| noted.insert(key.to_owned(), splice::value_text(text.unwrap_or_default(), key).into());
    LISTS.iter().filter(|list| entries(config, list).is_empty()).for_each(|list| drop(remember(list)));
    let before = config.get(CURRENT).and_then(Value::as_str).unwrap_or_default();
    let switches = before != name && (current == Current::Ours || before.is_empty());
    if switches {
        remember(CURRENT);
    }
    if config.is_empty() {
        for (key, value) in HEAD {
            remember(key);
            new.insert(key.to_owned(), json!(value));
        }
    }
    if text.is_none() {
        remember(before::FILE);
    }
    for context in ours.get_mut("contexts").and_then(Value::as_array_mut).into_iter().flatten() {
        before::note(context, &noted);
    }
    for list in LISTS {
        entries(&ours, list).iter().for_each(|entry| put(&mut new, list, entry.clone()));
    }
    if switches {
        new.insert(CURRENT.to_owned(), json!(name));
    }
    Ok(splice::rewrite(text.unwrap_or_default(), config, &new, &Config::new())?)
}

/// The text of a kubeconfig without the entries of that name; `None` where there was no file before them.
pub fn remove(text: &str, config: &Config, name: &str) -> Result<Option<String>, ClusterError> {
    let context = entries(config, "contexts").iter().find(|context| is_named(context, name));
    let mut noted = context.and_then(before::noted).cloned().unwrap_or_default();
    let current = noted.get(CURRENT).cloned();
    let (mut new, mut texts) = (config.clone(), Config::new());
    for list in LISTS {
        let Some(entries) = new.get_mut(list).and_then(Value::as_array_mut) else { continue };
        let length = entries.len();
        entries.retain(|entry| !is_named(entry, name));
        if entries.len() < length && entries.is_empty() {
            restore(&mut new, &mut texts, list, noted.remove(list), |value| value.is_null() || *value == json!([]));
        }
    }
    let former = noted.remove(CURRENT);
    if config.get(CURRENT).and_then(Value::as_str) == Some(name) {
        let contexts = entries(&new, "contexts").to_vec();
        let known = |value: &Value| match value.as_str() {
            Some(former) => former.is_empty() || contexts.iter().any(|context| is_named(context, former)),
            None => value.is_null(),
        };
        new.insert(CURRENT.to_owned(), json!(""));
        restore(&mut new, &mut texts, CURRENT, former, known);
    }
    if new.keys().all(|key| HEAD.iter().any(|(head, _)| head == key)) {
        new.retain(|key, _| noted.remove(key) != Some(Value::Null));
    }
    if new.is_empty() && noted.contains_key(before::FILE) {
        return Ok(None);
    }
    if let Some(contexts) = new.get_mut("contexts").and_then(Value::as_array_mut) {
        before::hand_on(contexts, name, current, noted);
    }
    Ok(Some(splice::rewrite(text, config, &new, &texts)?))
}

/// Gives a key the value that was noted of it, with its text, where that still holds; else leaves it.
fn restore(
    config: &mut Config,
    texts: &mut Config,
    key: &str,
    noted: Option<Value>,
    holds: impl FnOnce(&Value) -> bool,
) {
    match noted {
        Some(Value::Null) => drop(config.remove(key)),
        Some(Value::String(text)) => {
            if let Some(value) = yaml::parse::<Value>(&text).ok().filter(holds) {
                config.insert(key.to_owned(), value);
                texts.insert(key.to_owned(), Value::String(text));
            }
        }
        _ => {}
    }
}

/// A node's admin.conf as the host's: our names, the published address.
pub fn for_host(admin: &str, cluster: &str, server: &str) -> Result<String, ClusterError> {
    let mut config: Value = yaml::parse(admin)?;
    let context = names::context(cluster);
    for list in LISTS {
        config[list][0]["name"] = json!(context);
    }
    config["clusters"][0]["cluster"]["server"] = json!(server);
    config["contexts"][0]["context"] = json!({ "cluster": context, "user": context });
    config["current-context"] = json!(context);
    Ok(yaml::render(&config)?)
}

fn entries<'a>(config: &'a Config, list: &str) -> &'a [Value] {
    config.get(list).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// In the place of the entry of that name, else first: what follows a list's last entry may belong to something else.
fn put(config: &mut Config, list: &str, entry: Value) {
    let slot = config.entry(list).or_insert_with(|| json!([]));
    if !slot.is_array() {
        *slot = json!([]);
    }
    let Some(entries) = slot.as_array_mut() else { return };
    match entries.iter_mut().find(|other| other.get("name") == entry.get("name")) {
        Some(other) => *other = entry,
        None => entries.insert(0, entry),
    }
}
