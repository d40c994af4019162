//! What belongs to an app, kept in the cluster itself as an ApplySet (KEP-3659), which kubectl knows too: a ConfigMap
//! stands for the set, and a label of each object says that it belongs to it.

mod apply;
mod claims;
mod dependents;
mod kind;
mod members;
mod parent;
mod removal;
mod set;
mod wave;

pub use apply::apply_set;
pub use dependents::objects_of_kinds_of;
pub use members::app_selector;
pub use removal::{RemoveOptions, remove_set};
pub use set::{ApplySet, PART_OF};
