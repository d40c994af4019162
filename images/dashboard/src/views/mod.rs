//! What the page is told of an object: turns the API server's JSON into rows, one object at a time.

mod metadata;
mod object;
mod pod;
mod row;
mod table;

pub use metadata::resource_version;
pub use object::Kind;
pub use pod::{Pod, row as pod_row};
pub use row::{Row, View};
pub use table::{Table, columns};
