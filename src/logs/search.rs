//! From what is looked for to its lines, in order and without holding them all.

use std::time::Duration;

use time::OffsetDateTime;

use super::range::Range;
use super::store::Store;
use super::windows::{Order, Window, Windows};
use super::{Line, LogsError, Search};
use crate::addon;
use crate::cluster::Kube;

const ADDON: &str = "logging";
/// Longer than anything is kept.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// Passes the lines that were looked for on, oldest first, until one is refused; how many there were.
pub async fn search<E: From<LogsError>>(
    kube: &Kube,
    search: &Search,
    mut each: impl FnMut(Line) -> Result<(), E>,
) -> Result<u64, E> {
    if addon::state_of(kube, ADDON).await.map_err(LogsError::from)?.is_none() {
        return Err(LogsError::NotKept.into());
    }
    let store = Store::new(kube, search);
    let range = range(search, OffsetDateTime::now_utc());
    match search.newest {
        None => all(&store, range, &mut each).await,
        Some(count) => newest(&store, range, count, &mut each).await,
    }
}

fn range(search: &Search, now: OffsetDateTime) -> Range {
    let start = now.unix_timestamp_nanos() - search.since.unwrap_or(LONGEST).min(LONGEST).as_nanos().cast_signed();
    Range { start, end: now.unix_timestamp_nanos() }
}

async fn all<E: From<LogsError>>(
    store: &Store<'_>,
    range: Range,
    each: &mut impl FnMut(Line) -> Result<(), E>,
) -> Result<u64, E> {
    let mut windows = Windows::new(range, Order::OldestFirst);
    let mut passed = 0;
    while let Some(window) = windows.next(store).await? {
        for line in store.lines(window.range).await? {
            each(line)?;
            passed += 1;
        }
    }
    Ok(passed)
}

async fn newest<E: From<LogsError>>(
    store: &Store<'_>,
    range: Range,
    count: u64,
    each: &mut impl FnMut(Line) -> Result<(), E>,
) -> Result<u64, E> {
    let windows = newest_windows(store, range, count).await?;
    let there: u64 = windows.iter().map(|window| window.lines).sum();
    let mut skipped = there.saturating_sub(count);
    let mut passed = 0;
    for window in windows.iter().rev() {
        for line in store.lines(window.range).await? {
            if skipped > 0 {
                skipped -= 1;
            } else {
                each(line)?;
                passed += 1;
            }
        }
    }
    Ok(passed)
}

/// The newest windows that have so many lines together, newest first.
async fn newest_windows(store: &Store<'_>, range: Range, count: u64) -> Result<Vec<Window>, LogsError> {
    let mut windows = Windows::new(range, Order::NewestFirst);
    let mut found = Vec::new();
    let mut lines = 0;
    while lines < count {
        let Some(window) = windows.next(store).await? else { break };
        lines += window.lines;
        found.push(window);
    }
    Ok(found)
}
