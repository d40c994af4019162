//! The list, each row told as soon as it came.

use std::time::Duration;

use prost::Message;
use serde::Deserialize;

use super::batch::Rows;
use super::frames::{Frame, Frames};
use super::query;
use super::splitter::{Piece, Splitter};
use super::trouble::{Trouble, unreadable};
use crate::api::{Client, Reader, protobuf};
use crate::stream::{Subscriber, Watch};
use crate::views::{Kind, Pod, View, columns, pod_row};

const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Message, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ListMetadata {
    #[prost(string, tag = "2")]
    resource_version: String,
}

/// What of the fields of a list is needed while its elements come.
#[derive(Default)]
struct Head {
    metadata: ListMetadata,
    kind: String,
    api_version: String,
}

/// Tells the whole list, and gives the version from which to watch. A second try begins with `reset` again.
pub async fn list(client: &Client, request: &Watch, page: &Subscriber) -> Result<String, Trouble> {
    let accept = if request.view == View::Pod { protobuf::MEDIA_TYPE } else { request.view.accept() };
    let body = client.get(&query::list(request), accept).await?;
    // Not before there is an answer: what the page has is better than nothing.
    page.tell("reset", "{}").await?;
    let body = Reader::new(body, Some(PATIENCE));
    let mut rows = Rows::default();
    let metadata = if request.view == View::Pod {
        read_pods(body, &mut rows, page).await?
    } else {
        read(body, request.view, &mut rows, page).await?
    };
    rows.flush(page).await?;
    page.tell("synced", "{}").await?;
    Ok(metadata.resource_version)
}

async fn read_pods(mut body: Reader, rows: &mut Rows, page: &Subscriber) -> Result<ListMetadata, Trouble> {
    let mut frames = Frames::default();
    let mut metadata = ListMetadata::default();
    while let Some(data) = body.next().await? {
        frames.push(&data);
        while let Some(frame) = frames.next_frame().map_err(unreadable)? {
            match frame {
                Frame::Metadata(bytes) => metadata = ListMetadata::decode(bytes).map_err(unreadable)?,
                Frame::Element(bytes) => {
                    let pod = Pod::decode(bytes).map_err(unreadable)?;
                    rows.add(&pod_row(&pod).map_err(unreadable)?, page).await?;
                }
                Frame::End => return Ok(metadata),
            }
        }
    }
    Err(broken_off())
}

async fn read(mut body: Reader, view: View, rows: &mut Rows, page: &Subscriber) -> Result<ListMetadata, Trouble> {
    let mut splitter = Splitter::new(view.array());
    let mut head = Head::default();
    let mut kind = None;
    while let Some(data) = body.next().await? {
        splitter.push(data);
        while let Some(piece) = splitter.next_piece().map_err(unreadable)? {
            match piece {
                Piece::Field(name, value) => head.take(&name, &value, page).await?,
                Piece::Element(json) => {
                    let kind = kind.get_or_insert_with(|| Kind::of_list(head.api_version.clone(), &head.kind));
                    rows.add(&view.row(&json, Some(kind)).map_err(unreadable)?, page).await?;
                }
                Piece::End => return Ok(head.metadata),
            }
        }
    }
    Err(broken_off())
}

fn broken_off() -> Trouble {
    Trouble::Lost("the API server's answer broke off".to_owned())
}

impl Head {
    async fn take(&mut self, name: &str, value: &[u8], page: &Subscriber) -> Result<(), Trouble> {
        match name {
            "kind" => self.kind = serde_json::from_slice(value).map_err(unreadable)?,
            "apiVersion" => self.api_version = serde_json::from_slice(value).map_err(unreadable)?,
            "metadata" => self.metadata = serde_json::from_slice(value).map_err(unreadable)?,
            "columnDefinitions" => page.tell("columns", &columns(value).map_err(unreadable)?).await?,
            _ => {}
        }
        Ok(())
    }
}
