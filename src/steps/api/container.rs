//! The container itself: made, started, told of other control planes.

use std::net::{Ipv4Addr, SocketAddrV4};

use crate::cluster::{API_CONFIG, ClusterState, names, render_api_files};
use crate::engine::{ContainerSpec, Engine, EngineError, ExecRequest, Privileges};
use crate::plan::Layout;
use crate::steps::StepError;
use crate::steps::journal::{Journal, Made};
use crate::steps::nodes::{api_binding, upload};

/// haproxy ends at once when it is told to; connections that are open are cut.
const STOP_TIMEOUT_SECONDS: i64 = 5;

/// What it is made of.
pub struct Api<'a> {
    /// Name of the cluster.
    pub cluster: &'a str,
    /// In the cluster's network.
    pub address: Ipv4Addr,
    /// Names and addresses.
    pub control_planes: &'a [(String, Ipv4Addr)],
    pub image: &'a str,
    /// Of the host.
    pub endpoint: SocketAddrV4,
}

/// Creates it; its name.
pub async fn make_api(engine: &dyn Engine, journal: &Journal, api: &Api<'_>) -> Result<String, StepError> {
    let spec = spec(api);
    let entry = Made::Container(spec.name.clone());
    journal.write(entry.clone());
    match engine.create_container(&spec).await {
        Err(EngineError::NameTaken { name }) => {
            journal.strike(&entry);
            return Err(StepError::NotOurs { object: name });
        }
        created => created?,
    }
    upload(engine, &spec.name, &render_api_files(api.control_planes)?).await?;
    Ok(spec.name)
}

/// Starts it, where it is there and does not run.
pub async fn start_api(engine: &dyn Engine, journal: &Journal, state: &ClusterState) -> Result<(), StepError> {
    let Some(api) = state.api.as_ref().filter(|api| !api.running) else { return Ok(()) };
    journal.write(Made::Started(api.container.clone()));
    Ok(engine.start_container(&api.container).await?)
}

/// Names and addresses of a layout's control planes.
pub fn control_planes(layout: &Layout) -> Vec<(String, Ipv4Addr)> {
    layout.control_planes().map(|node| (node.spec.name.clone(), node.address)).collect()
}

/// Makes it lead to these control planes; connections that are open stay.
pub async fn lead_to(
    engine: &dyn Engine,
    state: &ClusterState,
    control_planes: &[(String, Ipv4Addr)],
) -> Result<(), StepError> {
    let Some(api) = &state.api else { return Ok(()) };
    upload(engine, &api.container, &render_api_files(control_planes)?).await?;
    if api.running {
        // haproxy's signal to read its configuration again.
        let output = engine.exec(ExecRequest::new(&api.container, &["sh", "-c", "kill -USR2 1"])).await?;
        if output.exit_code != 0 {
            let output = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(StepError::Manifests { node: api.container.clone(), output });
        }
    }
    Ok(())
}

fn spec(api: &Api<'_>) -> ContainerSpec {
    let mut labels = names::cluster_labels(api.cluster);
    labels.insert(names::ROLE_LABEL.to_owned(), names::API_ROLE.to_owned());
    let command = ["haproxy", "-W", "-db", "-f", API_CONFIG];
    ContainerSpec {
        name: names::api(api.cluster),
        image: api.image.to_owned(),
        entrypoint: command.map(str::to_owned).to_vec(),
        labels,
        network: Some((names::network(api.cluster), api.address)),
        ports: vec![api_binding(api.endpoint)],
        privileges: Privileges::None,
        restart: true,
        stop_timeout: Some(STOP_TIMEOUT_SECONDS),
        ..ContainerSpec::default()
    }
}
