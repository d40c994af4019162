//! `devcluster load-test`.

use std::time::Duration;

use crate::cli::table::table;
use crate::cli::{CommandError, Context, duration};
use crate::cluster;
use crate::load_test::{Latency, Load, Report, Request, load_test};
use crate::report::Event;

const LONGEST: Duration = Duration::from_secs(60 * 60);

/// Ask a service at a steady rate, from inside the cluster, and show how it answers
#[derive(clap::Args)]
pub struct Args {
    /// Name of the service
    #[arg(value_name = "SERVICE")]
    service: String,
    /// Its namespace
    #[arg(long, short, default_value = "default")]
    namespace: String,
    /// Requests a second
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rps: u32,
    /// For how long
    #[arg(long, default_value = "30s", value_parser = length)]
    duration: Duration,
    /// Connections at a time, at most
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    connections: u32,
    /// What is asked for, with its query
    #[arg(long, default_value = "/")]
    path: String,
    /// Number or name of the service's port [default: its first]
    #[arg(long)]
    port: Option<String>,
}

fn length(text: &str) -> Result<Duration, String> {
    let length = duration::parse(text)?;
    match length {
        length if length < Duration::from_secs(1) => Err("less than a second says nothing".to_owned()),
        length if length > LONGEST => Err("more than an hour is not a test any more".to_owned()),
        length => Ok(length),
    }
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let engine = context.engine.as_ref();
    let tools = context.tools()?;
    let state = cluster::require_running(engine, &context.cluster_name()).await?;
    let kube = cluster::connect(engine, &state).await?;
    let Args { service, namespace, rps, duration, connections, path, port } = args;
    let request = Request { namespace, service, port, path, load: Load { rate: rps, duration, connections } };
    let report = load_test(&tools, &state, &kube, &request).await?;
    if report.is_slower() {
        context.reporter.event(&too_slow(&report));
    }
    context.output.print(&report, text)
}

fn too_slow(report: &Report) -> Event {
    let Report { connections, rate, wanted_rate, .. } = report;
    Event::Warning {
        text: format!("{connections} connections at a time carried {rate:.1} requests a second, not {wanted_rate}"),
        hint: Some(format!("the service is that slow, or needs more of them: `--connections {}`", connections * 4)),
    }
}

fn text(report: &Report) -> String {
    let Latency { p50, p90, p95, p99, max } = report.latency_ms;
    let mut row = vec![report.requests.to_string(), format!("{:.1}/s", report.rate)];
    row.extend([p50, p90, p95, p99, max].map(milliseconds));
    let figures = table(&["REQUESTS", "RATE", "P50", "P90", "P95", "P99", "MAX"], [row]);
    let answers = report.statuses.iter().map(|(status, requests)| (status.as_str(), *requests));
    let answers = answers.chain(report.errors.iter().map(|error| (error.reason.as_str(), error.requests)));
    let answers =
        answers.map(|(what, requests)| vec![requests.to_string(), share(requests, report.requests), what.to_owned()]);
    format!("{figures}\n\n{}", table(&["REQUESTS", "SHARE", "ANSWER"], answers))
}

/// `0.42 ms`, `12.3 ms`, `1.25 s`.
fn milliseconds(ms: f64) -> String {
    match ms {
        ms if ms < 10.0 => format!("{ms:.2} ms"),
        ms if ms < 1000.0 => format!("{ms:.1} ms"),
        ms => format!("{:.2} s", ms / 1000.0),
    }
}

fn share(part: u64, all: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "numbers of requests for people")]
    let percent = part as f64 * 100.0 / all.max(1) as f64;
    format!("{percent:.1} %")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load_test::Failure;

    fn report() -> Report {
        Report {
            url: "http://web.default.svc:80/".into(),
            wanted_rate: 50,
            connections: 10,
            requests: 1500,
            seconds: 30.0,
            rate: 50.0,
            statuses: [("200".into(), 1490), ("503".into(), 8)].into(),
            errors: vec![Failure { reason: "connection refused".into(), requests: 2 }],
            latency_ms: Latency { p50: 1.234, p90: 2.0, p95: 12.34, p99: 250.0, max: 1250.0 },
        }
    }

    #[test]
    fn a_report_is_two_tables() {
        insta::assert_snapshot!(text(&report()), @r"
        REQUESTS   RATE     P50       P90       P95       P99        MAX
        1500       50.0/s   1.23 ms   2.00 ms   12.3 ms   250.0 ms   1.25 s

        REQUESTS   SHARE    ANSWER
        1490       99.3 %   200
        8          0.5 %    503
        2          0.1 %    connection refused
        ");
    }

    #[test]
    fn lengths_have_bounds() {
        assert_eq!(length("2m"), Ok(Duration::from_secs(120)));
        for text in ["0", "500ms", "2h", "soon", "-1s"] {
            assert!(length(text).is_err(), "{text}");
        }
    }
}
