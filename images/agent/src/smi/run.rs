//! From the command line to what is printed.

use std::path::Path;
use std::thread;
use std::time::Duration;

use super::arguments::{Arguments, HELP, What, parse};
use super::list::list;
use super::query::{csv, help};
use super::table::{now, table};
use crate::gpu::{CUDA, DRIVER, FOLDER, INTERVAL, Reading, Sample, Seen, read_all};
use crate::log;

const PROGRAM: &str = "nvidia-smi";
/// Exit codes of the real one: no GPU, a GPU that is lost.
const NOT_FOUND: u8 = 6;
const LOST: u8 = 15;

/// Whether this program was called as nvidia-smi.
pub fn is_meant(program: &str) -> bool {
    Path::new(program).file_name().is_some_and(|name| name == PROGRAM)
}

/// Prints what is asked for; the exit code.
pub fn run(arguments: &[String]) -> u8 {
    let arguments = match parse(arguments) {
        Ok(arguments) => arguments,
        Err(complaint) => {
            log::print(&complaint.text);
            return complaint.code;
        }
    };
    loop {
        let (text, code) = answer(&arguments);
        log::print(&text);
        match arguments.repeat {
            Some(seconds) if code == 0 => thread::sleep(Duration::from_secs(seconds)),
            _ => return code,
        }
    }
}

fn answer(arguments: &Arguments) -> (String, u8) {
    match &arguments.what {
        What::Help => return (HELP.to_owned(), 0),
        What::HelpQuery => return (help(), 0),
        What::Version => {
            return (
                format!(
                    "NVIDIA-SMI version  : {DRIVER}\nDRIVER version      : {DRIVER}\nCUDA Version        : {CUDA}\n"
                ),
                0,
            );
        }
        What::Table | What::List | What::Query { .. } => {}
    }
    let seen = match read_all(Path::new(FOLDER)) {
        Ok(seen) if seen.is_empty() => return ("No devices were found\n".to_owned(), NOT_FOUND),
        Ok(seen) => seen,
        Err(error) => return (format!("Failed to {error}\n"), NOT_FOUND),
    };
    let readings = chosen(read(&seen), arguments.id.as_deref());
    if readings.is_empty() {
        return ("No devices were found\n".to_owned(), NOT_FOUND);
    }
    if let Some(lost) = readings.iter().find(|reading| reading.failed) {
        let text = format!(
            "Unable to determine the device handle for GPU {}: GPU is lost.  Reboot the system to recover this GPU\n",
            lost.gpu.bus
        );
        return (text, LOST);
    }
    let text = match &arguments.what {
        What::List => list(&readings),
        What::Query { fields, header, units } => csv(&readings, fields, *header, *units),
        _ => table(&readings, &now("%a %b %e %H:%M:%S %Y")),
    };
    (text, 0)
}

fn read(seen: &[Seen]) -> Vec<Reading> {
    let earlier = Sample::take();
    thread::sleep(INTERVAL);
    Reading::simulated(seen, &earlier, &Sample::take())
}

/// Whether `00000000:07:00.0` is meant, perhaps without its domain or with a short one.
fn is_bus(bus: &str, id: &str) -> bool {
    let short = bus.trim_start_matches("0000");
    [bus, &format!("0000{short}"), short.trim_start_matches(':')].iter().any(|name| name.eq_ignore_ascii_case(id))
}

/// The GPUs that are meant: all, or the one of that index, UUID or bus id.
fn chosen(readings: Vec<Reading>, id: Option<&str>) -> Vec<Reading> {
    let Some(id) = id else { return readings };
    let is_meant = |(index, reading): &(usize, Reading)| {
        index.to_string() == id || reading.gpu.uuid == id || is_bus(&reading.gpu.bus, id)
    };
    readings.into_iter().enumerate().filter(is_meant).map(|(_, reading)| reading).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smi::samples::whole;

    #[test]
    fn a_gpu_has_several_names() {
        let count = |id: &str| chosen(vec![whole(0), whole(1)], Some(id)).len();
        for id in ["1", "GPU-1", "00000000:08:00.0", "0000:08:00.0", "08:00.0"] {
            assert_eq!(count(id), 1, "{id}");
        }
        assert_eq!((count("2"), count("00.0"), chosen(vec![whole(0)], None).len()), (0, 0, 1));
    }

    #[test]
    fn it_is_known_by_its_name() {
        assert!(is_meant("nvidia-smi") && is_meant("/usr/bin/nvidia-smi"));
        assert!(!is_meant("/usr/local/bin/devcluster-agent") && !is_meant(""));
    }
}
