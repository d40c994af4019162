//! The proxy that a cluster's nodes use.

use crate::config::{ClusterNetwork, ProxySpec};
use crate::plan::Layout;

/// Reached without the proxy, whatever the config says: names and addresses inside a cluster.
const INSIDE: [&str; 5] = ["localhost", "127.0.0.1", ".svc", ".cluster.local", ".local"];

/// Environment of the nodes' processes, `HTTP_PROXY=…` in both customary spellings; empty without a proxy.
pub fn proxy_environment(proxy: &ProxySpec, network: &ClusterNetwork, layout: &Layout) -> Vec<String> {
    let own = [network.pod_subnet, network.service_subnet, layout.subnet].map(|subnet| subnet.to_string());
    let mut without: Vec<_> = proxy.no_proxy.clone();
    without.extend(INSIDE.map(str::to_owned).into_iter().chain(own));
    without.dedup();
    let variables = [("HTTP_PROXY", proxy.http.clone()), ("HTTPS_PROXY", proxy.https.clone())];
    let mut environment: Vec<_> = variables.into_iter().filter_map(|(name, url)| Some((name, url?))).collect();
    if environment.is_empty() {
        return Vec::new();
    }
    environment.push(("NO_PROXY", without.join(",")));
    let both = |(name, value): (&str, String)| [format!("{name}={value}"), format!("{}={value}", name.to_lowercase())];
    environment.into_iter().flat_map(both).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::named;

    #[test]
    fn the_cluster_itself_is_reached_without_it() {
        let cluster = named("dev").unwrap();
        let layout = Layout::new(&cluster, "172.24.4.0/22".parse().unwrap());
        let proxy = ProxySpec { http: Some("http://proxy:3128".into()), https: None, no_proxy: vec!["corp".into()] };
        insta::assert_snapshot!(proxy_environment(&proxy, &cluster.network, &layout).join("\n"), @r"
        HTTP_PROXY=http://proxy:3128
        http_proxy=http://proxy:3128
        NO_PROXY=corp,localhost,127.0.0.1,.svc,.cluster.local,.local,10.244.0.0/16,10.96.0.0/12,172.24.4.0/22
        no_proxy=corp,localhost,127.0.0.1,.svc,.cluster.local,.local,10.244.0.0/16,10.96.0.0/12,172.24.4.0/22
        ");
        assert_eq!(proxy_environment(&ProxySpec::default(), &cluster.network, &layout), Vec::<String>::new());
    }
}
