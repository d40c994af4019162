//! Load on a service of a cluster, made inside of it: a generator of requests as a Job, and what it saw.

mod error;
mod generator;
mod report;
mod run;

pub use error::LoadTestError;
pub use generator::Load;
pub use report::{Failure, Latency, Report};
pub use run::{Request, load_test};
