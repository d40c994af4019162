//! What a request has to be like before anything looks at it, and what every answer carries.

mod address;
mod headers;
mod layer;
mod rules;

pub use address::Address;
pub use layer::guard;
