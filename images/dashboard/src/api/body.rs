//! Reads an answer piece by piece, and notices when nothing comes any more.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::timeout;

use super::client::in_full;
use super::failure::Failure;

pub struct Reader {
    body: Incoming,
    /// None waits for ever: a container may have nothing to log for days.
    patience: Option<Duration>,
}

impl Reader {
    pub fn new(body: Incoming, patience: Option<Duration>) -> Self {
        Self { body, patience }
    }

    /// The next piece, and None at a proper end. Nothing is lost when the wait is given up.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        loop {
            let frame = match self.patience {
                Some(patience) => timeout(patience, self.body.frame())
                    .await
                    .map_err(|_| Failure::Unreachable(format!("nothing more came within {} s", patience.as_secs())))?,
                None => self.body.frame().await,
            };
            match frame {
                None => return Ok(None),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Ok(Some(data));
                    }
                }
                Some(Err(error)) => return Err(Failure::Unreachable(in_full(&error))),
            }
        }
    }
}

/// The whole of an answer that is known to be small.
pub async fn read_all(body: Incoming, most: usize) -> Result<Vec<u8>, Failure> {
    let mut reader = Reader::new(body, Some(Duration::from_secs(30)));
    let mut bytes = Vec::new();
    while let Some(data) = reader.next().await? {
        if bytes.len() + data.len() > most {
            return Err(Failure::Unreachable(format!("it answers with more than {most} bytes")));
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}
