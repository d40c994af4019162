//! Reads the log no faster than the page takes it.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::query;
use super::record::Record;
use crate::api::{Client, Failure, Reader};
use crate::lines::Lines;
use crate::stream::{Closed, End, Logs, Subscriber};

const LONGEST_LINE: usize = 64 * 1024;
const DELAY: Duration = Duration::from_millis(50);
const MOST: usize = 500;
const BYTES: usize = 256 * 1024;

pub async fn run(client: &Client, request: &Logs, page: &Subscriber) -> Result<End, Closed> {
    let path = match query::path(request) {
        Ok(path) => path,
        Err(message) => return Ok(End::failed(400, message)),
    };
    let body = match client.get(&path, "application/json, text/plain, */*").await {
        Ok(body) => body,
        Err(failure) => return Ok(ended(failure)),
    };
    // A container may have nothing to say for days.
    let mut body = Reader::new(body, None);
    let mut lines = Lines::new(LONGEST_LINE);
    let mut batch = Batch::default();
    loop {
        let due = batch.due;
        let data = tokio::select! {
            data = body.next() => data,
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                batch.flush(page).await?;
                continue;
            }
        };
        match data {
            Ok(Some(data)) => {
                lines.push(&data);
                while let Some(line) = lines.next_line() {
                    batch.add(Record::of(&line), page).await?;
                }
            }
            Ok(None) => {
                if let Some(line) = lines.last_line() {
                    batch.add(Record::of(&line), page).await?;
                }
                batch.flush(page).await?;
                return Ok(End::good());
            }
            Err(failure) => {
                batch.flush(page).await?;
                return Ok(ended(failure));
            }
        }
    }
}

fn ended(failure: Failure) -> End {
    match failure {
        Failure::Refused { code, message } => End::failed(code, message),
        Failure::Unreachable(_) => End::failed(502, format!("the log broke off: {failure}; open it again to go on")),
    }
}

#[derive(Default)]
struct Batch {
    records: Vec<Record>,
    bytes: usize,
    due: Option<Instant>,
}

impl Batch {
    async fn add(&mut self, record: Record, page: &Subscriber) -> Result<(), Closed> {
        self.bytes += record.time.len() + record.text.len();
        self.records.push(record);
        self.due.get_or_insert_with(|| Instant::now() + DELAY);
        if self.records.len() >= MOST || self.bytes >= BYTES { self.flush(page).await } else { Ok(()) }
    }

    async fn flush(&mut self, page: &Subscriber) -> Result<(), Closed> {
        let Self { records, .. } = std::mem::take(self);
        if records.is_empty() {
            return Ok(());
        }
        let json = serde_json::to_string(&records).map_err(|_| Closed)?;
        page.tell("lines", &json).await
    }
}
