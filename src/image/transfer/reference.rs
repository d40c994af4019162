//! Image names as Docker reads them: `flask-api:v1` is short for `docker.io/library/flask-api:v1`.

use std::fmt;

use super::TransferError;

const DEFAULT_REGISTRY: &str = "docker.io";
const DEFAULT_FOLDER: &str = "library";
const DEFAULT_TAG: &str = "latest";

/// A whole image name: registry, repository, and a tag or digest. Containerd and the kubelet know images by it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(String);

impl Reference {
    /// Completes a name as a person types it.
    pub fn parse(name: &str) -> Result<Self, TransferError> {
        let bad = || TransferError::BadName { name: name.to_owned() };
        let (registry, rest) = match name.split_once('/') {
            Some(("index.docker.io", rest)) => (DEFAULT_REGISTRY, rest),
            Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => (first, rest),
            _ => (DEFAULT_REGISTRY, name),
        };
        let (named, digest) = match rest.split_once('@') {
            Some((named, digest)) => (named, Some(digest)),
            None => (rest, None),
        };
        let (repository, tag) = match named.rsplit_once(':') {
            Some((repository, tag)) => (repository, Some(tag)),
            None => (named, None),
        };
        let valid = registry.starts_with(|first: char| first.is_ascii_alphanumeric())
            && is_repository(repository)
            && tag.is_none_or(is_tag)
            && digest.is_none_or(|digest| digest.starts_with("sha256:") && digest.len() == 71);
        if !valid {
            return Err(bad());
        }
        let folder = if registry == DEFAULT_REGISTRY && !repository.contains('/') { "library/" } else { "" };
        let end = match (tag, digest) {
            (_, Some(digest)) => format!("@{digest}"),
            (Some(tag), None) => format!(":{tag}"),
            (None, None) => format!(":{DEFAULT_TAG}"),
        };
        Ok(Self(format!("{registry}/{folder}{repository}{end}")))
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as a person types it: without what Docker would add, but always with its tag.
    pub fn short(&self) -> &str {
        let short = self.0.strip_prefix(DEFAULT_REGISTRY).and_then(|rest| rest.strip_prefix('/')).unwrap_or(&self.0);
        short.strip_prefix(DEFAULT_FOLDER).and_then(|rest| rest.strip_prefix('/')).unwrap_or(short)
    }

    /// Whether the kubelet pulls it again for each container unless the manifest says otherwise.
    pub fn is_latest(&self) -> bool {
        self.0.ends_with(":latest")
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.short())
    }
}

fn is_repository(repository: &str) -> bool {
    repository.split('/').all(|part| {
        part.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-'))
    })
}

fn is_tag(tag: &str) -> bool {
    (1..=128).contains(&tag.len())
        && !tag.starts_with(['.', '-'])
        && tag.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(name: &str) -> String {
        Reference::parse(name).unwrap().as_str().to_owned()
    }

    #[test]
    fn names_are_completed_as_docker_does() {
        assert_eq!(whole("flask-api:v1"), "docker.io/library/flask-api:v1");
        assert_eq!(whole("flask-api"), "docker.io/library/flask-api:latest");
        assert_eq!(whole("team/app:2"), "docker.io/team/app:2");
        assert_eq!(whole("index.docker.io/team/app:2"), "docker.io/team/app:2");
        assert_eq!(whole("localhost:5000/app"), "localhost:5000/app:latest");
        assert_eq!(whole("localhost/app:v1"), "localhost/app:v1");
        assert_eq!(whole("registry.k8s.io/pause:3.10"), "registry.k8s.io/pause:3.10");
    }

    #[test]
    fn a_digest_stands_in_place_of_the_tag() {
        let digest = format!("sha256:{}", "a".repeat(64));
        assert_eq!(whole(&format!("app:v1@{digest}")), format!("docker.io/library/app@{digest}"));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for name in ["", "Flask:v1", "app:", "app:v 1", "a//b", "/app", "app@sha256:12", "./app"] {
            assert!(Reference::parse(name).is_err(), "{name}");
        }
    }

    #[test]
    fn the_short_form_keeps_the_tag() {
        assert_eq!(Reference::parse("flask-api").unwrap().short(), "flask-api:latest");
        assert_eq!(Reference::parse("docker.io/team/app:2").unwrap().short(), "team/app:2");
        assert_eq!(Reference::parse("ghcr.io/team/app:2").unwrap().short(), "ghcr.io/team/app:2");
    }
}
