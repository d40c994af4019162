//! Names of images, as containerd writes them in full.

/// `devcluster/pause:abc` as `docker.io/devcluster/pause:abc`, by the rules of the docker client.
pub fn in_full(name: &str) -> String {
    match name.split_once('/') {
        None => format!("docker.io/library/{name}"),
        Some((first, _)) if first.contains(['.', ':']) || first == "localhost" => name.to_owned(),
        Some(_) => format!("docker.io/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_what_the_docker_client_leaves_out() {
        assert_eq!(in_full("pause:abc"), "docker.io/library/pause:abc");
        assert_eq!(in_full("devcluster/pause:abc"), "docker.io/devcluster/pause:abc");
        assert_eq!(in_full("registry.k8s.io/pause:3"), "registry.k8s.io/pause:3");
        assert_eq!(in_full("localhost:5000/pause"), "localhost:5000/pause");
        assert_eq!(in_full("localhost/pause"), "localhost/pause");
    }
}
