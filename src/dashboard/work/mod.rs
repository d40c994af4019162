//! What the page may ask for, each by the same function as the command of that name.

mod addons;
mod failure;
mod host;
mod images;
mod page;
mod perform;
mod request;
mod steps;

pub use host::Host;
pub use page::Page;
pub use perform::perform;
pub use request::Request;
