//! One connection to the dashboard's server: who we are, then what the page asks for, until it breaks.

use std::error::Error;
use std::time::{Duration, SystemTime};

use futures::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

use super::desk::Desk;
use super::error::in_one_line;
use super::messages::{Hello, Welcome};

/// The host is what the server holds requests to; the connection is made already.
const ADDRESS: &str = "ws://127.0.0.1:8080/api/host";
/// The server says something every 20 s.
const SILENCE: Duration = Duration::from_secs(60);
/// By the clock on the wall, which goes on while a laptop sleeps.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(30);

/// A connection on which the server knows us.
pub type Line<S> = WebSocketStream<S>;

/// Why a connection was given up.
#[derive(Debug, PartialEq, Eq)]
pub enum Parting {
    /// It broke.
    Lost(String),
    /// The credentials are to be replaced.
    Renewal,
}

/// Why the server did not take a session.
#[derive(Debug, PartialEq, Eq)]
pub enum Denial {
    /// It said so.
    Refused(String),
    /// It did not come to that.
    Broken(String),
}

/// Says who we are.
pub async fn register<S: AsyncRead + AsyncWrite + Unpin>(stream: S, hello: &Hello<'_>) -> Result<Line<S>, Denial> {
    let (mut line, _) = client_async(ADDRESS, stream).await.map_err(broken)?;
    let hello = serde_json::to_string(hello).map_err(broken)?;
    line.send(Message::text(hello)).await.map_err(broken)?;
    while let Some(message) = line.next().await {
        let Message::Text(text) = message.map_err(broken)? else { continue };
        return match serde_json::from_str(&text).map_err(broken)? {
            Welcome::Registered { .. } => Ok(line),
            Welcome::Refused { message } => Err(Denial::Refused(message)),
        };
    }
    Err(Denial::Broken("it closed the connection without a word".to_owned()))
}

fn broken(error: impl Error) -> Denial {
    Denial::Broken(in_one_line(&error))
}

/// Serves the page until the connection breaks or, with nothing under way, `renewal` has come.
pub async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    line: &mut Line<S>,
    desk: &mut Desk,
    renewal: Renewal,
) -> Parting {
    let mut clock = interval(LOOK_AT_CLOCK);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            message = timeout(SILENCE, line.next()) => match message {
                Err(_) => return Parting::Lost(format!("it said nothing for {} s", SILENCE.as_secs())),
                Ok(None | Some(Ok(Message::Close(_)))) => return Parting::Lost("it closed the connection".to_owned()),
                Ok(Some(Err(error))) => return Parting::Lost(error.to_string()),
                Ok(Some(Ok(Message::Text(text)))) => desk.take(&text),
                Ok(Some(Ok(_))) => {}
            },
            text = desk.next_word() => match timeout(SILENCE, line.send(Message::text(text))).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return Parting::Lost(error.to_string()),
                Err(_) => return Parting::Lost(format!("it took nothing for {} s", SILENCE.as_secs())),
            },
            _ = clock.tick() => if renewal.is_due(desk.is_idle()) { return Parting::Renewal },
        }
    }
}

/// When new credentials are got.
#[derive(Debug, Clone, Copy)]
pub struct Renewal {
    /// From here on as soon as nothing is under way.
    pub from: SystemTime,
    /// From here on in any case.
    pub latest: SystemTime,
}

impl Renewal {
    /// For credentials that were just made and last for `life`.
    pub fn of(life: Duration) -> Self {
        let now = SystemTime::now();
        Self { from: now + life * 2 / 3, latest: now + life * 11 / 12 }
    }

    /// Whether it is time for new ones.
    pub fn is_due(&self, is_idle: bool) -> bool {
        let now = SystemTime::now();
        now >= self.latest || (is_idle && now >= self.from)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};
    use tokio::io::{DuplexStream, duplex};
    use tokio_tungstenite::accept_async;

    use super::*;
    use crate::app::Tools;
    use crate::dashboard::messages::Credentials;
    use crate::dashboard::work::Host;

    const HELLO: Hello<'_> = Hello {
        session: "s",
        cookie: "c",
        ticket: Some("t"),
        app: None,
        credentials: Credentials { certificate: "C", key: "K" },
    };

    fn desk() -> Desk {
        let in_hint = Arc::new(str::to_owned);
        Desk::new(Host { tools: Tools::for_tests(), cluster: "dev".into(), app: None, in_hint })
    }

    /// What the server gets first, after which it says `welcome`.
    async fn server(stream: DuplexStream, welcome: Value) -> (Line<DuplexStream>, Value) {
        let mut line = accept_async(stream).await.unwrap();
        let hello = hear(&mut line).await;
        line.send(Message::text(welcome.to_string())).await.unwrap();
        (line, hello)
    }

    async fn hear(line: &mut Line<DuplexStream>) -> Value {
        serde_json::from_str(line.next().await.unwrap().unwrap().to_text().unwrap()).unwrap()
    }

    #[tokio::test]
    async fn a_refusal_is_told_in_the_servers_words() {
        let (ours, theirs) = duplex(4096);
        let (registered, (_line, hello)) =
            tokio::join!(register(ours, &HELLO), server(theirs, json!({ "refused": { "message": "no" } })));
        assert_eq!(registered.err(), Some(Denial::Refused("no".to_owned())));
        assert_eq!((hello["ticket"].as_str(), hello["credentials"]["key"].as_str()), (Some("t"), Some("K")));
    }

    #[tokio::test]
    async fn the_page_is_served_until_the_server_goes() {
        let (ours, theirs) = duplex(4096);
        let (registered, (mut server, _)) =
            tokio::join!(register(ours, &HELLO), server(theirs, json!({ "registered": { "user": "ada" } })));
        let (mut line, mut desk) = (registered.unwrap(), desk());
        let page = async {
            let ask = |id: u64, what: &str| Message::text(json!({ "id": id, "request": { "do": what } }).to_string());
            server.send(ask(1, "image.candidates")).await.unwrap();
            assert_eq!(hear(&mut server).await, json!({ "id": 1, "event": { "images": [] } }));
            assert_eq!(hear(&mut server).await, json!({ "id": 1, "ended": { "error": null, "hint": null } }));
            server.send(ask(2, "cluster.delete")).await.unwrap();
            let refused = hear(&mut server).await;
            assert!(refused["ended"]["error"].as_str().unwrap().contains("does not know this request"), "{refused}");
            drop(server);
        };
        let (parting, ()) = tokio::join!(serve(&mut line, &mut desk, Renewal::of(Duration::from_secs(3600))), page);
        assert!(matches!(parting, Parting::Lost(_)), "{parting:?}");
        assert!(desk.is_idle());
    }

    #[tokio::test]
    async fn credentials_that_run_out_are_replaced() {
        let (ours, theirs) = duplex(4096);
        let (registered, _server) =
            tokio::join!(register(ours, &HELLO), server(theirs, json!({ "registered": { "user": "ada" } })));
        let past = SystemTime::now() - Duration::from_secs(1);
        let parting = serve(&mut registered.unwrap(), &mut desk(), Renewal { from: past, latest: past }).await;
        assert_eq!(parting, Parting::Renewal);
    }
}
