//! Questions to VictoriaLogs, by way of the API server.

use futures::{AsyncBufReadExt, AsyncReadExt, TryStreamExt};
use serde::Deserialize;
use time::OffsetDateTime;

use super::line::{FIELDS, Line};
use super::windows::Range;
use super::{LogsError, Search};
use crate::cluster::{Kube, ProxiedService, ask_service};

const STORE: ProxiedService = ProxiedService { namespace: "logging", name: "victoria-logs", port: "http" };

/// The store, and what is looked for in it.
pub(super) struct Store<'a> {
    kube: &'a Kube,
    filter: String,
}

#[derive(Deserialize)]
struct Hits {
    hits: Vec<Series>,
}

#[derive(Deserialize)]
struct Series {
    timestamps: Vec<Timestamp>,
    values: Vec<u64>,
}

#[derive(Deserialize)]
struct Timestamp(#[serde(with = "time::serde::rfc3339")] OffsetDateTime);

impl<'a> Store<'a> {
    pub fn new(kube: &'a Kube, search: &Search) -> Self {
        Self { kube, filter: search.filter() }
    }

    /// How many lines there are, by periods of `step` nanoseconds, which begin at its multiples; those without a line are
    /// left out, the others come in order.
    pub async fn counts(&self, range: Range, step: i128) -> Result<Vec<(i128, u64)>, LogsError> {
        let form = [&self.form(&self.filter, range)[..], &[("step", format!("{step}ns"))]].concat();
        let mut answer = ask_service(self.kube, STORE, "select/logsql/hits", &form).await.map_err(LogsError::Store)?;
        let mut text = String::new();
        answer.read_to_string(&mut text).await.map_err(LogsError::BrokenOff)?;
        let hits: Hits = serde_json::from_str(&text).map_err(|source| LogsError::Unreadable { text, source })?;
        let pairs = hits.hits.into_iter().flat_map(|series| series.timestamps.into_iter().zip(series.values));
        let mut counts: Vec<_> = pairs.map(|(time, count)| (time.0.unix_timestamp_nanos(), count)).collect();
        counts.sort_unstable();
        Ok(counts)
    }

    /// The lines of a range, in the order in which they were written.
    pub async fn lines(&self, range: Range) -> Result<Vec<Line>, LogsError> {
        let query = format!("{} | fields {FIELDS}", self.filter);
        let form = self.form(&query, range);
        let answer = ask_service(self.kube, STORE, "select/logsql/query", &form).await.map_err(LogsError::Store)?;
        let mut rows = answer.lines();
        let mut lines = Vec::new();
        while let Some(row) = rows.try_next().await.map_err(LogsError::BrokenOff)? {
            let line = Line::parse(&row);
            lines.push(line.map_err(|source| LogsError::Unreadable { text: row, source })?);
        }
        lines.sort_by_key(|line| line.time);
        Ok(lines)
    }

    fn form(&self, query: &str, range: Range) -> [(&'static str, String); 3] {
        [("query", query.to_owned()), ("start", range.start.to_string()), ("end", range.end.to_string())]
    }
}
