//! Puts the rooms together: what all requests share, which path leads where, and the listener.

use std::io;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{any, get};
use axum::serve::ListenerExt;
use http::StatusCode;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::answer::Problem;
use crate::api::{Endpoint, EndpointError};
use crate::arguments::Options;
use crate::sessions::{self, Current, Sessions};
use crate::{assets, exec, gate, host, log, proxy, stream};

const SWEEP: Duration = Duration::from_secs(30);

/// What can keep the server from running, in words that read after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("reach the API server")]
    Endpoint(#[from] EndpointError),
    #[error("listen on {listen}")]
    Listen { listen: SocketAddr, source: io::Error },
    #[error("start the runtime of asynchronous work")]
    Runtime(#[source] io::Error),
    #[error("get an answer from {listen}")]
    NoAnswer { listen: SocketAddr, source: io::Error },
}

impl Failure {
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Endpoint(_) => {
                "give the API server with `--api-server URL` and its certificate authority with `--ca FILE`"
            }
            Self::Listen { .. } => "choose another address with `--listen ADDRESS`",
            Self::Runtime(_) => "see the container's limits with `kubectl describe pod`",
            Self::NoAnswer { .. } => "see why the server does not run with `kubectl logs`",
        }
    }
}

pub struct Parts {
    pub sessions: Sessions,
    pub endpoint: Endpoint,
    pub assets: PathBuf,
    /// What the page calls the cluster.
    pub cluster: String,
}

#[derive(Clone)]
pub struct Shared(Arc<Parts>);

impl Deref for Shared {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Shared {
    pub fn new(endpoint: Endpoint, assets: PathBuf, cluster: String) -> Self {
        Self(Arc::new(Parts { sessions: Sessions::default(), endpoint, assets, cluster }))
    }
}

pub fn router(shared: Shared) -> Router {
    Router::new()
        .route("/open", get(sessions::open))
        .route("/api/session", get(sessions::show).post(sessions::sign_in).delete(sessions::end))
        .route("/api/kube/{*path}", any(proxy::forward))
        .route("/api/stream", any(stream::connect))
        .route("/api/exec", any(exec::connect))
        .route("/api/host", any(host::connect))
        .route("/api/{*path}", any(unknown))
        .fallback(assets::serve)
        .layer(from_fn(gate::guard))
        .with_state(shared)
}

async fn unknown(_: Current) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "the server has no such address: the page and the server are of different versions",
    )
}

/// Serves until it is told to stop.
pub fn run(options: Options) -> Result<(), Failure> {
    let endpoint = Endpoint::new(&options.api_server, &options.ca)?;
    // Says at once what would keep every session from working.
    endpoint.authorities()?;
    // One thread: the work is to pass bytes on, and each thread more would hold memory of its own.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(4)
        .thread_keep_alive(Duration::from_secs(2))
        .build()
        .map_err(Failure::Runtime)?;
    let listen = options.listen;
    runtime
        .block_on(serve(Shared::new(endpoint, options.assets, options.cluster), listen))
        .map_err(|source| Failure::Listen { listen, source })
}

async fn serve(shared: Shared, listen: SocketAddr) -> io::Result<()> {
    let listener = TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    let listener = listener.tap_io(|connection| {
        // What is typed in a terminal is not to wait for more. Without, it works as well, but slower.
        let _ = connection.set_nodelay(true);
    });
    let mut stop = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    log::line(&format!("listening on {}", address));
    let sweeping = shared.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(SWEEP).await;
            sweeping.sessions.sweep(Instant::now());
        }
    });
    tokio::select! {
        result = axum::serve(listener, router(shared)).into_future() => result,
        _ = stop.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    }
}
