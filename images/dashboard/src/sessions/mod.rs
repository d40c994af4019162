//! Who is signed in: sessions of a command line and of tokens, in memory alone.

mod cookie;
mod current;
mod entry;
mod secret;
mod session;
mod store;

pub use current::Current;
pub use entry::{end, open, show, sign_in};
pub use session::{App, Session, Use};
pub use store::{Registration, Sessions};
