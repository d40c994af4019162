//! The table that nvidia-smi is known for.

use k8s_openapi::jiff::Timestamp;

use crate::gpu::{CUDA, DRIVER, Reading, Unit, Usage};

const HEAD: &str = "\
+-----------------------------------------+------------------------+----------------------+
| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |
| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |
|                                         |                        |               MIG M. |
|=========================================+========================+======================|
";
const END: &str = "+-----------------------------------------+------------------------+----------------------+\n";
const LINE: &str = "+-----------------------------------------------------------------------------------------+\n";
const PARTS_HEAD: &str = "\
| MIG devices:                                                                            |
+------------------+----------------------------------+-----------+-----------------------+
| GPU  GI  CI  MIG |              Shared Memory-Usage |        Vol|        Shared         |
|      ID  ID  Dev |                Shared BAR1-Usage | SM     Unc| CE ENC  DEC  OFA  JPG |
|                  |                                  |        ECC|                       |
|==================+==================================+===========+=======================|
";
const PARTS_END: &str = "+------------------+----------------------------------+-----------+-----------------------+\n";
const PROCESSES_HEAD: &str = "\
| Processes:                                                                              |
|  GPU   GI   CI              PID   Type   Process name                        GPU Memory |
|        ID   ID                                                               Usage      |
|=========================================================================================|
";
/// Multiprocessors of a slice.
const MULTIPROCESSORS: u32 = 14;

/// All of it.
pub fn table(readings: &[Reading], time: &str) -> String {
    let mut text = format!("{time:<24}       \n{LINE}");
    let versions = format!("NVIDIA-SMI {DRIVER:<22} Driver Version: {DRIVER:<15}CUDA Version: {CUDA}");
    text += &format!("| {versions:<88}|\n{HEAD}");
    for (index, reading) in readings.iter().enumerate() {
        text += &row(index, reading);
        text += END;
    }
    if readings.iter().any(Reading::is_split) {
        text += &format!("{:91}\n{LINE}{PARTS_HEAD}", "");
        text.extend(readings.iter().enumerate().map(|(index, reading)| parts(index, reading)));
    }
    text += &format!("{:91}\n{LINE}{PROCESSES_HEAD}", "");
    let lines: String = readings.iter().enumerate().map(|(index, reading)| processes(index, reading)).collect();
    text += if lines.is_empty() {
        "|  No running processes found                                                             |\n"
    } else {
        &lines
    };
    text + LINE
}

/// The time of now in UTC.
pub fn now(format: &str) -> String {
    Timestamp::now().strftime(format).to_string()
}

fn row(index: usize, reading: &Reading) -> String {
    let gpu = &reading.gpu;
    let name: String = gpu.model.chars().take(30).collect();
    let power = format!("{:.0}W / {:>4}W", reading.gauges.power, gpu.watts);
    let memory = format!("{}MiB / {:>6}MiB", reading.gauges.used_mib, gpu.memory_mib);
    let share = if reading.is_split() { "N/A".to_owned() } else { format!("{:.0}%", reading.gauges.share * 100.0) };
    let mode = match (reading.is_split(), gpu.can_be_split) {
        (true, _) => "Enabled",
        (false, true) => "Disabled",
        (false, false) => "N/A",
    };
    format!(
        "| {index:>3}  {name:<31}On  |   {bus} Off | {errors:>20} |\n\
         | N/A  {temperature:>3.0}C    P0  {power:>22} | {memory:>22} | {share:>7} {compute:>12} |\n\
         | {blank:39} | {blank:22} | {mode:>20} |\n",
        bus = gpu.bus,
        errors = 0,
        temperature = reading.gauges.temperature,
        compute = "Default",
        blank = "",
    )
}

fn parts(index: usize, reading: &Reading) -> String {
    let mut text = String::new();
    for (device, (unit, usage)) in reading.units.iter().enumerate() {
        let Some(part) = &unit.part else { continue };
        let memory = format!("{}MiB / {:>5}MiB", usage.memory_mib, part.memory_mib);
        let (instance, multiprocessors) = (part.index + 1, part.slices * MULTIPROCESSORS);
        text += &format!(
            "| {index:>2} {instance:>4} {zero:>3} {device:>3}  |{memory:>30}    | {multiprocessors:>2} {zero:>7}|  1   0    0    0    0 |\n\
             | {blank:16} |{bar:>30}    | {blank:>10}|{blank:23}|\n{PARTS_END}",
            zero = 0,
            blank = "",
            bar = "0MiB /  8191MiB",
        );
    }
    text
}

fn processes(index: usize, reading: &Reading) -> String {
    let of_unit = |(unit, usage): &(Unit, Usage)| {
        let instances = unit
            .part
            .as_ref()
            .map_or(["N/A".to_owned(), "N/A".to_owned()], |part| [(part.index + 1).to_string(), "0".to_owned()]);
        let [gi, ci] = instances;
        let line = |(pid, name, memory): &(u32, String, u64)| {
            let memory = format!("{memory}MiB");
            let skipped = name.chars().count().saturating_sub(32);
            let name = if skipped > 0 {
                format!("...{}", name.chars().skip(skipped + 3).collect::<String>())
            } else {
                name.clone()
            };
            format!("| {index:>4}  {gi:>4} {ci:>4} {pid:>16}      C   {name:<32} {memory:>12} |\n")
        };
        usage.processes.iter().map(line).collect::<String>()
    };
    reading.units.iter().map(of_unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smi::samples::{gpu, reading, split, whole};

    #[test]
    fn lines_are_of_one_width() {
        let text = table(&[whole(0), split()], "Fri Nov 27 14:10:01 2026");
        for line in text.lines().skip(1) {
            assert_eq!(line.chars().count(), 91, "{line}");
        }
    }

    #[test]
    fn it_looks_as_people_know_it() {
        let expected = include_str!("table/expected.txt");
        let idle = reading(gpu(0), vec![(Unit { gpu: gpu(0), part: None }, Usage::default())]);
        let texts = [vec![whole(0), split()], vec![idle]].map(|all| table(&all, "Fri Nov 27 14:10:01 2026"));
        assert_eq!(texts.join("\n"), expected, "{}", texts.join("\n"));
    }
}
