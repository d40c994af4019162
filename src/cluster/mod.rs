//! A cluster: its objects in the engine, its files, its API server.

mod api_reason;
mod apply;
mod applyset;
mod bootstrap;
mod bridge;
mod certificates;
mod diagnosis;
mod error;
mod files;
mod gpus;
mod identity;
mod kube_client;
pub mod kubeconfig;
mod kubectl;
mod listing;
mod local_authority;
pub mod names;
mod node;
mod objects;
mod phase;
mod pki;
mod ports;
mod proxied;
mod ready;
mod served;
mod service;
pub mod state;
mod status;
mod task;
mod templates;
mod workload;

use api_reason::api_reason;
pub use apply::{
    Applied, ApplyError, Document, ImageIds, ManifestError, ObjectName, Outcome, apply, container_images,
    objects_of_others, parse_manifest, replace_images, set_fields, take_back_fields,
};
pub use applyset::{ApplySet, RemoveOptions, apply_set, objects_of_kinds_of, remove_set};
pub use bootstrap::{apply_nodes, bootstrap, is_bootstrapped, nodes_without_subnet};
pub use bridge::bridge_files;
pub use certificates::{Certificate, certificates};
pub use diagnosis::diagnose;
pub use error::ClusterError;
pub use files::{
    API_CONFIG, Admin, Basis, COMPLETE, NodeFiles, Secrets, admin, etcd_peer_url, host_server, render_api_files,
    render_node_files,
};
pub use gpus::{
    GpuError, GpuHolder, GpuStatus, Moved, fail_gpu, heal_gpu, label_nodes, list_gpus, move_pods, wait_for_gpus,
};
pub use identity::{User, client_certificate, who_am_i};
pub use kube_client::{Kube, connect, connect_context, connect_with, host_kubeconfig, read_admin};
pub use kubectl::{KubectlError, context_kubectl, kubectl, kubectl_on_path};
pub use listing::{ListedCluster, list_clusters};
pub use local_authority::{LocalAuthority, apply_tls_secret};
pub use node::{
    EFFECTIVE_CONFIG, KubernetesFolder, MadeOf, NODE_CONFIG, Program, ProgramError, STOPPING, differences_to_made,
    effective_config, forget_registry, has_etcd_data, has_files, holds_api_address, made_of, name_registry, node_shell,
    read_node_file, trusted_cas,
};
pub use objects::{
    Condition, SimulatedNode, add_simulated_nodes, delete_node_object, has_node_object, read_addon_states,
    remove_simulated_nodes, simulated_nodes, volumes_on, wait_for_condition, write_addon_state,
};
pub use phase::Phase;
pub use pki::{Identity, server_identity};
pub use ports::{PortReport, ports_files, ports_labels, read_ports_report, url_by_host_port};
pub use proxied::{endpoint_addresses, wait_until_not_proxied};
pub use ready::{
    Readiness, SystemPod, SystemPods, system_pods, wait_for_api, wait_for_leaders, wait_until_nodes_ready,
    wait_until_ready,
};
pub use served::{Served, served};
pub use service::{
    PortInfo, ServiceError, ServiceInfo, find_service, find_service_of, service_url, wait_for_endpoints, web_port,
};
pub use state::{
    ApiState, ClusterState, NodeRecord, NodeState, PortsState, RegistryState, observe, observe_all, require_api,
    require_running, require_there,
};
pub use status::{ClusterStatus, Depth, NodeStatus, Problem, VolumeStatus, cluster_status};
pub use task::{Task, TaskError, remove_task, run_task};
pub use templates::SystemImages;
pub use workload::{
    AppContainer, AppPods, Backend, ContainerState, Containers, ImageUser, Lines, Owner, PodsError, ProxiedService,
    Workload, WorkloadError, ask_service, connect_to_pod, connect_to_this_pod, find_app_pods, find_backend,
    follow_output, forbids_host_paths, image_users, owner_of, restart_workload, wait_for_ready_pod, wait_for_rollout,
};
