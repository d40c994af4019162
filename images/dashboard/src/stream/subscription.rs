//! Runs one subscription to its end, and tells the page of that.

use super::messages::Open;
use super::outbox::Subscriber;
use crate::sessions::Session;
use crate::{host, logs, watch};

pub async fn run(session: &Session, open: Open, page: Subscriber) {
    let end = match open {
        Open::Watch(request) => watch::run(&session.client(), &request, &page).await,
        Open::Logs(request) => logs::run(&session.client(), &request, &page).await,
        Open::Host(request) => host::relay(session, &request, &page).await,
    };
    // Without a socket nobody is left to tell.
    if let Ok(end) = end {
        let _ = page.end(&end).await;
    }
}
