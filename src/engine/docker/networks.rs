//! Networks of the Docker API.

use std::collections::HashMap;

use bollard::Docker;
use bollard::errors::Error;
use bollard::models::{Ipam, IpamConfig, NetworkCreateRequest, NetworkDisconnectRequest};
use bollard::query_parameters::ListNetworksOptionsBuilder;

use super::{convert, errors};
use crate::engine::{EngineError, Labels, Network, NetworkSpec, Result};

pub async fn list(client: &Docker, labels: &Labels) -> Result<Vec<Network>> {
    let options = ListNetworksOptionsBuilder::new().filters(&convert::label_filter(labels)).build();
    let networks = client.list_networks(Some(options)).await.map_err(errors::on("list networks"))?;
    Ok(networks
        .into_iter()
        .map(|network| Network {
            id: network.id.unwrap_or_default(),
            name: network.name.unwrap_or_default(),
            labels: convert::labels_in(network.labels),
            subnets: network
                .ipam
                .and_then(|ipam| ipam.config)
                .unwrap_or_default()
                .into_iter()
                .filter_map(|config| config.subnet)
                .collect(),
        })
        .collect())
}

pub async fn create(client: &Docker, spec: &NetworkSpec) -> Result<()> {
    let ipam = Ipam {
        config: Some(vec![IpamConfig {
            subnet: Some(spec.subnet.clone()),
            gateway: Some(spec.gateway.to_string()),
            ip_range: Some(spec.ip_range.clone()),
            ..IpamConfig::default()
        }]),
        ..Ipam::default()
    };
    let request = NetworkCreateRequest {
        name: spec.name.clone(),
        driver: Some("bridge".to_owned()),
        labels: Some(convert::labels_out(&spec.labels)),
        ipam: Some(ipam),
        options: spec.mtu.map(|mtu| HashMap::from([("com.docker.network.driver.mtu".to_owned(), mtu.to_string())])),
        ..NetworkCreateRequest::default()
    };
    client.create_network(request).await.map_err(|error| match error {
        Error::DockerResponseServerError { message, .. } if message.contains("overlaps") => {
            EngineError::SubnetInUse { subnet: spec.subnet.clone() }
        }
        error => errors::on(&format!("create network `{}`", spec.name))(error),
    })?;
    Ok(())
}

pub async fn disconnect(client: &Docker, network: &str, container: &str) -> Result<()> {
    let request = NetworkDisconnectRequest { container: container.to_owned(), force: Some(true) };
    match client.disconnect_network(network, request).await {
        Err(error) if !errors::is_missing(&error) && !is_off(&error) => {
            Err(errors::on(&format!("take `{container}` off network `{network}`"))(error))
        }
        _ => Ok(()),
    }
}

/// Docker says `container ID is not connected to network NAME`, or `to the network`, with status 500; of one that it is
/// taking away already `is marked for removal and cannot be connected or disconnected`.
fn is_off(error: &Error) -> bool {
    matches!(error, Error::DockerResponseServerError { message, .. }
        if message.contains("is not connected to") || message.contains("is marked for removal"))
}

pub async fn remove(client: &Docker, name: &str) -> Result<()> {
    match client.remove_network(name).await {
        Err(Error::DockerResponseServerError { message, .. }) if message.contains("has active endpoints") => {
            Err(EngineError::NetworkInUse { name: name.to_owned() })
        }
        Err(error) if !errors::is_missing(&error) => Err(errors::on(&format!("remove network `{name}`"))(error)),
        _ => Ok(()),
    }
}
