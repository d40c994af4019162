//! One file a command: its arguments, whose doc comment is the help text, and one function.

pub mod addon;
pub mod apply;
pub mod build;
pub mod bundle;
pub mod cluster;
pub mod completion;
pub mod config;
pub mod dashboard;
pub mod doctor;
pub mod down;
pub mod exec;
pub mod forward;
pub mod gpu;
pub mod image;
pub mod kubeconfig;
pub mod kubectl;
pub mod load_test;
pub mod logs;
pub mod new;
pub mod node;
pub mod open;
pub mod port;
pub mod service;
pub mod trust;
pub mod up;
pub mod version;
