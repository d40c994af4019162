//! Addresses, and the proxy to the outside.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::config::{default, syntax};
use crate::yaml::decode::{Fields, integer, located, text};
use crate::yaml::{Located, Node, Problems};

pub(super) const FIELDS: &[&str] = &["subnet", "podSubnet", "serviceSubnet", "mtu", "apiServerAddress"];
pub(super) const PROXY_FIELDS: &[&str] = &["http", "https", "noProxy"];

/// Smallest MTU that IPv4 hosts have to take, and the largest of common hardware.
const MTU: std::ops::RangeInclusive<u32> = 576..=9216;

/// Addresses of a cluster.
#[derive(Debug)]
pub struct Network {
    pub subnet: Option<Located<Ipv4Net>>,
    pub pod_subnet: Option<Located<Ipv4Net>>,
    pub service_subnet: Option<Located<Ipv4Net>>,
    pub mtu: Option<u32>,
    pub api_server_address: Option<Ipv4Addr>,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            subnet: None,
            pod_subnet: Some(pod_subnet()),
            service_subnet: Some(service_subnet()),
            mtu: None,
            api_server_address: Some(default::API_SERVER_ADDRESS),
        }
    }
}

fn pod_subnet() -> Located<Ipv4Net> {
    Located::outside("the default", default::pod_subnet())
}

fn service_subnet() -> Located<Ipv4Net> {
    Located::outside("the default", default::service_subnet())
}

pub(super) fn decode(node: &Node, problems: &mut Problems) -> Option<Network> {
    let mut fields = Fields::of(node, FIELDS, problems)?;
    Some(Network {
        subnet: fields.optional("subnet", located(text(syntax::subnet))),
        pod_subnet: fields.or("podSubnet", pod_subnet, located(text(syntax::subnet))),
        service_subnet: fields.or("serviceSubnet", service_subnet, located(text(syntax::service_subnet))),
        mtu: fields.optional("mtu", integer(MTU)),
        api_server_address: fields.or("apiServerAddress", || default::API_SERVER_ADDRESS, text(syntax::host_address)),
    })
}

/// Proxy of nodes, pulls and image builds.
#[derive(Debug, Default)]
pub struct Proxy {
    pub http: Option<Located<String>>,
    pub https: Option<Located<String>>,
    pub no_proxy: Vec<String>,
}

pub(super) fn decode_proxy(node: &Node, problems: &mut Problems) -> Option<Proxy> {
    let mut fields = Fields::of(node, PROXY_FIELDS, problems)?;
    Some(Proxy {
        http: fields.optional("http", located(text(syntax::proxy_url))),
        https: fields.optional("https", located(text(syntax::proxy_url))),
        no_proxy: fields.list("noProxy", text(syntax::no_proxy_entry)),
    })
}
