//! Services of type LoadBalancer get addresses of the cluster's own network, and nodes that hold them.
//!
//! `services, endpoints, nodes, the table as it is -> the table as it shall be` is pure: [`allocate`](addresses) gives
//! addresses to services, [`hold`](holders) gives addresses to nodes. The table is a ConfigMap, changed only by who
//! has seen its last version: two allocators can never give one address away twice.

mod addresses;
mod allocator;
mod endpoints;
mod holders;
mod nodes;
mod pool;
mod publish;
mod reachable;
mod service;
mod table;

pub use allocator::Allocator;
pub use pool::Pool;
pub use table::{NAMESPACE, TABLE, Table};
