//! View `pod`: the little of a pod that lists and graphs show, read without the rest.

mod fields;
mod moment;
mod quantity;
mod requests;
mod row;
mod status;
mod trouble;

pub use fields::Pod;
pub use row::row;
