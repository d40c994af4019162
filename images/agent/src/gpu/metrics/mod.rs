//! Figures for Prometheus, under the names and on the port of NVIDIA's dcgm-exporter.

mod serve;
mod text;

pub use serve::{Source, serve};
