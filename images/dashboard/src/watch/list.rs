//! The list, chunk by chunk, each row told as soon as it came.

use std::time::Duration;

use serde::Deserialize;

use super::batch::Rows;
use super::query;
use super::splitter::{Piece, Splitter};
use super::trouble::{Trouble, unreadable};
use crate::api::{Client, Reader};
use crate::stream::{Subscriber, Watch};
use crate::views::{Kind, View, columns};

const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ListMetadata {
    resource_version: String,
    #[serde(rename = "continue")]
    rest: String,
}

/// What of the fields of a list is needed while its elements come.
#[derive(Default)]
struct Head {
    metadata: ListMetadata,
    kind: String,
    api_version: String,
    columns_told: bool,
}

/// Tells the whole list, and gives the version from which to watch. A second try begins with `reset` again.
pub async fn list(client: &Client, request: &Watch, page: &Subscriber) -> Result<String, Trouble> {
    let mut head = Head::default();
    let mut rows = Rows::default();
    let mut started = false;
    loop {
        let rest = (!head.metadata.rest.is_empty()).then_some(head.metadata.rest.as_str());
        let body = client.get(&query::list(request, rest), request.view.accept()).await?;
        // Not before there is an answer: what the page has is better than nothing.
        if !std::mem::replace(&mut started, true) {
            page.tell("reset", "{}").await?;
        }
        head.metadata = ListMetadata::default();
        read(Reader::new(body, Some(PATIENCE)), request.view, &mut head, &mut rows, page).await?;
        if head.metadata.rest.is_empty() {
            rows.flush(page).await?;
            page.tell("synced", "{}").await?;
            return Ok(head.metadata.resource_version);
        }
    }
}

async fn read(
    mut body: Reader,
    view: View,
    head: &mut Head,
    rows: &mut Rows,
    page: &Subscriber,
) -> Result<(), Trouble> {
    let mut splitter = Splitter::new(view.array());
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
                Piece::End => return Ok(()),
            }
        }
    }
    Err(Trouble::Lost("the API server's answer broke off".to_owned()))
}

impl Head {
    async fn take(&mut self, name: &str, value: &[u8], page: &Subscriber) -> Result<(), Trouble> {
        match name {
            "kind" => self.kind = serde_json::from_slice(value).map_err(unreadable)?,
            "apiVersion" => self.api_version = serde_json::from_slice(value).map_err(unreadable)?,
            "metadata" => self.metadata = serde_json::from_slice(value).map_err(unreadable)?,
            "columnDefinitions" if !self.columns_told => {
                self.columns_told = true;
                page.tell("columns", &columns(value).map_err(unreadable)?).await?;
            }
            _ => {}
        }
        Ok(())
    }
}
