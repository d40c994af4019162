//! `start` where nothing is there: network, nodes with all their files, system objects.

use std::net::SocketAddrV4;

use super::Started;
use super::run::Run;
use crate::cluster::{
    Admin, Basis, ClusterState, Kube, NodeRecord, Secrets, admin, bootstrap, connect_with, observe, render_node_files,
};
use crate::config::ClusterNetwork;
use crate::host;
use crate::image::NodeImage;
use crate::plan::{ApiHolder, shortages};
use crate::report::Step;
use crate::steps::StepError;
use crate::steps::api::{Api, control_planes, make_api};
use crate::steps::create_network::create_network;
use crate::steps::nodes::{NodeMaker, environment, image_of_nodes};

impl<F> Run<'_, F>
where
    F: AsyncFn(NodeImage) -> Result<String, StepError>,
{
    pub async fn create(&self) -> Result<Started, StepError> {
        let shortages = shortages(self.cluster, self.options.capacity);
        if !shortages.is_empty() {
            return Err(StepError::TooSmall { shortages });
        }
        let image = (self.node_image)(image_of_nodes(&self.cluster.nodes)).await?;
        let mtu = self.cluster.network.mtu.or_else(host::small_mtu);

        let step = Step::start(self.reporter, "create network");
        let layout = create_network(self.engine, &self.journal, self.cluster, mtu).await?;
        step.done_with(layout.subnet.to_string());
        self.check_interrupt()?;

        let endpoint = self.endpoint(&self.cluster.network)?;
        let basis = Basis { cluster: self.cluster, layout: &layout, mtu, images: &self.options.images, joins: false };
        let secrets = Secrets::new()?;
        let admin = admin(&basis, &secrets, endpoint)?;
        self.create_nodes(&basis, &secrets, &image, endpoint).await?;
        self.check_interrupt()?;
        let state = observe(self.engine, &self.cluster.name).await?;
        self.bring_up(&state, &basis, &admin).await?;
        self.write_kubeconfig(&admin.kubeconfig)?;
        Ok(Started { state, kubeconfig: admin.kubeconfig, ran_before: false })
    }

    /// All nodes at the same time; all have come to an end, well or not, before an error is told.
    async fn create_nodes(
        &self,
        basis: &Basis<'_>,
        secrets: &Secrets,
        image: &str,
        endpoint: SocketAddrV4,
    ) -> Result<(), StepError> {
        let nodes = &basis.layout.nodes;
        let names: Vec<_> = nodes.iter().map(|node| node.spec.name.as_str()).collect();
        let step = Step::start(self.reporter, if nodes.len() == 1 { "create node" } else { "create nodes" });
        let maker = NodeMaker {
            engine: self.engine,
            journal: &self.journal,
            cluster: &self.cluster.name,
            kubernetes_version: &self.cluster.kubernetes_version,
            subnet: basis.layout.subnet,
            nodes: &self.cluster.nodes,
            image,
            capacity: self.options.capacity,
        };
        let has_api = basis.layout.api_holder == ApiHolder::Container;
        let environment = environment(self.cluster, basis.layout);
        let created = nodes.iter().map(|node| {
            let record = NodeRecord {
                index: node.index,
                api: (node.index == 0 && !has_api).then_some(endpoint),
                shared_api: has_api.then_some(endpoint),
                environment: environment.clone(),
                ..NodeRecord::new(node.spec.clone())
            };
            let maker = &maker;
            async move {
                let container = maker.make(&record, &render_node_files(basis, secrets, node)?).await?;
                if !has_api {
                    self.engine.start_container(&container).await?;
                }
                Ok::<_, StepError>(container)
            }
        });
        let api = async {
            if !has_api {
                return Ok::<_, StepError>(());
            }
            let made = Api {
                cluster: &self.cluster.name,
                address: basis.layout.api_address,
                control_planes: &control_planes(basis.layout),
                image,
                endpoint,
            };
            let container = make_api(self.engine, &self.journal, &made).await?;
            Ok(self.engine.start_container(&container).await?)
        };
        let (created, api) = tokio::join!(futures::future::join_all(created), api);
        let containers = created.into_iter().collect::<Result<Vec<_>, _>>()?;
        api?;
        if has_api {
            // Members of a new etcd start when all have their files: what a killed run has left of it can be told from
            // an etcd that was there.
            let starts = containers.iter().map(|container| self.engine.start_container(container));
            for started in futures::future::join_all(starts).await {
                started?;
            }
        }
        step.done_with(names.join(", "));
        Ok(())
    }

    /// Where the host's way to the API server begins.
    pub fn endpoint(&self, network: &ClusterNetwork) -> Result<SocketAddrV4, StepError> {
        let port = match self.options.api_port {
            Some(port) => port,
            None => host::free_port().map_err(StepError::NoPort)?,
        };
        Ok(SocketAddrV4::new(network.api_server_address, port))
    }

    async fn bring_up(&self, state: &ClusterState, basis: &Basis<'_>, admin: &Admin) -> Result<(), StepError> {
        let kube = connect_with(&admin.super_kubeconfig).await?;
        self.wait_for_api(state, &kube).await?;
        self.apply_objects(state, &kube, basis, &admin.ca).await?;
        self.finish(state, &kube).await
    }

    pub async fn apply_objects(
        &self,
        state: &ClusterState,
        kube: &Kube,
        basis: &Basis<'_>,
        ca: &str,
    ) -> Result<(), StepError> {
        let step = Step::start(self.reporter, "apply system objects");
        self.while_alive(state, async { Ok(bootstrap(kube, basis, ca).await?) }).await?;
        step.done();
        Ok(())
    }
}
