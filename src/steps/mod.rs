//! What changes the world: one file a step, a journal of what was made, and the way back.

mod create_network;
mod create_node;
mod delete;
mod error;
mod journal;
mod preview;
mod start;
mod stop;

pub use delete::delete;
pub use error::StepError;
pub use journal::{Journal, unwind};
pub use preview::{Action, preview_start};
pub use start::{StartOptions, Started, start};
pub use stop::stop;
