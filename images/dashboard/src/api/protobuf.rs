//! What the API server puts around an object in protobuf:
//! <https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding>

use bytes::Bytes;
use prost::Message;

pub const MEDIA_TYPE: &str = "application/vnd.kubernetes.protobuf";
pub const MAGIC: &[u8] = b"k8s\0";
/// The field of the envelope that has the object.
pub const RAW: u8 = 2;

#[derive(Message)]
struct Unknown {
    #[prost(bytes = "bytes", tag = "2")]
    raw: Bytes,
}

/// The object in its envelope; None where that is none.
pub fn opened<M: Message + Default>(bytes: &Bytes) -> Option<M> {
    let envelope = bytes.starts_with(MAGIC).then(|| bytes.slice(MAGIC.len()..))?;
    M::decode(Unknown::decode(envelope).ok()?.raw).ok()
}
