//! Lets a command line in: its credentials have to be some that the API server accepts.

use std::sync::Arc;
use std::time::Instant;

use super::link::Link;
use super::messages::Hello;
use crate::api::{Client, in_full, who_is};
use crate::server::Shared;
use crate::sessions::{Registration, Use};

/// The session and its user's name, or why there is none.
pub async fn register(shared: &Shared, hello: &str, link: Arc<Link>) -> Result<(Use, String), String> {
    // serde's message would repeat what it can't read, which may be a key.
    let hello: Hello = serde_json::from_str(hello).map_err(|error| {
        format!(
            "the first message is not what the server expects at column {}: the command line and the dashboard are of \
                 different versions; run `devcluster addon enable dashboard`",
            error.column()
        )
    })?;
    let client =
        Client::new(&shared.endpoint, &hello.credentials).map_err(|error| format!("failed to {}", in_full(&error)))?;
    let user = who_is(&client).await.map_err(|failure| failure.to_string())?;
    let name = user.name.clone();
    let Hello { session, cookie, ticket, app, .. } = hello;
    let registration = Registration { session, cookie, ticket, app, user, client, link };
    let session = shared.sessions.register(registration, Instant::now()).map_err(|error| error.to_string())?;
    Ok((session, name))
}
