//! The whole server before a double of the API server, with a double of the page.

mod attacks;
mod dashboard;
mod double;
mod hosting;
mod logging;
mod page;
mod proxying;
mod watching;

use dashboard::Dashboard;
use double::{Double, Feed, Seen, json, refused};
use page::Page;
