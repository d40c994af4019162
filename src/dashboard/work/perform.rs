//! Requests carried out.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::addons::{is_ours, page_addons};
use super::failure::Failure;
use super::images::{candidates, page_images};
use super::request::setting;
use super::steps::StepReporter;
use super::{Host, Page, Request};
use crate::addon::{self, DisableOptions, EnableOptions, Lock};
use crate::app::{self, PortPair, Tools, Unprimed, UpOptions};
use crate::cluster;
use crate::image::transfer::Source;

/// As the commands have them.
const ENABLE: Duration = Duration::from_mins(5);
const DISABLE: Duration = Duration::from_mins(2);
const UP: Duration = Duration::from_secs(120);
const ENDPOINTS: Duration = Duration::from_secs(30);

/// Carries a request out, tells the page of it, and ends early when `token` is cancelled.
pub async fn perform(host: &Host, request: Request, page: &Page, token: CancellationToken) -> Result<(), Failure> {
    let reporter = Arc::new(StepReporter(page.clone()));
    let tools = Tools { engine: Arc::clone(&host.tools.engine), reporter, interrupt: token.clone() };
    let work = Work { host, tools, page };
    let done = match request {
        // These look at the token themselves, and note in the cluster how far they have come.
        Request::EnableAddon { name, set } => {
            let set = set.iter().map(|(name, value)| (name.clone(), setting(value))).collect();
            work.enable(&name, set).await
        }
        Request::DisableAddon { name } => work.disable(&name).await,
        Request::Up => work.up().await,
        request => {
            let work = token.run_until_cancelled(work.read_or_load(request));
            work.await.unwrap_or_else(|| Err(Failure::interrupted()))
        }
    };
    done.map_err(|failure| failure.with_hint(|hint| (host.in_hint)(hint)))
}

struct Work<'a> {
    host: &'a Host,
    tools: Tools,
    page: &'a Page,
}

impl Work<'_> {
    async fn read_or_load(&self, request: Request) -> Result<(), Failure> {
        let engine = self.tools.engine.as_ref();
        match request {
            Request::Candidates => self.page.tell(&json!({ "images": candidates(engine).await? })),
            Request::Addons => {
                let target = self.host.target().await?;
                self.page.tell(&json!({ "addons": page_addons(&target.kube).await? }));
            }
            Request::Images => {
                let target = self.host.target().await?;
                self.page.tell(&json!({ "images": page_images(engine, self.host.state(&target)?).await? }));
            }
            Request::OpenAddon { name } => self.open(&name).await?,
            Request::LoadImage { name } => self.load(name).await?,
            Request::Forward { namespace, name, port } => self.forward(&namespace, &name, port).await?,
            Request::EnableAddon { .. } | Request::DisableAddon { .. } | Request::Up => {}
        }
        Ok(())
    }

    async fn enable(&self, name: &str, set: Vec<(String, String)>) -> Result<(), Failure> {
        is_ours(name)?;
        let target = self.host.target().await?;
        let options = EnableOptions { set, timeout: ENABLE, lock: Lock::Take };
        addon::enable(&self.tools, self.host.state(&target)?, &target.kube, name, &options).await?;
        Ok(())
    }

    /// Data in volumes stays, and so do objects of the user's.
    async fn disable(&self, name: &str) -> Result<(), Failure> {
        let target = self.host.target().await?;
        let options = DisableOptions { also: &[], volumes: false, force: false, timeout: DISABLE };
        addon::disable(&self.tools, &target, name, options).await?;
        Ok(())
    }

    async fn open(&self, name: &str) -> Result<(), Failure> {
        is_ours(name)?;
        let target = self.host.target().await?;
        let (service, open) = addon::open(&target.kube, name).await?;
        cluster::wait_for_endpoints(&target.kube, &service, ENDPOINTS).await?;
        let url = app::url_of(&self.tools, &target, service, &open, true).await??;
        self.page.tell(&json!({ "url": url }));
        Ok(())
    }

    async fn up(&self) -> Result<(), Failure> {
        let none = || Failure::new("no app is known: `devcluster dashboard` was not started in the folder of one");
        let folder = self.host.app.as_ref().ok_or_else(none)?;
        let running = app::up(&self.tools, &self.host.destination(), folder, UpOptions { timeout: UP }).await?;
        let urls: Vec<_> = running.url.into_iter().filter_map(Result::ok).collect();
        self.page.tell(&json!({ "urls": urls }));
        Ok(())
    }

    async fn load(&self, name: String) -> Result<(), Failure> {
        let (engine, reporter) = (self.tools.engine.as_ref(), &self.tools.reporter);
        let state = cluster::require_running(engine, &self.host.cluster).await?;
        // Never a file, as words of the command line may be.
        let loaded = app::load(engine, reporter, &state, Source::Engine(vec![name])).await?;
        let mut unprimed = Unprimed::default();
        unprimed.add(&loaded);
        unprimed.prime_later(&state.name);
        let kube = cluster::connect(engine, &state).await?;
        app::tell_old_pods(engine, reporter, &state, &loaded.images, &kube).await;
        Ok(())
    }

    async fn forward(&self, namespace: &str, name: &str, port: u16) -> Result<(), Failure> {
        let target = self.host.target().await?;
        let ports = [PortPair { local: None, remote: port }];
        app::forward(&self.tools, &target, namespace, name, &ports, |all| {
            for one in all {
                self.page.tell(&json!({ "listening": { "local": one.local, "remote": one.remote } }));
            }
        })
        .await?;
        Ok(())
    }
}
