//! Single objects of a cluster that devcluster reads and writes: nodes, real and simulated, conditions, APIs without pods,
//! states of addons.

mod addon_states;
mod condition;
mod dead_apis;
mod nodes;
mod simulated;

pub use addon_states::{read_addon_states, write_addon_state};
pub use condition::{Condition, wait_for_condition};
pub use dead_apis::{DeadApi, dead_apis};
pub use nodes::{delete_node_object, has_node_object, volumes_on};
pub use simulated::{SimulatedNode, add_simulated_nodes, remove_simulated_nodes, simulated_nodes};
