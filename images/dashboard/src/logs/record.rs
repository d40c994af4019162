//! One line of a log: when, and what.

use serde::Serialize;

use crate::lines::Line;

const MARK: &str = " … (cut here: the line is longer than 64 KiB)";

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    pub time: String,
    pub text: String,
}

impl Record {
    pub fn of(line: &Line<'_>) -> Self {
        let text = String::from_utf8_lossy(line.bytes);
        let (time, text) = match text.split_once(' ') {
            Some((time, text)) if is_time(time) => (time, text),
            // An empty line may come without the space.
            None if is_time(&text) => (&*text, ""),
            _ => ("", &*text),
        };
        let text = text.strip_suffix('\r').unwrap_or(text);
        let mark = if line.cut { MARK } else { "" };
        Self { time: time.to_owned(), text: format!("{text}{mark}") }
    }
}

/// `2026-01-01T00:00:00.123456789Z`, as the container runtime writes it before each line.
fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    (20..=40).contains(&bytes.len()) && bytes[4] == b'-' && bytes[10] == b'T' && bytes[0].is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8], cut: bool) -> (String, String) {
        let Record { time, text } = Record::of(&Line { bytes, cut });
        (time, text)
    }

    #[test]
    fn the_time_is_apart_from_the_text() {
        let time = "2026-01-01T00:00:00.123456789Z";
        assert_eq!(of(format!("{time} a b\r").as_bytes(), false), (time.to_owned(), "a b".to_owned()));
        assert_eq!(of(format!("{time} ").as_bytes(), false), (time.to_owned(), String::new()));
        assert_eq!(of(b"failed to open", false), (String::new(), "failed to open".to_owned()));
    }

    #[test]
    fn what_is_no_text_is_replaced_and_what_is_cut_is_marked() {
        assert_eq!(of(b"a\xffb", false).1, "a\u{fffd}b");
        assert!(of(b"a", true).1.starts_with("a … (cut here"));
    }
}
