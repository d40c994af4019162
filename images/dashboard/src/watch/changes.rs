//! The watch: what changes, from a version on.

use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::sleep_until;

use super::batch::Changes;
use super::query;
use super::trouble::{Trouble, unreadable};
use crate::api::{Client, Reader, refusal};
use crate::lines::Lines;
use crate::stream::{Subscriber, Watch};
use crate::views::{Row, Table, View, resource_version};

/// The API server tells a bookmark about once a minute where nothing changes.
const PATIENCE: Duration = Duration::from_secs(150);
const LARGEST: usize = 32 << 20;

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(borrow)]
    object: &'a RawValue,
}

/// Tells changes until the watch ends, as it does now and then; `version` is where the next goes on.
pub async fn follow(client: &Client, request: &Watch, version: &mut String, page: &Subscriber) -> Result<(), Trouble> {
    let body = client.get(&query::watch(request, version), request.view.accept()).await?;
    let mut body = Reader::new(body, Some(PATIENCE));
    let mut lines = Lines::new(LARGEST);
    let mut changes = Changes::default();
    loop {
        let due = changes.due;
        let data = tokio::select! {
            data = body.next() => data,
            () = wait(due), if due.is_some() => {
                changes.flush(page).await?;
                continue;
            }
        };
        let Some(data) = data? else { break };
        lines.push(&data);
        while let Some(line) = lines.next_line() {
            if line.cut {
                return Err(unreadable("an object is too large"));
            }
            take(line.bytes, request.view, version, &mut changes)?;
            if changes.is_full() {
                changes.flush(page).await?;
            }
        }
    }
    Ok(changes.flush(page).await?)
}

async fn wait(due: Option<tokio::time::Instant>) {
    if let Some(due) = due {
        sleep_until(due).await;
    }
}

fn take(line: &[u8], view: View, version: &mut String, changes: &mut Changes) -> Result<(), Trouble> {
    let event: Event = serde_json::from_slice(line).map_err(unreadable)?;
    match event.kind {
        "ERROR" => return Err(refusal(event.object.get().as_bytes()).into()),
        "BOOKMARK" => {
            let rows = rows(event.object, view).unwrap_or_default();
            let of_rows = rows.into_iter().map(|row| row.version).find(|version| !version.is_empty());
            if let Some(at) = resource_version(event.object.get()).or(of_rows) {
                *version = at;
            }
        }
        kind => {
            for mut row in rows(event.object, view).map_err(unreadable)? {
                if !row.version.is_empty() {
                    *version = std::mem::take(&mut row.version);
                }
                if kind == "DELETED" { changes.removed(row) } else { changes.changed(row) }
            }
        }
    }
    Ok(())
}

/// An event has one object; a table has it as a row.
fn rows(object: &RawValue, view: View) -> Result<Vec<Row>, serde_json::Error> {
    if view != View::Table {
        return Ok(vec![view.row(object.get().as_bytes(), None)?]);
    }
    let table: Table = serde_json::from_str(object.get())?;
    table.rows.unwrap_or_default().into_iter().map(|row| view.row(row.get().as_bytes(), None)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take_all(view: View, lines: &[&str]) -> (Result<(), Trouble>, String, bool) {
        let (mut version, mut changes) = ("1".to_owned(), Changes::default());
        let result = lines.iter().try_for_each(|line| take(line.as_bytes(), view, &mut version, &mut changes));
        (result, version, changes.due.is_some())
    }

    #[test]
    fn bookmarks_move_the_version_alone() {
        let bookmark = r#"{"type": "BOOKMARK", "object": {"kind": "Pod", "metadata": {"resourceVersion": "12"}}}"#;
        assert_eq!(take_all(View::Object, &[bookmark]), (Ok(()), "12".to_owned(), false));
        let bookmark =
            r#"{"type": "BOOKMARK", "object": {"kind": "Table", "metadata": {"resourceVersion": "13"}, "rows": []}}"#;
        assert_eq!(take_all(View::Table, &[bookmark]), (Ok(()), "13".to_owned(), false));
        let bookmark = r#"{"type": "BOOKMARK", "object": {"kind": "Table", "metadata": {}, "rows": [{"cells": [],
            "object": {"metadata": {"resourceVersion": "14"}}}]}}"#;
        assert_eq!(take_all(View::Table, &[bookmark]), (Ok(()), "14".to_owned(), false));
    }

    #[test]
    fn an_old_version_asks_for_a_new_list() {
        let error = r#"{"type": "ERROR", "object": {"kind": "Status", "code": 410, "message": "too old"}}"#;
        assert_eq!(take_all(View::Pod, &[error]).0, Err(Trouble::Expired));
        let error = r#"{"type": "ERROR", "object": {"kind": "Status", "code": 500, "message": "broke"}}"#;
        assert_eq!(take_all(View::Pod, &[error]).0, Err(Trouble::Lost("broke".to_owned())));
        assert!(matches!(take_all(View::Pod, &["nothing"]).0, Err(Trouble::Refused { code: 502, .. })));
    }
}
