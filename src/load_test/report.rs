//! What the generator saw.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Load, LoadTestError};

/// The result of a load test.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub url: String,
    /// Requests a second that were to be made.
    pub wanted_rate: u32,
    pub connections: u32,
    pub requests: u64,
    /// From the first request to the last answer.
    pub seconds: f64,
    /// Requests a second that were made.
    pub rate: f64,
    /// By status; what got no answer is among `errors`.
    pub statuses: BTreeMap<String, u64>,
    pub errors: Vec<Failure>,
    /// Of all requests, those that failed too.
    pub latency_ms: Latency,
}

/// A reason for which requests got no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub reason: String,
    pub requests: u64,
}

/// How long requests took.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    pub p50: f64,
    pub p90: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

/// As the generator writes it; times in seconds.
#[derive(Deserialize)]
struct Seen {
    requests: u64,
    elapsed: f64,
    statuses: BTreeMap<String, u64>,
    errors: Vec<Failure>,
    latency: Latency,
}

impl Report {
    /// Out of the generator's last words.
    pub fn read(text: &str, url: String, load: &Load) -> Result<Self, LoadTestError> {
        let unreadable = |source| LoadTestError::Unreadable { text: text.to_owned(), source };
        let seen: Seen = serde_json::from_str(text).map_err(unreadable)?;
        // A server that answers at once is done before the last request's share of the time is over.
        let seconds = seen.elapsed.max(load.duration.as_secs_f64());
        #[expect(clippy::cast_precision_loss, reason = "a number of requests for people")]
        let rate = seen.requests as f64 / seconds;
        let ms = |seconds: f64| seconds * 1000.0;
        let Latency { p50, p90, p95, p99, max } = seen.latency;
        Ok(Self {
            url,
            wanted_rate: load.rate,
            connections: load.connections,
            requests: seen.requests,
            seconds,
            rate,
            statuses: seen.statuses,
            errors: seen.errors,
            latency_ms: Latency { p50: ms(p50), p90: ms(p90), p95: ms(p95), p99: ms(p99), max: ms(max) },
        })
    }

    /// Whether clearly fewer requests were made than were to be.
    pub fn is_slower(&self) -> bool {
        self.rate < f64::from(self.wanted_rate) * 0.95
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const LOAD: Load = Load { rate: 50, duration: Duration::from_secs(2), connections: 4 };

    fn read(requests: u64, elapsed: f64) -> Report {
        let text = format!(
            r#"{{"requests":{requests},"elapsed":{elapsed},"statuses":{{"200":90,"503":4}},"errors":[{{"reason":"EOF","requests":6}}],"latency":{{"p50":0.001,"p90":0.002,"p95":0.0025,"p99":0.1,"max":0.25}}}}"#
        );
        Report::read(&text, "http://web.shop.svc:80/".into(), &LOAD).unwrap()
    }

    #[test]
    fn times_are_milliseconds_and_the_rate_is_what_was_made() {
        let report = read(100, 1.99);
        assert_eq!((report.rate, report.seconds), (50.0, 2.0));
        assert_eq!((report.latency_ms.p50, report.latency_ms.max), (1.0, 250.0));
        assert_eq!(report.errors, [Failure { reason: "EOF".into(), requests: 6 }]);
        assert!(!report.is_slower());
    }

    #[test]
    fn a_server_that_is_too_slow_is_noticed() {
        assert!(read(60, 2.5).is_slower());
    }

    #[test]
    fn other_words_are_told() {
        let error = Report::read("panic: oh", String::new(), &LOAD).unwrap_err();
        assert!(error.to_string().contains("`panic: oh`"), "{error}");
    }
}
