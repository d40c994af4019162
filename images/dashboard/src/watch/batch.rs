//! Changes on their way to the page: gathered for a moment, the last of an object alone.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use crate::stream::{Closed, Subscriber};
use crate::views::Row;

const LONGEST: Duration = Duration::from_millis(50);
const MOST: usize = 500;
/// As much as may wait before the API server's next words are left unread.
const BYTES: usize = 256 * 1024;

/// Rows of a list.
#[derive(Default)]
pub struct Rows {
    json: String,
    count: usize,
}

impl Rows {
    pub async fn add(&mut self, row: &Row, page: &Subscriber) -> Result<(), Closed> {
        append(&mut self.json, &row.json);
        self.count += 1;
        if self.count >= MOST || self.json.len() >= BYTES { self.flush(page).await } else { Ok(()) }
    }

    pub async fn flush(&mut self, page: &Subscriber) -> Result<(), Closed> {
        let json = std::mem::take(&mut self.json);
        if std::mem::take(&mut self.count) == 0 {
            return Ok(());
        }
        page.tell("rows", &format!("[{json}]")).await
    }
}

/// Changes of a watch.
#[derive(Default)]
pub struct Changes {
    /// By what tells objects apart; None for what was removed.
    rows: BTreeMap<String, Option<String>>,
    bytes: usize,
    /// When what waits has to be told.
    pub due: Option<Instant>,
}

impl Changes {
    pub fn changed(&mut self, row: Row) {
        self.put(row.uid, Some(row.json));
    }

    pub fn removed(&mut self, row: Row) {
        self.put(row.uid, None);
    }

    pub fn is_full(&self) -> bool {
        self.rows.len() >= MOST || self.bytes >= BYTES
    }

    fn put(&mut self, uid: String, json: Option<String>) {
        self.bytes += json.as_ref().map_or(0, String::len);
        let before = self.rows.insert(uid, json);
        self.bytes -= before.flatten().map_or(0, |json| json.len());
        self.due.get_or_insert_with(|| Instant::now() + LONGEST);
    }

    pub async fn flush(&mut self, page: &Subscriber) -> Result<(), Closed> {
        let Self { rows, .. } = std::mem::take(self);
        if rows.is_empty() {
            return Ok(());
        }
        let (mut changed, mut removed) = (String::new(), Vec::new());
        for (uid, json) in rows {
            match json {
                Some(json) => append(&mut changed, &json),
                None => removed.push(uid),
            }
        }
        let removed = serde_json::to_string(&removed).map_err(|_| Closed)?;
        page.tell("changes", &format!(r#"{{"changed":[{changed}],"removed":{removed}}}"#)).await
    }
}

fn append(to: &mut String, json: &str) {
    if !to.is_empty() {
        to.push(',');
    }
    to.push_str(json);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(uid: &str, json: &str) -> Row {
        Row { uid: uid.into(), json: json.into(), version: String::new() }
    }

    #[tokio::test]
    async fn an_object_changes_once_in_a_batch() {
        let (page, mut receiver) = Subscriber::with_receiver(1);
        let mut changes = Changes::default();
        changes.flush(&page).await.unwrap();
        changes.changed(row("a", "1"));
        changes.changed(row("b", "2"));
        changes.changed(row("a", "3"));
        changes.removed(row("b", "2"));
        assert_eq!(changes.bytes, 1);
        changes.flush(&page).await.unwrap();
        let expected = r#"{"id":1,"changes":{"changed":[3],"removed":["b"]}}"#;
        assert_eq!(receiver.recv().await.unwrap().text.as_str(), expected);
        assert!(changes.due.is_none() && receiver.is_empty());
    }

    #[tokio::test]
    async fn rows_come_500_at_a_time() {
        let (page, mut receiver) = Subscriber::with_receiver(1);
        let mut rows = Rows::default();
        for _ in 0..501 {
            rows.add(&row("a", "1"), &page).await.unwrap();
        }
        rows.flush(&page).await.unwrap();
        assert_eq!(receiver.recv().await.unwrap().text.matches('1').count(), 501);
        assert_eq!(receiver.recv().await.unwrap().text.as_str(), r#"{"id":1,"rows":[1]}"#);
    }
}
