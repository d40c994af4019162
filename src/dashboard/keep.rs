//! Keeps this machine connected to the dashboard's server: where the connection breaks, the same session is registered again.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::DuplexStream;
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};

use super::DashboardError;
use super::desk::Desk;
use super::error::in_one_line;
use super::messages::{Credentials, Hello, PageApp};
use super::secrets::Secrets;
use super::talk::{Denial, Line, Parting, Renewal, register, serve};
use crate::addon::{self, AddonPhase};
use crate::app::Upstream;
use crate::cluster::{self, Backend, ClusterError, Identity, Kube};
use crate::report::{Event, Reporter};

pub const NAMESPACE: &str = "dashboard";
pub const ADDON: &str = "dashboard";
pub const PORT: u16 = 8080;
const LABEL: &str = "app=dashboard";
/// How long the first registration may take.
const FIRST: Duration = Duration::from_secs(60);
/// As long as the server keeps a session that nobody is connected to.
const AGAIN: Duration = Duration::from_mins(10);
/// After so many refusals it is tried with new credentials.
const REFUSALS: u32 = 20;
const RETRY: Duration = Duration::from_millis(500);
const LOOK: Duration = Duration::from_secs(2);
/// For an answer of a server that is ready.
const ANSWER: Duration = Duration::from_secs(15);
/// Of the certificate that the server gets.
const LIFE: Duration = Duration::from_hours(12);

/// A session, and the way to its server.
pub struct Keeper {
    pub reporter: Arc<dyn Reporter>,
    pub kube: Kube,
    pub backend: Arc<Backend>,
    pub secrets: Secrets,
    /// The server that knows the session: another, as the one that takes its place, would send browsers to the login.
    pub upstream: watch::Sender<Option<Upstream>>,
    pub app: Option<PageApp>,
    pub credentials: tokio::sync::Mutex<Option<Held>>,
}

impl Keeper {
    /// Registers, tells `ready`, and serves the page; comes back with an error alone.
    pub async fn keep(&self, desk: &mut Desk, ready: impl FnOnce()) -> DashboardError {
        let (mut ready, mut limit, mut is_lost) = (Some(ready), FIRST, false);
        loop {
            let Connected { mut line, pod, renewal } = match self.connect(ready.is_some(), limit).await {
                Ok(connected) => connected,
                Err(error) => return error,
            };
            self.upstream.send_replace(Some(Upstream::Pod(pod)));
            if let Some(ready) = ready.take() {
                ready();
            }
            if is_lost {
                self.reporter.event(&Event::Note { text: "The dashboard is back.".to_owned() });
            }
            let parting = serve(&mut line, desk, renewal).await;
            desk.part();
            (limit, is_lost) = (AGAIN, parting != Parting::Renewal);
            if let Parting::Lost(reason) = parting {
                self.upstream.send_replace(None);
                let text = format!("the connection to the dashboard was lost: {reason}");
                self.reporter.event(&Event::Warning { text, hint: None });
            }
        }
    }

    /// Tries until `limit`.
    async fn connect(&self, is_first: bool, limit: Duration) -> Result<Connected, DashboardError> {
        let deadline = Instant::now() + limit;
        let last = Mutex::new(String::new());
        let seen = |state: String| *last.lock().unwrap_or_else(PoisonError::into_inner) = state;
        let tries = async {
            loop {
                match self.attempt(is_first, &seen).await {
                    Ok(connected) => return Ok(connected),
                    Err(Obstacle::Lasting(error)) => return Err(error),
                    Err(Obstacle::Passing(reason)) => seen(reason),
                }
                tokio::time::sleep(RETRY).await;
            }
        };
        let connected = tokio::select! {
            connected = timeout_at(deadline, tries) => connected,
            () = self.until_disabled() => return Err(DashboardError::Disabled),
        };
        connected.unwrap_or_else(|_| {
            let last = last.lock().unwrap_or_else(PoisonError::into_inner).clone();
            Err(DashboardError::TimedOut { seconds: limit.as_secs(), last })
        })
    }

    /// Comes back when somebody has the addon go. Where the API server does not answer, attempts tell of it.
    async fn until_disabled(&self) {
        loop {
            tokio::time::sleep(LOOK).await;
            match addon::state_of(&self.kube, ADDON).await {
                Ok(Some(state)) if state.phase != AddonPhase::Disabling => {}
                Ok(_) => return,
                Err(_) => {}
            }
        }
    }

    async fn attempt(&self, is_first: bool, seen: &impl Fn(String)) -> Result<Connected, Obstacle> {
        cluster::wait_for_ready_pod(&self.kube, NAMESPACE, LABEL, seen).await.map_err(passing)?;
        // As late as this: none is made for a server that does not come.
        let mut credentials = self.credentials.lock().await;
        let held = match credentials.take().filter(|held| held.refusals < REFUSALS && !held.renewal.is_due(true)) {
            Some(held) => credentials.insert(held),
            None => credentials.insert(self.new_credentials().await?),
        };
        let hello = Hello {
            session: &self.secrets.session,
            cookie: &self.secrets.cookie,
            // To say it again would make it good once more.
            ticket: is_first.then_some(self.secrets.ticket.as_str()),
            app: self.app.as_ref(),
            credentials: Credentials { certificate: &held.identity.certificate, key: &held.identity.key },
        };
        let remote = cluster::connect_to_pod(&self.kube, &self.backend, PORT).await.map_err(passing)?;
        let pod = remote.pod.clone();
        let (stream, failure) = remote.split();
        match timeout(ANSWER, register(stream, &hello)).await {
            Ok(Ok(line)) => {
                held.refusals = 0;
                Ok(Connected { line, pod, renewal: held.renewal })
            }
            Ok(Err(Denial::Refused(reason))) => {
                held.refusals += 1;
                Err(Obstacle::Passing(reason))
            }
            Ok(Err(Denial::Broken(reason))) => {
                let told = timeout(RETRY, failure.reason()).await;
                Err(Obstacle::Passing(told.ok().flatten().unwrap_or(reason)))
            }
            Err(_) => Err(Obstacle::Passing(format!("it did not answer within {} s", ANSWER.as_secs()))),
        }
    }

    async fn new_credentials(&self) -> Result<Held, Obstacle> {
        let user = cluster::who_am_i(&self.kube).await.map_err(passing)?;
        let renewal = Renewal::of(LIFE);
        match cluster::client_certificate(&self.kube, &user, LIFE).await {
            Ok(identity) => Ok(Held { identity, renewal, refusals: 0 }),
            Err(error @ (ClusterError::NoCertificate { .. } | ClusterError::ManyGroups { .. })) => {
                Err(Obstacle::Lasting(error.into()))
            }
            Err(error) => Err(passing(error)),
        }
    }
}

/// Credentials that the server has, or is to get. They are good for the next server too: after a failure of the API server
/// nobody signs new ones for half a minute.
pub struct Held {
    identity: Identity,
    renewal: Renewal,
    /// How often in a row the server did not take them; it can't tell whether it is they that are wrong.
    refusals: u32,
}

struct Connected {
    line: Line<DuplexStream>,
    /// Name of the server's pod.
    pod: String,
    renewal: Renewal,
}

/// Why an attempt came to nothing.
enum Obstacle {
    Passing(String),
    Lasting(DashboardError),
}

fn passing(error: impl Error) -> Obstacle {
    Obstacle::Passing(in_one_line(&error))
}
