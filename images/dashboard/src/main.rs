//! The dashboard's server: serves the page, and leads its requests to the API server with the credentials of its user.

mod answer;
mod api;
mod arguments;
mod assets;
mod check;
mod exec;
mod gate;
mod host;
mod lines;
mod log;
mod logs;
mod proxy;
mod server;
mod sessions;
mod stream;
#[cfg(test)]
mod tests;
mod views;
mod watch;

use std::process::ExitCode;

use arguments::Subcommand;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments::parse(&words, &|name| std::env::var(name).ok()) {
        Ok(Subcommand::Serve(options)) => server::run(options),
        Ok(Subcommand::Check(listen)) => check::run(listen),
        Ok(Subcommand::Help) => {
            log::print(arguments::HELP);
            Ok(())
        }
        Ok(Subcommand::Version) => {
            log::print(concat!("devcluster-dashboard ", env!("CARGO_PKG_VERSION"), "\n"));
            Ok(())
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
