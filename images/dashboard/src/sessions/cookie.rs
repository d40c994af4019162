//! The session's cookie. Its name has the port, because cookies know no ports and two clusters may have a dashboard.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::gate::Address;

fn name(address: &Address) -> String {
    format!("devcluster_{}", address.port)
}

/// The values that the browser sends: more than one where something planted its own beside it.
pub fn values<'a>(headers: &'a HeaderMap, address: &Address) -> Vec<&'a str> {
    let wanted = name(address);
    let all = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let pairs = all.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == wanted).map(|(_, value)| value).take(4).collect()
}

pub fn set(address: &Address, value: &str) -> Option<HeaderValue> {
    let attributes = "Path=/; HttpOnly; SameSite=Strict";
    let mut header = HeaderValue::from_str(&format!("{}={value}; {attributes}", name(address))).ok()?;
    header.set_sensitive(true);
    Some(header)
}

pub fn clear(address: &Address) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0", name(address))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_has_a_cookie_of_its_own() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("a=b; devcluster_1=one; devcluster_2=two"));
        headers.append(COOKIE, HeaderValue::from_static("devcluster_2=three"));
        let address = Address::parse("localhost:2").unwrap();
        assert_eq!(values(&headers, &address), ["two", "three"]);
        assert_eq!(set(&address, "x").unwrap(), "devcluster_2=x; Path=/; HttpOnly; SameSite=Strict");
    }
}
