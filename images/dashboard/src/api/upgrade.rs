//! A WebSocket to the API server, for what goes both ways.

use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{CONNECTION, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE};
use http::{Request, StatusCode};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use ring::rand::{SecureRandom, SystemRandom};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::client::{Client, in_full};
use super::failure::{Failure, read_refusal};

pub type Socket = WebSocketStream<TokioIo<Upgraded>>;

const BUFFER: usize = 16 * 1024;
const LARGEST: usize = 4 << 20;

impl Client {
    /// Opens one that speaks one of the protocols.
    pub async fn upgrade(&self, path_and_query: &str, protocols: &'static str) -> Result<Socket, Failure> {
        let mut nonce = [0; 16];
        SystemRandom::new()
            .fill(&mut nonce)
            .map_err(|_| Failure::Unreachable("the system has no random bits".to_owned()))?;
        let request = Request::get(path_and_query)
            .header(CONNECTION, "Upgrade")
            .header(UPGRADE, "websocket")
            .header(SEC_WEBSOCKET_VERSION, "13")
            .header(SEC_WEBSOCKET_KEY, STANDARD.encode(nonce))
            .header(SEC_WEBSOCKET_PROTOCOL, protocols)
            .body(Body::empty())
            .map_err(|error| Failure::Refused { code: 400, message: error.to_string() })?;
        let response = self.send(request).await?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Err(read_refusal(response.status().as_u16(), response.into_body()).await);
        }
        let upgraded = hyper::upgrade::on(response).await.map_err(|error| Failure::Unreachable(in_full(&error)))?;
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER)
            .write_buffer_size(0)
            .max_message_size(Some(LARGEST))
            .max_frame_size(Some(LARGEST));
        Ok(WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Client, Some(config)).await)
    }
}
