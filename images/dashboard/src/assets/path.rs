//! Which file a path of the browser means, never one outside the folder.

use percent_encoding::percent_decode_str;

#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// A path relative to the folder.
    File(String),
    /// A route of the page's own.
    Route,
    Nothing,
}

pub fn asked(path: &str) -> Asked {
    let Ok(path) = percent_decode_str(path).decode_utf8() else { return Asked::Nothing };
    let Some(path) = path.strip_prefix('/') else { return Asked::Nothing };
    let segments: Vec<&str> = path.split('/').collect();
    let last = segments.last().copied().unwrap_or_default();
    let strange = |segment: &&str| segment.starts_with('.') || segment.bytes().any(|byte| byte == b'\\' || byte < b' ');
    if segments.iter().any(strange) {
        return Asked::Nothing;
    }
    // An object's name may have dots, so a route is told from a file by what files end with.
    if is_file(last) && !segments.contains(&"") { Asked::File(path.to_owned()) } else { Asked::Route }
}

fn is_file(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| super::kind::of_extension(extension).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_routes() {
        assert_eq!(asked("/assets/index-a1.js"), Asked::File("assets/index-a1.js".to_owned()));
        assert_eq!(asked("/favicon.svg"), Asked::File("favicon.svg".to_owned()));
        for path in ["/", "/pods", "/pods/default/web-0", "/crds/widgets.example.com", "/pods/", "/nodes/a%20b"] {
            assert_eq!(asked(path), Asked::Route, "{path}");
        }
    }

    #[test]
    fn no_way_out_of_the_folder() {
        for path in [
            "/../etc/passwd.txt",
            "/assets/../../x.js",
            "/%2e%2e/x.js",
            "/..%2fx.js",
            "/assets/%2e%2e%2f%2e%2e%2fx.js",
            "/.git/config.json",
            "/..\\x.js",
            "/%5c..%5cx.js",
            "/a%00.js",
            "x.js",
            "/%ff.js",
            "/..",
            "/.",
        ] {
            assert_eq!(asked(path), Asked::Nothing, "{path}");
        }
        assert_eq!(asked("//etc/x.js"), Asked::Route);
    }
}
