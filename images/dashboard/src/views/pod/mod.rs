//! View `pod`: the little of a pod that lists and graphs show, read without the rest.

mod fields;
mod quantity;
mod requests;
mod row;
mod status;
mod trouble;

pub use row::row;
