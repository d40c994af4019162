//! `--query-gpu`: single values as CSV.

use std::fmt::{Debug, Formatter};

use crate::gpu::{DRIVER, Reading};

const NOT_AVAILABLE: &str = "[N/A]";

/// A value that can be asked for.
pub struct Field {
    /// The first is the one in the header.
    pub names: &'static [&'static str],
    unit: &'static str,
    value: fn(&At<'_>) -> String,
}

/// A GPU among those that are seen from here.
pub struct At<'a> {
    index: usize,
    count: usize,
    reading: &'a Reading,
}

impl Debug for Field {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.names[0])
    }
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

impl Eq for Field {}

const fn field(names: &'static [&'static str], unit: &'static str, value: fn(&At<'_>) -> String) -> Field {
    Field { names, unit, value }
}

pub const FIELDS: &[Field] = &[
    field(&["timestamp"], "", |_| super::table::now("%Y/%m/%d %H:%M:%S.%3f")),
    field(&["driver_version"], "", |_| DRIVER.to_owned()),
    field(&["count"], "", |at| at.count.to_string()),
    field(&["index"], "", |at| at.index.to_string()),
    field(&["name", "gpu_name"], "", |at| at.reading.gpu.model.clone()),
    field(&["uuid", "gpu_uuid"], "", |at| at.reading.gpu.uuid.clone()),
    field(&["serial", "gpu_serial"], "", |_| NOT_AVAILABLE.to_owned()),
    field(&["pci.bus_id", "gpu_bus_id"], "", |at| at.reading.gpu.bus.clone()),
    field(&["persistence_mode"], "", |_| "Enabled".to_owned()),
    field(&["display_active"], "", |_| "Disabled".to_owned()),
    field(&["display_mode"], "", |_| "Disabled".to_owned()),
    field(&["pstate"], "", |_| "P0".to_owned()),
    field(&["compute_mode"], "", |_| "Default".to_owned()),
    field(&["fan.speed"], "%", |_| NOT_AVAILABLE.to_owned()),
    field(&["memory.total"], "MiB", |at| at.reading.gpu.memory_mib.to_string()),
    field(&["memory.reserved"], "MiB", |_| "0".to_owned()),
    field(&["memory.used"], "MiB", |at| at.reading.gauges.used_mib.to_string()),
    field(&["memory.free"], "MiB", |at| {
        at.reading.gpu.memory_mib.saturating_sub(at.reading.gauges.used_mib).to_string()
    }),
    field(&["utilization.gpu"], "%", |at| whole(at, at.reading.gauges.share * 100.0)),
    field(&["utilization.memory"], "%", |at| whole(at, percent(at.reading.gauges.used_mib, at.reading.gpu.memory_mib))),
    field(&["temperature.gpu"], "", |at| format!("{:.0}", at.reading.gauges.temperature)),
    field(&["power.draw", "power.draw.instant", "power.draw.average"], "W", |at| {
        format!("{:.2}", at.reading.gauges.power)
    }),
    field(&["power.limit", "enforced.power.limit", "power.max_limit"], "W", |at| {
        format!("{:.2}", f64::from(at.reading.gpu.watts))
    }),
    field(&["ecc.mode.current"], "", |_| "Enabled".to_owned()),
    field(&["ecc.errors.uncorrected.volatile.total"], "", |_| "0".to_owned()),
    field(&["mig.mode.current"], "", mig_mode),
    field(&["mig.mode.pending"], "", mig_mode),
];

/// The values of all GPUs, a line each.
pub fn csv(readings: &[Reading], fields: &[&Field], header: bool, units: bool) -> String {
    let titles = header.then(|| join(fields.iter().map(|field| field.title())));
    let lines = readings.iter().enumerate().map(|(index, reading)| {
        let at = At { index, count: readings.len(), reading };
        join(fields.iter().map(|field| field.shown(&at, units)))
    });
    titles.into_iter().chain(lines).collect()
}

/// What `--help-query-gpu` prints.
pub fn help() -> String {
    let names = FIELDS.iter().map(|field| field.names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>());
    let lines = names.map(|names| format!("{}\n", names.join(" or ")));
    format!("List of valid properties to query for the switch \"--query-gpu=\":\n\n{}", lines.collect::<String>())
}

fn join(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(", ") + "\n"
}

impl Field {
    fn title(&self) -> String {
        if self.unit.is_empty() { self.names[0].to_owned() } else { format!("{} [{}]", self.names[0], self.unit) }
    }

    fn shown(&self, at: &At<'_>, units: bool) -> String {
        let value = (self.value)(at);
        if !units || self.unit.is_empty() || value == NOT_AVAILABLE { value } else { format!("{value} {}", self.unit) }
    }
}

/// What is not measured of a GPU that is split.
fn whole(at: &At<'_>, value: f64) -> String {
    if at.reading.is_split() { NOT_AVAILABLE.to_owned() } else { format!("{value:.0}") }
}

#[expect(clippy::cast_precision_loss, reason = "mebibytes of memory are exact as floats")]
fn percent(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64 * 100.0
}

fn mig_mode(at: &At<'_>) -> String {
    match (at.reading.is_split(), at.reading.gpu.can_be_split) {
        (true, _) => "Enabled",
        (false, true) => "Disabled",
        (false, false) => NOT_AVAILABLE,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smi::samples::{split, whole};

    fn ask(readings: &[Reading], names: &[&str], header: bool, units: bool) -> String {
        let fields: Vec<_> =
            names.iter().map(|name| FIELDS.iter().find(|field| field.names.contains(name)).unwrap()).collect();
        csv(readings, &fields, header, units)
    }

    #[test]
    fn values_are_as_the_real_one_prints_them() {
        let readings = [whole(0), whole(1)];
        assert_eq!(
            ask(
                &readings,
                &["index", "gpu_name", "memory.total", "utilization.gpu", "power.draw", "fan.speed"],
                true,
                true
            ),
            "index, name, memory.total [MiB], utilization.gpu [%], power.draw [W], fan.speed [%]\n\
             0, NVIDIA A100-SXM4-40GB, 40960 MiB, 50 %, 214.00 W, [N/A]\n\
             1, NVIDIA A100-SXM4-40GB, 40960 MiB, 50 %, 214.00 W, [N/A]\n"
        );
        assert_eq!(
            ask(&readings[..1], &["count", "memory.used", "memory.free", "mig.mode.current"], false, false),
            "1, 1024, 39936, Disabled\n"
        );
        assert_eq!(ask(&[split()], &["utilization.gpu", "mig.mode.current"], false, true), "[N/A], Enabled\n");
    }

    #[test]
    fn fields_are_listed() {
        assert!(help().contains("\"uuid\" or \"gpu_uuid\"\n"));
    }
}
