//! devcluster: real Kubernetes clusters on this machine, and the user's app running on them.

pub mod addon;
pub mod app;
pub mod bundle;
pub mod cli;
pub mod cluster;
pub mod config;
pub mod dashboard;
pub mod doctor;
pub mod download;
pub mod engine;
pub mod fault;
pub mod host;
pub mod image;
pub mod load_test;
pub mod logs;
pub mod paths;
pub mod plan;
pub mod report;
pub mod steps;
pub mod yaml;
