//! Durations as users write them.

use std::time::Duration;

/// `90s`, `3m`, `1h30m`; a number alone is seconds.
pub fn parse(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    humantime::parse_duration(text).map_err(|error| format!("{error}; write it as `90s` or `3m`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_seconds() {
        assert_eq!(parse("180"), Ok(Duration::from_secs(180)));
        assert_eq!(parse("2m30s"), Ok(Duration::from_secs(150)));
        assert!(parse("soon").is_err());
        assert!(parse("-1s").is_err());
    }
}
