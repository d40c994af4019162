//! CPUs and memory as Kubernetes writes them.

/// Less than a tenth of a CPU does not bring a node up.
const LEAST_MILLI_CPUS: u32 = 100;
/// Suffixes of sizes and their factors; larger ones first within a base.
const SUFFIXES: [(&str, u128); 8] = [
    ("Ti", 1 << 40),
    ("Gi", 1 << 30),
    ("Mi", 1 << 20),
    ("Ki", 1 << 10),
    ("T", 1_000_000_000_000),
    ("G", 1_000_000_000),
    ("M", 1_000_000),
    ("k", 1_000),
];

/// CPUs in thousandths: `2`, `1.5`, `500m`.
pub fn milli_cpus(text: &str) -> Result<u32, String> {
    let thousandths = match text.strip_suffix('m') {
        Some(milli) => decimal(milli, 1),
        None => decimal(text, 1000),
    };
    let thousandths = thousandths
        .and_then(|value| u32::try_from(value).ok())
        .ok_or_else(|| format!("expected CPUs such as 2, 1.5 or 500m, found `{text}`"))?;
    if thousandths < LEAST_MILLI_CPUS {
        return Err(format!("`{text}` CPUs are too little: a node needs {LEAST_MILLI_CPUS}m to come up at all"));
    }
    Ok(thousandths)
}

/// CPUs as `milli_cpus` reads them back.
pub fn milli_cpus_as_text(milli: u32) -> String {
    if milli.is_multiple_of(1000) { (milli / 1000).to_string() } else { format!("{milli}m") }
}

/// Bytes: `4Gi`, `512Mi`, `1.5G`, `1073741824`.
pub fn bytes(text: &str) -> Result<u64, String> {
    let (number, factor) =
        SUFFIXES.iter().find_map(|(suffix, factor)| Some((text.strip_suffix(suffix)?, *factor))).unwrap_or((text, 1));
    decimal(number, factor)
        .and_then(|value| u64::try_from(value).ok())
        .ok_or_else(|| format!("expected a size such as 4Gi or 512Mi, found `{text}`"))
}

/// A size in the largest unit that it is a whole number of; `bytes` reads it back.
pub fn bytes_as_text(bytes: u64) -> String {
    let binary = SUFFIXES.iter().take(4).find(|(_, factor)| bytes > 0 && u128::from(bytes) % factor == 0);
    match binary {
        Some((suffix, factor)) => format!("{}{suffix}", u128::from(bytes) / factor),
        None => bytes.to_string(),
    }
}

/// `1.5` by 1000 is 1500; `None` for what is no such number or does not come out whole.
fn decimal(text: &str, factor: u128) -> Option<u128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{fraction}");
    let fits = !whole.is_empty() && digits.len() < 20 && digits.bytes().all(|digit| digit.is_ascii_digit());
    let product = digits.parse::<u128>().ok().filter(|_| fits)?.checked_mul(factor)?;
    let scale = 10u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    (product % scale == 0).then_some(product / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpus_are_counted_in_thousandths() {
        let cases = [("2", 2000), ("1.5", 1500), ("500m", 500), ("0.25", 250), ("100m", 100)];
        for (text, expected) in cases {
            assert_eq!(milli_cpus(text), Ok(expected), "{text}");
        }
        for text in ["", "m", "two", "-1", "0", "0.05", "1.0001", "1e3", ".5", "99999999999", "2 "] {
            assert!(milli_cpus(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_have_kubernetes_suffixes() {
        let cases = [
            ("4Gi", 4 << 30),
            ("512Mi", 512 << 20),
            ("1.5Gi", 1536 << 20),
            ("2G", 2_000_000_000),
            ("1073741824", 1 << 30),
            ("100k", 100_000),
        ];
        for (text, expected) in cases {
            assert_eq!(bytes(text), Ok(expected), "{text}");
            assert_eq!(bytes(&bytes_as_text(expected)), Ok(expected), "{text}");
        }
        for text in ["", "Gi", "4GB", "4gb", "4g", "-1Gi", "1.3", "4 Gi", "99999999999Ti"] {
            assert!(bytes(text).is_err(), "{text}");
        }
        assert_eq!(bytes_as_text(1536 << 20), "1536Mi");
        assert_eq!(bytes_as_text(2_000_000_001), "2000000001");
    }
}
