//! The kubeconfig as a file: read, and replaced as a whole under the lock that kubectl uses too.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde_json::{Value, json};

use super::lock::Lock;
use super::names::{CURRENT, LISTS, is_named};
use super::{Config, Current, entries};
use crate::cluster::{ClusterError, names};
use crate::yaml;

/// The cluster of the current context, if the file is readable and the context is one of ours.
pub fn current_cluster(path: &Path) -> Option<String> {
    let config = parse(path, &read(path).ok()??).ok()?;
    names::cluster_of_context(config.get(CURRENT)?.as_str()?).map(str::to_owned)
}

/// A kubeconfig of nothing but a cluster's entries in the file; `None` where they lead to another server, or to a user
/// without a certificate of his own, whom we have not written.
pub fn own_entries(path: &Path, cluster: &str, server: &str) -> Option<Value> {
    let config = parse(path, &read(path).ok()??).ok()?;
    let context = names::context(cluster);
    let entry = |list: &str| config.get(list)?.as_array()?.iter().find(|entry| is_named(entry, &context)).cloned();
    let [clusters, users, contexts] = [entry(LISTS[0])?, entry(LISTS[1])?, entry(LISTS[2])?];
    users.pointer("/user/client-certificate-data")?;
    if clusters.pointer("/cluster/server")?.as_str()? != server {
        return None;
    }
    Some(json!({ "clusters": [clusters], "users": [users], "contexts": [contexts], "current-context": context }))
}

/// Fails where the file is damaged: to be asked before work begins that ends with writing it.
pub fn check(path: &Path) -> Result<(), ClusterError> {
    read(path)?.map_or(Ok(()), |text| parse(path, &text).map(drop))
}

/// Puts the entries of `kubeconfig` (YAML, ours) into the file.
pub fn merge(path: &Path, kubeconfig: &str, current: Current) -> Result<(), ClusterError> {
    let ours: Config = yaml::parse(kubeconfig)?;
    change(path, |text| {
        let config = text.map_or_else(|| Ok(Config::new()), |text| parse(path, text))?;
        entries::merge(text, &config, &ours, current).map(Some)
    })
}

/// Takes a cluster's entries out of the file, if they are there: what is left is what was there before them.
pub fn remove(path: &Path, cluster: &str) -> Result<(), ClusterError> {
    let context = names::context(cluster);
    let Some(text) = read(path)? else { return Ok(()) };
    if !entries::is_in(&parse(path, &text)?, &context) {
        return Ok(());
    }
    change(path, |text| match text {
        Some(text) => entries::remove(text, &parse(path, text)?, &context),
        None => Ok(None),
    })
}

/// The file's text; `None` where there is no file.
fn read(path: &Path) -> Result<Option<String>, ClusterError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ClusterError::KubeconfigFile { path: path.to_owned(), source }),
    }
}

fn parse(path: &Path, text: &str) -> Result<Config, ClusterError> {
    let value: Value =
        yaml::parse(text).map_err(|source| ClusterError::KubeconfigDamaged { path: path.to_owned(), source })?;
    let damaged = |list: &str| value.get(list).is_some_and(|entries| !entries.is_array() && !entries.is_null());
    match value {
        Value::Null => Ok(Config::new()),
        Value::Object(_) if LISTS.iter().any(|list| damaged(list)) => {
            Err(ClusterError::KubeconfigShape { path: path.to_owned() })
        }
        Value::Object(config) => Ok(config),
        _ => Err(ClusterError::KubeconfigShape { path: path.to_owned() }),
    }
}

/// Replaces the file by what `edit` makes of its text; `None` stands for no file.
fn change(
    path: &Path,
    edit: impl FnOnce(Option<&str>) -> Result<Option<String>, ClusterError>,
) -> Result<(), ClusterError> {
    // A link is followed: replacing it by a file would cut the user's set-up.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let fail = |source| ClusterError::KubeconfigFile { path: path.clone(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fail)?;
    }
    let _lock = Lock::take(path)?;
    let old = read(path)?;
    let new = edit(old.as_deref())?;
    match new {
        new if new == old => Ok(()),
        Some(text) => replace(path, &text).map_err(fail),
        None => fs::remove_file(path).map_err(fail),
    }
}

fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let temporary = path.with_extension(format!("devcluster-{}", std::process::id()));
    let written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}
