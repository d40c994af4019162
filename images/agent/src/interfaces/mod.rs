//! The node's network interfaces: which has an address, when that changes, and telling the network of it.

mod announce;
mod changes;
mod list;

pub use announce::send as announce;
pub use changes::Changes;
pub use list::{addresses, index_of, of};
