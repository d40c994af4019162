//! The work that the page asked of one connected command line.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::value::RawValue;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::messages::{End, Told};

/// How many events of one work wait for the page. Whoever has more waiting does not read: the others must not wait for it.
const WAITING: usize = 1024;
const OUTGOING: usize = 64;

pub enum Event {
    Told(Box<RawValue>),
    Ended(End),
}

pub struct Link {
    outgoing: Sender<String>,
    work: Mutex<Work>,
}

#[derive(Default)]
struct Work {
    last: u64,
    gone: bool,
    open: HashMap<u64, Sender<Event>>,
}

impl Link {
    /// With what is to be sent to the command line.
    pub fn new() -> (Arc<Self>, Receiver<String>) {
        let (outgoing, receiver) = channel(OUTGOING);
        (Arc::new(Self { outgoing, work: Mutex::default() }), receiver)
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for a work. None where the command line is gone.
    pub async fn ask(self: &Arc<Self>, request: &RawValue) -> Option<Asked> {
        let (sender, events) = channel(WAITING);
        let id = {
            let mut work = self.work();
            if work.gone {
                return None;
            }
            work.last += 1;
            let id = work.last;
            work.open.insert(id, sender);
            id
        };
        let asked = Asked { link: self.clone(), id, events };
        self.outgoing.send(format!(r#"{{"id":{id},"request":{request}}}"#)).await.ok()?;
        Some(asked)
    }

    /// Leads what the command line tells to who asked for it.
    pub fn tell(self: &Arc<Self>, told: Told) {
        let mut work = self.work();
        let Some(sender) = work.open.get(&told.id) else { return };
        let events = told.event.map(Event::Told).into_iter().chain(told.ended.map(Event::Ended));
        for event in events {
            let over = matches!(event, Event::Ended(_));
            match sender.try_send(event) {
                Ok(()) if !over => {}
                // Dropping the sender ends the work for who reads it; what waits is still read.
                result => {
                    work.open.remove(&told.id);
                    drop(work);
                    if matches!(result, Err(TrySendError::Full(_))) {
                        self.cancel(told.id);
                    }
                    return;
                }
            }
        }
    }

    fn cancel(self: &Arc<Self>, id: u64) {
        let cancel = format!(r#"{{"id":{id},"cancel":{{}}}}"#);
        if let Err(TrySendError::Full(cancel)) = self.outgoing.try_send(cancel)
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let link = self.clone();
            runtime.spawn(async move { link.outgoing.send(cancel).await });
        }
    }

    /// The connection is lost: nothing will be told any more.
    pub fn close(&self) {
        let mut work = self.work();
        work.gone = true;
        work.open.clear();
    }
}

/// A work that is under way. Letting it go cancels it.
pub struct Asked {
    link: Arc<Link>,
    id: u64,
    events: Receiver<Event>,
}

impl Asked {
    /// None where the end will never be told.
    pub async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        let unfinished = self.link.work().open.remove(&self.id).is_some();
        if unfinished {
            self.link.cancel(self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(json: &str) -> Told {
        serde_json::from_str(json).unwrap()
    }

    fn request() -> Box<RawValue> {
        RawValue::from_string(r#"{"do":"images"}"#.to_owned()).unwrap()
    }

    #[tokio::test]
    async fn events_find_who_asked() {
        let (link, mut outgoing) = Link::new();
        let (mut first, mut second) = (link.ask(&request()).await.unwrap(), link.ask(&request()).await.unwrap());
        assert_eq!(outgoing.recv().await.unwrap(), r#"{"id":1,"request":{"do":"images"}}"#);
        link.tell(told(r#"{"id":2,"event":{"step":1}}"#));
        link.tell(told(r#"{"id":1,"ended":{"error":"broke","hint":null}}"#));
        link.tell(told(r#"{"id":1,"event":{"late":1}}"#));
        let Some(Event::Ended(end)) = first.next().await else { panic!("it ended") };
        assert_eq!(end.error.as_deref(), Some("broke"));
        assert!(first.next().await.is_none());
        let Some(Event::Told(event)) = second.next().await else { panic!("it was told") };
        assert_eq!(event.get(), r#"{"step":1}"#);
    }

    #[tokio::test]
    async fn what_is_let_go_is_cancelled_unless_it_ended() {
        let (link, mut outgoing) = Link::new();
        let (first, second) = (link.ask(&request()).await.unwrap(), link.ask(&request()).await.unwrap());
        link.tell(told(r#"{"id":1,"ended":{}}"#));
        drop((first, second));
        let sent: Vec<_> = std::iter::from_fn(|| outgoing.try_recv().ok()).skip(2).collect();
        assert_eq!(sent, [r#"{"id":2,"cancel":{}}"#]);
    }

    #[tokio::test]
    async fn who_does_not_read_is_cut_off_alone() {
        let (link, mut outgoing) = Link::new();
        let mut slow = link.ask(&request()).await.unwrap();
        for _ in 0..WAITING + 5 {
            link.tell(told(r#"{"id":1,"event":1}"#));
        }
        let mut events = 0;
        while slow.next().await.is_some() {
            events += 1;
        }
        assert_eq!(events, WAITING);
        outgoing.recv().await.unwrap();
        assert_eq!(outgoing.recv().await.unwrap(), r#"{"id":1,"cancel":{}}"#);
    }

    #[tokio::test]
    async fn a_lost_connection_ends_all() {
        let (link, _outgoing) = Link::new();
        let mut asked = link.ask(&request()).await.unwrap();
        link.close();
        assert!(asked.next().await.is_none() && link.ask(&request()).await.is_none());
    }
}
