//! The container itself: made, started, told of other control planes.

use std::net::Ipv4Addr;

use crate::cluster::{API_CONFIG, ClusterState, names, render_api_files};
use crate::engine::{ContainerSpec, Engine, EngineError, ExecRequest};
use crate::plan::Layout;
use crate::steps::StepError;
use crate::steps::journal::{Journal, Made};
use crate::steps::nodes::{api_binding, upload};

/// haproxy ends at once when it is told to; connections that are open are cut.
const STOP_TIMEOUT_SECONDS: i64 = 5;

/// Creates and starts it.
pub async fn make_api(
    engine: &dyn Engine,
    journal: &Journal,
    cluster: &str,
    layout: &Layout,
    image: &str,
    host_port: u16,
) -> Result<(), StepError> {
    let spec = spec(cluster, layout, image, host_port);
    let entry = Made::Container(spec.name.clone());
    journal.write(entry.clone());
    match engine.create_container(&spec).await {
        Err(EngineError::NameTaken { name }) => {
            journal.strike(&entry);
            return Err(StepError::NotOurs { object: name });
        }
        created => created?,
    }
    upload(engine, &spec.name, &render_api_files(&control_planes(layout))?).await?;
    Ok(engine.start_container(&spec.name).await?)
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
        engine.exec(ExecRequest::new(&api.container, &["sh", "-c", "kill -USR2 1"])).await?;
    }
    Ok(())
}

fn spec(cluster: &str, layout: &Layout, image: &str, host_port: u16) -> ContainerSpec {
    let mut labels = names::cluster_labels(cluster);
    labels.insert(names::ROLE_LABEL.to_owned(), names::API_ROLE.to_owned());
    let command = ["haproxy", "-W", "-db", "-f", API_CONFIG];
    ContainerSpec {
        name: names::api(cluster),
        image: image.to_owned(),
        entrypoint: command.map(str::to_owned).to_vec(),
        labels,
        network: Some((names::network(cluster), layout.api_address)),
        ports: vec![api_binding(host_port)],
        restart: true,
        stop_timeout: Some(STOP_TIMEOUT_SECONDS),
        ..ContainerSpec::default()
    }
}
