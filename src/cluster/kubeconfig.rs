//! The user's kubeconfig: our context in and out, everything else left as it is.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::{ClusterError, names};
use crate::yaml;

const LOCK_WAIT: Duration = Duration::from_secs(10);
const LOCK_INTERVAL: Duration = Duration::from_millis(20);
/// The lists of a kubeconfig whose entries carry a name.
const LISTS: [&str; 3] = ["clusters", "users", "contexts"];

/// The cluster of the current context, if the file is readable and the context is one of ours.
pub fn current_cluster(path: &Path) -> Option<String> {
    let config = read(path).ok()??;
    names::cluster_of_context(config.get("current-context")?.as_str()?).map(str::to_owned)
}

/// A kubeconfig of nothing but a cluster's entries in the file; `None` where they lead to another server, or to a user
/// without a certificate of his own, whom we have not written.
pub(super) fn own_entries(path: &Path, cluster: &str, server: &str) -> Option<Value> {
    let config = read(path).ok()??;
    let context = names::context(cluster);
    let entry = |list: &str| {
        let entries = config.get(list)?.as_array()?;
        entries.iter().find(|entry| entry.get("name").and_then(Value::as_str) == Some(&context)).cloned()
    };
    let [clusters, users, contexts] = [entry("clusters")?, entry("users")?, entry("contexts")?];
    users.pointer("/user/client-certificate-data")?;
    if clusters.pointer("/cluster/server")?.as_str()? != server {
        return None;
    }
    Some(json!({ "clusters": [clusters], "users": [users], "contexts": [contexts], "current-context": context }))
}

/// Fails where the file is damaged: to be asked before work begins that ends with writing it.
pub fn check(path: &Path) -> Result<(), ClusterError> {
    read(path).map(drop)
}

/// Puts the entries of `kubeconfig` (YAML, ours) into the file and makes its context the current one.
pub fn merge(path: &Path, kubeconfig: &str) -> Result<(), ClusterError> {
    let ours: Map<String, Value> = yaml::parse(kubeconfig)?;
    change(path, |config| {
        for list in LISTS {
            for entry in ours.get(list).and_then(Value::as_array).into_iter().flatten() {
                put(config, list, entry.clone());
            }
        }
        config.insert("current-context".to_owned(), ours.get("current-context").cloned().unwrap_or_default());
    })
}

/// Takes a cluster's entries out of the file, if there is one; a current context that was ours is cleared.
pub fn remove(path: &Path, cluster: &str) -> Result<(), ClusterError> {
    let context = names::context(cluster);
    let Some(config) = read(path)? else { return Ok(()) };
    let named = |entry: &Value| entry.get("name").and_then(Value::as_str) == Some(&context);
    let present = LISTS
        .iter()
        .any(|list| config.get(*list).and_then(Value::as_array).is_some_and(|entries| entries.iter().any(named)));
    if !present {
        return Ok(());
    }
    change(path, |config| {
        for list in LISTS {
            if let Some(entries) = config.get_mut(list).and_then(Value::as_array_mut) {
                entries.retain(|entry| !named(entry));
            }
        }
        if config.get("current-context").and_then(Value::as_str) == Some(&context) {
            config.insert("current-context".to_owned(), json!(""));
        }
    })
}

/// A node's admin.conf as the host's: our names, the published address.
pub(super) fn for_host(admin: &str, cluster: &str, server: &str) -> Result<String, ClusterError> {
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

fn put(config: &mut Map<String, Value>, list: &str, entry: Value) {
    let slot = config.entry(list).or_insert_with(|| json!([]));
    if !slot.is_array() {
        *slot = json!([]);
    }
    let Some(entries) = slot.as_array_mut() else { return };
    match entries.iter_mut().find(|other| other.get("name") == entry.get("name")) {
        Some(other) => *other = entry,
        None => entries.push(entry),
    }
}

/// The file's content; `None` where there is no file or an empty one.
fn read(path: &Path) -> Result<Option<Map<String, Value>>, ClusterError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(ClusterError::KubeconfigFile { path: path.to_owned(), source }),
    };
    let value: Value =
        yaml::parse(&text).map_err(|source| ClusterError::KubeconfigDamaged { path: path.to_owned(), source })?;
    let damaged = |list: &str| value.get(list).is_some_and(|entries| !entries.is_array() && !entries.is_null());
    match value {
        Value::Null => Ok(None),
        Value::Object(_) if LISTS.iter().any(|list| damaged(list)) => {
            Err(ClusterError::KubeconfigShape { path: path.to_owned() })
        }
        Value::Object(config) => Ok(Some(config)),
        _ => Err(ClusterError::KubeconfigShape { path: path.to_owned() }),
    }
}

/// Reads, changes and replaces the file under the lock that kubectl uses too.
fn change(path: &Path, edit: impl FnOnce(&mut Map<String, Value>)) -> Result<(), ClusterError> {
    // A link is followed: replacing it by a file would cut the user's set-up.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let fail = |source| ClusterError::KubeconfigFile { path: path.clone(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fail)?;
    }
    let _lock = Lock::take(path)?;
    let mut config = read(path)?.unwrap_or_else(|| {
        Map::from_iter([("apiVersion".to_owned(), json!("v1")), ("kind".to_owned(), json!("Config"))])
    });
    edit(&mut config);
    let text = yaml::render(&config)?;
    let temporary = path.with_extension(format!("devcluster-{}", std::process::id()));
    let written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, path));
    written.map_err(|source| {
        let _ = fs::remove_file(&temporary);
        fail(source)
    })
}

/// client-go's lock: a file `<kubeconfig>.lock` that is made exclusively.
struct Lock(PathBuf);

impl Lock {
    fn take(path: &Path) -> Result<Self, ClusterError> {
        let mut name = path.as_os_str().to_owned();
        name.push(".lock");
        let lock = PathBuf::from(name);
        let deadline = Instant::now() + LOCK_WAIT;
        loop {
            match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&lock) {
                Ok(_) => return Ok(Self(lock)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists && Instant::now() < deadline => {
                    thread::sleep(LOCK_INTERVAL)
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    return Err(ClusterError::KubeconfigLocked { path: path.to_owned(), lock });
                }
                Err(source) => return Err(ClusterError::KubeconfigFile { path: path.to_owned(), source }),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const OURS: &str = "{apiVersion: v1, kind: Config, clusters: [{name: devcluster-dev, cluster: {server: 'https://127.0.0.1:1'}}], \
        users: [{name: devcluster-dev, user: {}}], contexts: [{name: devcluster-dev, context: {cluster: devcluster-dev, user: devcluster-dev}}], \
        current-context: devcluster-dev}";

    #[test]
    fn a_cluster_goes_in_and_out_and_the_rest_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/config");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "{apiVersion: v1, kind: Config, clusters: [{name: other, cluster: {server: x}}], preferences: {colors: true}}").unwrap();
        merge(&path, OURS).unwrap();
        merge(&path, OURS).unwrap();
        let config = read(&path).unwrap().unwrap();
        assert_eq!(config["clusters"].as_array().unwrap().len(), 2);
        assert_eq!(config["preferences"]["colors"], json!(true));
        assert_eq!(current_cluster(&path).as_deref(), Some("dev"));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        remove(&path, "dev").unwrap();
        let config = read(&path).unwrap().unwrap();
        assert_eq!(config["clusters"], json!([{"name": "other", "cluster": {"server": "x"}}]));
        assert_eq!(current_cluster(&path), None);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no lock or temporary file is left");
    }

    #[test]
    fn a_damaged_file_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config");
        for damaged in ["clusters: [", "just text", "clusters: {a: b}"] {
            fs::write(&path, damaged).unwrap();
            assert!(check(&path).is_err(), "{damaged}");
            assert!(merge(&path, OURS).is_err(), "{damaged}");
            assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
        }
    }
}
