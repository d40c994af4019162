//! The app's pods during a watch: their output is shown, what ends badly is told, and changed files are brought to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::courier::{Courier, Delivered, Goal};
use crate::app::App;
use crate::cluster::{self, AppContainer, ContainerState, Containers, Document, Kube, Lines};
use crate::fault::Fault;
use crate::report::{Event, Reporter};

/// What the rounds of a watch ask of its pods' keeper.
enum Request {
    Follow {
        documents: Vec<Document>,
        namespace: String,
    },
    /// Whether somebody else looks at how the pods are, and tells.
    Attended(bool),
    /// Containers are to have other files from now on.
    Deliver {
        goal: Box<Goal>,
        answer: oneshot::Sender<Delivered>,
    },
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

    /// Brings the files of `goal` to all containers of its image that run, and to those that come later. What it did
    /// with the first.
    pub async fn deliver(&self, goal: Goal) -> Delivered {
        let (answer, delivered) = oneshot::channel();
        self.send(Request::Deliver { goal: Box::new(goal), answer });
        delivered.await.unwrap_or_default()
    }

    fn send(&self, request: Request) {
        // The keeper lives as long as the rounds.
        let _ = self.0.send(request);
    }
}

/// Keeps an eye on the app's pods.
pub struct Pods<'a> {
    kube: Kube,
    reporter: Arc<dyn Reporter>,
    requests: UnboundedReceiver<Request>,
    followed: Option<Containers>,
    containers: Vec<AppContainer>,
    courier: Courier<'a>,
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

impl<'a> Pods<'a> {
    /// A keeper that follows nothing yet, and the desk that takes requests to it.
    pub fn new(kube: &Kube, reporter: &Arc<dyn Reporter>, courier: Courier<'a>) -> (Self, PodsDesk) {
        let (sender, requests) = unbounded_channel();
        let pods = Self {
            kube: kube.clone(),
            reporter: Arc::clone(reporter),
            requests,
            followed: None,
            containers: Vec::new(),
            courier,
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
                Some(request) = self.requests.recv() => self.answer(request).await,
                containers = changed => {
                    self.containers = containers;
                    self.look();
                    let delivered = self.courier.deliver(&self.containers).await;
                    self.tell(delivered);
                }
            }
        }
    }

    async fn answer(&mut self, request: Request) {
        match request {
            Request::Follow { documents, namespace } => {
                self.followed = Some(Containers::follow(&self.kube, &documents, &namespace));
            }
            Request::Attended(attended) => self.attended = attended,
            Request::Deliver { goal, answer } => {
                self.courier.goal = Some(*goal);
                // Who asked may have been broken off.
                let _ = answer.send(self.courier.deliver(&self.containers).await);
            }
        }
    }

    /// What was brought to containers that came by themselves: new replicas, and what was started again.
    fn tell(&self, delivered: Delivered) {
        if delivered.containers > 0 {
            let text = format!(
                "Files that changed since the build were sent to {}.",
                counted(delivered.containers, "new container")
            );
            self.reporter.event(&Event::Note { text });
        }
        for error in delivered.errors {
            self.reporter.event(&Event::Warning { text: error.to_string(), hint: error.hint() });
        }
    }

    fn look(&mut self) {
        let containers = &self.containers;
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

/// `1 file`, `2 files`.
pub fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
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
