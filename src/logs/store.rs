//! Questions to VictoriaLogs, by way of the API server.

use std::time::Duration;

use futures::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, TryStreamExt};
use serde::Deserialize;
use time::OffsetDateTime;
use tokio::time::timeout;

use super::line::{FIELDS, Line};
use super::range::Range;
use super::{LogsError, Search};
use crate::cluster::{Kube, ProxiedService, ask_service};

const STORE: ProxiedService = ProxiedService { namespace: "logging", name: "victoria-logs", port: "http" };

/// The store ends a question after 30 s; the API server waits for minutes for a pod that just went.
const LIMIT: Duration = Duration::from_secs(40);

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
        let mut answer = self.ask("select/logsql/hits", &form).await?;
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
        let mut rows = self.ask("select/logsql/query", &form).await?.lines();
        let mut lines = Vec::new();
        while let Some(row) = rows.try_next().await.map_err(LogsError::BrokenOff)? {
            let line = Line::parse(&row);
            lines.push(line.map_err(|source| LogsError::Unreadable { text: row, source })?);
        }
        lines.sort_by_key(|line| line.time);
        Ok(lines)
    }

    async fn ask(&self, path: &str, form: &[(&str, String)]) -> Result<impl AsyncBufRead + Unpin + use<>, LogsError> {
        let answer = timeout(LIMIT, ask_service(self.kube, STORE, path, form)).await;
        answer.map_err(|_| LogsError::Silent { seconds: LIMIT.as_secs() })?.map_err(LogsError::Store)
    }

    fn form(&self, query: &str, range: Range) -> [(&'static str, String); 3] {
        [("query", query.to_owned()), ("start", range.start.to_string()), ("end", range.end.to_string())]
    }
}
