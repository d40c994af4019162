//! Pure planning: what is wanted and what is there in, what to do out. No IO, no clock, no randomness.

mod capacity;
mod gpus;
mod layout;
mod ports;
mod proxy;
mod start;

pub use capacity::{Capacity, cpuset, shortages};
pub use gpus::{FoundGpu, GPU_RESOURCES, GpuDevice, found_gpu_labels, gpu_devices, gpu_labels, gpu_resource};
pub use layout::{
    ApiHolder, Layout, NodeLayout, SUBNET_POOL, api_address, bridge_address, engine_range, free_subnet, gateway,
    load_balancers, node_address, ports_address, registry_address,
};
pub use ports::{PortsConflict, PortsPlan, distinct_ports, plan_ports, ports_over, ports_with, ports_without};
pub use proxy::proxy_environment;
pub use start::{Asked, Completion, StartPlan, plan_start};
