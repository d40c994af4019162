//! What containerd asks for (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull).

/// A request that the bridge understands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Whether this is a registry.
    Version,
    /// An image of the engine's, by the whole name that it has there.
    Image(String),
    /// A manifest or blob that the registry got from the engine before; path below the repository: `blobs/sha256:…`.
    Known(String),
}

/// Understands a path (`/v2/library/app/manifests/v1`) with its query (`ns=docker.io`, the registry that is meant).
pub fn understand(path: &str, query: Option<&str>) -> Option<Wanted> {
    let path = path.strip_prefix("/v2")?;
    if path.is_empty() || path == "/" {
        return Some(Wanted::Version);
    }
    let (rest, last) = path.strip_prefix('/')?.rsplit_once('/')?;
    let (name, kind) = rest.rsplit_once('/')?;
    let is_digest = last.strip_prefix("sha256:").is_some_and(is_hex);
    match kind {
        "blobs" | "manifests" if is_digest => Some(Wanted::Known(format!("{kind}/{last}"))),
        "manifests" if is_tag(last) && is_name(name) => {
            let registry = query?.split('&').find_map(|field| field.strip_prefix("ns="))?.replace("%3A", ":");
            is_host(&registry).then(|| Wanted::Image(format!("{registry}/{name}:{last}")))
        }
        _ => None,
    }
}

fn is_hex(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_tag(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 128
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

fn is_name(text: &str) -> bool {
    text.split('/').all(|part| {
        part.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte))
    })
}

fn is_host(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_asked_for_by_the_name_that_it_has_in_the_engine() {
        let image = |path, query| understand(path, Some(query));
        let named = |name: &str| Some(Wanted::Image(name.to_owned()));
        assert_eq!(image("/v2/library/app/manifests/v1", "ns=docker.io"), named("docker.io/library/app:v1"));
        assert_eq!(image("/v2/app/manifests/1.0", "ns=localhost%3A5000"), named("localhost:5000/app:1.0"));
        assert_eq!(understand("/v2/", None), Some(Wanted::Version));
    }

    #[test]
    fn what_has_a_digest_is_known_already() {
        let digest = format!("sha256:{}", "a".repeat(64));
        assert_eq!(
            understand(&format!("/v2/library/app/blobs/{digest}"), Some("ns=docker.io")),
            Some(Wanted::Known(format!("blobs/{digest}")))
        );
    }

    #[test]
    fn everything_else_is_not_understood() {
        for path in [
            "/",
            "/v2/app",
            "/v2/_catalog",
            "/v2/app/tags/list",
            "/v2/app/blobs/uploads/",
            "/v2/../containers/manifests/json",
            "/v2/app/manifests/v1/../../x",
            "/v2/App/manifests/v1",
        ] {
            assert_eq!(understand(path, Some("ns=docker.io")), None, "{path}");
        }
        assert_eq!(understand("/v2/app/manifests/v1", None), None);
        assert_eq!(understand("/v2/app/manifests/v1", Some("ns=a/b")), None);
    }
}
