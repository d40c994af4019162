//! How a node's containerd reaches registries: mirrors, certificates
//! (https://github.com/containerd/containerd/blob/main/docs/hosts.md).

use std::fmt::Write;
use std::net::Ipv4Addr;

use super::node_files::NodeFiles;
use crate::cluster::state::BRIDGE_PORT;
use crate::config::RegistrySpec;

/// One folder a registry, `/etc/kubernetes/devcluster/registries/docker.io`; the node's /etc/containerd/certs.d leads there.
pub const FOLDER: &str = "etc/kubernetes/devcluster/registries";
/// For registries that nobody names.
const OTHERS: &str = "etc/kubernetes/devcluster/registries/_default/hosts.toml";

/// Adds the files of all registries that the config names. Before any of them the bridge is asked, which gives nodes
/// images of the engine.
pub fn add_registries(files: &mut NodeFiles, registries: &[RegistrySpec], bridge: Option<Ipv4Addr>) {
    for registry in registries {
        // As in the file names of containerd's documentation; `:` is what it looks for on Linux.
        let folder = format!("{FOLDER}/{}", registry.host);
        let ca = registry.ca.as_ref().map(|ca| {
            files.add(format!("{folder}/ca.crt"), ca.as_str(), 0o644);
            format!("/{folder}/ca.crt")
        });
        files.add(format!("{folder}/hosts.toml"), hosts(registry, ca.as_deref(), bridge), 0o644);
    }
    if let Some(bridge) = bridge {
        files.add(OTHERS, bridge_host(bridge), 0o644);
    }
}

fn hosts(registry: &RegistrySpec, ca: Option<&str>, bridge: Option<Ipv4Addr>) -> String {
    let server = server(&registry.host);
    let options = [registry.insecure.then(|| "skip_verify = true".to_owned()), ca.map(|ca| format!("ca = '{ca}'"))];
    let options: String = options.into_iter().flatten().map(|option| format!("  {option}\n")).collect();
    let mut text = format!("server = '{server}'\n");
    if let Some(bridge) = bridge {
        let _ = write!(text, "\n{}", bridge_host(bridge));
    }
    for mirror in &registry.mirrors {
        let _ = write!(text, "\n[host.'{mirror}']\n  capabilities = ['pull', 'resolve']\n{options}");
    }
    let _ = write!(text, "\n[host.'{server}']\n  capabilities = ['pull', 'resolve', 'push']\n{options}");
    text
}

/// Adds the file by which a node finds the registry that people call `host` (`localhost:5000`) at another place, an URL:
/// to a node that name may be itself. The bridge comes after it, for what was pushed there is newer.
pub fn add_registry_name(files: &mut NodeFiles, host: &str, endpoint: &str, bridge: Option<Ipv4Addr>) {
    let bridge = bridge.map(|bridge| format!("\n{}", bridge_host(bridge))).unwrap_or_default();
    let text = format!("server = '{endpoint}'\n\n[host.'{endpoint}']\n  capabilities = ['pull', 'resolve']\n{bridge}");
    files.add(format!("{FOLDER}/{host}/hosts.toml"), text, 0o644);
}

/// It knows nodes by their kubelet's certificate. Where it is away, the registry is asked soon.
fn bridge_host(bridge: Ipv4Addr) -> String {
    format!(
        "[host.'https://{bridge}:{BRIDGE_PORT}']
  capabilities = ['pull', 'resolve']
  ca = '/etc/kubernetes/pki/ca.crt'
  client = [['/etc/kubernetes/pki/kubelet.crt', '/etc/kubernetes/pki/kubelet.key']]
  dial_timeout = '1s'
"
    )
}

/// The registry's own URL; images of docker.io come from a host of another name.
fn server(host: &str) -> String {
    match host {
        "docker.io" => "https://registry-1.docker.io".to_owned(),
        host => format!("https://{host}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrors_come_before_the_registry() {
        let registry = RegistrySpec {
            host: "docker.io".into(),
            mirrors: vec!["http://mirror.example.com:5000".into()],
            ca: None,
            insecure: false,
        };
        insta::assert_snapshot!(hosts(&registry, None, None), @r"
        server = 'https://registry-1.docker.io'

        [host.'http://mirror.example.com:5000']
          capabilities = ['pull', 'resolve']

        [host.'https://registry-1.docker.io']
          capabilities = ['pull', 'resolve', 'push']
        ");
    }

    #[test]
    fn certificates_hold_for_mirrors_too() {
        let registry = RegistrySpec {
            host: "registry.example.com:5000".into(),
            mirrors: Vec::new(),
            ca: Some("PEM".into()),
            insecure: true,
        };
        let mut files = NodeFiles::default();
        add_registries(&mut files, &[registry], Some(Ipv4Addr::new(172, 24, 0, 5)));
        insta::assert_snapshot!(files.text("etc/kubernetes/devcluster/registries/registry.example.com:5000/hosts.toml"), @r"
        server = 'https://registry.example.com:5000'

        [host.'https://172.24.0.5:5001']
          capabilities = ['pull', 'resolve']
          ca = '/etc/kubernetes/pki/ca.crt'
          client = [['/etc/kubernetes/pki/kubelet.crt', '/etc/kubernetes/pki/kubelet.key']]
          dial_timeout = '1s'

        [host.'https://registry.example.com:5000']
          capabilities = ['pull', 'resolve', 'push']
          skip_verify = true
          ca = '/etc/kubernetes/devcluster/registries/registry.example.com:5000/ca.crt'
        ");
        assert_eq!(files.text("etc/kubernetes/devcluster/registries/registry.example.com:5000/ca.crt"), "PEM");
        assert!(files.text(OTHERS).contains("https://172.24.0.5:5001"));
    }

    #[test]
    fn what_was_pushed_to_the_cluster_comes_before_what_the_engine_has() {
        let bridge = Some(Ipv4Addr::new(172, 24, 0, 5));
        let mut files = NodeFiles::default();
        add_registry_name(&mut files, "localhost:5000", "http://172.24.0.4:5002", bridge);
        insta::assert_snapshot!(files.text("etc/kubernetes/devcluster/registries/localhost:5000/hosts.toml"), @r"
        server = 'http://172.24.0.4:5002'

        [host.'http://172.24.0.4:5002']
          capabilities = ['pull', 'resolve']

        [host.'https://172.24.0.5:5001']
          capabilities = ['pull', 'resolve']
          ca = '/etc/kubernetes/pki/ca.crt'
          client = [['/etc/kubernetes/pki/kubelet.crt', '/etc/kubernetes/pki/kubelet.key']]
          dial_timeout = '1s'
        ");
    }
}
