use super::*;
use crate::network::policy::objects::Protocol::{Sctp, Tcp, Udp};

fn pod(last: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 244, 0, last)
}

fn block(cidr: &str) -> Ranges {
    Ranges::block(cidr).unwrap()
}

#[test]
fn without_isolations_the_table_goes() {
    assert_eq!(table(&Isolations::new()), "add table ip devcluster-policy\ndelete table ip devcluster-policy\n");
}

#[test]
fn pods_lead_to_what_they_may_do() {
    let denied = Allowed::default();
    let mut web = Allowed::default();
    for port in [80, 443, 81] {
        web.allow(Ports::one(Tcp, port), block("10.0.0.0/8"));
    }
    web.allow(Ports::range(Udp, 8000, 8100), Ranges::all());
    web.allow(Ports::every(Sctp), Ranges::all());
    web.allow(Ports::All, [pod(1), pod(3)].into_iter().collect());
    let mut named = Allowed::default();
    named.allow(Ports::one(Tcp, 53), block("10.0.0.0/8"));
    named.allow_socket(Tcp, pod(3), 8080);
    named.allow_socket(Tcp, pod(1), 80);
    let isolations = Isolations::from([
        (pod(1), Isolation { ingress: Some(web), egress: Some(named) }),
        (pod(2), Isolation { ingress: Some(denied.clone()), egress: None }),
        (pod(3), Isolation { ingress: Some(denied), egress: None }),
    ]);
    let table = table(&isolations);
    let expected = format!(
        "add table ip devcluster-policy
delete table ip devcluster-policy
table ip devcluster-policy {{
  set addresses-2 {{
    type ipv4_addr
    flags interval
    elements = {{ 10.0.0.0-10.255.255.255 }}
  }}
  set addresses-1 {{
    type ipv4_addr
    flags interval
    elements = {{ 10.244.0.1, 10.244.0.3 }}
  }}
  set itself {{
    type ipv4_addr . ipv4_addr
    elements = {{ 10.244.0.1 . 10.244.0.1, 10.244.0.2 . 10.244.0.2, 10.244.0.3 . 10.244.0.3 }}
  }}
  map egress {{
    type ipv4_addr : verdict
    elements = {{ 10.244.0.1 : jump egress-1 }}
  }}
  map ingress {{
    type ipv4_addr : verdict
    elements = {{ 10.244.0.1 : jump ingress-1, 10.244.0.2 : jump ingress-2, 10.244.0.3 : jump ingress-2 }}
  }}
{HOOKS}  chain egress-1 {{
    ip daddr @addresses-2 tcp dport {{ 53 }} return
    ip daddr . tcp dport {{ 10.244.0.1 . 80, 10.244.0.3 . 8080 }} return
    goto refuse
  }}
  chain ingress-1 {{
    ip saddr @addresses-1 return
    udp dport {{ 8000-8100 }} return
    meta l4proto sctp return
    ip saddr @addresses-2 tcp dport {{ 80-81, 443 }} return
    goto refuse
  }}
  chain ingress-2 {{
    goto refuse
  }}
}}
"
    );
    assert_eq!(table, expected);
}
