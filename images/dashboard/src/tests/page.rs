//! A double of the page: a WebSocket with the headers that a browser sends.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::dashboard::Dashboard;

pub struct Page {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Page {
    /// Signs in and opens the stream.
    pub async fn open(dashboard: &Dashboard) -> Self {
        let cookie = dashboard.sign_in().await;
        let origin = dashboard.origin();
        Self::connect(dashboard, "/api/stream", &[("cookie", &cookie), ("origin", &origin)]).await.unwrap()
    }

    /// The status that is answered where no WebSocket is.
    pub async fn connect(dashboard: &Dashboard, path: &str, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let mut request = format!("ws://{}{path}", dashboard.address).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Self { socket }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    pub async fn say(&mut self, json: &Value) {
        self.socket.send(Message::text(json.to_string())).await.unwrap();
    }

    pub async fn hear(&mut self) -> Value {
        loop {
            match timeout(Duration::from_secs(10), self.socket.next()).await.expect("nothing was said") {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Hears what is expected, and nothing else before it.
    pub async fn expect(&mut self, json: &Value) {
        assert_eq!(&self.hear().await, json);
    }

    pub async fn is_closed(&mut self) -> bool {
        let end = timeout(Duration::from_secs(5), self.socket.next()).await;
        matches!(end, Ok(None | Some(Err(_) | Ok(Message::Close(_)))))
    }
}
