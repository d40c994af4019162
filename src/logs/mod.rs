//! Searching what pods and nodes wrote, also those that are gone: questions to the store of the addon `logging`.

mod error;
mod line;
mod query;
mod range;
mod search;
mod store;
mod windows;

pub use error::LogsError;
pub use line::{Line, Source};
pub use query::{LabelFilter, Scope, Search};
pub use search::search;
