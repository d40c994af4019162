//! Amounts as a person reads them.

use time::OffsetDateTime;

const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];

/// `415 MiB`, `1.2 GiB`.
pub fn bytes(amount: u64) -> String {
    let mut shown = amount as f64;
    let mut name = "B";
    for unit in UNITS {
        // What would be rounded to 1024 is one of the next unit.
        if shown.round() < 1024.0 {
            break;
        }
        shown /= 1024.0;
        name = unit;
    }
    let decimals = usize::from(shown < 9.95 && (shown * 10.0).round() % 10.0 > 0.0);
    format!("{shown:.decimals$} {name}")
}

/// As `bytes`; `-` where it is not known.
pub fn bytes_or_dash(amount: Option<u64>) -> String {
    amount.map_or_else(|| "-".to_owned(), bytes)
}

/// The time since `moment` in its largest unit, as kubectl has it: `45s`, `12m`, `5h`, `3d`.
pub fn age(moment: OffsetDateTime, now: OffsetDateTime) -> String {
    let seconds = (now - moment).whole_seconds().max(0);
    match seconds {
        0..120 => format!("{seconds}s"),
        120..7200 => format!("{}m", seconds / 60),
        7200..172_800 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;

    #[test]
    fn bytes_have_a_unit_that_fits() {
        let shown: Vec<_> = [0, 1000, 1024, 1_048_575, 540_250_112, 1_288_490_189, 25_276_514_304].map(bytes).into();
        assert_eq!(shown, ["0 B", "1000 B", "1 KiB", "1 MiB", "515 MiB", "1.2 GiB", "24 GiB"]);
        assert_eq!(bytes_or_dash(None), "-");
    }

    #[test]
    fn ages_have_one_unit() {
        let now = OffsetDateTime::UNIX_EPOCH + Duration::days(10);
        let shown = [45, 130, 7300, 200_000].map(|seconds| age(now - Duration::seconds(seconds), now));
        assert_eq!(shown, ["45s", "2m", "2h", "2d"]);
        assert_eq!(age(now + Duration::HOUR, now), "0s", "a clock that is behind");
    }
}
