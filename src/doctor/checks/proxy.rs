//! Whether a proxy stands between this host, the engine and the clusters.

use ipnet::Ipv4Net;

use crate::doctor::{Facts, Finding};
use crate::plan::SUBNET_POOL;

const CHECK: &str = "proxy";

pub fn check(facts: &Facts) -> Vec<Finding> {
    let ours = facts.proxy.proxy.as_deref().map(without_password);
    let engines = facts.engine().and_then(|engine| engine.proxy.as_deref()).map(without_password);
    let Some(proxy) = ours else {
        let message = match engines {
            Some(proxy) => format!("the engine pulls through {proxy}"),
            None => "none is set".to_owned(),
        };
        return vec![Finding::ok(CHECK, message)];
    };
    let mut found = Vec::new();
    if facts.host.is_some() && !excludes_clusters(facts) {
        found.push(Finding::warning(
            CHECK,
            format!("programs here ask {proxy} for clusters' addresses too"),
            format!("leave them out with `export NO_PROXY=\"$NO_PROXY,{SUBNET_POOL}\"`"),
        ));
    }
    if facts.engine().is_some() && engines.is_none() {
        found.push(Finding::warning(
            CHECK,
            format!("programs here go through {proxy}, the engine does not: it may not be able to pull images"),
            "set it for the engine with `sudo systemctl edit docker`, `[Service]` and `Environment=HTTPS_PROXY=…`",
        ));
    }
    if found.is_empty() {
        found.push(Finding::ok(CHECK, format!("programs here go through {proxy}, but not to clusters")));
    }
    found
}

/// Whether the environment leaves out all subnets of clusters, those that there are or all that there can be.
fn excludes_clusters(facts: &Facts) -> bool {
    let excludes = |subnet: &Ipv4Net| {
        let mut parts = facts.proxy.without.iter();
        parts.any(|part| part == "*" || part.parse::<Ipv4Net>().is_ok_and(|excluded| excluded.contains(subnet)))
    };
    let clusters = &facts.networks.clusters;
    let pool = SUBNET_POOL.parse().is_ok_and(|pool| excludes(&pool));
    pool || (!clusters.is_empty() && clusters.iter().all(|(_, subnet)| excludes(subnet)))
}

/// `http://user:secret@proxy:3128` without its first part, which is nobody's business.
fn without_password(proxy: &str) -> String {
    let (scheme, rest) = proxy.split_once("://").map_or(("http", proxy), |(scheme, rest)| (scheme, rest));
    format!("{scheme}://{}", rest.rsplit('@').next().unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{healthy, shown};
    use super::*;
    use crate::doctor::facts::ProxyFacts;

    #[test]
    fn a_proxy_is_for_the_outside_and_for_the_engine_too() {
        let with = |proxy: Option<&str>, without: &str, engines: Option<&str>| {
            let without = without.split(' ').map(str::to_owned).collect();
            let proxy = ProxyFacts { proxy: proxy.map(str::to_owned), without };
            let mut facts = Facts { proxy, ..healthy() };
            if let Ok(engine) = &mut facts.engine {
                engine.proxy = engines.map(str::to_owned);
            }
            shown(&check(&facts))
        };
        let proxy = Some("http://me:secret@proxy.example:3128");
        insta::assert_snapshot!(with(None, "", None), @"ok proxy: none is set");
        insta::assert_snapshot!(with(proxy, "localhost", None), @r#"
        warning proxy: programs here ask http://proxy.example:3128 for clusters' addresses too
          leave them out with `export NO_PROXY="$NO_PROXY,172.24.0.0/13"`
        warning proxy: programs here go through http://proxy.example:3128, the engine does not: it may not be able to pull images
          set it for the engine with `sudo systemctl edit docker`, `[Service]` and `Environment=HTTPS_PROXY=…`
        "#);
        insta::assert_snapshot!(with(proxy, "localhost 172.16.0.0/12", proxy), @"ok proxy: programs here go through http://proxy.example:3128, but not to clusters");
        insta::assert_snapshot!(with(None, "", proxy), @"ok proxy: the engine pulls through http://proxy.example:3128");
    }
}
