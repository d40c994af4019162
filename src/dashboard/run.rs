//! The dashboard from the addon to the page, for as long as the command runs.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::DashboardError;
use super::desk::Desk;
use super::keep::{ADDON, Keeper, NAMESPACE, PORT};
use super::listen::{listen, url};
use super::messages::PageApp;
use super::secrets::Secrets;
use super::work::Host;
use crate::addon::{self, EnableOptions, Lock};
use crate::app::{self, AppFile, Tools};
use crate::cluster::{self, ClusterState};
use crate::report::SilentReporter;

const ENABLE: Duration = Duration::from_mins(5);

/// How the dashboard is shown.
pub struct Options {
    /// Port of this machine; the usual one, or another, where none is named.
    pub port: Option<u16>,
    /// The app that the page can bring up.
    pub app: Option<AppFile>,
    /// Has the commands of a hint name the cluster.
    pub in_hint: Arc<dyn Fn(&str) -> String + Send + Sync>,
}

/// Shows the dashboard of a cluster until the work is interrupted; `ready` is told the URL, which is good once.
pub async fn run(
    tools: &Tools,
    state: &ClusterState,
    options: Options,
    ready: impl FnOnce(&str),
) -> Result<(), DashboardError> {
    // First what needs no time: whether the port can be had.
    let (listener, port) = listen(options.port).await?;
    let kube = cluster::connect(tools.engine.as_ref(), state).await?;
    let enable = EnableOptions { set: Vec::new(), timeout: ENABLE, lock: Lock::Take };
    addon::bring_up_to_date(tools, state, &kube, ADDON, &enable).await?;
    let backend = Arc::new(cluster::find_backend(&kube, NAMESPACE, ADDON).await?);
    // What becomes of the server is told once, and not by each of the browser's connections.
    let silent = Arc::new(SilentReporter);
    let upstream = watch::Sender::new(None);
    let chosen = upstream.subscribe();
    let leading = tokio::spawn(app::lead(silent, kube.clone(), Arc::clone(&backend), listener, PORT, chosen));
    let folder = options.app.as_ref().map(|app| whole(&app.folder));
    let keeper = Keeper {
        reporter: Arc::clone(&tools.reporter),
        kube,
        backend,
        secrets: Secrets::new()?,
        upstream,
        app: options
            .app
            .zip(folder.as_ref())
            .map(|(app, folder)| PageApp { name: app.name, folder: folder.display().to_string() }),
        credentials: tokio::sync::Mutex::default(),
    };
    let host = Host { tools: tools.clone(), cluster: state.name.clone(), app: folder, in_hint: options.in_hint };
    let mut desk = Desk::new(host);
    let ready = || ready(&url(port, &keeper.secrets.ticket));
    let ended = tools.interrupt.run_until_cancelled(keeper.keep(&mut desk, ready)).await;
    leading.abort();
    desk.close().await;
    ended.map_or(Ok(()), Err)
}

fn whole(folder: &std::path::Path) -> PathBuf {
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
}
