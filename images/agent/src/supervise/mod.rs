//! The subcommand `supervise`: the first process of an app's container during `devcluster up --watch`. It runs the
//! app's program and starts it again when `sync` asks for it, while the container with its changed files stays.

mod program;
mod run;

use rustix::process::Signal;

pub use run::run;

/// Asks a supervisor to start its program again. Linux defines this signal and never sends it.
pub const RESTART: Signal = Signal::STKFLT;
/// The subcommand's word.
pub const WORD: &str = "supervise";

/// Whether a process's words, as /proc has them, are those of a supervisor.
pub fn is_command(words: &str) -> bool {
    let mut words = words.split('\0');
    words.next().is_some_and(|program| program.ends_with("/devcluster-agent")) && words.next() == Some(WORD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_supervisor_is_known_by_its_words() {
        assert!(is_command("/.devcluster/devcluster-agent\0supervise\0--\0python\0"));
        assert!(!is_command("python\0supervise\0") && !is_command("/usr/local/bin/devcluster-agent\0init\0"));
    }
}
