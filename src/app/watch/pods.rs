//! The app's pods during a watch: their output is shown, and what ends badly is told.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use crate::app::App;
use crate::cluster::{self, AppContainer, ContainerState, Containers, Document, Kube, Lines};
use crate::report::{Event, Reporter};

/// What the rounds of a watch ask of its pods' keeper.
enum Request {
    Follow {
        documents: Vec<Document>,
        namespace: String,
    },
    /// Whether somebody else looks at how the pods are, and tells.
    Attended(bool),
}

/// Sends requests to the keeper.
#[derive(Clone)]
pub struct PodsDesk(UnboundedSender<Request>);

impl PodsDesk {
    /// Follows the pods of an app's workloads, and no longer those of before.
    pub fn follow(&self, app: &App) {
        self.send(Request::Follow { documents: app.documents.clone(), namespace: app.namespace.clone() });
    }

    pub fn attended(&self, attended: bool) {
        self.send(Request::Attended(attended));
    }

    fn send(&self, request: Request) {
        // The keeper lives as long as the rounds.
        let _ = self.0.send(request);
    }
}

/// Keeps an eye on the app's pods.
pub struct Pods {
    kube: Kube,
    reporter: Arc<dyn Reporter>,
    requests: UnboundedReceiver<Request>,
    followed: Option<Containers>,
    attended: bool,
    /// The run of each container that was seen last, by pod and container; `None` before the first look.
    seen: Option<BTreeMap<(String, String), Run>>,
    output: JoinSet<()>,
}

/// A run of a container.
struct Run {
    id: String,
    end_is_known: bool,
}

impl Pods {
    /// A keeper that follows nothing yet, and the desk that takes requests to it.
    pub fn new(kube: &Kube, reporter: &Arc<dyn Reporter>) -> (Self, PodsDesk) {
        let (sender, requests) = unbounded_channel();
        let pods = Self {
            kube: kube.clone(),
            reporter: Arc::clone(reporter),
            requests,
            followed: None,
            attended: true,
            seen: None,
            output: JoinSet::new(),
        };
        (pods, PodsDesk(sender))
    }

    /// Does what is asked and follows the pods, until it is dropped.
    pub async fn run(&mut self) {
        loop {
            let changed = async {
                match &mut self.followed {
                    Some(containers) => containers.changed().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                Some(request) = self.requests.recv() => self.answer(request),
                containers = changed => self.look(&containers),
            }
        }
    }

    fn answer(&mut self, request: Request) {
        match request {
            Request::Follow { documents, namespace } => {
                self.followed = Some(Containers::follow(&self.kube, &documents, &namespace));
            }
            Request::Attended(attended) => self.attended = attended,
        }
    }

    fn look(&mut self, containers: &[AppContainer]) {
        // What was written before the watch began is not of interest.
        let lines = if self.seen.is_none() { Lines::New } else { Lines::All };
        let seen = self.seen.get_or_insert_default();
        seen.retain(|(pod, name), _| containers.iter().any(|now| now.pod == *pod && now.name == *name));
        for container in containers {
            let Some(id) = &container.id else { continue };
            let key = (container.pod.clone(), container.name.clone());
            let is_new = seen.get(&key).is_none_or(|run| run.id != *id);
            if is_new {
                seen.insert(key.clone(), Run { id: id.clone(), end_is_known: lines == Lines::New });
                let source = source(container, containers);
                self.output.spawn(show(
                    self.kube.clone(),
                    Arc::clone(&self.reporter),
                    container.clone(),
                    source,
                    lines,
                ));
            }
            if let (ContainerState::Ended { exit_code }, Some(run)) = (&container.state, seen.get_mut(&key)) {
                if !run.end_is_known && !self.attended && *exit_code != 0 {
                    self.reporter.event(&ended(container, *exit_code));
                }
                run.end_is_known = true;
            }
        }
        // The tasks of runs that ended.
        while self.output.try_join_next().is_some() {}
    }
}

async fn show(kube: Kube, reporter: Arc<dyn Reporter>, container: AppContainer, source: String, lines: Lines) {
    let line = |line: &str| reporter.event(&Event::AppOutput { source: source.clone(), line: line.to_owned() });
    cluster::follow_output(&kube, &container, lines, line).await;
}

/// The pod, and the container where it has several.
fn source(container: &AppContainer, all: &[AppContainer]) -> String {
    let is_alone = all.iter().filter(|other| other.pod == container.pod).count() == 1;
    if is_alone { container.pod.clone() } else { format!("{} {}", container.pod, container.name) }
}

fn ended(container: &AppContainer, exit_code: i32) -> Event {
    let AppContainer { namespace, pod, name, .. } = container;
    Event::Warning {
        text: format!("container `{name}` of pod `{pod}` ended with exit code {exit_code}; Kubernetes starts it again"),
        hint: Some(format!("see how it goes on with `devcluster kubectl -- get pods -n {namespace} --watch`")),
    }
}
