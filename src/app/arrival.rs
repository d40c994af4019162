//! Waiting until an app that was applied has arrived: its new pods run, and its URL leads to them and answers.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use super::target::Place;
use super::url::url_of;
use super::{App, Target, Tools, UpError};
use crate::cluster::{self, Applied, Document, Workload};
use crate::report::{Event, Step};

/// How long pods that nothing asks whether they are ready are watched for a crash; kubelet sees one after a second.
const SETTLE: Duration = Duration::from_secs(3);
/// kube-proxy follows within a fraction of a second, or is not well.
const PROXY_LIMIT: Duration = Duration::from_secs(5);
/// How long a URL is tried before the pods are looked at again.
const ANSWER_ROUND: Duration = Duration::from_secs(1);
const ANSWER_INTERVAL: Duration = Duration::from_millis(30);

/// An app on its last part of the way.
pub(super) struct Arrival<'a> {
    pub tools: &'a Tools,
    pub target: &'a Target,
    pub app: &'a App,
    pub timeout: Duration,
}

impl Arrival<'_> {
    /// Waits for it; its URL, or why it has none. `before` are the addresses of the pods that answered until now.
    pub async fn wait(
        &self,
        step: &Step,
        applied: &[Applied],
        before: &BTreeSet<String>,
    ) -> Result<Option<Result<String, String>>, UpError> {
        let deadline = Instant::now() + self.timeout;
        self.wait_for_pods(step, applied, self.timeout).await?;
        let url = match &self.app.service {
            Some((namespace, name)) => Some(self.wait_for_service(namespace, name, before).await?),
            None => None,
        };
        if let (Some(Ok(url)), Place::Ours(_)) = (&url, &self.target.place) {
            // A pod without a readiness probe counts as ready before the program in it listens.
            while !answers(url).await {
                self.wait_for_pods(step, applied, deadline - Instant::now()).await?;
                if Instant::now() > deadline {
                    let (app, seconds) = (self.app.name.clone(), self.timeout.as_secs());
                    return Err(UpError::NoAnswer { app, url: url.clone(), seconds });
                }
            }
        }
        Ok(url)
    }

    async fn wait_for_pods(&self, step: &Step, applied: &[Applied], timeout: Duration) -> Result<(), UpError> {
        for workload in applied.iter().filter_map(Workload::of) {
            let title = format!("{} {}", workload.kind.to_lowercase(), workload.name);
            let is_meant = |document: &&Document| document.kind == workload.kind && document.name == workload.name;
            let tells =
                self.app.documents.iter().find(is_meant).is_some_and(|document| tells_when_ready(self.app, document));
            let settle = if tells { Duration::ZERO } else { SETTLE };
            let seen = |state: &str| step.output(format!("{title}: {state}"));
            cluster::wait_for_rollout(&self.target.kube, &workload, timeout, settle, seen).await?;
        }
        Ok(())
    }

    /// Waits until the Service leads to the new pods, and no longer to those that were replaced.
    async fn wait_for_service(
        &self,
        namespace: &str,
        name: &str,
        before: &BTreeSet<String>,
    ) -> Result<Result<String, String>, UpError> {
        let kube = &self.target.kube;
        let service = cluster::find_service(kube, namespace, name).await?;
        cluster::wait_for_endpoints(kube, &service, self.timeout).await?;
        let gone: BTreeSet<_> = before - &cluster::endpoint_addresses(kube, namespace, name).await?;
        if let (Place::Ours(state), false) = (&self.target.place, gone.is_empty()) {
            let engine = self.tools.engine.as_ref();
            if !cluster::wait_until_not_proxied(engine, state, namespace, name, &gone, PROXY_LIMIT).await? {
                self.tools.reporter.event(&still_proxied(name));
            }
        }
        // The app runs, and that nothing leads to it from here is worth a word only.
        Ok(url_of(self.tools, self.target, service, &self.app.open, true).await?.map_err(|error| error.told()))
    }
}

/// Whether something shows that a workload's pods work: a readiness probe, or the URL that leads to them.
fn tells_when_ready(app: &App, workload: &Document) -> bool {
    let has_probe = workload.object.pointer("/spec/template/spec/containers/0/readinessProbe").is_some();
    let labels = workload.object.pointer("/spec/template/metadata/labels");
    let service = app.documents.iter().find(|document| {
        document.kind == "Service" && app.service.as_ref().is_some_and(|(_, name)| *name == document.name)
    });
    let selector = service.and_then(|service| service.object.pointer("/spec/selector")?.as_object());
    let is_behind_url = selector.is_some_and(|selector| {
        !selector.is_empty()
            && selector.iter().all(|(key, value)| labels.and_then(|labels| labels.get(key)) == Some(value))
    });
    has_probe || is_behind_url
}

fn still_proxied(service: &str) -> Event {
    Event::Warning {
        text: format!("service `{service}` still leads to pods that were replaced, so an old answer may come"),
        hint: Some("see whether kube-proxy is well with `devcluster status`".to_owned()),
    }
}

/// Whether something takes connections at a URL within a round.
async fn answers(url: &str) -> bool {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let place = rest.split('/').next().unwrap_or(rest);
    let default = if scheme == "https" { 443 } else { 80 };
    let place = if place.contains(':') { place.to_owned() } else { format!("{place}:{default}") };
    let end = Instant::now() + ANSWER_ROUND;
    while Instant::now() < end {
        if let Ok(Ok(_)) = timeout_at(end, TcpStream::connect(&place)).await {
            return true;
        }
        tokio::time::sleep(ANSWER_INTERVAL).await;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_url_answers_when_something_listens() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        assert!(answers(&url).await);
        assert!(answers(&format!("{url}/some/page")).await);
        drop(listener);
        assert!(!answers(&url).await);
    }
}
