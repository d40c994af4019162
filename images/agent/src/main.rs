//! Picks the subcommand, and turns its error into a message and an exit code.

mod api;
mod arguments;
mod bake;
mod baked;
mod bridge;
mod containerd;
mod ctr;
mod error;
mod exporter;
mod files;
mod gpu;
mod grpc;
mod init;
mod interfaces;
mod log;
mod monitoring;
mod network;
mod ports;
mod process;
mod quantity;
mod smi;
mod storage;
mod supervise;
mod sync;

use std::process::ExitCode;

use arguments::Subcommand;

fn main() -> ExitCode {
    let mut words = std::env::args();
    let program = words.next().unwrap_or_default();
    let arguments: Vec<String> = words.collect();
    if smi::is_meant(&program) {
        return ExitCode::from(smi::run(&arguments));
    }
    let result = match arguments::parse(&arguments) {
        Ok(Subcommand::Init) => init::run(),
        Ok(Subcommand::Network) => network::run(),
        Ok(Subcommand::Ports) => ports::run(),
        Ok(Subcommand::Storage) => storage::run(),
        Ok(Subcommand::Gpu) => gpu::run(),
        Ok(Subcommand::OfGpus(command)) => gpu::run_command(&command),
        Ok(Subcommand::Bake) => bake::run(),
        Ok(Subcommand::Bridge) => bridge::run(),
        Ok(Subcommand::ObjectMetrics) => monitoring::run_objects(),
        Ok(Subcommand::LoopbackMetrics) => monitoring::run_loopback(),
        Ok(Subcommand::Sync) => sync::run(),
        Ok(Subcommand::Supervise(words)) => match supervise::run(&words) {
            Ok(code) => return ExitCode::from(code),
            Err(failure) => Err(failure),
        },
        Ok(Subcommand::Help) => {
            log::print(arguments::HELP);
            return ExitCode::SUCCESS;
        }
        Ok(Subcommand::Version) => {
            log::print(concat!("devcluster-agent ", env!("CARGO_PKG_VERSION"), "\n"));
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            log::usage_error(&problem);
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            log::failure(&failure);
            ExitCode::FAILURE
        }
    }
}
