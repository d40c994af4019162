//! Which kinds of content the page may get from the cluster. A pod's answer that the browser took for a page or a script of
//! the dashboard would have all its rights.

pub const BYTES: &str = "application/octet-stream";

/// The content type to pass on: the one given where it is data or plain text, bytes else.
pub fn narrowed(content_type: Option<&str>) -> &str {
    let Some(given) = content_type else { return BYTES };
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let known = ["application/json", "text/json", "application/yaml", "text/yaml", "application/x-yaml", "text/plain"];
    let data =
        essence.strip_prefix("application/").is_some_and(|kind| kind.ends_with("+json") || kind.ends_with("+yaml"));
    if known.contains(&essence.as_str()) || data { given } else { BYTES }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_stays_what_it_is() {
        for kind in [
            "application/json",
            "application/json; charset=utf-8",
            "application/json;stream=watch",
            "Application/JSON",
            "application/problem+json",
            "application/yaml",
            "text/yaml",
            "text/plain; version=0.0.4",
        ] {
            assert_eq!(narrowed(Some(kind)), kind);
        }
    }

    #[test]
    fn all_else_is_bytes() {
        for kind in [
            "text/html",
            "text/html; charset=utf-8",
            "TEXT/HTML",
            "image/svg+xml",
            "application/xhtml+xml",
            "text/xml",
            "text/javascript",
            "application/javascript",
            "text/css",
            "application/pdf",
            "",
            "application/jsonp",
            "text/html, application/json",
            "text/html;application/json",
            "multipart/x-mixed-replace",
        ] {
            assert_eq!(narrowed(Some(kind)), BYTES, "{kind}");
        }
        assert_eq!(narrowed(None), BYTES);
    }
}
