//! One browser session: whose it is, with which credentials, and who uses it now.

use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::secret::Secret;
use crate::api::{Client, User};
use crate::host::Link;

/// How long a command line's session is kept that nothing uses: its pod may be replaced, or a laptop asleep.
const IDLE: Duration = Duration::from_secs(10 * 60);
/// How long a token's session lasts, whatever uses it.
const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);

/// The app whose folder the command line was started in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    pub name: String,
    pub folder: String,
}

pub enum Origin {
    /// The session's name, by which the command line finds it again.
    CommandLine(Secret),
    Token,
}

pub struct Session {
    pub(super) origin: Origin,
    pub(super) cookie: Secret,
    started: Instant,
    state: Mutex<State>,
    ended: watch::Sender<bool>,
}

pub(super) struct State {
    pub user: User,
    pub client: Client,
    pub app: Option<App>,
    /// With the cookie that it is exchanged for: of that, only the digest is kept otherwise.
    pub ticket: Option<(Secret, String)>,
    pub spent: Option<Secret>,
    pub link: Option<Arc<Link>>,
    uses: usize,
    last_used: Instant,
}

impl Session {
    pub(super) fn new(origin: Origin, cookie: Secret, user: User, client: Client, now: Instant) -> Arc<Self> {
        let (app, ticket, spent, link) = (None, None, None, None);
        let state = State { user, client, app, ticket, spent, link, uses: 0, last_used: now };
        let ended = watch::Sender::new(false);
        Arc::new(Self { origin, cookie, started: now, state: Mutex::new(state), ended })
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that holds the lock leaves the state half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn client(&self) -> Client {
        self.state().client.clone()
    }

    /// The command line, if one is connected.
    pub fn link(&self) -> Option<Arc<Link>> {
        self.state().link.clone()
    }

    /// Forgets the command line's connection, unless a newer one took its place.
    pub fn unlink(&self, link: &Arc<Link>) {
        let mut state = self.state();
        if state.link.as_ref().is_some_and(|current| Arc::ptr_eq(current, link)) {
            state.link = None;
        }
    }

    pub(super) fn end(&self) {
        self.ended.send_replace(true);
    }

    /// Resolves when the session is over.
    pub async fn ended(&self) {
        let mut ended = self.ended.subscribe();
        // The sender is part of the session, so it can't be gone.
        let _ = ended.wait_for(|over| *over).await;
    }

    /// For how long nothing has used it; None while something does.
    pub(super) fn idle(&self, now: Instant) -> Option<Duration> {
        let state = self.state();
        (state.uses == 0).then(|| now.saturating_duration_since(state.last_used))
    }

    pub(super) fn is_over(&self, now: Instant) -> bool {
        *self.ended.borrow()
            || match self.origin {
                Origin::CommandLine(_) => self.idle(now).is_some_and(|idle| idle > IDLE),
                Origin::Token => now.saturating_duration_since(self.started) > LONGEST,
            }
    }
}

/// Keeps a session from running out while a request or connection lasts.
pub struct Use(Arc<Session>);

impl Use {
    pub(super) fn new(session: Arc<Session>) -> Self {
        session.state().uses += 1;
        Self(session)
    }
}

impl Clone for Use {
    fn clone(&self) -> Self {
        Self::new(self.0.clone())
    }
}

impl Deref for Use {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.0
    }
}

impl Drop for Use {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.uses -= 1;
        state.last_used = Instant::now();
    }
}
