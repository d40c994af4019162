//! Which of the compressed neighbours of a file the browser takes.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding {
    pub name: &'static str,
    pub suffix: &'static str,
}

const KNOWN: [Encoding; 2] = [Encoding { name: "br", suffix: ".br" }, Encoding { name: "gzip", suffix: ".gz" }];

/// The smallest first.
pub fn accepted(header: &str) -> impl Iterator<Item = Encoding> {
    KNOWN.into_iter().filter(move |encoding| {
        header.split(',').any(|choice| {
            let mut parts = choice.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding.name));
            named && !parts.any(|weight| weight.strip_prefix("q=").is_some_and(|q| q.parse::<f32>() == Ok(0.0)))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(header: &str) -> Vec<&'static str> {
        accepted(header).map(|encoding| encoding.name).collect()
    }

    #[test]
    fn takes_what_the_browser_names() {
        assert_eq!(names("gzip, deflate, br, zstd"), ["br", "gzip"]);
        assert_eq!(names("gzip;q=0.5, br;q=0"), ["gzip"]);
        assert!(names("").is_empty() && names("identity, xbr").is_empty());
    }
}
