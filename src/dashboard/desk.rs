//! The work that the page has asked for: each in a task of its own, with its end when the page no longer wants it.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::messages::Asked;
use super::work::{Host, Page, Request, perform};

/// Takes requests of one connection at a time.
pub struct Desk {
    host: Arc<Host>,
    /// Counts connections: the server numbers the requests of each from the beginning.
    connection: u64,
    open: HashMap<u64, Open>,
    works: JoinSet<(u64, u64)>,
    words: (UnboundedSender<String>, UnboundedReceiver<String>),
}

struct Open {
    token: CancellationToken,
    /// Whether it is worth something to this connection alone.
    is_bound: bool,
}

impl Desk {
    pub fn new(host: Host) -> Self {
        let (open, works) = (HashMap::new(), JoinSet::new());
        Self { host: Arc::new(host), connection: 0, open, works, words: unbounded_channel() }
    }

    /// Takes a message of the server; what this program does not know is told as that.
    pub fn take(&mut self, text: &str) {
        // Without a number there is nothing to answer to.
        let Ok(asked) = serde_json::from_str::<Asked>(text) else { return };
        if asked.cancel.is_some() {
            if let Some(open) = self.open.get(&asked.id) {
                open.token.cancel();
            }
            return;
        }
        let page = Page::new(asked.id, self.words.0.clone());
        let request = match serde_json::from_value::<Request>(asked.request.unwrap_or_default()) {
            Ok(request) => request,
            Err(error) => return page.refuse(&format!("the command line does not know this request: {error}")),
        };
        let token = self.host.tools.interrupt.child_token();
        let open = Open { token: token.clone(), is_bound: request.is_bound_to_page() };
        self.open.insert(asked.id, open);
        let (host, number) = (Arc::clone(&self.host), (self.connection, asked.id));
        self.works.spawn(async move {
            page.end(perform(&host, request, &page, token).await);
            number
        });
    }

    /// What is to be said next.
    pub async fn next_word(&mut self) -> String {
        loop {
            tokio::select! {
                Some(word) = self.words.1.recv() => return word,
                Some(done) = self.works.join_next() => {
                    if let Ok((connection, id)) = done && connection == self.connection {
                        self.open.remove(&id);
                    }
                }
            }
        }
    }

    /// Whether nothing is under way.
    pub fn is_idle(&self) -> bool {
        self.open.is_empty()
    }

    /// The connection is gone, and with it who listens: what changes the cluster goes on to its end, the rest ends.
    pub fn part(&mut self) {
        self.open.values().filter(|open| open.is_bound).for_each(|open| open.token.cancel());
        self.open.clear();
        self.connection += 1;
        self.words = unbounded_channel();
    }

    /// Waits for all work, which looks at the interrupt itself.
    pub async fn close(mut self) {
        while self.works.join_next().await.is_some() {}
    }
}
