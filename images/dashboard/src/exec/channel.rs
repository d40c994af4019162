//! The API server's protocol: the first byte of a message is its channel. What the page sends and gets is without.

use bytes::{BufMut, Bytes, BytesMut};
use serde::{Deserialize, Serialize};

/// v5 can close the input; both tell how the command ended.
pub const PROTOCOLS: &str = "v5.channel.k8s.io, v4.channel.k8s.io";

const INPUT: u8 = 0;
const OUTPUT: u8 = 1;
const ERRORS: u8 = 2;
const STATUS: u8 = 3;
const RESIZE: u8 = 4;

#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    Output(Bytes),
    Status(Bytes),
    Nothing,
}

pub fn received(mut message: Bytes) -> Received {
    if message.len() < 2 {
        return Received::Nothing;
    }
    let data = message.split_off(1);
    match message[0] {
        OUTPUT | ERRORS => Received::Output(data),
        STATUS => Received::Status(data),
        _ => Received::Nothing,
    }
}

pub fn input(data: &[u8]) -> Bytes {
    on(INPUT, data)
}

#[derive(Deserialize)]
struct FromPage {
    resize: Size,
}

#[derive(Deserialize, Serialize)]
struct Size {
    #[serde(rename(serialize = "Width"))]
    columns: u16,
    #[serde(rename(serialize = "Height"))]
    rows: u16,
}

/// Of what the page says in text; None for what is not understood.
pub fn resize(text: &str) -> Option<Bytes> {
    let FromPage { resize } = serde_json::from_str(text).ok()?;
    Some(on(RESIZE, &serde_json::to_vec(&resize).ok()?))
}

fn on(channel: u8, data: &[u8]) -> Bytes {
    let mut message = BytesMut::with_capacity(data.len() + 1);
    message.put_u8(channel);
    message.put_slice(data);
    message.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_the_first_byte() {
        assert_eq!(received(Bytes::from_static(b"\x01hi")), Received::Output(Bytes::from_static(b"hi")));
        assert_eq!(received(Bytes::from_static(b"\x02no")), Received::Output(Bytes::from_static(b"no")));
        assert_eq!(received(Bytes::from_static(b"\x03{}")), Received::Status(Bytes::from_static(b"{}")));
        assert_eq!(received(Bytes::from_static(b"\x01")), Received::Nothing);
        assert_eq!(input(b"ls\n"), Bytes::from_static(b"\x00ls\n"));
        assert_eq!(
            resize(r#"{"resize": {"columns": 80, "rows": 24}}"#).unwrap(),
            &b"\x04{\"Width\":80,\"Height\":24}"[..]
        );
        assert_eq!(resize(r#"{"resize": {"columns": -1}}"#), None);
    }
}
