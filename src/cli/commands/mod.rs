//! One file a command: its arguments, whose doc comment is the help text, and one function.

pub mod apply;
pub mod build;
pub mod completion;
pub mod config;
pub mod delete;
pub mod exec;
pub mod image;
pub mod kubeconfig;
pub mod kubectl;
pub mod list;
pub mod logs;
pub mod new;
pub mod open;
pub mod service;
pub mod start;
pub mod status;
pub mod stop;
pub mod up;
pub mod version;
