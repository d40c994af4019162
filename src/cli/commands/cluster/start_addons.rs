//! The addons of `devcluster start`: enabled while system pods come up.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use crate::addon::{self, AddonError, EnableOptions, Enabled, Lock};
use crate::app::Tools;
use crate::cli::commands::addon::report;
use crate::cli::{CommandError, Context};
use crate::cluster::{ClusterState, Kube};
use crate::config::AddonSpec;
use crate::report::{Event, Reporter};
use crate::steps::Beside;

/// How long addons may take at least: some have images to build or to send.
const LIMIT: Duration = Duration::from_mins(5);

type Results = Vec<Result<Vec<Enabled>, AddonError>>;

/// Addons on their way, and what became of them.
pub struct StartAddons {
    work: Rc<Work>,
    results: Rc<RefCell<Results>>,
}

struct Work {
    tools: Tools,
    wanted: Vec<AddonSpec>,
    /// Zero does not wait.
    timeout: Duration,
}

impl StartAddons {
    /// `wait` is what nodes and system pods get.
    pub fn new(
        context: &Context,
        reporter: &Arc<dyn Reporter>,
        wanted: &[AddonSpec],
        wait: Duration,
    ) -> Result<Self, CommandError> {
        let tools = Tools { reporter: Arc::clone(reporter), ..context.tools()? };
        let timeout = if wait.is_zero() { wait } else { wait.max(LIMIT) };
        let work = Work { tools, wanted: wanted.to_vec(), timeout };
        Ok(Self { work: Rc::new(work), results: Rc::default() })
    }

    /// For `start` to do beside its own.
    pub fn work(&self) -> Beside {
        let (work, results) = (Rc::clone(&self.work), Rc::clone(&self.results));
        Box::new(move |state, kube| {
            let (work, results) = (Rc::clone(&work), Rc::clone(&results));
            Box::pin(async move {
                let done = work.run(&state, &kube).await;
                results.borrow_mut().extend(done);
            })
        })
    }

    /// Says what to do with those that are there now; the error of the first that failed. The cluster is there all the
    /// same.
    pub fn report(&self, reporter: &dyn Reporter) -> Result<(), CommandError> {
        let results = self.results.take();
        report(reporter, results, None)
    }
}

impl Work {
    async fn run(&self, state: &ClusterState, kube: &Kube) -> Results {
        let mut results = Results::new();
        match addon::upgrade_old(&self.tools, state, kube, self.timeout, Lock::Held).await {
            Ok(upgraded) if upgraded.is_empty() => {}
            Ok(upgraded) => {
                let text = format!("brought up to date: addon {}", upgraded.join(", "));
                self.tools.reporter.event(&Event::Note { text });
            }
            Err(error) => results.push(Err(error)),
        }
        for wanted in &self.wanted {
            let set = wanted.options.clone().into_iter().collect();
            let options = EnableOptions { set, timeout: self.timeout, lock: Lock::Held };
            results.push(self.enable(state, kube, &wanted.name, &options).await);
        }
        results
    }

    /// One that is there as it is wanted is left alone.
    async fn enable(
        &self,
        state: &ClusterState,
        kube: &Kube,
        name: &str,
        options: &EnableOptions,
    ) -> Result<Vec<Enabled>, AddonError> {
        if options.set.is_empty() && addon::is_enabled(kube, name).await? {
            return Ok(Vec::new());
        }
        addon::enable(&self.tools, state, kube, name, options).await
    }
}
