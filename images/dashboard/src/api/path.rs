//! Which texts of the page may become part of a path of the API server.

/// A path below /api/ or /apis/ that is nothing but a path: no query, no way up.
pub fn is_api_path(path: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/%".contains(&byte);
    (path.starts_with("/api/") || path.starts_with("/apis/"))
        && path.bytes().all(known)
        && path.split('/').skip(1).all(|segment| !segment.is_empty() && segment != "." && segment != "..")
}

/// The name of a namespace, pod or container.
pub fn is_name(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
    !text.is_empty() && text.len() <= 253 && text.bytes().all(known) && !text.contains("..") && !text.starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_paths() {
        for path in ["/api/v1/pods", "/apis/apps/v1/namespaces/a-b/deployments", "/apis/a.b/v1/x/system:node"] {
            assert!(is_api_path(path), "{path}");
        }
        for path in
            ["", "api/v1", "/metrics", "/api/../x", "/api/v1?a=b", "/api/v1#a", "/api//v1", "/api/ v1", "/api/é"]
        {
            assert!(!is_api_path(path), "{path}");
        }
    }

    #[test]
    fn names_stay_names() {
        assert!(is_name("web-0") && is_name("kube-system") && is_name("a.b"));
        for name in ["", "..", "a/b", "a?b", "A", "a%2fb", ".a", "a..b"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
