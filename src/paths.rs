//! Where devcluster keeps things on the host: the kubeconfig is the user's, the rest are caches but for the local
//! authority.

use std::path::PathBuf;

/// The user's home folder.
pub fn home() -> Option<PathBuf> {
    dirs::home_dir()
}

/// Caches that can be deleted at any time: `$XDG_CACHE_HOME/devcluster`, else `~/.cache/devcluster`.
pub fn cache() -> PathBuf {
    dirs::cache_dir().unwrap_or_else(std::env::temp_dir).join("devcluster")
}

/// The local certificate authority: `$XDG_DATA_HOME/devcluster/authority`, else below `~/.local/share`.
pub fn authority() -> PathBuf {
    dirs::data_dir().unwrap_or_else(|| home().unwrap_or_default()).join("devcluster/authority")
}

/// Where programs of the user's own are: `~/.local/bin`.
pub fn programs() -> PathBuf {
    home().unwrap_or_default().join(".local/bin")
}

/// The kubeconfig that is written: the first file of KUBECONFIG, else `~/.kube/config`, as kubectl does.
pub fn kubeconfig() -> PathBuf {
    let listed = std::env::var_os("KUBECONFIG").filter(|list| !list.is_empty());
    listed
        .and_then(|list| std::env::split_paths(&list).find(|path| !path.as_os_str().is_empty()))
        .unwrap_or_else(|| home().unwrap_or_else(|| PathBuf::from("/")).join(".kube/config"))
}
