//! Containers of the Docker API.

use std::collections::HashMap;

use bollard::Docker;
use bollard::errors::Error;
use bollard::models::{
    ContainerCreateBody, ContainerInspectResponse, ContainerStateStatusEnum, DeviceRequest, EndpointIpamConfig,
    EndpointSettings, HostConfig, HostConfigCgroupnsModeEnum, Mount as ApiMount, MountType, MountVolumeOptions,
    NetworkingConfig, PortBinding as ApiPortBinding, PortMap, RestartPolicy,
};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, ListContainersOptionsBuilder, LogsOptionsBuilder, RemoveContainerOptionsBuilder,
    RenameContainerOptionsBuilder, WaitContainerOptions, WaitContainerOptionsBuilder,
};
use futures::StreamExt;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{convert, errors, restart};
use crate::engine::{
    Bind, Container, ContainerSpec, ContainerState, EngineError, Labels, Mount, PortBinding, Privileges, Protocol,
    Result,
};

const NANO_CPUS_PER_MILLI: i64 = 1_000_000;

pub async fn list(client: &Docker, labels: &Labels) -> Result<Vec<Container>> {
    let options = ListContainersOptionsBuilder::new().all(true).filters(&convert::label_filter(labels)).build();
    let summaries = client.list_containers(Some(options)).await.map_err(errors::on("list containers"))?;
    // The list says nothing of a stopped container's ports and addresses: inspecting does.
    let inspections =
        summaries.into_iter().filter_map(|summary| summary.id).map(|id| async move { find(client, &id).await });
    let mut containers: Vec<_> = futures::future::try_join_all(inspections).await?.into_iter().flatten().collect();
    containers.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(containers)
}

pub async fn find(client: &Docker, name: &str) -> Result<Option<Container>> {
    match client.inspect_container(name, None::<bollard::query_parameters::InspectContainerOptions>).await {
        Ok(answer) => Ok(Some(container(answer))),
        Err(error) if errors::is_missing(&error) => Ok(None),
        Err(error) => Err(errors::on("inspect a container")(error)),
    }
}

pub async fn create(client: &Docker, spec: &ContainerSpec, lacking_capabilities: &[String]) -> Result<()> {
    let answer = match create_once(client, spec, lacking_capabilities).await {
        // Newer engines mean by ALL what they have, and refuse to drop the rest; 20.10 asks for the rest otherwise.
        Err(Error::DockerResponseServerError { message, .. }) if message.contains("invalid CapDrop") => {
            create_once(client, spec, &[]).await
        }
        answer => answer,
    };
    answer.map_err(|error| {
        let name = spec.name.clone();
        match error {
            Error::DockerResponseServerError { status_code: 409, message }
                if message.contains("already in use by container") =>
            {
                EngineError::NameTaken { name }
            }
            Error::DockerResponseServerError { status_code: 404, message }
                if message.to_lowercase().contains("no such image") =>
            {
                EngineError::NoImage { reference: spec.image.clone() }
            }
            error => errors::on(&format!("create container `{name}`"))(error),
        }
    })
}

async fn create_once(client: &Docker, spec: &ContainerSpec, drop: &[String]) -> std::result::Result<(), Error> {
    let options = CreateContainerOptionsBuilder::new().name(&spec.name).build();
    client.create_container(Some(options), body(spec, drop)).await.map(|_| ())
}

pub async fn pause(client: &Docker, name: &str) -> Result<()> {
    client.pause_container(name).await.map_err(errors::on(&format!("pause container `{name}`")))
}

pub async fn unpause(client: &Docker, name: &str) -> Result<()> {
    client.unpause_container(name).await.map_err(errors::on(&format!("unpause container `{name}`")))
}

pub async fn rename(client: &Docker, name: &str, new_name: &str) -> Result<()> {
    let options = RenameContainerOptionsBuilder::new().name(new_name).build();
    client.rename_container(name, options).await.map_err(errors::on(&format!("rename container `{name}`")))
}

pub async fn remove(client: &Docker, name: &str) -> Result<()> {
    let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
    match client.remove_container(name, Some(options)).await {
        Err(error) if errors::is_done_already(&error) => removed_by_another(client, name).await,
        Err(error) if !errors::is_missing(&error) => Err(errors::on(&format!("remove container `{name}`"))(error)),
        _ => Ok(()),
    }
}

/// Waits for a removal that is under way: until its end the container holds its volumes, and its place in the network.
async fn removed_by_another(client: &Docker, name: &str) -> Result<()> {
    let options = WaitContainerOptionsBuilder::new().condition("removed").build();
    match Box::pin(client.wait_container(name, Some(options))).next().await {
        // The exit code is that of the container's program.
        Some(Err(Error::DockerContainerWaitError { .. })) => Ok(()),
        Some(Err(error)) if !errors::is_missing(&error) => {
            Err(errors::on(&format!("remove container `{name}`"))(error))
        }
        _ => Ok(()),
    }
}

pub async fn wait(client: &Docker, name: &str) -> Result<i64> {
    let mut answers = Box::pin(client.wait_container(name, None::<WaitContainerOptions>));
    match answers.next().await {
        Some(Ok(answer)) => Ok(answer.status_code),
        // bollard makes an error of a non-zero exit code.
        Some(Err(Error::DockerContainerWaitError { code, .. })) => Ok(code),
        Some(Err(error)) => Err(errors::on(&format!("wait for container `{name}`"))(error)),
        None => Err(EngineError::NoContainer { name: name.to_owned() }),
    }
}

pub async fn logs(client: &Docker, name: &str, tail: usize) -> Result<String> {
    let options = LogsOptionsBuilder::new().stdout(true).stderr(true).tail(&tail.to_string()).build();
    let mut text = String::new();
    let mut lines = Box::pin(client.logs(name, Some(options)));
    while let Some(line) = lines.next().await {
        text.push_str(&String::from_utf8_lossy(&line.map_err(errors::on("read a container's output"))?.into_bytes()));
    }
    Ok(text)
}

/// As `docker run --gpus all` asks for them.
fn all_gpus() -> DeviceRequest {
    DeviceRequest { count: Some(-1), capabilities: Some(vec![vec!["gpu".to_owned()]]), ..DeviceRequest::default() }
}

fn body(spec: &ContainerSpec, lacking_capabilities: &[String]) -> ContainerCreateBody {
    let bytes = spec.memory.and_then(|bytes| i64::try_from(bytes).ok());
    let mut host = HostConfig {
        mounts: Some(spec.mounts.iter().map(mount).chain(spec.binds.iter().map(bind)).collect()),
        nano_cpus: spec.milli_cpus.map(|milli| i64::from(milli) * NANO_CPUS_PER_MILLI),
        cpuset_cpus: spec.cpuset.clone(),
        memory: bytes,
        memory_swap: bytes,
        tmpfs: Some(spec.tmpfs.iter().map(|path| (path.clone(), String::new())).collect()),
        port_bindings: Some(port_map(&spec.ports)),
        network_mode: spec.network.as_ref().map(|(network, _)| network.clone()),
        device_requests: spec.gpus.then(|| vec![all_gpus()]),
        restart_policy: spec.restart.then_some(RestartPolicy { name: Some(restart::RUNS), maximum_retry_count: None }),
        ..HostConfig::default()
    };
    match spec.privileges {
        Privileges::Default => {}
        Privileges::None => host.cap_drop = Some(vec!["ALL".to_owned()]),
        Privileges::Network => for_network(&mut host),
        Privileges::Node => as_node(&mut host, lacking_capabilities),
    }
    ContainerCreateBody {
        image: Some(spec.image.clone()),
        hostname: spec.hostname.clone(),
        entrypoint: Some(spec.entrypoint.clone()).filter(|words| !words.is_empty()),
        cmd: Some(spec.command.clone()).filter(|command| !command.is_empty()),
        env: Some(spec.environment.clone()),
        labels: Some(convert::labels_out(&spec.labels)),
        exposed_ports: Some(spec.ports.iter().map(port_key).collect()),
        stop_timeout: spec.stop_timeout,
        networking_config: spec.network.as_ref().map(|(network, address)| NetworkingConfig {
            endpoints_config: Some(HashMap::from([(
                network.clone(),
                EndpointSettings {
                    ipam_config: Some(EndpointIpamConfig {
                        ipv4_address: Some(address.to_string()),
                        ..EndpointIpamConfig::default()
                    }),
                    ..EndpointSettings::default()
                },
            )])),
        }),
        host_config: Some(host),
        ..ContainerCreateBody::default()
    }
}

fn for_network(host: &mut HostConfig) {
    host.cap_drop = Some(vec!["ALL".to_owned()]);
    host.cap_add = Some(vec!["NET_ADMIN".to_owned()]);
    host.sysctls = Some(HashMap::from([("net.ipv4.ip_forward".to_owned(), "1".to_owned())]));
}

fn as_node(host: &mut HostConfig, lacking_capabilities: &[String]) {
    host.cap_add = Some(vec!["ALL".to_owned()]);
    host.cap_drop = Some(lacking_capabilities.to_vec());
    host.security_opt = Some(vec!["seccomp=unconfined".to_owned(), "apparmor=unconfined".to_owned()]);
    host.masked_paths = Some(Vec::new());
    host.readonly_paths = Some(Vec::new());
    host.device_cgroup_rules = Some(vec!["a *:* rwm".to_owned()]);
    host.cgroupns_mode = Some(HostConfigCgroupnsModeEnum::PRIVATE);
}

fn mount(mount: &Mount) -> ApiMount {
    ApiMount {
        typ: Some(MountType::VOLUME),
        source: mount.volume.clone(),
        target: Some(mount.target.clone()),
        volume_options: Some(MountVolumeOptions {
            labels: Some(convert::labels_out(&mount.labels)),
            ..MountVolumeOptions::default()
        }),
        ..ApiMount::default()
    }
}

fn bind(bind: &Bind) -> ApiMount {
    ApiMount {
        typ: Some(MountType::BIND),
        source: Some(bind.source.clone()),
        target: Some(bind.target.clone()),
        read_only: Some(bind.read_only),
        ..ApiMount::default()
    }
}

fn port_key(port: &PortBinding) -> String {
    match port.protocol {
        Protocol::Tcp => format!("{}/tcp", port.container_port),
        Protocol::Udp => format!("{}/udp", port.container_port),
    }
}

fn port_map(ports: &[PortBinding]) -> PortMap {
    let mut map = PortMap::new();
    for port in ports {
        map.entry(port_key(port))
            .or_default()
            .get_or_insert_default()
            .push(ApiPortBinding { host_ip: Some(port.host_ip.clone()), host_port: Some(port.host_port.to_string()) });
    }
    map
}

fn container(answer: ContainerInspectResponse) -> Container {
    let config = answer.config.unwrap_or_default();
    let networks = answer.network_settings.and_then(|settings| settings.networks).unwrap_or_default();
    let ports = answer.host_config.and_then(|host| host.port_bindings).unwrap_or_default();
    Container {
        id: answer.id.unwrap_or_default(),
        name: answer.name.unwrap_or_default().trim_start_matches('/').to_owned(),
        image: config.image.unwrap_or_default(),
        labels: convert::labels_in(config.labels),
        created: answer.created.and_then(|created| OffsetDateTime::parse(&created, &Rfc3339).ok()),
        started: answer.state.as_ref().and_then(|state| {
            OffsetDateTime::parse(state.started_at.as_deref()?, &Rfc3339).ok().filter(|started| started.year() > 1)
        }),
        state: state(answer.state.and_then(|state| state.status)),
        addresses: networks.into_iter().filter_map(|(name, endpoint)| Some((name, address(endpoint)?))).collect(),
        ports: ports.into_iter().flat_map(|(key, bindings)| port_bindings(&key, bindings)).collect(),
    }
}

fn state(status: Option<ContainerStateStatusEnum>) -> ContainerState {
    match status {
        Some(ContainerStateStatusEnum::RUNNING) => ContainerState::Running,
        Some(ContainerStateStatusEnum::PAUSED) => ContainerState::Paused,
        Some(ContainerStateStatusEnum::RESTARTING) => ContainerState::Restarting,
        Some(ContainerStateStatusEnum::CREATED) => ContainerState::Created,
        Some(ContainerStateStatusEnum::DEAD | ContainerStateStatusEnum::REMOVING) => ContainerState::Dead,
        _ => ContainerState::Exited,
    }
}

/// The address in use, else (the container is stopped) the fixed one.
fn address(endpoint: EndpointSettings) -> Option<std::net::Ipv4Addr> {
    let fixed = endpoint.ipam_config.and_then(|ipam| ipam.ipv4_address);
    [endpoint.ip_address, fixed].into_iter().flatten().find_map(|address| address.parse().ok())
}

fn port_bindings(key: &str, bindings: Option<Vec<ApiPortBinding>>) -> Vec<PortBinding> {
    let (port, protocol) = key.split_once('/').unwrap_or((key, "tcp"));
    let protocol = if protocol == "udp" { Protocol::Udp } else { Protocol::Tcp };
    let bindings = bindings.unwrap_or_default();
    let parse = |binding: ApiPortBinding| {
        Some(PortBinding {
            host_ip: binding.host_ip.unwrap_or_default(),
            host_port: binding.host_port?.parse().ok()?,
            container_port: port.parse().ok()?,
            protocol,
        })
    };
    bindings.into_iter().filter_map(parse).collect()
}
