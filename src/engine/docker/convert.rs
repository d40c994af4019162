//! Between our values and bollard's.

use std::collections::{BTreeMap, HashMap};
use std::io;

use bytes::Bytes;
use futures::{Stream, StreamExt};

use crate::engine::{ByteStream, Labels};

/// The engine's filter for objects that carry all of `labels`; an empty value matches any.
pub fn label_filter(labels: &Labels) -> HashMap<String, Vec<String>> {
    let wanted = labels
        .iter()
        .map(|(key, value)| if value.is_empty() { key.clone() } else { format!("{key}={value}") })
        .collect::<Vec<_>>();
    HashMap::from([("label".to_owned(), wanted)])
}

/// Labels as bollard sends them.
pub fn labels_out(labels: &Labels) -> HashMap<String, String> {
    labels.clone().into_iter().collect()
}

/// Labels as bollard reads them.
pub fn labels_in(labels: Option<HashMap<String, String>>) -> Labels {
    labels.unwrap_or_default().into_iter().collect::<BTreeMap<_, _>>()
}

/// A request body with errors of the kind that the HTTP client wants.
pub fn chunks(body: ByteStream) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    body.map(|chunk| chunk.map_err(io::Error::other))
}
