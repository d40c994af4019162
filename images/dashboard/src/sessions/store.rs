//! All sessions. They are few, so they are looked through one by one, and no timing tells how near a guess was.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::secret::{Secret, SecretError};
use super::session::{App, Origin, Session, Use};
use crate::api::{Client, User};
use crate::host::Link;

const MOST: usize = 64;

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("{MOST} sessions are in use: close a `devcluster dashboard` that you don't need, or sign out of one")]
    Full,
    #[error("the session exists with another cookie")]
    Foreign,
    #[error("failed to {0}")]
    Secret(#[from] SecretError),
}

/// What a command line brings.
pub struct Registration {
    pub session: String,
    pub cookie: String,
    pub ticket: Option<String>,
    pub app: Option<App>,
    pub user: User,
    pub client: Client,
    pub link: Arc<Link>,
}

#[derive(Default)]
pub struct Sessions {
    all: Mutex<Vec<Arc<Session>>>,
}

impl Sessions {
    /// A session of the command line: a new one, or the one that it had when its connection was lost.
    pub fn register(&self, with: Registration, now: Instant) -> Result<Use, StoreError> {
        let (name, cookie) = (Secret::of(&with.session)?, Secret::of(&with.cookie)?);
        let ticket = with.ticket.as_deref().map(Secret::of).transpose()?;
        let mut all = self.alive(now);
        let known = all
            .iter()
            .find(|session| matches!(&session.origin, Origin::CommandLine(known) if known.is(&name)))
            .cloned();
        let session = match known {
            Some(session) if session.cookie.is(&cookie) => session,
            Some(_) => return Err(StoreError::Foreign),
            None => {
                make_room(&mut all, now)?;
                let new = Session::new(Origin::CommandLine(name), cookie, with.user.clone(), with.client.clone(), now);
                all.push(new.clone());
                new
            }
        };
        let mut state = session.state();
        (state.user, state.client) = (with.user, with.client);
        state.app = with.app;
        state.link = Some(with.link);
        if let Some(ticket) = ticket
            && !state.spent.as_ref().is_some_and(|spent| spent.is(&ticket))
        {
            state.ticket = Some((ticket, with.cookie));
        }
        drop(state);
        Ok(Use::new(session))
    }

    /// A session with a token; the text is its cookie.
    pub fn sign_in(&self, user: User, client: Client, now: Instant) -> Result<String, StoreError> {
        let text = Secret::random()?;
        let cookie = Secret::of(&text)?;
        let mut all = self.alive(now);
        make_room(&mut all, now)?;
        all.push(Session::new(Origin::Token, cookie, user, client, now));
        Ok(text)
    }

    /// The cookie for a ticket, which is worth nothing from then on.
    pub fn redeem(&self, ticket: &str, now: Instant) -> Option<String> {
        let ticket = Secret::of(ticket).ok()?;
        for session in self.alive(now).iter() {
            let mut state = session.state();
            if state.ticket.as_ref().is_some_and(|(known, _)| known.is(&ticket)) {
                let (spent, cookie) = state.ticket.take()?;
                state.spent = Some(spent);
                return Some(cookie);
            }
        }
        None
    }

    pub fn find(&self, cookie: &str, now: Instant) -> Option<Use> {
        let cookie = Secret::of(cookie).ok()?;
        self.alive(now).iter().find(|session| session.cookie.is(&cookie)).cloned().map(Use::new)
    }

    pub fn end(&self, session: &Session) {
        session.end();
        drop(self.alive(Instant::now()));
    }

    /// Lets go of what ran out.
    pub fn sweep(&self, now: Instant) {
        drop(self.alive(now));
    }

    fn alive(&self, now: Instant) -> MutexGuard<'_, Vec<Arc<Session>>> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|session| {
            let over = session.is_over(now);
            if over {
                session.end();
            }
            !over
        });
        all
    }
}

/// Ends the session that nothing has used for longest, when there are as many as may be.
fn make_room(all: &mut Vec<Arc<Session>>, now: Instant) -> Result<(), StoreError> {
    if all.len() < MOST {
        return Ok(());
    }
    let idle = all.iter().enumerate().filter_map(|(at, session)| Some((session.idle(now)?, at))).max();
    let (_, at) = idle.ok_or(StoreError::Full)?;
    all.swap_remove(at).end();
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::api::{Credentials, Endpoint};

    fn user() -> User {
        User { name: "dev".to_owned(), groups: vec![] }
    }

    fn registration(session: char, cookie: char, ticket: Option<char>) -> Registration {
        let text = |letter: char| letter.to_string().repeat(43);
        let endpoint = Endpoint::new("http://a", Path::new("/ca")).unwrap();
        Registration {
            session: text(session),
            cookie: text(cookie),
            ticket: ticket.map(text),
            app: None,
            user: user(),
            client: Client::new(&endpoint, &Credentials::Token { token: "t".to_owned() }).unwrap(),
            link: Link::new().0,
        }
    }

    #[test]
    fn a_ticket_is_worth_something_once() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        let _used = sessions.register(registration('s', 'c', Some('t')), now).unwrap();
        let ticket = "t".repeat(43);
        assert_eq!(sessions.redeem(&"x".repeat(43), now), None);
        assert_eq!(sessions.redeem(&ticket, now), Some("c".repeat(43)));
        assert_eq!(sessions.redeem(&ticket, now), None);
        let _again = sessions.register(registration('s', 'c', Some('t')), now).unwrap();
        assert_eq!(sessions.redeem(&ticket, now), None, "not after it is said again either");
        assert!(sessions.find(&"c".repeat(43), now).is_some() && sessions.find(&ticket, now).is_none());
    }

    #[test]
    fn nobody_takes_over_a_session_without_its_cookie() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        let _used = sessions.register(registration('s', 'c', None), now).unwrap();
        assert_eq!(sessions.register(registration('s', 'd', None), now).err(), Some(StoreError::Foreign));
        assert!(sessions.register(registration('s', 'c', None), now).is_ok());
    }

    #[test]
    fn sessions_run_out() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        let used = sessions.register(registration('s', 'c', None), now).unwrap();
        let token = sessions.sign_in(user(), used.client(), now).unwrap();
        let later = now + Duration::from_secs(11 * 60);
        assert!(sessions.find(&"c".repeat(43), later).is_some(), "while it is connected");
        drop(used);
        assert!(sessions.find(&"c".repeat(43), later + Duration::from_secs(60)).is_none());
        assert!(sessions.find(&token, later).is_some());
        assert!(sessions.find(&token, now + Duration::from_secs(12 * 60 * 60 + 1)).is_none());
    }

    #[tokio::test]
    async fn they_are_not_endlessly_many() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        let first = sessions.register(registration('s', 'c', None), now).unwrap();
        for _ in 1..MOST {
            sessions.sign_in(user(), first.client(), now).unwrap();
        }
        let last = sessions.sign_in(user(), first.client(), now).unwrap();
        assert_eq!(sessions.all.lock().unwrap().len(), MOST);
        assert!(sessions.find(&last, now).is_some() && sessions.find(&"c".repeat(43), now).is_some());
        let ended = sessions.find(&last, now).unwrap();
        sessions.end(&ended);
        ended.ended().await;
        assert!(sessions.find(&last, now).is_none());
    }
}
